//! What can be done, and how it is chosen at random.

use proptest::prelude::*;
use proptest::sample::select;

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum House {
    Creativ,
    Ariq,
}

impl House {
    pub fn name(self) -> &'static str {
        match self {
            Self::Creativ => "CREATIV",
            Self::Ariq => "ARIQ",
        }
    }
}

/// Where hours stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Draft,
    Submitted,
    Validated,
    Rejected,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Validated => "validated",
            Self::Rejected => "rejected",
        }
    }
}

/// Which version somebody says that they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    TheLatest,
    AnEarlierOne,
}

/// What is said of one cell.
#[derive(Debug, Clone)]
pub struct Row {
    pub place: usize,
    pub month: usize,
    pub worked: i64,
    pub explained: bool,
    pub seen: Seen,
}

#[derive(Debug, Clone)]
pub struct Batch {
    pub who: House,
    pub rows: Vec<Row>,
    pub validated: bool,
    pub atomic: bool,
    pub dry_run: bool,
}

#[derive(Debug, Clone)]
pub enum Step {
    Batch(Batch),
    /// The process is killed so many milliseconds after the batch was sent, and it is sent again to the next one.
    Cut(Batch, u64),
    /// The last batch that was kept, again under its key.
    Replay,
    Put(House, Row, Option<Status>),
    /// On every other of the cells there are, or on one, or on those of a month that wait; validated or rejected.
    Decide(Choice, bool),
    Nil(House, usize, usize),
    TakeNilBack(House, usize, usize),
    /// Forced or not, and with a reason or without.
    Close(&'static str, usize, Option<bool>),
    Reopen(&'static str, usize, bool),
}

#[derive(Debug, Clone)]
pub enum Choice {
    EveryOther(usize),
    One(usize),
    /// Of this month; expected are so many more than there are.
    Waiting(usize, i64),
}

fn house() -> impl Strategy<Value = House> {
    prop_oneof![2 => Just(House::Ariq), 1 => Just(House::Creativ)]
}

fn seen() -> impl Strategy<Value = Seen> {
    prop_oneof![5 => Just(Seen::TheLatest), 4 => Just(Seen::Nothing), 1 => Just(Seen::AnEarlierOne)]
}

fn row() -> impl Strategy<Value = Row> {
    // The last place is of another sector, and comes up more seldom. Few figures, so that the same one comes again.
    let place = prop_oneof![8 => 0..3_usize, 1 => Just(3_usize)];
    let worked = select(vec![0, 1_000, 1_050, 2_000]);
    (place, 0..3_usize, worked, any::<bool>(), seen()).prop_map(|(place, month, worked, explained, seen)| Row {
        place,
        month,
        worked,
        explained,
        seen,
    })
}

fn batch() -> impl Strategy<Value = Batch> {
    let often = prop::bool::weighted(0.3);
    let rarely = || prop::bool::weighted(0.1);
    (house(), prop::collection::vec(row(), 1..=8), often, rarely(), rarely())
        .prop_map(|(who, rows, validated, atomic, dry_run)| Batch { who, rows, validated, atomic, dry_run })
}

fn asked() -> impl Strategy<Value = Option<Status>> {
    let some = vec![Status::Draft, Status::Submitted, Status::Validated, Status::Validated, Status::Rejected];
    prop::option::of(select(some))
}

pub fn step() -> impl Strategy<Value = Step> {
    let sector = || select(vec!["BTP", "BTP", "BTP", "MS"]);
    let (lot, month) = (|| 0..3_usize, || 0..3_usize);
    let choice = prop_oneof![
        (0..2_usize).prop_map(Choice::EveryOther),
        (0..12_usize).prop_map(Choice::One),
        (month(), prop_oneof![5 => Just(0_i64), 1 => Just(1_i64)])
            .prop_map(|(month, more)| Choice::Waiting(month, more)),
    ];
    prop_oneof![
        8 => batch().prop_map(Step::Batch),
        1 => (batch(), 0..30_u64).prop_map(|(batch, after)| Step::Cut(Batch { dry_run: false, ..batch }, after)),
        1 => Just(Step::Replay),
        6 => (house(), row(), asked()).prop_map(|(who, row, asked)| Step::Put(who, row, asked)),
        5 => (choice, prop::bool::weighted(0.7)).prop_map(|(choice, validates)| Step::Decide(choice, validates)),
        2 => (house(), lot(), month()).prop_map(|(who, lot, month)| Step::Nil(who, lot, month)),
        1 => (house(), lot(), month()).prop_map(|(who, lot, month)| Step::TakeNilBack(who, lot, month)),
        2 => (sector(), month(), prop::option::of(prop::bool::weighted(0.8)))
            .prop_map(|(sector, month, forced)| Step::Close(sector, month, forced)),
        2 => (sector(), month(), prop::bool::weighted(0.9))
            .prop_map(|(sector, month, explained)| Step::Reopen(sector, month, explained)),
    ]
}

/// Many steps, and of those that kill a process no more than are bearable.
pub fn steps(most_kills: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 15..=45).prop_map(move |steps| {
        let mut kills = 0;
        let bearable = |step| match step {
            Step::Cut(batch, _) if kills == most_kills => Step::Batch(batch),
            Step::Cut(batch, after) => {
                kills += 1;
                Step::Cut(batch, after)
            }
            other => other,
        };
        steps.into_iter().map(bearable).collect()
    })
}
