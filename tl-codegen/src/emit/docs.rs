//! Documentation: any comment text as Markdown that means nothing but its words.
//!
//! In: text of schema comments, which nobody wrote for rustdoc. Out: `#[doc]` attributes. No text becomes a code block,
//! a link, a heading or HTML, so no comment runs as a test or breaks the documentation of the user's crate.

use proc_macro2::TokenStream;
use quote::quote;

/// The documentation of an item: its text, then its TL line.
pub(super) fn item(text: &str, line: &str, enabled: bool) -> TokenStream {
    if !enabled {
        return TokenStream::new();
    }
    let mut lines = lines(text);
    if !line.is_empty() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        // A TL line holds no backtick.
        lines.push(format!(" `{line}`"));
    }
    quote!(#(#[doc = #lines])*)
}

/// The documentation of a field or variant.
pub(super) fn text(text: &str, enabled: bool) -> TokenStream {
    let lines = if enabled { lines(text) } else { Vec::new() };
    quote!(#(#[doc = #lines])*)
}

fn lines(text: &str) -> Vec<String> {
    text.trim()
        .lines()
        .map(|line| match line.trim() {
            "" => String::new(),
            line => format!(" {}", escape(line)),
        })
        .collect()
}

/// Escapes what Markdown would read; addresses become links.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    for (number, word) in line.split(' ').enumerate() {
        if number > 0 {
            escaped.push(' ');
        }
        // An address in parentheses or quotes is one too: rustdoc warns of each that is no link.
        let start = word.find("https://").or_else(|| word.find("http://")).unwrap_or(word.len());
        let (before, address) = word.split_at_checked(start).unwrap_or((word, ""));
        let end = address.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).len();
        if number == 0 {
            escape_start(before, &mut escaped);
        }
        escape_word(before, &mut escaped);
        match address.split_at_checked(end) {
            Some((link, rest)) if is_plain(link) => {
                escaped.push('<');
                escaped.push_str(link);
                escaped.push('>');
                escape_word(rest, &mut escaped);
            }
            _ => escape_word(address, &mut escaped),
        }
    }
    escaped
}

/// Whether an address can stand between angle brackets.
fn is_plain(link: &str) -> bool {
    !link.is_empty() && !link.contains(|c: char| matches!(c, '<' | '>' | '\\' | '`') || is_unsafe(c))
}

/// A mark at the start of a line would open a heading, a list, a table, a quotation or a rule. Those that mean something
/// within a line as well are escaped with the word.
fn escape_start(word: &str, escaped: &mut String) {
    if word.starts_with(['#', '-', '+', '=', ':']) {
        escaped.push('\\');
    }
}

fn escape_word(word: &str, escaped: &mut String) {
    let list = word.trim_start_matches(|c: char| c.is_ascii_digit());
    // `1.` is a list, `1\.` is not.
    let list_mark = (list.len() < word.len() && matches!(list, "." | ")")).then(|| word.len() - list.len());
    let mut before = ' ';
    let mut chars = word.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        let is_mark = match c {
            // Between letters an underscore emphasises nothing.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' => true,
            _ => list_mark == Some(place),
        };
        if is_mark {
            escaped.push('\\');
        }
        escaped.push(if is_unsafe(c) { ' ' } else { c });
        before = c;
    }
}

/// Control characters, and those that turn the direction of the text around them: rustc refuses the latter in
/// documentation, because they make code look like other code.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_words() {
        let cases = [
            ("plain text, with_underscore", "plain text, with_underscore"),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("a [link](x) and `code`", "a \\[link\\](x) and \\`code\\`"),
            ("Vec<i32> & <b>", "Vec\\<i32\\> \\& \\<b\\>"),
            ("see https://a.b/c_d. Now", "see <https://a.b/c_d>. Now"),
            ("*/ and \\", "\\*/ and \\\\"),
            ("~~~", "\\~\\~\\~"),
            // A backslash of the text must not use up the one that escapes what follows it.
            (r"\<b> \`c\` \*d* \[e](f)", r"\\\<b\> \\\`c\\\` \\\*d\* \\\[e\](f)"),
            ("(_x_) __y__ a_b", r"(\_x\_) \_\_y\_\_ a_b"),
            ("(see https://a.b/c). \"http://d\"", "(see <https://a.b/c>). \"<http://d>\""),
            ("(https://a.b)", "(<https://a.b>)"),
            ("a\u{202e}b\tc", "a b c"),
        ];
        for (text, expected) in cases {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn indentation_makes_no_code_block() {
        assert_eq!(lines("    let x = panic!();\n\n\tmore"), [" let x = panic!();", "", " more"]);
    }
}
