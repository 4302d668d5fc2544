//! Files of each format as programs write them, and files that cannot be read.

use clauses::proofreading::{Block, Document, Format, Unreadable, proofread, read};
use proptest::prelude::*;

use super::cases::{WRITINGS, cases, document, docx_of, xlsx_of, zipped};

/// The parts of a document: prose as it is, tables as their cells.
fn shown(document: &Document) -> Vec<String> {
    let row = |row: &Vec<String>| row.join("|");
    let block = |block: &Block| match block {
        Block::Prose(text) => text.clone(),
        Block::Table(grid) => grid.rows.iter().map(row).collect::<Vec<_>>().join("\n"),
    };
    document.blocks.iter().map(block).collect()
}

#[test]
fn a_page_is_read_with_its_spans_and_the_text_around_its_tables() {
    let page = r#"<html><head><title>Bilan</title></head><body><!-- 12 --><script>var a = "<table><td>9";</script>
        <h1>Heures &amp; personnes</h1><div>En 2023<br>et avant&nbsp;:</div>
        <table border=1><caption>Par secteur</caption>
        <tr><th rowspan="2">Secteur<th colspan='2'>2023
        <tr><th>F<th>H
        <tr><td>B<b>T</b>P<td>7<td rowspan=2>1&#8239;234,5
        <tr><td>MS<td><table><tr><td>8</td></tr></table></td>
        </table><p>Fin"#;
    let expected = [
        "Heures & personnes",
        "En 2023 et avant\u{a0}:",
        "Par secteur",
        "8",
        "Secteur|2023|2023\nSecteur|F|H\nBTP|7|1\u{202f}234,5\nMS||〃",
        "Fin",
    ];
    assert_eq!(shown(&document(Format::Html, page.as_bytes())), expected);
}

#[test]
fn a_text_of_a_word_processor_is_read_with_its_spans_and_without_its_deletions() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let body = [
        "<w:p><w:r><w:t>Heures &amp; part</w:t></w:r><w:del><w:r><w:delText>14 </w:delText><w:t>13</w:t></w:r></w:del><w:r><w:tab/><w:t>en&#160;2023</w:t></w:r></w:p><w:tbl><w:tr>",
        &cell(r#"<w:vMerge w:val="restart"/>"#, "Secteur"),
        &cell(r#"<w:gridSpan w:val="2"/>"#, "2023"),
        "</w:tr><w:tr>",
        &cell("<w:vMerge/>", ""),
        &cell("", "F"),
        &cell("", "H"),
        "</w:tr><w:tr>",
        &cell("", "BTP"),
        &cell("", "7"),
        &cell("", "9"),
        "</w:tr></w:tbl><w:p/><w:sectPr/>",
    ]
    .concat();
    let expected = ["Heures & part en\u{a0}2023", "Secteur|2023|2023\nSecteur|F|H\nBTP|7|9"];
    assert_eq!(shown(&document(Format::Docx, &docx_of(&body))), expected);
}

/// A workbook with shared texts, formats of numbers, spans, a hidden sheet, and two tables beside each other.
fn workbook(share: &str, total: &str) -> Vec<u8> {
    let formats = r#"<numFmts><numFmt numFmtId="164" formatCode="0.0\ %"/><numFmt numFmtId="165" formatCode="mmm\-yy"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="4"/><xf numFmtId="165"/></cellXfs>"#;
    let texts = "<si><t>Secteur</t></si><si><r><t>Heu</t></r><r><t>res</t></r><rPh><t>x</t></rPh></si><si><t>Part</t></si><si><t>Total</t></si>";
    let sheet = format!(
        r#"<sheetData>
        <row r="2"><c r="B2" t="inlineStr"><is><t>Heures de 2023</t></is></c></row>
        <row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c><c r="F3" t="str"><v>Depuis</v></c></row>
        <row r="4"><c r="B4" t="inlineStr"><is><t>BTP</t></is></c><c r="C4" s="3"><v>19784.11</v></c><c r="D4" s="2"><f>C4/C6</f><v>{share}</v></c><c r="F4" s="4"><v>44927</v></c></row>
        <row r="5"><c r="B5" t="inlineStr"><is><t>Marchés de services</t></is></c><c r="C5" s="3"><v>22653.779999999999</v></c><c r="D5" s="2"><v>0.53381023514</v></c><c r="F5" t="e"><v>#REF!</v></c></row>
        <row r="6"><c r="B6" t="s"><v>3</v></c><c r="C6" s="3"><f>SUM(C4:C5)</f><v>{total}</v></c><c r="D6" s="1"><v>1</v></c></row>
        <row r="8"><c r="B8" t="inlineStr"><is><t>Les arrondis sont ceux du tableur.</t></is></c></row>
        </sheetData><mergeCells count="1"><mergeCell ref="B2:F2"/></mergeCells>"#
    );
    xlsx_of(&sheet, formats, texts)
}

#[test]
fn a_workbook_is_read_with_the_values_and_the_percents_that_it_shows() {
    let read = document(Format::Xlsx, &workbook("0.46618976485", "42437.89"));
    let table = "Secteur|Heures|Part||Depuis\nBTP|19784,11|46,6 %||01/01/2023\nMarchés de services|22653,78|53,4 %||#REF!\nTotal|42437,89|100 %||";
    assert_eq!(shown(&read), ["Heures de 2023", table, "Les arrondis sont ceux du tableur."]);
    assert_eq!(read.tables().next().unwrap().sheet.as_deref(), Some("Heures"));
    let report = proofread(&read);
    assert!(report.findings.is_empty() && report.checked >= 3, "{report:?}");
    let wrong = proofread(&document(Format::Xlsx, &workbook("0.46618976485", "42473.89"))).findings;
    assert_eq!(wrong[0].place.to_string(), "tableau 1 (feuille « Heures »), ligne « Total », colonne « Heures »");
    assert_eq!((wrong[0].printed.as_str(), wrong[0].computed.to_string().as_str()), ("42473,89", "42437.89"));
}

#[test]
fn pasted_text_is_read_whatever_parts_its_cells() {
    let table = ["Secteur|Heures 2022|2023\nBTP|18 000,50|19 784,11\nTotal|18 000,50|19 784,11"];
    for text in [
        "Secteur\tHeures 2022\t2023\r\nBTP\t18 000,50\t19 784,11\r\nTotal\t18 000,50\t19 784,11\r\n",
        "Secteur\t\"Heures\n2022\"\t2023\nBTP\t18 000,50\t19 784,11\nTotal\t18 000,50\t19 784,11",
        "Secteur | Heures 2022 | 2023\n--- | ---: | ---:\nBTP | 18 000,50 | 19 784,11\nTotal | 18 000,50 | 19 784,11",
        "Secteur    Heures 2022         2023\nBTP          18 000,50    19 784,11\nTotal        18 000,50    19 784,11",
    ] {
        assert_eq!(shown(&document(Format::Text, text.as_bytes())), table, "{text}");
    }
    let prose = "Une phrase.  Et une autre, avec deux espaces | et un trait.\nRien de plus.";
    let read = document(Format::Text, prose.as_bytes());
    assert_eq!((shown(&read).len(), read.tables().count()), (2, 0));
}

#[test]
fn csv_is_read_whatever_its_separator_and_its_characters() {
    let text = "Évolution;2023\r\nœuvre;\"7;5\"\r\n\r\nAutre;2023\r\nx;1\r\n";
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        windows,
        utf16,
        text.replace("\r\n", "\n").into_bytes(),
    ] {
        assert_eq!(shown(&document(Format::Csv, &bytes)), ["Évolution|2023\nœuvre|7;5", "Autre|2023\nx|1"]);
    }
    assert_eq!(shown(&document(Format::Csv, b"a\tb\nc\t1,5\n")), ["a|b\nc|1,5"]);
    assert_eq!(shown(&document(Format::Csv, b"a,b\nc,1.5\n")), ["a|b\nc|1.5"]);
}

/// A workbook of 150 sheets, each of which unpacks the same MiB of spaces.
fn bomb() -> Vec<u8> {
    let sheets: String = (0..150).map(|at| format!("<sheet name=\"{at}\" r:id=\"r\"/>")).collect();
    zipped(&[
        ("xl/workbook.xml", &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", "<R><R Id=\"r\" Type=\"http://x/worksheet\" Target=\"/xl/sheet.xml\"/></R>"),
        ("xl/sheet.xml", &format!("<worksheet><sheetData>{}</sheetData></worksheet>", " ".repeat(1 << 20))),
    ])
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let document = |text: &str| zipped(&[("word/document.xml", text)]);
    let entity = "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><d><body>&b;</body></d>";
    let deep = "<a>".repeat(100_000);
    let bomb = bomb();
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let mut encrypted = docx_of("<w:p/>");
    // The flag that says so, in the entry and in the directory.
    let directory = encrypted.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    encrypted[6] |= 1;
    encrypted[directory + 8] |= 1;
    for (format, bytes, expected) in [
        (Format::Docx, document(entity), Unreadable::Entities),
        (Format::Docx, document("<d>&inconnu;</d>"), Unreadable::Entities),
        (Format::Docx, document(&deep), Unreadable::Damaged),
        (Format::Docx, document("<d><p></d>"), Unreadable::Damaged),
        (Format::Xlsx, bomb, Unreadable::TooLarge),
        (Format::Docx, document(&format!("<d>{}</d>", "<w:p/>".repeat(5_000_000))), Unreadable::TooLarge),
        (Format::Docx, encrypted, Unreadable::Encrypted),
        (Format::Xlsx, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Office".to_vec(), Unreadable::Encrypted),
        (Format::Xlsx, docx_of("<w:p/>"), Unreadable::Damaged),
        (Format::Docx, workbook("0", "0"), Unreadable::Damaged),
        (Format::Xlsx, b"not a zip".to_vec(), Unreadable::Damaged),
        (Format::Csv, docx_of("<w:p/>"), Unreadable::Binary),
        (Format::Text, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10".to_vec(), Unreadable::Binary),
        (Format::Text, vec![b'a'; (10 << 20) + 1], Unreadable::TooLarge),
    ] {
        assert_eq!(read(format, &bytes).unwrap_err(), expected, "{format:?} {}", bytes.len());
    }
}

#[test]
fn what_is_too_large_is_counted_and_not_read() {
    let row = "<tr><td colspan=200 rowspan=60000>7".repeat(2_000);
    let wide = format!("<table>{row}</table><table><tr><th>a<th>b<tr><td>c<td>1</table>");
    let sparse = xlsx_of(
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#,
        "",
        "",
    );
    for (format, bytes, tables) in [(Format::Html, wide.into_bytes(), 2), (Format::Xlsx, sparse, 1)] {
        let report = proofread(&document(format, &bytes));
        assert_eq!((report.tables, report.too_large.as_slice()), (tables, [1].as_slice()), "{format:?}");
    }
    let many = "a\tb\nc\t1\n\n".repeat(2_000);
    let report = proofread(&document(Format::Text, many.as_bytes()));
    assert_eq!((report.tables, report.too_large.len()), (2_000, 1_700));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000), format in prop::sample::select(Format::ALL.to_vec())) {
        if let Ok(document) = read(format, &bytes) {
            proofread(&document);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in r"([0-9]{1,4}|[ \t|;,.%\n-]|Total|dont|2023|é|\u{202f}|<td>|<tr>|<table>|soit|sur|évolution){0,120}", format in prop::sample::select(vec![Format::Text, Format::Csv, Format::Html])) {
        if let Ok(document) = read(format, text.as_bytes()) {
            proofread(&document);
        }
    }

    #[test]
    fn no_file_that_is_cut_or_changed_makes_it_panic(case in 0_usize..60, writing in 0..WRITINGS.len(), cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte: u8) {
        let (_, format, write) = WRITINGS[writing];
        let mut bytes = write(&cases()[case]);
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Ok(document) = read(format, &bytes) {
            proofread(&document);
        }
        bytes.truncate(cut.index(bytes.len()));
        if let Ok(document) = read(format, &bytes) {
            proofread(&document);
        }
    }
}
