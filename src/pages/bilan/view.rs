//! What the page of a bilan shows.

use askama::Template;

use super::super::shell::Shell;
use super::address::path;
use super::lines::{ShownTable, tables};
use crate::bilan::{Bilan, MonthRun, Reach};
use crate::error::french;
use crate::values::{Month, Sector, YEARS, day_in_words};

#[derive(Template)]
#[template(path = "bilan.html", config = "src/pages/askama.toml")]
pub(super) struct BilanPage {
    shell: Shell,
    /// The address of the bilan in the API, up to the name of a form.
    download: String,
    /// Whether the reader may open editions.
    has_editions: bool,
    year: i32,
    run: MonthRun,
    title: String,
    is_everybodys: bool,
    provisional: bool,
    /// How many months of a sector can still change, of how many, and which by sector.
    open: usize,
    all: usize,
    sectors: Vec<OpenMonths>,
    /// The heads of the columns of the figures and of those a year before.
    now: String,
    before: Option<String>,
    is_compared: bool,
    key_figures: Vec<ShownTable>,
    report: Vec<ShownTable>,
    details: Vec<ShownTable>,
    findings: Vec<String>,
    as_of: String,
    head: Option<String>,
    previous: Option<(String, i32)>,
    next: Option<(String, i32)>,
}

/// The months of a sector that can still change.
struct OpenMonths {
    sector: Sector,
    months: Vec<Month>,
}

impl BilanPage {
    pub fn new(shell: Shell, has_editions: bool, (run, reach): (MonthRun, Reach), bilan: &Bilan) -> Self {
        let year = run.from.year();
        let mut key_figures = Vec::new();
        let (mut report, mut details) = (Vec::new(), Vec::new());
        for table in tables(bilan) {
            match table.key {
                "key_figures" => key_figures.push(table),
                by if by.starts_with("hours_by_") || by.starts_with("people_by_") => details.push(table),
                _ => report.push(table),
            }
        }
        let of_year = |year: i32| {
            let run = MonthRun::of_year(year).filter(|_| YEARS.contains(&year))?;
            Some((path(run, reach), year))
        };
        Self {
            shell,
            download: download(run, reach),
            has_editions,
            year,
            run,
            title: run.in_words(),
            is_everybodys: reach == Reach::All,
            provisional: bilan.provisional,
            open: bilan.months.iter().filter(|month| !month.closed).count(),
            all: bilan.months.len(),
            sectors: open_months(bilan),
            now: run.in_head(),
            before: bilan.previous.map(|before| MonthRun { from: before.from, to: before.to }.in_head()),
            is_compared: bilan.previous.is_some_and(|before| before.closed),
            key_figures,
            report,
            details,
            findings: bilan.findings.iter().map(|finding| french(&finding.explanation)).collect(),
            as_of: day_in_words(bilan.as_of),
            head: bilan.audit_head.as_ref().map(|head| head.head.clone()),
            previous: of_year(year - 1),
            next: of_year(year + 1),
        }
    }
}

/// The address of a bilan in the API, up to the name of a form.
fn download(run: MonthRun, reach: Reach) -> String {
    let scope = reach.as_str();
    match run.year() {
        Some(year) => format!("/v1/bilans/{year}?scope={scope}&format="),
        None => format!("/v1/bilans?from={}&to={}&scope={scope}&format=", run.from, run.to),
    }
}

/// The sectors that have months which can still change.
fn open_months(bilan: &Bilan) -> Vec<OpenMonths> {
    let of = |sector: &Sector| {
        let open = bilan.months.iter().filter(|month| month.sector == *sector && !month.closed);
        OpenMonths { sector: *sector, months: open.map(|month| month.month).collect() }
    };
    Sector::ALL.iter().map(of).filter(|open| !open.months.is_empty()).collect()
}
