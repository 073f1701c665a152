//! The admin's page of providers' statements beside our books.

use crate::Lang;

messages! { Lang;
    reconciliation_title { en "Reconciliation", sw "Ulinganisho" }
    reconciliation_lead {
        en "What providers say they did, beside what we have booked. Days are in UTC.",
        sw "Watoa huduma wanachosema walifanya, kando ya tulichoandika. Siku ni za UTC."
    }
    reconciliation_uncovered { en "Days without a statement", sw "Siku zisizo na taarifa" }
    reconciliation_uncovered_why(days: i64) {
        en "Money moved on these days and no statement of them was imported, although they are over for two days. Looked at: the last {days} day." | "Money moved on these days and no statement of them was imported, although they are over for two days. Looked at: the last {days} days.",
        sw "Pesa zilisogea siku hizi na hakuna taarifa yake iliyoingizwa, ingawa ziliisha siku mbili zilizopita. Zilizoangaliwa: siku {days} iliyopita." | "Pesa zilisogea siku hizi na hakuna taarifa yake iliyoingizwa, ingawa ziliisha siku mbili zilizopita. Zilizoangaliwa: siku {days} zilizopita."
    }
    reconciliation_covered(days: i64) {
        en "Of the last {days} day, every day with money that is over for two days has its statement." | "Of the last {days} days, every day with money that is over for two days has its statement.",
        sw "Kati ya siku {days} iliyopita, kila siku yenye pesa iliyoisha siku mbili zilizopita ina taarifa yake." | "Kati ya siku {days} zilizopita, kila siku yenye pesa iliyoisha siku mbili zilizopita ina taarifa yake."
    }
    reconciliation_differences { en "Differences", sw "Tofauti" }
    reconciliation_no_differences { en "No differences.", sw "Hakuna tofauti." }
    reconciliation_oldest(count: i64) {
        en "The oldest difference is shown." | "The oldest {count} of each provider are shown; the cases have all of them.",
        sw "Tofauti ya zamani zaidi inaonyeshwa." | "Za zamani zaidi {count} za kila mtoa huduma zinaonyeshwa; kesi zina zote."
    }
    reconciliation_days { en "Day by day", sw "Siku kwa siku" }
    reconciliation_no_days { en "No statement tells of these days.", sw "Hakuna taarifa ya siku hizi." }
    reconciliation_earlier { en "Earlier days", sw "Siku za nyuma" }
    reconciliation_newest { en "The newest days", sw "Siku za karibuni" }
    reconciliation_import { en "Import a statement", sw "Ingiza taarifa" }
    reconciliation_file { en "The file", sw "Faili" }
    reconciliation_file_hint(megabytes: i64) {
        en "CSV as the provider exports it, up to {megabytes} MB; larger ones by “soko reconcile”. The same file again changes nothing.",
        sw "CSV kama mtoa huduma anavyoitoa, hadi MB {megabytes}; kubwa zaidi kwa “soko reconcile”. Faili hiyo tena haibadilishi kitu."
    }
    reconciliation_do_import { en "Import and compare", sw "Ingiza na linganisha" }
    reconciliation_bank(country: &str) { en "Our own bank account: {country}", sw "Akaunti yetu ya benki: {country}" }
    reconciliation_no_provider { en "Choose whose statement it is.", sw "Chagua taarifa ni ya nani." }
    reconciliation_no_file { en "Choose a file.", sw "Chagua faili." }
    reconciliation_large(megabytes: i64) {
        en "The file is larger than {megabytes} MB. Import it by “soko reconcile”, or export a shorter period.",
        sw "Faili ni kubwa kuliko MB {megabytes}. Iingize kwa “soko reconcile”, au toa kipindi kifupi zaidi."
    }
    reconciliation_long { en "The file has too many lines. Export a shorter period.", sw "Faili ina mistari mingi mno. Toa kipindi kifupi zaidi." }
    reconciliation_other_columns(provider: &str) {
        en "The columns of {provider}’s statements are not in this file. Nothing of it was kept.",
        sw "Safu za taarifa za {provider} hazipo kwenye faili hili. Hakuna kilichohifadhiwa."
    }
    reconciliation_imported(lines: i64, new: i64) {
        en "{lines} line read, {new} of them new." | "{lines} lines read, {new} of them new.",
        sw "Mstari {lines} umesomwa, {new} kati yake ni mpya." | "Mistari {lines} imesomwa, {new} kati yake ni mipya."
    }
    reconciliation_known { en "All of this file was imported before.", sw "Faili hili lote liliingizwa awali." }
    reconciliation_age(days: i64) { en "{days} day" | "{days} days", sw "siku {days}" | "siku {days}" }
    reconciliation_files { en "Files imported last", sw "Faili zilizoingizwa mwisho" }
    column_file { en "File", sw "Faili" }
    column_lines { en "Lines", sw "Mistari" }
    column_new { en "New", sw "Mipya" }
    column_tells_of { en "Tells of", sw "Inahusu" }
    column_day { en "Day", sw "Siku" }
    column_stated { en "What", sw "Nini" }
    column_count { en "Count", sw "Idadi" }
    column_sum { en "Sum", sw "Jumla" }
    column_fees { en "Fees booked", sw "Ada zilizoandikwa" }
    column_age { en "Age", sw "Umri" }
    column_movement { en "Movement", sw "Msogeo" }
    column_case { en "Case", sw "Kesi" }
    reconciliation_case_link { en "Open the case", sw "Fungua kesi" }
}
