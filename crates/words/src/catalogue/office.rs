//! The admin's money pages: payments, cases of money, the ledger.

use crate::Lang;

messages! { Lang;
    // Payments.
    office_nav_payments { en "Payments", sw "Malipo" }
    payments_search { en "Find a payment", sw "Tafuta malipo" }
    payments_search_hint {
        en "Order number, phone or its last digits, our reference, or the code from the SMS.",
        sw "Namba ya oda, simu au tarakimu zake za mwisho, kumbukumbu yetu, au msimbo kutoka kwenye SMS."
    }
    payments_state { en "State", sw "Hali" }
    payments_state_any { en "Any state", sw "Hali yoyote" }
    payments_find { en "Find", sw "Tafuta" }
    payments_none { en "No payment fits.", sw "Hakuna malipo yanayolingana." }
    payments_all { en "All payments", sw "Malipo yote" }
    column_phone { en "Phone", sw "Simu" }
    column_provider { en "Provider", sw "Mtoa huduma" }
    column_method { en "Paid by", sw "Njia ya kulipa" }
    payment_of(number: &str) { en "Payment of {number}", sw "Malipo ya {number}" }
    payment_explained { en "The same as “soko explain” prints. Times are UTC; phone numbers are masked.", sw "Sawa na “soko explain” inavyochapisha. Saa ni za UTC; namba za simu zimefichwa." }
    payment_timeline { en "Everything that was written down", sw "Kila kilichoandikwa" }
    payment_details { en "As received", sw "Kama ilivyopokelewa" }
    payment_journal { en "The journal", sw "Jarida" }
    replay_do { en "Deliver it again", sw "Ilete tena" }
    replay_done { en "It was delivered once more. Nothing new may follow from it.", sw "Imeletwa mara nyingine. Hakuna jipya linalopaswa kufuata." }
    replay_not { en "It cannot be delivered again.", sw "Haiwezi kuletwa tena." }
    news_again_do { en "Ask for the provider’s news again", sw "Omba taarifa za mtoa huduma tena" }
    news_again_done { en "The provider sends its news once more. They are looked into as they come.", sw "Mtoa huduma anatuma taarifa zake tena. Zitaangaliwa zikifika." }
    news_again_not { en "The provider sends none: it is not over there, or it repeats none.", sw "Mtoa huduma hatumi: bado haijaisha kwake, au harudii taarifa." }
    replay_hint { en "Rehearsal: callbacks can be delivered again.", sw "Mazoezi: taarifa zinaweza kuletwa tena." }

    // Cases.
    case_age_new { en "Open for less than an hour", sw "Wazi kwa chini ya saa moja" }
    case_age_hours(count: i64) { en "Open for {count} hour" | "Open for {count} hours", sw "Wazi kwa saa {count}" | "Wazi kwa saa {count}" }
    case_age_days(count: i64) { en "Open for {count} day" | "Open for {count} days", sw "Wazi kwa siku {count}" | "Wazi kwa siku {count}" }
    case_compare { en "Asked and received", sw "Kilichoombwa na kilichopokelewa" }
    case_too_little { en "Missing", sw "Pungufu" }
    case_too_much { en "Too much", sw "Ziada" }
    case_suspense { en "Set aside in the books", sw "Zimewekwa pembeni kwenye vitabu" }
    case_about_shop(name: &str) { en "Payout of the shop {name}", sw "Malipo kwa duka {name}" }
    case_about_refund(cause: &str) { en "Refund: {cause}", sw "Marejesho: {cause}" }
    case_choose { en "What is to be done", sw "Kifanyike nini" }
    case_keep { en "Accept it as it is", sw "Kubali kama ilivyo" }
    case_keep_exact { en "The order counts as paid.", sw "Oda inahesabika kuwa imelipwa." }
    case_keep_missing(amount: &str) { en "The order counts as paid; the marketplace bears {amount}.", sw "Oda inahesabika kuwa imelipwa; soko linabeba {amount}." }
    case_keep_over(amount: &str) { en "The order counts as paid; {amount} goes back to the buyer.", sw "Oda inahesabika kuwa imelipwa; {amount} zinarudi kwa mnunuzi." }
    case_refund { en "Send it back", sw "Irudishe" }
    case_refund_note(amount: &str) { en "{amount} sets out to whoever paid, or becomes store credit. The buyer may pay again.", sw "{amount} zinarudi kwa aliyelipa, au zinakuwa salio la duka. Mnunuzi anaweza kulipa tena." }
    case_close { en "Close without moving money", sw "Funga bila kusogeza pesa" }
    case_close_note { en "What is set aside stays there. The buyer may pay again.", sw "Kilichowekwa pembeni kinabaki. Mnunuzi anaweza kulipa tena." }
    case_close_note_sent { en "Nobody asks about it any more. What left stays as it is in the books.", sw "Hakuna atakayeuliza tena. Kilichotoka kinabaki kama kilivyo kwenye vitabu." }
    case_close_note_difference { en "Nothing is booked. It stays a difference.", sw "Hakuna kinachoandikwa. Inabaki kuwa tofauti." }
    case_moved { en "The money moved", sw "Pesa zilihamia" }
    case_moved_note(amount: &str) { en "The provider’s books show that {amount} came. The order is paid with it if it still can be; else it goes back.", sw "Vitabu vya mtoa huduma vinaonyesha kuwa {amount} zilikuja. Zinalipa oda kama bado inawezekana; la sivyo zinarudi." }
    case_moved_note_sent(amount: &str) { en "The provider’s books show that {amount} left. It is booked as sent.", sw "Vitabu vya mtoa huduma vinaonyesha kuwa {amount} zilitoka. Zinaandikwa kuwa zimetumwa." }
    case_not_moved { en "No money moved", sw "Hakuna pesa zilizohamia" }
    case_not_moved_note { en "The provider’s books show nothing. The goods are free again and the buyer may pay again.", sw "Vitabu vya mtoa huduma havionyeshi kitu. Bidhaa ziko huru tena na mnunuzi anaweza kulipa tena." }
    case_not_moved_note_sent { en "The provider’s books show nothing. A refund is tried again; a payout is available to the shop again.", sw "Vitabu vya mtoa huduma havionyeshi kitu. Marejesho yanajaribiwa tena; malipo ya duka yanapatikana tena." }
    case_came_back { en "It came back", sw "Zilirudi" }
    case_came_back_payout(amount: &str) { en "A payout of {amount} that had arrived is here again: it reads “came back”, and the shop has its money again.", sw "Malipo ya {amount} yaliyokuwa yamefika yako hapa tena: yanasomeka “yamerudi”, na duka lina pesa zake tena." }
    case_came_back_refund(amount: &str) { en "A refund of {amount} that had arrived is here again: it becomes store credit of the buyer.", sw "Marejesho ya {amount} yaliyokuwa yamefika yako hapa tena: yanakuwa salio la duka la mnunuzi." }
    case_there { en "It is there", sw "Zipo" }
    case_theirs { en "Their amount is right", sw "Kiasi chao ni sahihi" }
    case_never_came { en "It never came", sw "Hazikuja kamwe" }
    case_twice { en "It moved twice", sw "Zilihamia mara mbili" }
    case_written_off { en "Nobody will ever explain it", sw "Hakuna atakayeieleza" }
    case_set_aside_more(amount: &str) { en "The books say what the statement says: {amount} more is held there, set aside until the difference is explained.", sw "Vitabu vinasema kama taarifa: {amount} zaidi zipo pale, zimewekwa pembeni hadi tofauti ielezwe." }
    case_set_aside_less(amount: &str) { en "The books say what the statement says: {amount} less is held there, set aside until the difference is explained.", sw "Vitabu vinasema kama taarifa: {amount} pungufu zipo pale, zimewekwa pembeni hadi tofauti ielezwe." }
    case_twice_note { en "The line is a movement of its own and goes the same road as any other.", sw "Mstari huu ni pesa zake wenyewe, na unafuata njia ile ile kama mingine." }
    case_found(amount: &str) { en "{amount} is the marketplace’s gain. A later line or posting still takes it back.", sw "{amount} ni faida ya soko. Mstari au ingizo la baadaye bado linaweza kuirudisha." }
    case_lost(amount: &str) { en "{amount} is the marketplace’s loss. A later line or posting still takes it back.", sw "{amount} ni hasara ya soko. Mstari au ingizo la baadaye bado linaweza kuirudisha." }
    case_decide_first { en "Its money is set aside, and another case asks about that. Decide there first.", sw "Pesa zake zimewekwa pembeni, na kesi nyingine inauliza kuhusu hilo. Amua huko kwanza." }
    case_close_note_explained { en "Nothing is booked, and it is no difference any more: nothing moved that we have not.", sw "Hakuna kinachoandikwa, na si tofauti tena: hakuna kilichohamia ambacho hatunacho." }
    case_none_named { en "Say first which payout or refund came back.", sw "Sema kwanza ni malipo au marejesho gani yaliyorudi." }
    case_not_arrived { en "That payout or refund has not arrived, or came back before.", sw "Malipo au marejesho hayo hayajafika, au yalirudi awali." }
    case_other_amount { en "That payout or refund is of another amount.", sw "Malipo au marejesho hayo ni ya kiasi tofauti." }
    case_name_returned { en "Which payout or refund came back: our reference, the provider’s number or the receipt", sw "Ni malipo au marejesho gani yaliyorudi: kumbukumbu yetu, namba ya mtoa huduma au risiti" }
    case_name_returned_do { en "Look at it", sw "Yaangalie" }
    case_none_called { en "There is no such payout or refund, or more than one.", sw "Hakuna malipo au marejesho kama hayo, au yapo zaidi ya moja." }
    case_look_for(provider: &str) { en "Nobody has answered for hours. Look for it in the books of {provider}, and say what they show.", sw "Hakuna jibu kwa saa kadhaa. Itafute kwenye vitabu vya {provider}, kisha useme vinaonyesha nini." }
    case_their_reference { en "Our reference there", sw "Rejea yetu huko" }
    case_known { en "By now it is known whether it moved.", sw "Sasa inajulikana kama zilihamia." }
    case_other_question { en "That is not what this case asks.", sw "Hilo silo swali la kesi hii." }
    case_not_there { en "No money of it is set aside.", sw "Hakuna pesa zake zilizowekwa pembeni." }
    case_other_currency { en "It came in another currency than the order’s.", sw "Zilikuja kwa sarafu tofauti na ya oda." }
    case_several_currencies { en "It came in several currencies.", sw "Zilikuja kwa sarafu kadhaa." }
    case_not_payable { en "The order can no longer be paid.", sw "Oda haiwezi kulipwa tena." }
    case_sold_out { en "The goods were sold to others.", sw "Bidhaa ziliuzwa kwa wengine." }
    case_credit_gone { en "The store credit that was to pay the rest has been spent.", sw "Salio lililokuwa lilipe sehemu iliyobaki limetumika." }
    case_money_left { en "This is money that left, not money that came.", sw "Hizi ni pesa zilizotoka, si zilizokuja." }
    case_no_order { en "Say first which order it is for.", sw "Sema kwanza ni ya oda gani." }
    case_no_phone { en "Whose phone paid is not known.", sw "Haijulikani simu ya nani ililipa." }
    case_no_such_order { en "There is no such order in this currency.", sw "Hakuna oda kama hiyo kwa sarafu hii." }
    case_name_order { en "Which order it is for", sw "Ni ya oda gani" }
    case_name_order_do { en "Look at this order", sw "Angalia oda hii" }
    case_hand_on(amount: &str, number: &str) { en "{amount} counts for {number}, as if its number had been typed.", sw "{amount} zinahesabika kwa {number}, kana kwamba namba yake ilitajwa." }
    case_credit_note(amount: &str) { en "{amount} becomes store credit of the phone that paid.", sw "{amount} zinakuwa salio la duka la simu iliyolipa." }
    case_line { en "Line of the statement", sw "Mstari wa taarifa" }
    case_receipt { en "Receipt", sw "Risiti" }
    case_account_typed { en "Account as it was typed", sw "Akaunti kama ilivyoandikwa" }
    case_note_hint { en "What you looked at and why you decide so. It stays in the file.", sw "Ulichoangalia na kwa nini unaamua hivyo. Kinabaki kwenye kumbukumbu." }
    case_decide { en "Decide", sw "Amua" }
    case_propose { en "Propose to a second admin", sw "Pendekeza kwa msimamizi wa pili" }
    case_needs_two { en "This is above the limit: two admins must agree.", sw "Hii ni juu ya kikomo: wasimamizi wawili lazima wakubaliane." }
    case_proposed_by(name: &str, time: &str) { en "{name} proposed this, {time}", sw "{name} alipendekeza hili, {time}" }
    case_answer_note { en "Note (may be empty)", sw "Maelezo (yanaweza kuwa matupu)" }
    case_agree { en "Agree and carry it out", sw "Kubali na utekeleze" }
    case_reject { en "Reject the proposal", sw "Kataa pendekezo" }
    case_take_back { en "Take the proposal back", sw "Ondoa pendekezo" }
    case_own_proposal { en "You proposed this yourself. Another admin must agree.", sw "Ulipendekeza hili mwenyewe. Msimamizi mwingine lazima akubali." }
    case_proposed { en "Proposed. A second admin must agree.", sw "Imependekezwa. Msimamizi wa pili lazima akubali." }
    case_rejected { en "The proposal is off the table. The case is still open.", sw "Pendekezo limeondolewa. Kesi bado iko wazi." }
    case_history { en "What was proposed", sw "Yaliyopendekezwa" }
    case_proposal_open { en "Waits for a second admin", sw "Linasubiri msimamizi wa pili" }
    case_proposal_agreed { en "Carried out", sw "Limetekelezwa" }
    case_proposal_rejected { en "Rejected", sw "Limekataliwa" }

    // How the providers do.
    office_nav_providers { en "Providers", sw "Watoa huduma" }
    providers_payouts_lead { en "The newest payouts to shops, counted the same way. They decide by whom the next one is sent.", sw "Malipo mapya kabisa kwa maduka, yakihesabiwa vivyo hivyo. Huamua malipo yajayo yatumwe na nani." }
    providers_lead {
        en "Counted from the newest attempts of the last half hour, and asked of whoever says how they do. Buyers are sent to the first that works.",
        sw "Imehesabiwa kutoka majaribio mapya ya nusu saa iliyopita, na kuulizwa kwa anayesema hali yake. Wanunuzi hupelekwa kwa wa kwanza anayefanya kazi."
    }
    providers_unknown { en "Nothing was counted yet.", sw "Bado hakuna kilichohesabiwa." }
    providers_standing { en "Now", sw "Sasa" }
    providers_arrived { en "Arrived", sw "Yaliyofika" }
    providers_usual { en "Usual time", sw "Muda wa kawaida" }
    providers_stated { en "They say", sw "Wanasema" }
    providers_measured { en "Counted", sw "Ilihesabiwa" }
    providers_of(arrived: i64, of: i64) { en "{arrived} of {of}", sw "{arrived} kati ya {of}" }
    providers_seconds(seconds: i64) { en "{seconds} s", sw "sek {seconds}" }
    providers_up { en "Works", sw "Anafanya kazi" }
    providers_slow { en "Slow", sw "Anachelewa" }
    providers_down { en "Away", sw "Hapatikani" }
    providers_silent { en "Nothing", sw "Hakuna" }

    // The ledger.
    office_nav_ledger { en "Ledger", sw "Leja" }
    ledger_proof { en "Proof", sw "Uthibitisho" }
    ledger_proof_holds(journals: i64, postings: i64) {
        en "Checked now: {journals} journal, {postings} postings, and it balances." | "Checked now: {journals} journals, {postings} postings, and every journal balances.",
        sw "Imekaguliwa sasa: jarida {journals}, maingizo {postings}, nalo linalingana." | "Imekaguliwa sasa: majarida {journals}, maingizo {postings}, na kila jarida linalingana."
    }
    ledger_proof_broken(unbalanced: i64) {
        en "{unbalanced} journal does not balance. Stop payouts and call whoever keeps the database." | "{unbalanced} journals do not balance. Stop payouts and call whoever keeps the database.",
        sw "Jarida {unbalanced} halilingani. Simamisha malipo na mwite anayetunza hifadhidata." | "Majarida {unbalanced} hayalingani. Simamisha malipo na mwite anayetunza hifadhidata."
    }
    ledger_sum(currency: &str) { en "All accounts in {currency} together", sw "Akaunti zote za {currency} kwa pamoja" }
    ledger_signs { en "Debits are positive: what providers hold for us, and what shops owe. Credits are negative: what we owe or have earned.", sw "Debiti ni chanya: watoa huduma wanazotushikia, na maduka wanayodaiwa. Krediti ni hasi: tunazodaiwa au tulizopata." }
    ledger_totals { en "Accounts by kind", sw "Akaunti kwa aina" }
    ledger_account { en "Account", sw "Akaunti" }
    ledger_accounts_count { en "Accounts", sw "Idadi ya akaunti" }
    ledger_balance { en "Balance", sw "Salio" }
    ledger_party { en "Kept for", sw "Kwa ajili ya" }
    ledger_own { en "The marketplace", sw "Soko lenyewe" }
    ledger_postings { en "Postings", sw "Maingizo" }
    ledger_postings_count(count: i64) { en "{count} posting" | "{count} postings", sw "Ingizo {count}" | "Maingizo {count}" }
    ledger_debit { en "Debit", sw "Debiti" }
    ledger_credit { en "Credit", sw "Krediti" }
    ledger_why { en "Why", sw "Kwa nini" }
    ledger_cause { en "Cause", sw "Chanzo" }
    ledger_journal { en "Journal", sw "Jarida la leja" }
    ledger_journal_balances { en "Debits and credits of this journal are equal.", sw "Debiti na krediti za jarida hili ni sawa." }
    ledger_empty { en "Nothing was posted yet.", sw "Bado hakuna kilichoingizwa." }
}
