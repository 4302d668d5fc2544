//! XML as a sequence of beginnings, texts and ends.

use std::io::BufRead;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::model::Unreadable;

/// How deep elements may stand in each other.
const DEEPEST: usize = 500;

/// The most elements, texts and ends: what is compressed well could otherwise keep a reader busy for long.
const MOST_STEPS: usize = 8_000_000;

/// A step of the reading.
#[derive(Debug)]
pub enum Step {
    /// An element begins.
    Start(Element),
    /// The element of this name ends.
    End(String),
    /// A text, or a part of one.
    Text(String),
}

/// The beginning of an element, whose names have no prefixes.
#[derive(Debug, Default)]
pub struct Element {
    /// The name.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// The number that an attribute holds.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// A reader of XML.
pub struct Xml<'r> {
    reader: Reader<Box<dyn BufRead + 'r>>,
    buffer: Vec<u8>,
    /// The end of an element without content, which comes next.
    end: Option<String>,
    depth: usize,
    steps: usize,
}

impl<'r> Xml<'r> {
    /// Reads from this source.
    pub fn new(source: impl BufRead + 'r) -> Self {
        Self { reader: Reader::from_reader(Box::new(source)), buffer: Vec::new(), end: None, depth: 0, steps: 0 }
    }

    /// The next step; none at the end.
    ///
    /// # Errors
    /// `Entities`, `Damaged`.
    pub fn next(&mut self) -> Result<Option<Step>, Unreadable> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(Unreadable::TooLarge);
        }
        if let Some(name) = self.end.take() {
            return Ok(Some(Step::End(name)));
        }
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| Unreadable::Damaged)?;
            let step = match event {
                Event::Start(start) => {
                    self.depth += 1;
                    Step::Start(element(&start)?)
                }
                Event::Empty(start) => {
                    let element = element(&start)?;
                    self.end = Some(element.name.clone());
                    Step::Start(element)
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::End(end.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Step::Text(resolved(&reference)?),
                Event::DocType(_) => return Err(Unreadable::Entities),
                Event::Eof if self.depth > 0 => return Err(Unreadable::Damaged),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            };
            return if self.depth > DEEPEST { Err(Unreadable::Damaged) } else { Ok(Some(step)) };
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Unreadable> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Unreadable::Damaged)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Unreadable::Damaged)?;
        attributes.push((attribute.key.local_name().into_inner().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().into_inner().to_owned(), attributes })
}

/// The character of a reference. Only those of XML itself are known without a declaration.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| Unreadable::Damaged)? {
        return Ok(c.to_string());
    }
    resolve_predefined_entity(reference).map(str::to_owned).ok_or(Unreadable::Entities)
}
