//! Files in another language than TL.
//!
//! In: the name and text of a file, or its tokens. Out: one finding that names the language, instead of one for every
//! line. A file that parses is never called foreign.

use super::token::{Kind, Lexed};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// The finding for a file that is no TL by its first look.
pub(super) fn recognise(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    let body = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let offset = text.len() - body.len();
    let (place, language, help) = if let Some(at) = text.find('\0') {
        (at, "a binary file", "give the text of a schema, such as `api.tl`")
    } else if body.starts_with('{') || body.starts_with("[{") {
        (offset, "JSON", JSON_HELP)
    } else if source.name().to_ascii_lowercase().ends_with(".tl2") {
        (offset, TL2, TL2_HELP)
    } else {
        return None;
    };
    let length = text.get(place..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let start = source.start().saturating_add(place as u32);
    Some(finding(source.name(), Span::new(start, start.saturating_add(length as u32)), language, help))
}

const JSON_HELP: &str = "give the schema as TL text, or name the file `*.json`: with the feature `json` tl-codegen reads that too";
const TL2: &str = "TL2, the successor of TL at VK";
const TL2_HELP: &str = "give the schema as TL (`.tl`): fields stand before the `=` there";

fn finding(name: &str, span: Span, language: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignFormat, span, format!("`{name}` is {language}")).note("not TL").help(help)
}

/// The finding for a file with mistakes, most of whose declarations have the shape of another language. `read` of them
/// were read as TL: when those are the most, the others are mistakes.
pub(super) fn guess(name: &str, file: &Lexed<'_>, read: usize) -> Option<Diagnostic> {
    let (mut declarations, mut tl2, mut tlb) = (0, 0, 0);
    let mut place = None;
    for tokens in file.tokens.split(|token| matches!(token.kind, Kind::Semi | Kind::End)) {
        let kind = |index: usize| tokens.get(index).map_or(Kind::End, |token| token.kind);
        if kind(0) == Kind::End {
            continue;
        }
        declarations += 1;
        let holds = |text: &str| {
            tokens.iter().any(|token| token.kind == Kind::BadCharacter && file.slice(token.span) == text)
        };
        let follow =
            |one, two| tokens.windows(2).any(|pair| matches!(pair, [a, b] if a.kind == one && b.kind == two));
        // `name = field:type;`, `name<x:type> = ...;`, `Name = A | B;`, `name <=> []int;`
        let fields_behind = kind(1) == Kind::Equals && kind(3) == Kind::Colon;
        let parameters = kind(1) == Kind::Less && kind(3) == Kind::Colon;
        let is_tl2 =
            fields_behind || parameters || holds("|") || follow(Kind::LeftBracket, Kind::RightBracket);
        // `name$0 field:type = Type;`
        let is_tlb = kind(0) == Kind::Name && kind(1) == Kind::BadCharacter && holds("$");
        if is_tl2 || is_tlb {
            place = place.or(tokens.first().map(|token| token.span));
        }
        tl2 += usize::from(is_tl2);
        tlb += usize::from(is_tlb && !is_tl2);
    }
    // One such declaration is a slip of the pen.
    let most = |count: usize| count > 1 && count * 2 > declarations && read * 2 <= declarations;
    match place {
        Some(place) if most(tl2) => Some(finding(name, place, TL2, TL2_HELP)),
        Some(place) if most(tlb) => {
            let language = "TL-B, TON's language for cells";
            Some(finding(name, place, language, "give a schema of TL (`.tl`), such as `ton_api.tl`"))
        }
        _ => None,
    }
}
