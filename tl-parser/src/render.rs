//! Findings as text for people.
//!
//! In: [`Diagnostics`] and the [`SourceMap`] that their spans point into. Out: a report in the look of rustc, or one line
//! for each finding. Nothing is judged here, and nothing is printed. What a report takes follows the length of the text:
//! of thousands of findings only the first are shown and the others counted, and of an endless line only the part around
//! a place is looked at.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{Source, SourceMap, Span};

/// How a report looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Style {
    /// The lines of the schema with what is wrong in them, and a count at the end.
    #[default]
    Plain,
    /// The same in colours, by ANSI escapes.
    Ansi,
    /// `file:line:col: error[E0101]: message`: one line for each finding, for editors and scripts.
    OneLine,
}

/// How far from the main place a related one may be, in lines and in bytes, to be shown in one piece with it.
const NEAR: u32 = 6;
const NEAR_BYTES: u32 = 4096;
/// How much of a line is handed on before and behind the places in it, in bytes. It is more than anybody sees, because
/// lines are cut to the width of a terminal, and more than a line has that somebody wrote.
const AROUND: usize = 4096;
/// How many findings are shown; a report on more of them is none that anybody reads to its end.
const SHOWN: usize = 500;

/// Writes the findings, in their order. Of more than 500 only the first 500 are shown, errors before warnings, and the
/// others are counted.
///
/// ```
/// use tl_parser::{SourceMap, Style, parse, render};
///
/// let mut map = SourceMap::new();
/// let id = map.add("api.tl", "user#1a2b id:int = User\n")?;
/// let (_, diagnostics) = parse(&map, id);
/// assert_eq!(
///     render(&map, &diagnostics, Style::OneLine),
///     "api.tl:1:24: error[E0004]: the declaration does not end with `;`\n",
/// );
/// assert!(render(&map, &diagnostics, Style::Plain).ends_with("\n1 error\n"));
/// # Ok::<(), tl_parser::SourceError>(())
/// ```
#[must_use]
pub fn render(map: &SourceMap, diagnostics: &Diagnostics, style: Style) -> String {
    let renderer = match style {
        Style::OneLine => {
            let lines: String = shown(diagnostics).map(|finding| one_line(map, finding)).collect();
            return match diagnostics.len() {
                ..=SHOWN => lines,
                _ => lines + &summary(diagnostics) + "\n",
            };
        }
        Style::Ansi => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let mut text = String::new();
    for finding in shown(diagnostics) {
        text.push_str(&renderer.render(&[group(map, finding)]));
        text.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        text.push_str(&summary(diagnostics));
        text.push('\n');
    }
    text
}

/// The findings that are shown. When they are not all, no error is left out for the sake of a warning.
fn shown(diagnostics: &Diagnostics) -> impl Iterator<Item = &Diagnostic> {
    let mut all: Vec<_> = diagnostics.iter().collect();
    if all.len() > SHOWN {
        all.sort_by_key(|finding| finding.severity != Severity::Error);
        all.truncate(SHOWN);
    }
    all.into_iter()
}

fn one_line(map: &SourceMap, finding: &Diagnostic) -> String {
    let mut line = String::new();
    if let (Some(source), Some(position)) = (map.source_of(finding.span), map.position(finding.span)) {
        // Writing into a `String` cannot fail.
        let _ = write!(line, "{}:{position}: ", source.name());
    }
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let _ = writeln!(line, "{severity}[{}]: {}", finding.code, finding.message);
    line
}

/// "2 errors, 1 warning", and how many of them are shown if that is not all.
fn summary(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count();
    let counts = [(errors, "error"), (diagnostics.len() - errors, "warning")];
    let words = counts.iter().filter(|(count, _)| *count > 0);
    let words = words.map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }));
    let words = words.collect::<Vec<_>>().join(", ");
    if diagnostics.len() > SHOWN { format!("{words}; the first {SHOWN} are shown") } else { words }
}

/// One finding as annotate-snippets wants it.
fn group<'a>(map: &'a SourceMap, finding: &'a Diagnostic) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&*finding.message).id(finding.code.as_str()));
    let (near, far): (Vec<_>, Vec<_>) =
        finding.labels.iter().partition(|label| is_near(map, finding.span, label.span));
    let main = std::iter::once((finding.span, finding.note.as_str(), AnnotationKind::Primary));
    let near = near.into_iter().map(|label| (label.span, label.text.as_str(), AnnotationKind::Context));
    group = piece(group, map, main.chain(near).collect());
    for label in far {
        group = piece(group, map, vec![(label.span, &label.text, AnnotationKind::Context)]);
    }
    group.elements(finding.help.iter().map(|help| Level::HELP.message(&**help)))
}

fn is_near(map: &SourceMap, main: Span, other: Span) -> bool {
    let line = |span| map.position(span).map(|position| position.line);
    let same_file = map.source_of(main).map(Source::start) == map.source_of(other).map(Source::start);
    match (line(main), line(other)) {
        (Some(line), Some(other_line)) => {
            same_file && line.abs_diff(other_line) <= NEAR && main.start.abs_diff(other.start) <= NEAR_BYTES
        }
        _ => false,
    }
}

/// A piece of a file: where it is, and the lines with the places in them.
fn piece<'a>(
    group: Group<'a>,
    map: &'a SourceMap,
    places: Vec<(Span, &'a str, AnnotationKind)>,
) -> Group<'a> {
    match excerpt(map, places) {
        Some((None, snippet)) => group.element(snippet),
        Some((Some(origin), snippet)) => group.element(origin).element(snippet),
        None => group,
    }
}

/// The lines under the places, which lie in one file. Only they are handed on, and of a long line only what is around the
/// places: a report on a large file with many findings would otherwise look at all of it for each of them. A piece that
/// begins inside of a line cannot tell the column, so its origin stands beside it.
fn excerpt<'a>(
    map: &'a SourceMap,
    places: Vec<(Span, &'a str, AnnotationKind)>,
) -> Option<(Option<Origin<'a>>, Snippet<'a, Annotation<'a>>)> {
    let main = places.first()?.0;
    let spans = places.iter().map(|(span, ..)| *span);
    let all = spans.reduce(Span::to)?;
    let source = map.source_of(all)?;
    let text = source.text();
    let places_in_text = on_characters(text, source.range(all));
    let window = places_in_text.start.saturating_sub(AROUND)..places_in_text.end.saturating_add(AROUND);
    let window = on_characters(text, window);
    let before = text.get(window.start..places_in_text.start)?;
    let start = before.rfind('\n').map_or(window.start, |newline| window.start + newline + 1);
    let behind = text.get(places_in_text.end..window.end)?;
    let end = behind.find('\n').map_or(window.end, |newline| places_in_text.end + newline);
    let is_whole = start == 0 || text.as_bytes().get(start.saturating_sub(1)) == Some(&b'\n');
    let line = map.position(Span::new(source.start().saturating_add(start as u32), all.end))?.line;
    let annotations = places.into_iter().map(|(span, label, kind)| {
        let range = on_characters(text, source.range(span));
        let label = Some(label).filter(|label| !label.is_empty());
        kind.span(range.start.saturating_sub(start)..range.end.saturating_sub(start)).label(label)
    });
    let snippet = Snippet::source(text.get(start..end)?).line_start(line as usize);
    let snippet = snippet.annotations(annotations);
    if is_whole {
        return Some((None, snippet.path(source.name())));
    }
    let place = map.position(main)?;
    let origin = Origin::path(source.name()).line(place.line as usize).char_column(place.column as usize);
    Some((Some(origin), snippet))
}

/// The range, widened to whole characters.
fn on_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let start = (0..=range.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end =
        (range.end.min(text.len())..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::diagnostic::Code;

    fn report(text: &str, style: Style) -> String {
        let mut map = SourceMap::new();
        map.add("first.tl", "// another file\n").unwrap();
        let id = map.add("api.tl", text).unwrap();
        let (_, diagnostics) = crate::parse(&map, id);
        render(&map, &diagnostics, style)
    }

    #[test]
    fn a_report_shows_place_labels_and_help() {
        let text = "// первая\nok = Ok;\n/* é */ dot x:Vector<int = Dot;;\n";
        let expected = "\
error[E0005]: `<` is not closed
 --> api.tl:3:21
  |
3 | /* é */ dot x:Vector<int = Dot;;
  |                     ^    - expected `>`, found `=`
  |                     |
  |                     opened here
  |
  = help: write `>` behind what belongs inside

warning[W0002]: a `;` without a declaration
 --> api.tl:3:32
  |
3 | /* é */ dot x:Vector<int = Dot;;
  |                                ^ nothing before it
  |
  = help: delete it

1 error, 1 warning
";
        assert_eq!(report(text, Style::Plain), expected);
        assert_eq!(
            report(text, Style::OneLine),
            "api.tl:3:21: error[E0005]: `<` is not closed\n\
             api.tl:3:32: warning[W0002]: a `;` without a declaration\n"
        );
        let coloured = report(text, Style::Ansi);
        assert!(coloured.contains("\u{1b}[") && coloured.contains("E0005"));
    }

    #[test]
    fn a_place_in_a_long_line_is_where_it_is() {
        let others = "a = A; ".repeat(2000);
        let text = report(&format!("{others}dot x:Vector<int = Dot; {others}"), Style::Plain);
        let first = text.split("\n\n").find(|finding| finding.contains("`<` is not closed")).unwrap();
        assert!(first.contains(" --> api.tl:1:14013\n"), "{first}");
        assert!(first.contains("dot x:Vector<int = Dot;") && first.len() < 2000, "{first}");
    }

    #[test]
    fn of_many_findings_the_first_are_shown_and_all_are_counted() {
        let text = format!("{}\nuser = User", "a=A;;".repeat(600));
        let plain = report(&text, Style::Plain);
        // The error comes last in the file.
        assert!(
            plain.contains("E0004") && plain.ends_with("\n1 error, 600 warnings; the first 500 are shown\n")
        );
        let lines = report(&text, Style::OneLine);
        assert!(lines.lines().count() == 501 && lines.ends_with("; the first 500 are shown\n"));
        assert_eq!(report(&"a=A;;".repeat(500), Style::OneLine).lines().count(), 500);
    }

    #[test]
    fn nothing_found_is_nothing_said() {
        assert_eq!(report("ok = Ok;", Style::Plain), "");
        assert_eq!(report("ok = Ok;", Style::OneLine), "");
    }

    #[test]
    fn a_far_label_is_a_piece_of_its_own_and_no_span_is_too_odd() {
        let mut map = SourceMap::new();
        map.add("a.tl", format!("é = É;{}ё\u{0}\r", "\n".repeat(40))).unwrap();
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(
            Diagnostic::new(Code::DuplicateName, Span::new(48, 49), "again").label(Span::new(0, 1), "first"),
        );
        diagnostics.push(Diagnostic::new(Code::DuplicateName, Span::new(900, 4), "nowhere"));
        let text = render(&map, &diagnostics, Style::Plain);
        assert!(
            text.contains("a.tl:41:1") && text.contains("a.tl:1:1") && text.ends_with("2 errors\n"),
            "{text}"
        );
        assert!(text.lines().count() < 30, "the empty lines between are left out: {text}");
    }
}
