//! Files in another language than TL.
//!
//! In: the name and text of a file. Out: one finding that names the language, instead of hundreds that do not.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// The finding for a file that is no TL at all.
pub(super) fn recognise(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    let body = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let offset = text.len() - body.len();
    let (place, what, help) = if let Some(at) = text.find('\0') {
        (at, "a binary file", "give the text of a schema, such as `api.tl`")
    } else if body.starts_with('{') || body.starts_with("[{") {
        (offset, "JSON", "give the schema as TL text; this reader takes no JSON")
    } else if source.name().to_ascii_lowercase().ends_with(".tl2") {
        (offset, "TL2, another language than TL", "give the schema as TL (`.tl`)")
    } else {
        return None;
    };
    let start = source.start().saturating_add(place as u32);
    let end = start.saturating_add(
        text.get(place..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8) as u32,
    );
    let finding =
        Diagnostic::new(Code::ForeignFormat, Span::new(start, end), format!("`{}` is {what}", source.name()));
    Some(finding.note("not TL").help(help))
}
