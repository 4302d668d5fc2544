//! Editions (`/v1/bilans/{year}/editions`): a bilan frozen as it was published, with its digest and the head of the audit
//! chain, and what became of its figures since, with the events that changed them.

mod actions;
pub mod api;
mod causes;
mod comparison;
mod model;
mod store;

pub use actions::{changes, freeze, list, may_read, show};
pub use model::{
    Cause, Edition, EditionChanges, FigureChange, FrozenBilan, FrozenEdition, FrozenFigure, NewEdition, StatedFigure,
};
