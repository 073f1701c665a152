//! Things for skin and hair.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BLACK, BRASS, CREAM, INK, LEAF, STEEL, WHITE, WOOD};
use super::Hues;

pub(super) fn soap(c: &mut Canvas, h: Hues, d: &mut Dice) {
    for (y, tone, tilt) in [(670.0, h.base.lighter(0.3), 0.0), (530.0, h.base, -3.0)] {
        c.turned(tilt, 500.0, y, |c| {
            c.slab(
                230.0,
                y,
                540.0,
                140.0,
                52.0,
                Ink::Down(tone.lighter(0.16), tone.darker(0.2)),
            );
            c.slab(
                250.0,
                y - 8.0,
                500.0,
                60.0,
                30.0,
                Ink::Down(tone.lighter(0.3), tone.lighter(0.04)),
            );
        });
    }
    let outline = "M 380 522 H 620 L 626 672 H 374 Z";
    c.turned(-3.0, 500.0, 530.0, |c| {
        c.fill(outline, Ink::Lit(CREAM));
        c.fill("M 380 560 H 620 L 622 600 H 378 Z", Ink::Cloth);
    });
    for _ in 0..9 {
        let (x, y, r) = (
            d.between(270.0, 730.0),
            d.between(300.0, 480.0),
            d.between(12.0, 42.0),
        );
        c.oval(x, y, r, r, Ink::Glow(WHITE.faint(0.12), WHITE.faint(0.5)));
        c.oval(
            x - r * 0.35,
            y - r * 0.35,
            r * 0.18,
            r * 0.18,
            Ink::Flat(WHITE.faint(0.85)),
        );
    }
}

pub(super) fn cream_jar(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(260.0, 560.0, 480.0, 250.0, 60.0, Ink::Round(h.base));
    c.slab(
        330.0,
        630.0,
        340.0,
        110.0,
        10.0,
        Ink::Flat(CREAM.faint(0.92)),
    );
    c.star(500.0, 674.0, 6, 26.0, 14.0, Ink::Flat(h.spark));
    c.slab(
        420.0,
        708.0,
        160.0,
        12.0,
        6.0,
        Ink::Flat(h.base.darker(0.3).faint(0.7)),
    );
    c.slab(272.0, 534.0, 456.0, 40.0, 12.0, Ink::Round(CREAM));
    c.fill(
        "M 290 540 C 320 470 420 490 450 440 C 480 390 560 370 570 430 C 590 480 690 460 712 540 Z",
        Ink::Lit(CREAM.lighter(0.3)),
    );
    c.stroke(
        "M 400 520 C 440 500 480 480 520 440",
        8.0,
        Ink::Flat(BLACK.faint(0.07)),
    );
    c.turned(-24.0, 760.0, 700.0, |c| {
        c.oval(770.0, 690.0, 60.0, 130.0, Ink::Lit(BRASS));
        c.oval(764.0, 690.0, 46.0, 116.0, Ink::Lit(BRASS.lighter(0.2)));
    });
}

pub(super) fn pump_bottle(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(486.0, 220.0, 28.0, 110.0, 8.0, Ink::Round(STEEL));
    c.fill("M 400 190 H 540 C 560 190 570 206 570 232 H 440 C 410 232 396 220 392 208 C 390 196 394 190 400 190 Z", Ink::Lit(INK.lighter(0.1)));
    c.slab(
        436.0,
        310.0,
        128.0,
        66.0,
        16.0,
        Ink::Round(INK.lighter(0.1)),
    );
    c.slab(346.0, 366.0, 308.0, 444.0, 70.0, Ink::Round(h.base));
    c.slab(346.0, 470.0, 308.0, 230.0, 0.0, Ink::Round(CREAM));
    c.oval(496.0, 560.0, 54.0, 54.0, Ink::Flat(h.spark));
    c.oval(478.0, 548.0, 20.0, 36.0, Ink::Flat(LEAF));
    c.oval(516.0, 548.0, 20.0, 36.0, Ink::Flat(LEAF.lighter(0.2)));
    c.slab(
        420.0,
        640.0,
        150.0,
        15.0,
        7.0,
        Ink::Flat(h.base.darker(0.3)),
    );
    c.slab(372.0, 400.0, 18.0, 380.0, 9.0, Ink::Flat(WHITE.faint(0.3)));
}

pub(super) fn tube(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.turned(14.0, 500.0, 500.0, |c| {
        c.slab(430.0, 740.0, 140.0, 110.0, 22.0, Ink::Round(h.spark));
        c.fill(
            "M 350 150 H 650 C 640 380 620 600 590 750 H 410 C 380 600 360 380 350 150 Z",
            Ink::Round(h.base),
        );
        c.slab(
            340.0,
            136.0,
            320.0,
            54.0,
            6.0,
            Ink::Round(h.base.darker(0.1)),
        );
        for i in 0..13_u8 {
            let x = 352.0 + f32::from(i) * 24.6;
            c.line((x, 144.0), (x, 182.0), 3.0, Ink::Flat(BLACK.faint(0.2)));
        }
        c.fill("M 362 300 H 638 L 618 530 H 382 Z", Ink::Round(CREAM));
        c.star(500.0, 390.0, 8, 54.0, 30.0, Ink::Flat(h.spark));
        c.slab(
            430.0,
            470.0,
            140.0,
            16.0,
            8.0,
            Ink::Flat(h.base.darker(0.3)),
        );
    });
}

pub(super) fn lipstick(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(
        250.0,
        420.0,
        170.0,
        390.0,
        22.0,
        Ink::Round(INK.lighter(0.08)),
    );
    c.slab(250.0, 700.0, 170.0, 24.0, 0.0, Ink::Round(BRASS));
    c.fill(
        "M 566 480 V 330 C 566 270 640 210 674 230 V 480 Z",
        Ink::Round(h.base),
    );
    c.fill(
        "M 566 340 C 570 274 640 212 674 230 C 680 280 620 330 566 340 Z",
        Ink::Flat(h.base.lighter(0.24)),
    );
    c.slab(552.0, 460.0, 136.0, 130.0, 10.0, Ink::Round(BRASS));
    c.slab(
        530.0,
        580.0,
        180.0,
        230.0,
        18.0,
        Ink::Round(INK.lighter(0.08)),
    );
    c.slab(530.0, 640.0, 180.0, 60.0, 0.0, Ink::Cloth);
    c.slab(
        530.0,
        640.0,
        180.0,
        60.0,
        0.0,
        Ink::Across(WHITE.faint(0.1), BLACK.faint(0.4)),
    );
}

pub(super) fn perfume(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.slab(440.0, 210.0, 120.0, 130.0, 20.0, Ink::Round(BRASS));
    c.slab(456.0, 336.0, 88.0, 54.0, 8.0, Ink::Round(STEEL));
    if d.below(2) == 0 {
        c.slab(
            320.0,
            386.0,
            360.0,
            424.0,
            46.0,
            Ink::Lit(h.base.lighter(0.35)),
        );
        c.slab(
            346.0,
            480.0,
            308.0,
            304.0,
            30.0,
            Ink::Down(h.base.lighter(0.1), h.base.darker(0.14)),
        );
        c.slab(420.0, 560.0, 160.0, 130.0, 8.0, Ink::Lit(CREAM));
    } else {
        c.oval(500.0, 600.0, 216.0, 210.0, Ink::Ball(h.base.lighter(0.3)));
        c.oval(500.0, 620.0, 182.0, 170.0, Ink::Ball(h.base));
        c.slab(420.0, 570.0, 160.0, 110.0, 50.0, Ink::Lit(CREAM));
    }
    c.star(500.0, 612.0, 6, 26.0, 12.0, Ink::Flat(h.spark));
    c.slab(450.0, 648.0, 100.0, 10.0, 5.0, Ink::Flat(INK.faint(0.6)));
    c.fill(
        "M 360 430 C 380 410 420 404 440 404 L 372 560 C 350 520 350 460 360 430 Z",
        Ink::Flat(WHITE.faint(0.35)),
    );
}

pub(super) fn dropper(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(
        450.0,
        180.0,
        100.0,
        150.0,
        48.0,
        Ink::Round(INK.lighter(0.12)),
    );
    c.slab(430.0, 310.0, 140.0, 70.0, 12.0, Ink::Round(BRASS));
    c.fill("M 440 376 H 560 V 420 C 640 440 660 480 660 530 V 770 C 660 796 646 810 620 810 H 380 C 354 810 340 796 340 770 V 530 C 340 480 360 440 440 420 Z", Ink::Round(h.base.mixed(WOOD, 0.4).darker(0.12)));
    c.slab(340.0, 540.0, 320.0, 200.0, 0.0, Ink::Round(CREAM));
    for turn in [-40.0, 0.0, 40.0] {
        c.turned(turn, 496.0, 670.0, |c| {
            c.oval(496.0, 620.0, 18.0, 52.0, Ink::Lit(LEAF));
        });
    }
    c.slab(
        430.0,
        694.0,
        130.0,
        14.0,
        7.0,
        Ink::Flat(h.base.darker(0.3)),
    );
    c.slab(366.0, 480.0, 18.0, 300.0, 9.0, Ink::Flat(WHITE.faint(0.35)));
}

pub(super) fn polish(c: &mut Canvas, h: Hues, _: &mut Dice) {
    let tones = [h.spark, h.base, h.base.lighter(0.34)];
    for (x, tone, low) in [
        (250.0, tones[0], 0.0),
        (430.0, tones[1], 0.0),
        (610.0, tones[2], 0.0),
    ] {
        c.slab(
            x + 30.0,
            330.0 + low,
            80.0,
            260.0,
            22.0,
            Ink::Round(INK.lighter(0.1)),
        );
        c.slab(x + 44.0, 570.0, 52.0, 40.0, 0.0, Ink::Round(STEEL));
        c.slab(x, 600.0, 140.0, 210.0, 48.0, Ink::Round(tone));
        c.slab(
            x + 22.0,
            640.0,
            14.0,
            130.0,
            7.0,
            Ink::Flat(WHITE.faint(0.42)),
        );
    }
}

pub(super) fn comb(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.turned(-24.0, 500.0, 500.0, |c| {
        for i in 0..12_u8 {
            let x = 286.0 + f32::from(i) * 38.0;
            c.slab(x, 440.0, 20.0, 330.0, 10.0, Ink::Round(WOOD));
        }
        c.fill("M 260 480 C 250 330 360 250 500 250 C 640 250 750 330 740 480 C 650 450 350 450 260 480 Z", Ink::Lit(WOOD));
        c.fill("M 320 420 C 330 340 410 300 500 300 C 590 300 670 340 680 420 C 600 400 400 400 320 420 Z", Ink::Cloth);
        c.oval(500.0, 216.0, 54.0, 54.0, Ink::Lit(h.base));
        c.oval(500.0, 216.0, 24.0, 24.0, Ink::Lit(h.spark));
    });
}

pub(super) fn braids(c: &mut Canvas, h: Hues, _: &mut Dice) {
    let hair = h.base.darker(0.10);
    for (row, x) in [
        (0_u8, 300.0),
        (1, 400.0),
        (2, 500.0),
        (3, 600.0),
        (4, 700.0),
    ] {
        let tone = if row % 2 == 0 {
            hair
        } else {
            hair.lighter(0.10)
        };
        for i in 0..11_u8 {
            let y = 270.0 + f32::from(i) * 52.0;
            c.turned(26.0, x - 16.0, y, |c| {
                c.oval(x - 16.0, y, 36.0, 26.0, Ink::Ball(tone));
            });
            c.turned(-26.0, x + 16.0, y + 26.0, |c| {
                c.oval(x + 16.0, y + 26.0, 36.0, 26.0, Ink::Ball(tone));
            });
        }
        c.fill(
            &format!("M {} 850 H {} L {x} 910 Z", x - 22.0, x + 22.0),
            Ink::Flat(tone.darker(0.2)),
        );
        c.slab(x - 26.0, 826.0, 52.0, 26.0, 10.0, Ink::Lit(BRASS));
    }
    c.slab(220.0, 150.0, 560.0, 130.0, 24.0, Ink::Lit(CREAM));
    c.slab(220.0, 176.0, 560.0, 60.0, 0.0, Ink::Cloth);
}
