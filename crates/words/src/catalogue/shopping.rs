//! Product page, shop page and cart.

use crate::Lang;

messages! { Lang;
    // Product page.
    add_to_cart { en "Add to cart", sw "Weka kwenye kikapu" }
    added_to_cart { en "Added to your cart", sw "Imewekwa kwenye kikapu chako" }
    view_cart { en "View cart", sw "Ona kikapu" }
    keep_shopping { en "Keep shopping", sw "Endelea kununua" }
    quantity_fewer { en "One less", sw "Punguza moja" }
    quantity_more { en "One more", sw "Ongeza moja" }
    quantity { en "Quantity", sw "Idadi" }
    options { en "Options", sw "Machaguo" }
    choose_option(option: &str) { en "Choose: {option}", sw "Chagua: {option}" }
    option_chosen(option: &str, value: &str) { en "{option}: {value}", sw "{option}: {value}" }
    option_unavailable { en "Not made in this combination", sw "Haipatikani kwa mchanganyiko huu" }
    in_stock { en "In stock", sw "Ipo" }
    stock_left(count: i64) { en "{count} left", sw "Imebaki {count}" | "Zimebaki {count}" }
    people_paying(count: i64) { en "{count} person is paying for it now" | "{count} people are paying for it now", sw "Mtu {count} anailipia sasa" | "Watu {count} wanailipia sasa" }
    sold_out { en "Sold out", sw "Imeisha" }
    sold_in_country(country: &str) { en "This is sold in {country}.", sw "Hii inauzwa {country}." }
    shop_in_country(country: &str) { en "Shop in {country}", sw "Nunua {country}" }
    option_sold_out { en "This one is sold out. Choose another.", sw "Hii imeisha. Chagua nyingine." }
    price_without_tax { en "No VAT on this", sw "Hakuna VAT kwa hii" }
    price_includes_tax(percent: &str) { en "Price includes {percent}% VAT", sw "Bei inajumuisha VAT {percent}%" }
    delivery { en "Delivery", sw "Usafirishaji" }
    delivery_to(area: &str, fee: &str) { en "To {area}: {fee}", sw "Hadi {area}: {fee}" }
    delivery_free(area: &str) { en "To {area}: free", sw "Hadi {area}: bure" }
    delivery_day(day: &str) { en "Arrives {day}", sw "Itafika {day}" }
    delivery_today { en "Arrives today", sw "Itafika leo" }
    delivery_today_or_tomorrow { en "Arrives today or tomorrow", sw "Itafika leo au kesho" }
    delivery_within_days(days: i64) { en "Arrives within {days} days", sw "Itafika ndani ya siku {days}" }
    delivery_days(days: i64) { en "Arrives in {days} day" | "Arrives in {days} days", sw "Itafika baada ya siku {days}" }
    delivery_days_range(min: i64, max: i64) { en "Arrives in {min} to {max} days", sw "Itafika baada ya siku {min} hadi {max}" }
    delivery_not_there(shop: &str, area: &str) {
        en "{shop} does not deliver to {area}.",
        sw "{shop} halipeleki bidhaa {area}."
    }
    delivery_choose_area { en "Choose your area to see the fee and the day.", sw "Chagua eneo lako uone ada na siku." }
    delivery_show_fee { en "Show the fee", sw "Onyesha ada" }
    seller { en "Seller", sw "Muuzaji" }
    sold_by(shop: &str) { en "Sold by {shop}", sw "Inauzwa na {shop}" }
    seller_verified { en "Checked by Soko", sw "Limekaguliwa na Soko" }
    seller_since(date: &str) { en "On Soko since {date}", sw "Liko Soko tangu {date}" }
    seller_orders_delivered(count: i64) { en "{count} order delivered" | "{count} orders delivered", sw "Oda {count} zimefika" }
    returns_title { en "Returns", sw "Kurudisha bidhaa" }
    returns_days(days: i64) {
        en "You can return it within {days} day." | "You can return it within {days} days.",
        sw "Unaweza kuirudisha ndani ya siku {days}."
    }
    returns_none { en "This shop takes back only what is broken or wrong.", sw "Duka hili hupokea tu bidhaa mbovu au isiyo sahihi." }
    description { en "Description", sw "Maelezo" }
    pictures { en "Pictures", sw "Picha" }
    picture_number(number: i64, total: i64) { en "Picture {number} of {total}", sw "Picha {number} kati ya {total}" }
    share { en "Share", sw "Shiriki" }
    share_on_whatsapp { en "Share on WhatsApp", sw "Shiriki kwa WhatsApp" }
    share_text(product: &str, price: &str, link: &str) { en "{product}, {price}: {link}", sw "{product}, bei {price}: {link}" }
    ask_seller { en "Ask the seller", sw "Muulize muuzaji" }
    ask_seller_text(product: &str, link: &str) {
        en "Hello, I am asking about {product}: {link}",
        sw "Habari, ninauliza kuhusu {product}: {link}"
    }
    related_products { en "More like this", sw "Zinazofanana na hii" }
    more_of_shop(shop: &str) { en "More of {shop}", sw "Zaidi kutoka {shop}" }
    product_gone { en "This product is no longer sold.", sw "Bidhaa hii haiuzwi tena." }
    product_description(product: &str, price: &str, shop: &str) {
        en "{product} for {price}, sold by {shop}. Pay with mobile money.",
        sw "{product} kwa {price}, inauzwa na {shop}. Lipa kwa pesa ya simu."
    }

    // Shop page.
    shop_in(area: &str) { en "Shop in {area}", sw "Duka lililopo {area}" }
    shop_products { en "Products of this shop", sw "Bidhaa za duka hili" }
    shop_about { en "About this shop", sw "Kuhusu duka hili" }
    shop_delivers_to { en "Delivers to", sw "Hupeleka" }
    shop_no_products { en "This shop has nothing on sale right now.", sw "Duka hili halina bidhaa za kuuza kwa sasa." }
    shop_description(shop: &str, area: &str) {
        en "{shop} in {area}. Pay with mobile money, delivered to you.",
        sw "{shop}, {area}. Lipa kwa pesa ya simu, uletewe ulipo."
    }
    search_in_shop(shop: &str) { en "Search in {shop}", sw "Tafuta ndani ya {shop}" }

    // Cart.
    cart_title { en "Your cart", sw "Kikapu chako" }
    cart_count(count: i64) { en "{count} item" | "{count} items", sw "Bidhaa {count}" }
    cart_empty { en "Your cart is empty.", sw "Kikapu chako hakina kitu." }
    cart_empty_next { en "Look around", sw "Angalia bidhaa" }
    cart_update { en "Update", sw "Sasisha" }
    cart_remove { en "Remove", sw "Ondoa" }
    cart_remove_item(product: &str) { en "Remove {product}", sw "Ondoa {product}" }
    cart_clear { en "Empty the cart", sw "Ondoa vyote kikapuni" }
    cart_removed(product: &str) { en "{product} is out of your cart.", sw "{product} imeondolewa kwenye kikapu." }
    cart_cleared { en "Your cart is empty now.", sw "Kikapu chako sasa hakina kitu." }
    cart_quantity_of(product: &str) { en "Quantity of {product}", sw "Idadi ya {product}" }
    cart_clamped(count: i64, product: &str) {
        en "Only {count} of {product} is left, so your cart holds {count}."
            | "Only {count} of {product} are left, so your cart holds {count}.",
        sw "{product} imebaki {count} tu, kwa hiyo kikapu chako kina {count}."
            | "{product} zimebaki {count} tu, kwa hiyo kikapu chako kina {count}."
    }
    cart_price_changed(old: &str, new: &str) { en "The price was {old}. It is {new} now.", sw "Bei ilikuwa {old}. Sasa ni {new}." }
    cart_prices_changed {
        en "Some prices changed since you added the items. Please look before you pay.",
        sw "Baadhi ya bei zimebadilika tangu uweke bidhaa. Tafadhali angalia kabla ya kulipa."
    }
    cart_accept_prices { en "The new prices are fine", sw "Nakubali bei mpya" }
    cart_line_gone { en "No longer sold. Remove it to go on.", sw "Haiuzwi tena. Iondoe ili uendelee." }
    cart_line_sold_out { en "Sold out. Remove it to go on.", sw "Imeisha. Iondoe ili uendelee." }
    cart_from_shop(shop: &str) { en "From {shop}", sw "Kutoka {shop}" }
    cart_shop_delivery(fee: &str, area: &str) { en "Delivery to {area}: {fee}", sw "Kupeleka {area}: {fee}" }
    cart_shop_delivery_unknown { en "The delivery fee is shown once you choose an area.", sw "Ada ya kupeleka itaonekana ukichagua eneo." }
    cart_shop_not_there(area: &str) { en "This shop does not deliver to {area}.", sw "Duka hili halipeleki {area}." }
    cart_full { en "Your cart is full. Take something out first.", sw "Kikapu chako kimejaa. Ondoa kitu kwanza." }
    cart_line_not_sold { en "This is no longer sold", sw "Hii haiuzwi tena" }
    cart_expires { en "Your cart is kept for 7 days.", sw "Kikapu chako kinahifadhiwa kwa siku 7." }
    line_price_each(price: &str) { en "{price} each", sw "{price} kila moja" }
    subtotal { en "Items", sw "Bidhaa" }
    delivery_total { en "Delivery", sw "Usafirishaji" }
    delivery_free_short { en "Free", sw "Bure" }
    tax_included(amount: &str) { en "VAT included: {amount}", sw "VAT iliyojumuishwa: {amount}" }
    total { en "Total", sw "Jumla" }
    to_checkout { en "Go to checkout", sw "Endelea kulipa" }
    orders_split(count: i64) {
        en "One shop sends this." | "One payment, {count} shops: each sends its own parcel.",
        sw "Duka moja litatuma bidhaa hizi." | "Malipo mamoja, maduka {count}: kila duka litatuma mzigo wake."
    }
}
