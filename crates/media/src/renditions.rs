//! The sizes pages use, each within its budget of bytes.

use std::fmt;

use fast_image_resize::ResizeOptions;
use fast_image_resize::pixels::U8x3;

use crate::PictureKey;
use crate::picture::{Picture, PictureError, resized, scaled};

/// Where lossy WebP stops looking better on a phone.
const QUALITY_MAX: u8 = 78;
/// Below this, fewer pixels look better than fewer bits for each.
const QUALITY_MIN: u8 = 12;
/// A tall picture is bounded by this many times its width.
const HEIGHT_PER_WIDTH_MAX: u32 = 2;
/// Each step keeps three quarters of the width; pure noise needs two.
const SHRINK_STEPS_MAX: u32 = 8;

/// The sizes of every picture. The number is the slot's name and its largest width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    /// A square of 240 px, cut from the middle: cards, cart lines.
    Thumb,
    /// 360 px wide, whole: the product page on a phone.
    Small,
    /// 720 px wide, whole: the same on a sharp screen.
    Medium,
    /// 1,200 px wide, whole: zoom.
    Large,
}

impl Size {
    /// From the smallest to the largest.
    pub const ALL: [Self; 4] = [Self::Thumb, Self::Small, Self::Medium, Self::Large];

    /// The largest width, and the number in the file's name.
    pub const fn width_px(self) -> u32 {
        match self {
            Self::Thumb => 240,
            Self::Small => 360,
            Self::Medium => 720,
            Self::Large => 1_200,
        }
    }

    /// No file of this size is larger.
    pub const fn bytes_max(self) -> usize {
        match self {
            Self::Thumb => 8_000,
            Self::Small => 40_000,
            Self::Medium => 120_000,
            Self::Large => 280_000,
        }
    }
}

/// One file: lossy WebP and the box a page reserves for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    pub size: Size,
    pub width: u32,
    pub height: u32,
    pub webp: Vec<u8>,
}

/// The mean of a picture's pixels. Shown as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AverageColour(pub [u8; 3]);

impl fmt::Display for AverageColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// A picture in every [`Size`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renditions {
    /// Width of the whole picture these were made from, for its shape; at most 2,400 px.
    pub width: u32,
    pub height: u32,
    pub average: AverageColour,
    thumb: Rendition,
    small: Rendition,
    medium: Rendition,
    large: Rendition,
}

impl Renditions {
    pub fn get(&self, size: Size) -> &Rendition {
        match size {
            Size::Thumb => &self.thumb,
            Size::Small => &self.small,
            Size::Medium => &self.medium,
            Size::Large => &self.large,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Rendition> {
        Size::ALL.into_iter().map(|size| self.get(size))
    }

    /// The key these are kept under: SHA-256 over the owner's id and every file. The same key never names other bytes.
    pub fn key(&self, owner: &[u8]) -> PictureKey {
        let files = self.iter().map(|rendition| rendition.webp.as_slice());
        PictureKey::of_parts(std::iter::once(owner).chain(files))
    }
}

/// Makes all sizes. Takes up to a second: call it in the [`Darkroom`](crate::Darkroom).
///
/// # Errors
/// `NotWritten` when libwebp fails, which is for want of memory only.
pub fn render(picture: &Picture) -> Result<Renditions, PictureError> {
    let large = whole(picture, Size::Large, None)?;
    let medium = whole(picture, Size::Medium, Some(&large))?;
    let small = whole(picture, Size::Small, Some(&medium))?;
    Ok(Renditions {
        width: picture.width(),
        height: picture.height(),
        average: average(picture),
        thumb: square(picture)?,
        small,
        medium,
        large,
    })
}

fn whole(
    picture: &Picture,
    size: Size,
    larger: Option<&Rendition>,
) -> Result<Rendition, PictureError> {
    let (width, height) = fitted(picture.width(), picture.height(), size.width_px());
    match larger {
        // A picture smaller than both sizes: the same file serves both.
        Some(larger)
            if (larger.width, larger.height) == (width, height)
                && larger.webp.len() <= size.bytes_max() =>
        {
            Ok(Rendition {
                size,
                ..larger.clone()
            })
        }
        Some(_) | None => within_budget(picture, size, width, height, &ResizeOptions::new()),
    }
}

fn square(picture: &Picture) -> Result<Rendition, PictureError> {
    let side = picture
        .width()
        .min(picture.height())
        .min(Size::Thumb.width_px());
    let middle = ResizeOptions::new().fit_into_destination(None);
    within_budget(picture, Size::Thumb, side, side, &middle)
}

/// The largest box of the picture's shape at most `width_max` wide and twice as high, never larger than the picture.
fn fitted(width: u32, height: u32, width_max: u32) -> (u32, u32) {
    let height_max = width_max * HEIGHT_PER_WIDTH_MAX;
    if width <= width_max && height <= height_max {
        return (width, height);
    }
    let by_width = (width_max, scaled(height, width_max, width));
    if by_width.1 <= height_max {
        by_width
    } else {
        (scaled(width, height_max, height), height_max)
    }
}

/// The best quality that fits the size's budget; for pictures that fit at none, fewer pixels.
fn within_budget(
    picture: &Picture,
    size: Size,
    width: u32,
    height: u32,
    options: &ResizeOptions,
) -> Result<Rendition, PictureError> {
    let from = (picture.width(), picture.height());
    let (mut width, mut height) = (width, height);
    for _ in 0..=SHRINK_STEPS_MAX {
        let rgb = resized::<U8x3>(from, picture.rgb(), (width, height), options)?;
        if let Some(webp) = best_quality(&rgb, width, height, size.bytes_max())? {
            return Ok(Rendition {
                size,
                width,
                height,
                webp,
            });
        }
        (width, height) = (scaled(width, 3, 4), scaled(height, 3, 4));
    }
    Err(PictureError::NotWritten)
}

fn best_quality(
    rgb: &[u8],
    width: u32,
    height: u32,
    bytes_max: usize,
) -> Result<Option<Vec<u8>>, PictureError> {
    let first = encode(rgb, width, height, QUALITY_MAX)?;
    if first.len() <= bytes_max {
        return Ok(Some(first));
    }
    let mut best = encode(rgb, width, height, QUALITY_MIN)?;
    if best.len() > bytes_max {
        return Ok(None);
    }
    let (mut fits, mut too_large) = (QUALITY_MIN, QUALITY_MAX);
    // Four halvings come within four points of quality, which nobody sees.
    while too_large - fits > 4 {
        let middle = fits.midpoint(too_large);
        let tried = encode(rgb, width, height, middle)?;
        if tried.len() <= bytes_max {
            (fits, best) = (middle, tried);
        } else {
            too_large = middle;
        }
    }
    Ok(Some(best))
}

fn encode(rgb: &[u8], width: u32, height: u32, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut config = webp::WebPConfig::new().map_err(|()| PictureError::NotWritten)?;
    config.quality = f32::from(quality);
    config.method = 4;
    webp::Encoder::from_rgb(rgb, width, height)
        .encode_advanced(&config)
        .map(|webp| webp.to_vec())
        .map_err(|_| PictureError::NotWritten)
}

fn average(picture: &Picture) -> AverageColour {
    let mut sums = [0_u64; 3];
    let (pixels, _) = picture.rgb().as_chunks::<3>();
    for pixel in pixels {
        for (sum, channel) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(*channel);
        }
    }
    let count = u64::try_from(pixels.len()).unwrap_or(u64::MAX).max(1);
    AverageColour(sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests;
