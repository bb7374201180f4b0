//! What a build script does around the generator.
//!
//! In: a [`Config`] and paths, and what Cargo says through the environment. Out: files under `OUT_DIR`, and lines on
//! standard output that tell Cargo what was read and what to warn of. Nothing here looks into a schema.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tl_parser::{Code, Severity, SourceMap};

use crate::config::Config;
use crate::error::Error;
use crate::{Generated, input, output};

/// How many warnings with one code are shown before they are only counted.
const SHOWN: usize = 3;

/// Generates from one schema file with the default options: the whole of a build script.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), tl_codegen::Error> {
///     tl_codegen::compile("schema/api.tl")
/// }
/// ```
///
/// `tl_runtime::include_schema!("api");` in the library then mounts the output.
///
/// # Errors
/// As [`Config::compile`].
pub fn compile(path: impl AsRef<Path>) -> Result<(), Error> {
    crate::configure().compile(&[path])
}

impl Config {
    /// Generates from the schema files, for a build script.
    ///
    /// Several files make one schema and one output, named like the first of them (`schema/api.tl` gives `api.rs`) or as
    /// [`name`](Self::name) says. A file whose name ends in `.json` is a schema in JSON, as Telegram publishes them; it
    /// takes the feature `json`. The output goes to `OUT_DIR`, where `tl_runtime::include_schema!` finds it. Cargo is told to
    /// run the script again when one of these files changes; warnings of the schema become warnings of the build.
    ///
    /// An [`out_dir`](Self::out_dir) outside `OUT_DIR` is refused in a build script: packages are built from read-only
    /// sources by `cargo package` and docs.rs. To keep generated code among the sources, write it with the command
    /// `tl-codegen generate`, and check it with `--check`. Outside a build script `out_dir` may be any folder, and
    /// nothing is printed.
    ///
    /// # Errors
    /// An [`Error`] that reports everything that is wrong with the paths, the options and the schema. Nothing is written
    /// then, and what was there stays.
    pub fn compile(&self, paths: &[impl AsRef<Path>]) -> Result<(), Error> {
        let paths: Vec<_> = paths.iter().map(|path| path.as_ref().to_owned()).collect();
        let mut lines = Vec::new();
        let result = self.compile_in(&Environment::of_process(), &paths, &mut lines);
        // Nobody listens when this fails, and the error that matters is the result's.
        let _ = io::stdout().write_all(&lines);
        result
    }

    fn compile_in(
        &self,
        environment: &Environment,
        paths: &[PathBuf],
        lines: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let mut tell = |line: String| {
            if environment.build_script {
                lines.extend_from_slice(line.as_bytes());
                lines.push(b'\n');
            }
        };
        let folder = self.folder(environment);
        let (inputs, read) = input::read(paths, None);
        let mut errors = Vec::new();
        // Cargo has to know the files also when the schema has errors, so this comes first.
        for path in &inputs.read {
            match path.to_str().filter(|path| !path.contains(['\n', '\r'])) {
                Some(path) => tell(format!("cargo::rerun-if-changed={path}")),
                None => errors.push(Error::option(
                    path.display(),
                    "Cargo cannot be told to watch this path",
                    "rename the file; paths have to be UTF-8 text without line ends",
                )),
            }
        }
        errors.extend(read.err());
        let generated = match Error::all(errors) {
            Some(error) => Err(error),
            None => self.generate(&inputs.sources),
        };
        let (folder, generated) = match (folder, generated) {
            (Ok(folder), Ok(generated)) => (folder, generated),
            (folder, generated) => {
                let errors = folder.err().into_iter().chain(generated.err());
                return Error::all(errors.collect()).map_or(Ok(()), Err);
            }
        };
        for warning in warnings(&inputs.sources, &generated) {
            tell(format!("cargo::warning={warning}"));
        }
        let files = output::in_folder(&folder, &generated.files)?;
        output::make_folder(&folder)?;
        output::write_all(files.iter().map(|(path, text)| (path.as_path(), *text)))
    }

    /// The folder to write to, when it may be written to.
    fn folder(&self, environment: &Environment) -> Result<PathBuf, Error> {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match (&self.out_dir, &environment.out_dir) {
            (Some(chosen), Some(out_dir)) if environment.build_script => {
                let climbs = chosen.components().any(|part| part == std::path::Component::ParentDir);
                if climbs || !absolute(chosen).starts_with(absolute(out_dir)) {
                    return Err(Error::option(
                        format_args!("out_dir({:?})", chosen.display().to_string()),
                        "a build script writes under OUT_DIR alone: `cargo package` and docs.rs build from read-only sources",
                        "leave `out_dir` out; for code that is kept among the sources use `tl-codegen generate -o FILE`",
                    ));
                }
                Ok(chosen.clone())
            }
            (Some(chosen), _) => Ok(chosen.clone()),
            (None, Some(out_dir)) => Ok(out_dir.clone()),
            (None, None) => Err(Error::option(
                "OUT_DIR",
                "it is not set, so this is no build script and there is nowhere to write to",
                "call `compile` from build.rs, or say where with `configure().out_dir(..)`",
            )),
        }
    }
}

/// What Cargo says to a build script.
struct Environment {
    out_dir: Option<PathBuf>,
    build_script: bool,
}

impl Environment {
    fn of_process() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        // Programs that Cargo runs or tests also see OUT_DIR; HOST and TARGET are told to build scripts alone.
        let build_script = ["OUT_DIR", "HOST", "TARGET"].iter().all(|name| variable(name).is_some());
        Self { out_dir: variable("OUT_DIR").map(PathBuf::from), build_script }
    }
}

/// One line for each warning; those of one code are counted from the fourth on.
fn warnings(sources: &SourceMap, generated: &Generated) -> Vec<String> {
    let (mut lines, mut counts) = (Vec::new(), Vec::<(Code, usize)>::new());
    for diagnostic in
        generated.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning)
    {
        let count = match counts.iter_mut().find(|(code, _)| *code == diagnostic.code) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                counts.push((diagnostic.code, 1));
                1
            }
        };
        if count > SHOWN {
            continue;
        }
        let name = sources.source_of(diagnostic.span).map_or("", |source| source.name());
        let place =
            sources.position(diagnostic.span).map_or(String::new(), |position| format!(":{position}"));
        lines.push(format!("{name}{place}: {} [{}]", diagnostic.message, diagnostic.code));
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > SHOWN) {
        let more = count - SHOWN;
        lines.push(format!("{more} more warnings {code}; `tl-codegen check` shows them all"));
    }
    let renames: Vec<_> = generated.warnings.iter().map(ToString::to_string).collect();
    lines.extend(renames.iter().take(SHOWN).cloned());
    if let Some(more) = renames.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(format!("{more} more warnings of the generator; `tl-codegen generate` shows them all"));
    }
    lines.iter().map(|line| line.replace(['\n', '\r'], " ")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;
    use crate::scratch::Scratch;
    use crate::{ErrorKind, configure};

    fn environment(out_dir: Option<PathBuf>, build_script: bool) -> Environment {
        Environment { out_dir, build_script }
    }

    #[test]
    fn cargo_is_told_of_the_files_read_and_of_nothing_else() {
        let folder = Scratch::new("build-rerun");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.tl"), "a x:int = A;\n").unwrap();
        fs::write(at("b.tl"), "b x:Nope = B;\n").unwrap();
        let watched = |names: &[&str]| -> String {
            names.iter().map(|name| format!("cargo::rerun-if-changed={}\n", at(name).display())).collect()
        };
        let run = |names: &[&str]| {
            let mut lines = Vec::new();
            let paths: Vec<_> = names.iter().map(|name| at(name)).collect();
            let result = configure().compile_in(&environment(Some(at("out")), true), &paths, &mut lines);
            (result, String::from_utf8(lines).unwrap())
        };
        let (result, lines) = run(&["a.tl"]);
        result.unwrap();
        assert_eq!(lines, watched(&["a.tl"]));
        let before = fs::read_to_string(at("out/a.rs")).unwrap();

        let (result, lines) = run(&["a.tl", "b.tl"]);
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Schema);
        assert!(error.to_string().contains("b.tl:1:5"), "{error}");
        assert_eq!(lines, watched(&["a.tl", "b.tl"]));
        assert_eq!(fs::read_to_string(at("out/a.rs")).unwrap(), before);

        let (result, lines) = run(&["a.tl", "c.tl"]);
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Io);
        assert_eq!(lines, watched(&["a.tl"]));
    }

    #[test]
    fn many_warnings_are_counted() {
        let folder = Scratch::new("build-warnings");
        let path = folder.path().join("a.tl");
        fs::write(&path, "a = A;;;;;;;\n").unwrap();
        let mut lines = Vec::new();
        configure().compile_in(&environment(Some(folder.path().into()), true), &[path], &mut lines).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        assert_eq!(lines.matches("cargo::warning=").count(), SHOWN + 1, "{lines}");
        assert!(lines.contains("cargo::warning=3 more warnings W0002;"), "{lines}");
    }

    #[test]
    fn a_build_script_writes_under_out_dir_alone() {
        let folder = Scratch::new("build-out-dir");
        let out = folder.path().join("out");
        for (chosen, build_script, fine) in [
            (folder.path().join("src"), true, false),
            (out.join("../src"), true, false),
            (PathBuf::from("src/generated"), true, false),
            (out.join("tl"), true, true),
            (folder.path().join("src"), false, true),
        ] {
            let result = configure().out_dir(&chosen).folder(&environment(Some(out.clone()), build_script));
            assert_eq!(result.is_ok(), fine, "{}", chosen.display());
        }
        assert!(configure().folder(&environment(None, false)).is_err());
        assert_eq!(configure().folder(&environment(Some(out.clone()), true)).unwrap(), out);
    }
}
