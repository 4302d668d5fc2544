//! A headless Chromium, and what somebody does at its keyboard.

use std::io::{BufRead as _, BufReader};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{LoggingPrefsLogLevel, TypingData};

use super::prepare_http;

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

/// A headless Chromium with an empty profile. Dropping it kills the browser, after a panic, too.
pub struct Browser {
    // Its own end waits for an answer, in vain, while the test's runtime stands still.
    page: ManuallyDrop<WebDriver>,
    process: String,
    // Removed after the browser has ended.
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Fails if it has ended already.
        let _ = Command::new("kill").args(["-s", "KILL", &self.process]).status();
    }
}

impl Deref for Browser {
    type Target = WebDriver;
    fn deref(&self) -> &WebDriver {
        &self.page
    }
}

impl Browser {
    pub async fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        prepare_http();
        let page = WebDriver::new(driver(), capabilities).await.unwrap();
        let process = page.capabilities().get("goog:processID").unwrap().to_string();
        let browser = Self { page: ManuallyDrop::new(page), process, _profile: profile };
        browser.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
        browser
    }

    /// Sends a command of the Chrome DevTools protocol.
    pub async fn command(&self, name: &str, parameters: Value) -> Value {
        self.cdp().send_raw(name, parameters).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What a script returns.
    pub async fn script<T: DeserializeOwned>(&self, script: &str) -> T {
        self.execute(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// Presses these keys one after the other, wherever the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        if let Err(error) = self.action_chain().send_keys(keys).perform().await {
            // The key led to another page before the driver had answered.
            let error = format!("{error:?}");
            let left = ["aborted by navigation", "no such execution context"];
            assert!(left.iter().any(|reason| error.contains(reason)), "{error}");
        }
    }

    /// Presses a key while another one is held.
    pub async fn press_with(&self, held: Key, key: impl Into<TypingData>) {
        self.action_chain().key_down(held.clone()).send_keys(key).key_up(held).perform().await.unwrap();
    }

    /// Presses Tab until an element that matches has the focus.
    pub async fn tab_to(&self, selector: &str) {
        for _ in 0..MOST_TABS {
            if self.has_focus(selector).await {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("no Tab leads to {selector}, but to {}", self.focused().await);
    }

    /// Whether the element that has the focus matches.
    pub async fn has_focus(&self, selector: &str) -> bool {
        let selector = serde_json::to_string(selector).unwrap();
        self.script(&format!("return document.activeElement.matches({selector})")).await
    }

    /// The id of the element that has the focus, else its name, else its text.
    pub async fn focused(&self) -> String {
        self.script("const at = document.activeElement; return at.id || at.name || at.textContent.trim()").await
    }

    /// Cuts the network of the present window, or gives it back.
    pub async fn set_offline(&self, offline: bool) {
        self.command("Network.enable", json!({})).await;
        let speed = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.command("Network.emulateNetworkConditions", speed).await;
    }
}

/// The most elements that Tab passes before a test gives up.
const MOST_TABS: usize = 120;

const ARGUMENTS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=800,600",
];

/// Runs in each document before anything else: collects what fails in it.
const WATCH: &str = r"
window.failures = [];
addEventListener('securitypolicyviolation', event => failures.push('CSP: ' + event.violatedDirective + ' ' + event.blockedURI));
addEventListener('error', event => failures.push('error: ' + (event.message || event.target.src || event.target.href)), true);
addEventListener('unhandledrejection', event => failures.push('rejection: ' + event.reason));
";

/// Types into the fields with these ids, and presses the first button of the page's form.
pub async fn fill(page: &WebDriver, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        page.find(By::Id(*name)).await.unwrap().send_keys(*text).await.unwrap();
    }
    page.find(By::Css("main form button")).await.unwrap().click().await.unwrap();
}

/// Waits until a page says this, thirty seconds at most: while one page makes room for the next, nothing can be read.
pub async fn says(page: &WebDriver, place: &str, expected: &str) {
    let (mut said, begun) = (String::new(), Instant::now());
    while begun.elapsed() < Duration::from_secs(30) {
        if let Ok(element) = page.find(By::Css(place)).await {
            said = element.text().await.unwrap_or_default();
        }
        if said.contains(expected) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (address, heading) = (page.current_url().await.unwrap(), page.find(By::Css("main")).await);
    let shown = if let Ok(heading) = heading { heading.text().await.unwrap_or_default() } else { String::new() };
    panic!("{place} says {said}, not {expected}, at {address}, which shows: {shown}");
}
