//! The addresses of API keys. What a key is and what is done with it is `access`'s, as is whom it lets in.

pub mod api;
