//! The durable store in a file of its own.

use auth_types::server::RedbStore;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder that goes away with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self::within(PathBuf::from(env!("CARGO_TARGET_TMPDIR")))
    }

    pub(crate) fn within(parent: PathBuf) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("sign-in-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let path = parent.join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays is in the build's own.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn fresh() -> (RedbStore, Folder) {
    let folder = Folder::new();
    (RedbStore::open(folder.file("store")).unwrap(), folder)
}
