//! Programs to start, and what they print.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// How long a program may be silent before it counts as stuck. Never waited for when all is well.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A program that runs, and ends with this.
pub(crate) struct Program {
    name: String,
    child: Killer,
    input: ChildStdin,
    lines: Receiver<String>,
    /// What came before the line that was waited for last.
    seen: Vec<String>,
}

impl Program {
    /// Starts an example of the package.
    pub(crate) fn start(example: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(examples().join(example))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        // Both outputs are read all the time, so that the program never waits for this one.
        forward(child.stdout.take().unwrap(), "", sender.clone());
        forward(child.stderr.take().unwrap(), "stderr: ", sender);
        let input = child.stdin.take().unwrap();
        let child = Killer(Arc::new(Mutex::new(child)));
        Self { name: example.to_owned(), child, input, lines, seen: Vec::new() }
    }

    /// Types a line.
    pub(crate) fn write(&mut self, line: &str) {
        self.input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// What follows on the next line that starts so. The lines before it are skipped; they are shown when there is none.
    pub(crate) fn wait_for(&mut self, start: &str) -> String {
        self.seen.clear();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => match line.strip_prefix(start) {
                    Some(rest) => return rest.to_owned(),
                    None => self.seen.push(line),
                },
                Err(error) => panic!("{}: {error}, no line `{start}` in {:#?}", self.name, self.seen),
            }
        }
    }

    /// Types a line, and gives what was printed until the program is ready for the next.
    pub(crate) fn answer(&mut self, line: &str) -> Vec<String> {
        self.write(line);
        self.wait_for("ready");
        std::mem::take(&mut self.seen)
    }

    /// What ends the program, for another thread.
    pub(crate) fn killer(&self) -> Killer {
        self.child.clone()
    }

    /// Ends the program at once, wherever it is.
    pub(crate) fn kill(&self) {
        self.child.kill();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Ends a program at once, wherever it is: SIGKILL.
#[derive(Clone)]
pub(crate) struct Killer(Arc<Mutex<Child>>);

impl Killer {
    pub(crate) fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn forward(output: impl Read + Send + 'static, mark: &'static str, to: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if to.send(format!("{mark}{line}")).is_err() {
                return;
            }
        }
    });
}

/// Where the examples are, once Cargo has built them. `cargo test` has done so, unless it was asked for one test alone.
fn examples() -> &'static Path {
    static EXAMPLES: OnceLock<PathBuf> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        // .../target/debug/deps/programs-0123456789abcdef
        let profile = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([
                "build",
                "--offline",
                "--quiet",
                "--examples",
                "--features",
                // The store that servers share is in them where the test of it is here.
                if cfg!(feature = "redis") { "client,redis" } else { "client,server" },
                "--target-dir",
            ])
            .arg(profile.parent().unwrap())
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.file_name().is_some_and(|name| name == "release") {
            cargo.arg("--release");
        }
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        profile.join("examples")
    })
}

/// A folder of a test, empty at first and gone with this.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// A file in it.
    pub(crate) fn at(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A folder of that name.
pub(crate) fn scratch(name: &str) -> Scratch {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    Scratch(folder)
}
