//! *Ajouter une personne* as a browser without script uses it: a search, one form, and the sheet with the new row.

use serde_json::json;

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{App, Client, PASSWORD, Person, Reply, field_of, on_both_databases};

fn address(lot: i64) -> String {
    format!("/saisie/2023-05/lots/{lot}/personne")
}

pub(super) async fn officer(app: &App) -> Person {
    app.person("claire@example.org", "officer").await
}

/// A new lot for works, and an employer.
pub(super) async fn lot_and_employer(client: &Client) -> (i64, i64) {
    let lot = a_public_contract().btp().create_lot(client).await;
    (lot, an_organisation().named("Régie des Deux Rives").employer("ACI").create(client).await)
}

/// The fields of a new CDDI, with others.
pub(super) fn cddi<'f>(employer: &'f str, others: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let new = [
        ("contrat", "nouveau"),
        ("employeur", employer),
        ("type", "CDDI"),
        ("debut", "2023-05-02"),
        ("fin", "2023-12-31"),
        ("heures", "26,5"),
        ("modalite", "direct_hire"),
    ];
    new.into_iter().chain(others.iter().copied()).collect()
}

/// The fields of a new person with a validated referral of theirs.
pub(super) const NADIA: &[(&str, &str)] = &[
    ("nom", "Belkacem"),
    ("prenom", "Nadia"),
    ("naissance", "1988-03-04"),
    ("sexe", "F"),
    ("admission", "orientation"),
];
pub(super) const REFERRED: &[(&str, &str)] = &[
    ("prescripteur", "spontanee"),
    ("origine", "AUTRES"),
    ("pour_plie", "oui"),
    ("orientee_le", "2023-04-11"),
    ("decidee_le", "2023-04-20"),
];

/// Sends the form of a page that was loaded.
pub(super) async fn send(person: &mut Person, lot: i64, page: &Reply, fields: &[(&str, &str)]) -> Reply {
    let key = field_of(page, "cle");
    let fields: Vec<_> = [("cle", key.as_str())].into_iter().chain(fields.iter().copied()).collect();
    person.send(&address(lot), page, &fields).await
}

/// Sends the form for somebody with a record.
async fn add(person: &mut Person, lot: i64, candidate: i64, fields: &[(&str, &str)]) -> Reply {
    let page = person.visit(&format!("{}?personne={candidate}", address(lot))).await.ok();
    let id = candidate.to_string();
    let fields: Vec<_> = [("personne", id.as_str())].into_iter().chain(fields.iter().copied()).collect();
    send(person, lot, &page, &fields).await
}

pub(super) async fn add_new(person: &mut Person, lot: i64, fields: &[(&str, &str)]) -> Reply {
    let page = person.visit(&format!("{}?nouvelle=oui", address(lot))).await.ok();
    send(person, lot, &page, fields).await
}

/// The sheet to which a form led, and the key of the new row.
pub(super) async fn arrive(person: &mut Person, reply: Reply) -> (Reply, String) {
    let next = reply.with_status(303).header("location").unwrap().to_owned();
    let (sheet, row) = next.split_once("#h-").unwrap();
    (person.visit(sheet).await.ok(), row.to_owned())
}

fn is_row(sheet: &Reply, row: &str) -> bool {
    sheet.text.contains(&format!("id=\"h-{row}\""))
}

pub(super) async fn count(app: &App, path: &str) -> usize {
    app.officer().all(path).await.len()
}

on_both_databases! {
    async fn somebody_found_by_name_is_put_to_work_under_a_new_contract(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let person = a_candidate().named("Zoétrope", "Éléonore").born("1991-02-03").create(&app.officer()).await;
        admit(&app.officer(), person, "BTP").await;
        an_employment(person).at(employer).from("2022-01-03").to("2022-06-30").create(&app.officer()).await;
        let sheet = claire.visit("/saisie/2023-05").await.ok();
        assert!(sheet.text.contains(&format!("href=\"{}\"", address(lot))), "{sheet}");
        let found = claire.visit(&format!("{}?nom=zoetrope+ele", address(lot))).await.ok();
        assert!(found.text.contains("ZOÉTROPE Éléonore") && found.text.contains("née le 03/02/1991"), "{found}");
        assert!(found.text.contains("CDDI, Régie des Deux Rives, du 03/01/2022 au 30/06/2022"), "{found}");
        assert!(claire.visit(&format!("{}?nom=nobody", address(lot))).await.ok().text.contains("vérifiez l’orthographe"));
        let employer = employer.to_string();
        let reply = add(&mut claire, lot, person, &cddi(&employer, &[])).await;
        let (sheet, row) = arrive(&mut claire, reply).await;
        assert!(is_row(&sheet, &row) && sheet.text.contains("ZOÉTROPE Éléonore est sur la feuille"), "{sheet}");
        let (employment, _) = row.split_once('-').unwrap();
        let employment = app.officer().get(&format!("/v1/employments/{employment}")).await.ok();
        assert_eq!((&employment["weekly_hours"], &employment["starts_on"]), (&json!("26.50"), &json!("2023-05-02")));
        assert_eq!(employment["assignments"][0]["from"], "2023-05-02");
    }

    async fn a_new_person_is_recorded_with_everything_at_once(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let named = claire.visit(&format!("{}?nouvelle=oui&nom=Belkacem+Nadia", address(lot))).await.ok();
        assert!(named.text.contains("value=\"Belkacem\"") && named.text.contains("value=\"Nadia\""), "{named}");
        let employer = employer.to_string();
        let fields = [cddi(&employer, NADIA), REFERRED.to_vec()].concat();
        let reply = send(&mut claire, lot, &named, &fields).await;
        let (sheet, row) = arrive(&mut claire, reply).await;
        assert!(is_row(&sheet, &row), "{sheet}");
        let referral = &app.officer().all("/v1/referrals").await[0];
        assert_eq!((&referral["outcome"], &referral["outcome_sector"]), (&json!("validated"), &json!("BTP")));
        assert_eq!((&referral["prescriber_kind"], &referral["for_plie"]), (&json!("self"), &json!(true)));
        // The same form again is not carried out again: it leads to the same row.
        let again = send(&mut claire, lot, &named, &fields).await;
        assert_eq!(arrive(&mut claire, again).await.1, row);
        assert_eq!((count(&app, "/v1/candidates").await, count(&app, "/v1/employments").await), (1, 1));
        // With other values it is refused, and may then be sent.
        let other: Vec<_> = fields.iter().map(|(name, text)| (*name, if *name == "nom" { "Autre" } else { *text })).collect();
        let page = send(&mut claire, lot, &named, &other).await.with_status(422);
        assert!(page.text.contains("a déjà servi") && page.text.contains("value=\"Autre\""), "{page}");
        send(&mut claire, lot, &page, &other).await.with_status(303);
    }

    async fn what_is_missing_is_said_beside_its_field_and_nothing_is_recorded(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let employer = employer.to_string();
        let page = add_new(&mut claire, lot, &cddi(&employer, &NADIA[1..])).await.with_status(422);
        for field in ["ajout-nom", "ajout-prescripteur", "ajout-origine", "ajout-orientee-le", "ajout-decidee-le"] {
            assert!(page.text.contains(&format!("aria-describedby=\"{field}-faute\"")), "{field}: {page}");
        }
        assert!(page.text.contains("value=\"26,5\"") && page.text.contains("value=\"Nadia\""), "{page}");
        assert!(!page.text.contains("ajout-prenom-faute"), "{page}");
        // A refusal of the employment leaves neither the person nor their referral behind.
        let fields: Vec<_> = [NADIA, REFERRED].concat();
        let fields: Vec<_> = cddi(&employer, &fields).into_iter().filter(|(name, _)| *name != "fin").collect();
        let page = add_new(&mut claire, lot, &fields).await.with_status(422);
        assert!(page.text.contains("id=\"ajout-fin-faute\"") && page.text.contains("Seul un CDI"), "{page}");
        let page = add_new(&mut claire, lot, &[cddi("999", NADIA), REFERRED.to_vec()].concat()).await.with_status(422);
        assert!(page.text.contains("id=\"ajout-employeur-faute\""), "{page}");
        assert_eq!((count(&app, "/v1/candidates").await, count(&app, "/v1/referrals").await), (0, 0));
    }

    async fn somebody_without_a_validated_referral_is_offered_to_record_it(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let person = a_candidate().create(&app.officer()).await;
        let agency = an_organisation().named("France Travail Dijon").prescriber("france_travail").create(&app.officer()).await;
        let (employer, agency) = (employer.to_string(), agency.to_string());
        let page = add(&mut claire, lot, person, &cddi(&employer, &[])).await.with_status(422);
        assert!(page.text.contains("Une affectation demande une orientation validée"), "{page}");
        assert!(page.text.contains("France Travail Dijon") && page.text.contains("value=\"26,5\""), "{page}");
        let referred = [
            ("admission", "orientation"), ("prescripteur", &agency), ("origine", "AUTRES"),
            ("orientee_le", "2023-04-11"), ("decidee_le", "2023-04-10"),
        ];
        let page = add(&mut claire, lot, person, &cddi(&employer, &referred)).await.with_status(422);
        assert!(page.text.contains("id=\"ajout-decidee-le-faute\""), "{page}");
        assert_eq!(count(&app, "/v1/referrals").await, 0);
        let referred = [&referred[..4], &[("decidee_le", "2023-04-20")]].concat();
        let reply = add(&mut claire, lot, person, &cddi(&employer, &referred)).await;
        let (sheet, row) = arrive(&mut claire, reply).await;
        assert!(is_row(&sheet, &row), "{sheet}");
        let referral = &app.officer().all("/v1/referrals").await[0];
        assert_eq!((&referral["prescriber_kind"], &referral["for_plie"]), (&json!("france_travail"), &json!(false)));
    }

    async fn a_pending_referral_is_validated_instead_of_recorded_twice(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let person = a_candidate().create(&app.officer()).await;
        let referral = a_referral(person).on("2023-03-10").create(&app.officer()).await;
        let other = a_referral(a_candidate().create(&app.officer()).await).create(&app.officer()).await;
        let employer = employer.to_string();
        let page = add(&mut claire, lot, person, &cddi(&employer, &[])).await.with_status(422);
        assert!(page.text.contains("Valider l’orientation en cours du 10/03/2023, Candidature spontanée (BTP)"), "{page}");
        let outcome = |referral: i64| format!("validation-{referral}");
        let decided = |value| vec![("admission", value), ("decidee_le", "2023-03-20")];
        // Somebody else's is not theirs.
        let foreign = outcome(other);
        add(&mut claire, lot, person, &cddi(&employer, &decided(&foreign))).await.with_status(404);
        assert_eq!(app.officer().get(&format!("/v1/referrals/{other}")).await.ok()["outcome"], "pending");
        let theirs = outcome(referral);
        add(&mut claire, lot, person, &cddi(&employer, &decided(&theirs))).await.with_status(303);
        assert_eq!(app.officer().get(&format!("/v1/referrals/{referral}")).await.ok()["outcome"], "validated");
        assert_eq!(count(&app, &format!("/v1/candidates/{person}/referrals")).await, 1);
    }

    async fn a_waiver_needs_its_reason(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let person = a_candidate().create(&app.officer()).await;
        let employer = employer.to_string();
        let page = add(&mut claire, lot, person, &cddi(&employer, &[("admission", "derogation")])).await.with_status(422);
        assert!(page.text.contains("id=\"ajout-motif-faute\""), "{page}");
        let waived = [("admission", "derogation"), ("motif", "Renfort urgent")];
        let reply = add(&mut claire, lot, person, &cddi(&employer, &waived)).await;
        let (sheet, row) = arrive(&mut claire, reply).await;
        assert!(is_row(&sheet, &row), "{sheet}");
        let waivers = app.officer().all(&format!("/v1/candidates/{person}/waivers")).await;
        assert_eq!((waivers.len(), &waivers[0]["reason"]), (1, &json!("Renfort urgent")));
    }

    async fn an_employment_of_the_person_is_assigned_to_the_lot(app: App) {
        let mut claire = officer(&app).await;
        let placed = somebody_at_work(&app.officer(), "BTP").await;
        let (lot, _) = lot_and_employer(&app.officer()).await;
        let form = claire.visit(&format!("{}?personne={}", address(lot), placed.candidate)).await.ok();
        assert!(form.text.contains(&format!("value=\"{}\" checked", placed.employment)), "{form}");
        let contract = placed.employment.to_string();
        let assigned = [("contrat", contract.as_str()), ("modalite", "agency_or_loan"), ("affecte_au", "2024-05-31")];
        let page = add(&mut claire, lot, placed.candidate, &assigned).await.with_status(422);
        assert!(page.text.contains("id=\"ajout-affecte-du-faute\""), "{page}");
        let reply = add(&mut claire, lot, placed.candidate, &assigned[..2]).await;
        let (sheet, row) = arrive(&mut claire, reply).await;
        assert_eq!(row, format!("{}-{lot}", placed.employment));
        assert!(is_row(&sheet, &row), "{sheet}");
        let employment = app.officer().get(&format!("/v1/employments/{}", placed.employment)).await.ok();
        assert_eq!(employment["assignments"][1]["from"], "2023-05-01");
        // They are on the sheet now: the page says so, and the same days are refused.
        let form = claire.visit(&format!("{}?personne={}", address(lot), placed.candidate)).await.ok();
        assert!(form.text.contains("Déjà sur la feuille") && form.text.contains(&format!("#h-{row}")), "{form}");
        let page = add(&mut claire, lot, placed.candidate, &assigned[..2]).await.with_status(422);
        assert!(page.text.contains("jour en commun"), "{page}");
        // Somebody else's employment is not theirs.
        let other = place(&app.officer(), a_candidate().create(&app.officer()).await, "BTP").await.employment.to_string();
        let foreign = [("contrat", other.as_str()), ("modalite", "direct_hire")];
        add(&mut claire, lot, placed.candidate, &foreign).await.with_status(404);
    }

    async fn names_are_text_and_other_sectors_do_not_exist(app: App) {
        let mut claire = officer(&app).await;
        let (lot, _) = lot_and_employer(&app.officer()).await;
        let html = "<img src=x onerror=alert(1)>";
        let person = a_candidate().named(html, html).create(&app.officer()).await;
        let page = claire.visit(&format!("{}?nom=img", address(lot))).await.ok();
        assert!(page.text.contains("onerror") && !page.text.to_lowercase().contains("<img"), "{page}");
        let page = claire.visit(&format!("{}?personne={person}", address(lot))).await.ok();
        assert!(page.text.contains("onerror") && !page.text.to_lowercase().contains("<img"), "{page}");
        let page = claire.visit(&format!("{}?nouvelle=oui&nom=%22%3E%3Cimg", address(lot))).await.ok();
        assert!(!page.text.contains("<img"), "{page}");
        let mut ines = app.owner("ines@example.org", "officer").await;
        let account = app.admin().get(&format!("/v1/users/{}", ines.id)).await.ok();
        app.admin().patch(&format!("/v1/users/{}", ines.id), account.etag(), &json!({ "sectors": ["MS"] })).await.ok();
        ines.sign_in(PASSWORD, None).await.ok();
        ines.visit(&address(lot)).await.with_status(404);
        let mut dashboard = app.person("tableau@example.org", "dashboard").await;
        dashboard.visit(&address(lot)).await.with_status(403);
        claire.visit(&address(999_999)).await.with_status(404);
        claire.visit(&format!("{}?personne=999999", address(lot))).await.with_status(404);
    }

    async fn the_page_s_script_is_sent_the_next_address_or_the_form_again(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let person = a_candidate().create(&app.officer()).await;
        let page = claire.visit(&format!("{}?personne={person}", address(lot))).await.ok();
        let (employer, id) = (employer.to_string(), person.to_string());
        let (token, key) = (field_of(&page, "jeton"), field_of(&page, "cle"));
        let own = [("jeton", token.as_str()), ("cle", key.as_str()), ("personne", &id)];
        let sent = |others: &[(&str, &str)]| {
            let fields = [own.to_vec(), cddi(&employer, others)].concat();
            claire.request(reqwest::Method::POST, &address(lot)).header("accept", "application/json").form(&fields)
        };
        let answer = sent(&[]).send().await.ok();
        assert!(answer["page"].as_str().unwrap().contains("orientation validée"), "{answer}");
        let answer = sent(&[("admission", "derogation"), ("motif", "Renfort")]).send().await.ok();
        assert!(answer["next"].as_str().unwrap().starts_with("/saisie/2023-05?ajout="), "{answer}");
    }
}
