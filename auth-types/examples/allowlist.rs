//! Prints the methods that a key without a user may call.
//!
//! ```text
//! cargo run -p auth-types --example allowlist
//! ```

#![allow(clippy::print_stdout, reason = "printing is what this example is for")]

use auth_types::{LAYER, unauthorized};

fn main() {
    println!("layer {LAYER}");
    for (id, name) in unauthorized::METHODS {
        println!("{id:08x} {name}");
    }
}
