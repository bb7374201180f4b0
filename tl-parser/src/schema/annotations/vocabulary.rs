//! The words that annotations may use. A new word is a new row of [`WORDS`].
//!
//! In: annotations as written, and what they are written on. Out: reports of words, places and values that the table
//! does not allow.

use std::collections::HashSet;

use super::super::model::AnnotationValue;
use super::super::suggest::{is_worth_it, nearest};
use super::syntax::Attribute;
use crate::ast::{self, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// A word, where it may stand and what it takes.
struct Word {
    key: &'static str,
    on: &'static [Place],
    takes: Shape,
}

/// On what an annotation stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Constructor,
    Function,
    File,
}

/// What a word takes.
enum Shape {
    /// Nothing.
    Flag(Need),
    /// Nothing, or a text.
    FlagOrText,
    /// One of these.
    OneOf(&'static [Choice]),
    /// The number of a layer.
    Layer,
    /// A name such as `SentCode`.
    Identifier,
    /// A list of fields of the declaration.
    Fields,
    /// A list of error types, each with or without a code: `PHONE_NUMBER_INVALID:400`.
    Errors,
}

/// A value, and what it asks of the declaration.
struct Choice {
    value: &'static str,
    need: Need,
    /// Whether it may be the default of a file.
    default: bool,
}

/// What a declaration has to be like.
enum Need {
    Nothing,
    /// Exactly one field holds a whole call.
    OneCall,
    /// It answers that type.
    Answers(&'static str),
}

const fn choice(value: &'static str, need: Need, default: bool) -> Choice {
    Choice { value, need, default }
}

const ANY: &[Place] = &[Place::Constructor, Place::Function];

/// The word whose fields are kept out of logs.
pub(super) const SECRET: &str = "secret";

/// Words whose first gives a lower bound for the second.
const BOUNDS: (&str, &str) = ("since", "until");

const WORDS: &[Word] = &[
    Word {
        key: "auth",
        on: &[Place::Function, Place::File],
        // A permissive default would open every function that nobody thought about.
        takes: Shape::OneOf(&[
            choice("none", Need::Nothing, false),
            choice("required", Need::Nothing, true),
            choice("inherit", Need::OneCall, false),
        ]),
    },
    Word { key: "binds", on: &[Place::Function], takes: Shape::Flag(Need::Answers("auth.Authorization")) },
    Word { key: SECRET, on: ANY, takes: Shape::Fields },
    Word { key: BOUNDS.0, on: ANY, takes: Shape::Layer },
    Word { key: BOUNDS.1, on: ANY, takes: Shape::Layer },
    Word { key: "deprecated", on: ANY, takes: Shape::FlagOrText },
    Word { key: "rename", on: ANY, takes: Shape::Identifier },
    Word {
        key: "principal",
        on: &[Place::Function],
        takes: Shape::OneOf(&[
            choice("user", Need::Nothing, false),
            choice("bot", Need::Nothing, false),
            choice("both", Need::Nothing, false),
        ]),
    },
    Word { key: "errors", on: &[Place::Function], takes: Shape::Errors },
];

/// What annotations are written on.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    File,
    Builtin,
    Combinator { function: bool, body: &'a ast::Combinator<'a> },
}

impl<'a> Target<'a> {
    fn place(self) -> Place {
        match self {
            Self::File => Place::File,
            Self::Builtin | Self::Combinator { function: false, .. } => Place::Constructor,
            Self::Combinator { function: true, .. } => Place::Function,
        }
    }

    fn fields(self) -> &'a [ast::Field<'a>] {
        match self {
            Self::Combinator { body, .. } => &body.fields,
            _ => &[],
        }
    }
}

/// Checks one annotation; whether it may be kept.
pub(super) fn check(attribute: &Attribute, target: Target<'_>, out: &mut Diagnostics) -> bool {
    // Words of other tools.
    if attribute.key.starts_with("x_") {
        return true;
    }
    let Some(word) = WORDS.iter().find(|word| word.key == attribute.key) else {
        out.push(unknown(attribute));
        return false;
    };
    if !word.on.contains(&target.place()) {
        out.push(misplaced(attribute, word, target.place()));
        return false;
    }
    let before = out.len();
    check_value(attribute, &word.takes, target, out);
    out.len() == before
}

fn unknown(attribute: &Attribute) -> Diagnostic {
    let key = &attribute.key;
    let found = Diagnostic::new(
        Code::UnknownAnnotation,
        attribute.key_span,
        format!("no annotation is named `{key}`"),
    );
    let known: Vec<&str> = WORDS.iter().map(|word| word.key).collect();
    match nearest(key, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("the words are {}; words of your own begin with `x_`", known.join(", "))),
    }
}

fn misplaced(attribute: &Attribute, word: &Word, place: Place) -> Diagnostic {
    let name = |place: &Place| match place {
        Place::Constructor => "constructors",
        Place::Function => "functions",
        Place::File => "the whole file",
    };
    let places: Vec<&str> = word.on.iter().map(name).collect();
    let message = format!("`{}` says nothing about {}", word.key, name(&place));
    Diagnostic::new(Code::MisplacedAnnotation, attribute.span, message)
        .help(format!("it can stand on {}", places.join(" and ")))
}

fn invalid(span: Span, message: String, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::InvalidAnnotationValue, span, message).help(help)
}

fn check_value(attribute: &Attribute, takes: &Shape, target: Target<'_>, out: &mut Diagnostics) {
    let key = &attribute.key;
    let span = attribute.value_spans.first().copied().unwrap_or(attribute.span);
    match (takes, &attribute.value) {
        (Shape::Flag(need), AnnotationValue::Flag) => check_need(attribute, need, target, out),
        (Shape::FlagOrText, AnnotationValue::Flag | AnnotationValue::Word(_)) => {}
        (Shape::OneOf(choices), AnnotationValue::Word(value)) => {
            let is_default = target.place() == Place::File;
            let allowed = || choices.iter().filter(|choice| choice.default || !is_default);
            match allowed().find(|choice| choice.value == value) {
                Some(choice) => check_need(attribute, &choice.need, target, out),
                None => {
                    let values: Vec<_> =
                        allowed().map(|choice| format!("`{key}={}`", choice.value)).collect();
                    let whose = if is_default { " as the default of a file" } else { "" };
                    out.push(invalid(
                        span,
                        format!("`{key}` does not take `{value}`{whose}"),
                        format!("write {}", values.join(" or ")),
                    ));
                }
            }
        }
        (Shape::Layer, AnnotationValue::Word(value)) if value.parse::<u32>().is_ok() => {}
        (Shape::Identifier, AnnotationValue::Word(value)) if is_identifier(value) => {}
        (Shape::Fields, AnnotationValue::List(names)) => check_fields(attribute, names, target, out),
        (Shape::Errors, AnnotationValue::List(errors)) => check_errors(attribute, errors, out),
        (takes, _) => {
            let form = match takes {
                Shape::Flag(_) => format!("write `{key}` without a value"),
                Shape::FlagOrText => format!("write `{key}` or `{key}=\"text\"`"),
                Shape::OneOf(choices) => {
                    let values: Vec<_> =
                        choices.iter().map(|choice| format!("`{key}={}`", choice.value)).collect();
                    format!("write {}", values.join(" or "))
                }
                Shape::Layer => format!("write the number of a layer: `{key}=11`"),
                Shape::Identifier => format!("write a name of letters, digits and `_`: `{key}=Name`"),
                Shape::Fields => format!("list fields: `{key}(phone_number)`"),
                Shape::Errors => format!("list errors: `{key}(PHONE_NUMBER_INVALID:400)`"),
            };
            out.push(invalid(span, format!("`{key}` does not take this value"), form));
        }
    }
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text != "_"
}

fn check_need(attribute: &Attribute, need: &Need, target: Target<'_>, out: &mut Diagnostics) {
    let Target::Combinator { body, .. } = target else { return };
    let (message, help) = match need {
        Need::OneCall => {
            let calls: usize =
                body.fields.iter().filter(|field| field.bang).map(|field| field.names.len().max(1)).sum();
            if calls == 1 {
                return;
            }
            let message =
                format!("`{}` has {calls} fields that hold a call, not exactly one", body.name.text);
            (
                message,
                "only a wrapper such as `{X:Type} query:!X = X` passes on what its query asks for".to_owned(),
            )
        }
        Need::Answers(wanted) => {
            let answer = match &body.result.kind {
                TypeKind::Name { name, args, .. } if args.is_empty() && body.result.percents == 0 => {
                    name.text
                }
                _ => "",
            };
            if answer == *wanted {
                return;
            }
            let message = format!("`{}` does not answer `{wanted}`", body.name.text);
            (message, format!("`{}` can stand only on functions that do", attribute.key))
        }
        Need::Nothing => return,
    };
    let found = Diagnostic::new(Code::MisplacedAnnotation, attribute.span, message);
    out.push(found.label(body.name.span, "on this declaration").help(help));
}

fn check_fields(attribute: &Attribute, names: &[String], target: Target<'_>, out: &mut Diagnostics) {
    let mut fields: Vec<&str> = Vec::new();
    for field in target.fields() {
        fields.extend(field.names.iter().map(|name| name.text));
    }
    let known: HashSet<&str> = fields.iter().copied().collect();
    let mut seen = HashSet::new();
    for (name, span) in names.iter().zip(&attribute.value_spans) {
        if !seen.insert(name) {
            let found =
                Diagnostic::new(Code::DuplicateAnnotation, *span, format!("`{name}` is listed twice"));
            out.push(found.help("remove one of them"));
        }
        if known.contains(name.as_str()) && name != "_" {
            continue;
        }
        let message = format!("the declaration has no field `{name}`");
        let found = Diagnostic::new(Code::UnknownAnnotatedField, *span, message);
        let near = if is_worth_it(out) { nearest(name, fields.iter().copied()) } else { None };
        out.push(match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("`{}` lists fields of the declaration below it", attribute.key)),
        });
    }
}

fn check_errors(attribute: &Attribute, errors: &[String], out: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for (error, span) in errors.iter().zip(&attribute.value_spans) {
        let (name, code) = match error.split_once(':') {
            Some((name, code)) => (name, Some(code)),
            None => (error.as_str(), None),
        };
        let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let is_code = code.is_none_or(|code| code.parse::<i32>().is_ok());
        if !is_name || !is_code {
            let help = "write its name, with or without a code: `PHONE_NUMBER_INVALID:400`";
            out.push(invalid(*span, format!("`{error}` is no error type"), help));
        } else if !seen.insert(name) {
            let found =
                Diagnostic::new(Code::DuplicateAnnotation, *span, format!("`{name}` is listed twice"));
            out.push(found.help("remove one of them"));
        }
    }
}

/// Reports a lower bound that lies above the upper one.
pub(super) fn check_bounds(attributes: &[&Attribute], out: &mut Diagnostics) {
    let bound = |key| {
        let attribute = attributes.iter().find(|attribute| attribute.key == key)?;
        match &attribute.value {
            AnnotationValue::Word(value) => Some((*attribute, value.parse::<u32>().ok()?)),
            _ => None,
        }
    };
    if let (Some((low, first)), Some((high, last))) = (bound(BOUNDS.0), bound(BOUNDS.1))
        && first > last
    {
        let message = format!("no layer is {} {first} and {} {last}", low.key, high.key);
        let found = Diagnostic::new(Code::ContradictoryAnnotations, high.span, message);
        out.push(
            found.label(low.span, "contradicts this").help("swap the two numbers, or remove one of them"),
        );
    }
}
