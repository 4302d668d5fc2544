//! What a buyer reads of people in its own account. A breakdown is given at a level of the account (all contracts, each
//! contract, each lot) only as far as it is given above, and there to all of its parts or none, so that nothing follows by
//! subtraction.

use super::rounding::{Rounding, is_given, whole};

/// The number of breakdowns of hours: by type of contract, by modality, in and out of QPV.
pub const BREAKDOWNS: usize = 3;

/// The distinct people of one line of an account.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// All of them.
    pub people: usize,
    /// Those of each cell of each breakdown.
    pub cells: [Vec<usize>; BREAKDOWNS],
    /// The lines that make it up.
    pub parts: Vec<Self>,
}

/// What is given of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The people, rounded.
    pub people: Option<usize>,
    /// Which breakdowns.
    pub breakdowns: [bool; BREAKDOWNS],
    /// Of the lines that make it up.
    pub parts: Vec<Self>,
}

/// What is given of an account.
pub fn given(account: &Line) -> Given {
    let people = whole(account.people);
    let breakdowns = account.cells.each_ref().map(|cells| people.is_some() && is_given(cells.iter().copied()));
    Given { people, breakdowns, parts: given_parts(&account.parts, people.is_some(), breakdowns) }
}

/// What is given of lines beside each other, of which people and breakdowns are given above.
fn given_parts(lines: &[Line], are_people_given: bool, above: [bool; BREAKDOWNS]) -> Vec<Given> {
    let are_people_given = are_people_given && is_given(lines.iter().map(|line| line.people));
    let mut breakdowns = above;
    for (place, is_breakdown_given) in breakdowns.iter_mut().enumerate() {
        let cells = lines.iter().filter_map(|line| line.cells.get(place)).flatten();
        *is_breakdown_given = *is_breakdown_given && is_given(cells.copied());
    }
    let of = |line: &Line| Given {
        people: are_people_given.then(|| Rounding::default().next(line.people)),
        breakdowns,
        parts: given_parts(&line.parts, are_people_given, breakdowns),
    };
    lines.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(people: usize, cells: [&[usize]; BREAKDOWNS], parts: Vec<Line>) -> Line {
        Line { people, cells: cells.map(<[usize]>::to_vec), parts }
    }

    #[test]
    fn one_small_part_withholds_its_sisters_and_all_below() {
        let lot = |people| line(people, [&[people], &[people], &[0, people]], Vec::new());
        let contract = |people, lots: [usize; 2]| {
            line(people, [&[people], &[people], &[0, people]], lots.into_iter().map(lot).collect())
        };
        let account = line(22, [&[22], &[20, 2], &[0, 22]], vec![contract(12, [6, 7]), contract(10, [8, 3])]);
        let Given { people, breakdowns, parts } = given(&account);
        assert_eq!((people, breakdowns), (Some(20), [true, false, true]));
        assert!(parts.iter().all(|part| part.breakdowns == [true, false, true]));
        assert_eq!(parts[0].parts.iter().map(|lot| lot.people).collect::<Vec<_>>(), [Some(5), Some(5)]);
        assert_eq!(parts[1].parts[0], Given { people: None, breakdowns: [false; 3], parts: Vec::new() });
    }

    #[test]
    fn nothing_of_people_is_given_of_an_account_of_a_few() {
        let account = line(9, [&[9], &[9], &[9, 0]], vec![line(9, [&[9], &[9], &[9, 0]], Vec::new())]);
        let Given { people, breakdowns, parts } = given(&account);
        assert_eq!((people, breakdowns), (None, [false; BREAKDOWNS]));
        assert_eq!(parts, [Given { people: None, breakdowns: [false; BREAKDOWNS], parts: Vec::new() }]);
        assert_eq!(given(&Line::default()).people, Some(0));
    }
}
