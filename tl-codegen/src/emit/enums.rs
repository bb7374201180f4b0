//! The enum of a boxed type with two or more constructors.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::{Lifetime, Place, hex};
use super::{Parts, decorations, docs, from_bytes, inline, late, path, serde};
use crate::names::ident;
use crate::plan::{Enum, Plan, Variant};

pub(super) fn emit(item: &Enum, plan: &Plan, with_docs: bool) -> Parts {
    let place = Place { plan, item: None, nats: &item.nats, reading: true, lifetime: Lifetime::Own };
    Parts {
        name: item.tl_name.clone(),
        definitions: vec![definition(item, place, with_docs)],
        codec: std::iter::once(codec(item, place)).chain(serde::of_enum(item, plan)).collect(),
    }
}

fn definition(item: &Enum, place: Place<'_>, with_docs: bool) -> TokenStream {
    let name = ident(&item.path.name);
    let about = docs::item(&item.docs, "", with_docs);
    let lifetime = Lifetime::Own.of(item.borrows);
    let own_name = format!(" The boxed type `{}`.", item.tl_name);
    let about = if with_docs && item.docs.is_empty() { quote!(#[doc = #own_name]) } else { about };
    let decorations = decorations(&item.derives, &item.attributes);
    let variants = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        match &variant.payload {
            None => {
                let about = docs::item(&variant.docs, &variant.line, with_docs);
                quote!(#about #name)
            }
            Some((id, _)) => {
                let payload = place.struct_type(*id);
                if variant.boxed { quote!(#name(Box<#payload>)) } else { quote!(#name(#payload)) }
            }
        }
    });
    quote! {
        #about
        #decorations
        #[non_exhaustive]
        pub enum #name #lifetime { #(#variants),* }
    }
}

/// Enums whose numbers come from outside have methods; all others have the trait.
fn codec(item: &Enum, place: Place<'_>) -> TokenStream {
    let (name, lifetime) = (path(&item.path), Lifetime::Own.of(item.borrows));
    let from = from_bytes(item.borrows);
    let tl_name = &item.tl_name;
    let (inline, late) = (inline(item.reading), late(item.late_write));
    let (read, write) = (read(item, place), write(item, place));
    if item.nats.is_empty() {
        quote! {
            impl #lifetime Value<#from> for #name #lifetime {
                const ROOT: Root = Root::Type(&SCHEMA, #tl_name);
                #inline
                fn read(r: &mut Reader<#from>) -> Self { #read }
                #late
                fn write(&self, w: &mut Writer) { #write }
            }
        }
    } else {
        let nats: Vec<_> = item.nats.iter().map(|name| ident(name)).collect();
        quote! {
            impl #lifetime #name #lifetime {
                #[doc(hidden)]
                #inline
                pub fn read_with(r: &mut Reader<#from>, #(#nats: u32),*) -> Self { #read }
                #[doc(hidden)]
                #late
                pub fn write_with(&self, w: &mut Writer, #(#nats: u32),*) { #write }
            }
        }
    }
}

fn read(item: &Enum, place: Place<'_>) -> TokenStream {
    let arms = item.variants.iter().map(|variant| {
        let (id, value) = (hex(variant.id), build(variant, place));
        // Zero is also what the reader gives once it has failed; a variant that holds itself would be read for ever.
        let read = (variant.id == 0).then(|| quote!(if !r.failed()));
        quote!(#id #read => #value)
    });
    let fallback = item.variants.get(item.fallback).map(|variant| build(variant, place));
    let tl_name = &item.tl_name;
    let read = quote! {
        match r.id() {
            #(#arms,)*
            id => {
                r.unknown(id, #tl_name);
                #fallback
            }
        }
    };
    if item.guarded { quote!(r.nested(|r| #read)) } else { read }
}

/// The expression that reads a variant, its id being read.
fn build(variant: &Variant, place: Place<'_>) -> TokenStream {
    let name = ident(&variant.name);
    let Some((id, nats)) = &variant.payload else { return quote!(Self::#name) };
    let read = if nats.is_empty() {
        quote!(r.bare())
    } else {
        let (payload, nats) = (place.struct_path(*id), nats.iter().map(|nat| place.nat(nat)));
        quote!(#payload::read_with(r, #(#nats),*))
    };
    if variant.boxed { quote!(Self::#name(r.boxed(|r| #read))) } else { quote!(Self::#name(#read)) }
}

fn write(item: &Enum, place: Place<'_>) -> TokenStream {
    let arms = item.variants.iter().map(|variant| {
        let (name, id) = (ident(&variant.name), hex(variant.id));
        match &variant.payload {
            None => quote!(Self::#name => w.id(#id)),
            Some((_, nats)) if nats.is_empty() => {
                let value = if variant.boxed { quote!(&**x) } else { quote!(x) };
                quote!(Self::#name(x) => w.put(#value))
            }
            Some((_, nats)) => {
                let nats = nats.iter().map(|nat| place.nat(nat));
                quote!(Self::#name(x) => { w.id(#id); x.write_with(w, #(#nats),*); })
            }
        }
    });
    quote!(match self { #(#arms,)* })
}

#[cfg(test)]
mod tests {
    use tl_parser::SourceMap;

    /// Otherwise a message cut short, of a type that holds itself, would be read until the stack ends.
    #[test]
    #[allow(clippy::unwrap_used)]
    fn an_id_of_zero_is_told_from_a_failed_reader() {
        let mut sources = SourceMap::new();
        sources.add("chain.tl", "link#00000000 next:Chain = Chain;\nend#00000001 = Chain;\n").unwrap();
        let generated = crate::configure().generate(&sources).unwrap();
        // The layout is not what this is about.
        let text: String = generated.files.iter().flat_map(|file| file.text.split_whitespace()).collect();
        assert!(text.contains("0x00000000if!r.failed()=>"), "{text}");
        assert!(text.contains("0x00000001=>"), "{text}");
    }
}
