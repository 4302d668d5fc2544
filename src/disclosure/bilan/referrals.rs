//! Suppression in the tables about referrals: outcomes, prescribers, neighbourhoods. A bilan shows them by origin and
//! for both origins, so a cell hidden for one origin is hidden for the other as well.

use super::{Cell, Sheet, is_small};
use crate::values::{NotIntegratedReason, Sector};

/// The key of the table of prescribers. It is ordered by size, so hidden rows must come last, ordered by name.
pub const PRESCRIBERS: &str = "prescribers_other_than_plie";
const SHARE: &str = "shares.qpv_share_of_validated";
const ORIGINS: [&str; 3] = ["PLIE", "AUTRES", "TOTAL"];

/// A whole with its cells.
type Breakdown = (usize, Vec<Cell>);

/// Which parts of a breakdown by origin hide no cell.
#[derive(Debug, Clone, Copy)]
struct Complete {
    both: bool,
    by_origin: bool,
}

/// Suppresses the counts of referrals and their outcomes.
pub(super) fn suppress(sheet: &mut Sheet) {
    if ORIGINS.iter().any(|origin| is_small(referred(sheet, origin))) {
        for prefix in ["referrals.", "outcomes.", "outcomes_decided.", "qpv.referred.", "qpv.validated.", SHARE] {
            sheet.hide_under(prefix);
        }
        omit_prescribers(sheet);
        sheet.hide_under(PRESCRIBERS);
        return;
    }
    let homes = neighbourhoods(sheet);
    mentions(sheet);
    outcomes(sheet);
    prescribers(sheet);
    validated_from_neighbourhoods(sheet, homes);
}

/// Whether the number of validated referrals, or that of a sector, is hidden.
pub(super) fn hides_validated(sheet: &Sheet) -> bool {
    sheet.hides_under("outcomes.TOTAL.")
}

fn referred(sheet: &Sheet, origin: &str) -> usize {
    sheet.count(&format!("referrals.{origin}.referrals"))
}

/// Suppresses the cells of both origins, and with each hidden one the cell of each origin. If one origin is empty, the
/// other equals both.
fn by_origin(sheet: &mut Sheet, [plie, others, both]: [Breakdown; 3], origins_are_hidden: bool) -> Complete {
    let small = [&plie, &others].into_iter().any(|(_, cells)| cells.iter().any(|(_, count)| is_small(*count)));
    let keys: Vec<Cell> = both.1.clone();
    let both_hide = sheet.breakdown(both.0, both.1);
    let is_hidden = |sheet: &Sheet, (key, _): &Cell| key.as_deref().is_some_and(|key| sheet.hides(key));
    let hidden: Vec<bool> = keys.iter().map(|cell| is_hidden(sheet, cell)).collect();
    if !(small || both_hide || origins_are_hidden) {
        return Complete { both: true, by_origin: true };
    }
    let only_one = !origins_are_hidden && (plie.0 == 0 || others.0 == 0);
    for (whole, cells) in [plie, others] {
        for (cell, (both, hidden)) in cells.into_iter().zip(keys.iter().zip(&hidden)) {
            if if only_one { *hidden && whole > 0 } else { *hidden || both.1 > 0 } {
                sheet.hide([cell]);
            }
        }
    }
    Complete { both: !both_hide, by_origin: false }
}

/// For each origin, one part of its whole and the remainder.
fn parts(sheet: &Sheet, whole: &str, part: &str) -> [Breakdown; 3] {
    ORIGINS.map(|origin| {
        let whole = sheet.count(&format!("referrals.{origin}.{whole}"));
        let part = sheet.cell(format!("referrals.{origin}.{part}"));
        let rest = (None, whole.saturating_sub(part.1));
        (whole, vec![part, rest])
    })
}

/// Suppresses referrals from listed neighbourhoods; returns whether those of both origins are all shown.
fn neighbourhoods(sheet: &mut Sheet) -> bool {
    let listed = by_origin(sheet, parts(sheet, "referrals", "qpv"), false);
    if listed.by_origin {
        by_origin(sheet, parts(sheet, "qpv", "qpv_legal"), false);
    } else {
        sheet.hide(ORIGINS.map(|origin| sheet.cell(format!("referrals.{origin}.qpv_legal"))));
    }
    if !listed.both {
        sheet.hide_under("qpv.referred.");
        return false;
    }
    let cells = sheet.cells_under("qpv.referred.");
    !sheet.breakdown(sheet.count("qpv.referred.total"), cells)
}

/// Mentions overlap, so complementary suppression gives no bound: all are shown or none.
fn mentions(sheet: &mut Sheet) {
    let of =
        |origin: &str| Sector::ALL.iter().map(|sector| sheet.cell(format!("referrals.{origin}.{sector}"))).collect();
    let cells: Vec<Cell> = ORIGINS.iter().flat_map(|origin| -> Vec<Cell> { of(origin) }).collect();
    if cells.iter().any(|(_, count)| is_small(*count)) {
        sheet.hide(cells);
    }
}

fn outcomes(sheet: &mut Sheet) {
    let of = |sheet: &Sheet, origin: &str| {
        let sectors = Sector::ALL.iter().map(|sector| sheet.cell(format!("outcomes.{origin}.validated.{sector}")));
        let mut cells = vec![sheet.cell(format!("outcomes.{origin}.not_integrated"))];
        cells.extend(sectors);
        cells.push(sheet.cell(format!("outcomes.{origin}.pending")));
        cells
    };
    let ended = by_origin(sheet, ORIGINS.map(|origin| (referred(sheet, origin), of(sheet, origin))), false);
    let reasons = ORIGINS.map(|origin| {
        let key = |reason: &NotIntegratedReason| format!("outcomes.{origin}.reasons.{reason}");
        let cells = NotIntegratedReason::ALL.iter().map(|reason| sheet.cell(key(reason))).collect();
        (sheet.count(&format!("outcomes.{origin}.not_integrated")), cells)
    });
    if sheet.hides("outcomes.TOTAL.not_integrated") {
        reasons.into_iter().for_each(|(_, cells)| sheet.hide(cells));
    } else {
        by_origin(sheet, reasons, !ended.by_origin);
    }
    // Most outcomes decided in a year belong to its referrals, so the two counts nearly agree.
    let decided = sheet.cells_under("outcomes_decided.");
    if sheet.hides_under("outcomes.") || decided.iter().any(|(_, count)| is_small(*count)) {
        sheet.hide(decided);
    }
}

/// A prescriber has a row only if it sent a person: if all were hidden, the rows would show that each count is 1.
fn prescribers(sheet: &mut Sheet) {
    let cells = sheet.cells_under(PRESCRIBERS);
    let total = sheet.count(&format!("{PRESCRIBERS}.total"));
    if total <= cells.len() {
        omit_prescribers(sheet);
    } else {
        sheet.breakdown(total, cells);
    }
}

fn omit_prescribers(sheet: &mut Sheet) {
    let rows: Vec<String> = sheet.cells_under(PRESCRIBERS).into_iter().filter_map(|(key, _)| key).collect();
    sheet.omitted.extend(rows);
}

/// They are a part of the people referred from each neighbourhood and of those validated: shown only if nothing of
/// either is hidden and no difference is small.
fn validated_from_neighbourhoods(sheet: &mut Sheet, homes_are_shown: bool) {
    let cells = sheet.cells_under("qpv.validated.");
    let referred = |key: &str| sheet.count(&key.replace("qpv.validated.", "qpv.referred."));
    let of_neighbourhoods = cells.iter().filter_map(|(key, count)| Some((referred(key.as_deref()?), *count)));
    let by_sector = Sector::ALL.iter().map(|sector| sheet.count(&format!("outcomes.TOTAL.validated.{sector}")));
    let total = sheet.count("qpv.validated.total");
    let mut wholes = vec![(by_sector.sum(), total), (sheet.count("qpv.referred.total"), total)];
    wholes.extend(of_neighbourhoods);
    let reveals = |(whole, part): &(usize, usize)| is_small(*part) || is_small(whole.saturating_sub(*part));
    if homes_are_shown && !hides_validated(sheet) && !wholes.iter().any(reveals) {
        return;
    }
    // A neighbourhood without referrals has no validated person: the reader knows that zero.
    let is_known_zero = |(key, _): &Cell| {
        let key = key.as_deref().map(|key| key.replace("qpv.validated.", "qpv.referred.")).unwrap_or_default();
        sheet.count(&key) == 0 && !sheet.hides(&key)
    };
    let rows: Vec<Cell> = cells.into_iter().filter(|cell| !is_known_zero(cell)).collect();
    sheet.hide(rows);
    sheet.hide([sheet.cell("qpv.validated.total")]);
    sheet.hide_under(SHARE);
}
