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
        let address = word.starts_with("https://") || word.starts_with("http://");
        let end = word.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).len();
        match word.split_at_checked(end) {
            Some((link, rest)) if address && !link.contains(['<', '>', '\\', '`']) => {
                escaped.push('<');
                escaped.push_str(link);
                escaped.push('>');
                escape_word(rest, &mut escaped);
            }
            _ => {
                if number == 0 {
                    escape_start(word, &mut escaped);
                }
                escape_word(word, &mut escaped);
            }
        }
    }
    escaped
}

/// A mark at the start of a line would open a heading, a list, a table, a quotation or a rule.
fn escape_start(word: &str, escaped: &mut String) {
    let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < word.len() && number.starts_with(['.', ')']) {
        // `1.` is a list, `1\.` is not; the digits stay before the mark, so the mark is escaped below.
        return;
    }
    if word.starts_with(['#', '-', '+', '=', '~', '|', ':']) {
        escaped.push('\\');
    }
}

fn escape_word(word: &str, escaped: &mut String) {
    let list = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let list_mark = (list.len() < word.len() && matches!(list, "." | ")")).then(|| word.len() - list.len());
    for (place, c) in word.char_indices() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~')
            || list_mark == Some(place)
        {
            // Between letters an underscore emphasises nothing.
            let inside = c == '_' && place > 0 && place + 1 < word.len();
            if !inside && !escaped.ends_with('\\') {
                escaped.push('\\');
            }
        }
        if c.is_control() { escaped.push(' ') } else { escaped.push(c) }
    }
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
