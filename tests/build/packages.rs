//! Where Cargo keeps the packages that this one depends on.
//!
//! In: the folder of a package. Out: the folders of its dependencies, those for other platforms included, downloaded
//! if they are not there yet.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The answer of `cargo metadata`.
pub(crate) struct Packages(String);

impl Packages {
    /// Asks Cargo, at first without the network.
    pub(crate) fn ask(package: &Path) -> Self {
        let ask = |mode: &str| {
            Command::new(std::env::var_os("CARGO").unwrap())
                .args(["metadata", "--format-version=1", mode])
                .current_dir(package)
                .output()
                .unwrap_or_else(|error| panic!("cargo metadata does not start: {error}"))
        };
        let answer = Some(ask("--frozen")).filter(|answer| answer.status.success()).unwrap_or_else(|| {
            let answer = ask("--locked");
            let error = String::from_utf8_lossy(&answer.stderr);
            assert!(
                answer.status.success(),
                "the tests need the schemas of other packages: run `cargo fetch`\n{error}"
            );
            answer
        });
        Self(String::from_utf8(answer.stdout).unwrap())
    }

    /// The folder of the package with that name.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let path = self.manifest(name).unwrap_or_else(|| panic!("cargo metadata names no package {name}"));
        Path::new(&path).parent().unwrap().to_owned()
    }

    /// The value of `manifest_path` in the object that begins with the name: Cargo writes both in this order, and
    /// a dependency of that name is followed by its source, not by a version.
    fn manifest(&self, name: &str) -> Option<String> {
        let (_, package) = self.0.split_once(&format!(r#"{{"name":"{name}","version":"#))?;
        let (_, path) = package.split_once(r#""manifest_path":""#)?;
        let (path, _) = path.split_once('"')?;
        Some(path.replace(r"\\", r"\"))
    }
}
