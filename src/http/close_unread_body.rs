//! Middleware that closes the connection after the response if no handler read a chunked body to its end. The framework
//! would wait for that end, and a client that never sends it would occupy the connection for ever.

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

/// Keeps the unread rest of the body alive until the response is sent: the framework closes a connection whose body is
/// still referenced then.
///
/// # Errors
/// Those of the inner service.
pub async fn close_unread_body<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let unread = Rc::new(RefCell::new(request.parts_mut().1.take()));
    let payload = Rc::clone(&unread);
    let chunks = stream::poll_fn(move |context| Pin::new(&mut *payload.borrow_mut()).poll_next(context));
    request.set_payload(Payload::Stream { payload: Box::pin(chunks) });
    let response = next.call(request).await?;
    let with_unread = |body: BoxBody| BoxBody::new(ResponseBody { body, _unread: unread });
    Ok(response.map_into_boxed_body().map_body(|_, body| with_unread(body)).map_into_right_body())
}

/// The body of a response, with the rest of the request's body.
struct ResponseBody {
    body: BoxBody,
    _unread: Rc<RefCell<Payload>>,
}

impl MessageBody for ResponseBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
