//! Bodies in chunks that nobody reads: the connection is closed after the answer. The framework would wait for their end,
//! and whoever never sends it would hold the connection for ever.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::{Stream as _, stream};

/// Keeps what is left of the request's body until the answer is sent: the framework closes a connection whose body
/// somebody still holds.
///
/// # Errors
/// Those of the service below.
pub async fn close_unread_body<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let unread = Rc::new(RefCell::new(request.parts_mut().1.take()));
    let read = Rc::clone(&unread);
    let parts = stream::poll_fn(move |context| Pin::new(&mut *read.borrow_mut()).poll_next(context));
    request.set_payload(Payload::Stream { payload: Box::pin(parts) });
    let response = next.call(request).await?;
    let beside = |body: BoxBody| BoxBody::new(Answer { body, _unread: unread });
    Ok(response.map_into_boxed_body().map_body(|_, body| beside(body)).map_into_right_body())
}

/// An answer, and beside it the body that it answers.
struct Answer {
    body: BoxBody,
    _unread: Rc<RefCell<Payload>>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
