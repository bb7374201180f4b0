//! `tl-codegen why`: by which way a selection needs something.
//!
//! In: a TL name, schema files and the flags of a selection. Out: the answer of [`Config::why`] on standard output, and
//! exit code 1 when the thing is not generated, for scripts.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;

use super::options::{SchemaOptions, SelectOptions};
use super::report::{Reporter, write_product};
use super::{FINDINGS, OK};
use crate::config::Config;
use crate::error::Error;
use crate::{Why as Answer, input};

/// Shows why a constructor, function or type is generated, or how to have it; exits with 1 when it is not generated
#[derive(Args)]
pub(super) struct Why {
    /// The TL name, such as `messages.getHistory`, `User` or `user`
    name: String,
    /// Schema files, in TL or, named `*.json`, in JSON; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaOptions,
    #[command(flatten)]
    select: SelectOptions,
}

impl Why {
    pub(super) fn run(
        self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        let config = self.select.apply(self.schema.apply(Config::default()));
        let (inputs, read) = input::read(&self.schemas, Some(stdin));
        read?;
        let why = match config.why(&inputs.sources, &self.name) {
            Ok(why) => why,
            Err(error) => return Ok(reporter.error_in(&inputs.sources, &error)),
        };
        write_product(stdout, &format!("{why}\n"))?;
        Ok(if matches!(why, Answer::Kept { .. }) { OK } else { FINDINGS })
    }
}
