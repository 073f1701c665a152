use std::collections::HashSet;

use super::*;

fn sketch(index: usize) -> Sketch {
    Sketch {
        thing: Thing::ALL[index % Thing::ALL.len()],
        accent: Accent::ALL[(index * 5) % Accent::ALL.len()],
        seed: index as u64 * 7_919,
    }
}

#[test]
fn every_shape_of_every_thing_can_be_drawn() {
    for thing in Thing::ALL {
        for seed in 0..4 {
            let (_, flaws) = Sketch {
                thing,
                accent: Accent::Copper,
                seed,
            }
            .painted(60)
            .unwrap();
            assert_eq!(flaws, 0, "{thing:?} with seed {seed}");
        }
    }
}

#[test]
fn a_sketch_draws_the_same_again_and_another_seed_draws_another() {
    let mut seen = HashSet::new();
    for seed in 0..40 {
        let one = Sketch {
            thing: Thing::Sack,
            accent: Accent::Emerald,
            seed,
        };
        let drawing = one.draw(80).unwrap();
        assert_eq!(drawing, one.draw(80).unwrap());
        assert!(drawing.rgba.chunks(4).all(|pixel| pixel[3] == 255));
        assert!(seen.insert(drawing.rgba), "seed {seed} repeats a picture");
    }
}

#[test]
fn a_size_beyond_reason_draws_nothing() {
    assert!(sketch(0).draw(0).is_none());
    assert!(sketch(0).draw(5_000).is_none());
}

#[test]
fn a_drawing_keeps_the_byte_budgets_at_full_quality() {
    for index in (0..Thing::ALL.len()).step_by(6) {
        let drawing = sketch(index).draw(720).unwrap();
        let picture = media::Picture::from_rgba(720, 720, drawing.rgba).unwrap();
        let renditions = media::render(&picture).unwrap();
        for rendition in renditions.iter() {
            assert!(rendition.webp.len() <= rendition.size.bytes_max());
            assert_eq!(rendition.width, rendition.size.width_px().min(720));
        }
    }
}

/// `cargo test -p testkit contact_sheet -- --ignored --nocapture` draws everything on one page, to look at.
#[test]
#[ignore = "for a person who looks at it"]
fn contact_sheet() {
    let products: Vec<_> = super::super::shops()
        .iter()
        .flat_map(super::super::shops::DemoShop::products)
        .collect();
    let shop_window = products
        .iter()
        .step_by(4)
        .map(|product| product.pictures[0].sketch);
    sheet("things", (0..Thing::ALL.len()).map(sketch));
    sheet("products", shop_window);
}

fn sheet(name: &str, sketches: impl Iterator<Item = Sketch>) {
    let (columns, cell) = (10_u32, 240_u32);
    let sketches: Vec<_> = sketches.collect();
    let count = u32::try_from(sketches.len()).unwrap();
    let mut sheet = image::RgbaImage::new(columns * cell, count.div_ceil(columns) * cell);
    let (mut drawing, mut rendering) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
    let mut bytes = [0; 4];
    for (index, sketch) in (0..count).zip(sketches) {
        let begun = std::time::Instant::now();
        let drawn = sketch.draw(720).unwrap();
        drawing += begun.elapsed();
        let begun = std::time::Instant::now();
        let picture = media::Picture::from_rgba(720, 720, drawn.rgba.clone()).unwrap();
        let renditions = media::render(&picture).unwrap();
        rendering += begun.elapsed();
        for (sum, rendition) in bytes.iter_mut().zip(renditions.iter()) {
            *sum += rendition.webp.len() / count as usize;
        }
        let whole = image::RgbaImage::from_raw(720, 720, drawn.rgba).unwrap();
        let small = image::imageops::thumbnail(&whole, cell, cell);
        let (x, y) = (
            i64::from(index % columns * cell),
            i64::from(index / columns * cell),
        );
        image::imageops::replace(&mut sheet, &small, x, y);
    }
    let file = std::env::temp_dir().join(format!("contact-{name}.png"));
    sheet.save(&file).unwrap();
    println!(
        "{}: each drawn in {:?}, rendered in {:?}, mean bytes by size {bytes:?}",
        file.display(),
        drawing / count,
        rendering / count
    );
}
