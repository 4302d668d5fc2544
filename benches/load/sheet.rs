//! The officer's sheet of a month in a headless Chromium (goal 11): the server's time, the first paint, and what a key
//! takes until it is painted. Needs Debian's `chromium` and `chromium-driver`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use thirtyfour::prelude::*;

use super::generate::YEAR;
use super::program::{Program, Server};
use super::report::Report;
use super::workload::quantile;

pub const PASSWORD: &str = "quelques mots sans aucun rapport";
pub const EMAIL: &str = "load@example.org";
/// Loads of the page, and rows that are typed in.
const TIMES: usize = 20;

/// Microseconds: of the server until its first byte, and from there to the first paint.
const PAINT: &str = r"
const [page] = performance.getEntriesByType('navigation');
const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
return [page.responseStart - page.requestStart, paint - page.responseStart, page.transferSize]
    .map(value => Math.round(value * 1000));
";

/// Collects the microseconds from each key to the frame after it.
const WATCH: &str = r"
window.keys = [];
addEventListener('keydown', event => requestAnimationFrame(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => keys.push(Math.round((performance.now() - event.timeStamp) * 1000));
    painted.port2.postMessage(0);
}), true);
";

/// Measures the sheet of June of the benched year and prints the goals.
pub fn run(program: &Program, url: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let link = invitation(program, url)?;
    let server = Server::start(program, url)?;
    let driver = Driver::start()?;
    let mut report = Report::default();
    runtime.block_on(measure(&format!("http://{}", server.endpoint.address), &link, &driver, &mut report))?;
    report.print();
    Ok(())
}

/// Makes an officer's account; the path of the page where its password is chosen.
pub fn invitation(program: &Program, url: &str) -> Result<String> {
    let arguments = ["create", "--email", EMAIL, "--name", "Load", "--role", "officer"];
    let made = program.command("user", url).args(arguments).output()?;
    let printed = String::from_utf8_lossy(&made.stdout).into_owned();
    let path = printed.split_once("/invitation/").and_then(|(_, rest)| rest.split_whitespace().next());
    Ok(format!("/invitation/{}", path.with_context(|| String::from_utf8_lossy(&made.stderr).into_owned())?))
}

async fn measure(at: &str, link: &str, driver: &Driver, report: &mut Report) -> Result<()> {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"] {
        capabilities.add_arg(argument)?;
    }
    let page = WebDriver::new(&driver.address, capabilities).await?;
    let measured = async {
        sign_in(&page, at, link).await?;
        loads(&page, at, report).await?;
        keys(&page, report).await
    };
    let measured = measured.await;
    page.quit().await?;
    measured
}

async fn sign_in(page: &WebDriver, at: &str, link: &str) -> Result<()> {
    page.goto(format!("{at}{link}")).await?;
    for (path, fields) in [("", ["password", "again"]), ("/connexion", ["email", "password"])] {
        if !path.is_empty() {
            page.goto(format!("{at}{path}")).await?;
        }
        for field in fields {
            let text = if field == "email" { EMAIL } else { PASSWORD };
            page.find(By::Id(field)).await?.send_keys(text).await?;
        }
        page.find(By::Css("main form button")).await?.click().await?;
        // The page that follows is there once the form is gone.
        page.query(By::Css("h1")).first().await?;
    }
    Ok(())
}

async fn loads(page: &WebDriver, at: &str, report: &mut Report) -> Result<()> {
    let (mut server, mut paint, mut bytes) = (Vec::new(), Vec::new(), 0);
    for _ in 0..TIMES {
        page.goto(format!("{at}/saisie/{YEAR}-06")).await?;
        page.query(By::Id("somme")).first().await?;
        let [first_byte, painted, transferred]: [u32; 3] = page.execute(PAINT, Vec::new()).await?.convert()?;
        server.push(first_byte);
        paint.push(painted);
        bytes = transferred / 1000;
    }
    let rows = page.find_all(By::Css("tr[data-row]")).await?.len();
    report.note("rows of the sheet, bytes of its page", &format!("{rows}, {bytes}"));
    report.below("11: the server until the first byte, p50", (quantile(&server, 0.5) / 1e3, "ms"), 300.0);
    report.below("11: from there to the first paint, p50", (quantile(&paint, 0.5) / 1e3, "ms"), 600.0);
    Ok(())
}

async fn keys(page: &WebDriver, report: &mut Report) -> Result<()> {
    page.execute(WATCH, Vec::new()).await?;
    page.find(By::Css("input.h:not([readonly])")).await?.click().await?;
    for row in 0..TIMES {
        let typed = page.active_element().await?;
        for sign in format!("{}", 50 + row).chars() {
            typed.send_keys(sign.to_string()).await?;
        }
        typed.send_keys(Key::Enter + "").await?;
    }
    let times: Vec<u32> = page.execute("return window.keys", Vec::new()).await?.convert()?;
    report.below("11: from a key to its paint, p50", (quantile(&times, 0.5) / 1e3, "ms"), 25.0);
    report.below("11: from a key to its paint, p95", (quantile(&times, 0.95) / 1e3, "ms"), 50.0);
    report.note("keys", &times.len().to_string());
    Ok(())
}

/// The driver of browsers; it is stopped when dropped.
struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    fn start() -> Result<Self> {
        let mut child = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("started successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        let address = format!("http://127.0.0.1:{}", port.context("chromedriver did not start")?);
        Ok(Self { child, address })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
