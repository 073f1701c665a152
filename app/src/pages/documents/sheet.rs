//! What stands on a document, in words: page and PDF show the same.

use std::collections::BTreeMap;

use countries::{Country, format_money, phone_for_owner};
use kernel::{Money, PhoneNumber};
use orders::documents::{Document, DocumentKind, DocumentLine, number};
use words::Lang;

use crate::pages::shown::area_name;

/// A line of goods.
pub(super) struct Row {
    pub what: String,
    /// Pieces, price and tax of it.
    pub detail: String,
    pub amount: String,
}

/// A sum below the lines.
pub(super) struct Sum {
    pub label: String,
    pub amount: String,
    pub is_total: bool,
}

pub(super) struct Sheet {
    pub title: String,
    /// Label and value.
    pub facts: Vec<(String, String)>,
    pub rows: Vec<Row>,
    pub sums: Vec<Sum>,
    pub notes: Vec<String>,
}

impl Sheet {
    pub fn of(document: &Document, lang: Lang) -> Self {
        let body = &document.body;
        let country: Country = body
            .seller
            .country
            .parse()
            .ok()
            .or_else(|| Country::of_currency(document.total.currency()))
            .unwrap_or(Country::Zambia);
        let tax_name = country.pack().receipt.tax_name;
        let own = document.number();
        let title = match document.kind {
            DocumentKind::Invoice => lang.document_invoice(&own),
            DocumentKind::CreditNote => lang.document_credit_note(&own),
        };
        let corrected = body.corrects.map(|serial| {
            let invoice = number(DocumentKind::Invoice, serial);
            (lang.document_corrects().to_owned(), invoice)
        });
        let mut facts = vec![
            (
                lang.document_date().to_owned(),
                country.moment(document.at, document.at, lang).full,
            ),
            (lang.order_number().to_owned(), body.order.clone()),
        ];
        facts.extend(corrected);
        facts.extend([(lang.document_seller().to_owned(), seller(document, country))]);
        if let Some(number) = &body.seller.tax_number {
            let name = country.pack().tax_number.name;
            facts.push((name.to_owned(), number.clone()));
        }
        facts.push((lang.document_buyer().to_owned(), body.buyer.clone()));
        if !body.reason.is_empty() {
            facts.push((lang.decision_reason().to_owned(), body.reason.clone()));
        }
        Self {
            title,
            facts,
            rows: body
                .lines
                .iter()
                .map(|line| row(line, tax_name, lang))
                .collect(),
            sums: sums(document, tax_name, lang),
            // A credit note shows what was not paid in the end.
            notes: match document.kind {
                DocumentKind::Invoice => vec![country.pack().receipt.foot.in_lang(lang).to_owned()],
                DocumentKind::CreditNote => Vec::new(),
            },
        }
    }
}

fn seller(document: &Document, country: Country) -> String {
    let seller = &document.body.seller;
    let phone = PhoneNumber::from_e164(&seller.phone)
        .map_or_else(|_| seller.phone.clone(), |phone| phone_for_owner(&phone));
    let place = area_name(country, &seller.area);
    format!("{}, {place}, {phone}", seller.name)
}

fn row(line: &DocumentLine, tax_name: &str, lang: Lang) -> Row {
    let what = match (line.pieces, line.options.as_str()) {
        (0, _) => line.title.clone(),
        (pieces, "") => lang.order_line(pieces.into(), &line.title),
        (pieces, options) => {
            let titled = lang.order_line(pieces.into(), &line.title);
            format!("{titled} ({options})")
        }
    };
    let tax = tax_at(tax_name, line.tax_rate_bps);
    let tax = lang.document_line_tax(&tax, &format_money(line.tax));
    let detail = if line.pieces > 1 {
        let each = lang.line_price_each(&format_money(line.unit_price));
        format!("{each} · {tax}")
    } else {
        tax
    };
    Row {
        what,
        detail,
        amount: format_money(line.total),
    }
}

/// `VAT 16%`
fn tax_at(tax_name: &str, rate_bps: u32) -> String {
    let (whole, rest) = (rate_bps / 100, rate_bps % 100);
    match rest {
        0 => format!("{tax_name} {whole}%"),
        rest => format!("{tax_name} {whole}.{rest:02}%"),
    }
}

/// Without tax, the tax of each rate, delivery, and the total.
fn sums(document: &Document, tax_name: &str, lang: Lang) -> Vec<Sum> {
    let currency = document.total.currency();
    let zero = Money::zero(currency);
    let mut rates: BTreeMap<u32, Money> = BTreeMap::new();
    let mut items = zero;
    for line in &document.body.lines {
        let sum = rates.entry(line.tax_rate_bps).or_insert(zero);
        *sum = sum.plus(line.tax).unwrap_or(*sum);
        items = items.plus(line.total).unwrap_or(items);
    }
    let sum = |label: String, amount, is_total| Sum {
        label,
        amount: format_money(amount),
        is_total,
    };
    let mut sums = Vec::new();
    if !document.body.lines.is_empty() {
        let bare = items.minus(document.tax).unwrap_or(items);
        sums.push(sum(lang.document_without_tax().to_owned(), bare, false));
    }
    let taxes = rates.into_iter();
    sums.extend(taxes.map(|(rate, tax)| sum(tax_at(tax_name, rate), tax, false)));
    if document.body.delivery.is_positive() {
        let label = lang.delivery_total().to_owned();
        sums.push(sum(label, document.body.delivery, false));
    }
    sums.push(sum(lang.total().to_owned(), document.total, true));
    sums
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use kernel::{Currency, Id as _, Timestamp};
    use orders::documents::{Body, SellerNamed};
    use uuid::Uuid;

    /// A credit note of so many lines, with letters of many alphabets.
    pub fn document(lines: u32) -> Document {
        let k = |minor| Money::new(minor, Currency::ZMW);
        let line = DocumentLine {
            title: "Kitenge ŋoma wa Łódź “Ŵezi” 布 – extra long title that must be broken into lines somewhere".to_owned(),
            options: "Red".to_owned(),
            pieces: 2,
            unit_price: k(5_000),
            total: k(10_000),
            tax_rate_bps: 1_600,
            tax: k(1_379),
        };
        Document {
            id: Uuid::from_u128(1).into(),
            kind: DocumentKind::CreditNote,
            shop: Uuid::from_u128(2).into(),
            purchase: Uuid::from_u128(3).into(),
            order: Uuid::from_u128(4).into(),
            refund: Some(kernel::RefundId::from_uuid(Uuid::from_u128(5))),
            serial: 7,
            body: Body {
                seller: SellerNamed {
                    name: "Duka la Ñandú".to_owned(),
                    phone: "+260966123456".to_owned(),
                    area: "chelstone".to_owned(),
                    country: "ZM".to_owned(),
                    tax_number: Some("1001234567".to_owned()),
                },
                buyer: "Χρήστος 王 Mwansa".to_owned(),
                order: "SK-7K3M-9Q2D-A".to_owned(),
                lines: vec![line; usize::try_from(lines).unwrap()],
                delivery: k(2_500),
                reason: "It tore".to_owned(),
                corrects: Some(12),
            },
            tax: k(1_379 * i64::from(lines)),
            total: k(10_000 * i64::from(lines) + 2_500),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_sheet_says_who_what_how_much_and_which_tax() {
        let sheet = Sheet::of(&document(2), Lang::En);
        assert!(sheet.title.contains("CN-00007"), "{}", sheet.title);
        let facts: Vec<&str> = sheet
            .facts
            .iter()
            .map(|(_, value)| value.as_str())
            .collect();
        assert!(
            facts.contains(&"INV-00012")
                && facts.contains(&"It tore")
                && facts.contains(&"1001234567"),
            "{facts:?}"
        );
        assert!(sheet.facts.iter().any(|(label, _)| label == "TPIN"));
        let amounts: Vec<String> = sheet
            .sums
            .iter()
            .map(|sum| sum.amount.replace('\u{a0}', " "))
            .collect();
        assert_eq!(amounts, ["K 172.42", "K 27.58", "K 25.00", "K 225.00"]);
        assert_eq!(sheet.sums[1].label, "VAT 16%");
    }
}
