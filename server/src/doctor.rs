//! `soko doctor`: looks at everything Soko stands on, and says of each what to do if it is not right.

use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use anyhow::Result;
use sqlx::PgPool;
use store::{Platform, PlatformFlow, Tx};

use crate::config::Config;
use crate::database::{Database, Tables, tables};

/// What was found of one thing.
enum Finding {
    Fine(String),
    /// Works, but somebody should look.
    Look(String),
    /// Does not work; this helps.
    Broken {
        what: String,
        help: &'static str,
    },
}

/// Prints a line for every check. Fails when anything is broken.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let mut report = Report::default();
    report.add(
        "settings",
        Finding::Fine(format!(
            "{:?}, payments {:?}",
            config.mode, config.payments.choice
        )),
    );
    for name in &config.unused {
        report.add(
            "settings",
            Finding::Look(format!("{name} is set and does nothing in this version")),
        );
    }
    report.add("site", site(config));
    let ports = [
        ("web", config.http.listen_addr),
        ("simulator", config.payments.simulator.dialect_addr),
        ("phones", config.payments.simulator.control_addr),
    ];
    for (name, address) in ports {
        report.add("port", port(name, address));
    }
    report.add("pictures", pictures(config));
    match Database::open(config, false).await {
        Ok(database) => {
            if let Err(error) = look_into(&mut report, config, &database).await {
                report.add(
                    "database",
                    Finding::Broken {
                        what: format!("{error:#}"),
                        help: "look at the database's own log",
                    },
                );
            }
            database.stop().await?;
        }
        Err(error) => {
            let help = "`make setup` installs Postgres; DATABASE_URL names a server of your own";
            report.add(
                "database",
                Finding::Broken {
                    what: format!("{error:#}"),
                    help,
                },
            );
        }
    }
    Ok(report.end())
}

#[derive(Default)]
struct Report {
    broken: usize,
}

impl Report {
    fn add(&mut self, name: &str, finding: Finding) {
        match finding {
            Finding::Fine(text) => println!("  ok     {name:<11} {text}"),
            Finding::Look(text) => println!("  look   {name:<11} {text}"),
            Finding::Broken { what, help } => {
                self.broken += 1;
                println!("  BROKEN {name:<11} {what}\n         {:<11} → {help}", "");
            }
        }
    }

    fn end(&self) -> ExitCode {
        if self.broken == 0 {
            println!("Everything Soko needs is there.");
            ExitCode::SUCCESS
        } else {
            println!("{} broken.", self.broken);
            ExitCode::FAILURE
        }
    }
}

fn site(config: &Config) -> Finding {
    match app::assets::Assets::load(&config.http.site_root) {
        Ok(_) => Finding::Fine(format!("built in {}", config.http.site_root.display())),
        Err(error) => Finding::Broken {
            what: error.to_string(),
            help: "`make run` builds it, or `cargo leptos build`",
        },
    }
}

fn port(name: &str, address: SocketAddr) -> Finding {
    match TcpListener::bind(address) {
        Ok(_) => Finding::Fine(format!("{address} is free ({name})")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Finding::Look(format!(
            "{address} is in use ({name}): by Soko itself, or by what must make room"
        )),
        Err(error) => {
            let help = "LISTEN_ADDR, SIMULATOR_ADDR and SIMULATOR_CONTROL_ADDR name other ones";
            Finding::Broken {
                what: format!("{address} ({name}): {error}"),
                help,
            }
        }
    }
}

fn pictures(config: &Config) -> Finding {
    let root = &config.media.root;
    match media::DiskStore::open(root, media::Durability::Fast) {
        Ok(_) => Finding::Fine(format!("kept in {}", root.display())),
        Err(error) => Finding::Broken {
            what: format!("{}: {error}", root.display()),
            help: "MEDIA_ROOT names a folder we may write to",
        },
    }
}

async fn look_into(report: &mut Report, config: &Config, database: &Database) -> Result<()> {
    let pools = match database.pools(config).await {
        Ok(pools) => {
            report.add(
                "database",
                Finding::Fine("answers as roles that row security binds".into()),
            );
            pools
        }
        Err(error) => {
            let help = "scripts/roles.sql makes the roles; DATABASE_URL signs in as soko_app";
            report.add(
                "database",
                Finding::Broken {
                    what: format!("{error:#}"),
                    help,
                },
            );
            return Ok(());
        }
    };
    let tables = tables(&pools.app).await?;
    report.add(
        "tables",
        match tables {
            Tables::Current => Finding::Fine("are the ones this version was built for".into()),
            Tables::Ahead => Finding::Look("are those of a newer version".into()),
            Tables::Behind(count) => {
                let help = "`soko migrate` as the owner (MIGRATE_DATABASE_URL)";
                Finding::Broken {
                    what: format!("{count} migrations are still to run"),
                    help,
                }
            }
        },
    );
    if matches!(tables, Tables::Behind(_)) {
        return Ok(());
    }
    report.add("queue", queue(database, config).await);
    for finding in books(&pools.app).await? {
        report.add("books", finding);
    }
    report.add("stock", stock(&pools.app).await?);
    report.add("payments", attempts(&pools.app).await?);
    report.add("float", float(&pools.app).await?);
    for finding in callbacks(&pools.app, config).await? {
        report.add("callbacks", finding);
    }
    Ok(())
}

async fn queue(database: &Database, config: &Config) -> Finding {
    let help =
        "`soko migrate` makes the queue's tables; WORKER_DATABASE_URL signs in as soko_worker";
    let broken = |what: String| Finding::Broken { what, help };
    let pool = match database.worker_pool(config).await {
        Ok(pool) => pool,
        Err(error) => return broken(format!("{error:#}")),
    };
    match worker::health(&pool).await {
        Ok(health) if health.given_up > 0 => Finding::Look(format!(
            "{} jobs were given up: see the log for why",
            health.given_up
        )),
        Ok(health) => Finding::Fine(format!(
            "{} jobs due, the oldest for {} s",
            health.due, health.oldest_due_seconds
        )),
        Err(error) => broken(error.to_string()),
    }
}

/// Debits equal credits, per currency and per journal.
async fn books(app: &PgPool) -> Result<Vec<Finding>> {
    let mut tx = Tx::begin(app, Platform(PlatformFlow::Explain)).await?;
    let unbalanced = sqlx::query_scalar::<_, i64>(
        "select count(*) from (select 1 from ledger_postings group by journal_id, currency having sum(amount_minor) <> 0) crooked",
    )
    .fetch_one(&mut *tx)
    .await?;
    let help = "stop payments and restore from a backup: nothing of ours writes such a journal";
    let mut findings = vec![match unbalanced {
        0 => Finding::Fine("every journal balances".into()),
        count => Finding::Broken {
            what: format!("{count} journals do not balance"),
            help,
        },
    }];
    let suspense = ledger::trial_balance(&mut *tx)
        .await?
        .into_iter()
        .filter(|(name, amount)| name == "suspense" && !amount.is_zero());
    findings.extend(suspense.map(|(_, amount)| {
        Finding::Look(format!(
            "suspense holds {amount}: a case waits for a person"
        ))
    }));
    Ok(findings)
}

/// Every level is the sum of its movements, and what is held is held by purchases that are still open.
async fn stock(app: &PgPool) -> Result<Finding> {
    let mut tx = Tx::begin(app, Platform(PlatformFlow::Explain)).await?;
    let wrong = sqlx::query_scalar::<_, i64>(
        "select count(*) from stock_levels l
         full join (select variant_id, sum(on_hand_change) as on_hand, sum(held_change) as held from stock_movements group by 1) m
           using (variant_id)
         where coalesce(l.on_hand, 0) <> coalesce(m.on_hand, 0) or coalesce(l.held, 0) <> coalesce(m.held, 0)",
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(match wrong {
        0 => Finding::Fine("every level is the sum of its movements".into()),
        count => Finding::Broken {
            what: format!("{count} levels are not the sum of their movements"),
            help: "somebody wrote past the movements: correct those levels by movements",
        },
    })
}

async fn attempts(app: &PgPool) -> Result<Finding> {
    let mut tx = Tx::begin(app, Platform(PlatformFlow::Explain)).await?;
    let late = sqlx::query_scalar::<_, i64>(
        "select count(*) from payment_attempts where check_after < now() - interval '5 minutes'",
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(match late {
        0 => Finding::Fine("nobody waits for an answer longer than planned".into()),
        count => Finding::Look(format!(
            "{count} attempts wait to be asked about: is a worker running? `soko reconcile` does it once"
        )),
    })
}

/// What could not leave within a day because we have too little at a provider.
async fn float(app: &PgPool) -> Result<Finding> {
    let mut tx = Tx::begin(app, Platform(PlatformFlow::Explain)).await?;
    let empty = sqlx::query_as::<_, (String, i64)>(
        "select provider, count(*) from disbursements
         where state = 'failed' and refusal = 'float_empty' and failed_at > now() - interval '1 day' group by provider order by provider",
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(if empty.is_empty() {
        Finding::Fine("nothing failed to leave for want of money at a provider within a day".into())
    } else {
        let each: Vec<String> = empty
            .into_iter()
            .map(|(provider, count)| format!("{count} at {provider}"))
            .collect();
        Finding::Look(format!(
            "refunds and payouts that our empty float kept from leaving within a day: {}. Move money there",
            each.join(", ")
        ))
    })
}

/// Whether providers that collect also tell us. What is set at their dashboards cannot be seen from here; what came can.
async fn callbacks(app: &PgPool, config: &Config) -> Result<Vec<Finding>> {
    let mut tx = Tx::begin(app, Platform(PlatformFlow::Explain)).await?;
    let silent = sqlx::query_as::<_, (String, i64)>(
        "select a.provider, count(*) from payment_attempts a
         where a.state = 'collected' and a.sent_at is not null and a.collected_at > now() - interval '7 days'
           and not exists (select from payment_callbacks c
             where c.provider = a.provider and c.verification <> 'refused' and c.received_at > now() - interval '7 days')
         group by a.provider order by a.provider",
    )
    .fetch_all(&mut *tx)
    .await?;
    let base = config.http.public_url(config.http.listen_addr);
    let address = |provider: &str| format!("{base}/api/v1/payments/webhook/{provider}");
    let mut findings: Vec<Finding> = silent
        .into_iter()
        .map(|(provider, count)| {
            Finding::Look(format!(
                "{provider} collected {count} payments within a week and told us of none: is {} its webhook there?",
                address(&provider)
            ))
        })
        .collect();
    if config.payments.flutterwave.is_some() {
        findings.push(Finding::Fine(format!(
            "flutterwave's dashboard must say {}, the secret hash, retries on, and our address among those that may send transfers: nobody \
             but the dashboard tells",
            address("flutterwave")
        )));
    }
    Ok(findings)
}
