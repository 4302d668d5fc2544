//! A browser clicks its way in and out, as people do; the documentation opens in it, too.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use thirtyfour::prelude::*;

use crate::support::{PASSWORD, on_both_databases};

/// The driver of browsers, one for the whole run. It ends when this process does, however that ends.
fn driver() -> &'static str {
    static DRIVER: OnceLock<(String, Child)> = OnceLock::new();
    let (address, _) = DRIVER.get_or_init(|| {
        let held = "command -v chromedriver >&2 || exit; chromedriver --port=0 & P=$!; read x; kill $P; wait";
        let mut child = Command::new("sh")
            .args(["-c", held])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let begun = "started successfully on port ";
        let port = lines.into_iter().find_map(|line| {
            let (_, port) = line.split_once(begun)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        (format!("http://127.0.0.1:{}", port.expect("chromedriver does not start")), child)
    });
    address
}

async fn browser(profile: &std::path::Path) -> WebDriver {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ] {
        capabilities.add_arg(argument).unwrap();
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display())).unwrap();
    WebDriver::new(driver(), capabilities).await.unwrap()
}

async fn fill(page: &WebDriver, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        page.find(By::Id(*name)).await.unwrap().send_keys(*text).await.unwrap();
    }
    page.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
}

/// Waits until a page says this, ten seconds at most: while one page makes room for the next, nothing can be read.
async fn says(page: &WebDriver, place: &str, expected: &str) {
    let mut said = String::new();
    for _ in 0..200 {
        if let Ok(element) = page.find(By::Css(place)).await {
            said = element.text().await.unwrap_or_default();
        }
        if said.contains(expected) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{place} says {said}, not {expected}");
}

on_both_databases! {
    async fn somebody_is_invited_chooses_a_password_signs_in_and_out(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let profile = tempfile::tempdir().unwrap();
        let page = browser(profile.path()).await;
        let at = |path: &str| format!("http://{}{path}", app.address);
        page.goto(at(&link)).await.unwrap();
        fill(&page, &[("password", PASSWORD), ("again", PASSWORD)]).await;
        says(&page, "h1", "Connexion").await;
        fill(&page, &[("email", "camille@example.org"), ("password", "autre chose")]).await;
        says(&page, "[role=alert]", "ne vont pas ensemble").await;
        fill(&page, &[("password", PASSWORD)]).await;
        says(&page, "h1", "Bonjour, Dominique Essai").await;
        // The stylesheet is let through by the page's own policy.
        let paint = page.find(By::Tag("header")).await.unwrap().css_value("background-color").await.unwrap();
        assert!(paint.contains("20, 80, 140"), "{paint}");
        page.goto(at("/docs/")).await.unwrap();
        page.query(By::Css(".opblock")).first().await.expect("the documentation does not draw its operations");
        page.goto(at("/")).await.unwrap();
        page.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
        says(&page, "h1", "Connexion").await;
        page.goto(at("/")).await.unwrap();
        says(&page, "h1", "Connexion").await;
        page.quit().await.unwrap();
    }
}
