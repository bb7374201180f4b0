//! Where text comes from: files in one space of byte offsets.
//!
//! In: names and texts of schema files. Out: a [`SourceMap`] that turns a [`Span`] back into file, line and column.
//! Nothing here reads the disk or knows TL.

use std::fmt;
use std::ops::Range;

/// A range of bytes in a [`SourceMap`]. All files share one offset space, so a span alone names its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from its two ends.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds no byte: it then names a place between two bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The number of a file in its [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(u32);

/// One file of a [`SourceMap`].
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    start: u32,
    line_starts: Vec<u32>,
}

impl Source {
    /// The name under which the file was added, as reports show it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Offset of the file's first byte in the map.
    #[must_use]
    pub const fn start(&self) -> u32 {
        self.start
    }

    /// The span of the whole file.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start.saturating_add(self.text.len() as u32))
    }

    /// The span's bytes as a range into [`text`](Self::text), cut to the file.
    #[must_use]
    pub fn range(&self, span: Span) -> Range<usize> {
        let clamp = |offset: u32| (offset.saturating_sub(self.start) as usize).min(self.text.len());
        let (start, end) = (clamp(span.start), clamp(span.end));
        start..end.max(start)
    }
}

/// A place that a person can find: line and column count from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a file cannot be added to a [`SourceMap`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// The bytes are not UTF-8; `offset` is that of the first bad byte, `position` its place.
    NotUtf8 {
        /// Name of the file.
        name: String,
        /// Offset of the first bad byte in the file.
        offset: usize,
        /// Line and column of the first bad byte.
        position: Position,
    },
    /// The files together are larger than the 4 GiB that offsets can name.
    TooLarge {
        /// Name of the file that did not fit.
        name: String,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { name, offset, position } => {
                write!(f, "{name}:{position}: byte {offset} is not UTF-8; save the schema as UTF-8 text")
            }
            Self::TooLarge { name } => {
                write!(f, "{name}: the schema files are larger than 4 GiB together; compile them one by one")
            }
        }
    }
}

impl std::error::Error for SourceError {}

/// Schema files, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that reports will show.
    ///
    /// # Errors
    /// [`SourceError::TooLarge`] when all texts together pass 4 GiB.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Result<SourceId, SourceError> {
        self.push(name.into(), text.into())
    }

    fn push(&mut self, name: String, text: String) -> Result<SourceId, SourceError> {
        // One unused offset between files keeps "end of a" and "start of b" apart.
        let start = self.sources.last().map_or(0, |last| last.span().end.saturating_add(1));
        let fits = u32::try_from(text.len())
            .ok()
            .and_then(|len| start.checked_add(len))
            .is_some_and(|end| end < u32::MAX);
        if !fits {
            return Err(SourceError::TooLarge { name });
        }
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(index, _)| index as u32 + 1));
        self.sources.push(Source { name, text, start, line_starts });
        Ok(SourceId(self.sources.len() as u32 - 1))
    }

    /// Adds bytes, which have to be UTF-8.
    ///
    /// # Errors
    /// [`SourceError::NotUtf8`] with the place of the first bad byte; [`SourceError::TooLarge`] as in [`add`](Self::add).
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> Result<SourceId, SourceError> {
        self.push_bytes(name.into(), bytes)
    }

    fn push_bytes(&mut self, name: String, bytes: Vec<u8>) -> Result<SourceId, SourceError> {
        match String::from_utf8(bytes) {
            Ok(text) => self.push(name, text),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let good =
                    String::from_utf8_lossy(error.as_bytes().get(..offset).unwrap_or_default()).into_owned();
                let line = good.matches('\n').count() as u32 + 1;
                let column = good.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
                Err(SourceError::NotUtf8 { name, offset, position: Position { line, column } })
            }
        }
    }

    /// All files, in order.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The numbers of all files, in order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = SourceId> + use<> {
        (0..self.sources.len() as u32).map(SourceId)
    }

    /// The file with that number.
    #[must_use]
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// The file in which a span starts.
    #[must_use]
    pub fn source_of(&self, span: Span) -> Option<&Source> {
        let behind = self.sources.partition_point(|source| source.start <= span.start);
        self.sources.get(behind.checked_sub(1)?)
    }

    /// Line and column of the span's first byte.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<Position> {
        let source = self.source_of(span)?;
        let offset = source.range(span).start;
        let line = source.line_starts.partition_point(|start| *start as usize <= offset);
        let line_start = *source.line_starts.get(line.checked_sub(1)?)? as usize;
        let column = source.text.get(line_start..offset)?.chars().count() as u32 + 1;
        Some(Position { line: line as u32, column })
    }

    /// The text under a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.source_of(span).and_then(|source| source.text.get(source.range(span))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn places_are_counted_in_characters_and_per_file() {
        let mut map = SourceMap::new();
        map.add("a.tl", "é x\nb").unwrap();
        map.add("b.tl", "one\r\ntwo").unwrap();
        let second = map.sources()[1].start();
        assert_eq!(map.position(Span::new(3, 4)).unwrap().to_string(), "1:3");
        assert_eq!(map.position(Span::new(5, 6)).unwrap().to_string(), "2:1");
        assert_eq!(map.position(Span::new(second + 5, second + 8)).unwrap().to_string(), "2:1");
        assert_eq!(map.text(Span::new(second + 5, second + 8)), "two");
        assert_eq!(map.source_of(Span::new(second, second)).unwrap().name(), "b.tl");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named_with_their_place() {
        let error = SourceMap::new().add_bytes("bad.tl", b"ok = Ok;\nn\xff".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "bad.tl:2:2: byte 10 is not UTF-8; save the schema as UTF-8 text");
    }
}
