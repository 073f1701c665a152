//! The macro behind the catalogue: one declaration, two languages, one method.

/// Declares messages as methods of a language enum with the variants `En` and `Sw`.
///
/// ```
/// #[derive(Clone, Copy)]
/// enum Lang { En, Sw }
/// words::messages! { Lang;
///     hello { en "Hello", sw "Habari" }
///     greeting(name: &str) { en "Hello {name}", sw "Habari {name}" }
///     boxes(count: i64) { en "{count} box" | "{count} boxes", sw "Sanduku {count}" | "Masanduku {count}" }
/// }
/// assert_eq!(Lang::En.hello(), "Hello");
/// assert_eq!(Lang::Sw.greeting("Neema"), "Habari Neema");
/// assert_eq!((Lang::En.boxes(1), Lang::Sw.boxes(3)), ("1 box".into(), "Masanduku 3".into()));
/// ```
///
/// A missing translation fails the build:
/// ```compile_fail
/// enum Lang { En, Sw }
/// words::messages! { Lang; hello { en "Hello" } }
/// ```
///
/// So does a placeholder that is no argument:
/// ```compile_fail
/// enum Lang { En, Sw }
/// words::messages! { Lang; greeting(name: &str) { en "Hello {name}", sw "Habari {jina}" } }
/// ```
///
/// And, inside this crate, so does an argument that one language leaves out (`unused_variables` is denied; the compiler
/// keeps lints out of other crates' uses of a macro, so there is no example of it here).
#[doc(hidden)]
#[macro_export]
macro_rules! messages {
    ($lang:ty; $(
        $(#[$doc:meta])*
        $name:ident $(($($arg:ident: $type:ty),+))? {
            en $en:literal $(| $en_many:literal)?, sw $sw:literal $(| $sw_many:literal)?
        }
    )+) => {
        impl $lang {
            $($crate::messages! { @method
                [#[doc = concat!("“", $en, "”")] $(#[$doc])*] $name
                [$($($arg: $type),+)?] [$en $(, $en_many)?] [$sw $(, $sw_many)?]
            })+
        }

        /// Name and both texts of every message, for the tests that read the whole catalogue.
        #[cfg(test)]
        pub(crate) const TEXTS: &[(&str, &str, &str)] = &[$((
            stringify!($name),
            concat!($en, $("|", $en_many)?),
            concat!($sw, $("|", $sw_many)?),
        )),+];
    };
    (@method [$($doc:tt)*] $name:ident [] [$en:literal] [$sw:literal]) => {
        $($doc)*
        pub const fn $name(self) -> &'static str {
            const EN: &str = $en;
            const SW: &str = $sw;
            match self {
                Self::En => EN,
                Self::Sw => SW,
            }
        }
    };
    (@method [$($doc:tt)*] $name:ident [$($arg:ident: $type:ty),+] [$($en:literal),+] [$($sw:literal),+]) => {
        $($doc)*
        pub fn $name(self, $($arg: $type),+) -> String {
            match self {
                Self::En => $crate::messages! { @text [$($arg: $type),+] [$($en),+] },
                Self::Sw => $crate::messages! { @text [$($arg: $type),+] [$($sw),+] },
            }
        }
    };
    (@text [$($arg:ident: $type:ty),+] [$text:literal]) => {{
        #[deny(unused_variables)]
        fn text($($arg: $type),+) -> String {
            format!($text)
        }
        text($($arg),+)
    }};
    (@text [$count:ident: $number:ty $(, $arg:ident: $type:ty)*] [$one:literal, $many:literal]) => {{
        #[deny(unused_variables)]
        fn one($count: $number $(, $arg: $type)*) -> String {
            // "One shop sends this" need not repeat the count.
            let _ = $count;
            format!($one)
        }
        #[deny(unused_variables)]
        fn many($count: $number $(, $arg: $type)*) -> String {
            format!($many)
        }
        if $count == 1 { one($count $(, $arg)*) } else { many($count $(, $arg)*) }
    }};
}

/// Declares an enum over the texts another crate stores, and the method of [`crate::Lang`] that says each in words.
macro_rules! worded {
    (
        $(#[$doc:meta])* $name:ident, $method:ident;
        $($variant:ident $text:literal { en $en:literal, sw $sw:literal })+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("“", $en, "”")] $variant,)+
        }

        impl $name {
            /// Every value, in the order people meet them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The text it is stored as.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            const fn texts(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$variant => ($en, $sw),)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == text)
                    .ok_or_else(|| $crate::UnknownWord(text.to_owned()))
            }
        }

        impl $crate::Lang {
            $(#[$doc])*
            pub const fn $method(self, value: $name) -> &'static str {
                let (en, sw) = value.texts();
                match self {
                    Self::En => en,
                    Self::Sw => sw,
                }
            }
        }
    };
}
