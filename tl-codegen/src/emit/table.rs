//! The head of the file: the layer, and the table of all combinators for error messages.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ty::hex;
use crate::plan::Plan;

/// The contract with the runtime that the emitters write for.
const RUNTIME_VERSION: u32 = 1;

pub(super) fn emit(plan: &Plan) -> Vec<TokenStream> {
    let version = Literal::u32_unsuffixed(RUNTIME_VERSION);
    let rows = |functions: bool| {
        plan.table.iter().filter(move |(_, function, _)| *function == functions).map(|(id, _, line)| {
            let id = hex(*id);
            quote!((#id, #line))
        })
    };
    let (constructors, functions) = (rows(false), rows(true));
    let layer = plan.layer.map(|layer| {
        let layer = Literal::u32_unsuffixed(layer);
        quote! {
            /// The layer of the schema.
            pub const LAYER: i32 = #layer;
        }
    });
    let table = quote! {
        /// Every constructor and function, by id.
        pub static SCHEMA: ::tl_runtime::Schema =
            ::tl_runtime::Schema::new(#version, &[#(#constructors),*], &[#(#functions),*]);
    };
    layer.into_iter().chain([table]).collect()
}
