//! What the marketplace keeps of a sale: as an admin sets it, and as those read it who sell.

use crate::Lang;

messages! { Lang;
    // Terms, in half a sentence.
    terms_rate(percent: &str) { en "{percent}%", sw "{percent}%" }
    terms_least(percent: &str, least: &str) { en "{percent}%, at least {least} a line", sw "{percent}%, si chini ya {least} kwa mstari" }
    terms_most(percent: &str, most: &str) { en "{percent}%, at most {most} a line", sw "{percent}%, si zaidi ya {most} kwa mstari" }
    terms_between(percent: &str, least: &str, most: &str) {
        en "{percent}%, at least {least} and at most {most} a line",
        sw "{percent}%, si chini ya {least} wala zaidi ya {most} kwa mstari"
    }

    // For those who sell. `terms` is one of the above.
    commission_kept(terms: &str) { en "Of each sale Soko keeps {terms}. There is nothing else to pay.", sw "Katika kila mauzo Soko hubaki na {terms}. Hakuna kingine cha kulipa." }
    commission_of_your_sales(terms: &str) { en "Of each of your sales Soko keeps {terms}.", sw "Katika kila mauzo yako Soko hubaki na {terms}." }
    commission_of_product(terms: &str) { en "When it is sold, Soko keeps {terms}.", sw "Ikiuzwa, Soko hubaki na {terms}." }
    commission_by_category { en "Another share of some categories", sw "Sehemu nyingine kwa aina fulani" }
    commission_of_category(category: &str, terms: &str) { en "{category}: {terms}", sw "{category}: {terms}" }
    commission_line_hint { en "A line is one product of an order, however many pieces of it.", sw "Mstari ni bidhaa moja ya oda, vyovyote vipande vyake." }

    // What an order's commission was: beside the amount, and by line.
    money_made_commission_minimum(amount: &str) { en "− {amount} commission, the minimum", sw "− {amount} kamisheni ya chini kabisa" }
    money_made_commission_maximum(amount: &str) { en "− {amount} commission, the maximum", sw "− {amount} kamisheni ya juu kabisa" }
    money_made_commission_all(amount: &str) { en "− {amount} commission, all but the tax", sw "− {amount} kamisheni, zote isipokuwa kodi" }
    money_made_commission_by_line(amount: &str) { en "− {amount} commission, line by line", sw "− {amount} kamisheni, mstari kwa mstari" }
    shop_order_commission_minimum { en "Soko’s share, the minimum", sw "Sehemu ya Soko, ya chini kabisa" }
    shop_order_commission_maximum { en "Soko’s share, the maximum", sw "Sehemu ya Soko, ya juu kabisa" }
    shop_order_commission_all { en "Soko’s share, all but the tax", sw "Sehemu ya Soko, zote isipokuwa kodi" }
    shop_order_commission_by_line { en "Soko’s share, line by line", sw "Sehemu ya Soko, mstari kwa mstari" }
    commission_line_rate(line: &str, percent: &str) { en "{line}: {percent}%", sw "{line}: {percent}%" }
    commission_line_minimum(line: &str, percent: &str) { en "{line}: the minimum, {percent}% is less", sw "{line}: ya chini kabisa, {percent}% ni pungufu" }
    commission_line_maximum(line: &str, percent: &str) { en "{line}: the maximum, {percent}% is more", sw "{line}: ya juu kabisa, {percent}% ni zaidi" }
    commission_line_all(line: &str) { en "{line}: all but the tax, the minimum is more", sw "{line}: zote isipokuwa kodi, ya chini kabisa ni zaidi" }

    // The admin's page.
    commission_title { en "Commission", sw "Kamisheni" }
    commission_lead {
        en "A shop’s rule holds before its category’s, the nearest category’s before the country’s. A rule is never changed: a new one takes its place, for orders from then on. What was placed keeps its own.",
        sw "Kanuni ya duka hutangulia ya aina, na ya aina iliyo karibu hutangulia ya nchi. Kanuni haibadilishwi: mpya huchukua nafasi yake, kwa oda za kuanzia hapo. Oda zilizowekwa hubaki na kanuni zake."
    }
    commission_in_force { en "In force", sw "Zinazotumika" }
    commission_over { en "Earlier rules", sw "Kanuni za awali" }
    commission_new { en "Set a rule", sw "Weka kanuni" }
    commission_set { en "Set this rule", sw "Weka kanuni hii" }
    commission_set_done { en "It holds for orders from now on.", sw "Inatumika kwa oda za kuanzia sasa." }
    commission_end { en "End it", sw "Iondoe" }
    commission_end_done { en "It is over. What is above it holds from now on.", sw "Imeondolewa. Kanuni iliyo juu yake inatumika kuanzia sasa." }
    commission_meanwhile { en "That rule was not in force any more. This is how it stands now.", sw "Kanuni hiyo haikuwa ikitumika tena. Hivi ndivyo ilivyo sasa." }
    commission_ended { en "No rule of its own", sw "Bila kanuni yake" }
    commission_built_in { en "Built in", sw "Ya msingi" }
    commission_everybody { en "Everything", sw "Kila kitu" }
    column_commission_rule { en "Rule", sw "Kanuni" }
    column_commission_for { en "For", sw "Kwa" }
    column_commission_terms { en "Soko keeps", sw "Soko hubaki na" }
    commission_category { en "Category", sw "Aina" }
    commission_category_all { en "All categories", sw "Aina zote" }
    commission_shop { en "Shop", sw "Duka" }
    commission_shop_hint { en "Its address, such as /s/blue-basket. Leave it empty for a rule of the category or the country.", sw "Anwani yake, kama /s/blue-basket. Iache wazi kwa kanuni ya aina au ya nchi." }
    commission_shop_unknown { en "There is no such shop. Copy the address of its page.", sw "Hakuna duka kama hilo. Nakili anwani ya ukurasa wake." }
    commission_shop_elsewhere(country: &str) { en "This shop sells in {country}. Choose that country.", sw "Duka hili linauza {country}. Chagua nchi hiyo." }
    commission_shop_or_category { en "Choose a category or name a shop, not both.", sw "Chagua aina au taja duka, si vyote viwili." }
    commission_rate { en "Percent of a line", sw "Asilimia ya mstari" }
    commission_rate_wrong { en "Write a percentage from 0 to 100, like 5 or 7.5.", sw "Andika asilimia kuanzia 0 hadi 100, kama 5 au 7.5." }
    commission_minimum { en "At least, for each line", sw "Si chini ya, kwa kila mstari" }
    commission_maximum { en "At most, for each line", sw "Si zaidi ya, kwa kila mstari" }
    commission_crossed { en "This is less than the minimum.", sw "Hii ni pungufu ya kiasi cha chini." }
}
