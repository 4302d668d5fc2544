//! The steps, and their random strategies.

use proptest::prelude::*;
use proptest::sample::select;

/// The sender of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Creativ,
    Ariq,
}

impl Source {
    pub fn name(self) -> &'static str {
        match self {
            Self::Creativ => "CREATIV",
            Self::Ariq => "ARIQ",
        }
    }
}

/// A status of hours.
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

/// The version that an entry gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    Nothing,
    TheLatest,
    AnEarlierOne,
}

/// An entry for one cell.
#[derive(Debug, Clone)]
pub struct Row {
    pub place: usize,
    pub month: usize,
    pub worked: i64,
    pub explained: bool,
    pub given: Given,
}

#[derive(Debug, Clone)]
pub struct Batch {
    pub who: Source,
    pub rows: Vec<Row>,
    pub validated: bool,
    pub atomic: bool,
    pub dry_run: bool,
}

#[derive(Debug, Clone)]
pub enum Step {
    Batch(Batch),
    /// Kills the process that many milliseconds after sending the batch, and sends it again to the next one.
    Cut(Batch, u64),
    /// Sends the last recorded batch again with its idempotency key.
    Replay,
    Put(Source, Row, Option<Status>),
    /// Validates or rejects every second cell, or one, or those of a month that wait.
    Decide(Choice, bool),
    Nil(Source, usize, usize),
    WithdrawNil(Source, usize, usize),
    /// Closes a month, forced or not, with or without a reason.
    Close(&'static str, usize, Option<bool>),
    Reopen(&'static str, usize, bool),
}

#[derive(Debug, Clone)]
pub enum Choice {
    EveryOther(usize),
    One(usize),
    /// Cells of this month, expecting that many more than there are.
    Waiting(usize, i64),
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![2 => Just(Source::Ariq), 1 => Just(Source::Creativ)]
}

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![5 => Just(Given::TheLatest), 4 => Just(Given::Nothing), 1 => Just(Given::AnEarlierOne)]
}

fn row() -> impl Strategy<Value = Row> {
    // The last employment is in another sector, and rarer. Few figures, so that they repeat.
    let place = prop_oneof![8 => 0..3_usize, 1 => Just(3_usize)];
    let worked = select(vec![0, 1_000, 1_050, 2_000]);
    (place, 0..3_usize, worked, any::<bool>(), given()).prop_map(|(place, month, worked, explained, given)| Row {
        place,
        month,
        worked,
        explained,
        given,
    })
}

fn batch() -> impl Strategy<Value = Batch> {
    let often = prop::bool::weighted(0.3);
    let rarely = || prop::bool::weighted(0.1);
    (source(), prop::collection::vec(row(), 1..=8), often, rarely(), rarely())
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
        6 => (source(), row(), asked()).prop_map(|(who, row, asked)| Step::Put(who, row, asked)),
        5 => (choice, prop::bool::weighted(0.7)).prop_map(|(choice, validates)| Step::Decide(choice, validates)),
        2 => (source(), lot(), month()).prop_map(|(who, lot, month)| Step::Nil(who, lot, month)),
        1 => (source(), lot(), month()).prop_map(|(who, lot, month)| Step::WithdrawNil(who, lot, month)),
        2 => (sector(), month(), prop::option::of(prop::bool::weighted(0.8)))
            .prop_map(|(sector, month, forced)| Step::Close(sector, month, forced)),
        2 => (sector(), month(), prop::bool::weighted(0.9))
            .prop_map(|(sector, month, explained)| Step::Reopen(sector, month, explained)),
    ]
}

/// Many steps, few of which kill a process.
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
