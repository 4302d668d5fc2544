//! A small year that can be added up by hand.

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours, waive,
};
use crate::support::{App, Client};

/// The ids in the database.
pub struct World {
    pub works: i64,
    pub services: i64,
    pub works_lot: i64,
    pub services_lot: i64,
    pub commune: i64,
    pub department: i64,
    pub holder: i64,
    pub aci: i64,
    pub etti: i64,
}

/// What counts for the PLIE in 2023, by hand: 200.75 hours of two people.
///
/// | who | lot | month | hours | |
/// |---|---|---|---|---|
/// | Aline | works | January | 100.00 | sent by ARIQ, validated |
/// | Aline | works | February | 50.50 | sent by ARIQ, validated |
/// | Aline | services | February | 20.25 | |
/// | Bruno | services | January | 10.00 | before the PLIE accompanied him |
/// | Bruno | services | February | 30.00 | |
/// | Claire | works | March | 40.00 | never accompanied by the PLIE |
/// | Aline | works | March | 7.00 | submitted |
/// | Aline | works | April | 3.00 | a draft |
/// | Denis | works | May | 25.00 | past his window of eligibility |
pub async fn a_small_year(app: &App) -> World {
    let officer = app.officer();
    let world = places(&officer).await;
    let ariq = an_organisation().named("ARIQ").create(&officer).await;
    let ariq = app.as_partner(ariq, &[Sector::Btp]);
    let aline = aline(&officer, &world).await;
    for (month, worked) in [("2023-01", "100"), ("2023-02", "50.5")] {
        hours(aline, world.works_lot, month, worked).create(&ariq).await;
        hours(aline, world.works_lot, month, worked).validated().correct(&officer, "\"1\"").await.ok();
    }
    hours(aline, world.services_lot, "2023-02", "20.25").validated().create(&officer).await;
    hours(aline, world.works_lot, "2023-03", "7").create(&officer).await;
    hours(aline, world.works_lot, "2023-04", "3").with("status", "draft").create(&officer).await;
    let bruno = bruno(&officer, &world).await;
    hours(bruno, world.services_lot, "2023-01", "10").validated().create(&officer).await;
    hours(bruno, world.services_lot, "2023-02", "30").validated().create(&officer).await;
    let claire = a_candidate().born("2000-06-01").create(&officer).await;
    waive(&officer, claire, "BTP").await;
    let claire = an_employment(claire).at(world.aci).cdi().on(world.works_lot).create(&officer).await;
    hours(claire, world.works_lot, "2023-03", "40").validated().create(&officer).await;
    let denis = a_candidate().man().in_plie_from("2020-01-01").create(&officer).await;
    waive(&officer, denis, "BTP").await;
    let denis = an_employment(denis).at(world.aci).from("2020-01-06").on(world.works_lot).create(&officer).await;
    hours(denis, world.works_lot, "2023-05", "25").validated().create(&officer).await;
    world
}

async fn places(officer: &Client) -> World {
    let commune = an_organisation().named("Ville").buyer("commune").create(officer).await;
    let department = an_organisation().named("Département").buyer("department").create(officer).await;
    let holder = an_organisation().named("Titulaire").create(officer).await;
    let lot = json!([{ "number": "1", "title": "Gros œuvre", "holder_id": holder }]);
    let works = a_public_contract().bought_by(commune).referenced("M-1").with("lots", lot).create(officer).await;
    let services = a_public_contract().ms().bought_by(department).with("clause_type", "award_criterion");
    let services = services.referenced("M-2").create(officer).await;
    let lot_of = async |contract: i64| {
        officer.all(&format!("/v1/public-contracts/{contract}/lots")).await[0]["id"].as_i64().unwrap()
    };
    World {
        works,
        services,
        works_lot: lot_of(works).await,
        services_lot: lot_of(services).await,
        commune,
        department,
        holder,
        aci: an_organisation().named("Chantier").employer("ACI").create(officer).await,
        etti: an_organisation().named("Intérim").employer("ETTI").create(officer).await,
    }
}

/// She lives in the Grésilles, has RSA, and was referred for both sectors.
async fn aline(officer: &Client, world: &World) -> i64 {
    let person = a_candidate().living_in_neighbourhood("21231", "Dijon – Grésilles", "2020-01-01");
    let person = person.eligible_by("BRSA", "2022-01-01").in_plie_from("2022-01-01").create(officer).await;
    let prescriber = an_organisation().prescriber("mission_locale").create(officer).await;
    a_referral(person).by(prescriber, "mission_locale").validated("BTP", "2023-01-03").create(officer).await;
    a_referral(person).for_sectors(&["MS"]).validated("MS", "2023-01-03").create(officer).await;
    an_employment(person).at(world.aci).on(world.works_lot).on(world.services_lot).create(officer).await
}

/// He lives in Quetigny – Centre, legally no QPV in 2023, and works by waiver.
async fn bruno(officer: &Client, world: &World) -> i64 {
    let person = a_candidate().man().born("1960-01-01").without("qualification_level").in_plie_from("2023-02-15");
    let person = person.living_in_neighbourhood("21515", "Quetigny – Centre", "2020-01-01").create(officer).await;
    waive(officer, person, "MS").await;
    let assignment: Value = json!({
        "lot_id": world.services_lot, "modality": "agency_or_loan", "from": "2023-01-01", "to": "2023-12-31",
    });
    an_employment(person).ctti().at(world.etti).assigned(assignment).create(officer).await
}
