//! Several who wait to do the same do it together: whoever comes first does it for all that came meanwhile, and hands over
//! to the next at the end, or as soon as that need not wait for the end. Nobody waits for more to come.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Where works meet. `W` is a piece of work, `O` what comes of it.
#[derive(Debug)]
pub struct Gathering<W, O> {
    state: Mutex<State<W, O>>,
    /// How many pieces are done together at most.
    most: usize,
}

#[derive(Debug)]
struct State<W, O> {
    waiting: VecDeque<(W, Arc<Seat<O>>)>,
    /// Whether somebody is at work.
    led: bool,
}

/// Where somebody waits for what becomes of their work.
#[derive(Debug)]
struct Seat<O> {
    news: Mutex<News<O>>,
    told: Condvar,
}

#[derive(Debug)]
enum News<O> {
    None,
    /// It is their turn to do the work of those who wait.
    Lead,
    Done(O),
    /// Whoever did their work failed to say what became of it.
    Abandoned,
}

impl<W, O> Gathering<W, O> {
    /// Where at most so many pieces of work are done together.
    pub fn of(most: usize) -> Self {
        Self { state: Mutex::new(State { waiting: VecDeque::new(), led: false }), most }
    }

    /// Brings a piece of work and waits for what becomes of it. If nobody is at work, or once it is one's turn, one does
    /// it oneself, together with those that wait behind it as long as they agree: `agree` is asked for those taken
    /// already and the next; `together` gives an outcome for each, in order, and may drop the turn as soon as the next may
    /// begin. Nothing comes of work whose doer panicked.
    pub fn bring(
        &self,
        work: W,
        agree: impl Fn(&[W], &W) -> bool,
        together: impl FnOnce(Vec<W>, &mut Option<Turn<'_, W, O>>) -> Vec<O>,
    ) -> Option<O> {
        let seat = Arc::new(Seat { news: Mutex::new(News::None), told: Condvar::new() });
        let is_first = {
            let mut state = locked(&self.state);
            state.waiting.push_back((work, seat.clone()));
            !std::mem::replace(&mut state.led, true)
        };
        if !is_first {
            match seat.wait() {
                News::Done(outcome) => return Some(outcome),
                News::Lead => {}
                News::None | News::Abandoned => return None,
            }
        }
        self.lead(agree, together)
    }

    /// Does the first piece that waits, one's own, and those behind it that agree.
    fn lead(
        &self,
        agree: impl Fn(&[W], &W) -> bool,
        together: impl FnOnce(Vec<W>, &mut Option<Turn<'_, W, O>>) -> Vec<O>,
    ) -> Option<O> {
        let mut turn = Some(Turn(self));
        let (works, seats) = self.take(agree);
        let mut awaited = Awaited(seats);
        let mut outcomes = together(works, &mut turn).into_iter();
        let own = outcomes.next();
        awaited.0.pop_front();
        for outcome in outcomes {
            if let Some(seat) = awaited.0.pop_front() {
                seat.tell(News::Done(outcome));
            }
        }
        own
    }

    fn take(&self, agree: impl Fn(&[W], &W) -> bool) -> (Vec<W>, VecDeque<Arc<Seat<O>>>) {
        let mut state = locked(&self.state);
        let (mut works, mut seats) = (Vec::new(), VecDeque::new());
        while works.len() < self.most {
            let Some((work, seat)) = state.waiting.pop_front() else { break };
            if !works.is_empty() && !agree(&works, &work) {
                state.waiting.push_front((work, seat));
                break;
            }
            works.push(work);
            seats.push_back(seat);
        }
        (works, seats)
    }

    fn hand_over(&self) {
        let mut state = locked(&self.state);
        match state.waiting.front() {
            Some((_, seat)) => seat.tell(News::Lead),
            None => state.led = false,
        }
    }
}

/// Somebody's turn to do the work of those who wait: when it is dropped, the next one leads.
#[derive(Debug)]
pub struct Turn<'g, W, O>(&'g Gathering<W, O>);

impl<W, O> Drop for Turn<'_, W, O> {
    fn drop(&mut self) {
        self.0.hand_over();
    }
}

/// Those whose work is being done: whatever happens, they are told.
struct Awaited<O>(VecDeque<Arc<Seat<O>>>);

impl<O> Drop for Awaited<O> {
    fn drop(&mut self) {
        for seat in self.0.drain(..) {
            seat.tell(News::Abandoned);
        }
    }
}

impl<O> Seat<O> {
    fn tell(&self, news: News<O>) {
        *locked(&self.news) = news;
        self.told.notify_one();
    }

    fn wait(&self) -> News<O> {
        let news = locked(&self.news);
        let told = self.told.wait_while(news, |news| matches!(news, News::None));
        std::mem::replace(&mut *told.unwrap_or_else(PoisonError::into_inner), News::None)
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
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Brings works while the first one is held up, so that the others wait for each other.
    fn behind_a_first(gathering: &Gathering<u32, (u32, usize)>, others: &[u32]) -> Vec<Option<(u32, usize)>> {
        let done = |works: Vec<u32>| {
            let together = works.len();
            works.into_iter().map(|work| (work, together)).collect()
        };
        let (begun, has_begun) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let first = scope.spawn(move || {
                gathering.bring(
                    0,
                    |_, _| true,
                    |works, _turn| {
                        begun.send(()).unwrap();
                        may_go_on.recv().unwrap();
                        done(works)
                    },
                )
            });
            has_begun.recv().unwrap();
            let others: Vec<_> = others
                .iter()
                .map(|work| {
                    let waiting = locked(&gathering.state).waiting.len();
                    let other = scope.spawn(move || {
                        gathering.bring(*work, |taken, next| taken[0] % 2 == next % 2, |works, _| done(works))
                    });
                    while locked(&gathering.state).waiting.len() == waiting {
                        thread::yield_now();
                    }
                    other
                })
                .collect();
            go_on.send(()).unwrap();
            assert_eq!(first.join().unwrap(), Some((0, 1)));
            others.into_iter().map(|other| other.join().unwrap()).collect()
        })
    }

    #[test]
    fn what_came_meanwhile_is_done_together_and_everybody_gets_their_own() {
        let gathering = Gathering::of(8);
        let outcomes = behind_a_first(&gathering, &[1, 3, 5]);
        assert_eq!(outcomes, [Some((1, 3)), Some((3, 3)), Some((5, 3))]);
    }

    #[test]
    fn works_that_do_not_agree_are_done_one_after_the_other() {
        let gathering = Gathering::of(8);
        let outcomes = behind_a_first(&gathering, &[1, 3, 2, 5]);
        assert_eq!(outcomes, [Some((1, 2)), Some((3, 2)), Some((2, 1)), Some((5, 1))]);
    }

    #[test]
    fn no_more_are_done_together_than_are_allowed() {
        let gathering = Gathering::of(2);
        let outcomes = behind_a_first(&gathering, &[1, 3, 5]);
        assert_eq!(outcomes, [Some((1, 2)), Some((3, 2)), Some((5, 1))]);
    }

    #[test]
    fn a_panic_abandons_those_it_worked_for_and_nobody_else() {
        let gathering: Gathering<u32, u32> = Gathering::of(8);
        let panics = thread::scope(|scope| {
            scope.spawn(|| gathering.bring(1, |_, _| true, |_, _| panic!("on purpose"))).join().is_err()
        });
        assert!(panics);
        assert_eq!(gathering.bring(2, |_, _| true, |works, _| works), Some(2));
    }

    #[test]
    fn the_next_begin_once_the_turn_is_over_though_the_work_is_not() {
        let gathering: Gathering<u32, u32> = Gathering::of(8);
        let (entered, has_entered) = mpsc::channel();
        let (begun, has_begun) = mpsc::channel();
        let first = move |works: Vec<u32>, turn: &mut Option<Turn<'_, u32, u32>>| {
            drop(turn.take());
            entered.send(()).unwrap();
            // Who never begins would be waited for without end.
            has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
            works
        };
        let second = move |works: Vec<u32>, _: &mut Option<Turn<'_, u32, u32>>| {
            begun.send(()).unwrap();
            works
        };
        thread::scope(|scope| {
            let first = scope.spawn(|| gathering.bring(1, |_, _| true, first));
            has_entered.recv().unwrap();
            assert_eq!(gathering.bring(2, |_, _| true, second), Some(2));
            assert_eq!(first.join().unwrap(), Some(1));
        });
    }

    fn turn_ends_early(work: usize) -> bool {
        work.is_multiple_of(3)
    }

    #[test]
    fn nothing_is_lost_or_doubled_among_many() {
        let gathering = Gathering::of(4);
        let done = AtomicUsize::new(0);
        thread::scope(|scope| {
            for thread in 0..8_usize {
                let (gathering, done) = (&gathering, &done);
                scope.spawn(move || {
                    for turn in 0..200 {
                        let work = thread * 1000 + turn;
                        let outcome = gathering.bring(
                            work,
                            |_, _| true,
                            |works, turn| {
                                done.fetch_add(works.len(), Ordering::Relaxed);
                                if turn_ends_early(work) {
                                    drop(turn.take());
                                    thread::yield_now();
                                }
                                works
                            },
                        );
                        assert_eq!(outcome, Some(work));
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::Relaxed), 1600);
    }
}
