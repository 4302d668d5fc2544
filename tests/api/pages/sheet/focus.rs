//! The focus in every place of the sheet: seen, uncovered, and never caught.

use std::collections::BTreeSet;

use thirtyfour::prelude::*;

use super::open_sheet::OpenSheet;
use crate::support::builders::a_team;
use crate::support::on_both_databases;

/// The element that has the focus: what it is, the width of its outline in pixels, and whether something else lies over it.
const FOCUS: &str = "
const at = document.activeElement, box = at.getBoundingClientRect();
const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
const style = getComputedStyle(at);
const top = document.elementFromPoint(x, y);
return [at.id || at.name || at.href || (at === document.body ? 'BODY' : at.outerHTML), style.outlineStyle === 'none' ? 0 : parseInt(style.outlineWidth),
  !(at === top || at.contains(top) || top?.contains(at))];
";

on_both_databases! {
    async fn tab_passes_every_place_and_each_shows_that_it_has_the_focus(app: App) {
        let people: Vec<(String, &str)> = (1..=20).map(|number| (format!("Petit-{number:02}"), "Léa")).collect();
        let people: Vec<(&str, &str)> = people.iter().map(|(last, first)| (last.as_str(), *first)).collect();
        a_team(&app.officer(), &people).await;
        let sheet = OpenSheet::of(&app).await;
        let reachable: usize = sheet.script(REACHABLE).await;
        for is_back in [false, true] {
            let mut passed = BTreeSet::new();
            for _ in 0..reachable {
                match is_back {
                    false => sheet.press(Key::Tab).await,
                    true => sheet.press_with(Key::Shift, Key::Tab + "").await,
                }
                let (place, outline, is_covered): (String, u32, bool) = sheet.script(FOCUS).await;
                if place == "contenu" || place == "BODY" {
                    continue;
                }
                assert!(outline >= 3 && !is_covered, "{place}: outline of {outline} pixels, covered: {is_covered}");
                passed.insert(place);
            }
            // Two links lead to the start page, and going back begins in the last place.
            assert!(passed.len() + 2 >= reachable, "of {reachable} places: {passed:?}");
        }
    }
}

/// How many elements the keyboard reaches.
const REACHABLE: &str = "
const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select');
return [...all].filter(one => !one.disabled && one.checkVisibility()).length;
";
