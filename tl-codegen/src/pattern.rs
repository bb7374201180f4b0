//! Patterns over TL names, as options hold them: one rule for all of them, that of the parser's `allow_id`.

pub(crate) use tl_parser::schema::glob::matches;
