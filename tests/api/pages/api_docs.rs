//! `/docs/` in a browser: collapsed, and a person who is signed in changes things in it.

use reqwest::Method;
use thirtyfour::prelude::*;

use crate::support::browser::{Browser, fill, says};
use crate::support::{App, PASSWORD, on_both_databases};

/// The page, with its tags drawn.
async fn opened(app: &App) -> Browser {
    let page = Browser::open().await;
    page.goto(format!("http://{}/docs/", app.address)).await.unwrap();
    page.query(By::Css(".opblock-tag")).first().await.expect("the documentation draws no tags");
    page
}

async fn click(page: &Browser, selector: &str) {
    let element = page.query(By::Css(selector)).first().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    element.scroll_into_view().await.unwrap();
    element.click().await.unwrap();
}

/// Opens an operation and begins to try it.
async fn try_out(page: &Browser, tag: &str, operation: &str) -> String {
    let block = format!("#operations-{tag}-{operation}");
    if page.find_all(By::Css(&block)).await.unwrap().is_empty() {
        click(page, &format!("#operations-tag-{tag}")).await;
    }
    click(page, &format!("{block} .opblock-summary-control")).await;
    click(page, &format!("{block} .try-out__btn")).await;
    block
}

/// Replaces what a field of the page has.
async fn write(page: &Browser, selector: &str, text: &str) {
    click(page, selector).await;
    page.press_with(Key::Control, "a").await;
    page.press(text).await;
}

/// Loads and errors that the page's policy stopped, or that went to elsewhere.
async fn faults(page: &Browser) -> Vec<String> {
    page.script(
        "return [...window.failures, ...performance.getEntriesByType('resource').map(entry => entry.name) \
            .filter(name => !name.startsWith(location.origin + '/') && !name.startsWith('data:'))];",
    )
    .await
}

on_both_databases! {
    async fn the_documentation_opens_collapsed_in_the_order_of_use_and_in_french(app: App) {
        let page = opened(&app).await;
        let tags: Vec<String> =
            page.script("return [...document.querySelectorAll('.opblock-tag')].map(tag => tag.dataset.tag)").await;
        assert_eq!((tags.len(), tags[0].as_str(), tags[tags.len() - 1].as_str()), (25, "me", "health"));
        assert!(page.find_all(By::Css(".opblock")).await.unwrap().is_empty());
        says(&page, ".info", "Obtenir une clé").await;
        says(&page, "#operations-tag-hours", "Heures réalisées").await;
        assert_eq!(page.script::<String>("return document.documentElement.lang").await, "fr");
        assert_eq!(faults(&page).await, [""; 0]);
    }

    async fn the_examples_of_refusals_are_those_of_their_statuses(app: App) {
        let page = opened(&app).await;
        click(&page, "#operations-tag-totals").await;
        click(&page, "#operations-totals-show_totals .opblock-summary-control").await;
        for (status, code) in [("401", "unauthenticated"), ("403", "query_not_allowed"), ("429", "too_many_requests")] {
            let place = format!("#operations-totals-show_totals tr.response[data-code='{status}']");
            says(&page, &place, &format!("\"code\": \"{code}\"")).await;
        }
    }

    async fn a_person_who_is_signed_in_changes_things_in_it(app: App) {
        let officer = app.owner("camille@example.org", "officer").await;
        let page = Browser::open().await;
        page.goto(format!("http://{}/connexion?suite=/docs/", app.address)).await.unwrap();
        fill(&page, &[("email", "camille@example.org"), ("password", PASSWORD)]).await;
        page.query(By::Css(".opblock-tag")).first().await.expect("the documentation draws no tags");
        let block = try_out(&page, "organisations", "create_organisation").await;
        write(&page, &format!("{block} .body-param__text"), "{\"name\": \"Atelier du Parc\"}").await;
        click(&page, &format!("{block} .execute")).await;
        says(&page, &format!("{block} .live-responses-table tr.response .response-col_status"), "201").await;
        drop(officer);
        let found = app.officer().get("/v1/organisations?q=atelier").await.ok();
        assert_eq!(found.at("/items/0/name"), "Atelier du Parc");
        assert_eq!(faults(&page).await, [""; 0]);
    }

    async fn who_is_not_signed_in_is_refused_in_it_as_everywhere(app: App) {
        let page = opened(&app).await;
        let block = try_out(&page, "organisations", "create_organisation").await;
        click(&page, &format!("{block} .execute")).await;
        says(&page, &format!("{block} .live-responses-table tr.response .response-col_status"), "401").await;
        let none = app.officer().request(Method::GET, "/v1/organisations").send().await.ok();
        assert!(none.items().is_empty(), "{none}");
    }
}
