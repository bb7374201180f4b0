//! The types that the workloads need, in a form from which declarations for any peer can be written.
//!
//! In: the checked schema and the names of some types and functions. Out: these, and every type that they hold, with all
//! constructors and all fields. Nothing here is a choice: no type, constructor or field is left out.

use std::collections::BTreeMap;

use tl_parser::Schema;
use tl_parser::schema::{Arg, Builtin, Combinator, CombinatorId, TypeId, TypeRef};

/// Everything that has to be declared.
pub(crate) struct Mirror {
    pub(crate) types: Vec<Type>,
}

/// A boxed type, or a function.
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) constructors: Vec<Constructor>,
    /// Whether a value holds text or bytes, be it deep inside.
    pub(crate) holds_bytes: bool,
}

pub(crate) struct Constructor {
    pub(crate) name: String,
    pub(crate) id: u32,
    pub(crate) fields: Vec<Field>,
}

pub(crate) enum Field {
    Mask(String),
    Value { name: String, condition: Option<(String, u8)>, ty: Ty },
}

pub(crate) enum Ty {
    True,
    Bool,
    Int,
    Long,
    Double,
    String,
    Bytes,
    Vector(Box<Ty>),
    /// One of [`Mirror::types`]; boxed where the value could otherwise hold itself.
    Type {
        index: usize,
        boxed: bool,
    },
}

/// What a type of the mirror is made from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Type(TypeId),
    Function(CombinatorId),
}

/// All that values of these types and functions can hold.
pub(crate) fn mirror(schema: &Schema, roots: &[&str]) -> Mirror {
    let find = |root: &str| {
        let function = schema.functions().find(|(_, function)| function.name == root);
        let ty = schema.types().find(|(_, ty)| ty.name == root);
        let function = function.map(|(id, _)| Source::Function(id));
        function.or(ty.map(|(id, _)| Source::Type(id))).unwrap_or_else(|| panic!("no {root} in the schema"))
    };
    let mut closure = Closure { schema, sources: Vec::new(), indices: BTreeMap::new() };
    for root in roots {
        closure.index(find(root));
    }
    let mut types = Vec::new();
    // The list grows while it is walked.
    while let Some(&source) = closure.sources.get(types.len()) {
        types.push(closure.ty(source));
    }
    let mut mirror = Mirror { types };
    mirror.find_bytes();
    mirror.find_cycles();
    mirror
}

struct Closure<'a> {
    schema: &'a Schema,
    sources: Vec<Source>,
    indices: BTreeMap<Source, usize>,
}

impl Closure<'_> {
    fn index(&mut self, source: Source) -> usize {
        let next = self.sources.len();
        let index = *self.indices.entry(source).or_insert(next);
        if index == next {
            self.sources.push(source);
        }
        index
    }

    fn ty(&mut self, source: Source) -> Type {
        let schema = self.schema;
        let (name, constructors) = match source {
            Source::Type(id) => (&schema.ty(id).name, schema.ty(id).constructors.clone()),
            Source::Function(id) => (&schema.combinator(id).name, vec![id]),
        };
        let constructors = constructors.iter().map(|id| self.constructor(schema.combinator(*id))).collect();
        Type { name: name.clone(), constructors, holds_bytes: false }
    }

    fn constructor(&mut self, combinator: &Combinator) -> Constructor {
        let mask = |id| combinator.var(id).unwrap().name.clone();
        let fields = combinator.fields.iter().map(|field| {
            let name = field.name.clone().unwrap();
            match field.ty {
                TypeRef::Nat => Field::Mask(name),
                _ => Field::Value {
                    name,
                    condition: field.condition.map(|one| (mask(one.mask), one.bit.unwrap())),
                    ty: self.reference(&field.ty),
                },
            }
        });
        Constructor { name: combinator.name.clone(), id: combinator.id, fields: fields.collect() }
    }

    fn reference(&mut self, ty: &TypeRef) -> Ty {
        match ty {
            TypeRef::Builtin(Builtin::Int) => Ty::Int,
            TypeRef::Builtin(Builtin::Long) => Ty::Long,
            TypeRef::Builtin(Builtin::Double) => Ty::Double,
            TypeRef::Builtin(Builtin::String) => Ty::String,
            TypeRef::Builtin(Builtin::Bytes) => Ty::Bytes,
            TypeRef::Bare(id, _) if self.schema.combinator(*id).name == "true" => Ty::True,
            TypeRef::Boxed(id, arguments) => match (&*self.schema.ty(*id).name, &**arguments) {
                ("Bool", []) => Ty::Bool,
                ("Vector", [Arg::Type(item)]) => Ty::Vector(Box::new(self.reference(item))),
                (_, []) => Ty::Type { index: self.index(Source::Type(*id)), boxed: false },
                other => panic!("no peer's form is known for {}", other.0),
            },
            other => panic!("no peer's form is known for {other:?}"),
        }
    }
}

impl Mirror {
    fn find_bytes(&mut self) {
        loop {
            let holding = |ty: &Type| {
                ty.constructors
                    .iter()
                    .flat_map(|one| &one.fields)
                    .any(|field| matches!(field, Field::Value { ty, .. } if self.in_ty(ty)))
            };
            let found: Vec<bool> = self.types.iter().map(holding).collect();
            if self.types.iter().zip(&found).all(|(ty, found)| ty.holds_bytes == *found) {
                break;
            }
            self.types.iter_mut().zip(found).for_each(|(ty, found)| ty.holds_bytes = found);
        }
    }

    fn in_ty(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String | Ty::Bytes => true,
            Ty::Vector(item) => self.in_ty(item),
            Ty::Type { index, .. } => self.types[*index].holds_bytes,
            _ => false,
        }
    }

    fn find_cycles(&mut self) {
        let direct = |ty: &Type| {
            let fields = ty.constructors.iter().flat_map(|one| &one.fields);
            fields.filter_map(Field::direct).collect::<Vec<usize>>()
        };
        let edges: Vec<Vec<usize>> = self.types.iter().map(direct).collect();
        let reaches = |from: usize, to: usize| {
            let (mut seen, mut open) = (vec![false; edges.len()], vec![from]);
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next], true) {
                    open.extend(&edges[next]);
                }
            }
            seen[to]
        };
        for (from, ty) in self.types.iter_mut().enumerate() {
            for field in ty.constructors.iter_mut().flat_map(|one| &mut one.fields) {
                if let Field::Value { ty: Ty::Type { index, boxed }, .. } = field {
                    *boxed = reaches(*index, from);
                }
            }
        }
    }
}

impl Field {
    /// The type that the field holds in place.
    fn direct(&self) -> Option<usize> {
        match self {
            Field::Value { ty: Ty::Type { index, .. }, .. } => Some(*index),
            _ => None,
        }
    }
}

/// A TL name as part of a Rust one: names stay different.
pub(crate) fn flat(name: &str) -> String {
    name.replace('.', "_")
}

/// A field's name, whatever keyword it is.
pub(crate) fn ident(name: &str) -> String {
    if name == "self" { "self_".to_owned() } else { format!("r#{name}") }
}
