//! `tl-codegen ids`: the ids of a schema.
//!
//! In: schema files. Out: a line for each declaration with the id that is written, the one that is computed, and the name.
//! Which rule computes them is the parser's to decide, or the user's with `--ids`.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;
use tl_parser::schema;

use super::options::SchemaOptions;
use super::report::{Reporter, write_product};
use super::{FINDINGS, OK};
use crate::config::Config;
use crate::error::Error;
use crate::input;

/// Prints each declaration's written id (`-` for none), computed id and name
#[derive(Args)]
pub(super) struct Ids {
    /// Schema files, in TL or, named `*.json`, in JSON; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaOptions,
}

impl Ids {
    pub(super) fn run(
        self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        let config = self.schema.apply(Config::default());
        let (inputs, read) = input::read(&self.schemas, Some(stdin));
        read?;
        let (schema, diagnostics) = schema::load(&inputs.sources, &config.schema_options());
        reporter.diagnostics(&inputs.sources, &diagnostics);
        let Some(schema) = schema else {
            return Ok(FINDINGS);
        };
        let mut lines = String::new();
        // A built-in that no file declares has no place in the files.
        for (_, combinator) in schema.combinators().filter(|(_, combinator)| !combinator.span.is_empty()) {
            let written =
                if combinator.id_written { format!("{:08x}", combinator.id) } else { format!("{:8}", "-") };
            let _ = writeln!(lines, "{written}  {:08x}  {}", combinator.computed_id, combinator.name);
        }
        write_product(stdout, &lines)?;
        Ok(OK)
    }
}
