//! A second factor begun on the pages: a secret to scan or to type, and three tries to confirm it.

use qrcode::{Color, EcLevel, QrCode};
use serde_json::json;

use super::second_factor::{code, enrolled};
use crate::support::{App, PASSWORD, Person, Reply, on_both_databases};

const PAGE: &str = "/compte/second-facteur";
const CONFIRMATION: &str = "/compte/second-facteur/confirmation";

/// Somebody who has begun a second factor, and the page with its secret.
async fn begun(app: &App) -> (Person, Reply) {
    let mut person = app.person("camille@example.org", "officer").await;
    let page = person.fill(PAGE, &[("password", PASSWORD)]).await.ok();
    (person, page)
}

/// What stands between these marks on a page, as text.
#[track_caller]
fn between(page: &Reply, before: &str, behind: &str) -> String {
    let (_, rest) = page.text.split_once(before).unwrap_or_else(|| panic!("no {before}: {page}"));
    rest.split_once(behind).unwrap().0.replace("&#38;", "&").replace("&amp;", "&")
}

fn secret(page: &Reply) -> String {
    between(page, "<code id=\"secret\">", "</code>")
}

/// Whether the QR code that the page draws is that of this text, with four light modules around it.
#[track_caller]
fn draws(page: &Reply, text: &str) -> bool {
    let expected = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let width = expected.width();
    let side: usize = between(page, "viewBox=\"0 0 ", " ").parse().unwrap();
    let mut dark = vec![false; side * side];
    for run in between(page, "<path d=\"", "\"").split('M').skip(1) {
        let (start, rest) = run.split_once('h').unwrap();
        let (x, y) = start.split_once(' ').unwrap();
        let [x, y, length] = [x, y, rest.split_once('v').unwrap().0].map(|text| text.parse::<usize>().unwrap());
        dark[y * side + x..][..length].fill(true);
    }
    let is_dark = |x: usize, y: usize| match (x.checked_sub(4), y.checked_sub(4)) {
        (Some(x), Some(y)) if x < width && y < width => expected[(x, y)] == Color::Dark,
        _ => false,
    };
    side == width + 8 && (0..side * side).all(|at| dark[at] == is_dark(at % side, at / side))
}

/// The address that the page offers to the application of this device.
#[track_caller]
fn url(page: &Reply) -> String {
    format!("otpauth{}", between(page, "<a href=\"otpauth", "\""))
}

on_both_databases! {
    async fn the_secret_can_be_scanned(app: App) {
        let (mut person, page) = begun(&app).await;
        let url = url(&page);
        assert!(url.contains(&secret(&page)) && url.contains("camille"), "{url}");
        assert!(draws(&page, &url) && !draws(&page, &url.replace("camille", "camilla")), "{page}");
        assert!(!page.text.contains("style="), "{page}");
        let right = code(&secret(&page), &app, 0);
        person.send(CONFIRMATION, &page, &[("code", &right)]).await.with_status(303);
        assert!(person.visit(PAGE).await.ok().text.contains("Activée"));
    }

    async fn a_secret_may_be_tried_three_times(app: App) {
        let (mut person, first) = begun(&app).await;
        let second = person.send(CONFIRMATION, &first, &[("code", "000000")]).await.with_status(422);
        assert!(second.text.contains("Il reste 2 essais pour ce secret."), "{second}");
        assert_eq!((secret(&second), url(&second)), (secret(&first), url(&first)));
        assert!(draws(&second, &url(&first)), "{second}");
        let third = person.send(CONFIRMATION, &second, &[("code", "abc")]).await.with_status(422);
        assert!(third.text.contains("Il reste un essai pour ce secret."), "{third}");
        let right = code(&secret(&third), &app, 0);
        person.send(CONFIRMATION, &third, &[("code", &right)]).await.with_status(303);
        assert_eq!(person.get("/v1/me").await.ok()["second_factor"], true);
    }

    async fn after_three_wrong_codes_there_is_another_secret(app: App) {
        let (mut person, first) = begun(&app).await;
        let mut page = first.clone();
        for _ in 0..3 {
            page = person.send(CONFIRMATION, &page, &[("code", "000000")]).await.with_status(422);
        }
        assert!(page.text.contains("Ce secret n’est plus valable"), "{page}");
        assert!(!page.text.contains("id=\"secret\"") && page.text.contains("name=\"password\""), "{page}");
        let right = json!({ "code": code(&secret(&first), &app, 0) });
        let confirm = |body| {
            let person = person.clone();
            async move { person.post("/v1/me/second-factor/confirmation", &body).await }
        };
        confirm(right.clone()).await.refused(404, "not_found");
        assert_eq!(person.get("/v1/me").await.ok()["second_factor"], false);
        // Another secret has its own tries.
        let again = person.clone().fill(PAGE, &[("password", PASSWORD)]).await.ok();
        assert_ne!(secret(&again), secret(&first));
        confirm(json!({ "code": "000000" })).await.refused_at(422, "wrong_code", "/code");
        confirm(json!({ "code": "111111" })).await.refused_at(422, "wrong_code", "/code");
        confirm(json!({ "code": code(&secret(&again), &app, 0) })).await.no_content();
    }

    async fn a_code_that_was_used_is_said_to_be(app: App) {
        let (person, secret) = enrolled(&app).await;
        let used = "Ce code a déjà servi. Attendez que votre application affiche le suivant, au plus trente secondes.";
        let good = code(&secret, &app, 0);
        person.clone().sign_in(PASSWORD, Some(&good)).await.ok();
        for before in [&good, &code(&secret, &app, -1)] {
            let refused = app.nobody(&person.email).sign_in(PASSWORD, Some(before)).await;
            assert_eq!(refused.refused(401, "second_factor_required")["detail"], used);
        }
        let wrong = app.nobody(&person.email).sign_in(PASSWORD, Some("000000")).await;
        assert_ne!(wrong.refused(401, "second_factor_required")["detail"], used);
        let mut browser = app.nobody(&person.email);
        let page = browser.fill("/connexion", &[("email", &person.email), ("password", PASSWORD)]).await.ok();
        let page = browser.send("/connexion/code", &page, &[("code", &good)]).await.with_status(401);
        assert!(page.text.contains("Ce code a déjà servi"), "{page}");
        browser.send("/connexion/code", &page, &[("code", &code(&secret, &app, 1))]).await.with_status(303);
    }
}
