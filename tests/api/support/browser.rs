//! A headless Chromium, and what every page has to fulfil in it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::json;
use thirtyfour::prelude::*;

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

/// A new browser, with an empty directory for its profile.
pub async fn browser(profile: &Path) -> WebDriver {
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
    let page = WebDriver::new(driver(), capabilities).await.unwrap();
    let watch = json!({ "source": WATCH });
    page.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", watch).await.unwrap();
    page
}

/// Runs in each document before anything else: collects what fails in it.
const WATCH: &str = r"
window.failures = [];
addEventListener('securitypolicyviolation', event => failures.push('CSP: ' + event.violatedDirective + ' ' + event.blockedURI));
addEventListener('error', event => failures.push('error: ' + (event.message || event.target.src || event.target.href)), true);
addEventListener('unhandledrejection', event => failures.push('rejection: ' + event.reason));
";

/// What is wrong with the present document: failures, requests to elsewhere or in vain, and text wider than its box.
const INSPECT: &str = r"
const found = [...window.failures];
for (const entry of performance.getEntriesByType('resource')) {
  if (!entry.name.startsWith(location.origin + '/') || entry.responseStatus >= 400) found.push('request: ' + entry.name);
}
if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window');
for (const element of document.querySelectorAll('body *')) {
  const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
  if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && !scrolls) {
    found.push('overflows: ' + element.tagName + '.' + element.className);
  }
}
if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
if (document.querySelectorAll('main').length !== 1) found.push('not one main');
if (document.documentElement.lang !== 'fr') found.push('not in French');
if (!document.title.endsWith(' – Clauses d’insertion')) found.push('title: ' + document.title);
return found;
";

/// Runs axe-core; its rules of WCAG 2.2, A and AA, that the present document breaks, with where it does.
const AXE: &str = r"
const [report] = arguments;
const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const places = rule => rule.nodes.map(node => node.target.join(' ')).join(', ');
axe.run(document, { runOnly }).then(result => report(result.violations.map(rule => rule.id + ': ' + places(rule))));
";

/// The script of axe-core, which npm installs once into `target/axe`.
fn axe() -> &'static str {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    SCRIPT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (wanted, installed) = (root.join("tests/axe"), root.join("target/axe"));
        let (lock, done) = (wanted.join("package-lock.json"), installed.join("installed.json"));
        if fs::read(&done).ok() != fs::read(&lock).ok() {
            fs::create_dir_all(&installed).unwrap();
            for file in ["package.json", "package-lock.json"] {
                fs::copy(wanted.join(file), installed.join(file)).unwrap();
            }
            let npm = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&installed).output();
            let npm = npm.expect("npm is needed");
            assert!(npm.status.success(), "npm: {}", String::from_utf8_lossy(&npm.stderr));
            fs::copy(lock, done).unwrap();
        }
        fs::read_to_string(installed.join("node_modules/axe-core/axe.min.js")).unwrap()
    })
}

/// Panics if the present page breaks a rule of accessibility, on a telephone or a screen, light or dark.
async fn is_accessible(page: &WebDriver) {
    page.execute(axe(), Vec::new()).await.unwrap();
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
        set_width(page, width).await;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        page.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        let broken: Vec<String> = page.execute_async(AXE, Vec::new()).await.unwrap().convert().unwrap();
        let address = page.current_url().await.unwrap();
        assert!(broken.is_empty(), "{address} at {width} pixels, {scheme}: {broken:?}");
    }
}

async fn set_width(page: &WebDriver, width: u32) {
    let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    page.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
}

/// Panics if the present page fails at any width, from a small telephone to a large screen, or is not accessible.
pub async fn is_sound(page: &WebDriver) {
    for width in [320, 360, 768, 1280, 2560, 3840] {
        set_width(page, width).await;
        let found = page.execute(INSPECT, Vec::new()).await.unwrap();
        let found: Vec<String> = found.convert().unwrap();
        let address = page.current_url().await.unwrap();
        assert!(found.is_empty(), "{address} at {width} pixels: {found:?}");
    }
    is_accessible(page).await;
    page.cdp().send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await.unwrap();
    page.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "features": [] })).await.unwrap();
}

/// Types into the fields with these ids, and presses the first button of the page's form.
pub async fn fill(page: &WebDriver, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        page.find(By::Id(*name)).await.unwrap().send_keys(*text).await.unwrap();
    }
    page.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
}

/// Waits until a page says this, ten seconds at most: while one page makes room for the next, nothing can be read.
pub async fn says(page: &WebDriver, place: &str, expected: &str) {
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
