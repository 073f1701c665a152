//! Where a thing stands: wall, ground, cloth, light and shadow.

use tiny_skia::{
    BlendMode, FilterQuality, Mask, Paint, Pattern, Pixmap, PixmapPaint, PremultipliedColorU8,
    Rect, SpreadMode, Transform,
};

use super::canvas::{Canvas, Ink, slab};
use super::cloth::{self, Dye};
use super::dice::Dice;
use super::things::Stance;
use super::tone::{BLACK, CREAM, Tone, WHITE};

/// Wall and cloth colours that sit well together.
const WALLS: [(u32, u32); 14] = [
    (0xed_e1cf, 0xc9_8d5c),
    (0xe7_d8c3, 0x8f_5a3a),
    (0xd9_dfd6, 0x5f_7f6b),
    (0xcf_dbe0, 0x4f_7488),
    (0xe6_d3c6, 0xb0_6a4a),
    (0xe3_d6d8, 0x93_5a68),
    (0xe9_dcb6, 0xb5_8a34),
    (0xd5_cfc6, 0x7a_6a5a),
    (0xf0_d8b8, 0xc7_7d3f),
    (0xc9_cdb8, 0x73_7a48),
    (0xdc_b79c, 0x9c_4f2e),
    (0x9f_b0a2, 0x4b_6654),
    (0x8c_5a44, 0xc9_8a5e),
    (0x47_5a5c, 0x7d_9590),
];

/// Side of the small copy that shadows are blurred in.
const SHADOW_SIDE_PX: u32 = 150;

/// The colours of one picture's surroundings.
pub(super) struct Setting {
    wall: Tone,
    dye: Dye,
    pattern: u8,
}

impl Setting {
    /// Chooses a wall that the thing stands out from.
    pub(super) fn choose(accent: Tone, dice: &mut Dice) -> Self {
        let mut best = (Tone::hex(WALLS[0].0), Tone::hex(WALLS[0].1), 0.0);
        for _ in 0..3 {
            let (wall, cloth) = dice.pick(WALLS);
            let (wall, cloth) = (Tone::hex(wall), Tone::hex(cloth));
            let apart = wall.distance(accent);
            if apart > best.2 {
                best = (wall, cloth, apart);
            }
        }
        let (wall, cloth, _) = best;
        let quiet = dice.between(0.16, 0.30);
        let dye = Dye {
            ground: wall.mixed(cloth, quiet * 0.5),
            figure: wall.mixed(cloth, quiet + 0.14),
            spark: wall
                .mixed(accent.mixed(cloth, 0.5), quiet + 0.16)
                .lighter(0.06),
        };
        Self {
            wall,
            dye,
            pattern: dice.below(cloth::PATTERNS),
        }
    }

    /// Draws everything behind the thing.
    pub(super) fn draw(&self, c: &mut Canvas, stance: Stance, dice: &mut Dice) {
        let wall = self.wall;
        c.slab(
            -10.0,
            -10.0,
            1_020.0,
            1_020.0,
            0.0,
            Ink::Down(wall.lighter(0.10), wall.darker(0.03)),
        );
        let side = c.pixmap.width();
        let small = dice.between(0.17, 0.24);
        match (stance, dice.below(3)) {
            (Stance::Standing, 0) => {
                self.panel(c, arch(500.0, 110.0, 620.0), side, small);
                self.ground(c, 765.0);
            }
            (Stance::Standing, 1) => {
                self.panel(c, disc(500.0, 470.0, 350.0), side, small);
                self.ground(c, 765.0);
            }
            (Stance::Standing, _) => {
                self.panel(
                    c,
                    slab(-10.0, 720.0, 1_020.0, 290.0, 0.0),
                    side,
                    small * 0.8,
                );
                c.slab(
                    -10.0,
                    720.0,
                    1_020.0,
                    60.0,
                    0.0,
                    Ink::Down(BLACK.faint(0.10), BLACK.faint(0.0)),
                );
                c.slab(
                    -10.0,
                    880.0,
                    1_020.0,
                    130.0,
                    0.0,
                    Ink::Down(BLACK.faint(0.0), BLACK.faint(0.10)),
                );
            }
            (Stance::Lying, 0) => self.panel(
                c,
                slab(-10.0, -10.0, 1_020.0, 1_020.0, 0.0),
                side,
                small * 1.15,
            ),
            (Stance::Lying, 1) => {
                let x = dice.between(500.0, 620.0);
                self.panel(c, slab(x, -10.0, 1_010.0 - x, 1_020.0, 0.0), side, small);
                c.slab(
                    x - 26.0,
                    -10.0,
                    26.0,
                    1_020.0,
                    0.0,
                    Ink::Across(BLACK.faint(0.0), BLACK.faint(0.10)),
                );
            }
            (Stance::Lying, _) => self.panel(c, disc(500.0, 500.0, 400.0), side, small),
        }
        light(c);
    }

    /// The thing's own print, bolder than what is behind it.
    pub(super) fn print(&self, accent: Tone, spark: Tone, dice: &mut Dice) -> Option<Pixmap> {
        let other = (self.pattern + 1 + dice.below(cloth::PATTERNS - 1)) % cloth::PATTERNS;
        let dye = Dye {
            ground: accent,
            figure: accent.mixed(CREAM, 0.82),
            spark,
        };
        cloth::tile(other, dye, 190)
    }

    fn ground(&self, c: &mut Canvas, horizon: f32) {
        let ground = self.wall.mixed(self.dye.figure, 0.55).darker(0.05);
        c.slab(
            -10.0,
            horizon,
            1_020.0,
            1_010.0 - horizon,
            0.0,
            Ink::Down(ground.darker(0.05), ground.lighter(0.10)),
        );
    }

    fn panel(&self, c: &mut Canvas, shape: Option<tiny_skia::Path>, side: u32, repeat: f32) {
        let (Some(shape), Ok(side_short)) = (shape, u16::try_from(side)) else {
            return;
        };
        let side = f32::from(side_short);
        let Some(tile_px) = (1..=side_short).find(|px| f32::from(*px) >= side * repeat) else {
            return;
        };
        let Some(tile) = cloth::tile(self.pattern, self.dye, u32::from(tile_px)) else {
            return;
        };
        // Whole pixels only, so that the repeat needs no smoothing.
        let shader = Pattern::new(
            tile.as_ref(),
            SpreadMode::Repeat,
            FilterQuality::Nearest,
            1.0,
            Transform::identity(),
        );
        let paint = Paint {
            shader,
            anti_alias: true,
            ..Paint::default()
        };
        let scale = Transform::from_scale(side / 1_000.0, side / 1_000.0);
        if let Some(shape) = shape.transform(scale) {
            c.pixmap.fill_path(
                &shape,
                &paint,
                tiny_skia::FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }
}

/// Daylight from the upper left, and a darker far corner.
fn light(c: &mut Canvas) {
    c.oval(
        180.0,
        120.0,
        760.0,
        700.0,
        Ink::Glow(WHITE.faint(0.34), WHITE.faint(0.0)),
    );
    c.oval(
        1_040.0,
        1_060.0,
        640.0,
        560.0,
        Ink::Glow(BLACK.faint(0.16), BLACK.faint(0.0)),
    );
}

fn arch(middle: f32, top: f32, width: f32) -> Option<tiny_skia::Path> {
    slab(middle - width / 2.0, top, width, 1_300.0, width / 2.0)
}

fn disc(x: f32, y: f32, r: f32) -> Option<tiny_skia::Path> {
    tiny_skia::PathBuilder::from_circle(x, y, r)
}

/// Lays the thing with its shadow onto the scene.
pub(super) fn place(scene: &mut Canvas, thing: &Pixmap, stance: Stance) {
    let side = f32::from(u16::try_from(thing.width()).unwrap_or(u16::MAX));
    if let Some(shadow) = shadow_of(thing) {
        let grown = side / f32::from(u16::try_from(shadow.width()).unwrap_or(u16::MAX));
        let unit = side / 1_000.0;
        let cast = |opacity: f32| PixmapPaint {
            opacity,
            quality: FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        let at = |by: Transform| by.pre_scale(grown, grown);
        match stance {
            Stance::Lying => {
                let far = Transform::from_translate(30.0 * unit, 42.0 * unit);
                scene
                    .pixmap
                    .draw_pixmap(0, 0, shadow.as_ref(), &cast(0.34), at(far), None);
                let near = Transform::from_translate(7.0 * unit, 11.0 * unit);
                scene
                    .pixmap
                    .draw_pixmap(0, 0, shadow.as_ref(), &cast(0.30), at(near), None);
            }
            Stance::Standing => {
                // Laid down behind the thing, away from the light, turning at its foot.
                let foot = FOOT * unit;
                let laid = Transform::from_translate(0.0, foot)
                    .pre_concat(Transform::from_row(1.0, 0.0, -0.55, 0.26, 0.0, 0.0))
                    .pre_translate(0.0, -foot);
                scene
                    .pixmap
                    .draw_pixmap(0, 0, shadow.as_ref(), &cast(0.36), at(laid), None);
                let under = Transform::from_translate(0.0, foot)
                    .pre_concat(Transform::from_row(1.0, 0.0, 0.0, 0.045, 0.0, 0.0))
                    .pre_translate(0.0, -foot + 20.0 * unit);
                scene
                    .pixmap
                    .draw_pixmap(0, 0, shadow.as_ref(), &cast(0.75), at(under), None);
            }
        }
    }
    let whole = PixmapPaint {
        blend_mode: BlendMode::SourceOver,
        ..PixmapPaint::default()
    };
    scene
        .pixmap
        .draw_pixmap(0, 0, thing.as_ref(), &whole, Transform::identity(), None);
}

/// Where standing things touch the ground, in thousandths from the top.
pub(super) const FOOT: f32 = 810.0;

/// The thing's outline in soft dark, small.
fn shadow_of(thing: &Pixmap) -> Option<Pixmap> {
    let mut small = Pixmap::new(SHADOW_SIDE_PX, SHADOW_SIDE_PX)?;
    let shrink = f32::from(u16::try_from(SHADOW_SIDE_PX).ok()?)
        / f32::from(u16::try_from(thing.width()).ok()?);
    let paint = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    small.draw_pixmap(
        0,
        0,
        thing.as_ref(),
        &paint,
        Transform::from_scale(shrink, shrink),
        None,
    );
    let side = usize::try_from(SHADOW_SIDE_PX).ok()?;
    let mut alpha: Vec<u8> = small.pixels().iter().map(|pixel| pixel.alpha()).collect();
    for _ in 0..2 {
        alpha = blurred(&alpha, side);
    }
    for (pixel, alpha) in small.pixels_mut().iter_mut().zip(alpha) {
        *pixel = PremultipliedColorU8::from_rgba(alpha / 9, alpha / 14, alpha / 16, alpha)?;
    }
    Some(small)
}

/// Box blur over rows, then turned, so that two passes blur both ways and two pairs look round.
fn blurred(alpha: &[u8], side: usize) -> Vec<u8> {
    const REACH: usize = 3;
    let mut once = alpha.to_vec();
    for _ in 0..2 {
        let mut turned = vec![0; once.len()];
        for (y, row) in once.chunks_exact(side).enumerate() {
            for x in 0..side {
                let (from, to) = (x.saturating_sub(REACH), (x + REACH + 1).min(side));
                let sum: usize = row[from..to].iter().map(|a| usize::from(*a)).sum();
                turned[x * side + y] = u8::try_from(sum / (2 * REACH + 1)).unwrap_or(u8::MAX);
            }
        }
        once = turned;
    }
    once
}

/// Softens the thing's far side, inside its own outline.
pub(super) fn shade(thing: &mut Canvas) {
    let mask = Mask::from_pixmap(thing.pixmap.as_ref(), tiny_skia::MaskType::Alpha);
    let side = f32::from(u16::try_from(thing.pixmap.width()).unwrap_or(u16::MAX));
    let stops = vec![
        tiny_skia::GradientStop::new(0.0, WHITE.faint(0.10).colour()),
        tiny_skia::GradientStop::new(0.45, WHITE.faint(0.0).colour()),
        tiny_skia::GradientStop::new(0.55, BLACK.faint(0.0).colour()),
        tiny_skia::GradientStop::new(1.0, BLACK.faint(0.20).colour()),
    ];
    let shader = tiny_skia::LinearGradient::new(
        tiny_skia::Point::from_xy(side * 0.18, side * 0.12),
        tiny_skia::Point::from_xy(side * 0.82, side * 0.86),
        stops,
        SpreadMode::Pad,
        Transform::identity(),
    );
    if let (Some(shader), Some(all)) = (shader, Rect::from_xywh(0.0, 0.0, side, side)) {
        let paint = Paint {
            shader,
            blend_mode: BlendMode::SourceOver,
            ..Paint::default()
        };
        thing
            .pixmap
            .fill_rect(all, &paint, Transform::identity(), Some(&mask));
    }
}
