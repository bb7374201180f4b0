//! The shape of an annotation line: `//#[key, key=value, key(a, b)]`, and `//#![...]` for a whole file.
//!
//! In: one comment. Out: its annotations with their places, or the report of where it stops being one. No word has a
//! meaning here.

use super::super::model::AnnotationValue;
use crate::ast::Comment;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// For what a line speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Declaration,
    File,
}

/// One annotation as written.
pub(super) struct Attribute {
    pub(super) key: String,
    pub(super) value: AnnotationValue,
    /// The key.
    pub(super) key_span: Span,
    /// Each word of the value.
    pub(super) value_spans: Vec<Span>,
    pub(super) span: Span,
}

/// The annotations of a comment; `None` when it is an ordinary comment.
pub(super) fn parse(comment: &Comment<'_>) -> Option<Result<(Reach, Vec<Attribute>), Diagnostic>> {
    let text = comment.text;
    let (reach, at) = if text.starts_with("//#[") {
        (Reach::Declaration, 4)
    } else if text.starts_with("//#![") {
        (Reach::File, 5)
    } else {
        return looks_alike(text).then(|| Err(misspelt(comment)));
    };
    let mut cursor = Cursor { text, at, start: comment.span.start };
    Some(cursor.attributes().map(|attributes| (reach, attributes)))
}

/// A comment whose author meant an annotation: one that were ignored could open what it was to close.
fn looks_alike(text: &str) -> bool {
    let Some(inside) = text.strip_prefix("//").or_else(|| text.strip_prefix("/*")) else { return false };
    let inside = inside.trim_start_matches(['/', '*', '!', ' ', '\t']);
    let spaced = |behind: &str| {
        behind.starts_with(|c: char| c.is_ascii_lowercase()) && behind.trim_end().ends_with(']')
    };
    inside.starts_with("#[")
        || inside.starts_with("#![")
        // With a space it may as well be a piece of TL: `# [ t ]`.
        || text.strip_prefix("//#").map(str::trim_start).and_then(|rest| rest.strip_prefix('[')).is_some_and(spaced)
}

fn misspelt(comment: &Comment<'_>) -> Diagnostic {
    Diagnostic::new(Code::MalformedAnnotation, comment.span, "this looks like an annotation and is not one")
        .help("write `//#[...]` above a declaration or `//#![...]` for the file, without a space before the `#` or behind it")
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    start: u32,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn span_from(&self, from: usize) -> Span {
        Span::new(self.start.saturating_add(from as u32), self.start.saturating_add(self.at as u32))
    }

    /// Takes the characters that fit.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let len = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn spaces(&mut self) {
        self.take(|c| c == ' ' || c == '\t');
    }

    fn expected(&self, what: &str) -> Diagnostic {
        let found = self.rest().chars().next();
        let len = found.map_or(0, char::len_utf8);
        let begin = self.start.saturating_add(self.at as u32);
        let found = found.map_or("the end of the line".to_owned(), |c| format!("`{}`", c.escape_debug()));
        let span = Span::new(begin, begin.saturating_add(len as u32));
        Diagnostic::new(
            Code::MalformedAnnotation,
            span,
            format!("the annotation has {found} where {what} is expected"),
        )
        .help("write `//#[key]`, `//#[key=value]` or `//#[key(a, b)]`, several with `, ` between them")
    }

    fn attributes(&mut self) -> Result<Vec<Attribute>, Diagnostic> {
        let mut list = Vec::new();
        loop {
            list.push(self.attribute()?);
            if self.eat(']') {
                break;
            }
            if !self.eat(',') {
                return Err(self.expected("`,` or `]`"));
            }
            self.spaces();
        }
        self.take(char::is_whitespace);
        if self.rest().is_empty() { Ok(list) } else { Err(self.expected("the end of the line")) }
    }

    fn attribute(&mut self) -> Result<Attribute, Diagnostic> {
        let from = self.at;
        if !self.rest().starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(self.expected("a key in lowercase letters"));
        }
        let key = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_').to_owned();
        let key_span = self.span_from(from);
        let mut value_spans = Vec::new();
        let value = if self.eat('=') {
            AnnotationValue::Word(self.value(&mut value_spans)?)
        } else if self.eat('(') {
            let mut words = Vec::new();
            loop {
                words.push(self.value(&mut value_spans)?);
                if self.eat(')') {
                    break;
                }
                if !self.eat(',') {
                    return Err(self.expected("`,` or `)`"));
                }
                self.spaces();
            }
            AnnotationValue::List(words)
        } else {
            AnnotationValue::Flag
        };
        Ok(Attribute { key, value, key_span, value_spans, span: self.span_from(from) })
    }

    fn value(&mut self, spans: &mut Vec<Span>) -> Result<String, Diagnostic> {
        let from = self.at;
        let word = if self.eat('"') {
            let word = self.take(|c| c != '"' && (c == ' ' || c.is_ascii_graphic()));
            if !self.eat('"') {
                return Err(self.expected("a closing `\"`"));
            }
            word
        } else {
            let word = self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':'));
            if word.is_empty() {
                return Err(self.expected("a value"));
            }
            word
        };
        spans.push(self.span_from(from));
        Ok(word.to_owned())
    }
}
