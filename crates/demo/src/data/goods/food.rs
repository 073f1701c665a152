//! Staples, fresh things, tea and coffee.

use super::super::picture::Accent as A;
use super::super::picture::Thing as T;
use super::Choice::{Of, One, Priced};
use super::{Good, good};

#[rustfmt::skip]
pub(in super::super) const GREEN_DRUM: &[Good] = &[
    good("Breakfast mealie meal", "flour-grains", T::Sack, A::Saffron, 95, Priced("Weight", &[("5 kg", 95), ("10 kg", 180), ("25 kg", 360)]), "Fine white maize meal, milled in Chisamba this month."),
    good("Roller mealie meal", "flour-grains", T::Sack, A::Emerald, 80, Priced("Weight", &[("5 kg", 80), ("10 kg", 150), ("25 kg", 295)]), "Coarser, fuller, keeps you longer."),
    good("Straight-run mealie meal", "flour-grains", T::Sack, A::Terracotta, 140, Priced("Weight", &[("10 kg", 140), ("25 kg", 280)]), "The whole grain, nothing taken away."),
    good("Rice from Mongu", "flour-grains", T::Sack, A::Teal, 60, Priced("Weight", &[("2 kg", 60), ("5 kg", 140), ("10 kg", 265)]), "Fragrant rice from the plains, cleaned twice."),
    good("Sorghum flour", "flour-grains", T::Sack, A::Copper, 45, Of("Weight", &["2 kg"]), "For porridge and for dark nshima."),
    good("Millet flour", "flour-grains", T::Pouch, A::Olive, 48, One, "Stone-ground finger millet, 2 kg."),
    good("Groundnuts, raw", "pantry", T::Pouch, A::Terracotta, 55, Priced("Weight", &[("1 kg", 55), ("5 kg", 255)]), "Red-skinned, from Chipata."),
    good("Peanut butter, smooth", "pantry", T::Jar, A::Copper, 62, Of("Kind", &["Smooth", "Crunchy"]), "Groundnuts and a pinch of salt."),
    good("Honey from Mwinilunga", "pantry", T::Jar, A::Saffron, 85, Priced("Size", &[("350 g", 85), ("700 g", 155)]), "Forest honey, dark and strained only once."),
    good("Sunflower cooking oil", "pantry", T::Bottle, A::Saffron, 78, Priced("Size", &[("750 ml", 42), ("2 l", 78), ("5 l", 180)]), "Pressed in Lusaka, clear and light."),
    good("Tomato paste", "pantry", T::Tin, A::Hibiscus, 22, One, "Thick, no sugar, 400 g."),
    good("Baked beans", "pantry", T::Tin, A::Teal, 19, One, "In tomato sauce, 410 g."),
    good("Brown sugar", "pantry", T::Pouch, A::Sand, 38, Priced("Weight", &[("1 kg", 38), ("2 kg", 72)]), "From the Mazabuka cane."),
    good("Salt, iodised", "pantry", T::Carton, A::Sky, 9, One, "Fine salt, 1 kg."),
    good("Kapenta, dried", "fresh", T::Fish, A::Sky, 120, Priced("Weight", &[("250 g", 65), ("500 g", 120), ("1 kg", 230)]), "Small lake fish from Siavonga, sun-dried and clean."),
    good("Bream, dried", "fresh", T::Fish, A::Sand, 145, One, "Three whole fish, smoked over hardwood."),
    good("Eggs", "fresh", T::Eggs, A::Sand, 85, Priced("Tray", &[("12", 38), ("30", 85)]), "Brown and white, from hens that walk."),
    good("Farm bread", "fresh", T::Bread, A::Saffron, 24, Of("Kind", &["White", "Brown"]), "Baked at four in the morning."),
    good("Tomatoes", "fruit-vegetables", T::Fruit, A::Hibiscus, 28, Priced("Weight", &[("1 kg", 28), ("5 kg box", 120)]), "Ripe and firm, from Chongwe."),
    good("Oranges", "fruit-vegetables", T::Fruit, A::Saffron, 35, Of("Weight", &["2 kg"]), "Sweet, with few seeds."),
    good("Mangoes", "fruit-vegetables", T::Mango, A::Saffron, 30, One, "Six large ones, ready tomorrow."),
    good("Bananas", "fruit-vegetables", T::Bananas, A::Saffron, 26, One, "A hand of ten or twelve."),
    good("Rape, bundle", "fruit-vegetables", T::Greens, A::Terracotta, 12, One, "Cut this morning, tied in bundles for four."),
    good("Avocados", "fruit-vegetables", T::Avocado, A::Copper, 32, Of("Count", &["4", "8"]), "Soft by the weekend."),
    good("Black tea", "tea-coffee", T::Carton, A::Emerald, 34, Priced("Pack", &[("50 bags", 34), ("100 bags", 62)]), "Strong leaves from Kawambwa."),
    good("Coffee from Kasama", "tea-coffee", T::Pouch, A::Charcoal, 110, Of("Grind", &["Beans", "Ground"]), "Northern highland arabica, medium roast, 250 g."),
    good("Munkoyo drink", "tea-coffee", T::Bottle, A::Sand, 25, One, "Maize and root, barely sweet, best cold. 1 l."),
];

#[rustfmt::skip]
pub(in super::super) const KAPU_KUMI: &[Good] = &[
    good("Unga wa ugali", "flour-grains", T::Sack, A::Hibiscus, 190, Priced("Weight", &[("2 kg", 190), ("5 kg", 455), ("10 kg", 880)]), "White maize flour, sifted twice."),
    good("Unga wa ngano", "flour-grains", T::Sack, A::Sky, 210, Priced("Weight", &[("2 kg", 210), ("10 kg", 980)]), "Wheat flour for chapati and mandazi."),
    good("Unga wa uji", "flour-grains", T::Pouch, A::Terracotta, 240, One, "Millet, sorghum and a little amaranth, 1 kg."),
    good("Pishori rice from Mwea", "flour-grains", T::Sack, A::Teal, 420, Priced("Weight", &[("2 kg", 420), ("5 kg", 1_020), ("10 kg", 1_990)]), "Fragrant and unbroken."),
    good("Green grams", "flour-grains", T::Pouch, A::Emerald, 230, Of("Weight", &["1 kg"]), "Ndengu from Kitui, no stones."),
    good("Yellow beans", "flour-grains", T::Pouch, A::Saffron, 260, Of("Weight", &["1 kg"]), "Soak, simmer, done."),
    good("Acacia honey", "pantry", T::Jar, A::Saffron, 650, Priced("Size", &[("300 g", 650), ("500 g", 990)]), "From Baringo, clear and slow."),
    good("Groundnut butter", "pantry", T::Jar, A::Terracotta, 480, Of("Kind", &["Smooth", "Crunchy"]), "One ingredient."),
    good("Macadamia nuts", "pantry", T::Jar, A::Emerald, 750, One, "Roasted, lightly salted, 300 g."),
    good("Sunflower oil", "pantry", T::Bottle, A::Saffron, 360, Priced("Size", &[("1 l", 360), ("3 l", 1_020)]), "Cold-pressed in Nakuru."),
    good("Coconut milk", "pantry", T::Tin, A::Ivory, 210, One, "For coast pilau and Friday fish, 400 ml."),
    good("Chopped tomatoes", "pantry", T::Tin, A::Hibiscus, 165, One, "Peeled, in their own juice."),
    good("Pilau masala", "pantry", T::Jar, A::Copper, 290, One, "Ground every Tuesday."),
    good("Tilapia, smoked", "fresh", T::Fish, A::Copper, 620, One, "Two fish from the lake, smoked on the shore."),
    good("Omena, dried", "fresh", T::Fish, A::Sky, 280, Priced("Weight", &[("250 g", 280), ("500 g", 520)]), "Clean, small and silver."),
    good("Kienyeji eggs", "fresh", T::Eggs, A::Terracotta, 540, Priced("Tray", &[("12", 260), ("30", 540)]), "From hens with names."),
    good("Sourdough loaf", "fresh", T::Bread, A::Copper, 420, One, "A day to rise, an hour to bake."),
    good("Sukuma wiki", "fruit-vegetables", T::Greens, A::Hibiscus, 50, One, "Three bundles, cut at dawn."),
    good("Spinach, bundle", "fruit-vegetables", T::Greens, A::Saffron, 60, One, "Young leaves, washed once."),
    good("Hass avocados", "fruit-vegetables", T::Avocado, A::Terracotta, 180, Of("Count", &["6", "12"]), "From Murang'a, ripe in two days."),
    good("Apple mangoes", "fruit-vegetables", T::Mango, A::Saffron, 240, One, "Four large, from Makueni."),
    good("Sweet bananas", "fruit-vegetables", T::Bananas, A::Saffron, 150, One, "Short, thin-skinned, very sweet."),
    good("Red onions", "fruit-vegetables", T::Fruit, A::Plum, 140, Of("Weight", &["1 kg", "2 kg"]), "Dry skins, strong hearts."),
    good("Passion fruit", "fruit-vegetables", T::Fruit, A::Plum, 220, One, "A kilo, wrinkled and ready."),
    good("Kericho black tea", "tea-coffee", T::Carton, A::Copper, 320, Priced("Pack", &[("250 g", 320), ("500 g", 590)]), "Bright, strong, made for milk."),
    good("Purple tea from Nandi", "tea-coffee", T::Carton, A::Plum, 680, One, "Rare leaf, light cup, 100 g."),
    good("Nyeri coffee", "tea-coffee", T::Pouch, A::Hibiscus, 950, Of("Grind", &["Beans", "Ground"]), "Washed arabica: blackcurrant and honey, 250 g."),
    good("Hibiscus tea", "tea-coffee", T::Tin, A::Rose, 380, One, "Whole flowers, tart and red, 150 g."),
];
