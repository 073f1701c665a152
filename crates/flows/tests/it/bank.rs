//! Paid by bank transfer, and the bank's own statement: right, in parts, too much, too late, written twice, unknown, and settlements.

mod decided;
mod settled;
mod written;

use ::ledger::Account;
use countries::Country;
use flows::place::Placed;
use flows::provider_statement::{self, Import, Imported, bank};
use flows::till::{self as by_hand, BeginError, Hand, NoTransfer, TRANSFERS_MAX};
use flows::{cancel, cases};
use kernel::{Money, TillPaymentId};
use moderation::Choice;
use orders::{Recipient, purchase};
use payments::statements::Book;
use rehearsal::{MTN_APPROVES, Product, TestMarket, holder, phone};

/// Goods for K 200 and their delivery for K 25, in ngwee.
const TOTAL: i64 = 22_500;
const DAY_SECONDS: u64 = 86_400;
const HEADER: &str = "Date,Description,Debit,Credit,Balance,Reference";

async fn market() -> (TestMarket, Product) {
    TestMarket::with_product(20_000, 5).await
}

/// One piece, bought with the number `msisdn`, to be paid by bank.
async fn bought(m: &TestMarket, product: &Product, msisdn: &str) -> Placed {
    let cart = m.cart_with_one(product).await;
    let mut wish = m.wish(&cart);
    wish.recipient = Recipient {
        phone: phone(&format!("+{msisdn}")),
        ..wish.recipient
    };
    m.try_place(wish).await.unwrap()
}

async fn begin(m: &TestMarket, placed: &Placed) -> Result<(), BeginError> {
    by_hand::begin(&m.market, holder(placed.id), placed.id, Hand::Bank).await
}

/// A line on which so much came, in ngwee.
fn came(m: &TestMarket, written: &str, minor: i64) -> String {
    came_to(m, written, minor, "")
}

/// The same, and what there was after it.
fn came_to(m: &TestMarket, written: &str, minor: i64, balance: &str) -> String {
    let day = m.now().date();
    let amount = Money::new(minor, kernel::Currency::ZMW).to_plain(2);
    format!(
        "{:02}/{:02}/{},{written},,{amount},{balance},",
        day.day(),
        u8::from(day.month()),
        day.year()
    )
}

async fn import(m: &TestMarket, lines: &[String]) -> Imported {
    let content = format!("{HEADER}\n{}\n", lines.join("\n"));
    import_file(m, &content).await
}

async fn import_file(m: &TestMarket, content: &str) -> Imported {
    let import = Import {
        book: bank::book(Country::Zambia),
        name: "bank.csv",
        content: content.as_bytes(),
        period: None,
    };
    provider_statement::import(&m.market, &import)
        .await
        .unwrap()
}

async fn state(m: &TestMarket, placed: &Placed) -> &'static str {
    m.purchase(placed.id).await.state.as_str()
}

/// What is in the bank, and what lies in suspense, by our books, in ngwee.
async fn held(m: &TestMarket) -> (i64, i64) {
    (
        m.balance(&Account::Bank).await,
        -m.balance(&Account::Suspense).await,
    )
}

/// The store credit of a phone, in ngwee.
async fn credit(m: &TestMarket, msisdn: &str) -> i64 {
    m.credit_of(&phone(&format!("+{msisdn}"))).await
}

/// The transfer of an amount.
async fn transfer(m: &TestMarket, minor: i64) -> TillPaymentId {
    let mut tx = m.platform().await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from till_payments where amount_minor = $1")
        .bind(minor)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    id.into()
}

/// How often each class is on the bank's lines.
async fn classes(m: &TestMarket) -> Vec<(String, i64)> {
    let mut tx = m.platform().await;
    sqlx::query_as(
        "select class, count(*) from statement_lines where provider = 'bank' group by 1 order by 1",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

fn of(class: &str, count: i64) -> (String, i64) {
    (class.to_owned(), count)
}

const BUYER: &str = "260966000111";

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_paid_by_the_line_that_names_it() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    begin(&m, &placed).await.unwrap();
    let desk = by_hand::desk(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(desk.bank.unwrap().number, "0012 345 678");
    assert_eq!(desk.missing.minor(), TOTAL);

    // Two days later the goods are still there.
    m.pass(2 * DAY_SECONDS).await;
    m.sweep().await;
    assert_eq!(m.stock(goods.variant).await, (5, 1));
    let told = import(
        &m,
        &[came(&m, &format!("TRF C BANDA {}", placed.number), TOTAL)],
    )
    .await;
    assert_eq!((told.examined.transfers, told.examined.matched), (1, 1));
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(m.status(placed.id).await.as_str(), "PAID");
    assert_eq!(m.timeline(placed.id).await, ["placed", "paid"]);
    assert_eq!(m.stock(goods.variant).await, (4, 0));
    assert_eq!(held(&m).await, (TOTAL, 0));
    assert_eq!(m.cleared().await, 0, "no provider holds it");
    let attempts = m.attempts(placed.id).await;
    assert_eq!(attempts[0].method, kernel::Method::BankTransfer);
    assert_eq!(classes(&m).await, [of("matched", 1)]);
    assert_eq!(m.open_cases().await, [""; 0]);
    m.run_jobs().await;
    assert_eq!(
        m.messages(placed.id).await.len(),
        2,
        "the buyer and the shop"
    );
    m.assert_sound().await;

    // What is given back of it later no provider can send.
    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    assert_eq!(credit(&m, BUYER).await, TOTAL);
    assert_eq!(held(&m).await, (TOTAL, 0));
    m.assert_sound().await;
}

/// A bank dates its lines by its own clock, where a day begins before it does in UTC.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_of_the_day_that_the_bank_wrote() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    begin(&m, &placed).await.unwrap();
    import(&m, &[came(&m, &placed.number.to_string(), TOTAL)]).await;
    let day = m.now().date();
    let of = async |day: time::Date| {
        let from = day.midnight().assume_utc();
        let until = from + time::Duration::days(1);
        let period = payments::statements::Period { from, until };
        let rows = provider_statement::summary(&m.market, period)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.day).collect::<Vec<_>>()
    };
    assert_eq!(of(day).await, [day]);
    assert_eq!(of(day.previous_day().unwrap()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_found_as_banks_and_people_write_it() {
    let (m, goods) = market().await;
    for write in [
        |number: &str| number.to_lowercase(),
        |number: &str| format!("MTN MOMO 0966 {} GOODS", number.replace('-', " ")),
        |number: &str| format!("\"EFT, \"\"{}\"\"\"", &number[3..]),
        |number: &str| format!("IB TRANSFER {}CHIPO", number.replace('-', "")),
    ] {
        let placed = bought(&m, &goods, BUYER).await;
        let written = write(&placed.number.to_string());
        import(&m, &[came(&m, &written, TOTAL)]).await;
        assert_eq!(state(&m, &placed).await, "paid", "{written}");
    }
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_add_up_and_keep_the_goods_for_the_rest() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    begin(&m, &placed).await.unwrap();
    let number = placed.number.to_string();
    m.pass(2 * DAY_SECONDS).await;
    let first = came(&m, &number, 10_000);
    import(&m, std::slice::from_ref(&first)).await;
    assert_eq!(state(&m, &placed).await, "open");
    let desk = by_hand::desk(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((desk.came.minor(), desk.missing.minor()), (10_000, 12_500));
    assert_eq!(
        m.timeline(placed.id).await,
        ["placed", "part_came", "part_came"]
    );
    assert_eq!(held(&m).await, (10_000, 10_000));

    // Three days more, counted from the part.
    m.pass(2 * DAY_SECONDS).await;
    m.sweep().await;
    assert_eq!(state(&m, &placed).await, "open");
    // The next export has both.
    import(&m, &[first, came(&m, &number, 12_500)]).await;
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(held(&m).await, (TOTAL, 0));
    assert_eq!(m.attempts(placed.id).await.len(), 1);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_never_keep_the_goods_beyond_a_week() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    begin(&m, &placed).await.unwrap();
    let number = placed.number.to_string();
    for _ in 0..3 {
        m.pass(2 * DAY_SECONDS).await;
        import(&m, &[came(&m, &number, 1_000)]).await;
    }
    let end = m.purchase(placed.id).await;
    assert_eq!(
        end.held_until,
        Some(end.placed_at + purchase::TRANSFER_PAYABLE)
    );
    m.pass(2 * DAY_SECONDS).await;
    m.sweep().await;
    m.sweep().await;
    assert_eq!(state(&m, &placed).await, "expired");
    assert_eq!(
        (m.stock(goods.variant).await, credit(&m, BUYER).await),
        ((5, 0), 3_000)
    );
    assert_eq!(held(&m).await, (3_000, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_and_what_comes_too_late_is_the_buyers() {
    let (m, goods) = market().await;
    let over = bought(&m, &goods, BUYER).await;
    import(&m, &[came(&m, &over.number.to_string(), TOTAL + 750)]).await;
    assert_eq!(state(&m, &over).await, "paid");
    assert_eq!(credit(&m, BUYER).await, 750);
    assert_eq!(m.owed_because(over.id).await, ["amount_mismatch"; 2]);

    let late = bought(&m, &goods, "260966000222").await;
    begin(&m, &late).await.unwrap();
    m.pass(4 * DAY_SECONDS).await;
    m.sweep().await;
    assert_eq!(
        (state(&m, &late).await, m.stock(goods.variant).await),
        ("expired", (4, 0))
    );
    import(&m, &[came(&m, &late.number.to_string(), TOTAL)]).await;
    assert_eq!(m.owed_because(late.id).await, ["late_payment"]);
    assert_eq!(credit(&m, "260966000222").await, TOTAL);

    // Once more for what is paid already.
    m.pass(DAY_SECONDS).await;
    import(&m, &[came(&m, &over.number.to_string(), TOTAL)]).await;
    assert_eq!(credit(&m, BUYER).await, TOTAL + 750);
    assert_eq!(held(&m).await, (3 * TOTAL + 750, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_and_files_that_overlap_count_once() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    let other = bought(&m, &goods, BUYER).await;
    let one = came(&m, &placed.number.to_string(), TOTAL);
    let two = came(&m, &other.number.to_string(), TOTAL);
    let first = import(&m, std::slice::from_ref(&one)).await;
    let before = m.footprint().await;
    let again = import(&m, std::slice::from_ref(&one)).await;
    assert_eq!(
        (first.is_new, again.is_new, again.new_lines),
        (true, false, 0)
    );
    assert_eq!(m.footprint().await, before);
    let both = import(&m, &[one.clone(), two.clone()]).await;
    assert_eq!(
        (both.lines, both.new_lines, both.examined.transfers),
        (2, 1, 1)
    );
    // The whole export twice in one file, its heads included.
    let file = format!("\u{feff}{HEADER}\r\n{one}\r\n{two}\r\n{HEADER}\r\n{one}\r\n{two}\r\n");
    let twice = import_file(&m, &file).await;
    assert_eq!(
        (twice.lines, twice.new_lines, twice.examined.transfers),
        (4, 2, 0)
    );
    assert_eq!(classes(&m).await, [of("doubled", 2), of("matched", 2)]);
    assert_eq!(held(&m).await, (2 * TOTAL, 0));
    assert_eq!(m.open_cases().await, ["doubled_line"; 2]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_equal_parts_of_one_day_are_two_where_the_balance_says_so() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    let number = placed.number.to_string();
    let line = |balance: &str| came_to(&m, &number, TOTAL / 2, balance);
    import(&m, &[line("500.00"), line("612.50"), line("612.50")]).await;
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(classes(&m).await, [of("doubled", 1), of("matched", 2)]);
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_equal_parts_counts_however_its_bank_sorts() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    let number = placed.number.to_string();
    let line = |balance: &str| came_to(&m, &number, TOTAL / 2, balance);
    import(&m, &[line("500.00")]).await;
    import(&m, &[line("612.50"), line("500.00")]).await;
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(classes(&m).await, [of("matched", 2)]);
    m.assert_sound().await;
}

/// A transfer that could not be kept went back as store credit; what is cancelled then is what the prompt paid.
#[tokio::test(flavor = "multi_thread")]
async fn a_refund_goes_to_whoever_paid_and_not_to_a_transfer_that_was_owed_back() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    m.pay(&placed, &phone(MTN_APPROVES)).await;
    assert_eq!(state(&m, &placed).await, "paid");
    import(&m, &[came(&m, &placed.number.to_string(), TOTAL)]).await;
    assert_eq!(credit(&m, BUYER).await, TOTAL);

    cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        .await
        .unwrap();
    m.run_jobs().await;
    m.let_money_arrive().await;
    let sent = m.refunds(placed.id).await;
    let sent: Vec<_> = sent
        .iter()
        .map(|r| (r.purpose.phone(), r.amount.minor()))
        .collect();
    assert_eq!(sent, [(&phone(MTN_APPROVES), TOTAL)]);
    assert_eq!(credit(&m, BUYER).await, TOTAL, "once");
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_nothing_is_a_case_that_a_person_decides() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    let number = placed.number.to_string();
    let last = if number.ends_with('7') { '8' } else { '7' };
    let typo = format!("{}{last}", &number[..number.len() - 1]);
    import(
        &m,
        &[
            came(&m, &format!("TRF {typo}"), TOTAL),
            came(&m, "CASH DEPOSIT", 4_000),
        ],
    )
    .await;
    assert_eq!(state(&m, &placed).await, "open");
    assert_eq!(m.open_cases().await, ["unmatched"; 2]);
    assert_eq!(held(&m).await, (TOTAL + 4_000, TOTAL + 4_000));
    m.assert_sound().await;

    // Neither says whose phone it is: the purchase that is named does.
    let (typo, stranger) = (transfer(&m, TOTAL).await, transfer(&m, 4_000).await);
    let by = m.admin().await;
    for (payment, choice) in [(typo, Choice::Keep), (stranger, Choice::Refund)] {
        let case = m.case_about(payment).await;
        let looked = cases::look(&m.market, by, case).await.unwrap().unwrap();
        let none = cases::NotPossible::NoPurchase;
        assert_eq!(looked.choices[0], (Choice::Keep, Err(none)));
        assert!(
            cases::name_purchase(&m.market, by, case, placed.number)
                .await
                .unwrap()
        );
        m.decide_payment(payment, choice).await;
    }
    assert_eq!(state(&m, &placed).await, "paid");
    assert_eq!(
        credit(&m, BUYER).await,
        4_000,
        "of the purchase that was named"
    );
    assert_eq!(held(&m).await, (TOTAL + 4_000, 0));
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_phone_keeps_few_purchases_waiting() {
    let (m, goods) = market().await;
    let mut waiting = Vec::new();
    for _ in 0..TRANSFERS_MAX {
        let placed = bought(&m, &goods, BUYER).await;
        begin(&m, &placed).await.unwrap();
        waiting.push(placed);
    }
    let more = bought(&m, &goods, BUYER).await;
    let before = m.footprint().await;
    assert!(matches!(
        begin(&m, &more).await,
        Err(BeginError::NoTransfer(NoTransfer::TooMany))
    ));
    assert_eq!(m.footprint().await, before);
    // Again for one that waits is no new one, and its end does not move.
    let until = m.purchase(waiting[0].id).await.transfer_until;
    m.pass(60).await;
    begin(&m, &waiting[0]).await.unwrap();
    assert_eq!(m.purchase(waiting[0].id).await.transfer_until, until);
    // Others are not kept from it, and one that is over makes room.
    let other = bought(&m, &goods, "260966000222").await;
    begin(&m, &other).await.unwrap();
    cancel::by_buyer(&m.market, holder(waiting[0].id), waiting[0].id)
        .await
        .unwrap();
    begin(&m, &more).await.unwrap();
    m.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_without_an_account_has_no_transfers() {
    let m = TestMarket::open().await;
    let shop = m.shop("Duka la Amani", Country::Kenya).await;
    let kikoi = m.product(shop, 50_000, 5).await;
    let placed = bought(&m, &kikoi, "254712000111").await;
    assert!(matches!(
        begin(&m, &placed).await,
        Err(BeginError::NoTransfer(NoTransfer::NoAccount))
    ));
    let offered = by_hand::transfer_offered(&m.market, Country::Kenya, None)
        .await
        .unwrap();
    assert_eq!(offered, Err(NoTransfer::NoAccount));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_prompt_does_not_free_what_waits_for_a_transfer() {
    let (m, goods) = market().await;
    let placed = bought(&m, &goods, BUYER).await;
    begin(&m, &placed).await.unwrap();
    let until = m.purchase(placed.id).await.held_until;
    let refused = m.pay(&placed, &phone("+260763456039")).await;
    assert_eq!(refused.state.as_str(), "refused");
    assert_eq!(m.purchase(placed.id).await.held_until, until);
    assert_eq!(m.stock(goods.variant).await, (5, 1));
    m.assert_sound().await;
}

/// An import and a cancellation at once: whoever is first, the money is in one place and the goods are too.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_and_a_cancellation_race() {
    let (m, goods) = market().await;
    for _ in 0..6 {
        let placed = bought(&m, &goods, BUYER).await;
        begin(&m, &placed).await.unwrap();
        let lines = [came(&m, &placed.number.to_string(), TOTAL)];
        let (told, cancelled) = tokio::join!(
            import(&m, &lines),
            cancel::by_buyer(&m.market, holder(placed.id), placed.id)
        );
        cancelled.unwrap();
        assert_eq!(told.examined.transfers, 1);
        m.run_jobs().await;
        m.sweep().await;
    }
    assert_eq!(credit(&m, BUYER).await, 6 * TOTAL);
    assert_eq!(
        (m.stock(goods.variant).await, held(&m).await),
        ((5, 0), (6 * TOTAL, 0))
    );
    m.assert_sound().await;
}
