//! What officers decide about links.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Plie, at_work, link, link_of, participant, standing};
use crate::support::builders::a_candidate;
use crate::support::on_both_databases;

on_both_databases! {
    async fn an_officer_chooses_among_masked_records(app: App) {
        let officer = app.officer();
        let mut other = participant("P-2", "Rosée", "Awa");
        other["commune_code"] = json!("21231");
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa"), other]));
        let person = at_work(&officer, "Rosée", "Awa").await.candidate;
        plie.work(&app);
        let ambiguous = link(&officer, person).await;
        assert_eq!(ambiguous["status"], "ambiguous");
        assert_eq!(ambiguous["matches"], json!([
            { "number": "P-1", "last_name": "R•••", "first_name": "A•••", "commune_code": null },
            { "number": "P-2", "last_name": "R•••", "first_name": "A•••", "commune_code": "21231" },
        ]));
        let choice = json!({ "participant_number": "P-2" });
        officer.put(&link_of(person), &choice).await.refused(428, "precondition_required");
        officer.put_over(&link_of(person), "\"99\"", &choice).await.refused(412, "precondition_failed");
        let chosen = officer.put_over(&link_of(person), ambiguous.etag(), &choice).await.ok();
        assert_eq!((&chosen["status"], &chosen["chosen_number"]), (&json!("pending"), &json!("P-2")));
        plie.work(&app);
        assert_eq!(standing(&officer, person).await, [json!("linked"), json!("P-2"), Value::Null]);
        assert_eq!(plie.steps("P-1"), Vec::<String>::new());
        assert!(!plie.steps("P-2").is_empty());
    }

    async fn a_number_that_was_not_found_needs_a_reason_and_is_read_before_it_stands(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-7", "Hippogriffe", "Awa")]));
        let person = at_work(&officer, "Rosée", "Awa").await.candidate;
        plie.work(&app);
        let etag = link(&officer, person).await.etag().to_owned();
        for (body, code, pointer) in [
            (json!({ "participant_number": "P-7" }), "reason_required", "/reason"),
            (json!({ "participant_number": "P 7" }), "invalid_participant_number", "/participant_number"),
            (json!({ "participant_number": "" }), "invalid_participant_number", "/participant_number"),
            (json!({}), "missing", "/participant_number"),
        ] {
            officer.put_over(&link_of(person), &etag, &body).await.refused_at(422, code, pointer);
        }
        let choice = json!({ "participant_number": "P-7", "reason": "Nom d’épouse, vue avec la référente" });
        officer.put_over(&link_of(person), &etag, &choice).await.ok();
        plie.work(&app);
        let linked = link(&officer, person).await;
        assert_eq!((&linked["status"], &linked["participant_number"]), (&json!("linked"), &json!("P-7")));
        assert_eq!(linked["reason"], "Nom d’épouse, vue avec la référente");
        let tomorrow = app.at("2024-03-16T10:00:00Z");
        plie.work(&tomorrow);
        assert_eq!(standing(&officer, person).await, [json!("linked"), json!("P-7"), Value::Null]);
        let uninformed = a_candidate().create(&officer).await;
        officer.put(&link_of(uninformed), &choice).await.refused(422, "person_not_informed");
    }

    async fn a_wrong_record_is_taken_off_told_so_and_not_found_again(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let start = format!("employment/{}/start", placed.employment);
        assert!(plie.steps("P-1").contains(&format!("{start} 1")));
        let etag = link(&officer, placed.candidate).await.etag().to_owned();
        let address = link_of(placed.candidate);
        let take_off = |query: &str| officer.request(Method::DELETE, &format!("{address}{query}")).header("If-Match", &etag).send();
        take_off("").await.refused_at(422, "reason_required", "?reason");
        assert_eq!(take_off("?reason=Homonyme").await.status, 204);
        plie.work(&app);
        assert_eq!(standing(&officer, placed.candidate).await[0], "not_found");
        assert!(plie.steps("P-1").contains(&format!("{start} 2 withdrawn")), "{:?}", plie.steps("P-1"));
        assert!(plie.stub.received().participants["P-1"].latest.values().all(|step| step["withdrawn"] == true));
        let held = officer.get("/v1/plie/deliveries?status=held").await.ok();
        assert!(held.items().iter().any(|delivery| delivery["reference"] == start.as_str()));
        officer.request(Method::DELETE, &format!("{address}?reason=Encore")).header("If-Match", &etag).send().await.refused(412, "precondition_failed");
    }

    async fn a_record_that_was_taken_off_by_mistake_is_linked_again_and_learns_everything(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let address = link_of(placed.candidate);
        let etag = link(&officer, placed.candidate).await.etag().to_owned();
        let off = format!("{address}?reason=Erreur");
        officer.request(Method::DELETE, &off).header("If-Match", &etag).send().await;
        plie.work(&app);
        let etag = link(&officer, placed.candidate).await.etag().to_owned();
        let again = json!({ "participant_number": "P-1", "reason": "C’était bien elle" });
        officer.put_over(&address, &etag, &again).await.ok();
        plie.work(&app);
        assert_eq!(standing(&officer, placed.candidate).await, [json!("linked"), json!("P-1"), Value::Null]);
        let latest = plie.stub.received().participants["P-1"].latest.clone();
        assert_eq!(latest.len(), 2);
        assert!(latest.values().all(|step| step["withdrawn"] == false), "{latest:?}");
        for status in ["held", "pending", "dead"] {
            let left = officer.get(&format!("/v1/plie/deliveries?status={status}")).await.ok();
            let steps = left.items().iter().filter(|one| one["topic"] == "step").count();
            assert_eq!(steps, 0, "{left}");
        }
    }

    async fn two_people_have_one_record_only_if_an_officer_decides_so(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let first = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let second = at_work(&officer, "ROSEE", "Awa").await;
        plie.work(&app);
        assert_eq!(standing(&officer, second.candidate).await, [json!("ambiguous"), Value::Null, json!("number_taken")]);
        // The daily read of the record that is linked changes nothing.
        let tomorrow = app.at("2024-03-16T10:00:00Z");
        plie.work(&tomorrow);
        let findings = officer.all("/v1/findings?kind=same_participant").await;
        assert_eq!((&findings[0]["candidate_id"], &findings[0]["other_candidate_id"]), (&json!(second.candidate), &json!(first.candidate)));
        let etag = link(&officer, second.candidate).await.etag().to_owned();
        let shared = json!({ "participant_number": "P-1", "is_shared": true });
        officer.put_over(&link_of(second.candidate), &etag, &shared).await.refused_at(422, "reason_required", "/reason");
        let alone = json!({ "participant_number": "P-1" });
        let again = officer.put_over(&link_of(second.candidate), &etag, &alone).await.ok();
        plie.work(&app);
        assert_eq!(standing(&officer, second.candidate).await[2], "number_taken");
        let etag = link(&officer, second.candidate).await.etag().to_owned();
        assert_ne!(etag, again.etag());
        let shared = json!({ "participant_number": "P-1", "is_shared": true, "reason": "Deux fiches, fusion à venir" });
        officer.put_over(&link_of(second.candidate), &etag, &shared).await.ok();
        plie.work(&app);
        assert_eq!(standing(&officer, second.candidate).await, [json!("linked"), json!("P-1"), Value::Null]);
        assert_eq!(officer.all("/v1/findings?kind=same_participant").await, Vec::<Value>::new());
        let steps = plie.steps("P-1");
        for employment in [first.employment, second.employment] {
            assert_eq!(steps.iter().filter(|step| step.starts_with(&format!("employment/{employment}/start "))).count(), 1);
        }
    }
}
