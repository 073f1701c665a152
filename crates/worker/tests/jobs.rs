//! Jobs on a real Postgres: written with their cause, run once, run again after failures and kills.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![expect(
    clippy::disallowed_methods,
    reason = "jobs are due by the database's clock"
)]

use std::io::Error as IoError;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use store::{Job, enqueue, wake_workers};
use testkit::Database;
use time::OffsetDateTime;
use worker::{Settings, Worker, health};

const CHILD_URL: &str = "SOKO_TEST_WORKER_URL";

#[derive(Serialize, Deserialize)]
struct Note {
    text: String,
}

impl Job for Note {
    const TASK: &'static str = "test.note";
    fn key(&self) -> String {
        self.text.clone()
    }
}

fn note(text: &str) -> Note {
    Note {
        text: text.to_owned(),
    }
}

/// Where handlers leave a trace: a table in the only schema the worker's role owns.
async fn prepare(db: &Database) {
    sqlx::query(
        "create table graphile_worker.test_notes (id int generated always as identity, text text)",
    )
    .execute(&db.worker)
    .await
    .unwrap();
}

async fn write_down(pool: &PgPool, text: &str) -> Result<(), sqlx::Error> {
    sqlx::query("insert into graphile_worker.test_notes (text) values ($1)")
        .bind(text)
        .execute(pool)
        .await
        .map(drop)
}

async fn written(db: &Database) -> Vec<String> {
    sqlx::query_scalar("select text from graphile_worker.test_notes order by id")
        .fetch_all(&db.worker)
        .await
        .unwrap()
}

async fn jobs_left(db: &Database) -> i64 {
    sqlx::query_scalar("select count(*) from graphile_worker._private_jobs")
        .fetch_one(&db.worker)
        .await
        .unwrap()
}

async fn put(db: &Database, job: &Note) {
    let mut tx = db.app.begin().await.unwrap();
    enqueue(&mut tx, job, OffsetDateTime::now_utc())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Waits for something to become true, and says how long it took.
async fn until(seconds_max: u64, mut is_true: impl AsyncFnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is_true().await {
        assert!(
            start.elapsed().as_secs() < seconds_max,
            "not within {seconds_max} seconds"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    start.elapsed()
}

fn refusal() -> IoError {
    IoError::other("not today")
}

#[tokio::test]
async fn a_job_exists_only_if_its_cause_commits() {
    let db = Database::new().await;
    prepare(&db).await;
    let mut tx = db.app.begin().await.unwrap();
    enqueue(&mut tx, &note("a"), OffsetDateTime::now_utc())
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(jobs_left(&db).await, 0);
    put(&db, &note("a")).await;
    put(&db, &note("a")).await;
    assert_eq!(
        jobs_left(&db).await,
        1,
        "two waiting jobs with one key are one"
    );
    assert_eq!(health(&db.worker).await.unwrap().due, 1);
}

#[tokio::test]
async fn nobody_but_the_worker_touches_the_queue() {
    let db = Database::new().await;
    prepare(&db).await;
    put(&db, &note("a")).await;
    for (name, pool) in [
        ("app", &db.app),
        ("storefront", &db.storefront),
        ("owner", &db.owner),
    ] {
        for sql in [
            "select 1 from graphile_worker._private_jobs",
            "delete from graphile_worker._private_jobs",
            "select graphile_worker.add_job('x')",
        ] {
            let error = sqlx::query(sql).execute(pool).await.unwrap_err();
            let code = error
                .as_database_error()
                .and_then(|e| e.code().map(std::borrow::Cow::into_owned));
            assert_eq!(code.as_deref(), Some("42501"), "{name} may {sql}");
        }
    }
    let error = sqlx::query("select enqueue_job('x', '{}', 'k', now())")
        .execute(&db.storefront)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("permission denied"), "{error}");
}

#[tokio::test]
async fn writing_a_job_notifies_nobody_and_waking_does() {
    let db = Database::new().await;
    prepare(&db).await;
    let mut listener = PgListener::connect_with(&db.worker).await.unwrap();
    listener.listen("jobs:insert").await.unwrap();
    put(&db, &note("a")).await;
    let heard = tokio::time::timeout(Duration::from_millis(300), listener.recv()).await;
    assert!(
        heard.is_err(),
        "a commit that notifies makes all others wait"
    );
    wake_workers(&db.app).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), listener.recv())
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_failed_job_runs_again_and_a_stopped_worker_leaves() {
    let db = Database::new().await;
    prepare(&db).await;
    put(&db, &note("twice")).await;
    let pool = db.worker.clone();
    let worker = Worker::new(
        db.worker.clone(),
        Settings {
            pause_seconds_max: 0,
            ..Settings::STANDARD
        },
    )
    .task(move |job: Note| {
        let pool = pool.clone();
        async move {
            write_down(&pool, &job.text).await.map_err(IoError::other)?;
            let tries: i64 = sqlx::query_scalar("select count(*) from graphile_worker.test_notes")
                .fetch_one(&pool)
                .await
                .map_err(IoError::other)?;
            if tries < 2 { Err(refusal()) } else { Ok(()) }
        }
    });
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run(async move {
        stopped.await.ok();
    }));
    until(10, async || jobs_left(&db).await == 0).await;
    assert_eq!(written(&db).await, ["twice", "twice"]);
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), running)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_periodic_job_comes_back_and_waits_once() {
    let db = Database::new().await;
    prepare(&db).await;
    let pool = db.worker.clone();
    let worker = Worker::new(db.worker.clone(), Settings::STANDARD)
        .task(move |job: Note| {
            let pool = pool.clone();
            async move { write_down(&pool, &job.text).await }
        })
        .every(1, &note("tick"));
    let running = tokio::spawn(worker.run(std::future::pending()));
    until(15, async || written(&db).await.len() >= 2).await;
    assert!(jobs_left(&db).await <= 1);
    running.abort();
}

#[tokio::test]
async fn a_worker_outlives_the_loss_of_its_connections() {
    let db = Database::new().await;
    prepare(&db).await;
    let pool = db.worker.clone();
    let worker = Worker::new(db.worker.clone(), Settings::STANDARD).task(move |job: Note| {
        let pool = pool.clone();
        async move { write_down(&pool, &job.text).await }
    });
    let running = tokio::spawn(worker.run(std::future::pending()));
    put(&db, &note("before")).await;
    until(10, async || written(&db).await.len() == 1).await;
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where usename = 'soko_worker' and datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(&db.worker)
    .await
    .unwrap();
    put(&db, &note("after")).await;
    until(20, async || written(&db).await.len() == 2).await;
    running.abort();
}

/// Not a test by itself: the process that the next test kills in the middle of a job.
#[tokio::test]
#[ignore = "started by a_killed_workers_job_is_finished_by_another"]
async fn child_worker() {
    let Some(url) = std::env::var_os(CHILD_URL) else {
        return;
    };
    let pool = PgPool::connect(url.to_str().unwrap()).await.unwrap();
    let trace = pool.clone();
    Worker::new(pool, Settings::STANDARD)
        .task(move |_: Note| {
            let trace = trace.clone();
            async move {
                write_down(&trace, "begun").await?;
                tokio::time::sleep(Duration::from_mins(10)).await;
                Ok::<(), sqlx::Error>(())
            }
        })
        .run(std::future::pending())
        .await
        .unwrap();
}

/// Dies with its test.
struct Killed(Child);
impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_workers_job_is_finished_by_another() {
    let db = Database::new().await;
    prepare(&db).await;
    put(&db, &note("done")).await;
    let mut child = Killed(
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_worker", "--ignored"])
            .env(CHILD_URL, &db.urls.worker)
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    until(20, async || written(&db).await == ["begun"]).await;
    child.0.kill().unwrap();
    child.0.wait().unwrap();

    let pool = db.worker.clone();
    let worker = Worker::new(db.worker.clone(), Settings::STANDARD).task(move |job: Note| {
        let pool = pool.clone();
        async move { write_down(&pool, &job.text).await }
    });
    let running = tokio::spawn(worker.run(std::future::pending()));
    let took = until(30, async || written(&db).await.len() == 2).await;
    println!(
        "a killed worker's job ran again after {} ms",
        took.as_millis()
    );
    until(5, async || jobs_left(&db).await == 0).await;
    assert_eq!(written(&db).await, ["begun", "done"]);
    running.abort();
}
