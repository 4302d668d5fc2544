//! Warnings on recorded hours.

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{codes_of, warned};
use crate::support::builders::{Placed, a_public_contract, an_employment, an_organisation, place, somebody_at_work};
use crate::support::{Client, on_both_databases};

on_both_databases! {
    async fn a_month_over_the_legal_cap_is_warned_of(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        // 48 hours a week over the 30 days of June are 205.71 hours.
        let within = placed.hours("2023-06", "205.71").send(&officer).await.created();
        assert_eq!(warned(&within), Vec::<&str>::new());
        let over = placed.hours("2023-06", "205.72").correct(&officer, "\"1\"").await.ok();
        assert_eq!(warned(&over), ["monthly_cap"]);
        let again = placed.hours("2023-06", "205.70").because("Relu").correct(&officer, over.etag()).await.ok();
        assert_eq!(warned(&again), Vec::<&str>::new());
    }

    async fn the_cap_is_on_all_that_a_person_worked_in_the_month(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        services.hours("2023-06", "110.25").create(&officer).await;
        let created = works.hours("2023-06", "100.50").send(&officer).await.created();
        assert_eq!(warned(&created), ["monthly_cap"]);
        assert!(created.at("/warnings/0/detail").as_str().unwrap().contains("210,75"), "{created}");
    }

    async fn a_partner_is_warned_of_the_hours_in_its_sectors_alone(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let also_works = place(&officer, works.candidate, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        let partner = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp]);
        let of_both = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp, Sector::Ms]);
        services.hours("2023-06", "200").create(&officer).await;
        also_works.hours("2023-06", "5.71").create(&officer).await;
        let cap = || vec!["monthly_cap"];
        for (worked, codes, of_both_codes) in [
            ("0", vec![], vec![]), ("0.01", vec![], cap()), ("5.72", vec![], cap()), ("200", vec![], cap()), ("200.01", cap(), cap()),
        ] {
            let row = json!({ "employment_id": works.employment, "lot_id": works.lot, "month": "2023-06", "worked": worked });
            let dry = json!({ "dry_run": true, "rows": [row] });
            let reply = partner.post("/v1/hours/batches", &dry).await.ok();
            assert_eq!(codes_of(reply.at("/rows/0/warnings")), codes, "{reply}");
            assert!(!reply.text.contains("205.72") && !reply.text.contains("405.7"), "{reply}");
            let reply = of_both.post("/v1/hours/batches", &dry).await.ok();
            assert_eq!(codes_of(reply.at("/rows/0/warnings")), of_both_codes, "{reply}");
        }
        let within = works.hours("2023-06", "199.99").send(&partner).await.created();
        let again = works.hours("2023-06", "200").correct(&partner, within.etag()).await.ok();
        let over = works.hours("2023-06", "200.01").correct(&partner, again.etag()).await.ok();
        assert_eq!([warned(&within), warned(&again), warned(&over)], [vec![], vec![], vec!["monthly_cap"]]);
    }

    async fn the_officer_reads_the_warnings_on_hours_that_wait_over_every_sector(app: App) {
        let officer = app.officer();
        let works = somebody_at_work(&officer, "BTP").await;
        let services = place(&officer, works.candidate, "MS").await;
        let partner = app.as_partner(an_organisation().create(&officer).await, &[Sector::Btp]);
        services.hours("2023-06", "110.25").validated().create(&officer).await;
        let sent = works.hours("2023-06", "112.50").send(&partner).await.created();
        assert_eq!(warned(&sent), Vec::<&str>::new());
        let reads = async |client: &Client, expected: &[&str]| {
            for query in ["status=submitted", "month=2023-06&sector=BTP"] {
                let list = client.get(&format!("/v1/hours?{query}")).await.ok();
                assert_eq!(codes_of(list.at("/items/0/warnings")), expected, "{list}");
            }
            let cell = client.get(&works.cell("2023-06")).await.ok();
            assert_eq!(warned(&cell), expected, "{cell}");
            assert_eq!(cell.text.contains("222,75 h en tout"), !expected.is_empty(), "{cell}");
        };
        reads(&officer, &["monthly_cap"]).await;
        reads(&app.as_role(Role::Officer, &[Sector::Btp]), &["monthly_cap"]).await;
        reads(&partner, &[]).await;
        let decided = officer.post("/v1/hours/validations", &json!({ "ids": [sent.id()] })).await.ok();
        assert_eq!(codes_of(decided.at("/rows/0/warnings"))[0], "monthly_cap", "{decided}");
        assert!(decided.text.contains("222,75 h en tout"), "{decided}");
        // A correction waits over the validated figure: with it the person's month is above the cap no more.
        let validated = officer.get(&works.cell("2023-06")).await.ok();
        assert_eq!(warned(&validated), Vec::<&str>::new());
        works.hours("2023-06", "90").because("Relu").correct(&partner, validated.etag()).await.ok();
        assert_eq!(warned(&officer.get(&works.cell("2023-06")).await.ok()), Vec::<&str>::new());
        let waits = officer.get(&works.cell("2023-06")).await.ok();
        works.hours("2023-06", "95.47").because("Relu").correct(&partner, waits.etag()).await.ok();
        let over = officer.get(&works.cell("2023-06")).await.ok();
        assert_eq!((warned(&over), over.text.contains("205,72 h en tout")), (vec!["monthly_cap"], true), "{over}");
    }

    async fn a_lot_past_its_hours_due_is_warned_of_to_the_officer_who_reads_what_waits(app: App) {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
        let employment = an_employment(first.candidate).on(lot).create(&officer).await;
        let placed = Placed { employment, lot, ..first };
        placed.hours("2023-05", "100").create(&officer).await;
        assert_eq!(warned(&officer.get(&placed.cell("2023-05")).await.ok()), Vec::<&str>::new());
        placed.hours("2023-06", "0.01").create(&officer).await;
        assert_eq!(warned(&officer.get(&placed.cell("2023-06")).await.ok()), ["lot_past_due"]);
    }

    async fn the_cap_is_that_in_force_on_the_months_first_day(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        for (day, cap) in [("2023-06-01", "35"), ("2023-08-02", "40")] {
            let setting = json!({ "key": "weekly_cap_hours", "effective_on": day, "value": cap });
            app.admin().put("/v1/settings", &setting).await.ok();
        }
        // 48 hours a week until May, 35 from June on; 40 are not yet in force on the first of August.
        for (month, worked, codes) in [
            ("2023-05", "212.57", vec![]), ("2023-05", "212.58", vec!["monthly_cap"]),
            ("2023-06", "150.00", vec![]), ("2023-06", "150.01", vec!["monthly_cap"]),
            ("2023-08", "155.01", vec!["monthly_cap"]), ("2023-09", "171.42", vec![]), ("2023-09", "171.43", vec!["monthly_cap"]),
        ] {
            let current = officer.get(&placed.cell(month)).await;
            let hours = placed.hours(month, worked);
            let reply = match current.status {
                404 => hours.send(&officer).await.created(),
                _ => hours.correct(&officer, current.etag()).await.ok(),
            };
            assert_eq!(warned(&reply), codes, "{month} {worked}");
        }
    }

    async fn a_lot_past_its_hours_due_is_warned_of(app: App) {
        let officer = app.officer();
        let first = somebody_at_work(&officer, "BTP").await;
        let lot = a_public_contract().with_lot("1", "100").create_lot(&officer).await;
        let employment = an_employment(first.candidate).on(lot).create(&officer).await;
        let placed = Placed { employment, lot, ..first };
        assert_eq!(warned(&placed.hours("2023-05", "60").send(&officer).await.created()), Vec::<&str>::new());
        assert_eq!(warned(&placed.hours("2023-06", "40").send(&officer).await.created()), Vec::<&str>::new());
        let past = placed.hours("2023-07", "0.01").send(&officer).await.created();
        assert_eq!(warned(&past), ["lot_past_due"]);
    }

    async fn validation_without_evidence_is_warned_of(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let bare = placed.hours("2023-05", "10").validated().send(&officer).await.created();
        assert_eq!(warned(&bare), ["validation_without_evidence"]);
        let evidence = json!({ "kind": "timesheet", "reference": "FH-6" });
        let proven = placed.hours("2023-06", "10").validated().with("evidence", evidence.clone());
        assert_eq!(warned(&proven.send(&officer).await.created()), Vec::<&str>::new());
        placed.hours("2023-07", "10").with("evidence", evidence).send(&officer).await.created();
        let validated = placed.hours("2023-07", "10").validated().correct(&officer, "\"1\"").await.ok();
        assert_eq!(warned(&validated), Vec::<&str>::new());
    }

    async fn where_the_setting_says_so_validation_needs_evidence(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let setting = json!({ "key": "validation_needs_evidence", "effective_on": "2024-01-01", "value": true });
        let set = app.admin().put("/v1/settings", &setting).await;
        assert!((200..300).contains(&set.status), "{set}");
        let bare = placed.hours("2023-05", "10").validated().send(&officer).await;
        bare.refused_at(422, "evidence_required", "/evidence");
        assert_eq!(officer.all("/v1/hours").await.len(), 0);
        let evidence = json!({ "kind": "timesheet", "reference": "FH-5" });
        placed.hours("2023-05", "10").validated().with("evidence", evidence).create(&officer).await;
        placed.hours("2023-06", "10").create(&officer).await;
    }
}
