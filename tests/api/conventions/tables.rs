//! Every list is also a CSV table, whole, whatever its length.

use std::collections::BTreeSet;

use clauses::values::Role;
use serde_json::{Value, json};

use crate::support::builders::{Placed, a_candidate, a_public_contract, an_organisation, somebody_at_work};
use crate::support::{App, Client, Reply, on_both_databases};

/// The lists of the contract that have a CSV format.
pub fn lists() -> Vec<String> {
    let contract = serde_json::to_value(clauses::app::contract()).unwrap();
    let paths = contract["paths"].as_object().unwrap();
    let is_table = |item: &Value| {
        let takes_limit = |parameters: &Value| parameters.to_string().contains("\"limit\"");
        takes_limit(&item["get"]["parameters"]) && !item["get"]["responses"]["200"]["content"]["text/csv"].is_null()
    };
    let lists: Vec<String> = paths.iter().filter(|(_, item)| is_table(item)).map(|(path, _)| path.clone()).collect();
    assert!(lists.len() >= 18, "{lists:?}");
    lists
}

async fn table(client: &Client, path: &str) -> Reply {
    client.request(reqwest::Method::GET, path).header("accept", "text/csv").send().await
}

fn lines(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Records one item of each list; returns the ids for the addresses of nested lists.
pub async fn one_of_each(officer: &Client, admin: &Client) -> (Placed, i64, i64) {
    let placed = somebody_at_work(officer, "BTP").await;
    let evidence = json!({ "kind": "timesheet", "reference": "FH-1", "dated_on": "2023-06-30" });
    let cell = placed.hours("2023-06", "121.50").with("evidence", evidence).create(officer).await;
    let candidate = format!("/v1/candidates/{}", placed.candidate);
    let window = json!({ "ends_on": "2024-04-30", "reason": "Chantier prolongé" });
    officer.post(&format!("{candidate}/eligibility-windows"), &window).await.with_status(201);
    let waiver = json!({ "sector": "MS", "reason": "Renfort", "granted_on": "2023-05-01" });
    officer.post(&format!("{candidate}/waivers"), &waiver).await.created();
    let other = a_candidate().create(officer).await;
    let distinct = format!("{candidate}/distinct-from/{other}");
    officer.put(&distinct, &json!({ "reason": "Deux cousines" })).await.ok();
    let due = json!({ "reason": "initial", "effective_on": "2023-01-01", "hours": "1200.00" });
    officer.post(&format!("/v1/lots/{}/hours-due", placed.lot), &due).await.created();
    let exit =
        json!({ "candidate_id": placed.candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2023-09-01" });
    officer.post("/v1/positive-exits", &exit).await.created();
    let nil = json!({ "lot_id": a_public_contract().ms().create_lot(officer).await });
    officer.post("/v1/months/2023-06/nil-statements", &nil).await.created();
    let proof = json!({ "lot_id": nil["lot_id"], "kind": "timesheet", "reference": "FH-6", "dated_on": "2023-07-03" });
    officer.post("/v1/months/2023-06/evidence", &proof).await.created();
    officer.put("/v1/months/2023-06/closures/PI", &json!({})).await.ok();
    let employer = officer.get(&format!("/v1/employments/{}", placed.employment)).await.ok()["employer_id"].clone();
    let reminder = json!({ "organisation_id": employer, "sectors": ["BTP"], "text": "Il manque des heures." });
    officer.post("/v1/months/2023-06/reminders", &reminder).await.created();
    let comment = json!({ "comment": "Deux embauches sont prévues." });
    officer.post(&format!("/v1/lots/{}/comments", placed.lot), &comment).await.created();
    let link = json!({ "expires_on": "2024-06-30" });
    officer.post("/v1/organisations/1/account-links", &link).await.created();
    let held = format!("/v1/lots/{}", placed.lot);
    let seen = officer.get(&held).await.ok();
    officer.patch(&held, seen.etag(), &json!({ "holder_id": 1 })).await.ok();
    for attested in [held, "/v1/organisations/1".to_owned()] {
        officer.post(&format!("{attested}/attestations"), &json!({})).await.created();
    }
    officer.post("/v1/bilans/2023/editions", &json!({ "title": "Transmis" })).await.created();
    a_finding_for_each(officer, &[&placed], "2023-04").await;
    let row = json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-05", "worked": 1 });
    officer.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
    let mistaken = format!("/v1/candidates/{}", a_candidate().named("Erreur", "Une").create(officer).await);
    officer.delete(&format!("{mistaken}?reason=Doublon"), "\"1\"").await.no_content();
    let user = json!({ "email": "personne@example.org", "name": "Personne", "role": "officer" });
    admin.post("/v1/users", &user).await.created();
    let contract = admin.get(&format!("/v1/lots/{}", placed.lot)).await.ok()["public_contract_id"].as_i64().unwrap();
    (placed, cell, contract)
}

/// Links everybody who is to be linked to a participant record of the PLIE, without its service.
pub fn link_everybody(app: &App) {
    app.execute("UPDATE participant_links SET status = 'linked', participant_number = 'P-' || candidate_id");
}

/// The address of a list, with its parent's id and without filters.
pub fn address(list: &str, placed: &Placed, cell: i64, contract: i64) -> String {
    let id = match list.split('/').nth(2).unwrap() {
        "candidates" => placed.candidate,
        "lots" => placed.lot,
        "organisations" => 1,
        "public-contracts" => contract,
        _ => cell,
    };
    let all = match list {
        "/v1/eligibility-windows" => "?ending_within=3650",
        // More than one chunk of a table.
        "/v1/audit/events" => "?subject=hours",
        _ => "?",
    };
    list.replace("{id}", &id.to_string()).replace("{month}", "2023-06").replace("{year}", "2023") + all
}

/// Records hours of people in a closed month of BTP, then changes their birth dates.
pub async fn a_finding_for_each(officer: &Client, people: &[&Placed], month: &str) {
    for placed in people {
        placed.hours(month, "10").create(officer).await;
    }
    let forced = json!({ "force": true, "reason": "Essai" });
    officer.put(&format!("/v1/months/{month}/closures/BTP"), &forced).await.ok();
    for placed in people {
        let candidate = format!("/v1/candidates/{}", placed.candidate);
        let seen = officer.get(&candidate).await.ok();
        officer.patch(&candidate, seen.etag(), &json!({ "birth_date": "1950-01-01" })).await.ok();
    }
}

/// The columns that an item needs: its fields and nested fields, but for warnings, which belong to a change.
fn fields(item: &Value) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for (name, value) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "warnings") {
        match value.as_object() {
            Some(parts) => fields.extend(parts.keys().map(|part| format!("{name}.{part}"))),
            None => drop(fields.insert(name.clone())),
        }
    }
    fields
}

/// The address of the same list for a French spreadsheet.
fn in_french(path: &str) -> String {
    format!("{path}{}locale=fr", if path.contains('?') { '&' } else { '?' })
}

/// French headings, each once; no JSON, no English words of programs; at least as many lines as items.
fn assert_french(reply: &Reply, items: usize) {
    let lines = lines(reply.text.strip_prefix('\u{feff}').expect("no byte order mark"), b';');
    assert!(lines.len() > items, "{reply}");
    let headings: BTreeSet<&String> = lines[0].iter().collect();
    assert_eq!(headings.len(), lines[0].len(), "{reply}");
    for heading in headings {
        assert!(!heading.contains(['_', '.']) && heading.starts_with(char::is_uppercase), "{heading} in {reply}");
    }
    for cell in lines[1..].iter().flatten() {
        assert!(!["true", "false", "null"].contains(&cell.as_str()) && !cell.contains(['{', '[']), "{cell} in {reply}");
        let number = cell.bytes().all(|byte| byte.is_ascii_digit()) && cell.len() > 1 && cell.starts_with('0');
        assert!(!number, "{cell} in {reply}");
    }
}

on_both_databases! {
    async fn every_list_comes_as_a_table_with_every_field_of_its_items(app: App) {
        let (officer, admin) = (app.officer(), app.admin());
        let (placed, cell, contract) = one_of_each(&officer, &admin).await;
        link_everybody(&app);
        officer.get("/v1/candidates").await.ok();
        app.write_down();
        for list in lists() {
            let path = address(&list, &placed, cell, contract);
            let items = admin.all(&path).await;
            assert!(!items.is_empty(), "nothing in {path}");
            let reply = table(&admin, &path).await.ok();
            assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8; header=present"), "{reply}");
            let name = list.rsplit('/').next().unwrap();
            let disposition = format!("attachment; filename=\"{name}.csv\"");
            assert_eq!(reply.header("content-disposition"), Some(disposition.as_str()));
            let lines = lines(&reply.text, b',');
            assert_eq!(lines.len(), items.len() + 1, "{reply}");
            let headings: BTreeSet<String> = lines[0].iter().cloned().collect();
            assert_french(&table(&admin, &in_french(&path)).await.ok(), items.len());
            for item in &items {
                let missing: Vec<_> = fields(item).difference(&headings).cloned().collect();
                let unknown = |field: &&String| !headings.iter().any(|heading| heading.starts_with(&format!("{field}.")));
                assert_eq!(missing.iter().filter(unknown).collect::<Vec<_>>(), Vec::<&String>::new(), "{path}");
            }
        }
    }

    async fn hours_in_a_table_are_what_they_are_in_the_list(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "121.50").of_which_training("7").validated().create(&officer).await;
        let plain = lines(&table(&officer, "/v1/hours?month=2023-06").await.ok().text, b',');
        let french = table(&officer, "/v1/hours?month=2023-06&locale=fr").await.ok().text;
        let french = lines(french.strip_prefix('\u{feff}').expect("no byte order mark"), b';');
        let cell = |lines: &[Vec<String>], heading: &str| {
            let place = lines[0].iter().position(|name| name == heading).unwrap();
            lines[1][place].clone()
        };
        assert_eq!((cell(&plain, "worked"), cell(&plain, "training")), ("121.50".to_owned(), "7.00".to_owned()));
        let in_french = ["Heures réalisées", "Heures de formation", "Mois", "Statut", "Secteur", "Compté pour la clause"];
        assert_eq!(in_french.map(|heading| cell(&french, heading)), [
            "121,50", "7,00", "=\"2023-06\"", "Validées", "Travaux (bâtiment, travaux publics)", "VRAI",
        ]);
        assert_eq!(table(&officer, "/v1/hours?month=2023-05").await.ok().text.lines().count(), 1);
    }

    async fn a_french_table_has_a_line_for_each_item_of_a_nested_list(app: App) {
        let officer = app.officer();
        let homes = json!([
            { "commune_code": "01004", "from": "2020-01-01", "to": "2020-12-31" },
            { "commune_code": "21231", "neighbourhood": "Dijon – Grésilles", "from": "2021-01-01" },
        ]);
        let met = json!([{ "code": "DELD", "from": "2022-01-01" }]);
        let contact = json!({ "phone": "0380123456" });
        let person = a_candidate().named("Rosée", "Awa").with("addresses", homes).with("eligibility", met);
        person.with("contact", contact).create(&officer).await;
        a_candidate().named("Sans", "Adresse").create(&officer).await;
        let text = table(&officer, "/v1/candidates?locale=fr").await.ok().text;
        let lines = lines(text.strip_prefix('\u{feff}').unwrap(), b';');
        let place = |heading: &str| lines[0].iter().position(|name| name == heading).unwrap();
        let columns = ["Nom", "Téléphone", "Adresse : code commune", "Adresse : quartier", "Adresse : au", "Critère : code"];
        let shown: Vec<_> = lines[1..].iter().map(|line| columns.map(|heading| line[place(heading)].as_str())).collect();
        let phone = shown[0][1];
        assert!(phone.starts_with("=\"") && phone.ends_with('"'), "{phone}");
        assert_eq!(shown, [
            ["Rosée", phone, "=\"01004\"", "", "2020-12-31", "Demandeur d’emploi de longue durée"],
            ["Rosée", phone, "=\"21231\"", "Dijon – Grésilles", "", ""],
            ["Sans", "", "", "", "", ""],
        ]);
    }

    async fn a_long_table_is_whole_and_nothing_stands_in_it_twice_while_others_write(app: App) {
        let officer = app.officer();
        let several = |count: usize, kind: &'static str| {
            let officer = officer.clone();
            async move {
                for _ in 0..count {
                    an_organisation().prescriber(kind).create(&officer).await;
                }
            }
        };
        tokio::join!(several(170, "association"), several(170, "association"), several(170, "association"));
        let path = "/v1/organisations?kind=prescriber&limit=3";
        let (reply, ()) = tokio::join!(table(&officer, path), several(40, "mission_locale"));
        let lines = lines(&reply.ok().text, b',');
        let kind = lines[0].iter().position(|name| name == "prescriber_kind").unwrap();
        let ids: BTreeSet<&String> = lines[1..].iter().map(|line| &line[0]).collect();
        assert_eq!(ids.len(), lines.len() - 1, "something stands twice");
        assert_eq!(lines[1..].iter().filter(|line| line[kind] == "association").count(), 510);
        let pages = officer.all("/v1/organisations?kind=prescriber&limit=500");
        let (pages, ()) = tokio::join!(pages, several(10, "mission_locale"));
        let ids: BTreeSet<i64> = pages.iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(ids.len(), pages.len());
        assert!(pages.len() >= 550);
    }

    async fn a_table_that_is_refused_is_refused_with_a_problem(app: App) {
        let officer = app.officer();
        table(&officer, "/v1/hours?month=juin").await.refused_at(422, "invalid_month", "?month");
        table(&officer, "/v1/hours?locale=de").await.refused_at(400, "invalid_query", "?locale");
        table(&officer, "/v1/hours?limit=0").await.refused_at(400, "invalid_query", "?limit");
        table(&officer, "/v1/candidates/999/waivers").await.refused(404, "not_found");
        table(&app.as_role(Role::Dashboard, &[]), "/v1/hours").await.refused(403, "forbidden");
        table(&app.anonymous(), "/v1/hours").await.refused(401, "unauthenticated");
    }

    async fn a_short_list_is_cut_where_a_limit_is_said(app: App) {
        let officer = app.officer();
        let whole = officer.get("/v1/reference/communes").await.ok();
        assert_eq!(whole.items().len(), 23);
        assert_eq!(whole["next_cursor"], Value::Null);
        let page = officer.get("/v1/reference/communes?limit=20").await.ok();
        assert_eq!(page.items(), &whole.items()[..20]);
        let next = format!("/v1/reference/communes?limit=20&cursor={}", page["next_cursor"].as_str().unwrap());
        let rest = officer.get(&next).await.ok();
        assert_eq!(rest.items(), &whole.items()[20..]);
        assert_eq!(rest["next_cursor"], Value::Null);
    }
}
