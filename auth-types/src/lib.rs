//! x
#![no_std]
pub use tl_runtime;
tl_runtime::include_schema!("auth");
