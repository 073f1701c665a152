//! The private cluster from a shell: for tests, for query checks, for looking inside.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use cluster::{Cluster, ClusterError, Options, TEST_CLUSTER_VAR};

const HELP: &str = "\
soko-db: the private Postgres from a shell

  soko-db with [--migrations DIR] -- COMMAND…   run COMMAND with a throw-away cluster: SOKO_TEST_CLUSTER names its
                                                socket folder, DATABASE_URL its migrated database as superuser,
                                                SOKO_TEST_{OWNER,APP,STOREFRONT,WORKER}_URL the same by role
  soko-db with --durable DIR -- COMMAND…        the same on a cluster that waits for the disk, as in production; made anew
                                                for DIR, which must not be there, and removed afterwards
  soko-db dev --migrations DIR                  make the database for compile-time query checks anew and write .env
  soko-db dev-stop                              stop the server behind it
  soko-db psql [ROLE]                           look into the cluster of `make run` (start it first)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["with", "--migrations", folder, "--", command @ ..] => {
            with(Some(Path::new(folder)), command)
        }
        ["with", "--durable", home, "--", command @ ..] => with_durable(Path::new(home), command),
        ["with", "--", command @ ..] => with(None, command),
        ["dev", "--migrations", folder] => dev(Path::new(folder)),
        ["dev-stop"] => dev_stop(),
        ["psql"] => psql(cluster::OWNER),
        ["psql", role] => psql(role),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("soko-db: {error}");
        ExitCode::FAILURE
    })
}

fn with(migrations: Option<&Path>, command: &[&str]) -> Result<ExitCode, ClusterError> {
    let Some((program, arguments)) = command.split_first() else {
        eprint!("{HELP}");
        return Ok(ExitCode::from(2));
    };
    let cluster = Cluster::start(&Options {
        home: PathBuf::from("."),
        durable: false,
    })?;
    if let Some(folder) = migrations {
        cluster.create_database("soko")?;
        cluster.apply_folder("soko", folder)?;
    }
    let status = run(&cluster, program, arguments);
    cluster.stop()?;
    Ok(exit_code(status?))
}

fn with_durable(home: &Path, command: &[&str]) -> Result<ExitCode, ClusterError> {
    let Some((program, arguments)) = command.split_first() else {
        eprint!("{HELP}");
        return Ok(ExitCode::from(2));
    };
    let file = |action, path: &Path| {
        let path = path.to_owned();
        move |source| ClusterError::File {
            action,
            path,
            source,
        }
    };
    // Its data goes in the end, so it must be ours from the beginning.
    fs::create_dir(home).map_err(file("make", home))?;
    let cluster = Cluster::start(&Options {
        home: home.to_owned(),
        durable: true,
    })?;
    let status = run(&cluster, program, arguments);
    cluster.stop()?;
    let state = home.join(".soko/cluster");
    let state = fs::canonicalize(&state).map_err(file("find", &state))?;
    fs::remove_dir_all(&state).map_err(file("remove", &state))?;
    fs::remove_dir_all(home).map_err(file("remove", home))?;
    Ok(exit_code(status?))
}

/// Runs a program that is told where the cluster's database is.
fn run(
    cluster: &Cluster,
    program: &str,
    arguments: &[&str],
) -> Result<std::process::ExitStatus, ClusterError> {
    let urls = cluster.create_database("soko")?;
    Command::new(program)
        .args(arguments)
        .env(TEST_CLUSTER_VAR, cluster.socket_dir())
        .env("DATABASE_URL", &urls.superuser)
        .env("SOKO_TEST_OWNER_URL", &urls.owner)
        .env("SOKO_TEST_APP_URL", &urls.app)
        .env("SOKO_TEST_STOREFRONT_URL", &urls.storefront)
        .env("SOKO_TEST_WORKER_URL", &urls.worker)
        .status()
        .map_err(|source| ClusterError::File {
            action: "run",
            path: program.into(),
            source,
        })
}

/// A cluster of its own under `.soko/dev`, so that checks work while `make run` serves.
fn dev_cluster() -> Result<Cluster, ClusterError> {
    Cluster::start(&Options {
        home: PathBuf::from(".soko/dev"),
        durable: true,
    })
}

fn dev(migrations: &Path) -> Result<ExitCode, ClusterError> {
    let cluster = dev_cluster()?;
    // Built aside and then renamed: a compiler at work never meets half a schema.
    cluster.drop_database("soko_next")?;
    cluster.create_database("soko_next")?;
    let count = cluster.apply_folder("soko_next", migrations)?;
    cluster.drop_database("soko_dev")?;
    cluster.query(
        cluster::SUPERUSER,
        "postgres",
        "alter database soko_next rename to soko_dev",
    )?;
    let line = format!("DATABASE_URL={}\n", cluster.urls("soko_dev").superuser);
    let path = PathBuf::from(".env");
    let before = fs::read_to_string(&path).unwrap_or_default();
    let kept: Vec<&str> = before
        .lines()
        .filter(|line| !line.starts_with("DATABASE_URL="))
        .chain([""])
        .collect();
    let text = line + &kept.join("\n");
    fs::write(&path, text).map_err(|source| ClusterError::File {
        action: "write",
        path,
        source,
    })?;
    println!("soko_dev is ready ({count} migrations); .env points there");
    cluster.leave_running();
    Ok(ExitCode::SUCCESS)
}

fn dev_stop() -> Result<ExitCode, ClusterError> {
    dev_cluster()?.stop()?;
    Ok(ExitCode::SUCCESS)
}

fn psql(role: &str) -> Result<ExitCode, ClusterError> {
    let pointer = fs::canonicalize(".soko/cluster").map_err(|source| ClusterError::File {
        action: "find",
        path: ".soko/cluster".into(),
        source,
    })?;
    // The running server's own note says where it listens.
    let note = pointer.join("data/postmaster.pid");
    let text = fs::read_to_string(&note).map_err(|source| ClusterError::File {
        action: "read",
        path: note.clone(),
        source,
    })?;
    let socket = text.lines().nth(4).unwrap_or_default();
    let status = Command::new("psql")
        .args(["-h", socket, "-p", "5432", "-U", role, "-d", "soko"])
        .status()
        .map_err(|source| ClusterError::File {
            action: "run",
            path: "psql".into(),
            source,
        })?;
    Ok(exit_code(status))
}

fn exit_code(status: std::process::ExitStatus) -> ExitCode {
    // A signal has no code: count it as a plain failure.
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}
