//! How many dynamic requests a minute one address and one session may make, counted in this process.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use app::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::client_ip::ClientIp;
use crate::config::RateLimits;

/// After so many requests the counts of those who stopped coming are thrown away.
const TIDY_EVERY: u64 = 4_096;

/// The counts. Clones share them.
#[derive(Clone)]
pub struct Limiter(Arc<Counts>);

struct Counts {
    per_ip: DefaultKeyedRateLimiter<IpAddr>,
    per_session: DefaultKeyedRateLimiter<[u8; 16]>,
    session_cookie: &'static str,
    clock: DefaultClock,
    asked: std::sync::atomic::AtomicU64,
}

impl Limiter {
    pub fn new(limits: RateLimits, session_cookie: &'static str) -> Self {
        let quota =
            |per_minute| Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        Self(Arc::new(Counts {
            per_ip: DefaultKeyedRateLimiter::keyed(quota(limits.per_ip)),
            per_session: DefaultKeyedRateLimiter::keyed(quota(limits.per_session)),
            session_cookie,
            clock: DefaultClock::default(),
            asked: std::sync::atomic::AtomicU64::new(0),
        }))
    }

    /// Counts a request, or says how long to wait.
    fn count(&self, client: IpAddr, headers: &HeaderMap) -> Result<(), Duration> {
        let counts = &self.0;
        if counts
            .asked
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed)
            % TIDY_EVERY
            == TIDY_EVERY - 1
        {
            counts.per_ip.retain_recent();
            counts.per_session.retain_recent();
        }
        let wait = |until: governor::NotUntil<_>| until.wait_time_from(counts.clock.now());
        counts.per_ip.check_key(&network(client)).map_err(wait)?;
        match session(headers, counts.session_cookie) {
            Some(session) => counts.per_session.check_key(&session).map_err(wait),
            None => Ok(()),
        }
    }
}

/// Refuses those who ask too often, loopback included.
pub async fn limit(
    State(limiter): State<Option<Limiter>>,
    request: Request,
    next: Next,
) -> Response {
    let client = request.extensions().get::<ClientIp>().copied();
    if let (Some(limiter), Some(ClientIp(client))) = (limiter, client)
        && let Err(wait) = limiter.count(client, request.headers())
    {
        metrics::counter!("soko_limited_total").increment(1);
        let retry_after_seconds = i64::try_from(wait.as_secs()).unwrap_or(60) + 1;
        return Problem::TooMany {
            retry_after_seconds,
        }
        .into_response();
    }
    next.run(request).await
}

/// One household has one IPv4 address or one /64 of IPv6.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !(u128::from(u64::MAX)),
        )),
    }
}

/// The start of the session cookie's value tells sessions apart.
fn session(headers: &HeaderMap, cookie: &str) -> Option<[u8; 16]> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == cookie)?;
    let mut key = [0; 16];
    key.iter_mut()
        .zip(value.bytes())
        .for_each(|(place, byte)| *place = byte);
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_ip: u32, per_session: u32) -> Limiter {
        Limiter::new(
            RateLimits {
                per_ip,
                per_session,
            },
            "soko_session",
        )
    }

    fn cookie(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, value.parse().unwrap())])
    }

    #[test]
    fn an_address_and_a_session_have_their_own_count() {
        let limiter = limiter(5, 2);
        let (one, other): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let session = cookie("a=1; soko_session=AbCdEf0123456789xyz");
        assert!(limiter.count(one, &session).is_ok() && limiter.count(one, &session).is_ok());
        assert!(
            limiter.count(one, &session).is_err(),
            "the session is used up"
        );
        assert!(
            limiter.count(one, &HeaderMap::new()).is_ok()
                && limiter.count(one, &HeaderMap::new()).is_ok()
        );
        let wait = limiter.count(one, &HeaderMap::new()).unwrap_err();
        assert!(wait <= Duration::from_secs(12), "{wait:?}");
        assert!(limiter.count(other, &HeaderMap::new()).is_ok());
    }

    #[test]
    fn neighbours_in_one_v6_network_share_a_count() {
        let same: IpAddr = "2001:db8:1:2:3::4".parse().unwrap();
        assert_eq!(network(same), network("2001:db8:1:2::9".parse().unwrap()));
        assert_ne!(network(same), network("2001:db8:1:3::9".parse().unwrap()));
    }
}
