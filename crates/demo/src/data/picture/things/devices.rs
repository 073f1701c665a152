//! Things with a plug or a battery.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BLACK, BRASS, CREAM, INK, SLATE, STEEL, WHITE};
use super::Hues;

pub(super) fn phone(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let lenses = d.below(3);
    c.turned(-13.0, 500.0, 500.0, |c| {
        c.slab(
            215.0,
            170.0,
            320.0,
            640.0,
            58.0,
            Ink::Lit(h.base.darker(0.10)),
        );
        c.slab(222.0, 177.0, 306.0, 626.0, 52.0, Ink::Lit(h.base));
        c.slab(
            246.0,
            202.0,
            120.0,
            150.0,
            40.0,
            Ink::Lit(h.base.darker(0.14)),
        );
        for i in 0..=lenses.min(1) {
            let y = 244.0 + f32::from(i) * 66.0;
            c.oval(306.0, y, 30.0, 30.0, Ink::Ball(INK));
            c.oval(297.0, y - 9.0, 8.0, 8.0, Ink::Flat(WHITE.faint(0.5)));
        }
    });
    c.turned(7.0, 500.0, 500.0, |c| {
        c.slab(426.0, 186.0, 328.0, 650.0, 60.0, Ink::Flat(BLACK.faint(0.18)));
        c.slab(420.0, 175.0, 328.0, 650.0, 60.0, Ink::Lit(INK));
        c.slab(436.0, 191.0, 296.0, 618.0, 46.0, Ink::Down(h.base.lighter(0.42), h.base.darker(0.08)));
        c.fill("M 436 600 C 520 500 600 560 732 430 V 763 C 732 790 712 809 686 809 H 482 C 456 809 436 790 436 763 Z", Ink::Down(h.spark.lighter(0.10), h.spark));
        c.fill("M 436 690 C 540 610 620 720 732 610 V 763 C 732 790 712 809 686 809 H 482 C 456 809 436 790 436 763 Z", Ink::Flat(h.base.darker(0.24)));
        c.oval(640.0, 360.0, 54.0, 54.0, Ink::Flat(CREAM.faint(0.85)));
        c.slab(552.0, 206.0, 64.0, 16.0, 8.0, Ink::Flat(INK));
        c.fill("M 436 330 L 620 191 H 482 C 456 191 436 211 436 237 Z", Ink::Flat(WHITE.faint(0.14)));
    });
}

pub(super) fn keypad_phone(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.turned(-9.0, 500.0, 500.0, |c| {
        c.slab(368.0, 150.0, 264.0, 700.0, 84.0, Ink::Lit(h.base));
        c.slab(
            384.0,
            166.0,
            232.0,
            668.0,
            70.0,
            Ink::Lit(h.base.darker(0.12)),
        );
        c.slab(404.0, 220.0, 192.0, 220.0, 20.0, Ink::Flat(INK));
        c.slab(
            416.0,
            232.0,
            168.0,
            196.0,
            12.0,
            Ink::Down(h.spark.lighter(0.5), h.spark.lighter(0.1)),
        );
        c.oval(500.0, 310.0, 42.0, 42.0, Ink::Flat(CREAM.faint(0.8)));
        c.slab(440.0, 392.0, 120.0, 10.0, 5.0, Ink::Flat(INK.faint(0.4)));
        c.slab(440.0, 184.0, 120.0, 12.0, 6.0, Ink::Flat(INK.faint(0.6)));
        c.slab(
            446.0,
            462.0,
            108.0,
            70.0,
            32.0,
            Ink::Lit(CREAM.darker(0.08)),
        );
        for row in 0..4_u8 {
            for column in 0..3_u8 {
                let (x, y) = (
                    408.0 + f32::from(column) * 66.0,
                    556.0 + f32::from(row) * 62.0,
                );
                c.slab(x, y, 52.0, 44.0, 18.0, Ink::Lit(CREAM.darker(0.03)));
                c.slab(
                    x + 20.0,
                    y + 18.0,
                    12.0,
                    8.0,
                    4.0,
                    Ink::Flat(INK.faint(0.6)),
                );
            }
        }
    });
}

pub(super) fn radio(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.line(
        (735.0, 420.0),
        (842.0, 150.0),
        9.0,
        Ink::Flat(STEEL.darker(0.2)),
    );
    c.oval(842.0, 150.0, 11.0, 11.0, Ink::Ball(STEEL));
    c.stroke(
        "M 290 420 C 290 300 360 300 420 300 H 580 C 640 300 710 300 710 420",
        30.0,
        Ink::Flat(h.base.darker(0.35)),
    );
    c.slab(180.0, 400.0, 640.0, 400.0, 46.0, Ink::Lit(h.base));
    c.slab(
        204.0,
        424.0,
        592.0,
        352.0,
        30.0,
        Ink::Lit(CREAM.darker(0.04)),
    );
    c.oval(362.0, 600.0, 142.0, 142.0, Ink::Lit(h.base.darker(0.20)));
    c.oval(362.0, 600.0, 124.0, 124.0, Ink::Lit(INK.lighter(0.08)));
    for ring in [96.0, 66.0, 36.0] {
        c.ring(362.0, 600.0, ring, 8.0, Ink::Flat(STEEL.faint(0.35)));
    }
    c.oval(362.0, 600.0, 15.0, 15.0, Ink::Flat(h.spark));
    c.slab(
        534.0,
        460.0,
        234.0,
        116.0,
        16.0,
        Ink::Lit(INK.lighter(0.06)),
    );
    for i in 0..9_u8 {
        let x = 556.0 + f32::from(i) * 24.0;
        c.line(
            (x, 484.0),
            (x, if i % 2 == 0 { 520.0 } else { 506.0 }),
            5.0,
            Ink::Flat(CREAM.faint(0.75)),
        );
    }
    let needle = d.between(570.0, 730.0);
    c.line((needle, 476.0), (needle, 560.0), 7.0, Ink::Flat(h.spark));
    for (x, r) in [(588.0, 52.0), (714.0, 52.0)] {
        c.oval(x, 680.0, r, r, Ink::Lit(h.base.darker(0.26)));
        c.oval(x, 680.0, r - 14.0, r - 14.0, Ink::Lit(h.base));
        c.line((x, 650.0), (x, 668.0), 8.0, Ink::Flat(CREAM));
    }
    c.slab(250.0, 796.0, 70.0, 14.0, 6.0, Ink::Flat(INK));
    c.slab(680.0, 796.0, 70.0, 14.0, 6.0, Ink::Flat(INK));
}

pub(super) fn headphones(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 262 600 C 230 120 770 120 738 600",
        62.0,
        Ink::Flat(h.base.darker(0.30)),
    );
    c.stroke(
        "M 268 560 C 250 140 750 140 732 560",
        30.0,
        Ink::Lit(h.base),
    );
    c.stroke(
        "M 340 330 C 390 226 610 226 660 330",
        34.0,
        Ink::Flat(CREAM.darker(0.10)),
    );
    for (x, turn) in [(272.0, 6.0), (728.0, -6.0)] {
        c.turned(turn, x, 640.0, |c| {
            let inner = if x < 500.0 { x + 34.0 } else { x - 34.0 };
            c.slab(
                inner - 62.0,
                500.0,
                124.0,
                280.0,
                62.0,
                Ink::Lit(INK.lighter(0.10)),
            );
            c.slab(
                x - 78.0,
                486.0,
                130.0,
                308.0,
                65.0,
                Ink::Lit(h.base.darker(0.12)),
            );
            c.slab(x - 66.0, 500.0, 106.0, 280.0, 53.0, Ink::Lit(h.base));
            c.oval(x - 13.0, 640.0, 32.0, 32.0, Ink::Lit(h.spark));
        });
    }
}

pub(super) fn earbuds(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.turned(-10.0, 400.0, 500.0, |c| {
        c.slab(170.0, 320.0, 400.0, 330.0, 130.0, Ink::Lit(h.base));
        c.slab(
            170.0,
            448.0,
            400.0,
            9.0,
            4.0,
            Ink::Flat(h.base.darker(0.34)),
        );
        c.slab(
            330.0,
            436.0,
            80.0,
            32.0,
            12.0,
            Ink::Lit(h.base.darker(0.16)),
        );
        c.oval(370.0, 520.0, 12.0, 12.0, Ink::Flat(h.spark.lighter(0.2)));
    });
    for (x, y, turn) in [(640.0, 640.0, 38.0), (760.0, 470.0, 20.0)] {
        c.turned(turn, x, y, |c| {
            c.slab(
                x - 26.0,
                y - 40.0,
                52.0,
                220.0,
                26.0,
                Ink::Round(h.base.lighter(0.12)),
            );
            c.fill(
                &format!(
                    "M {} {} C {} {} {} {} {} {} Z",
                    x - 26.0,
                    y + 60.0,
                    x - 150.0,
                    y + 40.0,
                    x - 100.0,
                    y - 130.0,
                    x + 26.0,
                    y - 20.0
                ),
                Ink::Ball(h.base),
            );
            c.oval(x - 74.0, y - 12.0, 34.0, 42.0, Ink::Ball(INK.lighter(0.16)));
            c.oval(x, y + 160.0, 13.0, 8.0, Ink::Flat(INK.faint(0.6)));
        });
    }
}

pub(super) fn speaker(c: &mut Canvas, h: Hues, d: &mut Dice) {
    if d.below(2) == 0 {
        c.slab(320.0, 230.0, 360.0, 580.0, 70.0, Ink::Lit(h.base));
        c.slab(
            344.0,
            254.0,
            312.0,
            532.0,
            50.0,
            Ink::Lit(INK.lighter(0.05)),
        );
        for (y, r) in [(380.0, 86.0), (620.0, 128.0)] {
            c.oval(500.0, y, r, r, Ink::Lit(SLATE));
            c.oval(500.0, y, r - 16.0, r - 16.0, Ink::Ball(INK.lighter(0.12)));
            c.oval(500.0, y, r * 0.36, r * 0.36, Ink::Ball(h.base));
        }
        return;
    }
    c.stroke(
        "M 250 560 C 200 380 300 380 340 430",
        22.0,
        Ink::Flat(h.spark),
    );
    c.slab(
        190.0,
        430.0,
        620.0,
        380.0,
        170.0,
        Ink::Lit(h.base.darker(0.06)),
    );
    c.slab(
        270.0,
        430.0,
        460.0,
        380.0,
        60.0,
        Ink::Down(h.base.lighter(0.14), h.base.darker(0.24)),
    );
    for row in 0..7_u8 {
        for column in 0..9_u8 {
            let (x, y) = (
                308.0 + f32::from(column) * 48.0,
                476.0 + f32::from(row) * 48.0,
            );
            c.oval(x, y, 9.0, 9.0, Ink::Flat(INK.faint(0.42)));
        }
    }
    c.oval(230.0, 620.0, 34.0, 78.0, Ink::Lit(INK.lighter(0.12)));
    c.oval(770.0, 620.0, 34.0, 78.0, Ink::Lit(INK.lighter(0.06)));
    c.slab(440.0, 590.0, 120.0, 60.0, 30.0, Ink::Flat(h.spark));
}

pub(super) fn laptop(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(240.0, 300.0, 520.0, 390.0, 26.0, Ink::Lit(INK));
    c.slab(
        258.0,
        318.0,
        484.0,
        340.0,
        10.0,
        Ink::Down(h.base.lighter(0.40), h.base),
    );
    c.fill(
        "M 258 560 C 360 450 470 560 560 480 C 640 420 690 470 742 430 V 658 H 258 Z",
        Ink::Flat(h.base.darker(0.20)),
    );
    c.oval(640.0, 400.0, 40.0, 40.0, Ink::Flat(h.spark.lighter(0.2)));
    c.fill("M 258 470 L 430 318 H 258 Z", Ink::Flat(WHITE.faint(0.14)));
    c.fill(
        "M 236 690 H 764 L 850 788 H 150 Z",
        Ink::Down(STEEL.darker(0.10), STEEL.lighter(0.2)),
    );
    c.fill(
        "M 262 702 H 738 L 782 748 H 218 Z",
        Ink::Down(INK.lighter(0.1), INK.lighter(0.22)),
    );
    c.fill(
        "M 424 756 H 576 L 590 782 H 410 Z",
        Ink::Flat(STEEL.darker(0.14)),
    );
    c.slab(
        150.0,
        788.0,
        700.0,
        22.0,
        11.0,
        Ink::Down(STEEL, STEEL.darker(0.35)),
    );
}

pub(super) fn television(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.fill(
        "M 330 810 L 372 730 H 400 L 366 810 Z",
        Ink::Flat(SLATE.darker(0.2)),
    );
    c.fill(
        "M 670 810 L 628 730 H 600 L 634 810 Z",
        Ink::Flat(SLATE.darker(0.3)),
    );
    c.slab(120.0, 290.0, 760.0, 456.0, 18.0, Ink::Lit(INK));
    c.slab(
        136.0,
        304.0,
        728.0,
        420.0,
        6.0,
        Ink::Down(h.base.lighter(0.5), h.spark.lighter(0.2)),
    );
    c.oval(620.0, 470.0, 86.0, 86.0, Ink::Flat(CREAM.faint(0.85)));
    c.fill(
        "M 136 600 C 260 480 380 560 470 520 C 600 460 720 560 864 480 V 724 H 136 Z",
        Ink::Flat(h.base),
    );
    c.fill(
        "M 136 660 C 300 590 460 690 600 630 C 720 590 800 640 864 620 V 724 H 136 Z",
        Ink::Flat(h.base.darker(0.32)),
    );
    c.fill("M 136 540 L 420 304 H 136 Z", Ink::Flat(WHITE.faint(0.12)));
}

pub(super) fn power_bank(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 560 250 C 640 120 780 190 740 330 C 700 480 820 520 800 660",
        17.0,
        Ink::Flat(CREAM.darker(0.12)),
    );
    c.slab(
        772.0,
        640.0,
        56.0,
        100.0,
        14.0,
        Ink::Lit(CREAM.darker(0.06)),
    );
    c.slab(784.0, 736.0, 32.0, 44.0, 4.0, Ink::Lit(STEEL));
    c.turned(-10.0, 480.0, 520.0, |c| {
        c.slab(
            300.0,
            230.0,
            320.0,
            600.0,
            60.0,
            Ink::Lit(h.base.darker(0.20)),
        );
        c.slab(308.0, 236.0, 304.0, 586.0, 54.0, Ink::Lit(h.base));
        c.slab(540.0, 222.0, 50.0, 24.0, 8.0, Ink::Flat(INK));
        for i in 0..4_u8 {
            let ink = if i < 3 {
                h.spark.lighter(0.25)
            } else {
                h.base.darker(0.4)
            };
            c.oval(
                400.0 + f32::from(i) * 40.0,
                300.0,
                10.0,
                10.0,
                Ink::Flat(ink),
            );
        }
        c.star(460.0, 560.0, 3, 70.0, 26.0, Ink::Flat(h.base.lighter(0.28)));
    });
}

pub(super) fn charger(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 400 640 C 400 860 700 860 690 640 C 680 440 520 420 600 290 C 640 220 720 230 740 270",
        20.0,
        Ink::Flat(h.base),
    );
    c.turned(20.0, 750.0, 300.0, |c| {
        c.slab(722.0, 262.0, 56.0, 110.0, 14.0, Ink::Lit(CREAM));
        c.slab(734.0, 368.0, 32.0, 46.0, 5.0, Ink::Lit(STEEL));
    });
    c.slab(300.0, 380.0, 200.0, 250.0, 40.0, Ink::Lit(CREAM));
    c.slab(300.0, 500.0, 200.0, 8.0, 0.0, Ink::Flat(INK.faint(0.12)));
    c.slab(372.0, 610.0, 56.0, 44.0, 12.0, Ink::Lit(h.base.darker(0.1)));
    for (x, y, w, t) in [
        (336.0, 300.0, 26.0, 86.0),
        (438.0, 300.0, 26.0, 86.0),
        (386.0, 270.0, 28.0, 116.0),
    ] {
        c.slab(x, y, w, t, 6.0, Ink::Round(BRASS));
    }
    c.star(400.0, 450.0, 3, 34.0, 13.0, Ink::Flat(h.spark));
}

pub(super) fn watch(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let digital = d.below(3) == 0;
    c.fill("M 420 330 L 436 110 H 564 L 580 330 Z", Ink::Lit(h.base));
    c.fill("M 420 670 L 440 900 H 560 L 580 670 Z", Ink::Lit(h.base));
    for y in [770.0, 815.0, 860.0] {
        c.oval(500.0, y, 9.0, 9.0, Ink::Flat(INK.faint(0.6)));
    }
    c.slab(
        444.0,
        118.0,
        112.0,
        8.0,
        4.0,
        Ink::Flat(h.base.darker(0.25)),
    );
    if digital {
        c.slab(
            352.0,
            330.0,
            296.0,
            340.0,
            80.0,
            Ink::Lit(INK.lighter(0.12)),
        );
        c.slab(
            372.0,
            350.0,
            256.0,
            300.0,
            62.0,
            Ink::Down(INK, INK.lighter(0.1)),
        );
        c.ring(500.0, 500.0, 88.0, 16.0, Ink::Flat(h.base.lighter(0.2)));
        c.stroke(
            "M 500 412 C 548 412 588 452 588 500",
            16.0,
            Ink::Flat(h.spark),
        );
        c.star(500.0, 500.0, 5, 34.0, 14.0, Ink::Flat(CREAM));
        return;
    }
    let metal = if d.below(2) == 0 { BRASS } else { STEEL };
    c.slab(686.0, 478.0, 34.0, 44.0, 10.0, Ink::Lit(metal));
    c.oval(500.0, 500.0, 200.0, 200.0, Ink::Lit(metal));
    c.oval(500.0, 500.0, 172.0, 172.0, Ink::Lit(CREAM));
    for i in 0..12_u8 {
        let long = if i % 3 == 0 { 34.0 } else { 18.0 };
        c.turned(f32::from(i) * 30.0, 500.0, 500.0, |c| {
            c.line(
                (500.0, 344.0),
                (500.0, 344.0 + long),
                9.0,
                Ink::Flat(INK.faint(0.85)),
            );
        });
    }
    let hour = d.between(0.0, 360.0);
    c.turned(hour, 500.0, 500.0, |c| {
        c.line((500.0, 512.0), (500.0, 420.0), 14.0, Ink::Flat(INK));
    });
    c.turned(50.0, 500.0, 500.0, |c| {
        c.line((500.0, 520.0), (500.0, 376.0), 9.0, Ink::Flat(INK));
    });
    c.oval(500.0, 500.0, 13.0, 13.0, Ink::Flat(h.spark));
}

pub(super) fn solar_panel(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.line((620.0, 500.0), (700.0, 806.0), 24.0, Ink::Flat(SLATE));
    c.line(
        (360.0, 500.0),
        (300.0, 806.0),
        24.0,
        Ink::Flat(SLATE.darker(0.2)),
    );
    c.fill("M 240 250 L 760 250 L 850 700 L 150 700 Z", Ink::Lit(STEEL));
    c.fill(
        "M 256 266 L 744 266 L 828 684 L 172 684 Z",
        Ink::Lit(h.base.darker(0.35)),
    );
    for i in 1..4_u8 {
        let share = f32::from(i) / 4.0;
        let (top, low) = (256.0 + 488.0 * share, 172.0 + 656.0 * share);
        c.line((top, 266.0), (low, 684.0), 6.0, Ink::Flat(STEEL.faint(0.7)));
        let (y, grow) = (266.0 + 418.0 * share, 84.0 * share);
        c.line(
            (256.0 - grow, y),
            (744.0 + grow, y),
            6.0,
            Ink::Flat(STEEL.faint(0.7)),
        );
    }
    c.fill(
        "M 256 266 H 470 L 230 684 H 172 Z",
        Ink::Flat(WHITE.faint(0.10)),
    );
    c.oval(700.0, 215.0, 60.0, 60.0, Ink::Ball(h.spark.lighter(0.2)));
}
