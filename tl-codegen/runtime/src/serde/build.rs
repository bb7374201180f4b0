//! From a tree to TL bytes.
//!
//! In goes what a format held and the name of the type that it should be; out come the bytes of the value, or the first
//! thing that does not fit, with the path to it. Whether the bytes are a value is for the reader to say; that they
//! say all that the tree said is ensured here.

use super::{
    node::{DEEPEST, Node},
    problem::Problem,
    table::{Combinator, Content, Form, ID, Named, TYPE, Table, field_name, kind_of, rounds, single},
};
use crate::{
    Root, Writer,
    kind::{Arg, Kind, Vars, bare_builtin, is_met},
    line::{Field, Form as Shape},
    sequence::VECTOR_ID,
};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::str::FromStr;

pub(super) fn build(root: &Root, node: &Node<'_>) -> Result<Vec<u8>, Problem> {
    let mut build = Build { table: Table::new(root), w: Writer::new(Vec::new()), depth: DEEPEST };
    let built = build.root(root, node);
    let built = built.and_then(|()| match build.w.finish() {
        (bytes, None) => Ok(bytes),
        (_, Some(fault)) => Err(Problem::new(format_args!("{:?}", fault.kind))),
    });
    built.map_err(|problem| problem.inside(root.name()))
}

struct Build {
    table: Table,
    w: Writer,
    depth: usize,
}

/// The entries of an object.
type Entries<'n, 'a> = &'n [(Cow<'a, str>, Node<'a>)];

impl Build {
    fn root(&mut self, root: &Root, node: &Node<'_>) -> Result<(), Problem> {
        match root {
            Root::Type(_, text) => self.value(&*kind_of(text)?, node),
            Root::Builtin(name) => self.value(&Kind::named(name), node),
            Root::Combinator(_, id) | Root::Bare(_, id) => {
                let found = self.table.either(*id)?;
                // The table finds a function only where no constructor has its id.
                self.chosen(node, |named| named.id == *id && named.name == found.line.name)?;
                if matches!(root, Root::Combinator(..)) {
                    self.w.id(*id);
                }
                self.object(found, node)
            }
            Root::Vector(item) => {
                self.w.id(VECTOR_ID);
                self.items(node, |build, node| build.root(item, node))
            }
        }
    }

    fn value(&mut self, kind: &Kind, node: &Node<'_>) -> Result<(), Problem> {
        match self.table.form(kind)? {
            Form::Nat => self.w.nat(whole(node)?),
            Form::Int => self.w.put(&whole::<i32>(node)?),
            Form::Long => self.w.put(&whole::<i64>(node)?),
            Form::Double => self.w.put(&double(node)?),
            Form::Float => self.w.put(&float(node)?),
            Form::Raw(size) => {
                let bytes = bytes(node)?;
                if bytes.len() != size {
                    return Err(unfit(node, format_args!("{} hexadecimal digits", 2 * size)));
                }
                self.w.raw(&bytes);
            }
            Form::Text => self.w.put(&text(node, "a string")?),
            Form::Bytes => self.w.put(&bytes(node)?),
            Form::Bool => match node {
                Node::Bool(value) => self.w.put(value),
                _ => return Err(unfit(node, "`true` or `false`")),
            },
            Form::True if *node == Node::Bool(true) => {}
            Form::True => return Err(unfit(node, "`true`; leave the field out for what is not so")),
            Form::Vector(boxed, item) => {
                if boxed {
                    self.w.id(VECTOR_ID);
                }
                self.items(node, |build, node| build.value(&item, node))?;
            }
            Form::Any(is_function) => self.any(is_function, node)?,
            Form::Bare(found) => self.content(found, node, true)?,
            Form::Boxed(name, args) => self.boxed(name, &args, node)?,
        }
        Ok(())
    }

    fn any(&mut self, is_function: bool, node: &Node<'_>) -> Result<(), Problem> {
        let named = self.chosen(node, |named| named.is_function == is_function)?;
        let found = self.table.combinator(is_function, named.id);
        let found = found.ok_or_else(|| Problem::table(format_args!("`{}`", named.name)))?;
        self.w.id(named.id);
        self.object(found, node)
    }

    /// The id of the constructor that the node names, or of the only one, and its fields.
    fn boxed(&mut self, name: &'static str, args: &[Arg], node: &Node<'_>) -> Result<(), Problem> {
        if entry(node, TYPE).is_none() {
            if let Some(only) = self.table.only_constructor(name, args) {
                self.w.id(only.id);
                return self.content(only, node, false);
            }
            if let Some((id, bare)) = bare_builtin(name) {
                self.w.id(id);
                return self.value(&Kind::named(bare), node);
            }
        }
        let named = self.chosen(node, |named| !named.is_function)?;
        let Some(found) = self.table.constructor_of(name, args, named.id) else {
            return Err(Problem::new(format_args!("`{}` is no constructor of {name}", named.name)));
        };
        self.w.id(named.id);
        self.content(found, node, false)
    }

    fn content(&mut self, found: Combinator, node: &Node<'_>, is_bare: bool) -> Result<(), Problem> {
        match found.content() {
            Content::Alone(kind) => self.value(&kind, node),
            Content::Items(item) => self.items(node, |build, node| build.value(&item, node)),
            Content::Fields => {
                if is_bare || entry(node, TYPE).is_none() {
                    self.chosen(node, |named| !named.is_function && named.id == found.id)?;
                }
                self.object(found, node)
            }
        }
    }

    /// What `@type`, and `@id` if it is there, name among what fits.
    fn chosen(&mut self, node: &Node<'_>, fits: impl Fn(&Named) -> bool) -> Result<Named, Problem> {
        let Some(Node::Text(name)) = entry(node, TYPE) else {
            return Err(unfit(node, format_args!("an object whose `{TYPE}` is the name of a constructor")));
        };
        let wanted = entry(node, ID).map(|id| {
            let digits = if let Node::Text(id) = id { id.strip_prefix('#') } else { None };
            let id_of = |digits| u32::from_str_radix(digits, 16).ok();
            digits.and_then(id_of).ok_or_else(|| unfit(id, "an id such as \"#1a2b3c4d\"").inside(ID))
        });
        let wanted = wanted.transpose()?;
        let known = self.table.named(name);
        let mut found =
            known.iter().filter(|named| wanted.is_none_or(|wanted| wanted == named.id) && fits(named));
        match (found.next(), found.next()) {
            (Some(named), None) => Ok(*named),
            (Some(a), Some(b)) => Err(Problem::new(format_args!(
                "`{name}` is #{:08x} or #{:08x}; say which with `{ID}`",
                a.id, b.id
            ))),
            (None, _) if known.is_empty() => {
                Err(Problem::new(format_args!("the schema has nothing named `{name}`")))
            }
            (None, _) => Err(Problem::new(format_args!("`{name}` does not fit here"))),
        }
    }

    fn object(&mut self, found: Combinator, node: &Node<'_>) -> Result<(), Problem> {
        let Node::Map(entries) = node else { return Err(unfit(node, "an object")) };
        let Combinator { line, mut vars, .. } = found;
        self.deeper(|build| build.fields(line.name, &line.fields, &mut vars, entries))
    }

    fn fields(
        &mut self,
        owner: &str,
        fields: &[Field],
        vars: &mut Vars,
        entries: Entries<'_, '_>,
    ) -> Result<(), Problem> {
        let given = given(owner, fields, entries)?;
        let is_given = |place: usize| given.get(place).copied().flatten();
        for (place, field) in fields.iter().enumerate() {
            let name = field_name(field, place);
            let inside = |problem: Problem| problem.inside(name.clone());
            let is_met =
                is_met(field.condition, vars).ok_or_else(|| inside(Problem::table("its condition")))?;
            match is_given(place) {
                Some(node) if is_met => self.field(field, vars, node).map_err(inside)?,
                Some(_) => return Err(inside(Problem::new(absent(field)))),
                None if field.is_nat() && field.condition.is_none() => {
                    let governed = fields.iter().enumerate().filter(|(place, _)| is_given(*place).is_some());
                    let mask = governed.fold(0, |mask, (_, governed)| match governed.condition {
                        Some((of, Some(bit))) if of == field.name => {
                            mask | 1_u32.checked_shl(bit).unwrap_or(0)
                        }
                        _ => mask,
                    });
                    self.w.nat(mask);
                    vars.push((field.name, Arg::Nat(mask)));
                }
                None if is_met => {
                    return Err(Problem::new(format_args!("the field `{name}` of {owner} is missing")));
                }
                None if field.is_nat() => vars.push((field.name, Arg::Nat(0))),
                None => {}
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, vars: &mut Vars, node: &Node<'_>) -> Result<(), Problem> {
        match &field.form {
            Shape::One(_) if field.is_nat() => {
                let number = whole(node)?;
                self.w.nat(number);
                vars.push((field.name, Arg::Nat(number)));
                Ok(())
            }
            Shape::One(expr) => match Arg::resolve(expr, vars) {
                Some(Arg::Kind(kind)) => self.value(&kind, node),
                _ => Err(Problem::table("its type")),
            },
            Shape::Repeat(times, round) => {
                let count = rounds(times.as_ref(), vars)?;
                let Node::List(items) = node else { return Err(unfit(node, "a list")) };
                if u32::try_from(items.len()) != Ok(count) {
                    let found = items.len();
                    return Err(Problem::new(format_args!("{found} items where the schema has {count}")));
                }
                self.each(items, |build, node| match (single(round), node) {
                    (Some(only), _) => build.field(only, &mut vars.clone(), node),
                    (None, Node::Map(entries)) => build.fields("the item", round, &mut vars.clone(), entries),
                    (None, _) => Err(unfit(node, "an object")),
                })
            }
        }
    }

    /// A count, and so many items.
    fn items(
        &mut self,
        node: &Node<'_>,
        item: impl Fn(&mut Self, &Node<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let Node::List(items) = node else { return Err(unfit(node, "a list")) };
        // A list that is too long is an error of the writer.
        self.w.count(items.len());
        self.each(items, item)
    }

    fn each(
        &mut self,
        items: &[Node<'_>],
        item: impl Fn(&mut Self, &Node<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        self.deeper(|build| {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(place, node)| {
                item(build, node).map_err(|problem| problem.inside(format!("[{place}]")))
            })
        })
    }

    fn deeper<T>(&mut self, build: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let too_deep = || Problem::new(format_args!("nested deeper than {DEEPEST} levels"));
        self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
        let built = build(self);
        self.depth += 1;
        built
    }
}

/// For each field what is given for it. Nothing may be left over.
fn given<'n, 'a>(
    owner: &str,
    fields: &[Field],
    entries: Entries<'n, 'a>,
) -> Result<Vec<Option<&'n Node<'a>>>, Problem> {
    let names: Vec<_> = fields.iter().enumerate().map(|(place, field)| field_name(field, place)).collect();
    let mut given = alloc::vec![None; names.len()];
    let mut seen = [false; 2];
    for (key, node) in entries {
        let place = names.iter().position(|name| name == key);
        let taken =
            match (place.and_then(|place| given.get_mut(place)), [TYPE, ID].iter().position(|n| n == key)) {
                (Some(slot), _) => slot.replace(node).is_some(),
                (None, Some(place)) => seen.get_mut(place).is_some_and(|seen| core::mem::replace(seen, true)),
                (None, None) => return Err(Problem::new(unknown(owner, key, &names))),
            };
        if taken {
            return Err(Problem::new(format_args!("the field `{key}` is there twice")));
        }
    }
    Ok(given)
}

fn unknown(owner: &str, key: &str, names: &[Cow<'static, str>]) -> String {
    let known: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let known = if known.is_empty() { String::from("no fields") } else { known.join(", ") };
    format!("there is no field `{key}`; {owner} has {known}")
}

/// Why a field may not be there.
fn absent(field: &Field) -> String {
    let fix = "set it, or leave out either";
    match field.condition {
        Some((mask, Some(bit))) => format!("it is there, but bit {bit} of `{mask}` is not set; {fix}"),
        Some((mask, None)) => format!("it is there, but `{mask}` is 0; {fix}"),
        None => String::from("it is there, but should not be"),
    }
}

/// What an object holds under that name.
fn entry<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    let Node::Map(entries) = node else { return None };
    entries.iter().find(|(key, _)| key == name).map(|(_, node)| node)
}

fn unfit(node: &Node<'_>, wanted: impl core::fmt::Display) -> Problem {
    Problem::new(format_args!("{node} is not {wanted}"))
}

/// A whole number, as a number or as its digits.
fn whole<T: FromStr + TryFrom<i128>>(node: &Node<'_>) -> Result<T, Problem> {
    let number = match node {
        Node::Whole(number) => T::try_from(*number).ok(),
        Node::Text(digits) => digits.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| unfit(node, "a whole number that fits"))
}

fn double(node: &Node<'_>) -> Result<f64, Problem> {
    match node {
        Node::Float(number) => Ok(*number),
        Node::Whole(number) => Ok(*number as f64),
        _ => bits(node).map(f64::from_bits).ok_or_else(|| unfit(node, "a number")),
    }
}

fn float(node: &Node<'_>) -> Result<f32, Problem> {
    match bits(node) {
        Some(bits) => match u32::try_from(bits) {
            Ok(bits) => Ok(f32::from_bits(bits)),
            Err(_) => Err(unfit(node, "32 bits")),
        },
        None => match double(node)? {
            number if number.is_finite() && (number as f32).is_infinite() => {
                Err(unfit(node, "a number that 32 bits can hold"))
            }
            number => Ok(number as f32),
        },
    }
}

/// The bits of a number that has no value.
fn bits(node: &Node<'_>) -> Option<u64> {
    let Node::Text(text) = node else { return None };
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

fn text<'n>(node: &'n Node<'_>, wanted: &str) -> Result<&'n str, Problem> {
    match node {
        Node::Text(text) => Ok(text),
        _ => Err(unfit(node, wanted)),
    }
}

/// Bytes from two digits each.
fn bytes(node: &Node<'_>) -> Result<Vec<u8>, Problem> {
    let wanted = "two hexadecimal digits for each byte";
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text(node, wanted)?.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty()).ok_or_else(|| unfit(node, wanted))
}
