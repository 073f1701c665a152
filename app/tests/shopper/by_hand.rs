//! Orders that are paid by hand: to the paybill, and by bank transfer.

use super::*;

/// What the bank's statement says of so many ngwee with these words.
async fn bank_says(m: &TestMarket, written: &str, minor: i64) {
    let day = m.now().date();
    let amount = kernel::Money::new(minor, kernel::Currency::ZMW).to_plain(2);
    let content = format!("Date,Description,Debit,Credit\n{day},{written},,{amount}\n");
    let import = flows::provider_statement::Import {
        book: flows::provider_statement::bank::book(Country::Zambia),
        name: "bank.csv",
        content: content.as_bytes(),
        period: None,
    };
    flows::provider_statement::import(&m.market, &import)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_by_bank_in_two_parts_without_script() {
    let (m, wrap) = TestMarket::with_product(20_000, 5).await;
    let mut shopper = Shopper::at(&m);
    let variant = wrap.variant.to_string();
    let fields = |key: &str| {
        [
            ("key", key.to_owned()),
            ("total", "22500".to_owned()),
            ("phone", "0966 000 111".to_owned()),
            ("name", "Chipo Banda".to_owned()),
            ("area", rehearsal::AREA(Country::Zambia).to_owned()),
            ("landmark", "Behind the market".to_owned()),
            ("method", "bank".to_owned()),
        ]
    };
    let mut orders = Vec::new();
    for _ in 0..3 {
        shopper.post("/cart/add", &[("variant", &variant)]).await;
        let form = shopper.get("/checkout").await;
        for said in [
            "value=\"bank\"",
            "Bank transfer",
            "keep the items for 3 days",
        ] {
            assert!(form.html.contains(said), "{said}: {}", form.html);
        }
        let fields = fields(&hidden(&form.html, "key"));
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        orders.push(shopper.post("/checkout", &fields).await);
    }
    // The third of one phone is told why, and nothing is placed.
    let third = orders.pop().unwrap();
    assert_eq!(
        third.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        third.html
    );
    assert!(
        third
            .html
            .contains("2 of your orders wait for a bank transfer already")
    );
    let bank = orders[0].location.clone();
    let (pay, last) = bank.rsplit_once('/').unwrap();
    assert_eq!((orders[0].status, last), (StatusCode::SEE_OTHER, "bank"));
    let number = pay.trim_start_matches("/pay/");
    let order = format!("/orders/{number}");

    let mut stranger = Shopper::at(&m);
    assert_eq!(stranger.get(&bank).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        stranger.post(&bank, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    for (lang, waits, reference) in [
        (
            "en",
            "We wait for your bank transfer",
            "Write the reference exactly so",
        ),
        (
            "sw",
            "Tunasubiri uhamisho wako wa benki",
            "Andika rejea hivihivi",
        ),
    ] {
        shopper.post("/preferences", &[("language", lang)]).await;
        let page = shopper.get(&bank).await;
        let all = [
            "Rehearsal Bank",
            "Cairo Road",
            "Soko Rehearsal",
            "0012 345 678",
            "225.00",
            number,
            reference,
        ];
        for said in all {
            assert!(page.html.contains(said), "{said}: {}", page.html);
        }
        assert!(
            !page.html.contains("http-equiv=\"refresh\""),
            "a transfer takes days"
        );
        let page = shopper.get(&order).await;
        assert!(
            page.html.contains(waits) && page.html.contains(&bank),
            "{}",
            page.html
        );
    }
    shopper.post("/preferences", &[("language", "en")]).await;

    bank_says(&m, number, 10_000).await;
    for path in [bank.as_str(), pay] {
        let part = shopper.get(path).await;
        for said in ["A part has come", "100.00", "225.00", "125.00"] {
            assert!(part.html.contains(said), "{path}: {said}: {}", part.html);
        }
    }
    // The shop reads it, too.
    let mut tx = m.platform().await;
    let told = orders::timeline::of_purchase(&mut *tx, purchase_id(&m, number).await)
        .await
        .unwrap();
    assert_eq!(
        told.iter()
            .filter(|entry| entry.kind == orders::EventKind::PartCame)
            .count(),
        2
    );
    drop(tx);
    m.pass(86_400).await;
    bank_says(&m, &number.to_lowercase(), 12_500).await;
    let done = shopper.get(&bank).await;
    assert_eq!(
        (done.status, &done.location),
        (StatusCode::SEE_OTHER, &order)
    );
    let paid = shopper.get(&order).await;
    assert!(paid.html.contains("Bank transfer"), "{}", paid.html);
    m.assert_sound().await;
}

async fn purchase_id(m: &TestMarket, number: &str) -> kernel::PurchaseId {
    let mut tx = m.platform().await;
    let found = orders::purchase::find_by_number(&mut *tx, number.parse().unwrap()).await;
    found.unwrap().unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_by_hand_in_two_parts_without_script() {
    let m = TestMarket::open().await;
    flows::till::register(&m.market).await;
    let shop = m.shop("Red Basket", Country::Kenya).await;
    let kanga = m.product(shop, 50_000, 3).await;
    let mut shopper = Shopper::at(&m);
    let kenya = Country::Kenya.code();
    shopper.post("/preferences", &[("country", kenya)]).await;
    let variant = kanga.variant.to_string();
    shopper.post("/cart/add", &[("variant", &variant)]).await;
    let form = shopper.get("/checkout").await;
    assert!(form.html.contains("value=\"by_hand\""), "one of the ways");
    let key = hidden(&form.html, "key");
    let fields = [
        ("key", key.as_str()),
        ("total", "52500"),
        ("phone", "+254712000111"),
        ("name", "Wanjiru"),
        ("area", "kilimani"),
        ("landmark", "Behind the market"),
        ("method", "by_hand"),
    ];
    let placed = shopper.post("/checkout", &fields).await;
    assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.html);
    let (pay, last) = placed.location.rsplit_once('/').unwrap();
    assert_eq!(last, "till");
    let number = pay.trim_start_matches("/pay/");
    let account = number.replace('-', "");

    let page = shopper.get(&placed.location).await;
    for said in [
        simulator::DARAJA_SHORT_CODE,
        &account,
        "525",
        "http-equiv=\"refresh\"",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    let mut stranger = Shopper::at(&m);
    assert_eq!(
        stranger.get(&placed.location).await.status,
        StatusCode::NOT_FOUND
    );

    let send = async |amount| {
        let typed = simulator::ByHand {
            msisdn: "254712000111".to_owned(),
            account: account.clone(),
            amount,
        };
        m.simulator().pay_by_hand(&typed).await.unwrap();
        m.let_money_arrive().await;
    };
    send(300).await;
    for path in [placed.location.as_str(), pay] {
        let part = shopper.get(path).await;
        assert!(
            part.html.contains("A part has come"),
            "{path}: {}",
            part.html
        );
        assert!(part.html.contains("225"), "what is missing");
    }
    let order = format!("/orders/{number}");
    let page = shopper.get(&order).await;
    assert!(page.html.contains("is missing"), "{}", page.html);

    send(225).await;
    let done = shopper.get(&placed.location).await;
    assert_eq!(
        (done.status, &done.location),
        (StatusCode::SEE_OTHER, &order)
    );
    m.assert_sound().await;
}
