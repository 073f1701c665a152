//! The starter tree: five trades and their shelves.

/// One category of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoCategory {
    pub slug: &'static str,
    /// The parent's slug; none for the five at the top.
    pub parent: Option<&'static str>,
    pub name_en: &'static str,
    pub name_sw: &'static str,
}

const fn top(slug: &'static str, name_en: &'static str, name_sw: &'static str) -> DemoCategory {
    DemoCategory {
        slug,
        parent: None,
        name_en,
        name_sw,
    }
}

const fn under(
    parent: &'static str,
    slug: &'static str,
    name_en: &'static str,
    name_sw: &'static str,
) -> DemoCategory {
    DemoCategory {
        slug,
        parent: Some(parent),
        name_en,
        name_sw,
    }
}

#[rustfmt::skip]
const TREE: &[DemoCategory] = &[
    top("electronics", "Electronics", "Elektroniki"),
    under("electronics", "phones", "Phones", "Simu"),
    under("electronics", "phone-accessories", "Chargers and cables", "Chaja na nyaya"),
    under("electronics", "audio", "Radios and sound", "Redio na sauti"),
    under("electronics", "computers-tv", "Computers and TV", "Kompyuta na TV"),
    under("electronics", "solar-power", "Solar and power", "Sola na umeme"),
    top("fashion", "Fashion", "Mitindo"),
    under("fashion", "women", "Women", "Wanawake"),
    under("fashion", "men", "Men", "Wanaume"),
    under("fashion", "children", "Children", "Watoto"),
    under("fashion", "shoes", "Shoes", "Viatu"),
    under("fashion", "cloth", "Chitenge and kitenge", "Vitenge"),
    under("fashion", "bags", "Bags", "Mikoba"),
    under("fashion", "watches-jewellery", "Watches and jewellery", "Saa na vito"),
    top("home", "Home", "Nyumbani"),
    under("home", "kitchen", "Kitchen", "Jikoni"),
    under("home", "appliances", "Small appliances", "Vifaa vya umeme"),
    under("home", "furniture", "Furniture", "Samani"),
    under("home", "bedding-decor", "Bedding and decor", "Matandiko na mapambo"),
    top("food", "Food", "Chakula"),
    under("food", "flour-grains", "Flour and grains", "Unga na nafaka"),
    under("food", "fruit-vegetables", "Fruit and vegetables", "Matunda na mboga"),
    under("food", "fresh", "Fish, eggs and bread", "Samaki, mayai na mkate"),
    under("food", "pantry", "Pantry", "Vyakula vya kuhifadhi"),
    under("food", "tea-coffee", "Tea and coffee", "Chai na kahawa"),
    top("beauty", "Beauty", "Urembo"),
    under("beauty", "skin", "Skin care", "Utunzaji wa ngozi"),
    under("beauty", "hair", "Hair", "Nywele"),
    under("beauty", "make-up", "Make-up", "Vipodozi"),
    under("beauty", "fragrance", "Fragrance", "Manukato"),
];

/// All categories; a parent stands before its children.
pub fn categories() -> &'static [DemoCategory] {
    TREE
}
