//! Pages that are not what was asked for: one sentence, one next step.

use crate::Lang;

messages! { Lang;
    error_not_found_title { en "We cannot find this page", sw "Hatuupati ukurasa huu" }
    error_not_found { en "The link may be old or have a letter missing.", sw "Huenda kiungo ni cha zamani au kimepungukiwa herufi." }
    error_not_found_next { en "Search instead", sw "Tafuta badala yake" }
    error_gone_title { en "This is no longer here", sw "Hii haipo tena" }
    error_gone { en "The shop took it off.", sw "Duka limeiondoa." }
    error_gone_next { en "See more like it", sw "Ona zinazofanana nayo" }
    error_forbidden_title { en "This page is for someone else", sw "Ukurasa huu ni wa mtu mwingine" }
    error_forbidden { en "You are signed in, but not as a person who may see it.", sw "Umeingia, lakini si kama mtu anayeruhusiwa kuuona." }
    error_forbidden_next { en "Go to your account", sw "Nenda kwenye akaunti yako" }
    error_too_many_title { en "Please wait a moment", sw "Tafadhali subiri kidogo" }
    error_too_many(seconds: i64) {
        en "Many requests came from your connection. Try again in {seconds} second."
            | "Many requests came from your connection. Try again in {seconds} seconds.",
        sw "Maombi mengi yametoka kwenye mtandao wako. Jaribu tena baada ya sekunde {seconds}."
    }
    error_server_title { en "Something on our side did not work", sw "Kuna kitu upande wetu hakikufanya kazi" }
    error_server { en "Nothing was paid by this. We have been told.", sw "Hakuna kilicholipwa kwa hili. Tumejulishwa." }
    error_server_next { en "Try again", sw "Jaribu tena" }
    error_server_id(id: &str) { en "If you write to us, give this number: {id}", sw "Ukituandikia, taja namba hii: {id}" }
    error_busy_title { en "We are busy for a moment", sw "Tuna shughuli nyingi kwa sasa" }
    error_busy { en "Please try again in a minute. Your cart is kept.", sw "Tafadhali jaribu tena baada ya dakika. Kikapu chako kimehifadhiwa." }
    error_bad_request_title { en "We could not read that", sw "Hatukuweza kusoma hilo" }
    error_bad_request { en "Please go back and try again.", sw "Tafadhali rudi kisha ujaribu tena." }
    error_other_site_title { en "This did not come from our page", sw "Hili halikutoka kwenye ukurasa wetu" }
    error_other_site { en "For your safety nothing was done. Please open the page here and try again.", sw "Kwa usalama wako hakuna kilichofanyika. Tafadhali fungua ukurasa hapa ujaribu tena." }
    error_too_large { en "What you sent is too large.", sw "Ulichotuma ni kikubwa mno." }
    error_home { en "Go to the start page", sw "Nenda ukurasa wa mwanzo" }
    offline_title { en "You are offline", sw "Huna mtandao" }
    offline { en "Your connection is away. What you have done is kept.", sw "Mtandao wako umekatika. Ulichofanya kimehifadhiwa." }
    offline_payment { en "A payment that was started goes on by itself.", sw "Malipo yaliyoanzishwa yanaendelea yenyewe." }
    offline_next { en "Try again", sw "Jaribu tena" }
    loading { en "Loading", sw "Inapakia" }

    mock_banner { en "Test mode: payments go to a simulator. No real money moves.", sw "Hali ya majaribio: malipo yanakwenda kwenye kifaa cha kuiga. Hakuna pesa halisi." }
    mock_banner_phone { en "Open the test phone", sw "Fungua simu ya majaribio" }
    outbox_title { en "Messages that would be sent", sw "Ujumbe ambao ungetumwa" }
}
