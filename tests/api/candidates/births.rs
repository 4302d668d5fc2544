//! Nothing happens to a person before their birth, and unusual ages are warned of.

use clauses::values::{Role, Sector};
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, somebody_at_work,
};
use crate::support::{Reply, on_both_databases};

fn warned(reply: &Reply) -> Vec<&Value> {
    reply["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect()
}

on_both_databases! {
    async fn nothing_happens_before_a_birth(app: App) {
        let officer = app.officer();
        let person = a_candidate().born("2000-05-17").create(&officer).await;
        let record = format!("/v1/candidates/{person}");
        a_referral(person).on("2000-05-16").send(&officer).await.refused_at(422, "before_birth", "/referred_on");
        let period = json!({ "from": "1999-12-31", "to": "2023-01-01" });
        let refused = officer.post(&format!("{record}/plie-periods"), &period).await;
        refused.refused_at(422, "before_birth", "/from");
        let waiver = json!({ "sector": "BTP", "reason": "Renfort", "granted_on": "2000-05-16" });
        officer.post(&format!("{record}/waivers"), &waiver).await.refused_at(422, "before_birth", "/granted_on");
        let window = json!({ "ends_on": "2000-05-16", "reason": "Chantier" });
        let refused = officer.post(&format!("{record}/eligibility-windows"), &window).await;
        refused.refused_at(422, "before_birth", "/ends_on");
        let employed = an_employment(person).from("2000-05-16").to("2000-12-31").send(&officer).await;
        let employed = employed.refused_at(422, "before_birth", "/starts_on");
        assert_eq!(
            employed.at("/errors/0/detail"),
            "Le 16 mai 2000, la personne n’était pas encore née\u{a0}: vérifiez cette date et sa date de naissance."
        );
        let exit = json!({
            "candidate_id": person, "kind": "CDI", "started_on": "2000-05-16", "met_on": "2023-01-02",
        });
        officer.post("/v1/positive-exits", &exit).await.refused_at(422, "before_birth", "/started_on");
        let etag = officer.get(&record).await.ok().etag().to_owned();
        let early = json!({
            "informed_on": "2000-05-16", "right_to_work_checked_on": "1999-01-01",
            "eligibility": [{ "code": "DELD", "from": "2000-05-17" }, { "code": "BRSA", "from": "2000-05-16" }],
        });
        officer.patch(&record, &etag, &early).await.refused_fields(&[
            ("/informed_on", "before_birth"),
            ("/right_to_work_checked_on", "before_birth"),
            ("/eligibility/1/from", "before_birth"),
        ]);
        assert_eq!(officer.all(&format!("{record}/referrals")).await.len(), 0);
        assert_eq!(officer.all("/v1/employments").await.len(), 0);
    }

    async fn no_date_moves_before_a_birth(app: App) {
        let officer = app.officer();
        let person = a_candidate().born("2000-05-17").in_plie_from("2022-01-01").create(&officer).await;
        let referral = a_referral(person).on("2023-01-02").create(&officer).await;
        let employment = an_employment(person).create(&officer).await;
        let periods = officer.get(&format!("/v1/candidates/{person}/plie-periods")).await.ok();
        let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-05-01", "met_on": "2023-05-01" });
        let exit = officer.post("/v1/positive-exits", &exit).await.created().id();
        for (path, field, pointer) in [
            (format!("/v1/referrals/{referral}"), "referred_on", "/referred_on"),
            (format!("/v1/employments/{employment}"), "starts_on", "/starts_on"),
            (format!("/v1/plie-periods/{}", periods.at("/items/0/id")), "from", "/from"),
            (format!("/v1/positive-exits/{exit}"), "started_on", "/started_on"),
        ] {
            let etag = officer.get(&path).await.ok().etag().to_owned();
            let moved = officer.patch(&path, &etag, &json!({ field: "2000-05-16" })).await;
            moved.refused_at(422, "before_birth", pointer);
        }
    }

    async fn records_that_begin_before_a_birth_since_earlier_can_still_change(app: App) {
        let officer = app.officer();
        let person = a_candidate().born("1990-05-17").with("informed_on", "2022-01-03");
        let eligibility = json!([{ "code": "BRSA", "from": "2022-01-01" }]);
        let person = person.with("eligibility", eligibility.clone()).in_plie_from("2022-01-01").create(&officer).await;
        let record = format!("/v1/candidates/{person}");
        let waiver = json!({ "sector": "BTP", "reason": "Renfort", "granted_on": "2022-02-01" });
        let waiver = officer.post(&format!("{record}/waivers"), &waiver).await.created().id();
        let exit = json!({
            "candidate_id": person, "kind": "CDI", "started_on": "2022-06-01", "met_on": "2023-01-02",
        });
        let exit = officer.post("/v1/positive-exits", &exit).await.created().id();
        app.execute("UPDATE candidates SET birth_date = '2022-12-31'");
        for (path, same, earlier, pointer) in [
            (format!("/v1/waivers/{waiver}"), json!({ "reason": "Remplacement" }), "granted_on", "/granted_on"),
            (format!("/v1/positive-exits/{exit}"), json!({ "weekly_hours": "35" }), "started_on", "/started_on"),
            (record.clone(), json!({ "last_name": "Durand" }), "informed_on", "/informed_on"),
        ] {
            let etag = officer.get(&path).await.ok().etag().to_owned();
            let etag = officer.patch(&path, &etag, &same).await.ok().etag().to_owned();
            let moved = officer.patch(&path, &etag, &json!({ earlier: "2022-01-02" })).await;
            moved.refused_at(422, "before_birth", pointer);
        }
        let etag = officer.get(&record).await.ok().etag().to_owned();
        let more = json!([eligibility[0], { "code": "DELD", "from": "2022-01-01" }]);
        let refused = officer.patch(&record, &etag, &json!({ "eligibility": more })).await;
        refused.refused_at(422, "before_birth", "/eligibility/1/from");
        // A birth date that moves is compared with every date.
        let moved = officer.patch(&record, &etag, &json!({ "birth_date": "2022-12-30" })).await;
        moved.refused_fields(&[("/informed_on", "before_birth"), ("/eligibility/0/from", "before_birth")]);
    }

    async fn partners_are_warned_of_unusual_ages_too(app: App) {
        let organisation = an_organisation().create(&app.officer()).await;
        let partner = app.as_partner(organisation, &[Sector::Btp]);
        let child = a_candidate().without("qualification_level").born("2018-01-01");
        let child = child.send(&partner).await.created();
        assert_eq!(warned(&child), ["unusual_age"]);
    }

    async fn children_and_people_over_a_hundred_are_warned_of(app: App) {
        let officer = app.officer();
        let adult = a_candidate().born("1990-05-17").create(&officer).await;
        assert_eq!(warned(&a_referral(adult).on("2023-01-02").send(&officer).await.created()), Vec::<&str>::new());
        for (born, on, is_warned) in [
            ("2016-12-31", "2023-01-02", true), ("2009-01-03", "2023-01-02", true), ("2009-01-02", "2023-01-02", false),
            ("1922-01-03", "2023-01-02", false), ("1922-01-02", "2023-01-02", true),
        ] {
            let person = a_candidate().born(born).create(&officer).await;
            let expected = if is_warned { vec!["unusual_age"] } else { vec![] };
            let referral = a_referral(person).on(on).send(&officer).await.created();
            assert_eq!(warned(&referral), expected, "referred, born on {born}");
            let employment = an_employment(person).from(on).to("2023-12-31").send(&officer).await.created();
            assert_eq!(warned(&employment), expected, "employed, born on {born}");
            let periods = format!("/v1/candidates/{person}/plie-periods");
            let period = officer.post(&periods, &json!({ "from": on })).await.created();
            assert_eq!(warned(&period), expected, "accompanied, born on {born}");
            let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": on, "met_on": on });
            let exit = officer.post("/v1/positive-exits", &exit).await.created();
            assert_eq!(warned(&exit), expected, "left, born on {born}");
        }
        let child = a_candidate().named("Enfant", "Petit").born("2018-01-01").send(&officer).await.created();
        assert_eq!(child["warnings"], json!([{
            "code": "unusual_age", "candidate_ids": [],
            "detail": "La personne a 6 ans le 15 mars 2024\u{a0}: vérifiez cette date et sa date de naissance.",
        }]));
    }

    async fn a_birth_date_does_not_move_past_what_is_recorded(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10").create(&officer).await;
        app.close_month("2023-06", "BTP").await;
        let record = format!("/v1/candidates/{}", placed.candidate);
        let etag = officer.get(&record).await.ok().etag().to_owned();
        for born in ["2023-07-01", "2023-01-02", "2022-01-02"] {
            officer.patch(&record, &etag, &json!({ "birth_date": born })).await.refused_at(422, "before_birth", "/birth_date");
        }
        let refused = officer.patch(&record, &etag, &json!({ "birth_date": "2022-01-02" })).await;
        assert_eq!(
            refused.at("/errors/0/detail"),
            "Le 2 janvier 2022 est après un accompagnement du PLIE du 1er janvier 2022\u{a0}: vérifiez la date de naissance, ou \
             corrigez d’abord cette autre date."
        );
        assert_eq!(app.count("findings"), 0);
        officer.patch(&record, &etag, &json!({ "birth_date": "2022-01-01" })).await.ok();
    }

    async fn each_kind_of_record_holds_a_birth_date(app: App) {
        let officer = app.officer();
        let employer = an_organisation().employer("EI").create(&officer).await;
        for kind in ["referral", "employment", "period", "waiver", "window", "exit"] {
            let person = a_candidate().create(&officer).await;
            let record = format!("/v1/candidates/{person}");
            match kind {
                "referral" => {
                    a_referral(person).on("2022-06-01").create(&officer).await;
                }
                "employment" => {
                    an_employment(person).at(employer).from("2022-06-01").to("2022-12-31").create(&officer).await;
                }
                "period" => {
                    let period = json!({ "from": "2022-06-01" });
                    officer.post(&format!("{record}/plie-periods"), &period).await.created();
                }
                "waiver" => {
                    let waiver = json!({ "sector": "MS", "reason": "Renfort", "granted_on": "2022-06-01" });
                    officer.post(&format!("{record}/waivers"), &waiver).await.created();
                }
                "window" => {
                    let window = json!({ "ends_on": "2022-06-01", "reason": "Chantier" });
                    officer.post(&format!("{record}/eligibility-windows"), &window).await.with_status(201);
                }
                _ => {
                    let exit = json!({
                        "candidate_id": person, "kind": "CDI", "started_on": "2022-06-01", "met_on": "2022-06-01",
                    });
                    officer.post("/v1/positive-exits", &exit).await.created();
                }
            }
            let etag = officer.get(&record).await.ok().etag().to_owned();
            let moved = officer.patch(&record, &etag, &json!({ "birth_date": "2022-06-02" })).await;
            moved.refused_at(422, "before_birth", "/birth_date");
            officer.patch(&record, &etag, &json!({ "birth_date": "2022-06-01" })).await.ok();
        }
    }

    async fn dates_that_a_partner_does_not_see_hold_its_birth_date_unnamed(app: App) {
        let officer = app.officer();
        let partner = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp]);
        let person = a_candidate().without("qualification_level").create(&partner).await;
        let record = format!("/v1/candidates/{person}");
        for hidden in [
            json!({ "informed_on": "2023-02-03" }),
            json!({ "informed_on": null, "eligibility": [{ "code": "AAH", "from": "2023-02-03" }] }),
        ] {
            let seen = officer.get(&record).await.ok();
            officer.patch(&record, seen.etag(), &hidden).await.ok();
            let own = partner.get(&record).await.ok();
            let moved = partner.patch(&record, own.etag(), &json!({ "birth_date": "2023-03-01" })).await;
            let moved = moved.refused_at(422, "before_birth", "/birth_date");
            assert!(!moved.text.contains("février") && !moved.text.contains("AAH"), "{moved}");
        }
    }

    async fn who_does_not_see_every_sector_is_not_told_what_holds_a_birth_date(app: App) {
        let officer = app.officer();
        let organisation = an_organisation().create(&officer).await;
        let partner = app.as_partner(organisation, &[Sector::Btp]);
        let person = a_candidate().without("qualification_level").create(&partner).await;
        admit(&officer, person, "MS").await;
        let lot = a_public_contract().ms().create_lot(&officer).await;
        an_employment(person).on(lot).create(&officer).await;
        let record = format!("/v1/candidates/{person}");
        for client in [partner, app.as_role(Role::Officer, &[Sector::Btp])] {
            let etag = client.get(&record).await.ok().etag().to_owned();
            let moved = client.patch(&record, &etag, &json!({ "birth_date": "2023-05-01" })).await;
            let moved = moved.refused_at(422, "before_birth", "/birth_date");
            assert_eq!(
                moved.at("/errors/0/detail"),
                "Le 1er mai 2023 est après ce qui est déjà enregistré de cette personne\u{a0}: vérifiez la date de naissance."
            );
        }
    }
}
