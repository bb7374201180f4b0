//! Frames: the abridged transport of MTProto.
//!
//! In goes a stream, out come the bytes of frames. A peer can make it take `MAX_FRAME` bytes of memory, and nothing more;
//! whatever it sends otherwise is an error.

use std::fmt;
use std::io::{self, Read, Write};

/// The most bytes of a frame: some hundred times what any request of this schema needs.
const MAX_FRAME: usize = 64 * 1024;

/// The byte that a connection begins with.
const ABRIDGED: u8 = 0xef;
/// The length byte that says that three more bytes of length follow.
const LONG: u8 = 0x7f;

/// A stream of frames, in both directions.
pub(crate) struct Frames<S> {
    stream: S,
}

impl<S: Read + Write> Frames<S> {
    /// The client's end: says which transport it is.
    pub(crate) fn connect(mut stream: S) -> Result<Self, WireError> {
        stream.write_all(&[ABRIDGED])?;
        Ok(Self { stream })
    }

    /// The server's end: waits for the client to say which transport it is.
    pub(crate) fn accept(mut stream: S) -> Result<Self, WireError> {
        match byte(&mut stream)? {
            Some(ABRIDGED) => Ok(Self { stream }),
            Some(other) => Err(WireError::Transport(other)),
            None => Err(WireError::Cut),
        }
    }

    /// The next frame; none when the peer has closed the connection between two frames.
    pub(crate) fn read(&mut self) -> Result<Option<Vec<u8>>, WireError> {
        let Some(first) = byte(&mut self.stream)? else { return Ok(None) };
        let words = match first {
            LONG => {
                let mut length = [0; 4];
                if let Some(low) = length.first_chunk_mut::<3>() {
                    self.stream.read_exact(low)?;
                }
                u32::from_le_bytes(length)
            }
            short => u32::from(short),
        };
        let bytes = usize::try_from(words).unwrap_or(usize::MAX).saturating_mul(4);
        // The top bit of the first byte would ask for a quick acknowledgement, which nothing here gives.
        if first > LONG || bytes > MAX_FRAME {
            return Err(WireError::Length(bytes));
        }
        let mut frame = vec![0; bytes];
        self.stream.read_exact(&mut frame)?;
        Ok(Some(frame))
    }

    /// Sends a frame.
    pub(crate) fn write(&mut self, frame: &[u8]) -> Result<(), WireError> {
        if frame.len() > MAX_FRAME || !frame.len().is_multiple_of(4) {
            return Err(WireError::Length(frame.len()));
        }
        let words = u32::try_from(frame.len() / 4).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(4 + frame.len());
        match u8::try_from(words) {
            Ok(short) if short < LONG => bytes.push(short),
            _ => {
                bytes.push(LONG);
                bytes.extend(words.to_le_bytes().iter().take(3));
            }
        }
        bytes.extend(frame);
        // One write, so that a frame leaves as one packet.
        self.stream.write_all(&bytes)?;
        Ok(())
    }
}

/// A byte, or none at the end of the stream.
fn byte(stream: &mut impl Read) -> io::Result<Option<u8>> {
    let mut byte = [0];
    match stream.read_exact(&mut byte) {
        Ok(()) => Ok(byte.first().copied()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is wrong with the bytes of a peer, or with the connection.
#[derive(Debug)]
pub(crate) enum WireError {
    /// The connection begins with another byte.
    Transport(u8),
    /// A frame of so many bytes.
    Length(usize),
    /// The connection ended inside of a frame.
    Cut,
    /// A message without its head.
    Head(usize),
    /// The connection failed.
    Io(io::Error),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(first) => {
                write!(
                    f,
                    "the connection begins with {first:02x}: only the abridged transport (ef) is spoken here"
                )
            }
            Self::Length(bytes) => {
                write!(f, "a frame of {bytes} bytes: a frame has whole words, and at most {MAX_FRAME} bytes")
            }
            Self::Cut => f.write_str("the connection ended inside of a frame: connect again"),
            Self::Head(bytes) => write!(f, "a message of {bytes} bytes: the ids at its head alone take 16"),
            Self::Io(error) => write!(f, "the connection failed: {error}"),
        }
    }
}

impl std::error::Error for WireError {}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Cut,
            _ => Self::Io(error),
        }
    }
}
