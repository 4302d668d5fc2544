"""Has the service link people to a mock of the PLIE that Prism serves from openapi/plie-participants.yaml, and announce steps
there.

    trial.py ADDRESS ADMINISTRATOR LOG

LOG is what Prism printed. Prism answers with the contract's examples and refuses requests that do not fit the contract.
"""

import json
import re
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

ADDRESS, ADMINISTRATOR, LOG = sys.argv[1:]
PATIENCE = 60
REFUSAL = re.compile(r"\b(error|warning)\b")


def api(path, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {ADMINISTRATOR}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, data, headers, method=method)) as answer:
        return json.load(answer)


def equal(found, expected, about=""):
    if found != expected:
        raise SystemExit(f"expected {expected!r}, found {found!r} {about}")


def validated(last_name, first_name):
    """A person born on the day of the contract's example whose referral for the PLIE was validated."""
    person = api("/v1/candidates", {
        "last_name": last_name, "first_name": first_name, "birth_date": "1990-05-17", "sex": "F",
        "informed_on": "2023-01-02", "addresses": [{"commune_code": "21231", "from": "2020-01-01"}],
    })["id"]
    referral = api(f"/v1/candidates/{person}/referrals", {
        "prescriber_id": None, "prescriber_kind": "self", "origin": "AUTRES", "for_plie": True,
        "referred_on": "2023-01-02", "sectors": ["BTP"],
    })["id"]
    outcome = {"outcome": "validated", "sector": "BTP", "decided_on": "2023-01-09"}
    api(f"/v1/referrals/{referral}/outcome", outcome, "PUT")
    return person


def worked(person):
    """A past employment of the person; the hours of its first month are validated and closed."""
    buyer = api("/v1/organisations", {"name": "Dijon Métropole", "buyer_kind": "intercommunality"})["id"]
    employer = api("/v1/organisations", {"name": "Régie des Deux Rives", "employer_kind": "EI"})["id"]
    lot = api("/v1/public-contracts", {
        "reference": "2022-DM-014", "title": "Groupe scolaire", "buyer_id": buyer, "sector": "BTP",
        "clause_type": "execution", "starts_on": "2022-01-01", "ends_on": "2024-12-31", "lots": [{"number": "1"}],
    })["lots"][0]["id"]
    employment = api("/v1/employments", {
        "candidate_id": person, "employer_id": employer, "contract_type": "CDDI", "starts_on": "2023-03-13",
        "ends_on": "2023-08-31", "assignments": [{"lot_id": lot, "modality": "direct_hire", "from": "2023-03-13"}],
    })["id"]
    cell = {
        "worked": "66.50", "status": "validated",
        "evidence": {"kind": "timesheet", "reference": "FH-2023-03", "dated_on": "2023-04-03"},
    }
    api(f"/v1/hours/{employment}/{lot}/2023-03", cell, "PUT")
    api("/v1/months/2023-03/closures/BTP", {"force": False}, "PUT")
    return {f"employment/{employment}/start", f"employment/{employment}/end", f"hours/{person}/2023-03/btp"}


def settled(people):
    """The links of the people and everything that was announced, once nothing waits any more."""
    end = time.monotonic() + PATIENCE
    while True:
        links = [api(f"/v1/candidates/{person}/plie-link") for person in people]
        deliveries = api("/v1/plie/deliveries?limit=100")["items"]
        waits = [delivery for delivery in deliveries if delivery["status"] in ("held", "pending")]
        if REFUSAL.search(Path(LOG).read_text(encoding="utf-8")) or (not waits and all(link["status"] != "pending" for link in links)):
            return links, deliveries
        if time.monotonic() > end:
            raise SystemExit(f"after {PATIENCE} s these still wait: {links} {waits}\nPrism:\n{Path(LOG).read_text(encoding='utf-8')}")
        time.sleep(0.2)


def checked(log):
    """Fails unless Prism found that every request fits the contract. Returns the requests by method and kind of path."""
    received = re.findall(r"\[HTTP SERVER\] (\w+) (\S+) .*Request received", log)
    if REFUSAL.search(log) or log.count("The request passed the validation rules") != len(received):
        raise SystemExit(f"Prism refused a request:\n{log}")
    return Counter((method, path.replace("P-2023-0042", "{number}")) for method, path in received)


known, unknown = validated("Petit", "Zoé"), validated("Martin", "Camille")
steps = worked(known)
(link, other), deliveries = settled([known, unknown])

requests = checked(Path(LOG).read_text(encoding="utf-8"))
equal((link["status"], link["participant_number"]), ("linked", "P-2023-0042"))
equal([link["referent"], link["referent_organisation"]], ["Ada Roux", "Maison de l’emploi"])
periods = api(f"/v1/candidates/{known}/plie-periods")["items"]
equal([(period["from"], period["to"], period["source"]) for period in periods],
      [("2022-01-10", "2022-12-31", "plie"), ("2023-03-01", None, "plie")])
equal((other["status"], other["participant_number"]), ("not_found", None))

equal({delivery["status"] for delivery in deliveries}, {"sent"}, deliveries)
equal({delivery["reference"] for delivery in deliveries}, steps | {f"candidate/{unknown}"})
equal({delivery["participant_number"] for delivery in deliveries if delivery["topic"] == "step"}, {"P-2023-0042"})

equal(requests["post", "/api/v1/participants/{number}/steps"], len(steps))
equal(requests["post", "/api/v1/referent-requests"], 1)
equal(requests["get", "/api/v1/participants"] >= 2, True, requests)
equal(requests["get", "/api/v1/participants/{number}"] >= 1, True, requests)
print(f"linked, and {len(deliveries)} messages sent")
