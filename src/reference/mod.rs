//! Reference data: communes, neighbourhoods with their dated legal status, and the vocabularies.

pub mod actions;
pub mod api;
mod model;
pub mod store;

pub use model::{
    Code, Commune, Neighbourhood, NeighbourhoodDetails, NeighbourhoodStanding, Vocabulary, reasons, vocabularies,
};
pub use store::neighbourhood_named;
