//! Golden files: what the command makes of a schema, or says about it.
//!
//! `golden/pass/NAME.tl` gives `NAME.rs`, and `NAME.stderr` when there are warnings; `golden/fail/NAME.tl` gives
//! `NAME.stderr`. A first comment line such as `// args: --select auth.*` adds flags. To accept new results:
//!
//! ```text
//! BLESS=1 cargo test -p tl-tests --test golden
//! ```

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tl_parser::{Code, Severity};

use support::tl_codegen;

const ADVICE: &str = "to accept: BLESS=1 cargo test -p tl-tests --test golden, then read the difference";

fn main() -> ExitCode {
    // Reports show paths as they are given, so they are given relative to this package.
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let bless = set("BLESS");
    if bless && set("CI") {
        eprintln!("BLESS is set under CI: golden files are accepted by a person who has read the difference");
        return ExitCode::FAILURE;
    }
    let mut trials = Vec::new();
    for (folder, check) in [("golden/pass", pass as fn(&Path, bool) -> _), ("golden/fail", fail)] {
        for schema in files(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "tl")) {
            let name = schema.with_extension("").display().to_string();
            trials.push(Trial::test(name.replace('\\', "/"), move || check(&schema, bless)));
        }
    }
    trials.push(Trial::test("every_code_has_a_case", every_code_has_a_case));
    trials.push(Trial::test("every_golden_has_a_schema", every_golden_has_a_schema));
    let mut arguments = Arguments::from_args();
    if bless {
        // The last two tests look at what the others write.
        arguments.test_threads = Some(1);
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn pass(schema: &Path, bless: bool) -> Result<(), Failed> {
    let run = generate(schema);
    if run.code != 0 {
        return Err(format!("exit code {}\n{}", run.code, run.stderr).into());
    }
    compare(&schema.with_extension("rs"), &run.stdout, bless)?;
    let warnings = schema.with_extension("stderr");
    if run.stderr.is_empty() && warnings.exists() {
        return Err(format!("there are no warnings any more; remove {}", warnings.display()).into());
    }
    if run.stderr.is_empty() { Ok(()) } else { compare(&warnings, &run.stderr, bless) }
}

fn fail(schema: &Path, bless: bool) -> Result<(), Failed> {
    let run = generate(schema);
    if run.code == 0 || !run.stdout.is_empty() {
        return Err(format!("an error was expected\nexit code {}\n{}", run.code, run.stderr).into());
    }
    compare(&schema.with_extension("stderr"), &run.stderr, bless)
}

/// Runs the command on the schema, with the flags that the schema itself asks for.
fn generate(schema: &Path) -> support::Run {
    let text = fs::read(schema).unwrap();
    let text = String::from_utf8_lossy(&text);
    let path = schema.display().to_string().replace('\\', "/");
    let mut args = vec!["generate", &path];
    for line in text.lines().take_while(|line| line.starts_with("//")) {
        args.extend(line.strip_prefix("// args: ").unwrap_or_default().split_whitespace());
    }
    tl_codegen(&args)
}

/// Compares with the golden file, or writes it.
fn compare(golden: &Path, actual: &str, bless: bool) -> Result<(), Failed> {
    let expected = fs::read_to_string(golden).map(|text| text.replace("\r\n", "\n"));
    if expected.as_deref().is_ok_and(|expected| expected == actual) {
        return Ok(());
    }
    if bless {
        return fs::write(golden, actual).map_err(|error| format!("{}: {error}", golden.display()).into());
    }
    let golden = golden.display();
    match expected {
        Ok(expected) => {
            let diff = similar::TextDiff::from_lines(expected.as_str(), actual);
            let diff = diff.unified_diff().context_radius(3).header("golden", "now").to_string();
            Err(format!("{golden} differs\n{diff}\n{ADVICE}").into())
        }
        Err(error) => Err(format!("{golden}: {error}\n{actual}\n{ADVICE}").into()),
    }
}

/// One case for each code that the parser knows, named after it: a code that nothing shows is a code that nobody tested.
fn every_code_has_a_case() -> Result<(), Failed> {
    let reports: Vec<_> =
        files("golden/fail").into_iter().filter(|p| p.extension().is_some_and(|e| e == "stderr")).collect();
    let mut missing = Vec::new();
    for code in Code::ALL {
        let mark = format!("error[{code}]");
        let named =
            |path: &&PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{code}-"));
        if !reports.iter().filter(named).any(|path| fs::read_to_string(path).unwrap().contains(&mark)) {
            let hint = if code.severity() == Severity::Warning { ", denied" } else { "" };
            missing.push(format!("golden/fail/{code}-*.tl has to show {mark} ({code:?}{hint})"));
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}

/// A golden file without its schema is tested by nothing.
fn every_golden_has_a_schema() -> Result<(), Failed> {
    let known = |path: &PathBuf| {
        let extensions: &[&str] =
            if path.starts_with("golden/pass") { &["tl", "rs", "stderr"] } else { &["tl", "stderr"] };
        path.extension().is_some_and(|e| extensions.iter().any(|known| e == *known))
            && path.with_extension("tl").exists()
    };
    let orphans: Vec<_> =
        ["golden/pass", "golden/fail"].into_iter().flat_map(files).filter(|path| !known(path)).collect();
    if orphans.is_empty() { Ok(()) } else { Err(format!("no schema for {orphans:?}: remove them").into()) }
}

/// The files of a folder, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
