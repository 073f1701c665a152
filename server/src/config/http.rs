//! The web: where it listens, how it is reached, what it lets through.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use countries::Country;

use super::{Mode, Vars};

/// The web server's settings.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// Port 0 takes a free one.
    pub listen_addr: SocketAddr,
    /// As configured; see [`HttpConfig::public_url`].
    pub configured_url: Option<String>,
    /// Where is traded; never empty.
    pub countries: Vec<Country>,
    pub default_country: Country,
    /// Where cargo-leptos wrote the site.
    pub site_root: PathBuf,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Cidr>,
    pub rate_limits: Option<RateLimits>,
    /// The longest a request may take.
    pub request_timeout_ms: u64,
    /// The most a request may carry.
    pub body_bytes_max: usize,
    /// The most an upload of pictures may carry.
    pub upload_bytes_max: usize,
    /// How long requests may go on after shutdown began.
    pub drain_ms: u64,
    /// Whether finished pages are kept for visitors without a cart.
    pub has_page_cache: bool,
    /// Whether `/styleguide` is there.
    pub has_styleguide: bool,
}

/// Dynamic requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    pub per_ip: u32,
    pub per_session: u32,
}

impl HttpConfig {
    pub(super) fn read(vars: &mut Vars, mode: Mode) -> Self {
        let listen_addr = vars.parse("LISTEN_ADDR", "an address and port like 127.0.0.1:3000");
        let configured_url = vars.address("PUBLIC_URL", mode.is_production());
        if mode.is_production() && vars.text("PUBLIC_URL").is_none() {
            vars.wrong(
                "PUBLIC_URL",
                "missing: the https address people reach this by",
            );
        }
        let per_minute = RateLimits {
            per_ip: vars.number("RATE_LIMIT_PER_IP", (1, 1_000_000), 600),
            per_session: vars.number("RATE_LIMIT_PER_SESSION", (1, 1_000_000), 100),
        };
        let limited = vars.switch("RATE_LIMITS", true);
        if mode.is_production() && !limited {
            vars.wrong("RATE_LIMITS", "may only be off in development");
        }
        let countries = countries(vars);
        let default_country = vars.parse("DEFAULT_COUNTRY", "one of COUNTRIES");
        if default_country.is_some_and(|country| !countries.contains(&country)) {
            vars.wrong("DEFAULT_COUNTRY", "one of COUNTRIES");
        }
        Self {
            listen_addr: listen_addr.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 3000))),
            configured_url,
            default_country: default_country
                .or_else(|| countries.first().copied())
                .unwrap_or(Country::Zambia),
            countries,
            site_root: PathBuf::from(vars.text("LEPTOS_SITE_ROOT").unwrap_or("target/site")),
            trusted_proxies: proxies(vars),
            rate_limits: limited.then_some(per_minute),
            request_timeout_ms: vars.number("REQUEST_TIMEOUT_MS", (100, 600_000), 30_000),
            body_bytes_max: 1024 * 1024,
            upload_bytes_max: 12 * 1024 * 1024,
            drain_ms: vars.number("DRAIN_MS", (0, 600_000), 10_000),
            has_page_cache: vars.switch("PAGE_CACHE", true),
            has_styleguide: vars.switch("STYLEGUIDE", !mode.is_production()),
        }
    }

    /// For tests: a free port, no limits, nobody trusted.
    pub fn for_tests() -> Self {
        let mut vars = Vars::of([
            ("LISTEN_ADDR".into(), "127.0.0.1:0".into()),
            ("RATE_LIMITS".into(), "off".into()),
        ]);
        Self::read(&mut vars, Mode::Development)
    }

    /// Scheme and host people reach us by. Without a setting it is where we listen; a wildcard address is this machine.
    pub fn public_url(&self, bound: SocketAddr) -> String {
        self.configured_url.clone().unwrap_or_else(|| {
            let host = if bound.ip().is_unspecified() {
                IpAddr::V4(Ipv4Addr::LOCALHOST)
            } else {
                bound.ip()
            };
            format!("http://{}", SocketAddr::from((host, bound.port())))
        })
    }
}

/// Where is traded, in the order a person chooses from.
fn countries(vars: &mut Vars) -> Vec<Country> {
    let Some(list) = vars.text("COUNTRIES") else {
        return Country::USUAL.to_vec();
    };
    let read: Result<Vec<Country>, _> = list.split(',').map(|code| code.trim().parse()).collect();
    let Ok(mut countries) = read else {
        let codes: Vec<_> = Country::ALL.iter().map(|country| country.code()).collect();
        vars.wrong("COUNTRIES", &format!("some of {}", codes.join(",")));
        return Country::USUAL.to_vec();
    };
    countries.sort_unstable();
    countries.dedup();
    countries
}

fn proxies(vars: &mut Vars) -> Vec<Cidr> {
    let read: Option<Vec<Cidr>> = vars
        .text("TRUSTED_PROXIES")
        .map_or(Some(Vec::new()), |list| {
            list.split(',').map(|one| one.trim().parse().ok()).collect()
        });
    read.unwrap_or_else(|| {
        vars.wrong(
            "TRUSTED_PROXIES",
            "addresses or networks like 10.0.0.0/8, with commas between",
        );
        Vec::new()
    })
}

/// A network: an address and how many of its leading bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    bits: u8,
}

/// Not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a network like 10.0.0.0/8")]
pub struct CidrError;

impl FromStr for Cidr {
    type Err = CidrError;
    fn from_str(text: &str) -> Result<Self, CidrError> {
        let (network, bits) = match text.split_once('/') {
            Some((network, bits)) => (network, Some(bits.parse().map_err(|_| CidrError)?)),
            None => (text, None),
        };
        let network: IpAddr = network.parse().map_err(|_| CidrError)?;
        let bits_max = if network.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(bits_max);
        if bits > bits_max {
            Err(CidrError)
        } else {
            Ok(Self { network, bits })
        }
    }
}

impl Cidr {
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_alone() {
        let ten: Cidr = "10.0.0.0/8".parse().unwrap();
        assert!(ten.contains("10.9.8.7".parse().unwrap()));
        assert!(!ten.contains("11.0.0.1".parse().unwrap()));
        assert!(!ten.contains("::1".parse().unwrap()));
        let one: Cidr = "::1".parse().unwrap();
        assert!(one.contains("::1".parse().unwrap()) && !one.contains("::2".parse().unwrap()));
        let all: Cidr = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("203.0.113.9".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "x/8", "10.0.0.0/x"] {
            assert_eq!(wrong.parse::<Cidr>(), Err(CidrError), "{wrong}");
        }
    }
}
