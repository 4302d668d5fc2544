//! Every decision file has the same form and is in the index.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::none;

const FOLDER: &str = "docs/decisions";
const INDEX: &str = "README.md";
const SECTIONS: [&str; 3] = ["## Context", "## Decision", "## Price"];

/// A file of the folder, except for the index.
struct Decision {
    file: String,
    text: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER)
}

fn index() -> String {
    fs::read_to_string(folder().join(INDEX)).unwrap()
}

/// Every decision, in the order of the file names.
fn decisions() -> Vec<Decision> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.filter(|file| file != INDEX).collect();
    files.sort();
    assert!(files.len() > 40, "only {} decisions in {FOLDER}", files.len());
    let read = |file: String| Decision { text: fs::read_to_string(folder().join(&file)).unwrap(), file };
    files.into_iter().map(read).collect()
}

impl Decision {
    fn number(&self) -> &str {
        self.file.split('-').next().unwrap_or_default()
    }

    /// The title, if the first line has it after the file's number.
    fn title(&self) -> Option<&str> {
        let heading = self.text.lines().next()?;
        heading.strip_prefix("# ")?.strip_prefix(self.number())?.strip_prefix(". ").filter(|title| !title.is_empty())
    }

    /// The value of a front line, if there is exactly one.
    fn front(&self, key: &str) -> Option<&str> {
        let front = self.text.lines().take_while(|line| !line.starts_with("## "));
        let mut values = front.filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        values.next().filter(|_| values.next().is_none())
    }

    fn status(&self) -> &str {
        self.front("Status").unwrap_or_default()
    }

    /// Label and target of the link to the decision that supersedes this one.
    fn superseded_by(&self) -> Option<(&str, &str)> {
        self.status().strip_prefix("superseded by [")?.strip_suffix(')')?.split_once("](")
    }

    fn has_date(&self) -> bool {
        let date = self.front("Date").unwrap_or_default();
        date.len() == "2026-11-23".len() && NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok()
    }

    fn has_sections(&self) -> bool {
        let headings = self.text.lines().filter(|line| line.starts_with("## "));
        let bodies = self.text.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or_default().1);
        headings.eq(SECTIONS) && bodies.into_iter().all(|body| !body.trim().is_empty())
    }

    fn finding(&self, what: &str) -> String {
        format!("{FOLDER}/{}:1: {what}", self.file)
    }
}

#[test]
fn decisions_are_numbered_one_after_another() {
    let mut findings = Vec::new();
    for (index, decision) in decisions().iter().enumerate() {
        let number = format!("{:04}", index + 1);
        if decision.number() != number || !decision.file.ends_with(".md") {
            findings.push(decision.finding(&format!("{number}-….md is expected here")));
        }
    }
    none(&findings);
}

#[test]
fn every_decision_has_a_title_a_status_a_date_and_three_sections() {
    let mut findings = Vec::new();
    for decision in decisions() {
        let is_known_status = decision.status() == "accepted" || decision.superseded_by().is_some();
        let checks = [
            (decision.title().is_some(), "the first line is not `# NNNN. Title` with the file's number"),
            (is_known_status, "the status is neither `accepted` nor `superseded by [NNNN](file)`"),
            (decision.has_date(), "no `Date: YYYY-MM-DD`"),
            (decision.has_sections(), "the sections are not Context, Decision and Price, each with a text"),
        ];
        findings.extend(checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| decision.finding(what)));
    }
    none(&findings);
}

#[test]
fn a_superseded_decision_leads_to_another_one() {
    let decisions = decisions();
    let mut findings = Vec::new();
    for decision in &decisions {
        let Some((label, target)) = decision.superseded_by() else { continue };
        let other = decisions.iter().find(|other| other.file == target && other.file != decision.file);
        if other.is_none_or(|other| other.number() != label) {
            findings.push(decision.finding(&format!("[{label}]({target}) is not another decision")));
        }
    }
    assert!(decisions.iter().any(|decision| decision.superseded_by().is_some()), "no decision is superseded");
    none(&findings);
}

#[test]
fn the_index_lists_every_decision_with_its_title_and_status() {
    let index = index();
    let mut lines: Vec<&str> = index.lines().filter(|line| line.starts_with("| [")).collect();
    let mut findings = Vec::new();
    for decision in decisions() {
        let (number, file, status) = (decision.number(), &decision.file, decision.status());
        let expected = format!("| [{number}]({file}) | {} | {status} |", decision.title().unwrap_or_default());
        match lines.iter().position(|line| *line == expected) {
            Some(index) => drop(lines.remove(index)),
            None => findings.push(decision.finding(&format!("{INDEX} lacks `{expected}`"))),
        }
    }
    findings.extend(lines.iter().map(|line| format!("{FOLDER}/{INDEX}:1: no decision, or one listed twice: {line}")));
    none(&findings);
}
