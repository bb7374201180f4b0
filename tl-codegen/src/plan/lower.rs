//! From the schema to structs and enums: one for each combinator and boxed type, and one for each use of a generic type
//! that needs its own.
//!
//! In: the schema and the selection. Out: a [`Plan`] whose items have types and forms, but no Rust names yet. Numbers
//! (`{n:#}`) stay numbers that reading and writing are given; types are filled in, so no Rust generics come of them.

mod bind;
mod dynamic;
mod steps;

use std::collections::{HashMap, VecDeque};

use tl_parser::schema::{
    self, Arg, Builtin, CombinatorId, Kind, ParamKind, Schema, TypeId, TypeRef, VarId, VarKind,
};
use tl_parser::{Code, Diagnostic, Diagnostics, Severity, Span};

pub(super) use dynamic::members as dynamic_members;

use bind::{Actual, Env, answer, capture, close, constructor_actuals, env, number, peel, strip};
use steps::Extent;

use super::annotations;
use super::shape::{Shape, is_bool, shapes};
use super::{
    Base, Enum, EnumId, Failure, Field, Nat, Plan, Presence, Prim, Role, Storage, Struct, StructId, Ty,
    Variant,
};

/// Types nested deeper than this come from a generic type that grows with each use of itself.
const MAX_DEPTH: usize = 48;

/// A repetition of at most so many items becomes an array; `Default` and `Debug` exist for arrays up to this length.
const MAX_ARRAY: u32 = 32;

/// What is generated even when nothing else needs it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Root {
    Type(TypeId),
    Function(CombinatorId),
}

/// Lowers the roots and all that they need.
pub(super) fn lower(schema: &Schema, roots: &[Root], any_object: bool) -> Result<Plan, Failure> {
    let mut lowerer = Lowerer {
        schema,
        shapes: shapes(schema),
        plan: Plan { layer: schema.layer, layers: schema.layers.clone(), ..Plan::default() },
        structs: HashMap::new(),
        enums: HashMap::new(),
        groups: HashMap::new(),
        struct_extents: Vec::new(),
        enum_extents: Vec::new(),
        steps: steps::allowed(schema),
        queue: VecDeque::new(),
        used: vec![false; schema.combinators().len()],
        refused: None,
        field: String::new(),
        objects: None,
        calls: None,
    };
    for root in roots {
        match *root {
            Root::Type(id) => {
                // The numbers that a type needs come from its users; what they are does not matter to the item.
                let nats =
                    schema.ty(id).params.iter().map(|_| Actual::Nat(Nat { base: Base::Zero, plus: 0 }));
                lowerer.boxed(id, nats.collect(), 0);
            }
            Root::Function(id) => {
                lowerer.instance(id, Vec::new());
            }
        }
    }
    if any_object {
        lowerer.dynamic(Builtin::Object);
    }
    while let Some(job) = lowerer.queue.pop_front() {
        lowerer.fill(job);
        if let Some(refused) = lowerer.refused {
            let mut diagnostics = Diagnostics::new();
            diagnostics.push(refused);
            return Err(Failure::Schema(diagnostics));
        }
    }
    Ok(lowerer.finish())
}

/// A struct whose fields are still to be lowered.
struct Job {
    id: StructId,
    combinator: CombinatorId,
    env: Env,
}

struct Lowerer<'s> {
    schema: &'s Schema,
    shapes: Vec<Shape>,
    plan: Plan,
    structs: HashMap<(CombinatorId, Vec<Ty>), StructId>,
    enums: HashMap<(TypeId, Vec<Ty>), EnumId>,
    groups: HashMap<(CombinatorId, u32, Vec<Ty>), StructId>,
    /// Of each struct, and of each enum.
    struct_extents: Vec<Extent>,
    enum_extents: Vec<Extent>,
    /// What generic types may still come to.
    steps: usize,
    queue: VecDeque<Job>,
    used: Vec<bool>,
    /// The first thing that cannot be generated.
    refused: Option<Diagnostic>,
    /// The field whose type is being lowered, for the names of repetitions.
    field: String,
    /// The enum of all boxed values, once something holds one.
    objects: Option<EnumId>,
    /// The enum of all calls, once something holds one.
    calls: Option<EnumId>,
}

impl Lowerer<'_> {
    fn finish(mut self) -> Plan {
        self.plan.table = self
            .schema
            .combinators()
            .filter(|(id, combinator)| self.used.get(id.index()) == Some(&true) && is_named(combinator))
            .map(|(_, combinator)| (combinator.id, combinator.is_function(), combinator.line.clone()))
            .collect();
        self.plan.table.sort();
        self.plan.table.dedup();
        let mut counts: HashMap<u32, usize> = HashMap::new();
        self.plan.table.iter().for_each(|(id, ..)| *counts.entry(*id).or_default() += 1);
        for item in &mut self.plan.structs {
            item.shares_id = counts.get(&item.id).is_some_and(|count| *count > 1);
        }
        for (id, combinator) in self.schema.combinators().filter(|(_, combinator)| is_counted(combinator)) {
            self.plan.kept.count(combinator.is_function(), self.used.get(id.index()) == Some(&true));
        }
        self.plan
    }

    fn mark(&mut self, id: CombinatorId) {
        if let Some(used) = self.used.get_mut(id.index()) {
            *used = true;
        }
    }

    fn shape(&self, id: CombinatorId) -> Shape {
        self.shapes.get(id.index()).copied().unwrap_or(Shape::Struct)
    }

    /// A type as a field, an argument or a result uses it.
    fn ty(&mut self, ty: &TypeRef, env: &Env, owner: CombinatorId, depth: usize) -> Ty {
        if self.refused.is_some() || !self.takes(1, owner) {
            return Ty::Prim(Prim::Int);
        }
        if depth > MAX_DEPTH {
            self.refused.get_or_insert_with(|| endless(self.schema.combinator(owner).span));
            return Ty::Prim(Prim::Int);
        }
        match ty {
            TypeRef::Nat => Ty::Prim(Prim::Nat),
            TypeRef::Builtin(builtin) => self.builtin(*builtin),
            TypeRef::Var { var, bare } => match env.get(var.index()) {
                Some(Some(Actual::Type(ty))) => {
                    if *bare {
                        strip(ty.clone())
                    } else {
                        ty.clone()
                    }
                }
                _ => Ty::Prim(Prim::Nat),
            },
            TypeRef::Bare(id, args) => {
                let actuals = self.actuals(args, env, owner, depth);
                self.bare(*id, actuals, depth + 1)
            }
            TypeRef::Boxed(id, args) => {
                let actuals = self.actuals(args, env, owner, depth);
                self.boxed(*id, actuals, depth + 1)
            }
            TypeRef::Repeat(repeat) => self.repeat(repeat, env, owner, depth + 1),
        }
    }

    fn builtin(&mut self, builtin: Builtin) -> Ty {
        Ty::Prim(match builtin {
            Builtin::Int => Prim::Int,
            Builtin::Long => Prim::Long,
            Builtin::Double => Prim::Double,
            Builtin::Float => Prim::Float,
            Builtin::String => Prim::String,
            Builtin::Int128 => Prim::Raw(16),
            Builtin::Int256 => Prim::Raw(32),
            Builtin::Int512 => Prim::Raw(64),
            Builtin::Object | Builtin::Function => return self.dynamic(builtin),
            _ => Prim::Bytes,
        })
    }

    fn actuals(&mut self, args: &[Arg], env: &Env, owner: CombinatorId, depth: usize) -> Vec<Actual> {
        args.iter()
            .map(|arg| match arg {
                Arg::Type(ty) => Actual::Type(self.ty(ty, env, owner, depth + 1)),
                Arg::Nat(nat) => Actual::Nat(number(*nat, env)),
            })
            .collect()
    }

    /// The fields of a constructor, applied to its parameters.
    fn bare(&mut self, id: CombinatorId, actuals: Vec<Actual>, depth: usize) -> Ty {
        self.mark(id);
        let schema = self.schema;
        let combinator = schema.combinator(id);
        if let Kind::Builtin(_, builtin) = combinator.kind {
            return self.builtin(builtin);
        }
        if !is_named(combinator) {
            self.refused.get_or_insert_with(|| unnamed(combinator.name_span));
            return Ty::Prim(Prim::Int);
        }
        match self.shape(id) {
            Shape::Struct => self.instance(id, actuals),
            Shape::Alias => match combinator.fields.first() {
                Some(field) => self.ty(&field.ty, &env(actuals), id, depth),
                None => self.instance(id, actuals),
            },
            Shape::Vector => match actuals.into_iter().next() {
                Some(Actual::Type(item)) => Ty::Vector(Box::new(item)),
                _ => Ty::Vector(Box::new(Ty::Prim(Prim::Nat))),
            },
        }
    }

    /// A boxed type, applied to its parameters.
    fn boxed(&mut self, id: TypeId, actuals: Vec<Actual>, depth: usize) -> Ty {
        let schema = self.schema;
        let ty = schema.ty(id);
        if is_bool(schema, ty) {
            ty.constructors.iter().for_each(|id| self.mark(*id));
            return Ty::Bool;
        }
        let mut named = ty.constructors.iter().copied().filter(|id| is_named(schema.combinator(*id)));
        match (named.next(), named.next()) {
            (None, _) if !ty.constructors.is_empty() => {
                self.refused.get_or_insert_with(|| unnamed(ty.span));
                Ty::Prim(Prim::Int)
            }
            (Some(only), None) => {
                let actuals = constructor_actuals(schema, only, &actuals);
                let inner = self.bare(only, actuals, depth);
                match inner {
                    Ty::Struct { id, nats, .. } if self.shape(only) == Shape::Struct => {
                        Ty::Struct { id, nats, boxed: true }
                    }
                    inner => Ty::Tagged(schema.combinator(only).id, Box::new(inner)),
                }
            }
            _ => self.enumeration(id, actuals),
        }
    }

    /// The struct of a constructor or function, for what its type parameters stand for.
    fn instance(&mut self, id: CombinatorId, actuals: Vec<Actual>) -> Ty {
        self.mark(id);
        let schema = self.schema;
        let combinator = schema.combinator(id);
        let (types, captured, declared) = close(actuals);
        let extent = self.extent(&combinator.name, &types);
        if extent.levels > MAX_DEPTH {
            self.refused.get_or_insert_with(|| endless(combinator.span));
            return Ty::Prim(Prim::Int);
        }
        let nats: Vec<Nat> = captured.iter().copied().chain(declared).collect();
        if let Some(known) = self.structs.get(&(id, types.clone())) {
            return Ty::Struct { id: *known, nats, boxed: false };
        }
        let steps = extent.types.saturating_mul(1 + combinator.fields.len());
        if !types.is_empty() && !self.takes(steps, id) {
            return Ty::Prim(Prim::Int);
        }
        let struct_id = StructId(self.plan.structs.len());
        let (mut env, mut names, mut generics): (Env, _, _) =
            (vec![None; combinator.vars.len()], vec!["nat".to_owned(); captured.len()], Vec::new());
        let mut left = types.iter().cloned();
        for (var, parameter) in combinator.parameters() {
            let actual = match parameter.kind {
                VarKind::TypeParam if combinator.is_function() => {
                    generics.push(parameter.name.clone());
                    Some(Actual::Type(Ty::Call(generics.len() - 1)))
                }
                VarKind::TypeParam => left.next().map(Actual::Type),
                VarKind::NatParam | VarKind::Field => {
                    names.push(parameter.name.clone());
                    Some(Actual::Nat(Nat { base: Base::Param(names.len() - 1), plus: 0 }))
                }
            };
            if let Some(slot) = env.get_mut(var.index()) {
                *slot = actual;
            }
        }
        self.plan.structs.push(Struct {
            role: if combinator.is_function() {
                Role::Function(Ty::Bool, String::new())
            } else {
                Role::Constructor
            },
            tl_name: combinator.name.clone(),
            id: combinator.id,
            line: combinator.line.clone(),
            combinator: Some(id),
            span: combinator.span,
            docs: annotations::docs(combinator),
            modifiers: combinator.modifiers.clone(),
            deprecated: annotations::deprecation(combinator),
            rename: annotations::rename(combinator),
            args: types.clone(),
            generics,
            nats: names,
            ..Struct::default()
        });
        self.struct_extents.push(extent);
        self.structs.insert((id, types), struct_id);
        self.queue.push_back(Job { id: struct_id, combinator: id, env });
        Ty::Struct { id: struct_id, nats, boxed: false }
    }

    /// The enum of a boxed type, for what its type parameters stand for.
    fn enumeration(&mut self, id: TypeId, actuals: Vec<Actual>) -> Ty {
        let schema = self.schema;
        let ty = schema.ty(id);
        let (types, captured, declared) = close(actuals);
        let nats: Vec<Nat> = captured.iter().copied().chain(declared).collect();
        if let Some(known) = self.enums.get(&(id, types.clone())) {
            return Ty::Enum { id: *known, nats };
        }
        let enum_id = EnumId(self.plan.enums.len());
        let extent = self.extent(&ty.name, &types);
        let mut names = vec!["nat".to_owned(); captured.len()];
        let mut left = types.iter().cloned();
        let inner: Vec<Actual> = ty
            .params
            .iter()
            .map(|param| match param {
                ParamKind::Type => Actual::Type(left.next().unwrap_or(Ty::Prim(Prim::Nat))),
                ParamKind::Nat => {
                    names.push("n".to_owned());
                    Actual::Nat(Nat { base: Base::Param(names.len() - 1), plus: 0 })
                }
            })
            .collect();
        self.plan.enums.push(Enum {
            tl_name: ty.name.clone(),
            docs: ty.docs.clone(),
            args: types.clone(),
            nats: names,
            ..Enum::default()
        });
        self.enum_extents.push(extent);
        self.enums.insert((id, types), enum_id);
        let named = ty.constructors.iter().filter(|id| is_named(schema.combinator(**id)));
        let variants = named.map(|id| self.variant(*id, &inner)).collect();
        if let Some(item) = self.plan.enums.get_mut(enum_id.0) {
            item.variants = variants;
        }
        Ty::Enum { id: enum_id, nats }
    }

    fn variant(&mut self, id: CombinatorId, type_actuals: &[Actual]) -> Variant {
        self.mark(id);
        let schema = self.schema;
        let combinator = schema.combinator(id);
        let payload = if combinator.fields.is_empty() {
            None
        } else {
            match self.instance(id, constructor_actuals(schema, id, type_actuals)) {
                Ty::Struct { id, nats, .. } => Some((id, nats)),
                _ => None,
            }
        };
        Variant {
            name: String::new(),
            tl_name: combinator.name.clone(),
            id: combinator.id,
            line: combinator.line.clone(),
            docs: annotations::docs(combinator),
            rename: annotations::rename(combinator),
            payload,
            boxed: false,
        }
    }

    /// Lowers the fields of a struct.
    fn fill(&mut self, job: Job) {
        let schema = self.schema;
        let combinator = schema.combinator(job.combinator);
        let mut env = job.env;
        let fields = self.fields(&combinator.fields, &mut env, job.combinator, 0);
        let role = combinator.is_function().then(|| {
            let answer = answer(self.ty(&combinator.result, &env, job.combinator, 0));
            // Behind `=`, or VK's `=>`.
            let text = combinator.line.rsplit_once('=').map_or("", |(_, text)| text);
            let text = text.trim_start_matches('>').trim_start();
            Role::Function(answer, text.to_owned())
        });
        if let Some(item) = self.plan.structs.get_mut(job.id.0) {
            item.fields = fields;
            item.role = role.unwrap_or(Role::Constructor);
        }
    }

    fn fields(
        &mut self,
        fields: &[schema::Field],
        env: &mut Env,
        owner: CombinatorId,
        depth: usize,
    ) -> Vec<Field> {
        fields
            .iter()
            .map(|field| {
                self.field = field.name.clone().unwrap_or_default();
                let (ty, storage) = match field.condition {
                    // What is there or not, and has no bytes, is a flag; its type takes no part.
                    Some(_) if self.is_empty(&field.ty) => (Ty::Bool, Storage::Flag),
                    Some(_) => (self.ty(&field.ty, env, owner, depth), Storage::Option),
                    None => (self.ty(&field.ty, env, owner, depth), Storage::Plain),
                };
                if let Some(slot) = field.var.and_then(|var| env.get_mut(var.index())) {
                    *slot = field.var.map(|var| Actual::Nat(Nat { base: Base::Field(var), plus: 0 }));
                }
                let presence = field.condition.map(|condition| Presence {
                    mask: number(schema::Nat::var(condition.mask), env),
                    bit: condition.bit,
                    shares: None,
                });
                Field {
                    name: String::new(),
                    local: String::new(),
                    tl_name: field.name.clone().filter(|name| name != "_").unwrap_or_default(),
                    docs: field.docs.clone(),
                    storage,
                    ty,
                    presence,
                    var: field.var,
                    bits: Vec::new(),
                    used: false,
                    boxed: false,
                    secret: field.secret,
                }
            })
            .collect()
    }

    /// Whether the type is the bare form of a constructor without fields, such as `true`: it has one value of no bytes.
    fn is_empty(&mut self, ty: &TypeRef) -> bool {
        let TypeRef::Bare(id, _) = *ty else { return false };
        let combinator = self.schema.combinator(id);
        let empty = combinator.fields.is_empty() && matches!(combinator.kind, Kind::Constructor(_));
        if empty {
            self.mark(id);
        }
        empty
    }

    /// `n*[ fields ]`
    fn repeat(&mut self, repeat: &schema::Repeat, env: &Env, owner: CombinatorId, depth: usize) -> Ty {
        let count = number(repeat.count, env);
        let item = match &*repeat.fields {
            [only] if only.condition.is_none() && only.var.is_none() => self.ty(&only.ty, env, owner, depth),
            fields => self.group(fields, env, owner, depth),
        };
        match count {
            Nat { base: Base::Zero, plus } if plus <= MAX_ARRAY => Ty::Array(plus, Box::new(item)),
            count => Ty::Repeat(count, Box::new(item)),
        }
    }

    /// The struct of repeated fields. Numbers from around the repetition reach it as its own parameters.
    fn group(&mut self, fields: &[schema::Field], env: &Env, owner: CombinatorId, depth: usize) -> Ty {
        let schema = self.schema;
        let combinator = schema.combinator(owner);
        let of_field = std::mem::take(&mut self.field);
        let mut fields_planned = self.fields(fields, &mut env.clone(), owner, depth);
        let own: Vec<VarId> = fields.iter().filter_map(|field| field.var).collect();
        let mut captured = Vec::new();
        for field in &mut fields_planned {
            field.ty.for_each_nat(&mut |nat| capture(nat, &mut captured, &own));
            if let Some(presence) = &mut field.presence {
                capture(&mut presence.mask, &mut captured, &own);
            }
        }
        let start = fields.first().map_or(0, |field| field.span.start);
        let key = (owner, start, fields_planned.iter().map(|field| field.ty.clone()).collect());
        if let Some(known) = self.groups.get(&key) {
            return Ty::Struct { id: *known, nats: captured, boxed: false };
        }
        let id = StructId(self.plan.structs.len());
        self.struct_extents.push(Extent { levels: 0, types: 1 });
        self.groups.insert(key, id);
        self.plan.structs.push(Struct {
            role: Role::Group,
            of_field,
            tl_name: combinator.name.clone(),
            line: combinator.line.clone(),
            span: combinator.span,
            docs: format!("One item of a repetition in `{}`.", combinator.name),
            nats: captured.iter().map(|nat| self.nat_name(owner, nat)).collect(),
            fields: fields_planned,
            ..Struct::default()
        });
        Ty::Struct { id, nats: captured, boxed: false }
    }

    fn nat_name(&self, owner: CombinatorId, nat: &Nat) -> String {
        match nat.base {
            Base::Field(var) => {
                self.schema.combinator(owner).var(var).map_or_else(String::new, |var| var.name.clone())
            }
            Base::Zero | Base::Param(_) => "nat".to_owned(),
        }
    }
}

/// Whether it is no default constructor: those have no id, and nothing is generated for them.
pub(super) fn is_named(combinator: &schema::Combinator) -> bool {
    combinator.name != "_"
}

/// Whether it is one of those that a count of the schema means: what a file declares under a name.
pub(super) fn is_counted(combinator: &schema::Combinator) -> bool {
    let declared = !combinator.span.is_empty() && !matches!(combinator.kind, Kind::Builtin(..));
    declared && is_named(combinator)
}

fn endless(span: Span) -> Diagnostic {
    Diagnostic::new(Code::InfiniteSize, span, "this generic type needs ever larger instances of itself")
        .help("pass the type parameter on as it is, not wrapped in another type")
}

fn unnamed(span: Span) -> Diagnostic {
    let message = "a type that is needed has only a default constructor, for which nothing is generated";
    let found = Diagnostic::new(Code::DefaultConstructor, span, message).help("give the constructor a name");
    Diagnostic { severity: Severity::Error, ..found }
}
