//! Annotations: `//#[...]` above a declaration, `//#![...]` for a file.
//!
//! In: syntax trees. Out: the checked annotations of each declaration. Other TL tools read annotations as comments, so a
//! mistake would go unseen; here every one is an error: lines that do not parse, unknown words, wrong values or places,
//! words said twice, and lines that are not directly above a declaration.

mod syntax;
mod vocabulary;

use std::collections::HashMap;

use self::syntax::{Attribute, Reach};
use self::vocabulary::{SECRET, Target};
use super::collect::{is_function, placed};
use super::model::{Annotation, AnnotationValue, Combinator, Field, TypeRef};
use super::tables::Tables;
use crate::ast::{self, Comment, ItemKind, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// All annotations of some files.
#[derive(Default)]
pub(super) struct Annotations {
    /// By the number of the item among all items.
    by_item: HashMap<usize, Vec<Annotation>>,
    /// What each file says for all its functions.
    defaults: Vec<Vec<Annotation>>,
}

/// Reads and checks the annotations of all files, those of declarations that another layer replaced included.
pub(super) fn read(files: &[ast::File<'_>], out: &mut Diagnostics) -> Annotations {
    let mut reader = Reader { found: Annotations::default(), file_line: None, declared: false, out };
    let mut items = placed(files).peekable();
    for (number, file) in files.iter().enumerate() {
        reader.begin_file();
        while let Some(placed) = items.next_if(|placed| placed.file == number) {
            let target = match &placed.item.kind {
                ItemKind::Combinator(body) => {
                    Some(Target::Combinator { function: is_function(placed.section, body), body })
                }
                ItemKind::Builtin(_) => Some(Target::Builtin),
                _ => None,
            };
            reader.item(placed.order, placed.item, target);
        }
        for comment in &file.comments {
            let follows = "the end of the file follows";
            reader.misplaced(comment, follows);
        }
    }
    reader.found
}

/// Gives each combinator its annotations, those of its file where it has none of that word.
pub(super) fn apply(mut annotations: Annotations, tables: &Tables<'_>, combinators: &mut [Combinator]) {
    for (combinator, decl) in combinators.iter_mut().zip(&tables.decls) {
        let Some(file) = decl.file else { continue };
        combinator.annotations = annotations.by_item.remove(&decl.order).unwrap_or_default();
        if let Some(Annotation { value: AnnotationValue::List(names), .. }) =
            combinator.annotation(SECRET).cloned()
        {
            mark_secret(&mut combinator.fields, &names);
        }
        for default in annotations.defaults.get(file).into_iter().flatten().filter(|_| decl.function) {
            if combinator.annotation(&default.key).is_none() {
                combinator.annotations.push(default.clone());
            }
        }
    }
}

fn mark_secret(fields: &mut [Field], names: &[String]) {
    for field in fields {
        field.secret = field.name.as_ref().is_some_and(|name| names.contains(name));
        if let (true, TypeRef::Repeat(repeat)) = (field.secret, &mut field.ty) {
            repeat.fields.iter_mut().for_each(|inner| inner.secret = true);
        }
    }
}

struct Reader<'o> {
    found: Annotations,
    /// The file's own line.
    file_line: Option<Span>,
    /// Whether the file has a declaration above the place at hand.
    declared: bool,
    out: &'o mut Diagnostics,
}

impl Reader<'_> {
    fn begin_file(&mut self) {
        self.found.defaults.push(Vec::new());
        self.file_line = None;
        self.declared = false;
    }

    fn item(&mut self, order: usize, item: &ast::Item<'_>, target: Option<Target<'_>>) {
        let attached_from =
            item.above.iter().rposition(|comment| comment.newlines_after > 1).map_or(0, |last| last + 1);
        let mut attributes = Vec::new();
        for (number, comment) in item.above.iter().enumerate() {
            let Some((reach, list)) = self.parse(comment) else { continue };
            if reach == Reach::File {
                self.file_line(comment, list);
            } else if number < attached_from {
                self.dangling(comment, "a blank line follows");
            } else if !comment.own_line {
                self.dangling(comment, "it does not stand on a line of its own");
            } else if target.is_none() {
                self.dangling(comment, "no declaration follows");
            } else {
                attributes.extend(list);
            }
        }
        if let Some(target) = target {
            self.declared = true;
            let kept = self.check(&attributes, target);
            if !kept.is_empty() {
                self.found.by_item.insert(order, kept);
            }
        }
        let inside = "it stands inside a declaration";
        match &item.kind {
            ItemKind::Combinator(combinator) => {
                combinator
                    .params
                    .iter()
                    .flat_map(|param| &param.above)
                    .for_each(|comment| self.misplaced(comment, inside));
                self.inside(&combinator.fields);
                combinator.inner.iter().for_each(|comment| self.misplaced(comment, inside));
            }
            ItemKind::Builtin(builtin) => {
                builtin.inner.iter().for_each(|comment| self.misplaced(comment, inside))
            }
            _ => {}
        }
        item.behind.iter().for_each(|comment| self.misplaced(comment, "it stands behind a declaration"));
    }

    fn inside(&mut self, fields: &[ast::Field<'_>]) {
        for field in fields {
            for comment in field.above.iter().chain(&field.behind) {
                self.misplaced(comment, "it stands inside a declaration");
            }
            if let TypeKind::Repeat(repeat) = &field.ty.kind {
                self.inside(&repeat.fields);
                repeat
                    .inner
                    .iter()
                    .for_each(|comment| self.misplaced(comment, "it stands inside a declaration"));
            }
        }
    }

    fn parse(&mut self, comment: &Comment<'_>) -> Option<(Reach, Vec<Attribute>)> {
        match syntax::parse(comment)? {
            Ok(line) => Some(line),
            Err(found) => {
                self.out.push(found);
                None
            }
        }
    }

    /// A comment in a place where no annotation can stand.
    fn misplaced(&mut self, comment: &Comment<'_>, why: &str) {
        match self.parse(comment) {
            Some((Reach::File, list)) if comment.own_line => self.file_line(comment, list),
            Some(_) => self.dangling(comment, why),
            None => {}
        }
    }

    fn dangling(&mut self, comment: &Comment<'_>, why: &str) {
        let message = format!("the annotation belongs to no declaration: {why}");
        let found = Diagnostic::new(Code::DanglingAnnotation, comment.span, message);
        self.out.push(found.help("write it on the line directly above its declaration"));
    }

    fn file_line(&mut self, comment: &Comment<'_>, list: Vec<Attribute>) {
        if let Some(first) = self.file_line {
            let message = "the file already has its line of annotations";
            let found = Diagnostic::new(Code::DuplicateAnnotation, comment.span, message);
            self.out.push(found.label(first, "here").help("write all words into one line"));
            return;
        }
        if self.declared {
            let message = "annotations of the whole file stand before its first declaration";
            let found = Diagnostic::new(Code::MisplacedAnnotation, comment.span, message);
            self.out.push(found.help("move the line to the top, or write `//#[` for the declaration below"));
            return;
        }
        self.file_line = Some(comment.span);
        let kept = self.check(&list, Target::File);
        if let Some(defaults) = self.found.defaults.last_mut() {
            *defaults = kept;
        }
    }

    /// Checks all annotations of one declaration, or of a file.
    fn check(&mut self, attributes: &[Attribute], target: Target<'_>) -> Vec<Annotation> {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut kept = Vec::new();
        for attribute in attributes {
            if let Some(first) = seen.get(attribute.key.as_str()) {
                let message = format!("`{}` is said twice", attribute.key);
                let found = Diagnostic::new(Code::DuplicateAnnotation, attribute.span, message);
                self.out.push(found.label(*first, "first here").help("keep the one that is meant"));
                continue;
            }
            seen.insert(&attribute.key, attribute.span);
            if vocabulary::check(attribute, target, self.out) {
                kept.push(attribute);
            }
        }
        vocabulary::check_bounds(&kept, self.out);
        let annotation = |attribute: &Attribute| {
            let Attribute { key, value, span, .. } = attribute;
            Annotation { key: key.clone(), value: value.clone(), span: *span }
        };
        kept.into_iter().map(annotation).collect()
    }
}
