//! What a server decides for itself: lengths, lifetimes and how often.
//!
//! Plain numbers; what they mean is enforced by the service and the stores. All times are seconds.

/// The parameters of a server. Make it from the default and change what differs:
///
/// ```
/// use auth_types::server::{Policy, Throttle};
///
/// let policy = Policy { dc_id: 2, code_digits: 6, codes_per_phone: Throttle::new(3, 86_400), ..Policy::default() };
/// assert_eq!(policy.call_delay, 30);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The number of this data center, to which authorizations are imported and from which none is exported to itself.
    pub dc_id: i32,
    /// How many digits a code has. With 5 of them, 5 attempts and 5 codes a day, a guess succeeds once in 4000 days.
    pub code_digits: usize,
    /// How long a code can be used, counted from its issue and never extended (promise P4).
    pub code_lifetime: u32,
    /// How many times a code is compared before it is dead (promise P1).
    pub attempts: u32,
    /// How long after the message the code may be asked for by a call (rule S5).
    pub call_delay: u32,
    /// How long an authorization holds (rules S12 and S14). Time on the wire ends in January 2038, and so does every
    /// authorization.
    pub authorization_lifetime: u32,
    /// How long an exported authorization can be imported (promise P11).
    pub export_lifetime: u32,
    /// How many codes are sent to a phone number, whoever asks (promise P2).
    pub codes_per_phone: Throttle,
    /// How many codes a key may ask for, to whatever number (promise P2).
    pub codes_per_key: Throttle,
    /// How many numbers a key may ask about by `auth.checkPhone`. With a limit of 0 it is always refused, which is the
    /// only way not to tell who is registered by it (promise P7).
    pub checks_per_key: Throttle,
    /// The most letters of a first or last name.
    pub name_letters: usize,
    /// The id of the first user that signs up. Servers that export authorizations to each other and have stores of their
    /// own start far apart, so that no id is given twice.
    pub first_user_id: i32,
}

impl Default for Policy {
    fn default() -> Self {
        const DAY: u32 = 86_400;
        Self {
            dc_id: 1,
            code_digits: 5,
            code_lifetime: 300,
            attempts: 5,
            call_delay: 30,
            authorization_lifetime: 365 * DAY,
            export_lifetime: 600,
            codes_per_phone: Throttle::new(5, DAY),
            codes_per_key: Throttle::new(10, DAY),
            checks_per_key: Throttle::new(20, DAY),
            name_letters: 64,
            first_user_id: 1,
        }
    }
}

/// So many times in so many seconds, counted from the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// How many times.
    pub limit: u32,
    /// In how many seconds.
    pub window: u32,
}

impl Throttle {
    /// `limit` times in `window` seconds.
    #[must_use]
    pub const fn new(limit: u32, window: u32) -> Self {
        Self { limit, window }
    }
}
