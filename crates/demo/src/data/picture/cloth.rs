//! Chitenge cloth: small geometric repeats in three tones, drawn as one tile.

use tiny_skia::Pixmap;

use super::canvas::{Canvas, Ink};
use super::tone::Tone;

pub(super) const PATTERNS: u8 = 9;

/// A cloth's ground, its figure and its spark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dye {
    pub(super) ground: Tone,
    pub(super) figure: Tone,
    pub(super) spark: Tone,
}

/// One repeat of a pattern, `side_px` square, opaque.
pub(super) fn tile(pattern: u8, dye: Dye, side_px: u32) -> Option<Pixmap> {
    let mut c = Canvas::new(side_px)?;
    let (figure, spark) = (Ink::Flat(dye.figure), Ink::Flat(dye.spark));
    c.slab(-10.0, -10.0, 1_020.0, 1_020.0, 0.0, Ink::Flat(dye.ground));
    match pattern % PATTERNS {
        0 => discs(&mut c, figure, spark, Ink::Flat(dye.ground)),
        1 => diamonds(&mut c, figure, spark),
        2 => zigzag(&mut c, figure, spark),
        3 => scales(&mut c, figure, spark, Ink::Flat(dye.ground)),
        4 => petals(&mut c, figure, spark),
        5 => weave(&mut c, figure, spark),
        6 => suns(&mut c, figure, spark, Ink::Flat(dye.ground)),
        7 => drops(&mut c, figure, spark),
        _ => steps(&mut c, figure, spark),
    }
    Some(c.pixmap)
}

/// Draws at the middle and at the four corners, so that the repeat closes.
fn quincunx(c: &mut Canvas, draw: impl Fn(&mut Canvas, f32, f32)) {
    for (x, y) in [
        (0.0, 0.0),
        (1_000.0, 0.0),
        (0.0, 1_000.0),
        (1_000.0, 1_000.0),
        (500.0, 500.0),
    ] {
        draw(c, x, y);
    }
}

fn discs(c: &mut Canvas, figure: Ink, spark: Ink, ground: Ink) {
    quincunx(c, |c, x, y| {
        c.oval(x, y, 310.0, 310.0, figure);
        c.oval(x, y, 235.0, 235.0, ground);
        c.oval(x, y, 170.0, 170.0, figure);
        c.oval(x, y, 90.0, 90.0, spark);
    });
    for (x, y) in [
        (500.0, 0.0),
        (0.0, 500.0),
        (1_000.0, 500.0),
        (500.0, 1_000.0),
    ] {
        c.oval(x, y, 60.0, 60.0, spark);
    }
}

fn diamonds(c: &mut Canvas, figure: Ink, spark: Ink) {
    quincunx(c, |c, x, y| {
        c.star(x, y, 2, 440.0, 300.0, figure);
        c.star(x, y, 2, 250.0, 170.0, spark);
    });
    for (x, y) in [
        (500.0, 0.0),
        (0.0, 500.0),
        (1_000.0, 500.0),
        (500.0, 1_000.0),
    ] {
        c.star(x, y, 4, 90.0, 34.0, figure);
    }
}

fn zigzag(c: &mut Canvas, figure: Ink, spark: Ink) {
    for (y, ink, width) in [
        (120.0, figure, 150.0),
        (455.0, spark, 60.0),
        (790.0, figure, 150.0),
    ] {
        for dy in [-1_000.0, 0.0, 1_000.0] {
            let (high, low) = (y + dy - 120.0, y + dy + 120.0);
            let outline = format!(
                "M -250 {low} L 0 {high} L 250 {low} L 500 {high} L 750 {low} L 1000 {high} L 1250 {low}"
            );
            c.stroke(&outline, width, ink);
        }
    }
}

fn scales(c: &mut Canvas, figure: Ink, spark: Ink, ground: Ink) {
    for row in 0..6_u8 {
        let y = f32::from(row) * 250.0 - 125.0;
        let shift = if row % 2 == 0 { 0.0 } else { 250.0 };
        for column in 0..4_u8 {
            let x = f32::from(column) * 500.0 - 250.0 + shift;
            c.oval(x, y, 250.0, 250.0, ground);
            c.oval(x, y, 226.0, 226.0, figure);
            c.oval(x, y, 160.0, 160.0, ground);
            c.oval(x, y, 100.0, 100.0, spark);
        }
    }
}

fn petals(c: &mut Canvas, figure: Ink, spark: Ink) {
    quincunx(c, |c, x, y| {
        for turn in [0.0, 60.0, 120.0, 180.0, 240.0, 300.0] {
            c.turned(turn, x, y, |c| c.oval(x, y - 190.0, 84.0, 165.0, figure));
        }
        c.oval(x, y, 66.0, 66.0, spark);
    });
    for (x, y) in [
        (500.0, 0.0),
        (0.0, 500.0),
        (1_000.0, 500.0),
        (500.0, 1_000.0),
    ] {
        c.oval(x, y, 44.0, 44.0, spark);
    }
}

fn weave(c: &mut Canvas, figure: Ink, spark: Ink) {
    for (x, y, upright) in [
        (0.0, 0.0, true),
        (500.0, 0.0, false),
        (0.0, 500.0, false),
        (500.0, 500.0, true),
    ] {
        for i in 0..3_u8 {
            let at = 70.0 + f32::from(i) * 145.0;
            let ink = if i == 1 { spark } else { figure };
            if upright {
                c.slab(x + at, y + 50.0, 75.0, 400.0, 20.0, ink);
            } else {
                c.slab(x + 50.0, y + at, 400.0, 75.0, 20.0, ink);
            }
        }
    }
}

fn suns(c: &mut Canvas, figure: Ink, spark: Ink, ground: Ink) {
    quincunx(c, |c, x, y| {
        c.star(x, y, 14, 340.0, 210.0, figure);
        c.oval(x, y, 165.0, 165.0, ground);
        c.oval(x, y, 110.0, 110.0, spark);
    });
}

fn drops(c: &mut Canvas, figure: Ink, spark: Ink) {
    for (x, y, ink) in [
        (250.0, 250.0, figure),
        (750.0, 750.0, figure),
        (750.0, 250.0, spark),
        (250.0, 750.0, spark),
    ] {
        let turn = if x < 500.0 { -35.0 } else { 35.0 };
        c.turned(turn, x, y, |c| {
            let (top, low) = (y - 190.0, y + 150.0);
            let (left, right) = (x - 130.0, x + 130.0);
            let mid = y + 20.0;
            c.fill(
                &format!("M {x} {top} C {right} {mid} {right} {low} {x} {low} C {left} {low} {left} {mid} {x} {top} Z"),
                ink,
            );
        });
    }
}

fn steps(c: &mut Canvas, figure: Ink, spark: Ink) {
    quincunx(c, |c, x, y| {
        for i in 0..4_u8 {
            let (half, rise) = (380.0 - f32::from(i) * 95.0, f32::from(i) * 75.0);
            c.slab(
                x - half,
                y - rise - 38.0,
                half * 2.0,
                76.0 + rise * 2.0,
                0.0,
                figure,
            );
        }
        c.star(x, y, 2, 150.0, 106.0, spark);
    });
}
