//! Trees without their layout.
//!
//! In: a [`File`]. Out: the same file with nothing in it that says where its text stood, so that two trees can be
//! compared for what was written.

use crate::ast::{Comment, Field, File, Id, Ident, ItemKind, Modifier, Name, Type, TypeKind};
use crate::source::Span;

impl File<'_> {
    /// The tree with every span empty, and comments with no word of the lines around them.
    ///
    /// The line ends behind the comments above an item stay, as a blank line there parts the comment from the item.
    ///
    /// ```
    /// let mut map = tl_parser::SourceMap::new();
    /// let ids = [map.add("close.tl", "a x:int = A;")?, map.add("wide.tl", "a   x : int = A ;")?];
    /// let [close, wide] = ids.map(|id| tl_parser::parse(&map, id).0);
    /// assert_ne!(close, wide);
    /// assert_eq!(close.without_layout(), wide.without_layout());
    /// # Ok::<(), tl_parser::SourceError>(())
    /// ```
    #[must_use]
    pub fn without_layout(mut self) -> Self {
        self.span = Span::default();
        for comment in &mut self.comments {
            (comment.span, comment.own_line) = (Span::default(), false);
        }
        if let Some(last) = self.comments.last_mut() {
            last.newlines_after = 0;
        }
        for item in &mut self.items {
            item.span = Span::default();
            for comment in &mut item.above {
                (comment.span, comment.own_line) = (Span::default(), false);
            }
            clear_comments(&mut item.behind);
            clear_item(&mut item.kind);
        }
        self
    }
}

fn clear_comments(comments: &mut [Comment<'_>]) {
    for comment in comments {
        (comment.span, comment.own_line, comment.newlines_after) = (Span::default(), false, 0);
    }
}

fn clear_item(kind: &mut ItemKind<'_>) {
    match kind {
        ItemKind::Section(_) | ItemKind::Layer(_) => {}
        ItemKind::Builtin(builtin) => {
            clear_head(&mut builtin.modifiers, &mut builtin.name, builtin.id.as_mut());
            builtin.result.span = Span::default();
            clear_comments(&mut builtin.inner);
        }
        ItemKind::Combinator(combinator) => {
            clear_head(&mut combinator.modifiers, &mut combinator.name, combinator.id.as_mut());
            for param in &mut combinator.params {
                param.span = Span::default();
                clear_idents(&mut param.names);
                clear_comments(&mut param.above);
            }
            clear_fields(&mut combinator.fields);
            clear_type(&mut combinator.result);
            clear_comments(&mut combinator.inner);
        }
        ItemKind::Final(item) => item.name.span = Span::default(),
        ItemKind::Partial(ty) => clear_type(ty),
    }
}

fn clear_head(modifiers: &mut [Modifier<'_>], name: &mut Name<'_>, id: Option<&mut Id<'_>>) {
    for modifier in modifiers {
        modifier.span = Span::default();
    }
    name.span = Span::default();
    if let Some(id) = id {
        id.span = Span::default();
    }
}

fn clear_idents(idents: &mut [Ident<'_>]) {
    for ident in idents {
        ident.span = Span::default();
    }
}

fn clear_fields(fields: &mut [Field<'_>]) {
    for field in fields {
        field.span = Span::default();
        clear_comments(&mut field.above);
        clear_comments(&mut field.behind);
        clear_idents(&mut field.names);
        if let Some(condition) = &mut field.condition {
            condition.span = Span::default();
            condition.mask.span = Span::default();
            condition.bit = condition.bit.map(|(bit, _)| (bit, Span::default()));
        }
        clear_type(&mut field.ty);
    }
}

fn clear_type(ty: &mut Type<'_>) {
    ty.span = Span::default();
    match &mut ty.kind {
        TypeKind::Hash | TypeKind::Nat(_) => {}
        TypeKind::Name { name, args, .. } => {
            name.span = Span::default();
            args.iter_mut().for_each(clear_type);
        }
        TypeKind::Sum(left, right) => {
            clear_type(left);
            clear_type(right);
        }
        TypeKind::Repeat(repeat) => {
            repeat.count.iter_mut().for_each(clear_type);
            clear_fields(&mut repeat.fields);
            clear_comments(&mut repeat.inner);
        }
    }
}
