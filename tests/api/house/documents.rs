//! Links and paths in the documents exist, and their tables agree with the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clauses::access::PERMISSIONS;
use clauses::settings::Key;

use super::none;
use super::source::sources;

/// Documents that must stay short, with their maximal number of lines.
const SHORT: &[(&str, usize)] = &[("README.md", 120), ("ARCHITECTURE.md", 200)];

/// Folders with foreign or generated files.
const NOT_OURS: &[&str] = &["target", "node_modules"];

/// The beginnings of paths in the documents.
const ROOTS: &[&str] = &["src/", "tests/", "benches/", "migrations/", "openapi/", "docs/"];

/// Decisions keep the paths of their time, which may be gone.
const DECISIONS: &str = "docs/decisions/";

pub struct Document {
    /// From the root of the project: `docs/tour.md`.
    path: String,
    pub text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Markdown file of the project, by its path.
pub fn documents() -> BTreeMap<String, Document> {
    let mut found = BTreeMap::new();
    collect(root(), "", &mut found);
    assert!(found.contains_key("README.md"), "{:?}", found.keys());
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Document>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_str().unwrap().to_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            if !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), found);
            }
        } else if name.ends_with(".md") {
            found.insert(path.clone(), Document { path, text: fs::read_to_string(entry.path()).unwrap() });
        }
    }
}

impl Document {
    fn named(path: &str) -> Self {
        documents().remove(path).unwrap_or_else(|| panic!("no document {path}"))
    }

    /// The lines outside blocks of code, with their numbers.
    fn lines(&self) -> Vec<(usize, &str)> {
        let mut in_code = false;
        let mut lines = Vec::new();
        for (number, line) in self.text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            } else if !in_code {
                lines.push((number + 1, line));
            }
        }
        lines
    }

    /// The targets of links: the headings, in the form that URLs have.
    fn anchors(&self) -> BTreeSet<String> {
        let mut anchors = BTreeSet::new();
        for (_, line) in self.lines().into_iter().filter(|(_, line)| line.starts_with('#')) {
            let first = anchor(line.trim_start_matches('#').trim());
            let again = (1..).map(|count| format!("{first}-{count}"));
            let free = std::iter::once(first.clone()).chain(again).find(|anchor| !anchors.contains(anchor));
            anchors.extend(free);
        }
        anchors
    }

    /// The texts in backticks in the first column of a section's table.
    fn first_column(&self, heading: &str) -> BTreeSet<String> {
        let section = self.lines().into_iter().skip_while(|(_, line)| *line != heading).skip(1);
        let rows = section.take_while(|(_, line)| !line.starts_with("## ")).filter(|(_, line)| line.starts_with("| `"));
        let cells = rows.map(|(_, line)| line.split('|').nth(1).unwrap_or_default());
        cells.flat_map(codes).map(str::to_owned).collect()
    }
}

/// The anchor of a heading: small letters, hyphens for spaces, no punctuation.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The texts between backticks of a line.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The targets of the links of a line.
fn links(line: &str) -> Vec<String> {
    let text: String = line.split('`').step_by(2).collect();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets.map(str::to_owned).collect()
}

/// The reason why a link is broken, if it is.
fn broken(document: &Document, link: &str, all: &BTreeMap<String, Document>) -> Option<String> {
    let (file, heading) = link.split_once('#').map_or((link, None), |(file, heading)| (file, Some(heading)));
    let target = if file.is_empty() { document.path.clone() } else { resolved(&document.path, file) };
    if !root().join(&target).exists() {
        return Some(format!("{link}: does not exist"));
    }
    let heading = heading?;
    let exists = all.get(&target).is_some_and(|target| target.anchors().contains(heading));
    (!exists).then(|| format!("{link}: no such heading"))
}

/// The path from the root of the project, for one relative to a document's folder.
fn resolved(document: &str, file: &str) -> String {
    let mut path = PathBuf::from(document);
    path.pop();
    for part in file.trim_end_matches('/').split('/') {
        if part == ".." {
            path.pop();
        } else {
            path.push(part);
        }
    }
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_link_leads_somewhere() {
    let all = documents();
    let (mut count, mut findings) = (0, Vec::new());
    for document in all.values() {
        for (line, text) in document.lines() {
            let relative = links(text).into_iter().filter(|link| !link.contains(':'));
            for link in relative {
                count += 1;
                let why = broken(document, &link, &all);
                findings.extend(why.map(|why| format!("{}:{line}: {why}", document.path)));
            }
        }
    }
    assert!(count > 100, "only {count} links are found");
    none(&findings);
}

#[test]
fn links_and_headings_are_read_as_a_browser_reads_them() {
    let text = "# One [`two`](three.md)\n```\n# not one\n```\n## Où l'on « lit » …\n## One two\n## One two\n";
    let document = Document { path: "docs/a/b.md".to_owned(), text: text.to_owned() };
    let expected = ["one-twothreemd", "où-lon--lit--", "one-two", "one-two-1"].map(str::to_owned);
    assert_eq!(document.anchors(), BTreeSet::from(expected));
    assert_eq!(links("[a](b.md#c) and `[d](e)` and [`f`](../g/)"), ["b.md#c", "../g/"]);
    assert_eq!(resolved("docs/a/b.md", "../../src/"), "src");
    let all = BTreeMap::new();
    assert!(broken(&document, "nowhere.md", &all).is_some());
    assert!(broken(&document, "../../README.md#nothing", &all).is_some());
    assert_eq!(broken(&document, "../../README.md", &all), None);
}

#[test]
fn what_is_read_at_one_sitting_stays_short() {
    let mut findings = Vec::new();
    for (path, most) in SHORT {
        let length = Document::named(path).text.lines().count();
        if length > *most {
            findings.push(format!("{path}:{most}: {length} lines, {most} at most"));
        }
    }
    none(&findings);
}

#[test]
fn every_path_that_a_document_names_is_there() {
    let mut findings = Vec::new();
    for document in documents().into_values().filter(|document| !document.path.starts_with(DECISIONS)) {
        for (line, text) in document.lines() {
            let named = codes(text).filter(|code| ROOTS.iter().any(|root| code.starts_with(root)));
            let plain = named.filter(|code| code.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c)));
            let gone = plain.filter(|code| !root().join(code).exists());
            findings.extend(gone.map(|code| format!("{}:{line}: {code}: does not exist", document.path)));
        }
    }
    none(&findings);
}

#[test]
fn the_map_names_the_folders_and_files_of_the_program() {
    let map = Document::named("ARCHITECTURE.md").first_column("## Map");
    let mut known = BTreeSet::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        let end = if entry.file_type().unwrap().is_dir() { "/" } else { "" };
        known.insert(format!("src/{}{end}", entry.file_name().to_str().unwrap()));
    }
    let mapped: BTreeSet<String> = map.into_iter().filter(|path| path.starts_with("src/")).collect();
    same("ARCHITECTURE.md", "Map", &mapped, &known);
}

#[test]
fn the_settings_are_those_that_the_program_reads() {
    let table = Document::named("docs/settings.md").first_column("## Environment");
    same("docs/settings.md", "Environment", &table, &variables());
    let table = Document::named("docs/settings.md").first_column("## Dated settings");
    let keys = Key::ALL.iter().map(|key| key.as_str().to_owned()).collect();
    same("docs/settings.md", "Dated settings", &table, &keys);
}

/// The names of environment variables in the sources, without tests: those of the settings, and those read elsewhere.
fn variables() -> BTreeSet<String> {
    let is_variable = |text: &&str| {
        let has_form = text.len() > 3 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        has_form && (text.starts_with("CLAUSES_") || ["BIND", "DATABASE_URL", "RUST_LOG"].contains(text))
    };
    let mut found = BTreeSet::new();
    for source in sources("src").into_iter().filter(|source| !source.is("tests")) {
        let of_settings = source.area() == "config";
        let lines = source.code().into_iter().filter(|(_, code)| of_settings || code.contains("env::var("));
        let texts = lines.flat_map(|(_, code)| code.split('"').skip(1).step_by(2));
        found.extend(texts.filter(is_variable).map(str::to_owned));
    }
    found
}

#[test]
fn the_roles_are_those_of_the_permissions() {
    let table = Document::named("docs/settings.md").first_column("## Roles");
    let roles = PERMISSIONS.iter().flat_map(|(_, roles)| *roles).map(ToString::to_string).collect();
    same("docs/settings.md", "Roles", &table, &roles);
}

/// Fails with the names that only one side has.
#[track_caller]
fn same(path: &str, heading: &str, written: &BTreeSet<String>, known: &BTreeSet<String>) {
    assert!(!known.is_empty(), "{heading}: nothing is known");
    let missing = known.difference(written).map(|name| format!("{path}: {heading}: {name} is missing"));
    let invented = written.difference(known).map(|name| format!("{path}: {heading}: {name} does not exist"));
    none(&missing.chain(invented).collect::<Vec<_>>());
}
