//! Ids of combinators: the CRC-32 of a canonical text.
//!
//! In: declarations of the syntax tree. Out: their canonical text and its sum, by one of two rules. The text is built
//! from the tree, so white space, comments, brackets and the written id cannot change it. Nothing here decides which
//! rule a schema follows; [`crate::schema`] does.
//!
//! ```
//! use tl_parser::{SourceMap, ast, id};
//!
//! let mut map = SourceMap::new();
//! let source = map.add("api.tl", "dot  flags:#  bold:flags.0?true  data:bytes = Dot;").unwrap();
//! let (file, _) = tl_parser::parse(&map, source);
//! let ast::ItemKind::Combinator(dot) = &file.items[0].kind else { panic!() };
//! assert_eq!(id::canonical(dot, id::Rule::Telegram), "dot flags:# data:string = Dot");
//! assert_eq!(id::canonical(dot, id::Rule::Classic), "dot flags:# bold:flags.0?true data:bytes = Dot");
//! assert_ne!(id::compute(dot, id::Rule::Telegram), id::compute(dot, id::Rule::Classic));
//! ```

use crate::ast::{Builtin, Combinator, Field, ParamKind, Type, TypeKind};
use crate::print::push_number;

/// How the canonical text is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rule {
    /// Telegram's API and MTProto: fields `x:f.N?true` are left out, a field of type `bytes` reads `string`, `!` stays.
    Telegram,
    /// The rule of the language, which TDLib, TON and VK follow: all fields as they are, `!` is left out.
    Classic,
}

/// The canonical text of a constructor or function.
#[must_use]
pub fn canonical(combinator: &Combinator<'_>, rule: Rule) -> String {
    let mut out = String::new();
    write_canonical(&mut out, combinator, rule);
    out
}

/// The id of a constructor or function, whatever id it writes.
#[must_use]
pub fn compute(combinator: &Combinator<'_>, rule: Rule) -> u32 {
    crc32fast::hash(canonical(combinator, rule).as_bytes())
}

/// The canonical text of a declaration such as `int ? = Int;`; both rules agree on it.
#[must_use]
pub fn canonical_builtin(builtin: &Builtin<'_>) -> String {
    format!("{} ? = {}", builtin.name.text, builtin.result.text)
}

/// The id of a declaration such as `int ? = Int;`, whatever id it writes.
#[must_use]
pub fn compute_builtin(builtin: &Builtin<'_>) -> u32 {
    crc32fast::hash(canonical_builtin(builtin).as_bytes())
}

/// [`canonical`] into a buffer, so that a whole schema needs only one.
pub(crate) fn write_canonical(out: &mut String, combinator: &Combinator<'_>, rule: Rule) {
    out.push_str(combinator.name.text);
    for param in &combinator.params {
        for name in &param.names {
            out.push(' ');
            out.push_str(name.text);
            out.push_str(match param.kind {
                ParamKind::Type => ":Type",
                ParamKind::Nat => ":#",
            });
        }
    }
    write_fields(out, &combinator.fields, rule);
    out.push_str(" = ");
    write_type(out, &combinator.result, false, false, rule);
}

/// Whether both rules write the same text, as they do for most declarations.
pub(crate) fn rules_agree(combinator: &Combinator<'_>) -> bool {
    fn fields_agree(fields: &[Field<'_>]) -> bool {
        fields.iter().all(|field| match &field.ty.kind {
            _ if field.bang || is_flag(field) => false,
            TypeKind::Name { name, args, .. } => name.text != "bytes" && args.iter().all(|arg| !arg.bang),
            TypeKind::Repeat(repeat) => fields_agree(&repeat.fields),
            _ => true,
        })
    }
    !combinator.result.bang && fields_agree(&combinator.fields)
}

/// `x:f.N?true`, which takes no bytes.
fn is_flag(field: &Field<'_>) -> bool {
    field.condition.is_some() && is_word(&field.ty, "true")
}

/// Every field with a space before it.
fn write_fields(out: &mut String, fields: &[Field<'_>], rule: Rule) {
    for field in fields {
        if rule == Rule::Telegram && is_flag(field) {
            continue;
        }
        if field.names.is_empty() {
            write_field(out, field, None, rule);
        }
        for name in &field.names {
            write_field(out, field, Some(name.text), rule);
        }
    }
}

fn write_field(out: &mut String, field: &Field<'_>, name: Option<&str>, rule: Rule) {
    out.push(' ');
    if let Some(name) = name {
        out.push_str(name);
        out.push(':');
    }
    if let Some(condition) = &field.condition {
        out.push_str(condition.mask.text);
        if let Some((bit, _)) = condition.bit {
            out.push('.');
            push_number(out, u64::from(bit));
        }
        out.push('?');
    }
    write_type(out, &field.ty, field.bang, true, rule);
}

/// Whether the type is that bare word and nothing else.
fn is_word(ty: &Type<'_>, word: &str) -> bool {
    ty.percents == 0
        && !ty.bang
        && matches!(&ty.kind, TypeKind::Name { name, args, .. } if args.is_empty() && name.text == word)
}

/// `whole` says that the type is all of a field's type, the one place where Telegram writes `bytes` as `string`.
fn write_type(out: &mut String, ty: &Type<'_>, bang: bool, whole: bool, rule: Rule) {
    match &ty.kind {
        TypeKind::Hash => out.push('#'),
        TypeKind::Nat(_) | TypeKind::Sum(..) => write_number(out, ty, rule),
        TypeKind::Name { name, args, .. } => {
            if ty.percents > 0 && name.is_upper() {
                out.push('%');
            }
            if rule == Rule::Telegram && (bang || ty.bang) {
                out.push('!');
            }
            if rule == Rule::Telegram && whole && args.is_empty() && name.text == "bytes" {
                out.push_str("string");
            } else {
                out.push_str(name.text);
            }
            for arg in args {
                out.push(' ');
                write_type(out, arg, false, false, rule);
            }
        }
        TypeKind::Repeat(repeat) => {
            if let Some(count) = &repeat.count {
                write_type(out, count, false, false, rule);
                out.push('*');
            }
            out.push('[');
            write_fields(out, &repeat.fields, rule);
            out.push_str(" ]");
        }
    }
}

/// A number with its constants added up: `1+2` is `3`, `1+n` is `n+1`.
fn write_number(out: &mut String, ty: &Type<'_>, rule: Rule) {
    let mut constant: u64 = 0;
    let mut rest = Vec::new();
    let mut open = vec![ty];
    while let Some(part) = open.pop() {
        match &part.kind {
            TypeKind::Sum(left, right) => open.extend([&**right, &**left]),
            TypeKind::Nat(value) => constant = constant.saturating_add(u64::from(*value)),
            _ => rest.push(part),
        }
    }
    for (i, part) in rest.iter().enumerate() {
        if i > 0 {
            out.push('+');
        }
        write_type(out, part, false, false, rule);
    }
    if rest.is_empty() {
        push_number(out, constant);
    } else if constant > 0 {
        out.push('+');
        push_number(out, constant);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::{SourceMap, ast::ItemKind};

    fn texts(text: &str) -> (String, String, bool) {
        let mut map = SourceMap::new();
        let id = map.add("test.tl", text).unwrap();
        let (file, found) = crate::parse(&map, id);
        assert!(found.is_empty(), "{found:?}");
        let ItemKind::Combinator(combinator) = &file.items[0].kind else { panic!("{text}") };
        let both = [Rule::Telegram, Rule::Classic].map(|rule| canonical(combinator, rule));
        (both[0].clone(), both[1].clone(), rules_agree(combinator))
    }

    #[test]
    fn brackets_and_space_vanish() {
        let rows = [
            ("a#1 {X Y:Type} {n:#} (u v:X) = A X Y n;", "a X:Type Y:Type n:# u:X v:X = A X Y n"),
            (
                "a x:Vector<Vector<int>> y:(pair (int) string) = A;",
                "a x:Vector Vector int y:pair int string = A",
            ),
            ("a x : %B y:%%B z:%b = A;", "a x:%B y:%B z:b = A"),
            ("a int n:# [ t:int ] m*[int] = A;", "a int n:# [ t:int ] m*[ int ] = A"),
            ("a x:(1+n+2)*[int] y:(tuple int 1+2) = A;", "a x:n+3*[ int ] y:tuple int 3 = A"),
            ("a f:# x:f?int y:f.3?n*[ int ] = A;", "a f:# x:f?int y:f.3?n*[ int ] = A"),
        ];
        for (text, expected) in rows {
            assert_eq!(texts(text), (expected.to_owned(), expected.to_owned(), true));
        }
    }

    #[test]
    fn the_rules_differ_in_three_things() {
        let rows = [
            ("a f:# x:f.0?true y:true = A;", "a f:# y:true = A", "a f:# x:f.0?true y:true = A"),
            (
                "a x:bytes y:Vector<bytes> = A;",
                "a x:string y:Vector bytes = A",
                "a x:bytes y:Vector bytes = A",
            ),
            ("a f:# x:f.0?bytes = A;", "a f:# x:f.0?string = A", "a f:# x:f.0?bytes = A"),
            ("a n:# n*[ x:bytes ] = A;", "a n:# n*[ x:string ] = A", "a n:# n*[ x:bytes ] = A"),
            ("f {X:Type} q:!X = X;", "f X:Type q:!X = X", "f X:Type q:X = X"),
            ("f {X:Type} q:X = !X;", "f X:Type q:X = !X", "f X:Type q:X = X"),
        ];
        for (text, telegram, classic) in rows {
            assert_eq!(texts(text), (telegram.to_owned(), classic.to_owned(), false));
        }
    }
}
