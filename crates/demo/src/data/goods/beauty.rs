//! Skin, hair, colour, scent.

use super::super::picture::Accent as A;
use super::super::picture::Thing as T;
use super::Choice::{Both, Of, One, Priced};
use super::{Good, good};

#[rustfmt::skip]
pub(in super::super) const DEW_AND_SHEA: &[Good] = &[
    good("Shea butter, whipped", "skin", T::CreamJar, A::Saffron, 140, Priced("Size", &[("100 g", 140), ("250 g", 290)]), "Shea, a little marula oil, nothing else."),
    good("Marula face cream", "skin", T::CreamJar, A::Olive, 185, Of("Skin", &["Dry", "Oily"]), "Light by day, rich by night."),
    good("Night cream with baobab", "skin", T::CreamJar, A::Indigo, 220, One, "Baobab oil and oat, without scent."),
    good("Baby cream", "skin", T::CreamJar, A::Rose, 95, One, "For soft places and sharp winds."),
    good("Body lotion, cocoa", "skin", T::PumpBottle, A::Copper, 120, Priced("Size", &[("250 ml", 120), ("500 ml", 195)]), "Sinks in before you are dressed."),
    good("Body lotion, aloe", "skin", T::PumpBottle, A::Emerald, 115, Priced("Size", &[("250 ml", 115), ("500 ml", 185)]), "Cool after sun."),
    good("Hand wash, lemon grass", "skin", T::PumpBottle, A::Saffron, 75, One, "A clean scent and a soft foam."),
    good("Sun cream SPF 50", "skin", T::Tube, A::Saffron, 165, One, "Leaves no grey cast on dark skin."),
    good("Face scrub, coffee", "skin", T::Tube, A::Copper, 110, One, "Kasama grounds and sugar."),
    good("Foot balm", "skin", T::Tube, A::Teal, 85, One, "For those who walk."),
    good("Black soap bars", "skin", T::Soap, A::Charcoal, 60, Priced("Pack", &[("2 bars", 60), ("6 bars", 160)]), "Plantain ash and palm kernel, slow-cured."),
    good("Moringa soap", "skin", T::Soap, A::Emerald, 45, Of("Pack", &["2 bars"]), "Green, gentle, lathers in hard water."),
    good("Rose clay soap", "skin", T::Soap, A::Rose, 50, One, "Two bars, soft pink, for the face."),
    good("Marula oil", "skin", T::Dropper, A::Olive, 190, Priced("Size", &[("30 ml", 190), ("50 ml", 280)]), "Cold-pressed in the Gwembe valley."),
    good("Hair growth oil", "hair", T::Dropper, A::Copper, 150, One, "Castor, peppermint and patience."),
    good("Argan hair serum", "hair", T::Dropper, A::Saffron, 170, One, "One drop for shine, two for tangles."),
    good("Curl cream", "hair", T::CreamJar, A::Plum, 160, One, "Holds the curl, leaves no crunch."),
    good("Moisture shampoo", "hair", T::PumpBottle, A::Teal, 130, One, "No sulphate, plenty of foam."),
    good("Deep conditioner", "hair", T::PumpBottle, A::Plum, 145, One, "Twenty minutes under a warm towel."),
    good("Wooden afro comb", "hair", T::Comb, A::Hibiscus, 55, One, "Wide teeth, smooth tips, no static."),
    good("Braiding hair", "hair", T::Braids, A::Charcoal, 48, Both(("Colour", &["Black", "Brown", "Wine"]), ("Length", &["60 cm", "80 cm"])), "Light, pre-stretched, itch-free."),
    good("Faux locs, pack", "hair", T::Braids, A::Copper, 95, Of("Colour", &["Copper", "Black"]), "Ready to crochet."),
    good("Lip balm, honey", "make-up", T::Lipstick, A::Saffron, 40, One, "Beeswax from Mwinilunga."),
    good("Nail colour, set of three", "make-up", T::Polish, A::Hibiscus, 90, Of("Set", &["Reds", "Earth"]), "Dries in two minutes."),
    good("Room and body mist", "fragrance", T::Perfume, A::Sky, 135, One, "Rain on dust, in a bottle."),
];

#[rustfmt::skip]
pub(in super::super) const RANGI_SABA: &[Good] = &[
    good("Matte lipstick", "make-up", T::Lipstick, A::Hibiscus, 750, Of("Shade", &["Hibiscus", "Brick", "Plum", "Cocoa"]), "Stays through lunch."),
    good("Satin lipstick", "make-up", T::Lipstick, A::Terracotta, 820, Of("Shade", &["Coral", "Rose", "Caramel"]), "Soft colour, soft feel."),
    good("Lip tint", "make-up", T::Lipstick, A::Rose, 480, Of("Shade", &["Cherry", "Peach"]), "A stain that fades kindly."),
    good("Bold lipstick", "make-up", T::Lipstick, A::Plum, 890, One, "For the photo."),
    good("Nail lacquer trio", "make-up", T::Polish, A::Teal, 650, Of("Set", &["Lake", "Sunset", "Neutral"]), "Three small bottles, one mood."),
    good("Nail lacquer, single", "make-up", T::Polish, A::Copper, 260, Of("Shade", &["Copper", "Cream", "Ink", "Rose"]), "Seven days without a chip, if you do not wash up."),
    good("Foundation cream", "make-up", T::Tube, A::Terracotta, 1_350, Of("Shade", &["1", "2", "3", "4", "5", "6", "7"]), "Seven shades made for skin from here."),
    good("Tinted sun cream", "make-up", T::Tube, A::Sand, 1_150, Of("Shade", &["Light", "Medium", "Deep"]), "Cover and protection in one."),
    good("Brow gel", "make-up", T::Tube, A::Charcoal, 620, One, "Brush, set, forget."),
    good("Setting powder", "make-up", T::CreamJar, A::Rose, 980, Of("Shade", &["Banana", "Deep"]), "Matte without ash."),
    good("Day cream SPF 30", "skin", T::CreamJar, A::Saffron, 1_250, One, "Light, no shine, no white."),
    good("Vitamin C cream", "skin", T::CreamJar, A::Copper, 1_480, One, "For dull mornings."),
    good("Cocoa body butter", "skin", T::CreamJar, A::Terracotta, 850, Priced("Size", &[("150 g", 850), ("300 g", 1_450)]), "Melts at the touch."),
    good("Body wash, mint", "skin", T::PumpBottle, A::Teal, 680, One, "Wakes you before the coffee."),
    good("Body oil, avocado", "skin", T::PumpBottle, A::Olive, 920, One, "On wet skin, after the shower."),
    good("Charcoal soap", "skin", T::Soap, A::Charcoal, 320, Priced("Pack", &[("2 bars", 320), ("4 bars", 590)]), "For skin that shines too soon."),
    good("Goat-milk soap", "skin", T::Soap, A::Ivory, 350, One, "From Kajiado, without scent."),
    good("Tea tree serum", "skin", T::Dropper, A::Emerald, 890, One, "A drop on the spot."),
    good("Rosehip oil", "skin", T::Dropper, A::Rose, 1_100, One, "Three drops at night."),
    good("Braid hair, pre-stretched", "hair", T::Braids, A::Plum, 380, Both(("Colour", &["Black", "Burgundy", "Blue"]), ("Length", &["66 cm", "76 cm"])), "Feathered ends, hot-water set."),
    good("Twist hair", "hair", T::Braids, A::Charcoal, 420, Of("Colour", &["Black", "Honey"]), "Springy, soft, light."),
    good("Edge brush and comb", "hair", T::Comb, A::Teal, 290, One, "One side for edges, one side for parts."),
    good("Leave-in conditioner", "hair", T::PumpBottle, A::Rose, 780, One, "Spray, comb, go."),
    good("Braid sheen oil", "hair", T::Dropper, A::Sky, 540, One, "Shine without build-up."),
    good("Oud evening scent", "fragrance", T::Perfume, A::Copper, 2_400, Priced("Size", &[("30 ml", 2_400), ("50 ml", 3_500)]), "Wood, smoke, a little rose."),
    good("Citrus day scent", "fragrance", T::Perfume, A::Saffron, 1_800, Priced("Size", &[("30 ml", 1_800), ("50 ml", 2_700)]), "Orange peel and clean linen."),
    good("Jasmine scent", "fragrance", T::Perfume, A::Rose, 1_950, One, "A garden in Lamu, after dark. 30 ml."),
];
