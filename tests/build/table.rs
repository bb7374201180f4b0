//! The table of what was generated for a schema, for the tests that send values there and back.
//!
//! In: what was generated, its schema, and their names. Out: Rust for the sources, the entries, and the function that
//! stands for a wrapped one. What an entry holds is decided by the macro `row` where the table is mounted.

use std::fmt::Write as _;

use tl_codegen::{Generated, Item};
use tl_parser::Schema;

/// The text of the module `table`, which [`whole!`](../roundtrip/mod.rs) mounts.
pub(super) fn table(generated: &Generated, schema: &Schema, file: &str, name: &str) -> String {
    let call = schema.functions().map(|(_, function)| function).find(|function| function.vars.is_empty());
    let is_call = |item: &&Item| {
        call.is_some_and(|call| item.id == Some(call.id) && item.tl_name == call.name) && is_function(item)
    };
    let call = generated.items.iter().find(is_call);
    let mut text = format!(
        "pub(crate) const SOURCES: crate::roundtrip::Sources = &[({file:?}, include_str!({:?}))];\n\
         pub(crate) const CALL: Option<&str> = {:?};\n\
         pub(crate) static ENTRIES: &[Entry] = &[\n",
        format!("{name}.tl"),
        call.map(|call| &call.tl_name)
    );
    for item in &generated.items {
        let argument = call.map_or_else(String::new, |call| {
            format!("code::{}{}", call.path, if call.borrows { "<'_>" } else { "" })
        });
        let lifetime = item.borrows.then(|| "'_".to_owned());
        let arguments: Vec<_> = lifetime.into_iter().chain(vec![argument; item.generics]).collect();
        let arguments = arguments.join(", ");
        let arguments = if arguments.is_empty() { arguments } else { format!("<{arguments}>") };
        let ty = format!("code::{}{arguments}", item.path);
        let _ = writeln!(text, "    row!({ty}, {:?}, {:?}, {}),", item.tl_name, item.id, is_function(item));
    }
    text.push_str("];\n");
    text
}

fn is_function(item: &Item) -> bool {
    item.path.starts_with("functions::")
}
