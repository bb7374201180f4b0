//! Text to syntax tree: the union of all TL dialects.
//!
//! In: one file of a [`SourceMap`]. Out: an [`ast::File`](File) with a span on every node and every comment kept, and
//! one finding for each declaration that does not parse; reading goes on behind it. Names are not looked up here: that
//! is the work of [`crate::schema`].
//!
//! The lexer turns text into tokens, the combinators of `declaration` and `types` read one declaration each, `report`
//! puts their failures into words. Time is linear in the text; nesting is limited.

mod declaration;
mod failure;
mod foreign;
mod lexer;
mod mistake;
mod number;
mod report;
mod token;
mod types;

use nom::Err;

use crate::ast::{Comment, File, Item, ItemKind, Section};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, SourceMap, Span};
use failure::{Failure, What};
use token::{Kind, Lexed, Tokens};

/// Reads one file.
///
/// Every declaration that parses is in the tree, whatever stands around it; every other one has an error of its own.
/// An id of 0 or ffffffff ([`Code::UnusualId`]), a default constructor ([`Code::DefaultConstructor`]) and a `;` without
/// a declaration ([`Code::EmptyDeclaration`]) are warnings.
///
/// ```
/// let mut map = tl_parser::SourceMap::new();
/// let id = map.add("geo.tl", "geo.dot#1a2b3c4d x:int = geo.Dot;\nbad x:int;\n")?;
/// let (file, diagnostics) = tl_parser::parse(&map, id);
/// assert_eq!(file.items.len(), 1);
/// assert_eq!(diagnostics.iter().next().unwrap().code.as_str(), "E0009");
/// # Ok::<(), tl_parser::SourceError>(())
/// ```
#[must_use]
pub fn parse(map: &SourceMap, id: SourceId) -> (File<'_>, Diagnostics) {
    let Some(source) = map.source(id) else { return (File::default(), Diagnostics::new()) };
    let refuse = |finding| {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(finding);
        (File { span: source.span(), ..File::default() }, diagnostics)
    };
    if let Some(finding) = foreign::recognise(source) {
        return refuse(finding);
    }
    let lexed = lexer::lex(source.text(), source.start());
    let (file, diagnostics) = read(&lexed);
    let is_mark = |item: &&Item<'_>| matches!(item.kind, ItemKind::Section(_) | ItemKind::Layer(_));
    let declarations = file.items.len() - file.items.iter().filter(is_mark).count();
    if diagnostics.has_errors()
        && let Some(finding) = foreign::guess(source.name(), &lexed, declarations)
    {
        return refuse(finding);
    }
    (file, diagnostics)
}

/// Reads a text that stands in no map.
pub(crate) fn parse_text(text: &str) -> (File<'_>, Diagnostics) {
    read(&lexer::lex(text, 0))
}

fn read<'s>(lexed: &Lexed<'s>) -> (File<'s>, Diagnostics) {
    let mut reader = Reader {
        file: lexed,
        at: 0,
        unclaimed: 0,
        section: Section::Types,
        items: Vec::with_capacity(lexed.declarations),
        diagnostics: Diagnostics::new(),
    };
    reader.run();
    let comments = reader.comments_before(reader.at);
    (File { items: reader.items, comments, span: lexed.span() }, reader.diagnostics)
}

struct Reader<'t, 's> {
    file: &'t Lexed<'s>,
    /// Index of the next token.
    at: u32,
    /// Index of the first token whose comments belong to no item yet.
    unclaimed: u32,
    section: Section,
    items: Vec<Item<'s>>,
    diagnostics: Diagnostics,
}

impl<'s> Reader<'_, 's> {
    fn run(&mut self) {
        loop {
            let next = self.file.token(self.at);
            match next.kind {
                Kind::End => break,
                Kind::Types => self.section(Section::Types),
                Kind::Functions => self.section(Section::Functions),
                Kind::Layer => self.layer(),
                Kind::BadSection | Kind::BadLayer => {
                    self.diagnostics.push(mistake::bad_mark(next, self.file.slice(next.span)));
                    self.at += 1;
                }
                Kind::Semi => {
                    self.diagnostics.push(
                        Diagnostic::new(Code::EmptyDeclaration, next.span, "a `;` without a declaration")
                            .note("nothing before it")
                            .help("delete it"),
                    );
                    self.at += 1;
                }
                _ => self.declaration(),
            }
        }
    }

    fn section(&mut self, section: Section) {
        self.section = section;
        self.item(ItemKind::Section(section), self.at + 1);
    }

    fn layer(&mut self) {
        let span = self.file.token(self.at).span;
        match self.file.slice(span).trim_matches('=').parse() {
            Ok(layer) => self.item(ItemKind::Layer(layer), self.at + 1),
            Err(_) => {
                self.diagnostics.push(number::number_too_large(span));
                self.at += 1;
            }
        }
    }

    fn declaration(&mut self) {
        let input = Tokens::new(self.file, self.at, self.declaration_end());
        match declaration::declaration(input) {
            Ok((rest, kind)) => {
                self.remark(&kind);
                self.item(kind, rest.at);
            }
            Err(error) => {
                let failure = match error {
                    Err::Error(failure) | Err::Failure(failure) => failure,
                    // Complete parsers never ask for more.
                    Err::Incomplete(_) => Failure::expected(input, What::Name),
                };
                let (finding, resume) = report::report(input, failure);
                self.diagnostics.push(finding);
                // At least one token is behind us, or this would not end.
                self.at = resume.unwrap_or(input.end()).max(self.at + 1);
                self.unclaimed = self.at;
            }
        }
    }

    /// Behind the next `;`, or before the section, layer or end of file that comes first.
    fn declaration_end(&self) -> u32 {
        let mut index = self.at;
        loop {
            match self.file.token(index).kind {
                Kind::Semi => return index + 1,
                Kind::End
                | Kind::Types
                | Kind::Functions
                | Kind::BadSection
                | Kind::Layer
                | Kind::BadLayer => return index,
                _ => index += 1,
            }
        }
    }

    /// Says what is allowed, but perhaps not meant.
    fn remark(&mut self, kind: &ItemKind<'_>) {
        let (name, id) = match kind {
            ItemKind::Combinator(combinator) => (&combinator.name, &combinator.id),
            ItemKind::Builtin(builtin) => (&builtin.name, &builtin.id),
            _ => return,
        };
        if let Some(id) = id.as_ref().filter(|id| id.value == 0 || id.value == u32::MAX) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnusualId,
                    id.span,
                    format!("the id of `{}` is {:#010x}", name.text, id.value),
                )
                .note("many tools take it for \"no id\"")
                .help("leave the id away to have it computed"),
            );
        }
        if name.text == "_" {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::DefaultConstructor,
                    name.span,
                    "nothing is generated for a default constructor",
                )
                .note("has no name and no id on the wire")
                .help("give the constructor a name to have it generated"),
            );
        }
        if matches!(kind, ItemKind::Builtin(_)) && self.section == Section::Functions {
            self.diagnostics.push(
                Diagnostic::new(Code::UnexpectedToken, name.span, "a built-in is no function")
                    .note("declared among functions")
                    .help("move it above `---functions---`"),
            );
        }
    }

    /// Adds an item that starts at the cursor and ends before the token `end`.
    fn item(&mut self, kind: ItemKind<'s>, end: u32) {
        let first = self.file.token(self.at).span;
        let mut above = self.comments_before(self.at);
        let blank_above = self.blank_before(above.first().map_or(first.start, |comment| comment.span.start));
        // These two have no place of their own for comments.
        if matches!(kind, ItemKind::Final(_) | ItemKind::Partial(_)) {
            above.extend_from_slice(self.file.comments(self.at + 1, end.saturating_sub(1)));
        }
        let span = first.to(self.file.token(end.saturating_sub(1)).span);
        self.items.push(Item { above, blank_above, kind, behind: Vec::new(), span });
        self.at = end;
        self.unclaimed = end;
    }

    /// Comments that belong to no item yet. Those on the line of the last item are given to it.
    fn comments_before(&mut self, index: u32) -> Vec<Comment<'s>> {
        let comments = self.file.comments(self.unclaimed, index);
        if comments.is_empty() {
            return Vec::new();
        }
        let last = self
            .items
            .last_mut()
            .filter(|last| last.span.end == self.file.token(self.unclaimed.saturating_sub(1)).span.end);
        match last {
            Some(last) => {
                let (behind, rest) = comments.split_at(types::line_end(comments));
                last.behind.extend_from_slice(behind);
                rest.to_vec()
            }
            None => comments.to_vec(),
        }
    }

    /// Whether a blank line stands between the last item, with the comments on its line, and an offset.
    fn blank_before(&self, offset: u32) -> bool {
        let Some(last) = self.items.last() else { return false };
        let end = last.behind.last().map_or(last.span.end, |comment| comment.span.end);
        self.file.slice(Span::new(end, offset)).matches('\n').count() > 1
    }
}
