//! The border between generated code and this crate: the version handshake, and the macro that mounts the output.
//!
//! Both work at compile time; nothing here runs in the finished program.

/// The version of the contract between generated code and this crate. The generator writes the version it was
/// built for into its output; [`require_version`] compares.
pub const VERSION: u32 = 1;

/// Stops the compilation of generated code that another version of the generator wrote.
///
/// ```
/// const _: () = tl_runtime::require_version(1);
/// ```
///
/// ```compile_fail
/// const _: () = tl_runtime::require_version(0);
/// ```
pub const fn require_version(generated: u32) {
    assert!(
        generated == VERSION,
        "this code was generated for another version of tl-runtime: use the same version of tl-codegen and \
         tl-runtime, then generate the code again"
    );
}

/// Mounts the file that `tl_codegen::compile` wrote in the build script: `include_schema!("api")` includes
/// `OUT_DIR/api.rs`, the output for a schema file named `api.tl`.
///
/// Put it at the top of a module; the modules of the schema become items of that module.
///
/// ```ignore
/// // needs a build script: this is `src/lib.rs` of a package whose build.rs compiles `schema/api.tl`
/// tl_runtime::include_schema!("api");
/// ```
#[macro_export]
macro_rules! include_schema {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// A struct whose fields are all there and in their default forms: `plain!(types::Dot, 0x11110001, 8, x, y)` with its
/// path, id, fewest bytes and fields. `in_arm` before the path reads it in place where its one enum does; with `late` what
/// writes it is compiled where somebody does so, with `where_used` what reads it too. A type with a lifetime is not written
/// so.
#[doc(hidden)]
#[macro_export]
macro_rules! plain {
    (in_arm late $($rest:tt)*) => {
        $crate::plain!(@ [#[inline(always)]] [#[inline]] $($rest)*);
    };
    (in_arm $($rest:tt)*) => {
        $crate::plain!(@ [#[inline(always)]] [] $($rest)*);
    };
    (late $($rest:tt)*) => {
        $crate::plain!(@ [] [#[inline]] $($rest)*);
    };
    (where_used $($rest:tt)*) => {
        $crate::plain!(@ [#[inline]] [#[inline]] $($rest)*);
    };
    (@ [$(#[$read:meta])?] [$(#[$write:meta])?] $type:path, $id:literal, $min:literal $(, $field:ident)*) => {
        impl $crate::Bare<'_> for $type {
            const FACTS: $crate::Facts = $crate::Facts(&SCHEMA, $id, $min);

            $(#[$read])?
            fn read_bare(r: &mut $crate::Reader<'_>) -> Self {
                Self { $($field: r.get(),)* }
            }

            $(#[$write])?
            fn write_bare(&self, w: &mut $crate::Writer) {
                $(w.put(&self.$field);)*
            }
        }
    };
    ($($rest:tt)*) => {
        $crate::plain!(@ [] [] $($rest)*);
    };
}

/// `new` of a struct with optional fields: its path, its parameters, and what the other fields are:
/// `new!(types::Dot, (x: i32, y: i32); note: None)`. In place of that all fields stand in parentheses where one that is
/// given is not kept as it is: `new!(types::Dot, (x: i32, y: i32), (x: Box::new(x), y, note: None))`.
#[doc(hidden)]
#[macro_export]
macro_rules! new {
    ($type:path, ($($parameter:ident: $of:ty),*); $($other:ident: $absent:expr),*) => {
        impl $type {
            /// Without its optional fields.
            #[inline]
            pub fn new($($parameter: $of),*) -> Self {
                Self { $($parameter,)* $($other: $absent),* }
            }
        }
    };
    ($type:path, ($($parameter:ident: $of:ty),*), ($($fields:tt)*)) => {
        impl $type {
            /// Without its optional fields.
            #[inline]
            pub fn new($($parameter: $of),*) -> Self {
                Self { $($fields)* }
            }
        }
    };
}

/// A function whose answer has its default form: `function!(functions::Find, enums::Point)`, with its modifiers behind it,
/// and with the TL text of the answer where the table cannot tell it.
#[doc(hidden)]
#[macro_export]
macro_rules! function {
    ($type:path, $return:ty $(, $text:literal)? $(, [$($modifier:literal),*])?) => {
        impl $crate::PlainFunction<'_> for $type {
            type Return<'r> = $return;
            $(const RETURN: &'static str = $text;)?
            $(const MODIFIERS: &'static [&'static str] = &[$($modifier),*];)?
        }
    };
}
