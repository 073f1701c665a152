//! Reads the whole catalogue the way a careful editor would.

use kernel::Refusal;

use super::{
    account, admin, checkout, commission, errors, forms, merchant, messages, office, order,
    payment, reconciliation, review, shopping, storefront,
};
use crate::{
    AccountWords, AttemptWords, BookWords, CaseKindWords, CaseStateWords, CaseWords, Lang,
    LedgerWords, ListingWords, MovementWords, OrderWords, PartWords, PictureWords, PurchaseWords,
    RoleWords, SMS_SEGMENT_CHARS, ShopWords, StatedWords, is_gsm7,
};

/// Names, and sentences made of arguments alone, that are the same in both languages.
const SAME_IN_BOTH: &[&str] = &[
    "brand",
    "option_chosen",
    "terms_rate",
    "commission_of_category",
    "commission_line_rate",
    "order_line",
    "order_paid_with",
    "decision_by",
];

fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    [
        storefront::TEXTS,
        shopping::TEXTS,
        checkout::TEXTS,
        commission::TEXTS,
        payment::TEXTS,
        order::TEXTS,
        account::TEXTS,
        merchant::TEXTS,
        admin::TEXTS,
        office::TEXTS,
        reconciliation::TEXTS,
        review::TEXTS,
        forms::TEXTS,
        errors::TEXTS,
        messages::TEXTS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

fn words(lang: Lang) -> Vec<&'static str> {
    let mut words = Vec::new();
    words.extend(AttemptWords::ALL.iter().map(|w| lang.attempt_state(*w)));
    words.extend(PurchaseWords::ALL.iter().map(|w| lang.purchase_state(*w)));
    words.extend(OrderWords::ALL.iter().map(|w| lang.order_state(*w)));
    words.extend(ListingWords::ALL.iter().map(|w| lang.listing_state(*w)));
    words.extend(ShopWords::ALL.iter().map(|w| lang.shop_state(*w)));
    words.extend(PictureWords::ALL.iter().map(|w| lang.picture_state(*w)));
    words.extend(CaseStateWords::ALL.iter().map(|w| lang.case_state(*w)));
    words.extend(RoleWords::ALL.iter().map(|w| lang.role_name(*w)));
    words.extend(MovementWords::ALL.iter().map(|w| lang.movement_reason(*w)));
    words.extend(StatedWords::ALL.iter().map(|w| lang.stated_as(*w)));
    words.extend(CaseKindWords::ALL.iter().map(|w| lang.case_kind(*w)));
    words.extend(
        AccountWords::ALL
            .iter()
            .map(|w| lang.ledger_account_name(*w)),
    );
    words.extend(LedgerWords::ALL.iter().map(|w| lang.ledger_line(*w)));
    words.extend(PartWords::ALL.iter().map(|w| lang.order_part(*w)));
    words.extend(BookWords::ALL.iter().map(|w| lang.book_name(*w)));
    words.extend(CaseWords::ALL.iter().map(|w| lang.payment_case(*w)));
    for reason in Refusal::ALL {
        let said = lang.refusal(reason);
        words.extend([said.short, said.what, said.next]);
    }
    words
}

#[test]
fn the_tone_is_kept() {
    let banned = [
        "!",
        "oops",
        "whoops",
        "sorry",
        "transaction reference",
        "invalid",
        "illegal",
        "fatal",
        "error",
        "failed",
        "  ",
        "Samahani",
    ];
    let texts = all().flat_map(|(name, en, sw)| [(name, en), (name, sw)]);
    let states = Lang::ALL
        .iter()
        .flat_map(|lang| words(*lang))
        .map(|text| ("state", text));
    for (name, text) in texts.chain(states) {
        for word in banned {
            let found = text.to_lowercase().contains(&word.to_lowercase());
            assert!(!found, "{name} says {word:?}: {text}");
        }
        assert_eq!(text.trim(), text, "{name} has space at its edge");
        assert!(!text.is_empty(), "{name} is empty");
        assert!(
            !text.contains('\''),
            "{name} has a typewriter apostrophe: {text}"
        );
    }
}

#[test]
fn the_languages_differ() {
    for (name, en, sw) in all() {
        assert_eq!(
            en == sw,
            SAME_IN_BOTH.contains(&name),
            "{name}: {en:?} and {sw:?}"
        );
    }
    for (en, sw) in words(Lang::En).into_iter().zip(words(Lang::Sw)) {
        assert_ne!(en, sw);
    }
}

#[test]
fn both_languages_use_every_argument() {
    let arguments = |text: &'static str| {
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    for (name, en, sw) in all() {
        assert_eq!(arguments(en), arguments(sw), "{name}: {en:?} and {sw:?}");
    }
}

#[test]
fn a_sentence_ends_in_both_languages_or_in_neither() {
    for (name, en, sw) in all() {
        assert_eq!(
            en.ends_with('.'),
            sw.ends_with('.'),
            "{name}: {en:?} and {sw:?}"
        );
    }
}

#[test]
fn every_refusal_has_two_sentences() {
    for lang in Lang::ALL {
        for reason in Refusal::ALL {
            let said = lang.refusal(reason);
            assert!(!said.short.ends_with('.'), "{reason:?}");
            assert!(
                said.what.ends_with('.') && said.next.ends_with('.'),
                "{reason:?}"
            );
        }
    }
}

#[test]
fn stored_states_are_read() {
    assert_eq!("handed_over".parse(), Ok(OrderWords::HandedOver));
    assert_eq!(Lang::Sw.order_state(OrderWords::Delivered), "Imefika");
    assert!("lost".parse::<OrderWords>().is_err());
}

#[test]
fn counts_have_their_own_form() {
    assert_eq!(Lang::En.cart_count(1), "1 item");
    assert_eq!(Lang::En.cart_count(0), "0 items");
    assert_eq!(Lang::Sw.queue_shops(2), "Maduka 2 yanasubiri");
    assert_eq!(
        Lang::En.insight_to_pack(3, "09:40"),
        "3 paid orders to pack, oldest since 09:40"
    );
}

#[test]
fn every_sms_fits_one_segment() {
    let (number, amount) = ("SK-7K3M-9Q2D-B", "KSh 1,248,000");
    let (name, link) = ("Kamwala Electronic..", "https://soko.example/t/Ab3dE6gH");
    assert_eq!((name.len(), amount.len()), (20, 13));
    // The one link that opens something by itself is as long as its key.
    let opening = format!("https://soko.example.co.zm/orders/SK-7K3M-9Q2D?k={:032}", 7);
    for lang in Lang::ALL {
        let texts = [
            lang.sms_code("482913", 5),
            lang.sms_placed(number, amount, link),
            lang.sms_paid(number, amount, &opening),
            lang.sms_cash_placed(number, amount, link),
            lang.sms_not_paid(number, link),
            lang.sms_expired(number),
            lang.sms_packed(number, name),
            lang.sms_handed_over(number, name),
            lang.sms_delivered(number, name),
            lang.sms_cancelled(number),
            lang.sms_cancelled_paid(number, amount),
            lang.sms_refund_due(number, amount),
            lang.sms_refunded(number, amount, "350"),
            lang.sms_credited(number, amount),
            lang.sms_cash_given_back(number, name, amount),
            lang.sms_taken_down(link),
            lang.sms_payout_paid(amount, "350"),
            lang.sms_payout_paid_account(amount, "6789"),
            lang.sms_paid_to_changed(name, "6789", 168, link),
            lang.sms_paid_to(name, "6789", link),
            lang.sms_payout_failed(amount, link),
            lang.sms_payout_returned(amount, link),
            lang.sms_shop_new_order(number, amount),
            lang.sms_shop_new_cash_order(number, amount),
            lang.sms_shop_being_checked(number),
            lang.sms_shop_may_pack(number, amount),
            lang.sms_shop_order_cancelled(number),
            lang.sms_shop_approved(name, link),
            lang.sms_shop_refused(name, link),
            lang.sms_picture_refused(name, link),
        ];
        assert_eq!(
            texts.len(),
            messages::TEXTS.len(),
            "a new SMS is not measured"
        );
        for text in texts {
            assert!(is_gsm7(&text), "{text}");
            assert!(
                text.len() <= SMS_SEGMENT_CHARS,
                "{} characters: {text}",
                text.len()
            );
        }
    }
}
