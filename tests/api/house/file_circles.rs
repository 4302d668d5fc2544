//! No two files of an area import each other, however far round. An area is a folder or file below `src`.
//!
//! A file imports the file that *defines* the item that a path in its code names: `use super::state::AppState`,
//! `state::build()` after `use super::state`, `crate::http::state::AppState`. Re-exports are followed to the
//! definition. A `use` in a `mod.rs` whose name occurs nowhere else in it is a re-export and no import. So a `mod.rs` that declares
//! and re-exports its children imports none of them; one that defines an item which a child uses, and itself uses the
//! child, makes a circle with it. Code that only tests compile does not count.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::expanded;
use super::source::{Source, sources};
use super::{contains_word, none};

/// Circles that are still there, each by its modules. An entry that is no circle any more has to go.
const KNOWN_CIRCLES: &[&str] = &[
    "access::authenticator access::sessions",
    "access::idempotency access::idempotency::store",
    "access::read_log access::read_log::store",
    "audit audit::store",
    "hours::api hours::batches::api",
    "hours::model hours::model::entry hours::rules hours::rules::sender_baseline hours::running_totals hours::snapshot",
    "hours::store::cells hours::store::versions",
];

/// A file and what it names.
struct Module {
    source: Source,
    /// The code without its `use` and `mod` statements.
    code: String,
    paths: Vec<Path>,
}

/// A path in the code of a file.
struct Path {
    line: usize,
    segments: Vec<String>,
    /// What a `use` calls the item; nothing for all of a module (`*`).
    name: String,
    is_use: bool,
}

/// The files of the program by module: `http::contract` is `src/http/contract/mod.rs`.
struct Modules(BTreeMap<String, Module>);

/// For each module, the modules of its area that it imports, with the first place where it does.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every path of at least two segments, groups taken apart: `a::{b, c}` is `a::b` and `a::c`.
fn paths(lines: &[(usize, &str)], text: &str) -> Vec<Path> {
    let mut found = Vec::new();
    for (colons, _) in text.match_indices("::") {
        let start = text[..colons].rfind(|c| !is_word(c)).map_or(0, |before| before + 1);
        let before = text[..start].trim_end();
        // `$crate::…` is for the user of a macro, and what follows `::` or `.` is the middle of a path.
        if start == colons || before.ends_with("::") || before.ends_with(['$', '.']) || is_in_group(&text[..start]) {
            continue;
        }
        let is_use = before.ends_with("use") && !before[..before.len() - "use".len()].ends_with(is_word);
        let line = lines[text[..start].matches('\n').count()].0;
        found.extend(expanded(&text[start..]).iter().map(|path| Path::new(path, line, is_use)));
    }
    found
}

/// Whether the text ends within the group of a `use`, whose paths are those of its head.
fn is_in_group(text: &str) -> bool {
    let statement = text.rsplit(';').next().unwrap_or_default();
    let Some((_, group)) = statement.rsplit_once("use ") else { return false };
    group.contains("::{") && group.matches('{').count() > group.matches('}').count()
}

impl Path {
    fn new(path: &str, line: usize, is_use: bool) -> Self {
        let (path, alias) = path.split_once("::as::").map_or((path, None), |(path, alias)| (path, Some(alias)));
        let path = path.strip_suffix("::self").unwrap_or(path);
        let segments: Vec<String> = path.split("::").map(str::to_owned).collect();
        let name = alias.map(str::to_owned).or_else(|| segments.last().cloned()).unwrap_or_default();
        Self { line, segments, name, is_use }
    }
}

impl Module {
    fn of(source: Source) -> Self {
        let lines = source.code();
        let text = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect::<String>().replace(" as ", "::as::");
        let is_mod = |line: &&str| contains_word(line, "mod") && line.ends_with(';');
        let without_mods: String = text.lines().filter(|line| !is_mod(line)).flat_map(|line| [line, "\n"]).collect();
        let code = without_mods.split_inclusive(';').filter_map(|statement| statement.split("use ").next()).collect();
        let paths = paths(&lines, &text);
        Self { code, paths, source }
    }

    fn uses(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().filter(|path| path.is_use)
    }

    fn is_re_export(&self, path: &Path) -> bool {
        let is_mentioned = !path.name.is_empty() && contains_word(&self.code, &path.name);
        path.is_use && self.source.path.ends_with("/mod.rs") && !is_mentioned
    }
}

impl Modules {
    fn of(sources: Vec<Source>) -> Self {
        let name = |source: &Source| {
            let path = source.path.trim_start_matches("src/").trim_end_matches(".rs");
            path.trim_end_matches("/mod").replace('/', "::")
        };
        let compiled = sources.into_iter().filter(|source| !source.is("tests"));
        Self(compiled.map(|source| (name(&source), Module::of(source))).collect())
    }

    /// A path from the root of the crate, if it begins with `crate`, `super`, `self`, a child, or a module among those
    /// that the file imports.
    fn absolute(&self, module: &str, segments: &[String], imported: &BTreeMap<&str, String>) -> Option<Vec<String>> {
        let mut base: Vec<String> = module.split("::").map(str::to_owned).collect();
        let (first, mut rest) = segments.split_first()?;
        match first.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
                while rest.first().is_some_and(|segment| segment == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            name if self.0.contains_key(&format!("{module}::{name}")) => rest = segments,
            name => base = imported.get(name)?.split("::").map(str::to_owned).collect(),
        }
        base.extend(rest.iter().filter(|segment| !segment.is_empty()).cloned());
        Some(base)
    }

    /// The module that defines what a path names.
    fn definition(&self, path: &[String]) -> Option<String> {
        let mut module = path.first().filter(|area| self.0.contains_key(*area))?.clone();
        for segment in &path[1..] {
            let child = format!("{module}::{segment}");
            if !self.0.contains_key(&child) {
                return Some(self.passed_on(&module, segment).unwrap_or(module));
            }
            module = child;
        }
        Some(module)
    }

    /// The module that defines an item which this one has from a `use`, by its name or with all of a module.
    fn passed_on(&self, module: &str, item: &str) -> Option<String> {
        let target = |path: &Path| self.absolute(module, &path.segments, &BTreeMap::new());
        if let Some(path) = self.0[module].uses().find(|path| path.name == item) {
            return self.definition(&target(path)?);
        }
        let whole = self.0[module].uses().filter(|path| path.name.is_empty()).filter_map(target);
        let mut whole = whole.map(|target| target.join("::"));
        whole.find(|target| self.0.get(target).is_some_and(|other| contains_word(&other.code, item)))
    }

    fn imports(&self, name: &str) -> BTreeMap<String, String> {
        let module = &self.0[name];
        let mut imported = BTreeMap::new();
        for path in module.uses() {
            let absolute = self.absolute(name, &path.segments, &BTreeMap::new()).unwrap_or_default().join("::");
            if self.0.contains_key(&absolute) {
                imported.insert(path.name.as_str(), absolute);
            }
        }
        let mut edges = BTreeMap::new();
        for path in module.paths.iter().filter(|path| !module.is_re_export(path)) {
            let absolute = self.absolute(name, &path.segments, &imported);
            let Some(target) = absolute.and_then(|absolute| self.definition(&absolute)) else { continue };
            if target != name && target.split("::").next() == name.split("::").next() {
                edges.entry(target).or_insert_with(|| format!("{}:{}", module.source.path, path.line));
            }
        }
        edges
    }

    fn graph(&self) -> Graph {
        self.0.keys().map(|name| (name.clone(), self.imports(name))).collect()
    }
}

/// The modules that can be reached from one along its imports.
fn reached<'g>(graph: &'g Graph, from: &str) -> BTreeSet<&'g str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = graph[from].keys().map(String::as_str).collect();
    while let Some(module) = next.pop() {
        if reached.insert(module) {
            next.extend(graph[module].keys().map(String::as_str));
        }
    }
    reached
}

/// The circles, each by its modules, which all reach each other.
fn circles(graph: &Graph) -> BTreeSet<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|module| (module.as_str(), reached(graph, module))).collect();
    let in_circle = reached.iter().filter(|(module, others)| others.contains(*module));
    in_circle
        .map(|(module, others)| others.iter().copied().filter(|other| reached[other].contains(module)).collect())
        .collect()
}

/// The imports that make a circle.
fn described(graph: &Graph, circle: &[&str]) -> Vec<String> {
    let edges = circle.iter().flat_map(|module| graph[*module].iter().map(move |edge| (module, edge)));
    let within = edges.filter(|(_, (other, _))| circle.contains(&other.as_str()));
    within.map(|(module, (other, place))| format!("{place}: {module} imports {other}, and is imported by it")).collect()
}

#[test]
fn no_two_files_of_an_area_import_each_other_however_far_round() {
    let graph = Modules::of(sources("src")).graph();
    let imports: usize = graph.values().map(BTreeMap::len).sum();
    assert!(imports > 500, "only {imports} imports are found");
    let found = circles(&graph);
    let is_known = |circle: &[&str]| KNOWN_CIRCLES.contains(&circle.join(" ").as_str());
    let mut findings: Vec<_> =
        found.iter().filter(|circle| !is_known(circle)).flat_map(|circle| described(&graph, circle)).collect();
    let gone = KNOWN_CIRCLES.iter().filter(|known| !found.contains(&known.split(' ').collect::<Vec<_>>()));
    findings.extend(gone.map(|known| format!("tests/api/house/file_circles.rs:1: no circle any more: {known}")));
    none(&findings);
}

fn graph(files: &[(&str, &str)]) -> Graph {
    let source = |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
    Modules::of(files.iter().map(source).collect()).graph()
}

#[test]
fn re_exports_are_no_imports_and_lead_to_the_definition() {
    let graph = graph(&[
        ("src/a/mod.rs", "mod b;\nmod c;\npub use b::{B as Bee, Other};\npub use self::c::*;\nuse b::hidden;\n"),
        ("src/a/b.rs", "pub struct B;\npub struct Other;\npub fn hidden(_: super::C) {}\n"),
        ("src/a/c.rs", "pub struct C;\npub fn make() -> C {}\n"),
        ("src/a/d.rs", "use super::{\n    Bee,\n    c,\n};\nfn d() { c::make() }\n"),
    ]);
    let edge = |target: &str, place: &str| (target.to_owned(), place.to_owned());
    assert_eq!(graph["a"], BTreeMap::new());
    assert_eq!(graph["a::b"], BTreeMap::from([edge("a::c", "src/a/b.rs:3")]));
    assert_eq!(graph["a::d"], BTreeMap::from([edge("a::b", "src/a/d.rs:1"), edge("a::c", "src/a/d.rs:1")]));
    assert_eq!(circles(&graph), BTreeSet::new());
}

#[test]
fn a_parent_that_uses_a_child_which_uses_it_makes_a_circle() {
    let parent = ("src/a/mod.rs", "mod b;\npub struct A;\nfn a() {\n    b::run();\n}\n");
    let in_circle = graph(&[parent, ("src/a/b.rs", "pub fn run(_: super::A) {}\n")]);
    let expected = [
        "src/a/mod.rs:4: a imports a::b, and is imported by it",
        "src/a/b.rs:1: a::b imports a, and is imported by it",
    ];
    assert_eq!(described(&in_circle, &["a", "a::b"]), expected);
    assert_eq!(circles(&in_circle), BTreeSet::from([vec!["a", "a::b"]]));
    let tested = ("src/a/b.rs", "pub fn run() {}\n#[cfg(test)]\nmod tests {\n    use super::super::A;\n}\n");
    assert_eq!(circles(&graph(&[parent, tested])), BTreeSet::new());
}
