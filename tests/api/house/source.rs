//! The source files, split into code, comments and texts.

use std::fs;
use std::path::Path;

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Code,
    Comment,
    /// A string literal.
    Text,
}

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

/// The text of a file, by its path from the root of the crate.
pub fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
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

    /// The first folder or file below `src`: a slice, or a part below the slices.
    pub fn area(&self) -> &str {
        self.parts().next().unwrap_or_default()
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.path.trim_start_matches("src/").trim_end_matches(".rs").split('/')
    }

    /// The lines of code with their numbers, without comments and unit tests.
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

    /// The code, the comments and the texts of each line, with its number.
    pub fn parts_of_lines(&self) -> Vec<(usize, Part, String)> {
        let mut parts = Vec::new();
        let (mut line, mut rest) = (1, self.text.as_str());
        while !rest.is_empty() {
            let (part, length) = first_part(rest);
            let (piece, after) = rest.split_at(length);
            let lines = piece.split('\n').enumerate().filter(|(_, text)| !text.trim().is_empty());
            parts.extend(lines.map(|(index, text)| (line + index, part, text.to_owned())));
            line += piece.matches('\n').count();
            rest = after;
        }
        parts
    }
}

/// The part with which a text begins, and its length in bytes.
fn first_part(text: &str) -> (Part, usize) {
    let up_to = |end: &str, skip: usize| text[skip..].find(end).map_or(text.len(), |at| skip + at + end.len());
    if text.starts_with("//") {
        return (Part::Comment, up_to("\n", 0));
    }
    if text.starts_with("/*") {
        return (Part::Comment, up_to("*/", 0));
    }
    if let Some(hashes) = raw_text(text) {
        return (Part::Text, up_to(&format!("\"{hashes}"), hashes.len() + 2));
    }
    if text.starts_with('"') {
        return (Part::Text, end_of_text(text));
    }
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        at += if next == '\'' { character(&text[at..]) } else { next.len_utf8() };
        let follows_word = next.is_alphanumeric() || next == '_';
        let rest = &text[at..];
        if ["//", "/*", "\""].iter().any(|begin| rest.starts_with(begin)) || !follows_word && raw_text(rest).is_some() {
            break;
        }
    }
    (Part::Code, at)
}

/// The hashes around a raw text that begins here.
fn raw_text(text: &str) -> Option<&str> {
    let (hashes, _) = text.strip_prefix('r')?.split_once('"')?;
    hashes.chars().all(|c| c == '#').then_some(hashes)
}

fn end_of_text(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == '"' && !is_escaped {
            return at + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    text.len()
}

/// The length of a character's literal, or of the quote that begins a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((escaped, c))) => {
            let after = escaped + c.len_utf8();
            text[after..].find('\'').map_or(1, |end| after + end + 1)
        }
        (_, Some((end, '\''))) => end + 1,
        _ => 1,
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

/// The part before a comment; `://` in a URL is not one.
fn before_comment(line: &str) -> &str {
    let comment = line.match_indices("//").map(|(start, _)| start).find(|start| !line[..*start].ends_with(':'));
    comment.map_or(line, |start| &line[..start])
}

#[test]
fn a_source_is_split_into_code_comments_and_texts() {
    let text =
        "let a = '\"'; // one \"two\"\nlet b: &'a str = r#\"three \"\n// four\"#;\n/// five\nf(\"\\\"six\", b'\\'');\n";
    let source = Source { path: String::new(), text: text.to_owned() };
    let of = |wanted| {
        let parts = source.parts_of_lines().into_iter().filter(|(_, part, _)| *part == wanted);
        parts.map(|(line, _, text)| (line, text.trim().to_owned())).collect::<Vec<_>>()
    };
    let comments = [(1, "// one \"two\""), (4, "/// five")];
    let texts = [(2, "r#\"three \""), (3, "// four\"#"), (5, "\"\\\"six\"")];
    assert_eq!(of(Part::Comment), comments.map(|(line, text)| (line, text.to_owned())));
    assert_eq!(of(Part::Text), texts.map(|(line, text)| (line, text.to_owned())));
    assert_eq!(of(Part::Code).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 5, 5]);
}
