//! What every page has to fulfil in a browser.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

use super::browser::Browser;

/// What is wrong with the present document: failures, requests to elsewhere or in vain, and text wider than its box.
const INSPECT: &str = r"
const found = [...window.failures];
for (const entry of performance.getEntriesByType('resource')) {
  if (!entry.name.startsWith(location.origin + '/') || entry.responseStatus >= 400) found.push('request: ' + entry.name);
}
if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window');
for (const element of document.querySelectorAll('body *')) {
  const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
  // Inside a drawing that is scaled, the two widths are in different units.
  if (element.ownerSVGElement) continue;
  if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && !scrolls) {
    found.push('overflows: ' + element.tagName + '.' + element.className);
  }
}
// Before these marks and inside quotation marks no line may end. What users type stays as it is.
const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const texts = [...document.querySelectorAll('[aria-label]')].map(element => element.ariaLabel);
while (seen.nextNode()) if (!seen.currentNode.parentElement.closest('script, textarea, .sent')) texts.push(seen.currentNode.data);
for (const text of texts) if (/\S [:;!?»](\s|$)|« /.test(text)) found.push('breaks: ' + text.trim());
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
async fn is_accessible(page: &Browser) {
    page.execute(axe(), Vec::new()).await.unwrap();
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
        set_width(page, width).await;
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        page.command("Emulation.setEmulatedMedia", media).await;
        // At the end of the page its foot is where it belongs, and covers nothing whose size is then judged.
        page.execute("scrollTo(0, document.documentElement.scrollHeight)", Vec::new()).await.unwrap();
        let broken: Vec<String> = page.execute_async(AXE, Vec::new()).await.unwrap().convert().unwrap();
        let address = page.current_url().await.unwrap();
        assert!(broken.is_empty(), "{address} at {width} pixels, {scheme}: {broken:?}");
    }
}

async fn set_width(page: &Browser, width: u32) {
    let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    page.command("Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Panics if the present page fails at any width, from a small telephone to a large screen, or is not accessible.
pub async fn is_sound(page: &Browser) {
    holds_at_every_width(page).await;
    is_accessible(page).await;
    is_silent(page).await;
    page.command("Emulation.clearDeviceMetricsOverride", json!({})).await;
    page.command("Emulation.setEmulatedMedia", json!({ "features": [] })).await;
}

/// Panics if text overflows with the spacing that a reader may set (WCAG 1.4.12); the page keeps that spacing.
pub async fn holds_with_spaced_text(page: &Browser) {
    page.execute(SPACED, Vec::new()).await.unwrap();
    holds_at_every_width(page).await;
    page.command("Emulation.clearDeviceMetricsOverride", json!({})).await;
}

const SPACED: &str = "
const sheet = new CSSStyleSheet();
sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }');
document.adoptedStyleSheets = [sheet];
";

async fn holds_at_every_width(page: &Browser) {
    for width in [320, 360, 768, 1280, 2560, 3840] {
        set_width(page, width).await;
        let found: Vec<String> = page.script(INSPECT).await;
        let address = page.current_url().await.unwrap();
        assert!(found.is_empty(), "{address} at {width} pixels: {found:?}");
    }
}

/// Panics if the console has a message. What it says of answers such as 404 is left out: the requests are judged above.
async fn is_silent(page: &Browser) {
    let messages = page.browser_log().await.unwrap();
    let messages: Vec<_> = messages.iter().filter(|one| one.source.as_deref() != Some("network")).collect();
    assert!(messages.is_empty(), "{}: {messages:?}", page.current_url().await.unwrap());
}
