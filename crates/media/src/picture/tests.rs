use image::ImageFormat;

use super::*;

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Red on the left, blue on the right.
fn halves(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        image::Rgb(if x < width / 2 {
            [220, 20, 20]
        } else {
            [20, 20, 220]
        })
    }))
}

/// The JPEG with an EXIF block that says how the camera was held.
fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS -15.4167 28.2833");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn at(picture: &Picture, x: u32, y: u32) -> [u8; 3] {
    let start = ((y * picture.width() + x) * 3) as usize;
    picture.rgb()[start..start + 3].try_into().unwrap()
}

fn is_red([r, _, b]: [u8; 3]) -> bool {
    r > 180 && b < 60
}

#[test]
fn all_three_formats_are_told_by_content() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = decode(&written(&halves(300, 200), format), &Limits::default()).unwrap();
        assert_eq!(
            (picture.width(), picture.height()),
            (300, 200),
            "{format:?}"
        );
        assert!(
            is_red(at(&picture, 20, 100)) && !is_red(at(&picture, 280, 100)),
            "{format:?}"
        );
    }
}

#[test]
fn a_camera_held_sideways_is_turned_upright() {
    let jpeg = written(&halves(300, 200), ImageFormat::Jpeg);
    let upright = |orientation| decode(&held(&jpeg, orientation), &Limits::default()).unwrap();
    assert_eq!((upright(1).width(), upright(1).height()), (300, 200));
    let mirrored = upright(2);
    assert!(is_red(at(&mirrored, 280, 100)));
    let quarter = upright(6);
    assert_eq!((quarter.width(), quarter.height()), (200, 300));
    assert!(is_red(at(&quarter, 100, 20)) && !is_red(at(&quarter, 100, 280)));
    assert!(is_red(at(&upright(8), 100, 280)));
    assert_eq!(upright(99), upright(1));
}

#[test]
fn no_metadata_survives() {
    let file = held(&written(&halves(300, 200), ImageFormat::Jpeg), 6);
    assert!(file.windows(3).any(|part| part == b"GPS"));
    let renditions = crate::render(&decode(&file, &Limits::default()).unwrap()).unwrap();
    for rendition in renditions.iter() {
        for mark in [b"EXIF", b"XMP ", b"ICCP", b"GPS "] {
            assert!(!rendition.webp.windows(4).any(|part| part == mark));
        }
    }
}

#[test]
fn transparent_parts_become_white() {
    let clear = image::RgbaImage::from_pixel(3_000, 200, image::Rgba([0, 0, 0, 0]));
    let png = written(&DynamicImage::ImageRgba8(clear), ImageFormat::Png);
    let picture = decode(&png, &Limits::default()).unwrap();
    assert_eq!((picture.width(), picture.height()), (2_400, 160));
    assert!(picture.rgb().iter().all(|c| *c == 255));
}

#[test]
fn grey_and_sixteen_bit_pictures_are_read() {
    let grey = DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(
        120,
        120,
        image::Luma([40_000]),
    ));
    let picture = decode(&written(&grey, ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!(at(&picture, 60, 60), [156, 156, 156]);
}

#[test]
fn each_refusal_says_what_is_wrong() {
    let limits = Limits {
        bytes_max: 100_000,
        pixels_max: 100_000,
        ..Limits::default()
    };
    let png = |width, height| written(&halves(width, height), ImageFormat::Png);
    let refused = |bytes: &[u8]| decode(bytes, &limits).unwrap_err();
    assert_eq!(refused(&[]), PictureError::Empty);
    assert_eq!(
        refused(&vec![0; 100_001]),
        PictureError::FileTooLarge { bytes_max: 100_000 }
    );
    assert_eq!(
        refused(&png(400, 300)),
        PictureError::TooManyPixels {
            width: 400,
            height: 300
        }
    );
    assert_eq!(
        refused(&png(99, 300)),
        PictureError::TooSmall {
            width: 99,
            height: 300,
            side_min_px: 100
        }
    );
    assert_eq!(
        refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        PictureError::NotAPicture
    );
    assert_eq!(
        refused(b"GIF89a......................"),
        PictureError::NotAPicture
    );
    assert_eq!(
        refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1"),
        PictureError::Heic
    );
    let whole = png(200, 200);
    assert_eq!(refused(&whole[..whole.len() / 2]), PictureError::Damaged);
    assert_eq!(refused(&whole[..12]), PictureError::Damaged);
}

#[test]
fn a_small_file_that_claims_to_be_huge_costs_nothing() {
    let mut png = written(&halves(200, 200), ImageFormat::Png);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(
        decode(&png, &Limits::default()),
        Err(PictureError::TooManyPixels {
            width: 60_000,
            height: 60_000
        })
    );
}

#[test]
fn damage_anywhere_is_an_error_or_a_picture_but_never_a_panic() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = written(&halves(160, 120), format);
        for step in 0..120 {
            let mut damaged = file.clone();
            let place = (step * 7_919 + 13) % damaged.len();
            damaged[place] ^= 0xa5;
            let cut = damaged.len() - step % 40;
            let _ = decode(&damaged[..cut], &Limits::default());
        }
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}
