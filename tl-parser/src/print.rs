//! Syntax tree to text: the formatter.
//!
//! In: a [`File`] or a [`Combinator`]. Out: TL in one style. Nothing that was written is dropped: comments stay at the
//! node that they are attached to, ids keep their digits, arguments their `< >` or `( )`, single blank lines between
//! items stay. A declaration takes one line, or one line for each field when comments stand inside it.
//!
//! Printing is idempotent, and reading the text again gives the same tree but for the layout
//! ([`File::without_layout`]).

use std::fmt::Write;

use crate::ast::{
    ArgStyle, Builtin, Combinator, Comment, Field, File, FinalKind, ItemKind, Modifier, Param, ParamKind,
    Section, Type, TypeKind,
};

/// Writes a file.
///
/// ```
/// let mut map = tl_parser::SourceMap::new();
/// let id = map.add("geo.tl", "dot  x : int  y:Vector < int > = Dot ; // a place")?;
/// let (file, _) = tl_parser::parse(&map, id);
/// assert_eq!(tl_parser::print(&file), "dot x:int y:Vector<int> = Dot; // a place\n");
/// # Ok::<(), tl_parser::SourceError>(())
/// ```
#[must_use]
pub fn print(file: &File<'_>) -> String {
    let mut out = Printer::default();
    for (index, item) in file.items.iter().enumerate() {
        if item.blank_above && index > 0 {
            out.text.push('\n');
        }
        out.comments_above(&item.above);
        out.item(&item.kind);
        out.comments_behind(&item.behind);
        out.line();
    }
    if let Some((last, before)) = file.comments.split_last() {
        if !file.items.is_empty() {
            out.text.push('\n');
        }
        out.comments_above(before);
        out.text.push_str(last.text);
        out.text.push('\n');
    }
    out.text
}

/// Writes a combinator on one line with the given id, without comments and without the `;`.
///
/// ```
/// let mut map = tl_parser::SourceMap::new();
/// let id = map.add("geo.tl", "dot x:int /* degrees */ tag:(vector int) = Dot;")?;
/// let (file, _) = tl_parser::parse(&map, id);
/// let tl_parser::ast::ItemKind::Combinator(dot) = &file.items[0].kind else { unreachable!() };
/// assert_eq!(tl_parser::print_combinator(dot, 0x1a2b), "dot#00001a2b x:int tag:(vector int) = Dot");
/// # Ok::<(), tl_parser::SourceError>(())
/// ```
#[must_use]
pub fn print_combinator(combinator: &Combinator<'_>, id: u32) -> String {
    // Most declarations of the real schemas fit, so that their line is allocated once.
    let mut out = Printer { text: String::with_capacity(128), level: 0 };
    out.head(&combinator.modifiers, combinator.name.text, None);
    // Writing into a `String` cannot fail.
    let _ = write!(out.text, "#{id:08x}");
    out.body(combinator);
    out.text
}

#[derive(Default)]
struct Printer {
    text: String,
    /// How many levels the current line is indented.
    level: usize,
}

impl Printer {
    /// Starts a new line at the current level.
    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("    ", self.level));
    }

    fn item(&mut self, kind: &ItemKind<'_>) {
        match kind {
            ItemKind::Section(Section::Types) => self.text.push_str("---types---"),
            ItemKind::Section(Section::Functions) => self.text.push_str("---functions---"),
            ItemKind::Layer(layer) => self.text.push_str(&format!("==={layer}===")),
            ItemKind::Builtin(builtin) => self.builtin(builtin),
            ItemKind::Combinator(combinator) => {
                let id = combinator.id.as_ref().map(|id| id.digits);
                self.head(&combinator.modifiers, combinator.name.text, id);
                if has_comments(combinator) {
                    self.broken_body(combinator);
                } else {
                    self.body(combinator);
                }
                self.text.push(';');
            }
            ItemKind::Final(item) => {
                self.text.push_str(match item.kind {
                    FinalKind::Final => "Final ",
                    FinalKind::New => "New ",
                    FinalKind::Empty => "Empty ",
                });
                self.text.push_str(item.name.text);
                self.text.push(';');
            }
            ItemKind::Partial(ty) => {
                self.ty(ty);
                self.text.push(';');
            }
        }
    }

    /// Comments before an item, with the line ends that they were written with.
    fn comments_above(&mut self, comments: &[Comment<'_>]) {
        for comment in comments {
            self.text.push_str(comment.text);
            let line_end = comment.newlines_after.max(u32::from(comment.text.starts_with("//")));
            match line_end {
                0 => self.text.push(' '),
                1 => self.text.push('\n'),
                _ => self.text.push_str("\n\n"),
            }
        }
    }

    /// Comments at the end of a line.
    fn comments_behind(&mut self, comments: &[Comment<'_>]) {
        for comment in comments {
            self.text.push(' ');
            self.text.push_str(comment.text);
        }
    }

    /// Comments inside a declaration: each on a line of its own.
    fn comment_lines(&mut self, comments: &[Comment<'_>]) {
        for comment in comments {
            self.line();
            self.text.push_str(comment.text);
        }
    }

    fn head(&mut self, modifiers: &[Modifier<'_>], name: &str, id: Option<&str>) {
        for modifier in modifiers {
            self.text.push('@');
            self.text.push_str(modifier.name);
            self.text.push(' ');
        }
        self.text.push_str(name);
        if let Some(id) = id {
            self.text.push('#');
            self.text.push_str(id);
        }
    }

    fn builtin(&mut self, builtin: &Builtin<'_>) {
        self.head(&builtin.modifiers, builtin.name.text, builtin.id.as_ref().map(|id| id.digits));
        self.level += 1;
        self.comment_lines(&builtin.inner);
        if builtin.inner.is_empty() {
            self.text.push(' ');
        } else {
            self.line();
        }
        self.level -= 1;
        self.text.push_str("? = ");
        self.text.push_str(builtin.result.text);
        self.text.push(';');
    }

    /// Parameters, fields and result on the line of the name.
    fn body(&mut self, combinator: &Combinator<'_>) {
        for param in &combinator.params {
            self.text.push(' ');
            self.param(param);
        }
        for field in &combinator.fields {
            self.text.push(' ');
            self.field(field, false);
        }
        self.text.push(' ');
        self.result(combinator);
    }

    /// Parameters, fields and result each on a line, with the comments.
    fn broken_body(&mut self, combinator: &Combinator<'_>) {
        self.level += 1;
        for param in &combinator.params {
            self.comment_lines(&param.above);
            self.line();
            self.param(param);
        }
        self.field_lines(&combinator.fields);
        self.comment_lines(&combinator.inner);
        self.line();
        self.result(combinator);
        self.level -= 1;
    }

    fn field_lines(&mut self, fields: &[Field<'_>]) {
        for field in fields {
            self.comment_lines(&field.above);
            self.line();
            self.field(field, true);
            self.comments_behind(&field.behind);
        }
    }

    fn result(&mut self, combinator: &Combinator<'_>) {
        self.text.push_str(if combinator.arrow { "=> " } else { "= " });
        self.ty(&combinator.result);
    }

    fn param(&mut self, param: &Param<'_>) {
        self.text.push('{');
        for (index, name) in param.names.iter().enumerate() {
            self.text.push_str(if index > 0 { " " } else { "" });
            self.text.push_str(name.text);
        }
        self.text.push_str(if param.bang { ":!" } else { ":" });
        self.text.push_str(match param.kind {
            ParamKind::Type => "Type}",
            ParamKind::Nat => "#}",
        });
    }

    /// A field; with `comments`, those inside its brackets too.
    fn field(&mut self, field: &Field<'_>, comments: bool) {
        if field.grouped {
            self.text.push('(');
        }
        if let [first, others @ ..] = field.names.as_slice() {
            self.text.push_str(first.text);
            for name in others {
                self.text.push(' ');
                self.text.push_str(name.text);
            }
            self.text.push(':');
        }
        if let Some(condition) = &field.condition {
            self.text.push_str(condition.mask.text);
            if let Some((bit, _)) = condition.bit {
                self.text.push('.');
                push_number(&mut self.text, u64::from(bit));
            }
            self.text.push('?');
        }
        if field.bang {
            self.text.push('!');
        }
        match &field.ty.kind {
            TypeKind::Repeat(repeat) if comments && repeat_has_comments(&repeat.fields, &repeat.inner) => {
                self.count(repeat.count.as_ref());
                self.text.push('[');
                self.level += 1;
                self.field_lines(&repeat.fields);
                self.comment_lines(&repeat.inner);
                self.level -= 1;
                self.line();
                self.text.push(']');
            }
            _ => self.ty(&field.ty),
        }
        if field.grouped {
            self.text.push(')');
        }
    }

    fn count(&mut self, count: Option<&Type<'_>>) {
        if let Some(count) = count {
            self.ty(count);
            self.text.push('*');
        }
    }

    fn ty(&mut self, ty: &Type<'_>) {
        if ty.bang {
            self.text.push('!');
        }
        for _ in 0..ty.percents {
            self.text.push('%');
        }
        for _ in 0..ty.parens {
            self.text.push('(');
        }
        match &ty.kind {
            TypeKind::Hash => self.text.push('#'),
            TypeKind::Nat(value) => push_number(&mut self.text, u64::from(*value)),
            TypeKind::Name { name, args, style } => self.application(name.text, args, *style),
            TypeKind::Sum(left, right) => {
                self.ty(left);
                self.text.push('+');
                self.ty(right);
            }
            TypeKind::Repeat(repeat) => {
                self.count(repeat.count.as_ref());
                self.text.push_str("[ ");
                for field in &repeat.fields {
                    self.field(field, false);
                    self.text.push(' ');
                }
                self.text.push(']');
            }
        }
        for _ in 0..ty.parens {
            self.text.push(')');
        }
    }

    fn application(&mut self, name: &str, args: &[Type<'_>], style: ArgStyle) {
        if args.is_empty() {
            self.text.push_str(name);
            return;
        }
        let (open, separator, close) = match style {
            ArgStyle::Angle => ("<", ",", ">"),
            ArgStyle::Paren => ("(", " ", ")"),
            ArgStyle::Plain => ("", " ", ""),
        };
        // `(f a)` opens before the name, `f<a>` behind it.
        let name_first = style == ArgStyle::Angle;
        self.text.push_str(if name_first { name } else { open });
        self.text.push_str(if name_first { open } else { name });
        for (index, arg) in args.iter().enumerate() {
            self.text.push_str(if index > 0 || !name_first { separator } else { "" });
            self.ty(arg);
        }
        self.text.push_str(close);
    }
}

/// Writes a number in digits. A schema holds thousands of bits, and `write!` costs more than all else in their lines.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number > 9 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Whether comments stand inside the declaration.
fn has_comments(combinator: &Combinator<'_>) -> bool {
    combinator.params.iter().any(|param| !param.above.is_empty())
        || repeat_has_comments(&combinator.fields, &combinator.inner)
}

fn repeat_has_comments(fields: &[Field<'_>], inner: &[Comment<'_>]) -> bool {
    let inside = |field: &Field<'_>| match &field.ty.kind {
        TypeKind::Repeat(repeat) => repeat_has_comments(&repeat.fields, &repeat.inner),
        _ => false,
    };
    !inner.is_empty()
        || fields.iter().any(|field| !field.above.is_empty() || !field.behind.is_empty() || inside(field))
}
