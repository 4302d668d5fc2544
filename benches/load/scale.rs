//! The same question to databases of different sizes: only the rows of the period asked may weigh.

use std::time::Duration;

use anyhow::Result;

use super::asked::{Door, our_row, our_totals};
use super::database::migrate;
use super::generate::YEAR;
use super::raw::{self, known_cells};
use super::report::{Report, works};
use super::rounds::{Work, interleave};
use super::scenario::Manner;
use super::server::Server;

/// Asks all databases in turns; the first is the one that the others are compared with.
pub fn run(urls: &[String], manner: &Manner) -> Result<()> {
    urls.iter().try_for_each(|url| migrate(url))?;
    let servers = urls.iter().map(|url| Server::start(url)).collect::<Result<Vec<_>>>()?;
    let mut all: Vec<Work<'_>> = Vec::new();
    for (server, url) in servers.iter().zip(urls) {
        println!("\n{url}");
        let door = Door { address: server.address, key: server.key.clone(), pid: Some(server.pid()) };
        let known = known_cells(url)?;
        all.push(door.ask("totals", 1, &our_totals()));
        all.push(Work::new("raw totals, two statements", 1, None, || raw::totals_in_two(url)));
        all.push(Work::new("raw totals, one statement", 1, None, || raw::totals_in_one(url)));
        all.push(door.ask("bilan", 1, &format!("/v1/bilans/{YEAR}?scope=all")));
        all.push(door.rows("row by key", manner.clients, &known, our_row));
        all.push(door.ask("page of 100", manner.clients, &format!("/v1/hours?month={YEAR}-06&limit=100")));
    }
    interleave(&mut all.iter_mut().collect::<Vec<_>>(), manner.rounds, Duration::from_secs_f64(manner.seconds))?;
    let mut report = Report::default();
    let each = all.len() / urls.len();
    let Some((first, others)) = all.split_at_checked(each) else { return Ok(()) };
    works(&urls[0], &first.iter().collect::<Vec<_>>());
    for (url, figures) in urls[1..].iter().zip(others.chunks(each)) {
        works(url, &figures.iter().collect::<Vec<_>>());
        report.at_most("4: totals, the larger against the smaller, p50", p50s(figures, first, 0), 1.5);
        let raw = |side: &[Work<'_>]| side[1].quantile(0.5).min(side[2].quantile(0.5));
        report.at_most("4: totals against raw in the larger, p50", (figures[0].quantile(0.5), raw(figures)), 3.0);
        report.at_most("bilan, the larger against the smaller, p50", p50s(figures, first, 3), 1.5);
        report.at_most("page of 100, the larger against the smaller, p50", p50s(figures, first, 5), 1.5);
    }
    report.print();
    Ok(())
}

fn p50s(larger: &[Work<'_>], smaller: &[Work<'_>], place: usize) -> (f64, f64) {
    (larger[place].quantile(0.5), smaller[place].quantile(0.5))
}
