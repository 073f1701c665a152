//! From a stranger's bytes to pixels we trust. The file's name and declared type are never looked at.

use std::io::Cursor;

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, RgbImage};

use crate::ContentType;

/// No rendition needs a longer side, so nothing larger is kept in memory.
const WORKING_SIDE_MAX_PX: u32 = 2_400;

/// What an upload may cost us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes_max: usize,
    /// Width times height, read from the header before anything is decoded.
    pub pixels_max: u64,
    /// Memory of the decoded pixels.
    pub decoded_bytes_max: u64,
    /// Below this a picture would only be a blur on a product page.
    pub side_min_px: u32,
}

/// 12 MB, 50 megapixels, 150 MB decoded, at least 100 px a side: what today's phones take.
impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: 12_000_000,
            pixels_max: 50_000_000,
            decoded_bytes_max: 150_000_000,
            side_min_px: 100,
        }
    }
}

/// Why a picture was not taken. Each has a plain meaning that a page can say in its own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {bytes_max} bytes")]
    FileTooLarge { bytes_max: usize },
    #[error("the picture is {width} × {height}, which is more pixels than we take")]
    TooManyPixels { width: u32, height: u32 },
    #[error("the picture is {width} × {height}; each side needs at least {side_min_px} pixels")]
    TooSmall {
        width: u32,
        height: u32,
        side_min_px: u32,
    },
    /// What iPhones keep by default; the phone can share it as JPEG.
    #[error("the picture is HEIC, which we cannot open: share it as JPEG")]
    Heic,
    #[error("the file is not a JPEG, PNG or WebP picture")]
    NotAPicture,
    #[error("the picture is damaged or cut short")]
    Damaged,
    /// Our own failure, not the sender's.
    #[error("the picture could not be written as WebP")]
    NotWritten,
}

/// A decoded picture: upright, opaque, sRGB, without metadata, its longest side at most 2,400 px.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// A picture of our own making.
    ///
    /// # Errors
    /// `Damaged` when the bytes are not `width × height` RGBA pixels; `TooSmall` without a single pixel.
    pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Self, PictureError> {
        let image = image::RgbaImage::from_raw(width, height, rgba).ok_or(PictureError::Damaged)?;
        Self::upright(
            DynamicImage::ImageRgba8(image),
            image::metadata::Orientation::NoTransforms,
        )
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    /// Three bytes a pixel, row by row.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    fn upright(
        decoded: DynamicImage,
        orientation: image::metadata::Orientation,
    ) -> Result<Self, PictureError> {
        // Shrinking comes first, so that turning copies the small picture, not the camera's.
        let mut upright = DynamicImage::ImageRgb8(opaque(shrunk(decoded)?));
        upright.apply_orientation(orientation);
        let rgb = upright.into_rgb8();
        let (width, height) = rgb.dimensions();
        if width == 0 || height == 0 {
            return Err(PictureError::TooSmall {
                width,
                height,
                side_min_px: 1,
            });
        }
        Ok(Self {
            width,
            height,
            rgb: rgb.into_raw(),
        })
    }
}

/// Decodes a JPEG, PNG or WebP file. Of an animation the first frame is taken. Takes up to a second: call it in the
/// [`Darkroom`](crate::Darkroom).
///
/// # Errors
/// All of [`PictureError`] but `NotWritten`.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > limits.bytes_max {
        return Err(PictureError::FileTooLarge {
            bytes_max: limits.bytes_max,
        });
    }
    let file = Cursor::new(bytes);
    match ContentType::of_content(bytes) {
        Some(ContentType::Jpeg) => read(JpegDecoder::new(file).map_err(why)?, limits),
        Some(ContentType::Png) => read(PngDecoder::new(file).map_err(why)?, limits),
        Some(ContentType::Webp) => read(WebPDecoder::new(file).map_err(why)?, limits),
        Some(ContentType::Avif) | None => match bytes {
            [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', ..] => Err(PictureError::Heic),
            _ => Err(PictureError::NotAPicture),
        },
    }
}

fn read(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<Picture, PictureError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.pixels_max || decoder.total_bytes() > limits.decoded_bytes_max {
        return Err(PictureError::TooManyPixels { width, height });
    }
    if width.min(height) < limits.side_min_px {
        return Err(PictureError::TooSmall {
            width,
            height,
            side_min_px: limits.side_min_px,
        });
    }
    let mut decoder_limits = image::Limits::default();
    decoder_limits.max_image_width = Some(width);
    decoder_limits.max_image_height = Some(height);
    decoder_limits.max_alloc = Some(limits.decoded_bytes_max);
    decoder.set_limits(decoder_limits).map_err(why)?;
    // A broken EXIF block says nothing; the pixels may still be fine.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    Picture::upright(
        DynamicImage::from_decoder(decoder).map_err(why)?,
        orientation,
    )
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum is non-exhaustive and not ours"
)]
fn why(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels {
            width: 0,
            height: 0,
        },
        _ => PictureError::Damaged,
    }
}

/// The picture with its longest side at most [`WORKING_SIDE_MAX_PX`], as 8-bit RGB or RGBA.
fn shrunk(decoded: DynamicImage) -> Result<DynamicImage, PictureError> {
    let (width, height) = (decoded.width(), decoded.height());
    let eight_bit = if decoded.color().has_alpha() {
        DynamicImage::ImageRgba8(decoded.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(decoded.into_rgb8())
    };
    let longest = width.max(height);
    if longest <= WORKING_SIDE_MAX_PX {
        return Ok(eight_bit);
    }
    let to = (
        scaled(width, WORKING_SIDE_MAX_PX, longest),
        scaled(height, WORKING_SIDE_MAX_PX, longest),
    );
    let (from, pixels, options) = ((width, height), eight_bit.as_bytes(), ResizeOptions::new());
    let small = if eight_bit.color().has_alpha() {
        let small = resized::<U8x4>(from, pixels, to, &options)?;
        image::RgbaImage::from_raw(to.0, to.1, small).map(DynamicImage::ImageRgba8)
    } else {
        let small = resized::<U8x3>(from, pixels, to, &options)?;
        RgbImage::from_raw(to.0, to.1, small).map(DynamicImage::ImageRgb8)
    };
    small.ok_or(PictureError::NotWritten)
}

/// Pixels laid on white: the colour of the card a product stands on.
fn opaque(image: DynamicImage) -> RgbImage {
    let (width, height) = (image.width(), image.height());
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(width, height, |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let over_white = |c: u8| {
            let mixed = u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over_white(r), over_white(g), over_white(b)])
    })
}

/// `side × numerator / denominator`, rounded, at least 1.
pub(crate) fn scaled(side: u32, numerator: u32, denominator: u32) -> u32 {
    let twice = 2 * u64::from(side) * u64::from(numerator);
    let rounded = (twice / u64::from(denominator.max(1))).div_ceil(2);
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

/// A picture of another size, by Lanczos. `P` is the pixel: the two we use are named where they are called, because code for all
/// thirteen that the library knows would double our compile time.
pub(crate) fn resized<P: PixelTrait>(
    (from_width, from_height): (u32, u32),
    pixels: &[u8],
    (width, height): (u32, u32),
    options: &ResizeOptions,
) -> Result<Vec<u8>, PictureError> {
    let source = TypedImageRef::<P>::from_buffer(from_width, from_height, pixels)
        .map_err(|_| PictureError::NotWritten)?;
    let count = usize::try_from(u64::from(width) * u64::from(height))
        .map_err(|_| PictureError::NotWritten)?;
    let mut small = vec![0; count * size_of::<P>()];
    let mut view = TypedImage::<P>::from_buffer(width, height, &mut small)
        .map_err(|_| PictureError::NotWritten)?;
    Resizer::new()
        .resize_typed(&source, &mut view, options)
        .map_err(|_| PictureError::NotWritten)?;
    Ok(small)
}

#[cfg(test)]
mod tests;
