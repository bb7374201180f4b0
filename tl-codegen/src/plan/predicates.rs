//! Predicates over functions, decided by annotations.
//!
//! In: the schema's annotations and modifiers, and the conditions of the options. Out: which ids a predicate allows and
//! which it looks through. No annotation word and no function name stands here.

use std::collections::HashMap;

use tl_parser::schema::{AnnotationValue, Combinator, Schema};
use tl_parser::{Code, Diagnostic, Diagnostics, Severity};

use super::{Failure, Plan, Role, Struct, StructId, Ty};
use crate::config::Config;
use crate::names;

/// A module with a predicate.
#[derive(Debug)]
pub(crate) struct Predicate {
    /// The module's name.
    pub(crate) module: String,
    /// What allows a function, as the user wrote it.
    pub(crate) allow: String,
    /// The allowed functions, by id.
    pub(crate) allowed: Vec<(u32, String)>,
    /// The functions that are decided by the call that they wrap, by id.
    pub(crate) through: Vec<(u32, StructId)>,
}

/// Collects the predicates.
pub(super) fn assign(plan: &mut Plan, schema: &Schema, config: &Config) -> Result<(), Failure> {
    for wanted in &config.predicates {
        if !names::is_identifier(&wanted.module) {
            return Err(Failure::Option {
                option: format!("predicate {:?}", wanted.module),
                problem: "this cannot name a module".to_owned(),
                help: "give a name such as `unauthorized`".to_owned(),
            });
        }
        let allow = Condition::parse(&wanted.allow)?;
        let through = wanted.through.as_deref().map(Condition::parse).transpose()?;
        let mut predicate = Predicate {
            module: wanted.module.clone(),
            allow: wanted.allow.clone(),
            allowed: Vec::new(),
            through: Vec::new(),
        };
        let (mut verdicts, mut clashes) = (HashMap::new(), Diagnostics::new());
        for (place, item) in plan.structs.iter().enumerate() {
            let (Role::Function(..), Some(id)) = (&item.role, item.combinator) else { continue };
            let combinator = schema.combinator(id);
            let wraps = item.fields.iter().any(|field| matches!(field.ty, Ty::Call(_)));
            let verdict = if allow.meets(combinator) {
                predicate.allowed.push((item.id, item.tl_name.clone()));
                Verdict::Allowed
            } else if wraps && through.as_ref().is_some_and(|through| through.meets(combinator)) {
                predicate.through.push((item.id, StructId(place)));
                Verdict::Through
            } else {
                Verdict::Refused
            };
            // A predicate sees ids alone: two functions with one id must not need two answers.
            match verdicts.insert(item.id, (verdict, item)) {
                Some((other, first)) if other != verdict => clashes.push(clash(&wanted.module, first, item)),
                _ => {}
            }
        }
        if !clashes.is_empty() {
            return Err(Failure::Schema(clashes));
        }
        predicate.allowed.sort();
        predicate.through.sort();
        if predicate.allowed.is_empty() {
            plan.unmet.push(wanted.allow.clone());
        }
        if let Some(through) = wanted.through.as_ref().filter(|_| predicate.through.is_empty()) {
            plan.unmet.push(through.clone());
        }
        plan.predicates.push(predicate);
    }
    Ok(())
}

/// What a predicate says of a function.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Allowed,
    Through,
    Refused,
}

fn clash(module: &str, first: &Struct, second: &Struct) -> Diagnostic {
    let mut clash = Diagnostic::new(
        Code::DuplicateFunctionId,
        second.span,
        format!(
            "`{}` and `{}` have one id, and `{module}` allows one of them",
            second.tl_name, first.tl_name
        ),
    )
    .label(first.span, "the other one")
    .help("annotate both alike: bytes do not tell them apart");
    clash.severity = Severity::Error;
    clash
}

/// `key`, `key=value` or `@modifier`
enum Condition<'c> {
    Modifier(&'c str),
    Flag(&'c str),
    Value(&'c str, &'c str),
}

impl<'c> Condition<'c> {
    fn parse(text: &'c str) -> Result<Self, Failure> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
        };
        let condition = match (text.strip_prefix('@'), text.split_once('=')) {
            (Some(word), _) if is_word(word) => Self::Modifier(word),
            (None, Some((key, value))) if is_word(key) && is_word(value) => Self::Value(key, value),
            (None, None) if is_word(text) => Self::Flag(text),
            _ => {
                return Err(Failure::Option {
                    option: format!("predicate condition {text:?}"),
                    problem: "this is no condition".to_owned(),
                    help: "write `key`, `key=value` or `@modifier`".to_owned(),
                });
            }
        };
        Ok(condition)
    }

    fn meets(&self, combinator: &Combinator) -> bool {
        match self {
            Self::Modifier(word) => combinator.modifiers.iter().any(|modifier| modifier == word),
            Self::Flag(key) => {
                combinator.annotation(key).is_some_and(|found| found.value == AnnotationValue::Flag)
            }
            Self::Value(key, value) => combinator
                .annotation(key)
                .is_some_and(|found| matches!(&found.value, AnnotationValue::Word(word) if word == value)),
        }
    }
}
