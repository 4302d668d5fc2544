//! A run: the service on one database, beside raw SQL and, where asked for, its peers and another build of itself.

use anyhow::Result;

use super::cells::{Cells, KnownCell, free_cells, known_cells};
use super::database::{Engine, clean_up, delete_raw_rows, migrate};
use super::options::{Options, Part, Rivals};
use super::peer::Peer;
use super::program::{Program, Server};
use super::report::Report;
use super::workload::Workload;
use super::{batches, processes, reads, single_cells, totals};

/// A measured program on its database. Goals are about the first one.
pub struct Subject {
    pub program: Program,
    pub url: String,
    first: bool,
}

impl Subject {
    /// What is reported of this program: the other one's name stands beside it.
    pub fn label(&self, text: &str) -> String {
        if self.first { text.to_owned() } else { format!("{text} ({})", self.program.name()) }
    }
}

/// What all parts of a run share.
pub struct Context<'a> {
    pub options: &'a Options,
    /// The raw side's database, which is the first program's.
    pub url: &'a str,
    pub peers: &'a [Peer],
    pub known: Cells<KnownCell>,
    subjects: &'a [Subject],
    servers: Vec<Server>,
}

impl Context<'_> {
    /// The same workload on each of the compared programs; the closure gets its server and its number.
    pub fn each<'w>(&self, mut workload: impl FnMut(&Server, usize) -> Workload<'w>) -> Ours<'w> {
        let pairs = self.subjects.iter().zip(&self.servers).enumerate();
        let named = |(number, (subject, server)): (usize, (&Subject, &Server))| {
            let workload = workload(server, number);
            let name = subject.label(&workload.name);
            workload.named(name)
        };
        Ours(pairs.map(named).collect())
    }

    /// The first program's server.
    pub fn server(&self) -> &Server {
        &self.servers[0]
    }

    /// How many programs are compared.
    pub fn programs(&self) -> usize {
        self.subjects.len()
    }
}

/// The same workload on each of the compared programs.
pub struct Ours<'w>(Vec<Workload<'w>>);

impl<'w> Ours<'w> {
    /// The one that goals are about.
    pub fn first(&self) -> &Workload<'w> {
        &self.0[0]
    }

    pub fn all(&self) -> &[Workload<'w>] {
        &self.0
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Workload<'w>> {
        self.0.iter_mut()
    }
}

/// Runs the parts that are asked for and prints the results.
pub fn run(program: &Program, url: &str, options: &Options, rivals: &Rivals) -> Result<()> {
    println!("\n## {}, {} clients\n", Engine::of(url).name(), options.clients);
    let kinds = if Engine::of(url) == Engine::Postgres { rivals.peer.as_slice() } else { &[] };
    kinds.iter().try_for_each(|kind| Peer::check(*kind, url))?;
    let subjects = subjects(program, url, rivals);
    subjects.iter().try_for_each(|subject| migrate(&subject.program, &subject.url))?;
    delete_raw_rows(url)?;
    let mut report = Report::default();
    let peers = kinds.iter().map(|kind| Peer::start(*kind, url)).collect::<Result<Vec<_>>>()?;
    subjects.iter().try_for_each(|subject| clean_up(&subject.url))?;
    beside_rivals(&subjects, &peers, options, &mut report)?;
    for subject in &subjects {
        processes::measure(subject, options, &mut report)?;
    }
    report.print();
    Ok(())
}

fn subjects(program: &Program, url: &str, rivals: &Rivals) -> Vec<Subject> {
    let first = Subject { program: program.clone(), url: url.to_owned(), first: true };
    let other = rivals.against.as_deref().map(|path| Subject {
        program: Program::new(Some(path)),
        url: rivals.against_url.clone().unwrap_or_else(|| url.to_owned()),
        first: false,
    });
    std::iter::once(first).chain(other).collect()
}

/// The parts that servers answer side by side, and their memory before and after.
fn beside_rivals(subjects: &[Subject], peers: &[Peer], options: &Options, report: &mut Report) -> Result<()> {
    let start = |subject: &Subject| Server::start(&subject.program, &subject.url);
    let servers = subjects.iter().map(start).collect::<Result<Vec<_>>>()?;
    for (subject, server) in subjects.iter().zip(&servers) {
        server.endpoint.get_once("/health/ready")?;
        report.below(&subject.label("7: memory, idle"), (server.memory()?.0, "MiB"), 25.0);
    }
    peers.iter().try_for_each(|peer| peer.report_start(report))?;
    let url = &subjects[0].url;
    let context = Context { options, url, peers, known: known_cells(url)?, subjects, servers };
    reads::measure(&context, report)?;
    if options.includes(Part::Totals) {
        totals::measure(&context, report)?;
    }
    writes(&context, report)?;
    for (subject, server) in subjects.iter().zip(&context.servers) {
        report.below(&subject.label("7: memory, loaded (highest)"), (server.memory()?.1, "MiB"), 64.0);
    }
    peers.iter().try_for_each(|peer| peer.report_memory(report))
}

/// Batches and single cells, each on unrecorded cells.
fn writes(context: &Context<'_>, report: &mut Report) -> Result<()> {
    let includes = |part| context.options.includes(part);
    if !includes(Part::Batches) && !includes(Part::Cells) {
        return Ok(());
    }
    let (paired, at_once) = if includes(Part::Batches) { batches::cells_needed(context) } else { (0, 0) };
    let single = if includes(Part::Cells) { single_cells::cells_needed(context) } else { 0 };
    let free = free_cells(context.url, paired + at_once + single)?;
    if free.len() < paired + at_once + single / 4 {
        report.skip("1, 2, 3, 9: writes", "too few cells are free: generate more rows, or ask for fewer rounds");
        return Ok(());
    }
    let (for_pairs, rest) = free.split(paired);
    let (for_all, for_cells) = rest.split(at_once);
    if includes(Part::Batches) {
        batches::measure(context, report, (&for_pairs, &for_all))?;
    }
    if includes(Part::Cells) {
        single_cells::measure(context, report, &for_cells)?;
    }
    Ok(())
}
