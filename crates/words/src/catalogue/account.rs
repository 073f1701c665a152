//! Signing in and up with a code, the account, and opening a shop.

use crate::Lang;

messages! { Lang;
    sign_in_title { en "Sign in", sw "Ingia" }
    sign_in_lead { en "Give your phone number. We send a code by SMS.", sw "Andika namba yako ya simu. Tutatuma msimbo kwa SMS." }
    sign_in_button { en "Send me a code", sw "Nitumie msimbo" }
    sign_in_new_here { en "New here?", sw "Mgeni hapa?" }
    sign_up_title { en "Create an account", sw "Fungua akaunti" }
    sign_up_lead { en "Your phone number is your account. There is no password.", sw "Namba yako ya simu ndiyo akaunti yako. Hakuna nenosiri." }
    sign_up_button { en "Create my account", sw "Fungua akaunti yangu" }
    sign_up_have_account { en "Already have an account?", sw "Tayari una akaunti?" }
    code_title { en "Enter the code", sw "Weka msimbo" }
    code_sent_to(phone: &str) { en "We sent a code of 6 digits to {phone}.", sw "Tumetuma msimbo wa tarakimu 6 kwa {phone}." }
    code_label { en "Code from the SMS", sw "Msimbo kutoka SMS" }
    code_button { en "Go on", sw "Endelea" }
    code_valid_for(minutes: i64) {
        en "It is valid for {minutes} minute." | "It is valid for {minutes} minutes.",
        sw "Unatumika kwa dakika {minutes}."
    }
    code_again { en "Send a new code", sw "Tuma msimbo mpya" }
    code_other_number { en "Use another number", sw "Tumia namba nyingine" }
    code_wrong(tries: i64) {
        en "That is not the code we sent. {tries} try left." | "That is not the code we sent. {tries} tries left.",
        sw "Huo si msimbo tuliotuma. Umebaki na nafasi {tries}."
    }
    code_used_up { en "The code no longer counts. Ask for a new one.", sw "Msimbo huo hautumiki tena. Omba mwingine." }
    code_expired { en "The code is too old. Ask for a new one.", sw "Msimbo umepitwa na wakati. Omba mwingine." }
    code_too_many(minutes: i64) {
        en "Several codes were sent to this number. You can ask again in {minutes} minute."
            | "Several codes were sent to this number. You can ask again in {minutes} minutes.",
        sw "Misimbo kadhaa imetumwa kwa namba hii. Unaweza kuomba tena baada ya dakika {minutes}."
    }
    sign_in_too_many(minutes: i64) {
        en "There were many tries for this number. Please wait {minutes} minute."
            | "There were many tries for this number. Please wait {minutes} minutes.",
        sw "Kumekuwa na majaribio mengi kwa namba hii. Tafadhali subiri dakika {minutes}."
    }
    sign_out { en "Sign out", sw "Toka" }
    signed_out { en "You are signed out.", sw "Umetoka." }
    signed_in_as(name: &str) { en "Signed in as {name}", sw "Umeingia kama {name}" }
    sign_in_first { en "Please sign in to go on.", sw "Tafadhali ingia ili uendelee." }

    account_title { en "Account", sw "Akaunti" }
    account_name { en "Name", sw "Jina" }
    account_phone { en "Phone number", sw "Namba ya simu" }
    account_language { en "Language", sw "Lugha" }
    account_roles { en "What you do here", sw "Unachofanya hapa" }
    account_save { en "Save", sw "Hifadhi" }
    account_saved { en "Saved.", sw "Imehifadhiwa." }
    account_sessions { en "Where you are signed in", sw "Ulipoingia" }
    account_session_here { en "This phone or computer", sw "Simu au kompyuta hii" }
    account_session_seen(time: &str) { en "Last used {time}", sw "Ilitumika mwisho {time}" }
    account_session_end { en "Sign out there", sw "Toka huko" }
    account_session_end_all { en "Sign out everywhere else", sw "Toka kwingine kote" }
    account_session_ended { en "That session is signed out.", sw "Kipindi hicho kimefungwa." }

    credit_title { en "Store credit", sw "Salio lako" }
    credit_lead { en "You can pay with it at the checkout.", sw "Unaweza kulipa nalo unapolipia oda." }
    credit_none { en "You have no store credit. What we cannot send back to your phone is kept here for you.", sw "Huna salio. Pesa tusizoweza kurudisha kwenye simu yako huwekwa hapa kwa ajili yako." }
    credit_line_given { en "Given back for order", sw "Imerudishwa kwa oda" }
    credit_line_used { en "Used for order", sw "Imetumika kwa oda" }
    credit_line_found { en "Your payment by hand that was for no order", sw "Malipo yako ya mkono yasiyo ya oda yoyote" }
    credit_line_back { en "Not used after all for order", sw "Haikutumika kwa oda" }

    // Opening a shop.
    sell_title { en "Open a shop", sw "Fungua duka" }
    sell_lead { en "One short form. We look at it, usually within a day, and send you an SMS.", sw "Fomu moja fupi. Tutaiangalia, kwa kawaida ndani ya siku moja, kisha tukutumie SMS." }
    sell_how_paid { en "Buyers pay Soko by mobile money. You get the money when the order is completed.", sw "Wanunuzi hulipa Soko kwa pesa ya simu. Wewe hupata pesa oda ikikamilika." }
    sell_shop_name { en "Name of the shop", sw "Jina la duka" }
    sell_shop_name_hint { en "As your customers know it", sw "Kama wateja wako wanavyolijua" }
    sell_area { en "Where the shop is", sw "Duka lilipo" }
    sell_landmark { en "Landmark", sw "Alama ya karibu" }
    sell_about { en "What you sell", sw "Unachouza" }
    sell_about_hint { en "Two or three sentences", sw "Sentensi mbili au tatu" }
    sell_phone { en "Phone number for customers", sw "Namba ya simu kwa wateja" }
    sell_delivers_to { en "Areas you deliver to, with the fee", sw "Maeneo unayopeleka, pamoja na ada" }
    sell_delivery_days { en "Days until it arrives", sw "Siku hadi ifike" }
    sell_returns_days { en "Days a buyer may return something", sw "Siku ambazo mnunuzi anaweza kurudisha bidhaa" }
    sell_button { en "Ask to open the shop", sw "Omba kufungua duka" }
    sell_waiting_title { en "We are looking at your shop", sw "Tunaliangalia duka lako" }
    sell_waiting { en "You can add products now. They are shown once the shop is approved.", sw "Unaweza kuongeza bidhaa sasa. Zitaonekana duka likiidhinishwa." }
    sell_refused(reason: &str) { en "Your shop was not approved: {reason}", sw "Duka lako halikuidhinishwa: {reason}" }
    sell_refused_next { en "Change what is needed and ask again.", sw "Rekebisha kinachohitajika kisha uombe tena." }
    sell_approved { en "Your shop is open.", sw "Duka lako liko wazi." }
    sell_suspended(reason: &str) { en "Your shop is suspended: {reason}", sw "Duka lako limesimamishwa: {reason}" }
    sell_ask_again { en "Ask again", sw "Omba tena" }
    sell_change_shop { en "Change the shop", sw "Badilisha duka" }
    sell_to_dashboard { en "Go to the dashboard", sw "Nenda kwenye dashibodi" }
    sell_sign_in_why { en "Your phone number is your account. Sign in with it, then fill in the form.", sw "Namba yako ya simu ndiyo akaunti yako. Ingia kwa namba hiyo, kisha ujaze fomu." }
    sell_delivery { en "Delivery", sw "Usafirishaji" }
    sell_fee_near { en "Fee in the shop’s own area", sw "Ada katika eneo la duka" }
    sell_fee_far(city: &str) { en "Fee to the rest of {city}", sw "Ada kwa maeneo mengine ya {city}" }
    sell_fee_far_hint { en "Leave it empty if you deliver in your own area only. You can set each area later.", sw "Acha wazi ikiwa unapeleka eneo lako tu. Unaweza kupanga kila eneo baadaye." }
    sell_days_hint { en "For example 1, or 1-3", sw "Kwa mfano 1, au 1-3" }
    sell_returns { en "What you promise about returns", sw "Unachoahidi kuhusu kurudisha bidhaa" }
    sell_returns_usual { en "Return it unused within 7 days and get your money back.", sw "Rudisha ikiwa haijatumika ndani ya siku 7 na urudishiwe pesa zako." }

    account_closed { en "This account is closed. Please write to us if you think that is a mistake.", sw "Akaunti hii imefungwa. Tafadhali tuandikie ukidhani ni kosa." }
    account_session_unnamed { en "A browser without a name", sw "Kivinjari kisicho na jina" }
    account_your_shops { en "Your shops", sw "Maduka yako" }
    code_in_outbox { en "Test mode: no SMS leaves this machine. Read the code on the page of messages.", sw "Hali ya majaribio: hakuna SMS inayotumwa. Soma msimbo kwenye ukurasa wa ujumbe." }
    outbox_open { en "See the messages", sw "Ona ujumbe" }
    outbox_lead { en "Test mode keeps every message here instead of sending it.", sw "Hali ya majaribio huweka kila ujumbe hapa badala ya kuutuma." }
    outbox_empty { en "No messages yet.", sw "Bado hakuna ujumbe." }
}
