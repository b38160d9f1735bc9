"""Scans as jobs: followed, cancelled, and only of what is allowed."""

from __future__ import annotations

import time
from http.client import HTTPConnection

import pytest

from serving import TOKEN


def follow(client, job_id: str) -> list[str]:
    """Return the states that the events of a job tell."""
    connection = HTTPConnection(client.host, timeout=120)
    connection.request("GET", f"/jobs/{job_id}/events")
    text = connection.getresponse().read().decode()
    connection.close()
    told = [event for event in text.split("\n\n") if event.startswith("event: job")]
    return [event.partition('"state": "')[2].partition('"')[0] for event in told]


def test_a_scan_is_followed_to_its_results(client, demo):
    begun = client.post("/jobs", {"inputs": ["stories.jsonl"]})
    assert begun.status == 202
    states = follow(client, begun.data["id"])
    assert states[-1] == "done"
    done = client.get(begun.headers["location"])
    assert done.data["state"] == "done"
    assert done.data["books"]["indexed"] == 7
    found = client.get(f"{begun.headers['location']}/results/families.jsonl")
    assert found.body == (demo / "families.jsonl").read_bytes()
    assert client.page(begun.headers["location"]).status == 200
    assert begun.data["id"] in [job["id"] for job in client.get("/jobs").data["jobs"]]


def test_one_at_a_time_and_any_can_be_cancelled(client):
    first, second = (client.post("/jobs", {"inputs": ["stories.jsonl"]}).data for _ in range(2))
    assert client.get(f"/jobs/{second['id']}").data["state"] == "queued"
    assert client.get(f"/jobs/{second['id']}/results/stats.json").status == 409
    for job in (second, first):
        ended = client.ask("POST", f"/jobs/{job['id']}/cancel")
        assert ended.data["state"] in ("cancelled", "done")
    assert follow(client, second["id"]) == ["cancelled"]
    third = client.form("/jobs", {"inputs": " stories.jsonl \r\n"})
    assert third.status == 303
    assert follow(client, third.headers["location"].rpartition("/")[2])[-1] == "done"


def test_a_request_that_is_sent_again_begins_no_second_scan(client):
    def send(inputs, key):
        return client.post("/jobs", {"inputs": inputs}, Idempotency_Key=key)

    first, again = (
        send(["stories.jsonl"], "scan-of-monday"),
        send(["stories.jsonl"], "scan-of-monday"),
    )
    assert (first.status, again.status) == (202, 202)
    assert first.data["id"] == again.data["id"]
    assert first.headers["location"] == again.headers["location"]
    other = send(["."], "scan-of-monday")
    assert other.status == 422
    assert other.data["errors"][0]["where"] == "Idempotency-Key"
    assert send(["stories.jsonl"], "scan-of-tuesday").data["id"] != first.data["id"]
    assert send(["stories.jsonl"], "x" * 256).status == 422
    for job in client.get("/jobs").data["jobs"]:
        client.ask("POST", f"/jobs/{job['id']}/cancel")


def test_a_scan_that_fails_says_why(client, demo):
    (demo / "broken.parquet").write_bytes(b"PAR1 and no more")
    job = client.post("/jobs", {"inputs": ["broken.parquet"]}).data
    assert follow(client, job["id"])[-1] in ("failed", "done")
    found = client.get(f"/jobs/{job['id']}").data
    assert found["error"] or found["books"]["indexed"] == 0


@pytest.mark.parametrize("name", ["/etc/passwd", "../../etc", "nothing.jsonl", "a\0b", "x" * 9000])
def test_what_lies_elsewhere_is_as_if_it_were_not_there(client, name):
    assert client.post("/jobs", {"inputs": [name]}).status == 403


def test_links_out_of_the_folder_are_not_followed(client, demo):
    link = demo / "out"
    link.symlink_to("/etc")
    assert client.post("/jobs", {"inputs": ["out"]}).status == 403
    link.unlink()


def test_a_server_without_folders_scans_nothing(guarded):
    time.sleep(1)  # it takes only so many requests a minute
    answer = guarded.post("/jobs", {"inputs": ["."]}, Authorization=f"Bearer {TOKEN}")
    assert answer.status == 403
