//! `/orientations`: the list.

use askama::Template;
use chrono::NaiveDate;

use super::super::listing::{Choice, Heading, Pager, table_of};
use super::super::people::organisation_choices;
use super::super::shell::Shell;
use super::address::{Address, ORDERS, STANDINGS, Standing};
use super::form::SELF_REFERRED;
use super::words::{OutcomeView, waiting};
use crate::organisations::Organisation;
use crate::referrals::{NamedReferral, ReferralFilter, ReferralOrder};
use crate::values::{CandidateId, NameOrder, OutcomeKind, Paged, ReferralId, Sector, day_in_table};

#[derive(Template)]
#[template(path = "referrals.html", config = "src/pages/askama.toml")]
pub(super) struct ListPage {
    shell: Shell,
    address: Address,
    is_pending: bool,
    is_decided: bool,
    standings: Vec<Choice>,
    sectors: Vec<Choice>,
    prescribers: Vec<Choice>,
    orders: Vec<Choice>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    pager: Pager,
    /// Where the table of all rows is.
    table: String,
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
        page: Paged<NamedReferral>,
        today: NaiveDate,
    ) -> Self {
        let self_referred = (SELF_REFERRED.to_owned(), "Candidature spontanée".to_owned());
        let prescribers =
            organisation_choices(prescribers.iter().collect()).into_iter().map(|one| (one.value, one.label));
        let prescribers = [self_referred].into_iter().chain(prescribers);
        let names = (ReferralOrder::OfPerson(NameOrder::FromA), ReferralOrder::OfPerson(NameOrder::FromZ));
        let of = |order| address.of(order, 1);
        let dates = (ReferralOrder::Oldest, ReferralOrder::Newest);
        let decisions = (ReferralOrder::DecidedFirst, ReferralOrder::DecidedLast);
        Self {
            shell,
            is_pending: standing == Standing::Pending,
            is_decided: standing == Standing::Decided,
            standings: Choice::coded(&STANDINGS, Some(standing)),
            sectors: Choice::all(sectors, filter.sector, ToString::to_string),
            prescribers: Choice::named(prescribers, address.prescripteur.text()),
            orders: Choice::coded(&ORDERS, Some(order)),
            headings: vec![
                Heading::sorted("Personne", names, order, of),
                Heading::plain("Secteurs demandés"),
                Heading::plain("Prescripteur"),
                Heading::sorted("Orientation", dates, order, of),
                Heading::sorted("Issue", decisions, order, of),
            ],
            table: table_of(&address.of(order, 1)),
            pager: Pager::of(&page, |page| address.of(order, page)),
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
        born: day_in_table(person.birth_date),
        sectors: referral.sectors.iter().collect(),
        prescriber: prescriber
            .as_ref()
            .map_or_else(|| referral.prescriber_kind.label().to_owned(), ToString::to_string),
        referred_on: day_in_table(referral.referred_on),
        waits: is_pending.then(|| waiting(referral.referred_on, today)),
        decided_on: referral.decided_on.map(day_in_table),
        outcome: OutcomeView::from(referral),
    }
}
