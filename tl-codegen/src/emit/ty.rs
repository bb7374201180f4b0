//! Types, and the expressions that read and write them.
//!
//! In: a [`Ty`] and the struct or enum whose code needs it. Out: tokens. In the code around the expressions `r` is the
//! reader and `w` the writer, and every number that a form needs is a local variable or a parameter.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::path;
use crate::names::ident;
use crate::plan::{Base, EnumId, Field, Nat, Plan, Prim, Storage, Struct, StructId, Ty, min};

/// Where an expression stands: what its numbers and type parameters are called.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) plan: &'p Plan,
    /// The struct around it; an enum has none, and neither fields nor type parameters.
    pub(super) item: Option<&'p Struct>,
    /// Names of the numbers from outside.
    pub(super) nats: &'p [String],
    /// Whether a conditional `#` field is an `Option` in its variable, as it is while reading.
    pub(super) reading: bool,
    /// The lifetime of what a type borrows: that of an item's own bytes unless it says otherwise.
    pub(super) lifetime: Lifetime,
}

/// Which bytes a borrowed type borrows from.
#[derive(Clone, Copy)]
pub(super) enum Lifetime {
    /// `'a`: those that the item around it is read from.
    Own,
    /// `'r`: those of a reply.
    Reply,
    /// `'_`: those that happen to be read.
    Inferred,
}

impl Lifetime {
    pub(super) fn tokens(self) -> TokenStream {
        match self {
            Self::Own => quote!('a),
            Self::Reply => quote!('r),
            Self::Inferred => quote!('_),
        }
    }

    fn reference(self, to: &TokenStream) -> TokenStream {
        match self {
            Self::Inferred => quote!(&#to),
            Self::Own | Self::Reply => {
                let lifetime = self.tokens();
                quote!(&#lifetime #to)
            }
        }
    }

    /// `<'a>` where something is borrowed.
    pub(super) fn of(self, borrows: bool) -> Option<TokenStream> {
        let lifetime = self.tokens();
        borrows.then(|| quote!(<#lifetime>))
    }
}

/// `0x1cb5c415`
pub(super) fn hex(value: u32) -> TokenStream {
    // A literal of eight digits is what stands in schemas and in dumps.
    format!("0x{value:08x}").parse().unwrap_or_default()
}

/// A number without a suffix.
pub(super) fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}

impl<'p> Place<'p> {
    fn structure(&self, id: StructId) -> Option<&'p Struct> {
        self.plan.structs.get(id.0)
    }

    /// The type, with its lifetime.
    pub(super) fn struct_type(&self, id: StructId) -> TokenStream {
        let (path, item) = (self.struct_path(id), self.structure(id));
        let lifetime = self.lifetime.of(item.is_some_and(|item| item.borrows));
        quote!(#path #lifetime)
    }

    fn enum_type(&self, id: EnumId) -> TokenStream {
        let (path, item) = (self.enum_path(id), self.plan.enums.get(id.0));
        let lifetime = self.lifetime.of(item.is_some_and(|item| item.borrows));
        quote!(#path #lifetime)
    }

    /// The path alone, as it stands before `::`.
    pub(super) fn struct_path(&self, id: StructId) -> TokenStream {
        self.structure(id).map(|item| path(&item.path)).unwrap_or_default()
    }

    fn enum_path(&self, id: EnumId) -> TokenStream {
        self.plan.enums.get(id.0).map(|item| path(&item.path)).unwrap_or_default()
    }

    fn generic(&self, number: usize) -> TokenStream {
        let name = self.item.and_then(|item| item.generics.get(number));
        name.map(|name| ident(name)).map(|name| quote!(#name)).unwrap_or_default()
    }

    /// The Rust type.
    pub(super) fn rust(&self, ty: &Ty) -> TokenStream {
        match ty {
            Ty::Prim(prim) => match prim {
                Prim::Nat => quote!(u32),
                Prim::Int => quote!(i32),
                Prim::Long => quote!(i64),
                Prim::Double => quote!(f64),
                Prim::Float => quote!(f32),
                Prim::String if self.plan.borrowed => self.lifetime.reference(&quote!(str)),
                Prim::Bytes if self.plan.borrowed => self.lifetime.reference(&quote!([u8])),
                Prim::String => quote!(String),
                Prim::Bytes => quote!(Vec<u8>),
                Prim::Raw(size) => {
                    let size = number(usize::from(*size));
                    quote!([u8; #size])
                }
            },
            Ty::Bool => quote!(bool),
            Ty::Struct { id, .. } => self.struct_type(*id),
            Ty::Enum { id, .. } => self.enum_type(*id),
            Ty::Vector(item) | Ty::Repeat(_, item) => {
                let item = self.rust(item);
                quote!(Vec<#item>)
            }
            Ty::Array(count, item) => {
                let (count, item) = (number(*count as usize), self.rust(item));
                quote!([#item; #count])
            }
            Ty::Tagged(_, inner) => self.rust(inner),
            Ty::Call(parameter) => self.generic(*parameter),
            Ty::Answer(parameter) => {
                let (parameter, lifetime) = (self.generic(*parameter), self.lifetime.tokens());
                quote!(#parameter::Return<#lifetime>)
            }
        }
    }

    /// The Rust type of a field, with its `Option` and its `Box`.
    pub(super) fn field(&self, field: &Field) -> TokenStream {
        if matches!(field.storage, Storage::Flag) {
            return quote!(bool);
        }
        let mut ty = self.rust(&field.ty);
        if field.boxed {
            ty = quote!(Box<#ty>);
        }
        if field.storage == Storage::Option { quote!(Option<#ty>) } else { ty }
    }

    /// A number.
    pub(super) fn nat(&self, nat: &Nat) -> TokenStream {
        let plus = Literal::u32_unsuffixed(nat.plus);
        let base = match nat.base {
            Base::Zero => return quote!(#plus),
            Base::Param(place) => self.nats.get(place).map(|name| ident(name)).map(|name| quote!(#name)),
            Base::Field(var) => self.item.and_then(|item| item.field_of(var)).map(|field| {
                let name = ident(&field.local);
                if self.reading && field.storage == Storage::Option {
                    quote!(#name.unwrap_or(0))
                } else {
                    quote!(#name)
                }
            }),
        };
        let base = base.unwrap_or_default();
        if nat.plus == 0 { base } else { quote!(#base.wrapping_add(#plus)) }
    }

    fn nats(&self, nats: &[Nat]) -> Vec<TokenStream> {
        nats.iter().map(|nat| self.nat(nat)).collect()
    }

    fn min(&self, ty: &Ty) -> Literal {
        number(min(ty, &self.plan.structs))
    }

    /// Whether the struct is read and written by the trait `Bare`; all others have methods that take numbers.
    fn has_trait(&self, id: StructId) -> bool {
        self.structure(id).is_some_and(Struct::stands_alone)
    }

    /// The expression that reads a value.
    pub(super) fn read(&self, ty: &Ty) -> TokenStream {
        if ty.is_default() {
            return quote!(r.get());
        }
        match ty {
            Ty::Struct { id, .. } if self.has_trait(*id) => quote!(r.bare()),
            Ty::Struct { id, nats, boxed } => {
                let (path, nats) = (self.struct_path(*id), self.nats(nats));
                let read = quote!(#path::read_with(r, #(#nats),*));
                if *boxed {
                    self.tagged_read(self.structure(*id).map_or(0, |item| item.id), &read)
                } else {
                    read
                }
            }
            Ty::Enum { id, nats } => {
                let (path, nats) = (self.enum_path(*id), self.nats(nats));
                quote!(#path::read_with(r, #(#nats),*))
            }
            Ty::Vector(item) if item.is_default() => quote!(r.bare_vector()),
            Ty::Vector(item) => {
                let (min, item) = (self.min(item), self.read(item));
                quote!(r.vector(#min, |r| #item))
            }
            Ty::Tagged(id, inner) => match &**inner {
                Ty::Vector(item) if *id == Ty::VECTOR => {
                    let (min, item) = (self.min(item), self.read(item));
                    quote!(r.boxed_vector(#min, |r| #item))
                }
                inner => self.tagged_read(*id, &self.read(inner)),
            },
            Ty::Repeat(count, item) => {
                let (count, min, item) = (self.nat(count), self.min(item), self.read(item));
                quote!(r.repeat(#count, #min, |r| #item))
            }
            Ty::Array(_, item) => {
                let item = self.read(item);
                quote!(r.array(|r| #item))
            }
            Ty::Answer(parameter) => {
                let field = self.call(*parameter);
                quote!(self.#field.read_return(r))
            }
            Ty::Prim(_) | Ty::Bool | Ty::Call(_) => quote!(r.get()),
        }
    }

    fn tagged_read(&self, id: u32, read: &TokenStream) -> TokenStream {
        let id = hex(id);
        quote!({ r.expect_id(#id); #read })
    }

    /// The field that holds the call which a type parameter stands for.
    fn call(&self, parameter: usize) -> TokenStream {
        let field =
            self.item.and_then(|item| item.fields.iter().find(|field| field.ty == Ty::Call(parameter)));
        field.map(|field| ident(&field.name)).map(|name| quote!(#name)).unwrap_or_default()
    }

    /// The expression that writes a value; `value` is a reference to it, `name` says in errors what it is.
    pub(super) fn write(&self, ty: &Ty, value: &TokenStream, name: &str) -> TokenStream {
        if ty.is_default() {
            return quote!(w.put(#value));
        }
        match ty {
            Ty::Struct { id, .. } if self.has_trait(*id) => quote!(w.bare(#value)),
            Ty::Struct { id, nats, boxed } => {
                let (path, nats) = (self.struct_path(*id), self.nats(nats));
                let write = quote!(#path::write_with(#value, w, #(#nats),*));
                if *boxed {
                    self.tagged_write(self.structure(*id).map_or(0, |item| item.id), &write)
                } else {
                    write
                }
            }
            Ty::Enum { id, nats } => {
                let (path, nats) = (self.enum_path(*id), self.nats(nats));
                quote!(#path::write_with(#value, w, #(#nats),*))
            }
            Ty::Vector(item) if item.is_default() => quote!(w.bare_vector(#value)),
            Ty::Vector(item) => {
                let item = self.write(item, &quote!(x), name);
                quote!(w.vector(#value, |w, x| #item))
            }
            Ty::Tagged(id, inner) => match &**inner {
                Ty::Vector(item) if *id == Ty::VECTOR => {
                    let item = self.write(item, &quote!(x), name);
                    quote!(w.boxed_vector(#value, |w, x| #item))
                }
                inner => self.tagged_write(*id, &self.write(inner, value, name)),
            },
            Ty::Repeat(count, item) => {
                let (count, item) = (self.nat(count), self.write(item, &quote!(x), name));
                quote!(w.repeat(#count, #value, #name, |w, x| #item))
            }
            Ty::Array(_, item) => {
                let item = self.write(item, &quote!(x), name);
                quote!(w.items(#value, |w, x| #item))
            }
            Ty::Answer(parameter) => {
                let field = self.call(*parameter);
                quote!(self.#field.write_return(#value, w))
            }
            Ty::Prim(_) | Ty::Bool | Ty::Call(_) => quote!(w.put(#value)),
        }
    }

    fn tagged_write(&self, id: u32, write: &TokenStream) -> TokenStream {
        let id = hex(id);
        quote!({ w.id(#id); #write })
    }
}
