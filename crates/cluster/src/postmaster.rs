//! Starts, finds again and stops the server process.

use std::{
    fs::{self, File},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{
    binaries::Binaries,
    error::{ClusterError, at},
    layout::Layout,
    urls::{PORT, SUPERUSER},
};

const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// Crash recovery of a busy cluster takes a while; a hang should still end.
const START_SECONDS_MAX: u64 = 120;
/// Fast shutdown rolls open transactions back and writes a checkpoint.
const STOP_SECONDS_MAX: u64 = 30;
/// After a killed postmaster its children let go of the shared memory within moments.
const LAUNCHES_MAX: u32 = 4;
const LOG_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Settings of both kinds. No network, small memory, and no plan that starts helper processes for a page's query.
const SETTINGS: [&str; 10] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    "max_parallel_workers_per_gather=0",
    "random_page_cost=1.1",
    "max_connections=200",
    "log_line_prefix=%m [%p] %q%u@%d ",
    "max_locks_per_transaction=128",
];
const DURABLE: [&str; 4] = [
    "shared_buffers=128MB",
    "effective_cache_size=512MB",
    "wal_compression=on",
    "max_wal_size=1GB",
];
/// A test's data may be lost at any moment, so nothing waits for the disk.
const THROW_AWAY: [&str; 6] = [
    "shared_buffers=64MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
];

/// Runs the server and waits. When our end of the pipe closes, however we end, it stops the server and
/// removes its folder.
const SUPERVISOR: &str = r#"
dir=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & pid=$!
{ read -r _ <&3; kill -INT "$pid"; } 2>/dev/null &
exec 3<&-
wait "$pid"; code=$?
rm -rf -- "$dir"
exit "$code"
"#;

/// A running server.
#[derive(Debug)]
pub(crate) enum Postmaster {
    /// We started it.
    Started(Child),
    /// A Soko that was killed left it running, and we took it over.
    TakenOver(Pid),
    /// A throw-away server under its supervisor, which ends when the pipe closes.
    Supervised {
        supervisor: Child,
        pipe: Option<ChildStdin>,
    },
}

impl Postmaster {
    /// Takes over the server of this data directory if it still runs, else starts it.
    pub(crate) fn durable(binaries: &Binaries, layout: &Layout) -> Result<Self, ClusterError> {
        if let Some(pid) = living(layout)? {
            tracing::info!(
                pid = pid.as_raw(),
                "taking over the Postgres that an earlier run left behind"
            );
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(START_SECONDS_MAX) {
                if ready(binaries, layout) {
                    return Ok(Self::TakenOver(pid));
                }
                if !runs(pid) {
                    break; // It was on its way down.
                }
                sleep(POLL_INTERVAL);
            }
        }
        let mut launch = 1;
        loop {
            match Self::launch(binaries, layout, false) {
                Err(ClusterError::NotStarted { reason, .. })
                    if launch < LAUNCHES_MAX && reason.contains("shared memory") =>
                {
                    launch += 1;
                    sleep(Duration::from_millis(500));
                }
                result => return result,
            }
        }
    }

    pub(crate) fn throw_away(binaries: &Binaries, layout: &Layout) -> Result<Self, ClusterError> {
        Self::launch(binaries, layout, true)
    }

    fn launch(
        binaries: &Binaries,
        layout: &Layout,
        throw_away: bool,
    ) -> Result<Self, ClusterError> {
        let log = layout.log();
        let too_long = fs::metadata(&log).is_ok_and(|meta| meta.len() > LOG_BYTES_MAX);
        let file = File::options()
            .create(true)
            .append(!too_long)
            .write(true)
            .truncate(too_long)
            .open(&log)
            .map_err(at("open", &log))?;
        let said_before = file.metadata().map_or(0, |meta| meta.len());

        let postgres = binaries.program("postgres");
        let mut command = if throw_away {
            let mut command = layout.account.command(Path::new("/bin/sh"));
            command
                .args(["-c", SUPERVISOR, "soko-test-postgres"])
                .arg(&layout.state)
                .arg(&postgres);
            command.stdin(Stdio::piped());
            command
        } else {
            let mut command = layout.account.command(&postgres);
            command.stdin(Stdio::null());
            command
        };
        command
            .arg("-D")
            .arg(layout.data())
            .arg("-k")
            .arg(&layout.socket);
        let kind = if throw_away {
            THROW_AWAY.as_slice()
        } else {
            DURABLE.as_slice()
        };
        for setting in SETTINGS.iter().chain(kind) {
            command.arg("-c").arg(setting);
        }
        command
            .stdout(file.try_clone().map_err(at("open", &log))?)
            .stderr(file);
        let mut child = command.spawn().map_err(at("run", &postgres))?;

        let began = Instant::now();
        loop {
            if let Ok(Some(_)) = child.try_wait() {
                return Err(ClusterError::NotStarted {
                    reason: last_words(&log, said_before),
                    log,
                });
            }
            if ready(binaries, layout) {
                break;
            }
            if began.elapsed() > Duration::from_secs(START_SECONDS_MAX) {
                let reason = format!("it was not ready after {START_SECONDS_MAX} seconds");
                stop_child(&mut child, child_pid(layout));
                return Err(ClusterError::NotStarted { reason, log });
            }
            sleep(POLL_INTERVAL);
        }
        Ok(match child.stdin.take() {
            Some(pipe) => Self::Supervised {
                supervisor: child,
                pipe: Some(pipe),
            },
            None => Self::Started(child),
        })
    }

    /// Fast shutdown: open transactions are rolled back, what is committed is on disk.
    pub(crate) fn stop(&mut self) -> Result<(), ClusterError> {
        let (pid, waiting): (Pid, &mut dyn FnMut() -> bool) = match self {
            Self::Started(child) => {
                let pid = pid_of(child);
                let _ = kill(pid, Signal::SIGINT);
                (pid, &mut || matches!(child.try_wait(), Ok(None)))
            }
            Self::TakenOver(pid) => {
                let pid = *pid;
                let _ = kill(pid, Signal::SIGINT);
                (pid, &mut move || runs(pid))
            }
            Self::Supervised { supervisor, pipe } => {
                drop(pipe.take());
                (pid_of(supervisor), &mut || {
                    matches!(supervisor.try_wait(), Ok(None))
                })
            }
        };
        let began = Instant::now();
        while waiting() {
            if began.elapsed() > Duration::from_secs(STOP_SECONDS_MAX) {
                return Err(ClusterError::NotStopped {
                    pid: pid.as_raw(),
                    waited_seconds: STOP_SECONDS_MAX,
                });
            }
            sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}

fn stop_child(child: &mut Child, postmaster: Option<Pid>) {
    drop(child.stdin.take());
    if let Some(pid) = postmaster {
        // Immediate shutdown; the next start recovers.
        let _ = kill(pid, Signal::SIGQUIT);
    }
    let _ = kill(pid_of(child), Signal::SIGTERM);
    let _ = child.wait();
}

fn pid_of(child: &Child) -> Pid {
    // Process ids are positive and fit: the system hands them out as i32.
    Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX))
}

/// The process that the data directory says is its server.
fn child_pid(layout: &Layout) -> Option<Pid> {
    let text = fs::read_to_string(layout.data().join("postmaster.pid")).ok()?;
    let pid: i32 = text.lines().next()?.trim().parse().ok()?;
    (pid > 1).then(|| Pid::from_raw(pid))
}

/// The server of this data directory if it lives. Its pid file outlives a kill and a reboot, and by then the number
/// may be another process's, which Postgres cannot tell: so a stale file is removed here.
fn living(layout: &Layout) -> Result<Option<Pid>, ClusterError> {
    let file = layout.data().join("postmaster.pid");
    if !file.exists() {
        return Ok(None);
    }
    if let Some(pid) = child_pid(layout)
        && runs(pid)
        && is_server_of(pid, &layout.data())
    {
        return Ok(Some(pid));
    }
    fs::remove_file(&file).map_err(at("remove", &file))?;
    Ok(None)
}

/// A Postgres server works in its data directory; where there is no /proc, ps shows the directory as an argument.
fn is_server_of(pid: Pid, data: &Path) -> bool {
    let data = data.canonicalize().unwrap_or_else(|_| data.to_path_buf());
    if Path::new("/proc/self/cwd").exists() {
        return fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == data);
    }
    Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output()
        .is_ok_and(|answer| {
            String::from_utf8_lossy(&answer.stdout).contains(&*data.to_string_lossy())
        })
}

fn runs(pid: Pid) -> bool {
    match kill(pid, None) {
        Ok(()) | Err(Errno::EPERM) => !is_zombie(pid),
        Err(_) => false,
    }
}

/// Dead, and only waiting for its parent to notice (in a container process 1 may never).
fn is_zombie(pid: Pid) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .ok()
        .and_then(|stat| {
            stat.rsplit_once(") ")
                .map(|(_, rest)| rest.starts_with('Z'))
        })
        .unwrap_or(false)
}

fn ready(binaries: &Binaries, layout: &Layout) -> bool {
    layout
        .account
        .command(&binaries.program("pg_isready"))
        .arg("-q")
        .arg("-h")
        .arg(&layout.socket)
        .args(["-U", SUPERUSER, "-d", "postgres"])
        .args(["-p", PORT])
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The line of the log that says why, among those written since `from` (bytes).
fn last_words(log: &Path, from: u64) -> String {
    let text = fs::read(log).unwrap_or_default();
    let new = text
        .get(usize::try_from(from).unwrap_or(0)..)
        .unwrap_or_default();
    let new = String::from_utf8_lossy(new);
    let fatal = new
        .lines()
        .rev()
        .find(|line| line.contains("FATAL:") || line.contains("PANIC:"));
    fatal.or_else(|| new.lines().last()).map_or_else(
        || "it said nothing".into(),
        |line| {
            line.split_once("FATAL:")
                .map_or(line, |(_, why)| why)
                .trim()
                .to_owned()
        },
    )
}
