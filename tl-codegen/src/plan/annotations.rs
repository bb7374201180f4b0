//! What annotations say about the output: names, deprecation, and notes for the documentation.
//!
//! In: a combinator whose annotations the parser has checked. Out: data for its struct. What only a predicate asks for is
//! not looked at here.

use tl_parser::schema::{AnnotationValue, Combinator};

/// `rename=Name`: what the struct and the variant are called.
pub(super) fn rename(combinator: &Combinator) -> Option<String> {
    word(combinator, "rename")
}

/// `deprecated` or `deprecated="text"`: an empty text where none is given.
pub(super) fn deprecation(combinator: &Combinator) -> Option<String> {
    combinator.annotation("deprecated").map(|_| word(combinator, "deprecated").unwrap_or_default())
}

/// The documentation of a combinator: its comments, then what its annotations say to a reader.
pub(super) fn docs(combinator: &Combinator) -> String {
    let layers = match (word(combinator, "since"), word(combinator, "until")) {
        (Some(since), Some(until)) => Some(format!("In layers {since} to {until}.")),
        (Some(since), None) => Some(format!("Since layer {since}.")),
        (None, Some(until)) => Some(format!("Until layer {until}.")),
        (None, None) => None,
    };
    let principal = word(combinator, "principal").map(|who| match who.as_str() {
        "both" => "For users and bots.".to_owned(),
        who => format!("For {who}s only."),
    });
    let errors = combinator.annotation("errors").and_then(|annotation| match &annotation.value {
        AnnotationValue::List(errors) => Some(format!("Errors: {}.", errors.join(", "))),
        _ => None,
    });
    let own = Some(combinator.docs.clone()).filter(|docs| !docs.is_empty());
    let notes: Vec<String> = [own, layers, principal, errors].into_iter().flatten().collect();
    notes.join("\n\n")
}

fn word(combinator: &Combinator, key: &str) -> Option<String> {
    match &combinator.annotation(key)?.value {
        AnnotationValue::Word(word) => Some(word.clone()),
        _ => None,
    }
}
