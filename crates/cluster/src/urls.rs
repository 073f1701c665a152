//! How to reach a database of a cluster as each of its roles.

use std::{fmt::Write as _, path::Path};

use crate::error::ClusterError;

/// The port in the socket's file name. Nothing listens on the network.
pub(crate) const PORT: &str = "5432";

/// The cluster's own superuser, made by initdb. Sets roles up and makes test databases; nothing serves as it.
pub const SUPERUSER: &str = "postgres";
/// Owns the database and migrates it.
pub const OWNER: &str = "soko_owner";
/// Serves; owns nothing, cannot bypass row security.
pub const APP: &str = "soko_app";
/// Reads what is published.
pub const STOREFRONT: &str = "soko_storefront";
/// Owns the job queue.
pub const WORKER: &str = "soko_worker";

/// Connection URLs of one database, one per role, as libpq and sqlx read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterUrls {
    /// For migrations.
    pub owner: String,
    /// For serving.
    pub app: String,
    /// For reading what is published.
    pub storefront: String,
    /// For the job queue.
    pub worker: String,
    /// For set-up and tests only.
    pub superuser: String,
}

impl ClusterUrls {
    pub(crate) fn new(socket_dir: &Path, database: &str) -> Self {
        let url = |role: &str| {
            format!(
                "postgres://{role}@localhost/{database}?host={}&port={PORT}&sslmode=disable",
                percent_encode(&socket_dir.to_string_lossy())
            )
        };
        Self {
            owner: url(OWNER),
            app: url(APP),
            storefront: url(STOREFRONT),
            worker: url(WORKER),
            superuser: url(SUPERUSER),
        }
    }
}

/// Names go into SQL and URLs as they are, so only plain ones pass.
pub(crate) fn check_database_name(name: &str) -> Result<(), ClusterError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if (1..=63).contains(&name.len()) && name.bytes().all(plain) {
        Ok(())
    } else {
        Err(ClusterError::DatabaseName {
            name: name.to_owned(),
        })
    }
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_role_database_and_socket() {
        let urls = ClusterUrls::new(Path::new("/run/so ko/a1"), "soko");
        assert_eq!(
            urls.app,
            "postgres://soko_app@localhost/soko?host=/run/so%20ko/a1&port=5432&sslmode=disable"
        );
    }

    #[test]
    fn only_plain_database_names_pass() {
        assert!(check_database_name("soko_test_1").is_ok());
        for bad in ["", "Soko", "a-b", "a\"b", "a;drop", &"x".repeat(64)] {
            assert!(check_database_name(bad).is_err(), "{bad:?} passed");
        }
    }
}
