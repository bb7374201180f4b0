//! Declarations for prost: text out of a [`Mirror`], and how each is read from TL.
//!
//! A constructor is a message. A boxed type with several of them is a message with a `oneof`, because protobuf cannot
//! repeat a `oneof`; `int` is `int32`, `long` is `sfixed64`, since nearly every one is a random number.

use std::fmt::Write as _;

use crate::mirror::{Constructor, Field, Mirror, Ty, Type, flat, ident};

pub(crate) fn declare(mirror: &Mirror) -> String {
    mirror.types.iter().map(|ty| declare_type(mirror, ty)).collect()
}

fn declare_type(mirror: &Mirror, ty: &Type) -> String {
    let name = format!("T_{}", flat(&ty.name));
    if let [only] = &*ty.constructors {
        let id = format!("expect_id(b, {:#010x});", only.id);
        return message(mirror, &name, only, &id);
    }
    let kind = format!("K_{}", flat(&ty.name));
    let tags = (1..=ty.constructors.len()).map(|tag| tag.to_string()).collect::<Vec<_>>().join(", ");
    let (mut messages, mut variants, mut arms) = (String::new(), String::new(), String::new());
    for (i, one) in ty.constructors.iter().enumerate() {
        let (own, id) = (format!("C_{}", flat(&one.name)), one.id);
        messages += &message(mirror, &own, one, "");
        let _ = writeln!(variants, "    #[prost(message, tag = \"{}\")]\n    {own}({own}),", i + 1);
        let _ = writeln!(arms, "            {id:#010x} => {kind}::{own}(FromTl::from_tl(b)),");
    }
    format!(
        "{messages}\
         #[derive(Message)]\npub struct {name} {{\n    #[prost(oneof = \"{kind}\", tags = \"{tags}\")]\n    pub kind: Option<{kind}>,\n}}\n\
         #[derive(Oneof)]\npub enum {kind} {{\n{variants}}}\n\
         impl FromTl for {name} {{\n    fn from_tl(b: &mut &[u8]) -> Self {{\n        Self {{ kind: Some(match u32::from_tl(b) {{\n\
         {arms}            id => panic!(\"no constructor of {name} has the id {{id:#010x}}\"),\n        }}) }}\n    }}\n}}\n"
    )
}

/// A constructor without its id, or with the check of its id before.
fn message(mirror: &Mirror, name: &str, constructor: &Constructor, id: &str) -> String {
    let (mut fields, mut reads, mut values, mut tag) = (String::new(), String::new(), String::new(), 0);
    for field in &constructor.fields {
        let (name, condition, ty) = match field {
            Field::Mask(name) => {
                let _ = write!(reads, "let m_{name} = u32::from_tl(b); ");
                continue;
            }
            Field::Value { name, condition, ty } => (name, condition, ty),
        };
        tag += 1;
        let (ident, optional) = (ident(name), condition.is_some());
        let (attribute, rust) = form(mirror, ty, optional);
        let _ = writeln!(fields, "    #[prost({attribute}, tag = \"{tag}\")]\n    pub {ident}: {rust},");
        let there = condition.as_ref().map(|(mask, bit)| format!("m_{mask} & 1 << {bit} != 0"));
        let wrapped = rust.starts_with("Option<");
        let read = match (there, ty) {
            (Some(there), Ty::True) => there,
            (Some(there), _) if wrapped => {
                format!("if {there} {{ Some(FromTl::from_tl(b)) }} else {{ None }}")
            }
            (Some(there), _) => format!("if {there} {{ FromTl::from_tl(b) }} else {{ Vec::new() }}"),
            (None, _) if wrapped => "Some(FromTl::from_tl(b))".to_owned(),
            (None, _) => "FromTl::from_tl(b)".to_owned(),
        };
        let _ = write!(reads, "let v_{name} = {read}; ");
        let _ = write!(values, "{ident}: v_{name}, ");
    }
    format!(
        "#[derive(Message)]\npub struct {name} {{\n{fields}}}\n\
         impl FromTl for {name} {{\n    fn from_tl(b: &mut &[u8]) -> Self {{\n        {id} {reads}\n        Self {{ {values} }}\n    }}\n}}\n"
    )
}

/// The attribute and the Rust type of a field.
fn form(mirror: &Mirror, ty: &Ty, optional: bool) -> (String, String) {
    let (kind, rust) = match ty {
        Ty::Vector(item) => {
            let (kind, rust) = item_form(mirror, item);
            return (format!("{kind}, repeated"), format!("Vec<{rust}>"));
        }
        Ty::Type { boxed: true, .. } => {
            let (kind, rust) = item_form(mirror, ty);
            return (format!("{kind}, optional, boxed"), format!("Option<Box<{rust}>>"));
        }
        _ => item_form(mirror, ty),
    };
    // Protobuf has no message that must be there.
    if matches!(ty, Ty::Type { .. }) || (optional && !matches!(ty, Ty::True)) {
        return (format!("{kind}, optional"), format!("Option<{rust}>"));
    }
    (kind, rust)
}

fn item_form(mirror: &Mirror, ty: &Ty) -> (String, String) {
    let (kind, rust) = match ty {
        Ty::True | Ty::Bool => ("bool", "bool"),
        Ty::Int => ("int32", "i32"),
        Ty::Long => ("sfixed64", "i64"),
        Ty::Double => ("double", "f64"),
        Ty::String => ("string", "String"),
        Ty::Bytes => ("bytes = \"vec\"", "Vec<u8>"),
        Ty::Vector(_) => panic!("protobuf cannot repeat what is repeated"),
        Ty::Type { index, .. } => {
            return ("message".to_owned(), format!("T_{}", flat(&mirror.types[*index].name)));
        }
    };
    (kind.to_owned(), rust.to_owned())
}
