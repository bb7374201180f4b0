//! A folder for one test, gone when the test ends.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// A fresh folder under the system's temporary folder.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// `name` has to be that of one test: tests run side by side.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tl-codegen-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
