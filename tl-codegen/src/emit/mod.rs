//! From the plan to the text of one Rust file.
//!
//! In: a [`Plan`], in which everything is decided. Out: formatted text, the same for the same plan on every machine.
//! Emitters are quotations, one file per kind of item; they choose no name and no type.

mod docs;
mod enums;
mod file;
mod layers;
#[cfg(any(test, not(feature = "format")))]
mod light;
mod predicate;
mod serde;
mod structs;
mod table;
mod ty;

use crate::names::ident;
use crate::plan::{Enum, Path, Plan, Reading, Struct};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

pub(crate) use file::Defect;
pub(crate) use layers::{emit as emit_layers, path as layer_path};

/// What an item of the plan becomes: what its users read, and what reads and writes it.
struct Parts {
    /// For errors.
    name: String,
    /// Items of the module that the name says.
    definitions: Vec<TokenStream>,
    /// Items of the module `codec`, which holds no name of the schema and so can import what it uses.
    codec: Vec<TokenStream>,
}

/// What is emitted at once with others.
enum Item<'p> {
    Struct(&'p Struct),
    Enum(&'p Enum),
    Table,
}

/// The text of the file.
pub(crate) fn emit(plan: &Plan, docs: bool) -> Result<String, Defect> {
    Ok(format!("{}{}", file::HEADER, body(plan, docs)?))
}

/// All of the file but its first line.
fn body(plan: &Plan, docs: bool) -> Result<String, Defect> {
    // The table comes first: it is by far the biggest of all, and what is taken last is waited for.
    let mut items = vec![Item::Table];
    items.extend(plan.structs.iter().map(Item::Struct));
    items.extend(plan.enums.iter().map(Item::Enum));
    let mut texts = file::format_all(&items, |item| match item {
        Item::Table => table::emit(plan),
        Item::Struct(item) => structs::emit(item, plan, docs),
        Item::Enum(item) => enums::emit(item, plan, docs),
    })?
    .into_iter();
    let (table, _) = texts.next().unwrap_or_default();
    let mut root = file::Module::default();
    for name in ["types", "enums", "functions"] {
        root.child(name);
    }
    let mut codec = Vec::new();
    let paths = plan.structs.iter().map(|item| &item.path).chain(plan.enums.iter().map(|item| &item.path));
    for (path, (definitions, own_codec)) in paths.zip(texts) {
        root.add(&path.modules, definitions);
        codec.extend(own_codec);
    }
    let mut head = file::format_items(table::layer(plan), "the layer")?;
    for predicate in &plan.predicates {
        let items = file::format_items(predicate::emit(predicate, plan), &predicate.module)?;
        head.push(file::module(&predicate.module, &predicate::about(predicate), &items));
    }
    Ok(file::write(head, &root, serde::imports(plan), &codec, &table))
}

/// Outer attributes from text; `None` when it is something else. What is inside of them is the compiler's matter.
pub(crate) fn attributes(text: &str) -> Option<TokenStream> {
    let tokens: TokenStream = text.parse().ok()?;
    let mut rest = tokens.clone().into_iter();
    while let Some(mark) = rest.next() {
        let is_mark = matches!(&mark, TokenTree::Punct(mark) if mark.as_char() == '#');
        match rest.next() {
            Some(TokenTree::Group(group)) if is_mark && group.delimiter() == Delimiter::Bracket => {
                let TokenTree::Ident(_) = group.stream().into_iter().next()? else { return None };
            }
            _ => return None,
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// Derives and attributes of an item.
fn decorations(derives: &[String], attributes_text: &[String]) -> TokenStream {
    let paths = derives.iter().filter_map(|path| path.parse::<TokenStream>().ok());
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#(#paths),*)]));
    let attributes = attributes_text.iter().filter_map(|text| attributes(text));
    quote!(#derive #(#attributes)*)
}

/// The lifetime of the bytes that an item is read from: what borrows from them has to name it.
fn from_bytes(borrows: bool) -> TokenStream {
    let lifetime = if borrows { ty::Lifetime::Own } else { ty::Lifetime::Inferred };
    lifetime.tokens()
}

/// The attribute of what reads an item.
fn inline(reading: Reading) -> Option<TokenStream> {
    match reading {
        Reading::Here => None,
        Reading::InArm => Some(quote!(#[inline(always)])),
        Reading::WhereUsed => Some(quote!(#[inline])),
    }
}

/// The attribute of what writes an item.
fn late(late_write: bool) -> Option<TokenStream> {
    late_write.then(|| quote!(#[inline]))
}

/// The path of an item, as every generated module sees it.
fn path(path: &Path) -> TokenStream {
    let segments = path.modules.iter().chain([&path.name]).map(|name| ident(name));
    quote!(#(#segments)::*)
}
