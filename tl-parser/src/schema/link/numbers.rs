//! Numbers: multiplicities, number arguments and masks.

use super::super::model::{Nat, VarId, VarKind};
use super::Linker;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'a> Linker<'_, 'a> {
    /// A number: a constant, a variable, or a sum of constants and at most one variable.
    pub(super) fn nat(&mut self, ty: &'a ast::Type<'a>) -> Option<Nat> {
        let mut plus: u32 = 0;
        let mut var = None;
        let mut open = vec![ty];
        while let Some(part) = open.pop() {
            match &part.kind {
                TypeKind::Sum(left, right) => open.extend([&**right, &**left]),
                TypeKind::Nat(value) => {
                    let Some(sum) = plus.checked_add(*value) else {
                        let found =
                            Diagnostic::new(Code::NumberTooLarge, ty.span, "the sum does not fit 32 bits");
                        self.out.push(found.help("the largest number is 4294967295"));
                        return None;
                    };
                    plus = sum;
                }
                TypeKind::Name { name, args, .. } if args.is_empty() && part.percents == 0 && !part.bang => {
                    if self.is_type(name) {
                        self.not_a_number(part.span, Some(name.text));
                        return None;
                    }
                    let found = self.nat_named(name.text, name.span, "number")?;
                    if var.replace(found).is_some() {
                        let message = "a sum holds at most one variable";
                        let found = Diagnostic::new(Code::ArgumentKind, part.span, message);
                        self.out.push(found.help("write one variable and a constant, as in `n+1`"));
                        return None;
                    }
                }
                _ => {
                    self.not_a_number(part.span, None);
                    return None;
                }
            }
        }
        Some(Nat { var, plus })
    }

    /// Whether a name that is nothing local names a type.
    fn is_type(&mut self, name: &ast::Name<'_>) -> bool {
        self.scope.get(name.text).is_none()
            && if name.is_upper() {
                self.tables.boxed(name.text).is_some()
            } else {
                self.tables.bare(name.text).is_some()
            }
    }

    fn not_a_number(&mut self, span: Span, name: Option<&str>) {
        let message = match name {
            Some(name) => format!("the type `{name}` stands where a number is expected"),
            None => "a type stands where a number is expected".to_owned(),
        };
        let found = Diagnostic::new(Code::ArgumentKind, span, message);
        self.out.push(found.help("write a number, a parameter such as `{n:#}` or a `#` field to the left"));
    }

    /// The nat of that name. `role` says what it is wanted for.
    pub(super) fn nat_named(&mut self, name: &str, span: Span, role: &str) -> Option<VarId> {
        let Some(entry) = self.scope.get(name) else {
            self.unknown_nat(name, span, role);
            return None;
        };
        match entry.var {
            Some((var, VarKind::NatParam | VarKind::Field)) => {
                self.scope.mark_used(var);
                return Some(var);
            }
            Some((_, VarKind::TypeParam)) => {
                let message = format!("the type parameter `{name}` cannot serve as a {role}");
                let found = Diagnostic::new(Code::NotANat, span, message);
                self.out.push(
                    found.label(entry.span, "declared here").help(format!("declare it as `{{{name}:#}}`")),
                );
            }
            None => {
                let message =
                    format!("the field `{name}` cannot serve as a {role}, because its type is not `#`");
                let found = Diagnostic::new(Code::NotANat, span, message);
                self.out
                    .push(found.label(entry.span, "declared here").help(format!("declare it as `{name}:#`")));
            }
        }
        None
    }
}
