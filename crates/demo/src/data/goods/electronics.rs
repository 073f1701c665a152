//! Phones, sound, power.

use super::super::picture::Accent as A;
use super::super::picture::Thing as T;
use super::Choice::{Both, Of, One, Priced};
use super::{Good, good};

const PLUGS: &[&str] = &["USB-C", "Micro-USB"];

#[rustfmt::skip]
pub(in super::super) const MUSUKU: &[Good] = &[
    good("Tamba A1 smartphone", "phones", T::Phone, A::Indigo, 2_450, Priced("Memory", &[("64 GB", 2_450), ("128 GB", 2_890)]), "A 6.5-inch screen that stays readable outdoors, two SIM cards and a battery that sees the evening."),
    good("Tamba A1 Lite smartphone", "phones", T::Phone, A::Teal, 1_690, Both(("Colour", &["Teal", "Charcoal"]), ("Memory", &["32 GB", "64 GB"])), "The small one: light in the hand, quick enough for calls, messages and mobile money."),
    good("Nkwazi 7 smartphone", "phones", T::Phone, A::Copper, 3_980, Priced("Memory", &[("128 GB", 3_980), ("256 GB", 4_650)]), "Three cameras, fast charging and 4G on every Zambian network."),
    good("Nkwazi 7 Pro smartphone", "phones", T::Phone, A::Charcoal, 6_200, Of("Colour", &["Charcoal", "Ivory"]), "Our best phone: bright screen, night camera and 5G where there is 5G."),
    good("Bwana 110 keypad phone", "phones", T::KeypadPhone, A::Teal, 285, Of("Colour", &["Teal", "Black", "Red"]), "Two SIMs, FM radio, a torch, and a week between charges."),
    good("Bwana 210 big-button phone", "phones", T::KeypadPhone, A::Hibiscus, 360, One, "Large keys, a loud ring and one button that calls the number you choose."),
    good("Bwana Rugged keypad phone", "phones", T::KeypadPhone, A::Olive, 520, One, "Rubber edges, a sealed socket and a torch bright enough for the yard."),
    good("Chisomo three-band radio", "audio", T::Radio, A::Copper, 240, Of("Colour", &["Copper", "Cream"]), "AM, FM and short wave. Runs on the mains or on three large cells."),
    good("Chisomo Bluetooth radio", "audio", T::Radio, A::Emerald, 395, One, "A radio that also plays from your phone, a card or a stick."),
    good("Kitchen radio with clock", "audio", T::Radio, A::Saffron, 310, One, "Stands upright, wakes you gently and remembers eight stations."),
    good("Mvula wireless headphones", "audio", T::Headphones, A::Indigo, 480, Of("Colour", &["Indigo", "Copper", "Charcoal"]), "Soft cups, thirty hours of sound, and a cable for when the battery is done."),
    good("Mvula Studio headphones", "audio", T::Headphones, A::Terracotta, 790, One, "Closed cups for work at home: the street goes quiet."),
    good("Pebble earbuds", "audio", T::Earbuds, A::Ivory, 320, Of("Colour", &["Ivory", "Sky"]), "Two small buds, a case that charges them four times."),
    good("Pebble Sport earbuds", "audio", T::Earbuds, A::Emerald, 410, One, "Hooks that hold while you run and do not mind sweat."),
    good("Ngoma party speaker", "audio", T::Speaker, A::Hibiscus, 1_350, One, "Loud enough for a yard, with a microphone input and eight hours of battery."),
    good("Ngoma Mini speaker", "audio", T::Speaker, A::Saffron, 420, Of("Colour", &["Saffron", "Teal", "Charcoal"]), "Fits a palm, fills a room. Splash-proof."),
    good("Shelf speakers, pair", "audio", T::Speaker, A::Charcoal, 1_120, One, "Two wooden boxes with an amplifier inside one of them."),
    good("Fast charger 20 W", "phone-accessories", T::Charger, A::Copper, 145, Of("Plug", PLUGS), "Half an hour for half a battery. British three-pin plug."),
    good("Twin-port wall charger", "phone-accessories", T::Charger, A::Indigo, 190, One, "Two phones, one socket."),
    good("Braided charging cable", "phone-accessories", T::Charger, A::Emerald, 65, Both(("Plug", PLUGS), ("Length", &["1 m", "2 m"])), "Woven jacket that does not split at the neck."),
    good("Power bank 10,000 mAh", "phone-accessories", T::PowerBank, A::Sky, 340, Of("Colour", &["Sky", "Charcoal"]), "Charges most phones twice."),
    good("Power bank 20,000 mAh", "phone-accessories", T::PowerBank, A::Charcoal, 560, One, "Four charges and two sockets, for long trips and long cuts."),
    good("Kapatu 14 laptop", "computers-tv", T::Laptop, A::Indigo, 7_900, Priced("Memory", &[("8 GB", 7_900), ("16 GB", 9_400)]), "A plain, solid laptop for school and accounts, with a full-size keyboard."),
    good("Lutanda 32-inch TV", "computers-tv", T::Television, A::Teal, 3_150, One, "Digital tuner built in, two HDMI sockets, low power."),
    good("Lutanda 43-inch smart TV", "computers-tv", T::Television, A::Plum, 5_450, One, "Streams over Wi-Fi, and works as a plain TV when there is none."),
    good("Mens leather-strap watch", "watches-jewellery", T::Watch, A::Copper, 380, Of("Strap", &["Brown", "Black"]), "A clear face, a quiet movement and a strap any cobbler can replace."),
];

#[rustfmt::skip]
pub(in super::super) const AKASUBA: &[Good] = &[
    good("Solar panel 50 W", "solar-power", T::SolarPanel, A::Indigo, 640, One, "Enough for four lamps and two phones a day. Aluminium frame, 3 m of cable."),
    good("Solar panel 120 W", "solar-power", T::SolarPanel, A::Teal, 1_380, One, "For a small fridge or a television in the evening."),
    good("Solar panel 330 W", "solar-power", T::SolarPanel, A::Charcoal, 2_950, One, "House size. Two people to carry, four bolts to fix."),
    good("Akasuba lantern", "solar-power", T::Lantern, A::Emerald, 220, Of("Colour", &["Green", "Orange"]), "Charges on its own lid, glows for ten hours, charges a phone in need."),
    good("Storm lantern, rechargeable", "solar-power", T::Lantern, A::Copper, 295, One, "The old shape with a new heart: three strengths of warm light."),
    good("Reading lantern for school", "solar-power", T::Lantern, A::Sky, 160, One, "A bright, even light for one table. Falls off it without harm."),
    good("Camping lantern, large", "solar-power", T::Lantern, A::Olive, 410, One, "Lights a whole stall at the night market."),
    good("LED bulb 9 W", "solar-power", T::Bulb, A::Saffron, 28, Of("Light", &["Warm", "White"]), "As bright as the old 60 W. Bayonet fitting."),
    good("Emergency bulb with battery", "solar-power", T::Bulb, A::Copper, 75, One, "Stays on for four hours when the mains goes."),
    good("LED bulbs, box of six", "solar-power", T::Bulb, A::Emerald, 150, Of("Fitting", &["Bayonet", "Screw"]), "A whole house in one box."),
    good("Power station 300 Wh", "solar-power", T::PowerBank, A::Saffron, 3_400, One, "A battery with sockets: lamps, router and laptop through an evening without power."),
    good("Pocket solar bank", "solar-power", T::PowerBank, A::Olive, 390, One, "A power bank with its own small panel, for the field."),
    good("USB lamp charger set", "phone-accessories", T::Charger, A::Saffron, 120, One, "Plug, cable and a clip lamp that runs from any power bank."),
    good("Standing fan, 40 cm", "appliances", T::Fan, A::Teal, 690, One, "Three speeds, quiet on the lowest, safe cage."),
    good("Solar fan 12 V", "appliances", T::Fan, A::Saffron, 540, One, "Runs straight from a panel or a small battery."),
    good("Table fan, 25 cm", "appliances", T::Fan, A::Hibiscus, 360, Of("Colour", &["Red", "White"]), "Small, steady, easy to clean."),
    good("Steam iron", "appliances", T::Iron, A::Indigo, 420, One, "Slides well over cotton and chitenge. Two metres of cord."),
    good("Dry iron", "appliances", T::Iron, A::Hibiscus, 260, One, "No steam, no trouble. The one tailors buy."),
    good("Electric kettle 1.7 l", "appliances", T::Kettle, A::Copper, 380, Of("Colour", &["Copper", "Ivory"]), "Boils seven cups, then turns itself off."),
    good("Low-watt kettle 0.8 l", "appliances", T::Kettle, A::Emerald, 290, One, "Only 600 watts: kind to inverters."),
    good("Blender with glass jug", "appliances", T::Blender, A::Emerald, 720, One, "Munkoyo, juice, peanut butter. Spare blade in the box."),
    good("Two-plate stove", "appliances", T::Stove, A::Charcoal, 560, One, "Sealed plates, separate switches, feet that grip."),
    good("Two-plate stove, enamel", "appliances", T::Stove, A::Copper, 640, One, "The same stove in enamel that wipes clean."),
    good("Clip-on table lamp", "bedding-decor", T::TableLamp, A::Copper, 340, One, "A printed shade and a warm bulb, on mains or inverter."),
];

#[rustfmt::skip]
pub(in super::super) const TAA_TATU: &[Good] = &[
    good("Simba X2 smartphone", "phones", T::Phone, A::Saffron, 14_500, Priced("Memory", &[("64 GB", 14_500), ("128 GB", 16_900)]), "Two days of battery, a clean screen and room for every SACCO app."),
    good("Simba X2 Plus smartphone", "phones", T::Phone, A::Emerald, 21_900, Of("Colour", &["Green", "Black"]), "A larger screen and a camera that likes the evening."),
    good("Swala Lite smartphone", "phones", T::Phone, A::Rose, 9_800, Both(("Colour", &["Rose", "Blue"]), ("Memory", &["32 GB", "64 GB"])), "Small, light and fast enough for mobile money, maps and music."),
    good("Swala Max smartphone", "phones", T::Phone, A::Plum, 34_500, One, "256 GB, 5G and a charger that fills it in forty minutes."),
    good("Kibao K1 keypad phone", "phones", T::KeypadPhone, A::Indigo, 1_450, Of("Colour", &["Blue", "Black"]), "Torch, radio, two lines, and keys you can feel in the dark."),
    good("Kibao K3 with messages", "phones", T::KeypadPhone, A::Saffron, 2_900, One, "Keypad outside, chat and hotspot inside."),
    good("Redio Bora FM radio", "audio", T::Radio, A::Hibiscus, 1_950, Of("Colour", &["Red", "Green"]), "Three bands and a handle. Batteries or mains."),
    good("Redio Bora Solar", "audio", T::Radio, A::Olive, 2_850, One, "A panel on its back and a crank on its side: it never goes quiet."),
    good("Sauti wireless headphones", "audio", T::Headphones, A::Plum, 3_200, Of("Colour", &["Plum", "Black", "Sand"]), "Folds flat, plays for a day, pairs with two phones."),
    good("Sauti Kids headphones", "audio", T::Headphones, A::Saffron, 1_900, One, "Never too loud, and hard to break."),
    good("Kokoto earbuds", "audio", T::Earbuds, A::Charcoal, 2_400, Of("Colour", &["Black", "White"]), "Small, firm, good for calls on the road."),
    good("Kokoto Pro earbuds", "audio", T::Earbuds, A::Copper, 4_600, One, "They hush the engine and keep the song."),
    good("Mtaa party speaker", "audio", T::Speaker, A::Copper, 9_900, One, "A trolley, two microphones and lights you can turn off."),
    good("Mtaa Mini speaker", "audio", T::Speaker, A::Sky, 2_600, Of("Colour", &["Sky", "Red"]), "Clips to a bag, floats in a basin."),
    good("Fast charger 33 W", "phone-accessories", T::Charger, A::Indigo, 1_350, Of("Plug", PLUGS), "Full before the kettle is, nearly."),
    good("Strong cable, 2 m", "phone-accessories", T::Charger, A::Hibiscus, 550, Of("Plug", PLUGS), "Long enough to sit down with."),
    good("Power bank 10,000 mAh slim", "phone-accessories", T::PowerBank, A::Rose, 2_100, Of("Colour", &["Rose", "Black"]), "As thin as the phone it feeds."),
    good("Power bank 30,000 mAh", "phone-accessories", T::PowerBank, A::Emerald, 4_200, One, "For the weekend upcountry. Three sockets and a torch."),
    good("Somo 14 laptop", "computers-tv", T::Laptop, A::Teal, 46_000, Priced("Memory", &[("8 GB", 46_000), ("16 GB", 54_500)]), "For class, code and spreadsheets. Kenyan warranty."),
    good("Somo 11 student laptop", "computers-tv", T::Laptop, A::Saffron, 28_500, One, "Small, tough, and all day on one charge."),
    good("Dirisha 32-inch TV", "computers-tv", T::Television, A::Indigo, 17_500, One, "Free-to-air tuner, two HDMI sockets, wall bracket included."),
    good("Dirisha 50-inch smart TV", "computers-tv", T::Television, A::Terracotta, 42_000, One, "Sharp, bright, and quiet about what you watch."),
    good("Jua solar panel 100 W", "solar-power", T::SolarPanel, A::Emerald, 8_900, One, "Lights, phones and a small TV, with cable and clamps."),
    good("Jua home lantern", "solar-power", T::Lantern, A::Saffron, 1_650, Of("Colour", &["Yellow", "Blue"]), "Eight hours of light from a day of sun."),
    good("Jua emergency bulb", "solar-power", T::Bulb, A::Terracotta, 480, One, "Carries on for four hours after the blackout starts."),
    good("Classic steel watch", "watches-jewellery", T::Watch, A::Charcoal, 3_600, Of("Strap", &["Leather", "Steel"]), "Quiet, thin, and right."),
    good("Step-counting watch", "watches-jewellery", T::Watch, A::Emerald, 2_950, Of("Colour", &["Green", "Black"]), "Counts steps and sleep, and shows who is calling."),
];
