//! Declarations: combinators, built-ins, `Final` and its kin, partial applications.
//!
//! In: a cursor over the tokens of one declaration, with the `;` at its end. Out: an [`ItemKind`] or a [`Failure`].
//! Where the next declaration starts is not decided here.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::cut;
use nom::sequence::terminated;

use super::failure::{Failure, Res, What, each, miss, or_else, refuse, token};
use super::number::id;
use super::token::{Kind, Token, Tokens};
use super::types::{angle_arguments, argument, bang, brackets, comments_behind, fields, starts_argument};
use crate::ast::{
    ArgStyle, Builtin, Combinator, Final, FinalKind, Id, ItemKind, Modifier, Name, Param, ParamKind, Type,
    TypeKind,
};
use crate::diagnostic::{Code, Diagnostic};

/// One declaration up to and with its `;`.
pub(super) fn declaration<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, ItemKind<'s>> {
    let next = input.first();
    if next.kind == Kind::Name && next.upper {
        return alt((final_, partial)).parse(input);
    }
    let (rest, head) = head(input)?;
    if rest.first().kind == Kind::Question {
        return builtin(head, rest);
    }
    // Without a `=` it may be an application alone: `vector int;`. If it is not, the combinator's failure says more.
    let bare = head.bare;
    match combinator(head, rest) {
        Err(error) if bare => partial(input).map_err(|_| error),
        full => full,
    }
}

/// What combinators and built-ins start with.
struct Head<'a> {
    modifiers: Vec<Modifier<'a>>,
    name: Name<'a>,
    id: Option<Id<'a>>,
    /// Whether the name stands alone, without modifier, id and `_`.
    bare: bool,
}

fn head<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Head<'s>> {
    let (rest, modifiers) = each(|kind| matches!(kind, Kind::At), modifier)(input)?;
    let next = rest.first();
    if !matches!(next.kind, Kind::Name | Kind::Underscore) {
        return miss(rest, What::Name);
    }
    if next.upper {
        return refuse(rest.at, uppercase_combinator(rest, next));
    }
    let (rest, id) = opt_id(rest.next())?;
    let bare = modifiers.is_empty() && id.is_none() && matches!(next.kind, Kind::Name);
    Ok((rest, Head { modifiers, name: input.file.name(next), id, bare }))
}

/// `@read`
fn modifier<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Modifier<'s>> {
    let (rest, word) = token(Kind::At, What::Name)(input)?;
    let name = input.file.slice(word.span).trim_start_matches('@');
    Ok((rest, Modifier { name, span: word.span }))
}

/// The finding for `A x:int = A;`.
pub(super) fn uppercase_combinator(input: Tokens<'_, '_>, name: Token) -> Diagnostic {
    let text = input.file.slice(name.span);
    let (namespace, base) =
        text.rsplit_once('.').map_or(("", text), |(_, base)| (text.strip_suffix(base).unwrap_or(""), base));
    let mut letters = base.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase()).into_iter().collect::<String>();
    Diagnostic::new(Code::InvalidName, name.span, "the name of a combinator starts with a lowercase letter")
        .note("uppercase names are boxed types")
        .help(format!("write `{namespace}{first}{}`", letters.as_str()))
}

/// The id at the cursor, when there is one. A `#` that was meant to be one is refused.
fn opt_id<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Option<Id<'s>>> {
    let (next, behind) = (input.first(), input.second());
    match next.kind {
        Kind::Id => Ok((input.next(), Some(id(input, next)?))),
        Kind::Hash if next.span.start == input.previous_span().end => {
            Ok((input.next(), Some(id(input, next)?)))
        }
        Kind::Hash
            if behind.span.start == next.span.end
                && matches!(behind.kind, Kind::Name | Kind::Nat | Kind::BadWord) =>
        {
            let span = next.span.to(behind.span);
            let name = input.file.slice(input.previous_span());
            refuse(
                input.at,
                Diagnostic::new(Code::InvalidId, span, "an id touches the name before it")
                    .note("white space before the `#`")
                    .help(format!("write `{name}{}`", input.file.slice(span))),
            )
        }
        _ => Ok((input, None)),
    }
}

/// `? = Int;`
fn builtin<'t, 's>(head: Head<'s>, input: Tokens<'t, 's>) -> Res<'t, 's, ItemKind<'s>> {
    let parts = (token(Kind::Question, What::Question), token(Kind::Equals, What::Equals), boxed_name, semi);
    let (rest, (_, _, result, _)) = { parts }.parse(input)?;
    let inner = input.file.comments(first_index(input, &head) + 1, rest.at.saturating_sub(1)).to_vec();
    let Head { modifiers, name, id, .. } = head;
    Ok((rest, ItemKind::Builtin(Builtin { modifiers, name, id, result: input.file.name(result), inner })))
}

fn boxed_name<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Token> {
    let next = input.first();
    if next.kind == Kind::Name && next.upper {
        Ok((input.next(), next))
    } else {
        miss(input, What::BoxedType)
    }
}

fn semi<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Token> {
    token(Kind::Semi, What::Semi)(input)
}

/// Index of the declaration's first token, for a cursor behind its head.
fn first_index(behind: Tokens<'_, '_>, head: &Head<'_>) -> u32 {
    behind.at.saturating_sub(head.modifiers.len() as u32 + 1 + u32::from(head.id.is_some()))
}

fn combinator<'t, 's>(head: Head<'s>, input: Tokens<'t, 's>) -> Res<'t, 's, ItemKind<'s>> {
    let (rest, mut params) = each(|kind| matches!(kind, Kind::LeftBrace), param)(input)?;
    // Nearly every field has a colon.
    let colons = rest.rest.iter().filter(|token| matches!(token.kind, Kind::Colon)).count();
    let (rest, mut fields) = fields(rest, colons)?;
    let body_end = rest;
    let equals = alt((token(Kind::Equals, What::Equals), token(Kind::Arrow, What::Equals)));
    let (rest, equals) = or_else(What::Field, equals).parse(rest)?;
    let (rest, result) = cut(terminated(result, or_semi)).parse(rest)?;

    let mut inner = Vec::new();
    let (first, last) = (first_index(input, &head), rest.at.saturating_sub(1));
    if !input.file.comments(first + 1, last).is_empty() {
        inner = comments_behind(&mut fields, body_end);
        // Comments inside the head stand before what follows it.
        let above = match (params.first_mut(), fields.first_mut()) {
            (Some(param), _) => &mut param.above,
            (None, Some(field)) => &mut field.above,
            (None, None) => &mut inner,
        };
        let head_comments = input.file.comments(first + 1, input.at.saturating_sub(1));
        above.splice(0..0, head_comments.iter().copied());
        inner.extend_from_slice(input.file.comments(body_end.at + 1, last));
    }
    let combinator = Combinator {
        modifiers: head.modifiers,
        name: head.name,
        id: head.id,
        params,
        fields,
        arrow: equals.kind == Kind::Arrow,
        result,
        inner,
    };
    Ok((rest, ItemKind::Combinator(combinator)))
}

/// The `;`, where a further argument could stand as well.
fn or_semi<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Token> {
    or_else(What::Type, semi).parse(input)
}

/// `{X Y:Type}`
fn param<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Param<'s>> {
    let inside = |input| {
        let names = each(|kind| kind == Kind::Name, token(Kind::Name, What::FieldName));
        let names = terminated(or_else(What::Name, names), token(Kind::Colon, What::Colon));
        (names, bang, param_kind).parse(input)
    };
    let (rest, (names, bang, kind)) = brackets(Kind::LeftBrace, inside)(input)?;
    let span = input.first().span.to(rest.previous_span());
    if names.is_empty() {
        return refuse(
            input.at,
            Diagnostic::new(Code::InvalidParameter, span, "a template parameter has a name")
                .help("write `{X:Type}`"),
        );
    }
    if let Some(dotted) = names.iter().find(|name| name.dotted) {
        return refuse(
            input.at,
            Diagnostic::new(Code::InvalidName, dotted.span, "the name of a template parameter holds no dot")
                .help(format!("write `{}`", input.file.slice(dotted.span).replace('.', "_"))),
        );
    }
    Ok((
        rest,
        Param {
            above: input.file.comments(input.at, rest.at.saturating_sub(1)).to_vec(),
            names: names.into_iter().map(|name| input.file.ident(name)).collect(),
            bang,
            kind,
            span,
        },
    ))
}

fn param_kind<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, ParamKind> {
    let next = input.first();
    match next.kind {
        Kind::Hash => Ok((input.next(), ParamKind::Nat)),
        Kind::Name if input.file.slice(next.span) == "Type" => Ok((input.next(), ParamKind::Type)),
        Kind::Name | Kind::Nat => refuse(
            input.at,
            Diagnostic::new(Code::InvalidParameter, next.span, "a template parameter is a `Type` or a `#`")
                .note("neither `Type` nor `#`")
                .help(
                    "`{X:Type}` stands for a type, `{n:#}` for a number; a value is a field, without braces",
                ),
        ),
        _ => miss(input, What::ParameterKind),
    }
}

/// What stands behind the `=`.
fn result<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, Type<'s>> {
    let (rest, bang) = bang(input)?;
    let percents = (0..).take_while(|index| rest.nth(*index).kind == Kind::Percent).count() as u32;
    let rest = rest.skip(percents);
    let name = rest.first();
    if name.kind != Kind::Name {
        return miss(rest, What::Result);
    }
    let (rest, args, style) = application(rest.next())?;
    let kind = TypeKind::Name { name: input.file.name(name), args, style };
    let span = input.first().span.to(rest.previous_span());
    Ok((rest, Type { percents, bang, parens: 0, kind, span }))
}

/// The arguments of a result or of a partial application: `<a,b>` or `a b`.
fn application<'t, 's>(
    input: Tokens<'t, 's>,
) -> Result<(Tokens<'t, 's>, Vec<Type<'s>>, ArgStyle), nom::Err<Failure>> {
    if input.first().kind == Kind::Less {
        let (rest, args) = angle_arguments(input)?;
        return Ok((rest, args, ArgStyle::Angle));
    }
    let (rest, args) = each(starts_argument, argument)(input)?;
    let style = if args.is_empty() { ArgStyle::Angle } else { ArgStyle::Plain };
    Ok((rest, args, style))
}

/// `Final T;`, `New T;`, `Empty T;`
fn final_<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, ItemKind<'s>> {
    let word = input.first();
    let kind = match input.file.slice(word.span) {
        "Final" => FinalKind::Final,
        "New" => FinalKind::New,
        "Empty" => FinalKind::Empty,
        _ => return miss(input, What::Name),
    };
    let (rest, name) = cut(terminated(boxed_name, semi)).parse(input.next())?;
    Ok((rest, ItemKind::Final(Final { kind, name: input.file.name(name) })))
}

/// `Vector int;`
fn partial<'t, 's>(input: Tokens<'t, 's>) -> Res<'t, 's, ItemKind<'s>> {
    let (rest, name) = token(Kind::Name, What::Name)(input)?;
    let (rest, args, style) = application(rest)?;
    if args.is_empty() {
        return miss(rest, What::Type);
    }
    let span = name.span.to(rest.previous_span());
    let (rest, _) = or_semi(rest)?;
    let kind = TypeKind::Name { name: input.file.name(name), args, style };
    Ok((rest, ItemKind::Partial(Type { percents: 0, bang: false, parens: 0, kind, span })))
}
