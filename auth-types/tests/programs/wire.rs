//! What a peer may send, and what becomes of it.

use std::io::{Cursor, Read, Write};
use std::net::{Shutdown, TcpStream};

use auth_types::functions::help::GetConfig;
use auth_types::tl_runtime::mtproto::{RpcError, RpcResult};
use auth_types::tl_runtime::{from_bytes, to_bytes};
use auth_types::{AuthKeyId, unauthorized};

use crate::common::{Frames, Message, WireError};
use crate::support::{PATIENCE, Program};

/// The most bytes of a frame.
const MAX: usize = 65_536;

/// What a client sends for these frames.
fn written(frames: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut stream = Frames::connect(&mut bytes).unwrap();
    for frame in frames {
        stream.write(frame).unwrap();
    }
    bytes.into_inner()
}

#[test]
fn frames_come_out_as_they_went_in() {
    assert_eq!(written(&[&[1, 2, 3, 4]]), [0xef, 1, 1, 2, 3, 4]);
    assert_eq!(written(&[&[7; 126 * 4]])[..2], [0xef, 126]);
    assert_eq!(written(&[&[7; 127 * 4]])[..5], [0xef, 0x7f, 127, 0, 0]);
    assert_eq!(written(&[&[7; MAX]])[..5], [0xef, 0x7f, 0, 0x40, 0]);
    for length in [0, 4, 126 * 4, 127 * 4, 128 * 4, MAX] {
        let frame: Vec<_> = (0..length).map(|byte| u8::try_from(byte % 251).unwrap()).collect();
        let mut stream = Frames::accept(Cursor::new(written(&[&frame, &[9; 8]]))).unwrap();
        assert_eq!(stream.read().unwrap(), Some(frame));
        assert_eq!(stream.read().unwrap(), Some(vec![9; 8]));
        assert_eq!(stream.read().unwrap(), None);
    }
    let mut stream = Frames::connect(Cursor::new(Vec::new())).unwrap();
    for length in [1, 5, MAX + 4] {
        assert!(matches!(stream.write(&vec![0; length]), Err(WireError::Length(_))), "{length}");
    }
}

#[test]
fn frames_that_are_none_are_refused() {
    let read =
        |bytes: &[u8]| Frames::accept(Cursor::new(bytes.to_vec())).and_then(|mut stream| stream.read());
    assert!(matches!(read(&[]), Err(WireError::Cut)));
    assert!(matches!(read(&[0xee, 0xee, 0xee, 0xee]), Err(WireError::Transport(0xee))));
    for length in [&[0x80][..], &[0xff], &[0x7f, 1, 0x40, 0], &[0x7f, 0xff, 0xff, 0xff]] {
        assert!(matches!(read(&[&[0xef], length].concat()), Err(WireError::Length(_))), "{length:?}");
    }
    let whole = written(&[&[5; 127 * 4]]);
    assert!(matches!(read(&whole[..1]), Ok(None)));
    for end in 2..whole.len() {
        assert!(matches!(read(&whole[..end]), Err(WireError::Cut)), "{end}");
    }
}

#[test]
fn messages_come_out_as_they_went_in() {
    let message = Message { auth_key_id: AuthKeyId(1), msg_id: -2, body: &[3, 3, 3, 3] };
    let bytes = message.to_bytes();
    assert_eq!(bytes[..16], [1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 255, 255, 255, 255, 255, 255, 255]);
    assert_eq!(Message::from_bytes(&bytes).unwrap(), message);
    for end in 0..16 {
        assert!(matches!(Message::from_bytes(&bytes[..end]), Err(WireError::Head(_))));
    }
}

/// Whatever is sent to a server, it answers an error or closes the connection, and serves the next one.
#[test]
fn a_server_outlives_what_it_is_sent() {
    let mut server = Program::start("server", &["--now", "1000"]);
    let address = server.wait_for("listening on ");
    let connect = || {
        let stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    };

    // Bytes that are no frames or messages: the connection ends.
    let garbage = [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0xef, 0x7f, 0xff, 0xff, 0xff],
        &[0xef, 0x80],
        &[0xef, 0],
        &[0xef, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        &[0xef, 9, 1],
    ];
    for bytes in garbage {
        let mut stream = connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // A connection that is reset has ended as well.
        let _ = stream.read_to_end(&mut answer);
        assert_eq!(answer, [0_u8; 0], "{bytes:?}");
    }

    // Messages whose body is no request: an error, and the connection goes on. Every method cut short, every method with
    // more behind it, wrappers without end, and ids that are none.
    let mut bodies = vec![vec![], vec![0; 4], vec![0xff; 400]];
    for (id, _) in unauthorized::METHODS {
        bodies.push(id.to_le_bytes().to_vec());
        bodies.push([&id.to_le_bytes()[..], &[0xff; 64]].concat());
    }
    bodies.push(0xa6b8_8fdf_u32.to_le_bytes().repeat(MAX / 4 - 16));
    let mut stream = Frames::connect(connect()).unwrap();
    let key = AuthKeyId(5);
    let mut call = |body: &[u8], msg_id| {
        stream.write(&Message { auth_key_id: key, msg_id, body }.to_bytes()).unwrap();
        let frame = stream.read().unwrap().unwrap();
        let message = Message::from_bytes(&frame).unwrap();
        let answer = RpcResult::from_bytes(message.body).unwrap();
        assert_eq!((message.auth_key_id, answer.req_msg_id), (key, msg_id));
        answer.result.to_vec()
    };
    let config = to_bytes(&GetConfig).unwrap();
    for (number, body) in bodies.iter().enumerate() {
        let result = call(body, i64::try_from(number).unwrap() * 4);
        let is_whole = unauthorized::allows(body) && body.len() == 4;
        match from_bytes::<RpcError>(&result) {
            Ok(error) => assert!([400, 401].contains(&error.error_code), "{body:?}: {error}"),
            // The methods without fields are whole with their id alone.
            Err(_) => assert!(is_whole, "{body:?} was answered by {result:?}"),
        }
    }
    assert!(from_bytes::<RpcError>(&call(&config, 0)).is_err());
}
