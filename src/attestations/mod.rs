//! Attestations of hours: what an officer certifies to the holder of a lot on a day (`/v1/lots/{id}/attestations`,
//! `/v1/organisations/{id}/attestations`). Each is kept as it was issued, with a code by which its reader has it
//! confirmed (`/verification/{code}`).

mod actions;
pub mod api;
mod code;
mod document;
mod model;
mod store;
mod verification;

pub use actions::{issue, latest, list, name, show, written};
pub use code::AttestationCode;
pub use model::{Attestation, AttestedLot, AttestedLots, DetailedAttestation, Subject};
pub use verification::{ChangedLot, VerifiedAttestation, Verifying, verify};
