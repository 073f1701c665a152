//! Chance that repeats: the same seed always throws the same.

/// `SplitMix64`.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to but without `count`.
    pub(super) fn below(&mut self, count: u8) -> u8 {
        u8::try_from(self.throw() % u64::from(count.max(1))).unwrap_or(0)
    }

    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        let part = u16::try_from(self.throw() >> 48).unwrap_or(0);
        low + (high - low) * f32::from(part) / f32::from(u16::MAX)
    }

    pub(super) fn pick<T: Copy, const N: usize>(&mut self, from: [T; N]) -> T {
        let last = u8::try_from(N).unwrap_or(u8::MAX);
        from[usize::from(self.below(last)).min(N - 1)]
    }
}
