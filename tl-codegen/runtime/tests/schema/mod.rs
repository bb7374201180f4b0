//! A small schema and the Rust for it, written by hand in the shape that the generator emits. Every trait and every
//! way of reading and writing takes part.
#![allow(dead_code, unreachable_pub)]

use tl_runtime::{Bare, Facts, Function, Reader, Root, Schema, VERSION, Value, Writer, prelude::*};

pub static SCHEMA: Schema = Schema::new(
    VERSION,
    &[
        "point#11110001 x:int y:int = Point",
        "shape.circle#11110011 centre:point radius:double = shape.Shape",
        "shape.poly#11110012 flags:# closed:flags.0?true name:flags.1?string style:flags.1?int \
             points:Vector<Point> = shape.Shape",
        "shape.none#11110013 = shape.Shape",
        "text.plain#11110021 text:string = text.Text",
        "text.bold#11110022 text:text.Text = text.Text",
        "text.concat#11110023 texts:Vector<text.Text> = text.Text",
        "grid#11110031 n:# cells:n*[ a:int b:string ] corner:2*[int] = Grid",
        "sealed#11110041 ok:Bool key:int128 data:bytes marks:(vector true) = Sealed",
        "masked#11110051 mask:# when:mask.31?long rest:mask?# = Masked",
        "page#11110061 shapes:vector<shape.Shape> lists:Vector<Vector<long>> = Page",
        "true#3fedd339 = True",
    ],
    &[
        "getShapes#22220001 name:string = Vector<shape.Shape>",
        "withLayer#22220002 {X:Type} layer:int query:!X = X",
        "getCells#22220003 n:# = Cells n",
    ],
);

macro_rules! bare {
    ($type:ty, $id:literal, $name:literal, $min:expr, |$r:ident| $read:expr, |$self:ident, $w:ident| $write:block) => {
        impl Bare<'_> for $type {
            const FACTS: Facts = Facts(&SCHEMA, $id, $min);
            fn read_bare($r: &mut Reader<'_>) -> Self {
                $read
            }
            fn write_bare(&$self, $w: &mut Writer) $write
        }
    };
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}
bare!(Point, 0x1111_0001, "point", 8, |r| Self { x: r.get(), y: r.get() }, |self, w| {
    w.put(&self.x);
    w.put(&self.y);
});

#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    pub centre: Point,
    pub radius: f64,
}
bare!(Circle, 0x1111_0011, "shape.circle", 16, |r| Self { centre: r.bare(), radius: r.get() }, |self, w| {
    w.bare(&self.centre);
    w.put(&self.radius);
});

#[derive(Debug, Clone, PartialEq)]
pub struct Poly {
    pub closed: bool,
    pub name: Option<String>,
    pub style: Option<i32>,
    pub points: Vec<Point>,
}
bare!(
    Poly,
    0x1111_0012,
    "shape.poly",
    12,
    |r| {
        let flags = r.nat();
        Self {
            closed: r.flag(flags, 0),
            name: r.opt(flags, 1),
            style: r.opt(flags, 1),
            points: r.boxed_vector(12, |r| r.get()),
        }
    },
    |self, w| {
        w.agree(self.name.is_some(), self.style.is_some(), "style");
        w.nat(u32::from(self.closed) | u32::from(self.name.is_some()) << 1);
        w.opt(&self.name);
        w.opt(&self.style);
        w.boxed_vector(&self.points, |w, point| w.put(point));
    }
);

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Circle(Box<Circle>),
    Poly(Poly),
    None,
}
impl Value<'_> for Shape {
    const MIN: usize = 4;
    const ROOT: Root = Root::Type(&SCHEMA, "shape.Shape");
    fn read(r: &mut Reader<'_>) -> Self {
        match r.id() {
            Circle::ID => Self::Circle(r.boxed(Bare::read_bare)),
            Poly::ID => Self::Poly(r.bare()),
            0x1111_0013 => Self::None,
            id => {
                r.unknown(id, "shape.Shape");
                Self::None
            }
        }
    }
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Circle(value) => w.put(&**value),
            Self::Poly(value) => w.put(value),
            Self::None => w.id(0x1111_0013),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    Plain(String),
    Bold(Box<Text>),
    Concat(Vec<Text>),
}
impl Value<'_> for Text {
    const MIN: usize = 4;
    const ROOT: Root = Root::Type(&SCHEMA, "text.Text");
    fn read(r: &mut Reader<'_>) -> Self {
        r.nested(|r| match r.id() {
            0x1111_0021 => Self::Plain(r.get()),
            0x1111_0022 => Self::Bold(r.boxed(|r| r.get())),
            0x1111_0023 => Self::Concat(r.get()),
            id => {
                r.unknown(id, "text.Text");
                Self::Plain(r.get())
            }
        })
    }
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Plain(text) => {
                w.id(0x1111_0021);
                w.put(text);
            }
            Self::Bold(text) => {
                w.id(0x1111_0022);
                w.put(&**text);
            }
            Self::Concat(texts) => {
                w.id(0x1111_0023);
                w.put(texts);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub n: u32,
    pub cells: Vec<(i32, String)>,
    pub corner: [i32; 2],
}
bare!(
    Grid,
    0x1111_0031,
    "grid",
    12,
    |r| {
        let n = r.nat();
        Self { n, cells: r.repeat(n, 8, |r| (r.get(), r.get())), corner: r.array::<2, i32>(|r| r.get()) }
    },
    |self, w| {
        w.nat(self.n);
        w.repeat(self.n, &self.cells, "cells", |w, (a, b)| {
            w.put(a);
            w.put(b);
        });
        w.items(&self.corner, |w, item| w.put(item));
    }
);

#[derive(Debug, Clone, PartialEq)]
pub struct True {}
bare!(True, 0x3fed_d339, "true", 0, |_r| Self {}, |self, _w| {});

#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    pub ok: bool,
    pub key: [u8; 16],
    pub data: Vec<u8>,
    pub marks: Vec<True>,
}
bare!(
    Sealed,
    0x1111_0041,
    "sealed",
    28,
    |r| Self { ok: r.get(), key: r.get(), data: r.get(), marks: r.vector(0, |r| r.bare()) },
    |self, w| {
        w.put(&self.ok);
        w.put(&self.key);
        w.put(&self.data);
        w.vector(&self.marks, |w, mark| w.bare(mark));
    }
);

#[derive(Debug, Clone, PartialEq)]
pub struct Masked {
    pub mask: u32,
    pub when: Option<i64>,
    pub rest: Option<u32>,
}
bare!(
    Masked,
    0x1111_0051,
    "masked",
    4,
    |r| {
        let mask = r.nat();
        Self { mask, when: r.opt(mask, 31), rest: r.opt_with(mask != 0, |r| r.nat()) }
    },
    |self, w| {
        w.nat(self.mask);
        w.present(self.mask, 31, self.when.is_some(), "when");
        w.opt(&self.when);
        w.opt_with(&self.rest, |w, rest| w.nat(*rest));
    }
);

#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub shapes: Vec<Shape>,
    pub lists: Vec<Vec<i64>>,
}
bare!(Page, 0x1111_0061, "page", 12, |r| Self { shapes: r.bare_vector(), lists: r.get() }, |self, w| {
    w.bare_vector(&self.shapes);
    w.put(&self.lists);
});

#[derive(Debug, Clone, PartialEq)]
pub struct GetShapes {
    pub name: String,
}
bare!(GetShapes, 0x2222_0001, "getShapes", 4, |r| Self { name: r.get() }, |self, w| {
    w.put(&self.name);
});
impl Function<'_> for GetShapes {
    type Return<'r> = Vec<Shape>;
    const RETURN: &'static str = "Vector<shape.Shape>";
    fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r> {
        r.get()
    }
    fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer) {
        w.put(value);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct WithLayer<X> {
    pub layer: i32,
    pub query: X,
}
impl<'a, X: Function<'a>> Bare<'a> for WithLayer<X> {
    const FACTS: Facts = Facts(&SCHEMA, 0x2222_0002, 4 + <X as Value<'a>>::MIN);
    fn read_bare(r: &mut Reader<'a>) -> Self {
        Self { layer: r.get(), query: r.get() }
    }
    fn write_bare(&self, w: &mut Writer) {
        w.put(&self.layer);
        w.put(&self.query);
    }
}
impl<'a, X: Function<'a>> Function<'a> for WithLayer<X> {
    type Return<'r> = X::Return<'r>;
    const RETURN: &'static str = X::RETURN;
    fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r> {
        self.query.read_return(r)
    }
    fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer) {
        self.query.write_return(value, w);
    }
}

/// Its reply is as long as the request says.
#[derive(Debug, Clone, PartialEq)]
pub struct GetCells {
    pub n: u32,
}
bare!(GetCells, 0x2222_0003, "getCells", 4, |r| Self { n: r.nat() }, |self, w| {
    w.nat(self.n);
});
impl Function<'_> for GetCells {
    type Return<'r> = Vec<i32>;
    const RETURN: &'static str = "Cells n";
    fn read_return<'r>(&self, r: &mut Reader<'r>) -> Self::Return<'r> {
        r.repeat(self.n, 4, |r| r.get())
    }
    fn write_return(&self, value: &Self::Return<'_>, w: &mut Writer) {
        w.repeat(self.n, value, "result", |w, item| w.put(item));
    }
}

/// Words as little-endian bytes, to write expected bytes down.
pub fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
