//! The module of a predicate over functions.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Lifetime, Place, hex};
use crate::names::ident;
use crate::plan::{Plan, Predicate, Struct, Ty};

/// What the documentation of the module says.
pub(super) fn about(predicate: &Predicate) -> String {
    format!("The functions that the schema marks `{}`, and no others.", predicate.allow)
}

/// The items of the module.
pub(super) fn emit(predicate: &Predicate, plan: &Plan) -> Vec<TokenStream> {
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
    let methods = quote! {
        /// Id and name of every allowed function, by id.
        pub const METHODS: &[(u32, &str)] = &[#(#rows),*];
    };
    let is_allowed = quote! {
        /// Whether the function with that id is allowed. Whatever is not known is refused.
        pub const fn is_allowed(#parameter: u32) -> bool { #allowed }
    };
    if through.is_empty() {
        let allows = quote! {
            /// Whether a request, given as the bytes of a boxed call, may be made: its own id decides.
            pub fn allows(request: &[u8]) -> bool {
                ::tl_runtime::peek_id(request).is_some_and(is_allowed)
            }
        };
        return vec![methods, is_allowed, allows];
    }
    let innermost = quote! {
        /// The call inside a request, given as the bytes of a boxed call: what is left when every function that only wraps
        /// another call is taken off. None when that cannot be read, or when there are more than [`MAX_WRAPPERS`] of them.
        pub fn innermost(request: &[u8]) -> Option<&[u8]> {
            let mut request = request;
            for _ in 0..=MAX_WRAPPERS {
                let inner = match ::tl_runtime::peek_id(request)? {
                    #(#through,)*
                    _ => return Some(request),
                };
                request = inner?;
            }
            None
        }
    };
    let allows = quote! {
        /// Whether a request, given as the bytes of a boxed call, may be made: the call inside decides.
        pub fn allows(request: &[u8]) -> bool {
            innermost(request).and_then(::tl_runtime::peek_id).is_some_and(is_allowed)
        }
    };
    let limit = quote! {
        /// How many calls may be wrapped in one another.
        pub const MAX_WRAPPERS: usize = 8;
    };
    vec![methods, is_allowed, limit, innermost, allows]
}

/// The statements that read what stands before the wrapped call, its own id included.
fn skip(item: &Struct, plan: &Plan) -> TokenStream {
    let place =
        Place { plan, item: Some(item), nats: &item.nats, reading: true, lifetime: Lifetime::Inferred };
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
