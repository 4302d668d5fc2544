//! Whose turn it is to do the work of those who wait.

use std::sync::{Arc, Mutex};

use tokio::sync::oneshot::Sender;

use super::{News, Seat, State, locked, still_waits};

/// Somebody's turn to do the work of those who wait: when it is dropped, the next one leads.
pub struct Leader<W, O> {
    state: Arc<Mutex<State<W, O>>>,
    most: usize,
}

impl<W, O> Leader<W, O> {
    pub(super) fn of(state: Arc<Mutex<State<W, O>>>, most: usize) -> Self {
        Self { state, most }
    }

    /// Does this piece of work and those behind it that agree, and goes on as long as somebody waits and the turn is kept.
    pub(super) fn lead(
        self,
        first: Seat<W, O>,
        agree: impl Fn(&[W], &W) -> bool,
        together: impl Fn(Vec<W>, &mut Option<Self>) -> Vec<O>,
    ) {
        let (mut turn, mut next) = (self, Some(first).filter(still_waits));
        if next.is_none() {
            next = turn.next();
        }
        while let Some(first) = next {
            let (works, tells) = turn.take(first, &agree);
            let mut held = Some(turn);
            let outcomes = together(works, &mut held);
            for (tell, outcome) in tells.into_iter().zip(outcomes) {
                // Who has left meanwhile cannot be told.
                drop(tell.send(News::Done(outcome)));
            }
            let Some(still) = held else { return };
            turn = still;
            next = turn.next();
        }
    }

    fn take(&self, (work, tell): Seat<W, O>, agree: impl Fn(&[W], &W) -> bool) -> (Vec<W>, Vec<Sender<News<W, O>>>) {
        let mut state = locked(&self.state);
        let (mut works, mut tells) = (vec![work], vec![tell]);
        while works.len() < self.most {
            let Some((work, tell)) = state.next() else { break };
            if !agree(&works, &work) {
                state.waiting.push_front((work, tell));
                break;
            }
            works.push(work);
            tells.push(tell);
        }
        (works, tells)
    }

    fn next(&self) -> Option<Seat<W, O>> {
        locked(&self.state).next()
    }
}

impl<W, O> Drop for Leader<W, O> {
    fn drop(&mut self) {
        let mut state = locked(&self.state);
        let next = state.next();
        state.led = next.is_some();
        drop(state);
        if let Some((work, tell)) = next {
            // Who leaves before they hear of it lets the turn go with the news.
            drop(tell.send(News::Lead(Self::of(self.state.clone(), self.most), work)));
        }
    }
}
