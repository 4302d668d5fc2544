//! Who may import whom, and that no slice goes round in a circle with another.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, sources};
use super::{contains_word, none};

/// What stands below the slices, beside them or above them; any other folder of `src` is a slice.
const NO_SLICES: &[&str] = &[
    "access",
    "app",
    "audit",
    "cli",
    "clock",
    "config",
    "db",
    "disclosure",
    "documents",
    "error",
    "housekeeping",
    "http",
    "lib",
    "main",
    "outbound",
    "pages",
    "values",
];

/// What may be imported where, by area. An area may always import from itself.
const BELOW_THE_SLICES: &[(&str, &[&str])] = &[
    ("access", &["clock", "config", "db", "error", "values"]),
    ("audit", &["access", "db", "error", "values"]),
    ("clock", &[]),
    ("config", &["clock", "values"]),
    ("db", &["config", "error", "values"]),
    ("disclosure", &["values"]),
    ("documents", &["error", "values"]),
    ("error", &[]),
    ("housekeeping", &["clock", "config", "db", "error"]),
    ("http", &["access", "clock", "config", "db", "documents", "error", "values"]),
    ("outbound", &["config", "error", "values"]),
    ("values", &["error"]),
];

/// What the layers of a slice may import from below.
const LAYERS: &[(&str, &[&str])] = &[
    ("rules", &["disclosure", "error", "values"]),
    ("store", &["access", "db", "error", "values"]),
    ("api", &["access", "documents", "error", "http", "values"]),
    ("model", &["access", "error", "values"]),
    ("actions", &["access", "audit", "clock", "db", "disclosure", "documents", "error", "values"]),
];

/// What the other files of a slice may import from below: they do the work of actions.
const OTHER_FILES: &[&str] =
    &["access", "audit", "clock", "config", "db", "disclosure", "documents", "error", "outbound", "values"];

/// What pages may import from below. Of a slice they may import its actions, and the items that its `mod.rs` offers.
const PAGES: &[&str] = &["access", "error", "http", "values"];

/// Slices that read across nouns.
const READERS: &[&str] = &["bilan", "overview", "sheet", "totals", "waiting"];

/// One `crate::area::second` in a line of code.
struct Import {
    line: usize,
    area: String,
    second: String,
}

fn imports(source: &Source) -> Vec<Import> {
    let code = source.code();
    let text: String = code.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    let mut found = Vec::new();
    // `$crate` stands in a macro and means the crate that uses it.
    for (start, _) in text.match_indices("crate::").filter(|(start, _)| !text[..*start].ends_with('$')) {
        let line = code[text[..start].matches('\n').count()].0;
        for path in expanded(&text[start + "crate::".len()..]) {
            let mut words = path.split("::").map(word);
            let area = words.next().unwrap_or_default();
            found.push(Import { line, area, second: words.next().unwrap_or_default() });
        }
    }
    found
}

/// The paths that a path with groups stands for: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and `a::c::e`.
pub(super) fn expanded(path: &str) -> Vec<String> {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(path.len());
    let (head, rest) = path.split_at(end);
    if !rest.starts_with('{') {
        return vec![head.to_owned()];
    }
    let mut paths = Vec::new();
    let (mut depth, mut begun) = (0, 1);
    for (place, c) in rest.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if (c == ',' && depth == 1) || depth == 0 {
            let item = rest[begun..place].trim();
            paths.extend(expanded(item).into_iter().filter(|_| !item.is_empty()).map(|path| format!("{head}{path}")));
            begun = place + 1;
        }
        if depth == 0 {
            break;
        }
    }
    paths
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn is_slice(area: &str) -> bool {
    !NO_SLICES.contains(&area)
}

fn find<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(key, _)| *key == name).map(|(_, allowed)| *allowed)
}

fn layer(source: &Source) -> &'static str {
    LAYERS.iter().map(|(layer, _)| *layer).find(|layer| source.is(layer)).unwrap_or_default()
}

/// Why a file of a slice may not import this, if it may not.
fn refusal(source: &Source, import: &Import) -> Option<String> {
    let layer = layer(source);
    let (area, second) = (import.area.as_str(), import.second.as_str());
    if area == source.area() {
        return refused_of_own(layer, second);
    }
    if !is_slice(area) {
        let allowed = find(LAYERS, layer).unwrap_or(OTHER_FILES);
        return (!allowed.contains(&area)).then(|| format!("{layer} may import {}", allowed.join(", ")));
    }
    let whole = match layer {
        "rules" => area == "settings" && second == "Settings",
        "store" => READERS.contains(&source.area()) && second != "store",
        "api" => false,
        // Another slice's store, where it offers what this one's actions need, but neither its api nor its insides.
        _ => second != "api",
    };
    (!whole).then(|| format!("{layer} may not import {area}::{second} of another slice"))
}

/// A layer may not look up to those above it, nor the api past the actions at the queries.
fn refused_of_own(layer: &str, second: &str) -> Option<String> {
    let above: &[&str] = match layer {
        "rules" => &["store", "actions", "api"],
        "model" | "store" => &["actions", "api"],
        "actions" => &["api"],
        // Its own rules it may: those between fields are refused together with those of each field.
        "api" => &["store"],
        _ => &[],
    };
    above.contains(&second).then(|| format!("{layer} may not import its own slice's {second}"))
}

/// The same through `super`, which leads to the layers from the slice's own folder.
fn refused_above(source: &Source) -> Vec<String> {
    let layer = layer(source);
    let mut findings = Vec::new();
    let mut in_group = false;
    for (line, code) in source.code() {
        in_group |= code.contains("use super::{");
        for second in ["rules", "store", "actions", "api"] {
            let named = in_group && contains_word(code, second) || contains_word(code, &format!("super::{second}"));
            if let Some(why) = refused_of_own(layer, second).filter(|_| named) {
                findings.push(format!("{}:{line}: {why}", source.path));
            }
        }
        in_group &= !code.contains("};");
    }
    findings
}

#[test]
fn what_stands_below_the_slices_knows_none() {
    let mut findings = Vec::new();
    for source in sources("src") {
        let Some(allowed) = find(BELOW_THE_SLICES, source.area()) else { continue };
        for Import { line, area, .. } in imports(&source) {
            if area != source.area() && !allowed.contains(&area.as_str()) {
                let why = format!("{} may import {}", source.area(), allowed.join(", "));
                findings.push(format!("{}:{line}: crate::{area}: {why}", source.path));
            }
        }
    }
    none(&findings);
}

#[test]
fn the_layers_of_a_slice_import_what_they_may() {
    let mut findings = Vec::new();
    for source in sources("src").into_iter().filter(|source| is_slice(source.area())) {
        findings.extend(imports(&source).iter().filter_map(|import| {
            let why = refusal(&source, import)?;
            Some(format!("{}:{}: crate::{}: {why}", source.path, import.line, import.area))
        }));
        findings.extend(refused_above(&source));
    }
    none(&findings);
}

#[test]
fn pages_import_the_actions_of_slices_and_what_these_offer() {
    let mut findings = Vec::new();
    let pages: Vec<_> = sources("src").into_iter().filter(|source| source.area() == "pages").collect();
    assert!(!pages.is_empty());
    for source in pages {
        for Import { line, area, second } in imports(&source) {
            let is_allowed = match area.as_str() {
                "pages" => true,
                area if is_slice(area) => !["api", "model", "rules", "store"].contains(&second.as_str()),
                area => PAGES.contains(&area),
            };
            if !is_allowed {
                findings.push(format!("{}:{line}: crate::{area}::{second}: pages may not import it", source.path));
            }
        }
    }
    none(&findings);
}

#[test]
fn groups_stand_for_each_of_their_paths() {
    let found = expanded("{a, b::{self, c,\n d::{e},\n}, f};\nuse crate::g;");
    assert_eq!(found, ["a", "b::self", "b::c", "b::d::e", "f"]);
    assert_eq!(expanded("a::B { c, d }"), ["a::B"]);
}

/// For each slice, the slices that it imports, with the first place where it does.
fn graph() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut graph: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources("src").into_iter().filter(|source| is_slice(source.area())) {
        let edges = graph.entry(source.area().to_owned()).or_default();
        for import in imports(&source).into_iter().filter(|import| is_slice(&import.area)) {
            if import.area != source.area() {
                edges.entry(import.area).or_insert_with(|| format!("{}:{}", source.path, import.line));
            }
        }
    }
    graph
}

/// Takes away, again and again, the slices that import none of those left; what remains are circles and what leads
/// into them, so the slices that none of those left imports are taken away as well.
pub(super) fn circles(graph: &BTreeMap<String, BTreeMap<String, String>>) -> Vec<String> {
    let mut left: BTreeSet<&String> = graph.keys().collect();
    loop {
        let imports_some = |slice: &&String| graph[*slice].keys().any(|other| left.contains(other));
        let is_imported = |slice: &&String| left.iter().any(|other| graph[*other].contains_key(*slice));
        let next: BTreeSet<_> =
            left.iter().copied().filter(|slice| imports_some(slice) && is_imported(slice)).collect();
        if next.len() == left.len() {
            break;
        }
        left = next;
    }
    let edges = left.iter().flat_map(|slice| graph[*slice].iter().map(move |edge| (slice, edge)));
    let within = edges.filter(|(_, (other, _))| left.contains(other));
    within
        .map(|(slice, (other, place))| format!("{place}: {slice} imports {other}, and is imported by it again"))
        .collect()
}

#[test]
fn no_two_slices_import_each_other_however_far_round() {
    none(&circles(&graph()));
}

#[test]
fn what_stands_below_the_slices_may_import_each_other_in_no_circle() {
    let allowed = |area: &str, others: &[&str]| {
        others.iter().map(|other| (other.to_string(), format!("BELOW_THE_SLICES, {area}"))).collect()
    };
    let graph = BELOW_THE_SLICES.iter().map(|(area, others)| (area.to_string(), allowed(area, others))).collect();
    none(&circles(&graph));
}

#[test]
fn a_circle_is_found_with_its_places() {
    let edge = |other: &str| BTreeMap::from([(other.to_owned(), format!("src/{other}"))]);
    let circle = [("a", edge("b")), ("b", edge("c")), ("c", edge("b")), ("d", BTreeMap::new())];
    let graph = circle.into_iter().map(|(slice, edges)| (slice.to_owned(), edges)).collect();
    let found = circles(&graph);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src/c: b imports c") && found[1].starts_with("src/b: c imports b"), "{found:?}");
}
