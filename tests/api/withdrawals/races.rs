//! Withdrawals beside requests that come to rest on the record: one of the two is refused, and nothing is left half.

use futures_util::future::join;
use serde_json::json;

use super::withdraw;
use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, somebody_at_work,
};
use crate::support::{App, Reply, on_both_databases};

/// Either the record was withdrawn and the other request refused, or that was kept and the record is still there.
#[track_caller]
fn one_of_both(withdrawn: &Reply, other: &Reply) {
    match withdrawn.status {
        204 => assert!([404, 422].contains(&other.status), "withdrawn, but {other}"),
        409 => assert!([200, 201].contains(&other.status), "in use, but {other}"),
        _ => panic!("{withdrawn}; {other}"),
    }
}

on_both_databases! {
    async fn a_person_or_a_referral(app: App) {
        let officer = app.officer();
        for _ in 0..6 {
            let person = a_candidate().create(&officer).await;
            let path = format!("/v1/candidates/{person}");
            let (withdrawn, referred) = join(withdraw(&officer, &path), a_referral(person).send(&officer)).await;
            one_of_both(&withdrawn, &referred);
        }
    }

    async fn a_validation_or_an_assignment(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        for _ in 0..6 {
            let person = a_candidate().create(&officer).await;
            let path = format!("/v1/referrals/{}", admit(&officer, person, "BTP").await);
            let employment = an_employment(person).on(lot);
            let (withdrawn, employed) = join(withdraw(&officer, &path), employment.send(&officer)).await;
            one_of_both(&withdrawn, &employed);
        }
    }

    async fn a_lot_and_its_contract_or_an_assignment(app: App) {
        let officer = app.officer();
        for round in 0..6 {
            let person = a_candidate().create(&officer).await;
            admit(&officer, person, "BTP").await;
            let contract = a_public_contract().with_lot("1", "100").with_lot("2", "100").create(&officer).await;
            let lot = officer.all(&format!("/v1/public-contracts/{contract}/lots")).await[0]["id"].as_i64().unwrap();
            let path = if round % 2 == 0 { format!("/v1/lots/{lot}") } else { format!("/v1/public-contracts/{contract}") };
            let employment = an_employment(person).on(lot);
            let (withdrawn, employed) = join(withdraw(&officer, &path), employment.send(&officer)).await;
            one_of_both(&withdrawn, &employed);
            // A statement about the month of a lot that may be gone by now.
            let statement = json!({ "lot_id": lot });
            let nil = officer.post("/v1/months/2023-06/nil-statements", &statement);
            let (again, nil) = join(withdraw_if_there(&app, &path), nil).await;
            if let Some(again) = again {
                assert!(again.status == 409 || nil.status == 422, "{again}; {nil}");
            }
        }
    }

    async fn an_employment_or_its_hours(app: App) {
        let officer = app.officer();
        for _ in 0..6 {
            let placed = somebody_at_work(&officer, "BTP").await;
            let path = format!("/v1/employments/{}", placed.employment);
            let (withdrawn, hours) = join(withdraw(&officer, &path), placed.hours("2023-06", "7").send(&officer)).await;
            one_of_both(&withdrawn, &hours);
        }
    }

    async fn an_organisation_or_what_it_plays(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        for round in 0..6 {
            let organisation = an_organisation().buyer("commune").employer("ACI").create(&officer).await;
            let path = format!("/v1/organisations/{organisation}");
            let plays = async {
                if round % 2 == 0 {
                    a_public_contract().bought_by(organisation).send(&officer).await
                } else {
                    an_employment(person).at(organisation).send(&officer).await
                }
            };
            let (withdrawn, plays) = join(withdraw(&officer, &path), plays).await;
            one_of_both(&withdrawn, &plays);
        }
    }

    async fn twins_of_a_withdrawal_both_succeed(app: App) {
        let officer = app.officer();
        for _ in 0..6 {
            let path = format!("/v1/candidates/{}?reason=Oui", a_candidate().create(&officer).await);
            let (one, other) = join(officer.delete(&path, "\"1\""), officer.delete(&path, "\"1\"")).await;
            assert_eq!((one.status, other.status), (204, 204));
        }
        assert_eq!(app.count("withdrawals"), 6);
    }
}

/// Withdraws a record if it is still there.
async fn withdraw_if_there(app: &App, path: &str) -> Option<Reply> {
    let officer = app.officer();
    let seen = officer.get(path).await;
    if seen.status != 200 {
        return None;
    }
    Some(officer.delete(&format!("{path}?reason=Oui"), seen.etag()).await)
}
