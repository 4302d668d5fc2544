//! *Ajouter une personne* for somebody who may have a record already.

use super::add_person::{NADIA, REFERRED, add_new, arrive, cddi, count, lot_and_employer, officer, send};
use crate::support::builders::{a_candidate, admit, an_employment};
use crate::support::{field_of, on_both_databases};

on_both_databases! {
    async fn possible_doubles_are_offered_before_anybody_is_recorded_again(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let known = a_candidate().named("BELKACEM", "nadia").born("1988-03-04").create(&app.officer()).await;
        let employer = employer.to_string();
        let fields = [cddi(&employer, NADIA), REFERRED.to_vec()].concat();
        let page = add_new(&mut claire, lot, &fields).await.with_status(409);
        assert!(page.text.contains("peut-être déjà") && page.text.contains("BELKACEM nadia"), "{page}");
        assert!(page.text.contains(&format!("name=\"choisie\" value=\"{known}\"")), "{page}");
        assert_eq!(count(&app, "/v1/candidates").await, 1);
        let id = known.to_string();
        // The choice leads to the form of this person, and records nothing.
        let form = send(&mut claire, lot, &page, &[fields.clone(), vec![("choisie", &id)]].concat()).await.ok();
        assert!(form.text.contains("BELKACEM nadia") && field_of(&form, "personne") == id, "{form}");
        assert!(form.text.contains("value=\"26,5\"") && !form.text.contains("name=\"admission\""), "{form}");
        assert_eq!((count(&app, "/v1/referrals").await, count(&app, "/v1/employments").await), (0, 0));
        assert_eq!(count(&app, "/v1/candidates").await, 1);
        let page = add_new(&mut claire, lot, &fields).await.with_status(409);
        send(&mut claire, lot, &page, &[fields, vec![("autre", "oui")]].concat()).await.with_status(303);
        assert_eq!(count(&app, "/v1/candidates").await, 2);
    }

    async fn a_chosen_double_keeps_the_contract_and_the_referral_that_are_theirs(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        let known = a_candidate().named("Belkacem", "Nadia").born("1988-03-04").create(&app.officer()).await;
        admit(&app.officer(), known, "BTP").await;
        let contract = an_employment(known).at(employer).create(&app.officer()).await.to_string();
        let (employer, id) = (employer.to_string(), known.to_string());
        let fields = [cddi(&employer, NADIA), REFERRED.to_vec()].concat();
        let page = add_new(&mut claire, lot, &fields).await.with_status(409);
        let form = send(&mut claire, lot, &page, &[fields, vec![("choisie", &id)]].concat()).await.ok();
        assert!(form.text.contains(&format!("value=\"{contract}\" checked")), "{form}");
        let fields = [("personne", id.as_str()), ("contrat", &contract), ("modalite", "direct_hire")];
        let reply = send(&mut claire, lot, &form, &fields).await;
        let (_, row) = arrive(&mut claire, reply).await;
        assert_eq!(row, format!("{contract}-{lot}"));
        assert_eq!((count(&app, "/v1/referrals").await, count(&app, "/v1/employments").await), (1, 1));
    }

    async fn that_it_is_another_person_is_said_once(app: App) {
        let mut claire = officer(&app).await;
        let (lot, employer) = lot_and_employer(&app.officer()).await;
        a_candidate().named("Belkacem", "Nadia").born("1988-03-04").create(&app.officer()).await;
        let employer = employer.to_string();
        let fields = [cddi(&employer, NADIA), REFERRED[1..].to_vec(), vec![("autre", "oui")]].concat();
        let page = add_new(&mut claire, lot, &fields).await.with_status(422);
        assert_eq!(field_of(&page, "autre"), "oui");
        let page = add_new(&mut claire, lot, &fields[..fields.len() - 1]).await.with_status(422);
        assert!(!page.text.contains("name=\"autre\""), "{page}");
    }
}
