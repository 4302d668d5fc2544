//! French pages: sign-in and the user's account; the start page, what needs attention and rows of hours (`overview`); the
//! first steps; the sheet with *Ajouter une personne*; what waits for a decision; the month; people and their files;
//! referrals, employments and exits; records that may be doubles; the link to the PLIE; public contracts and their lots;
//! organisations, the accounts of buyers, attestations of hours; the bilan and its editions; proofreading; taking back what
//! was recorded by mistake; pages about errors; the documentation of the API. Each but the last works without a script; all
//! share a layout, a stylesheet and a set of icons.

mod access_list;
mod account;
mod api_docs;
mod assets;
mod attestations;
mod bilan;
mod buyer_account;
mod candidates;
mod contracts;
mod doubles;
mod editions;
mod employments;
mod error_page;
mod exits;
mod first_use;
mod form_errors;
mod form_view;
mod help;
mod journal;
mod keys;
mod link_look;
mod links;
mod listing;
mod meanwhile;
mod menu;
mod month;
mod organisations;
mod overview;
mod people;
mod places;
mod plain_shell;
mod plie;
mod problems;
mod proofreading;
mod qr_code;
mod reads;
mod reference;
mod referrals;
mod reminders;
mod repeated;
mod rights;
mod scale;
mod settings;
mod sheet;
mod shell;
mod sign_in;
mod standing;
mod two_records;
mod typed;
mod typed_person;
mod users;
mod view;
mod waiting;
mod withdrawal;

pub use attestations::verification_routes;
pub use problems::routes as problem_routes;
pub use shell::Place;

use crate::http::{ErrorPage, Handlers};

/// Renders the refusals of addresses outside of the API, for `app` to register.
pub const ERROR_PAGE: ErrorPage = ErrorPage(error_page::error_page);

/// The routes of all pages.
pub fn routes(config: &mut Handlers<'_>) {
    config
        .configure(assets::routes)
        .configure(api_docs::routes)
        .configure(overview::routes)
        .configure(first_use::routes);
    config.configure(sign_in::routes).configure(links::routes).configure(account::routes).configure(sheet::routes);
    config.configure(waiting::routes).configure(month::routes).configure(reminders::routes).configure(doubles::routes);
    config.configure(users::routes).configure(keys::routes).configure(settings::routes).configure(reference::routes);
    config.configure(journal::routes).configure(reads::routes);
    config.configure(candidates::routes).configure(plie::routes).configure(contracts::routes);
    config.configure(referrals::routes).configure(employments::routes).configure(exits::routes);
    config
        .configure(withdrawal::routes)
        .configure(organisations::routes)
        .configure(buyer_account::routes)
        .configure(attestations::routes)
        .configure(proofreading::routes);
    config.configure(editions::routes);
    config.configure(bilan::routes);
}
