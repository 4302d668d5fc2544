//! The steps of a sequence, and their random generation.

use proptest::prelude::*;
use proptest::sample::select;

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Creativ,
    Ariq,
}

impl Sender {
    pub fn name(self) -> &'static str {
        match self {
            Self::Creativ => "CREATIV",
            Self::Ariq => "ARIQ",
        }
    }
}

/// The status of hours.
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

/// Which version a change is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasedOn {
    Nothing,
    Latest,
    Other,
}

/// A change of one cell.
#[derive(Debug, Clone)]
pub struct Row {
    pub place: usize,
    pub month: usize,
    pub worked: i64,
    pub explained: bool,
    pub based_on: BasedOn,
}

#[derive(Debug, Clone)]
pub struct Batch {
    pub sender: Sender,
    pub rows: Vec<Row>,
    pub validated: bool,
    pub atomic: bool,
    pub dry_run: bool,
}

#[derive(Debug, Clone)]
pub enum Step {
    Batch(Batch),
    /// The process is killed this many milliseconds after the batch was sent; the next process gets the batch again.
    Cut(Batch, u64),
    /// The last recorded batch, again with its idempotency key.
    Replay,
    Put(Sender, Row, Option<Status>),
    /// Validates (`true`) or rejects the chosen cells.
    Decide(Choice, bool),
    Nil(Sender, usize, usize),
    WithdrawNil(Sender, usize, usize),
    /// Forced if `Some`, with a reason if `true`.
    Close(&'static str, usize, Option<bool>),
    Reopen(&'static str, usize, bool),
}

#[derive(Debug, Clone)]
pub enum Choice {
    EveryOther(usize),
    One(usize),
    /// Those of this month that wait for a decision; the request expects this many more than there are.
    Waiting(usize, i64),
}

fn sender() -> impl Strategy<Value = Sender> {
    prop_oneof![2 => Just(Sender::Ariq), 1 => Just(Sender::Creativ)]
}

fn based_on() -> impl Strategy<Value = BasedOn> {
    prop_oneof![5 => Just(BasedOn::Latest), 4 => Just(BasedOn::Nothing), 1 => Just(BasedOn::Other)]
}

fn row() -> impl Strategy<Value = Row> {
    // The last placement is of another sector, and rarer. Few figures, so that they repeat.
    let place = prop_oneof![8 => 0..3_usize, 1 => Just(3_usize)];
    let worked = select(vec![0, 1_000, 1_050, 2_000]);
    (place, 0..3_usize, worked, any::<bool>(), based_on()).prop_map(|(place, month, worked, explained, based_on)| Row {
        place,
        month,
        worked,
        explained,
        based_on,
    })
}

fn batch() -> impl Strategy<Value = Batch> {
    let often = prop::bool::weighted(0.3);
    let rarely = || prop::bool::weighted(0.1);
    (sender(), prop::collection::vec(row(), 1..=8), often, rarely(), rarely())
        .prop_map(|(sender, rows, validated, atomic, dry_run)| Batch { sender, rows, validated, atomic, dry_run })
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
        6 => (sender(), row(), asked()).prop_map(|(sender, row, asked)| Step::Put(sender, row, asked)),
        5 => (choice, prop::bool::weighted(0.7)).prop_map(|(choice, validates)| Step::Decide(choice, validates)),
        2 => (sender(), lot(), month()).prop_map(|(sender, lot, month)| Step::Nil(sender, lot, month)),
        1 => (sender(), lot(), month()).prop_map(|(sender, lot, month)| Step::WithdrawNil(sender, lot, month)),
        2 => (sector(), month(), prop::option::of(prop::bool::weighted(0.8)))
            .prop_map(|(sector, month, forced)| Step::Close(sector, month, forced)),
        2 => (sector(), month(), prop::bool::weighted(0.9))
            .prop_map(|(sector, month, explained)| Step::Reopen(sector, month, explained)),
    ]
}

/// A sequence of steps with at most `most_kills` killed processes.
pub fn steps(most_kills: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 15..=45).prop_map(move |steps| {
        let mut kills = 0;
        let limited = |step| match step {
            Step::Cut(batch, _) if kills == most_kills => Step::Batch(batch),
            Step::Cut(batch, after) => {
                kills += 1;
                Step::Cut(batch, after)
            }
            other => other,
        };
        steps.into_iter().map(limited).collect()
    })
}
