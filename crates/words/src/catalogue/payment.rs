//! The wait for the PIN, what we know, and money that cannot be kept.

use crate::Lang;

messages! { Lang;
    pay_title { en "Approve the payment", sw "Kubali malipo" }
    pay_amount { en "Amount", sw "Kiasi" }
    pay_phone { en "Phone", sw "Simu" }
    pay_order { en "Order", sw "Oda" }
    pay_steps_title { en "What to do on your phone", sw "La kufanya kwenye simu yako" }
    pay_step_unlock(phone: &str) { en "Unlock the phone with the number {phone}.", sw "Fungua simu yenye namba {phone}." }
    pay_step_prompt(network: &str, amount: &str) { en "{network} asks you to pay {amount}.", sw "{network} itakuuliza ulipe {amount}." }
    pay_step_pin { en "Enter your PIN there, and come back here.", sw "Weka PIN yako hapo, kisha rudi hapa." }
    pay_same_phone { en "On this phone, the prompt comes on top of this page.", sw "Kwenye simu hii, ombi litatokea juu ya ukurasa huu." }

    /// Beside a lock, in the head of checkout and payment pages.
    pay_never_ask_pin { en "We never ask for your PIN", sw "Hatuulizi PIN yako kamwe" }

    // What we know, one sentence per state.
    pay_preparing(network: &str) { en "We are about to ask {network}.", sw "Tunakaribia kuiomba {network}." }
    pay_asked(network: &str) { en "We asked {network} to send the prompt.", sw "Tumeiomba {network} itume ombi." }
    pay_waiting(network: &str) { en "{network} is waiting for your PIN.", sw "{network} inasubiri PIN yako." }
    pay_unclear(network: &str) { en "We do not know yet whether {network} took the money.", sw "Bado hatujui kama {network} imechukua pesa." }
    order_unclear_lead { en "We do not know yet whether it is paid.", sw "Bado hatujui kama imelipwa." }
    pay_unclear_next {
        en "Please do not pay again. We keep asking. This page tells you the answer, and so does “Find an order”. If it is paid, an SMS comes.",
        sw "Tafadhali usilipe tena. Tunaendelea kuuliza. Utapata jibu kwenye ukurasa huu, au kwenye “Tafuta oda”. Ikilipwa, utapokea SMS."
    }
    pay_refunded_title { en "Sent back", sw "Zimerudishwa" }
    pay_refunded(amount: &str) { en "{amount} went back to whoever paid.", sw "{amount} zimerudishwa kwa aliyelipa." }
    pay_card_title { en "Pay by card", sw "Lipa kwa kadi" }
    pay_card_step_open { en "Open the page of our card provider.", sw "Fungua ukurasa wa mtoa huduma wa kadi." }
    pay_card_step_enter { en "Enter your card there. We never see it.", sw "Jaza kadi yako hapo. Sisi hatuioni." }
    pay_card_step_back { en "It brings you back here by itself.", sw "Utarudishwa hapa wenyewe." }
    pay_open_page { en "Open the payment page", sw "Fungua ukurasa wa malipo" }
    pay_redirected { en "Finish the payment there, then come back.", sw "Maliza malipo huko, kisha rudi hapa." }
    pay_step_open { en "Open the payment page.", sw "Fungua ukurasa wa malipo." }
    pay_redirect_button(provider: &str) { en "Go to {provider}", sw "Nenda {provider}" }
    pay_paid(amount: &str) { en "Paid: {amount}. Thank you.", sw "Imelipwa: {amount}. Asante." }
    pay_paid_next { en "See the order", sw "Ona oda" }
    pay_refused_title { en "The payment did not go through", sw "Malipo hayakufanikiwa" }
    pay_nothing_taken { en "No money was taken.", sw "Hakuna pesa iliyochukuliwa." }
    pay_expired { en "The time to pay is over. Your items are free for others again.", sw "Muda wa kulipa umeisha. Bidhaa zako zinapatikana tena kwa wengine." }
    pay_expired_next { en "Put them in the cart again", sw "Ziweke tena kikapuni" }
    pay_cancelled { en "This order was cancelled. Please do not approve a prompt for it.", sw "Oda hii imeghairiwa. Tafadhali usikubali ombi lake." }

    // Time, help and buttons.
    /// Stands before minutes and seconds that count down.
    pay_clock { en "Time left to approve", sw "Muda uliobaki wa kukubali" }
    pay_time_left(minutes: i64) {
        en "{minutes} minute left to approve" | "{minutes} minutes left to approve",
        sw "Zimebaki dakika {minutes} za kukubali"
    }
    pay_time_left_seconds(seconds: i64) {
        en "{seconds} second left to approve" | "{seconds} seconds left to approve",
        sw "Zimebaki sekunde {seconds} za kukubali"
    }
    pay_time_over { en "The prompt should be closed by now. We are asking for the result.", sw "Ombi linapaswa kuwa limefungwa sasa. Tunauliza matokeo." }
    pay_check_now { en "Check now", sw "Angalia sasa" }
    pay_checked(time: &str) { en "Checked {time}", sw "Imeangaliwa {time}" }
    pay_page_refreshes {
        en "This page looks by itself. You can also leave: if it is paid, an SMS comes.",
        sw "Ukurasa huu hujiangalia wenyewe. Unaweza pia kuondoka: ikilipwa, utapokea SMS."
    }
    pay_no_prompt { en "I did not get a prompt", sw "Sikupata ombi la malipo" }
    pay_no_prompt_title(network: &str) { en "Find the prompt of {network}", sw "Tafuta ombi la {network}" }
    pay_no_prompt_wait { en "It can take a minute. Keep the phone unlocked and near.", sw "Inaweza kuchukua dakika moja. Weka simu wazi na karibu." }
    pay_try_again { en "Try again", sw "Jaribu tena" }
    pay_ask_shop_title { en "It does not work?", sw "Haifanikiwi?" }
    pay_ask_shop_why { en "Write to the shop. The number of your order and what it costs are in the message already.", sw "Andikia duka. Namba ya oda yako na bei yake tayari zipo kwenye ujumbe." }
    pay_ask_shop_text(number: &str, amount: &str) {
        en "Hello, I want to pay {amount} for order {number}, and it does not go through. What can we do?",
        sw "Habari, nataka kulipa {amount} za oda {number}, na malipo hayafanikiwi. Tufanyeje?"
    }
    pay_try_again_with(amount: &str, method: &str) { en "Pay {amount} with {method} again", sw "Lipa tena {amount} kwa {method}" }
    pay_other_method { en "Pay another way", sw "Lipa kwa njia nyingine" }
    /// Beside a button that ends a card's page for another way to pay.
    pay_leave_page {
        en "The card page is closed then. If you have paid there already, that counts.",
        sw "Ukurasa wa kadi utafungwa. Kama umeshalipa hapo, malipo hayo yanahesabika."
    }
    pay_other_number { en "Use another number", sw "Tumia namba nyingine" }
    pay_cancel_order { en "Cancel the order", sw "Ghairi oda" }
    pay_still_open {
        en "Your first payment may still go through. If you start another and both succeed, we send the second one back.",
        sw "Malipo yako ya kwanza bado yanaweza kufanikiwa. Ukianza mengine na yote yakafanikiwa, tutarudisha ya pili."
    }
    pay_try_anyway { en "I understand, start another payment", sw "Nimeelewa, anza malipo mengine" }
    pay_stock_gone(product: &str) { en "{product} is gone, so we did not ask for money.", sw "{product} imeisha, kwa hiyo hatukuomba pesa." }
    pay_no_script_title { en "Waiting for your PIN", sw "Tunasubiri PIN yako" }
    pay_connection_lost { en "Your connection is away. The payment goes on without it.", sw "Mtandao wako umekatika. Malipo yanaendelea bila huo." }

    // Paying by hand.
    till_title { en "Pay to our paybill by hand", sw "Lipa kwa paybill yetu mwenyewe" }
    till_hint { en "No prompt is needed: you send the money from the M-Pesa menu yourself.", sw "Huhitaji ombi: unatuma pesa mwenyewe kwenye menyu ya M-Pesa." }
    till_begin { en "Show me the number", sw "Nionyeshe namba" }
    till_order(amount: &str) { en "Order now, send {amount} to our paybill", sw "Agiza sasa, tuma {amount} kwa paybill yetu" }
    till_step_menu { en "Open M-Pesa on your phone, then Lipa na M-Pesa, then Pay Bill.", sw "Fungua M-Pesa kwenye simu yako, kisha Lipa na M-Pesa, kisha Pay Bill." }
    till_step_business { en "Business number:", sw "Namba ya biashara:" }
    till_step_account { en "Account number:", sw "Namba ya akaunti:" }
    till_step_amount { en "Amount:", sw "Kiasi:" }
    till_step_pin { en "Enter your PIN there, and come back here.", sw "Weka PIN yako hapo, kisha rudi hapa." }
    till_waiting { en "Your payment is not here yet. It usually takes a minute.", sw "Malipo yako hayajafika bado. Kwa kawaida huchukua dakika moja." }
    till_part_title { en "A part has come", sw "Sehemu imefika" }
    till_part(came: &str, total: &str, missing: &str) {
        en "{came} of {total} came, and {missing} is missing. Pay it the same way; if the order ends before, we owe you what came.",
        sw "{came} kati ya {total} zimefika, bado {missing}. Lipa kwa njia hiyohiyo; oda ikiisha kabla, tutakurudishia zilizofika."
    }
    till_kept(time: &str) { en "The items are kept for you until {time}.", sw "Bidhaa zimetunzwa kwa ajili yako hadi {time}." }
    till_prompted {
        en "A payment request is still open on a phone. Finish it, or wait for its end, so that you do not pay twice.",
        sw "Ombi la malipo bado liko wazi kwenye simu. Limalize, au lisubiri liishe, ili usilipe mara mbili."
    }
    till_closed { en "This order cannot be paid by hand.", sw "Oda hii haiwezi kulipwa kwa mkono." }

    // From another country.
    abroad_title { en "Pay from another country", sw "Lipa kutoka nchi nyingine" }
    abroad_lead(price: &str) {
        en "The order costs {price}. A phone in another country can pay it, in its own money.",
        sw "Oda hii ni {price}. Simu iliyo nchi nyingine inaweza kuilipa, kwa pesa za huko."
    }
    abroad_rate(price: &str, rate: &str, amount: &str, day: &str) {
        en "{price} × {rate} = {amount}. The rate is of {day} and stays the same for this order, also for money back.",
        sw "{price} × {rate} = {amount}. Kiwango ni cha {day} na hakibadiliki kwa oda hii, hata pesa zikirudishwa."
    }
    abroad_changed(amount: &str) {
        en "It is {amount} now. Nothing was asked for: press again to pay that.",
        sw "Sasa ni {amount}. Hakuna pesa iliyoombwa: bonyeza tena kulipa hizo."
    }
    abroad_none {
        en "No other country can pay at the moment. Choose another way to pay.",
        sw "Hakuna nchi nyingine inayoweza kulipa kwa sasa. Chagua njia nyingine ya kulipa."
    }
    /// On an order that was paid from abroad.
    abroad_paid(amount: &str, rate: &str) { en "Paid as {amount}, at {rate}", sw "Imelipwa kama {amount}, kwa {rate}" }
    /// A way to pay, in the checkout.
    method_abroad_hint(amounts: &str) { en "{amounts}. The next page asks for that phone.", sw "{amounts}. Ukurasa unaofuata utauliza simu hiyo." }

    // Sent to our bank account by the buyer's own hand; told by the bank's statement.
    transfer_title { en "Pay by bank transfer", sw "Lipa kwa uhamisho wa benki" }
    transfer_hint(days: i64) {
        en "You send the money from your bank. That takes a day or more, so we keep the items for {days} days.",
        sw "Unatuma pesa kutoka benki yako. Huchukua siku moja au zaidi, kwa hiyo tunatunza bidhaa kwa siku {days}."
    }
    transfer_begin { en "Show me the bank account", sw "Nionyeshe akaunti ya benki" }
    transfer_order(amount: &str) { en "Order now, send {amount} by bank", sw "Agiza sasa, tuma {amount} kwa benki" }
    transfer_bank { en "Bank:", sw "Benki:" }
    transfer_branch { en "Branch:", sw "Tawi:" }
    transfer_name { en "Account name:", sw "Jina la akaunti:" }
    transfer_reference { en "Reference:", sw "Rejea:" }
    transfer_reference_why {
        en "Write the reference exactly so: without it we do not know that the money is yours.",
        sw "Andika rejea hivihivi: bila hiyo hatujui kuwa pesa ni zako."
    }
    transfer_waiting {
        en "Your transfer is not here yet. Banks take a day or more, and we see it when our bank’s statement has it.",
        sw "Uhamisho wako haujafika bado. Benki huchukua siku moja au zaidi, nasi tunauona ukiwa kwenye taarifa ya benki yetu."
    }
    transfer_closed { en "This order cannot be paid by bank transfer.", sw "Oda hii haiwezi kulipwa kwa uhamisho wa benki." }
    transfer_too_many(count: i64) {
        en "{count} of your orders wait for a bank transfer already. Pay or cancel one of them first, or choose another way to pay.",
        sw "Oda zako {count} tayari zinasubiri uhamisho wa benki. Lipia au ghairi mojawapo kwanza, au chagua njia nyingine ya kulipa."
    }

    // Money that came and cannot be kept.
    refund_owed(amount: &str) { en "We owe you {amount}.", sw "Tunapaswa kukurudishia {amount}." }
    refund_owed_late { en "Your money came after the order had closed.", sw "Pesa zako zilifika baada ya oda kufungwa." }
    refund_owed_double { en "This order was paid twice.", sw "Oda hii ililipwa mara mbili." }
    refund_owed_sold_out { en "Your money came, but an item had sold out.", sw "Pesa zako zilifika, lakini bidhaa ilikuwa imeisha." }
    refund_owed_next { en "It is on its way back to whoever paid. We send an SMS when it arrives.", sw "Inarudishwa kwa aliyelipa. Tutatuma SMS itakapofika." }
}
