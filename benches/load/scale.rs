//! The same question to databases of different sizes: only the rows of the period asked may weigh.

use std::time::Duration;

use anyhow::Result;

use super::asked::{Door, our_row, our_totals};
use super::database::{Engine, migrate};
use super::generate::YEAR;
use super::raw::{self, known_cells};
use super::report::{Report, works};
use super::rounds::{Work, interleave};
use super::scenario::{Manner, Part};
use super::server::Server;

/// Asks all databases in turns; the first is the one that the others are compared with.
pub fn run(urls: &[String], manner: &Manner) -> Result<()> {
    let engine = urls.first().map_or("", |url| Engine::of(url).name());
    println!("\n## {engine}, {} sizes\n", urls.len());
    urls.iter().try_for_each(|url| migrate(url))?;
    let servers = urls.iter().map(|url| Server::start(url)).collect::<Result<Vec<_>>>()?;
    let mut all: Vec<Work<'_>> = Vec::new();
    for (server, url) in servers.iter().zip(urls) {
        let door = Door { address: server.address, key: server.key.clone(), pid: Some(server.pid()) };
        if manner.only.contains(&Part::Totals) {
            all.push(door.ask(TOTALS, 1, &our_totals()));
            all.push(Work::new(RAW_IN_TWO, 1, None, || raw::totals_in_two(url)));
            all.push(Work::new(RAW_IN_ONE, 1, None, || raw::totals_in_one(url)));
        }
        if manner.only.contains(&Part::Reads) {
            all.push(door.rows(ROW, manner.clients, &known_cells(url)?, our_row));
            all.push(door.ask(PAGE, 1, &format!("/v1/hours?month={YEAR}-06&limit=100")));
            all.push(door.ask(BILAN, 1, &format!("/v1/bilans/{YEAR}?scope=all")));
        }
    }
    interleave(&mut all.iter_mut().collect::<Vec<_>>(), manner.rounds, Duration::from_secs_f64(manner.seconds))?;
    tell(urls, &all);
    Ok(())
}

const TOTALS: &str = "totals";
const RAW_IN_TWO: &str = "raw totals, two statements";
const RAW_IN_ONE: &str = "raw totals, one statement";
const ROW: &str = "row by key";
const PAGE: &str = "page of 100";
const BILAN: &str = "bilan of the year";

/// Every database's figures, then each larger one's against the first one's.
fn tell(urls: &[String], all: &[Work<'_>]) {
    let mut report = Report::default();
    let databases: Vec<&[Work<'_>]> = all.chunks((all.len() / urls.len()).max(1)).collect();
    for (url, figures) in urls.iter().zip(&databases) {
        works(url, &figures.iter().collect::<Vec<_>>());
    }
    let (Some(first), others) = (databases.first(), databases.iter().skip(1)) else { return };
    for (place, figures) in others.enumerate() {
        for (goal, name) in [(4, TOTALS), (6, ROW), (6, PAGE), (10, BILAN)] {
            if let Some(p50s) = p50(figures, name).zip(p50(first, name)) {
                report.at_most(&format!("{goal}: {name}, database {} against the first, p50", place + 2), p50s, 1.5);
            }
        }
        let best = [RAW_IN_TWO, RAW_IN_ONE].iter().filter_map(|name| p50(figures, name)).reduce(f64::min);
        if let Some(p50s) = p50(figures, TOTALS).zip(best) {
            report.at_most("4: totals against raw in the larger, p50", p50s, 3.0);
        }
    }
    report.print();
}

fn p50(works: &[Work<'_>], name: &str) -> Option<f64> {
    works.iter().find(|work| work.name == name).map(|work| work.quantile(0.5))
}
