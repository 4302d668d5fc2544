//! The link to the participant records of the PLIE, another service: what it answers (`contract`), our calls of it
//! (`client`), and a stand-in for development (`stub`). The contract is `openapi/plie-participants.yaml`.

pub mod client;
pub mod contract;
pub mod stub;
