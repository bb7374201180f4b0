//! A Redis for one test: that of `REDIS_URL`, or one that is started for the test and ended with it.
//!
//! Without either the test passes and says on the terminal that it did nothing; with `REQUIRE_REDIS` it fails.

use crate::files::Folder;
use auth_types::server::RedisStore;
use std::env;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub(crate) struct Engine {
    url: String,
    started: Option<(Child, Folder)>,
}

impl Engine {
    pub(crate) fn start() -> Option<Self> {
        if let Ok(url) = env::var("REDIS_URL") {
            return Some(Self { url, started: None });
        }
        // The path of a socket must be short.
        let folder = Folder::within(env::temp_dir());
        let socket = folder.file("socket");
        let started = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) if env::var_os("REQUIRE_REDIS").is_some() => panic!("redis-server: {error}"),
            Err(error) => {
                // Past the capture of the test harness: nobody must take this for a test that ran.
                let _ = writeln!(std::io::stderr(), "SKIPPED: redis-server cannot be started: {error}");
                return None;
            }
        };
        let begun = Instant::now();
        let url = format!("redis+unix://{}", socket.display());
        while RedisStore::connect(&url, "").is_err() {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(60), "redis-server: {ended:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(Self { url, started: Some((child, folder)) })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A store that nobody has used.
    pub(crate) fn fresh(&self) -> RedisStore {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let prefix = format!("test:{}:{}:", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        RedisStore::connect(self.url(), prefix).unwrap()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some((child, _folder)) = &mut self.started {
            // It holds nothing that anybody wants to keep.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A fresh store, and its engine.
pub(crate) fn fresh() -> Option<(RedisStore, Engine)> {
    let engine = Engine::start()?;
    Some((engine.fresh(), engine))
}
