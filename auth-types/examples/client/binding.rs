//! What the client remembers from one run to the next: which user its key acts as (rule S13).
//!
//! In goes a binding, out comes a file of one line; and the way back. There is no secret in it: the key itself, which a
//! real client stores beside it, belongs to the layer below.

use std::io::{self, ErrorKind};
use std::path::Path;

use auth_types::client::Binding;
use auth_types::{AuthKeyId, UserId};

/// Writes the binding. It is there whole or not at all, because the file gets its name when it is complete.
pub(crate) fn save(path: &Path, binding: &Binding) -> io::Result<()> {
    let Binding { auth_key_id, dc_id, user_id, expires } = binding;
    let unfinished = path.with_extension("new");
    std::fs::write(&unfinished, format!("{auth_key_id} {dc_id} {user_id} {expires}\n"))?;
    std::fs::rename(unfinished, path)
}

/// Reads the binding of an earlier run; none when there is no file.
pub(crate) fn load(path: &Path) -> Result<Option<Binding>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    let words: Vec<_> = text.split_whitespace().collect();
    let read = || {
        let [key, dc_id, user_id, expires] = words.as_slice() else { return None };
        Some(Binding {
            auth_key_id: AuthKeyId(u64::from_str_radix(key, 16).ok()?),
            dc_id: dc_id.parse().ok()?,
            user_id: UserId(user_id.parse().ok()?),
            expires: expires.parse().ok()?,
        })
    };
    match read() {
        Some(binding) => Ok(Some(binding)),
        None => Err(format!("{} holds no binding: delete it, and sign in again", path.display())),
    }
}

/// Forgets the binding.
pub(crate) fn forget(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
