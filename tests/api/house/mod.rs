//! The rules of the house, checked on the sources. Each finding is printed as `file:line: what is wrong`.

mod codes;
mod decisions;
mod documents;
mod file_circles;
mod french;
mod imports;
mod migrations;
mod peers;
mod provoked;
mod source;
mod words;

use std::collections::BTreeMap;

use source::{Source, sources};

/// Lists with one line per entry, which may be longer.
const LISTS: &[&str] = &["src/db/schema.rs"];

const LONGEST: usize = 300;

/// Fails with every finding.
#[track_caller]
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// The lines of code of these sources that contain one of the words.
fn mentions(sources: &[Source], words: &[&str], why: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for (line, code) in source.code() {
            if let Some(word) = words.iter().find(|word| contains_word(code, word)) {
                findings.push(format!("{}:{line}: {word}: {why}", source.path));
            }
        }
    }
    findings
}

/// Whether the text contains the word, not as part of a longer one.
fn contains_word(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + word.len()..].chars().next();
        let begins = !word.starts_with(part) || !before.is_some_and(part);
        let ends = !word.ends_with(part) || !after.is_some_and(part);
        begins && ends
    })
}

fn except(allowed: impl Fn(&Source) -> bool) -> Vec<Source> {
    sources("src").into_iter().filter(|source| !allowed(source)).collect()
}

#[test]
fn the_web_framework_stays_at_the_door() {
    let elsewhere = except(|source| {
        source.path == "src/app.rs" || source.is_below("src/http/") || source.is_below("src/pages/") || source.is("api")
    });
    none(&mentions(
        &elsewhere,
        &["actix_web", "utoipa_actix_web"],
        "only in app.rs, http/, pages/ and the slices' api",
    ));
}

/// If two types have the same name in the contract, only one of them is described.
#[test]
fn no_two_types_have_the_same_name_in_the_contract() {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let mut findings = Vec::new();
    for source in sources("src") {
        let mut described: Option<Option<String>> = None;
        for (line, code) in source.code() {
            if code.starts_with("#[derive(") && contains_word(code, "ToSchema") {
                described = Some(None);
            }
            let Some(chosen) = &mut described else { continue };
            if let Some((_, name)) = code.split_once("#[schema(as = ") {
                *chosen = Some(name.trim_end_matches(")]").to_owned());
            }
            let Some((_, name)) = code.split_once("struct ").or_else(|| code.split_once("enum ")) else { continue };
            let own = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let name = described.take().flatten().unwrap_or_else(|| own.to_owned());
            if let Some(other) = named.insert(name.clone(), format!("{}:{line}", source.path)) {
                findings.push(format!("{}:{line}: {name} is the name of a type at {other} too", source.path));
            }
        }
    }
    assert!(named.len() > 50, "only {} types are described", named.len());
    none(&findings);
}

#[test]
fn the_databases_stay_in_db_and_in_the_stores() {
    let elsewhere = except(|source| source.is_below("src/db/") || source.is("store"));
    let why = "only in db/ and the slices' store";
    none(&mentions(&elsewhere, &["diesel", "diesel_migrations", "db::schema", "libsqlite3_sys", "pq_sys"], why));
}

#[test]
fn one_place_talks_to_other_services() {
    let elsewhere = except(|source| source.is_below("src/outbound/") || source.path == "src/cli/healthcheck.rs");
    none(&mentions(&elsewhere, &["reqwest", "TcpStream"], "only in outbound/ and cli/healthcheck.rs"));
}

#[test]
fn the_image_is_built_from_all_that_the_build_reads() {
    let (recipe, let_through) = (include_str!("../../../Dockerfile"), include_str!("../../../.dockerignore"));
    let copied_parts: Vec<&str> =
        recipe.lines().filter(|line| line.starts_with("COPY ")).flat_map(str::split_whitespace).collect();
    for part in ["Cargo.toml", "Cargo.lock", "build.rs", "docs", "migrations", "openapi", "src"] {
        assert!(copied_parts.contains(&part), "Dockerfile: {part} is not copied");
        assert!(
            let_through.lines().any(|line| line.strip_prefix('!') == Some(part)),
            ".dockerignore: {part} is left out"
        );
    }
}

#[test]
fn only_the_command_line_and_the_environments_key_act_with_an_administrators_scope() {
    let elsewhere = except(|source| ["src/app.rs", "src/access/authenticator.rs"].contains(&source.path.as_str()));
    none(&mentions(&elsewhere, &["Scope::operator"], "only in app.rs and access/authenticator.rs"));
}

#[test]
fn no_source_file_is_too_long() {
    let mut findings = Vec::new();
    for source in ["src", "tests"].into_iter().flat_map(sources) {
        let length = source.text.lines().count();
        if length > LONGEST && !LISTS.contains(&source.path.as_str()) {
            findings.push(format!("{}:{LONGEST}: {length} lines, {LONGEST} at most", source.path));
        }
    }
    none(&findings);
}

#[test]
fn nothing_is_left_for_later() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!"), concat!("unimple", "mented!")];
    let mut findings = Vec::new();
    for source in ["src", "tests"].into_iter().flat_map(sources) {
        for (number, line) in source.text.lines().enumerate() {
            if words.iter().any(|word| contains_word(line, word)) {
                findings.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    none(&findings);
}

#[test]
fn no_number_is_a_float() {
    // A spreadsheet and a page have no other numbers: decimals and lengths become floats where they are handed over.
    let handed_over = ["src/documents/xlsx/number.rs", "src/documents/pdf/lengths.rs"];
    let elsewhere = except(|source| handed_over.contains(&source.path.as_str()));
    none(&mentions(&elsewhere, &["f32", "f64"], "hours and amounts are exact"));
}

#[test]
fn nothing_panics_on_the_way() {
    let words = [".unwrap(", ".expect(", "panic!", "unreachable!", "unwrap_unchecked"];
    none(&mentions(&sources("src"), &words, "return an error"));
}

#[test]
fn nothing_is_printed_past_the_log() {
    let words = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
    none(&mentions(&sources("src"), &words, "use tracing, or write where the command line does"));
}

#[test]
fn every_module_says_what_it_holds() {
    let silent = except(|source| source.text.starts_with("//!"));
    none(&silent.iter().map(|source| format!("{}:1: no `//!` says what is in it", source.path)).collect::<Vec<_>>());
}
