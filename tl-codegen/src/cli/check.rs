//! `tl-codegen check`: whether a schema is right.
//!
//! In: schema files and the flags that say how they are read. Out: their findings on standard error. Nothing is generated.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use tl_parser::schema;

use super::options::SchemaOptions;
use super::report::Reporter;
use super::{FINDINGS, OK};
use crate::config::Config;
use crate::error::Error;
use crate::input;

/// Reads schema files, which together make one schema, and reports what is wrong with them
#[derive(Args)]
pub(super) struct Check {
    /// Schema files, in TL or, named `*.json`, in JSON; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaOptions,
}

impl Check {
    pub(super) fn run(self, stdin: &mut dyn Read, reporter: &mut Reporter<'_>) -> Result<u8, Error> {
        let config = self.schema.apply(Config::default());
        let (inputs, read) = input::read(&self.schemas, Some(stdin));
        read?;
        let (schema, diagnostics) = schema::load(&inputs.sources, &config.schema_options());
        reporter.diagnostics(&inputs.sources, &diagnostics);
        Ok(if schema.is_some() { OK } else { FINDINGS })
    }
}
