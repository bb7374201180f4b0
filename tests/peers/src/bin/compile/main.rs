//! What compiling costs: `cargo run --release --bin compile`, with `--write` to put the result into RESULTS.md and
//! `--turns N` for another number of turns than three.
//!
//! It writes packages into a temporary folder, as a user would have them, and builds them from clean, the peer's and ours in
//! turns. Out come, for check, build and release: the crate with the API alone, the whole build, and the rebuild of the
//! user's crate. It compiles without incremental state, so that a rebuild is a whole rebuild of one crate.

mod rustc;
mod subject;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use tl_peers::clock::median;
use tl_peers::report::Report;

use rustc::{Cost, cost};
use subject::{SUBJECTS, Subject};

/// Names, and what Cargo is told.
const MODES: [(&str, &[&str], &str); 3] = [
    ("check", &["check"], "debug"),
    ("build", &["build"], "debug"),
    ("release", &["build", "--release"], "release"),
];

/// What one build of a subject cost.
struct Build {
    api: Cost,
    artefact: f64,
    whole: Cost,
    user: Cost,
}

fn main() -> ExitCode {
    let done = match rustc::as_wrapper() {
        Some(done) => done.map_err(Into::into),
        None => compare(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let turns = arguments.iter().skip_while(|argument| *argument != "--turns").nth(1);
    let turns: usize = turns.map_or(Ok(3), |turns| turns.parse())?;

    let folder = tempfile::tempdir()?;
    let place = |index: usize| folder.path().join(format!("subject{index}"));
    for (index, subject) in SUBJECTS.iter().enumerate() {
        subject.write(&place(index))?;
        cargo(&place(index), &folder.path().join("log"), &["fetch"])?;
    }
    let mut builds: BTreeMap<(usize, usize), Vec<Build>> = BTreeMap::new();
    for turn in 0..turns {
        for (mode, (name, flags, profile)) in MODES.iter().enumerate() {
            for (index, subject) in SUBJECTS.iter().enumerate() {
                eprintln!("turn {} of {turns}: {name}, {}", turn + 1, subject.name);
                builds.entry((mode, index)).or_default().push(build(subject, &place(index), flags, profile)?);
            }
        }
    }

    let mut report = Report::new("compile", "cargo run --release --bin compile");
    report.say(format!(
        "Medians of {turns} turns, every build from clean and without incremental state. In brackets: how many times as much as \
         with grammers-tl-types, default features."
    ));
    for (mode, (name, ..)) in MODES.iter().enumerate() {
        let of = |index: usize| builds.get(&(mode, index)).map_or(&[][..], Vec::as_slice);
        report.table(&header(name), &rows(of));
    }
    report.finish()
}

/// Builds a subject from clean, and then the user's crate once more.
fn build(subject: &Subject, folder: &Path, flags: &[&str], profile: &str) -> Result<Build, Box<dyn Error>> {
    let log = folder.join("log");
    let target = folder.join("target");
    let clean = |path: &PathBuf| if path.exists() { fs::remove_dir_all(path) } else { Ok(()) };
    clean(&target)?;
    fs::write(&log, "")?;
    let whole = cargo(folder, &log, flags)?;
    let user = folder.join("src/lib.rs");
    fs::write(&user, fs::read_to_string(&user)?)?;
    cargo(folder, &log, flags)?;
    let text = fs::read_to_string(&log)?;
    let missing = |name: &str| format!("rustc was not called for {name}");
    let of = |name: &str| rustc::logged(&text, name).ok_or_else(|| missing(name));
    let artefact = artefact(&target.join(profile).join("deps"), subject.api)?;
    Ok(Build { api: of(subject.api)?, artefact, whole, user: of("user")? })
}

/// Runs Cargo on a subject, with this program before rustc.
fn cargo(folder: &Path, log: &Path, flags: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO"));
    command.args(flags).args(["--quiet", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    command.env("CARGO_INCREMENTAL", "0");
    command.env("RUSTC_WRAPPER", env::current_exe()?);
    command.env(rustc::LOG, log);
    Ok(cost(&mut command)?)
}

/// The size of what rustc made of the crate: metadata and code, or metadata alone after a check.
fn artefact(folder: &Path, name: &str) -> Result<f64, Box<dyn Error>> {
    let mut largest = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        if file.starts_with(&format!("lib{name}-")) && (file.ends_with(".rlib") || file.ends_with(".rmeta")) {
            largest = largest.max(entry.metadata()?.len());
        }
    }
    Ok(largest as f64)
}

fn header(mode: &str) -> [&str; 9] {
    [
        mode,
        "API: user s",
        "wall s",
        "peak MB",
        "artefact MB",
        "whole build: user s",
        "wall s",
        "user's crate: user s",
        "wall s",
    ]
}

fn rows<'a>(of: impl Fn(usize) -> &'a [Build]) -> Vec<Vec<String>> {
    let figures: [fn(&Build) -> f64; 8] = [
        |build| build.api.user,
        |build| build.api.wall,
        |build| build.api.peak / 1e6,
        |build| build.artefact / 1e6,
        |build| build.whole.user,
        |build| build.whole.wall,
        |build| build.user.user,
        |build| build.user.wall,
    ];
    let row = |(index, subject): (usize, &Subject)| {
        let cell = |figure: &fn(&Build) -> f64| {
            let middle = |index| median(of(index).iter().map(figure).collect());
            let (own, peer) = (middle(index), middle(0));
            if index == 0 { format!("{own:.2}") } else { format!("{own:.2} ({:.2})", own / peer) }
        };
        [subject.name.to_owned()].into_iter().chain(figures.iter().map(cell)).collect()
    };
    SUBJECTS.iter().enumerate().map(row).collect()
}
