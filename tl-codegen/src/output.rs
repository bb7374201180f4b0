//! Puts generated text on disk, and compares it with what is there.
//!
//! In: paths and whole texts. Out: files that hold exactly those texts. A file that already does is not touched, so that
//! build tools see no change; a file that existed survives every failure; with several files, none is replaced before
//! all are written. Nothing here knows where output belongs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::generate::GeneratedFile;

/// Writes every text to its path, unless the file already holds it.
pub(crate) fn write_all<'a>(files: impl IntoIterator<Item = (&'a Path, &'a str)>) -> Result<(), Error> {
    let (mut staged, mut errors) = (Vec::new(), Vec::new());
    for (path, text) in files {
        match stage(path, text) {
            Ok(file) => staged.extend(file),
            Err(error) => errors.push(error),
        }
    }
    if let Some(error) = Error::all(errors) {
        return Err(error);
    }
    let errors = staged.into_iter().filter_map(|file| file.commit().err());
    Error::all(errors.collect()).map_or(Ok(()), Err)
}

/// The path of each file in `folder`.
///
/// A name with a separator would leave the folder that the caller has checked.
pub(crate) fn in_folder<'a>(
    folder: &Path,
    files: &'a [GeneratedFile],
) -> Result<Vec<(PathBuf, &'a str)>, Error> {
    let plain = |name: &str| !name.contains(['/', '\\']) && !name.starts_with('.');
    match files.iter().find(|file| !plain(&file.name)) {
        Some(file) => Err(Error::option(
            format_args!("name {:?}", file.name.trim_end_matches(".rs")),
            "this cannot name a file of the folder",
            "give a name without `/`, such as `api`; the folder is an option of its own",
        )),
        None => Ok(files.iter().map(|file| (folder.join(&file.name), file.text.as_str())).collect()),
    }
}

/// Makes the folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| {
        Error::io("make the folder", path, &error, "name a folder that exists, or one that you may make")
    })
}

/// The text on disk, when it is not the wanted one.
#[cfg(feature = "cli")]
pub(crate) enum Stale {
    /// There is no such file.
    Missing,
    /// The file holds this text.
    Differs(String),
}

/// Compares a file with the text that it should hold. Line ends are not compared: a checkout may have changed them.
#[cfg(feature = "cli")]
pub(crate) fn stale(path: &Path, text: &str) -> Result<Option<Stale>, Error> {
    match fs::read(path) {
        Ok(bytes) => {
            let found = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            Ok((found != text).then_some(Stale::Differs(found)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Some(Stale::Missing)),
        Err(error) => Err(Error::io("read", path, &error, "name the generated file")),
    }
}

/// A text that lies beside the file that it will become. Dropped before [`commit`](Self::commit), it goes away.
struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    fn commit(self) -> Result<(), Error> {
        fs::rename(&self.temporary, &self.target).map_err(|error| {
            Error::io("replace", &self.target, &error, "close the programs that hold the file, and run again")
        })
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Behind a commit nothing lies there any more, and a leftover is no reason to fail.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes a text beside its path; `None` when there is nothing left to do.
fn stage(path: &Path, text: &str) -> Result<Option<Staged>, Error> {
    let failed = |error: &dyn std::fmt::Display, help: &str| Err(Error::io("write", path, error, help));
    // A link keeps pointing to its file: it is the file that is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return failed(&"it is a folder", "name a file in it");
    }
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        // A pipe or a device has no folder in which a second file could take its place.
        return match fs::OpenOptions::new()
            .write(true)
            .open(&target)
            .and_then(|mut f| f.write_all(text.as_bytes()))
        {
            Ok(()) => Ok(None),
            Err(error) => failed(&error, "name a file"),
        };
    }
    if old.is_some() && fs::read(&target).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(None);
    }
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
    {
        return failed(
            &format_args!("there is no folder {}", folder.display()),
            "make the folder, or correct the path",
        );
    }
    let Some(name) = target.file_name() else {
        return failed(&"it names no file", "name a file");
    };
    // The number keeps two runs apart; the name never reaches the output.
    let temporary = target.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let staged = Staged { temporary, target };
    let written = fs::write(&staged.temporary, text).and_then(|()| match &old {
        Some(old) => fs::set_permissions(&staged.temporary, old.permissions()),
        None => Ok(()),
    });
    match written {
        Ok(()) => Ok(Some(staged)),
        Err(error) => failed(&error, "see that the folder may be written to and the disk has room"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::scratch::Scratch;

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_equal_file_is_not_touched() {
        let folder = Scratch::new("output-equal");
        let path = folder.path().join("a.rs");
        write_all([(path.as_path(), "one")]).unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        write_all([(path.as_path(), "one")]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), old);
        write_all([(path.as_path(), "two")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(files(folder.path()), ["a.rs"]);
    }

    #[test]
    fn one_failure_leaves_every_file_as_it_was() {
        let folder = Scratch::new("output-failure");
        let (good, bad, dir) =
            (folder.path().join("a.rs"), folder.path().join("no/b.rs"), folder.path().join("dir"));
        fs::write(&good, "old").unwrap();
        fs::create_dir(&dir).unwrap();
        let error =
            write_all([(good.as_path(), "new"), (bad.as_path(), "x"), (dir.as_path(), "y")]).unwrap_err();
        let report = error.to_string();
        assert!(report.contains("there is no folder") && report.contains("it is a folder"), "{report}");
        assert_eq!(fs::read_to_string(&good).unwrap(), "old");
        assert_eq!(files(folder.path()), ["a.rs", "dir"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = Scratch::new("output-link");
        let (file, link) = (folder.path().join("file.rs"), folder.path().join("link.rs"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_all([(link.as_path(), "new"), (Path::new("/dev/null"), "new")]).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(files(folder.path()), ["file.rs", "link.rs"]);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn staleness_ignores_line_ends_alone() {
        let folder = Scratch::new("output-stale");
        let path = folder.path().join("a.rs");
        assert!(matches!(stale(&path, "a\nb\n").unwrap(), Some(Stale::Missing)));
        fs::write(&path, "a\r\nb\r\n").unwrap();
        assert!(stale(&path, "a\nb\n").unwrap().is_none());
        assert!(matches!(stale(&path, "a\nb").unwrap(), Some(Stale::Differs(_))));
    }
}
