//! Where shops' money goes: wallets, and accounts at banks that the simulator knows.

use flows::payout::{banks, destination};
use kernel::{
    AccountHolder, AccountNumber, BankAccount, BankCode, BankEntry, BankName, Destination, Network,
    PhoneNumber, Wallet,
};
use store::Shop;

use crate::TestMarket;

/// Longer than a change of where money goes waits.
const PAST_THE_WAIT_SECONDS: u64 = 25 * 3_600;
/// The number of [`account_in_zambia`].
pub const ACCOUNT: &str = "00120300019876";

/// A wallet on a network, whatever the number looks like.
pub fn wallet(phone: &PhoneNumber, network: Network) -> Destination {
    Destination::Wallet(Wallet {
        phone: phone.clone(),
        network,
    })
}

/// An account at a branch in Lusaka.
pub fn account_in_zambia() -> Destination {
    account(
        ("ZM010000", "Zambia National Commercial Bank"),
        Some(("ZM010001", "Lusaka Cairo Road")),
        "+260763456789",
    )
}

/// An account in Nairobi.
pub fn account_in_kenya() -> Destination {
    account(("68", "Equity Bank"), None, "+254712345678")
}

fn account(bank: (&str, &str), branch: Option<(&str, &str)>, phone: &str) -> Destination {
    let entry = |(code, name): (&str, &str)| BankEntry {
        code: BankCode::parse(code).unwrap(),
        name: BankName::parse(name).unwrap(),
    };
    Destination::Bank(Box::new(BankAccount {
        bank: entry(bank),
        branch: branch.map(entry),
        number: AccountNumber::parse(ACCOUNT).unwrap(),
        holder: AccountHolder::parse("Mwila Phiri").unwrap(),
        phone: PhoneNumber::from_e164(phone).unwrap(),
    }))
}

impl TestMarket {
    /// The owner says where the money goes; it does not count yet.
    pub async fn says_paid_to(&self, shop: Shop, to: &Destination) {
        destination::change(&self.market, shop, to).await.unwrap();
    }

    /// The same, and the wait is over.
    pub async fn paid_to(&self, shop: Shop, to: &Destination) {
        self.says_paid_to(shop, to).await;
        self.pass_here(PAST_THE_WAIT_SECONDS);
    }

    /// The providers say which banks they reach.
    pub async fn list_banks(&self) {
        banks::refresh(&self.market).await.unwrap();
    }
}
