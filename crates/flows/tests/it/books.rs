//! Payments found by what a caller has in the hand, and the ledger down to its postings.

use std::collections::BTreeMap;

use flows::books::{self, LINES, read_sought};
use flows::cases::Admin;
use kernel::Currency;
use payments::search::{Sought, StateName};
use rehearsal::{MTN_APPROVES, MTN_NOT_APPROVED, TestMarket, phone};

async fn found(m: &TestMarket, by: Admin, typed: &str) -> Vec<kernel::AttemptId> {
    let sought = read_sought(typed);
    let page = books::payments(&m.market, by, &sought, None, None, 50).await;
    page.unwrap().rows.iter().map(|row| row.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_found_by_whatever_the_caller_has_in_the_hand() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.place(&[(&wrap, 1)]).await;
    let wanted = m.pay(&placed, &phone(MTN_APPROVES)).await;
    let other = m.place(&[(&wrap, 1)]).await;
    m.pay(&other, &phone(MTN_NOT_APPROVED)).await;
    let purchase = m.purchase(placed.id).await;
    flows::cancel::by_buyer(&m.market, rehearsal::holder(placed.id), placed.id)
        .await
        .unwrap();
    m.let_money_arrive().await;
    let payments::AttemptState::Collected {
        transaction: Some(receipt),
        ..
    } = m.attempt(wanted.id).await.state
    else {
        panic!("no receipt");
    };
    let by = m.admin().await;
    let refund = m.refunds(placed.id).await.remove(0);
    let buyer = purchase.recipient.phone.e164().to_owned();
    for typed in [
        purchase.number.to_string(),
        purchase.number.to_string().to_lowercase(),
        MTN_APPROVES.to_owned(),
        "0763 456 789".to_owned(),
        "6789".to_owned(),
        wanted.reference.to_string(),
        refund.reference.to_string(),
        receipt,
        buyer,
    ] {
        assert_eq!(
            found(&m, by, &typed).await,
            [wanted.id],
            "{typed}, read as {:?}",
            read_sought(&typed)
        );
    }
    assert_eq!(found(&m, by, "").await.len(), 2);
    for typed in ["0000", "+260970000000", "%", "' or true --", "SK-0000-0000"] {
        assert_eq!(found(&m, by, typed).await, [], "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_chosen_by_state_and_read_page_by_page() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    for ending in [
        MTN_APPROVES,
        MTN_NOT_APPROVED,
        MTN_APPROVES,
        MTN_APPROVES,
        MTN_NOT_APPROVED,
    ] {
        let placed = m.place(&[(&wrap, 1)]).await;
        m.pay(&placed, &phone(ending)).await;
    }
    let by = m.admin().await;
    for (state, count) in [
        (None, 5),
        (Some(StateName::Collected), 3),
        (Some(StateName::Refused), 2),
        (Some(StateName::Unclear), 0),
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = books::payments(&m.market, by, &Sought::Everything, state, after, 2)
                .await
                .unwrap();
            seen.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), count, "{state:?}");
        assert!(seen.is_sorted_by(|a, b| a.prepared_at >= b.prepared_at));
        assert!(
            seen.iter()
                .all(|row| state.is_none_or(|state| row.state == state))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_amount_of_the_ledger_is_what_its_postings_add_up_to() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    let placed = m.sold(&[(&wrap, 1)]).await;
    m.sold(&[(&wrap, 2)]).await;
    let number = m.purchase(placed.id).await.number;
    flows::cancel::by_buyer(&m.market, rehearsal::holder(placed.id), placed.id)
        .await
        .unwrap();
    let by = m.admin().await;
    let overview = books::overview(&m.market, by).await.unwrap();
    assert!(overview.proof.holds(), "{:?}", overview.proof);
    assert_eq!(overview.proof.journals, 3);
    for total in &overview.totals {
        let currency = total.balance.currency();
        let accounts = books::accounts(&m.market, by, &total.name, currency, None)
            .await
            .unwrap();
        let held: i64 = accounts
            .rows
            .iter()
            .map(|account| account.balance.minor())
            .sum();
        assert_eq!(held, total.balance.minor(), "{}", total.name);
        for account in accounts.rows {
            let (again, entries) = books::account(&m.market, by, account.id, None)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(again, account);
            let posted: i64 = entries.rows.iter().map(|entry| entry.amount.minor()).sum();
            assert_eq!(posted, account.balance.minor(), "{account:?}");
            for entry in entries.rows {
                let journal = books::journal(&m.market, by, entry.journal)
                    .await
                    .unwrap()
                    .unwrap();
                let sum: i64 = journal.legs.iter().map(|leg| leg.amount.minor()).sum();
                assert_eq!(sum, 0, "{journal:?}");
                assert!(journal.legs.iter().any(|leg| leg.account == account.id));
                assert!(journal.purchase.is_some());
            }
        }
    }
    let refunds = books::accounts(&m.market, by, "refund_due", Currency::ZMW, None).await;
    assert_eq!(refunds.unwrap().rows[0].called, Some(number.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proof_fails_when_somebody_tampered_with_the_books() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    m.sold(&[(&wrap, 1)]).await;
    let mut owner = m.db.owner.begin().await.unwrap();
    for statement in [
        "alter table ledger_postings disable trigger user",
        "alter table ledger_postings no force row level security",
        "update ledger_postings set amount_minor = amount_minor + 1 where id = (select min(id) from ledger_postings)",
    ] {
        sqlx::query(statement).execute(&mut *owner).await.unwrap();
    }
    owner.commit().await.unwrap();
    let by = m.admin().await;
    let proof = books::overview(&m.market, by).await.unwrap().proof;
    assert!(!proof.holds());
    assert_eq!(proof.unbalanced, 1);
    assert_eq!(proof.sums[0].minor().abs(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn long_accounts_are_read_page_by_page() {
    let (m, wrap) = TestMarket::with_product(10_000, 9).await;
    m.sold(&[(&wrap, 1)]).await;
    let mut tx = m.platform().await;
    for place in 0..60_i64 {
        let id = m.market.source.id();
        let one = kernel::Money::new(1 + place, Currency::ZMW);
        let journal = ledger::Journal::new(
            id,
            format!("test:{place}"),
            ledger::Kind::SetAside,
            Currency::ZMW,
            m.now(),
        )
        .debit(ledger::Account::Rounding, one)
        .and_then(|journal| journal.credit(ledger::Account::Suspense, one))
        .unwrap();
        ledger::record(&mut tx, &journal).await.unwrap();
    }
    tx.commit().await.unwrap();
    let by = m.admin().await;
    let accounts = books::accounts(&m.market, by, "rounding", Currency::ZMW, None).await;
    let account = accounts.unwrap().rows.remove(0).id;
    let mut amounts: BTreeMap<i64, i64> = BTreeMap::new();
    let (mut before, mut pages) = (None, 0);
    loop {
        let (_, lines) = books::account(&m.market, by, account, before)
            .await
            .unwrap()
            .unwrap();
        assert!(lines.rows.len() <= usize::from(LINES));
        amounts.extend(
            lines
                .rows
                .iter()
                .map(|entry| (entry.id, entry.amount.minor())),
        );
        pages += 1;
        before = lines.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!((pages, amounts.len()), (2, 60));
    assert_eq!(amounts.values().sum::<i64>(), (1..=60).sum::<i64>());
}
