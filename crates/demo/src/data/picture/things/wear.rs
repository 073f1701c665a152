//! What people wear and carry.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BLACK, BRASS, CREAM, INK, WHITE, WOOD};
use super::Hues;

/// A shape of printed or plain stuff, with soft folds.
fn stuff(c: &mut Canvas, outline: &str, h: Hues, printed: bool) {
    c.fill(
        outline,
        if printed {
            Ink::Cloth
        } else {
            Ink::Lit(h.base)
        },
    );
    c.fill(outline, Ink::Across(WHITE.faint(0.12), BLACK.faint(0.14)));
}

fn fold(c: &mut Canvas, outline: &str) {
    c.stroke(outline, 7.0, Ink::Flat(BLACK.faint(0.16)));
}

pub(super) fn dress(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let printed = d.below(4) != 0;
    stuff(
        c,
        "M 392 190 C 360 230 300 260 250 330 L 320 400 C 350 370 370 360 380 360 L 392 470 H 608 L 620 360 C 630 360 650 370 680 400 L 750 330 C 700 260 640 230 608 190 C 580 250 420 250 392 190 Z",
        h,
        printed,
    );
    stuff(
        c,
        "M 396 480 H 604 C 640 600 720 720 760 860 C 600 900 400 900 240 860 C 280 720 360 600 396 480 Z",
        h,
        printed,
    );
    fold(c, "M 440 520 C 410 640 380 740 350 860");
    fold(c, "M 500 530 C 500 640 496 760 500 870");
    fold(c, "M 560 520 C 590 640 620 740 650 860");
    c.slab(388.0, 452.0, 224.0, 44.0, 12.0, Ink::Lit(h.spark));
    c.fill(
        "M 392 190 C 420 250 580 250 608 190 C 590 230 410 230 392 190 Z",
        Ink::Flat(BLACK.faint(0.35)),
    );
}

pub(super) fn shirt(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let printed = d.below(2) == 0;
    stuff(
        c,
        "M 400 180 L 250 236 C 190 262 160 330 130 430 L 256 480 L 300 400 L 296 830 C 420 856 580 856 704 830 L 700 400 L 744 480 L 870 430 C 840 330 810 262 750 236 L 600 180 C 560 226 440 226 400 180 Z",
        h,
        printed,
    );
    fold(c, "M 300 400 C 306 340 300 310 290 280");
    fold(c, "M 700 400 C 694 340 700 310 710 280");
    if d.below(3) == 0 {
        c.fill(
            "M 400 180 C 430 270 570 270 600 180 C 570 226 430 226 400 180 Z",
            Ink::Lit(h.spark),
        );
        return;
    }
    c.slab(480.0, 240.0, 40.0, 600.0, 0.0, Ink::Flat(BLACK.faint(0.08)));
    for i in 0..5_u8 {
        c.oval(
            500.0,
            310.0 + f32::from(i) * 106.0,
            11.0,
            11.0,
            Ink::Ball(CREAM),
        );
    }
    c.fill(
        "M 400 180 L 360 206 L 440 310 L 500 236 Z",
        Ink::Lit(h.base.lighter(0.12)),
    );
    c.fill(
        "M 600 180 L 640 206 L 560 310 L 500 236 Z",
        Ink::Lit(h.base.darker(0.06)),
    );
    c.fill(
        "M 400 180 C 440 226 560 226 600 180 L 500 236 Z",
        Ink::Flat(BLACK.faint(0.42)),
    );
    c.slab(
        570.0,
        380.0,
        96.0,
        106.0,
        10.0,
        Ink::Flat(BLACK.faint(0.10)),
    );
}

pub(super) fn skirt(c: &mut Canvas, h: Hues, _: &mut Dice) {
    stuff(
        c,
        "M 360 210 H 640 C 680 420 750 640 780 830 C 600 870 400 870 220 830 C 250 640 320 420 360 210 Z",
        h,
        true,
    );
    c.fill(
        "M 560 230 C 600 450 560 680 640 850 C 690 846 740 840 780 830 C 750 640 680 420 640 210 Z",
        Ink::Flat(BLACK.faint(0.10)),
    );
    fold(c, "M 420 290 C 390 480 350 660 330 840");
    fold(c, "M 500 290 C 490 480 470 660 470 850");
    c.slab(350.0, 180.0, 300.0, 64.0, 18.0, Ink::Lit(h.spark));
    c.fill(
        "M 590 236 C 640 300 660 360 640 430 C 600 380 580 300 560 244 Z",
        Ink::Lit(h.spark.darker(0.10)),
    );
}

pub(super) fn trousers(c: &mut Canvas, h: Hues, _: &mut Dice) {
    stuff(
        c,
        "M 340 160 H 660 C 690 400 720 640 730 850 H 560 L 500 420 L 440 850 H 270 C 280 640 310 400 340 160 Z",
        h,
        false,
    );
    c.slab(
        336.0,
        150.0,
        328.0,
        56.0,
        12.0,
        Ink::Lit(h.base.darker(0.20)),
    );
    fold(c, "M 500 206 V 410");
    c.stroke(
        "M 352 240 C 400 250 420 270 424 320",
        6.0,
        Ink::Flat(h.spark.faint(0.9)),
    );
    c.stroke(
        "M 648 240 C 600 250 580 270 576 320",
        6.0,
        Ink::Flat(h.spark.faint(0.9)),
    );
    c.oval(500.0, 178.0, 13.0, 13.0, Ink::Ball(BRASS));
    c.slab(268.0, 816.0, 170.0, 36.0, 6.0, Ink::Flat(BLACK.faint(0.14)));
    c.slab(562.0, 816.0, 170.0, 36.0, 6.0, Ink::Flat(BLACK.faint(0.14)));
}

pub(super) fn fabric(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let plain = d.pick([CREAM, h.spark, h.base.darker(0.3)]);
    for (i, y) in [(0_u8, 700.0), (1, 590.0), (2, 480.0), (3, 370.0)] {
        let (x, w) = (
            190.0 + f32::from(i % 2) * 14.0,
            620.0 - f32::from(i % 3) * 16.0,
        );
        c.slab(
            x,
            y,
            w,
            110.0,
            54.0,
            if i % 2 == 0 {
                Ink::Cloth
            } else {
                Ink::Lit(plain)
            },
        );
        c.slab(
            x,
            y,
            w,
            110.0,
            54.0,
            Ink::Down(WHITE.faint(0.14), BLACK.faint(0.28)),
        );
        c.stroke(
            &format!("M {} {} H {}", x + 60.0, y + 56.0, x + w - 10.0),
            6.0,
            Ink::Flat(BLACK.faint(0.22)),
        );
    }
    let band = "M 600 362 C 640 356 690 362 700 372 L 706 806 H 604 Z";
    c.fill(band, Ink::Lit(CREAM.darker(0.04)));
    c.oval(654.0, 590.0, 34.0, 34.0, Ink::Lit(h.spark));
}

pub(super) fn sneaker(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let stripe = d.pick([CREAM, h.spark]);
    c.fill("M 170 430 C 160 400 190 380 220 400 C 260 430 320 430 350 400 L 400 350 C 420 340 440 350 450 370 C 500 470 590 540 720 570 C 810 590 856 620 860 690 L 860 740 H 160 C 150 640 176 540 170 430 Z", Ink::Lit(h.base));
    c.fill(
        "M 640 552 C 760 580 850 600 860 690 L 860 726 H 700 C 690 660 670 600 640 552 Z",
        Ink::Flat(h.base.lighter(0.26)),
    );
    c.fill("M 170 430 C 166 400 190 384 216 400 C 216 500 220 620 240 726 H 162 C 156 640 176 540 170 430 Z", Ink::Flat(h.base.darker(0.22)));
    c.fill(
        "M 330 700 C 380 620 440 560 510 500 L 560 540 C 500 590 450 640 430 700 Z",
        Ink::Flat(stripe),
    );
    for i in 0..4_u8 {
        let (x, y) = (430.0 + f32::from(i) * 52.0, 406.0 + f32::from(i) * 40.0);
        c.line(
            (x - 26.0, y + 26.0),
            (x + 18.0, y - 16.0),
            13.0,
            Ink::Flat(CREAM),
        );
    }
    c.fill(
        "M 148 726 H 868 C 880 760 866 806 830 806 H 190 C 150 806 136 766 148 726 Z",
        Ink::Down(WHITE, CREAM.darker(0.16)),
    );
    c.slab(
        150.0,
        784.0,
        706.0,
        26.0,
        12.0,
        Ink::Flat(stripe.darker(0.16)),
    );
}

pub(super) fn sandal(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let beads = d.below(2) == 0;
    for (dx, turn) in [(-150.0, -8.0), (150.0, 8.0)] {
        c.placed(0.92, (500.0, 500.0), (dx, 0.0), |c| {
            c.turned(turn, 500.0, 500.0, |c| {
                let sole = "M 500 120 C 610 120 640 240 620 380 C 604 500 640 620 620 740 C 606 850 550 880 500 880 C 450 880 394 850 380 740 C 360 620 396 500 380 380 C 360 240 390 120 500 120 Z";
                c.fill(sole, Ink::Lit(WOOD.darker(0.24)));
                c.placed(0.93, (500.0, 500.0), (0.0, -4.0), |c| c.fill(sole, Ink::Lit(WOOD.lighter(0.14))));
                c.fill("M 366 400 C 400 300 470 250 500 200 C 530 250 600 300 634 400 C 600 390 540 320 500 290 C 460 320 400 390 366 400 Z", Ink::Lit(h.base));
                c.fill("M 360 560 C 430 520 570 520 640 560 L 636 640 C 570 600 430 600 364 640 Z", Ink::Lit(h.base));
                if beads {
                    for i in 0..5_u8 {
                        c.oval(410.0 + f32::from(i) * 45.0, 578.0, 15.0, 15.0, Ink::Ball(h.spark));
                    }
                } else {
                    c.oval(500.0, 250.0, 24.0, 24.0, Ink::Ball(BRASS));
                }
            });
        });
    }
}

pub(super) fn heel(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.fill(
        "M 690 440 L 760 450 C 750 560 770 690 760 806 H 728 C 720 690 690 580 660 520 Z",
        Ink::Round(h.base.darker(0.15)),
    );
    c.fill("M 180 780 C 260 690 340 640 420 600 C 520 540 590 400 680 360 C 740 340 780 390 770 460 C 720 560 620 590 560 650 C 480 730 420 810 300 810 H 200 C 170 810 166 796 180 780 Z", Ink::Lit(h.base));
    c.fill(
        "M 420 600 C 520 540 590 400 680 360 C 650 440 600 540 500 620 C 450 660 400 650 420 600 Z",
        Ink::Flat(BLACK.faint(0.35)),
    );
    c.slab(176.0, 792.0, 210.0, 18.0, 9.0, Ink::Flat(INK));
    c.oval(330.0, 690.0, 26.0, 26.0, Ink::Ball(h.spark));
}

pub(super) fn handbag(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let printed = d.below(2) == 0;
    c.stroke(
        "M 340 470 C 330 200 670 200 660 470",
        28.0,
        Ink::Flat(WOOD.darker(0.2)),
    );
    let body =
        "M 250 440 H 750 L 810 760 C 814 796 790 810 764 810 H 236 C 210 810 186 796 190 760 Z";
    stuff(c, body, h, printed);
    if printed {
        c.fill(
            "M 206 680 H 794 L 810 760 C 814 796 790 810 764 810 H 236 C 210 810 186 796 190 760 Z",
            Ink::Lit(WOOD.darker(0.2)),
        );
    } else {
        c.fill(
            "M 246 440 H 754 L 770 560 C 640 660 360 660 230 560 Z",
            Ink::Lit(h.base.darker(0.12)),
        );
    }
    c.slab(
        240.0,
        424.0,
        520.0,
        40.0,
        16.0,
        Ink::Lit(if printed {
            WOOD.darker(0.2)
        } else {
            h.base.darker(0.2)
        }),
    );
    c.slab(462.0, 590.0, 76.0, 56.0, 14.0, Ink::Lit(BRASS));
    c.oval(340.0, 470.0, 18.0, 18.0, Ink::Ball(BRASS));
    c.oval(660.0, 470.0, 18.0, 18.0, Ink::Ball(BRASS));
}

pub(super) fn backpack(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 430 220 C 430 130 570 130 570 220",
        26.0,
        Ink::Flat(h.base.darker(0.4)),
    );
    c.slab(
        216.0,
        480.0,
        90.0,
        250.0,
        44.0,
        Ink::Lit(h.base.darker(0.25)),
    );
    c.slab(
        694.0,
        480.0,
        90.0,
        250.0,
        44.0,
        Ink::Lit(h.base.darker(0.30)),
    );
    c.fill("M 260 420 C 260 240 380 190 500 190 C 620 190 740 240 740 420 V 750 C 740 790 716 810 680 810 H 320 C 284 810 260 790 260 750 Z", Ink::Lit(h.base));
    c.stroke(
        "M 300 440 C 300 290 400 250 500 250 C 600 250 700 290 700 440",
        9.0,
        Ink::Flat(h.base.darker(0.32)),
    );
    c.slab(
        320.0,
        520.0,
        360.0,
        250.0,
        46.0,
        Ink::Lit(h.base.darker(0.12)),
    );
    c.slab(320.0, 520.0, 360.0, 86.0, 40.0, Ink::Cloth);
    c.slab(484.0, 590.0, 32.0, 74.0, 12.0, Ink::Lit(BRASS));
    c.slab(440.0, 350.0, 120.0, 60.0, 12.0, Ink::Lit(h.spark));
}

pub(super) fn cap(c: &mut Canvas, h: Hues, d: &mut Dice) {
    if d.below(2) == 0 {
        c.oval(500.0, 770.0, 400.0, 40.0, Ink::Lit(WOOD.lighter(0.22)));
        c.fill("M 300 760 C 300 520 380 420 500 420 C 620 420 700 520 700 760 C 600 790 400 790 300 760 Z", Ink::Round(WOOD.lighter(0.3)));
        c.fill(
            "M 304 690 C 400 730 600 730 696 690 L 700 760 C 600 790 400 790 300 760 Z",
            Ink::Cloth,
        );
        c.stroke(
            "M 330 610 C 420 640 580 640 670 610",
            5.0,
            Ink::Flat(WOOD.darker(0.2).faint(0.5)),
        );
        c.stroke(
            "M 370 530 C 440 555 560 555 630 530",
            5.0,
            Ink::Flat(WOOD.darker(0.2).faint(0.5)),
        );
        return;
    }
    c.fill(
        "M 220 740 C 200 500 330 380 500 380 C 660 380 760 490 760 700 L 740 740 Z",
        Ink::Lit(h.base),
    );
    c.fill(
        "M 500 380 C 430 460 410 600 420 740 H 220 C 200 500 330 380 500 380 Z",
        Ink::Flat(BLACK.faint(0.10)),
    );
    c.fill(
        "M 520 700 C 640 670 800 690 890 770 C 890 806 860 810 830 806 C 720 786 620 790 500 806 Z",
        Ink::Lit(h.spark),
    );
    c.slab(
        222.0,
        716.0,
        530.0,
        50.0,
        20.0,
        Ink::Lit(h.base.darker(0.16)),
    );
    c.oval(500.0, 384.0, 22.0, 14.0, Ink::Ball(h.spark));
}

pub(super) fn necklace(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let rows = 2 + d.below(2);
    for row in 0..rows {
        let (rx, ry) = (290.0 - f32::from(row) * 62.0, 330.0 - f32::from(row) * 66.0);
        let count = 27 - row * 5;
        for i in 0..count {
            let turn = (f32::from(i) / f32::from(count - 1)).mul_add(4.9, -2.45);
            let (x, y) = (500.0 + rx * turn.sin(), 470.0 + ry * turn.cos());
            let tone = match i % 3 {
                0 => h.base,
                1 => h.spark,
                _ => BRASS,
            };
            let r = if row == 0 { 26.0 } else { 21.0 };
            c.oval(x, y, r, r, Ink::Ball(tone));
        }
    }
    c.star(500.0, 838.0, 8, 62.0, 40.0, Ink::Lit(BRASS));
    c.oval(500.0, 838.0, 24.0, 24.0, Ink::Ball(h.base));
}

pub(super) fn earrings(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let round = d.below(2) == 0;
    for x in [330.0, 670.0] {
        c.stroke(
            &format!(
                "M {x} 300 C {} 180 {} 180 {} 260",
                x - 10.0,
                x + 70.0,
                x + 50.0
            ),
            11.0,
            Ink::Flat(BRASS),
        );
        c.oval(x, 318.0, 26.0, 26.0, Ink::Ball(h.spark));
        if round {
            c.oval(x, 540.0, 150.0, 190.0, Ink::Lit(h.base));
            c.oval(x, 540.0, 112.0, 146.0, Ink::Cloth);
            c.oval(x, 540.0, 40.0, 52.0, Ink::Lit(BRASS));
        } else {
            c.star(x, 540.0, 2, 230.0, 120.0, Ink::Lit(h.base));
            c.star(x, 540.0, 2, 140.0, 70.0, Ink::Lit(BRASS));
            c.star(x, 540.0, 2, 70.0, 34.0, Ink::Flat(h.spark));
        }
        c.oval(x, 778.0, 20.0, 26.0, Ink::Ball(h.spark));
    }
}

pub(super) fn belt(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (r, tone) in [
        (310.0, h.base),
        (238.0, h.base.darker(0.12)),
        (166.0, h.base),
    ] {
        c.ring(500.0, 520.0, r, 58.0, Ink::Lit(tone));
        c.ring(500.0, 520.0, r + 20.0, 3.0, Ink::Flat(CREAM.faint(0.4)));
    }
    c.slab(640.0, 440.0, 200.0, 160.0, 30.0, Ink::Lit(BRASS));
    c.slab(672.0, 472.0, 136.0, 96.0, 16.0, Ink::Lit(INK.lighter(0.1)));
    c.slab(640.0, 508.0, 150.0, 22.0, 10.0, Ink::Lit(BRASS.darker(0.1)));
}
