//! What the sheets of a workbook share: their names and files, the texts of cells, and the formats of numbers.

use std::collections::HashMap;

use super::super::model::Unreadable;
use super::archive::Archive;
use super::builder::cell_text;
use super::number_format::NumberFormat;
use super::xml::{Element, Step, Xml};

/// The most sheets and shared texts that are read.
const MAX_SHEETS: usize = 200;
const MAX_TEXTS: usize = 1_000_000;

/// A workbook.
pub struct Workbook {
    /// The name of each sheet that is shown, and its file.
    pub sheets: Vec<(String, String)>,
    /// The texts that cells point to.
    pub texts: Vec<String>,
    /// The formats that cells point to.
    pub formats: Vec<NumberFormat>,
}

impl Workbook {
    /// Reads what the sheets share.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(archive: &mut Archive<'_>) -> Result<Self, Unreadable> {
        let named = archive.part("xl/workbook.xml", sheets)?.ok_or(Unreadable::Damaged)?;
        let files = archive.part("xl/_rels/workbook.xml.rels", files)?.unwrap_or_default();
        let file = |(name, id): (String, String)| Some((name, files.get(&id)?.clone()));
        Ok(Self {
            sheets: named.into_iter().filter_map(file).take(MAX_SHEETS).collect(),
            texts: archive.part("xl/sharedStrings.xml", texts)?.unwrap_or_default(),
            formats: archive.part("xl/styles.xml", formats)?.unwrap_or_default(),
        })
    }
}

/// Calls the work for each element that begins.
fn each(xml: &mut Xml<'_>, mut work: impl FnMut(&Element)) -> Result<(), Unreadable> {
    while let Some(step) = xml.next()? {
        if let Step::Start(element) = step {
            work(&element);
        }
    }
    Ok(())
}

/// The names of the sheets that are shown, and what points to their files.
fn sheets(xml: &mut Xml<'_>) -> Result<Vec<(String, String)>, Unreadable> {
    let mut found = Vec::new();
    each(xml, |element| {
        let is_shown = element.attribute("state").is_none_or(|state| state == "visible");
        if let (true, Some(name), Some(id)) =
            (element.name == "sheet" && is_shown, element.attribute("name"), element.attribute("id"))
        {
            found.push((cell_text(name), id.to_owned()));
        }
    })?;
    Ok(found)
}

/// The files by what points to them.
fn files(xml: &mut Xml<'_>) -> Result<HashMap<String, String>, Unreadable> {
    let mut found = HashMap::new();
    each(xml, |element| {
        let is_sheet = element.attribute("Type").is_some_and(|kind| kind.ends_with("/worksheet"));
        if let (true, Some(id), Some(target)) = (is_sheet, element.attribute("Id"), element.attribute("Target")) {
            let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            found.insert(id.to_owned(), target);
        }
    })?;
    Ok(found)
}

/// The texts that cells share. How they are spoken, which some languages note, is left out.
fn texts(xml: &mut Xml<'_>) -> Result<Vec<String>, Unreadable> {
    let mut found = Vec::new();
    let (mut text, mut is_text, mut is_spoken) = (String::new(), false, false);
    while let Some(step) = xml.next()? {
        match step {
            Step::Start(element) => match element.name.as_str() {
                "si" => text.clear(),
                "t" => is_text = true,
                "rPh" => is_spoken = true,
                _ => {}
            },
            Step::Text(part) if is_text && !is_spoken => text.push_str(&part),
            Step::Text(_) => {}
            Step::End(name) => match name.as_str() {
                "si" if found.len() >= MAX_TEXTS => return Err(Unreadable::TooLarge),
                "si" => found.push(cell_text(&text)),
                "t" => is_text = false,
                "rPh" => is_spoken = false,
                _ => {}
            },
        }
    }
    Ok(found)
}

/// The formats of cells, in order.
fn formats(xml: &mut Xml<'_>) -> Result<Vec<NumberFormat>, Unreadable> {
    let mut codes: HashMap<usize, NumberFormat> = HashMap::new();
    let (mut found, mut is_of_cells) = (Vec::new(), false);
    while let Some(step) = xml.next()? {
        match step {
            Step::Start(element) => match element.name.as_str() {
                "numFmt" => {
                    if let (Some(number), Some(code)) = (element.number("numFmtId"), element.attribute("formatCode")) {
                        codes.insert(number, NumberFormat::of_code(code));
                    }
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    let number = element.number("numFmtId").unwrap_or_default();
                    found.push(codes.get(&number).copied().unwrap_or_else(|| NumberFormat::built_in(number)));
                }
                _ => {}
            },
            Step::End(name) if name == "cellXfs" => is_of_cells = false,
            Step::End(_) | Step::Text(_) => {}
        }
    }
    Ok(found)
}
