//! Who is at the other end: the peer itself, or whom a proxy we trust says it speaks for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Cidr;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// More hops than this are a forgery.
const HOPS_MAX: usize = 20;

/// The client's address, in the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientIp(pub IpAddr);

/// Finds the client's address and leaves it for the layers further in.
pub async fn find(
    State(trusted): State<Arc<[Cidr]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let client = client_of(peer, request.headers(), &trusted);
    request.extensions_mut().insert(ClientIp(client));
    next.run(request).await
}

/// Walks the list of hops from our side outward, as far as we trust who wrote it. A client can write what it likes at the
/// far end; what our own proxy appended is at the near one.
pub fn client_of(peer: IpAddr, headers: &HeaderMap, trusted: &[Cidr]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_trusted(peer) {
        return peer;
    }
    let lines = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let mut client = peer;
    for hop in hops.iter().rev().take(HOPS_MAX) {
        let Ok(address) = hop.parse::<IpAddr>() else {
            return client;
        };
        client = address.to_canonical();
        if !is_trusted(client) {
            return client;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let trusted: Vec<Cidr> = trusted
            .iter()
            .map(|network| network.parse().unwrap())
            .collect();
        client_of(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("203.0.113.7", &["10.0.0.1"], &[]), "203.0.113.7");
        assert_eq!(
            client("203.0.113.7", &["10.0.0.1"], &["127.0.0.1"]),
            "203.0.113.7"
        );
    }

    #[test]
    fn a_trusted_proxy_says_who_asks() {
        let ours = ["127.0.0.1", "10.0.0.0/8"];
        assert_eq!(
            client("127.0.0.1", &["198.51.100.4"], &ours),
            "198.51.100.4"
        );
        assert_eq!(
            client("127.0.0.1", &["198.51.100.4, 10.1.1.1"], &ours),
            "198.51.100.4"
        );
        assert_eq!(
            client("::ffff:127.0.0.1", &["198.51.100.4"], &ours),
            "198.51.100.4"
        );
        assert_eq!(client("127.0.0.1", &[], &ours), "127.0.0.1");
    }

    #[test]
    fn what_a_client_wrote_itself_does_not_count() {
        let ours = ["127.0.0.1"];
        assert_eq!(
            client("127.0.0.1", &["1.1.1.1, 198.51.100.4"], &ours),
            "198.51.100.4"
        );
        assert_eq!(
            client("127.0.0.1", &["1.1.1.1", "198.51.100.4"], &ours),
            "198.51.100.4"
        );
        assert_eq!(
            client("127.0.0.1", &["198.51.100.4, rubbish"], &ours),
            "127.0.0.1"
        );
    }
}
