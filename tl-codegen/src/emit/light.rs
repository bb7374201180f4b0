//! Tokens as text, laid out well enough to be read in a debugger, without parsing them.
//!
//! In: the tokens of one item. Out: its text, which lexes to the same tokens again. It proves nothing about them. Build
//! scripts use this form: a parser and a formatter of Rust take longer to compile than all else that they need.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

/// A list in brackets with more elements has a line for each.
const LIST: usize = 8;

/// The text of an item, which ends with a line end.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut printer = Printer { text: String::new(), depth: 0, last: Last::Open, fresh: true };
    printer.lines(tokens);
    printer.text
}

/// What the next token stands behind.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// The start of a line, or an opening delimiter.
    Open,
    /// A word, a string or a closing delimiter.
    Word,
    Number,
    /// A mark on its own.
    Mark(char),
    /// A mark that the next one continues, such as the first half of `::`.
    Half(char),
    /// The second half of `::`.
    Path,
}

struct Printer {
    text: String,
    depth: usize,
    last: Last,
    /// Whether nothing stands on the line yet.
    fresh: bool,
}

impl Printer {
    /// An item, or the content of braces: a line ends behind `;`, `,`, an attribute, and a `}` that ends something.
    fn lines(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            if self.last == Last::Open
                && is_mark(&token, '#')
                && let Some(TokenTree::Group(group)) = tokens.next_if(is_bracketed)
            {
                self.attribute(token, group);
                self.end_line();
                continue;
            }
            let ends = match &token {
                TokenTree::Punct(mark) => matches!(mark.as_char(), ';' | ','),
                TokenTree::Group(group) => match group.delimiter() {
                    Delimiter::Bracket => self.last == Last::Mark('#'),
                    Delimiter::Brace => match tokens.peek() {
                        Some(TokenTree::Ident(next)) => next != "else",
                        next => next.is_none(),
                    },
                    _ => false,
                },
                _ => false,
            };
            self.token(token);
            if ends {
                self.end_line();
            }
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        if !self.fresh {
            self.text.push('\n');
        }
        (self.last, self.fresh) = (Last::Open, true);
    }

    /// `#` and what stands in brackets behind it; documentation becomes a comment.
    fn attribute(&mut self, mark: TokenTree, group: Group) {
        let tokens: Vec<TokenTree> = into_stream(group).into_iter().collect();
        match doc(&tokens) {
            Some(text) => {
                self.put(false, "///");
                self.put(false, &text);
            }
            None => {
                self.token(mark);
                self.group(Group::new(Delimiter::Bracket, tokens.into_iter().collect()));
            }
        }
    }

    fn token(&mut self, token: TokenTree) {
        match token {
            TokenTree::Ident(word) => self.word(&word.to_string(), Last::Word),
            TokenTree::Literal(literal) => {
                let literal = literal.to_string();
                let number = literal.starts_with(|c: char| c.is_ascii_digit());
                self.word(&literal, if number { Last::Number } else { Last::Word });
            }
            TokenTree::Punct(mark) => self.mark(&mark),
            TokenTree::Group(group) => self.group(group),
        }
    }

    fn word(&mut self, word: &str, last: Last) {
        let apart = match self.last {
            Last::Open | Last::Half(_) | Last::Path => false,
            Last::Word | Last::Number => true,
            Last::Mark(c) => !matches!(c, '.' | '!' | '&' | '*' | '<' | '@'),
        };
        self.put(apart, word);
        self.last = last;
    }

    /// Marks that were apart stay apart wherever they could become another one.
    fn mark(&mut self, mark: &Punct) {
        let c = mark.as_char();
        let apart = match self.last {
            Last::Open | Last::Half(_) => false,
            Last::Word => !matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | '<' | '>'),
            // `1.` would be another number.
            Last::Number => !matches!(c, ',' | ';'),
            Last::Mark('>') => !matches!(c, '>' | ',' | ';' | ':' | '.'),
            Last::Mark('&' | '<') => c != '\'',
            Last::Mark(_) | Last::Path => true,
        };
        self.put(apart, c.encode_utf8(&mut [0; 4]));
        self.last = match (mark.spacing(), c) {
            (Spacing::Joint, _) => Last::Half(c),
            (Spacing::Alone, ':') if self.last == Last::Half(':') => Last::Path,
            (Spacing::Alone, _) => Last::Mark(c),
        };
    }

    fn group(&mut self, group: Group) {
        let glued = |c| matches!(c, '#' | '!' | '&' | '*' | '<' | '>' | '.');
        let apart = matches!(self.last, Last::Mark(c) if !glued(c));
        let (delimiter, tokens) = (group.delimiter(), into_stream(group));
        match delimiter {
            Delimiter::Brace => {
                self.put(self.last != Last::Open, "{");
                self.block(tokens, 1);
                self.put(false, "}");
            }
            Delimiter::Bracket => {
                self.put(apart, "[");
                let tokens: Vec<TokenTree> = tokens.into_iter().collect();
                let is_long = tokens.iter().filter(|token| is_mark(token, ',')).count() > LIST;
                let tokens = tokens.into_iter().collect();
                if is_long {
                    // The table of a schema is most of what is so long.
                    self.block(tokens, 0);
                } else {
                    self.inside(tokens);
                }
                self.put(false, "]");
            }
            Delimiter::Parenthesis => {
                self.put(apart, "(");
                self.inside(tokens);
                self.put(false, ")");
            }
            Delimiter::None => return tokens.into_iter().for_each(|token| self.token(token)),
        }
        self.last = Last::Word;
    }

    /// Lines of their own, as many levels deeper.
    fn block(&mut self, tokens: TokenStream, deeper: usize) {
        self.last = Last::Open;
        if !tokens.is_empty() {
            self.end_line();
            self.depth += deeper;
            self.lines(tokens);
            self.depth -= deeper;
        }
    }

    fn inside(&mut self, tokens: TokenStream) {
        self.last = Last::Open;
        tokens.into_iter().for_each(|token| self.token(token));
    }

    fn put(&mut self, apart: bool, text: &str) {
        if self.fresh {
            self.fresh = false;
            (0..self.depth).for_each(|_| self.text.push_str("    "));
        } else if apart {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }
}

/// What stands inside of the group. It is gone: tokens that two hold are copied when one of them takes them apart.
fn into_stream(group: Group) -> TokenStream {
    group.stream()
}

fn is_bracketed(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

fn is_mark(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == c)
}

/// The text of `doc = "text"` when it can stand in a comment as it is.
fn doc(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Ident(word), equals, TokenTree::Literal(text)]
            if word == "doc" && is_mark(equals, '=') =>
        {
            let text = text.to_string();
            let text = text.strip_prefix('r').unwrap_or(&text).strip_prefix('"')?.strip_suffix('"')?;
            let plain = !text.starts_with('/') && !text.contains(['\\', '\n', '\r']);
            plain.then(|| text.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The tokens, each apart from the next, where it is the same to Rust whether they stand together.
    fn tokens(text: &str) -> String {
        let mut tokens = text.parse::<TokenStream>().unwrap().to_string();
        for together in ["<'", "&'", ">>", ">,", ">;", ">:", ">."] {
            let (first, second) = together.split_at(1);
            while tokens.contains(together) {
                tokens = tokens.replace(together, &format!("{first} {second}"));
            }
        }
        tokens
    }

    #[test]
    fn the_text_has_the_same_tokens() {
        let cases = [
            "let a = & & b ; let c = && b ; let d = - - 1 ; let e = a < - 1 ;",
            "let x = 1 . max ( 2 ) ; let y = 1.0 ; let z = 0 .. 3 ; let q = 0 ..= 3 ; a . 0 . 1",
            "impl < 'a , T : Into < Vec < Vec < u8 > > > > X < 'a > for & 'a T where T : 'static { }",
            "let v : Vec < u8 > = w ; let v : Vec < u8 >= w ; a >> b ; a > > b ; < X > :: Y",
            "# [ doc = \" \\\"a\\\" \\n \" ] # [ a ] pub struct r#type ; # ! [ b ]",
            "match x { 0x01 => { a ( ) ; } , b @ 2 | 3 => Self { x , .. y } , _ => | r | r . get ( ) , }",
            "if a != b { c } else if ! d { } else { e } f ( ) ? . g ( | | { h } ) ; let _ = * * x ; & mut * x",
            "[ a , b , c , d , e , f , g , h , i , j ] m ! ( $ x : ty => $ ( $ y ) , * ) ; 'x' '\\'' b\"x\" r\"y\"",
        ];
        for case in cases {
            let stream: TokenStream = case.parse().unwrap();
            let text = text(stream);
            assert_eq!(tokens(&text), tokens(case), "{text}");
        }
    }

    #[test]
    fn lines_end_where_something_ends() {
        let item = quote::quote! {
            #[doc = " A \"b\"."]
            #[doc = " c"]
            #[doc = "/d"]
            #[doc(hidden)]
            #[inline]
            fn read(r: &mut Reader<'_>) -> Self { let flags = r.nat(); Self { a: r.opt(flags, 0), b: r.get() } }
        };
        let expected = r#"#[doc = " A \"b\"."]
/// c
#[doc = "/d"]
#[doc(hidden)]
#[inline]
fn read(r: &mut Reader<'_>) -> Self {
    let flags = r.nat();
    Self {
        a: r.opt(flags, 0),
        b: r.get()
    }
}
"#;
        assert_eq!(text(item), expected);
    }
}
