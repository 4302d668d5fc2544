//! `/orientations`: the list.

use askama::Template;
use chrono::NaiveDate;

use super::super::listing::{Heading, Pager};
use super::super::people::{Choice, day, organisation_choices};
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STANDINGS, Standing};
use super::form::SELF_REFERRED;
use super::words::{OutcomeView, waiting};
use crate::organisations::Organisation;
use crate::referrals::{NamedReferral, ReferralFilter, ReferralOrder, ReferralPage};
use crate::values::{CandidateId, OutcomeKind, ReferralId, Sector};

#[derive(Template)]
#[template(path = "referrals.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    is_pending: bool,
    is_decided: bool,
    standings: Vec<(&'static str, &'static str, bool)>,
    sectors: Vec<(Sector, bool)>,
    prescribers: Vec<Choice>,
    orders: Vec<(&'static str, &'static str, bool)>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Row {
    id: ReferralId,
    candidate: CandidateId,
    name: String,
    born: String,
    sectors: Vec<Sector>,
    prescriber: String,
    referred_on: String,
    /// For how long it waits; none if it is decided.
    waits: Option<String>,
    decided_on: Option<String>,
    outcome: OutcomeView,
}

impl ListPage {
    pub fn new(
        shell: Shell,
        (address, filter, standing, order): (Address, &ReferralFilter, Standing, ReferralOrder),
        (sectors, prescribers): (&[Sector], &[Organisation]),
        page: ReferralPage,
        today: NaiveDate,
    ) -> Self {
        let of = |order| address.of(order, 1);
        let dates = (ReferralOrder::Oldest, ReferralOrder::Newest);
        let decisions = (ReferralOrder::DecidedFirst, ReferralOrder::DecidedLast);
        Self {
            shell,
            is_pending: standing == Standing::Pending,
            is_decided: standing == Standing::Decided,
            standings: STANDINGS.iter().map(|(code, label, of)| (*code, *label, *of == standing)).collect(),
            sectors: sectors.iter().map(|sector| (*sector, filter.sector == Some(*sector))).collect(),
            prescribers: organisation_choices(prescribers.iter().collect()),
            orders: ORDERS.iter().map(|(code, label, of)| (*code, *label, *of == order)).collect(),
            headings: vec![
                Heading::plain("Personne"),
                Heading::plain("Secteurs demandés"),
                Heading::plain("Prescripteur"),
                Heading::sorted("Orientation", dates, order, of),
                Heading::sorted("Issue", decisions, order, of),
            ],
            pager: Pager::new(page.rows.len(), (page.skipped, page.count), |page| address.of(order, page)),
            rows: page.rows.iter().map(|named| row(named, today)).collect(),
            address,
        }
    }
}

fn row(named: &NamedReferral, today: NaiveDate) -> Row {
    let NamedReferral { referral, person, prescriber } = named;
    let is_pending = referral.outcome == OutcomeKind::Pending;
    Row {
        id: referral.id,
        candidate: referral.candidate_id,
        name: format!("{} {}", person.last_name.as_str().to_uppercase(), person.first_name),
        born: day(person.birth_date),
        sectors: referral.sectors.iter().collect(),
        prescriber: prescriber
            .as_ref()
            .map_or_else(|| referral.prescriber_kind.label().to_owned(), ToString::to_string),
        referred_on: day(referral.referred_on),
        waits: is_pending.then(|| waiting(referral.referred_on, today)),
        decided_on: referral.decided_on.map(day),
        outcome: OutcomeView::from(referral),
    }
}
