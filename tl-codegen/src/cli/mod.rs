//! The command line, as a function over streams.
//!
//! In: arguments and [`Io`]. Out: an exit code: 0 when all is well, 1 when there are findings (errors in a schema, stale or
//! unformatted files), 2 when the call itself or the disk is wrong. The product goes to `stdout`, everything that is said
//! about it to `stderr`. The process is never ended and no real stream is touched.

mod allowlist;
mod check;
mod explain;
mod fmt;
mod generate;
mod ids;
mod options;
mod report;
mod why;

use std::ffi::OsString;
use std::io::{Read, Write};

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use self::report::Reporter;

/// All is well.
const OK: u8 = 0;
/// Something is wrong with the schema or with what is on disk.
const FINDINGS: u8 = 1;
/// Something is wrong with the call, or a file cannot be read or written.
const USAGE: u8 = 2;

/// The streams of a run.
pub struct Io<'a> {
    /// Read when a path is `-`.
    pub stdin: &'a mut dyn Read,
    /// The product.
    pub stdout: &'a mut dyn Write,
    /// Everything else.
    pub stderr: &'a mut dyn Write,
    /// Whether `stderr` shows colours, unless `--color` says otherwise.
    pub color: bool,
}

#[derive(Parser)]
#[command(
    name = "tl-codegen",
    version,
    about = "Turns TL schemas into Rust",
    after_help = "Exit codes: 0 all is well, 1 findings in a schema or on disk, 2 a wrong call or a failed read or write."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to colour diagnostics
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", display_order = 100)]
    color: Color,
    /// How diagnostics are shown
    #[arg(long, global = true, value_enum, default_value_t = Format::Full, value_name = "FORMAT", display_order = 100)]
    message_format: Format,
}

#[derive(Subcommand)]
enum Command {
    Generate(Box<generate::Generate>),
    Check(check::Check),
    Ids(ids::Ids),
    Fmt(fmt::Fmt),
    Allowlist(allowlist::Allowlist),
    Why(why::Why),
    Explain(Box<explain::Explain>),
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With the lines of the schema
    Full,
    /// One line each, as `file:line:column: error[E0101]: message`
    Short,
}

/// Runs the command that `args` spell, the name of the program first, and says with which code to exit.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> u8 {
    let args: Vec<_> = args.into_iter().collect();
    let choice = if io.color { ColorChoice::Always } else { ColorChoice::Never };
    let parsed = Cli::command()
        .color(choice)
        .try_get_matches_from(&args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return say_usage(&error, io),
    };
    let color = match cli.color {
        Color::Auto => io.color,
        Color::Always => true,
        Color::Never => false,
    };
    let Io { stdin, stdout, stderr, .. } = io;
    let mut reporter = Reporter::new(*stderr, color, matches!(cli.message_format, Format::Short));
    let result = match cli.command {
        Command::Generate(generate) => generate.run(&args, *stdin, *stdout, &mut reporter),
        Command::Check(check) => check.run(*stdin, &mut reporter),
        Command::Ids(ids) => ids.run(*stdin, *stdout, &mut reporter),
        Command::Fmt(fmt) => fmt.run(*stdin, *stdout, &mut reporter),
        Command::Allowlist(allowlist) => allowlist.run(*stdin, *stdout, &mut reporter),
        Command::Why(why) => why.run(*stdin, *stdout, &mut reporter),
        Command::Explain(explain) => explain.run(*stdin, *stdout, &mut reporter),
    };
    result.unwrap_or_else(|error| reporter.error(&error))
}

/// Help and version are products; everything else that clap says is a wrong call.
fn say_usage(error: &clap::Error, io: &mut Io<'_>) -> u8 {
    let text = error.render();
    let text = if io.color { text.ansi().to_string() } else { text.to_string() };
    // With the stream gone there is nobody left to tell.
    if error.use_stderr() {
        let _ = io.stderr.write_all(text.as_bytes());
        USAGE
    } else {
        let _ = io.stdout.write_all(text.as_bytes());
        OK
    }
}
