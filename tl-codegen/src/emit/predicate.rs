//! The module of a predicate over functions.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Place, hex};
use crate::names::ident;
use crate::plan::{Plan, Predicate, Struct, Ty};

pub(super) fn emit(predicate: &Predicate, plan: &Plan) -> Vec<TokenStream> {
    let module = ident(&predicate.module);
    let about = format!(" The functions that the schema marks `{}`, and no others.", predicate.allow);
    let rows = predicate.allowed.iter().map(|(id, name)| {
        let id = hex(*id);
        quote!((#id, #name))
    });
    let ids: Vec<TokenStream> = predicate.allowed.iter().map(|(id, _)| hex(*id)).collect();
    let allowed = if ids.is_empty() { quote!(false) } else { quote!(matches!(id, #(#ids)|*)) };
    let parameter = if ids.is_empty() { quote!(_id) } else { quote!(id) };
    let through: Vec<TokenStream> = predicate
        .through
        .iter()
        .filter_map(|(id, place)| plan.structs.get(place.0).map(|item| (hex(*id), item)))
        .map(|(id, item)| {
            let skip = skip(item, plan);
            quote!(#id => ::tl_runtime::skip(request, |r| { #skip }))
        })
        .collect();
    let inner = if through.is_empty() {
        quote! {
            /// Whether a request, given as the bytes of a boxed call, may be made: its own id decides.
            pub fn allows(request: &[u8]) -> bool {
                ::tl_runtime::peek_id(request).is_some_and(is_allowed)
            }
        }
    } else {
        quote! {
            /// Whether a request, given as the bytes of a boxed call, may be made. A function that only wraps another
            /// call is decided by that call, through at most [`MAX_WRAPPERS`] of them.
            pub fn allows(request: &[u8]) -> bool {
                let mut request = request;
                for _ in 0..=MAX_WRAPPERS {
                    let ::core::option::Option::Some(id) = ::tl_runtime::peek_id(request) else { return false };
                    if is_allowed(id) {
                        return true;
                    }
                    let inner = match id {
                        #(#through,)*
                        _ => ::core::option::Option::None,
                    };
                    let ::core::option::Option::Some(inner) = inner else { return false };
                    request = inner;
                }
                false
            }

            /// How many calls may be wrapped in one another.
            pub const MAX_WRAPPERS: usize = 8;
        }
    };
    vec![quote! {
        #[doc = #about]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, dead_code, unreachable_pub, unused_imports)]
        pub mod #module {
            use ::tl_runtime::prelude::*;
            use super::{enums, functions, types};

            /// Id and name of every allowed function, by id.
            pub const METHODS: &[(u32, &str)] = &[#(#rows),*];

            /// Whether the function with that id is allowed. Whatever is not known is refused.
            pub const fn is_allowed(#parameter: u32) -> bool { #allowed }

            #inner
        }
    }]
}

/// The statements that read what stands before the wrapped call, its own id included.
fn skip(item: &Struct, plan: &Plan) -> TokenStream {
    let place = Place { plan, item: Some(item), nats: &item.nats, reading: true };
    let before: Vec<TokenStream> = item
        .fields
        .iter()
        .take_while(|field| !matches!(field.ty, Ty::Call(_)))
        .map(|field| {
            let (local, read) = (ident(&field.local), super::structs::read_field(field, place));
            if field.used {
                quote!(let #local = #read;)
            } else {
                let ty = place.field(field);
                quote!(let _: #ty = #read;)
            }
        })
        .collect();
    quote!(r.id(); #(#before)*)
}
