//! `/referentiel`.

use thirtyfour::prelude::*;

use super::{an_administrator, has, submit};
use crate::support::browser::{Browser, fill, says};
use crate::support::soundness::is_sound;
use crate::support::{PASSWORD, on_both_databases};

on_both_databases! {
    async fn everybody_reads_the_reference_data_and_administrators_add_to_them(app: App) {
        for role in ["dashboard", "officer"] {
            let mut person = app.person(&format!("{role}@example.org"), role).await;
            let page = person.visit("/referentiel").await.ok();
            has(&page, &["Dijon – Grésilles", "Quartier prioritaire depuis le 01/01/2015", "Chenôve <code>21166</code>", "Profil inadapté"]);
            assert!(!page.text.contains("<form method=\"post\" action=\"/referentiel"), "{page}");
        }
        let mut alice = an_administrator(&app).await;
        let page = alice.visit("/referentiel").await.ok();
        let commune = [("commune-code", "21054"), ("commune-nom", "Beaune <b>")];
        submit(&mut alice, "/referentiel/communes", &page, &["cle"], &commune).await.with_status(303);
        submit(&mut alice, "/referentiel/communes", &page, &["cle"], &commune).await.with_status(303);
        has(&alice.visit("/referentiel?fait=commune").await.ok(), &["La commune est ajoutée", "Beaune &#60;b&#62; <code>21054</code>"]);
        let page = alice.visit("/referentiel").await.ok();
        let quarter = [
            ("quartier-nom", "Beaune – Saint-Jacques"), ("quartier-commune", "21054"), ("statut-1", "watch"), ("du-1", "2015-01-01"),
            ("au-1", "2023-12-31"), ("statut-2", "qpv"), ("du-2", "2024-01-01"),
        ];
        submit(&mut alice, "/referentiel/quartiers", &page, &["cle"], &quarter).await.with_status(303);
        has(&alice.visit("/referentiel").await.ok(), &[
            "Beaune – Saint-Jacques", "Quartier de veille du 01/01/2015 au 31/12/2023", "Quartier prioritaire depuis le 01/01/2024",
        ]);
    }

    async fn a_refused_form_is_open_and_keeps_what_was_typed(app: App) {
        let mut alice = an_administrator(&app).await;
        let page = alice.visit("/referentiel").await.ok();
        let commune = [("commune-code", "99"), ("commune-nom", "")];
        let refused = submit(&mut alice, "/referentiel/communes", &page, &["cle"], &commune).await.with_status(422);
        has(&refused, &["value=\"99\"", "id=\"commune-code-faute\"", "<a href=\"#commune-nom\">", "class=\"act\" open"]);
        let taken = [("commune-code", "21231"), ("commune-nom", "Dijon")];
        has(&submit(&mut alice, "/referentiel/communes", &refused, &["cle"], &taken).await.with_status(409), &["id=\"commune-code-faute\""]);
        let quarter = [("quartier-nom", "Dijon – Essai"), ("quartier-commune", "21231"), ("statut-1", "qpv"), ("du-1", "2024-01-02"), ("au-1", "2024-01-01")];
        let refused = submit(&mut alice, "/referentiel/quartiers", &page, &["cle"], &quarter).await.with_status(422);
        has(&refused, &["value=\"Dijon – Essai\"", "id=\"au-1-faute\"", "<option value=\"qpv\" selected>"]);
        let none = [("quartier-nom", "Dijon – Essai"), ("quartier-commune", "21231")];
        has(&submit(&mut alice, "/referentiel/quartiers", &refused, &["cle"], &none).await.with_status(422), &["id=\"statut-1-faute\"", "au moins un statut daté"]);
    }

    async fn its_page_is_sound_with_forms_open(app: App) {
        app.owner("alice@example.org", "admin").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/referentiel", app.address)).await.unwrap();
        fill(&page, &[("email", "alice@example.org"), ("password", PASSWORD)]).await;
        says(&page, "h1", "Référentiel").await;
        page.tab_to("details.act summary").await;
        page.press(Key::Enter).await;
        page.script::<()>("document.querySelectorAll('details').forEach(one => one.open = true)").await;
        is_sound(&page).await;
    }
}
