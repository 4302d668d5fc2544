//! Files of one area import each other in no circle, so that each can be read after those that it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{circles, expanded};
use super::none;
use super::source::{Source, sources};

/// The areas whose files are checked.
const AREAS: &[&str] = &["accounts", "api_keys", "audit", "audit_chain", "read_log"];

/// The modules of an area that have a file, and where the names are defined that a `mod.rs` re-exports.
struct Modules {
    files: BTreeSet<String>,
    reexports: BTreeMap<String, String>,
}

/// `src/hours/store/mod.rs` and `src/hours/store.rs` are both `hours::store`.
fn module(source: &Source) -> String {
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.replace('/', "::")
}

fn code(source: &Source) -> String {
    source.code().iter().flat_map(|(_, line)| [*line, "\n"]).collect()
}

/// Where the word begins in the text, not as part of a longer one or of a path.
fn starts<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> {
    let is_start = |start: &usize| !text[..*start].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
    text.match_indices(word).map(|(start, _)| start).filter(is_start)
}

/// The full paths of what a `mod.rs` imports or re-exports from its children.
fn of_children(module: &str, text: &str, is_reexport: bool) -> Vec<String> {
    let uses = starts(text, "use ").filter(|start| {
        let before = text[..*start].trim_end();
        (before.ends_with("pub") || before.ends_with(')')) == is_reexport
    });
    let paths = uses.flat_map(|start| expanded(text[start + "use ".len()..].trim_start_matches("self::")));
    paths.map(|path| format!("{module}::{path}")).collect()
}

/// The full paths that begin with `crate` or `super`.
fn of_others(module: &str, text: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        starts(text, "crate::").flat_map(|start| expanded(&text[start + "crate::".len()..])).collect();
    for start in starts(text, "super::") {
        let (mut from, mut rest) = (module, &text[start..]);
        while let Some(after) = rest.strip_prefix("super::") {
            (from, rest) = (from.rsplit_once("::").map_or("", |(parent, _)| parent), after);
        }
        paths.extend(expanded(rest).into_iter().map(|path| format!("{from}::{path}")));
    }
    paths
}

impl Modules {
    fn read(sources: &[Source]) -> Self {
        let files = sources.iter().map(module).collect();
        let mut modules = Self { files, reexports: BTreeMap::new() };
        for source in sources {
            let own = module(source);
            for path in of_children(&own, &code(source), true) {
                let name = path.rsplit("::").next().unwrap_or_default();
                if modules.file(&path).is_some_and(|file| file != own) {
                    modules.reexports.insert(format!("{own}::{name}"), path);
                }
            }
        }
        modules
    }

    /// The module that defines what the path names; none outside the area.
    fn file(&self, path: &str) -> Option<String> {
        let ends: Vec<usize> = path.match_indices("::").map(|(end, _)| end).chain([path.len()]).collect();
        let last = ends.iter().rposition(|end| self.files.contains(&path[..*end]))?;
        let target = ends.get(last + 1).and_then(|end| self.reexports.get(&path[..*end]));
        target.map_or_else(|| Some(path[..ends[last]].to_owned()), |target| self.file(target))
    }

    /// The modules that a file imports.
    fn imports(&self, own: &str, text: &str) -> BTreeSet<String> {
        let paths = of_others(own, text).into_iter().chain(of_children(own, text, false));
        paths.filter_map(|path| self.file(&path)).filter(|other| other != own).collect()
    }
}

/// For each module of an area, the modules that it imports, with the file where it does.
fn graph(area: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let sources: Vec<Source> = sources("src").into_iter().filter(|source| source.area() == area).collect();
    let modules = Modules::read(&sources);
    let imports = |source: &Source| {
        let own = module(source);
        let others = modules.imports(&own, &code(source)).into_iter();
        (own, others.map(|other| (other, source.path.clone())).collect())
    };
    sources.iter().map(imports).collect()
}

#[test]
fn no_two_files_of_an_area_import_each_other_however_far_round() {
    none(&AREAS.iter().flat_map(|area| circles(&graph(area))).collect::<Vec<_>>());
}

#[test]
fn an_import_leads_to_the_file_that_defines_the_name() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let text = "use super::{Name, c::Other};\nuse crate::a::d::Deep;\nlet x = super::super::outside::f();\n";
    let sources = [
        source("src/a/mod.rs", "mod b;\npub use b::Name;\nuse c::Other;\n"),
        source("src/a/b.rs", ""),
        source("src/a/c.rs", text),
        source("src/a/d/mod.rs", "pub(super) use e::{Deep, f};\n"),
        source("src/a/d/e.rs", ""),
    ];
    let modules = Modules::read(&sources);
    assert_eq!(Vec::from_iter(modules.imports("a::c", text)), ["a::b", "a::d::e"]);
    assert_eq!(Vec::from_iter(modules.imports("a", &sources[0].text)), ["a::c"]);
}
