//! Reference data: communes, neighbourhoods with their dated standing, and the vocabularies of the trade.

pub mod actions;
pub mod api;
mod model;
pub mod store;

pub use model::{Code, Commune, Neighbourhood, NeighbourhoodDetails, Standing, Vocabulary, reasons, vocabularies};
pub use store::neighbourhood_named;
