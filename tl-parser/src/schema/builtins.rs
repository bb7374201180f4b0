//! The well-known names: the types whose codec needs no schema, and the few that every schema may use undeclared.
//!
//! In: declarations of the syntax tree. Out: which of them declare a built-in, and the prelude, from which a schema
//! takes what it uses without declaring it. Nothing here links names.

use std::sync::LazyLock;

use super::model::Builtin;
use crate::ast::{self, ItemKind, TypeKind};
use crate::grammar;

/// A bare name, its boxed name, and the codec of both.
type Row = (&'static str, &'static str, Builtin);

/// Every built-in.
const BUILTINS: &[Row] = &[
    ("int", "Int", Builtin::Int),
    ("int32", "Int32", Builtin::Int),
    ("long", "Long", Builtin::Long),
    ("int53", "Int53", Builtin::Long),
    ("int64", "Int64", Builtin::Long),
    ("double", "Double", Builtin::Double),
    ("float", "Float", Builtin::Float),
    ("string", "String", Builtin::String),
    ("secureString", "SecureString", Builtin::String),
    ("bytes", "Bytes", Builtin::Bytes),
    ("secureBytes", "SecureBytes", Builtin::Bytes),
    ("int128", "Int128", Builtin::Int128),
    ("int256", "Int256", Builtin::Int256),
    ("int512", "Int512", Builtin::Int512),
    ("object", "Object", Builtin::Object),
    ("function", "Function", Builtin::Function),
];

/// What a schema may use without declaring it, in the order in which it is then added.
const PRELUDE: &str = "
int ? = Int;
int32 = Int32;
long ? = Long;
int53 = Int53;
int64 = Int64;
double ? = Double;
float ? = Float;
string ? = String;
secureString = SecureString;
bytes = Bytes;
secureBytes = SecureBytes;
int128 4*[ int ] = Int128;
int256 8*[ int ] = Int256;
int512 16*[ int ] = Int512;
object ? = Object;
function ? = Function;
vector {t:Type} # [ t ] = Vector t;
boolFalse = Bool;
boolTrue = Bool;
true = True;
";

/// The built-in with that bare name.
pub(super) fn by_name(name: &str) -> Option<Builtin> {
    BUILTINS.iter().find(|row| row.0 == name).map(|row| row.2)
}

/// All bare and boxed names, for suggestions.
pub(super) fn names<'a>() -> impl Iterator<Item = &'a str> + Clone {
    BUILTINS.iter().flat_map(|row| [row.0, row.1]).chain(["vector", "Vector", "Bool", "true", "True"])
}

/// The built-in that `name ? = Boxed;` declares.
pub(super) fn declared_by_mark(builtin: &ast::Builtin<'_>) -> Option<Builtin> {
    let row = BUILTINS.iter().find(|row| row.0 == builtin.name.text)?;
    (row.1 == builtin.result.text).then_some(row.2)
}

/// The boxed name that belongs to a bare one.
pub(super) fn boxed_name(name: &str) -> Option<&'static str> {
    BUILTINS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Whether a boxed name belongs to a built-in.
pub(super) fn is_boxed_name(name: &str) -> bool {
    BUILTINS.iter().any(|row| row.1 == name)
}

/// The built-in that a declaration without `?` stands for: `int53 = Int53;`, `bytes data:string = Bytes;` or
/// `int128 4*[ int ] = Int128;`. Any other shape is an ordinary constructor.
pub(super) fn declared_by_shape(combinator: &ast::Combinator<'_>) -> Option<Builtin> {
    let row = BUILTINS.iter().find(|row| row.0 == combinator.name.text)?;
    if !combinator.params.is_empty() || word(&combinator.result) != Some(row.1) {
        return None;
    }
    let fits = match combinator.fields.as_slice() {
        [] => true,
        [field] => is_plain(field) && (is_same_codec(&field.ty, row) || is_words(&field.ty, row.2)),
        _ => false,
    };
    fits.then_some(row.2)
}

/// One field that is always there.
fn is_plain(field: &ast::Field<'_>) -> bool {
    field.condition.is_none() && !field.bang && field.names.len() <= 1
}

/// The name, when the type is that name and nothing else.
fn word<'a>(ty: &ast::Type<'a>) -> Option<&'a str> {
    match &ty.kind {
        TypeKind::Name { name, args, .. } if args.is_empty() && ty.percents == 0 && !ty.bang => {
            Some(name.text)
        }
        _ => None,
    }
}

/// Another built-in with the same bytes on the wire.
fn is_same_codec(ty: &ast::Type<'_>, row: &Row) -> bool {
    let text = |builtin| matches!(builtin, Builtin::String | Builtin::Bytes);
    word(ty)
        .filter(|name| *name != row.0)
        .and_then(by_name)
        .is_some_and(|other| other == row.2 || (text(other) && text(row.2)))
}

/// `4*[ int ]` for 128 bits.
fn is_words(ty: &ast::Type<'_>, builtin: Builtin) -> bool {
    let words = match builtin {
        Builtin::Int128 => 4,
        Builtin::Int256 => 8,
        Builtin::Int512 => 16,
        _ => return false,
    };
    let TypeKind::Repeat(repeat) = &ty.kind else { return false };
    let [item] = repeat.fields.as_slice() else { return false };
    let count = repeat.count.as_ref().map(|count| &count.kind);
    count == Some(&TypeKind::Nat(words))
        && is_plain(item)
        && word(&item.ty).and_then(by_name) == Some(Builtin::Int)
}

/// The well-known declarations, parsed once and only when a schema needs them.
static DECLARATIONS: LazyLock<ast::File<'static>> = LazyLock::new(|| grammar::parse_text(PRELUDE).0);

/// The boxed type that a well-known bare name belongs to.
pub(super) fn boxed_of(bare: &str) -> Option<&'static str> {
    DECLARATIONS.items.iter().filter_map(names_of).find(|names| names.0 == bare).map(|names| names.1)
}

/// The declarations of a well-known boxed type.
pub(super) fn constructors_of(boxed: &str) -> impl Iterator<Item = &'static ast::Item<'static>> {
    DECLARATIONS.items.iter().filter(move |item| names_of(item).is_some_and(|names| names.1 == boxed))
}

/// Bare and boxed name of a declaration.
fn names_of<'a>(item: &ast::Item<'a>) -> Option<(&'a str, &'a str)> {
    match &item.kind {
        ItemKind::Builtin(builtin) => Some((builtin.name.text, builtin.result.text)),
        ItemKind::Combinator(combinator) => match &combinator.result.kind {
            TypeKind::Name { name, .. } => Some((combinator.name.text, name.text)),
            _ => None,
        },
        _ => None,
    }
}
