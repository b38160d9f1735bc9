#!/usr/bin/env python3
"""Scan a corpus on this machine and on two Ray nodes, by turns; compare the bytes and the seconds.

    bench/cluster.py DIR [--rounds N] [--json FILE]

DIR is a folder that ``eval/corpus.py`` wrote. Its pages are put into an S3 server on loopback
(moto), where both engines read them. The cluster is two raylets of one core each, joined on
loopback; the scan on this machine has two processes. Seconds of a stage are those of ``stats.json``;
``start`` is what connecting takes. Exits with 1 when a result differs, or when Ray takes more than
2.5 times as long after the start. Needs the extra ``cluster``, ``moto[server]`` and ``boto3``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ALLOWED = 2.5
"""Times as long as on this machine."""
CUT = 16 * 2**20
RESULTS = ("pairs.jsonl", "families.jsonl", "skipped.jsonl")
STORE = 500_000_000


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment() -> dict[str, str]:
    """Return the environment of every process of a run: secrets of its own, no statistics."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": "us-east-1",
    }


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    """Run a program meanwhile, with all that it starts."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        yield
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):  # a raylet takes its time over the first
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)


@contextlib.contextmanager
def two_nodes(place: Path, env: dict[str, str], cores: int = 1) -> Iterator[str]:
    """Start two raylets on loopback and yield the address of the head."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    ray = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--disable-usage-stats"]
    each = ["--num-cpus", str(cores), "--object-store-memory", str(STORE)]
    head = ["--head", "--node-ip-address", "127.0.0.1", "--port", str(port)]
    head += ["--include-dashboard=false", "--temp-dir", str(place / "ray")]
    other = ["--address", address, "--node-ip-address", "127.0.0.2"]
    with running([*ray, *head, *each], env, place / "head.log"):
        wait_for(port, place / "head.log")
        with running([*ray, *other, *each], env, place / "node.log"):
            wait_for_nodes(address, env, 2)
            yield address


def wait_for(port: int, log: Path) -> None:
    """Wait until something listens on a port of loopback."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.2)
    sys.exit(f"nothing came up on port {port}:\n{log.read_text(errors='replace')[-2000:]}")


def wait_for_nodes(address: str, env: dict[str, str], count: int) -> None:
    """Wait until so many nodes have joined."""
    script = (
        "import ray, sys, time\n"
        f"ray.init(address={address!r}, log_to_driver=False, logging_level='ERROR')\n"
        f"while sum(n['Alive'] for n in ray.nodes()) < {count}: time.sleep(0.2)\n"
    )
    subprocess.run([sys.executable, "-c", script], env=env, check=True, timeout=120)


@contextlib.contextmanager
def bucket(place: Path, corpus: Path, env: dict[str, str]) -> Iterator[str]:
    """Serve the lines of a file as objects of about 16 MB and yield the server's URL."""
    import boto3

    port = free_port()
    server = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(server, env, place / "s3.log"):
        wait_for(port, place / "s3.log")
        url = f"http://127.0.0.1:{port}"
        os.environ.update({key: env[key] for key in env if key.startswith("AWS_")})
        store = boto3.client("s3", endpoint_url=url)
        store.create_bucket(Bucket="corpus")
        with corpus.open("rb") as file:
            number = 0
            while lines := file.readlines(CUT):
                store.put_object(
                    Bucket="corpus", Key=f"pages/{number:05}.jsonl", Body=b"".join(lines)
                )
                number += 1
        yield url


def scan(url: str, out: Path, env: dict[str, str], address: str | None) -> dict[str, float]:
    """Scan, here or on the cluster; return the seconds of each stage."""
    engine = ["--jobs", "2"] if address is None else ["--engine", "ray"]
    more = {} if address is None else {"RAY_ADDRESS": address}
    command = [sys.executable, "-m", "unspin", "scan", "s3://corpus/pages", "--endpoint-url", url]
    command += ["--out", str(out), *engine, "--quiet"]
    subprocess.run(command, env={**env, **more}, check=True)
    books = json.loads((out / "stats.json").read_text(encoding="utf-8"))
    found: dict[str, float] = books["seconds"]
    return found


def same(one: Path, other: Path) -> bool:
    """Tell whether two scans left the same bytes."""
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in RESULTS)


def report(local: dict[str, float], ray: dict[str, float], equal: bool) -> float:
    """Print a round; return how many times as long Ray took after the start."""
    after = {name: value for name, value in ray.items() if name != "start"}
    ratio = sum(after.values()) / sum(local.values())
    print("  local  " + "  ".join(f"{name} {value:.1f}" for name, value in local.items()))
    print("  ray    " + "  ".join(f"{name} {value:.1f}" for name, value in ray.items()))
    print(f"  after the start {ratio:.2f} times as long; {'same' if equal else 'OTHER'} bytes")
    return ratio


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dir", type=Path, help="a folder that eval/corpus.py wrote")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    env, rounds, good = environment(), [], True
    with tempfile.TemporaryDirectory(prefix="ub") as name, contextlib.ExitStack() as stack:
        place = Path(name)  # short: Ray puts sockets below it
        url = stack.enter_context(bucket(place, chosen.dir / "corpus.jsonl", env))
        address = stack.enter_context(two_nodes(place, env))
        for number in range(chosen.rounds):
            print(f"round {number + 1}")
            local = scan(url, place / f"local{number}", env, None)
            ray = scan(url, place / f"ray{number}", env, address)
            equal = same(place / f"local{number}", place / f"ray{number}")
            ratio = report(local, ray, equal)
            good = good and equal and ratio <= ALLOWED
            rounds.append({"local": local, "ray": ray, "ratio": ratio, "same": equal})
    if chosen.json:
        chosen.json.write_text(json.dumps(rounds, indent=1) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
