//! What can be drawn. Each thing is a handful of shapes in the accent, its companion and a few quiet materials.

mod appliances;
mod care;
mod devices;
mod house;
mod pantry;
mod wear;

use super::canvas::Canvas;
use super::dice::Dice;
use super::tone::Tone;

/// How a thing is seen: standing before a wall, its foot at `scene::FOOT`, or lying, from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stance {
    Standing,
    Lying,
}

/// The colours a thing may use beside its materials.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hues {
    pub(super) base: Tone,
    pub(super) spark: Tone,
}

/// The kind of object in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    Phone,
    KeypadPhone,
    Radio,
    Headphones,
    Earbuds,
    Speaker,
    Laptop,
    Television,
    PowerBank,
    Charger,
    Watch,
    SolarPanel,
    Lantern,
    Bulb,
    TableLamp,
    Fan,
    Iron,
    Kettle,
    Blender,
    Stove,
    Brazier,
    Dress,
    Shirt,
    Skirt,
    Trousers,
    Fabric,
    Sneaker,
    Sandal,
    Heel,
    Handbag,
    Backpack,
    Cap,
    Necklace,
    Earrings,
    Belt,
    Pot,
    Pan,
    Chair,
    Stool,
    Table,
    Basket,
    Mug,
    Plates,
    Pillow,
    Towels,
    Bucket,
    Vase,
    Rug,
    Clock,
    Flask,
    Spoons,
    Sack,
    Bottle,
    Jar,
    Tin,
    Carton,
    Pouch,
    Fruit,
    Mango,
    Bananas,
    Avocado,
    Eggs,
    Fish,
    Greens,
    Bread,
    Soap,
    CreamJar,
    PumpBottle,
    Tube,
    Lipstick,
    Perfume,
    Dropper,
    Polish,
    Comb,
    Braids,
}

impl Thing {
    /// Everything that can be drawn.
    pub const ALL: [Self; 75] = [
        Self::Phone,
        Self::KeypadPhone,
        Self::Radio,
        Self::Headphones,
        Self::Earbuds,
        Self::Speaker,
        Self::Laptop,
        Self::Television,
        Self::PowerBank,
        Self::Charger,
        Self::Watch,
        Self::SolarPanel,
        Self::Lantern,
        Self::Bulb,
        Self::TableLamp,
        Self::Fan,
        Self::Iron,
        Self::Kettle,
        Self::Blender,
        Self::Stove,
        Self::Brazier,
        Self::Dress,
        Self::Shirt,
        Self::Skirt,
        Self::Trousers,
        Self::Fabric,
        Self::Sneaker,
        Self::Sandal,
        Self::Heel,
        Self::Handbag,
        Self::Backpack,
        Self::Cap,
        Self::Necklace,
        Self::Earrings,
        Self::Belt,
        Self::Pot,
        Self::Pan,
        Self::Chair,
        Self::Stool,
        Self::Table,
        Self::Basket,
        Self::Mug,
        Self::Plates,
        Self::Pillow,
        Self::Towels,
        Self::Bucket,
        Self::Vase,
        Self::Rug,
        Self::Clock,
        Self::Flask,
        Self::Spoons,
        Self::Sack,
        Self::Bottle,
        Self::Jar,
        Self::Tin,
        Self::Carton,
        Self::Pouch,
        Self::Fruit,
        Self::Mango,
        Self::Bananas,
        Self::Avocado,
        Self::Eggs,
        Self::Fish,
        Self::Greens,
        Self::Bread,
        Self::Soap,
        Self::CreamJar,
        Self::PumpBottle,
        Self::Tube,
        Self::Lipstick,
        Self::Perfume,
        Self::Dropper,
        Self::Polish,
        Self::Comb,
        Self::Braids,
    ];

    pub(super) const fn stance(self) -> Stance {
        match self {
            Self::Phone
            | Self::KeypadPhone
            | Self::Headphones
            | Self::Earbuds
            | Self::PowerBank
            | Self::Charger
            | Self::Watch
            | Self::Dress
            | Self::Shirt
            | Self::Skirt
            | Self::Trousers
            | Self::Sandal
            | Self::Necklace
            | Self::Earrings
            | Self::Belt
            | Self::Pan
            | Self::Plates
            | Self::Pillow
            | Self::Rug
            | Self::Clock
            | Self::Spoons
            | Self::Bananas
            | Self::Avocado
            | Self::Eggs
            | Self::Fish
            | Self::Greens
            | Self::Tube
            | Self::Comb
            | Self::Braids => Stance::Lying,
            Self::Radio
            | Self::Speaker
            | Self::Laptop
            | Self::Television
            | Self::SolarPanel
            | Self::Lantern
            | Self::Bulb
            | Self::TableLamp
            | Self::Fan
            | Self::Iron
            | Self::Kettle
            | Self::Blender
            | Self::Stove
            | Self::Brazier
            | Self::Fabric
            | Self::Sneaker
            | Self::Heel
            | Self::Handbag
            | Self::Backpack
            | Self::Cap
            | Self::Pot
            | Self::Chair
            | Self::Stool
            | Self::Table
            | Self::Basket
            | Self::Mug
            | Self::Towels
            | Self::Bucket
            | Self::Vase
            | Self::Flask
            | Self::Sack
            | Self::Bottle
            | Self::Jar
            | Self::Tin
            | Self::Carton
            | Self::Pouch
            | Self::Fruit
            | Self::Mango
            | Self::Bread
            | Self::Soap
            | Self::CreamJar
            | Self::PumpBottle
            | Self::Lipstick
            | Self::Perfume
            | Self::Dropper
            | Self::Polish => Stance::Standing,
        }
    }

    pub(super) fn draw(self, c: &mut Canvas, h: Hues, d: &mut Dice) {
        match self {
            Self::Phone => devices::phone(c, h, d),
            Self::KeypadPhone => devices::keypad_phone(c, h, d),
            Self::Radio => devices::radio(c, h, d),
            Self::Headphones => devices::headphones(c, h, d),
            Self::Earbuds => devices::earbuds(c, h, d),
            Self::Speaker => devices::speaker(c, h, d),
            Self::Laptop => devices::laptop(c, h, d),
            Self::Television => devices::television(c, h, d),
            Self::PowerBank => devices::power_bank(c, h, d),
            Self::Charger => devices::charger(c, h, d),
            Self::Watch => devices::watch(c, h, d),
            Self::SolarPanel => devices::solar_panel(c, h, d),
            Self::Lantern => appliances::lantern(c, h, d),
            Self::Bulb => appliances::bulb(c, h, d),
            Self::TableLamp => appliances::table_lamp(c, h, d),
            Self::Fan => appliances::fan(c, h, d),
            Self::Iron => appliances::iron(c, h, d),
            Self::Kettle => appliances::kettle(c, h, d),
            Self::Blender => appliances::blender(c, h, d),
            Self::Stove => appliances::stove(c, h, d),
            Self::Brazier => appliances::brazier(c, h, d),
            Self::Dress => wear::dress(c, h, d),
            Self::Shirt => wear::shirt(c, h, d),
            Self::Skirt => wear::skirt(c, h, d),
            Self::Trousers => wear::trousers(c, h, d),
            Self::Fabric => wear::fabric(c, h, d),
            Self::Sneaker => wear::sneaker(c, h, d),
            Self::Sandal => wear::sandal(c, h, d),
            Self::Heel => wear::heel(c, h, d),
            Self::Handbag => wear::handbag(c, h, d),
            Self::Backpack => wear::backpack(c, h, d),
            Self::Cap => wear::cap(c, h, d),
            Self::Necklace => wear::necklace(c, h, d),
            Self::Earrings => wear::earrings(c, h, d),
            Self::Belt => wear::belt(c, h, d),
            Self::Pot => house::pot(c, h, d),
            Self::Pan => house::pan(c, h, d),
            Self::Chair => house::chair(c, h, d),
            Self::Stool => house::stool(c, h, d),
            Self::Table => house::table(c, h, d),
            Self::Basket => house::basket(c, h, d),
            Self::Mug => house::mug(c, h, d),
            Self::Plates => house::plates(c, h, d),
            Self::Pillow => house::pillow(c, h, d),
            Self::Towels => house::towels(c, h, d),
            Self::Bucket => house::bucket(c, h, d),
            Self::Vase => house::vase(c, h, d),
            Self::Rug => house::rug(c, h, d),
            Self::Clock => house::clock(c, h, d),
            Self::Flask => house::flask(c, h, d),
            Self::Spoons => house::spoons(c, h, d),
            Self::Sack => pantry::sack(c, h, d),
            Self::Bottle => pantry::bottle(c, h, d),
            Self::Jar => pantry::jar(c, h, d),
            Self::Tin => pantry::tin(c, h, d),
            Self::Carton => pantry::carton(c, h, d),
            Self::Pouch => pantry::pouch(c, h, d),
            Self::Fruit => pantry::fruit(c, h, d),
            Self::Mango => pantry::mango(c, h, d),
            Self::Bananas => pantry::bananas(c, h, d),
            Self::Avocado => pantry::avocado(c, h, d),
            Self::Eggs => pantry::eggs(c, h, d),
            Self::Fish => pantry::fish(c, h, d),
            Self::Greens => pantry::greens(c, h, d),
            Self::Bread => pantry::bread(c, h, d),
            Self::Soap => care::soap(c, h, d),
            Self::CreamJar => care::cream_jar(c, h, d),
            Self::PumpBottle => care::pump_bottle(c, h, d),
            Self::Tube => care::tube(c, h, d),
            Self::Lipstick => care::lipstick(c, h, d),
            Self::Perfume => care::perfume(c, h, d),
            Self::Dropper => care::dropper(c, h, d),
            Self::Polish => care::polish(c, h, d),
            Self::Comb => care::comb(c, h, d),
            Self::Braids => care::braids(c, h, d),
        }
    }
}
