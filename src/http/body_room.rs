//! Bounds the memory of all request bodies together. The first part of a body is not counted, as each connection buffers
//! as much: small requests go on while large ones are refused.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{ProblemCode, Result};

/// How many bytes of each body are not counted. Nobody without a key or session sends more.
pub const UNCOUNTED: usize = 32 * 1024;

/// The room for bodies that all requests share; clones share it too.
#[derive(Clone)]
pub struct BodyRoom(Arc<Semaphore>);

/// What one body takes of the room, until this is dropped.
#[derive(Debug)]
pub struct BodyShare {
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl BodyRoom {
    /// Room for so many bytes.
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes.min(Semaphore::MAX_PERMITS))))
    }

    /// An empty share.
    pub fn share(&self) -> BodyShare {
        BodyShare { room: Arc::clone(&self.0), taken: None }
    }
}

impl BodyShare {
    /// Takes what a body of this length needs beyond what the share has.
    ///
    /// # Errors
    /// `too_many_bodies` if there is too little room.
    pub fn grow_to(&mut self, length: usize) -> Result<()> {
        let has = self.taken.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let needs = length.saturating_sub(UNCOUNTED).saturating_sub(has);
        if needs == 0 {
            return Ok(());
        }
        let needs = u32::try_from(needs).map_err(|_| ProblemCode::TooManyBodies)?;
        let more = Arc::clone(&self.room).try_acquire_many_owned(needs).map_err(|_| ProblemCode::TooManyBodies)?;
        match &mut self.taken {
            Some(taken) => taken.merge(more),
            None => self.taken = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_grows_as_far_as_there_is_room_and_gives_it_back() {
        let room = BodyRoom::new(100);
        let (mut first, mut second) = (room.share(), room.share());
        first.grow_to(UNCOUNTED + 40).unwrap();
        first.grow_to(UNCOUNTED + 60).unwrap();
        assert_eq!(second.grow_to(UNCOUNTED + 41).unwrap_err().code, ProblemCode::TooManyBodies);
        second.grow_to(UNCOUNTED + 40).unwrap();
        room.share().grow_to(UNCOUNTED).unwrap();
        assert!(room.share().grow_to(UNCOUNTED + 1).is_err());
        drop(first);
        room.share().grow_to(UNCOUNTED + 60).unwrap();
    }
}
