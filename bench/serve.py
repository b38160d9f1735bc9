"""A page of a pair, asked for by many clients at once: how long each waits, and what it costs.

    python bench/serve.py INDEX --a ID --b ID [--clients 200] [--seconds 10]

Every client keeps its connection and asks again as soon as it has its answer. Prints one JSON line:
answers by status, requests a second, percentiles of the time to the last byte in ms, CPU ms of the
listening process for an answer, its memory before and after in MB, and the load of the machine, whose
cores the clients share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode


def main() -> None:
    """Start a server, ask it, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index")
    parser.add_argument("--a", required=True)
    parser.add_argument("--b", required=True)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-m", "unspin", "serve", asked.index, "--port", "0"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = int(server.stderr.readline().rstrip("/\n").rpartition(":")[2])
        path = f"/pair?{urlencode({'a': asked.a, 'b': asked.b})}"
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n".encode()
        print(json.dumps(asyncio.run(measured(port, request, server.pid, asked))))
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


async def measured(port: int, request: bytes, pid: int, asked: argparse.Namespace) -> dict:
    """Return the figures."""
    while (await one(port, request, 0, []))[0] != 200:
        await asyncio.sleep(0.5)  # it is warming up
    for _ in range(3):
        await crowd(port, request, asked.clients, 1)
    before, busy = memory(pid), cpu(pid)
    answers = await crowd(port, request, asked.clients, asked.seconds)
    times = sorted(taken for status, taken in answers if status == 200)
    return {
        "clients": asked.clients,
        "statuses": Counter(status for status, _ in answers),
        "per_second": round(len(answers) / asked.seconds),
        "ms": {p: round(1000 * times[min(len(times) - 1, int(len(times) * p / 100))], 1)
               for p in (50, 95, 99, 100)},
        "cpu_ms": round(1000 * (cpu(pid) - busy) / len(answers), 2),
        "memory": [before, memory(pid)],
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


async def crowd(port: int, request: bytes, clients: int, seconds: float) -> list:
    """Return the status and the time of every answer that all clients got."""
    found: list[tuple[int, float]] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(one(port, request, until, found) for _ in range(clients)))
    return found


async def one(port: int, request: bytes, until: float, found: list) -> tuple[int, int]:
    """Ask until the time is over, at least once; return the last status and length."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        begun = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        status = int(head.split()[1])
        found.append((status, time.perf_counter() - begun))
        if time.perf_counter() >= until:
            writer.close()
            return status, length


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    fields = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return round(int(fields.partition("VmRSS:")[2].split()[0]) / 1024, 1)


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
