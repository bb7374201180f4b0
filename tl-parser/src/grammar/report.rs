//! Failures in the words of a report, and the place where reading goes on.
//!
//! In: a declaration that did not parse, and the furthest [`Failure`] in it. Out: one [`Diagnostic`] that says what is
//! wrong, where and what to do. Only declarations with a mistake come here, so looking over their tokens again is cheap.

use super::declaration::uppercase_combinator;
use super::failure::{Failure, What};
use super::mistake;
use super::token::{Kind, Tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The finding for a declaration, and the index of the token where the next one starts when that is not behind its `;`.
pub(super) fn report(declaration: Tokens<'_, '_>, failure: Failure) -> (Diagnostic, Option<u32>) {
    let at = Tokens::new(declaration.file, failure.at.min(declaration.end()), declaration.end());
    let found = at.first();
    if let Some(finding) = failure.finding {
        return (*finding, None);
    }
    if found.kind.is_mistake() {
        return (mistake::explain(declaration, found), None);
    }
    let first = declaration.first();
    let equals = find(declaration, declaration.at, is_equals);
    if first.kind == Kind::Name && first.upper && equals.is_some() {
        return (uppercase_combinator(declaration, first), None);
    }
    if let Some(finding) = missing_end(declaration, &failure, equals) {
        return finding;
    }
    if let Some(finding) = unclosed(at, &failure) {
        return (finding, None);
    }
    (unexpected(at, &failure), None)
}

fn is_equals(kind: Kind) -> bool {
    matches!(kind, Kind::Equals | Kind::Arrow)
}

/// Index of the first such token from `from` on.
fn find(declaration: Tokens<'_, '_>, from: u32, test: impl Fn(Kind) -> bool) -> Option<u32> {
    (from..declaration.end()).find(|index| test(declaration.file.token(*index).kind))
}

/// A declaration that another one runs into, or that has no result, or two.
fn missing_end(
    declaration: Tokens<'_, '_>,
    failure: &Failure,
    equals: Option<u32>,
) -> Option<(Diagnostic, Option<u32>)> {
    let at = Tokens::new(declaration.file, failure.at, declaration.end());
    let (file, first) = (declaration.file, declaration.first());
    let found = at.first();
    let before = |index: u32| {
        let end = file.token(index.saturating_sub(1)).span.end;
        Span::new(end, end)
    };
    let equals = equals.filter(|equals| *equals < at.at);
    // The result itself, or the name of the declaration, may stand on a line of its own.
    let body = equals.map_or(declaration.at + 1, |equals| equals + 2);
    let restart = (body..=at.at.min(at.end().saturating_sub(1))).rev().find(|index| {
        let token = file.token(*index);
        let starts = matches!(token.kind, Kind::Name | Kind::Underscore | Kind::At) && !token.upper;
        token.first_on_line && starts
    });
    match equals {
        Some(equals) => {
            let second = find(at, (equals + 1).max(restart.unwrap_or(0)), is_equals);
            let goes_on = failure.expected.has(What::Semi) || second.is_some();
            if found.kind == Kind::End && failure.expected.has(What::Semi) {
                return Some((missing_semicolon(before(at.at)), None));
            }
            if let (Some(restart), true) = (restart, goes_on) {
                return Some((missing_semicolon(before(restart)), Some(restart)));
            }
            second.filter(|_| failure.expected.has(What::Semi)).map(|second| {
                let finding =
                    Diagnostic::new(Code::UnexpectedToken, file.token(second).span, "unexpected `=`")
                        .note("a second `=`")
                        .label(file.token(equals).span, "the result stands behind this one")
                        .help("a declaration has one `=`; end the one before with `;`");
                (finding, None)
            })
        }
        None if matches!(found.kind, Kind::Semi | Kind::End) && failure.expected.has(What::Equals) => {
            Some((missing_result(file.slice(first.span), before(at.at)), None))
        }
        // `a x:int` and on the next line `b#12345678 ...`
        None if found.kind == Kind::Id => restart
            .filter(|restart| restart + 1 == at.at)
            .map(|restart| (missing_result(file.slice(first.span), before(restart)), Some(restart))),
        None => None,
    }
}

fn missing_semicolon(place: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingSemicolon, place, "the declaration does not end with `;`")
        .note("expected `;` here")
        .help("write `;` behind the result type")
}

fn missing_result(name: &str, place: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingResult, place, format!("the declaration of `{name}` has no result"))
        .note("expected `=` and a type here")
        .help("write what the declaration belongs to, such as `= Type;`")
}

/// An opening bracket whose closing one does not come.
fn unclosed(at: Tokens<'_, '_>, failure: &Failure) -> Option<Diagnostic> {
    let opener = at.file.token(failure.open?);
    let found = at.first();
    let close = match opener.kind {
        Kind::LeftParen => Kind::RightParen,
        Kind::Less => Kind::Greater,
        Kind::LeftBrace => Kind::RightBrace,
        _ => Kind::RightBracket,
    };
    let ends = matches!(
        found.kind,
        Kind::Equals
            | Kind::Arrow
            | Kind::Semi
            | Kind::End
            | Kind::RightParen
            | Kind::Greater
            | Kind::RightBrace
            | Kind::RightBracket
    );
    if !ends && find(at, at.at, |kind| kind == close).is_some() {
        return None;
    }
    let (open, close) = match opener.kind {
        Kind::LeftParen => ("(", ")"),
        Kind::Less => ("<", ">"),
        Kind::LeftBrace => ("{", "}"),
        _ => ("[", "]"),
    };
    let finding = Diagnostic::new(Code::UnclosedBracket, opener.span, format!("`{open}` is not closed"))
        .note("opened here")
        .label(found.span, format!("expected `{close}`, found {}", describe(at)));
    Some(finding.help(format!("write `{close}` behind what belongs inside")))
}

fn unexpected(at: Tokens<'_, '_>, failure: &Failure) -> Diagnostic {
    let found = at.first();
    let message = format!("expected {}, found {}", failure.expected.text(), describe(at));
    let finding = Diagnostic::new(Code::UnexpectedToken, found.span, message);
    let name = |finding: Diagnostic| Diagnostic { code: Code::InvalidName, ..finding };
    match found.kind {
        Kind::Id => finding
            .note("an id here")
            .help("an id stands behind the name of a declaration; a field of type `#` is written `x:#`"),
        Kind::Dot => name(finding)
            .note("this dot joins no name")
            .help("the words of a name are joined by single dots, without white space: `a.b`"),
        Kind::Plus => finding.note("a sum here").help("write a sum in parentheses: `(n+1)`"),
        Kind::LeftBrace => finding
            .note("a template parameter here")
            .help("template parameters stand before the fields: `a {X:Type} x:X = A X;`"),
        Kind::Star => {
            finding.note("a repetition here").help("a repetition is a field: `4*[ int ]` or `x:n*[ int ]`")
        }
        Kind::At => finding.note("a modifier here").help("modifiers stand before the name of a declaration"),
        Kind::Question => finding
            .note("a `?` here")
            .help("a condition is a mask with a bit, `x:flags.0?int`; a built-in is `int ? = Int;`"),
        Kind::Equals | Kind::Arrow if failure.expected.has(What::Name) => finding
            .note("the name of the declaration is missing")
            .help("write a name, such as `a x:int = A;`"),
        Kind::LeftBracket if failure.expected.has(What::Semi) || failure.expected.has(What::CloseAngle) => {
            finding.note("a repetition here").help("a repetition stands only among fields")
        }
        Kind::LeftParen if failure.expected.has(What::Result) => {
            finding.note("parentheses here").help("write the result without them: `= Vector int;`")
        }
        Kind::Name | Kind::Nat | Kind::Hash
            if failure.expected.has(What::Semi) && failure.expected.has(What::BoxedType) =>
        {
            finding.note("not expected here").help("a built-in is written `int ? = Int;`")
        }
        _ => finding.note("not expected here").help(hint(failure)),
    }
}

/// What to do, by what was waited for.
fn hint(failure: &Failure) -> &'static str {
    let has = |what| failure.expected.has(what);
    if has(What::Name) {
        "a declaration starts with a name: `a x:int = A;`"
    } else if has(What::Semi) {
        "end the declaration with `;`"
    } else if has(What::ParameterKind) {
        "a template parameter is written `{X:Type}` or `{n:#}`"
    } else if has(What::Equals) {
        "a declaration is a name, fields, `=` and a type: `a x:int = A;`"
    } else if has(What::Result) {
        "write the boxed type that the declaration belongs to: `= A;`"
    } else if has(What::Type) {
        "write a type, such as `int`, `Vector<long>` or `(vector int)`"
    } else {
        "compare with `a#1cb5c415 {X:Type} flags:# x:flags.0?int y:Vector<X> = A X;`"
    }
}

/// The token at the cursor, as a person would call it.
fn describe(at: Tokens<'_, '_>) -> String {
    let found = at.first();
    let text = at.file.slice(found.span);
    match found.kind {
        Kind::End if at.file.token(at.end()).kind == Kind::End => "the end of the file".to_owned(),
        Kind::End => format!("`{}`", at.file.slice(at.file.token(at.end()).span)),
        Kind::Nat => format!("the number `{text}`"),
        Kind::Id => format!("the id `{text}`"),
        _ => format!("`{text}`"),
    }
}
