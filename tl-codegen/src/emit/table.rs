//! The layer, and the table of all combinators for error messages.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Parts;
use crate::plan::Plan;

/// The contract with the runtime that the emitters write for.
const RUNTIME_VERSION: u32 = 1;

/// The number of the layer, when the schema has one.
pub(super) fn layer(plan: &Plan) -> Vec<TokenStream> {
    let layer = plan.layer.map(Literal::u32_unsuffixed);
    layer
        .map(|layer| {
            quote! {
                /// The layer of the schema.
                #[allow(dead_code, unreachable_pub)]
                pub const LAYER: i32 = #layer;
            }
        })
        .into_iter()
        .collect()
}

/// Every combinator as TL, by id.
pub(super) fn emit(plan: &Plan) -> Parts {
    Parts { name: "the table".to_owned(), definitions: vec![table(plan)], codec: Vec::new() }
}

fn table(plan: &Plan) -> TokenStream {
    let version = Literal::u32_unsuffixed(RUNTIME_VERSION);
    let rows = |functions: bool| {
        let rows = plan.table.iter().filter(move |(_, function, _)| *function == functions);
        rows.map(|(_, _, line)| plain(line))
    };
    let (constructors, functions) = (rows(false), rows(true));
    quote! {
        /// Every constructor and function, by id.
        #[allow(dead_code, unreachable_pub)]
        pub static SCHEMA: ::tl_runtime::Schema =
            ::tl_runtime::Schema::new(#version, &[#(#constructors),*], &[#(#functions),*]);
    }
}

/// The line as the table has it: the name comes first, and `=` before the result. VK's `@read name ... => result` says
/// no more about the bytes.
fn plain(line: &str) -> String {
    let mut rest = line;
    while let Some((_, name)) = rest.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        rest = name;
    }
    rest.replacen(" => ", " = ", 1)
}
