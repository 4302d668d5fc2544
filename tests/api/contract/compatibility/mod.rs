//! The contract breaks nothing of the last released one, unless the changelog declares it.
//!
//! `openapi/released.json` is the contract of the last release. A break is declared in CHANGELOG.md under "Unreleased",
//! heading "### Breaking", on a line that names the operation between backticks: `` `GET /v1/lots` ``.
//!
//! A break is what stops a client of the old contract from working: something it sends is refused, or something it
//! counts on is no longer there. Additions are none: a new operation, an optional parameter or field, a further field
//! or value of an answer.

mod cases;
mod operations;
mod schemas;

use std::collections::BTreeSet;

use serde_json::Value;

use super::contract;
use operations::breaks;

fn file(name: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn released() -> Value {
    serde_json::from_str(&file("openapi/released.json")).unwrap()
}

/// The text below a heading, down to the next heading of the same or a higher rank.
fn section(text: &str, rank: usize, is_meant: impl Fn(&str) -> bool) -> Vec<&str> {
    let rank_of = |line: &str| line.bytes().take_while(|&byte| byte == b'#').count();
    let is_heading = |line: &&str| (1..=rank).contains(&rank_of(line));
    let mut lines = text.lines().skip_while(|line| rank_of(line) != rank || !is_meant(line));
    lines.next();
    lines.take_while(|line| !is_heading(line)).collect()
}

/// The operations that the changelog says the next release breaks.
fn declared(changelog: &str) -> BTreeSet<String> {
    let unreleased = section(changelog, 2, |heading| heading.contains("Unreleased")).join("\n");
    let breaking = section(&unreleased, 3, |heading| heading.contains("Breaking"));
    breaking.into_iter().flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The version of the latest release in the changelog: its first heading `## [1.2.3]`.
fn latest(changelog: &str) -> Option<&str> {
    let versions = changelog.lines().filter_map(|line| line.strip_prefix("## ")).map(|heading| {
        let end = heading.find([']', ' ']).unwrap_or(heading.len());
        heading[..end].trim_start_matches('[')
    });
    versions.into_iter().find(|version| version.starts_with(|first: char| first.is_ascii_digit()))
}

#[test]
fn the_contract_breaks_nothing_of_the_released_one_that_the_changelog_does_not_declare() {
    let declared = declared(&file("CHANGELOG.md"));
    let found = breaks(&released(), &contract());
    let undeclared: Vec<_> =
        found.iter().filter(|found| !declared.contains(&found.operation)).map(ToString::to_string).collect();
    assert!(
        undeclared.is_empty(),
        "{}\n\nClients of openapi/released.json would no longer work. If that is meant, declare each operation in \
         CHANGELOG.md under \"Unreleased\", heading \"### Breaking\".",
        undeclared.join("\n")
    );
}

#[test]
fn the_released_contract_is_that_of_the_latest_release_in_the_changelog() {
    let changelog = file("CHANGELOG.md");
    let version = latest(&changelog).expect("a release in CHANGELOG.md");
    assert_eq!(released()["info"]["version"], version, "on a release: cp openapi/clauses.json openapi/released.json");
}
