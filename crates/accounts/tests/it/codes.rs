//! One-time codes, and how often they and other things may be tried.

use accounts::{Codes, Confirmation, HitError, Limit, Limits, Purpose, Request, RequestError, hit};
use kernel::{PhoneNumber, Secret};
use testkit::{Database, source_at};
use time::Duration;

use crate::{NOON, phone};

const MANY: Limit = Limit {
    name: "codes",
    max: 1_000,
    window_seconds: 600,
};

fn codes(limit: Limit) -> Codes {
    Codes::new(&Secret::new("a test's secret"), limit)
}

/// A code that is certainly not this one.
fn other_than(digits: &str) -> &'static str {
    if digits == "000000" {
        "000001"
    } else {
        "000000"
    }
}

#[tokio::test]
async fn a_code_opens_once_and_only_where_it_was_asked_for() {
    let db = Database::new().await;
    let mut conn = db.app.acquire().await.unwrap();
    let (phone, codes) = (phone(), codes(MANY));
    let here = Request {
        phone: &phone,
        purpose: Purpose::SignIn,
        bound_to: &[1; 32],
    };
    let code = codes
        .request(&mut conn, &here, &source_at(NOON), NOON)
        .await
        .unwrap();

    let elsewhere = Request {
        bound_to: &[2; 32],
        ..here.clone()
    };
    let other_purpose = Request {
        purpose: Purpose::Track,
        ..here.clone()
    };
    for stranger in [&elsewhere, &other_purpose] {
        for _ in 0..6 {
            let seen = codes
                .confirm(&mut conn, stranger, code.digits(), NOON)
                .await
                .unwrap();
            assert_eq!(seen, Confirmation::Expired);
        }
    }
    let spaced = format!("{} {}", &code.digits()[..3], &code.digits()[3..]);
    let seen = codes
        .confirm(&mut conn, &here, &spaced, NOON)
        .await
        .unwrap();
    assert_eq!(seen, Confirmation::Confirmed);
    let seen = codes
        .confirm(&mut conn, &here, code.digits(), NOON)
        .await
        .unwrap();
    assert_eq!(seen, Confirmation::Expired);

    let stored: String = sqlx::query_scalar("select code_hash::text from one_time_codes")
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    assert!(!stored.contains(code.digits()));
}

#[tokio::test]
async fn a_code_allows_five_tries_and_five_minutes() {
    let db = Database::new().await;
    let mut conn = db.app.acquire().await.unwrap();
    let (phone, codes) = (phone(), codes(MANY));
    let request = Request {
        phone: &phone,
        purpose: Purpose::SignIn,
        bound_to: &[1; 32],
    };
    let code = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    let wrong = other_than(code.digits());
    for tries_left in [4, 3, 2, 1] {
        let seen = codes
            .confirm(&mut conn, &request, wrong, NOON)
            .await
            .unwrap();
        assert_eq!(seen, Confirmation::Wrong { tries_left });
    }
    let seen = codes
        .confirm(&mut conn, &request, wrong, NOON)
        .await
        .unwrap();
    assert_eq!(seen, Confirmation::TooMany);
    let seen = codes
        .confirm(&mut conn, &request, code.digits(), NOON)
        .await
        .unwrap();
    assert_eq!(seen, Confirmation::TooMany, "the right code comes too late");

    let code = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    let late = NOON + Duration::minutes(5);
    let seen = codes
        .confirm(&mut conn, &request, code.digits(), late)
        .await
        .unwrap();
    assert_eq!(seen, Confirmation::Expired);
    assert_eq!(
        Codes::forget_old(&mut conn, late + Duration::SECOND)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn simultaneous_guesses_get_five_tries_between_them() {
    let db = Database::new().await;
    let (phone, codes) = (phone(), codes(MANY));
    let request = Request {
        phone: &phone,
        purpose: Purpose::SignIn,
        bound_to: &[1; 32],
    };
    let mut conn = db.app.acquire().await.unwrap();
    let code = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    drop(conn);
    let wrong = other_than(code.digits());
    let guesses = (0..12).map(|_| {
        let (pool, codes, phone) = (db.app.clone(), codes.clone(), phone.clone());
        tokio::spawn(async move {
            let mut tx = pool.begin().await.unwrap();
            let request = Request {
                phone: &phone,
                purpose: Purpose::SignIn,
                bound_to: &[1; 32],
            };
            let seen = codes.confirm(&mut tx, &request, wrong, NOON).await.unwrap();
            tx.commit().await.unwrap();
            seen
        })
    });
    let mut counted = 0;
    for guess in guesses.collect::<Vec<_>>() {
        counted += u32::from(matches!(guess.await.unwrap(), Confirmation::Wrong { .. }));
    }
    assert_eq!(
        counted, 4,
        "four wrong with tries left, the fifth uses them up"
    );
}

#[tokio::test]
async fn a_new_code_voids_the_old_one_and_three_in_ten_minutes_are_enough() {
    let db = Database::new().await;
    let mut conn = db.app.acquire().await.unwrap();
    let (phone, codes) = (phone(), codes(Limits::STANDARD.codes));
    let request = Request {
        phone: &phone,
        purpose: Purpose::SignIn,
        bound_to: &[1; 32],
    };
    let first = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    let second = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    // Once in a million the new code is the old one.
    if first != second {
        let seen = codes
            .confirm(&mut conn, &request, first.digits(), NOON)
            .await
            .unwrap();
        assert_eq!(seen, Confirmation::Wrong { tries_left: 4 });
    }
    codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap();
    let refused = codes
        .request(&mut conn, &request, &source_at(NOON), NOON)
        .await
        .unwrap_err();
    let RequestError::TooOften(too_often) = refused else {
        panic!("{refused}")
    };
    assert!(
        (600..=661).contains(&too_often.retry_after_seconds),
        "{too_often:?}"
    );
    let other = PhoneNumber::from_e164("+260971234567").unwrap();
    let of_other = Request {
        phone: &other,
        ..request.clone()
    };
    codes
        .request(&mut conn, &of_other, &source_at(NOON), NOON)
        .await
        .unwrap();
    let later = NOON + Duration::seconds(too_often.retry_after_seconds);
    codes
        .request(&mut conn, &request, &source_at(NOON), later)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_limit_holds_over_any_window_and_between_rivals() {
    let db = Database::new().await;
    let limit = Limit {
        name: "test",
        max: 3,
        window_seconds: 60,
    };
    let rivals: Vec<_> = (0..10)
        .map(|_| {
            let pool = db.app.clone();
            tokio::spawn(async move {
                let mut tx = pool.begin().await.unwrap();
                let counted = hit(&mut tx, limit, "k", NOON).await.is_ok();
                tx.commit().await.unwrap();
                counted
            })
        })
        .collect();
    let mut counted = 0;
    for rival in rivals {
        counted += u32::from(rival.await.unwrap());
    }
    assert_eq!(counted, 3);
    let mut conn = db.app.acquire().await.unwrap();
    let soon = hit(&mut conn, limit, "k", NOON + Duration::seconds(59)).await;
    assert!(matches!(soon, Err(HitError::TooOften(_))), "{soon:?}");
    hit(&mut conn, limit, "k", NOON + Duration::seconds(70))
        .await
        .unwrap();
}
