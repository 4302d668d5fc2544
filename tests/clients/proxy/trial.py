"""Uses the service behind the real Caddy, with the configuration of docs/operate/proxy.md: reads, changes and deletes as
clients do that accept one coding or another, and sends the largest batch.

    trial.py ADDRESS ADMINISTRATOR CADDY
"""

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zlib
from pathlib import Path

ADDRESS, ADMINISTRATOR, CADDY = sys.argv[1:]
PROXY_MD = Path(__file__).resolve().parents[3] / "docs" / "operate" / "proxy.md"
LARGEST_BATCH = 8 * 1024 * 1024
ACCEPTED = ["gzip", "zstd", "gzip, zstd", "zstd, br;q=0.5", "gzip, deflate, br, zstd", "identity"]


def equal(found, expected, about=""):
    if found != expected:
        raise SystemExit(f"expected {expected!r}, found {found!r} {about}")


def true(holds, about):
    if not holds:
        raise SystemExit(about)


def configuration(port, encode):
    """The Caddyfile of the documentation, for this port and the service under test, without TLS."""
    text = re.search(r"```\n(clauses\.example\.org \{.*?)```", PROXY_MD.read_text(encoding="utf-8"), re.DOTALL)[1]
    true("encode gzip\n" in text, "the documented configuration compresses no more")
    text = text.replace("clauses.example.org {", f"http://127.0.0.1:{port} {{")
    text = text.replace("encode gzip\n", f"{encode}\n")
    return "{\n    admin off\n    persist_config off\n}\n" + text.replace("127.0.0.1:8080", urllib.parse.urlsplit(ADDRESS).netloc)


@contextlib.contextmanager
def caddy(encode):
    """Runs Caddy and yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="clauses-caddy-") as home:
        file = Path(home) / "Caddyfile"
        file.write_text(configuration(port, encode), encoding="utf-8")
        environment = os.environ | {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        with (Path(home) / "log").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen([CADDY, "run", "--config", file, "--adapter", "caddyfile"], env=environment,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            try:
                for _ in range(200):
                    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                        break
                    time.sleep(0.05)
                else:
                    log.seek(0)
                    raise SystemExit(f"Caddy does not listen:\n{log.read()}")
                yield port
            finally:
                process.terminate()
                process.wait(30)


class Client:
    """A client that accepts these codings."""

    def __init__(self, port, accepts):
        self.port, self.accepts = port, accepts

    def send(self, method, path, body=None, **headers):
        """The status, the headers and the body as JSON, or as bytes if it is packed with zstd."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers |= {"Authorization": f"Bearer {ADMINISTRATOR}", "Accept-Encoding": self.accepts}
        headers |= {"Content-Type": kind} if data is not None else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        coding = answer.headers.get("Content-Encoding", "identity")
        true(coding == "identity" or coding in self.accepts, f"{path} came packed with {coding}")
        if coding == "gzip":
            content = zlib.decompress(content, 31)
        elif coding == "zstd":
            equal(content[:4], b"\x28\xb5\x2f\xfd", path)
            return answer.status, answer.headers, content
        return answer.status, answer.headers, json.loads(content) if content else None

    def done(self, method, path, body=None, status=200, **headers):
        """The tag and the body of an answer with this status."""
        found, answered, content = self.send(method, path, body, **headers)
        equal(found, status, f"{method} {path}, accepting {self.accepts}, sending {headers}: {content}")
        return answered.get("ETag"), content


def arranged(client):
    """A contract, whose JSON is longer than what Caddy compresses, and somebody at work on its lot."""
    _, buyer = client.done("POST", "/v1/organisations", {"name": "Dijon Métropole", "buyer_kind": "intercommunality"}, 201)
    _, employer = client.done("POST", "/v1/organisations", {"name": "Régie des Deux Rives", "employer_kind": "EI"}, 201)
    _, contract = client.done("POST", "/v1/public-contracts", {
        "reference": "2022-DM-014", "title": "Groupe scolaire " * 12, "buyer_id": buyer["id"], "sector": "BTP",
        "clause_type": "execution", "starts_on": "2022-01-01", "ends_on": "2024-12-31",
        "lots": [{"number": str(number), "title": "Second œuvre"} for number in range(1, 9)],
    }, 201)
    _, person = client.done("POST", "/v1/candidates", {
        "last_name": "Rosée", "first_name": "Camille", "birth_date": "1990-05-17", "sex": "F",
    }, 201)
    _, referral = client.done("POST", f"/v1/candidates/{person['id']}/referrals", {
        "prescriber_id": None, "prescriber_kind": "self", "origin": "AUTRES", "referred_on": "2023-01-02",
        "sectors": ["BTP"],
    }, 201)
    client.done("PUT", f"/v1/referrals/{referral['id']}/outcome", {
        "outcome": "validated", "sector": "BTP", "decided_on": "2023-01-09",
    })
    lot = contract["lots"][0]["id"]
    _, employment = client.done("POST", "/v1/employments", {
        "candidate_id": person["id"], "employer_id": employer["id"], "contract_type": "CDDI", "starts_on": "2023-01-16",
        "ends_on": "2024-12-31",
        "assignments": [{"lot_id": lot, "modality": "direct_hire", "from": "2023-01-16"}],
    }, 201)
    return {"contract": contract["id"], "person": person["id"], "lot": lot, "employment": employment["id"]}


def changes(client, ids, month):
    """Reads, changes and deletes, always with the tag that came last."""
    contract = f"/v1/public-contracts/{ids['contract']}"
    tag, shown = client.done("GET", contract)
    true(len(json.dumps(shown)) > 2 * 512, "the contract is too short for a proxy to compress it")
    equal(tag, f'"{shown["version"]}"', "the tag of a version, read through the proxy")
    for title in ("Groupe scolaire, " * 11, "Groupe scolaire. " * 11):
        tag, changed = client.done("PATCH", contract, {"title": title}, If_Match=tag)
        equal(tag, f'"{changed["version"]}"')
    client.done("GET", contract, None, 200, If_None_Match=tag)
    client.done("PATCH", contract, {"title": "Périmé"}, 412, If_Match=f'"{shown["version"]}"')

    cell = f"/v1/hours/{ids['employment']}/{ids['lot']}/{month}"
    evidence = {"kind": "timesheet", "reference": "Feuille " * 20}
    tag, _ = client.done("PUT", cell, {"worked": "1.00", "evidence": evidence}, 201)
    for worked in ("2.00", "3.00"):
        tag, corrected = client.done("PUT", cell, {"worked": worked, "evidence": evidence}, If_Match=tag)
        true(len(json.dumps(corrected)) > 512, "the cell is too short for a proxy to compress it")
    _, withdrawn = client.done("DELETE", cell, If_Match=tag)
    equal(withdrawn["worked"], "0.00")

    tag, exit_ = client.done("POST", "/v1/positive-exits", {
        "candidate_id": ids["person"], "kind": "CDI", "started_on": f"{month}-01", "met_on": f"{month}-01",
        "proof_reference": "Attestation " * 15,
    }, 201)
    client.done("DELETE", f"/v1/positive-exits/{exit_['id']}", None, 204, If_Match=tag)


def reads(client):
    """Lists come packed if the client unpacks them, and totals are not sent again."""
    status, headers, _ = client.send("GET", "/v1/public-contracts")
    equal(status, 200)
    if client.accepts == "gzip":
        equal(headers.get("Content-Encoding"), "gzip", "of a list")
    totals = "/v1/totals?year=2023&group_by=month,sector&scope=all"
    status, headers, _ = client.send("GET", totals)
    equal(status, 200)
    status, _, _ = client.send("GET", totals, If_None_Match=headers["ETag"])
    equal(status, 304, f"{client.accepts}: totals with {headers['ETag']}")


def batches(client, ids):
    """The largest batch arrives; a larger one is refused in words."""
    row = {"employment_id": ids["employment"], "lot_id": ids["lot"], "month": "2024-06", "worked": "7.25"}
    unknown = [row | {"employment_id": 900_000 + number, "reason": "é" * 700} for number in range(4_999)]
    body = json.dumps({"rows": [row, *unknown]}, ensure_ascii=False).encode()
    body = body[:-1] + b" " * (LARGEST_BATCH - len(body)) + b"}"
    equal(len(body), LARGEST_BATCH)
    _, answer = client.done("POST", "/v1/hours/batches", body)
    summary = answer["summary"]
    equal((summary["created"], summary["rejected"], summary["worked"]), (1, 4_999, "7.25"))
    _, problem = client.done("POST", "/v1/hours/batches", body + b" ", 413)
    equal(problem["code"], "body_too_large")


def main():
    months = (f"2023-{number:02}" for number in range(1, 13))
    with caddy("encode gzip") as port:
        ids = arranged(Client(port, "gzip"))
        for accepts in ACCEPTED:
            changes(Client(port, accepts), ids, next(months))
            reads(Client(port, accepts))
        batches(Client(port, "gzip, zstd"), ids)
    # Caddy's own order: what most configurations have that are not ours.
    with caddy("encode zstd gzip") as port:
        for accepts in ACCEPTED:
            changes(Client(port, accepts), ids, next(months))
            reads(Client(port, accepts))


if __name__ == "__main__":
    main()
