//! Closed vocabularies: one canonical English token, one Chinese label, one table for both.

/// Declares an enum whose members have a canonical token and labels in two languages.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $token:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* #[doc = $zh] $variant,)+ }

        impl $name {
            /// Every member, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The canonical token.
            #[must_use]
            pub fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)+ }
            }

            /// The Chinese label.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// The English label.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }

            /// Reads a token or a Chinese label.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.token() == text || member.zh() == text)
            }
        }

        impl $crate::model::token::Vocabulary for $name {
            fn all() -> &'static [Self] { Self::ALL }
            fn token(self) -> &'static str { self.token() }
            fn zh(self) -> &'static str { self.zh() }
        }
    };
}
pub(crate) use vocabulary;

/// What every closed vocabulary can say of itself; the loader reads all of them through it.
pub trait Vocabulary: Copy + 'static {
    /// Every member in table order.
    fn all() -> &'static [Self];
    /// The canonical token.
    fn token(self) -> &'static str;
    /// The Chinese label.
    fn zh(self) -> &'static str;
}
