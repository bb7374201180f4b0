//! What several of the test files need: the command, run inside the test, and a folder of one's own.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use tl_codegen::cli::{Io, run};

/// What a run of the command left behind.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: u8,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Runs `tl-codegen` with these arguments.
pub(crate) fn tl_codegen<S: AsRef<str>>(args: &[S]) -> Run {
    tl_codegen_with(args, "")
}

/// Runs `tl-codegen` with these arguments and that text on standard input.
pub(crate) fn tl_codegen_with<S: AsRef<str>>(args: &[S], stdin: &str) -> Run {
    let args = ["tl-codegen"].into_iter().chain(args.iter().map(AsRef::as_ref)).map(OsString::from);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut io = Io { stdin: &mut stdin.as_bytes(), stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = run(args, &mut io);
    Run { code, stdout: String::from_utf8(stdout).unwrap(), stderr: String::from_utf8(stderr).unwrap() }
}

/// A fresh folder, gone when the test ends.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// `name` is that of the test: tests run side by side.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tl-tests-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// A path in it, as text.
    pub(crate) fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file in it, and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.at(name);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Reads a file in it.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    /// The names in it, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
