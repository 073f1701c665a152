//! Small machines of the house, and its light.

use super::super::canvas::{Canvas, Ink};
use super::super::dice::Dice;
use super::super::tone::{BRASS, CREAM, INK, SLATE, STEEL, Tone, WHITE, WOOD};
use super::Hues;

const LIGHT: Tone = Tone::hex(0xff_dd8f);

pub(super) fn lantern(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.oval(
        500.0,
        520.0,
        330.0,
        330.0,
        Ink::Glow(LIGHT.faint(0.55), LIGHT.faint(0.0)),
    );
    c.stroke(
        "M 356 380 C 340 130 660 130 644 380",
        22.0,
        Ink::Flat(SLATE),
    );
    c.slab(372.0, 300.0, 256.0, 84.0, 36.0, Ink::Round(h.base));
    c.slab(
        386.0,
        380.0,
        228.0,
        280.0,
        20.0,
        Ink::Across(LIGHT.lighter(0.5), LIGHT),
    );
    c.slab(472.0, 420.0, 56.0, 210.0, 28.0, Ink::Flat(WHITE.faint(0.9)));
    for x in [400.0, 500.0, 600.0] {
        c.line((x, 384.0), (x, 660.0), 9.0, Ink::Flat(SLATE.faint(0.7)));
    }
    c.slab(350.0, 656.0, 300.0, 154.0, 30.0, Ink::Round(h.base));
    c.oval(500.0, 732.0, 30.0, 30.0, Ink::Lit(h.spark));
}

pub(super) fn bulb(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.oval(
        500.0,
        420.0,
        390.0,
        390.0,
        Ink::Glow(LIGHT.faint(0.75), LIGHT.faint(0.0)),
    );
    c.fill("M 500 190 C 680 190 740 350 690 470 C 660 545 610 570 604 650 H 396 C 390 570 340 545 310 470 C 260 350 320 190 500 190 Z", Ink::Ball(LIGHT.lighter(0.35)));
    c.stroke(
        "M 440 640 L 420 440 L 470 500 L 500 430 L 530 500 L 580 440 L 560 640",
        9.0,
        Ink::Flat(h.base),
    );
    c.slab(398.0, 646.0, 204.0, 40.0, 14.0, Ink::Round(STEEL));
    c.slab(
        404.0,
        684.0,
        192.0,
        40.0,
        14.0,
        Ink::Round(STEEL.darker(0.08)),
    );
    c.slab(412.0, 722.0, 176.0, 40.0, 14.0, Ink::Round(STEEL));
    c.slab(446.0, 758.0, 108.0, 52.0, 24.0, Ink::Round(INK));
}

pub(super) fn table_lamp(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.oval(
        500.0,
        430.0,
        360.0,
        300.0,
        Ink::Glow(LIGHT.faint(0.5), LIGHT.faint(0.0)),
    );
    let printed = d.below(2) == 0;
    c.slab(486.0, 480.0, 28.0, 200.0, 8.0, Ink::Round(BRASS));
    c.fill(
        "M 420 640 C 380 700 390 790 430 800 H 570 C 610 790 620 700 580 640 Z",
        Ink::Round(h.base),
    );
    c.slab(
        380.0,
        782.0,
        240.0,
        28.0,
        14.0,
        Ink::Round(h.base.darker(0.2)),
    );
    let shade = "M 388 210 H 612 L 730 520 H 270 Z";
    c.fill(shade, if printed { Ink::Cloth } else { Ink::Lit(CREAM) });
    c.fill(shade, Ink::Across(LIGHT.faint(0.10), INK.faint(0.16)));
    c.fill(shade, Ink::Down(LIGHT.faint(0.0), LIGHT.faint(0.5)));
    c.slab(
        266.0,
        508.0,
        468.0,
        18.0,
        9.0,
        Ink::Round(if printed { h.spark } else { h.base }),
    );
}

pub(super) fn fan(c: &mut Canvas, h: Hues, d: &mut Dice) {
    c.slab(478.0, 560.0, 44.0, 210.0, 16.0, Ink::Round(STEEL));
    c.fill(
        "M 330 810 C 330 760 420 750 500 750 C 580 750 670 760 670 810 Z",
        Ink::Round(h.base),
    );
    c.oval(500.0, 400.0, 250.0, 250.0, Ink::Flat(INK.faint(0.10)));
    let start = d.between(0.0, 90.0);
    for turn in [0.0, 120.0, 240.0] {
        c.turned(start + turn, 500.0, 400.0, |c| {
            c.fill(
                "M 500 400 C 400 350 400 200 500 178 C 600 180 610 300 500 400 Z",
                Ink::Lit(h.base),
            );
        });
    }
    for r in [246.0, 196.0, 146.0, 96.0] {
        c.ring(
            500.0,
            400.0,
            r,
            if r > 240.0 { 20.0 } else { 5.0 },
            Ink::Flat(STEEL.darker(0.16)),
        );
    }
    for i in 0..12_u8 {
        c.turned(f32::from(i) * 30.0, 500.0, 400.0, |c| {
            c.line(
                (500.0, 340.0),
                (500.0, 160.0),
                5.0,
                Ink::Flat(STEEL.darker(0.16)),
            );
        });
    }
    c.oval(500.0, 400.0, 54.0, 54.0, Ink::Ball(h.spark));
}

pub(super) fn iron(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke("M 770 470 C 860 440 850 330 900 300", 20.0, Ink::Flat(INK));
    c.fill("M 330 560 C 350 420 480 360 640 360 C 760 360 800 400 800 470 L 810 640 H 720 L 706 500 C 700 460 680 450 620 450 C 540 450 480 490 450 560 Z", Ink::Lit(h.base));
    c.fill(
        "M 130 740 C 180 620 320 550 480 548 L 790 548 C 820 548 826 580 830 640 L 838 740 Z",
        Ink::Lit(h.base.darker(0.10)),
    );
    c.fill(
        "M 210 690 C 290 612 380 590 480 588 L 600 588 C 560 640 470 684 360 690 Z",
        Ink::Flat(CREAM.faint(0.85)),
    );
    c.slab(
        110.0,
        738.0,
        740.0,
        56.0,
        20.0,
        Ink::Down(STEEL.lighter(0.3), STEEL.darker(0.3)),
    );
    c.oval(690.0, 640.0, 44.0, 44.0, Ink::Lit(h.spark));
    c.line((690.0, 640.0), (690.0, 606.0), 9.0, Ink::Flat(CREAM));
    c.slab(110.0, 786.0, 740.0, 24.0, 12.0, Ink::Flat(SLATE));
}

pub(super) fn kettle(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 640 360 C 800 340 820 640 690 680",
        42.0,
        Ink::Flat(INK.lighter(0.06)),
    );
    c.fill(
        "M 372 420 L 236 360 L 220 400 L 330 540 Z",
        Ink::Lit(h.base.darker(0.08)),
    );
    c.fill(
        "M 380 330 H 620 C 660 420 690 640 694 740 H 306 C 310 640 340 420 380 330 Z",
        Ink::Round(h.base),
    );
    c.slab(
        370.0,
        296.0,
        260.0,
        48.0,
        24.0,
        Ink::Round(INK.lighter(0.1)),
    );
    c.slab(470.0, 250.0, 60.0, 56.0, 22.0, Ink::Round(INK.lighter(0.1)));
    c.slab(
        420.0,
        470.0,
        34.0,
        190.0,
        17.0,
        Ink::Flat(WHITE.faint(0.35)),
    );
    c.slab(296.0, 736.0, 408.0, 30.0, 10.0, Ink::Round(STEEL));
    c.slab(
        276.0,
        764.0,
        448.0,
        46.0,
        20.0,
        Ink::Round(INK.lighter(0.08)),
    );
}

pub(super) fn blender(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.stroke(
        "M 630 290 C 750 290 740 520 610 520",
        34.0,
        Ink::Flat(STEEL.darker(0.12)),
    );
    c.slab(
        380.0,
        190.0,
        250.0,
        46.0,
        18.0,
        Ink::Round(INK.lighter(0.1)),
    );
    let jug = "M 370 234 H 640 L 596 570 H 414 Z";
    c.fill(jug, Ink::Across(WHITE.faint(0.75), STEEL.faint(0.75)));
    c.fill(
        "M 384 340 C 450 310 560 370 626 340 L 596 570 H 414 Z",
        Ink::Round(h.spark),
    );
    c.oval(470.0, 430.0, 22.0, 20.0, Ink::Flat(WHITE.faint(0.3)));
    c.oval(540.0, 490.0, 16.0, 14.0, Ink::Flat(WHITE.faint(0.3)));
    c.slab(400.0, 566.0, 210.0, 36.0, 12.0, Ink::Round(SLATE));
    c.fill(
        "M 390 600 H 620 L 680 790 C 680 804 670 810 660 810 H 350 C 338 810 330 804 330 790 Z",
        Ink::Round(h.base),
    );
    c.oval(505.0, 710.0, 48.0, 48.0, Ink::Lit(CREAM));
    c.line((505.0, 710.0), (505.0, 676.0), 11.0, Ink::Flat(INK));
}

pub(super) fn stove(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.slab(150.0, 560.0, 700.0, 220.0, 26.0, Ink::Lit(h.base));
    c.slab(
        150.0,
        540.0,
        700.0,
        50.0,
        22.0,
        Ink::Down(STEEL.lighter(0.2), STEEL.darker(0.1)),
    );
    for x in [330.0, 670.0] {
        c.oval(x, 540.0, 132.0, 26.0, Ink::Lit(INK));
        for r in [108.0, 72.0, 36.0] {
            c.oval(x, 534.0, r, r * 0.19, Ink::Flat(h.spark.faint(0.55)));
            c.oval(x, 534.0, r - 14.0, r * 0.19 - 3.0, Ink::Flat(INK));
        }
        c.oval(x, 685.0, 48.0, 48.0, Ink::Lit(CREAM));
        c.oval(x, 685.0, 34.0, 34.0, Ink::Lit(INK.lighter(0.1)));
        c.line((x, 685.0), (x + 14.0, 660.0), 8.0, Ink::Flat(CREAM));
    }
    c.oval(500.0, 685.0, 13.0, 13.0, Ink::Ball(h.spark));
    c.slab(200.0, 776.0, 80.0, 34.0, 10.0, Ink::Flat(INK));
    c.slab(720.0, 776.0, 80.0, 34.0, 10.0, Ink::Flat(INK));
}

pub(super) fn brazier(c: &mut Canvas, h: Hues, _: &mut Dice) {
    c.oval(
        500.0,
        400.0,
        300.0,
        190.0,
        Ink::Glow(h.spark.lighter(0.2).faint(0.5), h.spark.faint(0.0)),
    );
    for (x, y, r) in [
        (400.0, 440.0, 60.0),
        (500.0, 420.0, 72.0),
        (600.0, 440.0, 60.0),
        (450.0, 400.0, 44.0),
        (560.0, 396.0, 46.0),
    ] {
        c.star(
            x,
            y,
            6,
            r,
            r * 0.82,
            Ink::Glow(h.spark.lighter(0.25), INK.lighter(0.05)),
        );
    }
    c.fill("M 240 440 H 760 L 650 640 H 350 Z", Ink::Round(h.base));
    c.oval(
        500.0,
        440.0,
        262.0,
        22.0,
        Ink::Flat(h.base.darker(0.3).faint(0.6)),
    );
    c.fill(
        "M 390 640 H 610 L 670 810 H 330 Z",
        Ink::Round(h.base.darker(0.10)),
    );
    c.slab(
        430.0,
        690.0,
        140.0,
        90.0,
        16.0,
        Ink::Glow(h.spark.lighter(0.3), INK),
    );
    c.stroke(
        "M 244 470 C 130 470 150 620 300 570",
        18.0,
        Ink::Flat(WOOD.darker(0.3)),
    );
    c.stroke(
        "M 756 470 C 870 470 850 620 700 570",
        18.0,
        Ink::Flat(WOOD.darker(0.3)),
    );
}
