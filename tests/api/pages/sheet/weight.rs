//! What the first load of the sheet weighs, with the month of the demonstration.

use clauses::access::LoadDemo;
use clauses::demo;

use super::open_sheet::{EMAIL, OpenSheet};
use crate::support::browser::says;
use crate::support::on_both_databases;

const MOST_BYTES: u64 = 100 * 1024;

/// The bytes of the page and of all that it loads, as they came over the network, headers included; and what was loaded.
const LOADED: &str = "
const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
return [loaded.reduce((sum, one) => sum + one.transferSize, 0), loaded.map(one => one.name + ' ' + one.transferSize).join(', ')];
";

on_both_databases! {
    async fn the_first_load_of_the_demonstrations_month_is_light(app: App) {
        let app = app.apart().at("2026-11-29T11:00:00Z");
        demo::load_once(&app.operator::<LoadDemo>()).unwrap();
        let month = demo::load_month_once(&app.operator::<LoadDemo>()).unwrap().unwrap();
        app.owner(EMAIL, "officer").await;
        let sheet = OpenSheet::closed(app.address).await;
        sheet.visit(&format!("/saisie/{month}")).await;
        sheet.sign_in(EMAIL).await;
        says(&sheet, "#enregistre", "Tout est enregistré").await;
        let rows: usize = sheet.script("return document.querySelectorAll('tr[data-row]').length").await;
        assert!(rows > 20, "{rows} rows");
        // A cold cache: nothing of the page of sign-in is taken over.
        sheet.command("Network.clearBrowserCache", serde_json::json!({})).await;
        sheet.visit("/connexion").await;
        sheet.command("Network.clearBrowserCache", serde_json::json!({})).await;
        sheet.visit(&format!("/saisie/{month}")).await;
        says(&sheet, "#enregistre", "Tout est enregistré").await;
        let (bytes, loaded): (u64, String) = sheet.script(LOADED).await;
        assert!(loaded.contains("sheet.css") && bytes > 10_000, "{loaded}");
        assert!(bytes <= MOST_BYTES, "{bytes} bytes: {loaded}");
    }
}
