//! Values as text: `geo.find { flags: 2, exact: true, name: "Rome" }`, and over many lines with `{:#}`.
//!
//! In: values. Out: text for people. What is annotated as secret is not shown; JSON is what can be read back.

use std::fmt;

use super::value::{Field, Object, Value};

/// What stands for a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nat(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Long(value) => write!(f, "{value}"),
            Self::Double(value) => write!(f, "{value:?}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::String(text) => write!(f, "{text:?}"),
            Self::Bytes(bytes) => write!(f, "0x{}", hex(bytes)),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Vector(items) => f.debug_list().entries(items).finish(),
            Self::Item(fields) => {
                let mut text = f.debug_map();
                for field in fields {
                    text.entry(&format_args!("{}", field.name), field);
                }
                text.finish()
            }
            Self::Object(object) => fmt::Debug::fmt(object, f),
        }
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_fields(&self.name, &self.fields, f)
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.secret { f.write_str(REDACTED) } else { fmt::Debug::fmt(&self.value, f) }
    }
}

fn write_fields(name: &str, fields: &[Field<'_>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = f.debug_struct(name);
    for field in fields {
        text.field(&field.name, field);
    }
    text.finish()
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Two digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;

    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
