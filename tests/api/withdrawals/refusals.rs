//! What stays because something rests on it, or because the request does not say enough.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use super::{dependents, withdraw};
use crate::conventions::tables::{link_everybody, one_of_each};
use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation};
use crate::support::on_both_databases;

on_both_databases! {
    async fn what_something_rests_on_is_refused_by_name(app: App) {
        let (officer, admin) = (app.officer(), app.admin());
        let (placed, cell, contract) = one_of_each(&officer, &admin).await;
        link_everybody(&app);
        let employment = officer.get(&format!("/v1/employments/{}", placed.employment)).await.ok();
        let refused = |path: String| {
            let officer = officer.clone();
            async move { withdraw(&officer, &path).await.refused(409, "record_in_use") }
        };
        let person = refused(format!("/v1/candidates/{}", placed.candidate)).await;
        let mut kinds: Vec<&str> = dependents(&person).iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        let all = ["referral", "employment", "plie_period", "waiver", "eligibility_window", "positive_exit", "plie_link"];
        assert_eq!(kinds, all);
        let referral = officer.all(&format!("/v1/candidates/{}/referrals", placed.candidate)).await[0]["id"].clone();
        let of_referral = refused(format!("/v1/referrals/{referral}")).await;
        let reference = officer.get(&format!("/v1/public-contracts/{contract}")).await.ok()["reference"].clone();
        let assigned = format!("affectation au lot 1 du marché {}, depuis le 01/01/2023", reference.as_str().unwrap());
        assert_eq!(dependents(&of_referral), [("assignment", assigned.as_str())]);
        assert_eq!(of_referral.at("/dependents/0/path"), &json!(format!("/v1/employments/{}", placed.employment)));
        let of_employment = refused(format!("/v1/employments/{}", placed.employment)).await;
        let hours: Vec<_> = of_employment["dependents"].as_array().unwrap().iter().filter(|one| one["kind"] == "hours").collect();
        assert_eq!(hours.len(), dependents(&of_employment).len());
        assert!(hours.iter().any(|one| one["id"] == cell && one["path"] == placed.cell("2023-06")), "{hours:?}");
        assert!(of_employment["detail"].as_str().unwrap().contains("121,50"), "{of_employment}");
        for path in [format!("/v1/lots/{}", placed.lot), format!("/v1/public-contracts/{contract}")] {
            let reply = refused(path).await;
            assert_eq!(dependents(&reply)[0].0, "assignment");
            assert!(dependents(&reply).iter().any(|(kind, _)| *kind == "hours"));
        }
        let employer = refused(format!("/v1/organisations/{}", employment["employer_id"])).await;
        let kinds: Vec<&str> = dependents(&employer).iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, ["employment", "reminder"]);
        assert_eq!(app.count("withdrawals"), 1, "the one of the arrangement");
    }

    async fn hours_of_zero_hold_an_employment_as_their_history_stays(app: App) {
        let officer = app.officer();
        let placed = crate::support::builders::somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "7").create(&officer).await;
        let cell = placed.cell("2023-06");
        let seen = officer.get(&cell).await.ok();
        officer.delete(&format!("{cell}?reason=Erreur"), seen.etag()).await.ok();
        let reply = withdraw(&officer, &format!("/v1/employments/{}", placed.employment)).await;
        let reply = reply.refused(409, "record_in_use");
        assert!(dependents(&reply)[0].1.starts_with("0,00\u{a0}h en juin 2023"), "{reply}");
    }

    async fn months_stated_and_proven_hold_a_lot(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let contract = officer.get(&format!("/v1/lots/{lot}")).await.ok()["public_contract_id"].clone();
        officer.post(&format!("/v1/public-contracts/{contract}/lots"), &json!({ "number": "B" })).await.created();
        let nil = officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": lot })).await.created();
        let proof = json!({ "lot_id": lot, "kind": "timesheet", "reference": "FH-6" });
        officer.post("/v1/months/2023-06/evidence", &proof).await.created();
        let reply = withdraw(&officer, &format!("/v1/lots/{lot}")).await.refused(409, "record_in_use");
        assert_eq!(dependents(&reply), [("nil_statement", "état néant de juin 2023"), ("evidence", "justificatif de juin 2023")]);
        assert_eq!(reply.at("/dependents/0/path"), &json!(format!("/v1/months/2023-06/nil-statements/{}", nil.id())));
    }

    async fn the_only_lot_goes_with_its_contract_alone(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().referenced("2023-77").create_lot(&officer).await;
        let reply = withdraw(&officer, &format!("/v1/lots/{lot}")).await.refused(409, "record_in_use");
        assert_eq!(dependents(&reply), [("public_contract", "marché 2023-77, dont c’est le seul lot")]);
    }

    async fn an_exit_to_the_employer_holds_the_employment(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let employment = an_employment(person).at(employer).create(&officer).await;
        let exit = json!({
            "candidate_id": person, "kind": "CDI", "started_on": "2023-05-02", "met_on": "2023-11-02", "employer_id": employer,
        });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        let path = format!("/v1/employments/{employment}");
        let reply = withdraw(&officer, &path).await.refused(409, "record_in_use");
        assert_eq!(dependents(&reply)[0].0, "positive_exit");
        officer.delete(&format!("/v1/positive-exits/{}", exit.id()), exit.etag()).await.no_content();
        withdraw(&officer, &path).await.no_content();
    }

    async fn an_exit_holds_every_employment_that_its_months_add_up(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        let mut employments = Vec::new();
        for (from, to) in [("2023-01-01", "2023-03-31"), ("2023-09-01", "2024-02-29"), ("2021-01-01", "2021-06-30")] {
            let employer = an_organisation().employer("temp_agency").create(&officer).await;
            let employment = an_employment(person).at(employer).with("contract_type", "CTT").from(from).to(to);
            employments.push((employment.create(&officer).await, employer));
        }
        let exit = json!({
            "candidate_id": person, "kind": "TEMP_WORK_6_MONTHS", "started_on": "2023-01-01", "met_on": "2023-11-30",
            "employer_id": employments[1].1,
        });
        let exit = officer.post("/v1/positive-exits", &exit).await.created();
        for (employment, _) in &employments[..2] {
            let reply = withdraw(&officer, &format!("/v1/employments/{employment}")).await.refused(409, "record_in_use");
            assert_eq!(dependents(&reply)[0].0, "positive_exit");
        }
        withdraw(&officer, &format!("/v1/employments/{}", employments[2].0)).await.no_content();
        officer.delete(&format!("/v1/positive-exits/{}", exit.id()), exit.etag()).await.no_content();
        withdraw(&officer, &format!("/v1/employments/{}", employments[0].0)).await.no_content();
    }

    async fn what_was_added_to_a_record_since_it_was_read_is_not_withdrawn_with_it(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let seen = officer.get(&format!("/v1/lots/{lot}")).await.ok();
        let contract = format!("/v1/public-contracts/{}", seen["public_contract_id"]);
        let read = officer.get(&contract).await.ok();
        let due = json!({ "hours": "300", "reason": "amendment", "effective_on": "2023-06-01" });
        officer.post(&format!("/v1/lots/{lot}/hours-due"), &due).await.created();
        let added = officer.post(&format!("{contract}/lots"), &json!({ "number": "9", "hours_due": "20" })).await.created();
        for (path, etag) in [(format!("/v1/lots/{lot}"), seen.etag()), (contract.clone(), read.etag())] {
            officer.delete(&format!("{path}?reason=Erreur"), etag).await.refused(412, "precondition_failed");
            // The tag is no reason to send nothing: the record says more than it did.
            officer.request(Method::GET, &path).header("If-None-Match", etag).send().await.ok();
        }
        withdraw(&officer, &format!("/v1/lots/{}", added.id())).await.no_content();
        withdraw(&officer, &contract).await.no_content();
    }

    async fn roles_records_and_access_hold_an_organisation(app: App) {
        let (officer, admin) = (app.officer(), app.admin());
        let organisation = an_organisation().buyer("commune").prescriber("association").create(&officer).await;
        let path = format!("/v1/organisations/{organisation}");
        let contract = a_public_contract().bought_by(organisation).create(&officer).await;
        let held = a_public_contract().create_lot(&officer).await;
        let seen = officer.get(&format!("/v1/lots/{held}")).await.ok();
        officer.patch(&format!("/v1/lots/{held}"), seen.etag(), &json!({ "co_holder_ids": [organisation] })).await.ok();
        let person = a_candidate().create(&officer).await;
        a_referral(person).by(organisation, "association").create(&officer).await;
        let partner = app.as_partner(organisation, &[Sector::Btp]);
        let own = a_candidate().named("Leur", "Une").without("qualification_level").create(&partner).await;
        let reply = withdraw(&admin, &path).await.refused(409, "record_in_use");
        let kinds: Vec<&str> = dependents(&reply).iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, ["public_contract", "lot", "referral", "candidate", "api_key"]);
        assert!(reply["dependents"].to_string().contains(&format!("/v1/candidates/{own}")));
        // An officer sees no keys, but learns that there is more.
        let reply = withdraw(&officer, &path).await.refused(409, "record_in_use");
        assert!(!reply["dependents"].to_string().contains("api_key"));
        assert!(reply["detail"].as_str().unwrap().contains("d’autres enregistrements"), "{reply}");
        // One limited to a sector does not learn of other sectors.
        let limited = app.as_role(Role::Officer, &[Sector::Pi]);
        let reply = withdraw(&limited, &path).await.refused(409, "record_in_use");
        assert!(!reply["dependents"].to_string().contains(&format!("/v1/public-contracts/{contract}")), "{reply}");
    }

    async fn a_withdrawal_says_why_and_which_version(app: App) {
        let officer = app.officer();
        let path = format!("/v1/candidates/{}", a_candidate().create(&officer).await);
        officer.delete(&path, "\"1\"").await.refused_at(422, "reason_required", "?reason");
        officer.delete(&format!("{path}?reason=%20"), "\"1\"").await.refused_at(422, "text_empty", "?reason");
        let long = "a".repeat(2001);
        officer.delete(&format!("{path}?reason={long}"), "\"1\"").await.refused_at(422, "text_too_long", "?reason");
        officer.request(reqwest::Method::DELETE, &format!("{path}?reason=Oui")).send().await.refused(428, "precondition_required");
        officer.delete(&format!("{path}?reason=Oui"), "\"2\"").await.refused(412, "precondition_failed");
        officer.delete(&format!("{path}?raison=Oui"), "\"1\"").await.refused_at(400, "invalid_query", "?raison");
        officer.get(&path).await.ok();
    }

    async fn the_reason_of_what_names_many_is_short(app: App) {
        let officer = app.officer();
        let person = a_candidate().create(&officer).await;
        for day in 1..=23 {
            a_referral(person).on(&format!("2023-01-{day:02}")).create(&officer).await;
        }
        let reply = withdraw(&officer, &format!("/v1/candidates/{person}")).await.refused(409, "record_in_use");
        assert_eq!(dependents(&reply).len(), 20);
        assert!(reply["detail"].as_str().unwrap().contains("d’autres enregistrements"), "{reply}");
    }
}
