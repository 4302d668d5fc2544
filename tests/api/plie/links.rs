//! Who is linked to which record.

use clauses::plie::stub::Behaviour;
use clauses::values::Role;
use serde_json::{Value, json};

use super::{Plie, at_work, link, link_of, participant, standing};
use crate::support::builders::{a_candidate, a_referral, admit, an_employment};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_validated_person_is_linked_to_the_one_record_with_the_names_however_written(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([
            participant("P-1", "N'DIAYE-SOW", "Fatou Marie"),
            participant("P-2", "Lefevre", "Noemie"),
            participant("P-3", "Ndiaye", "Awa"),
        ]));
        let fatou = at_work(&officer, "Sow N’Diaye", "Fatou-Marie").await.candidate;
        let noemie = at_work(&officer, "Noémie", "LEFÈVRE").await.candidate;
        assert_eq!(standing(&officer, fatou).await, [json!("pending"), Value::Null, Value::Null]);
        plie.work(&app);
        let linked = link(&officer, fatou).await;
        assert_eq!((&linked["status"], &linked["participant_number"]), (&json!("linked"), &json!("P-1")));
        assert_eq!(linked["referent"], "Nadia Belkacem");
        assert_eq!(linked["explanation"], "Lié au dossier P-1.");
        assert_eq!(linked["next_check_at"], "2024-03-16T09:00:00Z");
        assert_eq!(standing(&officer, noemie).await[1], "P-2");
        let events = officer.all("/v1/audit/events?subject=participant_link").await;
        assert_eq!(events.iter().filter(|event| event["action"] == "update").count(), 2);
assert_eq!(app.count("audit_events WHERE changes LIKE '%P-1%'"), 0, "the number is personal");
    }

    async fn only_validated_people_whom_the_plie_may_know_are_looked_up(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let informed = |name: &str| a_candidate().named(name, "Awa").with("informed_on", "2023-01-02");
        let pending = informed("Rosée").create(&officer).await;
        a_referral(pending).create(&officer).await;
        let elsewhere = informed("Rosée").create(&officer).await;
        a_referral(elsewhere).with("for_plie", false).validated("BTP", "2023-01-02").create(&officer).await;
        let uninformed = a_candidate().named("Rosée", "Awa").create(&officer).await;
        admit(&officer, uninformed, "BTP").await;
        plie.work(&app);
        for nobody in [pending, elsewhere] {
            officer.get(&link_of(nobody)).await.refused(404, "not_found");
        }
        assert_eq!(standing(&officer, uninformed).await, [json!("pending"), Value::Null, json!("not_informed")]);
        assert!(plie.stub.received().requests.is_empty(), "{:?}", plie.stub.received());
        let person = officer.get(&format!("/v1/candidates/{uninformed}")).await.ok();
        let patch = json!({ "informed_on": "2024-03-01" });
        officer.patch(&format!("/v1/candidates/{uninformed}"), person.etag(), &patch).await.ok();
        plie.work(&app);
        assert_eq!(standing(&officer, uninformed).await, [json!("linked"), json!("P-1"), Value::Null]);
    }

    async fn a_person_without_a_record_gets_a_referent_asked_for_once_and_is_linked_when_there_is_one(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([]));
        let person = at_work(&officer, "Rosée", "Awa").await.candidate;
        plie.work(&app);
        assert_eq!(standing(&officer, person).await[0], "not_found");
        let asked = plie.stub.received().referent_requests;
        assert_eq!(asked, [json!({
            "reference": format!("candidate/{person}"), "last_name": "Rosée", "first_name": "Awa",
            "birth_date": "1990-01-01", "commune_code": null, "sector": "BTP", "validated_on": "2023-01-02",
        })]);
        let sent = officer.get("/v1/plie/deliveries?status=sent").await.ok();
        assert_eq!(sent.items()[0]["topic"], "referent_request");
        assert_eq!(app.count("deliveries WHERE topic = 'referent_request' AND payload <> '{}'"), 0);
        let tomorrow = app.at("2024-03-16T10:00:00Z");
        plie.work(&tomorrow);
        assert_eq!(plie.stub.received().referent_requests.len(), 1);
        plie.stub.set_participants(clauses::plie::stub::read_participants(&json!([participant("P-9", "Rosee", "Awa")]).to_string()).unwrap()).unwrap();
        let later = app.at("2024-03-17T11:00:00Z");
        plie.work(&later);
        assert_eq!(standing(&later.officer(), person).await, [json!("linked"), json!("P-9"), Value::Null]);
    }

    async fn a_person_who_changed_is_checked_again_and_a_record_of_somebody_else_stops_the_link(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let placed = at_work(&officer, "Rosée", "Awa").await;
        plie.work(&app);
        let address = format!("/v1/candidates/{}", placed.candidate);
        let person = officer.get(&address).await.ok();
        officer.patch(&address, person.etag(), &json!({ "last_name": "Hippogriffe" })).await.ok();
        // The record may be wrong only for a moment, so it is read some times before the link is given up.
        let hours = (0..12).map(|hour| app.at(&format!("2024-03-15T{:02}:00:00Z", 10 + hour)));
        for later in hours {
            plie.work(&later);
        }
        assert_eq!(standing(&officer, placed.candidate).await, [json!("failed"), json!("P-1"), json!("wrong_person")]);
        let before = plie.steps("P-1");
        let then = app.at("2024-03-16T00:00:00Z");
        an_employment(placed.candidate).from("2024-03-01").to("2024-06-30").on(placed.lot).create(&then.officer()).await;
        plie.work(&then);
        assert_eq!(plie.steps("P-1"), before, "a link that failed is announced nothing");
        let person = officer.get(&address).await.ok();
        officer.patch(&address, person.etag(), &json!({ "last_name": "Rosee" })).await.ok();
        plie.work(&then);
        assert_eq!(standing(&officer, placed.candidate).await, [json!("linked"), json!("P-1"), Value::Null]);
        assert_eq!(plie.steps("P-1").len(), before.len() + 1);
    }

    async fn a_service_that_is_away_puts_the_look_up_off_and_changes_nothing_else(app: App) {
        let officer = app.officer();
        let plie = Plie::with(&json!([participant("P-1", "Rosée", "Awa")]));
        let person = at_work(&officer, "Rosée", "Awa").await.candidate;
        plie.behaves(Behaviour { fail_percent: 100, ..Behaviour::default() });
        assert!(plie.turn(&app));
        let [status, number, failure] = standing(&officer, person).await;
        assert_eq!((status, number), (json!("pending"), Value::Null));
        assert!(["server_error", "overloaded"].contains(&failure.as_str().unwrap()), "{failure}");
        plie.behaves(Behaviour::default());
        let later = app.at("2024-03-15T12:00:00Z");
        plie.work(&later);
        assert_eq!(standing(&officer, person).await, [json!("linked"), json!("P-1"), Value::Null]);
    }

    async fn links_are_the_officers_and_nobody_elses(app: App) {
        let officer = app.officer();
        let person = at_work(&officer, "Rosée", "Awa").await.candidate;
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let other = app.as_role(role, clauses::values::Sector::ALL);
            other.get(&link_of(person)).await.refused(403, "forbidden");
            other.get("/v1/plie/links").await.refused(403, "forbidden");
            other.get("/v1/plie/deliveries").await.refused(403, "forbidden");
        }
        officer.get(&link_of(999_999)).await.refused(404, "not_found");
        let listed = officer.get("/v1/plie/links?status=pending").await.ok();
        assert_eq!(listed.items()[0]["candidate_id"], person);
        assert_eq!(officer.get("/v1/plie/links?status=linked").await.ok().items().len(), 0);
        officer.get("/v1/plie/links?status=lost").await.refused_at(422, "unknown_status", "?status");
    }
}
