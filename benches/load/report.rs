//! What came out, as Markdown: every work with its figures, then each goal with both sides of its ratio.

use super::kind::{Kind, Matter};
use super::rounds::Work;

/// Works and goals as they are to be printed.
#[derive(Default)]
pub struct Report {
    goals: Vec<String>,
}

/// The figures of the works, one line each.
pub fn works(title: &str, works: &[&Work<'_>]) {
    println!("\n### {title}\n");
    println!("| work | clients | per second | p50 ms | p99 ms | client CPU µs each | service CPU µs each |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for work in works {
        let (client, server) = work.cpu_each();
        let (p50, p99) = (work.quantile(0.5), work.quantile(0.99));
        let (name, clients, rate) = (&work.name, work.clients, work.rate());
        println!("| {name} | {clients} | {rate:.0} | {p50:.2} | {p99:.2} | {client:.0} | {server:.0} |");
    }
}

impl Report {
    /// A goal of at least so many times the other side.
    pub fn at_least(&mut self, goal: &str, (ours, other): (f64, f64), wanted: f64) {
        let ratio = ours / other;
        self.line(goal, format!("{ours:.0} / {other:.0} = {ratio:.2}"), format!("≥ {wanted}"), ratio >= wanted);
    }

    /// The service's rate beside a peer's. Where no goal wants anything of it, it is only worth knowing.
    pub fn against(&mut self, peer: Kind, matter: Matter, (ours, theirs): (f64, f64)) {
        let said = matter.against(peer);
        match peer.wanted(matter) {
            Some(wanted) => self.at_least(&said, (ours, theirs), wanted),
            None => {
                let what = said.split_once(": ").map_or(said.as_str(), |(_, what)| what);
                self.noted(what, &format!("{ours:.0} / {theirs:.0} = {:.2}", ours / theirs));
            }
        }
    }

    /// A goal of at most so many times the other side, both times in milliseconds.
    pub fn at_most(&mut self, goal: &str, (ours, other): (f64, f64), wanted: f64) {
        let ratio = ours / other;
        self.line(goal, format!("{ours:.2} / {other:.2} ms = {ratio:.2}"), format!("≤ {wanted}"), ratio <= wanted);
    }

    /// A goal of at least so many times the other side, turn by turn; `a_second` is what one of them amounts to.
    pub fn at_least_by_turns(&mut self, goal: &str, (ours, other): (&Work<'_>, &Work<'_>), a_second: f64, wanted: f64) {
        let (ratio, rate) = (other.times(ours), |work: &Work<'_>| a_second * 1e3 / work.quantile(0.5));
        let measured = format!("{:.0} / {:.0}, turn by turn {ratio:.2}", rate(ours), rate(other));
        self.line(goal, measured, format!("≥ {wanted}"), ratio >= wanted);
    }

    /// A goal of at most so many times the other side, turn by turn.
    pub fn at_most_by_turns(&mut self, goal: &str, (ours, other): (&Work<'_>, &Work<'_>), wanted: f64) {
        let ratio = ours.times(other);
        let measured = format!("{:.2} / {:.2} ms, turn by turn {ratio:.2}", ours.quantile(0.5), other.quantile(0.5));
        self.line(goal, measured, format!("≤ {wanted}"), ratio <= wanted);
    }

    /// A goal that has only one side.
    pub fn below(&mut self, goal: &str, (ours, unit): (f64, &str), wanted: f64) {
        self.line(goal, format!("{ours:.1} {unit}"), format!("≤ {wanted} {unit}"), ours <= wanted);
    }

    /// Something that could not be measured, and why.
    pub fn skipped(&mut self, goal: &str, why: &str) {
        self.goals.push(format!("| {goal} | {why} | | not measured |"));
    }

    /// Something worth knowing that has no goal.
    pub fn noted(&mut self, what: &str, value: &str) {
        self.goals.push(format!("| {what} | {value} | | |"));
    }

    fn line(&mut self, goal: &str, measured: String, wanted: String, held: bool) {
        let verdict = if held { "yes" } else { "**no**" };
        self.goals.push(format!("| {goal} | {measured} | {wanted} | {verdict} |"));
    }

    /// Prints the goals.
    pub fn print(&self) {
        println!("\n### Goals\n\n| goal | measured | wanted | held |\n|---|---|---|---|");
        for goal in &self.goals {
            println!("{goal}");
        }
    }
}
