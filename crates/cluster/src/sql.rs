//! Makes a cluster's files with initdb, and talks to the server through psql, which every installation has.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Instant,
};

use crate::{
    Cluster,
    binaries::Binaries,
    error::{ClusterError, at},
    layout::Layout,
    urls::{PORT, SUPERUSER},
};

/// The server's own locale files; absent on some systems, where plain C must do.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// Whoever reaches the socket is let in: its directory is closed to everybody but the user who runs the server (and root).
const PG_HBA: &str = "# Written by Soko. The socket's directory is the gate: only this server's user can enter it.\n\
                      local all all trust\n";

/// Makes the data directory unless it is there. Made aside and renamed, so that a kill in between leaves no half.
pub(crate) fn init(
    binaries: &Binaries,
    layout: &Layout,
    durable: bool,
) -> Result<(), ClusterError> {
    let data = layout.data();
    if data.join("PG_VERSION").is_file() {
        return Ok(());
    }
    if data.exists() {
        return Err(ClusterError::Foreign {
            path: data,
            why: "it is not a Postgres data folder",
        });
    }
    let began = Instant::now();
    let aside = layout.state.join("data.new");
    let mut failure = String::new();
    for locale in LOCALES {
        if aside.exists() {
            fs::remove_dir_all(&aside).map_err(at("remove", &aside))?;
        }
        let mut initdb = layout.account.command(&binaries.program("initdb"));
        initdb
            .arg("-D")
            .arg(&aside)
            .args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]);
        initdb.arg(format!("--locale={locale}"));
        initdb.arg(if durable {
            "--data-checksums"
        } else {
            "--no-sync"
        });
        let output = finish("initdb", initdb.stdin(Stdio::null()).output())?;
        if output.status.success() {
            let hba = aside.join("pg_hba.conf");
            fs::write(&hba, PG_HBA).map_err(at("write", &hba))?;
            fs::rename(&aside, &data).map_err(at("name", &data))?;
            if durable {
                let seconds = began.elapsed().as_secs();
                tracing::info!(
                    seconds,
                    version = binaries.major,
                    "made a private Postgres cluster"
                );
            }
            return Ok(());
        }
        failure = one_line(&output.stderr);
    }
    Err(ClusterError::Program {
        program: "initdb",
        message: failure,
    })
}

impl Cluster {
    /// Runs one statement and returns its rows, unaligned.
    pub fn query(
        &self,
        role: &str,
        database: &str,
        statement: &str,
    ) -> Result<String, ClusterError> {
        let mut psql = self.psql(role, database);
        let output = finish(
            "psql",
            psql.args(["-A", "-t", "-c", statement])
                .stdin(Stdio::null())
                .output(),
        )?;
        succeed(output)
    }

    /// Runs a script in one transaction, unless its first line is `-- no-transaction`.
    pub fn run_sql(&self, role: &str, database: &str, script: &str) -> Result<(), ClusterError> {
        let mut psql = self.psql(role, database);
        if !script.starts_with("-- no-transaction") {
            psql.arg("--single-transaction");
        }
        psql.args(["-f", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = finish("psql", psql.spawn())?;
        // psql stops reading at the first error, which its message tells better than the broken pipe.
        if let Some(mut pipe) = child.stdin.take() {
            let _ = pipe.write_all(script.as_bytes());
        }
        succeed(finish("psql", Child::wait_with_output(child))?).map(drop)
    }

    fn psql(&self, role: &str, database: &str) -> Command {
        let mut psql = self.layout.account.command(&self.binaries.program("psql"));
        psql.args([
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-p",
            PORT,
            "-U",
            role,
            "-d",
            database,
        ]);
        psql.arg("-h")
            .arg(&self.layout.socket)
            .env("PGOPTIONS", "-c client_min_messages=warning");
        psql
    }
}

fn finish<T>(program: &'static str, result: std::io::Result<T>) -> Result<T, ClusterError> {
    result.map_err(at("run", Path::new(program)))
}

fn succeed(output: Output) -> Result<String, ClusterError> {
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(ClusterError::Program {
            program: "psql",
            message: one_line(&output.stderr),
        })
    }
}

/// The part of a program's complaint that says why, on one line.
fn one_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let told = lines
        .clone()
        .find(|line| line.contains("ERROR:") || line.contains("error:") || line.contains("FATAL:"));
    told.or_else(|| lines.next_back())
        .unwrap_or("it said nothing")
        .to_owned()
}
