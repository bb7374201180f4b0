//! The error type of the grammar's combinators, and the few combinators that read one token.
//!
//! In: a cursor that stands at the wrong token. Out: [`Failure`], which keeps the furthest place that any alternative
//! reached and all that was expected there. It becomes text in [`super::report`] alone.

use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Parser};

use super::token::{Kind, Token, Tokens};
use crate::diagnostic::Diagnostic;

/// What a parser of this grammar answers.
pub(super) type Res<'t, 's, T> = IResult<Tokens<'t, 's>, T, Failure>;

/// What the grammar can wait for, in the words of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Name,
    FieldName,
    Field,
    Parameter,
    Type,
    Number,
    Equals,
    Result,
    Semi,
    Colon,
    Question,
    OpenBracket,
    CloseParen,
    CloseBracket,
    CloseBrace,
    CloseAngle,
    Comma,
    ParameterKind,
    BoxedType,
}

impl What {
    const ALL: [(Self, &'static str); 19] = [
        (Self::Name, "a name"),
        (Self::FieldName, "a field name"),
        (Self::Field, "a field"),
        (Self::Parameter, "`{`"),
        (Self::Type, "a type"),
        (Self::Number, "a number"),
        (Self::Equals, "`=`"),
        (Self::Result, "a result type"),
        (Self::Colon, "`:`"),
        (Self::Question, "`?`"),
        (Self::OpenBracket, "`[`"),
        (Self::Comma, "`,`"),
        (Self::CloseParen, "`)`"),
        (Self::CloseBracket, "`]`"),
        (Self::CloseBrace, "`}`"),
        (Self::CloseAngle, "`>`"),
        (Self::ParameterKind, "`Type` or `#`"),
        (Self::BoxedType, "a boxed type"),
        (Self::Semi, "`;`"),
    ];
}

/// A set of [`What`].
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Expected(u32);

impl Expected {
    pub(super) fn with(self, what: What) -> Self {
        Self(self.0 | 1 << what as u32)
    }

    pub(super) fn has(self, what: What) -> bool {
        self.0 & 1 << what as u32 != 0
    }

    /// "a field or `=`"
    pub(super) fn text(self) -> String {
        let words: Vec<_> =
            What::ALL.iter().filter(|(what, _)| self.has(*what)).map(|(_, word)| *word).collect();
        match words.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, before)) => format!("{} or {last}", before.join(", ")),
            None => "something else".to_owned(),
        }
    }
}

/// The furthest place that was reached in vain.
#[derive(Debug)]
pub(super) struct Failure {
    /// Index of the token that fits nothing.
    pub(super) at: u32,
    /// What would have fitted there.
    pub(super) expected: Expected,
    /// Index of the opening bracket that was waiting for its closing one.
    pub(super) open: Option<u32>,
    /// A finding that says more than "expected this, found that".
    pub(super) finding: Option<Box<Diagnostic>>,
}

impl Failure {
    pub(super) fn expected(input: Tokens<'_, '_>, what: What) -> Self {
        Self { at: input.at, expected: Expected::default().with(what), open: None, finding: None }
    }

    fn merge(mut self, other: Self) -> Self {
        match self.at.cmp(&other.at) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal => {
                self.expected.0 |= other.expected.0;
                self.open = self.open.or(other.open);
                self.finding = self.finding.or(other.finding);
                self
            }
        }
    }
}

impl<'t, 's> ParseError<Tokens<'t, 's>> for Failure {
    fn from_error_kind(input: Tokens<'t, 's>, _: ErrorKind) -> Self {
        Self { at: input.at, expected: Expected::default(), open: None, finding: None }
    }

    fn append(_: Tokens<'t, 's>, _: ErrorKind, other: Self) -> Self {
        other
    }

    fn or(self, other: Self) -> Self {
        self.merge(other)
    }
}

/// Fails at the next token, so that another alternative may be tried.
pub(super) fn miss<'t, 's, T>(input: Tokens<'t, 's>, what: What) -> Res<'t, 's, T> {
    Err(Err::Error(Failure::expected(input, what)))
}

/// Fails for good with a finding of its own, at the token `at`.
pub(super) fn refuse<T>(at: u32, finding: Diagnostic) -> Result<T, Err<Failure>> {
    let failure = Failure { at, expected: Expected::default(), open: None, finding: Some(Box::new(finding)) };
    Err(Err::Failure(failure))
}

/// One token of that kind.
pub(super) fn token<'t, 's: 't>(kind: Kind, what: What) -> impl Fn(Tokens<'t, 's>) -> Res<'t, 's, Token> {
    move |input| {
        let next = input.first();
        if next.kind == kind { Ok((input.next(), next)) } else { miss(input, what) }
    }
}

/// As often as the next token is of a kind that starts one: from there on the parser is committed.
pub(super) fn each<'t, 's: 't, T>(
    starts: impl Fn(Kind) -> bool,
    parser: impl Fn(Tokens<'t, 's>) -> Res<'t, 's, T>,
) -> impl Fn(Tokens<'t, 's>) -> Res<'t, 's, Vec<T>> {
    move |mut input| {
        // Most lists of a schema are empty, and an empty vector allocates nothing.
        let mut list = Vec::new();
        while starts(input.first().kind) {
            match parser(input) {
                Ok((rest, item)) => {
                    list.push(item);
                    input = rest;
                }
                Err(error) => return Err(error),
            }
        }
        Ok((input, list))
    }
}

/// Names what else could have stood where the parser failed at its first token.
pub(super) fn or_else<'t, 's: 't, T>(
    what: What,
    mut parser: impl Parser<Tokens<'t, 's>, Output = T, Error = Failure>,
) -> impl FnMut(Tokens<'t, 's>) -> Res<'t, 's, T> {
    move |input| {
        let add = |mut failure: Failure| {
            if failure.at == input.at {
                failure.expected = failure.expected.with(what);
            }
            failure
        };
        parser.parse(input).map_err(|error| error.map(add))
    }
}
