//! The stand-in over HTTP.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Json, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use anyhow::Context as _;
use futures_util::stream::{self, StreamExt as _};

use super::behaviour::Behaviour;
use super::ledger::Received;
use super::message::{Exchange, Incoming, Outgoing};
use super::records::{StubParticipant, by_number};
use super::state::{Delivery, State};

/// The path of the service.
pub const BASE: &str = "/api/v1";

/// The most bytes of a request.
const LARGEST: usize = 1024 * 1024;

/// How long a cut answer waits, so that its beginning is on its way.
const CUT: Duration = Duration::from_millis(5);

/// The stand-in.
pub struct Stub;

/// A stand-in that runs in a thread. Dropping it stops it.
pub struct StubHandle {
    address: SocketAddr,
    pub(super) key: String,
    state: Arc<State>,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Stub {
    /// Starts a stand-in that behaves well, in a thread.
    ///
    /// # Errors
    /// When a participant does not fit the contract, or the socket cannot be used.
    pub fn start(socket: TcpListener, participants: Vec<StubParticipant>, key: &str) -> anyhow::Result<StubHandle> {
        let address = socket.local_addr()?;
        let state = Arc::new(State::new(by_number(participants)?, key, Behaviour::default()));
        let (sender, receiver) = mpsc::channel();
        let of_thread = state.clone();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                match serve(socket, of_thread, false) {
                    Ok(server) if sender.send(Ok(server.handle())).is_ok() => {
                        // It ends because it is asked to.
                        let _ = server.await;
                    }
                    Ok(_) => {}
                    // Nobody waits for the error only if nobody waits for the server.
                    Err(error) => drop(sender.send(Err(error))),
                }
            });
        });
        let server = receiver.recv().context("the thread of the stand-in has ended")??;
        Ok(StubHandle { address, key: key.to_owned(), state, server, thread: Some(thread) })
    }

    /// Serves until a signal stops it.
    ///
    /// # Errors
    /// Those of [`Self::start`].
    pub fn run(
        socket: TcpListener,
        participants: Vec<StubParticipant>,
        key: &str,
        behaviour: Behaviour,
        on_start: impl FnOnce(),
    ) -> anyhow::Result<()> {
        let state = Arc::new(State::new(by_number(participants)?, key, behaviour));
        rt::System::new().block_on(async move {
            let server = serve(socket, state, true)?;
            on_start();
            Ok(server.await?)
        })
    }
}

impl StubHandle {
    /// The address of the service, as `CLAUSES_PLIE_URL` takes it.
    pub fn url(&self) -> String {
        format!("http://{}{BASE}", self.address)
    }

    /// Changes the behaviour; the random choices begin again.
    pub fn set_behaviour(&self, behaviour: Behaviour) {
        self.state.set_behaviour(behaviour);
    }

    /// Replaces the participants.
    ///
    /// # Errors
    /// When one does not fit the contract.
    pub fn set_participants(&self, participants: Vec<StubParticipant>) -> anyhow::Result<()> {
        self.state.set_records(by_number(participants)?);
        Ok(())
    }

    /// What had an effect so far.
    pub fn received(&self) -> Received {
        self.state.received()
    }

    /// Records requests and answers from now on, for [`Self::exchanges`].
    pub fn record_exchanges(&self) {
        self.state.record_exchanges();
    }

    /// The recorded requests and answers.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.state.exchanges()
    }
}

impl Drop for StubHandle {
    fn drop(&mut self) {
        // The order is given at once; its future only waits for the end.
        drop(self.server.stop(false));
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the stand-in of the participant records panicked");
        }
    }
}

fn serve(socket: TcpListener, state: Arc<State>, heeds_signals: bool) -> io::Result<Server> {
    let state = Data::from(state);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(PayloadConfig::new(LARGEST))
            .route("/_stub/behaviour", web::put().to(set_behaviour))
            .route("/_stub/participants", web::put().to(set_participants))
            .route("/_stub/received", web::get().to(received))
            .default_service(web::to(answer))
    });
    let server = server.workers(2).shutdown_timeout(1);
    let server = if heeds_signals { server } else { server.disable_signals() };
    Ok(server.listen(socket)?.run())
}

async fn set_behaviour(state: Data<State>, behaviour: Json<Behaviour>) -> HttpResponse {
    if !behaviour.is_valid() {
        return whole(Outgoing::problem(400, "a share is 0 to 100 per cent"));
    }
    state.set_behaviour(behaviour.into_inner());
    HttpResponse::NoContent().finish()
}

async fn set_participants(state: Data<State>, participants: Json<Vec<StubParticipant>>) -> HttpResponse {
    match by_number(participants.into_inner()) {
        Ok(records) => {
            state.set_records(records);
            HttpResponse::NoContent().finish()
        }
        Err(error) => whole(Outgoing::problem(400, &format!("{error:#}"))),
    }
}

async fn received(state: Data<State>) -> HttpResponse {
    whole(Outgoing::json(200, &state.received()))
}

async fn answer(request: HttpRequest, body: Bytes, state: Data<State>) -> HttpResponse {
    let (_under_way, wait) = state.begin();
    if !wait.is_zero() {
        rt::time::sleep(wait).await;
    }
    let incoming = incoming(&request, &body);
    let path = request.path().strip_prefix(BASE).unwrap_or_default().trim_start_matches('/').to_owned();
    match state.answer(&path, incoming) {
        Delivery::Whole(answer) => whole(answer),
        Delivery::Cut(answer, kept) => cut(answer, kept),
    }
}

fn incoming(request: &HttpRequest, body: &Bytes) -> Incoming {
    let header = |(name, value): (&actix_web::http::header::HeaderName, &actix_web::http::header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Incoming {
        method: request.method().as_str().to_owned(),
        path: request.path().to_owned(),
        query: request.query_string().to_owned(),
        headers: request.headers().iter().map(header).collect(),
        body: body.to_vec(),
    }
}

fn whole(answer: Outgoing) -> HttpResponse {
    let mut response = HttpResponse::build(status(answer.status));
    answer.headers.into_iter().for_each(|header| {
        response.insert_header(header);
    });
    response.body(answer.body)
}

/// An answer whose body ends early: the server then closes the connection. Nothing of it is sent if no byte of the body
/// is kept.
fn cut(answer: Outgoing, kept: usize) -> HttpResponse {
    let length = u64::try_from(answer.body.len()).unwrap_or_default().max(1);
    let beginning: Vec<u8> = answer.body.into_iter().take(kept).collect();
    let beginning = stream::iter((!beginning.is_empty()).then(|| Ok::<_, io::Error>(Bytes::from(beginning))));
    let end = stream::once(async move {
        if kept > 0 {
            rt::time::sleep(CUT).await;
        }
        Err(io::ErrorKind::ConnectionAborted.into())
    });
    let body = SizedStream::new(length, Box::pin(beginning.chain(end)));
    HttpResponse::build(status(answer.status)).content_type("application/json").body(body)
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
