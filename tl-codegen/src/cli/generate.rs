//! `tl-codegen generate`: schemas to Rust.
//!
//! In: schema files and flags. Out: Rust on standard output or on disk, or, with `--check`, word on what is stale. The text
//! is that of [`Config::generate`], unchanged.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::OK;
use super::options::{OutputOptions, SchemaOptions};
use super::report::{Reporter, write_product};
use crate::config::Config;
use crate::error::Error;
use crate::output::{self, Stale};
use crate::{Generated, Item, Kept, input};

/// How many lines from the first difference on are compared, and how many of them are shown.
const COMPARED: usize = 40;
const SHOWN: usize = 12;

/// How many parts of a selection a report names.
const SHARES: usize = 8;

/// Generates Rust from schema files, which together make one schema
#[derive(Args)]
pub(super) struct Generate {
    /// Schema files, in TL or, named `*.json`, in JSON; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// Writes to that file; without it and without --out-dir, the output goes to standard output
    #[arg(short = 'o', long, value_name = "FILE", conflicts_with = "out_dir")]
    output: Option<PathBuf>,
    /// Writes into that folder, to a file named like the first schema
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// The name of the file in --out-dir, without `.rs`
    #[arg(long, requires = "out_dir", value_name = "NAME")]
    name: Option<String>,
    /// Writes nothing; exits with 1 when what is on disk is not what would be written
    #[arg(long)]
    check: bool,
    /// Says how much of the schema is generated, and what the selection is spent on
    #[arg(long)]
    report: bool,
    #[command(flatten)]
    schema: SchemaOptions,
    #[command(flatten)]
    options: OutputOptions,
}

impl Generate {
    /// `args` is the whole call, for the advice of `--check`.
    pub(super) fn run(
        self,
        args: &[OsString],
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        let Self { schemas, output, out_dir, name, check, report, schema, options } = self;
        let target = Target::new(output, out_dir.clone());
        target.accept(&schemas, name.as_deref(), check)?;
        let mut config = options.apply(schema.apply(Config::default()));
        config = name.into_iter().fold(config, Config::name);
        config = out_dir.into_iter().fold(config, Config::out_dir);

        let (inputs, read) = input::read(&schemas, Some(stdin));
        read?;
        let generated = match config.generate(&inputs.sources) {
            Ok(generated) => generated,
            Err(error) => return Ok(reporter.error_in(&inputs.sources, &error)),
        };
        reporter.diagnostics(&inputs.sources, &generated.diagnostics);
        for warning in &generated.warnings {
            reporter.warning(&warning.to_string());
        }
        if report {
            report_kept(&generated.kept, reporter);
        }
        let files = match target.files(&generated)? {
            Some(files) => files,
            None => {
                generated.files.iter().try_for_each(|file| write_product(stdout, &file.text))?;
                return Ok(OK);
            }
        };
        if check {
            check_files(&files, &command(args))?;
        } else {
            target.make_folder()?;
            output::write_all(files.iter().map(|(path, text)| (path.as_path(), *text)))?;
            for (path, text) in &files {
                reporter.line(&format!("{}: {}", path.display(), summary(&generated.items, text)));
            }
        }
        Ok(OK)
    }
}

/// What the selection keeps, and the biggest parts of it.
fn report_kept(kept: &Kept, reporter: &mut Reporter<'_>) {
    reporter.line(&format!("kept {kept}"));
    for share in kept.shares.iter().take(SHARES) {
        reporter.line(&format!("  {share}"));
    }
    if let Some(more) = kept.shares.get(SHARES..).filter(|more| !more.is_empty()) {
        let sum: usize = more.iter().map(|share| share.combinators).sum();
        reporter.line(&format!("  {} smaller parts: {sum}", more.len()));
    }
}

/// What was written, so that a call which did its work does not look like one which did nothing.
fn summary(items: &[Item], text: &str) -> String {
    // No namespace has the name of a module of the root, so the module tells what an item is.
    let inside =
        |module: &str| items.iter().filter(|item| item.path.split("::").any(|part| part == module)).count();
    let (structs, enums, functions) = (inside("types"), inside("enums"), inside("functions"));
    format!("{structs} structs, {enums} enums, {functions} functions, {} lines", text.lines().count())
}

/// Where the output goes.
enum Target {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

impl Target {
    fn new(output: Option<PathBuf>, out_dir: Option<PathBuf>) -> Self {
        match (output, out_dir) {
            (_, Some(folder)) => Self::Folder(folder),
            (Some(file), None) if file != Path::new("-") => Self::File(file),
            _ => Self::Stdout,
        }
    }

    /// Refuses what cannot be meant.
    fn accept(&self, schemas: &[PathBuf], name: Option<&str>, check: bool) -> Result<(), Error> {
        match self {
            Self::Stdout if check => Err(Error::option(
                "`--check`",
                "there is no file to compare with",
                "say which with `-o FILE` or `--out-dir DIR`",
            )),
            Self::File(file) => {
                let real = |path: &Path| fs::canonicalize(path).ok();
                match schemas
                    .iter()
                    .find(|schema| real(schema).is_some_and(|schema| Some(schema) == real(file)))
                {
                    Some(_) => Err(Error::option(
                        format_args!("`-o {}`", file.display()),
                        "this is one of the schema files, and would be overwritten",
                        "name another file, such as one that ends in `.rs`",
                    )),
                    None => Ok(()),
                }
            }
            Self::Folder(_)
                if name.is_none() && schemas.first().is_some_and(|first| first == Path::new("-")) =>
            {
                Err(Error::option(
                    "`--out-dir`",
                    "standard input has no name that the file could take",
                    "add `--name NAME`, or write to a file with `-o FILE`",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Each file with its text; `None` for standard output.
    fn files<'a>(&self, generated: &'a Generated) -> Result<Option<Vec<(PathBuf, &'a str)>>, Error> {
        match (self, generated.files.as_slice()) {
            (Self::Stdout, _) => Ok(None),
            (Self::Folder(folder), files) => output::in_folder(folder, files).map(Some),
            (Self::File(path), [file]) => Ok(Some(vec![(path.clone(), file.text.as_str())])),
            (Self::File(_), _) => {
                Err(Error::option("`-o`", "these options give several files", "use `--out-dir DIR` instead"))
            }
        }
    }

    fn make_folder(&self) -> Result<(), Error> {
        match self {
            Self::Folder(folder) => output::make_folder(folder),
            Self::Stdout | Self::File(_) => Ok(()),
        }
    }
}

/// An error with every file that is not as it should be, and how to mend them.
fn check_files(files: &[(PathBuf, &str)], command: &str) -> Result<(), Error> {
    let mut errors = Vec::new();
    for (path, text) in files {
        let which = path.display();
        match output::stale(path, text)? {
            None => {}
            Some(Stale::Missing) => errors.push(Error::stale(format!("{which} is missing"))),
            Some(Stale::Differs(found)) => {
                errors.push(Error::stale(format!("{which} is stale{}", difference(&found, text))));
            }
        }
    }
    if !errors.is_empty() {
        errors.push(Error::stale(format!("  help: run `{command}`")));
    }
    Error::all(errors).map_or(Ok(()), Err)
}

/// The first lines that differ, as a diff from what is there to what should be.
fn difference(found: &str, wanted: &str) -> String {
    let same = found.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| {
        text.lines().skip(same).take(COMPARED).map(|line| format!("{line}\n")).collect::<String>()
    };
    let (found, wanted) = (part(found), part(wanted));
    let diff = similar::TextDiff::from_lines(&found, &wanted);
    let lines: String = diff
        .iter_all_changes()
        .take(SHOWN)
        .map(|change| format!("\n  {}{}", change.tag(), change.value().trim_end()).trim_end().to_owned())
        .collect();
    if lines.is_empty() {
        return ": it differs in the end of its last line".to_owned();
    }
    format!(", from line {} on:{}", same + 1, lines)
}

/// The call without `--check`, as a person would type it.
fn command(args: &[OsString]) -> String {
    let mut command = "tl-codegen".to_owned();
    for arg in args.iter().skip(1).map(|arg| arg.to_string_lossy()).filter(|arg| arg != "--check") {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
        command.push(' ');
        if !arg.is_empty() && arg.chars().all(plain) {
            command.push_str(&arg);
        } else {
            command.push('\'');
            command.push_str(&arg.replace('\'', "'\\''"));
            command.push('\'');
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(difference("a\nb\nc\n", "a\nB\nc\n"), ", from line 2 on:\n  -b\n  +B\n   c");
        assert_eq!(difference("a\n", "a\nb\n"), ", from line 2 on:\n  +b");
        assert_eq!(difference("a", "a\n"), ": it differs in the end of its last line");
        let long = "x\n".repeat(5_000);
        assert!(difference(&long, "y\n").lines().count() <= SHOWN + 1);
    }

    #[test]
    fn the_command_can_be_typed() {
        let args =
            ["/usr/bin/tl-codegen", "generate", "a b.tl", "--check", "--select", "auth.*", "-o", "it's.rs"];
        let args: Vec<_> = args.into_iter().map(OsString::from).collect();
        assert_eq!(command(&args), r"tl-codegen generate 'a b.tl' --select 'auth.*' -o 'it'\''s.rs'");
    }
}
