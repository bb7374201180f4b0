//! The declarations of a schema, by number and by name.
//!
//! In: declarations in order, from [`super::collect`]. Out: look-ups for [`super::link`]. A well-known name that the
//! schema uses without declaring it enters the tables when it is first looked up. Nothing here reports an error.

use std::collections::HashMap;
use std::rc::Rc;

use super::builtins;
use super::collect::{Body, Decl, Placed};
use super::model::{Builtin, CombinatorId, ParamKind, TypeId};
use crate::ast::{self, FinalKind, Section, TypeKind};
use crate::source::Span;

/// A boxed type, before its constructors are linked.
pub(super) struct TypeEntry<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
    /// As its first constructor has them.
    pub(super) params: Rc<[ParamKind]>,
    pub(super) constructors: Vec<CombinatorId>,
}

/// The template parameters of a constructor.
#[derive(Clone)]
pub(super) struct Template {
    /// What each of them is.
    pub(super) kinds: Rc<[ParamKind]>,
    /// For each argument of the result the number of the parameter that it names, if it names one.
    pub(super) order: Rc<[Option<usize>]>,
}

/// What a bare name stands for.
#[derive(Clone, Copy)]
pub(super) enum Bare {
    Builtin(Builtin),
    Constructor(CombinatorId),
}

/// What has one name: a constructor and a function may share it.
#[derive(Clone, Copy, Default)]
struct Named {
    constructor: Option<CombinatorId>,
    function: Option<CombinatorId>,
}

/// All declarations that count.
pub(super) struct Tables<'a> {
    /// In order; [`CombinatorId`]s count them.
    pub(super) decls: Vec<Decl<'a>>,
    /// In order; [`TypeId`]s count them.
    pub(super) types: Vec<TypeEntry<'a>>,
    /// `Final`, `New` and `Empty`, with their place among all items.
    pub(super) finals: Vec<(usize, &'a ast::Final<'a>)>,
    /// Types that stand alone as if they were declarations.
    pub(super) partials: Vec<&'a ast::Type<'a>>,
    /// The numbers of all layer marks, ascending.
    pub(super) layers: Vec<u32>,
    combinator_ids: HashMap<&'a str, Named>,
    type_ids: HashMap<&'a str, TypeId>,
    templates: HashMap<CombinatorId, Template>,
    /// The parameters of types that have none.
    no_params: Rc<[ParamKind]>,
}

impl<'a> Tables<'a> {
    /// Empty tables with room for that many declarations.
    pub(super) fn new(room: usize) -> Self {
        Self {
            decls: Vec::with_capacity(room),
            types: Vec::new(),
            finals: Vec::new(),
            partials: Vec::new(),
            layers: Vec::new(),
            combinator_ids: HashMap::with_capacity(room),
            type_ids: HashMap::with_capacity(room / 2),
            templates: HashMap::new(),
            no_params: Rc::from([]),
        }
    }

    /// Adds a declaration, and its boxed type if that is new. Gives the function of a constructor's name, and the
    /// constructor of a function's.
    pub(super) fn add(&mut self, mut decl: Decl<'a>) -> Option<CombinatorId> {
        let id = CombinatorId(self.decls.len() as u32);
        let mut namesake = None;
        if !decl.is_default() {
            let named = self.combinator_ids.entry(decl.name().text).or_default();
            if decl.function {
                (named.function, namesake) = (Some(id), named.constructor);
            } else {
                (named.constructor, namesake) = (Some(id), named.function);
            }
        }
        if !decl.function
            && let Some(boxed) = decl.boxed_name()
        {
            let template = template_of(&decl);
            let ty = self.type_named(boxed, template.as_ref());
            if let Some(template) = template {
                self.templates.insert(id, template);
            }
            if let Some(entry) = self.types.get_mut(ty.index()) {
                entry.constructors.push(id);
            }
            decl.ty = Some(ty);
        }
        self.decls.push(decl);
        namesake
    }

    /// Adds the types that `Empty` declares.
    pub(super) fn add_empty_types(&mut self) {
        for i in 0..self.finals.len() {
            if let Some((_, word)) =
                self.finals.get(i).copied().filter(|(_, word)| word.kind == FinalKind::Empty)
            {
                self.type_named(&word.name, None);
            }
        }
    }

    fn type_named(&mut self, name: &'a ast::Name<'a>, first: Option<&Template>) -> TypeId {
        let types = &mut self.types;
        *self.type_ids.entry(name.text).or_insert_with(|| {
            let params = first.map_or_else(|| self.no_params.clone(), Template::result_kinds);
            types.push(TypeEntry { name: name.text, span: name.span, params, constructors: Vec::new() });
            TypeId(types.len() as u32 - 1)
        })
    }

    /// The template parameters of that constructor; `None` when it has neither parameters nor arguments in its result.
    pub(super) fn template(&self, id: CombinatorId) -> Option<&Template> {
        self.templates.get(&id)
    }

    /// The declared constructor or function of that name.
    pub(super) fn lookup(&self, function: bool, name: &str) -> Option<CombinatorId> {
        let named = self.combinator_ids.get(name)?;
        if function { named.function } else { named.constructor }
    }

    /// The declared boxed type of that name.
    pub(super) fn lookup_type(&self, name: &str) -> Option<TypeId> {
        self.type_ids.get(name).copied()
    }

    /// What a bare name stands for, well-known names included.
    pub(super) fn bare(&mut self, name: &str) -> Option<Bare> {
        if let Some(id) = self.lookup(false, name) {
            return Some(self.as_bare(id));
        }
        self.take_in(builtins::boxed_of(name)?);
        match self.lookup(false, name) {
            Some(id) => Some(self.as_bare(id)),
            // The schema gives the boxed name to a constructor of its own: the bare built-in stays what it is.
            None => builtins::by_name(name).map(Bare::Builtin),
        }
    }

    /// What the bare form of that constructor is.
    pub(super) fn as_bare(&self, id: CombinatorId) -> Bare {
        let builtin = self.decls.get(id.index()).and_then(|decl| decl.builtin);
        builtin.map_or(Bare::Constructor(id), Bare::Builtin)
    }

    /// The boxed type of that name, well-known names included.
    pub(super) fn boxed(&mut self, name: &str) -> Option<TypeId> {
        self.lookup_type(name).or_else(|| {
            self.take_in(name);
            self.lookup_type(name)
        })
    }

    /// The built-in whose boxed form already begins with the id of what it holds, so that boxed and bare are one.
    pub(super) fn self_describing(&self, id: TypeId) -> Option<Builtin> {
        let [only] = self.types.get(id.index())?.constructors.as_slice() else { return None };
        let builtin = self.decls.get(only.index())?.builtin?;
        matches!(builtin, Builtin::Object | Builtin::Function).then_some(builtin)
    }

    /// Adds a well-known boxed type, unless the schema uses one of its names for something else.
    fn take_in(&mut self, boxed: &str) {
        if self.lookup_type(boxed).is_some() {
            return;
        }
        let decls = builtins::constructors_of(boxed).filter_map(|item| {
            Decl::new(Placed { order: usize::MAX, file: 0, section: Section::Types, layer: None, item }, None)
        });
        let decls: Vec<_> = decls.collect();
        if decls.iter().all(|decl| self.lookup(false, decl.name().text).is_none()) {
            for decl in decls {
                self.add(decl);
            }
        }
    }
}

impl Template {
    /// What each argument of the result is. One that names no parameter is refused when the constructor is linked.
    fn result_kinds(&self) -> Rc<[ParamKind]> {
        let kind_of = |param: &Option<usize>| param.and_then(|param| self.kinds.get(param)).copied();
        self.order.iter().map(|param| kind_of(param).unwrap_or(ParamKind::Type)).collect()
    }
}

fn template_of(decl: &Decl<'_>) -> Option<Template> {
    let Body::Combinator(combinator) = decl.body else { return None };
    let TypeKind::Name { args, .. } = &combinator.result.kind else { return None };
    if args.is_empty() && combinator.params.is_empty() {
        return None;
    }
    let mut kinds = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for group in &combinator.params {
        for name in &group.names {
            numbers.insert(name.text, kinds.len());
            kinds.push(ParamKind::from(group.kind));
        }
    }
    let number_of = |arg: &ast::Type<'_>| match &arg.kind {
        TypeKind::Name { name, args, .. } if args.is_empty() => numbers.get(name.text).copied(),
        _ => None,
    };
    Some(Template { kinds: kinds.into(), order: args.iter().map(number_of).collect() })
}

impl From<ast::ParamKind> for ParamKind {
    fn from(kind: ast::ParamKind) -> Self {
        match kind {
            ast::ParamKind::Type => Self::Type,
            ast::ParamKind::Nat => Self::Nat,
        }
    }
}
