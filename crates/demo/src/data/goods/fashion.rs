//! Cloth, clothes, shoes, bags.

use super::super::picture::Accent as A;
use super::super::picture::Thing as T;
use super::Choice::{Both, Of, One, Priced};
use super::{Good, good};

const SIZES: &[&str] = &["S", "M", "L", "XL"];
const SHOES: &[&str] = &["38", "39", "40", "41", "42", "43", "44"];
const LADIES_SHOES: &[&str] = &["36", "37", "38", "39", "40", "41"];
const AGES: &[&str] = &["2–3", "4–5", "6–7", "8–9"];
const PIECES: &[(&str, i64)] = &[("2 m", 110), ("4 m", 210), ("6 m", 300)];
const YARDS: &[(&str, i64)] = &[("3 yards", 900), ("6 yards", 1_700)];

#[rustfmt::skip]
pub(in super::super) const THREE_FOLDS: &[Good] = &[
    good("Chitenge, copper suns", "cloth", T::Fabric, A::Copper, 110, Priced("Length", PIECES), "Wax print on firm cotton, suns in copper and cream."),
    good("Chitenge, river diamonds", "cloth", T::Fabric, A::Teal, 110, Priced("Length", PIECES), "Diamonds in teal, dyed through so the back is nearly as strong."),
    good("Chitenge, night market", "cloth", T::Fabric, A::Indigo, 120, Priced("Length", &[("2 m", 120), ("4 m", 230), ("6 m", 330)]), "Deep blue with small lamps of orange."),
    good("Chitenge, red earth", "cloth", T::Fabric, A::Terracotta, 110, Priced("Length", PIECES), "The colour of the road after rain."),
    good("Chitenge, guinea fowl", "cloth", T::Fabric, A::Charcoal, 115, Priced("Length", &[("2 m", 115), ("4 m", 220), ("6 m", 315)]), "Black and white spots, close together, lively from afar."),
    good("Wrap dress in chitenge", "women", T::Dress, A::Emerald, 420, Of("Size", SIZES), "Ties at the side, falls below the knee, has pockets."),
    good("Sunday dress", "women", T::Dress, A::Hibiscus, 560, Of("Size", SIZES), "A fitted waist and a full skirt, lined."),
    good("Office dress, plain sleeve", "women", T::Dress, A::Indigo, 480, Both(("Size", SIZES), ("Sleeve", &["Short", "Long"])), "Plain above, printed below. Quiet enough for Monday."),
    good("Maternity dress", "women", T::Dress, A::Plum, 450, Of("Size", &["M", "L", "XL"]), "Grows with you and stays useful after."),
    good("Girls' party dress", "children", T::Dress, A::Rose, 260, Of("Age", AGES), "Twirls. Soft lining, two pockets for sweets."),
    good("Girls' school-day dress", "children", T::Dress, A::Saffron, 210, Of("Age", AGES), "Strong seams, easy to iron."),
    good("Wrap skirt", "women", T::Skirt, A::Olive, 240, Of("Length", &["Knee", "Ankle"]), "One size, two ties, any pattern with any blouse."),
    good("Tiered skirt", "women", T::Skirt, A::Saffron, 320, Of("Size", SIZES), "Three tiers, three prints."),
    good("Pencil skirt with slit", "women", T::Skirt, A::Hibiscus, 290, Of("Size", SIZES), "Lined, with a hidden zip."),
    good("Men's chitenge shirt", "men", T::Shirt, A::Teal, 330, Of("Size", &["M", "L", "XL", "XXL"]), "Short sleeves, straight hem, one pocket. Worn out or in."),
    good("Men's shirt, plain front", "men", T::Shirt, A::Ivory, 310, Of("Size", &["M", "L", "XL", "XXL"]), "Plain cotton with printed cuffs and collar."),
    good("Men's shirt, long sleeve", "men", T::Shirt, A::Indigo, 380, Both(("Size", &["M", "L", "XL"]), ("Colour", &["Blue", "Wine"])), "For weddings and for the bank."),
    good("Boys' shirt", "children", T::Shirt, A::Emerald, 180, Of("Age", AGES), "The father's shirt, smaller."),
    good("Linen-cotton trousers", "men", T::Trousers, A::Sand, 390, Of("Waist", &["30", "32", "34", "36", "38"]), "Cool, straight, with deep pockets."),
    good("Work trousers", "men", T::Trousers, A::Charcoal, 350, Of("Waist", &["30", "32", "34", "36"]), "Double knees and a loop for the tape."),
    good("Printed head scarf", "women", T::Fabric, A::Saffron, 90, Of("Colour", &["Yellow", "Blue", "Red"]), "Wide enough for any wrap, soft enough for the night."),
    good("Chitenge tote", "bags", T::Handbag, A::Terracotta, 160, One, "Off-cuts made into something that carries ten kilos."),
    good("Bead necklace, three rows", "watches-jewellery", T::Necklace, A::Hibiscus, 190, Of("Colour", &["Red", "Blue", "Gold"]), "Glass beads strung by hand in Kamwala."),
    good("Wooden earrings", "watches-jewellery", T::Earrings, A::Copper, 85, Of("Shape", &["Round", "Diamond"]), "Light as paper, printed on both sides."),
    good("Straw hat with band", "women", T::Cap, A::Emerald, 150, One, "Woven in the Western Province, banded with our cloth."),
];

#[rustfmt::skip]
pub(in super::super) const LONG_WALK: &[Good] = &[
    good("Mwendo running shoe", "shoes", T::Sneaker, A::Emerald, 620, Both(("Size", SHOES), ("Colour", &["Green", "Black"])), "Light, with a sole that grips gravel."),
    good("Mwendo street shoe", "shoes", T::Sneaker, A::Hibiscus, 540, Of("Size", SHOES), "Canvas above, rubber below, comfortable from the first day."),
    good("Mwendo high-top", "shoes", T::Sneaker, A::Indigo, 680, Of("Size", SHOES), "Ankle support and a heel that does not fold."),
    good("Walking shoe, leather", "shoes", T::Sneaker, A::Copper, 890, Of("Size", &["40", "41", "42", "43", "44", "45"]), "For those who walk to work and back."),
    good("Children's trainers", "shoes", T::Sneaker, A::Saffron, 320, Of("Size", &["28", "29", "30", "31", "32", "33"]), "Straps instead of laces."),
    good("Netball shoe", "shoes", T::Sneaker, A::Plum, 590, Of("Size", LADIES_SHOES), "Quick turns, soft landings."),
    good("Leather sandals, women", "shoes", T::Sandal, A::Hibiscus, 340, Of("Size", LADIES_SHOES), "Soft straps on a sole that can be replaced."),
    good("Leather sandals, men", "shoes", T::Sandal, A::Charcoal, 380, Of("Size", SHOES), "Wide fit, stitched all round."),
    good("Beaded sandals", "shoes", T::Sandal, A::Teal, 420, Of("Size", LADIES_SHOES), "Beads sewn one by one; no glue."),
    good("House sandals", "shoes", T::Sandal, A::Sand, 150, Of("Size", &["36–37", "38–39", "40–41", "42–43"]), "For tiles and for the yard."),
    good("Kitten-heel court shoe", "shoes", T::Heel, A::Charcoal, 520, Of("Size", LADIES_SHOES), "Five centimetres, padded, quiet on stairs."),
    good("Evening heel", "shoes", T::Heel, A::Hibiscus, 640, Both(("Size", LADIES_SHOES), ("Colour", &["Red", "Gold"])), "High but balanced; you will dance."),
    good("Block-heel shoe", "shoes", T::Heel, A::Plum, 560, Of("Size", LADIES_SHOES), "All day at the counter."),
    good("Wedding heel", "shoes", T::Heel, A::Ivory, 710, Of("Size", LADIES_SHOES), "Cream satin with a sole that forgives grass."),
    good("Market handbag", "bags", T::Handbag, A::Emerald, 460, Of("Colour", &["Green", "Brown"]), "Two pockets inside, one outside, a zip that closes."),
    good("Office handbag", "bags", T::Handbag, A::Charcoal, 620, One, "Holds a small laptop and looks as if it did not."),
    good("Small evening bag", "bags", T::Handbag, A::Plum, 310, One, "Phone, keys, lipstick, done."),
    good("Printed weekend bag", "bags", T::Handbag, A::Saffron, 580, One, "Two nights in Livingstone, carried in one hand."),
    good("School backpack", "bags", T::Backpack, A::Indigo, 350, Of("Colour", &["Blue", "Red", "Black"]), "Padded straps, a bottle pocket and a base that stays dry."),
    good("Small children's backpack", "bags", T::Backpack, A::Rose, 220, One, "For the first year at school."),
    good("Laptop backpack", "bags", T::Backpack, A::Charcoal, 690, One, "A flat pocket at the back that no hand finds."),
    good("Hiking backpack 35 l", "bags", T::Backpack, A::Olive, 840, One, "A hip belt that really carries."),
    good("Leather belt", "men", T::Belt, A::Copper, 190, Both(("Length", &["95 cm", "105 cm", "115 cm"]), ("Colour", &["Brown", "Black"])), "One thick piece of hide and a brass buckle."),
    good("Woven belt", "women", T::Belt, A::Saffron, 140, One, "Fits every waist; the pin goes anywhere."),
    good("Cotton cap", "men", T::Cap, A::Indigo, 120, Of("Colour", &["Blue", "Green", "Black"]), "A firm brim and a strap at the back."),
];

#[rustfmt::skip]
pub(in super::super) const KANGA_AND_THREAD: &[Good] = &[
    good("Kitenge, mango leaf", "cloth", T::Fabric, A::Saffron, 900, Priced("Length", YARDS), "Six colours on real wax cotton."),
    good("Kitenge, lake evening", "cloth", T::Fabric, A::Sky, 900, Priced("Length", YARDS), "Blues that hold after thirty washes."),
    good("Kitenge, coral", "cloth", T::Fabric, A::Rose, 900, Priced("Length", YARDS), "A warm pink with a dark line, made to be noticed."),
    good("Kanga pair with proverb", "cloth", T::Fabric, A::Hibiscus, 850, Of("Colour", &["Red", "Orange", "Blue"]), "Two pieces, one border, one proverb. Ask us which."),
    good("Kikoy, woven", "cloth", T::Towels, A::Teal, 1_100, Of("Colour", &["Teal", "Sand", "Wine"]), "Beach, baby, blanket: one cloth for all."),
    good("Maasai shuka", "cloth", T::Towels, A::Hibiscus, 1_350, One, "Thick check wool mix, a metre and a half wide."),
    good("Ankara day dress", "women", T::Dress, A::Saffron, 2_800, Of("Size", SIZES), "Cool, loose, with sleeves that behave."),
    good("Ankara evening dress", "women", T::Dress, A::Plum, 4_900, Of("Size", SIZES), "Long, lined, with a train for photographs."),
    good("Shirt dress", "women", T::Dress, A::Sky, 2_400, Both(("Size", SIZES), ("Colour", &["Blue", "White"])), "Buttons all the way and a belt of its own."),
    good("Girls' kitenge dress", "children", T::Dress, A::Teal, 1_250, Of("Age", AGES), "Cotton lining, no scratch."),
    good("Kitenge wrap skirt", "women", T::Skirt, A::Terracotta, 1_600, Of("Length", &["Knee", "Ankle"]), "One tie, no zip, no trouble."),
    good("Circle skirt", "women", T::Skirt, A::Plum, 1_950, Of("Size", SIZES), "Five metres of hem."),
    good("Men's kitenge shirt", "men", T::Shirt, A::Copper, 1_850, Of("Size", &["M", "L", "XL", "XXL"]), "Bold front, plain back, good under a jacket."),
    good("Linen shirt, no collar", "men", T::Shirt, A::Sand, 2_200, Both(("Size", &["M", "L", "XL"]), ("Colour", &["Sand", "White"])), "For the coast and for Fridays."),
    good("Boys' holiday shirt", "children", T::Shirt, A::Saffron, 950, Of("Age", AGES), "Short sleeves and one big pocket."),
    good("Chino trousers", "men", T::Trousers, A::Olive, 2_100, Of("Waist", &["30", "32", "34", "36", "38"]), "Straight leg, firm cotton, a hidden pocket."),
    good("Wide-leg trousers", "women", T::Trousers, A::Plum, 2_300, Of("Size", SIZES), "High waist, easy walk."),
    good("Safari sandals", "shoes", T::Sandal, A::Olive, 1_400, Of("Size", SHOES), "Tyre sole, leather straps, endless life."),
    good("Beaded sandals, coast style", "shoes", T::Sandal, A::Sky, 1_750, Of("Size", LADIES_SHOES), "Made by two sisters on one old sewing machine."),
    good("Canvas sneakers", "shoes", T::Sneaker, A::Rose, 2_300, Both(("Size", LADIES_SHOES), ("Colour", &["Rose", "White"])), "White sole, washable upper."),
    good("Kiondo handbag", "bags", T::Basket, A::Plum, 2_600, One, "Sisal woven in Machakos, leather handles from Nairobi."),
    good("Kitenge city bag", "bags", T::Handbag, A::Terracotta, 1_900, One, "Zip, pocket, lining: everything a bag should have."),
    good("Canvas backpack", "bags", T::Backpack, A::Teal, 2_750, Of("Colour", &["Teal", "Sand"]), "Waxed canvas that gets better with rain."),
    good("Maasai bead collar", "watches-jewellery", T::Necklace, A::Saffron, 1_500, One, "Six rows on wire, finished with copper."),
    good("Brass and bead earrings", "watches-jewellery", T::Earrings, A::Teal, 650, Of("Shape", &["Round", "Diamond"]), "Cast in Kibera, beaded in Kajiado."),
];
