//! Text to tokens and comments.
//!
//! In: the text of one file. Out: [`Lexed`]. It never fails: what is no token becomes a token of a mistaken kind, which
//! the grammar runs into and reports at its place. Scanned by hand: names, numbers and comments are all there is, and
//! bytes are compared once.

use super::token::{Kind, Lexed, Token};
use crate::ast::Comment;
use crate::source::Span;

/// Reads the whole text, whose first byte has the offset `start` in the source map.
pub(super) fn lex(text: &str, start: u32) -> Lexed<'_> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        start,
        at: 0,
        fresh_line: true,
        // Four bytes a token is what real schemas have; a wrong guess costs one move.
        tokens: Vec::with_capacity(text.len() / 4),
        comments: Vec::new(),
        open_newlines: None,
    };
    lexer.run();
    Lexed { text, start, tokens: lexer.tokens, comments: lexer.comments }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    start: u32,
    at: usize,
    /// Whether only white space stands before `at` on its line.
    fresh_line: bool,
    tokens: Vec<Token>,
    comments: Vec<Comment<'a>>,
    /// Line ends since the last comment, while no token follows it.
    open_newlines: Option<u32>,
}

impl<'a> Lexer<'a> {
    /// The byte that far on; 0 behind the end, which is no part of any token.
    fn byte(&self, offset: usize) -> u8 {
        match self.bytes.get(self.at + offset) {
            Some(byte) => *byte,
            None => 0,
        }
    }

    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        while self.at < self.bytes.len() {
            match self.byte(0) {
                b'\n' => {
                    self.at += 1;
                    self.fresh_line = true;
                    self.open_newlines = self.open_newlines.map(|count| count.saturating_add(1));
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.byte(1) == b'/' => self.line_comment(),
                b'/' if self.byte(1) == b'*' => self.block_comment(),
                byte => self.token(byte),
            }
        }
        // The end of the file parts a comment from everything, as a blank line does.
        self.open_newlines = self.open_newlines.map(|_| 2);
        self.fresh_line = true;
        self.push(Kind::End, 0);
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn span(&self, length: usize) -> Span {
        let from = self.start.saturating_add(self.at as u32);
        Span::new(from, from.saturating_add(length as u32))
    }

    /// The comment before the current place now has all its line ends.
    fn settle_comment(&mut self) {
        if let (Some(count), Some(last)) = (self.open_newlines.take(), self.comments.last_mut()) {
            last.newlines_after = count.min(2);
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        self.settle_comment();
        self.tokens.push(Token {
            kind,
            upper: false,
            dotted: false,
            first_on_line: self.fresh_line,
            span: self.span(length),
            comments: self.comments.len() as u32,
        });
        self.at += length;
        self.fresh_line = false;
    }

    fn comment(&mut self, length: usize, text: &'a str) {
        self.settle_comment();
        let comment =
            Comment { text, span: self.span(text.len()), own_line: self.fresh_line, newlines_after: 0 };
        self.comments.push(comment);
        self.open_newlines = Some(0);
        self.at += length;
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

    fn token(&mut self, byte: u8) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => self.name(),
            b'0'..=b'9' => {
                let digits = self.count(0, |byte| byte.is_ascii_digit());
                let word = self.word(0);
                self.push(if word == digits { Kind::Nat } else { Kind::BadWord }, word);
            }
            b'_' => {
                let word = self.word(0);
                self.push(if word == 1 { Kind::Underscore } else { Kind::BadWord }, word);
            }
            b'#' => self.hash(),
            b'@' if self.byte(1).is_ascii_lowercase() => {
                let word = 1 + self.count(1, is_word);
                self.push(Kind::At, word);
            }
            b'-' if self.byte(1) == b'-' => self.section(),
            b'=' if self.byte(1) == b'=' && self.byte(2) == b'=' => self.layer(),
            b'=' if self.byte(1) == b'>' => self.push(Kind::Arrow, 2),
            b'*' if self.byte(1) == b'/' => self.push(Kind::StrayClose, 2),
            _ => match punctuation(byte) {
                Some(kind) => self.push(kind, 1),
                None => self.other(),
            },
        }
    }

    /// How many bytes from `offset` on satisfy the test.
    fn count(&self, offset: usize, test: impl Fn(u8) -> bool) -> usize {
        let mut length = 0;
        while test(self.byte(offset + length)) {
            length += 1;
        }
        length
    }

    /// Length of the word at `offset`: letters, digits and `_`, and letters outside ASCII, which make it a mistake.
    fn word(&self, offset: usize) -> usize {
        let ascii = self.ascii_word(offset);
        if self.byte(offset + ascii).is_ascii() {
            return ascii;
        }
        let word = self.text.get(self.at + offset..).unwrap_or_default();
        word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len())
    }

    /// Length of the word at `offset` up to the first letter outside ASCII.
    fn ascii_word(&self, offset: usize) -> usize {
        let bytes = self.bytes.get(self.at + offset..).unwrap_or_default();
        bytes.iter().position(|byte| !is_word(*byte)).unwrap_or(bytes.len())
    }

    fn name(&mut self) {
        let (mut segment, mut length) = (0, self.ascii_word(0));
        let mut good = true;
        // A dot continues the name only before a letter: in `mask.3?int` it selects a bit.
        while self.byte(length) == b'.' && self.byte(length + 1).is_ascii_alphabetic() {
            good &= self.byte(segment).is_ascii_lowercase();
            segment = length + 1;
            length = segment + self.ascii_word(segment);
        }
        if !self.byte(length).is_ascii() {
            let whole = segment + self.word(segment);
            good &= whole == length;
            length = whole;
        }
        let upper = self.byte(segment).is_ascii_uppercase();
        self.push(if good { Kind::Name } else { Kind::BadWord }, length);
        if let Some(token) = self.tokens.last_mut() {
            token.upper = upper;
            token.dotted = segment > 0;
        }
    }

    /// A `#` that touches the name before it and a word behind it is an id; any other one stands alone.
    fn hash(&mut self) {
        let here = self.span(0).start;
        let glued = self.tokens.last().is_some_and(|token| {
            token.span.end == here && matches!(token.kind, Kind::Name | Kind::Underscore | Kind::BadWord)
        });
        let word = if glued { self.word(1) } else { 0 };
        self.push(if word > 0 { Kind::Id } else { Kind::Hash }, 1 + word);
    }

    /// `---types---`, white space allowed inside.
    fn section(&mut self) {
        let rest = self.rest();
        let line = rest.get(..rest.find(['\n', ';']).unwrap_or(rest.len())).unwrap_or_default();
        if let Some(inner) = line.strip_prefix("---") {
            for (word, kind) in [("types", Kind::Types), ("functions", Kind::Functions)] {
                let behind = inner.trim_start().strip_prefix(word).map(str::trim_start);
                if let Some(tail) = behind.and_then(|behind| behind.strip_prefix("---")) {
                    self.push(kind, line.len() - tail.len());
                    return;
                }
            }
        }
        // A mistaken mark reaches to the end of its line, or to a comment.
        let mark = line.get(..line.find("//").unwrap_or(line.len())).unwrap_or_default();
        self.push(Kind::BadSection, mark.trim_end().len());
    }

    /// `===46===`
    fn layer(&mut self) {
        let digits = self.count(3, |byte| byte.is_ascii_digit());
        let closed = self.rest().get(3 + digits..).is_some_and(|tail| tail.starts_with("==="));
        if digits > 0 && closed {
            self.push(Kind::Layer, digits + 6);
        } else {
            let length = self.count(0, |byte| byte == b'=' || byte.is_ascii_alphanumeric());
            self.push(Kind::BadLayer, length);
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
            None => self.at = self.bytes.len(),
        }
    }
}

fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_')
}

fn punctuation(byte: u8) -> Option<Kind> {
    Some(match byte {
        b':' => Kind::Colon,
        b';' => Kind::Semi,
        b'=' => Kind::Equals,
        b'?' => Kind::Question,
        b'!' => Kind::Bang,
        b'%' => Kind::Percent,
        b'*' => Kind::Star,
        b'+' => Kind::Plus,
        b',' => Kind::Comma,
        b'.' => Kind::Dot,
        b'<' => Kind::Less,
        b'>' => Kind::Greater,
        b'(' => Kind::LeftParen,
        b')' => Kind::RightParen,
        b'[' => Kind::LeftBracket,
        b']' => Kind::RightBracket,
        b'{' => Kind::LeftBrace,
        b'}' => Kind::RightBrace,
        _ => return None,
    })
}
