//! What the three measurements share, and what is generated for them.
//!
//! In: nothing. Out: our code for the whole Telegram API, and the text of its schema, which is the one that
//! grammers-tl-types ships: its types are [`grammers`], so that both speak the same schema.

#[cfg(feature = "bench")]
pub mod clock;
#[cfg(feature = "bench")]
pub mod report;

/// Our code for the schema.
pub mod api {
    tl_runtime::include_schema!("api");
}

/// The same with borrowed types, of what the workloads need.
#[cfg(feature = "bench")]
pub mod api_borrowed {
    tl_runtime::include_schema!("api_borrowed");
}

pub use grammers_tl_types as grammers;

/// The schema.
pub const API: &str = include_str!(concat!(env!("OUT_DIR"), "/api.tl"));
