//! A year of eight people, such that each definition decides about at least one.

use serde_json::{Value, json};

use crate::support::builders::{
    Placed, a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours, waive,
};
use crate::support::{App, Client};

pub const GRESILLES: &str = "Dijon – Grésilles";
pub const QUETIGNY: &str = "Quetigny – Centre";

struct Places {
    works: i64,
    services: i64,
    mission: i64,
    referent: i64,
}

/// Records the year 2023; the functions below describe the people.
pub async fn a_year(app: &App) {
    let officer = app.officer();
    let places = Places {
        works: a_public_contract().create_lot(&officer).await,
        services: a_public_contract().ms().create_lot(&officer).await,
        mission: an_organisation().named("Mission locale").prescriber("mission_locale").create(&officer).await,
        referent: an_organisation().named("PLIE").prescriber("plie_referent").create(&officer).await,
    };
    at_work_in_two_sectors(&officer, &places).await;
    at_work_by_waiver(&officer, &places).await;
    validated_earlier(&officer, &places).await;
    referred_only(&officer, &places).await;
    outside_the_plie(&officer, &places).await;
}

/// Validated for services in 2022; referred again in 2023 for both sectors, and validated for works. She leaves by a
/// CDI on the last day of her PLIE period.
async fn at_work_in_two_sectors(officer: &Client, places: &Places) {
    let person = a_candidate().living_in_neighbourhood("21231", GRESILLES, "2020-01-01");
    let person = person.in_plie("2023-01-01", "2023-11-30").create(officer).await;
    let earlier = a_referral(person).on("2022-06-01").for_sectors(&["MS"]);
    earlier.validated("MS", "2022-06-10").create(officer).await;
    let again = a_referral(person).by(places.referent, "plie_referent").of_plie().on("2023-02-01");
    again.for_sectors(&["BTP", "MS"]).validated("BTP", "2023-02-10").create(officer).await;
    let employment = an_employment(person).from("2022-07-01").on(places.services);
    let employment = employment.on_during(places.works, "2023-02-13", "2023-12-31").create(officer).await;
    let services = Placed { candidate: person, employment, lot: places.services };
    services.hours("2022-12", "9").validated().create(officer).await;
    services.hours("2023-04", "50").validated().create(officer).await;
    services.hours("2023-12", "3").validated().create(officer).await;
    hours(employment, places.works, "2023-03", "100").validated().create(officer).await;
    hours(employment, places.works, "2023-05", "5").create(officer).await;
    exit(officer, person, "CDI", "2023-11-30").await;
}

/// He lives in a neighbourhood that was no QPV yet, and has no hours. His exit was met the year before.
async fn at_work_by_waiver(officer: &Client, places: &Places) {
    let person = a_candidate().man().living_in_neighbourhood("21515", QUETIGNY, "2020-01-01");
    let person = person.in_plie_from("2022-01-01").create(officer).await;
    waive(officer, person, "BTP").await;
    an_employment(person).on(places.works).create(officer).await;
    exit(officer, person, "CDI", "2022-12-31").await;
}

/// She lives in the Jura, and is at work in January only. Her exit comes after her PLIE period.
async fn validated_earlier(officer: &Client, places: &Places) {
    let person = a_candidate().living_in("39198", "2020-01-01").in_plie("2022-01-01", "2023-06-30");
    let person = person.create(officer).await;
    let referral = a_referral(person).by(places.mission, "mission_locale").on("2022-03-01").for_sectors(&["MS"]);
    referral.validated("MS", "2022-03-15").create(officer).await;
    an_employment(person).from("2022-05-01").to("2023-01-31").on(places.services).create(officer).await;
    exit(officer, person, "CPRO", "2023-07-01").await;
}

/// One is refused, one waits, one is validated the year after, one was referred the year before.
async fn referred_only(officer: &Client, places: &Places) {
    let one = a_candidate().living_in_neighbourhood("21231", GRESILLES, "2023-01-01").create(officer).await;
    let refused = a_referral(one).by(places.mission, "mission_locale").on("2023-04-01").for_sectors(&["MS"]);
    refused.not_integrated("missed_appointments", "2023-05-01").create(officer).await;
    let two = a_candidate().living_in_neighbourhood("21515", QUETIGNY, "2020-01-01").create(officer).await;
    a_referral(two).on("2023-12-31").create(officer).await;
    let three = a_candidate().create(officer).await;
    let late = a_referral(three).by(places.referent, "plie_referent").of_plie().on("2023-06-01").for_sectors(&["MS"]);
    late.validated("MS", "2024-01-10").create(officer).await;
    let four = a_candidate().create(officer).await;
    a_referral(four).on("2022-12-31").validated("BTP", "2023-01-10").create(officer).await;
}

/// Neither accompanied nor referred for the PLIE.
async fn outside_the_plie(officer: &Client, places: &Places) {
    let person = a_candidate().create(officer).await;
    let referral = a_referral(person).by(places.mission, "mission_locale").on("2023-03-01").with("for_plie", false);
    referral.validated("BTP", "2023-03-02").create(officer).await;
    let company = an_organisation().employer("company").create(officer).await;
    let employment = an_employment(person).at(company).with("contract_type", "CDD").from("2023-03-06");
    let employment = employment.on(places.works).create(officer).await;
    hours(employment, places.works, "2023-04", "77").validated().create(officer).await;
}

async fn exit(officer: &Client, candidate: i64, kind: &str, met_on: &str) {
    let body: Value = json!({ "candidate_id": candidate, "kind": kind, "started_on": met_on, "met_on": met_on });
    officer.post("/v1/positive-exits", &body).await.created();
}
