use super::*;

/// A picture of `noise` (0 to 255) over a slope of light: from a clean drawing to a broken sensor.
fn photo(width: u32, height: u32, noise: u32) -> Picture {
    let mut state = 0x2545_f491_u32;
    let mut rgba = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for weight in [3, 2, 1] {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                let light = (x * weight + y * 2) * 160 / (width * weight + height * 2);
                let value = light + state % (noise + 1);
                rgba.push(u8::try_from(value.min(255)).unwrap());
            }
            rgba.push(255);
        }
    }
    Picture::from_rgba(width, height, rgba).unwrap()
}

#[test]
fn every_size_keeps_its_budget_however_noisy_the_photo() {
    for noise in [0, 40, 120, 255] {
        let renditions = render(&photo(1_600, 1_200, noise)).unwrap();
        for rendition in renditions.iter() {
            let (size, bytes) = (rendition.size, rendition.webp.len());
            assert!(
                bytes <= size.bytes_max(),
                "noise {noise}: {size:?} has {bytes} bytes"
            );
            // Half the width or more, even for pure noise.
            assert!(
                rendition.width * 2 >= size.width_px(),
                "noise {noise}: {size:?} {}",
                rendition.width
            );
        }
    }
}

#[test]
fn the_files_are_lossy_webp_of_the_stated_box() {
    let renditions = render(&photo(1_600, 1_200, 20)).unwrap();
    let boxes: Vec<_> = renditions.iter().map(|r| (r.width, r.height)).collect();
    assert_eq!(boxes, [(240, 240), (360, 270), (720, 540), (1_200, 900)]);
    for rendition in renditions.iter() {
        assert_eq!(&rendition.webp[8..16], b"WEBPVP8 ");
        let back = image::load_from_memory(&rendition.webp).unwrap();
        assert_eq!(
            (back.width(), back.height()),
            (rendition.width, rendition.height)
        );
    }
}

#[test]
fn a_small_picture_is_never_blown_up_and_written_once() {
    let renditions = render(&photo(300, 200, 20)).unwrap();
    let boxes: Vec<_> = renditions.iter().map(|r| (r.width, r.height)).collect();
    assert_eq!(boxes, [(200, 200), (300, 200), (300, 200), (300, 200)]);
    assert_eq!(
        renditions.get(Size::Small).webp,
        renditions.get(Size::Large).webp
    );
}

#[test]
fn a_tower_is_bounded_in_height() {
    assert_eq!(fitted(500, 5_000, 360), (72, 720));
    assert_eq!(fitted(5_000, 500, 360), (360, 36));
    assert_eq!(fitted(5_000, 1, 360), (360, 1));
    assert_eq!(fitted(1_200, 2_400, 1_200), (1_200, 2_400));
}

#[test]
fn the_average_is_the_mean_colour() {
    let rgba = [[255, 0, 10, 255], [0, 1, 20, 255]].concat();
    let picture = Picture::from_rgba(2, 1, rgba).unwrap();
    assert_eq!(average(&picture).to_string(), "#80010f");
}

#[test]
fn the_key_follows_content_and_owner() {
    let (one, same) = (
        render(&photo(300, 300, 9)).unwrap(),
        render(&photo(300, 300, 9)).unwrap(),
    );
    assert_eq!(one.key(b"a"), same.key(b"a"));
    assert_ne!(one.key(b"a"), one.key(b"b"));
    assert_ne!(
        one.key(b"a"),
        render(&photo(300, 300, 10)).unwrap().key(b"a")
    );
}
