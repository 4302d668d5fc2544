//! Several who wait to do the same have it done together: whoever comes first has a thread do it for all that came meanwhile,
//! and that thread goes on as long as somebody waits, or hands over as soon as the next need not wait for it. Nobody waits for
//! more to come, and who waits holds no thread.

mod leader;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot::{self, Receiver, Sender};
use tokio::task::spawn_blocking;

pub use self::leader::Leader;

/// Where works meet. `W` is a piece of work, `O` what comes of it.
pub struct GroupCommit<W, O> {
    state: Arc<Mutex<State<W, O>>>,
    /// How many pieces are done together at most.
    most: usize,
}

struct State<W, O> {
    waiting: VecDeque<Seat<W, O>>,
    /// Whether somebody is at work.
    led: bool,
}

/// A piece of work, and whom to tell what becomes of it.
type Seat<W, O> = (W, Sender<News<W, O>>);

enum News<W, O> {
    Done(O),
    /// It is their turn to have the work of those who wait done, beginning with theirs.
    Lead(Leader<W, O>, W),
}

/// Whether there is somebody left to tell.
fn still_waits<W, O>((_, tell): &Seat<W, O>) -> bool {
    !tell.is_closed()
}

impl<W, O> GroupCommit<W, O> {
    /// Where at most so many pieces of work are done together.
    pub fn of(most: usize) -> Self {
        Self { state: Arc::new(Mutex::new(State { waiting: VecDeque::new(), led: false })), most }
    }

    /// Brings a piece of work and waits for what becomes of it. If nobody is at work, or once it is one's turn, one has it
    /// done, together with those that wait behind it as long as they agree: `agree` is asked for those taken already and the
    /// next; `together` gives an outcome for each, in order, and may drop the turn as soon as the next may begin. Nothing
    /// comes of work whose doer panicked, and the work of somebody who has left before it was begun is not done.
    pub async fn bring(
        &self,
        work: W,
        agree: impl Fn(&[W], &W) -> bool + Send + 'static,
        together: impl Fn(Vec<W>, &mut Option<Leader<W, O>>) -> Vec<O> + Send + 'static,
    ) -> Option<O>
    where
        W: Send + 'static,
        O: Send + 'static,
    {
        let news = match self.enter(work) {
            Entered::First(turn, work) => News::Lead(turn, work),
            Entered::Behind(told) => told.await.ok()?,
        };
        match news {
            News::Done(outcome) => Some(outcome),
            News::Lead(turn, work) => {
                let (tell, told) = oneshot::channel();
                drop(spawn_blocking(move || turn.lead((work, tell), agree, together)));
                match told.await.ok()? {
                    News::Done(outcome) => Some(outcome),
                    News::Lead(..) => None,
                }
            }
        }
    }

    fn enter(&self, work: W) -> Entered<W, O> {
        let mut state = locked(&self.state);
        if std::mem::replace(&mut state.led, true) {
            let (tell, told) = oneshot::channel();
            state.waiting.push_back((work, tell));
            return Entered::Behind(told);
        }
        Entered::First(Leader::of(self.state.clone(), self.most), work)
    }
}

enum Entered<W, O> {
    First(Leader<W, O>, W),
    Behind(Receiver<News<W, O>>),
}

impl<W, O> State<W, O> {
    /// The first one who still waits.
    fn next(&mut self) -> Option<Seat<W, O>> {
        while let Some(seat) = self.waiting.pop_front() {
            if still_waits(&seat) {
                return Some(seat);
            }
        }
        None
    }
}

/// What a panic left behind is as good as before: nothing is half done while a lock is held.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    type Place = Arc<GroupCommit<u32, (u32, usize)>>;

    fn always(_: &[u32], _: &u32) -> bool {
        true
    }

    fn counted(works: Vec<u32>) -> Vec<(u32, usize)> {
        let together = works.len();
        works.into_iter().map(|work| (work, together)).collect()
    }

    /// As long as it takes until so many wait.
    async fn until_waiting(group: &GroupCommit<u32, (u32, usize)>, many: usize) {
        while locked(&group.state).waiting.len() < many {
            tokio::task::yield_now().await;
        }
    }

    /// Brings a work that is held up until something is sent, so that those brought meanwhile wait for each other.
    async fn held_up(group: &Place) -> (tokio::task::JoinHandle<Option<(u32, usize)>>, mpsc::Sender<()>) {
        let (begun, has_begun) = oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let (begun, group) = (Mutex::new(Some(begun)), group.clone());
        let first = tokio::spawn(async move {
            let doing = move |works: Vec<u32>, _: &mut Option<Leader<_, _>>| {
                if let Some(begun) = locked(&begun).take() {
                    begun.send(()).unwrap();
                    may_go_on.recv().unwrap();
                }
                counted(works)
            };
            group.bring(0, |taken, next| taken[0] % 2 == next % 2, doing).await
        });
        has_begun.await.unwrap();
        (first, go_on)
    }

    async fn behind_a_first(group: &Place, others: &[u32]) -> Vec<Option<(u32, usize)>> {
        let (first, go_on) = held_up(group).await;
        let mut brought = Vec::new();
        for (place, work) in others.iter().copied().enumerate() {
            let place_of = group.clone();
            brought.push(tokio::spawn(async move { place_of.bring(work, always, |works, _| counted(works)).await }));
            until_waiting(group, place + 1).await;
        }
        go_on.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Some((0, 1)));
        let mut outcomes = Vec::new();
        for one in brought {
            outcomes.push(one.await.unwrap());
        }
        outcomes
    }

    #[tokio::test]
    async fn what_came_meanwhile_is_done_together_and_everybody_gets_their_own() {
        let outcomes = behind_a_first(&Arc::new(GroupCommit::of(8)), &[1, 3, 5]).await;
        assert_eq!(outcomes, [Some((1, 3)), Some((3, 3)), Some((5, 3))]);
    }

    #[tokio::test]
    async fn works_that_do_not_agree_are_done_one_after_the_other() {
        let outcomes = behind_a_first(&Arc::new(GroupCommit::of(8)), &[1, 3, 2, 5]).await;
        assert_eq!(outcomes, [Some((1, 2)), Some((3, 2)), Some((2, 1)), Some((5, 1))]);
    }

    #[tokio::test]
    async fn no_more_are_done_together_than_are_allowed() {
        let outcomes = behind_a_first(&Arc::new(GroupCommit::of(2)), &[1, 3, 5]).await;
        assert_eq!(outcomes, [Some((1, 2)), Some((3, 2)), Some((5, 1))]);
    }

    #[tokio::test]
    async fn a_panic_abandons_those_it_worked_for_and_nobody_else() {
        let group: GroupCommit<u32, u32> = GroupCommit::of(8);
        assert_eq!(group.bring(1, always, |_, _| panic!("on purpose")).await, None);
        assert_eq!(group.bring(2, always, |works, _| works).await, Some(2));
    }

    #[tokio::test]
    async fn who_leaves_while_waiting_keeps_nobody_up() {
        let group: Place = Arc::new(GroupCommit::of(8));
        let (first, go_on) = held_up(&group).await;
        let place_of = group.clone();
        let left = tokio::spawn(async move { place_of.bring(2, always, |works, _| counted(works)).await });
        until_waiting(&group, 1).await;
        let place_of = group.clone();
        let last = tokio::spawn(async move { place_of.bring(4, always, |works, _| counted(works)).await });
        until_waiting(&group, 2).await;
        left.abort();
        assert!(left.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Some((0, 1)));
        assert_eq!(last.await.unwrap(), Some((4, 1)), "the work of whoever left was done");
        assert_eq!(group.bring(6, always, |works, _| counted(works)).await, Some((6, 1)));
    }

    #[tokio::test]
    async fn the_next_begin_once_the_turn_is_over_though_the_work_is_not() {
        let group: Arc<GroupCommit<u32, u32>> = Arc::new(GroupCommit::of(8));
        let (entered, has_entered) = oneshot::channel();
        let (begun, has_begun) = mpsc::channel();
        let (entered, place_of) = (Mutex::new(Some(entered)), group.clone());
        let first = tokio::spawn(async move {
            let doing = move |works: Vec<u32>, turn: &mut Option<Leader<_, _>>| {
                drop(turn.take());
                locked(&entered).take().unwrap().send(()).unwrap();
                // Who never begins would be waited for without end.
                has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
                works
            };
            place_of.bring(1, always, doing).await
        });
        has_entered.await.unwrap();
        let second = move |works: Vec<u32>, _: &mut Option<Leader<_, _>>| {
            begun.send(()).unwrap();
            works
        };
        assert_eq!(group.bring(2, always, second).await, Some(2));
        assert_eq!(first.await.unwrap(), Some(1));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nothing_is_lost_or_doubled_among_many() {
        let group: Arc<GroupCommit<usize, usize>> = Arc::new(GroupCommit::of(4));
        let done = Arc::new(AtomicUsize::new(0));
        let mut tasks = Vec::new();
        for task in 0..8_usize {
            let (group, done) = (group.clone(), done.clone());
            tasks.push(tokio::spawn(async move {
                for turn in 0..200 {
                    let work = task * 1000 + turn;
                    let done = done.clone();
                    let together = move |works: Vec<usize>, turn: &mut Option<Leader<_, _>>| {
                        done.fetch_add(works.len(), Ordering::Relaxed);
                        if works[0].is_multiple_of(3) {
                            drop(turn.take());
                            std::thread::yield_now();
                        }
                        works
                    };
                    assert_eq!(group.bring(work, |_, _| true, together).await, Some(work));
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(done.load(Ordering::Relaxed), 1600);
    }
}
