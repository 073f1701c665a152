//! The migrations are compiled in: a new file among them is a reason to compile this crate again.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
