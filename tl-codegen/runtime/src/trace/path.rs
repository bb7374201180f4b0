//! The open values of a walk as a path: `users.userFull.full_user.userFull.bot_info.botInfo.commands[3]`.

use super::Frame;
use crate::Root;
use alloc::{format, string::String, vec::Vec};

/// Of a longer path only this many parts at either end are shown.
const SHOWN: usize = 12;

/// The path to where the walk stands.
pub(super) fn render(root: &Root, frames: &[Frame]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (place, frame) in frames.iter().enumerate() {
        match frame {
            Frame::Fields { name, fields, next, .. } => {
                let field = next.checked_sub(1).and_then(|current| fields.get(current));
                let names = [*name, field.map_or("", |field| field.name)];
                parts.extend(names.into_iter().filter(|name| !name.is_empty()).map(String::from));
            }
            Frame::Items { next, .. } | Frame::Roots { next, .. } | Frame::Rounds { next, .. } => {
                let index = format!("[{}]", next.saturating_sub(1));
                match parts.last_mut() {
                    Some(last) => last.push_str(&index),
                    None if place == 0 => parts.push(format!("Vector{index}")),
                    None => parts.push(index),
                }
            }
        }
    }
    if parts.is_empty() {
        return root.name().into_owned();
    }
    let left_out = parts.len().saturating_sub(2 * SHOWN);
    if left_out > 0 {
        parts.splice(SHOWN..SHOWN + left_out, [String::from("…")]);
    }
    parts.join(".")
}

/// The path when the walk gave up before the place: only the outermost value is certain.
pub(super) fn lost(root: &Root, frames: &[Frame]) -> String {
    match frames.first() {
        Some(Frame::Fields { name, .. }) if !name.is_empty() => format!("{name}.…"),
        _ => format!("{}.…", root.name()),
    }
}
