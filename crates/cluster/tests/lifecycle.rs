//! A cluster through everything that can happen to one, on the Postgres of this machine.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use cluster::{APP, Cluster, ClusterError, OWNER, Options, SUPERUSER, WORKER};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// A project directory of its own, removed at the end with what root's cluster keeps elsewhere.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("soko-home-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn start(&self) -> Result<Cluster, ClusterError> {
        Cluster::start(&Options {
            home: self.0.clone(),
            durable: true,
        })
    }

    fn state(&self) -> PathBuf {
        self.0.join(".soko/cluster").canonicalize().unwrap()
    }

    fn postmaster(&self) -> Pid {
        let note = fs::read_to_string(self.state().join("data/postmaster.pid")).unwrap();
        Pid::from_raw(note.lines().next().unwrap().parse().unwrap())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Ok(state) = self.0.join(".soko/cluster").canonicalize() {
            let _ = fs::remove_dir_all(&state);
            if let Some(name) = state.file_name() {
                let _ = fs::remove_dir(Path::new("/run/soko").join(name));
            }
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{what} did not happen in 20 seconds"
        );
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn data_survives_a_clean_stop_a_kill_and_a_reboot() {
    let home = Home::new("survives");
    let cluster = home.start().unwrap();
    let socket = cluster.socket_dir().to_path_buf();
    assert_eq!(
        fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o700
    );
    cluster.create_database("soko").unwrap();
    cluster
        .query(OWNER, "soko", "create table kept (n int)")
        .unwrap();
    cluster
        .query(OWNER, "soko", "insert into kept values (1)")
        .unwrap();
    cluster.stop().unwrap();

    // A clean stop leaves nothing running, and the socket's folder is gone after a reboot.
    assert!(!home.state().join("data/postmaster.pid").exists());
    fs::remove_dir_all(&socket).unwrap();

    let cluster = home.start().unwrap();
    cluster
        .query(OWNER, "soko", "insert into kept values (2)")
        .unwrap();
    kill(home.postmaster(), Signal::SIGKILL).unwrap();
    // Its owner notices at its own stop only; as after a kill of both, the lock is let go.
    drop(cluster);
    assert!(
        home.state().join("data/postmaster.pid").exists(),
        "a kill leaves the note behind"
    );

    let cluster = home.start().unwrap();
    assert_eq!(
        cluster
            .query(OWNER, "soko", "select sum(n) from kept")
            .unwrap()
            .trim(),
        "3"
    );
    cluster.stop().unwrap();

    // After a reboot the number in the note may be somebody else's, here our own.
    let note = home.state().join("data/postmaster.pid");
    fs::write(&note, format!("{}\n/nowhere\n", std::process::id())).unwrap();
    home.start().unwrap().stop().unwrap();
}

#[test]
fn a_second_soko_is_refused_and_a_server_left_behind_is_taken_over() {
    let home = Home::new("twice");
    let first = home.start().unwrap();
    first.create_database("soko").unwrap();
    let server = home.postmaster();
    let refused = home.start().unwrap_err();
    assert!(
        matches!(refused, ClusterError::AlreadyRunning { .. }),
        "{refused}"
    );
    assert!(
        refused
            .to_string()
            .contains(&format!("(process {})", std::process::id())),
        "{refused}"
    );

    // What a kill -9 of Soko alone leaves: the server, and no lock.
    first.leave_running();
    let second = home.start().unwrap();
    assert_eq!(home.postmaster(), server);
    assert_eq!(second.query(APP, "soko", "select 1").unwrap().trim(), "1");
    second.stop().unwrap();
    assert!(!home.state().join("data/postmaster.pid").exists());
}

#[test]
fn what_we_did_not_make_is_refused_and_left_alone() {
    let home = Home::new("foreign");
    // Find out where it would be, then put somebody else's files there.
    home.start().unwrap().stop().unwrap();
    let state = home.state();
    fs::remove_dir_all(&state).unwrap();
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("letters.txt"), "mine").unwrap();
    let refused = home.start().unwrap_err();
    assert!(matches!(refused, ClusterError::Foreign { .. }), "{refused}");
    assert_eq!(
        fs::read_to_string(state.join("letters.txt")).unwrap(),
        "mine"
    );
    assert!(!refused.to_string().contains('\n'));
}

#[test]
fn a_cluster_of_another_postgres_is_named_as_such() {
    let home = Home::new("version");
    home.start().unwrap().stop().unwrap();
    fs::write(home.state().join("data/PG_VERSION"), "9\n").unwrap();
    let refused = home.start().unwrap_err();
    assert!(
        matches!(&refused, ClusterError::OtherVersion { made_by, .. } if made_by == "9"),
        "{refused}"
    );
}

#[test]
fn a_throw_away_cluster_leaves_nothing_behind() {
    let cluster = Cluster::start(&Options {
        home: PathBuf::from("."),
        durable: false,
    })
    .unwrap();
    cluster.create_database("market").unwrap();
    cluster
        .query(OWNER, "market", "create table shops (name text)")
        .unwrap();
    let copy = cluster.clone_database("market_2", "market").unwrap();
    assert!(copy.app.contains("/market_2?host="), "{}", copy.app);
    assert_eq!(
        cluster
            .query(OWNER, "market_2", "select count(*) from shops")
            .unwrap()
            .trim(),
        "0"
    );
    cluster.drop_database("market_2").unwrap();
    let state = cluster.socket_dir().parent().unwrap().to_path_buf();
    drop(cluster);
    assert!(!state.exists());
}

#[test]
fn the_supervisor_cleans_up_after_a_server_that_dies() {
    let cluster = Cluster::start(&Options {
        home: PathBuf::from("."),
        durable: false,
    })
    .unwrap();
    let state = cluster.socket_dir().parent().unwrap().to_path_buf();
    let note = fs::read_to_string(state.join("data/postmaster.pid")).unwrap();
    kill(
        Pid::from_raw(note.lines().next().unwrap().parse().unwrap()),
        Signal::SIGKILL,
    )
    .unwrap();
    wait_until("cleaning up", || !state.exists());
    drop(cluster);
}

#[test]
fn every_role_can_do_its_own_and_no_more() {
    let cluster = Cluster::for_tests().unwrap();
    let name = format!("roles_{}", std::process::id());
    cluster.create_database(&name).unwrap();
    cluster.create_database(&name).unwrap(); // again, without harm
    let can = |role: &str, statement: &str| cluster.query(role, &name, statement).is_ok();

    assert!(can(OWNER, "create table t (n int)"));
    assert!(can(OWNER, "select public.unaccent('é') , 'a' % 'b'"));
    for role in [APP, cluster::STOREFRONT, WORKER] {
        assert!(
            !can(role, "select * from t"),
            "{role} reads without a grant"
        );
        assert!(
            !can(role, "create table mine (n int)"),
            "{role} makes tables"
        );
        assert!(!can(role, "create schema mine"), "{role} makes schemas");
        assert!(
            !can(role, "set role soko_owner"),
            "{role} becomes the owner"
        );
    }
    assert!(can(WORKER, "create table graphile_worker.t (n int)"));
    assert!(can(WORKER, "select * from graphile_worker.migrations"));
    assert!(!can(APP, "select * from graphile_worker.migrations"));
    assert!(
        !can(OWNER, "create table graphile_worker.mine (n int)"),
        "the queue is the worker's"
    );
    let hand_over = "create function f() returns int language sql as 'select 1'; \
                     grant create on schema public to soko_worker; \
                     alter function f() owner to soko_worker; \
                     revoke create on schema public from soko_worker";
    assert!(can(OWNER, hand_over));
    let strong = "select count(*) from pg_roles where rolname like 'soko_%' and \
                  (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)";
    assert_eq!(cluster.query(SUPERUSER, &name, strong).unwrap().trim(), "0");
    cluster.drop_database(&name).unwrap();
}

#[test]
fn an_odd_database_name_never_reaches_the_server() {
    let cluster = Cluster::for_tests().unwrap();
    let refused = cluster
        .create_database("soko; drop database postgres")
        .unwrap_err();
    assert!(
        matches!(refused, ClusterError::DatabaseName { .. }),
        "{refused}"
    );
}
