//! Every Rust name that is generated is made here.
//!
//! In: TL names. Out: identifiers that compile, one per name and scope, handed out in the order in which they are
//! asked for; each name that could not be kept is reported. This is the only file that knows heck, keywords and what an
//! identifier is.

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Words that cannot name an item, a field or a variable as they are, but can as `r#word`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be raw identifiers.
const NEVER: &[&str] = &["self", "Self", "super", "crate"];

/// Type names that generated code itself writes without a path.
const PRELUDE: &[&str] = &["Box", "None", "Option", "Some", "String", "Vec"];

/// Module names that generated code itself writes.
const MODULES: &[&str] = &["types", "enums", "functions"];

/// A name that could not be kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Rename {
    /// The TL name.
    pub(crate) of: String,
    /// The Rust name that others would have expected.
    pub(crate) wanted: String,
    /// The Rust name that it has.
    pub(crate) got: String,
}

/// The names of one scope: a module, a struct or an enum.
#[derive(Default, Debug)]
pub(crate) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// Hands out the wanted identifier, or the first free one with a number behind it.
    pub(crate) fn reserve(&mut self, wanted: String, separator: &str) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let stem = wanted.strip_prefix("r#").unwrap_or(&wanted);
        // `self_` and `_2` would make two underscores in a row, which rustc calls bad style.
        let stem = if separator == "_" { stem.trim_end_matches('_') } else { stem };
        // There are fewer taken names than numbers, so the search ends.
        let mut number = 2_usize;
        loop {
            let name = format!("{stem}{separator}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// `auth.sentCode` -> `SentCode`: the name of a struct or enum, from the last segment of a TL name.
pub(crate) fn type_name(base: &str) -> String {
    let name = base.to_upper_camel_case();
    if NEVER.contains(&name.as_str()) || PRELUDE.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// A part of a type's name.
pub(crate) fn upper(part: &str) -> String {
    part.to_upper_camel_case()
}

/// A name that an annotation gives, kept to the letter unless Rust or generated code needs it.
pub(crate) fn given(name: &str) -> String {
    if NEVER.contains(&name) || PRELUDE.contains(&name) { format!("{name}_") } else { word(name.to_owned()) }
}

/// The name of an enum's variant: the constructor's without the type's own, which is `prefix`, where something is left
/// of it.
pub(crate) fn variant_name(constructor: &str, prefix: &str) -> String {
    let full = constructor.to_upper_camel_case();
    let short = full.strip_prefix(prefix).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    let name = short.unwrap_or(&full);
    if NEVER.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// `phoneCode` -> `phone_code`: a field, a parameter or a variable.
pub(crate) fn field_name(name: &str) -> String {
    word(name.to_snake_case())
}

/// A segment of a namespace.
pub(crate) fn module_name(segment: &str) -> String {
    let name = word(segment.to_snake_case());
    if MODULES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The variable that holds a field while its struct is read or written, kept apart from the names in `also`.
pub(crate) fn local_name(field: &str, also: &[String]) -> String {
    let mut name = field.to_owned();
    while name == "r" || name == "w" || also.contains(&name) {
        name.push('_');
    }
    name
}

fn word(name: String) -> String {
    if name.is_empty() {
        // What is left of a word without letters and digits.
        "unnamed".to_owned()
    } else if NEVER.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name
    }
}

/// The token of a name that this file made.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Whether the text is an identifier that needs no change.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut tokens = text.parse::<TokenStream>().into_iter().flatten();
    matches!((tokens.next(), tokens.next()), (Some(TokenTree::Ident(word)), None)
        if word == text && text != "_" && !KEYWORDS.contains(&text) && !NEVER.contains(&text))
}

/// Whether the text is a path such as `Eq`, `serde::Serialize` or `::serde::Serialize`.
pub(crate) fn is_path(text: &str) -> bool {
    let mut segments = text.strip_prefix("::").unwrap_or(text).split("::").map(str::trim);
    segments.next().is_some_and(|first| is_identifier(first) || NEVER.contains(&first))
        && segments.all(is_identifier)
}

/// The last segment of a TL name.
pub(crate) fn base(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The segments before the last one.
pub(crate) fn namespace(name: &str) -> impl Iterator<Item = &str> {
    name.rsplit_once('.').map(|(namespace, _)| namespace.split('.')).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_and_never_clash_with_it() {
        assert_eq!(type_name("sentCode"), "SentCode");
        assert_eq!(type_name("p_q_inner_data"), "PQInnerData");
        assert_eq!(type_name("Server_DH_Params"), "ServerDhParams");
        assert_eq!(type_name("self"), "Self_");
        assert_eq!(type_name("option"), "Option_");
        assert_eq!(field_name("type"), "r#type");
        assert_eq!(field_name("fooBar"), "foo_bar");
        for word in ["self", "Self", "super", "crate"] {
            assert_eq!(field_name(word), format!("{}_", word.to_lowercase()));
        }
        assert_eq!(module_name("pub"), "r#pub");
        assert_eq!(module_name("types"), "types_");
        assert_eq!(local_name("r", &[]), "r_");
    }

    #[test]
    fn variants_lose_the_name_of_their_type() {
        assert_eq!(variant_name("inputPeerEmpty", "InputPeer"), "Empty");
        assert_eq!(variant_name("user", "User"), "User");
        assert_eq!(variant_name("users", "User"), "Users");
        assert_eq!(variant_name("boolTrue", "Flag"), "BoolTrue");
    }

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for keyword in KEYWORDS.iter().chain(NEVER) {
            let name = field_name(keyword);
            assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{keyword} became {name}");
            let _ = ident(&name);
        }
    }

    #[test]
    fn what_a_user_gives_is_an_identifier_or_a_path() {
        let (yes, no) =
            (["a", "_a", "r#type", "É1"], ["", " ", "_", "a b", "a-b", "type", "Self", "1a", "a(", "'a"]);
        assert!(yes.into_iter().all(is_identifier));
        assert!(!no.into_iter().any(is_identifier));
        let (yes, no) =
            (["Eq", "::a::B", "crate::A", "a :: B"], ["", "::", "a::", "a:B", "a::type", "A<B>", "A, B"]);
        assert!(yes.into_iter().all(is_path));
        assert!(!no.into_iter().any(is_path));
    }

    #[test]
    fn a_scope_numbers_what_it_cannot_keep() {
        let mut scope = Scope::default();
        assert_eq!(scope.reserve("FooBar".to_owned(), ""), "FooBar");
        assert_eq!(scope.reserve("FooBar".to_owned(), ""), "FooBar2");
        assert_eq!(scope.reserve("r#type".to_owned(), "_"), "r#type");
        assert_eq!(scope.reserve("r#type".to_owned(), "_"), "type_2");
    }
}
