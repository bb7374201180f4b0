//! The schema table, asked by type, by id and by name.
//!
//! In goes a type with nothing left open; out comes the [`Form`] that its value has, the same for both directions. No
//! bytes and no formats here. A table is searched from end to end, so what was found is kept for the rest of the value.

use super::problem::Problem;
use crate::{
    Root, Schema,
    kind::{Arg, Kind, Vars, bare_builtin, bind, fixed_size, is_boxed_name, is_builtin, param_name},
    line::{Expr, Field, Form as Shape, Line},
    schema::name_of_line,
};
use alloc::{borrow::Cow, collections::BTreeMap, rc::Rc, string::String, vec::Vec};

/// Keys of an object beside its fields.
pub(super) const TYPE: &str = "@type";
pub(super) const ID: &str = "@id";

/// What stands where a type is.
pub(super) enum Form {
    Nat,
    Int,
    Long,
    Double,
    Float,
    /// So many bytes that mean nothing here.
    Raw(usize),
    Text,
    Bytes,
    Bool,
    True,
    /// A vector; boxed ones have an id.
    Vector(bool, Rc<Kind>),
    /// Any constructor or, if true, function, by its id.
    Any(bool),
    /// A constructor without its id.
    Bare(Combinator),
    /// The id of a constructor of that type, and its fields.
    Boxed(&'static str, Vec<Arg>),
}

/// What the fields of a constructor come to.
pub(super) enum Content {
    /// A value with a form of its own.
    Alone(Kind),
    /// A count and so many items.
    Items(Rc<Kind>),
    /// An object.
    Fields,
}

/// A constructor or function and what its parameters stand for.
#[derive(Clone)]
pub(super) struct Combinator {
    pub(super) id: u32,
    pub(super) line: Rc<Line>,
    pub(super) vars: Vars,
}

/// A line of the table with that name.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) is_function: bool,
    pub(super) id: u32,
    pub(super) name: &'static str,
}

#[derive(Default)]
pub(super) struct Table {
    schema: Option<&'static Schema>,
    lines: BTreeMap<(bool, u32), Option<Rc<Line>>>,
    names: BTreeMap<String, Rc<[Named]>>,
}

impl Table {
    pub(super) fn new(root: &Root) -> Self {
        Self { schema: root.schema(), ..Self::default() }
    }

    /// The constructor or function with that id, its parameters open.
    pub(super) fn combinator(&mut self, is_function: bool, id: u32) -> Option<Combinator> {
        let schema = self.schema?;
        let line = self.lines.entry((is_function, id)).or_insert_with(|| {
            let line = if is_function { schema.function(id) } else { schema.constructor(id) };
            line.and_then(Line::parse).map(Rc::new)
        });
        line.clone().map(|line| Combinator { id, line, vars: Vec::new() })
    }

    /// That of a root, which may be either.
    pub(super) fn either(&mut self, id: u32) -> Result<Combinator, Problem> {
        let found = self.combinator(false, id).or_else(|| self.combinator(true, id));
        found.ok_or_else(|| Problem::table(format_args!("#{id:08x}")))
    }

    /// Everything with that name.
    pub(super) fn named(&mut self, name: &str) -> Rc<[Named]> {
        if let Some(found) = self.names.get(name) {
            return Rc::clone(found);
        }
        let of = |is_function| {
            move |(id, line): (u32, &'static str)| Named { is_function, id, name: name_of_line(line) }
        };
        let lines = self
            .schema
            .into_iter()
            .flat_map(|schema| schema.constructors().map(of(false)).chain(schema.functions().map(of(true))));
        let found: Rc<[Named]> = lines.filter(|line| line.name == name).collect();
        self.names.insert(name.into(), Rc::clone(&found));
        found
    }

    /// What a type comes to.
    pub(super) fn form(&mut self, kind: &Kind) -> Result<Form, Problem> {
        let Kind::Named { name, bare, args, .. } = kind else { return Ok(Form::Any(true)) };
        Ok(match (*name, args.as_slice()) {
            ("#", _) => Form::Nat,
            ("int" | "int32", _) => Form::Int,
            ("long" | "int53" | "int64", _) => Form::Long,
            ("double", _) => Form::Double,
            ("float", _) => Form::Float,
            ("string" | "secureString", _) => Form::Text,
            ("bytes" | "secureBytes", _) => Form::Bytes,
            ("Bool", _) => Form::Bool,
            ("true", _) => Form::True,
            ("vector" | "Vector", [Arg::Kind(item)]) => {
                Form::Vector(*name == "Vector" && !*bare, Rc::clone(item))
            }
            ("object" | "Object", _) => Form::Any(false),
            ("function" | "Function", _) => Form::Any(true),
            (name, args) => match fixed_size(name) {
                Some(size) => Form::Raw(size),
                None if *bare => self.bare(name, args)?,
                None => Form::Boxed(name, args.to_vec()),
            },
        })
    }

    /// A constructor named itself, or the only one of a type after `%`.
    fn bare(&mut self, name: &'static str, args: &[Arg]) -> Result<Form, Problem> {
        let id = if is_boxed_name(name) {
            self.schema.and_then(|schema| schema.constructors_of(name).next())
        } else {
            self.named(name).iter().find(|found| !found.is_function).map(|found| found.id)
        };
        let Some(mut found) = id.and_then(|id| self.combinator(false, id)) else {
            let (_, bare) = bare_builtin(name).ok_or_else(|| Problem::table(format_args!("`{name}`")))?;
            return self.form(&Kind::named(bare));
        };
        found.vars = match &found.line.result {
            Expr::Name { args: params, .. } if is_boxed_name(name) => {
                bind(params.iter().map(param_name), args)
            }
            _ => bind(found.line.params.iter().map(|name| Some(*name)), args),
        };
        Ok(Form::Bare(found))
    }

    /// The constructor with that id, if it is one of that type.
    pub(super) fn constructor_of(&mut self, ty: &str, args: &[Arg], id: u32) -> Option<Combinator> {
        let mut found = self.combinator(false, id)?;
        match &found.line.result {
            Expr::Name { head, args: params, .. } if *head == ty => {
                found.vars = bind(params.iter().map(param_name), args);
                Some(found)
            }
            _ => None,
        }
    }

    /// The constructor of a type that has no other one.
    pub(super) fn only_constructor(&mut self, ty: &str, args: &[Arg]) -> Option<Combinator> {
        let mut ids = self.schema?.constructors_of(ty);
        match (ids.next(), ids.next()) {
            (Some(id), None) => self.constructor_of(ty, args, id),
            _ => None,
        }
    }
}

impl Combinator {
    pub(super) fn content(&self) -> Content {
        let line = &self.line;
        if line.fields.is_empty() && (is_builtin(line.name) || line.name == "true" && line.params.is_empty())
        {
            return Content::Alone(Kind::named(line.name));
        }
        match self.item() {
            Some(item) => Content::Items(item),
            None => Content::Fields,
        }
    }

    /// The item of `vector {t:Type} # [ t ]`, by its shape.
    fn item(&self) -> Option<Rc<Kind>> {
        let [count, items] = &*self.line.fields else { return None };
        let Shape::Repeat(None, round) = &items.form else { return None };
        let [item] = &**round else { return None };
        let is_plain = |field: &Field| field.name.is_empty() && field.condition.is_none();
        let is_vector = count.is_nat() && !item.is_nat() && [count, items, item].into_iter().all(is_plain);
        let Shape::One(expr) = &item.form else { return None };
        match Arg::resolve(expr, &self.vars)? {
            Arg::Kind(item) if is_vector && !self.line.params.is_empty() => Some(item),
            _ => None,
        }
    }
}

/// The type that a text of the table names.
pub(super) fn kind_of(text: &'static str) -> Result<Rc<Kind>, Problem> {
    match Expr::parse(text).and_then(|expr| Arg::resolve(&expr, &Vec::new())) {
        Some(Arg::Kind(kind)) => Ok(kind),
        _ => Err(Problem::table(format_args!("`{text}`"))),
    }
}

/// The name of a field, or its place.
pub(super) fn field_name(field: &Field, place: usize) -> Cow<'static, str> {
    if field.name.is_empty() { Cow::Owned(alloc::format!("{place}")) } else { Cow::Borrowed(field.name) }
}

/// The field whose rounds are values, rather than objects.
pub(super) fn single(round: &[Field]) -> Option<&Field> {
    match round {
        [only] if only.name.is_empty() && only.condition.is_none() => Some(only),
        _ => None,
    }
}

/// The fields of a repetition and how often they come.
pub(super) fn rounds(times: Option<&Expr>, vars: &Vars) -> Result<u32, Problem> {
    let count = match times {
        Some(times) => Arg::resolve(times, vars),
        None => vars.iter().rev().map(|(_, arg)| arg.clone()).find(|arg| matches!(arg, Arg::Nat(_))),
    };
    match count {
        Some(Arg::Nat(count)) => Ok(count),
        _ => Err(Problem::table("the number of a repetition's rounds")),
    }
}
