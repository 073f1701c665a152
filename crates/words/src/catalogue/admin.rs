//! The moderator's and admin's queues: shops, pictures and payment cases.

use crate::Lang;

messages! { Lang;
    admin_title { en "To decide", sw "Ya kuamuliwa" }
    admin_nav_shops { en "Shops", sw "Maduka" }
    admin_nav_pictures { en "Pictures", sw "Picha" }
    admin_nav_cases { en "Payment cases", sw "Kesi za malipo" }
    refund_admin_title { en "Give back of an order", sw "Rudisha pesa za oda" }
    refund_number_hint { en "With its letter, like SK-7K3M-9Q2D-A", sw "Pamoja na herufi yake, kama SK-7K3M-9Q2D-A" }
    refund_no_order { en "There is no order with this number.", sw "Hakuna oda yenye namba hii." }
    admin_nav_decisions { en "Decisions", sw "Maamuzi" }
    queue_shops(count: i64) { en "{count} shop waits" | "{count} shops wait", sw "Duka {count} linasubiri" | "Maduka {count} yanasubiri" }
    queue_pictures(count: i64) { en "{count} picture waits" | "{count} pictures wait", sw "Picha {count} inasubiri" | "Picha {count} zinasubiri" }
    queue_cases(count: i64) { en "{count} payment case is open" | "{count} payment cases are open", sw "Kesi {count} ya malipo iko wazi" | "Kesi {count} za malipo ziko wazi" }
    queue_empty { en "Nothing waits here.", sw "Hakuna kinachosubiri hapa." }
    queue_waiting_since(time: &str) { en "Waiting since {time}", sw "Inasubiri tangu {time}" }
    queue_next { en "Next", sw "Inayofuata" }
    evidence { en "Evidence", sw "Ushahidi" }
    evidence_listing { en "For the product", sw "Kwa bidhaa" }
    evidence_shop { en "Shop", sw "Duka" }
    evidence_owner { en "Owner", sw "Mmiliki" }
    evidence_phone { en "Phone", sw "Simu" }
    evidence_expected { en "The order says", sw "Oda inasema" }
    evidence_received { en "The provider says", sw "Mtoa huduma anasema" }
    evidence_attempts { en "Payment attempts", sw "Majaribio ya malipo" }
    evidence_history { en "What happened", sw "Yaliyotokea" }
    decision_approve { en "Approve", sw "Idhinisha" }
    decision_refuse { en "Refuse", sw "Kataa" }
    decision_ask_provider { en "Ask the provider again", sw "Muulize tena mtoa huduma" }
    decision_reason { en "Reason", sw "Sababu" }
    decision_reason_hint { en "The merchant reads this. Say what to change.", sw "Mfanyabiashara atasoma hili. Sema kinachopaswa kubadilishwa." }
    decision_note { en "Note for the file", sw "Maelezo kwa kumbukumbu" }
    decision_saved_next { en "The last one is decided and recorded. This is the next.", sw "Ya mwisho imeamuliwa na kuandikwa. Hii ndiyo inayofuata." }
    decision_saved { en "Decided and recorded.", sw "Imeamuliwa na kuandikwa." }
    decision_already(name: &str, time: &str) { en "{name} decided this {time}.", sw "{name} aliamua hili {time}." }
    decision_by(name: &str, time: &str) { en "{name}, {time}", sw "{name}, {time}" }
    decisions_empty { en "No decisions yet.", sw "Bado hakuna maamuzi." }

    // Reasons to choose from.
    reason_not_the_product { en "The picture does not show the product.", sw "Picha haionyeshi bidhaa." }
    reason_not_clear { en "The picture is too dark or too blurred.", sw "Picha ina giza au haionekani vizuri." }
    reason_contact_in_picture { en "The picture holds a phone number or an address of another site.", sw "Picha ina namba ya simu au anwani ya tovuti nyingine." }
    reason_not_yours { en "The picture seems to belong to someone else.", sw "Picha inaonekana kuwa ya mtu mwingine." }
    reason_not_allowed { en "This may not be sold here.", sw "Hii hairuhusiwi kuuzwa hapa." }
    reason_shop_unclear { en "We could not tell what the shop sells.", sw "Hatukuweza kujua duka linauza nini." }
    reason_shop_unreachable { en "We could not reach the phone number.", sw "Hatukuweza kuipata namba ya simu." }
    reason_other { en "Something else", sw "Sababu nyingine" }

    admin_decide_next { en "Decide the oldest", sw "Amua ya zamani zaidi" }
    admin_nothing { en "Nothing waits for a decision.", sw "Hakuna kinachosubiri uamuzi." }
    decision_yours { en "Your decision", sw "Uamuzi wako" }
    decision_reason_choose { en "Choose a reason, or write one below", sw "Chagua sababu, au andika hapa chini" }
    decision_reason_own { en "In your own words", sw "Kwa maneno yako" }
    decision_someone_else { en "Someone decided this meanwhile.", sw "Mtu mwingine ameamua hili." }
    evidence_order { en "Order", sw "Oda" }
    evidence_problem { en "What does not fit", sw "Kisicholingana" }
    evidence_delivers_to(count: i64) { en "Delivers to {count} area" | "Delivers to {count} areas", sw "Linapeleka eneo {count}" | "Linapeleka maeneo {count}" }
    evidence_no_picture { en "The shop has taken the picture away.", sw "Duka limeiondoa picha." }
    take_down_title { en "Take down", sw "Ondoa sokoni" }
    take_down_address { en "Address of the product or shop", sw "Anwani ya bidhaa au duka" }
    take_down_address_hint { en "Paste the link as buyers see it.", sw "Bandika kiungo kama wanunuzi wanavyokiona." }
    take_down_find { en "Find it", sw "Tafuta" }
    take_down_nothing { en "There is nothing at this address.", sw "Hakuna kitu kwenye anwani hii." }
    take_down_do { en "Take it down now", sw "Iondoe sasa" }
    take_down_done { en "It is off every page, and its owner knows why.", sw "Imeondolewa kurasa zote, na mmiliki anajua kwa nini." }
    take_down_is_down(reason: &str) { en "It is down: {reason}", sw "Imeondolewa: {reason}" }
    take_down_restore { en "Open the shop again", sw "Fungua duka tena" }
    take_down_restored { en "The shop is open again.", sw "Duka liko wazi tena." }
    take_down_not_now { en "It was not on the market, so nothing changed.", sw "Haikuwa sokoni, kwa hiyo hakuna kilichobadilika." }
    column_when { en "When", sw "Lini" }
    column_who { en "Who", sw "Nani" }
    column_what { en "What", sw "Nini" }
    column_about { en "About", sw "Kuhusu" }
}
