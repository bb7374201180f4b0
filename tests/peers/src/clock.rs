//! Times of things that are compared, taken in turns so that a disturbance meets all of them.
//!
//! In: closures that repeat one operation. Out: nanoseconds of one operation, the median over the turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Repeats one operation as often as it is told.
pub type Repeat<'a> = Box<dyn FnMut(u32) + 'a>;

/// Makes a [`Repeat`] of an operation; what the operation returns is dropped within the time.
pub fn repeat<'a, T>(mut operation: impl FnMut() -> T + 'a) -> Repeat<'a> {
    Box::new(move |times| {
        for _ in 0..times {
            black_box(operation());
        }
    })
}

/// How long one turn of an operation lasts, about.
const TURN: Duration = Duration::from_millis(2);

/// The median time of each operation in nanoseconds, over so many turns.
pub fn contest(operations: &mut [Repeat<'_>], turns: usize) -> Vec<f64> {
    let times: Vec<u32> = operations.iter_mut().map(|operation| fitting(operation)).collect();
    let mut taken = vec![Vec::with_capacity(turns); operations.len()];
    for _ in 0..turns {
        for ((operation, times), taken) in operations.iter_mut().zip(&times).zip(&mut taken) {
            taken.push(turn(operation, *times).as_secs_f64() * 1e9 / f64::from(*times));
        }
    }
    taken.into_iter().map(median).collect()
}

fn turn(operation: &mut Repeat<'_>, times: u32) -> Duration {
    let start = Instant::now();
    operation(times);
    start.elapsed()
}

/// How many times fit into a turn; finding out also warms the operation up.
fn fitting(operation: &mut Repeat<'_>) -> u32 {
    let mut times = 1;
    loop {
        let taken = turn(operation, times);
        if taken >= TURN / 2 {
            let fit = f64::from(times) * TURN.as_secs_f64() / taken.as_secs_f64();
            return (fit as u32).max(1);
        }
        times *= 2;
    }
}

/// The one in the middle; 0 of nothing.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
