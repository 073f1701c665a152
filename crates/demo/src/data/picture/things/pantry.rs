//! Things to eat and drink.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BLACK, BRASS, CREAM, LEAF, STEEL, Tone, WHITE, WOOD};
use super::Hues;

/// The sign on a label: what a small brand would print.
fn emblem(c: &mut Canvas, x: f32, y: f32, r: f32, h: Hues, d: &mut Dice) {
    match d.below(4) {
        0 => {
            c.star(x, y, 12, r, r * 0.72, Ink::Flat(h.spark));
            c.oval(x, y, r * 0.5, r * 0.5, Ink::Flat(CREAM));
        }
        1 => {
            for turn in [-38.0, 0.0, 38.0] {
                c.turned(turn, x, y + r * 0.7, |c| {
                    c.oval(
                        x,
                        y - r * 0.2,
                        r * 0.24,
                        r * 0.78,
                        Ink::Flat(h.base.darker(0.1)),
                    );
                });
            }
            c.oval(x, y + r * 0.7, r * 0.2, r * 0.2, Ink::Flat(h.spark));
        }
        2 => {
            c.oval(x, y, r, r, Ink::Flat(h.spark));
            c.star(x, y + r * 0.2, 3, r * 0.66, r * 0.34, Ink::Flat(CREAM));
        }
        _ => {
            c.star(x, y, 2, r, r * 0.8, Ink::Flat(h.base.darker(0.1)));
            c.star(x, y, 2, r * 0.6, r * 0.48, Ink::Flat(CREAM));
            c.oval(x, y, r * 0.18, r * 0.18, Ink::Flat(h.spark));
        }
    }
}

pub(super) fn sack(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let paper = CREAM.darker(0.03);
    c.fill("M 290 230 C 270 300 250 420 250 540 C 250 660 262 760 280 800 C 290 812 710 812 720 800 C 738 760 750 660 750 540 C 750 420 730 300 710 230 Z", Ink::Round(paper));
    c.fill("M 272 330 C 400 350 600 350 728 330 C 736 380 742 420 745 460 C 600 480 400 480 255 460 C 258 420 264 380 272 330 Z", Ink::Round(h.base));
    c.fill("M 256 690 C 400 712 600 712 744 690 C 740 730 732 770 720 800 C 710 812 290 812 280 800 C 268 770 260 730 256 690 Z", Ink::Round(h.base));
    c.fill(
        "M 290 230 L 280 178 H 720 L 710 230 Z",
        Ink::Round(paper.darker(0.06)),
    );
    c.stroke("M 296 206 H 704", 6.0, Ink::Flat(h.spark));
    c.slab(
        380.0,
        384.0,
        240.0,
        20.0,
        10.0,
        Ink::Flat(CREAM.faint(0.95)),
    );
    c.slab(430.0, 418.0, 140.0, 13.0, 6.0, Ink::Flat(CREAM.faint(0.7)));
    emblem(c, 500.0, 576.0, 82.0, h, d);
    c.slab(440.0, 740.0, 120.0, 24.0, 12.0, Ink::Flat(CREAM.faint(0.9)));
    c.stroke(
        "M 300 260 C 286 400 282 560 300 770",
        8.0,
        Ink::Flat(WHITE.faint(0.35)),
    );
}

pub(super) fn bottle(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let liquid = h.base.mixed(BRASS, 0.25).lighter(0.06);
    c.slab(446.0, 170.0, 108.0, 74.0, 16.0, Ink::Round(h.spark));
    c.fill("M 452 240 H 548 C 550 320 640 350 640 440 V 770 C 640 796 626 810 600 810 H 400 C 374 810 360 796 360 770 V 440 C 360 350 450 320 452 240 Z", Ink::Round(liquid));
    c.slab(360.0, 500.0, 280.0, 220.0, 0.0, Ink::Round(CREAM));
    c.slab(
        360.0,
        500.0,
        280.0,
        30.0,
        0.0,
        Ink::Round(h.base.darker(0.12)),
    );
    emblem(c, 492.0, 606.0, 52.0, h, d);
    c.slab(
        430.0,
        676.0,
        130.0,
        15.0,
        7.0,
        Ink::Flat(h.base.darker(0.3).faint(0.7)),
    );
    c.slab(392.0, 400.0, 24.0, 90.0, 12.0, Ink::Flat(WHITE.faint(0.42)));
}

pub(super) fn jar(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.slab(330.0, 330.0, 340.0, 480.0, 70.0, Ink::Round(h.base));
    c.slab(
        344.0,
        340.0,
        312.0,
        40.0,
        16.0,
        Ink::Flat(WHITE.faint(0.28)),
    );
    c.slab(330.0, 470.0, 340.0, 220.0, 0.0, Ink::Round(CREAM));
    emblem(c, 490.0, 566.0, 62.0, h, d);
    c.slab(
        410.0,
        648.0,
        170.0,
        16.0,
        8.0,
        Ink::Flat(h.base.darker(0.3).faint(0.7)),
    );
    if d.below(2) == 0 {
        c.fill(
            "M 300 330 C 320 250 680 250 700 330 L 716 372 C 600 350 400 350 284 372 Z",
            Ink::Cloth,
        );
        c.fill(
            "M 300 330 C 320 250 680 250 700 330 L 716 372 C 600 350 400 350 284 372 Z",
            Ink::Across(WHITE.faint(0.1), BLACK.faint(0.24)),
        );
        c.slab(318.0, 318.0, 364.0, 18.0, 9.0, Ink::Round(WOOD));
    } else {
        c.slab(322.0, 262.0, 356.0, 82.0, 18.0, Ink::Round(h.spark));
        c.slab(322.0, 316.0, 356.0, 8.0, 0.0, Ink::Flat(BLACK.faint(0.16)));
    }
    c.slab(
        360.0,
        392.0,
        20.0,
        380.0,
        10.0,
        Ink::Flat(WHITE.faint(0.34)),
    );
}

pub(super) fn tin(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.slab(310.0, 320.0, 380.0, 490.0, 20.0, Ink::Round(STEEL));
    c.slab(310.0, 370.0, 380.0, 390.0, 0.0, Ink::Round(h.base));
    c.fill(
        "M 310 520 C 400 460 600 600 690 520 V 760 H 310 Z",
        Ink::Round(CREAM),
    );
    c.oval(500.0, 326.0, 190.0, 30.0, Ink::Lit(STEEL.lighter(0.25)));
    c.oval(500.0, 328.0, 160.0, 20.0, Ink::Lit(STEEL.darker(0.10)));
    c.slab(
        390.0,
        412.0,
        200.0,
        30.0,
        15.0,
        Ink::Flat(CREAM.faint(0.92)),
    );
    emblem(c, 495.0, 650.0, 66.0, h, d);
}

pub(super) fn carton(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.fill(
        "M 640 300 L 740 270 V 770 L 640 810 Z",
        Ink::Lit(h.base.darker(0.30)),
    );
    c.fill(
        "M 300 300 L 410 266 H 740 L 640 300 Z",
        Ink::Lit(h.base.lighter(0.22)),
    );
    c.slab(300.0, 300.0, 340.0, 510.0, 4.0, Ink::Lit(h.base));
    c.slab(300.0, 380.0, 340.0, 250.0, 0.0, Ink::Lit(CREAM));
    emblem(c, 470.0, 500.0, 82.0, h, d);
    c.slab(360.0, 326.0, 220.0, 26.0, 13.0, Ink::Flat(CREAM.faint(0.9)));
    c.slab(300.0, 700.0, 340.0, 66.0, 0.0, Ink::Cloth);
    c.slab(390.0, 652.0, 160.0, 16.0, 8.0, Ink::Flat(CREAM.faint(0.7)));
}

pub(super) fn pouch(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.fill("M 300 250 H 700 C 720 420 724 620 716 780 C 716 802 700 810 680 810 H 320 C 300 810 284 802 284 780 C 276 620 280 420 300 250 Z", Ink::Round(h.base));
    c.slab(
        296.0,
        196.0,
        408.0,
        66.0,
        10.0,
        Ink::Round(h.base.darker(0.14)),
    );
    c.slab(380.0, 186.0, 240.0, 38.0, 8.0, Ink::Round(h.spark));
    c.slab(350.0, 380.0, 300.0, 310.0, 24.0, Ink::Lit(CREAM));
    emblem(c, 500.0, 490.0, 74.0, h, d);
    c.slab(
        400.0,
        596.0,
        200.0,
        20.0,
        10.0,
        Ink::Flat(h.base.darker(0.3)),
    );
    c.slab(
        430.0,
        634.0,
        140.0,
        13.0,
        6.0,
        Ink::Flat(h.base.darker(0.3).faint(0.5)),
    );
    c.slab(306.0, 740.0, 388.0, 40.0, 0.0, Ink::Cloth);
}

pub(super) fn fruit(c: &mut Canvas, h: Hues, d: &mut Dice) {
    let places = [
        (330.0, 660.0, 140.0),
        (640.0, 664.0, 146.0),
        (490.0, 560.0, 140.0),
        (486.0, 690.0, 122.0),
    ];
    for (i, (x, y, r)) in places.into_iter().enumerate() {
        let tone = h.base.mixed(h.spark, if i == 2 { 0.16 } else { 0.0 });
        let wide = d.between(1.0, 1.08);
        c.oval(x, y, r * wide, r, Ink::Ball(tone));
        c.oval(
            x - r * 0.3,
            y - r * 0.42,
            r * 0.2,
            r * 0.12,
            Ink::Flat(WHITE.faint(0.32)),
        );
        c.oval(
            x + r * 0.1,
            y - r * 0.86,
            r * 0.13,
            r * 0.07,
            Ink::Flat(BLACK.faint(0.35)),
        );
    }
    c.fill(
        "M 500 430 C 520 350 600 320 660 340 C 640 400 580 450 500 430 Z",
        Ink::Lit(LEAF),
    );
    c.line(
        (496.0, 440.0),
        (490.0, 396.0),
        12.0,
        Ink::Flat(WOOD.darker(0.4)),
    );
}

pub(super) fn mango(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (dx, dy, scale, turn) in [(-130.0, 20.0, 0.92, -16.0), (120.0, 60.0, 1.0, 10.0)] {
        c.placed(scale, (500.0, 600.0), (dx, dy), |c| {
            c.turned(turn, 500.0, 600.0, |c| {
                let outline = "M 500 360 C 640 340 720 470 690 600 C 660 730 520 760 420 720 C 310 676 300 560 350 470 C 390 400 440 370 500 360 Z";
                c.fill(outline, Ink::Ball(h.base));
                c.fill(outline, Ink::Across(h.spark.faint(0.0), h.spark.faint(0.45)));
                c.oval(430.0, 470.0, 50.0, 26.0, Ink::Flat(WHITE.faint(0.26)));
                c.line((506.0, 366.0), (520.0, 326.0), 15.0, Ink::Flat(WOOD.darker(0.4)));
                c.fill("M 520 330 C 560 260 660 250 720 290 C 660 340 580 350 520 330 Z", Ink::Lit(LEAF));
            });
        });
    }
}

pub(super) fn bananas(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (turn, shade) in [(26.0, 0.16), (8.0, 0.08), (-10.0, 0.0), (-28.0, -0.06)] {
        let tone = if shade < 0.0 {
            h.base.lighter(0.1)
        } else {
            h.base.darker(shade)
        };
        c.turned(turn, 690.0, 250.0, |c| {
            c.fill("M 670 230 C 660 420 560 600 330 690 C 300 704 296 740 330 748 C 560 780 760 560 722 236 Z", Ink::Lit(tone));
            c.stroke("M 690 260 C 690 460 570 640 350 716", 6.0, Ink::Flat(tone.darker(0.22).faint(0.6)));
            c.oval(326.0, 720.0, 22.0, 24.0, Ink::Flat(WOOD.darker(0.5)));
        });
    }
    c.slab(650.0, 176.0, 90.0, 90.0, 26.0, Ink::Lit(WOOD.darker(0.3)));
}

pub(super) fn avocado(c: &mut Canvas, h: Hues, _: &mut Dice) {
    let outline = "M 500 220 C 590 220 610 340 650 440 C 720 600 660 800 500 800 C 340 800 280 600 350 440 C 390 340 410 220 500 220 Z";
    c.placed(0.86, (500.0, 520.0), (-170.0, -40.0), |c| {
        c.turned(-14.0, 500.0, 520.0, |c| {
            c.fill(outline, Ink::Ball(LEAF.darker(0.34)));
            c.oval(430.0, 440.0, 30.0, 90.0, Ink::Flat(WHITE.faint(0.12)));
        });
    });
    c.placed(0.9, (500.0, 520.0), (120.0, 50.0), |c| {
        c.turned(12.0, 500.0, 520.0, |c| {
            c.fill(outline, Ink::Lit(LEAF.darker(0.28)));
            c.placed(0.93, (500.0, 520.0), (0.0, 0.0), |c| {
                c.fill(outline, Ink::Lit(LEAF.lighter(0.30)));
            });
            c.placed(0.84, (500.0, 524.0), (0.0, 0.0), |c| {
                c.fill(outline, Ink::Lit(Tone::hex(0xed_e5a0)));
            });
            c.oval(
                500.0,
                610.0,
                104.0,
                108.0,
                Ink::Ball(h.base.mixed(WOOD, 0.6).darker(0.2)),
            );
        });
    });
}

pub(super) fn eggs(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(
        180.0,
        250.0,
        640.0,
        500.0,
        50.0,
        Ink::Lit(h.base.mixed(STEEL, 0.45)),
    );
    for row in 0..3_u8 {
        for column in 0..4_u8 {
            let (x, y) = (
                266.0 + f32::from(column) * 156.0,
                336.0 + f32::from(row) * 164.0,
            );
            c.oval(x, y, 74.0, 76.0, Ink::Flat(BLACK.faint(0.24)));
            let shell = if (row + column) % 3 == 0 {
                WOOD.lighter(0.52)
            } else {
                WOOD.lighter(0.30)
            };
            c.oval(x - 2.0, y - 8.0, 60.0, 70.0, Ink::Ball(shell));
        }
    }
}

pub(super) fn fish(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (dy, tone) in [
        (-150.0, h.base),
        (20.0, STEEL.mixed(h.base, 0.35)),
        (190.0, h.base.darker(0.16)),
    ] {
        c.placed(0.9, (500.0, 480.0), (0.0, dy), |c| {
            c.fill("M 690 480 L 880 380 C 850 450 850 510 880 580 Z", Ink::Lit(tone.darker(0.2)));
            c.fill("M 110 490 C 220 370 420 340 560 390 C 640 420 700 460 740 480 C 700 510 640 560 560 586 C 420 630 220 600 110 490 Z", Ink::Down(tone.darker(0.18), CREAM.mixed(tone, 0.35)));
            c.fill("M 360 372 C 420 310 520 320 560 390 Z", Ink::Lit(tone.darker(0.26)));
            c.stroke("M 262 410 C 300 460 300 520 262 566", 8.0, Ink::Flat(BLACK.faint(0.3)));
            c.oval(196.0, 466.0, 20.0, 20.0, Ink::Flat(CREAM));
            c.oval(196.0, 466.0, 11.0, 11.0, Ink::Flat(BLACK));
            for i in 0..5_u8 {
                let x = 350.0 + f32::from(i) * 62.0;
                c.stroke(&format!("M {x} 440 C {} 470 {} 500 {x} 530", x + 24.0, x + 24.0), 5.0, Ink::Flat(BLACK.faint(0.18)));
            }
        });
    }
}

pub(super) fn greens(c: &mut Canvas, h: Hues, _: &mut Dice) {
    for (turn, length, tone) in [
        (-44.0, 430.0, 0.24),
        (40.0, 430.0, 0.2),
        (-24.0, 500.0, 0.08),
        (22.0, 500.0, 0.12),
        (0.0, 540.0, 0.0),
    ] {
        c.turned(turn, 500.0, 720.0, |c| {
            let (top, mid) = (720.0 - length, 720.0 - length * 0.5);
            let leaf = format!(
                "M 500 {top} C 640 {top} 620 {mid} 520 660 H 480 C 380 {mid} 360 {top} 500 {top} Z"
            );
            c.fill(&leaf, Ink::Lit(LEAF.darker(tone)));
            c.line(
                (500.0, top + 40.0),
                (500.0, 800.0),
                13.0,
                Ink::Flat(LEAF.lighter(0.36)),
            );
            for step in [0.25, 0.42, 0.6] {
                let y = top + length * step;
                c.line(
                    (500.0, y + 36.0),
                    (560.0, y),
                    6.0,
                    Ink::Flat(LEAF.lighter(0.3)),
                );
                c.line(
                    (500.0, y + 36.0),
                    (440.0, y),
                    6.0,
                    Ink::Flat(LEAF.lighter(0.3)),
                );
            }
        });
    }
    c.slab(410.0, 690.0, 180.0, 54.0, 20.0, Ink::Lit(h.base));
}

pub(super) fn bread(c: &mut Canvas, h: Hues, _: &mut Dice) {
    let crust = WOOD.mixed(h.base, 0.2);
    c.fill("M 180 640 C 150 480 240 400 360 410 C 440 370 560 370 640 410 C 760 400 850 480 820 640 V 770 C 820 800 800 810 780 810 H 220 C 200 810 180 800 180 770 Z", Ink::Down(crust.darker(0.06), crust.lighter(0.26)));
    for x in [330.0, 480.0, 630.0] {
        c.fill(
            &format!(
                "M {x} 440 C {} 470 {} 520 {} 560 C {} 520 {} 470 {x} 440 Z",
                x + 50.0,
                x + 70.0,
                x + 60.0,
                x + 20.0,
                x - 6.0
            ),
            Ink::Flat(CREAM.faint(0.8)),
        );
    }
    c.slab(180.0, 640.0, 640.0, 120.0, 0.0, Ink::Cloth);
    c.slab(
        180.0,
        640.0,
        640.0,
        120.0,
        0.0,
        Ink::Across(WHITE.faint(0.1), BLACK.faint(0.22)),
    );
}
