//! Tokens that are mistakes in themselves.
//!
//! In: a word, a character or a mark that no schema holds. Out: the finding that names it.

use super::token::{Kind, MAX_NAMESPACES, Token, Tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The finding for a mistaken token inside a declaration.
pub(super) fn explain(declaration: Tokens<'_, '_>, token: Token) -> Diagnostic {
    let text = declaration.file.slice(token.span);
    match token.kind {
        Kind::OpenComment => Diagnostic::new(
            Code::UnterminatedComment,
            Span::new(token.span.start, token.span.start.saturating_add(2)),
            "the comment is not closed",
        )
        .note("opened here")
        .help("write `*/` behind the comment"),
        Kind::StrayClose => stray_close(declaration, token),
        Kind::BadWord if text.is_ascii() => bad_name(token.span, text),
        _ => bad_character(token.span, text),
    }
}

/// `c */`: what stands before it was meant to be inside the comment.
fn stray_close(declaration: Tokens<'_, '_>, token: Token) -> Diagnostic {
    let first = declaration.first();
    let finding = Diagnostic::new(Code::UnexpectedToken, first.span.to(token.span), "`*/` closes no comment")
        .note("outside every comment");
    let comments = declaration.file.comments.get(..first.comments as usize).unwrap_or_default();
    match comments.last() {
        Some(comment) if comment.text.starts_with("/*") => {
            let end = Span::new(comment.span.end.saturating_sub(2), comment.span.end);
            finding
                .label(end, "the comment ended here")
                .help("comments do not nest: write one `/*` and one `*/`")
        }
        _ => finding.help("write `/*` where the comment starts, or take the `*/` away"),
    }
}

fn bad_name(span: Span, text: &str) -> Diagnostic {
    if text.bytes().filter(|byte| *byte == b'.').count() > MAX_NAMESPACES {
        // The text may be as long as the file, so it is not said again.
        return Diagnostic::new(Code::InvalidName, span, "the name stands in too many namespaces")
            .note(format!("more than {MAX_NAMESPACES}"))
            .help("join some of them: `a_b.c` instead of `a.b.c`");
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return Diagnostic::new(Code::InvalidName, span, format!("`{text}` is no name"))
            .note("starts with a digit")
            .help("a name starts with a letter");
    }
    if text.starts_with('_') {
        return Diagnostic::new(Code::InvalidName, span, format!("`{text}` is no name"))
            .note("starts with `_`")
            .help(format!("a name starts with a letter; write `{}`", text.trim_start_matches('_')));
    }
    Diagnostic::new(Code::InvalidName, span, format!("`{text}` is no name"))
        .note("a namespace starts with an uppercase letter")
        .help("namespaces are lowercase: `ns.Type`, `ns.combinator`")
}

fn bad_character(span: Span, text: &str) -> Diagnostic {
    let found =
        text.char_indices().find(|(_, character)| !character.is_ascii()).or(text.char_indices().next());
    let Some((offset, character)) = found else {
        return Diagnostic::new(Code::InvalidCharacter, span, "a character is missing here");
    };
    let start = span.start.saturating_add(offset as u32);
    let place = Span::new(start, start.saturating_add(character.len_utf8() as u32));
    let finding =
        |shown: String| Diagnostic::new(Code::InvalidCharacter, place, format!("no schema holds {shown}"));
    match character {
        '/' => finding("a single `/`".to_owned())
            .note("a comment?")
            .help("comments are written `// ...` and `/* ... */`"),
        '\u{feff}' => finding("a byte order mark (U+FEFF) here".to_owned())
            .note("invisible")
            .help("delete it; it may stand only at the very start of a file"),
        '@' => finding("`@` without a word".to_owned())
            .note("not a modifier")
            .help("a modifier is `@` and a lowercase word: `@read`"),
        _ if character.is_ascii_graphic() => finding(format!("the character `{character}`"))
            .note("not TL")
            .help("delete it, or put it into a comment"),
        _ if character.is_alphanumeric() => {
            let finding = finding(format!("the letter '{character}' (U+{:04X})", u32::from(character)));
            match latin(character) {
                Some(latin) => finding
                    .note(format!("looks like `{latin}`"))
                    .help(format!("write the ASCII letter `{latin}`")),
                None => finding.note("not ASCII").help("names are made of ASCII letters, digits and `_`"),
            }
        }
        _ => finding(format!("the character U+{:04X}", u32::from(character)))
            .note("not TL")
            .help("delete it; white space is made of spaces, tabs and line ends"),
    }
}

/// The ASCII letter that a Cyrillic or Greek one is easily taken for.
fn latin(character: char) -> Option<char> {
    const ALIKE: &[(char, char)] = &[
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('у', 'y'),
        ('х', 'x'),
        ('і', 'i'),
        ('ѕ', 's'),
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('У', 'Y'),
        ('Х', 'X'),
        ('І', 'I'),
        ('ο', 'o'),
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ο', 'O'),
        ('Τ', 'T'),
    ];
    ALIKE.iter().find(|(alike, _)| *alike == character).map(|(_, latin)| *latin)
}

/// The finding for dashes or equals signs that are no section and no layer mark.
pub(super) fn bad_mark(token: Token, text: &str) -> Diagnostic {
    let finding = |message: &str| Diagnostic::new(Code::InvalidSection, token.span, message.to_owned());
    if token.kind == Kind::BadLayer {
        return finding("this is no layer mark")
            .note("expected `===n===`")
            .help("a layer mark is written `===46===`");
    }
    let word = text.trim_matches(|character: char| character == '-' || character.is_whitespace());
    let meant = match word.get(..3).map(str::to_ascii_lowercase).as_deref() {
        Some("fun") => Some("---functions---"),
        Some("typ") => Some("---types---"),
        _ => None,
    };
    let finding = finding("a section is `---types---` or `---functions---`").note("neither of the two");
    match meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => {
            finding.help("write `---types---` before constructors and `---functions---` before functions")
        }
    }
}
