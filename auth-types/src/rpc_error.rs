//! Errors that a server of the API sends, as values: a code, and a text that says which error it is.
//!
//! In goes the `rpc_error` of the wire, or one of the [`Known`] errors that this module lists; out come the error's
//! [class](RpcError::class), [name](RpcError::name) and [parameter](RpcError::parameter). Nothing is decided here, and no
//! decision may rest on the description behind the colon, which may change at any time.
//!
//! A text is read by the rule `^([A-Z_0-9]+)(: (.+))?`: the type of the error, then a description. Numbers at the end of
//! the type are its parameter: seconds to wait, the data center to turn to.
//!
//! ```
//! use auth_types::rpc_error::{ErrorClass, FLOOD_WAIT, PHONE_CODE_INVALID, RpcError};
//! use auth_types::tl_runtime::mtproto;
//!
//! // A server makes errors from the list.
//! let error = FLOOD_WAIT.with(30);
//! assert_eq!((error.code, error.text.as_str()), (420, "FLOOD_WAIT_30"));
//!
//! // A client takes them from the wire.
//! let wire = mtproto::RpcError { error_code: 420, error_message: "FLOOD_WAIT_7: too many codes".to_owned() };
//! let error = RpcError::from(wire);
//! assert_eq!(error.class(), ErrorClass::Flood);
//! assert_eq!((error.name(), error.parameter()), ("FLOOD_WAIT", Some(7)));
//! assert!(error.is(FLOOD_WAIT) && !error.is(PHONE_CODE_INVALID));
//! ```

use alloc::{format, string::String};
use core::fmt;
use tl_runtime::mtproto;

/// What a server answers instead of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RpcError {
    /// The kind of error, in the manner of HTTP; [`class`](Self::class) reads it.
    pub code: i32,
    /// The type of the error, such as `PHONE_CODE_INVALID` or `FLOOD_WAIT_30`, and perhaps `: ` and a description.
    pub text: String,
}

impl RpcError {
    /// An error that is not on the list of this module. Those that are come from [`Known::error`].
    pub fn new(code: i32, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }

    /// What kind of error it is. Clients decide on this where the text does not matter, such as for 401.
    #[must_use]
    pub const fn class(&self) -> ErrorClass {
        ErrorClass::of(self.code)
    }

    /// The type without its parameter: `FLOOD_WAIT` of `FLOOD_WAIT_30`. Empty when the text is no type at all.
    #[must_use]
    pub fn name(&self) -> &str {
        self.split().0
    }

    /// The number at the end of the type: 30 of `FLOOD_WAIT_30`.
    #[must_use]
    pub fn parameter(&self) -> Option<u32> {
        self.split().1
    }

    /// What stands behind the type, for people alone.
    ///
    /// ```
    /// let error = auth_types::RpcError::new(400, "PHONE_NUMBER_INVALID: it is too short");
    /// assert_eq!(error.description(), Some("it is too short"));
    /// ```
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        let of_type = self.type_text();
        let line = self.text.strip_prefix(of_type)?.strip_prefix(": ")?.lines().next()?;
        (!of_type.is_empty() && !line.is_empty()).then_some(line)
    }

    /// Whether it is that error: code and name are the same, whatever the parameter.
    #[must_use]
    pub fn is(&self, known: Known) -> bool {
        self.code == known.code && self.name() == known.name
    }

    /// The part of the text that the rule takes for the type.
    fn type_text(&self) -> &str {
        let of_type = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let end = self.text.bytes().position(|byte| !of_type(byte)).unwrap_or(self.text.len());
        self.text.get(..end).unwrap_or_default()
    }

    /// Name and parameter. A number that does not fit is no parameter, and stays with the name.
    fn split(&self) -> (&str, Option<u32>) {
        let whole = self.type_text();
        match whole.rsplit_once('_') {
            Some((name, digits)) if !name.is_empty() => match digits.parse() {
                Ok(parameter) => (name, Some(parameter)),
                Err(_) => (whole, None),
            },
            _ => (whole, None),
        }
    }
}

impl From<mtproto::RpcError> for RpcError {
    fn from(wire: mtproto::RpcError) -> Self {
        Self { code: wire.error_code, text: wire.error_message }
    }
}

impl From<RpcError> for mtproto::RpcError {
    fn from(error: RpcError) -> Self {
        Self { error_code: error.code, error_message: error.text }
    }
}

impl From<Known> for RpcError {
    fn from(known: Known) -> Self {
        known.error()
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused the request: {} {}", self.code, self.text)
    }
}

impl core::error::Error for RpcError {}

/// The kinds of errors. Every code has one: a code that is not on the list counts as [`Internal`](Self::Internal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// 303: another data center answers this request.
    SeeOther,
    /// 400: the request is wrong, and stays wrong when it is sent again.
    BadRequest,
    /// 401: the key has no user, or no longer.
    Unauthorized,
    /// 403: this user may not.
    Forbidden,
    /// 404: there is no such method or object.
    NotFound,
    /// 406: wrong, and the user is told why by other means.
    NotAcceptable,
    /// 420: too often; the parameter says how many seconds to wait.
    Flood,
    /// 500 and every other code: the server failed.
    Internal,
}

impl ErrorClass {
    /// The class of a code.
    #[must_use]
    pub const fn of(code: i32) -> Self {
        match code {
            303 => Self::SeeOther,
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            406 => Self::NotAcceptable,
            420 => Self::Flood,
            _ => Self::Internal,
        }
    }

    /// The name that the documentation of the API gives the class.
    ///
    /// ```
    /// use auth_types::rpc_error::AUTH_KEY_UNREGISTERED;
    /// assert_eq!(AUTH_KEY_UNREGISTERED.error().class().name(), "UNAUTHORIZED");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SeeOther => "SEE_OTHER",
            Self::BadRequest => "BAD_REQUEST",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::Flood => "FLOOD",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error whose meaning is known: what a server makes errors from, and what a client compares them with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Known {
    /// The code that goes with the name.
    pub code: i32,
    /// The type without its parameter.
    pub name: &'static str,
}

impl Known {
    /// The error, without a parameter.
    #[must_use]
    pub fn error(self) -> RpcError {
        RpcError::new(self.code, self.name)
    }

    /// The error with a parameter: `FLOOD_WAIT.with(30)` is `FLOOD_WAIT_30`.
    #[must_use]
    pub fn with(self, parameter: u32) -> RpcError {
        RpcError::new(self.code, format!("{}_{parameter}", self.name))
    }
}

macro_rules! known {
    ($($(#[$doc:meta])+ $name:ident = $code:literal;)+) => {
        $($(#[$doc])+ pub const $name: Known = Known { code: $code, name: stringify!($name) };)+

        /// All of them.
        pub const ALL: &[Known] = &[$($name),+];
    };
}

known! {
    /// The phone number belongs to another data center, which the parameter names.
    PHONE_MIGRATE = 303;
    /// The caller's network belongs to another data center, which the parameter names.
    NETWORK_MIGRATE = 303;
    /// What was sent is no phone number.
    PHONE_NUMBER_INVALID = 400;
    /// The phone number is banned.
    PHONE_NUMBER_BANNED = 400;
    /// The request has no hash of a code.
    PHONE_CODE_HASH_EMPTY = 400;
    /// The request has no code.
    PHONE_CODE_EMPTY = 400;
    /// The code is not the one that was sent.
    PHONE_CODE_INVALID = 400;
    /// There is no code to compare with, or no longer: another one has to be sent.
    PHONE_CODE_EXPIRED = 400;
    /// The code is right, and nobody has this phone number yet.
    PHONE_NUMBER_UNOCCUPIED = 400;
    /// The code is right, and somebody has this phone number already.
    PHONE_NUMBER_OCCUPIED = 400;
    /// The first name cannot be one.
    FIRSTNAME_INVALID = 400;
    /// The last name cannot be one.
    LASTNAME_INVALID = 400;
    /// The application is not known, or its hash is wrong.
    API_ID_INVALID = 400;
    /// The authorization to import is unknown, used or too old.
    AUTH_BYTES_INVALID = 400;
    /// The data center does not exist, or is this one.
    DC_ID_INVALID = 400;
    /// Too often: wait as many seconds as the parameter says.
    FLOOD_WAIT = 420;
    /// No user was ever associated with the key.
    AUTH_KEY_UNREGISTERED = 401;
    /// The association of the key with its user has expired.
    SESSION_EXPIRED = 401;
    /// The association of the key with its user was ended from elsewhere.
    SESSION_REVOKED = 401;
    /// There is no such method.
    INPUT_METHOD_INVALID = 400;
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn texts_are_split_by_the_rule() {
        let cases = [
            ("PHONE_CODE_INVALID", "PHONE_CODE_INVALID", None, None),
            ("FLOOD_WAIT_30", "FLOOD_WAIT", Some(30), None),
            ("FLOOD_WAIT_0", "FLOOD_WAIT", Some(0), None),
            ("PHONE_MIGRATE_2: go there", "PHONE_MIGRATE", Some(2), Some("go there")),
            ("FLOOD_WAIT_4294967295", "FLOOD_WAIT", Some(u32::MAX), None),
            ("FLOOD_WAIT_4294967296", "FLOOD_WAIT_4294967296", None, None),
            ("FLOOD_WAIT_", "FLOOD_WAIT_", None, None),
            ("2FA_CONFIRM_WAIT_9", "2FA_CONFIRM_WAIT", Some(9), None),
            ("_30", "_30", None, None),
            ("30", "30", None, None),
            ("A_30_B", "A_30_B", None, None),
            ("A: b: c", "A", None, Some("b: c")),
            ("A: first\nsecond", "A", None, Some("first")),
            ("A: ", "A", None, None),
            ("A:b", "A", None, None),
            ("A b", "A", None, None),
            ("A_5é: b", "A", Some(5), None),
            ("é", "", None, None),
            ("wrong", "", None, None),
            (": b", "", None, None),
            ("", "", None, None),
        ];
        for (text, name, parameter, description) in cases {
            let error = RpcError::new(400, text);
            assert_eq!(
                (error.name(), error.parameter(), error.description()),
                (name, parameter, description),
                "{text:?}"
            );
        }
    }

    #[test]
    fn every_known_error_is_found_again_by_its_text() {
        for known in ALL {
            for error in
                [known.error(), known.with(2), RpcError::new(known.code, format!("{}: why", known.name))]
            {
                let same: Vec<_> = ALL.iter().filter(|other| error.is(**other)).collect();
                assert_eq!(same, [known], "{error}");
            }
            assert!(!RpcError::new(500, known.name).is(*known));
            assert_ne!(known.error().class(), ErrorClass::Internal);
        }
    }

    #[test]
    fn every_code_has_a_class() {
        let named = [303, 400, 401, 403, 404, 406, 420];
        for code in (-1000..1000).chain([i32::MIN, i32::MAX]) {
            assert_eq!(ErrorClass::of(code) == ErrorClass::Internal, !named.contains(&code), "{code}");
        }
    }

    #[test]
    fn the_wire_keeps_both_parts() {
        let error = FLOOD_WAIT.with(7);
        let bytes = tl_runtime::to_bytes(&mtproto::RpcError::from(error.clone())).ok();
        let bytes = bytes.as_deref().unwrap_or_default();
        assert_eq!(bytes.get(..8), Some(&[0x19, 0xca, 0x44, 0x21, 0xa4, 0x01, 0, 0][..]));
        let back = tl_runtime::from_bytes::<mtproto::RpcError>(bytes).map(RpcError::from);
        assert_eq!(back, Ok(error));
    }
}
