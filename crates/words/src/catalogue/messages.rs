//! SMS texts. GSM-7 only and one segment each, with names shortened to 20 characters and amounts up to 13.

use crate::Lang;

messages! { Lang;
    sms_code(code: &str, minutes: i64) {
        en "Soko: your code is {code}. It is valid for {minutes} minutes. Never give it to anyone, not even to us.",
        sw "Soko: msimbo wako ni {code}. Unatumika kwa dakika {minutes}. Usimpe mtu yeyote, hata sisi."
    }
    sms_placed(number: &str, amount: &str, link: &str) {
        en "Soko: order {number}, {amount}, waits for your payment. {link}",
        sw "Soko: oda {number}, {amount}, inasubiri malipo yako. {link}"
    }
    sms_paid(number: &str, amount: &str, link: &str) {
        en "Soko: {amount} received for order {number}. Follow it: {link}",
        sw "Soko: tumepokea {amount} kwa oda {number}. Ifuatilie: {link}"
    }
    sms_cash_placed(number: &str, amount: &str, link: &str) {
        en "Soko: order {number} is placed. Pay the rider {amount} in cash. {link}",
        sw "Soko: oda {number} imewekwa. Mlipe mpelekaji {amount} taslimu. {link}"
    }
    sms_not_paid(number: &str, link: &str) {
        en "Soko: order {number} is not paid. No money was taken. Try again: {link}",
        sw "Soko: oda {number} haijalipwa. Hakuna pesa iliyochukuliwa. Jaribu tena: {link}"
    }
    sms_expired(number: &str) {
        en "Soko: order {number} was not paid in time and is closed. Please do not approve a prompt for it.",
        sw "Soko: oda {number} haikulipwa kwa wakati na imefungwa. Tafadhali usikubali ombi lake la malipo."
    }
    sms_packed(number: &str, shop: &str) {
        en "Soko: {shop} packed your order {number}.",
        sw "Soko: {shop} limefungasha oda yako {number}."
    }
    sms_handed_over(number: &str, shop: &str) {
        en "Soko: your order {number} from {shop} is with the rider. Keep your phone near.",
        sw "Soko: oda yako {number} kutoka {shop} iko kwa mpelekaji. Kaa na simu karibu."
    }
    sms_delivered(number: &str, shop: &str) {
        en "Soko: order {number} from {shop} is delivered. If that is wrong, reply or open your order.",
        sw "Soko: oda {number} kutoka {shop} imefika. Kama si kweli, jibu au fungua oda yako."
    }
    sms_cancelled(number: &str) {
        en "Soko: order {number} is cancelled.",
        sw "Soko: oda {number} imeghairiwa."
    }
    sms_cancelled_paid(number: &str, amount: &str) {
        en "Soko: order {number} is cancelled. We owe you {amount} and send it back to the number that paid.",
        sw "Soko: oda {number} imeghairiwa. Tutarudisha {amount} kwenye namba iliyolipa."
    }
    sms_refunded(number: &str, amount: &str, ending: &str) {
        en "Soko: {amount} for order {number} is back at the number ending in {ending}.",
        sw "Soko: {amount} za oda {number} zimerudi kwa namba inayoishia {ending}."
    }
    sms_credited(number: &str, amount: &str) {
        en "Soko: {amount} for order {number} could not be sent back. It is store credit: sign in with this number to use it.",
        sw "Soko: {amount} za oda {number} hazikuweza kurudishwa. Ni salio lako: ingia kwa namba hii ulitumie."
    }
    sms_cash_given_back(number: &str, shop: &str, amount: &str) {
        en "Soko: {shop} says it gave you {amount} back in cash for order {number}. If not, open your order.",
        sw "Soko: {shop} limesema limekurudishia {amount} taslimu kwa oda {number}. Kama si kweli, fungua oda."
    }
    sms_taken_down(link: &str) {
        en "Soko: we took something of your shop off the market. What and why: {link}",
        sw "Soko: tumeondoa kitu cha duka lako sokoni. Nini na kwa nini: {link}"
    }
    sms_payout_paid(amount: &str, ending: &str) {
        en "Soko: your payout of {amount} is at the number ending in {ending}.",
        sw "Soko: malipo yako ya {amount} yamefika kwa namba inayoishia {ending}."
    }
    sms_payout_paid_account(amount: &str, ending: &str) {
        en "Soko: your payout of {amount} is at the account ending in {ending}.",
        sw "Soko: malipo yako ya {amount} yamefika kwa akaunti inayoishia {ending}."
    }
    sms_paid_to_changed(shop: &str, ending: &str, hours: i64, link: &str) {
        en "Soko: in {hours} hours payouts of {shop} go to the number or account ending in {ending}. Not you? Stop it: {link}",
        sw "Soko: baada ya saa {hours} malipo ya {shop} yataenda namba au akaunti inayoishia {ending}. Si wewe? Zuia: {link}"
    }
    sms_paid_to(shop: &str, ending: &str, link: &str) {
        en "Soko: payouts of {shop} go to the number or account ending in {ending} now. Not you? {link}",
        sw "Soko: malipo ya {shop} sasa yanaenda namba au akaunti inayoishia {ending}. Si wewe? {link}"
    }
    sms_payout_failed(amount: &str, link: &str) {
        en "Soko: your payout of {amount} did not go through. The money is still yours: {link}",
        sw "Soko: malipo yako ya {amount} hayakufika. Pesa bado ni zako: {link}"
    }
    sms_payout_returned(amount: &str, link: &str) {
        en "Soko: your payout of {amount} was sent back to us after it had arrived. The money is yours again: {link}",
        sw "Soko: malipo yako ya {amount} yamerudishwa kwetu baada ya kufika. Pesa ni zako tena: {link}"
    }
    sms_refund_due(number: &str, amount: &str) {
        en "Soko: {amount} came for order {number} and cannot be kept. We send it back to the number that paid.",
        sw "Soko: {amount} zilifika kwa oda {number} lakini hatuwezi kuzishika. Tutazirudisha kwa namba iliyolipa."
    }
    sms_shop_new_order(number: &str, amount: &str) {
        en "Soko: new paid order {number}, {amount}. Please pack it today.",
        sw "Soko: oda mpya iliyolipwa {number}, {amount}. Tafadhali ifungashe leo."
    }
    sms_shop_new_cash_order(number: &str, amount: &str) {
        en "Soko: new order {number}. Your rider takes {amount} in cash. Please pack it today.",
        sw "Soko: oda mpya {number}. Mpelekaji wako atapokea {amount} taslimu. Tafadhali ifungashe leo."
    }
    sms_shop_being_checked(number: &str) {
        en "Soko is checking order {number}; do not pack it yet. We tell you when you may.",
        sw "Soko inaangalia oda {number}; usiifungashe bado. Tutakuambia ukiweza."
    }
    sms_shop_may_pack(number: &str, amount: &str) {
        en "Soko: order {number}, {amount}, is checked. Please pack it today.",
        sw "Soko: oda {number}, {amount}, imeangaliwa. Tafadhali ifungashe leo."
    }
    sms_shop_order_cancelled(number: &str) {
        en "Soko: order {number} was cancelled. Please do not send it.",
        sw "Soko: oda {number} imeghairiwa. Tafadhali usiitume."
    }
    sms_shop_approved(shop: &str, link: &str) {
        en "Soko: {shop} is approved and open. Add products: {link}",
        sw "Soko: {shop} limeidhinishwa na liko wazi. Ongeza bidhaa: {link}"
    }
    sms_shop_refused(shop: &str, link: &str) {
        en "Soko: {shop} is not approved yet. See what to change: {link}",
        sw "Soko: {shop} bado halijaidhinishwa. Ona cha kubadilisha: {link}"
    }
    sms_picture_refused(product: &str, link: &str) {
        en "Soko: a photo of {product} was refused. See why: {link}",
        sw "Soko: picha ya {product} imekataliwa. Ona sababu: {link}"
    }
}
