//! A source file, and the part of it that is code of the service.

use std::fs;
use std::path::Path;

/// A source file of this crate.
pub struct Source {
    /// From the root of the crate: `src/values/hours.rs`.
    pub path: String,
    pub text: String,
}

/// Every source file below a folder, in order.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), folder, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "no source below {folder}");
    found
}

fn collect(root: &Path, folder: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(root, &path, found);
        } else if path.ends_with(".rs") {
            found.push(Source { text: fs::read_to_string(entry.path()).unwrap(), path });
        }
    }
}

impl Source {
    pub fn is_below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Whether it is a file of this layer of a slice, or in its folder: `src/hours/store.rs`, `src/hours/store/x.rs`.
    pub fn is(&self, layer: &str) -> bool {
        self.parts().skip(1).any(|part| part == layer)
    }

    /// The first folder or file below `src`: the slice, or what stands below the slices.
    pub fn area(&self) -> &str {
        self.parts().next().unwrap_or_default()
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.path.trim_start_matches("src/").trim_end_matches(".rs").split('/')
    }

    /// The lines of code with their numbers: no comment, and nothing that only tests compile.
    pub fn code(&self) -> Vec<(usize, &str)> {
        let mut code = Vec::new();
        let mut lines = self.text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if line.trim_start().starts_with("#[cfg(test)]") {
                skip_item(&mut lines);
            } else {
                code.push((number + 1, before_comment(line)));
            }
        }
        code
    }
}

/// An item ends with a `;` on the level it began on, or with the brace that closes its own.
fn skip_item<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>) {
    let mut depth = 0_usize;
    for (_, line) in lines {
        depth += line.matches('{').count();
        let closes = line.matches('}').count();
        depth = depth.saturating_sub(closes);
        if depth == 0 && (closes > 0 || line.trim_end().ends_with(';')) {
            return;
        }
    }
}

/// An address in a text is no comment.
fn before_comment(line: &str) -> &str {
    let comment = line.match_indices("//").map(|(start, _)| start).find(|start| !line[..*start].ends_with(':'));
    comment.map_or(line, |start| &line[..start])
}
