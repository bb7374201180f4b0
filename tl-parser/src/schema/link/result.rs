//! What stands behind `=`.

use std::collections::HashSet;

use super::super::collect::Decl;
use super::super::model::{Arg, CombinatorId, Nat, ParamKind, TypeRef, VarId, VarKind};
use super::super::suggest::is_worth_it;
use super::Linker;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'a> Linker<'_, 'a> {
    /// A function may answer anything: a type, its bare form, or what an inner call answers.
    pub(super) fn function_result(&mut self, function: &'a ast::Combinator<'a>) -> Option<TypeRef> {
        let result = &function.result;
        // A call says by its fields what a parameter stands for; the result alone cannot.
        for (number, name) in parameters(function).enumerate() {
            if !self.scope.is_used(number) {
                let message = format!("no field uses the template parameter `{}`", name.text);
                let found = Diagnostic::new(Code::UnusedParameter, name.span, message);
                self.out.push(found.help("remove it, or use it in a field, as in `query:!X`"));
            }
        }
        if result.bang { self.called_result(result) } else { self.ty(result) }
    }

    /// `= !X`
    fn called_result(&mut self, result: &'a ast::Type<'a>) -> Option<TypeRef> {
        if let TypeKind::Name { name, args, .. } = &result.kind
            && args.is_empty()
            && matches!(self.scope.variable(name.text), Some((_, VarKind::TypeParam)))
        {
            return self.ty_without_bang(result);
        }
        self.out.push(super::report::stray_bang(result.span));
        None
    }

    /// A constructor makes a boxed type, applied to its own template parameters, each of them once.
    pub(super) fn constructor_result(
        &mut self,
        id: CombinatorId,
        decl: &Decl<'a>,
        constructor: &'a ast::Combinator<'a>,
    ) -> Option<TypeRef> {
        let result = &constructor.result;
        let TypeKind::Name { name, args, .. } = &result.kind else {
            return self.invalid_result(result.span, "a constructor makes a boxed type");
        };
        if matches!(self.scope.variable(name.text), Some((_, VarKind::TypeParam))) {
            let message =
                format!("`{}` is a template parameter; a constructor makes a boxed type", name.text);
            return self.invalid_result(name.span, &message);
        }
        let Some(ty) = decl.ty else {
            return self.invalid_result(
                result.span,
                "a constructor makes a boxed type, whose name begins in uppercase",
            );
        };
        let template = self.tables.template(id).cloned();
        let order = template.as_ref().map_or(&[][..], |template| &template.order);
        let kinds = template.as_ref().map_or(&[][..], |template| &template.kinds);
        let mut named = vec![false; kinds.len()];
        let mut linked = Some(Vec::with_capacity(args.len()));
        for (arg, number) in args.iter().zip(order) {
            let first = number
                .and_then(|number| named.get_mut(number))
                .is_some_and(|seen| !std::mem::replace(seen, true));
            let plain = arg.percents == 0 && !arg.bang;
            match number.filter(|_| first && plain).and_then(|number| Some((number, *kinds.get(number)?))) {
                Some((number, kind)) => linked.iter_mut().for_each(|list| list.push(argument(number, kind))),
                None => {
                    linked = None;
                    let message =
                        "an argument of the result has to be a template parameter, each of them once";
                    self.invalid_result(arg.span, message);
                }
            }
        }
        self.check_missing(constructor, name, args);
        self.check_same_params(ty.index(), name, order.len(), |place| {
            order.get(place).copied().flatten().and_then(|number| kinds.get(number)).copied()
        });
        Some(TypeRef::Boxed(ty, linked?))
    }

    fn invalid_result(&mut self, span: Span, message: &str) -> Option<TypeRef> {
        let found = Diagnostic::new(Code::InvalidResult, span, message);
        self.out.push(found.help(
            "write the constructor as `name fields = Type;`, or move a function behind `---functions---`",
        ));
        None
    }

    /// Every parameter of a constructor is implied by the type of the value, so the type has to name it.
    fn check_missing(
        &mut self,
        constructor: &ast::Combinator<'_>,
        name: &ast::Name<'_>,
        args: &[ast::Type<'_>],
    ) {
        let named: HashSet<&str> = args
            .iter()
            .filter_map(|arg| match &arg.kind {
                TypeKind::Name { name, .. } => Some(name.text),
                _ => None,
            })
            .collect();
        for (number, param) in parameters(constructor).enumerate() {
            if named.contains(param.text) {
                continue;
            }
            let message = if self.scope.is_used(number) {
                format!("the template parameter `{}` is missing from the result", param.text)
            } else {
                format!("nothing uses the template parameter `{}`", param.text)
            };
            let found = Diagnostic::new(Code::UnusedParameter, param.span, message)
                .label(name.span, "a value of this type has to say what it is");
            self.out.push(if is_worth_it(self.out) {
                found.help(format!(
                    "write `= {} {}`, or remove the parameter",
                    name.text,
                    all_params(constructor)
                ))
            } else {
                found
            });
        }
    }

    /// All constructors of a type take the same arguments; the first one says which.
    fn check_same_params(
        &mut self,
        ty: usize,
        name: &ast::Name<'_>,
        count: usize,
        kind_at: impl Fn(usize) -> Option<ParamKind>,
    ) {
        let Some(entry) = self.tables.types.get(ty) else { return };
        let expected = entry.params.len();
        let (code, message) = if count != expected {
            let message =
                format!("`{}` has {count} arguments here and {expected} at its first constructor", name.text);
            (Code::Arity, message)
        } else if (0..count)
            .any(|place| kind_at(place).is_some() && kind_at(place) != entry.params.get(place).copied())
        {
            let message =
                format!("the arguments of `{}` are of another kind than at its first constructor", name.text);
            (Code::ArgumentKind, message)
        } else {
            return;
        };
        let found = Diagnostic::new(code, name.span, message).label(entry.span, "the first constructor");
        self.out.push(found.help("give all constructors of a type the same parameters"));
    }
}

fn argument(number: usize, kind: ParamKind) -> Arg {
    let var = VarId(number as u32);
    match kind {
        ParamKind::Type => Arg::Type(TypeRef::Var { var, bare: false }),
        ParamKind::Nat => Arg::Nat(Nat::var(var)),
    }
}

/// The template parameters as a result lists them.
fn all_params(combinator: &ast::Combinator<'_>) -> String {
    parameters(combinator).map(|param| param.text).collect::<Vec<_>>().join(" ")
}

/// The names of the template parameters, in order.
fn parameters<'a>(combinator: &'a ast::Combinator<'a>) -> impl Iterator<Item = &'a ast::Ident<'a>> {
    combinator.params.iter().flat_map(|group| &group.names)
}
