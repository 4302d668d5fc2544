//! The CSV tables of the lists: all rows that the filters of the page select, for a French spreadsheet.

use serde_json::json;

use crate::support::builders::{a_candidate, a_referral, an_employment, an_organisation};
use crate::support::{Person, Reply, on_both_databases};

async fn lines(person: &mut Person, address: &str) -> Vec<String> {
    let table = person.visit(address).await.ok();
    let name = address.split('?').next().unwrap().rsplit('/').next().unwrap();
    let begins = table.header("content-disposition").unwrap().starts_with("attachment; filename=\"");
    assert!(begins && name.ends_with(".csv"), "{table}");
    table.text.trim_start_matches('\u{feff}').lines().map(ToOwned::to_owned).collect()
}

/// The address of the table to which a page leads.
fn table_of(page: &Reply, path: &str) -> String {
    let begin = format!("href=\"{path}");
    let rest = page.text.split_once(begin.as_str()).unwrap_or_else(|| panic!("no table in {page}")).1;
    format!("{path}{}", rest.split('"').next().unwrap()).replace("&#38;", "&")
}

on_both_databases! {
    async fn each_list_has_the_table_of_what_it_shows(app: App) {
        let client = app.officer();
        let person = a_candidate().named("Rosée", "=Jo").in_plie_from("2022-01-01").create(&client).await;
        let other = a_candidate().named("Ailleurs", "Al").create(&client).await;
        let mission = an_organisation().named("Mission locale").prescriber("mission_locale").create(&client).await;
        a_referral(person).by(mission, "mission_locale").on("2023-01-02").validated("BTP", "2023-02-01").create(&client).await;
        a_referral(other).on("2023-01-03").create(&client).await;
        let employer = an_organisation().named("Menuiserie").employer("company").create(&client).await;
        let employment = an_employment(person).at(employer).cdi().from("2023-05-09").create(&client).await;
        let exit = json!({ "candidate_id": other, "kind": "CPRO", "started_on": "2023-05-01", "met_on": "2023-05-01" });
        let exit = client.post("/v1/positive-exits", &exit).await.created().id();
        let mut claire = app.person("claire@example.org", "officer").await;

        let page = claire.visit("/orientations?statut=toutes&nom=ros").await.ok();
        assert!(page.text.contains("<b id=\"nombre\">1</b> orientation"), "{page}");
        let table = lines(&mut claire, &table_of(&page, "/orientations.csv")).await;
        assert_eq!(table[0], "Nom;Prénom;Date de naissance;Secteurs;Prescripteur;Nature de prescripteur;Orienté le;Issue;Secteur de l’issue;Motif de l’issue;Décidé le;Id");
        assert!(table.len() == 2 && table[1].starts_with("Rosée;'=Jo;") && table[1].contains(";Mission locale;Mission locale;2023-01-02;Validé;"), "{table:?}");
        assert_eq!(lines(&mut claire, "/orientations.csv?statut=toutes").await.len(), 3);

        let page = claire.visit("/contrats-de-travail?type=CDI").await.ok();
        let table = lines(&mut claire, &table_of(&page, "/contrats-de-travail.csv")).await;
        assert_eq!(table[0], "Nom;Prénom;Employeur;Type de contrat;Début;Fin;Heures par semaine;Lot;Id");
        assert!(table.len() == 2 && table[1].starts_with("Rosée;'=Jo;Menuiserie;") && table[1].contains(";2023-05-09;;;") && table[1].ends_with(&format!(";{employment}")), "{table:?}");

        let page = claire.visit("/sorties?tri=acquise").await.ok();
        let proposed = lines(&mut claire, &table_of(&page, "/sorties/propositions.csv")).await;
        assert_eq!(proposed[0], "Nom;Prénom;Nature;Critère rempli le;Début de la situation;Employeur;Heures par semaine;Dans le PLIE;Id contrat de travail");
        assert!(proposed.len() == 2 && proposed[1].contains(";2023-11-08;2023-05-09;Menuiserie;") && proposed[1].ends_with(&format!(";{employment}")), "{proposed:?}");
        let recorded = lines(&mut claire, &table_of(&page, "/sorties.csv")).await;
        assert!(recorded.len() == 2 && recorded[1].starts_with("Ailleurs;Al;") && recorded[1].ends_with(&format!(";{exit}")), "{recorded:?}");

        let page = claire.visit("/structures?role=prescripteur").await.ok();
        let table = lines(&mut claire, &table_of(&page, "/structures.csv")).await;
        assert_eq!(table[0], "Dénomination;SIRET;Rôle;Marchés;Lots;Personnes;Heures réalisées;Orientations;Id");
        assert!(table.len() == 2 && table[1].starts_with("Mission locale;;prescripteur;0;0;0;0,00;1;"), "{table:?}");
    }

    async fn tables_are_for_those_who_see_the_list_and_each_is_a_logged_read(app: App) {
        let client = app.officer();
        let person = a_candidate().in_plie_from("2022-01-01").create(&client).await;
        a_referral(person).create(&client).await;
        an_employment(person).cdi().from("2023-05-09").create(&client).await;
        let mut claire = app.person("claire@example.org", "officer").await;
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        for (path, what) in [
            ("/orientations.csv", Some("referrals")),
            ("/contrats-de-travail.csv", Some("employments")),
            ("/sorties/propositions.csv", Some("exit_proposals")),
            ("/sorties.csv", None),
            ("/structures.csv", None),
        ] {
            dashboard.visit(path).await.with_status(403);
            app.nobody("").visit(path).await.with_status(303);
            claire.visit(&format!("{path}?page=x")).await.with_status(400);
            app.write_down();
            let before = app.admin().all("/v1/reads?limit=500").await.len();
            claire.visit(path).await.ok();
            app.write_down();
            let reads = app.admin().all("/v1/reads?limit=500").await;
            let seen: Vec<_> = reads[before..].iter().filter(|read| read["actor"] == format!("user:{}", claire.id)).map(|read| read["what"].as_str().unwrap()).collect();
            assert_eq!(seen, what.into_iter().collect::<Vec<_>>(), "{path}");
        }
    }
}
