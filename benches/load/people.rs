//! The list of people as an officer's browser asks for it (goal 21): its first page in each order, its last page, and
//! searches as one types. `generate --rows 833k` makes some 50,000 people.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::program::{Program, Server};
use super::report::Report;
use super::sheet::{EMAIL, PASSWORD, invitation};
use super::workload::quantile;

/// How often each page is asked for.
const TIMES: usize = 30;
/// Milliseconds of a page, and of an answer to a search.
const PAGE: f64 = 100.0;
const SEARCH: f64 = 150.0;

/// The pages, with what each may take.
const ASKED: &[(&str, &str, f64)] = &[
    ("first page", "", PAGE),
    ("page 500", "?page=500", PAGE),
    ("last page", "?page=100000", PAGE),
    ("by name, downwards", "?tri=-nom", PAGE),
    ("by birth date", "?tri=naissance", PAGE),
    ("by place of living", "?tri=lieu", PAGE),
    ("by last day of eligibility", "?tri=fin", PAGE),
    ("by reference", "?tri=reference", PAGE),
    ("of a sector", "?secteur=BTP", PAGE),
    ("by latest outcome", "?statut=validated", PAGE),
    ("accompanied", "?accompagnement=oui", PAGE),
    ("eligibility ending within 60 days", "?fin=60", PAGE),
    ("search of two letters", "?q=no", SEARCH),
    ("search of a name", "?q=nom%20123%20prenom", SEARCH),
    ("search that finds nobody", "?q=zzyzx", SEARCH),
    ("search of a birth date", "?q=01%2F02%2F1984", SEARCH),
    ("search within a sector, by name", "?q=123&secteur=MS", SEARCH),
];

/// Measures the pages and prints the goals.
pub fn run(program: &Program, url: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let link = invitation(program, url)?;
    let server = Server::start(program, url)?;
    let mut report = Report::default();
    let mut officer = Officer::new(format!("http://{}", server.endpoint.address))?;
    runtime.block_on(async {
        officer.sign_in(&link).await?;
        measure(&mut officer, &mut report).await
    })?;
    report.print();
    Ok(())
}

async fn measure(officer: &mut Officer, report: &mut Report) -> Result<()> {
    let first = officer.get("/candidats").await?.text().await?;
    report.note("people", between(&first, "<b id=\"nombre\">", "</b>").unwrap_or_default());
    for (what, query, most) in ASKED {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let began = Instant::now();
            let answer = officer.get(&format!("/candidats{query}")).await?;
            ensure!(answer.status() == 200, "{query}: {}", answer.status());
            answer.bytes().await?;
            times.push(u32::try_from(began.elapsed().as_micros())?);
        }
        for (name, share) in [("p50", 0.5), ("p95", 0.95)] {
            report.below(&format!("21: people, {what}, {name}"), (quantile(&times, share) / 1e3, "ms"), *most);
        }
    }
    Ok(())
}

/// An officer with a browser's cookies.
struct Officer {
    client: Client,
    at: String,
    cookies: BTreeMap<String, String>,
}

impl Officer {
    fn new(at: String) -> Result<Self> {
        Ok(Self { client: Client::builder().redirect(Policy::none()).build()?, at, cookies: BTreeMap::new() })
    }

    async fn sign_in(&mut self, link: &str) -> Result<()> {
        self.fill(link, &[("password", PASSWORD), ("again", PASSWORD)]).await?;
        self.fill("/connexion", &[("email", EMAIL), ("password", PASSWORD)]).await
    }

    /// Fills in the form of a page.
    async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let page = self.get(path).await?.text().await?;
        let token = between(&page, "name=\"jeton\" value=\"", "\"").context("no token")?.to_owned();
        let fields: Vec<_> = fields.iter().copied().chain([("jeton", token.as_str())]).collect();
        let body = fields.iter().map(|(name, text)| format!("{name}={}", text.replace(' ', "+").replace('@', "%40")));
        let sent = self.client.post(format!("{}{path}", self.at)).header(COOKIE, self.cookie());
        let sent = sent.header("content-type", "application/x-www-form-urlencoded");
        let answer = sent.body(body.collect::<Vec<_>>().join("&")).send().await?;
        ensure!(answer.status().as_u16() < 400, "{path}: {}", answer.status());
        self.keep(&answer);
        Ok(())
    }

    async fn get(&mut self, path: &str) -> Result<Response> {
        let answer = self.client.get(format!("{}{path}", self.at)).header(COOKIE, self.cookie()).send().await?;
        self.keep(&answer);
        Ok(answer)
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answer: &Response) {
        let set = answer.headers().get_all(SET_COOKIE).iter().filter_map(|header| header.to_str().ok());
        let pairs = set.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        self.cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

/// What stands in a text between two others.
fn between<'t>(text: &'t str, before: &str, behind: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(behind).map(|(found, _)| found)
}
