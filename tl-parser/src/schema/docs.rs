//! Documentation: the comments of a schema, sorted by what they document.
//!
//! In: syntax trees and linked combinators. Out: the same combinators, fields and types with their documentation as
//! plain text, and reports of documentation for what is not there.
//!
//! Two styles are read. TDLib's comments say in tags what they document, wherever a blank line stands: `//@class T
//! @description about the type`, `//@description about the declaration`, `//@field about the field`, `//-goes on`. A
//! plain comment documents the declaration directly below it, or the field or declaration before it on its line. Other
//! plain comments, such as headings and declarations that are commented out, stay comments.

use std::collections::HashMap;

use super::collect::{Body, placed};
use super::model::{Combinator, Field, TypeRef};
use super::suggest::{is_worth_it, nearest};
use super::tables::Tables;
use crate::ast::{self, Comment, ItemKind, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Sets the documentation of all combinators, and gives that of the types.
pub(super) fn apply(
    files: &[ast::File<'_>],
    tables: &Tables<'_>,
    combinators: &mut [Combinator],
    out: &mut Diagnostics,
) -> Vec<String> {
    let mut types = vec![String::new(); tables.types.len()];
    // Declared combinators stand in the order of the files; items of other layers have none.
    let mut decls = tables.decls.iter().enumerate().filter(|(_, decl)| decl.file.is_some()).peekable();
    for placed in placed(files) {
        let decl = decls.next_if(|(_, decl)| decl.order == placed.order);
        let combinator = decl.and_then(|(number, _)| combinators.get(number));
        let is_declaration = matches!(placed.item.kind, ItemKind::Combinator(_) | ItemKind::Builtin(_));
        let mut reader = Reader::new(tables, combinator, !is_declaration, out);
        reader.read_item(placed.item);
        let said = reader.said;
        let Some((number, decl)) = decl else {
            said.types_into(&mut types);
            continue;
        };
        if let Some(combinator) = combinators.get_mut(number) {
            if let Body::Combinator(body) = decl.body {
                document_fields(&body.fields, &mut combinator.fields);
            }
            said.into_combinator(combinator, &mut types);
        }
    }
    for file in files {
        let mut reader = Reader::new(tables, None, true, out);
        file.comments.iter().for_each(|comment| reader.comment(comment));
        let said = reader.said;
        said.types_into(&mut types);
    }
    types
}

/// The number in `// LAYER 225`.
pub(super) fn layer_in(text: &str) -> Option<u32> {
    text.strip_prefix("//")?.trim().strip_prefix("LAYER")?.trim().parse().ok()
}

/// The layer that the comments of the files name; a second, other one is reported.
pub(super) fn layer(files: &[ast::File<'_>], out: &mut Diagnostics) -> Option<u32> {
    let mut first: Option<(u32, Span)> = None;
    for file in files {
        let comments =
            file.items.iter().flat_map(|item| item.above.iter().chain(&item.behind)).chain(&file.comments);
        for comment in comments {
            match (layer_in(comment.text), first) {
                (Some(layer), None) => first = Some((layer, comment.span)),
                (Some(layer), Some((named, span))) if layer != named => {
                    let message = format!("the schema is of layer {named}, so layer {layer} has no effect");
                    let found = Diagnostic::new(Code::NoEffect, comment.span, message);
                    out.push(found.label(span, "first named here").help("remove one of the two comments"));
                }
                _ => {}
            }
        }
    }
    first.map(|first| first.0)
}

/// What a piece of text documents.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Declaration,
    Field(usize),
    Type(usize),
    /// Something that was reported.
    Nothing,
}

/// Documentation in the order in which it was written.
#[derive(Default)]
struct Said {
    pieces: Vec<(Target, String)>,
}

impl Said {
    fn into_combinator(self, combinator: &mut Combinator, types: &mut [String]) {
        for (target, text) in &self.pieces {
            match target {
                Target::Declaration => add_paragraph(&mut combinator.docs, text),
                Target::Field(number) => {
                    if let Some(field) = combinator.fields.get_mut(*number) {
                        add_paragraph(&mut field.docs, text);
                    }
                }
                Target::Type(_) | Target::Nothing => {}
            }
        }
        self.types_into(types);
    }

    fn types_into(self, types: &mut [String]) {
        for (target, text) in self.pieces {
            if let Target::Type(number) = target
                && let Some(docs) = types.get_mut(number)
            {
                add_paragraph(docs, &text);
            }
        }
    }
}

struct Reader<'a> {
    tables: &'a Tables<'a>,
    combinator: Option<&'a Combinator>,
    /// The numbers of the fields by name, once one is asked for.
    fields: Option<HashMap<&'a str, usize>>,
    /// Whether tags stand above something that cannot be documented.
    homeless: bool,
    said: Said,
    /// Plain comments that may turn out to stand directly above the declaration.
    plain: Vec<String>,
    /// Whether the comment before was a tag, so that `//-` goes on with it.
    in_tag: bool,
    /// What the next `@description` is about.
    class: Option<Target>,
    out: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    fn new(
        tables: &'a Tables<'_>,
        combinator: Option<&'a Combinator>,
        homeless: bool,
        out: &'a mut Diagnostics,
    ) -> Self {
        Self {
            tables,
            combinator,
            fields: None,
            homeless,
            said: Said::default(),
            plain: Vec::new(),
            in_tag: false,
            class: None,
            out,
        }
    }

    /// All comments of an item but those that belong to single fields.
    fn read_item(&mut self, item: &ast::Item<'_>) {
        for comment in &item.above {
            self.comment(comment);
            if comment.newlines_after > 1 {
                self.plain.clear();
            }
        }
        self.end_paragraph();
        match &item.kind {
            ItemKind::Combinator(combinator) => {
                combinator
                    .params
                    .iter()
                    .flat_map(|param| &param.above)
                    .for_each(|comment| self.comment(comment));
                combinator.inner.iter().for_each(|comment| self.comment(comment));
            }
            ItemKind::Builtin(builtin) => builtin.inner.iter().for_each(|comment| self.comment(comment)),
            _ => {}
        }
        item.behind.iter().for_each(|comment| self.comment(comment));
        self.end_paragraph();
    }

    fn comment(&mut self, comment: &Comment<'_>) {
        let text = comment.text;
        if is_machine_readable(text) {
            // What stands above a line for the whole file is its heading.
            if !text.starts_with("//#[") {
                self.plain.clear();
            }
            return;
        }
        let first = comment.span.start.saturating_add(3);
        if let Some(tags) = text.strip_prefix("//@").filter(|tags| !self.is_declaration(tags)) {
            self.in_tag = true;
            self.tags(tags, first);
        } else if let (true, Some(more)) = (self.in_tag, text.strip_prefix("//-")) {
            // The lines of a block count as joined by one space, so a tag may begin this one.
            let trimmed = more.trim_start();
            let skipped = (more.len() - trimmed.len()) as u32;
            match trimmed.strip_prefix('@') {
                Some(tags) => self.tags(tags, first.saturating_add(skipped + 1)),
                None => {
                    let (more, tags) =
                        trimmed.split_once(" @").map_or((trimmed, None), |(more, tags)| (more, Some(tags)));
                    self.go_on(more.trim());
                    if let Some(tags) = tags {
                        self.tags(tags, first.saturating_add(skipped + more.len() as u32 + 2));
                    }
                }
            }
        } else {
            self.in_tag = false;
            self.plain.extend(plain_lines(text));
        }
    }

    /// Several tags; `at` is the place behind the first `@`.
    fn tags(&mut self, tags: &str, mut at: u32) {
        for tag in tags.split(" @") {
            let (key, text) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            if key.is_empty() {
                // A lone `@` is text.
                self.go_on(&format!("@{tag}"));
            } else {
                let span = Span::new(at.saturating_sub(1), at.saturating_add(key.len() as u32));
                self.tag(key, text.trim(), span);
            }
            at = at.saturating_add(tag.len() as u32 + 2);
        }
    }

    /// Adds to the text of the tag before.
    fn go_on(&mut self, more: &str) {
        if let Some((_, said)) = self.said.pieces.last_mut() {
            said.push(' ');
            said.push_str(more);
        }
    }

    /// VK's modifiers look like tags when their declaration is commented out: `//@any @internal f.get = Int;`. Words that
    /// document nothing are taken for them when the first says nothing, or when the line ends like a declaration.
    fn is_declaration(&mut self, tags: &str) -> bool {
        let (first, others) = tags.split_once(" @").map_or((tags, false), |(first, _)| (first, true));
        let (key, text) = first.split_once(char::is_whitespace).unwrap_or((first, ""));
        let like_one = (others && text.trim().is_empty()) || tags.trim_end().ends_with(';');
        like_one && key != "class" && key != "description" && self.field_named(key).is_none()
    }

    fn end_paragraph(&mut self) {
        let text = join(&self.plain);
        self.plain.clear();
        if !text.is_empty() {
            self.said.pieces.push((Target::Declaration, text));
        }
    }

    fn tag(&mut self, key: &str, text: &str, span: Span) {
        let target = match key {
            "class" => {
                let ty = self.tables.lookup_type(text.split_whitespace().next().unwrap_or_default());
                if ty.is_none() {
                    self.unknown(
                        span,
                        &format!("no type is named `{text}`"),
                        "write the name of a type of the schema",
                    );
                }
                self.class = Some(ty.map_or(Target::Nothing, |ty| Target::Type(ty.index())));
                return;
            }
            "description" => self.class.take().unwrap_or(Target::Declaration),
            _ => self.field(key, span),
        };
        if self.homeless && !matches!(target, Target::Type(_)) {
            let message = format!("`@{key}` documents nothing, because no declaration follows");
            self.unknown(span, &message, "write it above the declaration that it is about");
        }
        self.said.pieces.push((target, text.to_owned()));
    }

    fn field_named(&mut self, key: &str) -> Option<usize> {
        let combinator = self.combinator?;
        let fields = self.fields.get_or_insert_with(|| {
            let names = combinator.fields.iter().enumerate();
            names.filter_map(|(number, field)| Some((field.name.as_deref()?, number))).collect()
        });
        fields.get(key).or_else(|| fields.get(key.strip_prefix("param_")?)).copied()
    }

    fn field(&mut self, key: &str, span: Span) -> Target {
        let Some(combinator) = self.combinator else { return Target::Nothing };
        if let Some(number) = self.field_named(key) {
            return Target::Field(number);
        }
        let message = format!("`{}` has no field `{key}`", combinator.name);
        let near = is_worth_it(self.out).then(|| nearest(key, fields_in_order(combinator))).flatten();
        let help = near.map_or("name a field, or write `@description`".to_owned(), |near| {
            format!("did you mean `@{near}`?")
        });
        self.unknown(span, &message, &help);
        Target::Nothing
    }

    fn unknown(&mut self, span: Span, message: &str, help: &str) {
        self.out.push(Diagnostic::new(Code::UnknownDocumentedField, span, message).help(help));
    }
}

fn fields_in_order(combinator: &Combinator) -> impl Iterator<Item = &str> {
    combinator.fields.iter().filter_map(|field| field.name.as_deref())
}

/// Comments above a field, and behind it on its line.
fn document_fields(written: &[ast::Field<'_>], fields: &mut [Field]) {
    let mut rest = fields.iter_mut();
    for field in written {
        let comments = field.above.iter().chain(&field.behind);
        let lines: Vec<String> = comments
            .filter(|comment| !is_machine_readable(comment.text))
            .flat_map(|comment| plain_lines(comment.text))
            .collect();
        let docs = join(&lines);
        for linked in rest.by_ref().take(field.names.len().max(1)) {
            add_paragraph(&mut linked.docs, &docs);
            if let (TypeKind::Repeat(inner), TypeRef::Repeat(repeat)) = (&field.ty.kind, &mut linked.ty) {
                document_fields(&inner.fields, &mut repeat.fields);
            }
        }
    }
}

/// Annotations and layer comments speak to programs.
fn is_machine_readable(text: &str) -> bool {
    text.starts_with("//#[") || text.starts_with("//#![") || layer_in(text).is_some()
}

/// The lines of a comment without its marks.
fn plain_lines(text: &str) -> impl Iterator<Item = String> {
    let block = text.strip_prefix("/*").map(|text| text.strip_suffix("*/").unwrap_or(text));
    let is_block = block.is_some();
    block.unwrap_or_else(|| text.strip_prefix("//").unwrap_or(text)).split('\n').map(move |line| {
        let line = line.trim();
        let line = if is_block { line.trim_start_matches('*').trim() } else { line };
        // Rulers such as `//////` and `//-----` separate; they say nothing.
        if line.contains(char::is_alphanumeric) { line.to_owned() } else { String::new() }
    })
}

/// Lines as paragraphs: an empty line, or several, stand between two of them.
fn join(lines: &[String]) -> String {
    let mut text = String::new();
    let mut gap = false;
    for line in lines {
        if line.is_empty() {
            gap = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        text.push_str(line);
    }
    text
}

fn add_paragraph(docs: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    docs.push_str(text);
}
