//! The results as Markdown: the figures of every workload, then each goal with both sides of its ratio.

use super::peer_kind::{Comparison, PeerKind};
use super::scenario::Ours;
use super::workload::Workload;

/// Lines about goals and about compared programs, which are printed at the end.
#[derive(Default)]
pub struct Report {
    goals: Vec<String>,
    programs: Vec<String>,
}

/// Prints the figures of workloads, one line each.
pub fn print_workloads<'a, 'w: 'a>(title: &str, workloads: impl Iterator<Item = &'a Workload<'w>>) {
    println!("\n### {title}\n");
    println!("| workload | clients | per second | p50 ms | p99 ms | client CPU µs each | service CPU µs each |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for workload in workloads {
        let (client, server) = workload.cpu_each();
        let (p50, p99) = (workload.quantile(0.5), workload.quantile(0.99));
        let (name, clients, rate) = (&workload.name, workload.clients, workload.rate());
        println!("| {name} | {clients} | {rate:.0} | {p50:.2} | {p99:.2} | {client:.0} | {server:.0} |");
    }
}

impl Report {
    /// A goal of at least so many times the other rate.
    pub fn at_least(&mut self, goal: &str, (ours, other): (f64, f64), wanted: f64) {
        let ratio = ours / other;
        self.line(goal, format!("{ours:.0} / {other:.0} = {ratio:.2}"), format!("≥ {wanted}"), ratio >= wanted);
    }

    /// The service's rate beside a peer's. Without a goal it is only noted.
    pub fn against_peer(&mut self, peer: PeerKind, comparison: Comparison, rates: (f64, f64)) {
        let label = comparison.label(peer);
        match comparison.goal(peer) {
            Some(wanted) => self.at_least(&label, rates, wanted),
            None => self.note_rates(&label, rates),
        }
    }

    /// A goal of at most so many times the other time; both in milliseconds.
    pub fn at_most(&mut self, goal: &str, (ours, other): (f64, f64), wanted: f64) {
        let ratio = ours / other;
        self.line(goal, format!("{ours:.2} / {other:.2} ms = {ratio:.2}"), format!("≤ {wanted}"), ratio <= wanted);
    }

    /// A goal of at least so many times the other rate, compared turn by turn. An operation is `units` of what is
    /// counted.
    pub fn at_least_paired(&mut self, goal: &str, pair: (&Workload<'_>, &Workload<'_>), units: f64, wanted: f64) {
        let (ratio, rate) = (pair.1.time_ratio(pair.0), |workload: &Workload<'_>| units * 1e3 / workload.quantile(0.5));
        let measured = format!("{:.0} / {:.0}, turn by turn {ratio:.2}", rate(pair.0), rate(pair.1));
        self.line(goal, measured, format!("≥ {wanted}"), ratio >= wanted);
    }

    /// A goal of at most so many times the other time, compared turn by turn.
    pub fn at_most_paired(&mut self, goal: &str, (ours, other): (&Workload<'_>, &Workload<'_>), wanted: f64) {
        let ratio = ours.time_ratio(other);
        let measured = format!("{:.2} / {:.2} ms, turn by turn {ratio:.2}", ours.quantile(0.5), other.quantile(0.5));
        self.line(goal, measured, format!("≤ {wanted}"), ratio <= wanted);
    }

    /// A goal that is a limit.
    pub fn below(&mut self, goal: &str, (ours, unit): (f64, &str), wanted: f64) {
        self.line(goal, format!("{ours:.1} {unit}"), format!("≤ {wanted} {unit}"), ours <= wanted);
    }

    /// A goal that could not be measured, and why.
    pub fn skip(&mut self, goal: &str, why: &str) {
        self.goals.push(format!("| {goal} | {why} | | not measured |"));
    }

    /// A figure without a goal.
    pub fn note(&mut self, what: &str, value: &str) {
        self.goals.push(format!("| {what} | {value} | | |"));
    }

    /// Two rates and their ratio, without a goal.
    pub fn note_rates(&mut self, what: &str, (ours, other): (f64, f64)) {
        self.note(what, &format!("{ours:.0} / {other:.0} = {:.2}", ours / other));
    }

    /// A workload of the first program and of the other, turn by turn, where two are compared.
    pub fn compare_programs(&mut self, ours: &Ours<'_>) {
        if let [first, other] = ours.all() {
            let rates = format!("{:.0} / {:.0}", first.rate(), other.rate());
            let p50s = format!("{:.2} / {:.2}", first.quantile(0.5), other.quantile(0.5));
            let speed = other.time_ratio(first);
            self.programs.push(format!("| {} | {rates} | {p50s} | {speed:.2} |", first.name));
        }
    }

    fn line(&mut self, goal: &str, measured: String, wanted: String, held: bool) {
        let verdict = if held { "yes" } else { "**no**" };
        self.goals.push(format!("| {goal} | {measured} | {wanted} | {verdict} |"));
    }

    /// Prints the compared programs and the goals.
    pub fn print(&self) {
        if !self.programs.is_empty() {
            println!("\n### Programs: the first / the other\n");
            println!("| workload | per second | p50 ms | speed, turn by turn |\n|---|---|---|---|");
            self.programs.iter().for_each(|line| println!("{line}"));
        }
        println!("\n### Goals\n\n| goal | measured | wanted | held |\n|---|---|---|---|");
        self.goals.iter().for_each(|line| println!("{line}"));
    }
}
