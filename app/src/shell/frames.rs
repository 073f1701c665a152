//! Frames filled from the message catalogue: what a page needs to say is only who looks and where.

use words::Lang;

use super::{CheckoutFrame, FooterGroup, Preference, SearchBox, SiteFrame, WorkFrame};
use crate::ui::{Choice, Link};

/// What the storefront's frame depends on. A page that is cached for everyone leaves `cart_count` empty and `signed_in` false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFacts {
    pub lang: Lang,
    /// Payments go to the simulator.
    pub rehearsal: bool,
    pub signed_in: bool,
    pub cart_count: Option<u32>,
    /// What was searched for, kept in the field.
    pub query: String,
    pub categories: Vec<Link>,
    /// Country codes and names; one of them chosen.
    pub countries: Vec<Choice>,
    /// The path of this page, to come back to after choosing a language or a country.
    pub return_to: String,
}

impl SiteFrame {
    /// The storefront's frame in the visitor's language.
    pub fn of(facts: SiteFacts) -> Self {
        let lang = facts.lang;
        let languages = Lang::ALL
            .iter()
            .map(|each| Choice {
                value: each.code().into(),
                label: each.name().into(),
                chosen: *each == lang,
                ..Choice::default()
            })
            .collect();
        let account = if facts.signed_in {
            Link::new(lang.nav_account(), "/account")
        } else {
            Link::new(lang.nav_sign_in(), "/sign-in")
        };
        let mut preferences = vec![Preference {
            title: lang.choose_language().into(),
            name: "language",
            choices: languages,
        }];
        if facts.countries.len() > 1 {
            preferences.push(Preference {
                title: lang.choose_country().into(),
                name: "country",
                choices: facts.countries,
            });
        }
        Self {
            skip: lang.skip_to_content().into(),
            banner: rehearsal(lang, facts.rehearsal),
            search: SearchBox {
                action: "/search".into(),
                query: facts.query,
                label: lang.search_label().into(),
                placeholder: lang.search_placeholder().into(),
                submit: lang.search_button().into(),
            },
            categories_label: lang.nav_categories().into(),
            categories: facts.categories,
            account,
            cart: Link::new(lang.nav_cart(), "/cart"),
            cart_count: facts.cart_count,
            footer: vec![
                FooterGroup {
                    title: lang.footer_buyers().into(),
                    links: vec![
                        Link::new(lang.nav_track(), "/track"),
                        Link::new(lang.nav_orders(), "/orders"),
                    ],
                },
                FooterGroup {
                    title: lang.footer_sellers().into(),
                    links: vec![
                        Link::new(lang.nav_sell(), "/sell"),
                        Link::new(lang.nav_dashboard(), "/dashboard"),
                    ],
                },
            ],
            preferences,
            return_to: facts.return_to,
            imprint: lang.footer_about(lang.brand()),
        }
    }
}

impl CheckoutFrame {
    /// The bare frame of checkout and payment.
    pub fn of(lang: Lang, is_rehearsal: bool, back: Option<Link>) -> Self {
        Self {
            skip: lang.skip_to_content().into(),
            banner: rehearsal(lang, is_rehearsal),
            back,
            assurance: Some(lang.pay_never_ask_pin().into()),
        }
    }
}

/// Where in the dashboard a merchant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DashboardSection {
    Today,
    Orders,
    Products,
    Delivery,
    Money,
    Shop,
}

/// Where in the administration someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminSection {
    Overview,
    Shops,
    Pictures,
    Cases,
    Reviews,
    Payments,
    Providers,
    Reconciliation,
    Commission,
    Ledger,
    TakeDown,
    Decisions,
}

impl WorkFrame {
    /// Around the dashboard of one shop; `shop_path` is its public page.
    pub fn dashboard(
        lang: Lang,
        is_rehearsal: bool,
        shop_name: &str,
        shop_path: &str,
        section: DashboardSection,
    ) -> Self {
        use DashboardSection::{Delivery, Money, Orders, Products, Shop, Today};
        let link = |target, label: &str, path: &str| Link {
            current: section == target,
            ..Link::new(label, path)
        };
        Self {
            skip: lang.skip_to_content().into(),
            banner: rehearsal(lang, is_rehearsal),
            title: shop_name.into(),
            sections_label: lang.main_navigation().into(),
            sections: vec![
                link(Today, lang.dashboard_nav_today(), "/dashboard"),
                link(Orders, lang.dashboard_nav_orders(), "/dashboard/orders"),
                link(
                    Products,
                    lang.dashboard_nav_products(),
                    "/dashboard/products",
                ),
                link(
                    Delivery,
                    lang.dashboard_nav_delivery(),
                    "/dashboard/delivery",
                ),
                link(Money, lang.money_title(), "/dashboard/money"),
                link(Shop, lang.dashboard_nav_shop(), "/dashboard/shop"),
            ],
            links: vec![
                Link::new(lang.dashboard_view_shop(), shop_path),
                Link::new(lang.nav_account(), "/account"),
            ],
        }
    }

    /// Around the pages of moderators and administrators. Money is shown to those alone who may see it.
    pub fn admin(lang: Lang, is_rehearsal: bool, has_money: bool, section: AdminSection) -> Self {
        use AdminSection::{
            Cases, Commission, Decisions, Ledger, Overview, Payments, Pictures, Providers,
            Reconciliation, Reviews, Shops, TakeDown,
        };
        let link = |target, label: &str, path: &str| Link {
            current: section == target,
            ..Link::new(label, path)
        };
        let mut sections = vec![
            link(Overview, lang.admin_title(), "/admin"),
            link(Shops, lang.admin_nav_shops(), "/admin/shops"),
            link(Pictures, lang.admin_nav_pictures(), "/admin/pictures"),
        ];
        if has_money {
            sections.extend([
                link(Cases, lang.admin_nav_cases(), "/admin/cases"),
                link(Reviews, lang.review_title(), "/admin/risk"),
                link(Payments, lang.office_nav_payments(), "/admin/payments"),
                link(Providers, lang.office_nav_providers(), "/admin/providers"),
                link(
                    Reconciliation,
                    lang.reconciliation_title(),
                    "/admin/reconciliation",
                ),
                link(Commission, lang.commission_title(), "/admin/commission"),
                link(Ledger, lang.office_nav_ledger(), "/admin/ledger"),
            ]);
        }
        sections.extend([
            link(TakeDown, lang.take_down_title(), "/admin/take-down"),
            link(Decisions, lang.admin_nav_decisions(), "/admin/decisions"),
        ]);
        Self {
            skip: lang.skip_to_content().into(),
            banner: rehearsal(lang, is_rehearsal),
            title: lang.nav_admin().into(),
            sections_label: lang.main_navigation().into(),
            sections,
            links: vec![Link::new(lang.nav_account(), "/account")],
        }
    }
}

fn rehearsal(lang: Lang, is_rehearsal: bool) -> Option<String> {
    is_rehearsal.then(|| lang.mock_banner().into())
}
