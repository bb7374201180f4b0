//! The plan: what is generated, under which names, in which shape. Every decision is made before a token is.
//!
//! In: a frozen [`Schema`] and the options. Out: a [`Plan`] of structs and enums with their Rust names, types,
//! boxes, masks, derives and sizes. The plan holds no token and touches no text; the emitters decide nothing.
//!
//! ```text
//! select -> lower (instances, types) -> masks -> borrow (lifetimes) -> graph (boxes, guards, fallbacks)
//!        -> placement (where code is compiled) -> layout (sizes) -> naming -> derives
//! ```

mod annotations;
mod borrow;
mod derives;
mod graph;
mod layout;
mod lower;
mod masks;
mod naming;
mod placement;
mod predicates;
mod reach;
mod select;
mod shape;
mod shares;

use tl_parser::schema::{CombinatorId, Schema, VarId};
use tl_parser::{Diagnostics, Span};

use crate::config::Config;
use crate::kept::Kept;
use crate::names::Rename;

pub(crate) use layout::min;
pub(crate) use predicates::Predicate;
pub(crate) use select::why;

/// All that is generated for one schema.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Strings and bytes are references into the bytes that they are read from.
    pub(crate) borrowed: bool,
    /// Types have serde's traits.
    pub(crate) serde: bool,
    /// The schema's layer.
    pub(crate) layer: Option<u32>,
    /// The `===n===` marks of the schema, ascending.
    pub(crate) layers: Vec<u32>,
    /// Structs in the order of the schema.
    pub(crate) structs: Vec<Struct>,
    /// Enums in the order of the schema.
    pub(crate) enums: Vec<Enum>,
    /// The combinators that take part, sorted by id: (id, is a function, TL line).
    pub(crate) table: Vec<(u32, bool, String)>,
    /// Modules that decide over functions.
    pub(crate) predicates: Vec<Predicate>,
    /// How much of the schema takes part.
    pub(crate) kept: Kept,
    /// Names that could not be kept.
    pub(crate) renames: Vec<Rename>,
    /// Conditions of predicates that no function meets.
    pub(crate) unmet: Vec<String>,
}

/// The number of a struct in its plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct StructId(pub(crate) usize);

/// The number of an enum in its plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct EnumId(pub(crate) usize);

/// Where an item stands in the output.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Path {
    /// Modules from the root of the output: `types`, `auth`.
    pub(crate) modules: Vec<String>,
    /// The item's own name.
    pub(crate) name: String,
}

/// A struct: a constructor, a function, or the fields of a repetition.
#[derive(Debug, Default)]
pub(crate) struct Struct {
    pub(crate) path: Path,
    pub(crate) role: Role,
    /// The combinator's TL name; for a group that of the combinator around it.
    pub(crate) tl_name: String,
    /// For a group, the TL name of the field that repeats it.
    pub(crate) of_field: String,
    pub(crate) id: u32,
    pub(crate) line: String,
    /// The combinator that it comes from, and where that is declared.
    pub(crate) combinator: Option<CombinatorId>,
    pub(crate) span: Span,
    pub(crate) docs: String,
    /// VK's `@` words.
    pub(crate) modifiers: Vec<String>,
    pub(crate) deprecated: Option<String>,
    /// The name that an annotation gives it.
    pub(crate) rename: Option<String>,
    /// Another combinator has the same id, so the table cannot tell the name from it.
    pub(crate) shares_id: bool,
    /// What the type parameters of the combinator stand for, for the name of an instance.
    pub(crate) args: Vec<Ty>,
    /// Names of the type parameters that stay generic: those of a function that wraps another one.
    pub(crate) generics: Vec<String>,
    /// Names of the numbers that reading and writing need from outside.
    pub(crate) nats: Vec<String>,
    pub(crate) fields: Vec<Field>,
    /// Fewest bytes of the bare form.
    pub(crate) min: usize,
    /// Reading counts against the depth limit.
    pub(crate) guarded: bool,
    /// It has a lifetime: something in it is borrowed.
    pub(crate) borrows: bool,
    pub(crate) reading: Reading,
    /// What writes it is compiled where somebody does so.
    pub(crate) late_write: bool,
    pub(crate) derives: Vec<String>,
    /// `Debug` is not derived but written so that it hides what is secret.
    pub(crate) debug_by_hand: bool,
    pub(crate) attributes: Vec<String>,
}

/// Where the code that reads an item is compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Reading {
    /// Once, with the item.
    #[default]
    Here,
    /// In the one enum arm that reads it.
    InArm,
    /// Wherever somebody reads it; in a program that does not, nowhere.
    WhereUsed,
}

/// What a struct is made from.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Role {
    #[default]
    Constructor,
    /// With the type of its answer and the TL text of it.
    Function(Ty, String),
    /// `[ a:int b:int ]`
    Group,
}

impl Struct {
    /// Whether its bytes say all that is needed to read it. What needs numbers from around it does not, and neither do
    /// the fields of a repetition, which have no id.
    pub(crate) fn stands_alone(&self) -> bool {
        self.nats.is_empty() && self.role != Role::Group
    }

    /// The fields that the Rust struct has.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_stored())
    }

    /// The field that the variable is.
    pub(crate) fn field_of(&self, var: VarId) -> Option<&Field> {
        self.fields.iter().find(|field| field.var == Some(var))
    }
}

/// A field, in the order of the wire.
#[derive(Debug)]
pub(crate) struct Field {
    /// The Rust name.
    pub(crate) name: String,
    /// The variable that holds it while the struct is read or written.
    pub(crate) local: String,
    /// The TL name; empty for an anonymous field.
    pub(crate) tl_name: String,
    pub(crate) docs: String,
    pub(crate) ty: Ty,
    pub(crate) storage: Storage,
    pub(crate) presence: Option<Presence>,
    /// The variable that the field is, when it is a `#`.
    pub(crate) var: Option<VarId>,
    /// The bits of the word that fields of the same struct decide: (bit, index of the field that speaks for it).
    pub(crate) bits: Vec<(u8, usize)>,
    /// Some other field, or the answer of the function, needs its value.
    pub(crate) used: bool,
    /// Held in a `Box`, to end a cycle.
    pub(crate) boxed: bool,
    pub(crate) secret: bool,
}

impl Field {
    /// Whether the Rust struct has the field.
    pub(crate) fn is_stored(&self) -> bool {
        self.storage != Storage::Computed
    }

    /// Whether a value without the field can be made.
    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.storage, Storage::Option | Storage::Flag)
    }
}

/// How a struct holds a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Storage {
    /// As it is.
    Plain,
    /// `Option`
    Option,
    /// `bool`: present or not, without bytes of its own.
    Flag,
    /// Not at all: a mask that is computed from the fields that it governs.
    Computed,
}

/// When a conditional field is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Presence {
    pub(crate) mask: Nat,
    /// Without a bit: when the mask is not 0.
    pub(crate) bit: Option<u8>,
    /// The field that speaks for the same bit of the same mask, when it is another one.
    pub(crate) shares: Option<usize>,
}

/// An enum: a boxed type with two or more constructors.
#[derive(Debug, Default)]
pub(crate) struct Enum {
    pub(crate) path: Path,
    /// The boxed type's TL name.
    pub(crate) tl_name: String,
    pub(crate) docs: String,
    pub(crate) args: Vec<Ty>,
    /// The constructors are of many types: variants are named in full.
    pub(crate) dynamic: bool,
    pub(crate) nats: Vec<String>,
    pub(crate) variants: Vec<Variant>,
    /// The variant that a failed read falls back to: none of the others needs fewer steps to build.
    pub(crate) fallback: usize,
    /// As in [`Struct`].
    pub(crate) borrows: bool,
    pub(crate) guarded: bool,
    pub(crate) reading: Reading,
    /// What writes it is compiled where somebody does so.
    pub(crate) late_write: bool,
    pub(crate) derives: Vec<String>,
    pub(crate) attributes: Vec<String>,
}

/// A constructor among those of its type.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    /// The constructor's TL name.
    pub(crate) tl_name: String,
    pub(crate) id: u32,
    pub(crate) line: String,
    pub(crate) docs: String,
    /// The name that an annotation gives it.
    pub(crate) rename: Option<String>,
    /// Its struct with the numbers that it needs; `None` when it has no field.
    pub(crate) payload: Option<(StructId, Vec<Nat>)>,
    /// Held in a `Box`, because it is far bigger than the other variants.
    pub(crate) boxed: bool,
}

/// The type of a field, with its form on the wire.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Ty {
    /// A built-in, bare.
    Prim(Prim),
    /// The boxed type `Bool`.
    Bool,
    /// A struct, with its id before it or not.
    Struct { id: StructId, nats: Vec<Nat>, boxed: bool },
    /// An enum; the id of the constructor comes first.
    Enum { id: EnumId, nats: Vec<Nat> },
    /// A count, then the items.
    Vector(Box<Ty>),
    /// The items alone, as many as the number says.
    Repeat(Nat, Box<Ty>),
    /// The items alone, always so many.
    Array(u32, Box<Ty>),
    /// An id, then the value: the boxed form of what has no struct of its own.
    Tagged(u32, Box<Ty>),
    /// A call: the type parameter with that number.
    Call(usize),
    /// The answer of the call that the type parameter with that number stands for.
    Answer(usize),
}

/// The built-in types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Prim {
    Nat,
    Int,
    Long,
    Double,
    Float,
    String,
    Bytes,
    /// Opaque bytes: 16, 32 or 64.
    Raw(u8),
}

/// A number that a type needs: a base and a constant on top.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Nat {
    pub(crate) base: Base,
    pub(crate) plus: u32,
}

/// What a number starts from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Base {
    Zero,
    /// A `#` field of the same struct.
    Field(VarId),
    /// A number from outside, by its place in `nats`.
    Param(usize),
}

impl Ty {
    /// The id of a boxed vector.
    pub(crate) const VECTOR: u32 = 0x1cb5_c415;

    /// Calls `see` with every number that the type needs.
    pub(crate) fn for_each_nat(&mut self, see: &mut impl FnMut(&mut Nat)) {
        match self {
            Self::Prim(_) | Self::Bool | Self::Call(_) | Self::Answer(_) => {}
            Self::Struct { nats, .. } | Self::Enum { nats, .. } => nats.iter_mut().for_each(see),
            Self::Vector(item) | Self::Array(_, item) | Self::Tagged(_, item) => item.for_each_nat(see),
            Self::Repeat(count, item) => {
                see(count);
                item.for_each_nat(see);
            }
        }
    }

    /// Whether one of the numbers that the type needs is such.
    pub(crate) fn any_nat(&self, test: &impl Fn(&Nat) -> bool) -> bool {
        match self {
            Self::Prim(_) | Self::Bool | Self::Call(_) | Self::Answer(_) => false,
            Self::Struct { nats, .. } | Self::Enum { nats, .. } => nats.iter().any(test),
            Self::Vector(item) | Self::Array(_, item) | Self::Tagged(_, item) => item.any_nat(test),
            Self::Repeat(count, item) => test(count) || item.any_nat(test),
        }
    }

    /// Whether the runtime's `Value` trait reads and writes it in this form.
    pub(crate) fn is_default(&self) -> bool {
        match self {
            Self::Prim(_) | Self::Bool | Self::Call(_) => true,
            Self::Struct { nats, boxed, .. } => *boxed && nats.is_empty(),
            Self::Enum { nats, .. } => nats.is_empty(),
            Self::Tagged(Self::VECTOR, inner) => matches!(&**inner, Self::Vector(item) if item.is_default()),
            Self::Vector(_) | Self::Repeat(..) | Self::Array(..) | Self::Tagged(..) | Self::Answer(_) => {
                false
            }
        }
    }
}

/// Why there is no plan.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An option cannot be carried out: which, why, what to do.
    Option { option: String, problem: String, help: String },
    /// The schema cannot be generated.
    Schema(Diagnostics),
}

/// Plans the whole output.
pub(crate) fn plan(schema: &Schema, config: &Config) -> Result<Plan, Failure> {
    let mut plan = select::lower_selected(schema, config)?;
    plan.serde = config.serde;
    masks::assign(&mut plan);
    if config.borrowed {
        plan.borrowed = true;
        borrow::assign(&mut plan);
    }
    let order = graph::analyse(&mut plan)?;
    placement::assign(&mut plan);
    layout::assign(&mut plan, &order, config.box_above);
    naming::assign(&mut plan);
    derives::assign(&mut plan, config)?;
    predicates::assign(&mut plan, schema, config)?;
    Ok(plan)
}
