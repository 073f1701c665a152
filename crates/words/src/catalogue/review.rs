//! Orders that somebody looks at before they are packed: what the admin, the shop and the buyer read.

use crate::Lang;

messages! { Lang;
    // The admin's queue.
    review_title { en "Orders to look at", sw "Oda za kuangalia" }
    review_lead { en "They are paid or accepted for cash, and their shops wait. Nobody was refused. What nobody decides in time is packed.", sw "Zimelipwa au zimekubaliwa kwa taslimu, na maduka yanasubiri. Hakuna aliyekataliwa. Isiyoamuliwa kwa wakati itafungashwa." }
    review_off { en "Orders are not looked at: RISK_REVIEW_ABOVE is off.", sw "Oda haziangaliwi: RISK_REVIEW_ABOVE imezimwa." }
    review_queue(count: i64) { en "{count} order waits to be looked at" | "{count} orders wait to be looked at", sw "Oda {count} inasubiri kuangaliwa" | "Oda {count} zinasubiri kuangaliwa" }
    review_points(points: i64) { en "{points} points", sw "Pointi {points}" }
    review_until(time: &str) { en "The shops wait until {time}", sw "Maduka yanasubiri hadi {time}" }
    review_why { en "Why", sw "Kwa nini" }
    review_weight(points: i64) { en "{points} points", sw "pointi {points}" }
    review_purchase { en "The payment, line by line", sw "Malipo, mstari kwa mstari" }
    review_phone(phone: &str) { en "All payments of {phone}", sw "Malipo yote ya {phone}" }
    review_past(arrived: i64, refused: i64) { en "Parcels in half a year: arrived {arrived}, came back from the door {refused}", sw "Vifurushi kwa nusu mwaka: vilifika {arrived}, vilirudi kutoka mlangoni {refused}" }
    review_by_cash { en "To be paid in cash", sw "Italipwa kwa taslimu" }
    review_by_money { en "Paid", sw "Imelipwa" }
    review_clear { en "Nothing is wrong: let them pack", sw "Hakuna tatizo: wafungashe" }
    review_reject { en "Cancel it and give the money back", sw "Ighairi na urudishe pesa" }
    review_reason { en "Why it is cancelled", sw "Kwa nini inaghairiwa" }
    review_reason_hint { en "The buyer reads this.", sw "Mnunuzi ataisoma hii." }
    review_over { en "It was over already: decided, cancelled, or its time ran out.", sw "Ilikuwa imekwisha: iliamuliwa, ilighairiwa, au muda wake uliisha." }

    // Why, in words. What was counted comes first.
    risk_many_in_an_hour(count: i64) { en "{count} purchases within an hour", sw "Manunuzi {count} ndani ya saa moja" }
    risk_many_in_a_day(count: i64) { en "{count} purchases within a day", sw "Manunuzi {count} ndani ya siku moja" }
    risk_many_shops(count: i64) { en "Bought from {count} shops within a day", sw "Amenunua kwa maduka {count} ndani ya siku moja" }
    risk_many_payers(count: i64) { en "{count} phones tried to pay for this buyer within a day", sw "Simu {count} zilijaribu kumlipia mnunuzi huyu ndani ya siku moja" }
    risk_many_recipients(count: i64) { en "The phone that paid pays for {count} buyers within a day", sw "Simu iliyolipa inalipia wanunuzi {count} ndani ya siku moja" }
    risk_crowded_place(count: i64) { en "{count} other phones ordered to the same landmark within a day", sw "Simu nyingine {count} ziliagiza kwa alama hiyo hiyo ndani ya siku moja" }
    risk_strangers { en "A phone we do not know paid for a buyer we do not know", sw "Simu tusiyoijua imemlipia mnunuzi tusiyemjua" }
    risk_over_shops_usual(count: i64) { en "{count} times what the shop usually sells", sw "Mara {count} ya kawaida ya duka" }
    risk_cash_over_past(count: i64) { en "Cash, and {count} times the dearest parcel that ever arrived", sw "Taslimu, na mara {count} ya kifurushi ghali zaidi kilichowahi kufika" }
    risk_far_away(count: i64) { en "{count} parcels arrived, none of them in this area", sw "Vifurushi {count} vilifika, hakuna hata kimoja katika eneo hili" }
    risk_refused_at_the_door(count: i64) { en "{count} parcel came back from the door, and it is cash again" | "{count} parcels came back from the door, and it is cash again", sw "Kifurushi {count} kilirudi kutoka mlangoni, na ni taslimu tena" | "Vifurushi {count} vilirudi kutoka mlangoni, na ni taslimu tena" }
    risk_refused_prompts(count: i64) { en "{count} prompts were refused within a day", sw "Maombi {count} ya malipo yalikataliwa ndani ya siku moja" }
    risk_refused_cards(count: i64) { en "{count} cards were refused within a day", sw "Kadi {count} zilikataliwa ndani ya siku moja" }
    risk_left_unpaid(count: i64) { en "{count} purchases of a week were never paid", sw "Manunuzi {count} ya wiki moja hayakulipwa" }
    risk_cancelled_after_paying(count: i64) { en "{count} purchases of a month were paid and cancelled", sw "Manunuzi {count} ya mwezi mmoja yalilipwa kisha yakaghairiwa" }
    risk_new { en "Nothing ever arrived for this buyer", sw "Hakuna kilichowahi kumfikia mnunuzi huyu" }
    risk_known(count: i64) { en "{count} parcels arrived: a known buyer", sw "Vifurushi {count} vilifika: mnunuzi anayejulikana" }

    // The shop.
    shop_order_being_checked(time: &str) { en "Soko is checking this order; do not pack it yet. You may from {time} on, or earlier if we are done.", sw "Soko inaangalia oda hii; usiifungashe bado. Utaweza kuanzia {time}, au mapema tukimaliza." }
    shop_order_checking { en "Being checked", sw "Inaangaliwa" }
    shop_event_cancelled_by_soko { en "Soko cancelled it", sw "Soko imeighairi" }

    // The buyer.
    order_being_checked { en "Soko is checking this order", sw "Soko inaangalia oda hii" }
    order_being_checked_until(time: &str) { en "We do so with some orders before they are packed. It takes until {time} at the longest, and you need not do anything.", sw "Tunafanya hivi kwa baadhi ya oda kabla hazijafungashwa. Itachukua hadi {time} kwa muda mrefu zaidi, na huhitaji kufanya chochote." }
    order_checked_lead { en "Your order is paid.", sw "Oda yako imelipwa." }
    event_review_begun { en "Soko checks the order before it is packed", sw "Soko inaangalia oda kabla haijafungashwa" }
    event_disputed { en "The payment is disputed at the bank", sw "Malipo yanapingwa kwenye benki" }
    event_review_passed { en "Soko checked the order", sw "Soko imeangalia oda" }
    event_cancelled_by_soko_because(reason: &str) { en "Soko cancelled it: {reason}", sw "Soko imeighairi: {reason}" }
}
