//! An error says on which path it lies, what was expected there and what to do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod schema;

use schema::*;
use tl_runtime::{
    Bare, Facts, Function, Limits, Reader, Root, Schema, VERSION, Value, Writer, bare_from_bytes,
    decode_reply, from_bytes, from_bytes_with, trace,
};

const VECTOR: u32 = 0x1cb5_c415;

#[track_caller]
fn path<T: for<'a> Value<'a> + std::fmt::Debug>(bytes: &[u8], path: &str, expected: &str) {
    let error = from_bytes::<T>(bytes).unwrap_err();
    assert_eq!((error.path(), error.expected()), (path, expected), "{error}");
}

#[test]
fn paths_go_through_every_construct() {
    path::<i32>(&[1], "int", "int");
    path::<Point>(&words(&[5]), "point", "point");
    path::<Point>(&words(&[Point::ID]), "point.x", "int");
    path::<Point>(&words(&[Point::ID, 1]), "point.y", "int");
    path::<Shape>(&words(&[5]), "shape.Shape", "shape.Shape");
    path::<Shape>(&words(&[Circle::ID, 1]), "shape.circle.centre.point.y", "int");
    path::<Shape>(&words(&[Circle::ID, 1, 2, 3]), "shape.circle.radius", "double");
    path::<Shape>(&words(&[Poly::ID]), "shape.poly.flags", "#");
    path::<Shape>(&words(&[Poly::ID, 2, 0x6101]), "shape.poly.style", "int");
    path::<Shape>(&words(&[Poly::ID, 2, 0x0100_6101, 7, VECTOR, 0]), "shape.poly.name", "string");
    path::<Shape>(&words(&[Poly::ID, 0, 7, 0]), "shape.poly.points", "Vector<Point>");
    path::<Shape>(&words(&[Poly::ID, 0, VECTOR, 9]), "shape.poly.points", "Vector<Point>");
    let points = [Poly::ID, 0, VECTOR, 2, Point::ID, 1, 2, 7, 1, 2];
    path::<Shape>(&words(&points), "shape.poly.points[1]", "Point");
    path::<Vec<Vec<i32>>>(&words(&[VECTOR, 2, VECTOR, 1, 5, VECTOR, 1]), "Vector[1]", "Vector");
    path::<Vec<Shape>>(
        &words(&[VECTOR, 2, 0x1111_0013, Circle::ID, 1, 2, 3]),
        "Vector[1].shape.circle.radius",
        "double",
    );
    let texts = [0x1111_0022, 0x1111_0023, VECTOR, 2, 0x1111_0021, 0, 0x1111_0021, 0x0100_0001];
    path::<Text>(&words(&texts), "text.bold.text.text.concat.texts[1].text.plain.text", "string");
    path::<Grid>(&words(&[Grid::ID, 2, 1, 0, 2, 0x01_0000, 8, 9]), "grid.cells[1].b", "string");
    path::<Grid>(&words(&[Grid::ID, 2, 1, 0, 2, 0, 8]), "grid.corner[1]", "int");
    path::<Sealed>(&words(&[Sealed::ID, 9, 0, 0, 0, 0, 0, 0]), "sealed.ok", "Bool");
    path::<Sealed>(&words(&[Sealed::ID, 0x9972_75b5, 0, 0, 0]), "sealed.key", "int128");
    path::<Masked>(&words(&[Masked::ID, 0x8000_0000, 0, 0]), "masked.rest", "#");
    path::<Masked>(&words(&[Masked::ID, 0x8000_0000, 0]), "masked.when", "long");
    path::<Page>(&words(&[Page::ID, 1, 7, VECTOR, 0]), "page.shapes[0]", "shape.Shape");
    let page = [Page::ID, 1, 0x1111_0013, VECTOR, 1, VECTOR, 3, 1, 0, 2, 0];
    path::<Page>(&words(&page), "page.lists[0]", "Vector<long>");
    let call = [0x2222_0002, 11, 0x2222_0001, 0xff];
    path::<WithLayer<GetShapes>>(&words(&call), "withLayer.query.getShapes.name", "string");
    path::<WithLayer<GetShapes>>(&words(&[0x2222_0002, 11, 5, 5]), "withLayer.query", "a function");
    path::<Point>(&words(&[Point::ID, 1, 2, 3]), "point", "");
    let error = bare_from_bytes::<Point>(&words(&[1])).unwrap_err();
    assert_eq!(error.path(), "point.y");
    let error = decode_reply(&GetShapes { name: "a".into() }, &words(&[VECTOR, 1, 7])).unwrap_err();
    assert_eq!(error.path(), "Vector[0]");
    // How many cells there are is not in the reply, so the table cannot tell.
    let error = decode_reply(&GetCells { n: 2 }, &words(&[1, 2, 3])).unwrap_err();
    assert_eq!((error.path(), error.expected(), GetCells::RETURN), ("Cells n.…", "", "Cells n"));
}

#[test]
fn a_message_says_what_where_and_what_to_do() {
    let points = words(&[Poly::ID, 0, VECTOR, 1, Circle::ID, 1, 2]);
    assert_eq!(
        from_bytes::<Shape>(&points).unwrap_err().to_string(),
        "id 0x11110011 instead of 0x11110001 at byte 16 (shape.poly.points[0]), where Point was expected; that id is \
         `shape.circle#11110011 centre:point radius:double = shape.Shape`; known here: point#11110001; if the peer \
         speaks another layer of the schema, generate the code from the schema of that layer"
    );
    let error = from_bytes::<Page>(&words(&[Page::ID, 1, 0x1234_5678, VECTOR, 0])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "0x12345678 is no constructor of shape.Shape at byte 8 (page.shapes[0]), where shape.Shape was expected; \
         known here: shape.circle#11110011, shape.poly#11110012, shape.none#11110013; if the peer speaks another \
         layer of the schema, generate the code from the schema of that layer"
    );
    let known = [(0x1111_0011, "shape.circle"), (0x1111_0012, "shape.poly"), (0x1111_0013, "shape.none")];
    assert_eq!(error.known_ids(), known);
    assert_eq!(
        from_bytes::<Grid>(&words(&[Grid::ID, 2, 1, 0, 2])).unwrap_err().to_string(),
        "2 items of at least 8 bytes cannot be in the 12 bytes left at byte 8 (grid.cells[0].a), where int was \
         expected; the bytes are damaged or belong to another type"
    );
    assert_eq!(
        from_bytes::<Point>(&words(&[Point::ID, 1, 2, 3])).unwrap_err().to_string(),
        "the value is complete, but 4 bytes follow at byte 12 (point); pass the bytes of the value alone, or use \
         from_prefix if more may follow"
    );
}

#[test]
fn a_long_path_keeps_both_ends() {
    let error = from_bytes::<Text>(&words(&[0x1111_0022; 1000])).unwrap_err();
    assert!(error.path().starts_with("text.bold.text.text.bold.text."));
    assert!(error.path().contains(".….") && error.path().ends_with("text.bold.text"), "{}", error.path());
    assert!(error.path().len() < 400);
}

/// The search for the place gives up rather than take long, and then claims no place.
#[test]
fn a_search_is_bounded() {
    let count = 100_000;
    let bytes = words(&[&[VECTOR, count], &vec![0x1111_0013; count as usize - 1][..], &[7]].concat());
    // The last word is the error, not the memory.
    let limits = Limits::new().memory_per_byte(64);
    let error = from_bytes_with::<Vec<Shape>>(&bytes, &limits).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("Vector<shape.Shape>.…", 8 + 4 * (count as usize - 1)));
    // Numbers are passed over at once, however many there are.
    let bytes =
        words(&[&[Page::ID, 0, VECTOR, 2, VECTOR, count], &vec![7; 2 * count as usize][..], &[7]].concat());
    path::<Page>(&bytes, "page.lists[1]", "Vector<long>");
}

/// A schema of forms that the types above do not have, read by the table alone.
#[test]
fn the_table_alone_reads_every_form() {
    static WIDE: Schema = Schema::new(
        VERSION,
        &[
            "pair#00000001 {X:Type} {Y:Type} a:X b:Y = Pair X Y",
            "none#00000002 {t:Type} = Maybe t",
            "some#00000003 {t:Type} value:t = Maybe t",
            "tuple#00000004 {t:Type} {n:#} [ t ] = Tuple t n",
            "outer#00000005 {f:#} x:f.0?int y:f.1?%Inner z:(tuple int (f+1)) = Outer f",
            "inner#00000006 value:long = Inner",
            "user#00000007 f:# (a b:f.0?(pair int string)) m:Maybe<Pair<int,%Inner>> o:(outer 3) = User",
            "any#00000008 o:Object i:Int l:%Long t:%True u:True = Any",
            "dict#00000009 {t:Type} %(Vector %(Entry t)) = Dict t",
            "entry#0000000a {t:Type} key:string value:t = Entry t",
            "grow#0000000b {t:Type} next:(grow (pair t t)) = Grow t",
            "loop#0000000c next:loop = Loop",
            "torn#0000000d x:(int = Torn",
            "int53#0000000e = Int53",
            "object#0000000f ? = Object",
        ],
        &[],
    );
    let walk = |text, list: &[u32]| trace::walk(&Root::Type(&WIDE, text), &words(list));
    let user = [7, 1, 5, 0x6101, 6, 0x6201, 3, 1, 10, 20, 0, 77, 88, 0, 1, 2, 3, 4];
    assert_eq!(walk("User", &user), Ok(user.len() * 4));
    assert_eq!(walk("User", &user[..17]), Err((68, "user.o.outer.z.tuple[3]".into())));
    assert_eq!(walk("user", &user[1..]), Ok(user.len() * 4 - 4));
    assert_eq!(walk("Maybe<int>", &[2]), Ok(4));
    assert_eq!(walk("Maybe int", &[3, 9]), Ok(8));
    assert_eq!(walk("(Maybe (pair int long))", &[3, 9, 0]), Err((8, "some.value.pair.b".into())));
    assert_eq!(walk("Any", &[8, 6, 1, 0, 0xa850_9bda, 5, 1, 1, 0x3fed_d339]), Ok(36));
    assert_eq!(walk("Any", &[8, 99]), Err((4, "any.o".into())));
    assert_eq!(walk("Dict<int>", &[9, 2, 0x6101, 1, 0x6201]), Err((20, "dict[1].entry.value".into())));
    assert_eq!(walk("Int53", &[14, 1, 2]), Ok(12));
    for endless in ["(grow int)", "loop"] {
        let (at, path) = walk(endless, &[]).unwrap_err();
        assert!(at == 0 && path.ends_with(".…"), "{path}");
    }
    for unknown in ["Nope", "nope", "torn", "Torn", "x y", "<", "", "%Maybe<"] {
        assert!(walk(unknown, &[13, 13]).is_err(), "{unknown}");
    }
}

/// A table that does not fit the code must not do harm: the error is there, only the path is not.
#[test]
fn a_wrong_table_costs_the_path_alone() {
    static WRONG: Schema = Schema::new(VERSION, &["one#00000001 x:flags.3?int = One"], &[]);
    #[derive(Debug)]
    struct One;
    impl Bare<'_> for One {
        const FACTS: Facts = Facts(&WRONG, 1, 4);
        fn read_bare(r: &mut Reader<'_>) -> Self {
            r.get::<i32>();
            Self
        }
        fn write_bare(&self, w: &mut Writer) {
            w.put(&0_i32);
        }
    }
    let error = from_bytes::<One>(&words(&[1])).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("one.…", 4));
}
