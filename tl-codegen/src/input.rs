//! Reads the schema files of a run.
//!
//! In: paths, in the order in which the user gave them. Out: a [`SourceMap`] with the texts under the names that reports
//! show, and the paths that were read. A schema in JSON comes as the TL text that stands for it. Every path that cannot
//! be read is an error of its own. Nothing here parses TL.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tl_parser::SourceMap;

use crate::error::Error;
use crate::json;

/// How many neighbours of a missing file are named.
const NEIGHBOURS: usize = 8;

/// What was read.
#[derive(Default)]
pub(crate) struct Inputs {
    /// The texts, in the order of the paths.
    pub(crate) sources: SourceMap,
    /// The files that were read; standard input is none.
    pub(crate) read: Vec<PathBuf>,
}

/// Reads all files; with `stdin`, the path `-` stands for it.
///
/// The inputs come back even when some of them are missing: a build script has to name what it read in any case.
pub(crate) fn read(paths: &[PathBuf], mut stdin: Option<&mut dyn Read>) -> (Inputs, Result<(), Error>) {
    let (mut inputs, mut errors, mut seen) = (Inputs::default(), Vec::new(), Vec::new());
    if paths.is_empty() {
        errors.push(Error::option(
            "no schema",
            "there is nothing to generate from",
            "name at least one `.tl` file",
        ));
    }
    for path in paths {
        let added = match &mut stdin {
            Some(stdin) if path == Path::new("-") => read_stdin(*stdin, &mut seen),
            _ => read_file(path, &mut seen).and_then(|(name, bytes)| {
                inputs.read.push(path.clone());
                if json::is_json(path) { json::to_tl(&name, bytes) } else { Ok((name, bytes)) }
            }),
        };
        let (name, bytes) = match added {
            Ok(added) => added,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        if let Err(error) = inputs.sources.add_bytes(name, bytes) {
            errors.push(Error::source(&error));
        }
    }
    let result = Error::all(errors).map_or(Ok(()), Err);
    (inputs, result)
}

fn read_stdin(stdin: &mut dyn Read, seen: &mut Vec<PathBuf>) -> Result<(String, Vec<u8>), Error> {
    if !is_new(PathBuf::from("-"), seen) {
        return Err(Error::option(
            "`-`",
            "given twice, and standard input can be read once",
            "leave one of them out",
        ));
    }
    let mut bytes = Vec::new();
    match stdin.read_to_end(&mut bytes) {
        Ok(_) if json::looks_like_json(&bytes) => json::to_tl("<stdin>", bytes),
        Ok(_) => Ok(("<stdin>".to_owned(), bytes)),
        Err(error) => Err(Error::io("read", Path::new("standard input"), &error, "")),
    }
}

/// Whether a path was not seen before; now it was. A run has a handful of them.
fn is_new(path: PathBuf, seen: &mut Vec<PathBuf>) -> bool {
    let is_new = !seen.contains(&path);
    seen.push(path);
    is_new
}

fn read_file(path: &Path, seen: &mut Vec<PathBuf>) -> Result<(String, Vec<u8>), Error> {
    if path.is_dir() {
        let help = neighbours(path).unwrap_or_else(|| "name a `.tl` file".to_owned());
        return Err(Error::io("read", path, &"it is a folder", &help));
    }
    let bytes = fs::read(path).map_err(|error| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let help = match neighbours(folder) {
            Some(help) if error.kind() == io::ErrorKind::NotFound => help,
            None if !folder.is_dir() => format!("there is no folder {} here", folder.display()),
            _ => "correct the path; in a build script it starts at the folder of Cargo.toml".to_owned(),
        };
        Error::io("read", path, &error, &help)
    })?;
    // One file under two spellings would declare everything twice.
    if !is_new(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()), seen) {
        let which = path.display();
        return Err(Error::option(which, "this file is given twice", "leave one of them out"));
    }
    Ok((path.display().to_string(), bytes))
}

/// Names the schema files of a folder, in order; `None` when it has none.
fn neighbours(folder: &Path) -> Option<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".tl"))
        .collect();
    names.sort();
    let more = if names.len() > NEIGHBOURS { ", ..." } else { "" };
    names.truncate(NEIGHBOURS);
    (!names.is_empty()).then(|| format!("{} holds {}{more}", folder.display(), names.join(", ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn every_bad_path_is_named_and_good_ones_are_read() {
        let folder = Scratch::new("input-bad");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("good.tl"), "a = A;").unwrap();
        fs::write(at("bad.tl"), b"\xff").unwrap();
        let paths = [
            at("good.tl"),
            at("goood.tl"),
            at("bad.tl"),
            folder.path().to_owned(),
            at("./good.tl"),
            at("x/y.tl"),
        ];
        let (inputs, result) = read(&paths, None);
        let report = result.unwrap_err().to_string();
        assert_eq!(inputs.read, [at("good.tl"), at("bad.tl")]);
        assert_eq!(inputs.sources.sources().len(), 1);
        for part in [
            "goood.tl: ",
            "holds bad.tl, good.tl",
            "1:1: byte 0 is not UTF-8",
            "it is a folder",
            "given twice",
            "no folder",
        ] {
            assert!(report.contains(part), "{part} in\n{report}");
        }
    }

    #[test]
    fn standard_input_is_read_once_and_only_where_it_is_meant() {
        let mut text: &[u8] = b"a = A;";
        let (inputs, result) = read(&["-".into(), "-".into()], Some(&mut text));
        assert!(result.unwrap_err().to_string().starts_with("`-`: given twice"));
        assert_eq!(inputs.sources.sources()[0].name(), "<stdin>");
        assert!(inputs.read.is_empty());
        let (_, result) = read(&["-".into()], None);
        assert!(result.unwrap_err().to_string().starts_with("cannot read -: "));
    }

    #[test]
    fn no_path_is_an_error() {
        assert!(read(&[], None).1.is_err());
    }
}
