//! A schema with `===n===` marks: a module for each layer, and the choice among them by a layer's number.
//!
//! In: one plan for each layer, oldest first. Out: the text of the file. The modules do not know of each other: a
//! constructor that did not change between two layers is a type of its own in each.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ty::Lifetime;
use super::{Defect, body, file};
use crate::names::ident;
use crate::plan::{Enum, Plan};

/// What stands before the path of an item of that layer.
pub(crate) fn path(layer: u32) -> String {
    format!("{}::", module(layer))
}

fn module(layer: u32) -> String {
    format!("layer{layer}")
}

/// The text of the file.
pub(crate) fn emit(plans: &[(u32, Plan)], docs: bool) -> Result<String, Defect> {
    let mut text = file::HEADER.to_owned();
    for item in [numbers(plans), definition(plans), codec(plans)] {
        text.push('\n');
        text.push_str(&file::format_one(item, "the layers")?);
    }
    for (layer, plan) in plans {
        let body = body(plan, docs)?;
        text.push_str(&format!(
            "\n/// The schema as it was at layer {layer}.\n#[allow(dead_code, unreachable_pub)]\npub mod {} {{",
            module(*layer)
        ));
        file::indent(&body, 1, &mut text);
        text.push_str("}\n");
    }
    Ok(text)
}

fn numbers(plans: &[(u32, Plan)]) -> TokenStream {
    let layers = plans.iter().map(|(layer, _)| Literal::u32_unsuffixed(*layer));
    quote! {
        /// The layers of the schema, oldest first.
        #[allow(dead_code, unreachable_pub)]
        pub const LAYERS: &[i32] = &[#(#layers),*];
    }
}

/// The enum of all values of a plan: its derives are those that this one can have.
fn object(plan: &Plan) -> Option<&Enum> {
    plan.enums.iter().find(|item| item.dynamic && item.tl_name == "Object")
}

/// Whether a value of one of the layers borrows from its bytes.
fn borrows(plans: &[(u32, Plan)]) -> bool {
    plans.iter().filter_map(|(_, plan)| object(plan)).any(|item| item.borrows)
}

fn definition(plans: &[(u32, Plan)]) -> TokenStream {
    let variants = plans.iter().filter_map(|(layer, plan)| object(plan).map(|item| (layer, item))).map(
        |(layer, item)| {
            let (name, module, object) =
                (format_ident!("Layer{layer}"), ident(&module(*layer)), ident(&item.path.name));
            let lifetime = Lifetime::Own.of(item.borrows);
            quote!(#name(#module::enums::#object #lifetime))
        },
    );
    let all: Vec<&Enum> = plans.iter().filter_map(|(_, plan)| object(plan)).collect();
    let derives = all.first().into_iter().flat_map(|first| &first.derives);
    let derives: Vec<String> =
        derives.filter(|path| all.iter().all(|item| item.derives.contains(path))).cloned().collect();
    let (decorations, lifetime) = (super::decorations(&derives, &[]), Lifetime::Own.of(borrows(plans)));
    quote! {
        /// Any boxed value of one of the layers.
        #[allow(clippy::all, dead_code, missing_docs, unreachable_pub)]
        #decorations
        #[non_exhaustive]
        pub enum Layered #lifetime { #(#variants),* }
    }
}

fn codec(plans: &[(u32, Plan)]) -> TokenStream {
    // The newest layer that is not newer than the one asked for: newest first, so that the first hit is it.
    let reads = plans.iter().rev().map(|(layer, _)| {
        let (name, number) = (format_ident!("Layer{layer}"), Literal::u32_unsuffixed(*layer));
        quote!(if layer >= #number { return ::tl_runtime::from_bytes(bytes).map(Self::#name); })
    });
    let writes = plans.iter().map(|(layer, _)| {
        let name = format_ident!("Layer{layer}");
        quote!(Self::#name(value) => ::tl_runtime::to_bytes(value))
    });
    let numbers = plans.iter().map(|(layer, _)| {
        let (name, number) = (format_ident!("Layer{layer}"), Literal::u32_unsuffixed(*layer));
        quote!(Self::#name(_) => #number)
    });
    let lifetime = Lifetime::Own.of(borrows(plans));
    let from = borrows(plans).then(|| Lifetime::Own.tokens());
    let first = plans.first().map(|(layer, _)| Literal::u32_unsuffixed(*layer));
    quote! {
        #[allow(clippy::all, dead_code, unreachable_pub)]
        impl #lifetime Layered #lifetime {
            /// Reads a boxed value that a peer of that layer wrote, by the newest layer of the schema that the peer knows.
            ///
            /// # Errors
            /// What `tl_runtime::from_bytes` refuses, and a layer older than all of the schema.
            pub fn from_bytes(layer: i32, bytes: &#from [u8]) -> ::core::result::Result<Self, ::tl_runtime::DecodeError> {
                #(#reads)*
                ::core::result::Result::Err(::tl_runtime::layer_too_old(layer, #first))
            }

            /// Writes the value in the form of its layer.
            ///
            /// # Errors
            /// What `tl_runtime::to_bytes` refuses.
            pub fn to_bytes(&self) -> ::core::result::Result<::tl_runtime::prelude::Vec<u8>, ::tl_runtime::EncodeError> {
                match self { #(#writes,)* }
            }

            /// The layer that the value belongs to.
            pub const fn layer(&self) -> i32 {
                match self { #(#numbers,)* }
            }
        }
    }
}
