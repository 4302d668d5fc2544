# Short names for the project's commands: https://just.systems. Each recipe is the command itself, which works without
# `just` as well. `just` alone lists them.

[private]
default:
    @just --list --unsorted

# load the year 2023, compare it with the published bilan, serve it on http://127.0.0.1:8080
demo *arguments:
    cargo run --release --locked -- demo {{ arguments }}

# serve the API
serve *arguments:
    cargo run --release --locked -- serve {{ arguments }}

# run the whole test suite, or the tests whose names contain a word: `just test hours`
test *words:
    tests/run {{ words }}

# run every check that a change has to pass
check:
    .ci/run

# format the sources
fmt:
    cargo fmt

# run clippy
lint:
    cargo clippy --locked --all-targets -- -D warnings

# write the contract and the table of roles anew
openapi:
    cargo run --locked --quiet -- openapi > openapi/clauses.json.new
    mv openapi/clauses.json.new openapi/clauses.json
    cargo run --locked --quiet -- openapi --roles > openapi/roles.md

# on a release: make the contract the one that later changes are compared with
release-contract:
    cp openapi/clauses.json openapi/released.json

# check the dependencies' licences, versions and sources (cargo install --locked cargo-deny)
deny *checks:
    cargo deny --locked check --hide-inclusion-graph {{ checks }}

# list the dependencies that nothing uses (cargo install --locked cargo-machete)
unused:
    cargo machete --with-metadata

# measure the reading of a figure
bench *arguments:
    cargo bench --locked --bench figures -- {{ arguments }}

# generate large databases and measure the service on them: `just load --help`
load *arguments:
    cargo bench --locked --bench load -- {{ arguments }}

# build the container image
image:
    docker build -t clauses .
