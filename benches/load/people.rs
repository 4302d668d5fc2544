//! Lists as an officer's browser asks for them (goal 21): people in each order, with each filter, and searches as one
//! types; referrals, employments, exits, organisations and contracts beside them. `generate --rows 833k` makes some 50,000
//! people.

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

/// The addresses, with what each may take.
const ASKED: &[(&str, &str, f64)] = &[
    ("people, first page", "/candidats", PAGE),
    ("people, page 500", "/candidats?page=500", PAGE),
    ("people, last page", "/candidats?page=100000", PAGE),
    ("people, by name, downwards", "/candidats?tri=-nom", PAGE),
    ("people, by birth date", "/candidats?tri=naissance", PAGE),
    ("people, by place of living", "/candidats?tri=lieu", PAGE),
    ("people, by place of living, page 500", "/candidats?tri=-lieu&page=500", PAGE),
    ("people, by last day of eligibility", "/candidats?tri=fin", PAGE),
    ("people, by last day of eligibility, page 500", "/candidats?tri=-fin&page=500", PAGE),
    ("people, by reference", "/candidats?tri=reference", PAGE),
    ("people, by reference, page 500", "/candidats?tri=-reference&page=500", PAGE),
    ("people, of a sector", "/candidats?secteur=BTP", PAGE),
    ("people, by latest outcome", "/candidats?statut=validated", PAGE),
    ("people, by an outcome of nobody", "/candidats?statut=pending", PAGE),
    ("people, accompanied", "/candidats?accompagnement=oui", PAGE),
    ("people, of a neighbourhood", "/candidats?quartier=1", PAGE),
    ("people, who may be recorded twice", "/candidats?doublon=oui", PAGE),
    ("people, eligibility ending within 60 days", "/candidats?fin=60", PAGE),
    ("people, eligibility ending within 10 years", "/candidats?fin=3650", PAGE),
    (
        "people, all filters, by place",
        "/candidats?secteur=BTP&statut=validated&accompagnement=oui&fin=3650&tri=lieu",
        PAGE,
    ),
    ("people, search of two letters", "/candidats?q=no", SEARCH),
    ("people, search of a name", "/candidats?q=nom%20123%20prenom", SEARCH),
    ("people, search that finds nobody", "/candidats?q=zzyzx", SEARCH),
    ("people, search of a birth date", "/candidats?q=01%2F02%2F1984", SEARCH),
    ("people, search of a reference", "/candidats?q=PLIE-12345", SEARCH),
    ("people, search within a sector", "/candidats?q=123&secteur=MS", SEARCH),
    ("people, search, by last day of eligibility", "/candidats?q=no&tri=-fin", SEARCH),
    ("people, search, by reference", "/candidats?q=no&tri=reference", SEARCH),
    ("people of the API", "/v1/candidates?limit=100", PAGE),
    ("people of the API, of a sector", "/v1/candidates?limit=100&sector=BTP", PAGE),
    ("people of the API, by latest outcome", "/v1/candidates?limit=100&status=not_integrated", PAGE),
    ("people of the API, by name", "/v1/candidates?limit=100&q=zzyzx", SEARCH),
    ("referrals", "/orientations", PAGE),
    ("referrals, all", "/orientations?statut=toutes", PAGE),
    ("referrals, all, by decision, page 500", "/orientations?statut=toutes&tri=decision&page=500", PAGE),
    ("referrals, all, of a sector", "/orientations?statut=toutes&secteur=PI", PAGE),
    ("employments", "/contrats-de-travail", PAGE),
    ("employments, all", "/contrats-de-travail?statut=tous", PAGE),
    ("employments, all, by last day, page 500", "/contrats-de-travail?statut=tous&tri=-fin&page=500", PAGE),
    ("employments, of a type", "/contrats-de-travail?statut=termines&type=CDI", PAGE),
    ("employments, search of two letters", "/contrats-de-travail?statut=tous&nom=no", SEARCH),
    ("employments, search of a name", "/contrats-de-travail?statut=tous&nom=nom%20123%20prenom", SEARCH),
    ("exits, proposed and recorded", "/sorties", PAGE),
    ("exits, proposed, of everybody", "/sorties?plie=toutes", PAGE),
    ("exits, proposed, of one criterion", "/sorties?critere=CDI&plie=toutes", PAGE),
    ("organisations", "/structures", PAGE),
    ("organisations, by people", "/structures?tri=personnes", PAGE),
    ("organisations, search", "/structures?texte=12", SEARCH),
    ("contracts", "/marches", PAGE),
    ("contracts, by rate", "/marches?tri=taux", PAGE),
    ("contracts, of a sector", "/marches?secteur=BTP&statut=en-cours", PAGE),
    ("contracts, search", "/marches?texte=2019", SEARCH),
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
    for (what, address, most) in ASKED {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let began = Instant::now();
            let answer = officer.get(address).await?;
            ensure!(answer.status() == 200, "{address}: {}", answer.status());
            answer.bytes().await?;
            times.push(u32::try_from(began.elapsed().as_micros())?);
        }
        for (name, share) in [("p50", 0.5), ("p95", 0.95)] {
            report.below(&format!("21: {what}, {name}"), (quantile(&times, share) / 1e3, "ms"), *most);
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
