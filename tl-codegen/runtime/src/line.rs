//! One line of a schema table as a tree.
//!
//! In goes a TL line (or the text of a type) that the generator wrote, out comes its structure, or nothing when the
//! text is not one. No name is looked up here, and hostile nesting is refused rather than followed.

use alloc::{boxed::Box, rc::Rc, vec::Vec};

/// How deep parentheses, brackets and arguments may nest.
const DEEPEST: usize = 64;

/// `name#id {params} fields = result`.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) params: Vec<&'static str>,
    pub(crate) fields: Rc<[Field]>,
    pub(crate) result: Expr,
}

#[derive(Debug)]
pub(crate) struct Field {
    /// Empty for an anonymous field.
    pub(crate) name: &'static str,
    /// A mask, and the bit of it; without a bit the whole word counts.
    pub(crate) condition: Option<(&'static str, Option<u32>)>,
    pub(crate) form: Form,
}

impl Field {
    /// Whether it is a `#`, whose name means its number from there on.
    pub(crate) fn is_nat(&self) -> bool {
        matches!(&self.form, Form::One(Expr::Name { head: "#", .. }))
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Form {
    One(Expr),
    /// `times*[ fields ]`; without `times` the nearest nat to the left counts.
    Repeat(Option<Expr>, Rc<[Field]>),
}

#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Nat(u32),
    Sum(Box<Expr>, Box<Expr>),
    /// `#`, a type, a constructor, a parameter or a nat field, applied to arguments.
    Name {
        head: &'static str,
        percent: bool,
        args: Vec<Expr>,
    },
    /// `!X`.
    Call,
}

impl Line {
    pub(crate) fn parse(text: &'static str) -> Option<Self> {
        let (head, rest) = text.split_once(' ')?;
        let name = head.split('#').next()?;
        let mut parser = Parser { rest, depth: 0 };
        let mut params = Vec::new();
        while parser.eat('{') {
            while let Some(word) = parser.word() {
                params.push(word);
            }
            parser.expect(':')?;
            if !parser.eat('#') {
                parser.word()?;
            }
            parser.expect('}')?;
        }
        // `int ? = Int` has no fields: the name says what the value is.
        parser.eat('?');
        let fields = parser.fields()?;
        parser.expect('=')?;
        let result = parser.applied()?;
        parser.eat(';');
        parser.is_at_end().then_some(Self { name, params, fields, result })
    }
}

impl Expr {
    /// Reads the text of a type, as after `=`.
    pub(crate) fn parse(text: &'static str) -> Option<Self> {
        let mut parser = Parser { rest: text, depth: 0 };
        let expr = parser.applied()?;
        parser.is_at_end().then_some(expr)
    }
}

struct Parser {
    rest: &'static str,
    depth: usize,
}

impl Parser {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        self.eat(wanted).then_some(())
    }

    /// A name or a number. A dot belongs to a name only when a letter follows: `flags.3?T` names `flags`.
    fn word(&mut self) -> Option<&'static str> {
        self.skip_space();
        let mut end = 0;
        let mut chars = self.rest.char_indices().peekable();
        while let Some((place, c)) = chars.next() {
            let dotted = c == '.' && place > 0 && chars.peek().is_some_and(|(_, c)| c.is_ascii_alphabetic());
            if !(c.is_ascii_alphanumeric() || c == '_' || dotted) {
                break;
            }
            end = place + c.len_utf8();
        }
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn fields(&mut self) -> Option<Rc<[Field]>> {
        let mut fields = Vec::new();
        while let Some(next) = self.peek() {
            if next == '=' || next == ']' {
                break;
            }
            if !self.grouped(&mut fields)? {
                let name = self.prefix(Self::field_name).unwrap_or("");
                fields.push(self.field(name)?);
            }
        }
        Some(fields.into())
    }

    /// `(a b:int)` stands for `a:int b:int`.
    fn grouped(&mut self, fields: &mut Vec<Field>) -> Option<bool> {
        let names = self.prefix(|parser| {
            parser.expect('(')?;
            let mut names = Vec::new();
            while let Some(name) = parser.word() {
                names.push(name);
            }
            parser.expect(':')?;
            Some(names)
        });
        let Some(names) = names else { return Some(false) };
        let start = self.rest;
        for name in names {
            self.rest = start;
            fields.push(self.field(name)?);
        }
        self.expect(')')?;
        Some(true)
    }

    fn field_name(&mut self) -> Option<&'static str> {
        let name = self.word()?;
        self.expect(':')?;
        Some(name)
    }

    fn field(&mut self, name: &'static str) -> Option<Field> {
        let condition = self.prefix(Self::condition);
        let form = self.form()?;
        Some(Field { name, condition, form })
    }

    fn condition(&mut self) -> Option<(&'static str, Option<u32>)> {
        let mask = self.word()?;
        let bit = if self.eat('.') { Some(self.word()?.parse().ok()?) } else { None };
        self.expect('?')?;
        Some((mask, bit))
    }

    fn form(&mut self) -> Option<Form> {
        if self.eat('[') {
            return Some(Form::Repeat(None, self.block()?));
        }
        let expr = self.term()?;
        if self.eat('*') {
            self.expect('[')?;
            return Some(Form::Repeat(Some(expr), self.block()?));
        }
        Some(Form::One(expr))
    }

    fn block(&mut self) -> Option<Rc<[Field]>> {
        self.deeper(|parser| {
            let fields = parser.fields()?;
            parser.expect(']')?;
            Some(fields)
        })
    }

    /// A head and the arguments beside it, or a sum: what stands in parentheses, between commas and after `=`. An
    /// argument may be a sum itself: `tuple int n+1` has two arguments.
    fn applied(&mut self) -> Option<Expr> {
        let mut first = self.sum()?;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || "(%#!".contains(c)) {
            let arg = self.sum()?;
            let Expr::Name { args, .. } = &mut first else { return None };
            args.push(arg);
        }
        Some(first)
    }

    fn sum(&mut self) -> Option<Expr> {
        let mut sum = self.term()?;
        while self.eat('+') {
            sum = Expr::Sum(Box::new(sum), Box::new(self.term()?));
        }
        Some(sum)
    }

    fn term(&mut self) -> Option<Expr> {
        if self.eat('!') {
            self.word()?;
            return Some(Expr::Call);
        }
        if self.eat('%') {
            let mut inner = self.deeper(Self::term)?;
            if let Expr::Name { percent, .. } = &mut inner {
                *percent = true;
            }
            return Some(inner);
        }
        if self.eat('(') {
            let inner = self.deeper(Self::applied)?;
            self.expect(')')?;
            return Some(inner);
        }
        if self.eat('#') {
            return Some(Expr::Name { head: "#", percent: false, args: Vec::new() });
        }
        let head = self.word()?;
        if head.starts_with(|c: char| c.is_ascii_digit()) {
            return head.parse().ok().map(Expr::Nat);
        }
        let mut args = Vec::new();
        if self.eat('<') {
            args.push(self.deeper(Self::applied)?);
            while self.eat(',') {
                args.push(self.deeper(Self::applied)?);
            }
            self.expect('>')?;
        }
        Some(Expr::Name { head, percent: false, args })
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Takes what `parse` finds, or nothing at all.
    fn prefix<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.rest;
        let parsed = parse(self);
        if parsed.is_none() {
            self.rest = start;
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
    use super::*;
    use alloc::{format, string::String};

    #[test]
    fn reads_every_construct() {
        let line = Line::parse(
            "a.b#0123abcd {X:Type} {n m:#} f:# x:f.3?Vector<int> (y z:!X) # [ k:%K int ] t:(tuple X (n+1)) \
             r:f?2*[int] = A X n",
        )
        .unwrap();
        assert_eq!(line.name, "a.b");
        assert_eq!(line.params, ["X", "n", "m"]);
        let shown: Vec<String> =
            line.fields.iter().map(|f| format!("{}|{:?}|{:?}", f.name, f.condition, f.form)).collect();
        assert_eq!(shown.len(), 8);
        assert!(shown[1].starts_with("x|Some((\"f\", Some(3)))|One(Name { head: \"Vector\""), "{}", shown[1]);
        assert_eq!(shown[2], "y|None|One(Call)");
        assert_eq!(shown[3], "z|None|One(Call)");
        assert!(shown[5].starts_with("|None|Repeat(None, [Field { name: \"k\""), "{}", shown[5]);
        assert!(shown[6].contains("Sum("), "{}", shown[6]);
        assert!(shown[7].starts_with("r|Some((\"f\", None))|Repeat(Some(Nat(2))"), "{}", shown[7]);
        assert_eq!(Line::parse("int#a8509bda ? = Int").unwrap().fields.len(), 0);
    }

    #[test]
    fn a_sum_is_one_argument() {
        let line = Line::parse("a n:# x:(pair n+1 2+n) = A").unwrap();
        let Form::One(Expr::Name { args, .. }) = &line.fields[1].form else {
            panic!("{:?}", line.fields[1].form)
        };
        assert!(matches!(args[..], [Expr::Sum(..), Expr::Sum(..)]), "{args:?}");
    }

    #[test]
    fn refuses_what_is_no_line() {
        for text in
            ["", "a", "a = ", "a x: = A", "a x:int", "a x:(int = A", "a x:int> = A", "a [int = A", "a é = A"]
        {
            assert!(Line::parse(text).is_none(), "{text}");
        }
        let deep: &'static str = String::leak(format!("a x:{}int = A", "(".repeat(100_000)));
        assert!(Line::parse(deep).is_none());
        let percents: &'static str = String::leak(format!("a x:{}A = A", "%".repeat(100_000)));
        assert!(Line::parse(percents).is_none());
    }
}
