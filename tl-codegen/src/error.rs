//! What can go wrong on the way from schema to file, as one opaque error.
//!
//! In: diagnostics of the schema, failed reads and writes, options that cannot be carried out. Out: an [`Error`] whose
//! text says what, where and what to do. Nothing here decides what is an error, and nothing is printed.

use std::fmt;
use std::path::Path;

use tl_parser::{Diagnostics, SourceError};

use crate::generate::Warning;

/// What an [`Error`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The schema has errors, which [`Error::diagnostics`] holds, or what it gives has warnings that are denied.
    Schema,
    /// A file cannot be read or written.
    Io,
    /// An option, or the way in which the generator is called, is wrong.
    Option,
    /// The generator made something that is not Rust: a defect of the generator.
    Internal,
    /// What is on disk is not what the schema gives.
    Stale,
}

/// Why nothing was generated, with everything that a person needs to mend it.
///
/// `Debug` prints the report that `Display` prints, so a build script can end with the error, as in
/// `fn main() -> Result<(), tl_codegen::Error>`, and its user still sees the place in the schema.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    /// The rendered diagnostics.
    findings: String,
    diagnostics: Diagnostics,
    /// Everything else, ready to be read.
    text: String,
}

impl Error {
    /// The schema has errors; `report` is their rendering.
    pub(crate) fn schema(report: impl Into<String>, diagnostics: Diagnostics) -> Self {
        Self(Box::new(Inner {
            kind: ErrorKind::Schema,
            findings: with_end(report.into()),
            diagnostics,
            text: String::new(),
        }))
    }

    /// `action` such as "read" failed.
    pub(crate) fn io(action: &str, path: &Path, cause: &dyn fmt::Display, help: &str) -> Self {
        let report = with_help(format!("cannot {action} {}: {cause}", path.display()), help);
        Self::new(ErrorKind::Io, report)
    }

    /// A text cannot be a schema file; the cause names the file and what to do.
    pub(crate) fn source(cause: &SourceError) -> Self {
        Self::new(ErrorKind::Io, cause.to_string())
    }

    /// A schema in JSON has mistakes; `name` is that of its file.
    #[cfg(feature = "json")]
    pub(crate) fn json(name: &str, cause: &tl_parser::json::JsonError) -> Self {
        let lines = cause.mistakes().iter().map(|mistake| {
            // Line and column follow the name of the file as they do elsewhere.
            let gap = if mistake.place.starts_with(|c: char| c.is_ascii_digit()) { "" } else { " " };
            with_help(format!("{name}:{gap}{}: {}", mistake.place, mistake.message), &mistake.help) + "\n"
        });
        Self::new(ErrorKind::Schema, lines.collect())
    }

    /// An option cannot be carried out: `which` as the user wrote it, why not, and what to do instead.
    pub(crate) fn option(which: impl fmt::Display, why: impl fmt::Display, help: &str) -> Self {
        Self::new(ErrorKind::Option, with_help(format!("{which}: {why}"), help))
    }

    /// A warning about the output, where warnings are denied.
    pub(crate) fn denied(warning: &Warning) -> Self {
        Self::new(
            ErrorKind::Schema,
            with_help(warning.to_string(), "this is an error because warnings are denied"),
        )
    }

    /// The generator made something that is not Rust.
    pub(crate) fn internal(what: impl fmt::Display, cause: impl fmt::Display) -> Self {
        let report = with_help(
            format!("{what} is not Rust: {cause}"),
            "this is a defect of tl-codegen, not of the schema; please report it with the declaration it names",
        );
        Self::new(ErrorKind::Internal, report)
    }

    /// A file on disk is not what the schema gives; `report` says which, how it differs and what mends it.
    #[cfg(any(test, feature = "cli"))]
    pub(crate) fn stale(report: impl Into<String>) -> Self {
        Self::new(ErrorKind::Stale, report.into())
    }

    /// All of them as one, with the kind of the first; `None` when there is none.
    pub(crate) fn all(errors: Vec<Self>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut all = errors.next()?;
        for error in errors {
            all.0.findings.push_str(&error.0.findings);
            all.0.diagnostics.append(error.0.diagnostics);
            all.0.text.push_str(&error.0.text);
        }
        Some(all)
    }

    fn new(kind: ErrorKind, text: String) -> Self {
        let (findings, diagnostics) = (String::new(), Diagnostics::new());
        Self(Box::new(Inner { kind, findings, diagnostics, text: with_end(text) }))
    }

    /// What it is about; of several errors, the first.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The findings in the schema, of which only the kind [`ErrorKind::Schema`] has any.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.0.diagnostics
    }

    /// What the report says besides the findings in the schema.
    #[cfg(feature = "cli")]
    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }
}

/// Every part of a report ends its last line, so that parts can be joined.
fn with_end(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn with_help(mut text: String, help: &str) -> String {
    if !help.is_empty() {
        text.push_str("\n  help: ");
        text.push_str(help);
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = [self.0.findings.as_str(), self.0.text.as_str()].concat();
        f.write_str(report.trim_end())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.findings.is_empty() {
            // `main` puts "Error: " before this, and the first finding should stand on a line of its own.
            f.write_str("nothing was generated\n\n")?;
        }
        fmt::Display::fmt(self, f)
    }
}

// No `source`: the report already holds the cause, and printing a chain must not say it twice.
impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn debug_is_the_report() {
        let error = Error::io("read", Path::new("a.tl"), &"no such file", "correct the path");
        assert_eq!(format!("{error:?}"), "cannot read a.tl: no such file\n  help: correct the path");
        assert_eq!(format!("{error:?}"), error.to_string());
        let error = Error::schema("error[E0001]: x\n --> a.tl:1:1\n\n", Diagnostics::new());
        assert_eq!(error.to_string(), "error[E0001]: x\n --> a.tl:1:1");
        assert_eq!(format!("{error:?}"), format!("nothing was generated\n\n{error}"));
    }

    #[test]
    fn several_errors_are_reported_together() {
        let errors = [Error::option("`-o`", "given twice", ""), Error::stale("b.rs is stale\n")];
        let all = Error::all(errors.into()).unwrap();
        assert_eq!(all.to_string(), "`-o`: given twice\nb.rs is stale");
        assert_eq!(all.kind(), ErrorKind::Option);
        assert!(Error::all(Vec::new()).is_none());
    }
}
