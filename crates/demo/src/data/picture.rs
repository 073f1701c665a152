//! Product pictures drawn from a small grammar: a thing, its accent, cloth, light and shadow. The same sketch always gives the
//! same pixels on the same processor family, and no two seeds give the same picture.
#![expect(
    clippy::float_arithmetic,
    clippy::many_single_char_names,
    reason = "drawing is geometry; nothing here is money or leaves as a number"
)]

mod canvas;
mod cloth;
mod dice;
mod scene;
mod things;
mod tone;

pub use things::Thing;

use canvas::Canvas;
use dice::Dice;
use things::{Hues, Stance};
use tone::Tone;

/// The one strong colour of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Accent {
    Copper,
    Terracotta,
    Saffron,
    Olive,
    Emerald,
    Teal,
    Sky,
    Indigo,
    Plum,
    Hibiscus,
    Rose,
    Sand,
    Ivory,
    Charcoal,
}

impl Accent {
    /// Every accent.
    pub const ALL: [Self; 14] = [
        Self::Copper,
        Self::Terracotta,
        Self::Saffron,
        Self::Olive,
        Self::Emerald,
        Self::Teal,
        Self::Sky,
        Self::Indigo,
        Self::Plum,
        Self::Hibiscus,
        Self::Rose,
        Self::Sand,
        Self::Ivory,
        Self::Charcoal,
    ];

    const fn tone(self) -> Tone {
        Tone::hex(match self {
            Self::Copper => 0xb0_532a,
            Self::Terracotta => 0xcb_6e4b,
            Self::Saffron => 0xe2_a22f,
            Self::Olive => 0x80_8340,
            Self::Emerald => 0x22_7a5c,
            Self::Teal => 0x22_7c88,
            Self::Sky => 0x62_98b8,
            Self::Indigo => 0x32_4d80,
            Self::Plum => 0x6d_3f70,
            Self::Hibiscus => 0xb9_355a,
            Self::Rose => 0xdb_918d,
            Self::Sand => 0xcf_b080,
            Self::Ivory => 0xf1_e8d8,
            Self::Charcoal => 0x3d_3936,
        })
    }

    /// A second colour that goes with it.
    const fn spark(self) -> Tone {
        Tone::hex(match self {
            Self::Copper | Self::Teal | Self::Plum => 0xe7_b04b,
            Self::Terracotta | Self::Saffron | Self::Sand => 0x2d_5c63,
            Self::Olive | Self::Emerald | Self::Charcoal => 0xe0_8a4a,
            Self::Sky | Self::Indigo => 0xe0_6f45,
            Self::Hibiscus | Self::Rose => 0x38_4f7a,
            Self::Ivory => 0xb0_532a,
        })
    }
}

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sketch {
    pub thing: Thing,
    pub accent: Accent,
    pub seed: u64,
}

/// A square, opaque picture: four bytes (RGBA) a pixel, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub side_px: u32,
    pub rgba: Vec<u8>,
}

impl Sketch {
    /// Draws the picture, or nothing when `side_px` is 0 or over 4,096.
    pub fn draw(&self, side_px: u32) -> Option<Drawing> {
        if side_px > 4_096 {
            return None;
        }
        let (scene, _) = self.painted(side_px)?;
        Some(Drawing {
            side_px,
            rgba: scene.pixmap.take(),
        })
    }

    /// The finished scene, and how many shapes could not be drawn.
    fn painted(&self, side_px: u32) -> Option<(Canvas, u32)> {
        let mut dice = Dice::new(self.seed);
        let accent = self.accent.tone();
        let setting = scene::Setting::choose(accent, &mut dice);
        let stance = self.thing.stance();

        let mut scene = Canvas::new(side_px)?;
        setting.draw(&mut scene, stance, &mut dice);

        let mut thing = Canvas::new(side_px)?;
        thing.cloth = setting.print(accent, self.accent.spark(), &mut dice);
        let hues = Hues {
            base: accent,
            spark: self.accent.spark(),
        };
        let size = dice.between(0.94, 1.04);
        let around = match stance {
            Stance::Standing => (500.0, scene::FOOT),
            Stance::Lying => (500.0, 500.0),
        };
        let tilt = if stance == Stance::Lying {
            dice.between(-7.0, 7.0)
        } else {
            0.0
        };
        let flipped = stance == Stance::Lying && dice.below(3) == 0;
        thing.placed(size, around, (0.0, 0.0), |c| {
            c.turned(tilt, 500.0, 500.0, |c| {
                if flipped {
                    c.mirrored(|c| self.thing.draw(c, hues, &mut dice));
                } else {
                    self.thing.draw(c, hues, &mut dice);
                }
            });
        });
        scene::shade(&mut thing);
        scene::place(&mut scene, &thing.pixmap, stance);
        let flaws = scene.flaws + thing.flaws;
        Some((scene, flaws))
    }
}

#[cfg(test)]
mod tests;
