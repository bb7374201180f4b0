//! How a dump looks: as a table for people, and as JSON for machines.
//!
//! In: rows, bytes, and what came of the reading. Out: text. Bytes of secrets never get out of here.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::rows::Row;
use crate::dynamic::text::hex;
use crate::dynamic::{Dynamic, Error, Value};

/// Bytes that a row shows.
const SHOWN: usize = 12;
/// The width of their column.
const WIDTH: usize = 2 * SHOWN + 2;

/// The rows as a table: where, the bytes, what they are.
pub(super) fn text(bytes: &[u8], rows: &[Row], error: Option<&Error>, hidden: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let shown = match (row.span.is_empty(), row.secret) {
            (true, _) => String::new(),
            (false, true) => "hidden".to_owned(),
            (false, false) => digits(bytes.get(row.span.clone()).unwrap_or_default()),
        };
        let (name, ty) = (&row.name, &row.ty);
        let label = match (name.is_empty(), ty.is_empty()) {
            (true, _) => ty.clone(),
            (false, true) => name.clone(),
            (false, false) => format!("{name}: {ty}"),
        };
        let joint = if label.is_empty() || row.text.is_empty() { "" } else { row.joint };
        line(&mut text, row.span.start, &shown, row.depth, &format!("{label}{joint}{}", row.text));
    }
    if let Some(offset) = error.and_then(Error::offset) {
        let rest = bytes.get(offset..).unwrap_or_default();
        let shown = match (rest.is_empty(), hidden) {
            (true, _) => "end".to_owned(),
            (false, true) => "hidden".to_owned(),
            (false, false) => digits(rest),
        };
        line(&mut text, offset, &shown, 0, "does not fit");
    }
    text
}

/// An error whose own words could say what the secret is.
pub(super) fn secret(error: &Error) -> String {
    let offset = error.offset().unwrap_or_default();
    format!("a secret does not fit at byte {offset} ({}); `--show-secrets` says why", error.path())
}

fn line(text: &mut String, offset: usize, bytes: &str, depth: usize, what: &str) {
    let indent = 2 * depth;
    let row = format!("{offset:6}  {bytes:WIDTH$}  {:indent$}{what}", "");
    let _ = writeln!(text, "{}", row.trim_end());
}

fn digits(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN) {
        Some(first) if bytes.len() > SHOWN => format!("{}..", hex(first)),
        _ => hex(bytes),
    }
}

/// Everything as one JSON object. The value as a whole is left out when a part of it is hidden.
pub(super) fn json(
    dynamic: &Dynamic<'_>,
    bytes: &[u8],
    rows: &[Row],
    read: Result<&Value<'_>, &Error>,
    hidden: bool,
) -> String {
    let parts: Vec<Json> = rows
        .iter()
        .map(|row| {
            let shown = bytes.get(row.span.clone()).filter(|_| !row.secret).map(hex);
            json!({
                "offset": row.span.start,
                "length": row.span.len(),
                "bytes": shown,
                "depth": row.depth,
                "path": row.path,
                "type": row.ty,
                "text": row.text,
                "secret": row.secret,
            })
        })
        .collect();
    let is_whole = !hidden && rows.iter().all(|row| !row.secret);
    let value = read.ok().filter(|_| is_whole);
    let value = value.and_then(|value| serde_json::from_str::<Json>(&dynamic.to_json(value)).ok());
    let error = read.err().map(|error| {
        let there = error.offset().and_then(|offset| bytes.get(offset..)).filter(|_| !hidden);
        json!({
            "message": if hidden { secret(error) } else { error.to_string() },
            "offset": error.offset(),
            "path": error.path(),
            "expected": error.expected(),
            "bytes": there.map(|there| hex(there.get(..16).unwrap_or(there))),
        })
    });
    let all = json!({ "length": bytes.len(), "parts": parts, "value": value, "error": error });
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    text
}
