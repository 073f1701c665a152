//! The real program where somebody else has its ports: one clear sentence, and a status that is not zero.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output};

use rehearsal::TestMarket;

const FREE: &str = "127.0.0.1:0";

fn taken() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(FREE).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// `soko serve` in an empty directory, with these settings and no others.
fn serve(settings: &[(&str, &str)]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_soko"))
        .arg("serve")
        .current_dir(home.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(settings.iter().copied())
        .output()
        .unwrap()
}

fn assert_says(output: &Output, sentence: &str) {
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        format!("soko: {sentence}\n")
    );
}

#[test]
fn a_busy_web_port_is_named_with_the_variable_that_moves_it() {
    let (_held, address) = taken();
    let output = serve(&[("LISTEN_ADDR", &address.to_string())]);
    assert_says(
        &output,
        &format!(
            "{address} is in use: stop what listens there, or set LISTEN_ADDR to another port"
        ),
    );
}

#[tokio::test]
async fn a_busy_simulator_port_is_named_with_the_variable_that_moves_it() {
    let market = TestMarket::open().await;
    let urls = &market.db.urls;
    let (_held, address) = taken();
    let busy = address.to_string();
    for (variable, other) in [
        ("SIMULATOR_ADDR", "SIMULATOR_CONTROL_ADDR"),
        ("SIMULATOR_CONTROL_ADDR", "SIMULATOR_ADDR"),
    ] {
        let output = serve(&[
            ("LISTEN_ADDR", FREE),
            ("MIGRATE_DATABASE_URL", &urls.owner),
            ("DATABASE_URL", &urls.app),
            ("STOREFRONT_DATABASE_URL", &urls.storefront),
            ("WORKER_DATABASE_URL", &urls.worker),
            (variable, &busy),
            (other, FREE),
        ]);
        assert_says(
            &output,
            &format!(
                "the simulator: {address} is in use: stop what listens there, or set {variable} to another port"
            ),
        );
    }
}
