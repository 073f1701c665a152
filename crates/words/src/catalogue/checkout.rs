//! Checkout: phone first, four short groups, one button that says what happens.

use crate::Lang;

messages! { Lang;
    checkout_title { en "Checkout", sw "Kulipa" }
    checkout_lead { en "No account and no e-mail needed.", sw "Huhitaji akaunti wala barua pepe." }
    checkout_group_phone { en "Your phone", sw "Simu yako" }
    checkout_group_delivery { en "Where to", sw "Tulete wapi" }
    checkout_group_payment { en "How to pay", sw "Namna ya kulipa" }
    checkout_group_summary { en "Your order", sw "Oda yako" }

    field_phone { en "Phone number", sw "Namba ya simu" }
    field_phone_hint { en "We send the order here, and the rider calls it.", sw "Tutatuma oda hapa, na mpelekaji atapiga namba hii." }
    field_name { en "Your name", sw "Jina lako" }
    field_area { en "Area", sw "Eneo" }
    field_landmark { en "Landmark", sw "Alama ya karibu" }
    field_landmark_hint { en "A school, church, market or shop nearby", sw "Shule, kanisa, msikiti, soko au duka la karibu" }
    field_directions { en "Directions for the rider", sw "Maelekezo kwa mpelekaji" }
    checkout_remember { en "Remember this on this phone", sw "Kumbuka haya kwenye simu hii" }
    field_directions_hint { en "Which gate, which floor, what colour", sw "Geti lipi, ghorofa ya ngapi, rangi gani" }
    field_receiver_phone { en "Phone of the person who receives it", sw "Simu ya mtu atakayepokea" }
    field_receiver_phone_hint { en "Only if it is not yours", sw "Ikiwa tu si yako" }
    field_note { en "Note to the shop", sw "Ujumbe kwa duka" }
    optional { en "optional", sw "si lazima" }

    method { en "Pay with", sw "Lipa kwa" }
    method_mobile_money(network: &str) { en "{network} mobile money", sw "Pesa ya simu ya {network}" }
    method_card { en "Card", sw "Kadi" }
    method_bank { en "Bank transfer", sw "Uhamisho wa benki" }
    method_card_hint { en "You enter it on the page of our card provider. We never see it.", sw "Utaijaza kwenye ukurasa wa mtoa huduma wa kadi. Sisi hatuioni." }
    method_prompt_hint { en "With mobile money you get a prompt on the phone and enter your PIN there.", sw "Kwa pesa ya simu utapata ombi kwenye simu, kisha uweke PIN hapo." }
    method_cash { en "Cash on delivery", sw "Pesa taslimu ukipokea" }
    method_cash_hint { en "You pay the rider when you have the goods.", sw "Unamlipa mpelekaji ukishapokea bidhaa." }
    method_cash_not_shop(shop: &str) { en "{shop} does not take cash.", sw "{shop} halipokei taslimu." }
    method_cash_not_area(shop: &str) { en "{shop} takes no cash in this area.", sw "{shop} halipokei taslimu eneo hili." }
    method_cash_too_much(shop: &str, amount: &str) { en "{shop} takes at most {amount} in cash.", sw "{shop} hupokea taslimu hadi {amount} tu." }
    method_cash_not_you { en "Pay first this time: earlier deliveries to this number were not taken.", sw "Lipa kwanza safari hii: bidhaa za awali kwa namba hii hazikupokelewa." }
    method_cash_unavailable { en "Not every shop in your cart takes cash.", sw "Si kila duka kikapuni mwako hupokea pesa taslimu." }
    method_credit { en "Store credit", sw "Salio lako" }
    method_credit_has(amount: &str) { en "You have {amount}.", sw "Una {amount}." }
    credit_use_part(credit: &str, rest: &str) { en "Use my {credit} of store credit. {rest} is left to pay.", sw "Tumia salio langu la {credit}. Itabaki {rest} ya kulipa." }
    credit_use(credit: &str) { en "Use my {credit} of store credit", sw "Tumia salio langu la {credit}" }
    credit_gone(left: &str) { en "You have {left} of store credit. Please choose again.", sw "Una salio la {left}. Tafadhali chagua tena." }
    method_slow(network: &str) { en "{network} is slow at the moment.", sw "{network} inachelewa kwa sasa." }
    method_slow_counted(network: &str, arrived: i64, of: i64) {
        en "{network} is slow at the moment: of the newest {of} payments, {arrived} arrived.",
        sw "{network} inachelewa kwa sasa: kati ya malipo {of} ya karibuni, {arrived} yamefika."
    }
    method_usually(seconds: i64) { en "Lately about {seconds} second." | "Lately about {seconds} seconds.", sw "Siku hizi huchukua kama sekunde {seconds}." | "Siku hizi huchukua kama sekunde {seconds}." }
    method_another { en "Choose another way to pay.", sw "Chagua njia nyingine ya kulipa." }
    method_away(network: &str) { en "{network} does not take payments at the moment.", sw "{network} haipokei malipo kwa sasa." }
    method_amount_limits(min: &str, max: &str) { en "Takes {min} to {max} at a time.", sw "Hupokea {min} hadi {max} kwa mara moja." }
    method_amount_at_least(min: &str) { en "This network takes {min} or more at a time.", sw "Mtandao huu hupokea {min} au zaidi kwa mara moja." }
    method_amount_at_most(max: &str) { en "This network takes {max} or less at a time. Pay with another network, or change the cart.", sw "Mtandao huu hupokea {max} au pungufu kwa mara moja. Lipa kwa mtandao mwingine, au badilisha kikapu." }
    method_other_phone { en "Pay from another number", sw "Lipa kwa namba nyingine" }
    field_paying_phone { en "Mobile money number", sw "Namba ya pesa ya simu" }
    field_paying_phone_hint { en "The prompt goes to this phone.", sw "Ombi la malipo litaenda kwenye simu hii." }
    network_guess(network: &str) { en "This looks like a number of {network}.", sw "Hii inaonekana kuwa namba ya {network}." }
    network_ask { en "Which network is this number on?", sw "Namba hii ni ya mtandao gani?" }

    // The phone that is about to pay has a prompt already.
    prompt_open { en "There is another prompt waiting on this phone.", sw "Kuna ombi jingine la malipo linalosubiri kwenye simu hii." }
    prompt_open_own(amount: &str, number: &str) {
        en "It asks you to pay {amount} for your order {number}.",
        sw "Linakuomba ulipe {amount} kwa oda yako {number}."
    }
    prompt_open_next {
        en "Answer or reject that first, or this payment may fail. We have sent nothing yet: the button below sends the new prompt.",
        sw "Ulijibu au ulikatae hilo kwanza, la sivyo malipo haya yanaweza kushindikana. Bado hatujatuma kitu: kitufe cha chini kitatuma ombi jipya."
    }

    pay_by(method: &str) { en "Pay with {method}", sw "Lipa kwa {method}" }
    pay_with(amount: &str, method: &str) { en "Pay {amount} with {method}", sw "Lipa {amount} kwa {method}" }
    pay_amount_now(amount: &str) { en "Pay {amount}", sw "Lipa {amount}" }
    pay_cash(amount: &str) { en "Order now, pay {amount} in cash on delivery", sw "Agiza sasa, lipa {amount} taslimu ukipokea" }
    pay_credit(amount: &str) { en "Pay {amount} with store credit", sw "Lipa {amount} kwa salio lako" }
    pay_button_plain { en "Place the order and pay", sw "Weka oda na ulipe" }
    after_pay(network: &str) {
        en "Then we ask {network} to send a prompt to your phone. Nothing is paid until you enter your PIN.",
        sw "Kisha tunaiomba {network} itume ombi kwenye simu yako. Hakuna kinacholipwa hadi uweke PIN."
    }
    summary_show_fee { en "Show the delivery fee", sw "Onyesha ada ya kupeleka" }
    summary_fee_missing { en "Choose your area to see the delivery fee.", sw "Chagua eneo lako kuona ada ya kupeleka." }
    summary_arrives(day: &str) { en "Arrives {day}", sw "Itafika {day}" }
    summary_change_cart { en "Change the cart", sw "Badilisha kikapu" }

    // Trust markers: each states a fact that is stored.
    trust_title { en "Good to know", sw "Vizuri kujua" }
    trust_pin { en "You enter your PIN on your own phone only. We never ask for it.", sw "Unaweka PIN kwenye simu yako tu. Sisi hatuiulizi kamwe." }
    trust_paid_to(name: &str) { en "A prompt of ours shows the name {name}.", sw "Ombi letu huonyesha jina {name}." }
    trust_held { en "The shop gets the money after your order is completed.", sw "Duka hupata pesa oda yako ikishakamilika." }
    trust_seller_checked(shop: &str, date: &str) { en "Soko checked {shop} on {date}.", sw "Soko ilikagua {shop} tarehe {date}." }
    trust_returns(shop: &str, days: i64) {
        en "{shop} takes returns for {days} days.",
        sw "{shop} hupokea bidhaa zinazorudishwa kwa siku {days}."
    }
    trust_stock_held(minutes: i64) {
        en "Your items are kept for you for {minutes} minute." | "Your items are kept for you for {minutes} minutes.",
        sw "Bidhaa zako zinatunzwa kwa dakika {minutes}."
    }
    trust_total_final { en "This is all you pay. No fee is added later.", sw "Hiki ndicho kiasi chote utakacholipa. Hakuna ada itakayoongezwa." }

    // What can stand between the form and the order.
    checkout_check { en "Please look at the fields marked below.", sw "Tafadhali angalia sehemu zilizowekwa alama hapa chini." }
    checkout_prices_changed { en "A price changed while you were here. Look at the new total, then pay.", sw "Bei imebadilika ukiwa hapa. Angalia jumla mpya, kisha ulipe." }
    checkout_sold_out(product: &str) { en "{product} has just sold out. Nothing was paid.", sw "{product} imeisha sasa hivi. Hakuna kilicholipwa." }
    checkout_less_left(count: i64, product: &str) {
        en "Only {count} of {product} is left. Nothing was paid." | "Only {count} of {product} are left. Nothing was paid.",
        sw "{product} imebaki {count} tu. Hakuna kilicholipwa." | "{product} zimebaki {count} tu. Hakuna kilicholipwa."
    }
    checkout_fee_changed(old: &str, new: &str) { en "The delivery fee was {old}. It is {new} now.", sw "Ada ya kupeleka ilikuwa {old}. Sasa ni {new}." }
    checkout_not_delivered(shop: &str, area: &str) {
        en "{shop} does not deliver to {area}. Choose another area or remove its items.",
        sw "{shop} halipeleki {area}. Chagua eneo lingine au ondoa bidhaa zake."
    }
    checkout_own_shop { en "You cannot buy from your own shop.", sw "Huwezi kununua kwenye duka lako mwenyewe." }
    checkout_already_placed(number: &str) { en "You already placed {number}.", sw "Tayari umeweka {number}." }
    checkout_total_unseen { en "Here is the whole sum with delivery. Please look at it, then pay.", sw "Hii ni jumla pamoja na usafirishaji. Tafadhali iangalie, kisha ulipe." }
    checkout_or_start_new { en "Or press the button below to place this as a new order.", sw "Au bonyeza kitufe kilicho chini ili kuweka hii kama oda mpya." }
    checkout_open_order { en "Open that order", sw "Fungua oda hiyo" }
    checkout_start_new { en "Start a new order", sw "Anza oda mpya" }
}
