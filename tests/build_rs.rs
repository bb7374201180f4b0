//! A package of a user: a build script of one call, and one line that mounts its output.
//!
//! The package lies outside of the workspace and is built by Cargo, without the network: its dependencies are those of
//! this workspace, by the lock file of this workspace.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use support::{Scratch, tl_codegen};

const SCHEMA: &str = "user id:long name:string = User;\n\n---functions---\ngetUser id:long = User;\n";

const MAIN: &str = r#"
tl_runtime::include_schema!("api");

fn main() {
    let user = types::User { id: 7, name: "Ada".to_owned() };
    let bytes = tl_runtime::to_bytes(&user).unwrap();
    assert_eq!(tl_runtime::from_bytes::<types::User>(&bytes).unwrap(), user);
    print!("{}", include_str!(concat!(env!("OUT_DIR"), "/api.rs")));
}
"#;

/// What Cargo did.
struct Built {
    success: bool,
    stdout: String,
    stderr: String,
}

impl Built {
    /// Whether the package was compiled, rather than found fresh.
    fn compiled(&self) -> bool {
        self.stderr.contains("Compiling user-package")
    }
}

fn cargo(package: &Scratch, command: &str) -> Built {
    // One target folder for all runs, so that the dependencies are compiled once.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_rs");
    let output = Command::new(env!("CARGO"))
        .args([command, "--offline", "--manifest-path", &package.at("Cargo.toml"), "--target-dir"])
        .arg(target)
        .current_dir(package.path())
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("CARGO_TERM_VERBOSE")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Built { success: output.status.success(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Writes a file as if `seconds` later than now, so that no clock is too coarse to see it.
fn write_later(package: &Scratch, name: &str, text: &str, seconds: u64) {
    let path = package.write(name, text);
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(seconds)).unwrap();
}

/// Writes the manifest of the package, with these features of the generator.
fn write_manifest(package: &Scratch, features: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = format!(
        "[package]\nname = \"user-package\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ntl-runtime = {{ path = {:?} }}\n\n[build-dependencies]\ntl-codegen = {{ path = {:?}, features = [{features}] }}\n",
        root.join("tl-codegen/runtime"),
        root.join("tl-codegen"),
    );
    package.write("Cargo.toml", &manifest);
}

fn package() -> Scratch {
    let package = Scratch::new("build-rs");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    write_manifest(&package, "\"format\"");
    fs::copy(root.join("Cargo.lock"), package.at("Cargo.lock")).unwrap();
    package.write(
        "build.rs",
        "fn main() -> Result<(), tl_codegen::Error> {\n    tl_codegen::compile(\"schema/api.tl\")\n}\n",
    );
    package.write("src/main.rs", MAIN);
    package.write("schema/api.tl", SCHEMA);
    package.write("schema/notes.txt", "nothing\n");
    package
}

// The steps build on each other, and share one package.
#[test]
fn a_build_script_of_one_line() {
    let package = package();
    let first = cargo(&package, "run");
    assert!(first.success && first.compiled(), "{}", first.stderr);
    assert!(!first.stderr.contains("warning"), "{}", first.stderr);
    assert_eq!(
        first.stdout,
        tl_codegen(&["generate", &package.at("schema/api.tl")]).stdout,
        "the command gives other bytes"
    );

    write_manifest(&package, "");
    let light = cargo(&package, "run");
    assert!(light.success && light.compiled(), "{}", light.stderr);
    assert!(!light.stderr.contains("warning"), "{}", light.stderr);
    assert!(light.stdout.contains("pub struct User {\n"), "{}", light.stdout);

    let second = cargo(&package, "build");
    assert!(second.success && !second.compiled(), "a second build is fresh: {}", second.stderr);

    write_later(&package, "schema/notes.txt", "something\n", 2);
    let other = cargo(&package, "build");
    assert!(other.success && !other.compiled(), "a file beside the schema is none of it: {}", other.stderr);

    let changed = SCHEMA.replace("getUser", "users.getUser");
    write_later(&package, "schema/api.tl", &changed, 4);
    let touched = cargo(&package, "run");
    assert!(touched.success && touched.compiled(), "the schema changed: {}", touched.stderr);
    assert!(touched.stdout.contains("users.getUser"), "{}", touched.stdout);

    write_later(&package, "schema/api.tl", &changed.replace("name:string", "name:strnig"), 6);
    let broken = cargo(&package, "build");
    assert!(!broken.success, "{}", broken.stderr);
    for part in ["error[E0101]", "schema/api.tl:1:19", "name:strnig", "string"] {
        assert!(broken.stderr.contains(part), "{part} in\n{}", broken.stderr);
    }

    write_later(&package, "schema/api.tl", &format!("{changed};\n"), 8);
    let warned = cargo(&package, "build");
    assert!(warned.success && warned.stderr.contains("W0002"), "{}", warned.stderr);
}
