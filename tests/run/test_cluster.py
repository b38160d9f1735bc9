"""A scan on a Ray cluster: the bytes of a scan on one machine, whoever is killed on the way."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import unspin
from running import command, refused
from unspin.find.candidates import Pairs
from unspin.run import cluster
from unspin.run.traces import Traces

ROOT = Path(__file__).resolve().parents[2]
ABSENT = [name for name in ("ray", "boto3", "moto") if importlib.util.find_spec(name) is None]
needs_ray = pytest.mark.skipif("ray" in ABSENT, reason="needs ray")
needs_store = pytest.mark.skipif(bool(ABSENT), reason=f"needs {' '.join(ABSENT)}")


def bench() -> ModuleType:
    """The benchmark's script, which starts clusters and stores."""
    spec = importlib.util.spec_from_file_location("bench_cluster", ROOT / "bench" / "cluster.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def left(out: Path) -> dict[str, object]:
    """What a scan left, by name: bytes, without what no two scans share.

    That is the time it took, and in the plan where it lay. The files of an index have names of
    chance, so they are known by what is in them.
    """
    found: dict[str, object] = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file() and p.parent.name != "segments"):
        found[str(path.relative_to(out))] = path.read_bytes()
    for name in ("stats.json", "work/plan.json"):
        books = json.loads(found[name])
        found[name] = {k: v for k, v in books.items() if k not in {"seconds", "index"}}
    manifest = found.pop("index/manifest")
    assert manifest
    segments = (out / "index" / "segments").iterdir()
    found["segments"] = sorted((p.suffix, p.read_bytes()) for p in segments)
    return found


@pytest.fixture(scope="module")
def nodes() -> Iterator[SimpleNamespace]:
    """Two Ray nodes of one core each: their ``address``, and ``env`` for who uses them."""
    script = bench()
    env = script.environment()
    env["PYTHONPATH"] += os.pathsep + str(ROOT / "tests")
    place = Path(tempfile.mkdtemp(prefix="ub"))  # short: Ray puts sockets below it
    try:
        with script.two_nodes(place, env) as address:
            env = {**env, "RAY_ADDRESS": address}
            yield SimpleNamespace(script=script, env=env, place=place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def scanning(nodes, finished, out: Path) -> subprocess.Popen[str]:
    """Begin a scan of the stories on the cluster; it says on stdout what it is about to do."""
    script = (
        "import sys, unspin\n"
        "tell = lambda stage, done, of: print(stage, done, flush=True)\n"
        "unspin.scan([sys.argv[1]], sys.argv[2], engine='ray', tell=tell)\n"
    )
    arguments = [sys.executable, "-c", script, str(finished.place / "documents"), str(out)]
    return subprocess.Popen(arguments, env=nodes.env, stdout=subprocess.PIPE, text=True)


def until(condition: Callable[[], object], seconds: float = 30) -> object:
    """Wait for something, and return it."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
    return found


def at_work(nodes) -> list[int]:
    """The processes of this cluster that are doing a task of ours."""
    token = f"RAY_AUTH_TOKEN={nodes.env['RAY_AUTH_TOKEN']}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = token in (entry / "environ").read_bytes()
            if ours and (entry / "cmdline").read_bytes().startswith(b"ray::_call"):
                found.append(int(entry.name))
        except OSError:  # it ended meanwhile
            continue
    return found


@needs_ray
def test_two_nodes_leave_the_bytes_of_one_machine(nodes, finished, tmp_path):
    job = scanning(nodes, finished, tmp_path / "out")
    told = job.communicate()[0].splitlines()
    assert job.returncode == 0 and told[0] == "read 0" and told[-1].startswith("verify")
    assert left(tmp_path / "out") == left(finished.out)


@needs_ray
def test_a_killed_worker_costs_nothing(nodes, finished, tmp_path):
    job = scanning(nodes, finished, tmp_path / "out")
    for stage in ("read 0", "verify 0"):
        assert any(line.strip() == stage for line in job.stdout)
        for pid in until(lambda: at_work(nodes)):
            os.kill(pid, signal.SIGKILL)
    job.communicate()
    assert job.returncode == 0
    assert left(tmp_path / "out") == left(finished.out)


@needs_ray
def test_an_item_that_kills_its_worker_costs_itself(nodes, tmp_path):
    script = (
        "import crashing\n"
        "from unspin.run.cluster import connected\n"
        "from unspin.run.local import each, elsewhere\n"
        "with connected([], None) as cluster, elsewhere(cluster):\n"
        "    found = list(each(crashing.halved, range(5), 1, lambda number: -number))\n"
        "open('answers', 'w').write(str(found))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    subprocess.run(command, env=nodes.env, cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "answers").read_text() == "[0, 0, 1, -3, 2]"


@needs_ray
@pytest.mark.parametrize("stage", ["read 0", "verify 0"])
def test_a_killed_driver_goes_on_where_it_stopped(nodes, finished, tmp_path, stage):
    job = scanning(nodes, finished, tmp_path / "out")
    assert any(line.strip() == stage for line in job.stdout)
    until(lambda: at_work(nodes))
    job.kill()
    job.communicate()
    assert not (tmp_path / "out" / "stats.json").exists()
    job = scanning(nodes, finished, tmp_path / "out")
    told = job.communicate()[0].splitlines()
    assert ("read 0" in told) == (stage == "read 0")  # what was read is not read again
    assert left(tmp_path / "out") == left(finished.out)


@needs_store
def test_a_bucket_is_read_as_a_folder_is(nodes, finished, tmp_path):
    lines = (finished.place / "all.jsonl", tmp_path / "out")
    lines[0].write_bytes(b"".join(path.read_bytes() for path in finished.inputs))
    unspin.scan([lines[0]], tmp_path / "local", jobs=1)
    with nodes.script.bucket(nodes.place, lines[0], nodes.env) as url:
        arguments = ["scan", "s3://corpus/pages", "--endpoint-url", url, "--engine", "ray"]
        done = subprocess.run(
            command(*arguments, "--out", tmp_path / "out", "--quiet"),
            env=nodes.env, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        arguments[1] = "s3://corpus/none"
        done = subprocess.run(
            command(*arguments, "--out", tmp_path / "other"),
            env=nodes.env, capture_output=True, check=False,
        )  # fmt: skip
    assert refused(done, "s3://corpus/none", "nothing is there")
    for name in ("pairs.jsonl", "families.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


@needs_ray
def test_no_cluster_is_said_soon(finished, tmp_path, environment):
    port = bench().free_port()
    for address, word in ((f"127.0.0.1:{port}", "ray start --head"), ("head", "HOST:PORT")):
        done = subprocess.run(
            command("scan", finished.inputs[0], "--out", tmp_path / "out", "--engine", "ray"),
            env={**environment, "PYTHONWARNINGS": "ignore", "RAY_ADDRESS": address},
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert refused(done, f"RAY_ADDRESS={address}", word)


def test_a_node_is_named_that_is_not_fit(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_address", lambda: "10.0.0.7")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text("{}")
    seen = cluster.seen(Path("plan.json"))
    terms = cluster.Terms(cluster.versions(), str(tmp_path), (("plan.json", seen),), ())
    assert cluster._call(len, "abc", terms) == 3
    (tmp_path / "plan.json").write_text("{ }")
    other = cluster.Terms(cluster.versions(), str(tmp_path), (("plan.json", seen),), (("X", "1"),))
    with pytest.raises(unspin.BadInput, match=r"node 10.0.0.7 .* another file"):
        cluster._call(len, "abc", other)
    (tmp_path / "plan.json").unlink()
    with pytest.raises(unspin.BadInput, match=r"node 10.0.0.7 .*cannot be read: No such file"):
        cluster._call(len, "abc", other)
    older = (("unspin", "0.0.1"), *cluster.versions()[1:])
    with pytest.raises(unspin.BadInput, match=r"node 10.0.0.7 .* and 0.0.1 runs here"):
        cluster._call(len, "abc", cluster.Terms(older, str(tmp_path), (), ()))


def test_traces_compared_in_pieces_agree_as_they_do_at_once(tmp_path):
    rng = np.random.default_rng(5)
    lengths = rng.integers(40, 90, 30).astype(np.int32)
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    rng.integers(0, 50, int(lengths.sum())).astype(np.uint32).tofile(tmp_path / "traces")
    a, b = (side.astype(np.uint32) for side in np.triu_indices(30, 1))
    at = np.full(len(a), 20, np.uint16)
    pairs = Pairs(
        a, b, np.zeros(len(a), np.int32), np.ones(len(a), np.float32), at, at, at.astype("u1")
    )
    whole = Traces(tmp_path / "traces", starts, lengths)
    pieces = cluster._Spread(whole.path, starts, lengths, 7)
    assert np.array_equal(pieces.shared(pairs), whole.shared(pairs)) and whole.shared(pairs).any()
