//! Passwords: argon2id, hashed off the async threads, a few at a time, and re-hashed when the cost has grown.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Secret, Source};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Shortest and longest password, in characters. The longest bounds the work of hashing.
const CHARS_MIN: usize = 10;
const CHARS_MAX: usize = 200;

/// A password somebody chose, long enough to be one.
#[derive(Debug, Clone)]
pub struct Password(Secret);

/// What is wrong with a chosen password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    #[error("shorter than {CHARS_MIN} characters")]
    TooShort,
    #[error("longer than {CHARS_MAX} characters")]
    TooLong,
    #[error("too easy to guess")]
    TooSimple,
}

impl Password {
    /// Fit to be set: 10 to 200 characters, at least five different ones. Nothing is trimmed.
    pub fn parse(text: &str) -> Result<Self, PasswordRule> {
        let count = text.chars().take(CHARS_MAX + 1).count();
        if count < CHARS_MIN {
            return Err(PasswordRule::TooShort);
        }
        if count > CHARS_MAX {
            return Err(PasswordRule::TooLong);
        }
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < 5 {
            return Err(PasswordRule::TooSimple);
        }
        Ok(Self(Secret::new(text)))
    }

    /// Typed to sign in: only the length is bounded, since the rules may have changed since it was set.
    pub fn typed(text: &str) -> Self {
        Self(Secret::new(
            text.chars().take(CHARS_MAX).collect::<String>(),
        ))
    }
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub rounds: u32,
}

impl Cost {
    /// What OWASP advises for argon2id with one lane: 19 MiB, two rounds.
    pub const STANDARD: Self = Self {
        memory_kib: 19 * 1024,
        rounds: 2,
    };
}

/// Why a password could not be hashed or checked. Says nothing about whether it was right.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("argon2 refused: {0}")]
    Argon2(#[from] argon2::Error),
    #[error("a password hash could not be made or read: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    #[error("hashing was interrupted")]
    Interrupted,
}

/// What a typed password turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed at a cost no longer used: store this hash instead.
    RightUpgrade(String),
}

/// Hashes passwords: at most a few at a time, so that a rush of sign-ins takes neither all cores nor all memory.
#[derive(Clone)]
pub struct Passwords {
    cost: Cost,
    at_once: Arc<Semaphore>,
    source: Source,
    /// Checked against when there is no account, so that both answers take the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// `at_once_max` hashes run at a time; each takes the cost's memory and one blocking thread.
    pub fn new(cost: Cost, at_once_max: usize, source: Source) -> Result<Self, PasswordError> {
        let nobody = hash(
            cost,
            &source.bytes::<32>().map(|b| b % 26 + b'a'),
            source.bytes(),
        )?;
        Ok(Self {
            cost,
            at_once: Arc::new(Semaphore::new(at_once_max.max(1))),
            source,
            nobody: nobody.into(),
        })
    }

    /// The hash to store.
    pub async fn hash(&self, password: &Password) -> Result<String, PasswordError> {
        let (cost, salt) = (self.cost, self.source.bytes());
        let password = password.clone();
        self.run(move || hash(cost, password.0.expose().as_bytes(), salt))
            .await
    }

    /// Checks a typed password against a stored hash; None takes just as long and is always wrong.
    pub async fn check(
        &self,
        password: &Password,
        stored: Option<&str>,
    ) -> Result<Verdict, PasswordError> {
        let (cost, salt) = (self.cost, self.source.bytes());
        let is_somebody = stored.is_some();
        let stored = stored.unwrap_or(&self.nobody).to_owned();
        let password = password.clone();
        self.run(move || {
            let typed = password.0.expose().as_bytes();
            let parsed = PasswordHash::new(&stored)?;
            match hasher(cost)?.verify_password(typed, &parsed) {
                Ok(()) if !is_somebody => Ok(Verdict::Wrong),
                Ok(()) if is_of_cost(&parsed, cost) => Ok(Verdict::Right),
                Ok(()) => Ok(Verdict::RightUpgrade(hash(cost, typed, salt)?)),
                Err(argon2::password_hash::Error::Password) => Ok(Verdict::Wrong),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = self
            .at_once
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Interrupted)?;
        spawn_blocking(move || {
            // Held by the work itself: a caller who goes away must not let another hash start beside it.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| PasswordError::Interrupted)?
    }
}

fn hasher(cost: Cost) -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(cost.memory_kib, cost.rounds, 1, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(cost: Cost, password: &[u8], salt: [u8; 16]) -> Result<String, PasswordError> {
    let salt = SaltString::encode_b64(&salt)?;
    Ok(hasher(cost)?.hash_password(password, &salt)?.to_string())
}

fn is_of_cost(stored: &PasswordHash<'_>, cost: Cost) -> bool {
    stored.algorithm == Algorithm::Argon2id.ident()
        && Params::try_from(stored)
            .is_ok_and(|p| p.m_cost() == cost.memory_kib && p.t_cost() == cost.rounds)
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Random, Timestamp};

    use super::*;

    struct Fixed;
    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn passwords(cost: Cost) -> Passwords {
        Passwords::new(cost, 2, Source::new(Arc::new(Fixed), Arc::new(Fixed))).unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = passwords(Cost::STANDARD);
        let hash = passwords
            .hash(&Password::parse("mbuzi mweupe 9").unwrap())
            .await
            .unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let check = async |text| {
            passwords
                .check(&Password::typed(text), Some(&hash))
                .await
                .unwrap()
        };
        assert_eq!(check("mbuzi mweupe 9").await, Verdict::Right);
        assert_eq!(check("mbuzi mweupe 8").await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn an_old_cost_is_upgraded_when_the_password_is_right() {
        let old = passwords(Cost {
            memory_kib: 8 * 1024,
            rounds: 1,
        });
        let hash = old
            .hash(&Password::parse("mbuzi mweupe 9").unwrap())
            .await
            .unwrap();
        let new = passwords(Cost::STANDARD);
        let typed = Password::typed("mbuzi mweupe 9");
        let Verdict::RightUpgrade(better) = new.check(&typed, Some(&hash)).await.unwrap() else {
            panic!("not upgraded");
        };
        assert_eq!(
            new.check(&typed, Some(&better)).await.unwrap(),
            Verdict::Right
        );
        assert_eq!(
            new.check(&Password::typed("x"), Some(&hash)).await.unwrap(),
            Verdict::Wrong
        );
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let passwords = passwords(Cost {
            memory_kib: 64,
            rounds: 1,
        });
        let typed = Password::typed("hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh");
        assert_eq!(passwords.check(&typed, None).await.unwrap(), Verdict::Wrong);
    }

    #[test]
    fn weak_passwords_are_not_set() {
        assert_eq!(
            Password::parse("short").unwrap_err(),
            PasswordRule::TooShort
        );
        assert_eq!(
            Password::parse("abababababab").unwrap_err(),
            PasswordRule::TooSimple
        );
        assert_eq!(
            Password::parse(&"abcdefgh".repeat(30)).unwrap_err(),
            PasswordRule::TooLong
        );
    }
}
