//! From TL bytes to a tree.
//!
//! In go bytes that a value was written as and the name of its type; out comes the tree. The bytes are right unless an
//! implementation of `Value` and the table disagree, so an error says little more than where.

use super::{
    node::{DEEPEST, Node},
    problem::Problem,
    table::{Combinator, Content, Form, ID, TYPE, Table, field_name, kind_of, rounds, single},
};
use crate::{
    Limits, Reader, Root,
    kind::{Arg, Kind, Vars, bare_builtin, is_met},
    line::{Field, Form as Shape},
    sequence::VECTOR_ID,
};
use alloc::{borrow::Cow, format, string::String, vec::Vec};

pub(super) fn show<'a>(root: &Root, bytes: &'a [u8]) -> Result<Node<'a>, Problem> {
    let limits = Limits::new();
    let (table, r) = (Table::new(root), Reader::new(bytes, &limits));
    let mut show = Show { table, r, depth: DEEPEST, empty: limits.zero_size_items };
    let node = show.root(root).map_err(|problem| problem.inside(root.name()))?;
    match show.r.rest() {
        [] => show.checked(node),
        _ => Err(Problem::table("stands at the end of the value").inside(root.name())),
    }
}

struct Show<'a> {
    table: Table,
    r: Reader<'a>,
    depth: usize,
    /// How many items that take no bytes may follow.
    empty: usize,
}

impl<'a> Show<'a> {
    fn root(&mut self, root: &Root) -> Result<Node<'a>, Problem> {
        match root {
            Root::Type(_, text) => self.value(&*kind_of(text)?),
            Root::Builtin(name) => self.value(&Kind::named(name)),
            Root::Combinator(_, id) => {
                self.r.expect_id(*id);
                let found = self.table.either(*id)?;
                self.object(found)
            }
            Root::Bare(_, id) => {
                let found = self.table.either(*id)?;
                self.object(found)
            }
            Root::Vector(item) => {
                self.r.expect_id(VECTOR_ID);
                self.items(|show| show.root(item))
            }
        }
    }

    /// The reader is looked at once for each value, so that what it gave after an error goes no further.
    fn checked(&self, node: Node<'a>) -> Result<Node<'a>, Problem> {
        if self.r.failed() { Err(Problem::table("was written")) } else { Ok(node) }
    }

    fn value(&mut self, kind: &Kind) -> Result<Node<'a>, Problem> {
        let r = &mut self.r;
        let node = match self.table.form(kind)? {
            Form::Nat => Node::Whole(r.nat().into()),
            Form::Int => Node::Whole(r.get::<i32>().into()),
            Form::Long => Node::Text(Cow::Owned(format!("{}", r.get::<i64>()))),
            Form::Double => match r.get::<f64>() {
                value if value.is_finite() => Node::Float(value),
                value => Node::Text(Cow::Owned(format!("0x{:016x}", value.to_bits()))),
            },
            Form::Float => match r.get::<f32>() {
                value if value.is_finite() => Node::Float(value.into()),
                value => Node::Text(Cow::Owned(format!("0x{:08x}", value.to_bits()))),
            },
            Form::Raw(size) => Node::Text(Cow::Owned(hex(r.take(size)))),
            Form::Text => Node::Text(Cow::Borrowed(r.text_in_place())),
            Form::Bytes => Node::Text(Cow::Owned(hex(r.blob_in_place()))),
            Form::Bool => Node::Bool(r.get()),
            Form::True => Node::Bool(true),
            Form::Vector(boxed, item) => {
                if boxed {
                    r.expect_id(VECTOR_ID);
                }
                self.items(|show| show.value(&item))?
            }
            Form::Any(is_function) => {
                let id = r.id();
                let found = self.table.combinator(is_function, id);
                self.object(found.ok_or_else(|| Problem::table(format_args!("#{id:08x}")))?)?
            }
            Form::Bare(found) => self.content(found)?,
            Form::Boxed(name, args) => {
                let id = r.id();
                match (self.table.constructor_of(name, &args, id), bare_builtin(name)) {
                    (Some(found), _) => self.content(found)?,
                    (None, Some((builtin, bare))) if builtin == id => self.value(&Kind::named(bare))?,
                    _ => return Err(Problem::table(format_args!("#{id:08x} as {name}"))),
                }
            }
        };
        self.checked(node)
    }

    fn content(&mut self, found: Combinator) -> Result<Node<'a>, Problem> {
        match found.content() {
            Content::Alone(kind) => self.value(&kind),
            Content::Items(item) => self.items(|show| show.value(&item)),
            Content::Fields => self.object(found),
        }
    }

    fn object(&mut self, found: Combinator) -> Result<Node<'a>, Problem> {
        let Combinator { id, line, mut vars } = found;
        let mut entries = Vec::with_capacity(1 + line.fields.len());
        entries.push((Cow::Borrowed(TYPE), Node::Text(Cow::Borrowed(line.name))));
        if self.table.named(line.name).len() > 1 {
            entries.push((Cow::Borrowed(ID), Node::Text(Cow::Owned(format!("#{id:08x}")))));
        }
        self.deeper(|show| show.fields(&line.fields, &mut vars, &mut entries))?;
        Ok(Node::Map(entries))
    }

    fn fields(
        &mut self,
        fields: &[Field],
        vars: &mut Vars,
        entries: &mut Vec<(Cow<'a, str>, Node<'a>)>,
    ) -> Result<(), Problem> {
        for (place, field) in fields.iter().enumerate() {
            let name = field_name(field, place);
            let is_met = is_met(field.condition, vars)
                .ok_or_else(|| Problem::table("its condition").inside(name.clone()))?;
            if is_met {
                let node = self.field(field, vars).map_err(|problem| problem.inside(name.clone()))?;
                entries.push((name, node));
            } else if field.is_nat() {
                vars.push((field.name, Arg::Nat(0)));
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, vars: &mut Vars) -> Result<Node<'a>, Problem> {
        match &field.form {
            Shape::One(_) if field.is_nat() => {
                let number = self.r.nat();
                vars.push((field.name, Arg::Nat(number)));
                self.checked(Node::Whole(number.into()))
            }
            Shape::One(expr) => match Arg::resolve(expr, vars) {
                Some(Arg::Kind(kind)) => self.value(&kind),
                _ => Err(Problem::table("its type")),
            },
            Shape::Repeat(times, round) => {
                let count = rounds(times.as_ref(), vars)?;
                self.counted(count, |show| match single(round) {
                    Some(only) => show.field(only, &mut vars.clone()),
                    None => {
                        let mut entries = Vec::new();
                        show.fields(round, &mut vars.clone(), &mut entries)?;
                        Ok(Node::Map(entries))
                    }
                })
            }
        }
    }

    /// A count, and so many items.
    fn items(&mut self, item: impl Fn(&mut Self) -> Result<Node<'a>, Problem>) -> Result<Node<'a>, Problem> {
        let count = self.r.nat();
        self.counted(count, item)
    }

    fn counted(
        &mut self,
        count: u32,
        item: impl Fn(&mut Self) -> Result<Node<'a>, Problem>,
    ) -> Result<Node<'a>, Problem> {
        self.deeper(|show| {
            let mut items = Vec::new();
            for place in 0..count {
                let left = show.r.rest().len();
                let inside = |problem: Problem| problem.inside(format!("[{place}]"));
                items.push(item(show).map_err(inside)?);
                if show.r.rest().len() == left {
                    let too_many = || Problem::new("more items that take no bytes than a decoder accepts");
                    show.empty = show.empty.checked_sub(1).ok_or_else(too_many)?;
                }
            }
            show.checked(Node::List(items))
        })
    }

    fn deeper<T>(&mut self, show: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let too_deep = || Problem::new(format_args!("nested deeper than {DEEPEST} levels"));
        self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
        let shown = show(self);
        self.depth += 1;
        shown
    }
}

/// Two digits for each byte.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(half.into(), 16).unwrap_or('0'));
        }
    }
    text
}
