//! `tl-codegen allowlist`: what a predicate says about each function, for people who review it.
//!
//! In: schema files and predicates. Out: a line for each function with its id, the verdict and its name. The verdicts are
//! those of the plan that the generated predicate is written from.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::Args;

use super::OK;
use super::options::{PredicateOptions, SchemaOptions};
use super::report::{Reporter, write_product};
use crate::config::Config;
use crate::error::Error;
use crate::input;
use crate::plan::Role;

/// Prints for each function whether a predicate allows it, refuses it, or asks the call that it wraps (`through`)
#[derive(Args)]
pub(super) struct Allowlist {
    /// Schema files, in TL or, named `*.json`, in JSON; `-` is standard input
    #[arg(required = true, value_name = "SCHEMA")]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    schema: SchemaOptions,
    #[command(flatten)]
    predicates: PredicateOptions,
}

impl Allowlist {
    pub(super) fn run(
        self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        reporter: &mut Reporter<'_>,
    ) -> Result<u8, Error> {
        if self.predicates.is_empty() {
            return Err(Error::option(
                "`allowlist`",
                "there is no predicate to show",
                "add one, such as `--predicate unauthorized:auth=none:auth=inherit`",
            ));
        }
        let config = self.predicates.apply(self.schema.apply(Config::default()));
        let (inputs, read) = input::read(&self.schemas, Some(stdin));
        read?;
        let (plan, diagnostics) = match config.plan(&inputs.sources) {
            Ok(planned) => planned,
            Err(error) => return Ok(reporter.error_in(&inputs.sources, &error)),
        };
        reporter.diagnostics(&inputs.sources, &diagnostics);
        let mut lines = String::new();
        for predicate in &plan.predicates {
            let _ = writeln!(lines, "{}: {}", predicate.module, predicate.allow);
            // The generated predicate knows functions by their ids, so this looks at ids too.
            for function in plan.structs.iter().filter(|item| matches!(item.role, Role::Function(..))) {
                let verdict = if predicate.allowed.iter().any(|(id, _)| *id == function.id) {
                    "allowed"
                } else if predicate.through.iter().any(|(id, _)| *id == function.id) {
                    "through"
                } else {
                    "refused"
                };
                let _ = writeln!(lines, "{:08x}  {verdict}  {}", function.id, function.tl_name);
            }
        }
        write_product(stdout, &lines)?;
        Ok(OK)
    }
}
