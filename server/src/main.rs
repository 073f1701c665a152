//! The program `soko`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run::main(std::env::args().skip(1))
}
