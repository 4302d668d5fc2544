//! What the forms of contracts and lots show.

use askama::Template;

use super::super::super::form_view::FormView;
use super::super::super::meanwhile::Meanwhile;
use super::super::super::shell::Shell;
use super::super::words::inputs_in_words;
use super::fields::{computation, prefix};
use super::offers::Offers;
use crate::contracts::hours_due;
use crate::values::{BuyerKind, ClauseType, CommuneCode, ContractStatus, EmployerKind, HoursDueReason, Name, Sector};

/// The form of a contract: of a new one with its lots, or of one that is corrected.
#[derive(Template)]
#[template(path = "contract_form.html", config = "src/pages/askama.toml")]
pub(super) struct ContractForm {
    pub shell: Shell,
    pub form: FormView,
    pub sectors: Vec<Sector>,
    pub buyers: Vec<String>,
    pub holders: Vec<String>,
    pub communes: Vec<(CommuneCode, Name)>,
    /// The contract that is corrected: where it is shown, and its number.
    pub corrected: Option<(String, String)>,
    pub meanwhile: Option<Meanwhile>,
    pub lots: Vec<LotBlock>,
}

/// The form of a lot: of a new one, or of one that is corrected.
#[derive(Template)]
#[template(path = "lot_form.html", config = "src/pages/askama.toml")]
pub(super) struct LotForm {
    pub shell: Shell,
    pub form: FormView,
    pub holders: Vec<String>,
    /// The title of the page, and where it leads back, with the words of that link.
    pub title: String,
    pub back: (String, String),
    pub is_new: bool,
    pub meanwhile: Option<Meanwhile>,
    pub lot: LotBlock,
}

/// The form of an act that sets hours due.
#[derive(Template)]
#[template(path = "due_form.html", config = "src/pages/askama.toml")]
pub(super) struct DueForm {
    pub shell: Shell,
    pub form: FormView,
    /// The lot in words, and where it is shown.
    pub lot: String,
    pub back: String,
    /// What is due now.
    pub now: String,
    pub reasons: Vec<HoursDueReason>,
    pub calculator: Calculator,
}

/// A lot within a form.
pub(super) struct LotBlock {
    pub number: usize,
    pub calculator: Calculator,
}

impl LotBlock {
    pub fn new(number: usize, form: &FormView) -> Self {
        Self { number, calculator: Calculator::new(&prefix(number), number.to_string(), form) }
    }

    /// The id of a field.
    pub fn id(&self, name: &str) -> String {
        self.calculator.id(name)
    }
}

/// The calculator within a form.
pub(super) struct Calculator {
    prefix: String,
    /// What the button's value says is computed.
    pub of: String,
    /// The computation in words, if there is one.
    pub computed: Option<String>,
    /// Whether it is shown at once.
    pub is_open: bool,
}

impl Calculator {
    pub fn new(prefix: &str, of: String, form: &FormView) -> Self {
        let is_given = form.typed.given(format!("{prefix}calcul-montant")).is_some();
        let is_wrong = form.errors.faults.iter().any(|fault| fault.id.starts_with(&format!("{prefix}calcul-")));
        let inputs = computation(&form.typed, prefix).ok().flatten();
        let computed = inputs.and_then(|inputs| {
            let hours = hours_due::computed(&inputs).ok()?;
            Some(format!("{} = {}\u{a0}h", inputs_in_words(&inputs), hours.in_french()))
        });
        Self { prefix: prefix.to_owned(), of, computed, is_open: is_given || is_wrong }
    }

    /// The id of a field.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

impl ContractForm {
    pub fn new(
        shell: Shell,
        form: FormView,
        sectors: Vec<Sector>,
        offers: Offers,
        (corrected, meanwhile): (Option<(String, String)>, Option<Meanwhile>),
        lots: usize,
    ) -> Self {
        Self {
            shell,
            lots: (1..=lots).map(|number| LotBlock::new(number, &form)).collect(),
            form,
            sectors,
            buyers: offers.buyers,
            holders: offers.holders,
            communes: offers.communes.into_iter().map(|one| (one.code, one.name)).collect(),
            corrected,
            meanwhile,
        }
    }
}
