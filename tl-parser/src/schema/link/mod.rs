//! The second step: every name becomes what it stands for.
//!
//! In: [`Tables`]. Out: a [`Combinator`] for each declaration, in order, without id, documentation and annotations.
//! Whatever cannot be resolved is reported and left out, so that one run finds all faults; the caller gives up the
//! schema when there was an error.

mod numbers;
mod report;
mod result;
mod types;

use super::collect::{Body, Decl};
use super::model::{Combinator, CombinatorId, Condition, Field, Kind, TypeRef, Var, VarId, VarKind};
use super::scope::{Clash, Scope};
use super::tables::Tables;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};

/// Links all declarations. The tables grow by the well-known names that are used without being declared.
pub(super) fn link<'a>(map: &SourceMap, tables: &mut Tables<'a>, out: &mut Diagnostics) -> Vec<Combinator> {
    let mut linker = Linker { map, tables, out, scope: Scope::default(), fields: &[] };
    let mut combinators = Vec::with_capacity(linker.tables.decls.len());
    for i in 0..linker.tables.partials.len() {
        linker.partial(i);
    }
    // Not an iterator: well-known names are added to the end on the way.
    while let Some(decl) = linker.tables.decls.get(combinators.len()).copied() {
        let combinator = linker.combinator(CombinatorId(combinators.len() as u32), &decl);
        combinators.push(combinator);
    }
    combinators
}

struct Linker<'t, 'a> {
    map: &'t SourceMap,
    tables: &'t mut Tables<'a>,
    out: &'t mut Diagnostics,
    scope: Scope<'a>,
    /// The fields of the declaration at hand, to find names that stand too far to the right.
    fields: &'a [ast::Field<'a>],
}

impl<'a> Linker<'_, 'a> {
    fn combinator(&mut self, id: CombinatorId, decl: &Decl<'a>) -> Combinator {
        let implicit = decl.file.is_none();
        let mut fields = Vec::new();
        let mut result = decl.ty.map(|ty| TypeRef::Boxed(ty, Vec::new()));
        let mut params = 0;
        // The codec of a built-in is known, so the fields that some files give it say nothing.
        if let (Body::Combinator(combinator), None) = (decl.body, decl.builtin) {
            self.fields = &combinator.fields;
            params = self.params(&combinator.params);
            fields = self.link_fields(&combinator.fields);
            result = if decl.function {
                self.function_result(combinator)
            } else {
                self.constructor_result(id, decl, combinator)
            };
            self.fields = &[];
        }
        if implicit {
            fields.iter_mut().for_each(clear_spans);
        }
        let kind = match (decl.ty, decl.builtin) {
            (Some(ty), Some(builtin)) => Kind::Builtin(ty, builtin),
            (Some(ty), None) => Kind::Constructor(ty),
            // A constructor without a type was reported, so nobody sees this schema.
            (None, _) => Kind::Function,
        };
        Combinator {
            name: decl.name().text.to_owned(),
            kind,
            id: 0,
            id_written: decl.written_id().is_some(),
            computed_id: 0,
            vars: self.scope.finish(),
            params,
            fields,
            result: result.unwrap_or(TypeRef::Nat),
            docs: String::new(),
            annotations: Vec::new(),
            modifiers: decl.modifiers().iter().map(|modifier| modifier.name.to_owned()).collect(),
            line: String::new(),
            layer: decl.layer,
            span: if implicit { Span::default() } else { decl.item.span },
            name_span: if implicit { Span::default() } else { decl.name().span },
        }
    }

    /// Declares the template parameters and counts them.
    fn params(&mut self, groups: &'a [ast::Param<'a>]) -> usize {
        let mut count = 0;
        for group in groups {
            let kind = match group.kind {
                ast::ParamKind::Type => VarKind::TypeParam,
                ast::ParamKind::Nat => VarKind::NatParam,
            };
            for name in &group.names {
                self.declare(Some(name), Some(kind));
                count += 1;
            }
        }
        count
    }

    fn declare(&mut self, name: Option<&'a ast::Ident<'a>>, kind: Option<VarKind>) -> Option<VarId> {
        let named = name.filter(|name| name.text != "_").map(|name| (name.text, name.span));
        let (var, clash) = self.scope.declare(named, kind);
        if let (Some(clash), Some(name)) = (clash, name) {
            self.report_clash(name, &clash);
        }
        var
    }

    fn report_clash(&mut self, name: &ast::Ident<'_>, clash: &Clash) {
        let text = &name.text;
        let found = match clash {
            Clash::Duplicate(older) => {
                Diagnostic::new(Code::DuplicateField, name.span, format!("the name `{text}` is used twice"))
                    .note("used again here")
                    .label(*older, "first used here")
                    .help("rename one of the two")
            }
            Clash::Hides(older) => Diagnostic::new(
                Code::Shadowing,
                name.span,
                format!("`{text}` hides the variable of that name"),
            )
            .note("from here on this one is meant")
            .label(*older, "the variable")
            .help("rename one of the two"),
        };
        self.out.push(found);
    }

    fn link_fields(&mut self, fields: &'a [ast::Field<'a>]) -> Vec<Field> {
        let mut linked = Vec::with_capacity(fields.len());
        let mut rest = fields;
        while let Some((field, behind)) = rest.split_first() {
            rest = behind;
            if let Some(arguments) = self.loose_arguments(field, behind) {
                // The name is declared all the same, so that one fault is reported once.
                for name in &field.names {
                    self.declare(Some(name), None);
                }
                rest = behind.get(arguments..).unwrap_or_default();
            } else {
                self.field(field, &mut linked);
            }
        }
        linked
    }

    fn field(&mut self, field: &'a ast::Field<'a>, linked: &mut Vec<Field>) {
        let condition = match &field.condition {
            Some(condition) => self.condition(condition).map(Some),
            None => Some(None),
        };
        let ty = if field.bang { self.call(&field.ty) } else { self.ty(&field.ty) };
        let kind = matches!(field.ty.kind, TypeKind::Hash).then_some(VarKind::Field);
        let add = |linker: &mut Self, name: Option<&'a ast::Ident<'a>>, span, ty: Option<TypeRef>| {
            let var = linker.declare(name, kind);
            let name = name.filter(|name| name.text != "_").map(|name| name.text.to_owned());
            let (bang, docs) = (field.bang, String::new());
            Some(Field { name, condition: condition?, bang, ty: ty?, var, docs, secret: false, span })
        };
        match field.names.as_slice() {
            [] => linked.extend(add(self, None, field.span, ty)),
            [name] => linked.extend(add(self, Some(name), field.span, ty)),
            names => {
                linked.extend(names.iter().filter_map(|name| add(self, Some(name), name.span, ty.clone())))
            }
        }
    }

    fn condition(&mut self, condition: &ast::Condition<'_>) -> Option<Condition> {
        let mask = self.nat_named(condition.mask.text, condition.mask.span, "mask")?;
        let bit = match condition.bit {
            Some((bit, _)) => Some(u8::try_from(bit).ok().filter(|bit| *bit < 32)?),
            None => None,
        };
        Some(Condition { mask, bit })
    }

    /// `Vector int;` is linked so that its faults are found, and then has no effect.
    fn partial(&mut self, number: usize) {
        let Some(ty) = self.tables.partials.get(number).copied() else { return };
        let linked = self.ty(ty);
        let _: Vec<Var> = self.scope.finish();
        if linked.is_some() {
            let message = "a type that stands alone is read, but nothing is generated for it";
            self.out.push(Diagnostic::new(Code::NoEffect, ty.span, message).help("remove the line"));
        }
    }
}

fn clear_spans(field: &mut Field) {
    field.span = Span::default();
    if let TypeRef::Repeat(repeat) = &mut field.ty {
        repeat.fields.iter_mut().for_each(clear_spans);
    }
}
