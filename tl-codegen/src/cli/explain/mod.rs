//! `tl-codegen explain`: what bytes mean by a schema.
//!
//! In: schema files, and bytes as hexadecimal digits, as Base64, in a file or on standard input. Out: a row for each span of
//! the bytes, and at the first byte that does not fit what was expected there. Secrets are shown only when asked for.

mod input;
mod rows;
mod show;

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;
use tl_parser::schema::{self, Schema};

use self::rows::Rows;
use super::options::SchemaOptions;
use super::report::{Reporter, write_product};
use super::{FINDINGS, OK};
use crate::config::Config;
use crate::dynamic::{self, Dynamic, ErrorKind, Target};
use crate::error::Error;

/// Shows what bytes mean: every span with its field, its type and its value
#[derive(Args)]
pub(super) struct Explain {
    /// Schema files, in TL or, named `*.json`, in JSON
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaOptions,
    #[command(flatten)]
    target: TargetOptions,
    #[command(flatten)]
    input: input::InputOptions,
    /// Shows the fields that the schema annotates as secret
    #[arg(long)]
    show_secrets: bool,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

/// What the bytes are; without one of these, the id at their start says it.
#[derive(Args)]
#[group(multiple = false)]
struct TargetOptions {
    /// A boxed type or a constructor, its id first
    #[arg(long = "type", value_name = "NAME")]
    ty: Option<String>,
    /// A call of that function
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// What a call of that function answers
    #[arg(long, value_name = "FUNCTION")]
    answer_to: Option<String>,
}

impl Explain {
    pub(super) fn run(
        self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        let config = self.schema.apply(Config::default());
        // Standard input holds bytes, if anything.
        let (inputs, read) = crate::input::read(&self.schemas, None);
        let bytes = self.input.bytes(stdin);
        if let Some(error) =
            Error::all([read.err(), bytes.as_ref().err().cloned()].into_iter().flatten().collect())
        {
            return Err(error);
        }
        let bytes = bytes?;
        let (schema, diagnostics) = schema::load(&inputs.sources, &config.schema_options());
        // Warnings of the schema are the business of `check`.
        let Some(schema) = schema else {
            reporter.diagnostics(&inputs.sources, &diagnostics);
            return Ok(FINDINGS);
        };
        let dynamic = Dynamic::new(&schema);
        let mut rows = Rows::new(&schema, self.show_secrets);
        let read = self.target.read(&dynamic, &bytes, &mut rows)?;
        let hidden = rows.ends_in_secret();
        let rows = rows.into_rows();
        let text = if self.json {
            show::json(&dynamic, &bytes, &rows, read.as_ref(), hidden)
        } else {
            show::text(&bytes, &rows, read.as_ref().err(), hidden)
        };
        write_product(stdout, &text)?;
        let Err(error) = read else { return Ok(OK) };
        if hidden {
            reporter.finding(&show::secret(&error));
            return Ok(FINDINGS);
        }
        reporter.finding(&error.to_string());
        if let Some(hint) = hint(&schema, &error) {
            reporter.finding(&format!("  help: {hint}"));
        }
        Ok(FINDINGS)
    }
}

impl TargetOptions {
    /// Reads the bytes as what the user says, or by their id. The outer error is about the call.
    fn read<'s>(
        &self,
        dynamic: &Dynamic<'s>,
        bytes: &[u8],
        rows: &mut Rows<'_>,
    ) -> Result<Result<dynamic::Value<'s>, dynamic::Error>, Error> {
        let wrong = |flag: &str, error: &dynamic::Error| {
            Error::option(flag, error, "names are those of the schema, as `tl-codegen ids` prints them")
        };
        if let Some(name) = &self.answer_to {
            let found = dynamic.find_function(name).map_err(|error| wrong("--answer-to", &error))?;
            let Target::Combinator(function) = found else { return Ok(dynamic.watch(found, bytes, rows)) };
            return Ok(dynamic.watch_result(function, bytes, rows));
        }
        let target = if let Some(name) = &self.function {
            dynamic.find_function(name).map_err(|error| wrong("--function", &error))?
        } else if let Some(name) = &self.ty {
            dynamic.find(name).map_err(|error| wrong("--type", &error))?
        } else {
            let id = bytes.first_chunk().map(|id| u32::from_le_bytes(*id));
            let is_call = id.is_some_and(|id| {
                let mut named = dynamic.schema().combinators().filter(|(_, found)| found.id == id);
                named.next().is_some_and(|(_, found)| found.is_function())
            });
            if is_call { Target::Function } else { Target::Object }
        };
        Ok(dynamic.watch(target, bytes, rows))
    }
}

/// What an id may have been meant to be.
fn hint(schema: &Schema, error: &dynamic::Error) -> Option<String> {
    let ErrorKind::UnknownId { id, found: None, .. } = error.kind() else { return None };
    let named = |(_, found): &(_, &schema::Combinator)| found.name != "_";
    let all = || schema.combinators().filter(named).map(|(_, found)| found);
    if let Some(found) = all().find(|found| found.id == id.swap_bytes()) {
        return Some(format!(
            "0x{:08x} is {}; ids are written with their lowest byte first",
            found.id, found.name
        ));
    }
    let near = all().map(|found| ((found.id ^ id).count_ones(), found)).min_by_key(|(bits, _)| *bits)?;
    if near.0 <= 2 {
        let found = near.1;
        return Some(format!("it is nearly {}#{:08x}: are the bytes damaged?", found.name, found.id));
    }
    Some("nothing in this schema has that id: is it the schema of the peer's layer?".to_owned())
}
