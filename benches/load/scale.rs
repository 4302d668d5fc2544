//! The same requests to databases of different sizes: only the rows of the benched year may cost time (goals 4, 6 and
//! 10).

use anyhow::Result;

use super::cells::known_cells;
use super::database::{Engine, migrate};
use super::endpoint::{bilan_path, cell_path, page_path, totals_path};
use super::options::{Options, Part};
use super::program::{Program, Server};
use super::raw_totals;
use super::report::{Report, print_workloads};
use super::workload::{Workload, interleave};

/// Sends the requests to all databases in turns; the first is the one that the others are compared with.
pub fn run(program: &Program, urls: &[String], options: &Options) -> Result<()> {
    let engine = urls.first().map_or("", |url| Engine::of(url).name());
    println!("\n## {engine}, {} sizes\n", urls.len());
    urls.iter().try_for_each(|url| migrate(program, url))?;
    let servers = urls.iter().map(|url| Server::start(program, url)).collect::<Result<Vec<_>>>()?;
    let mut all: Vec<Workload<'_>> = Vec::new();
    for (server, url) in servers.iter().zip(urls) {
        all.extend(workloads(server, url, options)?);
    }
    interleave(&mut all.iter_mut().collect::<Vec<_>>(), options.rounds, options.length())?;
    report_growth(urls, &all);
    Ok(())
}

const TOTALS: &str = "totals";
const RAW_TWO: &str = "raw totals, two statements";
const RAW_ONE: &str = "raw totals, one statement";
const ROW: &str = "row by key";
const PAGE: &str = "page of 100";
const BILAN: &str = "bilan of the year";

/// What may grow, its goal, and how many times the smallest database's time the goal allows.
const GROWTH: [(u32, &str, f64); 4] = [(4, TOTALS, 1.5), (6, ROW, 1.5), (6, PAGE, 1.5), (10, BILAN, 2.0)];

fn workloads<'u>(server: &Server, url: &'u str, options: &Options) -> Result<Vec<Workload<'u>>> {
    let (endpoint, mut all) = (&server.endpoint, Vec::new());
    if options.includes(Part::Totals) {
        all.push(endpoint.get(TOTALS, 1, &totals_path()));
        all.push(Workload::new(RAW_TWO, 1, None, || raw_totals::two_statements(url)));
        all.push(Workload::new(RAW_ONE, 1, None, || raw_totals::one_statement(url)));
    }
    if options.includes(Part::Rows) {
        all.push(endpoint.get_rows(ROW, options.clients, &known_cells(url)?, |(_, cell)| cell_path(cell)));
    }
    if options.includes(Part::Pages) {
        all.push(endpoint.get(PAGE, 1, &page_path()));
    }
    if options.includes(Part::Bilan) {
        all.push(endpoint.get(BILAN, 1, &bilan_path()));
    }
    Ok(all)
}

/// Prints every database's figures, then those of each larger one against the first one's.
fn report_growth(urls: &[String], all: &[Workload<'_>]) {
    let mut report = Report::default();
    let databases: Vec<&[Workload<'_>]> = all.chunks((all.len() / urls.len()).max(1)).collect();
    for (url, workloads) in urls.iter().zip(&databases) {
        print_workloads(url, workloads.iter());
    }
    let (Some(first), others) = (databases.first(), databases.iter().skip(1)) else { return };
    for (place, workloads) in others.enumerate() {
        for (goal, name, wanted) in GROWTH {
            if let Some(p50s) = p50(workloads, name).zip(p50(first, name)) {
                let label = format!("{goal}: {name}, database {} against the first, p50", place + 2);
                report.at_most(&label, p50s, wanted);
            }
        }
        let best = [RAW_TWO, RAW_ONE].iter().filter_map(|name| p50(workloads, name)).reduce(f64::min);
        if let Some(p50s) = p50(workloads, TOTALS).zip(best) {
            report.at_most("4: totals against raw in the larger, p50", p50s, 2.0);
        }
    }
    report.print();
}

fn p50(workloads: &[Workload<'_>], name: &str) -> Option<f64> {
    workloads.iter().find(|workload| workload.name == name).map(|workload| workload.quantile(0.5))
}
