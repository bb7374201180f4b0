//! The table in CONFORMANCE.md, where each schema has a row.
//!
//! In: how many combinators of a schema were proved. Out: a failure when its row says something else, or, with `BLESS=1`,
//! the row set right. The other cells belong to `conformance.rs`.

use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use super::schemas::SCHEMAS;

/// The place of the cell between the bars of a row.
const CELL: usize = 3;

/// Tests run side by side, and there is one file.
static FILE: Mutex<()> = Mutex::new(());

/// Compares the cell of a schema, by its name in `OUT_DIR`. A schema without a row, such as a test's own, passes.
pub(crate) fn agrees(name: &str, proved: usize) {
    let Some((_, title, test)) = SCHEMAS.iter().find(|row| row.0 == name) else { return };
    let _one_at_a_time = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CONFORMANCE.md");
    let table = fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let row = table.lines().find(|line| line.starts_with(&format!("| {title} |")));
    let row = row.unwrap_or_else(|| panic!("CONFORMANCE.md has no row for {title}"));
    let mut cells: Vec<&str> = row.split('|').collect();
    let proved = format!(" {proved} ");
    if cells[CELL] == proved {
        return;
    }
    let was = cells[CELL].trim();
    if env::var_os("BLESS").is_some_and(|bless| bless == "1") && env::var_os("CI").is_none() {
        cells[CELL] = &proved;
        fs::write(path, table.replace(row, &cells.join("|"))).unwrap();
        return;
    }
    panic!(
        "CONFORMANCE.md says {was} for {title}, and{proved}are proved: run `BLESS=1 cargo test -p tl-tests --test {test}`"
    );
}
