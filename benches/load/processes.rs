//! What a server process takes that has done nothing else: memory for the largest answers and requests (goal 7), and
//! time to start (goal 8).

use std::time::{Duration, Instant};

use anyhow::Result;

use super::batches::measure_largest;
use super::client::request;
use super::database::Engine;
use super::options::{Options, Part};
use super::program::Server;
use super::report::Report;
use super::scenario::Subject;
use super::workload::quantile;

pub fn measure(subject: &Subject, options: &Options, report: &mut Report) -> Result<()> {
    if options.includes(Part::Batches) {
        measure_largest(subject, report)?;
    }
    if options.includes(Part::Csv) {
        csv(subject, report)?;
    }
    if options.includes(Part::Starts) {
        starts(subject, report)?;
    }
    Ok(())
}

fn csv(subject: &Subject, report: &mut Report) -> Result<()> {
    let server = Server::start(&subject.program, &subject.url)?;
    server.endpoint.get_once("/v1/hours?limit=1")?;
    let before = server.memory()?.0;
    let began = Instant::now();
    let get = request("GET", "/v1/hours", &server.endpoint.key, "Accept: text/csv\r\n", "");
    let (head, bytes, lines) = server.endpoint.client()?.drain(&get)?;
    let (status, media_type) = (head.status, &head.content_type);
    anyhow::ensure!(status == 200 && media_type.starts_with("text/csv"), "no CSV: {status} {media_type}");
    let (mebibytes, seconds) = (bytes / 1024 / 1024, began.elapsed().as_secs_f64());
    report.note(&subject.label("CSV of all hours"), &format!("{lines} lines, {mebibytes} MiB, {seconds:.1} s"));
    let goal = subject.label("7: CSV of all hours, memory above before");
    report.below(&goal, (server.memory()?.1 - before, "MiB"), 64.0);
    Ok(())
}

fn starts(subject: &Subject, report: &mut Report) -> Result<()> {
    let micros = |time: Duration| u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
    let times: Vec<u32> = subject.program.start_times(&subject.url, 15)?.into_iter().map(micros).collect();
    let wanted = if Engine::of(&subject.url) == Engine::Sqlite { 100.0 } else { 150.0 };
    let goal = subject.label("8: start to first answer, p50 of 15");
    report.below(&goal, (quantile(&times, 0.5) / 1000.0, "ms"), wanted);
    let longest = format!("{:.0} ms", quantile(&times, 1.0) / 1000.0);
    report.note(&subject.label("start to first answer, longest"), &longest);
    Ok(())
}
