//! Readers of the forms of a bilan.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};

pub fn files(archive: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    files
}

/// The figures of the CSV files, by the column of their keys.
pub fn of_csv(archive: &[u8]) -> BTreeMap<String, [String; 3]> {
    let mut found = BTreeMap::new();
    for (name, text) in files(archive) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let place = |name: &str| headings.iter().position(|heading| heading == name);
        let (Some(key), Some(value)) = (place("key"), place("value")) else { continue };
        for row in reader.records() {
            let row = row.unwrap();
            let cell = |place: Option<usize>| place.map_or(String::new(), |place| row[place].to_owned());
            let figure = [row[value].to_owned(), cell(place("share")), cell(place("previous_value"))];
            let before = found.insert(row[key].to_owned(), figure.clone());
            assert!(before.is_none_or(|before| before == figure), "{name}: {} stands twice, and differs", &row[key]);
        }
    }
    found
}

/// The numbers of the spreadsheet beside their keys; formulas must give what stands in their cell.
pub fn of_spreadsheet(bytes: &[u8]) -> BTreeMap<String, [String; 3]> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let (mut found, mut formulas) = (BTreeMap::new(), 0);
    for sheet in book.sheet_names().into_iter().skip(1) {
        let cells = book.worksheet_range(&sheet).unwrap();
        let headings: Vec<String> =
            (0..cells.width()).map(|x| cells.get((1, x)).map(Data::to_string).unwrap_or_default()).collect();
        let Some(key) = headings.iter().position(|heading| heading == "Clé") else { continue };
        let value = headings.iter().position(|heading| heading == "2023").unwrap();
        let place = |name: &str| headings.iter().position(|heading| heading == name);
        for y in 2..cells.height() {
            let Some(Data::String(code)) = cells.get((y, key)) else { continue };
            let number = |x: Option<usize>| match x.and_then(|x| cells.get((y, x))) {
                Some(Data::Float(number)) => number.to_string(),
                Some(Data::Int(number)) => number.to_string(),
                _ => String::new(),
            };
            found.insert(code.clone(), [number(Some(value)), number(place("Part")), number(place("2022"))]);
        }
        let written = book.worksheet_formula(&sheet).unwrap();
        for (y, x, formula) in written.used_cells().filter(|(.., formula)| !formula.is_empty()) {
            let (top, left) = written.start().unwrap();
            let here = cells.get_value((top + y as u32, left + x as u32)).unwrap().to_string();
            let sum: i64 = summed(formula, &cells).iter().sum();
            assert_eq!(hundredths(&here), sum, "{sheet}: {formula} beside {here}");
            formulas += 1;
        }
    }
    assert!(formulas > 5, "{formulas} totals are formulas");
    found
}

pub fn hundredths(number: &str) -> i64 {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{decimals:0<2}").parse().unwrap_or_else(|_| panic!("{number}"))
}

/// The numbers that a formula adds up: `SUM(B5:B7)`, or cells with `+` and commas between them.
fn summed(formula: &str, cells: &calamine::Range<Data>) -> Vec<i64> {
    let inside = formula.trim_start_matches('=').trim_start_matches("SUM(").trim_end_matches(')');
    let mut numbers = Vec::new();
    for part in inside.split([',', '+']) {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let place = |name: &str| {
            let letters = name.chars().take_while(char::is_ascii_alphabetic).map(|letter| letter as u32 - 'A' as u32);
            let column = letters.fold(0, |column, letter| column * 26 + letter);
            let row: u32 = name.trim_start_matches(char::is_alphabetic).parse().unwrap();
            (row - 1, column)
        };
        let ((top, column), (bottom, _)) = (place(first), place(last));
        for row in top..=bottom {
            numbers.push(hundredths(&cells.get_value((row, column)).unwrap().to_string()));
        }
    }
    numbers
}

/// The rows of the tables of a text with tags, each with the texts of its cells.
pub fn rows(text: &str, (table, row, cell): (&str, &str, &str)) -> Vec<Vec<Vec<String>>> {
    let inside = |text: &str, tag: &str| -> Vec<String> {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        let starts = text.match_indices(&open).map(|(at, _)| at + open.len());
        let starts = starts.filter(|at| [' ', '>'].iter().any(|end| text[*at..].starts_with(*end)));
        starts.map(|at| text[at..at + text[at..].find(&close).unwrap()].split_once('>').unwrap().1.to_owned()).collect()
    };
    let texts = |cell: &str| {
        let untagged: String =
            cell.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        untagged.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"").replace("&apos;", "'")
    };
    let of_row = |row: &String| inside(row, cell).iter().map(|cell| texts(cell)).collect();
    inside(text, table).iter().map(|table| inside(table, row).iter().map(of_row).collect()).collect()
}

/// The texts of a PDF in the order of reading, and its catalog's marks.
pub fn of_pdf(bytes: &[u8]) -> (Vec<String>, BTreeMap<String, usize>) {
    let pdf = lopdf::Document::load_mem(bytes).unwrap();
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"fr-FR");
    assert!(catalog.get(b"MarkInfo").unwrap().as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    let mut tags: BTreeMap<String, usize> = BTreeMap::new();
    for object in pdf.objects.values() {
        let Ok(element) = object.as_dict() else { continue };
        if element.get(b"Type").and_then(lopdf::Object::as_name).is_ok_and(|kind| kind == b"StructElem") {
            let tag = element.get(b"S").unwrap().as_name().unwrap();
            *tags.entry(String::from_utf8(tag.to_vec()).unwrap()).or_default() += 1;
            assert!(tag != b"Figure" || element.has(b"Alt"), "a figure without a text");
        }
    }
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    let text = pdf.extract_text(&pages).unwrap();
    (text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(), tags)
}
