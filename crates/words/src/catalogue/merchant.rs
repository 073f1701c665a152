//! The merchant's dashboard: today, orders, products, options, stock and photos.

use crate::Lang;

messages! { Lang;
    // Today, in sentences.
    dashboard_title { en "Today", sw "Leo" }
    dashboard_nav_today { en "Today", sw "Leo" }
    dashboard_nav_orders { en "Orders", sw "Oda" }
    dashboard_nav_products { en "Products", sw "Bidhaa" }
    dashboard_nav_delivery { en "Delivery", sw "Usafirishaji" }
    dashboard_nav_shop { en "Shop", sw "Duka" }
    dashboard_choose_shop { en "Choose a shop", sw "Chagua duka" }
    dashboard_view_shop { en "See the shop as buyers do", sw "Ona duka kama wanunuzi" }
    dashboard_nothing { en "Nothing waits for you right now.", sw "Hakuna kinachokusubiri kwa sasa." }
    insight_to_pack(count: i64, since: &str) {
        en "{count} paid order to pack, since {since}" | "{count} paid orders to pack, oldest since {since}",
        sw "Oda {count} iliyolipwa ya kufungasha, tangu {since}"
            | "Oda {count} zilizolipwa za kufungasha, ya zamani tangu {since}"
    }
    insight_to_hand_over(count: i64) {
        en "{count} packed order for the rider" | "{count} packed orders for the rider",
        sw "Oda {count} iliyofungashwa ya kumpa mpelekaji" | "Oda {count} zilizofungashwa za kumpa mpelekaji"
    }
    insight_on_the_way(count: i64) {
        en "{count} order is with the rider" | "{count} orders are with the rider",
        sw "Oda {count} iko kwa mpelekaji" | "Oda {count} ziko kwa mpelekaji"
    }
    insight_earned_today(amount: &str, count: i64) {
        en "{amount} earned today, orders: {count}",
        sw "Umepata {amount} leo, oda: {count}"
    }
    insight_earned_nothing { en "No sale yet today", sw "Bado hakuna mauzo leo" }
    insight_low_stock(count: i64) {
        en "{count} product is nearly sold out" | "{count} products are nearly sold out",
        sw "Bidhaa {count} inakaribia kuisha" | "Bidhaa {count} zinakaribia kuisha"
    }
    insight_sold_out(count: i64) {
        en "{count} product is sold out" | "{count} products are sold out",
        sw "Bidhaa {count} imeisha" | "Bidhaa {count} zimeisha"
    }
    insight_in_review(count: i64) {
        en "{count} picture is being checked" | "{count} pictures are being checked",
        sw "Picha {count} inakaguliwa" | "Picha {count} zinakaguliwa"
    }
    insight_refused(count: i64) {
        en "{count} picture was refused" | "{count} pictures were refused",
        sw "Picha {count} imekataliwa" | "Picha {count} zimekataliwa"
    }
    insight_pending_money(amount: &str) { en "{amount} waits for orders to be completed", sw "{amount} zinasubiri oda zikamilike" }
    money_today { en "Sold today", sw "Mauzo ya leo" }
    money_week { en "Last 7 days", sw "Siku 7 zilizopita" }
    money_pending { en "Not yours to spend yet", sw "Bado si za kutumia" }
    money_available { en "Yours", sw "Zako" }

    // Orders.
    shop_orders_title { en "Orders", sw "Oda" }
    shop_orders_empty { en "No orders here.", sw "Hakuna oda hapa." }
    shop_orders_to_pack { en "To pack", sw "Za kufungasha" }
    shop_orders_packed { en "For the rider", sw "Za mpelekaji" }
    shop_orders_on_the_way { en "On the way", sw "Ziko njiani" }
    shop_orders_done { en "Done", sw "Zilizokamilika" }
    shop_orders_all { en "All", sw "Zote" }
    shop_order_buyer { en "Buyer", sw "Mnunuzi" }
    shop_order_address { en "Where to", sw "Pa kupeleka" }
    shop_order_call { en "Call the buyer", sw "Pigia mnunuzi" }
    shop_order_earnings { en "What you get", sw "Unachopata" }
    shop_order_unpaid { en "Not paid yet. Please do not pack it.", sw "Bado haijalipwa. Tafadhali usiifungashe." }
    shop_order_cash(amount: &str) { en "Collect {amount} in cash", sw "Pokea {amount} taslimu" }
    action_pack { en "It is packed", sw "Imefungashwa" }
    action_hand_over { en "The rider has it", sw "Mpelekaji anayo" }
    action_delivered { en "It arrived", sw "Imefika" }
    action_cancel_order { en "Cancel this order", sw "Ghairi oda hii" }
    action_cancel_reason { en "Why? The buyer reads this.", sw "Kwa nini? Mnunuzi atasoma hili." }
    action_done_pack(number: &str) { en "{number} is packed.", sw "{number} imefungashwa." }
    action_done_hand_over(number: &str) { en "{number} is with the rider.", sw "{number} iko kwa mpelekaji." }
    action_done_delivered(number: &str) { en "{number} is delivered.", sw "{number} imefika." }
    action_done_cancel(number: &str) { en "{number} is cancelled. The buyer has been told.", sw "{number} imeghairiwa. Mnunuzi amejulishwa." }
    action_being_checked(number: &str) { en "Soko is checking order {number}; it cannot be packed yet.", sw "Soko inaangalia oda {number}; haiwezi kufungashwa bado." }
    action_not_now(state: &str) { en "That is not possible now. The order is: {state}.", sw "Haiwezekani kwa sasa. Oda iko: {state}." }

    // Products.
    products_title { en "Products", sw "Bidhaa" }
    products_empty { en "You have no products yet.", sw "Bado huna bidhaa." }
    product_new { en "Add a product", sw "Ongeza bidhaa" }
    product_edit { en "Change the product", sw "Badilisha bidhaa" }
    product_name { en "Name", sw "Jina" }
    product_name_hint { en "What a buyer would type to find it", sw "Mnunuzi angeandika nini ili aipate" }
    product_category { en "Category", sw "Aina" }
    product_text { en "Description", sw "Maelezo" }
    product_text_hint { en "Size, material, what is in the box", sw "Ukubwa, malighafi, kilicho ndani ya boksi" }
    product_price { en "Price, VAT included", sw "Bei, pamoja na VAT" }
    product_old_price { en "Old price", sw "Bei ya zamani" }
    product_old_price_hint { en "Shown struck through beside the price", sw "Itaonekana imekatwa kando ya bei" }
    product_stock { en "How many you have", sw "Unazo ngapi" }
    product_sku { en "Your own code (SKU)", sw "Alama yako ya bidhaa (SKU)" }
    product_sku_hint { en "If you use one", sw "Ikiwa unatumia" }
    product_save { en "Save", sw "Hifadhi" }
    product_save_and_sell { en "Save and put on sale", sw "Hifadhi na uuze" }
    product_saved(name: &str) { en "{name} is saved.", sw "{name} imehifadhiwa." }
    product_pause { en "Stop selling for now", sw "Simamisha kuuza kwa sasa" }
    product_resume { en "Sell again", sw "Uza tena" }
    product_archive { en "Take off for good", sw "Ondoa kabisa" }
    product_archive_sure { en "Take it off for good? Old orders keep it.", sw "Uiondoe kabisa? Oda za zamani zitabaki nayo." }
    product_needs_picture { en "Buyers see it once a picture is approved.", sw "Wanunuzi wataiona picha ikiidhinishwa." }
    product_shop_waits { en "Buyers see it once the shop is approved.", sw "Wanunuzi wataiona duka likiidhinishwa." }
    product_refused_because(reason: &str) { en "Refused: {reason}", sw "Imekataliwa: {reason}" }
    product_see_as_buyer { en "See it as buyers do", sw "Ione kama wanunuzi" }

    // Options and stock.
    options_title { en "Options", sw "Machaguo" }
    options_hint { en "For example size: S, M, L. Each combination has its own price and stock.", sw "Kwa mfano ukubwa: S, M, L. Kila mchanganyiko una bei na idadi yake." }
    option_name { en "Option", sw "Chaguo" }
    option_values { en "Values, divided by commas", sw "Thamani, tenganisha kwa koma" }
    option_add { en "Add an option", sw "Ongeza chaguo" }
    option_remove { en "Remove the option", sw "Ondoa chaguo" }
    variants_title { en "Combinations", sw "Mchanganyiko" }
    variant_not_sold { en "Not sold", sw "Haiuzwi" }
    stock_title { en "Stock", sw "Bidhaa zilizopo" }
    stock_on_hand { en "On hand", sw "Zilizopo" }
    stock_held { en "Held for buyers", sw "Zimetunziwa wanunuzi" }
    stock_available { en "Can be sold", sw "Zinaweza kuuzwa" }
    stock_add { en "Add", sw "Ongeza" }
    stock_count_is { en "I counted", sw "Nimehesabu" }
    stock_note { en "Note", sw "Maelezo mafupi" }
    stock_saved { en "The stock is saved.", sw "Idadi imehifadhiwa." }
    stock_movements { en "What moved", sw "Mabadiliko ya bidhaa" }
    stock_changed_meanwhile { en "It sold while you were counting. Please look at the new number.", sw "Imeuzwa ukiwa unahesabu. Tafadhali angalia idadi mpya." }

    // Photos.
    photo_add { en "Add a photo", sw "Ongeza picha" }
    photo_take { en "Take or choose a photo", sw "Piga au chagua picha" }
    photo_hint(megabytes: i64) { en "JPEG, PNG or WebP, up to {megabytes} MB", sw "JPEG, PNG au WebP, hadi MB {megabytes}" }
    photo_alt { en "What the photo shows", sw "Picha inaonyesha nini" }
    photo_alt_hint { en "Read aloud to people who cannot see it", sw "Husomwa kwa watu wasioweza kuiona" }
    photo_upload { en "Upload", sw "Pakia" }
    photo_uploaded { en "The photo is here. Buyers see it once it is checked.", sw "Picha imefika. Wanunuzi wataiona ikishakaguliwa." }
    photo_remove { en "Remove", sw "Ondoa" }
    photo_first { en "Show first", sw "Ionyeshe kwanza" }
    photo_being_made { en "The photo is being prepared.", sw "Picha inaandaliwa." }

    // Delivery.
    delivery_title { en "Where you deliver", sw "Unakopeleka" }
    delivery_area_fee { en "Fee", sw "Ada" }
    delivery_area_days { en "Days", sw "Siku" }
    delivery_add_area { en "Add an area", sw "Ongeza eneo" }
    delivery_remove_area(area: &str) { en "Stop delivering to {area}", sw "Acha kupeleka {area}" }
    delivery_saved { en "The delivery areas are saved.", sw "Maeneo ya kupeleka yamehifadhiwa." }

    // Tables and what stands beside them.
    column_order { en "Order", sw "Oda" }
    column_state { en "State", sw "Hali" }
    column_amount { en "Amount", sw "Kiasi" }
    column_next { en "Next step", sw "Hatua inayofuata" }
    column_placed { en "Placed", sw "Imewekwa" }
    column_product { en "Product", sw "Bidhaa" }
    column_price { en "Price", sw "Bei" }
    column_photos_waiting { en "Photos being checked", sw "Picha zinazokaguliwa" }
    column_area { en "Area", sw "Eneo" }
    insight_do_pack { en "Start packing", sw "Anza kufungasha" }
    insight_do_hand_over { en "Hand over", sw "Kabidhi" }
    insight_do_look { en "Take a look", sw "Angalia" }
    insight_do_count { en "Count the stock", sw "Hesabu bidhaa" }
    money_open { en "Your money, and how to get it", sw "Pesa zako, na jinsi ya kuzipata" }
    money_in_transit { en "On its way to you", sw "Ziko njiani kwako" }
    money_debt { en "You owe from cash sales", sw "Unadaiwa kutoka mauzo ya taslimu" }
    money_payable_later { en "To be paid out", sw "Zitakazolipwa" }
    money_payable { en "Can be paid out now", sw "Zinaweza kulipwa sasa" }
    hold_days(days: i64) { en "{days} day" | "{days} days", sw "siku {days}" | "siku {days}" }
    hold_hours(hours: i64) { en "{hours} hour" | "{hours} hours", sw "saa {hours}" | "saa {hours}" }
    /// `hold` is one of the two above.
    money_hold(hold: &str) {
        en "An order’s money is yours {hold} after it was delivered, at the next full hour.",
        sw "Pesa za oda ni zako baada ya {hold} tangu kufika, saa kamili inayofuata."
    }
    money_hold_none { en "An order’s money is yours when it was delivered.", sw "Pesa za oda ni zako oda ikishafika." }
    money_waits_until(when: &str, hold: &str, delivered: &str) {
        en "Yours on {when}: {hold} after it was delivered ({delivered}), at the next full hour.",
        sw "Zako {when}: {hold} baada ya kufika ({delivered}), saa kamili inayofuata."
    }
    money_waits_for_delivery(hold: &str) {
        en "Not delivered yet. Yours {hold} after it is, at the next full hour.",
        sw "Bado haijafika. Zako {hold} baada ya kufika, saa kamili inayofuata."
    }
    money_disputed(when: &str) {
        en "The buyer’s bank disputes the payment since {when}. It waits until that is decided.",
        sw "Benki ya mnunuzi inapinga malipo tangu {when}. Zinasubiri hadi iamuliwe."
    }
    money_is_yours_since(when: &str) { en "Yours since {when}.", sw "Zako tangu {when}." }
    money_waits_lead { en "Orders that are paid and whose money is not yours to spend yet: what each brings, when, and why then.", sw "Oda zilizolipwa ambazo pesa zake bado si za kutumia: kila moja inaleta nini, lini, na kwa nini wakati huo." }
    money_waits_nothing { en "Nothing waits.", sw "Hakuna kinachosubiri." }
    column_when_yours { en "When it is yours", sw "Lini ni zako" }
    money_available_lead { en "What became yours, less what was paid out, given back or taken off. These lines add up to it.", sw "Zilizokuwa zako, bila zilizolipwa, zilizorudishwa au zilizokatwa. Mistari hii inajumlika kuwa kiasi hiki." }
    money_in_transit_lead { en "What set out to you, less what arrived or came back. These lines add up to it.", sw "Zilizotumwa kwako, bila zilizofika au zilizorudi. Mistari hii inajumlika kuwa kiasi hiki." }
    money_debt_lead { en "Cash you took for everybody, less your own part of it and what was taken off. These lines add up to it.", sw "Taslimu ulizopokea kwa wote, bila sehemu yako na zilizokatwa. Mistari hii inajumlika kuwa kiasi hiki." }
    money_payable_lead { en "What is yours, less what you owe from cash sales. These lines add up to it; less than nothing counts as nothing.", sw "Zilizo zako, bila unazodaiwa kutoka mauzo ya taslimu. Mistari hii inajumlika kuwa kiasi hiki; chini ya sifuri huhesabiwa sifuri." }
    money_day_title(day: &str) { en "Earned on {day}", sw "Ulizopata {day}" }
    money_day_lead { en "Your part of every order that was paid that day. These lines add up to it.", sw "Sehemu yako ya kila oda iliyolipwa siku hiyo. Mistari hii inajumlika kuwa kiasi hiki." }
    money_lines_earlier { en "Lines before these", sw "Mistari ya kabla ya hii" }
    money_lines_stayed { en "Stays with you: more than one transfer carries", sw "Zimebaki kwako: zaidi ya kiasi cha malipo moja" }
    payout_title(amount: &str) { en "Payout of {amount}", sw "Malipo ya {amount}" }
    payout_failed_lead { en "It did not arrive. The money is yours again, and can be paid out again.", sw "Hayakufika. Pesa ni zako tena, na zinaweza kulipwa tena." }
    payout_lead { en "It carried what was yours when it set out. These lines add up to it.", sw "Yalibeba zilizokuwa zako yalipotumwa. Mistari hii inajumlika kuwa kiasi hiki." }
    payout_returned(when: &str) { en "It was sent back to us after it had arrived. Since {when} it is yours again.", sw "Yalirudishwa kwetu baada ya kufika. Tangu {when} ni yako tena." }
    payout_sent_to(to: &str, when: &str) { en "To {to}, {when}", sw "Kwa {to}, {when}" }
    /// Beside it stand [`Lang::money_made_commission_at`] and what follows.
    money_made(own: &str, sale: &str) { en "{own} = {sale} sale", sw "{own} = {sale} mauzo" }
    money_made_commission_at(amount: &str, percent: &str) { en "− {amount} commission {percent}%", sw "− {amount} kamisheni {percent}%" }
    money_made_given_back(amount: &str) { en "− {amount} given back", sw "− {amount} zilizorudishwa" }
    refund_made(total: &str, own: &str, commission: &str) {
        en "{total} back to the buyer = {own} from you + {commission} commission",
        sw "{total} kwa mnunuzi = {own} kutoka kwako + {commission} kamisheni"
    }
    shop_order_commission_at(percent: &str) { en "Soko’s share, {percent}% of the items", sw "Sehemu ya Soko, {percent}% ya bidhaa" }
    shop_order_will_get { en "What you get once it is paid", sw "Utakachopata ikilipwa" }
    shop_order_came_to_nothing { en "Nobody paid for it, so there is nothing to get.", sw "Hakuna aliyeilipa, kwa hiyo hakuna cha kupata." }
    shop_order_by_hand { en "Cash you gave back", sw "Taslimu ulizorudisha" }
    payout_clock(when: &str) { en "The next money is yours on {when}.", sw "Pesa zinazofuata ni zako {when}." }
    payout_button(amount: &str) { en "Pay out {amount}", sw "Lipa {amount}" }
    payout_requested { en "Your payout is on its way. We send an SMS when it arrives.", sw "Malipo yako yako njiani. Tutatuma SMS yatakapofika." }
    payout_nothing { en "There is nothing to pay out yet.", sw "Bado hakuna cha kulipa." }
    payout_no_destination { en "Nothing is paid out before you say where your money goes.", sw "Hakuna kinacholipwa kabla hujasema pesa zako ziende wapi." }
    payout_waits(when: &str) {
        en "Nothing is paid out before {when}, because where your money goes was changed.",
        sw "Hakuna kinacholipwa kabla ya {when}, kwa sababu pesa zako zinakoenda pamebadilishwa."
    }
    payout_away(name: &str) {
        en "Payouts by {name} do not get through at the moment. Your money stays here. Try again in a few minutes.",
        sw "Malipo kwa njia ya {name} hayafiki kwa sasa. Pesa zako zinabaki hapa. Jaribu tena baada ya dakika chache."
    }
    payout_by_nobody(name: &str) {
        en "Nobody pays out by {name} here yet. Your money stays here. Choose another way to be paid.",
        sw "Bado hakuna anayelipa kwa njia ya {name} hapa. Pesa zako zinabaki hapa. Chagua njia nyingine ya kulipwa."
    }
    payout_bank_not_reached {
        en "Nobody pays out to your bank at the moment. Your money stays here. Choose another account, or a mobile money number.",
        sw "Hakuna anayelipa kwenye benki yako kwa sasa. Pesa zako zinabaki hapa. Chagua akaunti nyingine, au namba ya pesa ya simu."
    }
    payout_at_least(min: &str) { en "A payout carries {min} or more.", sw "Malipo moja hubeba {min} au zaidi." }
    payout_stays { en "One transfer carries no more. The rest stays yours, for the next payout.", sw "Malipo moja hayabebi zaidi. Zinazobaki ni zako, kwa malipo yajayo." }
    payouts_title { en "Payouts", sw "Malipo" }
    payout_to { en "To", sw "Kwa" }
    // Where the money goes.
    paid_to_title { en "Where your payouts go", sw "Malipo yako yanakoenda" }
    paid_to_change { en "Change where they go", sw "Badilisha yanakoenda" }
    paid_to_now(to: &str) { en "Payouts go to {to}.", sw "Malipo huenda kwa {to}." }
    paid_to_waits(to: &str, when: &str) {
        en "From {when} on payouts go to {to}. Until then nothing is paid out.",
        sw "Kuanzia {when} malipo yataenda kwa {to}. Hadi hapo hakuna kinacholipwa."
    }
    paid_to_not_you { en "If that was not you, take it back and sign out on all devices.", sw "Kama si wewe, rudisha ya awali na uondoke kwenye vifaa vyote." }
    paid_to_take_back(to: &str) { en "Take it back: pay {to}", sw "Rudisha ya awali: lipa {to}" }
    paid_to_taken_back { en "Payouts go where they went before.", sw "Malipo yanaenda yalikokuwa yakienda." }
    paid_to_changed { en "Changed. We sent an SMS to the number that the owner signs in with.", sw "Imebadilishwa. Tumetuma SMS kwa namba ambayo mmiliki huingia nayo." }
    paid_to_hours(hours: i64) {
        en "A change counts {hours} hour later. Until then nothing is paid out, and the owner gets an SMS." | "A change counts {hours} hours later. Until then nothing is paid out, and the owner gets an SMS.",
        sw "Badiliko huanza baada ya saa {hours}. Hadi hapo hakuna kinacholipwa, na mmiliki hupata SMS." | "Badiliko huanza baada ya saa {hours}. Hadi hapo hakuna kinacholipwa, na mmiliki hupata SMS."
    }
    paid_to_at_once { en "The owner gets an SMS about every change.", sw "Mmiliki hupata SMS kwa kila badiliko." }
    paid_to_kind { en "Pay out to", sw "Lipa kwenye" }
    paid_to_wallet { en "A mobile money number", sw "Namba ya pesa ya simu" }
    paid_to_bank { en "A bank account", sw "Akaunti ya benki" }
    paid_to_choose { en "Choose a number or an account.", sw "Chagua namba au akaunti." }
    paid_to_banks_nobody { en "No provider of ours pays out to bank accounts in this country yet.", sw "Bado hakuna mtoa huduma wetu anayelipa kwenye akaunti za benki nchini." }
    paid_to_banks_not_listed { en "The list of banks has not come yet. Try again in a few minutes.", sw "Orodha ya benki haijafika bado. Jaribu tena baada ya dakika chache." }
    paid_to_phone { en "Mobile money number", sw "Namba ya pesa ya simu" }
    paid_to_network { en "Its network", sw "Mtandao wake" }
    paid_to_network_hint { en "Choose it yourself if the number was kept when its network was changed.", sw "Uchague mwenyewe kama namba ilibaki mtandao ulipobadilishwa." }
    paid_to_by_number { en "As its first digits say", sw "Kama tarakimu zake za mwanzo zinavyosema" }
    paid_to_network_unknown { en "The first digits do not say the network. Choose it.", sw "Tarakimu za mwanzo hazisemi mtandao. Uchague." }
    paid_to_network_closed(name: &str) { en "{name}: nobody pays out there yet", sw "{name}: bado hakuna anayelipa huko" }
    paid_to_bank_name { en "Bank", sw "Benki" }
    paid_to_bank_missing { en "Choose the bank.", sw "Chagua benki." }
    paid_to_branch { en "Branch", sw "Tawi" }
    paid_to_branch_missing { en "Choose the branch that keeps the account.", sw "Chagua tawi linalotunza akaunti." }
    paid_to_account { en "Account number", sw "Namba ya akaunti" }
    paid_to_account_digits(min: i64, max: i64) { en "Write {min} to {max} digits.", sw "Andika tarakimu {min} hadi {max}." }
    paid_to_holder { en "Name on the account", sw "Jina kwenye akaunti" }
    paid_to_holder_hint { en "As the bank writes it.", sw "Kama benki inavyoliandika." }
    paid_to_holder_letters { en "Write the name in letters.", sw "Andika jina kwa herufi." }
    statement_title { en "Every line", sw "Kila mstari" }
    statement_what { en "What for", sw "Kwa nini" }
    statement_all { en "All lines, and what they add up to", sw "Mistari yote, na jumla yake" }
    statement_hint {
        en "An order’s line is its goods and delivery less our commission. Open the order to see each part.",
        sw "Mstari wa oda ni bidhaa na usafirishaji bila kamisheni yetu. Fungua oda kuona kila sehemu."
    }
    money_settings_title { en "Cash on delivery", sw "Taslimu wakati wa kupokea" }
    cash_takes { en "My rider takes cash on delivery", sw "Mpelekaji wangu hupokea taslimu" }
    cash_max { en "At most for one parcel", sw "Kiasi cha juu kwa kifurushi" }
    cash_hint { en "You keep the cash. Our commission is taken off your next payout.", sw "Taslimu inabaki kwako. Kamisheni yetu hukatwa kwenye malipo yajayo." }
    cash_areas { en "Cash only in some areas", sw "Taslimu maeneo fulani tu" }
    cash_areas_hint { en "Tick where your rider takes cash. With none ticked, it is everywhere you deliver.", sw "Weka alama kwenye maeneo ambako mpelekaji wako hupokea taslimu. Bila alama yoyote, ni popote unapopeleka." }
    cash_area_left(area: &str) { en "{area} (you do not deliver there)", sw "{area} (hupeleki huko)" }
    rider_link_title { en "For the rider", sw "Kwa mpelekaji" }
    rider_link_lead {
        en "Whoever has this link sees where the parcel goes and what to collect, and says there that it arrived: without an account, until it is delivered. Send it to your rider alone.",
        sw "Mwenye kiungo hiki anaona mzigo unakoenda na kiasi cha kupokea, na anasema hapo kwamba umefika: bila akaunti, hadi ufikishwe. Mtumie mpelekaji wako tu."
    }
    rider_link_open { en "The rider’s page", sw "Ukurasa wa mpelekaji" }
    rider_link_send { en "Send by WhatsApp", sw "Tuma kwa WhatsApp" }
    rider_link_text(number: &str, link: &str) { en "Parcel {number}: {link}", sw "Mzigo {number}: {link}" }
    rider_title(number: &str) { en "Parcel {number}", sw "Mzigo {number}" }
    rider_first { en "Before you hand the parcel over.", sw "Kabla ya kukabidhi mzigo." }
    rider_paid { en "It is paid. Take no money.", sw "Umelipwa. Usipokee pesa." }
    rider_not_yet { en "The shop has not given this parcel to a rider yet.", sw "Duka bado halijampa mpelekaji mzigo huu." }
    rider_done { en "This parcel is delivered. Thank you.", sw "Mzigo huu umefikishwa. Asante." }
    rider_back { en "This parcel is not to be delivered. Please bring it back to the shop.", sw "Mzigo huu haupaswi kufikishwa. Tafadhali urudishe dukani." }
    action_take_cash(amount: &str) { en "It arrived, and {amount} in cash was paid", sw "Imefika, na {amount} taslimu zimelipwa" }
    action_not_taken { en "The buyer did not take it", sw "Mnunuzi hakuipokea" }
    action_done_cash(number: &str) { en "{number} is delivered and paid in cash.", sw "{number} imefika na imelipwa taslimu." }
    action_done_not_taken(number: &str) { en "{number} comes back. The goods are on sale again.", sw "{number} inarudi. Bidhaa zinauzwa tena." }
    // Giving back.
    refund_link { en "Give money back", sw "Rudisha pesa" }
    refund_title(number: &str) { en "Give back of order {number}", sw "Rudisha pesa za oda {number}" }
    refunds_title { en "Given back", sw "Zilizorudishwa" }
    refund_pieces(left: i64) { en "Pieces that come back, of {left}", sw "Idadi inayorudi, kati ya {left}" }
    refund_to_shelf { en "They are on the shelf again", sw "Zimerudi dukani na zinauzwa tena" }
    refund_amount(left: &str) { en "Or money alone, of {left}", sw "Au pesa tu, kati ya {left}" }
    refund_amount_hint(left: &str) { en "The buyer keeps the goods. At most {left}", sw "Mnunuzi anabaki na bidhaa. Si zaidi ya {left}" }
    refund_delivery(left: &str) { en "Delivery fee, of {left}", sw "Ada ya kupeleka, kati ya {left}" }
    refund_or_everything { en "Or all of it", sw "Au zote" }
    refund_everything(left: &str) { en "Everything that is left, {left}", sw "Kila kilichobaki, {left}" }
    refund_preview { en "Show what would happen", sw "Onyesha kitakachotokea" }
    refund_what_happens { en "This is what would happen", sw "Hiki ndicho kitakachotokea" }
    refund_button(amount: &str) { en "Give back {amount}", sw "Rudisha {amount}" }
    refund_buyer_gets { en "The buyer gets", sw "Mnunuzi anapata" }
    refund_shop_gives { en "The shop gives", sw "Duka linatoa" }
    refund_commission_back { en "Commission back", sw "Kamisheni inayorudi" }
    refund_tax_part(amount: &str) { en "Of this, {amount} is tax.", sw "Kati ya hizi, {amount} ni kodi." }
    refund_way_source { en "It goes back to the number or card that paid. Where that cannot be, it becomes credit of the buyer’s.", sw "Zinarudi kwa namba au kadi iliyolipa. Isipowezekana, zinakuwa salio la mnunuzi." }
    refund_way_credit { en "It becomes credit of the buyer’s, and the shop owes it.", sw "Zinakuwa salio la mnunuzi, na duka linadaiwa." }
    refund_way_in_hand { en "You took this order’s money in cash, so you give it back by hand. The buyer is told.", sw "Ulipokea pesa za oda hii taslimu, kwa hiyo unazirudisha kwa mkono. Mnunuzi atajulishwa." }
    refund_cancels { en "Nothing is sent then: the order is cancelled.", sw "Hakuna kitakachotumwa: oda itaghairiwa." }
    refund_nothing { en "Please write what goes back, or choose all of it.", sw "Tafadhali andika kinachorudi, au chagua zote." }
    refund_all_or_parts { en "Please choose all of it or write parts, not both.", sw "Tafadhali chagua zote au andika sehemu, si vyote viwili." }
    refund_pieces_left(left: i64) { en "Only {left} is left." | "Only {left} are left.", sw "Imebaki {left} tu." | "Zimebaki {left} tu." }
    refund_amount_left(left: &str) { en "Only {left} is left.", sw "Zimebaki {left} tu." }
    refund_changed(total: &str) { en "The buyer would get {total} now. Please look again before you give it back.", sw "Mnunuzi angepata {total} sasa. Tafadhali angalia tena kabla ya kurudisha." }
    refund_nothing_to_send { en "Nothing would be left to send. Please choose all of it.", sw "Hakuna kitakachobaki kutuma. Tafadhali chagua zote." }
    refund_done_before { en "This form gave something else back already. Please look at the order first.", sw "Fomu hii tayari ilirudisha kitu kingine. Tafadhali angalia oda kwanza." }
    refund_not_now { en "Nothing of this order can be given back now.", sw "Hakuna cha oda hii kinachoweza kurudishwa sasa." }
    action_done_cash_back(number: &str) { en "What you gave back of {number} is written down. The buyer is told.", sw "Ulichorudisha cha {number} kimeandikwa. Mnunuzi amejulishwa." }
    action_done_refund(number: &str) { en "The money of {number} is given back. The buyer is told when it arrives.", sw "Pesa za {number} zimerudishwa. Mnunuzi atajulishwa zitakapofika." }
    shop_line_given_back(amount: &str) { en "{amount} given back", sw "{amount} imerudishwa" }
    shop_line_refunded(pieces: i64, amount: &str) { en "{pieces} piece taken back, {amount} given back" | "{pieces} pieces taken back, {amount} given back", sw "{pieces} imerudi, {amount} imerudishwa" | "{pieces} zimerudi, {amount} zimerudishwa" }
    money_title { en "Money", sw "Pesa" }
    money_orders(count: i64) { en "{count} order" | "{count} orders", sw "Oda {count}" }
    list_start { en "Back to the first", sw "Rudi mwanzo" }
    list_more { en "More", sw "Zaidi" }

    shop_event_placed { en "The buyer placed the order", sw "Mnunuzi aliweka oda" }
    shop_event_pays_in_cash { en "The buyer pays in cash at the door", sw "Mnunuzi atalipa pesa taslimu mlangoni" }
    shop_event_paid { en "Paid", sw "Imelipwa" }
    shop_event_packed { en "You packed it", sw "Uliifungasha" }
    shop_event_handed_over { en "You gave it to the rider", sw "Ulimpa mpelekaji" }
    shop_event_cancelled_by_buyer { en "The buyer cancelled it", sw "Mnunuzi aliighairi" }
    shop_event_cancelled_by_shop { en "You cancelled it", sw "Uliighairi" }
    shop_event_over_back { en "The buyer paid too much; what is too much goes back", sw "Mnunuzi amelipa zaidi; kilichozidi kinarudi" }
    shop_event_owed_back { en "The money goes back to the buyer", sw "Pesa zinarudishwa kwa mnunuzi" }
    shop_event_refund_decided { en "Given back to the buyer", sw "Zimerudishwa kwa mnunuzi" }
    shop_event_cash_given_back { en "You gave cash back to the buyer", sw "Ulimrudishia mnunuzi taslimu" }
    shop_event_refunded { en "The buyer has the money back", sw "Mnunuzi amerudishiwa pesa" }
    shop_event_part_came { en "The buyer paid a part by hand", sw "Mnunuzi amelipa sehemu kwa mkono" }
    shop_event_asked { en "The buyer wrote on WhatsApp that paying does not work", sw "Mnunuzi ameandika kwa WhatsApp kuwa malipo hayafanikiwi" }
    shop_event_credited { en "The buyer got store credit", sw "Mnunuzi amepewa salio" }
    shop_event_cash_taken { en "Delivered, and you took the cash", sw "Imefika, na ulipokea pesa taslimu" }
    shop_event_delivery_refused { en "The buyer did not take it", sw "Mnunuzi hakuipokea" }
    shop_event_note { en "Note", sw "Maelezo mafupi" }
    shop_order_delivery_fee { en "Delivery fee", sw "Ada ya kupeleka" }
    shop_order_cancel_lead { en "The items go back into your stock, and the buyer gets the money back.", sw "Bidhaa zinarudi kwenye hesabu yako, na mnunuzi anarudishiwa pesa." }

    product_put_on_sale { en "Put on sale", sw "Anza kuuza" }
    product_on_sale { en "It is on sale.", sw "Inauzwa sasa." }
    product_photo_first { en "It needs a photo before it can be sold. Add one below.", sw "Inahitaji picha kabla ya kuuzwa. Ongeza moja hapa chini." }
    product_photo_again { en "Please choose the photo again.", sw "Tafadhali chagua picha tena." }
    product_photo_lost { en "The product is saved, but the photo was not taken.", sw "Bidhaa imehifadhiwa, lakini picha haikupokelewa." }
    product_paused_done { en "It is not sold for now.", sw "Haiuzwi kwa sasa." }
    product_archived_done { en "It is taken off for good.", sw "Imeondolewa kabisa." }
    product_moved_on { en "That is not possible any more. This is how it stands now.", sw "Hilo haliwezekani tena. Hivi ndivyo ilivyo sasa." }
    product_details { en "Name, price and options", sw "Jina, bei na machaguo" }
    product_states { en "Selling", sw "Kuuza" }
    options_apply { en "Make the combinations", sw "Tengeneza mchanganyiko" }
    options_made(count: i64) { en "{count} combination. Give each its price, then save." | "{count} combinations. Give each its price, then save.", sw "Mchanganyiko {count}. Andika bei, kisha hifadhi." | "Mchanganyiko {count}. Andika bei ya kila mmoja, kisha hifadhi." }
    variants_hint { en "Leave the price empty for a combination you do not sell.", sw "Acha bei wazi kwa mchanganyiko usiouza." }
    variants_none { en "Please give at least one combination a price.", sw "Tafadhali andika bei ya angalau mchanganyiko mmoja." }
    photos_title { en "Photos", sw "Picha" }
    photo_refused(reason: &str) { en "Refused: {reason}", sw "Imekataliwa: {reason}" }
    photo_removed { en "The photo is removed.", sw "Picha imeondolewa." }
    photo_number(number: i64) { en "Photo {number}", sw "Picha {number}" }
    stock_lead { en "Write what came in, or what you counted. Empty fields change nothing.", sw "Andika zilizoingia, au ulizohesabu. Sehemu zilizo wazi hazibadilishi kitu." }
    stock_below_held(held: i64) { en "{held} is promised to a buyer, so there must be at least that many." | "{held} are promised to buyers, so there must be at least that many.", sw "{held} imeahidiwa mnunuzi, kwa hiyo lazima zisipungue hapo." | "{held} zimeahidiwa wanunuzi, kwa hiyo lazima zisipungue hapo." }
    stock_one_of_two { en "Write only one of the two.", sw "Andika moja tu kati ya hizo mbili." }
    form_days { en "Please write days, like 2 or 1-3.", sw "Tafadhali andika siku, kama 2 au 1-3." }
    form_price_missing { en "Please write the price.", sw "Tafadhali andika bei." }

    delivery_lead { en "An empty fee means you do not deliver there. Write 0 for free delivery.", sw "Ada iliyo wazi inamaanisha hupeleki huko. Andika 0 kwa kupeleka bure." }
    delivery_fill_title { en "The same for all empty areas", sw "Sawa kwa maeneo yote yaliyo wazi" }
    delivery_fill { en "Fill them in", sw "Yajaze" }
    delivery_filled { en "Filled in. Look through the list, then save.", sw "Yamejazwa. Angalia orodha, kisha hifadhi." }
    delivery_not { en "Where you do not deliver", sw "Usikopeleka" }
    delivery_areas(count: i64) { en "You deliver to {count} area." | "You deliver to {count} areas.", sw "Unapeleka eneo {count}." | "Unapeleka maeneo {count}." }
    product_tax { en "Tax", sw "Kodi" }
    product_tax_standard(percent: &str) { en "{percent}% VAT is inside the price.", sw "VAT ya {percent}% imo ndani ya bei." }
    product_tax_zero { en "Zero-rated: no VAT is inside the price.", sw "Kiwango cha sifuri: hakuna VAT ndani ya bei." }
    product_tax_to_zero { en "These goods are zero-rated", sw "Bidhaa hizi ni za kiwango cha sifuri" }
    product_tax_to_standard { en "These goods bear VAT", sw "Bidhaa hizi zinatozwa VAT" }
    product_tax_hint { en "Only what the tax law names, such as some food. It holds for orders from now on, and stands on their invoices.", sw "Ni zile tu zilizotajwa na sheria ya kodi, kama baadhi ya vyakula. Ni kwa oda za kuanzia sasa, na huandikwa kwenye ankara zake." }
    product_tax_done { en "Saved. Orders from now on are taxed so.", sw "Imehifadhiwa. Oda za kuanzia sasa zitatozwa hivyo." }
    shop_tax_number(name: &str) { en "Tax number ({name}), if you have one", sw "Namba ya mlipakodi ({name}), kama unayo" }
    shop_tax_number_hint { en "It stands on your invoices and credit notes from now on.", sw "Itaandikwa kwenye ankara na noti zako za mkopo kuanzia sasa." }
    shop_tax_number_wrong(example: &str) { en "Write it like {example}.", sw "Iandike kama {example}." }
    shop_settings_title { en "What buyers read about the shop", sw "Wanunuzi wanachosoma kuhusu duka" }
}
