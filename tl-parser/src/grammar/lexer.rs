//! Text to tokens and comments.
//!
//! In: the text of one file. Out: [`Lexed`]. It never fails: what is no token becomes a token of a mistaken kind, which
//! the grammar runs into and reports at its place. Scanned by hand: names, numbers and comments are all there is, and
//! bytes are compared once.

use super::token::{Kind, Lexed, MAX_NAMESPACES, Token};
use crate::ast::Comment;
use crate::source::Span;

/// Reads the whole text, whose first byte has the offset `start` in the source map.
pub(super) fn lex(text: &str, start: u32) -> Lexed<'_> {
    let mut lexer = Lexer {
        text,
        rest: text.as_bytes(),
        start,
        fresh_line: true,
        // Four bytes a token is what real schemas have; a wrong guess costs one move.
        tokens: Vec::with_capacity(text.len() / 4),
        comments: Vec::new(),
        open_newlines: None,
        semis: 0,
    };
    lexer.run();
    let Lexer { tokens, comments, semis, .. } = lexer;
    // The shortest declaration has four tokens: a text of nothing but `;` reserves little.
    let declarations = semis.min(tokens.len() / 4);
    Lexed { text, start, tokens, comments, declarations }
}

// Bytes are looked at through slice patterns: in a build script nothing is optimised, and a pattern calls no function.
struct Lexer<'a> {
    text: &'a str,
    /// The bytes that are not read yet.
    rest: &'a [u8],
    start: u32,
    /// Whether only white space stands before `rest` on its line.
    fresh_line: bool,
    tokens: Vec<Token>,
    comments: Vec<Comment<'a>>,
    /// Line ends since the last comment, while no token follows it.
    open_newlines: Option<u32>,
    /// How many `;` were read.
    semis: usize,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        if let [0xef, 0xbb, 0xbf, behind @ ..] = self.rest {
            self.rest = behind;
        }
        loop {
            match self.rest {
                [] => break,
                [b' ' | b'\t' | b'\r' | 0x0b | 0x0c, behind @ ..] => self.rest = behind,
                [b'\n', behind @ ..] => {
                    self.rest = behind;
                    self.fresh_line = true;
                    if let Some(count) = self.open_newlines {
                        self.open_newlines = Some(count.saturating_add(1));
                    }
                }
                [b'/', b'/', ..] => self.line_comment(),
                [b'/', b'*', ..] => self.block_comment(),
                _ => self.token(),
            }
        }
        // The end of the file parts a comment from everything, as a blank line does.
        self.open_newlines = self.open_newlines.map(|_| 2);
        self.fresh_line = true;
        self.push(Kind::End, 0);
    }

    /// Offset of the next byte in the text.
    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The text that is not read yet.
    fn rest(&self) -> &'a str {
        self.text.get(self.at()..).unwrap_or_default()
    }

    fn span(&self, length: usize) -> Span {
        let from = self.start.saturating_add(self.at() as u32);
        Span::new(from, from.saturating_add(length as u32))
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    /// The comment before the current place now has all its line ends.
    fn settle_comment(&mut self) {
        if let Some(count) = self.open_newlines {
            self.open_newlines = None;
            if let Some(last) = self.comments.last_mut() {
                last.newlines_after = count.min(2);
            }
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.push_name(kind, length, false, false);
    }

    fn push_name(&mut self, kind: Kind, length: usize, upper: bool, dotted: bool) {
        self.settle_comment();
        let (first_on_line, span) = (self.fresh_line, self.span(length));
        self.tokens.push(Token {
            kind,
            upper,
            dotted,
            first_on_line,
            span,
            comments: self.comments.len() as u32,
        });
        self.skip(length);
        self.fresh_line = false;
    }

    fn comment(&mut self, length: usize, text: &'a str) {
        self.settle_comment();
        let comment =
            Comment { text, span: self.span(text.len()), own_line: self.fresh_line, newlines_after: 0 };
        self.comments.push(comment);
        self.open_newlines = Some(0);
        self.skip(length);
        self.fresh_line = false;
    }

    fn line_comment(&mut self) {
        let rest = self.rest();
        let length = rest.find('\n').unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or_default();
        self.comment(length, text.trim_end_matches('\r'));
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        match rest.get(2..).and_then(|inner| inner.find("*/")) {
            Some(inner) => {
                let text = rest.get(..inner + 4).unwrap_or_default();
                self.comment(text.len(), text);
            }
            None => self.push(Kind::OpenComment, rest.len()),
        }
    }

    fn token(&mut self) {
        let (kind, length) = match self.rest {
            [b'a'..=b'z' | b'A'..=b'Z', ..] => return self.name(),
            [b'0'..=b'9', ..] => return self.number(),
            [b':', ..] => (Kind::Colon, 1),
            [b';', ..] => {
                self.semis += 1;
                (Kind::Semi, 1)
            }
            [b'#', ..] => return self.hash(),
            [b'=', b'=', b'=', ..] => return self.layer(),
            [b'=', b'>', ..] => (Kind::Arrow, 2),
            [b'=', ..] => (Kind::Equals, 1),
            [b'.', ..] => (Kind::Dot, 1),
            [b'?', ..] => (Kind::Question, 1),
            [b'<', ..] => (Kind::Less, 1),
            [b'>', ..] => (Kind::Greater, 1),
            [b'!', ..] => (Kind::Bang, 1),
            [b'%', ..] => (Kind::Percent, 1),
            [b'*', b'/', ..] => (Kind::StrayClose, 2),
            [b'*', ..] => (Kind::Star, 1),
            [b'+', ..] => (Kind::Plus, 1),
            [b',', ..] => (Kind::Comma, 1),
            [b'(', ..] => (Kind::LeftParen, 1),
            [b')', ..] => (Kind::RightParen, 1),
            [b'[', ..] => (Kind::LeftBracket, 1),
            [b']', ..] => (Kind::RightBracket, 1),
            [b'{', ..] => (Kind::LeftBrace, 1),
            [b'}', ..] => (Kind::RightBrace, 1),
            [b'_', ..] => match self.word(0) {
                1 => (Kind::Underscore, 1),
                word => (Kind::BadWord, word),
            },
            [b'@', b'a'..=b'z', behind @ ..] => (Kind::At, self.rest.len() - behind_word(behind).len()),
            [b'-', b'-', ..] => return self.section(),
            _ => return self.other(),
        };
        self.push(kind, length);
    }

    /// Length of the word at `offset`: letters, digits and `_`, and letters outside ASCII, which make it a mistake.
    fn word(&self, offset: usize) -> usize {
        let bytes = self.rest.get(offset..).unwrap_or_default();
        let behind = behind_word(bytes);
        if !matches!(behind, [0x80..=0xff, ..]) {
            return bytes.len() - behind.len();
        }
        let word = self.rest().get(offset..).unwrap_or_default();
        word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len())
    }

    fn name(&mut self) {
        let mut segment = self.rest;
        let mut behind = behind_word(segment);
        let (mut good, mut namespaces) = (true, 0_usize);
        // A dot continues the name only before a letter: in `mask.3?int` it selects a bit.
        while let [b'.', next @ ..] = behind
            && let [b'a'..=b'z' | b'A'..=b'Z', ..] = next
        {
            good &= matches!(segment, [b'a'..=b'z', ..]);
            namespaces += 1;
            segment = next;
            behind = behind_word(next);
        }
        let mut length = self.rest.len() - behind.len();
        if let [0x80..=0xff, ..] = behind {
            let before = self.rest.len() - segment.len();
            let whole = before + self.word(before);
            good &= whole == length;
            length = whole;
        }
        good &= namespaces <= MAX_NAMESPACES;
        let upper = matches!(segment, [b'A'..=b'Z', ..]);
        self.push_name(if good { Kind::Name } else { Kind::BadWord }, length, upper, namespaces > 0);
    }

    fn number(&mut self) {
        let digits = self.rest.len() - behind_digits(self.rest).len();
        let word = self.word(0);
        self.push(if word == digits { Kind::Nat } else { Kind::BadWord }, word);
    }

    /// A `#` that touches the name before it and a word behind it is an id; any other one stands alone.
    fn hash(&mut self) {
        let here = self.span(0).start;
        let glued = match self.tokens.last() {
            Some(token) => {
                token.span.end == here && matches!(token.kind, Kind::Name | Kind::Underscore | Kind::BadWord)
            }
            None => false,
        };
        let word = if glued { self.word(1) } else { 0 };
        self.push(if word > 0 { Kind::Id } else { Kind::Hash }, 1 + word);
    }

    /// `---types---`, white space allowed inside.
    fn section(&mut self) {
        let rest = self.rest();
        let is_space = |letter: char| letter.is_whitespace() && letter != '\n';
        if let Some(inner) = rest.strip_prefix("---").map(|inner| inner.trim_start_matches(is_space)) {
            for (word, kind) in [("types", Kind::Types), ("functions", Kind::Functions)] {
                let behind = inner.strip_prefix(word).map(|behind| behind.trim_start_matches(is_space));
                if let Some(tail) = behind.and_then(|behind| behind.strip_prefix("---")) {
                    self.push(kind, rest.len() - tail.len());
                    return;
                }
            }
        }
        let line = rest.get(..rest.find(['\n', ';']).unwrap_or(rest.len())).unwrap_or_default();
        // A mistaken mark reaches to the end of its line, or to a comment.
        let mark = line.get(..line.find("//").unwrap_or(line.len())).unwrap_or_default();
        self.push(Kind::BadSection, mark.trim_end().len());
    }

    /// `===46===`
    fn layer(&mut self) {
        let rest = self.rest();
        let inner = rest.trim_start_matches('=');
        let behind = inner.trim_start_matches(|c: char| c.is_ascii_digit());
        let closed = rest.len() - inner.len() == 3 && behind.len() < inner.len() && behind.starts_with("===");
        if closed {
            self.push(Kind::Layer, rest.len() - behind.len() + 3);
        } else {
            let behind = rest.trim_start_matches(|c: char| c == '=' || c.is_ascii_alphanumeric());
            self.push(Kind::BadLayer, rest.len() - behind.len());
        }
    }

    fn other(&mut self) {
        match self.rest().chars().next() {
            Some(letter) if letter.is_alphanumeric() => {
                let word = self.word(0);
                self.push(Kind::BadWord, word);
            }
            Some(character) => self.push(Kind::BadCharacter, character.len_utf8()),
            // Not reached while `at` is inside the text; leaving is the safe way out of the loop.
            None => self.rest = &[],
        }
    }
}

/// For each byte whether it is a letter, a digit or `_`.
#[allow(clippy::indexing_slicing, reason = "filled by the compiler, which would refuse a wrong index")]
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// What stands behind the letters, digits and `_` at the start.
fn behind_word(mut bytes: &[u8]) -> &[u8] {
    while let [byte, behind @ ..] = bytes {
        #[allow(clippy::indexing_slicing, reason = "the table has a place for each byte")]
        if !IN_WORD[*byte as usize] {
            break;
        }
        bytes = behind;
    }
    bytes
}

/// What stands behind the digits at the start.
fn behind_digits(mut bytes: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', behind @ ..] = bytes {
        bytes = behind;
    }
    bytes
}
