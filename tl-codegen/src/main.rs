//! The `tl-codegen` command.
//!
//! In: arguments, standard input, and whether a person reads standard error. Out: what [`tl_codegen::cli`] prints, and
//! its exit code. Nothing is decided here.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use tl_codegen::cli::{Io, run};

fn main() -> ExitCode {
    // <https://no-color.org>: any value but the empty one asks for none.
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = io::stderr().is_terminal() && !no_color;
    let mut io = Io { stdin: &mut io::stdin(), stdout: &mut io::stdout(), stderr: &mut io::stderr(), color };
    ExitCode::from(run(std::env::args_os(), &mut io))
}
