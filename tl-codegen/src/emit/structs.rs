//! The struct of a constructor, a function, or the fields of a repetition.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::ty::{Lifetime, Place, hex, number};
use super::{Parts, decorations, docs, from_bytes, inline, late, path, serde};
use crate::names::ident;
use crate::plan::{Base, Field, Plan, Presence, Prim, Reading, Role, Storage, Struct, Ty};

pub(super) fn emit(item: &Struct, plan: &Plan, with_docs: bool) -> Parts {
    let place = Place { plan, item: Some(item), nats: &item.nats, reading: true, lifetime: Lifetime::Own };
    let definitions = vec![definition(item, place, with_docs)];
    let mut codec: Vec<TokenStream> = constructor(item, place).into_iter().chain(debug(item)).collect();
    codec.push(if is_plain(item) { plain(item) } else { full(item, place) });
    if let Role::Function(answer, text) = &item.role {
        codec.push(function(item, answer, text, place));
    }
    codec.extend(serde::of_struct(item, plan));
    Parts { name: item.tl_name.clone(), definitions, codec }
}

/// Whether reading and writing is one `get` and one `put` after another. A type with a lifetime is written out, because a
/// formatter does not know types among the arguments of a macro.
fn is_plain(item: &Struct) -> bool {
    let plain = |field: &Field| {
        field.storage == Storage::Plain && !field.used && !field.boxed && field.ty.is_default()
    };
    item.stands_alone()
        && !item.borrows
        && item.generics.is_empty()
        && !item.guarded
        && !item.shares_id
        && item.fields.iter().all(plain)
}

fn plain(item: &Struct) -> TokenStream {
    let (path, id, min) = (path(&item.path), hex(item.id), number(item.min));
    let inline = match (item.reading, item.late_write) {
        (Reading::Here, false) => None,
        (Reading::Here, true) => Some(quote!(late)),
        (Reading::InArm, false) => Some(quote!(in_arm)),
        (Reading::InArm, true) => Some(quote!(in_arm late)),
        (Reading::WhereUsed, _) => Some(quote!(where_used)),
    };
    let fields = item.fields.iter().map(|field| ident(&field.name));
    quote!(plain!(#inline #path, #id, #min #(, #fields)*);)
}

fn definition(item: &Struct, place: Place<'_>, with_docs: bool) -> TokenStream {
    let name = ident(&item.path.name);
    let line = if item.role == Role::Group { "" } else { item.line.as_str() };
    let about = docs::item(&item.docs, line, with_docs);
    let decorations = decorations(&item.derives, &item.attributes);
    let deprecated = item.deprecated.as_ref().map(|text| match text.as_str() {
        "" => quote!(#[deprecated]),
        text => quote!(#[deprecated = #text]),
    });
    let parameters = parameters(item);
    if item.stored().next().is_none() {
        return quote!(#about #decorations #deprecated pub struct #name #parameters;);
    }
    let fields = item.stored().map(|field| {
        let (about, name, ty) = (docs::text(&field.docs, with_docs), ident(&field.name), place.field(field));
        quote!(#about pub #name: #ty)
    });
    quote! {
        #about
        #decorations
        #deprecated
        pub struct #name #parameters { #(#fields),* }
    }
}

/// `<'a, X>`: the parameters of the struct, if it has any.
fn parameters(item: &Struct) -> Option<TokenStream> {
    let lifetime = item.borrows.then(|| Lifetime::Own.tokens());
    let mut parameters: Vec<_> = lifetime.into_iter().collect();
    for name in &item.generics {
        parameters.push(ident(name).into_token_stream());
    }
    (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>))
}

/// The struct with its parameters.
pub(super) fn own_type(item: &Struct) -> TokenStream {
    let (path, parameters) = (path(&item.path), parameters(item));
    quote!(#path #parameters)
}

/// `impl<'a, X: Function<'a>>`, and the lifetime of the bytes that a value is read from.
pub(super) fn header(item: &Struct) -> (TokenStream, TokenStream) {
    // What is called may borrow, which only its bound can say.
    let from = from_bytes(item.borrows || !item.generics.is_empty());
    let generics: Vec<_> = item.generics.iter().map(|name| ident(name)).collect();
    match (item.borrows, generics.is_empty()) {
        (false, true) => (quote!(impl), from),
        (true, true) => (quote!(impl<#from>), from),
        (_, false) => (quote!(impl<#from, #(#generics: Function<#from>),*>), from),
    }
}

/// `new`, with what is always there, so that a value with a few of many optional fields is one expression.
fn constructor(item: &Struct, place: Place<'_>) -> Option<TokenStream> {
    if !item.stored().any(Field::is_optional) {
        return None;
    }
    let given = item.stored().filter(|field| !field.is_optional()).map(|field| {
        let (name, ty) = (ident(&field.name), place.rust(&field.ty));
        quote!(#name: #ty)
    });
    // What is given and kept as it is need not be named again.
    let kept = |field: &&Field| !field.is_optional() && !field.boxed;
    let boxes = item.stored().any(|field| !field.is_optional() && field.boxed);
    // The macro writes no parameters of the type.
    let own_parameters = parameters(item);
    let short = own_parameters.is_none() && !boxes;
    let fields = item.stored().filter(|field| !(short && kept(field))).map(|field| {
        let name = ident(&field.name);
        match field.storage {
            Storage::Option => quote!(#name: None),
            Storage::Flag => quote!(#name: false),
            Storage::Plain | Storage::Computed if field.boxed => quote!(#name: Box::new(#name)),
            Storage::Plain | Storage::Computed => quote!(#name),
        }
    });
    let name = path(&item.path);
    if short {
        return Some(quote!(new!(#name, (#(#given),*); #(#fields),*);));
    }
    if own_parameters.is_none() {
        return Some(quote!(new!(#name, (#(#given),*), (#(#fields),*));));
    }
    Some(quote! {
        impl #own_parameters #name #own_parameters {
            /// Without its optional fields.
            #[inline]
            pub fn new(#(#given),*) -> Self { Self { #(#fields),* } }
        }
    })
}

/// `Debug` for a struct with secrets: shows whether they are there, and nothing else of them.
fn debug(item: &Struct) -> Option<TokenStream> {
    if !item.debug_by_hand {
        return None;
    }
    let (for_type, text) = (own_type(item), &item.path.name);
    let lifetime = item.borrows.then(|| Lifetime::Own.tokens());
    let mut bounds: Vec<_> = lifetime.into_iter().collect();
    for name in &item.generics {
        let name = ident(name);
        bounds.push(quote!(#name: ::core::fmt::Debug));
    }
    let bounds = (!bounds.is_empty()).then(|| quote!(<#(#bounds),*>));
    let fields = item.stored().map(|field| {
        let (name, text) = (ident(&field.name), field.name.trim_start_matches("r#"));
        match (field.secret, field.storage) {
            (false, _) => quote!(.field(#text, &self.#name)),
            (true, Storage::Option) => {
                quote!(.field(#text, &self.#name.as_ref().map(|_| ::tl_runtime::Redacted)))
            }
            (true, _) => quote!(.field(#text, &::tl_runtime::Redacted)),
        }
    });
    Some(quote! {
        impl #bounds ::core::fmt::Debug for #for_type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    })
}

/// A struct whose numbers come from outside has methods; all others have the trait.
fn full(item: &Struct, place: Place<'_>) -> TokenStream {
    let ((intro, from), for_type) = (header(item), own_type(item));
    let (read, write) = (read(item, place), write(item, place));
    let (inline, late) = (inline(item.reading), late(item.late_write));
    if !item.stands_alone() {
        let nats: Vec<_> = item.nats.iter().map(|name| ident(name)).collect();
        return quote! {
            #intro #for_type {
                #[doc(hidden)]
                #inline
                pub fn read_with(r: &mut Reader<#from>, #(#nats: u32),*) -> Self { #read }
                #[doc(hidden)]
                #late
                pub fn write_with(&self, w: &mut Writer, #(#nats: u32),*) { #write }
            }
        };
    }
    let (id, min) = (hex(item.id), number(item.min));
    let tl_name = &item.tl_name;
    let own_name = item.shares_id.then(|| quote!(const NAME: &'static str = #tl_name;));
    quote! {
        #intro Bare<#from> for #for_type {
            const FACTS: Facts = Facts(&SCHEMA, #id, #min);
            #own_name
            #inline
            fn read_bare(r: &mut Reader<#from>) -> Self { #read }
            #late
            fn write_bare(&self, w: &mut Writer) { #write }
        }
    }
}

/// Fields up to the last one that another field needs are variables; the rest are read in the struct's own expression.
fn read(item: &Struct, place: Place<'_>) -> TokenStream {
    let variables = item.fields.iter().rposition(|field| field.used).map_or(0, |last| last + 1);
    let lets = item.fields.iter().take(variables).map(|field| {
        let (local, read) = (ident(&field.local), read_field(field, place));
        quote!(let #local = #read;)
    });
    let fields =
        item.fields.iter().enumerate().filter(|(_, field)| field.is_stored()).map(|(number, field)| {
            let name = ident(&field.name);
            if number >= variables {
                let read = read_field(field, place);
                quote!(#name: #read)
            } else if field.name == field.local {
                quote!(#name)
            } else {
                let local = ident(&field.local);
                quote!(#name: #local)
            }
        });
    let value = if item.stored().next().is_none() { quote!(Self) } else { quote!(Self { #(#fields),* }) };
    let mut read: TokenStream = lets.collect();
    read.extend(value);
    if item.guarded { quote!(r.nested(|r| { #read })) } else { read }
}

/// The expression that reads a field, if it is there.
pub(super) fn read_field(field: &Field, place: Place<'_>) -> TokenStream {
    let mut read = place.read(&field.ty);
    if field.boxed {
        read = quote!(r.boxed(|r| #read));
    }
    let Some(Presence { mask, bit, .. }) = &field.presence else {
        // A variable's type must not depend on how it is used.
        return if field.used && field.ty == Ty::Prim(Prim::Nat) { quote!(r.nat()) } else { read };
    };
    let mask = place.nat(mask);
    let bit = bit.map(Literal::u8_unsuffixed);
    match (field.storage, bit) {
        (Storage::Flag, Some(bit)) => quote!(r.flag(#mask, #bit)),
        (Storage::Flag, None) => quote!(#mask != 0),
        (_, Some(bit)) if field.ty.is_default() && !field.boxed && field.used => {
            quote!(r.opt::<u32>(#mask, #bit))
        }
        (_, Some(bit)) if field.ty.is_default() && !field.boxed => quote!(r.opt(#mask, #bit)),
        (_, Some(bit)) => quote!(r.opt_with(#mask & 1 << #bit != 0, |r| #read)),
        (_, None) => quote!(r.opt_with(#mask != 0, |r| #read)),
    }
}

fn write(item: &Struct, place: Place<'_>) -> TokenStream {
    let place = Place { reading: false, ..place };
    let words = words(item, item.fields.iter().filter(|field| field.used).collect());
    let governing = item.fields.iter().filter_map(|field| check_absent_word(item, field));
    let checks = governing.chain(item.fields.iter().filter_map(|field| check(item, field, place)));
    let fields = item.fields.iter().map(|field| write_field(item, field, place));
    let mut write: TokenStream = words.collect();
    write.extend(checks);
    write.extend(fields);
    write
}

/// Variables with the value that each word has on the wire.
fn words<'i>(item: &'i Struct, fields: Vec<&'i Field>) -> impl Iterator<Item = TokenStream> {
    fields.into_iter().map(|field| {
        let (local, name) = (ident(&field.local), ident(&field.name));
        let known =
            field.bits.iter().fold(0_u32, |known, (bit, _)| known | 1_u32.wrapping_shl(u32::from(*bit)));
        let bits: Vec<TokenStream> = field
            .bits
            .iter()
            .filter_map(|(bit, place)| item.fields.get(*place).map(|field| (*bit, field)))
            .map(|(bit, field)| {
                let (bit, present) = (Literal::u8_unsuffixed(bit), presence(field));
                quote!(bit(#present, #bit))
            })
            .collect();
        let known = hex(known);
        let value = match (field.storage, bits.is_empty()) {
            (Storage::Computed, _) => quote!(#(#bits)|*),
            (Storage::Option, true) => quote!(self.#name.unwrap_or(0)),
            (Storage::Option, false) => quote!(self.#name.map_or(0, |word| word & !#known | #(#bits)|*)),
            (_, true) => quote!(self.#name),
            (_, false) => quote!(self.#name & !#known | #(#bits)|*),
        };
        quote!(let #local = #value;)
    })
}

/// Whether a conditional field is there, as an expression over `self`.
fn presence(field: &Field) -> TokenStream {
    let name = ident(&field.name);
    if field.storage == Storage::Flag { quote!(self.#name) } else { quote!(self.#name.is_some()) }
}

/// A mask that is not there counts as 0, so nothing that it governs can be there.
fn check_absent_word(item: &Struct, field: &Field) -> Option<TokenStream> {
    if field.storage != Storage::Option || field.bits.is_empty() {
        return None;
    }
    let (word, name) = (presence(field), label(item, field));
    let governed = field.bits.iter().filter_map(|(_, place)| item.fields.get(*place)).map(presence);
    Some(quote!(w.agree(#word || !(#(#governed)||*), true, #name);))
}

/// What has to hold for a field to be read back as it was: fields agree on a shared bit, and with a mask that they do
/// not decide.
fn check(item: &Struct, field: &Field, place: Place<'_>) -> Option<TokenStream> {
    let name = label(item, field);
    let Presence { mask, bit, shares } = field.presence.as_ref()?;
    let here = presence(field);
    if let Some(first) = shares {
        let first = presence(item.fields.get(*first)?);
        return Some(quote!(w.agree(#first, #here, #name);));
    }
    let decided = matches!(mask.base, Base::Field(_)) && bit.is_some();
    let mask = place.nat(mask);
    match bit {
        _ if decided => None,
        Some(bit) => {
            let bit = Literal::u8_unsuffixed(*bit);
            Some(quote!(w.present(#mask, #bit, #here, #name);))
        }
        None => Some(quote!(w.present_by_mask(#mask, #here, #name);)),
    }
}

fn label(item: &Struct, field: &Field) -> String {
    let name = if field.tl_name.is_empty() { &field.name } else { &field.tl_name };
    format!("{}.{name}", item.tl_name)
}

fn write_field(item: &Struct, field: &Field, place: Place<'_>) -> TokenStream {
    let (name, local) = (ident(&field.name), ident(&field.local));
    let written = |value: TokenStream| place.write(&field.ty, &value, &label(item, field));
    match field.storage {
        Storage::Flag => TokenStream::new(),
        Storage::Computed => quote!(w.nat(#local);),
        Storage::Plain if field.used => quote!(w.nat(#local);),
        Storage::Option if field.used => quote!(if self.#name.is_some() { w.nat(#local); }),
        Storage::Plain => {
            let write = written(if field.boxed { quote!(&*self.#name) } else { quote!(&self.#name) });
            quote!(#write;)
        }
        Storage::Option if field.ty.is_default() && !field.boxed => quote!(w.opt(&self.#name);),
        Storage::Option => {
            let write = written(if field.boxed { quote!(&**x) } else { quote!(x) });
            quote!(w.opt_with(&self.#name, |w, x| #write);)
        }
    }
}

/// Whether the type is a name alone, in its default form.
fn is_named(ty: &Ty, plan: &Plan) -> bool {
    let named = match ty {
        _ if plan.borrows(ty) => false,
        Ty::Prim(prim) => !matches!(prim, Prim::Bytes | Prim::Raw(_)),
        Ty::Bool | Ty::Struct { .. } | Ty::Enum { .. } => true,
        _ => false,
    };
    named && ty.is_default()
}

/// What a function answers.
fn function(item: &Struct, answer: &Ty, text: &str, place: Place<'_>) -> TokenStream {
    let ((intro, from), for_type) = (header(item), own_type(item));
    // The answer is read by what the request says on the wire.
    let place = Place { reading: false, lifetime: Lifetime::Reply, ..place };
    let (ty, modifiers) = (place.rust(answer), &item.modifiers);
    // By an id that two functions have, the table would tell the answer of either.
    let own_text = item.shares_id.then_some(text);
    if item.generics.is_empty() && !item.borrows && is_named(answer, place.plan) {
        let text = own_text.map(|text| quote!(, #text));
        let modifiers = (!modifiers.is_empty()).then(|| quote!(, [#(#modifiers),*]));
        return quote!(function!(#for_type, #ty #text #modifiers););
    }
    let metadata = (!modifiers.is_empty())
        .then(|| quote!(const MODIFIERS: &'static [&'static str] = &[#(#modifiers),*];));
    if item.generics.is_empty() && answer.is_default() {
        let text = own_text.map(|text| quote!(const RETURN: &'static str = #text;));
        return quote! {
            #intro PlainFunction<#from> for #for_type {
                type Return<'r> = #ty;
                #text
                #metadata
            }
        };
    }
    let needed =
        |field: &&Field| field.var.is_some_and(|var| answer.any_nat(&|nat| nat.base == Base::Field(var)));
    let words: Vec<TokenStream> = words(item, item.fields.iter().filter(needed).collect()).collect();
    let (read, write) = (place.read(answer), place.write(answer, &quote!(value), text));
    quote! {
        #intro Function<#from> for #for_type {
            type Return<'r> = #ty;
            const RETURN: &'static str = #text;
            #metadata
            fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r> { #(#words)* #read }
            fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer) { #(#words)* #write; }
        }
    }
}
