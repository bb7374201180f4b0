//! What time it is: the system's, or what somebody said last.
//!
//! The packages' own code takes the time as an input; here it is where programs get it from.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that gives unix seconds.
pub(crate) enum Clock {
    /// The clock of the system.
    System,
    /// Stands still until it is set.
    Manual(AtomicI64),
}

impl Clock {
    /// The system's clock, or one that stands at a time.
    pub(crate) fn new(standing_at: Option<i64>) -> Self {
        standing_at.map_or(Self::System, |now| Self::Manual(AtomicI64::new(now)))
    }

    /// The time.
    pub(crate) fn now(&self) -> i64 {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
            }
            Self::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Sets a clock that stands still. False for the system's, which nobody here sets.
    pub(crate) fn set(&self, to: i64) -> bool {
        match self {
            Self::System => false,
            Self::Manual(now) => {
                now.store(to, Ordering::SeqCst);
                true
            }
        }
    }

    /// Whether the time passes by itself.
    pub(crate) fn runs(&self) -> bool {
        matches!(self, Self::System)
    }
}
