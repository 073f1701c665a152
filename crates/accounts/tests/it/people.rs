//! People, their authority and their passwords.

use accounts::{Authority, Need, NewPerson, PlatformRole, ShopRole, people};
use kernel::{Id, ShopId};
use store::{Buyer, Platform, PlatformFlow, Tx};
use testkit::{Database, source_at};
use words::Lang;

use crate::{NOON, arrive, phone};

#[tokio::test]
async fn the_first_arrival_makes_the_person_and_says_so_once() {
    let db = Database::new().await;
    let mut tx = db.app.begin().await.unwrap();
    let new = NewPerson {
        phone: phone(),
        name: "  Chanda ".into(),
        language: Lang::Sw,
    };
    let (person, is_new) = people::arrive(&mut tx, &new, source_at(NOON).id(), NOON)
        .await
        .unwrap();
    assert!(is_new);
    assert_eq!(
        (person.name.as_str(), person.language),
        ("Chanda", Lang::Sw)
    );
    let (again, is_new) = people::arrive(&mut tx, &new, source_at(NOON).id(), NOON)
        .await
        .unwrap();
    assert_eq!((again, is_new), (person.clone(), false));
    let events = store::waiting_events(&mut tx, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].topic, events[0].aggregate),
        (store::Topic::UserRegistered, person.id.uuid())
    );
    tx.commit().await.unwrap();
    assert_eq!(
        people::by_id(&db.app, person.id).await.unwrap(),
        Some(person)
    );
}

#[tokio::test]
async fn authority_is_what_the_tables_say_now() {
    let db = Database::new().await;
    let person = arrive(&db.app, &phone()).await;
    let shop: ShopId = source_at(NOON).id();
    let mut tx = Tx::begin(&db.app, Platform(PlatformFlow::Seed))
        .await
        .unwrap();
    sqlx::query(
        "insert into shops (id, slug, name, country, area, phone, about, returns_policy, state, applied_at)
         values ($1, 'a', 'A shop', 'ZM', 'Lusaka', '+260763456789', '', '', 'applied', now())",
    )
    .bind(shop.uuid())
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query("insert into shop_members values ($1, $2, 'staff', now())")
        .bind(shop.uuid())
        .bind(person.uuid())
        .execute(&mut *tx)
        .await
        .unwrap();
    people::set_platform_role(&mut tx, person, PlatformRole::Moderator)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let scope = Buyer {
        person: Some(person),
        purchase: None,
    };
    let mut tx = Tx::begin(&db.app, scope).await.unwrap();
    let authority = Authority::load(&mut tx, person).await.unwrap().unwrap();
    assert_eq!(authority.in_shop(shop), Some(ShopRole::Staff));
    assert!(authority.meets(Need::Moderator) && !authority.meets(Need::Admin));
    assert!(authority.meets_in(Need::Staff, shop));
    assert!(!authority.meets_in(Need::Staff, source_at(NOON).id()));
    people::deactivate(&mut tx, person).await.unwrap();
    assert_eq!(Authority::load(&mut tx, person).await.unwrap(), None);
}

#[tokio::test]
async fn a_password_belongs_to_an_active_person() {
    let db = Database::new().await;
    let person = arrive(&db.app, &phone()).await;
    let mut conn = db.app.acquire().await.unwrap();
    assert_eq!(
        people::password_hash(&mut *conn, &phone()).await.unwrap(),
        None
    );
    people::set_password_hash(&mut conn, person, Some("$hash"))
        .await
        .unwrap();
    let found = people::password_hash(&mut *conn, &phone()).await.unwrap();
    assert_eq!(found, Some((person, "$hash".to_owned())));
    people::deactivate(&mut conn, person).await.unwrap();
    assert_eq!(
        people::password_hash(&mut *conn, &phone()).await.unwrap(),
        None
    );
}
