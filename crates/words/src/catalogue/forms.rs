//! What stands below a field that needs another look, and words that every form shares.

use crate::Lang;

messages! { Lang;
    form_check(count: i64) {
        en "{count} field needs another look." | "{count} fields need another look.",
        sw "Sehemu {count} inahitaji kuangaliwa tena." | "Sehemu {count} zinahitaji kuangaliwa tena."
    }
    form_required { en "Please fill this in.", sw "Tafadhali jaza hapa." }
    form_choose { en "Please choose one.", sw "Tafadhali chagua moja." }
    form_too_long(max: i64) { en "Please use at most {max} characters.", sw "Tafadhali tumia herufi {max} au chache." }
    form_too_short(min: i64) { en "Please use at least {min} characters.", sw "Tafadhali tumia herufi {min} au zaidi." }
    form_name { en "Please write your name.", sw "Tafadhali andika jina lako." }
    form_area { en "Please choose your area.", sw "Tafadhali chagua eneo lako." }
    form_area_unknown { en "We do not know this area. Please choose one from the list.", sw "Hatulijui eneo hili. Tafadhali chagua kutoka kwenye orodha." }
    form_landmark { en "Please name something nearby that the rider can find.", sw "Tafadhali taja kitu cha karibu ambacho mpelekaji anaweza kukipata." }
    form_method { en "Please choose how to pay.", sw "Tafadhali chagua namna ya kulipa." }
    form_network { en "Please choose the network of this number.", sw "Tafadhali chagua mtandao wa namba hii." }

    form_phone_empty { en "Please write a phone number.", sw "Tafadhali andika namba ya simu." }
    form_phone_not_a_number { en "This does not look like a phone number. Use digits only.", sw "Hii haionekani kuwa namba ya simu. Tumia tarakimu tu." }
    form_phone_too_short(example: &str) { en "Some digits are missing. It should look like {example}.", sw "Tarakimu zimepungua. Inapaswa kuwa kama {example}." }
    form_phone_too_long(example: &str) { en "There are too many digits. It should look like {example}.", sw "Tarakimu zimezidi. Inapaswa kuwa kama {example}." }
    form_phone_not_in_use(example: &str) { en "No number starts like this. It should look like {example}.", sw "Hakuna namba inayoanza hivi. Inapaswa kuwa kama {example}." }
    form_phone_not_mobile { en "This is not a mobile number. Please give one that receives SMS.", sw "Hii si namba ya simu ya mkononi. Tafadhali andika inayopokea SMS." }
    form_phone_other_country(country: &str) { en "Please give a number from {country}.", sw "Tafadhali andika namba ya {country}." }

    form_amount { en "Please write an amount, like 248 or 248.50.", sw "Tafadhali andika kiasi, kama 248 au 248.50." }
    form_amount_whole { en "Please write a whole amount, like 248.", sw "Tafadhali andika kiasi kizima, kama 248." }
    form_amount_positive { en "Please write more than zero.", sw "Tafadhali andika zaidi ya sifuri." }
    form_amount_too_large { en "This amount is too large.", sw "Kiasi hiki ni kikubwa mno." }
    form_old_price_lower { en "The old price should be higher than the price.", sw "Bei ya zamani inapaswa kuwa juu ya bei ya sasa." }
    form_price_range { en "The first price should be the lower one.", sw "Bei ya kwanza inapaswa kuwa ya chini." }
    form_number { en "Please write a number.", sw "Tafadhali andika namba." }
    form_number_between(min: i64, max: i64) { en "Please write a number from {min} to {max}.", sw "Tafadhali andika namba kuanzia {min} hadi {max}." }
    form_code { en "The code has 6 digits.", sw "Msimbo una tarakimu 6." }
    form_order_number { en "An order number looks like SK-7K3M-9Q2D.", sw "Namba ya oda inafanana na SK-7K3M-9Q2D." }
    form_sku_taken { en "Another of your products has this code. Please choose a different one.", sw "Bidhaa yako nyingine ina alama hii. Tafadhali chagua nyingine." }
    form_shop_name_taken { en "Another shop has this name. Please choose a different one.", sw "Duka lingine lina jina hili. Tafadhali chagua lingine." }
    form_category { en "Please choose a category.", sw "Tafadhali chagua aina." }
    form_options_repeat { en "Each value should stand once.", sw "Kila thamani iandikwe mara moja tu." }
    form_options_many(max: i64) { en "That makes too many combinations. At most {max} are possible.", sw "Mchanganyiko umezidi. Unaweza kuwa {max} tu." }
    form_reason { en "Please give a reason.", sw "Tafadhali toa sababu." }
    form_delivery_area_needed { en "Please choose at least one area you deliver to.", sw "Tafadhali chagua angalau eneo moja unalopeleka." }

    form_photo_missing { en "Please choose a photo.", sw "Tafadhali chagua picha." }
    form_photo_too_large(megabytes: i64) { en "The photo is larger than {megabytes} MB. Please choose a smaller one.", sw "Picha inazidi MB {megabytes}. Tafadhali chagua ndogo zaidi." }
    form_photo_not_a_picture { en "We could not read this file as a photo. Please use JPEG, PNG or WebP.", sw "Hatukuweza kusoma faili hii kama picha. Tafadhali tumia JPEG, PNG au WebP." }
    form_photo_too_small(pixels: i64) { en "The photo should be at least {pixels} pixels wide.", sw "Picha inapaswa kuwa na upana wa pikseli {pixels} au zaidi." }
    form_photo_too_many(max: i64) { en "A product has at most {max} photos.", sw "Bidhaa inaweza kuwa na picha {max} tu." }
    form_expired { en "This form was open for a long time. Everything you typed is still here; please send it again.", sw "Fomu hii ilikuwa wazi kwa muda mrefu. Uliyoandika bado yapo; tafadhali itume tena." }

    for_example(example: &str) { en "For example {example}.", sw "Kwa mfano {example}." }

    save { en "Save", sw "Hifadhi" }
    cancel { en "Cancel", sw "Ghairi" }
    back { en "Back", sw "Rudi" }
    close { en "Close", sw "Funga" }
    go_on { en "Go on", sw "Endelea" }
    edit { en "Change", sw "Badilisha" }
    yes { en "Yes", sw "Ndiyo" }
    no { en "No", sw "Hapana" }
}
