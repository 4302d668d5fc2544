//! The way out where the common backend of both engines lacks something.

/// Compiles one body for each engine's own connection: upserts, inserts of many rows and row locks are written once
/// and still use what each engine has.
macro_rules! native {
    ($conn:expr, |$native:ident| $body:expr) => {
        match $conn {
            $crate::db::AnyConn::Pg($native) => $body,
            $crate::db::AnyConn::Sqlite($native) => $body,
        }
    };
}

pub(crate) use native;
