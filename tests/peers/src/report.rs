//! Markdown for the terminal and for RESULTS.md.
//!
//! In: tables and sentences. Out: text on standard output and, with the flag `--write`, the same text in place of the
//! section of RESULTS.md that has the report's name. It measures nothing.

use std::fmt::Display;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What one of the commands has found out.
pub struct Report {
    name: &'static str,
    text: String,
}

impl Report {
    /// Begins with the command, the machine and the day.
    #[must_use]
    pub fn new(name: &'static str, command: &str) -> Self {
        let mut report = Self { name, text: String::new() };
        report.say(format!("`{command}`, {}.", machine()));
        report
    }

    /// Adds a paragraph.
    pub fn say(&mut self, text: impl Display) {
        self.text += &format!("{text}\n\n");
    }

    /// Adds a table; the first column is text, the others are numbers.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        self.text += &line(&mut header.iter().copied());
        self.text += &format!("|---|{}\n", "---:|".repeat(header.len().saturating_sub(1)));
        for row in rows {
            self.text += &line(&mut row.iter().map(String::as_str));
        }
        self.text.push('\n');
    }

    /// Prints everything, and writes it where `--write` asks for it.
    ///
    /// # Errors
    /// RESULTS.md cannot be read or written, or lacks the marks of the section.
    pub fn finish(self) -> Result<(), Box<dyn std::error::Error>> {
        print!("{}", self.text);
        if env::args().any(|argument| argument == "--write") {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md");
            let old = fs::read_to_string(&path)?;
            let (start, end) = (format!("<!-- {} -->\n", self.name), format!("<!-- /{} -->", self.name));
            let lacks = || format!("RESULTS.md has no section between {} and {end}", start.trim_end());
            let (before, rest) = old.split_once(&start).ok_or_else(lacks)?;
            let (_, after) = rest.split_once(&end).ok_or_else(lacks)?;
            fs::write(&path, format!("{before}{start}\n{}{end}{after}", self.text))?;
        }
        Ok(())
    }
}

/// The processor, its number of cores, the compiler and the day.
fn machine() -> String {
    let ask = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok();
        output.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default()
    };
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = ask("rustc", &["--version"]);
    let rustc = rustc.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().map_or_else(String::new, |load| format!(", load {load}"));
    let day = ask("date", &["-u", "+%F"]);
    format!("{}, {cores} cores{load}, {rustc}, {}", model.trim_matches([' ', '\t', ':']), day.trim())
}

/// A time in the unit that suits it.
#[must_use]
pub fn time(ns: f64) -> String {
    match ns {
        ..1e3 => format!("{ns:.1} ns"),
        ..1e6 => format!("{:.2} us", ns / 1e3),
        ..1e9 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}

/// The slope of a straight line through the logarithms: 1 for what grows with its input, 2 for what grows with its square.
///
/// ```
/// assert!((tl_peers::report::exponent(&[(1.0, 5.0), (10.0, 50.0), (100.0, 500.0)]) - 1.0).abs() < 1e-9);
/// assert!((tl_peers::report::exponent(&[(1.0, 1.0), (10.0, 100.0)]) - 2.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let points: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = points.len() as f64;
    let mean_x = points.iter().map(|point| point.0).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| point.1).sum::<f64>() / count;
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    covariance / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}
