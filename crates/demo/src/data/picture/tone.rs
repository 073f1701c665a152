//! Colours, and the few that everything is drawn with.

/// Red, green, blue, opacity, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tone(pub(super) [f32; 4]);

pub(super) const INK: Tone = Tone::hex(0x26_211d);
pub(super) const CREAM: Tone = Tone::hex(0xf7_f0e3);
pub(super) const STEEL: Tone = Tone::hex(0xc9_c5bd);
pub(super) const SLATE: Tone = Tone::hex(0x58_5650);
pub(super) const BRASS: Tone = Tone::hex(0xd0_a152);
pub(super) const WOOD: Tone = Tone::hex(0xb6_7f4d);
pub(super) const LEAF: Tone = Tone::hex(0x4f_7a3c);
pub(super) const WHITE: Tone = Tone::hex(0xff_ffff);
pub(super) const BLACK: Tone = Tone::hex(0x14_0c06);

impl Tone {
    #[expect(clippy::cast_possible_truncation, reason = "each part is one byte")]
    pub(super) const fn hex(rgb: u32) -> Self {
        Self([
            (rgb >> 16) as u8 as f32 / 255.0,
            (rgb >> 8) as u8 as f32 / 255.0,
            rgb as u8 as f32 / 255.0,
            1.0,
        ])
    }

    pub(super) fn mixed(self, other: Self, share: f32) -> Self {
        let mut parts = self.0;
        for (part, to) in parts.iter_mut().zip(other.0) {
            *part += (to - *part) * share;
        }
        Self(parts)
    }

    pub(super) fn lighter(self, share: f32) -> Self {
        let white = Self([1.0, 0.985, 0.95, self.0[3]]);
        self.mixed(white, share)
    }

    pub(super) fn darker(self, share: f32) -> Self {
        let shade = Self([0.09, 0.05, 0.05, self.0[3]]);
        self.mixed(shade, share)
    }

    pub(super) fn faint(self, opacity: f32) -> Self {
        let [r, g, b, _] = self.0;
        Self([r, g, b, opacity])
    }

    /// Brightness as the eye weighs it, 0 to 1.
    pub(super) fn brightness(self) -> f32 {
        let [r, g, b, _] = self.0;
        0.3 * r + 0.59 * g + 0.11 * b
    }

    /// How far apart two colours look, 0 to about 3.
    pub(super) fn distance(self, other: Self) -> f32 {
        let apart: f32 = self
            .0
            .iter()
            .zip(other.0)
            .take(3)
            .map(|(a, b)| (a - b).abs())
            .sum();
        apart + (self.brightness() - other.brightness()).abs()
    }
}
