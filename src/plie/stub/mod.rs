//! A stand-in for the participant records, for development, the demonstration and the tests: it serves their contract
//! over HTTP from memory, checks what it is sent, and can be set to fail in every way that a real service may
//! ([`Behaviour`]). `clauses plie-stub` runs it.

mod api;
mod behaviour;
mod bodies;
mod dice;
mod ledger;
mod message;
mod records;
mod service;
mod spoil;
mod state;

pub use api::{BASE, Stub, StubHandle};
pub use behaviour::Behaviour;
pub use ledger::{Received, ReceivedOf};
pub use message::{Exchange, Incoming, Outgoing};
pub use records::{StubParticipant, StubPeriod, StubReferent, read_participants};

use crate::config::{Plie, Secret};

impl StubHandle {
    /// The settings of a client of it.
    ///
    /// # Errors
    /// Never for the address of a socket.
    pub fn settings(&self) -> anyhow::Result<Plie> {
        Ok(Plie::local(self.url().parse()?, Secret::new(&self.key)))
    }
}
