//! The participant records as a receiver of the outbox.

use std::time::Duration;

use uuid::Uuid;

use crate::outbox::{Claimed, Outcome, Receiver};
use crate::participant_links::{RECEIVER, REFERENT_REQUEST, STEP};
use crate::plie::client::{CallError, Client};
use crate::values::{CallFailure, ParticipantNumber};

/// Sends steps and requests for referents.
#[derive(Clone)]
pub(super) struct Records {
    pub client: Client,
    pub timeout: Duration,
}

impl Receiver for Records {
    const NAME: &'static str = RECEIVER;

    fn accepts(&self) -> bool {
        self.client.accepts_calls()
    }

    fn timeout(&self) -> Duration {
        self.timeout
    }

    fn deliver(&self, message: &Claimed) -> Outcome {
        let request_id = Uuid::new_v4().to_string();
        let (key, text) = (message.idempotency_key.as_str(), message.payload.as_str());
        let sent = match message.topic.as_str() {
            STEP => match ParticipantNumber::parse(&message.target) {
                Ok(number) => self.client.announce(&number, key, text, &request_id),
                Err(_) => return Outcome::Refused(CallFailure::Missing),
            },
            REFERENT_REQUEST => self.client.request_referent(key, text, &request_id),
            _ => return Outcome::Refused(CallFailure::Refused),
        };
        sent.map_or_else(|error| outcome_of(&error), |()| Outcome::Sent)
    }

    /// A request for a referent holds names.
    fn is_cleared(&self, topic: &str) -> bool {
        topic == REFERENT_REQUEST
    }
}

/// A record that is missing may be a fault of the service, so the step is tried some times before it is given up.
fn outcome_of(error: &CallError) -> Outcome {
    let failure = error.failure;
    if error.is_service_down() || !error.was_sent {
        Outcome::Down { failure, retry_after: error.retry_after }
    } else if failure == CallFailure::Refused {
        Outcome::Refused(failure)
    } else {
        Outcome::Unusable(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_says_nothing_of_a_message_and_only_a_refusal_gives_it_up_at_once() {
        let outcome = |failure| outcome_of(&CallError::of(failure));
        assert!(matches!(outcome(CallFailure::TimedOut), Outcome::Down { .. }));
        assert!(matches!(outcome(CallFailure::Unauthorised), Outcome::Down { .. }));
        assert_eq!(outcome(CallFailure::Refused), Outcome::Refused(CallFailure::Refused));
        assert_eq!(outcome(CallFailure::Missing), Outcome::Unusable(CallFailure::Missing));
        assert_eq!(outcome(CallFailure::UnfitAnswer), Outcome::Unusable(CallFailure::UnfitAnswer));
    }
}
