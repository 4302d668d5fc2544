//! Calls of other services over HTTP; the only user of reqwest. One [`Client`] for each service keeps to time-outs, a
//! number of calls at once, a size of answers and a circuit breaker, and says of each failure why it happened. Slices
//! that talk to another service call it.

mod addresses;
mod backoff;
mod breaker;
mod call_error;
mod client;
mod exchange;
mod observer;
mod request;
mod token;
mod transport;

pub use addresses::is_reserved;
pub use call_error::CallError;
pub use client::{Client, Settings};
pub use exchange::Answer;
pub use observer::{Circuit, Observer, Unobserved};
pub use request::{Method, Request};
