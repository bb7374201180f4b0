//! Fields and types.
//!
//! In: a cursor inside a declaration. Out: [`Field`] and [`Type`] nodes with their comments. Whether a name means
//! something is not asked here.

use nom::combinator::cut;
use nom::sequence::terminated;
use nom::{Err, Parser};

use super::failure::{Expected, Failure, Res, What, each, miss, refuse, token};
use super::number::{bit, nat};
use super::token::{Kind, Token, Tokens};
use crate::ast::{ArgStyle, Comment, Condition, Field, Ident, Names, Repeat, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// How deep brackets may stand in each other, and how many sums a declaration may hold: each is a level of the tree.
const MAX_DEPTH: u16 = 128;

/// For how many levels a repetition counts: it is read through more functions than a type, and schemas nest few.
const REPETITION: u16 = 4;

/// Fields up to the first token that starts none. There is room for so many from the start.
pub(super) fn fields<'t, 's>(start: Tokens<'t, 's>, room: usize) -> Res<'t, 's, Vec<Field<'s>>> {
    let mut fields = Vec::with_capacity(room);
    let mut input = start;
    while starts_field(input.first().kind) {
        match field(input) {
            Ok((rest, field)) => {
                fields.push(field);
                input = rest;
            }
            Err(error) => return Err(error),
        }
    }
    if !input.file.comments(start.at, input.at).is_empty() {
        comments_to_line_ends(&mut fields);
    }
    Ok((input, fields))
}

/// A comment at the end of a field's line was read with the next field, but speaks of this one.
fn comments_to_line_ends(fields: &mut [Field<'_>]) {
    let mut fields_behind = fields;
    while let Some((before, rest)) = fields_behind.split_first_mut() {
        if let Some(after) = rest.first_mut().filter(|after| !after.above.is_empty()) {
            let line_end = line_end(&after.above);
            before.behind.extend(after.above.drain(..line_end));
        }
        fields_behind = rest;
    }
}

/// The comments before the token at the cursor: those on the line of the last field go to it, the others are returned.
pub(super) fn comments_behind<'s>(fields: &mut [Field<'s>], input: Tokens<'_, 's>) -> Vec<Comment<'s>> {
    let comments = input.file.comments(input.at, input.at);
    match fields.last_mut() {
        Some(last) => {
            let (behind, rest) = comments.split_at(line_end(comments));
            last.behind.extend_from_slice(behind);
            rest.to_vec()
        }
        None => comments.to_vec(),
    }
}

/// How many of the comments stand on one line with what is before them, when nothing but them stands up to its end.
pub(super) fn line_end(comments: &[Comment<'_>]) -> usize {
    let same_line = comments.iter().take_while(|comment| !comment.own_line).count();
    comments.iter().take(same_line).position(|comment| comment.newlines_after > 0).map_or(0, |last| last + 1)
}

fn starts_field(kind: Kind) -> bool {
    starts_type(kind) || matches!(kind, Kind::Underscore | Kind::LeftBracket | Kind::Bang)
}

/// Whether a type or an argument can start with it.
pub(super) fn starts_type(kind: Kind) -> bool {
    matches!(kind, Kind::Name | Kind::Hash | Kind::Nat | Kind::LeftParen | Kind::Percent)
}

fn field<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Field<'s>> {
    if is_group(input) { group(input) } else { single(input) }
}

/// The comments before and inside the field between the two cursors. Those inside it stand before it in the tree, but
/// those inside its brackets belong to the fields there.
fn comments_of<'s>(input: Tokens<'_, 's>, rest: Tokens<'_, 's>) -> Vec<Comment<'s>> {
    let last = rest.at.saturating_sub(1);
    if input.file.comments(input.at, last).is_empty() {
        return Vec::new();
    }
    let bracket = |index: &u32| input.file.token(*index).kind == Kind::LeftBracket;
    input.file.comments(input.at, (input.at..last).find(bracket).unwrap_or(last)).to_vec()
}

/// Whether the cursor stands at `(x y:int)` and not at `(vector int)`.
fn is_group(input: Tokens<'_, '_>) -> bool {
    if input.first().kind != Kind::LeftParen {
        return false;
    }
    let word = |index: &u32| matches!(input.nth(*index).kind, Kind::Name | Kind::Underscore);
    let words = (1..).take_while(word).count() as u32;
    words > 0 && input.nth(words + 1).kind == Kind::Colon
}

/// `(x y:mask.0?int)`
fn group<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Field<'s>> {
    let (rest, (names, (condition, bang, ty))) = brackets(Kind::LeftParen, |input| {
        let names = each(|kind| kind != Kind::Colon, field_name);
        let ty = (condition, bang, cut(term));
        (terminated(names, token(Kind::Colon, What::Colon)), ty).parse(input)
    })(input)?;
    Ok((rest, new_field([input, rest], names.into(), true, condition, bang, ty)))
}

/// `x:mask.0?int`, `int`, `x:n*[int]`
fn single<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Field<'s>> {
    let (rest, names) = match input.second().kind {
        Kind::Colon => {
            let (rest, name) = field_name(input)?;
            (rest.next(), Names::one(name))
        }
        _ => (input, Names::none()),
    };
    let (rest, condition) = condition(rest)?;
    let (rest, bang) = bang(rest)?;
    // Called and not combined: repetitions nest through here.
    match body(rest) {
        Ok((rest, ty)) => Ok((rest, new_field([input, rest], names, false, condition, bang, ty))),
        Err(error) => Err(error),
    }
}

/// The field between the two cursors.
fn new_field<'s>(
    [input, rest]: [Tokens<'_, 's>; 2],
    names: Names<'s>,
    grouped: bool,
    condition: Option<Condition<'s>>,
    bang: bool,
    ty: Type<'s>,
) -> Field<'s> {
    Field {
        above: comments_of(input, rest),
        names,
        grouped,
        condition,
        bang,
        ty,
        behind: Vec::new(),
        span: input.first().span.to(rest.previous_span()),
    }
}

/// `!`, or nothing.
pub(super) fn bang<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, bool> {
    let found = input.first().kind == Kind::Bang;
    Ok((input.skip(u32::from(found)), found))
}

fn field_name<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Ident<'s>> {
    let name = input.first();
    match name.kind {
        Kind::Name if name.dotted => refuse(
            input.at,
            Diagnostic::new(Code::InvalidName, name.span, "a field name holds no dot")
                .note("names of fields are single words")
                .help(format!("write `{}`", input.file.slice(name.span).replace('.', "_"))),
        ),
        Kind::Name | Kind::Underscore => Ok((input.next(), input.file.ident(name))),
        _ => miss(input, What::FieldName),
    }
}

/// `mask.3?` or `mask?`, when there is one.
fn condition<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Option<Condition<'s>>> {
    let Some((rest, mask, digits)) = selector(input) else { return Ok((input, None)) };
    if mask.dotted {
        let text = input.file.slice(mask.span);
        let (word, selector) = text.split_once('.').unwrap_or((text, ""));
        return refuse(
            input.at,
            Diagnostic::new(Code::InvalidName, mask.span, format!("`{text}` cannot select a bit"))
                .note("a mask is the name of one field")
                .help(format!("write the number of the bit in place of `{selector}`: `{word}.0?`")),
        );
    }
    let bit = match digits {
        Some(digits) => Some(bit(input, digits)?),
        None => None,
    };
    let span = mask.span.to(rest.previous_span());
    if let Some((_, second, _)) = selector(rest) {
        return refuse(
            rest.at,
            Diagnostic::new(Code::StackedCondition, second.span, "a field has one condition")
                .note("a second condition")
                .label(span, "the first condition")
                .help("keep one condition; to depend on two bits, put the field into a type of its own"),
        );
    }
    Ok((rest, Some(Condition { mask: input.file.ident(mask), bit, span })))
}

/// The cursor behind a condition, its mask, and the digits of its bit.
fn selector<'t, 's>(input: Tokens<'t, 's>) -> Option<(Tokens<'t, 's>, Token, Option<Token>)> {
    match input.rest {
        [mask @ Token { kind: Kind::Name, .. }, Token { kind: Kind::Question, .. }, ..] => {
            Some((input.skip(2), *mask, None))
        }
        [
            mask @ Token { kind: Kind::Name, .. },
            Token { kind: Kind::Dot, .. },
            digits @ Token { kind: Kind::Nat, .. },
            Token { kind: Kind::Question, .. },
            ..,
        ] => Some((input.skip(4), *mask, Some(*digits))),
        _ => None,
    }
}

/// What stands behind the name of a field: a type, or a repetition with or without its count.
fn body<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    if input.first().kind == Kind::LeftBracket {
        return repeat(input, None, input);
    }
    let (rest, ty) = term(input)?;
    if rest.first().kind != Kind::Star {
        return Ok((rest, ty));
    }
    let counts = match &ty.kind {
        TypeKind::Nat(_) | TypeKind::Sum(..) => true,
        TypeKind::Name { name, args, .. } => args.is_empty() && !name.text.contains('.'),
        TypeKind::Hash | TypeKind::Repeat(_) => false,
    };
    if !counts || ty.percents > 0 {
        return counts_nothing(input, &ty);
    }
    repeat(input, Some(ty), rest.next())
}

/// `[ fields ]` at `rest`, of a field that starts at `input`.
fn repeat<'t, 's>(
    input: Tokens<'t, 's>,
    count: Option<Type<'s>>,
    rest: Tokens<'t, 's>,
) -> Res<'t, 's, Type<'s>> {
    let (rest, (fields, inner)) = brackets(Kind::LeftBracket, repeated)(rest)?;
    let span = input.first().span.to(rest.previous_span());
    Ok((rest, plain(TypeKind::Repeat(Box::new(Repeat { count, fields, inner })), span)))
}

/// What stands inside the brackets of a repetition.
fn repeated<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, (Vec<Field<'s>>, Vec<Comment<'s>>)> {
    let (rest, mut fields) = fields(input, 0)?;
    let inner = comments_behind(&mut fields, rest);
    Ok((rest, (fields, inner)))
}

fn plain(kind: TypeKind<'_>, span: Span) -> Type<'_> {
    Type { percents: 0, bang: false, parens: 0, kind, span }
}

/// A type with what stands before it: `%(vector int)`, `pair<int,string>`, `#`, `3`.
pub(super) fn term<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    let mut start = input;
    while matches!(start.first().kind, Kind::Percent) {
        start = start.next();
    }
    let mut result = match start.first().kind {
        Kind::LeftParen => parenthesised(start),
        Kind::Name => applied(start),
        _ => single_token(start),
    };
    if let Ok((_, ty)) = &mut result
        && start.at > input.at
    {
        ty.percents = ty.percents.saturating_add(start.at - input.at);
        ty.span = input.first().span.to(ty.span);
    }
    result
}

/// `#` or a number.
fn single_token<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    let next = input.first();
    match next.kind {
        Kind::Hash => Ok((input.next(), plain(TypeKind::Hash, next.span))),
        Kind::Nat => {
            let value = nat(input, next)?;
            Ok((input.next(), plain(TypeKind::Nat(value), next.span)))
        }
        _ => miss(input, What::Type),
    }
}

/// `(vector int)`, `(T)`
fn parenthesised<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    let mut result = brackets(Kind::LeftParen, expression)(input);
    if let Ok((rest, ty)) = &mut result {
        if ty.bang {
            return bang_inside(input, ty.span);
        }
        ty.span = input.first().span.to(rest.previous_span());
        match &mut ty.kind {
            TypeKind::Name { style: style @ ArgStyle::Plain, .. } => *style = ArgStyle::Paren,
            _ => ty.parens = ty.parens.saturating_add(1),
        }
    }
    result
}

/// A name, with `<a,b>` or alone.
fn applied<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    match angle_arguments(input.next()) {
        Ok((rest, args)) => Ok((rest, named(input, rest, args))),
        Err(error) => Err(error),
    }
}

fn named<'s>(input: Tokens<'_, 's>, rest: Tokens<'_, 's>, args: Vec<Type<'s>>) -> Type<'s> {
    let name = input.file.name(input.first());
    plain(TypeKind::Name { name, args, style: ArgStyle::Angle }, input.first().span.to(rest.previous_span()))
}

/// `<a,b>` when it stands there.
pub(super) fn angle_arguments<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Vec<Type<'s>>> {
    if input.first().kind != Kind::Less {
        return Ok((input, Vec::new()));
    }
    brackets(Kind::Less, separated)(input)
}

/// `a,b`
fn separated<'t, 's>(mut input: Tokens<'t, 's>) -> Res<'t, 's, Vec<Type<'s>>> {
    let mut list = Vec::new();
    loop {
        match expression(input) {
            Ok((rest, ty)) => {
                list.push(ty);
                input = rest;
            }
            Err(error) => return Err(error),
        }
        if input.first().kind != Kind::Comma {
            return Ok((input, list));
        }
        input = input.next();
    }
}

/// `f a b`: a name applied to what follows it, or one type alone.
fn expression<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    match argument(input) {
        Ok((rest, ty)) if starts_argument(rest.first().kind) => applied_plainly(rest, ty),
        result => result,
    }
}

/// The arguments behind the name `ty`.
fn applied_plainly<'t, 's>(mut input: Tokens<'t, 's>, mut ty: Type<'s>) -> Res<'t, 's, Type<'s>> {
    if ty.bang {
        return bang_inside(input, ty.span);
    }
    let TypeKind::Name { args, style, .. } = &mut ty.kind else { return takes_no_arguments(input, &ty) };
    *style = ArgStyle::Plain;
    while starts_argument(input.first().kind) {
        match argument(input) {
            Ok((rest, argument)) => {
                args.push(argument);
                input = rest;
            }
            Err(error) => return Err(error),
        }
    }
    ty.parens = 0;
    ty.span = ty.span.to(input.previous_span());
    Ok((input, ty))
}

/// Whether an argument can start with it.
pub(super) fn starts_argument(kind: Kind) -> bool {
    starts_type(kind) || kind == Kind::Bang
}

/// One argument: a type or a sum, with the `!` that only the linker can judge.
pub(super) fn argument<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    let bang = input.first().kind == Kind::Bang;
    let mut result = term(input.skip(u32::from(bang)));
    while result.as_ref().is_ok_and(|(rest, _)| rest.first().kind == Kind::Plus) {
        result = result.and_then(plus);
    }
    if let (true, Ok((_, ty))) = (bang, &mut result) {
        ty.bang = true;
        ty.span = input.first().span.to(ty.span);
    }
    result
}

/// `+ right`, behind the left side.
fn plus<'t, 's>((input, left): (Tokens<'t, 's>, Type<'s>)) -> Res<'t, 's, Type<'s>> {
    if input.sums >= MAX_DEPTH {
        return too_deep(input, "the declaration adds too many numbers");
    }
    let mut result = term(Tokens { sums: input.sums + 1, ..input.next() });
    if let Ok((_, right)) = &mut result {
        if !is_number(&left) && !is_number(right) {
            return adds_no_number(input);
        }
        add(left, right);
    }
    result
}

/// Makes the right side the sum of both.
fn add<'a>(left: Type<'a>, right: &mut Type<'a>) {
    let span = left.span.to(right.span);
    let number = std::mem::replace(right, plain(TypeKind::Hash, span));
    right.kind = TypeKind::Sum(Box::new(left), Box::new(number));
}

/// Whether the type is made of numbers alone.
fn is_number(ty: &Type<'_>) -> bool {
    match &ty.kind {
        TypeKind::Nat(_) => true,
        TypeKind::Sum(left, right) => is_number(left) && is_number(right),
        _ => false,
    }
}

/// What stands between a pair of brackets.
pub(super) fn brackets<'t, 's: 't, T>(
    open: Kind,
    inside: impl Fn(Tokens<'t, 's>) -> Res<'t, 's, T>,
) -> impl Fn(Tokens<'t, 's>) -> Res<'t, 's, T> {
    let (close, opened, closed, more) = match open {
        Kind::LeftParen => (Kind::RightParen, What::Type, What::CloseParen, What::Type),
        Kind::Less => (Kind::Greater, What::Type, What::CloseAngle, What::Comma),
        Kind::LeftBrace => (Kind::RightBrace, What::Parameter, What::CloseBrace, What::CloseBrace),
        _ => (Kind::RightBracket, What::OpenBracket, What::CloseBracket, What::Field),
    };
    let weight = if open == Kind::LeftBracket { REPETITION } else { 1 };
    move |input| {
        if input.first().kind != open {
            return miss(input, opened);
        }
        if input.depth + weight > MAX_DEPTH {
            return too_deep(input, "types are nested too deep");
        }
        let mut result = inside(Tokens { depth: input.depth + weight, ..input.next() });
        if let Ok((rest, _)) = &mut result {
            if rest.first().kind != close {
                return not_closed(*rest, [closed, more], input.at);
            }
            *rest = Tokens { depth: input.depth, ..rest.next() };
        }
        result
    }
}

fn not_closed<'t, 's, T>(input: Tokens<'t, 's>, expected: [What; 2], opener: u32) -> Res<'t, 's, T> {
    let expected = expected.into_iter().fold(Expected::default(), Expected::with);
    Err(Err::Failure(Failure { at: input.at, expected, open: Some(opener), finding: None }))
}

// Recursion passes through the functions above, and what a function has on the stack grows with all that it ever does:
// the refusals stand apart so that nesting up to the limit fits a small stack.

fn too_deep<'t, 's, T>(input: Tokens<'t, 's>, message: &str) -> Res<'t, 's, T> {
    refuse(
        input.at,
        Diagnostic::new(Code::NestingTooDeep, input.first().span, message)
            .note(format!("more than {MAX_DEPTH}"))
            .help("give the inner part a name of its own and refer to it"),
    )
}

fn takes_no_arguments<'t, 's, T>(input: Tokens<'t, 's>, ty: &Type<'s>) -> Res<'t, 's, T> {
    refuse(
        input.at,
        Diagnostic::new(Code::UnexpectedToken, input.first().span, "only a name takes arguments")
            .note("an argument")
            .label(ty.span, "this takes none")
            .help("write a type's name first, such as `(vector int)`"),
    )
}

fn bang_inside<'t, 's, T>(input: Tokens<'t, 's>, span: Span) -> Res<'t, 's, T> {
    refuse(
        input.at,
        Diagnostic::new(Code::InvalidBang, span, "`!` stands before the type of a field, not inside it")
            .note("not here")
            .help("write `query:!X`, with `{X:Type}` before the fields"),
    )
}

fn adds_no_number<'t, 's, T>(input: Tokens<'t, 's>) -> Res<'t, 's, T> {
    refuse(
        input.at,
        Diagnostic::new(Code::UnexpectedToken, input.first().span, "a sum adds a number")
            .note("neither side is a number")
            .help("write `n+1` or `1+n`"),
    )
}

fn counts_nothing<'t, 's, T>(input: Tokens<'t, 's>, ty: &Type<'s>) -> Res<'t, 's, T> {
    refuse(
        input.at,
        Diagnostic::new(Code::UnexpectedToken, ty.span, "this cannot say how often something repeats")
            .note("expected a number, a field or a sum of them")
            .help("write `4*[ int ]`, `n*[ int ]` or `(n+1)*[ int ]`"),
    )
}
