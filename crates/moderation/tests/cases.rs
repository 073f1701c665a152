//! Cases and the audit trail on a real Postgres, as the role that serves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use kernel::{CaseId, Id, PersonId, ShopId, Timestamp};
use moderation::{
    Actor, CaseKind, CaseState, Choice, DecideError, Entry, NewCase, NewProposal, ProposalState,
    Reason, Subject, Verdict, answer, audit, decide, find, list_proposals, lock_open, newest, open,
    open_count, open_of, open_proposal, propose, queue, trail, trail_of_shop,
};
use serde_json::json;
use store::{Platform, PlatformFlow, Shop, Tx};
use testkit::{Database, source_at};
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

const NOON: Timestamp = datetime!(2026-03-01 12:00 UTC);

async fn platform(db: &Database) -> Tx<Platform> {
    Tx::begin(&db.app, Platform(PlatformFlow::Moderate))
        .await
        .unwrap()
}

fn picture(subject: u128) -> NewCase {
    NewCase {
        kind: CaseKind::Picture,
        subject: Uuid::from_u128(subject),
        shop: None,
        purchase: None,
        title: "A new picture".to_owned(),
        evidence: json!({"alt": "a blue dress"}),
    }
}

async fn moderator(tx: &mut Tx<Platform>) -> PersonId {
    let id: PersonId = source_at(NOON).id();
    sqlx::query(
        "insert into people (id, phone, name, language, created_at) values ($1, '+260763456789', '', 'en', now())",
    )
    .bind(id.uuid())
    .execute(&mut **tx)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn a_case_is_open_once_and_can_come_again() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let first = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap();
    assert!(first.is_new);
    let again = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap();
    assert_eq!((again.id, again.is_new), (first.id, false));
    decide(&mut tx, first.id, &Verdict::Approve, None, NOON)
        .await
        .unwrap();
    let later = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap();
    assert!(later.is_new);
    let about = open_of(&mut *tx, CaseKind::Picture, Uuid::from_u128(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (about.id, about.evidence),
        (later.id, json!({"alt": "a blue dress"}))
    );
}

#[tokio::test]
async fn a_case_is_decided_once_by_the_first() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let by = moderator(&mut tx).await;
    let id = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap()
        .id;
    let verdict = Verdict::Refuse(Reason::parse("blurred").unwrap());
    let decided = decide(&mut tx, id, &verdict, Some(by), NOON).await.unwrap();
    assert_eq!(
        (decided.state, decided.decided_by),
        (CaseState::Refused, Some(by))
    );
    let stored = find(&mut *tx, id).await.unwrap().unwrap();
    assert_eq!(
        (stored.state, stored.decided_at),
        (CaseState::Refused, Some(NOON))
    );
    let second = decide(&mut tx, id, &Verdict::Approve, Some(by), NOON)
        .await
        .unwrap_err();
    let DecideError::AlreadyDecided(as_it_is) = second else {
        panic!("{second}")
    };
    assert_eq!(as_it_is.reason, "blurred");
    let nothing = lock_open(&mut tx, source_at(NOON).id()).await.unwrap_err();
    assert!(matches!(nothing, DecideError::NotFound));
}

#[tokio::test]
async fn two_who_decide_at_once_do_not_both_succeed() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let id = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap()
        .id;
    tx.commit().await.unwrap();
    let rivals: Vec<_> = (0..4)
        .map(|_| {
            let pool = db.app.clone();
            tokio::spawn(async move {
                let scope = Platform(PlatformFlow::Moderate);
                let mut tx = Tx::begin(&pool, scope).await.unwrap();
                let decided = decide(&mut tx, id, &Verdict::Approve, None, NOON)
                    .await
                    .is_ok();
                tx.commit().await.unwrap();
                decided
            })
        })
        .collect();
    let mut decided = 0;
    for rival in rivals {
        decided += u32::from(rival.await.unwrap());
    }
    assert_eq!(decided, 1);
}

#[tokio::test]
async fn the_queue_pages_oldest_first() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let mut opened: Vec<CaseId> = Vec::new();
    for n in 0..5_u8 {
        // Two of them at the same instant.
        let at = NOON + Duration::microseconds(i64::from(n / 2));
        opened.push(
            open(
                &mut tx,
                &picture(n.into()),
                Uuid::from_u128(n.into()).into(),
                at,
            )
            .await
            .unwrap()
            .id,
        );
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = queue(&mut *tx, CaseKind::Picture, after, 2).await.unwrap();
        seen.extend(page.rows.iter().map(|case| case.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, opened);
    assert_eq!(open_count(&mut *tx, CaseKind::Picture).await.unwrap(), 5);
    assert_eq!(open_count(&mut *tx, CaseKind::Shop).await.unwrap(), 0);
}

fn approval(actor: Actor, shop: Option<ShopId>) -> Entry {
    Entry {
        actor,
        action: "picture.approved",
        subject: Subject::new("picture", 7),
        shop,
        detail: json!({"from": "pending"}),
    }
}

#[tokio::test]
async fn the_trail_says_who_did_what_and_never_changes() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let by = moderator(&mut tx).await;
    for actor in [Actor::Moderator(by), Actor::Platform, Actor::Buyer(None)] {
        audit(&mut tx, &approval(actor, None), NOON).await.unwrap();
    }
    let rows = trail(&mut *tx, &Subject::new("picture", 7), 10)
        .await
        .unwrap();
    let actors: Vec<_> = rows.iter().map(|row| row.actor).collect();
    assert_eq!(
        actors,
        [Actor::Moderator(by), Actor::Platform, Actor::Buyer(None)]
    );
    let last = newest(&mut *tx, None, 1).await.unwrap();
    assert_eq!(last[0].id, rows[2].id);
    assert_eq!(
        newest(&mut *tx, Some(last[0].id), 10).await.unwrap().len(),
        2
    );
    tx.commit().await.unwrap();

    let rewriting = sqlx::query("update audit_log set action = 'x'")
        .execute(&db.owner)
        .await;
    assert!(rewriting.unwrap_err().to_string().contains("append-only"));
}

#[tokio::test]
async fn a_shop_reads_its_own_trail_only() {
    let db = Database::new().await;
    let (ours, theirs): (ShopId, ShopId) = (source_at(NOON).id(), source_at(NOON).id());
    let mut tx = platform(&db).await;
    for shop in [Some(ours), Some(theirs), None] {
        audit(&mut tx, &approval(Actor::Platform, shop), NOON)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let scope = Shop {
        shop: ours,
        actor: source_at(NOON).id(),
    };
    let mut tx = Tx::begin(&db.app, scope).await.unwrap();
    assert_eq!(newest(&mut *tx, None, 10).await.unwrap().len(), 1);
    assert_eq!(
        trail_of_shop(&mut *tx, ours, None, 10).await.unwrap().len(),
        1
    );
    assert!(
        trail_of_shop(&mut *tx, theirs, None, 10)
            .await
            .unwrap()
            .is_empty()
    );
    let for_another = audit(&mut tx, &approval(Actor::Platform, Some(theirs)), NOON).await;
    assert!(for_another.is_err());
}

#[tokio::test]
async fn one_thing_is_proposed_at_a_time_and_answered_once_by_somebody_else() {
    let db = Database::new().await;
    let mut tx = platform(&db).await;
    let first = moderator(&mut tx).await;
    let second: PersonId = source_at(NOON).id();
    sqlx::query(
        "insert into people (id, phone, name, language, created_at) values ($1, '+260763456788', '', 'en', now())",
    )
    .bind(second.uuid())
    .execute(&mut *tx)
    .await
    .unwrap();
    let case = open(&mut tx, &picture(1), source_at(NOON).id(), NOON)
        .await
        .unwrap()
        .id;
    tx.commit().await.unwrap();
    let note = Reason::parse("Looked at it").unwrap();
    let new = |id: u128, choice| NewProposal {
        id: Uuid::from_u128(id).into(),
        case,
        choice,
        note: &note,
        needs_second: true,
        by: first,
        at: NOON,
    };
    let mut tx = platform(&db).await;
    propose(&mut tx, &new(1, Choice::Refund)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = platform(&db).await;
    assert!(propose(&mut tx, &new(2, Choice::Keep)).await.is_err());
    drop(tx);

    let id = Uuid::from_u128(1).into();
    let later = NOON + Duration::hours(1);
    let mut tx = platform(&db).await;
    let own = answer(&mut tx, id, ProposalState::Agreed, first, "", later).await;
    assert!(own.is_err(), "nobody agrees with themselves");
    drop(tx);
    let mut tx = platform(&db).await;
    answer(&mut tx, id, ProposalState::Agreed, second, "Yes", later)
        .await
        .unwrap();
    let again = answer(&mut tx, id, ProposalState::Rejected, second, "No", later).await;
    assert!(again.is_err(), "answered once");
    assert_eq!(open_proposal(&mut *tx, case).await.unwrap(), None);
    let all = list_proposals(&mut *tx, case).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].choice, all[0].state, all[0].answer.as_str()),
        (Choice::Refund, ProposalState::Agreed, "Yes")
    );
    // And another may be proposed.
    propose(&mut tx, &new(3, Choice::Close)).await.unwrap();
}
