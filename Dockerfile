# clauses in a small image, for an unprivileged user.
#
#   docker build -t clauses .
#   docker run -p 127.0.0.1:8080:8080 -v clauses:/var/lib/clauses clauses

FROM rust:1-bookworm AS build
WORKDIR /src
# What libpq's own OpenSSL is made with (feature pg-tls) is in this image: perl, make and a C compiler.
COPY Cargo.toml Cargo.lock build.rs ./
COPY .cargo .cargo
# The dependencies first, in a layer that only a changed Cargo.toml or Cargo.lock makes anew.
RUN mkdir -p src && echo 'fn main() {}' > src/main.rs && touch src/lib.rs \
    && cargo build --release --locked --features pg-tls \
    && rm -rf src
COPY migrations migrations
COPY openapi openapi
COPY docs docs
COPY src src
RUN touch src/main.rs src/lib.rs \
    && cargo build --release --locked --features pg-tls --bin clauses \
    && mkdir -p /out/var/lib/clauses && cp target/release/clauses /out/clauses

# glibc, an unprivileged user, certificates and the program.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin clauses
# The certificates that calls of other services trust.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/clauses /usr/local/bin/clauses
COPY --from=build --chown=clauses:clauses /out/var/lib/clauses /var/lib/clauses
USER clauses
WORKDIR /var/lib/clauses
VOLUME /var/lib/clauses
# With an arena for each thread, glibc keeps half as much memory again.
ENV BIND=0.0.0.0:8080 DATABASE_URL=sqlite:///var/lib/clauses/clauses.db MALLOC_ARENA_MAX=2
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=10s --retries=3 CMD ["clauses", "healthcheck"]
ENTRYPOINT ["clauses"]
CMD ["serve"]
