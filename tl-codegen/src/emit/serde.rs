//! Serde's traits for what stands alone.
//!
//! In: an item of a plan that asks for them. Out: one line for it, because all that happens is in the runtime; whole
//! implementations for what has parameters, which a formatter does not know among the arguments of a macro.

use proc_macro2::TokenStream;
use quote::quote;

use super::{path, structs, ty::Lifetime};
use crate::names::ident;
use crate::plan::{Enum, Plan, Struct};

/// What the module `codec` imports for it: the macro and the functions of one name.
pub(super) const fn imports(plan: &Plan) -> &'static str {
    if plan.serde { "use ::tl_runtime::serde;\n" } else { "" }
}

pub(super) fn of_struct(item: &Struct, plan: &Plan) -> Vec<TokenStream> {
    // By an id that two have, the table would take one for the other; nor does an id say what a generic type is of.
    if !plan.serde || !item.stands_alone() || item.shares_id || !item.args.is_empty() {
        return Vec::new();
    }
    if item.generics.is_empty() && !item.borrows {
        return vec![line(&path(&item.path))];
    }
    let ((intro, _), for_type) = (structs::header(item), structs::own_type(item));
    let serialize = serialize(&intro, &for_type);
    let generics = item.generics.iter().map(|name| ident(name));
    // The name of a type parameter has no underscores, so it is none of the methods'.
    let deserialize = (!item.borrows).then(|| {
        quote! {
            impl<'de, #(#generics: for<'a> Function<'a>),*> serde::core::Deserialize<'de> for #for_type {
                fn deserialize<__D: serde::core::Deserializer<'de>>(from: __D) -> Result<Self, __D::Error> {
                    serde::deserialize(from)
                }
            }
        }
    });
    std::iter::once(serialize).chain(deserialize).collect()
}

pub(super) fn of_enum(item: &Enum, plan: &Plan) -> Option<TokenStream> {
    if !plan.serde || !item.nats.is_empty() || !item.args.is_empty() {
        return None;
    }
    let name = path(&item.path);
    if !item.borrows {
        return Some(line(&name));
    }
    let lifetime = Lifetime::Own.of(true);
    Some(serialize(&quote!(impl #lifetime), &quote!(#name #lifetime)))
}

fn line(for_type: &TokenStream) -> TokenStream {
    quote!(serde!(#for_type);)
}

fn serialize(intro: &TokenStream, for_type: &TokenStream) -> TokenStream {
    quote! {
        #intro serde::core::Serialize for #for_type {
            fn serialize<__S: serde::core::Serializer>(&self, to: __S) -> Result<__S::Ok, __S::Error> {
                serde::serialize(self, to)
            }
        }
    }
}
