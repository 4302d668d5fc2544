//! Closed lists of codes, each with its French label.

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident or $problem:ident {
        $($variant:ident = $code:literal, $label:literal;)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $label] $variant,)+
        }

        impl $name {
            /// Every code, in the usual order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The refusal of [`Self::parse`].
            pub const CODES: &'static [$crate::error::ProblemCode] = &[$crate::error::ProblemCode::$problem];

            /// The code in the API and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The label, in French.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Parses a code.
            ///
            /// # Errors
            #[doc = concat!("`", stringify!($problem), "` for an unknown code.")]
            pub fn parse(code: &str) -> Result<Self, $crate::values::InvalidValue> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::values::InvalidValue::new($crate::error::ProblemCode::$problem, format!(
                        "« {} » n’est pas un code connu ; attendu : {}.",
                        $crate::values::invisible::shorten(code), [$($code),+].join(", "),
                    ))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),+]))
                    .description(Some([$(concat!("`", $code, "` ", $label)),+].join(" · ")))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

mod contracts;
mod people;
mod plie;
mod withdrawals;
mod work;

pub use contracts::*;
pub use people::*;
pub use plie::*;
pub use withdrawals::*;
pub use work::*;
