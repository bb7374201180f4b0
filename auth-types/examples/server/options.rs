//! What the program was asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The options of the server.
pub(crate) struct Options {
    /// Where clients connect.
    pub(crate) listen: String,
    /// Which data center this is.
    pub(crate) dc: i32,
    /// Where everything is remembered.
    pub(crate) store: Storage,
    /// Where other servers connect.
    pub(crate) link: Option<String>,
    /// Where other servers wait for this one.
    pub(crate) peers: BTreeMap<i32, String>,
    /// How long an authorization holds.
    pub(crate) ttl: Option<u32>,
    /// A clock that stands still, and at what time.
    pub(crate) now: Option<i64>,
}

/// Where everything is remembered.
pub(crate) enum Storage {
    /// Until the program ends.
    Memory,
    /// In a file.
    Redb(PathBuf),
    /// In an engine that several servers share.
    #[cfg(feature = "redis")]
    Redis(String),
}

impl Options {
    /// Reads the arguments. A mistake is said with what to do.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            listen: "127.0.0.1:0".to_owned(),
            dc: 1,
            store: Storage::Memory,
            link: None,
            peers: BTreeMap::new(),
            ttl: None,
            now: None,
        };
        while let Some(option) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{option} has no value"))?;
            let wrong = |form| format!("{option} {value}: write {option} {form}");
            match option.as_str() {
                "--listen" => options.listen = value,
                "--dc" => options.dc = value.parse().map_err(|_| wrong("N"))?,
                "--store" => {
                    options.store = match value.split_once(':') {
                        None if value == "memory" => Storage::Memory,
                        Some(("redb", path)) if !path.is_empty() => Storage::Redb(path.into()),
                        #[cfg(feature = "redis")]
                        Some(("redis" | "redis+unix", _)) => Storage::Redis(value),
                        _ => {
                            return Err(wrong(
                                "memory, redb:PATH or, if built with the feature redis, redis://HOST/",
                            ));
                        }
                    }
                }
                "--link" => options.link = Some(value),
                "--peer" => {
                    let (dc, address) = value.split_once('=').ok_or_else(|| wrong("N=ADDRESS"))?;
                    options.peers.insert(dc.parse().map_err(|_| wrong("N=ADDRESS"))?, address.to_owned());
                }
                "--ttl" => options.ttl = Some(value.parse().map_err(|_| wrong("SECONDS"))?),
                "--now" => options.now = Some(value.parse().map_err(|_| wrong("SECONDS"))?),
                _ => return Err(format!("there is no option {option}: main.rs lists them")),
            }
        }
        Ok(options)
    }
}
