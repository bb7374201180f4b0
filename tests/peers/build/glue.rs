//! Pairs each constructor and function of ours with the peer's, for the differential test.
//!
//! In: the schema. Out: Rust for a table of functions from bytes to bytes, in pairs. Our names come from our generator,
//! the peer's are read from the output of its own; none is guessed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use grammers_tl_gen::{Config, Outputs, generate_rust_code};
use grammers_tl_parser::parse_tl_file;
use syn::visit::{self, Visit};
use syn::{Expr, Item, ItemImpl, Pat, Type};
use tl_codegen::{Generated, configure};
use tl_parser::schema::{self, Combinator, Kind, Options};
use tl_parser::{Schema, SourceMap};

/// Rust for the tables `PAIRS`, `ALONE` (combinators that one of the two has no item for) and for `CALL`, the call that
/// stands inside of functions that wrap one.
pub(crate) fn table(text: &str) -> String {
    let mut sources = SourceMap::new();
    sources.add("api.tl", text).expect("one file is not too many");
    let generated = &configure().generate(&sources).unwrap_or_else(|error| panic!("{error:?}"));
    let schema = &schema::load(&sources, &Options::default()).0.expect("what is generated is a schema");
    let peer = Peer::of(text);
    let call = schema.functions().map(|(_, function)| function).find(|function| function.vars.is_empty());
    let call = call.expect("a schema of an API has a function without variables");
    let mut table =
        format!("pub(crate) const CALL: &str = {:?};\npub(crate) static PAIRS: &[Pair] = &[\n", call.name);
    let mut alone = Vec::new();
    for (_, combinator) in schema.combinators() {
        let is_function = combinator.is_function();
        if matches!(combinator.kind, Kind::Builtin(..)) {
            continue;
        }
        let theirs = if is_function { &peer.functions } else { &peer.enums };
        let (Some(ours), Some(theirs)) = (ours(schema, generated, combinator), theirs.get(&combinator.id))
        else {
            alone.push(combinator.name.as_str());
            continue;
        };
        let (ours, theirs) = match ours.generics {
            0 => (format!("ours::{}", ours.path), format!("peer::{theirs}")),
            _ => {
                let our_call =
                    self::ours(schema, generated, call).expect("a function has an item").path.as_str();
                let their_call = &peer.functions[&call.id];
                (
                    format!("ours::{}<ours::{our_call}>", ours.path),
                    format!("peer::{theirs}<peer::{their_call}>"),
                )
            }
        };
        let (read, answers) = if is_function {
            (
                "peer_call",
                format!("Some((|request, bytes| answer::<{ours}>(request, bytes), peer_answer::<{theirs}>))"),
            )
        } else {
            ("peer_value", "None".to_owned())
        };
        let _ = writeln!(
            table,
            "    Pair {{ name: {:?}, id: {:#x}, is_function: {is_function}, ours: |bytes| trip::<{ours}>(bytes), peer: \
             {read}::<{theirs}>, answers: {answers} }},",
            combinator.name, combinator.id
        );
    }
    let _ = writeln!(table, "];\npub(crate) const ALONE: &[&str] = &{alone:?};");
    table
}

/// Our item that reads a boxed value of the combinator: the enum of its type, or its struct.
fn ours<'g>(
    schema: &Schema,
    generated: &'g Generated,
    combinator: &Combinator,
) -> Option<&'g tl_codegen::Item> {
    let is_function = combinator.is_function();
    let boxed = combinator.constructs().map(|ty| schema.ty(ty).name.as_str());
    let of_type =
        generated.items.iter().find(|item| item.id.is_none() && Some(item.tl_name.as_str()) == boxed);
    of_type.or_else(|| {
        generated.items.iter().find(|item| {
            item.id == Some(combinator.id) && item.path.starts_with("functions::") == is_function
        })
    })
}

/// The paths of the peer's items, by the ids of combinators.
struct Peer {
    functions: BTreeMap<u32, String>,
    /// For a constructor, the enum of its type.
    enums: BTreeMap<u32, String>,
}

impl Peer {
    /// What the peer's own build script does, kept in memory.
    fn of(text: &str) -> Self {
        let definitions: Vec<_> = parse_tl_file(text).filter_map(Result::ok).collect();
        let mut outputs =
            Outputs { common: Vec::new(), types: Vec::new(), functions: Vec::new(), enums: Vec::new() };
        let config = Config { deserializable_functions: true, ..Config::default() };
        generate_rust_code(&mut outputs, &definitions, 0, &config).expect("memory can be written");
        let types: BTreeMap<String, u32> = ids("types", &outputs.types).into_iter().collect();
        let functions =
            ids("functions", &outputs.functions).into_iter().map(|(path, id)| (id, path)).collect();
        let mut enums = BTreeMap::new();
        each_impl("enums", &outputs.enums, "Deserializable", &mut |path, found| {
            let mut arms = Arms(Vec::new());
            arms.visit_item_impl(found);
            for constructor in arms.0 {
                enums.insert(types[&constructor], path.clone());
            }
        });
        Self { functions, enums }
    }
}

/// The items with an id, by their paths.
fn ids(module: &str, text: &[u8]) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    each_impl(module, text, "Identifiable", &mut |path, item| {
        for part in &item.items {
            if let syn::ImplItem::Const(constant) = part
                && let Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(id), .. }) = &constant.expr
            {
                found.push((path.clone(), id.base10_parse().expect("an id has 32 bits")));
            }
        }
    });
    found
}

/// Calls back with each implementation of the trait, and the path of the type.
fn each_impl(module: &str, text: &[u8], name: &str, found: &mut dyn FnMut(String, &ItemImpl)) {
    let text = std::str::from_utf8(text).expect("Rust is UTF-8");
    let file = syn::parse_file(text).expect("the peer's generator writes Rust");
    walk(module, &file.items, name, found);
}

fn walk(module: &str, items: &[Item], name: &str, found: &mut dyn FnMut(String, &ItemImpl)) {
    for item in items {
        match item {
            Item::Mod(inner) => {
                let (_, items) = inner.content.as_ref().expect("the modules are in the file");
                walk(&format!("{module}::{}", inner.ident), items, name, found);
            }
            Item::Impl(item) => {
                let is_it = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
                if is_it.is_some_and(|segment| segment.ident == name)
                    && let Type::Path(ty) = &*item.self_ty
                    && let Some(segment) = ty.path.segments.last()
                {
                    found(format!("{module}::{}", segment.ident), item);
                }
            }
            _ => {}
        }
    }
}

/// The constructors that the arms of a `match` name, by their paths.
struct Arms(Vec<String>);

impl<'ast> Visit<'ast> for Arms {
    fn visit_pat(&mut self, pattern: &'ast Pat) {
        if let Pat::Path(pattern) = pattern {
            let names: Vec<String> =
                pattern.path.segments.iter().map(|part| part.ident.to_string()).collect();
            if let [first, path @ .., last] = &names[..]
                && first == "crate"
                && last == "CONSTRUCTOR_ID"
            {
                self.0.push(path.join("::"));
            }
        }
        visit::visit_pat(self, pattern);
    }
}
