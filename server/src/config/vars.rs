//! The environment as names and values, and the list of what is wrong with it. Nothing else reads the environment.

use std::collections::BTreeMap;
use std::str::FromStr;

use kernel::Secret;

/// A secret shorter than this can be guessed.
const SECRET_BYTES_MIN: usize = 32;
/// So few different characters are a pattern.
const SECRET_VARIETY_MIN: usize = 10;
/// Words of examples and placeholders.
const PLACEHOLDERS: [&str; 6] = [
    "changeme",
    "change-me",
    "example",
    "password",
    "secret",
    "placeholder",
];

/// Names and values, and what is wrong with them. Values are never printed.
#[derive(Clone, Default)]
pub struct Vars {
    vars: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Vars {
    /// The process's own environment. A value that is not UTF-8 is as good as absent.
    pub fn of_process() -> Self {
        Self::of(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            vars: pairs.into_iter().collect(),
            problems: Vec::new(),
        }
    }

    /// A value, trimmed; an empty one is absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.vars
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Notes that a variable is not what is wanted. The value itself is never repeated: it may be secret.
    pub fn wrong(&mut self, name: &str, wanted: &str) {
        self.problems.push(format!("{name}: {wanted}"));
    }

    /// A value of a type; one that cannot be read is noted and absent.
    pub fn parse<T: FromStr>(&mut self, name: &str, wanted: &str) -> Option<T> {
        let parsed = self.text(name)?.parse().ok();
        if parsed.is_none() {
            self.wrong(name, wanted);
        }
        parsed
    }

    /// A number within bounds, or `absent`.
    pub fn number<T: FromStr + PartialOrd + std::fmt::Display + Copy>(
        &mut self,
        name: &str,
        bounds: (T, T),
        absent: T,
    ) -> T {
        let (min, max) = bounds;
        let wanted = format!("a whole number from {min} to {max}");
        match self.parse::<T>(name, &wanted) {
            Some(number) if number < min || number > max => {
                self.wrong(name, &wanted);
                absent
            }
            Some(number) => number,
            None => absent,
        }
    }

    /// `on` or `off`.
    pub fn switch(&mut self, name: &str, absent: bool) -> bool {
        match self.text(name) {
            None => absent,
            Some("on" | "true" | "1") => true,
            Some("off" | "false" | "0") => false,
            Some(_) => {
                self.wrong(name, "on or off");
                absent
            }
        }
    }

    /// A secret as it is given.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// A secret of our own making, which must be hard to guess.
    pub fn strong_secret(&mut self, name: &str) -> Option<Secret> {
        let secret = self.secret(name)?;
        if let Some(why) = weakness(secret.expose()) {
            self.wrong(
                name,
                &format!("{why}; make one with `openssl rand -base64 48`"),
            );
            return None;
        }
        Some(secret)
    }

    /// An http or https address without a slash at its end.
    pub fn address(&mut self, name: &str, https_only: bool) -> Option<String> {
        let text = self.text(name)?.trim_end_matches('/').to_owned();
        let url = reqwest::Url::parse(&text)
            .ok()
            .filter(reqwest::Url::has_host);
        let plain = url.filter(|url| {
            url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
        });
        match plain.as_ref().map(reqwest::Url::scheme) {
            Some("https") => Some(text),
            Some("http") if !https_only => Some(text),
            Some("http") => {
                self.wrong(name, "an https address; http is for development only");
                None
            }
            Some(_) | None => {
                self.wrong(name, "an address like https://soko.example.com");
                None
            }
        }
    }

    /// What is wrong so far.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

/// Why a secret of ours could be guessed.
fn weakness(secret: &str) -> Option<&'static str> {
    let lower = secret.to_ascii_lowercase();
    let mut seen = [false; 256];
    secret
        .bytes()
        .for_each(|byte| seen[usize::from(byte)] = true);
    if secret.len() < SECRET_BYTES_MIN {
        Some("shorter than 32 characters")
    } else if seen.iter().filter(|seen| **seen).count() < SECRET_VARIETY_MIN {
        Some("too few different characters")
    } else if PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        Some("looks like a placeholder")
    } else {
        None
    }
}
