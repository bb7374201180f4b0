//! Declarations for tl-proto: text out of a [`Mirror`], with bytes owned or borrowed.
//!
//! A boxed type is an enum with the fields in its variants, or a struct where it has one constructor, as tl-proto's own
//! documentation does it. Text is bytes, because tl-proto has no text; a vector is a type of our own, because tl-proto's
//! is the bare one.

use std::fmt::Write as _;

use crate::mirror::{Constructor, Field, Mirror, Ty, Type, flat, ident};

pub(crate) fn declare(mirror: &Mirror, borrowed: bool) -> String {
    let out = Out { mirror, borrowed };
    mirror.types.iter().map(|ty| out.ty(ty)).collect()
}

struct Out<'a> {
    mirror: &'a Mirror,
    borrowed: bool,
}

impl Out<'_> {
    fn ty(&self, ty: &Type) -> String {
        let name = self.name(ty);
        if let [only] = &*ty.constructors {
            let body = self.fields(only, "pub ");
            return format!(
                "#[derive(TlRead, TlWrite)]\n#[tl(boxed, id = {:#010x})]\npub struct {name} {{{body}}}\n",
                only.id
            );
        }
        let mut text = format!("#[derive(TlRead, TlWrite)]\n#[tl(boxed)]\npub enum {name} {{\n");
        for one in &ty.constructors {
            let body = self.fields(one, "");
            let body = if body.is_empty() { body } else { format!(" {{{body}}}") };
            let _ = writeln!(text, "    #[tl(id = {:#010x})]\n    {}{body},", one.id, flat(&one.name));
        }
        text + "}\n"
    }

    fn fields(&self, constructor: &Constructor, visible: &str) -> String {
        let one = |field: &Field| match field {
            Field::Mask(name) => format!("#[tl(flags)] {visible}{name}: (), "),
            Field::Value { name, condition: Some((mask, bit)), ty } => {
                let (name, ty) = (ident(name), self.reference(ty));
                format!("#[tl(flags_bit = \"{mask}.{bit}\")] {visible}{name}: Option<{ty}>, ")
            }
            Field::Value { name, condition: None, ty } => {
                format!("{visible}{}: {}, ", ident(name), self.reference(ty))
            }
        };
        constructor.fields.iter().map(one).collect()
    }

    fn reference(&self, ty: &Ty) -> String {
        match ty {
            Ty::True => "()".into(),
            Ty::Bool => "bool".into(),
            Ty::Int => "i32".into(),
            Ty::Long => "i64".into(),
            Ty::Double => "f64".into(),
            Ty::String | Ty::Bytes if self.borrowed => "&'tl [u8]".into(),
            Ty::String | Ty::Bytes => "Vec<u8>".into(),
            Ty::Vector(item) => format!("Vector<{}>", self.reference(item)),
            Ty::Type { index, boxed: true } => format!("Box<{}>", self.name(&self.mirror.types[*index])),
            Ty::Type { index, boxed: false } => self.name(&self.mirror.types[*index]),
        }
    }

    fn name(&self, ty: &Type) -> String {
        let lifetime = if self.borrowed && ty.holds_bytes { "<'tl>" } else { "" };
        format!("T_{}{lifetime}", flat(&ty.name))
    }
}
