//! Things for the kitchen, the table and the room.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BLACK, BRASS, CREAM, INK, LEAF, SLATE, STEEL, WHITE, WOOD};
use super::Hues;

pub(super) fn pot(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let body = if d.below(3) == 0 { STEEL } else { h.base };
    c.stroke(
        "M 230 530 C 130 520 130 620 236 610",
        30.0,
        Ink::Flat(body.darker(0.35)),
    );
    c.stroke(
        "M 770 530 C 870 520 870 620 764 610",
        30.0,
        Ink::Flat(body.darker(0.45)),
    );
    c.fill(
        "M 220 460 H 780 L 760 720 C 756 780 700 810 640 810 H 360 C 300 810 244 780 240 720 Z",
        Ink::Round(body),
    );
    c.slab(236.0, 690.0, 528.0, 16.0, 0.0, Ink::Flat(BLACK.faint(0.08)));
    c.fill(
        "M 214 450 C 240 350 380 320 500 320 C 620 320 760 350 786 450 Z",
        Ink::Round(body.lighter(0.08)),
    );
    c.slab(
        196.0,
        440.0,
        608.0,
        34.0,
        16.0,
        Ink::Round(body.darker(0.10)),
    );
    c.slab(476.0, 286.0, 48.0, 40.0, 8.0, Ink::Round(SLATE));
    c.slab(440.0, 252.0, 120.0, 44.0, 22.0, Ink::Round(h.spark));
}

pub(super) fn pan(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.turned(32.0, 420.0, 520.0, |c| {
        c.slab(660.0, 490.0, 330.0, 58.0, 28.0, Ink::Lit(WOOD));
        c.slab(640.0, 498.0, 90.0, 42.0, 10.0, Ink::Lit(STEEL.darker(0.1)));
        c.oval(956.0, 519.0, 12.0, 12.0, Ink::Flat(INK.faint(0.6)));
    });
    c.oval(420.0, 500.0, 300.0, 300.0, Ink::Lit(h.base.darker(0.16)));
    c.oval(420.0, 500.0, 280.0, 280.0, Ink::Lit(h.base));
    c.oval(420.0, 500.0, 252.0, 252.0, Ink::Lit(INK.lighter(0.12)));
    c.oval(420.0, 500.0, 220.0, 220.0, Ink::Lit(INK.lighter(0.06)));
    c.fill("M 300 480 C 290 390 400 350 470 390 C 560 380 600 470 550 540 C 560 620 440 650 390 600 C 310 610 270 540 300 480 Z", Ink::Lit(WHITE));
    c.oval(
        430.0,
        500.0,
        66.0,
        62.0,
        Ink::Ball(h.spark.mixed(BRASS, 0.5).lighter(0.1)),
    );
}

pub(super) fn chair(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let wood = WOOD.darker(0.12);
    for (from, to) in [
        ((350.0, 600.0), (330.0, 806.0)),
        ((640.0, 600.0), (664.0, 806.0)),
    ] {
        c.line(from, to, 24.0, Ink::Flat(wood.darker(0.25)));
    }
    for (from, to) in [
        ((300.0, 620.0), (270.0, 800.0)),
        ((690.0, 620.0), (724.0, 800.0)),
    ] {
        c.line(from, to, 30.0, Ink::Flat(wood));
    }
    if d.below(2) == 0 {
        c.line((330.0, 250.0), (316.0, 600.0), 30.0, Ink::Flat(wood));
        c.line((670.0, 250.0), (684.0, 600.0), 30.0, Ink::Flat(wood));
        for (i, y) in [230.0, 320.0, 410.0].into_iter().enumerate() {
            c.slab(
                318.0,
                y,
                364.0,
                58.0,
                24.0,
                if i == 0 {
                    Ink::Lit(WOOD)
                } else {
                    Ink::Lit(WOOD.darker(0.08))
                },
            );
        }
    } else {
        c.fill(
            "M 330 230 C 400 190 600 190 670 230 L 690 580 H 310 Z",
            Ink::Lit(h.base),
        );
        c.fill(
            "M 360 256 C 420 226 580 226 640 256 L 654 560 H 346 Z",
            Ink::Cloth,
        );
    }
    c.slab(262.0, 560.0, 476.0, 80.0, 38.0, Ink::Lit(h.base));
    c.slab(268.0, 616.0, 464.0, 26.0, 12.0, Ink::Flat(wood));
}

pub(super) fn stool(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (from, to) in [
        ((400.0, 470.0), (390.0, 780.0)),
        ((600.0, 470.0), (612.0, 780.0)),
    ] {
        c.line(from, to, 26.0, Ink::Flat(WOOD.darker(0.34)));
    }
    c.line((330.0, 480.0), (276.0, 798.0), 32.0, Ink::Lit(WOOD));
    c.line(
        (670.0, 480.0),
        (726.0, 798.0),
        32.0,
        Ink::Lit(WOOD.darker(0.12)),
    );
    c.line(
        (312.0, 660.0),
        (690.0, 660.0),
        20.0,
        Ink::Flat(WOOD.darker(0.18)),
    );
    c.slab(236.0, 400.0, 528.0, 96.0, 46.0, Ink::Cloth);
    c.slab(
        236.0,
        400.0,
        528.0,
        96.0,
        46.0,
        Ink::Down(WHITE.faint(0.18), BLACK.faint(0.28)),
    );
    c.slab(
        246.0,
        480.0,
        508.0,
        34.0,
        12.0,
        Ink::Round(h.base.darker(0.2)),
    );
}

pub(super) fn table(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (from, to) in [
        ((270.0, 520.0), (220.0, 796.0)),
        ((730.0, 520.0), (782.0, 796.0)),
    ] {
        c.line(from, to, 30.0, Ink::Lit(WOOD.darker(0.12)));
    }
    c.line(
        (400.0, 520.0),
        (390.0, 770.0),
        22.0,
        Ink::Flat(WOOD.darker(0.36)),
    );
    c.line(
        (600.0, 520.0),
        (612.0, 770.0),
        22.0,
        Ink::Flat(WOOD.darker(0.36)),
    );
    c.slab(130.0, 470.0, 740.0, 60.0, 26.0, Ink::Lit(WOOD));
    c.fill(
        "M 380 470 H 620 L 640 610 L 500 650 L 360 610 Z",
        Ink::Cloth,
    );
    c.fill(
        "M 380 470 H 620 L 640 610 L 500 650 L 360 610 Z",
        Ink::Down(BLACK.faint(0.0), BLACK.faint(0.2)),
    );
    c.fill(
        "M 452 470 C 420 400 440 350 470 330 H 530 C 560 350 580 400 548 470 Z",
        Ink::Round(h.base),
    );
    for (x, y, turn) in [
        (500.0, 250.0, 0.0),
        (450.0, 270.0, -30.0),
        (552.0, 270.0, 30.0),
    ] {
        c.turned(turn, 500.0, 340.0, |c| {
            c.oval(x, y, 28.0, 84.0, Ink::Lit(LEAF));
        });
    }
}

pub(super) fn basket(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 300 470 C 320 200 680 200 700 470",
        30.0,
        Ink::Flat(WOOD.darker(0.2)),
    );
    c.fill(
        "M 220 470 H 780 C 790 620 740 810 660 810 H 340 C 260 810 210 620 220 470 Z",
        Ink::Round(WOOD.lighter(0.26)),
    );
    for (row, y) in [500.0, 560.0, 620.0, 680.0, 740.0].into_iter().enumerate() {
        let inset = f32::from(u8::try_from(row * row).unwrap_or(0)) * 6.0;
        let (x, w) = (226.0 + inset, 548.0 - 2.0 * inset);
        let count = 12_u8;
        for i in 0..count {
            let step = w / f32::from(count);
            let tone = match (usize::from(i) + row) % 3 {
                0 => h.base,
                1 => WOOD.lighter(0.30),
                _ => {
                    if row % 2 == 0 {
                        h.spark
                    } else {
                        WOOD.lighter(0.18)
                    }
                }
            };
            c.slab(
                x + f32::from(i) * step,
                y,
                step - 6.0,
                46.0,
                12.0,
                Ink::Lit(tone),
            );
        }
    }
    c.slab(206.0, 446.0, 588.0, 48.0, 22.0, Ink::Round(WOOD));
}

pub(super) fn mug(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.stroke(
        "M 650 500 C 800 480 800 700 640 680",
        42.0,
        Ink::Flat(h.base.darker(0.22)),
    );
    c.slab(310.0, 400.0, 370.0, 410.0, 56.0, Ink::Round(h.base));
    c.oval(495.0, 410.0, 182.0, 34.0, Ink::Lit(h.base.lighter(0.28)));
    c.oval(495.0, 416.0, 160.0, 25.0, Ink::Lit(WOOD.darker(0.55)));
    if d.below(2) == 0 {
        c.slab(310.0, 560.0, 370.0, 120.0, 0.0, Ink::Cloth);
        c.slab(
            310.0,
            560.0,
            370.0,
            120.0,
            0.0,
            Ink::Across(BLACK.faint(0.0), BLACK.faint(0.34)),
        );
    } else {
        for x in [380.0, 470.0, 560.0] {
            c.star(x, 620.0, 2, 50.0, 32.0, Ink::Flat(CREAM.faint(0.9)));
        }
    }
    c.stroke(
        "M 440 360 C 410 310 470 290 440 230",
        11.0,
        Ink::Flat(WHITE.faint(0.45)),
    );
    c.stroke(
        "M 550 360 C 520 310 580 290 550 230",
        11.0,
        Ink::Flat(WHITE.faint(0.45)),
    );
}

pub(super) fn plates(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.oval(470.0, 470.0, 330.0, 330.0, Ink::Lit(CREAM.darker(0.06)));
    c.oval(470.0, 470.0, 318.0, 318.0, Ink::Lit(h.base));
    c.oval(470.0, 470.0, 280.0, 280.0, Ink::Cloth);
    c.oval(470.0, 470.0, 236.0, 236.0, Ink::Lit(CREAM));
    c.oval(470.0, 470.0, 200.0, 200.0, Ink::Lit(CREAM.darker(0.04)));
    c.oval(690.0, 690.0, 190.0, 190.0, Ink::Flat(BLACK.faint(0.16)));
    c.oval(680.0, 680.0, 190.0, 190.0, Ink::Lit(h.spark));
    c.oval(680.0, 680.0, 168.0, 168.0, Ink::Lit(CREAM));
    c.oval(680.0, 680.0, 128.0, 128.0, Ink::Lit(h.spark.lighter(0.5)));
}

pub(super) fn pillow(c: &mut Canvas, h: Hues, _: &mut Dice) {
    let outline = "M 200 330 C 300 370 700 370 800 330 C 830 320 846 340 836 370 C 806 480 806 620 836 730 C 846 770 826 786 796 780 C 690 750 310 750 204 780 C 174 786 154 770 164 730 C 194 620 194 480 164 370 C 156 340 170 320 200 330 Z";
    c.fill(outline, Ink::Cloth);
    c.fill(outline, Ink::Glow(WHITE.faint(0.20), BLACK.faint(0.20)));
    c.stroke(outline, 10.0, Ink::Flat(h.spark));
}

pub(super) fn towels(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let tones = [h.base, CREAM, h.base.lighter(0.38), h.spark];
    let first = usize::from(d.below(4));
    for (i, y) in [672.0, 534.0, 396.0].into_iter().enumerate() {
        let tone = tones[(first + i) % tones.len()];
        let inset = 12.0 * f32::from(u8::try_from(i).unwrap_or(0));
        c.slab(
            210.0 + inset,
            y,
            580.0 - inset * 2.0,
            138.0,
            64.0,
            Ink::Down(tone.lighter(0.12), tone.darker(0.22)),
        );
        c.stroke(
            &format!("M {} {} H {}", 270.0 + inset, y + 70.0, 780.0 - inset),
            6.0,
            Ink::Flat(BLACK.faint(0.16)),
        );
        c.slab(
            640.0,
            y + 6.0,
            22.0,
            126.0,
            6.0,
            Ink::Flat(h.spark.mixed(CREAM, 0.4)),
        );
        c.slab(
            676.0,
            y + 6.0,
            9.0,
            126.0,
            4.0,
            Ink::Flat(h.spark.mixed(CREAM, 0.4)),
        );
    }
}

pub(super) fn bucket(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 270 440 C 290 160 710 160 730 440",
        14.0,
        Ink::Flat(STEEL.darker(0.25)),
    );
    c.slab(450.0, 212.0, 100.0, 36.0, 18.0, Ink::Round(CREAM));
    c.fill(
        "M 256 440 H 744 L 690 790 C 688 804 680 810 668 810 H 332 C 320 810 312 804 310 790 Z",
        Ink::Round(h.base),
    );
    c.oval(500.0, 440.0, 250.0, 46.0, Ink::Lit(h.base.lighter(0.2)));
    c.oval(500.0, 446.0, 222.0, 34.0, Ink::Lit(h.base.darker(0.38)));
    c.fill(
        "M 272 540 H 728 L 722 578 H 278 Z",
        Ink::Flat(WHITE.faint(0.22)),
    );
}

pub(super) fn vase(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (turn, length) in [(-34.0, 280.0), (-12.0, 330.0), (14.0, 310.0), (36.0, 260.0)] {
        c.turned(turn, 500.0, 470.0, |c| {
            let top = 470.0 - length;
            c.line(
                (500.0, 470.0),
                (500.0, top),
                9.0,
                Ink::Flat(LEAF.darker(0.2)),
            );
            c.oval(
                500.0,
                top + 40.0,
                38.0,
                96.0,
                Ink::Lit(LEAF.mixed(h.spark, 0.15)),
            );
        });
    }
    c.fill("M 430 430 H 570 C 570 500 700 540 700 660 C 700 760 620 810 500 810 C 380 810 300 760 300 660 C 300 540 430 500 430 430 Z", Ink::Round(h.base));
    c.fill("M 306 620 C 400 650 600 650 694 620 C 702 650 702 680 696 706 C 600 736 400 736 304 706 C 298 680 298 650 306 620 Z", Ink::Cloth);
    c.slab(
        414.0,
        414.0,
        172.0,
        34.0,
        16.0,
        Ink::Round(h.base.darker(0.1)),
    );
}

pub(super) fn rug(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for i in 0..16_u8 {
        let x = 222.0 + f32::from(i) * 37.0;
        c.line((x, 130.0), (x, 180.0), 9.0, Ink::Flat(CREAM.darker(0.1)));
        c.line((x, 820.0), (x, 870.0), 9.0, Ink::Flat(CREAM.darker(0.1)));
    }
    c.slab(200.0, 165.0, 600.0, 670.0, 8.0, Ink::Lit(h.base));
    c.slab(228.0, 193.0, 544.0, 614.0, 0.0, Ink::Lit(CREAM));
    c.slab(244.0, 209.0, 512.0, 582.0, 0.0, Ink::Cloth);
    c.star(500.0, 500.0, 2, 300.0, 230.0, Ink::Lit(h.base.darker(0.25)));
    c.star(500.0, 500.0, 2, 240.0, 180.0, Ink::Lit(CREAM));
    c.star(500.0, 500.0, 2, 190.0, 140.0, Ink::Lit(h.spark));
    c.star(500.0, 500.0, 4, 90.0, 36.0, Ink::Lit(CREAM));
}

pub(super) fn clock(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.oval(500.0, 500.0, 340.0, 340.0, Ink::Lit(h.base));
    c.oval(500.0, 500.0, 296.0, 296.0, Ink::Lit(CREAM));
    for i in 0..12_u8 {
        c.turned(f32::from(i) * 30.0, 500.0, 500.0, |c| {
            if i % 3 == 0 {
                c.star(500.0, 256.0, 2, 34.0, 20.0, Ink::Flat(h.spark));
            } else {
                c.oval(500.0, 250.0, 9.0, 9.0, Ink::Flat(INK));
            }
        });
    }
    let hour = d.between(0.0, 360.0);
    c.turned(hour, 500.0, 500.0, |c| {
        c.line((500.0, 530.0), (500.0, 370.0), 22.0, Ink::Flat(INK));
    });
    c.turned(48.0, 500.0, 500.0, |c| {
        c.line((500.0, 540.0), (500.0, 300.0), 13.0, Ink::Flat(INK));
    });
    c.oval(500.0, 500.0, 22.0, 22.0, Ink::Ball(h.spark));
}

pub(super) fn flask(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 610 420 C 740 420 740 640 614 660",
        30.0,
        Ink::Flat(INK.lighter(0.08)),
    );
    c.slab(418.0, 190.0, 164.0, 130.0, 30.0, Ink::Round(h.spark));
    c.slab(404.0, 300.0, 192.0, 50.0, 14.0, Ink::Round(STEEL));
    c.slab(380.0, 340.0, 240.0, 470.0, 46.0, Ink::Round(h.base));
    c.slab(380.0, 480.0, 240.0, 180.0, 0.0, Ink::Cloth);
    c.slab(
        380.0,
        480.0,
        240.0,
        180.0,
        0.0,
        Ink::Across(BLACK.faint(0.0), BLACK.faint(0.36)),
    );
    c.slab(380.0, 770.0, 240.0, 40.0, 20.0, Ink::Round(STEEL));
}

pub(super) fn spoons(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(
        250.0,
        200.0,
        500.0,
        620.0,
        60.0,
        Ink::Lit(WOOD.lighter(0.10)),
    );
    for x in [330.0, 440.0, 560.0, 670.0] {
        c.line(
            (x, 222.0),
            (x + 8.0, 800.0),
            4.0,
            Ink::Flat(WOOD.darker(0.3).faint(0.3)),
        );
    }
    c.oval(500.0, 252.0, 22.0, 22.0, Ink::Flat(INK.faint(0.55)));
    for (turn, tone) in [(-18.0, WOOD.darker(0.34)), (16.0, h.base)] {
        c.turned(turn, 500.0, 620.0, |c| {
            c.slab(482.0, 390.0, 36.0, 470.0, 18.0, Ink::Round(tone));
            c.oval(500.0, 360.0, 76.0, 104.0, Ink::Lit(tone));
            c.oval(500.0, 356.0, 54.0, 78.0, Ink::Lit(tone.darker(0.22)));
        });
    }
}
