//! Tokens, and the stream of them that the grammar's combinators read.
//!
//! In: what [`super::lexer`] found in one file. Out: [`Tokens`], a cheap cursor that the combinators take as their
//! input.
//! Nothing here knows what a declaration is.

use crate::ast::{Comment, Ident, Name};
use crate::source::Span;

/// The most namespaces that a name stands in. Each is a module of generated code, and whoever walks them walks as deep.
pub(super) const MAX_NAMESPACES: usize = 16;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A name of one or more segments.
    Name,
    /// `_` alone.
    Underscore,
    /// Digits.
    Nat,
    /// `#` glued to the name before it, with the word behind it.
    Id,
    /// `@word`
    At,
    /// `---types---`
    Types,
    /// `---functions---`
    Functions,
    /// Dashes that open neither.
    BadSection,
    /// `===46===`
    Layer,
    /// `===` that opens no layer mark.
    BadLayer,
    Hash,
    Colon,
    Semi,
    Equals,
    Arrow,
    Question,
    Bang,
    Percent,
    Star,
    Plus,
    Comma,
    Dot,
    Less,
    Greater,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    /// A word that is no name: it starts with a digit or `_`, holds letters outside ASCII or an uppercase namespace.
    BadWord,
    /// A character that no schema holds.
    BadCharacter,
    /// `*/` outside a comment.
    StrayClose,
    /// `/*` without an end.
    OpenComment,
    /// Behind the last token of what is being read.
    End,
}

impl Kind {
    /// Whether the token alone is a mistake, whatever stands around it.
    pub(super) fn is_mistake(self) -> bool {
        matches!(self, Self::BadWord | Self::BadCharacter | Self::StrayClose | Self::OpenComment)
    }
}

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// For names: whether the last segment starts with an uppercase letter.
    pub(super) upper: bool,
    /// For names: whether there are several segments.
    pub(super) dotted: bool,
    /// Whether it is the first token on its line.
    pub(super) first_on_line: bool,
    pub(super) span: Span,
    /// How many comments stand before it in the file.
    pub(super) comments: u32,
}

/// All tokens and comments of one file.
pub(super) struct Lexed<'a> {
    pub(super) text: &'a str,
    /// Offset of the text in the source map.
    pub(super) start: u32,
    /// The tokens; the last one is [`Kind::End`].
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment<'a>>,
    /// About how many declarations there are.
    pub(super) declarations: usize,
}

impl<'a> Lexed<'a> {
    /// The whole text.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start.saturating_add(self.text.len() as u32))
    }

    /// The text under a span of this file.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        let at = |offset: u32| offset.saturating_sub(self.start) as usize;
        self.text.get(at(span.start)..at(span.end)).unwrap_or_default()
    }

    /// The token at an index; behind the last one, the end.
    #[inline]
    pub(super) fn token(&self, index: u32) -> Token {
        match self.tokens.get(index as usize) {
            Some(token) => *token,
            None => self.last(),
        }
    }

    #[cold]
    fn last(&self) -> Token {
        let end = self.span().end;
        self.tokens.last().copied().unwrap_or(Token {
            kind: Kind::End,
            upper: false,
            dotted: false,
            first_on_line: true,
            span: Span::new(end, end),
            comments: self.comments.len() as u32,
        })
    }

    /// The comments that stand behind the token before `first` and before the token `last`.
    pub(super) fn comments(&self, first: u32, last: u32) -> &[Comment<'a>] {
        let from = if first > 0 { self.token(first - 1).comments } else { 0 };
        let to = self.token(last).comments;
        // So it is nearly everywhere.
        if from == to {
            return &[];
        }
        self.comments.get(from as usize..to as usize).unwrap_or_default()
    }

    pub(super) fn ident(&self, token: Token) -> Ident<'a> {
        Ident { text: self.slice(token.span), span: token.span }
    }

    pub(super) fn name(&self, token: Token) -> Name<'a> {
        Name { text: self.slice(token.span), span: token.span }
    }
}

/// A cursor over the tokens of one declaration.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'t, 's> {
    pub(super) file: &'t Lexed<'s>,
    /// The tokens that may still be read.
    pub(super) rest: &'t [Token],
    /// Index of the next token in the file.
    pub(super) at: u32,
    /// How many brackets are open around the cursor.
    pub(super) depth: u16,
    /// How many sums were read so far.
    pub(super) sums: u16,
}

impl<'t, 's> Tokens<'t, 's> {
    /// A cursor over the tokens from index `at` up to `end`.
    pub(super) fn new(file: &'t Lexed<'s>, at: u32, end: u32) -> Self {
        let rest = file.tokens.get(at as usize..end as usize).unwrap_or_default();
        Self { file, rest, at, depth: 0, sums: 0 }
    }

    /// The next token, or the end.
    #[inline]
    pub(super) fn first(self) -> Token {
        match self.rest {
            [first, ..] => *first,
            [] => self.behind(),
        }
    }

    /// The token behind the next one.
    #[inline]
    pub(super) fn second(self) -> Token {
        match self.rest {
            [_, second, ..] => *second,
            _ => self.behind(),
        }
    }

    /// The token `n` places on.
    pub(super) fn nth(self, n: u32) -> Token {
        self.rest.get(n as usize).copied().unwrap_or_else(|| self.behind())
    }

    /// Index behind the last token that may be read.
    pub(super) fn end(self) -> u32 {
        self.at.saturating_add(self.rest.len() as u32)
    }

    /// What stands behind the last token that may be read.
    #[cold]
    fn behind(self) -> Token {
        let behind = self.file.token(self.end().saturating_sub(1)).span.end;
        Token { kind: Kind::End, span: Span::new(behind, behind), ..self.file.token(self.end()) }
    }

    /// The span of the token that was read last.
    pub(super) fn previous_span(self) -> Span {
        self.file.token(self.at.saturating_sub(1)).span
    }

    /// The cursor behind the next token.
    #[inline]
    pub(super) fn next(self) -> Self {
        match self.rest {
            [_, rest @ ..] => Self { rest, at: self.at + 1, ..self },
            [] => self,
        }
    }

    /// The cursor behind the next `n` tokens.
    pub(super) fn skip(mut self, n: u32) -> Self {
        for _ in 0..n {
            self = self.next();
        }
        self
    }
}
