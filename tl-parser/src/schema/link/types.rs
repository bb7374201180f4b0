//! Types: a head, its arguments, bare or boxed.

use super::super::model::{Arg, CombinatorId, ParamKind, Repeat, TypeId, TypeRef, VarId, VarKind};
use super::super::tables::Bare;
use super::Linker;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'a> Linker<'_, 'a> {
    /// A type in the place of a type. `None` when something in it was reported.
    pub(super) fn ty(&mut self, ty: &'a ast::Type<'a>) -> Option<TypeRef> {
        if ty.bang {
            self.out.push(super::report::stray_bang(ty.span));
            return None;
        }
        self.ty_without_bang(ty)
    }

    pub(super) fn ty_without_bang(&mut self, ty: &'a ast::Type<'a>) -> Option<TypeRef> {
        match &ty.kind {
            TypeKind::Hash => Some(TypeRef::Nat),
            TypeKind::Nat(_) | TypeKind::Sum(..) => {
                let found =
                    Diagnostic::new(Code::ArgumentKind, ty.span, "a number stands where a type is expected");
                self.out.push(found.help("write a type here, or `#` for a field that holds a number"));
                None
            }
            TypeKind::Name { name, args, .. } => self.named(ty, name, args),
            TypeKind::Repeat(repeat) => self.repeat(repeat, ty.span),
        }
    }

    /// `!X`: a whole call whose result is `X`.
    pub(super) fn call(&mut self, ty: &'a ast::Type<'a>) -> Option<TypeRef> {
        let name = match &ty.kind {
            TypeKind::Name { name, args, .. } if args.is_empty() && ty.percents == 0 && !ty.bang => name,
            _ => {
                self.out.push(super::report::stray_bang(ty.span));
                return None;
            }
        };
        if let Some((var, VarKind::TypeParam)) = self.scope.variable(name.text) {
            self.scope.mark_used(var);
            return Some(TypeRef::Var { var, bare: false });
        }
        let found = super::report::stray_bang(ty.span);
        self.out.push(if name.is_upper() && self.tables.lookup_type(name.text).is_none() {
            found.help(format!("declare the parameter in front of the fields: `{{{}:Type}}`", name.text))
        } else {
            found
        });
        None
    }

    /// A name with its arguments: a local variable, or a bare or boxed type.
    fn named(
        &mut self,
        ty: &'a ast::Type<'a>,
        name: &'a ast::Name<'a>,
        args: &'a [ast::Type<'a>],
    ) -> Option<TypeRef> {
        if let Some((var, kind)) = self.scope.variable(name.text) {
            return self.variable(ty, name, args, var, kind);
        }
        if name.is_upper() {
            let Some(id) = self.tables.boxed(name.text) else {
                self.unknown_type(name);
                return None;
            };
            let kinds = self.tables.types.get(id.index()).map(|entry| entry.params.clone());
            let args = self.args(name, ty.span, kinds.as_deref().unwrap_or_default(), args)?;
            return if ty.percents > 0 { self.bare_of(id, name, args) } else { Some(self.boxed(id, args)) };
        }
        match self.tables.bare(name.text) {
            None => {
                self.unknown_type(name);
                None
            }
            Some(Bare::Builtin(builtin)) => {
                self.args(name, ty.span, &[], args)?;
                Some(TypeRef::Builtin(builtin))
            }
            Some(Bare::Constructor(id)) => {
                let kinds = self.tables.template(id).map(|template| template.kinds.clone());
                let args = self.args(name, ty.span, kinds.as_deref().unwrap_or_default(), args)?;
                self.only_constructor(self.tables.decls.get(id.index())?.ty?, name)?;
                Some(TypeRef::Bare(id, args))
            }
        }
    }

    fn variable(
        &mut self,
        ty: &ast::Type<'_>,
        name: &ast::Name<'_>,
        args: &[ast::Type<'_>],
        var: VarId,
        kind: VarKind,
    ) -> Option<TypeRef> {
        self.scope.mark_used(var);
        if kind != VarKind::TypeParam {
            let message = format!("the number `{}` stands where a type is expected", name.text);
            let found = Diagnostic::new(Code::ArgumentKind, name.span, message);
            let found = found.label(self.declared_at(name.text), "declared as a number here");
            self.out.push(found.help(
                "write a type here; a number counts repetitions, is a mask, or an argument that is one",
            ));
            return None;
        }
        if !args.is_empty() {
            let message = format!("the type parameter `{}` takes no arguments", name.text);
            self.out.push(Diagnostic::new(Code::Arity, ty.span, message).help("remove the arguments"));
            return None;
        }
        let hidden = if name.is_upper() {
            self.tables
                .lookup_type(name.text)
                .and_then(|id| self.tables.types.get(id.index()))
                .map(|ty| ty.span)
        } else {
            let id = self.tables.lookup(false, name.text);
            id.and_then(|id| self.tables.decls.get(id.index())).map(|decl| decl.name().span)
        };
        if let Some(span) = hidden {
            let message =
                format!("`{}` is the template parameter here, not the type of that name", name.text);
            let found =
                Diagnostic::new(Code::Shadowing, name.span, message).label(span, "the type that is hidden");
            self.out.push(found.help("rename the parameter"));
        }
        Some(TypeRef::Var { var, bare: ty.percents > 0 })
    }

    fn declared_at(&self, name: &str) -> Span {
        self.scope.get(name).map(|entry| entry.span).unwrap_or_default()
    }

    fn boxed(&self, id: TypeId, args: Vec<Arg>) -> TypeRef {
        self.tables.self_describing(id).map_or(TypeRef::Boxed(id, args), TypeRef::Builtin)
    }

    /// `%T`
    fn bare_of(&mut self, id: TypeId, name: &ast::Name<'_>, args: Vec<Arg>) -> Option<TypeRef> {
        let constructor = self.only_constructor(id, name)?;
        if let Bare::Builtin(builtin) = self.tables.as_bare(constructor) {
            return Some(TypeRef::Builtin(builtin));
        }
        let Some(template) = self.tables.template(constructor) else {
            return Some(TypeRef::Bare(constructor, args));
        };
        // The arguments of a type stand in the order of the result, those of a constructor in the order of its own
        // parameters. A result that does not name each of them once is reported at the constructor.
        let mut sorted: Vec<Option<Arg>> = vec![None; template.kinds.len()];
        for (param, arg) in template.order.iter().zip(args) {
            *sorted.get_mut((*param)?)? = Some(arg);
        }
        Some(TypeRef::Bare(constructor, sorted.into_iter().collect::<Option<Vec<_>>>()?))
    }

    /// The one constructor of a type that is used bare.
    fn only_constructor(&mut self, id: TypeId, name: &ast::Name<'_>) -> Option<CombinatorId> {
        let entry = self.tables.types.get(id.index())?;
        if let [only] = entry.constructors.as_slice() {
            return Some(*only);
        }
        let count = entry.constructors.len();
        let message = if name.is_upper() {
            format!("`{}` has {count} constructors, so it has no bare form", name.text)
        } else {
            format!(
                "`{}` is one of the {count} constructors of `{}`, so it cannot be used bare",
                name.text, entry.name
            )
        };
        let found = Diagnostic::new(Code::NotBare, name.span, message)
            .label(entry.span, "the type is declared here")
            .help(format!("write `{}`: the value then begins with the id of its constructor", entry.name));
        self.out.push(found);
        None
    }

    /// The arguments of a head that takes these kinds.
    pub(super) fn args(
        &mut self,
        name: &ast::Name<'_>,
        whole: Span,
        kinds: &[ParamKind],
        args: &'a [ast::Type<'a>],
    ) -> Option<Vec<Arg>> {
        // Most types take none.
        if args.is_empty() && kinds.is_empty() {
            return Some(Vec::new());
        }
        let linked: Vec<Option<Arg>> = args
            .iter()
            .zip(kinds.iter().map(Some).chain(std::iter::repeat(None)))
            .map(|(arg, kind)| match kind {
                Some(ParamKind::Nat) => self.nat(arg).map(Arg::Nat),
                Some(ParamKind::Type) => self.ty(arg).map(Arg::Type),
                // One too many: the arity says so.
                None => None,
            })
            .collect();
        if args.len() != kinds.len() {
            self.out.push(super::report::arity(name, whole, kinds, args.len()));
            return None;
        }
        linked.into_iter().collect()
    }

    fn repeat(&mut self, repeat: &'a ast::Repeat<'a>, span: Span) -> Option<TypeRef> {
        let count = match &repeat.count {
            Some(count) => self.nat(count),
            None => {
                let nearest = self.scope.nearest_nat();
                if nearest.is_none() {
                    let message = "nothing says how often this is repeated";
                    let found = Diagnostic::new(Code::NoMultiplicity, span, message);
                    self.out
                        .push(found.help(
                            "write a number in front, as in `4*[ int ]`, or a field `n:#` to the left",
                        ));
                }
                nearest.inspect(|var| self.scope.mark_used(*var)).map(super::super::model::Nat::var)
            }
        };
        let mark = self.scope.open();
        let fields = self.link_fields(&repeat.fields);
        self.scope.close(&mark);
        Some(TypeRef::Repeat(Box::new(Repeat { count: count?, fields })))
    }
}
