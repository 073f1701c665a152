//! Business events become messages. Delivered at least once; every message has a key, so each is sent once per event and receiver.

use catalog::Role;
use countries::format_money;
use kernel::{Id, MessageId, Money, OrderNumber, PhoneNumber, PictureId, PurchaseId, ShopId};
use notifications::{NewMessage, SmsBody};
use orders::{Order, Purchase, order, purchase};
use serde_json::Value;
use store::{Event, Platform, PlatformFlow, Topic, Tx};
use words::{Lang, shorten};

use crate::market::failpoint;
use crate::{Error, Market, view};

/// Events taken on in one go.
const BATCH_MAX: i64 = 100;
/// Longer names would push a text over one SMS.
const NAME_CHARS_MAX: usize = 20;

/// Turns waiting events into messages, in the order they happened. Says how many events were delivered.
pub async fn deliver(market: &Market) -> Result<usize, Error> {
    let now = market.source.now();
    let mut tx = Tx::begin(&market.pools.app, Platform(PlatformFlow::Announce)).await?;
    let events = store::waiting_events(&mut tx, BATCH_MAX).await?;
    for event in &events {
        for (receiver, to, text) in texts(market, &mut tx, event).await? {
            let id: MessageId = market.source.id();
            let Ok(body) = SmsBody::new(&text) else {
                tracing::error!(
                    event.id,
                    topic = event.topic.as_str(),
                    "a message is too long and was not queued"
                );
                continue;
            };
            let dedupe_key = format!("event:{}:{receiver}", event.id);
            notifications::queue(
                &mut tx,
                &NewMessage {
                    dedupe_key,
                    to,
                    body,
                },
                id,
                now,
            )
            .await?;
            failpoint!("announce.queued");
        }
    }
    let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
    store::mark_delivered(&mut tx, &ids, now).await?;
    failpoint!("announce.before_commit");
    tx.commit().await?;
    failpoint!("announce.committed");
    Ok(ids.len())
}

type Text = (String, PhoneNumber, String);

async fn texts(market: &Market, tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    match event.topic {
        Topic::PaymentCompleted => paid(market, tx, event).await,
        Topic::PaymentOwedBack => {
            let Some(found) = of_event(tx, event).await? else {
                return Ok(Vec::new());
            };
            let owed = money(&event.payload, "owed").unwrap_or(found.total);
            Ok(vec![to_buyer(&found, |lang| {
                lang.sms_refund_due(&found.number.to_string(), &format_money(owed))
            })])
        }
        Topic::CashGivenBack => cash_given_back(market, tx, event).await,
        Topic::CashAccepted => cash_accepted(market, tx, event).await,
        Topic::PaymentRefunded | Topic::PaymentCredited => given_back(tx, event).await,
        Topic::PayoutPaid | Topic::PayoutFailed | Topic::PayoutReturned => {
            payout(market, tx, event).await
        }
        Topic::PaidToChanged => paid_to_changed(market, tx, event).await,
        Topic::OrderMayBePacked => may_be_packed(tx, event).await,
        Topic::OrderPacked | Topic::OrderHandedOver | Topic::OrderDelivered => {
            moved(market, tx, event).await
        }
        Topic::OrderCancelled => cancelled(tx, event).await,
        Topic::ShopDecided => shop_decided(market, tx, event).await,
        Topic::TakenDown => {
            let shop = ShopId::from_uuid(event.aggregate);
            let phone = shop_phone(tx, shop).await?;
            let link = format!("{}/dashboard", market.settings.public_url);
            let text = Lang::default().sms_taken_down(&link);
            Ok(phone
                .map(|phone| ("shop".to_owned(), phone, text))
                .into_iter()
                .collect())
        }
        Topic::PictureDecided => picture_decided(market, tx, event).await,
        // Nobody is told by message: the page says it, or a listener outside does with it what it likes.
        Topic::OrderPlaced
        | Topic::PaymentRefused
        | Topic::InventoryLowStock
        | Topic::CartAbandoned
        | Topic::UserRegistered
        | Topic::ShopApplied => Ok(Vec::new()),
    }
}

async fn of_event(tx: &mut Tx<Platform>, event: &Event) -> Result<Option<Purchase>, Error> {
    Ok(purchase::find(&mut **tx, PurchaseId::from_uuid(event.aggregate)).await?)
}

fn language(purchase: &Purchase) -> Lang {
    purchase.language.parse().unwrap_or_default()
}

fn to_buyer(purchase: &Purchase, text: impl FnOnce(Lang) -> String) -> Text {
    (
        "buyer".to_owned(),
        purchase.recipient.phone.clone(),
        text(language(purchase)),
    )
}

async fn paid(market: &Market, tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let Some(found) = of_event(tx, event).await? else {
        return Ok(Vec::new());
    };
    let number = found.number.to_string();
    let paid = format_money(found.total);
    let told = |link: &str| to_buyer(&found, |lang| lang.sms_paid(&number, &paid, link));
    // Only the buyer's message carries the key. Where the whole link does not fit, there is the form that asks for the number.
    let opening = view::link_again(market, tx, &found).await?;
    let opening = opening.map(|link| told(&link));
    let mut texts = vec![
        opening
            .filter(|(_, _, text)| SmsBody::new(text).is_ok())
            .unwrap_or_else(|| told(&format!("{}/track", market.settings.public_url))),
    ];
    texts.extend(to_shops(market, tx, &found).await?);
    Ok(texts)
}

/// Every shop of a purchase hears of its order: that it is to be packed, or that somebody looks at it first.
async fn to_shops(
    market: &Market,
    tx: &mut Tx<Platform>,
    found: &Purchase,
) -> Result<Vec<Text>, Error> {
    let now = market.source.now();
    let mut texts = Vec::new();
    for order in order::list_of_purchase(&mut **tx, found.id).await? {
        let Some(phone) = shop_phone(tx, order.shop).await? else {
            continue;
        };
        let (lang, number) = (language(found), order.number.to_string());
        let text = match order.waits_until(now) {
            Some(_) => lang.sms_shop_being_checked(&number),
            None if order.is_cash => {
                lang.sms_shop_new_cash_order(&number, &format_money(order.total))
            }
            None => lang.sms_shop_new_order(&number, &format_money(order.total)),
        };
        texts.push((format!("shop:{}", order.shop), phone, text));
    }
    Ok(texts)
}

/// The shop waited, and need not any more.
async fn may_be_packed(tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let (Some(found), Some(order)) = (of_event(tx, event).await?, order_of(tx, event).await?)
    else {
        return Ok(Vec::new());
    };
    let phone = shop_phone(tx, order.shop).await?;
    let text =
        language(&found).sms_shop_may_pack(&order.number.to_string(), &format_money(order.total));
    let told = phone.map(|phone| (format!("shop:{}", order.shop), phone, text));
    Ok(told.into_iter().collect())
}

/// The rider will ask for the money; the shops may pack.
async fn cash_accepted(
    market: &Market,
    tx: &mut Tx<Platform>,
    event: &Event,
) -> Result<Vec<Text>, Error> {
    let Some(found) = of_event(tx, event).await? else {
        return Ok(Vec::new());
    };
    let (number, total) = (found.number.to_string(), format_money(found.total));
    let link = format!("{}/track", market.settings.public_url);
    let mut texts = vec![to_buyer(&found, |lang| {
        lang.sms_cash_placed(&number, &total, &link)
    })];
    texts.extend(to_shops(market, tx, &found).await?);
    Ok(texts)
}

async fn given_back(tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let (Some(found), Some(amount)) = (of_event(tx, event).await?, money(&event.payload, "amount"))
    else {
        return Ok(Vec::new());
    };
    let (number, amount) = (found.number.to_string(), format_money(amount));
    let ending = word(&event.payload, "ending");
    let is_credit = event.topic == Topic::PaymentCredited;
    Ok(vec![to_buyer(&found, |lang| {
        if is_credit {
            lang.sms_credited(&number, &amount)
        } else {
            lang.sms_refunded(&number, &amount, &ending)
        }
    })])
}

/// Said by the shop alone, so the buyer is told and can object.
async fn cash_given_back(
    market: &Market,
    tx: &mut Tx<Platform>,
    event: &Event,
) -> Result<Vec<Text>, Error> {
    let (Some(found), Some(order), Some(amount)) = (
        of_event(tx, event).await?,
        order_of(tx, event).await?,
        money(&event.payload, "amount"),
    ) else {
        return Ok(Vec::new());
    };
    let shop = shop_name(market, order.shop).await?;
    let (number, shop) = (order.number.to_string(), shorten(&shop, NAME_CHARS_MAX));
    Ok(vec![to_buyer(&found, |lang| {
        lang.sms_cash_given_back(&number, &shop, &format_money(amount))
    })])
}

async fn payout(market: &Market, tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let shop = ShopId::from_uuid(event.aggregate);
    let (Some(to), Some(amount)) = (shop_phone(tx, shop).await?, money(&event.payload, "amount"))
    else {
        return Ok(Vec::new());
    };
    let (lang, amount) = (Lang::default(), format_money(amount));
    let link = format!("{}/dashboard/money", market.settings.public_url);
    let ending = word(&event.payload, "ending");
    let is_account = event.payload.get("is_account").and_then(Value::as_bool) == Some(true);
    let text = match event.topic {
        Topic::PayoutPaid if is_account => lang.sms_payout_paid_account(&amount, &ending),
        Topic::PayoutPaid => lang.sms_payout_paid(&amount, &ending),
        Topic::PayoutReturned => lang.sms_payout_returned(&amount, &link),
        _ => lang.sms_payout_failed(&amount, &link),
    };
    Ok(vec![("shop".to_owned(), to, text)])
}

/// Told to the phones that its owners sign in with: the shop's own number is on the same page as what was changed.
async fn paid_to_changed(
    market: &Market,
    tx: &mut Tx<Platform>,
    event: &Event,
) -> Result<Vec<Text>, Error> {
    let shop = ShopId::from_uuid(event.aggregate);
    let Some(found) = catalog::shops::find(&mut **tx, shop).await? else {
        return Ok(Vec::new());
    };
    let (name, ending) = (
        shorten(&found.name, NAME_CHARS_MAX),
        word(&event.payload, "ending"),
    );
    let hours = event.payload.get("hours").and_then(Value::as_i64);
    let link = format!("{}/dashboard/money", market.settings.public_url);
    let mut texts = Vec::new();
    for (person, role) in catalog::shops::members(&mut **tx, shop).await? {
        if role != Role::Owner {
            continue;
        }
        let Some(owner) = accounts::people::by_id(&mut **tx, person).await? else {
            continue;
        };
        let text = match hours {
            Some(hours) if hours > 0 => owner
                .language
                .sms_paid_to_changed(&name, &ending, hours, &link),
            Some(_) | None => owner.language.sms_paid_to(&name, &ending, &link),
        };
        texts.push((format!("owner:{person}"), owner.phone, text));
    }
    Ok(texts)
}

fn word(payload: &Value, key: &str) -> String {
    let text = payload.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

async fn moved(market: &Market, tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let (Some(found), Some(order)) = (of_event(tx, event).await?, order_of(tx, event).await?)
    else {
        return Ok(Vec::new());
    };
    let shop = shop_name(market, order.shop).await?;
    let (number, shop) = (order.number.to_string(), shorten(&shop, NAME_CHARS_MAX));
    let text = |lang: Lang| match event.topic {
        Topic::OrderPacked => lang.sms_packed(&number, &shop),
        Topic::OrderHandedOver => lang.sms_handed_over(&number, &shop),
        _ => lang.sms_delivered(&number, &shop),
    };
    Ok(vec![to_buyer(&found, text)])
}

async fn cancelled(tx: &mut Tx<Platform>, event: &Event) -> Result<Vec<Text>, Error> {
    let (Some(found), Some(order)) = (of_event(tx, event).await?, order_of(tx, event).await?)
    else {
        return Ok(Vec::new());
    };
    let number = order.number.to_string();
    let owed = money(&event.payload, "owed");
    let mut texts = vec![to_buyer(&found, |lang| match owed {
        Some(owed) => lang.sms_cancelled_paid(&number, &format_money(owed)),
        None => lang.sms_cancelled(&number),
    })];
    // A shop hears only of what it had been told to pack.
    let was_paid = event.payload.get("was_paid").and_then(Value::as_bool);
    if was_paid.unwrap_or(owed.is_some())
        && let Some(phone) = shop_phone(tx, order.shop).await?
    {
        texts.push((
            format!("shop:{}", order.shop),
            phone,
            language(&found).sms_shop_order_cancelled(&number),
        ));
    }
    Ok(texts)
}

async fn shop_decided(
    market: &Market,
    tx: &mut Tx<Platform>,
    event: &Event,
) -> Result<Vec<Text>, Error> {
    let Some(shop) = catalog::shops::find(&mut **tx, ShopId::from_uuid(event.aggregate)).await?
    else {
        return Ok(Vec::new());
    };
    let approved = event
        .payload
        .get("approved")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let link = format!("{}/dashboard", market.settings.public_url);
    let (name, lang) = (shorten(&shop.name, NAME_CHARS_MAX), Lang::default());
    let text = if approved {
        lang.sms_shop_approved(&name, &link)
    } else {
        lang.sms_shop_refused(&name, &link)
    };
    Ok(vec![("shop".to_owned(), shop.phone, text)])
}

async fn picture_decided(
    market: &Market,
    tx: &mut Tx<Platform>,
    event: &Event,
) -> Result<Vec<Text>, Error> {
    if event
        .payload
        .get("approved")
        .and_then(Value::as_bool)
        .unwrap_or_default()
    {
        return Ok(Vec::new());
    }
    let found = catalog::pictures::find(&mut **tx, PictureId::from_uuid(event.aggregate)).await?;
    let Some(picture) = found else {
        return Ok(Vec::new());
    };
    let Some(phone) = shop_phone(tx, picture.shop).await? else {
        return Ok(Vec::new());
    };
    let link = format!("{}/dashboard/products", market.settings.public_url);
    let text = Lang::default().sms_picture_refused(&shorten(&picture.alt, NAME_CHARS_MAX), &link);
    Ok(vec![("shop".to_owned(), phone, text)])
}

async fn order_of(tx: &mut Tx<Platform>, event: &Event) -> Result<Option<Order>, Error> {
    let number: Option<OrderNumber> = event
        .payload
        .get("number")
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok());
    match number {
        Some(number) => Ok(order::find_by_number(&mut **tx, number).await?),
        None => Ok(None),
    }
}

async fn shop_phone(tx: &mut Tx<Platform>, shop: ShopId) -> Result<Option<PhoneNumber>, Error> {
    Ok(catalog::shops::find(&mut **tx, shop)
        .await?
        .map(|shop| shop.phone))
}

async fn shop_name(market: &Market, shop: ShopId) -> Result<String, Error> {
    let sellers = orders::sellers::list(&market.pools.storefront, &[shop]).await?;
    Ok(sellers
        .into_iter()
        .next()
        .map(|seller| seller.name)
        .unwrap_or_default())
}

fn money(payload: &Value, key: &str) -> Option<Money> {
    payload
        .get(key)
        .and_then(|value| serde_json::from_value(value.clone()).ok())
}
