//! `tl-codegen fmt`: schemas in one style.
//!
//! In: schema files. Out: the same files, printed anew, or, with `--check`, word on which are not in that style. A file with
//! a mistake in its grammar is reported and left alone. A schema in JSON has no style: standard input that holds one is
//! printed as TL, a file is refused.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tl_parser::{Diagnostics, parse, print};

use super::report::{Reporter, write_product};
use super::{FINDINGS, OK};
use crate::error::Error;
use crate::{input, json, output};

/// Formats schema files in place; the text of standard input goes to standard output
#[derive(Args)]
pub(super) struct Fmt {
    /// Schema files; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    /// Writes nothing; exits with 1 when a file is not formatted
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(super) fn run(
        self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        let named_json = self.schemas.iter().filter(|path| json::is_json(path)).map(|path| {
            Error::option(
                path.display(),
                "`fmt` would put TL into a file that is named like JSON",
                &format!("`tl-codegen fmt - < {}` prints it as TL", path.display()),
            )
        });
        if let Some(error) = Error::all(named_json.collect()) {
            return Err(error);
        }
        let (inputs, read) = input::read(&self.schemas, Some(stdin));
        read?;
        let (mut diagnostics, mut formatted, mut errors) = (Diagnostics::new(), Vec::new(), Vec::new());
        // Every path was read, so the sources stand in the order of the paths.
        for (path, (id, source)) in
            self.schemas.iter().zip(inputs.sources.ids().zip(inputs.sources.sources()))
        {
            let (file, findings) = parse(&inputs.sources, id);
            if findings.has_errors() {
                diagnostics.append(findings);
                continue;
            }
            let text = print(&file);
            if self.check && text != source.text() {
                errors.push(Error::stale(format!(
                    "{} is not formatted\n  help: run `tl-codegen fmt`",
                    source.name()
                )));
            }
            formatted.push((path.as_path(), text));
        }
        reporter.diagnostics(&inputs.sources, &diagnostics);
        if let Some(error) = Error::all(errors) {
            return Err(error);
        }
        if diagnostics.has_errors() {
            return Ok(FINDINGS);
        }
        if !self.check {
            let (standard, files): (Vec<_>, Vec<_>) = formatted
                .iter()
                .map(|(path, text)| (*path, text.as_str()))
                .partition(|(path, _)| *path == Path::new("-"));
            output::write_all(files)?;
            standard.iter().try_for_each(|(_, text)| write_product(stdout, text))?;
        }
        Ok(OK)
    }
}
