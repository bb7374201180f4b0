//! The rows of a dump, made while the bytes are read.
//!
//! In: the steps of a reading. Out: a row for each span, in the order of the bytes, with the names that lead to it. What
//! is secret becomes one row that says nothing. How rows look is not decided here.

use std::fmt::Write as _;
use std::ops::Range;

use tl_parser::schema::{CombinatorId, Schema};

use crate::dynamic::text::REDACTED;
use crate::dynamic::{Part, Piece, Value, Watch};

/// A span and what it is.
#[derive(Debug)]
pub(super) struct Row {
    /// Empty for what has no bytes.
    pub(super) span: Range<usize>,
    /// How many parts it is inside of.
    pub(super) depth: usize,
    /// The name of the field, or the number of the item; empty for a further span of the same part.
    pub(super) name: String,
    /// The names from the outside in.
    pub(super) path: String,
    /// The type, where the part begins.
    pub(super) ty: String,
    /// What stands there.
    pub(super) text: String,
    /// What stands between the type and the text: only a value is equal to something.
    pub(super) joint: &'static str,
    /// Its bytes must not be shown.
    pub(super) secret: bool,
}

pub(super) struct Rows<'s> {
    schema: &'s Schema,
    show_secrets: bool,
    rows: Vec<Row>,
    open: Vec<Open>,
}

/// A part that is being read.
struct Open {
    name: String,
    ty: String,
    path: String,
    governs: Vec<(Option<u8>, String)>,
    secret: bool,
    /// Whether a row has its name already.
    shown: bool,
}

impl<'s> Rows<'s> {
    pub(super) fn new(schema: &'s Schema, show_secrets: bool) -> Self {
        Self { schema, show_secrets, rows: Vec::new(), open: Vec::new() }
    }

    pub(super) fn into_rows(mut self) -> Vec<Row> {
        self.flush();
        self.rows
    }

    /// Whether the reading stopped inside something secret.
    pub(super) fn ends_in_secret(&self) -> bool {
        self.open.last().is_some_and(|open| open.secret)
    }

    /// A row for the innermost part, which is named the first time.
    fn row(&mut self, span: Range<usize>, joint: &'static str, text: String) {
        let depth = self.open.len().saturating_sub(1);
        let Some(open) = self.open.last_mut() else { return };
        if open.secret
            && let Some(last) = self.rows.last_mut().filter(|last| last.secret && open.shown)
        {
            last.span.end = span.end;
            return;
        }
        let first = !std::mem::replace(&mut open.shown, true);
        let row = Row {
            span,
            depth: depth + usize::from(!first),
            name: if first { open.name.clone() } else { String::new() },
            path: open.path.clone(),
            ty: if first { open.ty.clone() } else { String::new() },
            text: if open.secret { REDACTED.to_owned() } else { text },
            joint: if open.secret { " = " } else { joint },
            secret: open.secret,
        };
        self.rows.push(row);
    }

    /// Names the innermost part before what is inside it.
    fn flush(&mut self) {
        if self.open.last().is_some_and(|open| !open.shown) {
            let at = self.rows.last().map_or(0, |row| row.span.end);
            self.row(at..at, " = ", String::new());
        }
    }
}

impl Watch for Rows<'_> {
    fn enter(&mut self, part: &Part<'_>) {
        self.flush();
        let outer = self.open.last();
        let path = outer.map_or("", |outer| &outer.path);
        let joint = if path.is_empty() || part.name.starts_with('[') { "" } else { "." };
        let path = [path, joint, part.name].concat();
        let inherited = outer.is_some_and(|outer| outer.secret);
        self.open.push(Open {
            name: part.name.to_owned(),
            ty: part.ty.to_string(),
            path,
            governs: part.governs.to_vec(),
            secret: inherited || (part.secret && !self.show_secrets),
            // All of a secret is one row.
            shown: inherited,
        });
    }

    fn piece(&mut self, span: Range<usize>, piece: &Piece<'_>) {
        let governs = self.open.last().map_or(&[][..], |open| &open.governs);
        let text = match piece {
            Piece::Id(id, name) => format!("{name}#{id:08x}"),
            Piece::Count(1) => "1 item".to_owned(),
            Piece::Count(count) => format!("{count} items"),
            Piece::Length(1) => "length 1".to_owned(),
            Piece::Length(length) => format!("length {length}"),
            Piece::Data(Value::Nat(mask)) if !governs.is_empty() => spell(*mask, governs),
            Piece::Data(value) => value.to_string(),
            Piece::Padding => "padding".to_owned(),
            // The type says it.
            Piece::Nothing => String::new(),
        };
        let is_size = matches!(piece, Piece::Count(_) | Piece::Length(_));
        self.row(span, if is_size { ", " } else { " = " }, text);
    }

    fn leave(&mut self) {
        self.flush();
        self.open.pop();
    }

    fn combinator(&mut self, id: CombinatorId) {
        // A bare constructor has no id that would name it.
        if self.open.last().is_some_and(|open| !open.shown) {
            let combinator = self.schema.combinator(id);
            if !combinator.fields.is_empty() && combinator.name != "vector" {
                let at = self.rows.last().map_or(0, |row| row.span.end);
                let is_said = self.open.last().is_some_and(|open| open.ty == combinator.name);
                self.row(at..at, " = ", if is_said { String::new() } else { combinator.name.clone() });
            }
        }
    }
}

/// `0b101: exact(0) near(2)`, and what no field belongs to.
fn spell(mask: u32, governs: &[(Option<u8>, String)]) -> String {
    let mut text = format!("0b{mask:b}");
    let mut known = 0;
    let mut joint = ": ";
    for (bit, name) in governs {
        let set = bit.map_or(u32::MAX, |bit| 1_u32.checked_shl(bit.into()).unwrap_or(0));
        known |= set;
        if mask & set != 0 {
            let _ = match bit {
                Some(bit) => write!(text, "{joint}{name}({bit})"),
                None => write!(text, "{joint}{name}"),
            };
            joint = ", ";
        }
    }
    for bit in (0..32).filter(|bit| mask & !known & 1 << bit != 0) {
        let _ = write!(text, "{joint}no field({bit})");
        joint = ", ";
    }
    text
}
