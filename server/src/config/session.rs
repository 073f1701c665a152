//! What signs cookies, codes and keys, and how often people may try things.

use accounts::{Limit, Limits};
use kernel::Secret;

use super::{Mode, Vars};

/// The session's settings.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// `None`: one is made once and kept in `.soko/secret`.
    pub secret: Option<Secret>,
    /// Limits counted in Postgres.
    pub limits: Limits,
}

/// What a lifted limit allows: so much that no load tool meets it.
const LIFTED: i64 = 1_000_000_000;

impl SessionConfig {
    pub(super) fn read(vars: &mut Vars, mode: Mode, is_limited: bool) -> Self {
        let secret = vars.strong_secret("SESSION_SECRET");
        if mode.is_production() && vars.text("SESSION_SECRET").is_none() {
            vars.wrong(
                "SESSION_SECRET",
                "missing; make one with `openssl rand -base64 48`",
            );
        }
        let limits = if is_limited {
            Limits::STANDARD
        } else {
            lifted()
        };
        Self { secret, limits }
    }
}

fn lifted() -> Limits {
    let lift = |limit: Limit| Limit {
        max: LIFTED,
        ..limit
    };
    let Limits {
        sign_in,
        payments,
        prompts,
        codes,
        open_prompts,
    } = Limits::STANDARD;
    Limits {
        sign_in: lift(sign_in),
        payments: lift(payments),
        prompts: lift(prompts),
        codes: lift(codes),
        open_prompts: lift(open_prompts),
    }
}
