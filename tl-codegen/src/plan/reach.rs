//! What needs what: the closure of a selection, and the shortest way by which it holds each thing.
//!
//! In: a schema and what is asked for. Out: everything that comes with it, each with what first needed it. A generic type
//! is looked at once, not for each of its uses, and nothing is lowered.

use std::collections::VecDeque;

use tl_parser::schema::{Arg, Builtin, CombinatorId, Field, Schema, TypeId, TypeRef};

use super::lower::{Root, dynamic_members, is_named};
use super::shape::{Shape, shapes};

/// Something that can be needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Node {
    Combinator(CombinatorId),
    Type(TypeId),
    /// Any boxed value.
    Object,
    /// Any call.
    Call,
}

/// Everything that is needed, each by the number under which it was reached: nearer things have lower numbers.
pub(super) struct Reach<'s> {
    schema: &'s Schema,
    shapes: Vec<Shape>,
    /// For each place of a node, its number.
    numbers: Vec<Option<usize>>,
    reached: Vec<Reached>,
    /// Who needs whom, by number, in the order in which it was found.
    needs: Vec<(usize, usize)>,
}

struct Reached {
    node: Node,
    /// What needed it first; `None` for what is asked for.
    by: Option<usize>,
}

impl<'s> Reach<'s> {
    /// Goes from the roots to all that they need.
    pub(super) fn new(schema: &'s Schema, roots: impl IntoIterator<Item = Node>) -> Self {
        let places = schema.combinators().len() + schema.types().len() + 2;
        let mut reach = Self {
            schema,
            shapes: shapes(schema),
            numbers: vec![None; places],
            reached: Vec::new(),
            needs: Vec::new(),
        };
        let mut todo = VecDeque::new();
        for root in roots {
            todo.extend(reach.add(root, None));
        }
        while let Some((number, node)) = todo.pop_front() {
            for next in reach.needed_by(node) {
                todo.extend(reach.add(next, Some(number)));
                if let Some(next) = reach.number(next) {
                    reach.needs.push((number, next));
                }
            }
        }
        reach
    }

    /// Numbers a node; `None` when it has a number.
    fn add(&mut self, node: Node, by: Option<usize>) -> Option<(usize, Node)> {
        let place = self.place(node);
        let number = self.reached.len();
        let slot = self.numbers.get_mut(place).filter(|slot| slot.is_none())?;
        *slot = Some(number);
        self.reached.push(Reached { node, by });
        Some((number, node))
    }

    fn place(&self, node: Node) -> usize {
        let (combinators, types) = (self.schema.combinators().len(), self.schema.types().len());
        match node {
            Node::Combinator(id) => id.index(),
            Node::Type(id) => combinators + id.index(),
            Node::Object => combinators + types,
            Node::Call => combinators + types + 1,
        }
    }

    fn number(&self, node: Node) -> Option<usize> {
        self.numbers.get(self.place(node)).copied().flatten()
    }

    /// What a node needs itself.
    fn needed_by(&self, node: Node) -> Vec<Node> {
        let schema = self.schema;
        let mut found = Vec::new();
        match node {
            Node::Type(id) => {
                let constructors = schema.ty(id).constructors.iter().copied();
                found
                    .extend(constructors.filter(|id| is_named(schema.combinator(*id))).map(Node::Combinator));
            }
            Node::Combinator(id) => {
                let combinator = schema.combinator(id);
                of_fields(&combinator.fields, &mut found);
                if combinator.is_function() {
                    of_type(&combinator.result, &mut found);
                }
            }
            Node::Object | Node::Call => {
                let members = dynamic_members(schema, &self.shapes, node == Node::Call);
                found.extend(members.into_iter().map(Node::Combinator));
            }
        }
        found
    }

    /// Whether the node is needed.
    pub(super) fn has(&self, node: Node) -> bool {
        self.number(node).is_some()
    }

    /// The shortest way to the node from something that is asked for, both included.
    pub(super) fn path(&self, node: Node) -> Option<Vec<Node>> {
        let mut path = Vec::new();
        let mut number = self.number(node);
        while let Some(reached) = number.and_then(|number| self.reached.get(number)) {
            path.push(reached.node);
            number = reached.by;
        }
        path.reverse();
        (!path.is_empty()).then_some(path)
    }

    /// All nodes by their numbers.
    pub(super) fn nodes(&self) -> impl ExactSizeIterator<Item = Node> {
        self.reached.iter().map(|reached| reached.node)
    }

    /// The numbers of those that are asked for.
    pub(super) fn asked(&self) -> impl Iterator<Item = usize> {
        self.reached.iter().enumerate().filter(|(_, reached)| reached.by.is_none()).map(|(number, _)| number)
    }

    /// Who needs whom, by number.
    pub(super) fn needs(&self) -> &[(usize, usize)] {
        &self.needs
    }
}

impl From<Root> for Node {
    fn from(root: Root) -> Self {
        match root {
            Root::Type(id) => Self::Type(id),
            Root::Function(id) => Self::Combinator(id),
        }
    }
}

fn of_fields(fields: &[Field], found: &mut Vec<Node>) {
    fields.iter().for_each(|field| of_type(&field.ty, found));
}

/// A boxed type brings its constructors, a bare one is a constructor alone.
fn of_type(ty: &TypeRef, found: &mut Vec<Node>) {
    let args = match ty {
        TypeRef::Nat | TypeRef::Var { .. } => return,
        TypeRef::Builtin(builtin) => {
            match builtin {
                Builtin::Object => found.push(Node::Object),
                Builtin::Function => found.push(Node::Call),
                _ => {}
            }
            return;
        }
        TypeRef::Repeat(repeat) => return of_fields(&repeat.fields, found),
        TypeRef::Bare(id, args) => {
            found.push(Node::Combinator(*id));
            args
        }
        TypeRef::Boxed(id, args) => {
            found.push(Node::Type(*id));
            args
        }
    };
    for arg in args {
        if let Arg::Type(ty) = arg {
            of_type(ty, found);
        }
    }
}
