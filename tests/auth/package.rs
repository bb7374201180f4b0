//! What a user of the package `auth-types` gets: the schema comes along, though it stands outside of the package's folder.

use std::process::Command;

#[test]
fn the_package_holds_its_schema() {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "-p", "auth-types"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let files = String::from_utf8_lossy(&output.stdout).replace('\\', "/");
    for file in ["build.rs", "schema/auth.tl", "src/lib.rs", "examples/allowlist.rs"] {
        assert!(files.lines().any(|line| line == file), "{file} in\n{files}{output:?}");
    }
}
