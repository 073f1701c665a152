//! Kitchen, furniture, soft things.

use super::super::picture::Accent as A;
use super::super::picture::Thing as T;
use super::Choice::{Both, Of, One, Priced};
use super::{Good, good};

#[rustfmt::skip]
pub(in super::super) const IMBAULA: &[Good] = &[
    good("Cast pot with lid", "kitchen", T::Pot, A::Charcoal, 320, Priced("Size", &[("3 l", 320), ("5 l", 410), ("8 l", 560)]), "Thick walls for nshima that does not burn."),
    good("Enamel pot, blue", "kitchen", T::Pot, A::Indigo, 240, Priced("Size", &[("2 l", 240), ("4 l", 330)]), "Light, bright and easy to scrub."),
    good("Family stew pot", "kitchen", T::Pot, A::Copper, 690, One, "Twelve litres, for funerals, weddings and Sundays."),
    good("Frying pan, seasoned", "kitchen", T::Pan, A::Charcoal, 210, Priced("Width", &[("24 cm", 210), ("28 cm", 270)]), "Ready to use; only gets better."),
    good("Enamel frying pan", "kitchen", T::Pan, A::Hibiscus, 165, One, "For eggs, fritters and vitumbuwa."),
    good("Nshima spoons, pair", "kitchen", T::Spoons, A::Copper, 75, One, "Carved from mukwa, with the board they are beaten on."),
    good("Chopping board, mukwa", "kitchen", T::Spoons, A::Emerald, 180, One, "One piece of wood, oiled twice."),
    good("Enamel mugs, set of four", "kitchen", T::Mug, A::Emerald, 140, Of("Colour", &["Green", "White", "Blue"]), "They chip and carry on."),
    good("Clay coffee mug", "kitchen", T::Mug, A::Terracotta, 70, One, "Thrown and glazed in Kafue."),
    good("Dinner plates, set of six", "kitchen", T::Plates, A::Copper, 390, One, "Stoneware with a printed rim."),
    good("Side plates, set of six", "kitchen", T::Plates, A::Teal, 280, One, "For bread, fruit and small guests."),
    good("Vacuum flask 1 l", "kitchen", T::Flask, A::Hibiscus, 260, Of("Colour", &["Red", "Blue"]), "Tea at six is still tea at noon."),
    good("Bucket with lid, 20 l", "kitchen", T::Bucket, A::Sky, 95, Of("Colour", &["Blue", "Green", "Red"]), "Food-safe, with a lid that seals."),
    good("Charcoal brazier, clay-lined", "kitchen", T::Brazier, A::Copper, 280, Priced("Size", &[("Small", 280), ("Large", 390)]), "Uses half the charcoal of a plain mbaula."),
    good("Charcoal brazier, steel", "kitchen", T::Brazier, A::Charcoal, 150, One, "The one everybody knows, with stronger legs."),
    good("Dining chair, ladder back", "furniture", T::Chair, A::Olive, 780, Of("Finish", &["Natural", "Dark"]), "Mukwa frame, woven seat."),
    good("Padded chair", "furniture", T::Chair, A::Teal, 950, One, "A printed cushion that unbuttons for washing."),
    good("Three-legged stool", "furniture", T::Stool, A::Terracotta, 340, One, "Low enough for cooking, strong enough for uncles."),
    good("Bar stool, printed seat", "furniture", T::Stool, A::Indigo, 460, One, "For the counter and for the stall."),
    good("Side table", "furniture", T::Table, A::Saffron, 690, One, "Narrow, with room for a lamp and a plant."),
    good("Market basket", "bedding-decor", T::Basket, A::Copper, 190, Priced("Size", &[("Medium", 190), ("Large", 260)]), "Woven in Mongu from makenge root."),
    good("Laundry basket", "bedding-decor", T::Basket, A::Teal, 320, One, "Tall, with two handles and a firm base."),
    good("Cushion in chitenge", "bedding-decor", T::Pillow, A::Saffron, 130, Of("Colour", &["Yellow", "Teal", "Red"]), "Forty by sixty, with an inner you can wash."),
    good("Bath towels, set of three", "bedding-decor", T::Towels, A::Teal, 290, Of("Colour", &["Teal", "Rose", "Sand"]), "Thick cotton that dries in a day."),
    good("Clay vase", "bedding-decor", T::Vase, A::Terracotta, 240, One, "Round-bellied, with a band pressed by hand."),
    good("Floor rug, woven", "bedding-decor", T::Rug, A::Hibiscus, 860, Priced("Size", &[("90 × 140 cm", 860), ("120 × 180 cm", 1_390)]), "Cotton weave with fringes, both sides usable."),
    good("Wall clock", "bedding-decor", T::Clock, A::Saffron, 220, Of("Colour", &["Yellow", "Black"]), "Silent hand, wide face."),
];

#[rustfmt::skip]
pub(in super::super) const JIKO_AND_STOOL: &[Good] = &[
    good("Energy-saving jiko", "kitchen", T::Brazier, A::Terracotta, 1_450, Priced("Size", &[("Small", 1_450), ("Medium", 1_900), ("Large", 2_600)]), "Ceramic liner, steel skirt: a tin of charcoal goes twice as far."),
    good("Tabletop jiko", "kitchen", T::Brazier, A::Saffron, 1_200, One, "For nyama choma on a balcony, with care."),
    good("Sufuria set, five pieces", "kitchen", T::Pot, A::Sand, 2_400, One, "From one cup to five litres, lids included."),
    good("Heavy sufuria with lid", "kitchen", T::Pot, A::Charcoal, 1_650, Priced("Size", &[("4 l", 1_650), ("7 l", 2_300)]), "For ugali that keeps its shape."),
    good("Pressure pot 6 l", "kitchen", T::Pot, A::Hibiscus, 4_200, One, "Beans in half an hour. Spare seal in the box."),
    good("Chapati pan", "kitchen", T::Pan, A::Charcoal, 1_300, Priced("Width", &[("26 cm", 1_300), ("30 cm", 1_550)]), "Flat, heavy, even."),
    good("Frying pan, ceramic", "kitchen", T::Pan, A::Emerald, 1_900, One, "Eggs slide, onions brown."),
    good("Mwiko and board", "kitchen", T::Spoons, A::Saffron, 650, One, "Olive wood from offcuts, oiled."),
    good("Breakfast mugs, set of six", "kitchen", T::Mug, A::Teal, 1_500, Of("Colour", &["Teal", "Cream"]), "Big enough for chai that counts."),
    good("Painted mug", "kitchen", T::Mug, A::Hibiscus, 450, One, "No two alike."),
    good("Plates, set of six", "kitchen", T::Plates, A::Indigo, 2_800, One, "Blue rim, white heart, microwave-safe."),
    good("Serving plates, pair", "kitchen", T::Plates, A::Saffron, 1_700, One, "One for pilau, one for what is left."),
    good("Chai flask 1.8 l", "kitchen", T::Flask, A::Emerald, 1_850, Of("Colour", &["Green", "Red"]), "Pours without a drip, holds heat for ten hours."),
    good("Two-burner gas stove", "appliances", T::Stove, A::Charcoal, 4_900, One, "Brass burners, glass top, hose and clamps."),
    good("Electric kettle 2 l", "appliances", T::Kettle, A::Sky, 2_200, Of("Colour", &["Sky", "Black"]), "Boils, clicks, waits."),
    good("Blender with grinder", "appliances", T::Blender, A::Hibiscus, 4_600, One, "Juice in the jug, spices in the cup."),
    good("Floor fan", "appliances", T::Fan, A::Indigo, 3_900, One, "Turns left and right and makes no speech."),
    good("Steam iron 1800 W", "appliances", T::Iron, A::Teal, 2_450, One, "A sharp crease and a long cord."),
    good("Dining chair, woven seat", "furniture", T::Chair, A::Emerald, 5_400, Of("Finish", &["Natural", "Dark"]), "Cypress frame from Limuru."),
    good("Kitenge stool", "furniture", T::Stool, A::Hibiscus, 2_900, Of("Colour", &["Red", "Blue"]), "Padded, printed, stackable."),
    good("Coffee table", "furniture", T::Table, A::Olive, 7_800, One, "Long, low, with room for feet and books."),
    good("Kiondo storage basket", "bedding-decor", T::Basket, A::Emerald, 1_800, Priced("Size", &[("Medium", 1_800), ("Large", 2_500)]), "Sisal and wool, flat base."),
    good("Scatter cushion", "bedding-decor", T::Pillow, A::Plum, 950, Of("Colour", &["Plum", "Olive", "Rust"]), "Printed front, plain back, zip hidden."),
    good("Towel set", "bedding-decor", T::Towels, A::Indigo, 1_900, Both(("Colour", &["Blue", "Sand"]), ("Set", &["Hand", "Bath"])), "Soft after the third wash and ever after."),
    good("Desk lamp with printed shade", "bedding-decor", T::TableLamp, A::Teal, 2_600, One, "A warm pool of light for late pages."),
    good("Living-room rug", "bedding-decor", T::Rug, A::Teal, 6_900, Priced("Size", &[("120 × 170 cm", 6_900), ("160 × 230 cm", 10_500)]), "Hand-woven in Nakuru, edges bound twice."),
    good("Glazed vase", "bedding-decor", T::Vase, A::Indigo, 1_650, One, "Takes roses from Naivasha very well."),
];
