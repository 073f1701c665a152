//! The order page, its timeline, the receipt, history and the look-up of an order.

use crate::Lang;

messages! { Lang;
    order_title(number: &str) { en "Order {number}", sw "Oda {number}" }
    order_number { en "Order number", sw "Namba ya oda" }
    order_placed_at(time: &str) { en "Placed {time}", sw "Imewekwa {time}" }
    order_thanks(name: &str) { en "Thank you, {name}.", sw "Asante, {name}." }
    order_paid_lead { en "Your order is paid. The shops are packing it.", sw "Oda yako imelipwa. Maduka yanaifungasha." }
    order_cash_lead(amount: &str) { en "Please have {amount} ready for the rider.", sw "Tafadhali andaa {amount} kwa mpelekaji." }
    order_unpaid_lead { en "This order is not paid yet.", sw "Oda hii bado haijalipwa." }
    order_transfer_lead(time: &str) {
        en "We wait for your bank transfer, and keep the items for you until {time}.",
        sw "Tunasubiri uhamisho wako wa benki, na tunatunza bidhaa kwa ajili yako hadi {time}."
    }
    order_pay_now { en "Pay now", sw "Lipa sasa" }
    order_cancelled_lead { en "This order is cancelled.", sw "Oda hii imeghairiwa." }
    order_expired_lead { en "This order was not paid in time, so it is closed.", sw "Oda hii haikulipwa kwa wakati, kwa hiyo imefungwa." }
    order_delivered_lead { en "Everything has arrived.", sw "Kila kitu kimefika." }
    order_parcel(number: &str, shop: &str) { en "Parcel {number} from {shop}", sw "Mzigo {number} kutoka {shop}" }
    order_arrives(day: &str) { en "Expected {day}", sw "Unatarajiwa {day}" }
    order_being_packed { en "Being packed", sw "Inafungashwa" }
    order_items { en "Items", sw "Bidhaa" }
    order_line(count: i64, product: &str) { en "{count} × {product}", sw "{count} × {product}" }
    order_delivery_address { en "Delivery to", sw "Inapelekwa" }
    order_paid_with(method: &str, phone: &str) { en "{method}, {phone}", sw "{method}, {phone}" }
    order_payment { en "Payment", sw "Malipo" }
    order_timeline { en "What happened", sw "Yaliyotokea" }
    order_call_shop(shop: &str) { en "Call {shop}", sw "Pigia simu {shop}" }
    order_whatsapp_shop(shop: &str) { en "Write to {shop} on WhatsApp", sw "Andikia {shop} kwa WhatsApp" }
    order_whatsapp_text(number: &str) { en "Hello, I am asking about my order {number}.", sw "Habari, ninauliza kuhusu oda yangu {number}." }
    order_keep_link { en "Keep this link. It opens your order without signing in.", sw "Hifadhi kiungo hiki. Kinafungua oda yako bila kuingia." }
    order_print { en "Print the receipt", sw "Chapisha risiti" }
    receipt_title { en "Receipt", sw "Risiti" }
    receipt_for(name: &str) { en "For {name}", sw "Kwa {name}" }

    // Cancelling.
    order_cancel { en "Cancel this order", sw "Ghairi oda hii" }
    order_cancel_sure { en "Cancel the order? The items go back to the shop.", sw "Ughairi oda? Bidhaa zitarudi dukani." }
    order_cancel_sure_paid(amount: &str) { en "Cancel the order? {amount} goes back to you.", sw "Ughairi oda? {amount} itarudishwa kwako." }
    order_cancel_yes { en "Yes, cancel it", sw "Ndiyo, ighairi" }
    order_cancel_no { en "Keep the order", sw "Usiighairi" }
    order_cancel_too_late { en "The parcel is already with the rider, so it cannot be cancelled here. Ask the shop about a return.", sw "Mzigo tayari uko kwa mpelekaji, kwa hiyo hauwezi kughairiwa hapa. Uliza duka kuhusu kurudisha." }
    order_cancelled_done { en "The order is cancelled.", sw "Oda imeghairiwa." }

    // Timeline.
    event_placed { en "You placed the order", sw "Uliweka oda" }
    event_payment_asked(network: &str) { en "We asked {network} for the payment", sw "Tuliiomba {network} malipo" }
    event_payment_refused(reason: &str) { en "The payment did not go through: {reason}", sw "Malipo hayakufanikiwa: {reason}" }
    event_part_came(came: &str, missing: &str) { en "{came} came; {missing} is missing", sw "{came} zimefika; bado {missing}" }
    event_payment_unclear(network: &str) { en "{network} has not answered us yet", sw "{network} bado haijatujibu" }
    event_paid(amount: &str, method: &str) { en "{amount} paid with {method}", sw "{amount} imelipwa kwa {method}" }
    event_paid_late { en "The payment arrived late", sw "Malipo yalichelewa kufika" }
    event_cash_agreed { en "You chose to pay in cash on delivery", sw "Ulichagua kulipa taslimu ukipokea" }
    event_confirmed(shop: &str) { en "{shop} has the order", sw "{shop} limepokea oda" }
    event_packed(shop: &str) { en "{shop} packed it", sw "{shop} limeifungasha" }
    event_handed_over(shop: &str) { en "{shop} gave it to the rider", sw "{shop} limempa mpelekaji" }
    event_delivered { en "Delivered", sw "Imefika" }
    event_shop_asked(shop: &str) { en "You went to write to {shop}", sw "Ulikwenda kumwandikia {shop}" }
    event_credit_used(amount: &str) { en "{amount} of store credit was used", sw "Salio la {amount} limetumika" }
    event_credited(amount: &str) { en "{amount} is credit you can spend here", sw "{amount} ni salio unaloweza kutumia hapa" }
    event_cash_taken(shop: &str) { en "Delivered, and {shop} was paid in cash", sw "Imefika, na {shop} limelipwa taslimu" }
    event_delivery_refused(shop: &str) { en "Not taken at the door; it goes back to {shop}", sw "Haikupokelewa mlangoni; inarudi kwa {shop}" }
    event_completed { en "Completed", sw "Imekamilika" }
    event_cancelled_by_buyer { en "You cancelled it", sw "Uliighairi" }
    event_cancelled_by_shop(shop: &str) { en "{shop} cancelled it", sw "{shop} limeighairi" }
    event_cancelled_by_shop_because(shop: &str, reason: &str) { en "{shop} cancelled it: {reason}", sw "{shop} limeighairi: {reason}" }
    event_expired { en "Not paid in time, closed", sw "Haikulipwa kwa wakati, imefungwa" }
    event_returned { en "Returned to the shop", sw "Imerudishwa dukani" }
    event_refund_due(amount: &str) { en "{amount} is to be sent back", sw "{amount} inapaswa kurudishwa" }
    event_refund_decided(shop: &str, amount: &str, reason: &str) { en "{amount} of your order from {shop} is given back: {reason}", sw "{amount} ya oda yako kutoka {shop} inarudishwa: {reason}" }
    event_cash_given_back(shop: &str, amount: &str, reason: &str) { en "{shop} gave you {amount} back in cash: {reason}", sw "{shop} limekurudishia {amount} taslimu: {reason}" }
    order_refunded_of(amount: &str, total: &str) { en "{amount} of {total} refunded", sw "{amount} kati ya {total} imerudishwa" }
    order_credited_of(amount: &str, total: &str) { en "{amount} of {total} became store credit", sw "{amount} kati ya {total} zimekuwa salio la duka" }
    order_goes_back_of(amount: &str, total: &str) { en "{amount} of {total} goes back to you", sw "{amount} kati ya {total} inarudi kwako" }
    order_line_goes_back(amount: &str) { en "{amount} of it goes back to you", sw "{amount} yake inarudi kwako" }
    order_line_refunded(amount: &str) { en "{amount} of it refunded", sw "{amount} yake imerudishwa" }
    event_refunded(amount: &str) { en "{amount} was sent back", sw "{amount} imerudishwa" }

    // Invoices and credit notes.
    documents_title { en "Invoices", sw "Ankara" }
    document_invoice(number: &str) { en "Invoice {number}", sw "Ankara {number}" }
    document_credit_note(number: &str) { en "Credit note {number}", sw "Hati ya kurudisha {number}" }
    document_date { en "Date", sw "Tarehe" }
    document_corrects { en "Corrects invoice", sw "Inasahihisha ankara" }
    document_seller { en "Seller", sw "Muuzaji" }
    document_buyer { en "Buyer’s name", sw "Jina la mnunuzi" }
    document_tax { en "Tax", sw "Kodi" }
    document_line_tax(tax: &str, amount: &str) { en "{amount} of it {tax}", sw "{amount} ni {tax}" }
    document_without_tax { en "Without tax", sw "Bila kodi" }
    document_pdf { en "Open as PDF", sw "Fungua kama PDF" }

    // History.
    orders_title { en "My orders", sw "Oda zangu" }
    orders_empty { en "You have no orders yet.", sw "Bado huna oda." }
    orders_filter_all { en "All", sw "Zote" }
    orders_filter_open { en "On the way", sw "Zinazokuja" }
    orders_filter_done { en "Done", sw "Zilizokamilika" }
    orders_older { en "Older orders", sw "Oda za zamani" }

    // Look-up with number, phone and code.
    track_title { en "Find an order", sw "Tafuta oda" }
    track_lead { en "Give the order number and the phone number you used. We send a code to that phone.", sw "Andika namba ya oda na namba ya simu uliyotumia. Tutatuma msimbo kwenye simu hiyo." }
    track_number { en "Order number", sw "Namba ya oda" }
    track_number_hint { en "It is in the SMS and looks like SK-7K3M-9Q2D", sw "Iko kwenye SMS, inafanana na SK-7K3M-9Q2D" }
    track_button { en "Send me a code", sw "Nitumie msimbo" }
    track_sent { en "If that order exists with this phone, a code is on its way.", sw "Ikiwa oda hiyo ipo kwa simu hii, msimbo uko njiani." }
    track_open { en "Open the order", sw "Fungua oda" }
    order_link_needed { en "To see this order, open the link from your SMS or ask for a code.", sw "Kuona oda hii, fungua kiungo kilicho kwenye SMS au omba msimbo." }
}
