//! Random values and random damage: nothing panics, and the generated shape of code and the schema table agree on
//! every input.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod schema;

use proptest::{collection::vec, option, prelude::*};
use schema::*;
use std::fmt::Debug;
use tl_runtime::{DecodeErrorKind as Kind, Value, from_bytes, to_bytes, trace};

fn points() -> impl Strategy<Value = Point> {
    (any::<i32>(), any::<i32>()).prop_map(|(x, y)| Point { x, y })
}

fn shapes() -> impl Strategy<Value = Shape> {
    let circle =
        (points(), -1e9..1e9).prop_map(|(centre, radius)| Shape::Circle(Box::new(Circle { centre, radius })));
    let poly = (any::<bool>(), option::of((any::<String>(), any::<i32>())), vec(points(), 0..5)).prop_map(
        |(closed, both, points)| {
            let (name, style) = both.unzip();
            Shape::Poly(Poly { closed, name, style, points })
        },
    );
    prop_oneof![circle, poly, Just(Shape::None)]
}

fn texts() -> impl Strategy<Value = Text> {
    any::<String>().prop_map(Text::Plain).prop_recursive(6, 30, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|text| Text::Bold(Box::new(text))),
            vec(inner, 0..4).prop_map(Text::Concat),
        ]
    })
}

fn grids() -> impl Strategy<Value = Grid> {
    (vec((any::<i32>(), any::<String>()), 0..5), any::<[i32; 2]>()).prop_map(|(cells, corner)| Grid {
        n: u32::try_from(cells.len()).unwrap(),
        cells,
        corner,
    })
}

fn pages() -> impl Strategy<Value = Page> {
    (vec(shapes(), 0..5), vec(vec(any::<i64>(), 0..5), 0..4))
        .prop_map(|(shapes, lists)| Page { shapes, lists })
}

/// Both readings of the bytes give the same verdict; what is accepted is written back as it was, but for bits that
/// belong to no field; what is refused is refused at a place inside, with a path.
fn agree<T: for<'a> Value<'a> + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let walked = trace::walk(&T::ROOT, bytes);
    match from_bytes::<T>(bytes) {
        Ok(value) => {
            prop_assert_eq!(walked, Ok(bytes.len()));
            prop_assert!(to_bytes(&value).unwrap().len() == bytes.len());
        }
        Err(error) => {
            prop_assert!(error.offset() <= bytes.len());
            prop_assert!(!error.path().is_empty() && !error.path().ends_with('…'), "{}", error);
            match error.kind() {
                Kind::Trailing { left } => prop_assert_eq!(walked, Ok(bytes.len() - left)),
                // Refused at once; the table reads on to where the bytes are really missing.
                Kind::Count { .. } | Kind::Memory { .. } | Kind::ZeroSizeItems { .. } => {}
                Kind::Depth { .. } => {}
                // The table names the start of a string, the reader the byte in it.
                Kind::Padding | Kind::Utf8 => {
                    prop_assert!(walked.is_err_and(|(at, path)| at < error.offset() && path == error.path()));
                }
                _ => prop_assert_eq!(walked, Err((error.offset(), error.path().to_owned()))),
            }
        }
    }
    Ok(())
}

fn intact<T: for<'a> Value<'a> + Debug + PartialEq>(value: &T) -> Result<Vec<u8>, TestCaseError> {
    let bytes = to_bytes(value).unwrap();
    prop_assert_eq!(&from_bytes::<T>(&bytes).unwrap(), value);
    prop_assert_eq!(trace::walk(&T::ROOT, &bytes), Ok(bytes.len()));
    Ok(bytes)
}

fn damaged<T: for<'a> Value<'a> + Debug + PartialEq>(
    value: &T,
    damage: &[(usize, u32)],
    cut: usize,
) -> Result<(), TestCaseError> {
    let mut bytes = intact(value)?;
    for (place, change) in damage {
        let place = place % bytes.len();
        match change {
            // A word becomes an id of the schema, or a byte another byte.
            0..40 => {
                let ids =
                    [0x1cb5_c415, 0x1111_0011, 0x1111_0012, 0x1111_0013, 0x1111_0022, 0x1111_0023, 1, 0];
                let start = place / 4 * 4;
                bytes[start..start + 4].copy_from_slice(&u32::to_le_bytes(ids[*change as usize % ids.len()]));
            }
            _ => bytes[place] ^= change.to_le_bytes()[0],
        }
        agree::<T>(&bytes)?;
    }
    bytes.truncate(cut % (bytes.len() + 1));
    agree::<T>(&bytes)
}

fn damage() -> impl Strategy<Value = Vec<(usize, u32)>> {
    vec((any::<usize>(), 0..296_u32), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shapes_survive(value in shapes(), damage in damage(), cut: usize) {
        damaged(&value, &damage, cut)?;
    }

    #[test]
    fn texts_survive(value in texts(), damage in damage(), cut: usize) {
        damaged(&value, &damage, cut)?;
    }

    #[test]
    fn grids_survive(value in grids(), damage in damage(), cut: usize) {
        damaged(&value, &damage, cut)?;
    }

    #[test]
    fn pages_survive(value in pages(), damage in damage(), cut: usize) {
        damaged(&value, &damage, cut)?;
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..200)) {
        agree::<Shape>(&bytes)?;
        agree::<Text>(&bytes)?;
        agree::<Grid>(&bytes)?;
        agree::<Sealed>(&bytes)?;
        agree::<WithLayer<GetShapes>>(&bytes)?;
        agree::<Vec<Vec<String>>>(&bytes)?;
    }

    #[test]
    fn strings_of_any_length(length in 0..70_000_usize, byte: u8) {
        intact(&vec![byte; length])?;
    }

    #[test]
    fn every_cut_is_refused(value in pages()) {
        let bytes = intact(&value)?;
        for length in 0..bytes.len() {
            agree::<Page>(&bytes[..length])?;
            prop_assert!(from_bytes::<Page>(&bytes[..length]).is_err());
        }
    }
}
