//! Says things on standard error.
//!
//! In: errors and diagnostics. Out: their text, coloured when asked for, and the exit code that fits them. Nothing here
//! decides what is wrong.

use std::io::{self, Write};

use tl_parser::{Diagnostics, SourceMap, Style, render};

use super::{FINDINGS, USAGE};
use crate::error::{Error, ErrorKind};

pub(super) struct Reporter<'a> {
    out: &'a mut dyn Write,
    color: bool,
    short: bool,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(out: &'a mut dyn Write, color: bool, short: bool) -> Self {
        Self { out, color, short }
    }

    /// Reports an error that shows no place in a schema.
    pub(super) fn error(&mut self, error: &Error) -> u8 {
        self.error_in(&SourceMap::new(), error)
    }

    /// Reports an error; its findings are places in `sources`.
    pub(super) fn error_in(&mut self, sources: &SourceMap, error: &Error) -> u8 {
        if !error.diagnostics().is_empty() {
            self.diagnostics(sources, error.diagnostics());
        }
        error.text().lines().for_each(|line| self.finding(line));
        match error.kind() {
            ErrorKind::Schema | ErrorKind::Stale => FINDINGS,
            ErrorKind::Io | ErrorKind::Option | ErrorKind::Internal => USAGE,
        }
    }

    /// Reports findings, if there are any.
    pub(super) fn diagnostics(&mut self, sources: &SourceMap, diagnostics: &Diagnostics) {
        if !diagnostics.is_empty() {
            let style = match (self.short, self.color) {
                (true, _) => Style::OneLine,
                (false, true) => Style::Ansi,
                (false, false) => Style::Plain,
            };
            self.line(render(sources, diagnostics, style).trim_end());
        }
    }

    /// Reports something that stops nobody.
    pub(super) fn warning(&mut self, text: &str) {
        let (start, end) = if self.color { ("\x1b[1;33m", "\x1b[0m") } else { ("", "") };
        self.line(&format!("{start}warning{end}: {text}"));
    }

    /// Reports a line of what is wrong with the input; one that is indented belongs to the line above it.
    pub(super) fn finding(&mut self, line: &str) {
        let (start, end) = if self.color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let mark = if line.starts_with(' ') { String::new() } else { format!("{start}error{end}: ") };
        self.line(&format!("{mark}{line}"));
    }

    /// Says a line as it is.
    pub(super) fn line(&mut self, text: &str) {
        // With the stream gone there is nobody left to tell.
        let _ = writeln!(self.out, "{text}");
    }
}

/// Writes the product. A reader that went away, such as `head`, has seen enough: that is no failure.
pub(super) fn write_product(stdout: &mut dyn Write, text: &str) -> Result<(), Error> {
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("write", "standard output".as_ref(), &error, ""))
        }
        _ => Ok(()),
    }
}
