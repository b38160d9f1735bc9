"""A scan on a Ray cluster: the calls of ``local.each`` as Ray tasks, and nothing else.

The stages, their files and their order are those of ``scan``. A task is a plain function of what it
is handed, so it may be done again on another node when its process or node is lost; what it answers
is written by the process that asked, under the name that a scan on one machine gives it.

Ray is asked for inside functions. It sends no usage statistics from here and starts no dashboard.
"""

from __future__ import annotations

import hashlib
import os
import platform
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

from unspin import __version__
from unspin.errors import BadInput, UnspinError, WorkerLost, require
from unspin.find.candidates import Pairs
from unspin.records import Int32
from unspin.run.local import AHEAD, each, processes
from unspin.run.traces import SPAN, Traces

Item = TypeVar("Item")
Answer = TypeVar("Answer")

RETRIES = 3
"""How often a task is begun anew when its process or node is lost."""
PATIENCE = 5.0
"""Seconds within which the head of a cluster must take a connection."""
PIECES = 4
"""Pieces for each core that the second look at candidates is cut into."""
HEAD = 2**16
"""Bytes of a file that are looked at to tell whether a node sees the same one."""
SETTINGS = ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION")
"""Variables of the environment that tasks are given: where a bucket is, never who may read it."""
_LIBRARIES = ("numpy", "numba", "rapidfuzz", "sentencex")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a node must fulfil, so that its answers are those of this machine.

    Attributes:
        versions: of unspin and what its answers depend on, by name.
        folder: what relative paths start from.
        files: paths with what each must look like there.
        settings: variables of the environment that tasks are given.
    """

    versions: tuple[tuple[str, str], ...]
    folder: str
    files: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]


class Cluster:
    """A Ray cluster that makes the calls of a scan.

    Args:
        ray: the module, connected.
        files: files and folders that every node must see as this machine does.
        jobs: tasks at once; as many as the cluster has cores, and some ready, when not given.
    """

    def __init__(self, ray: ModuleType, files: Sequence[Path], jobs: int | None) -> None:
        self._ray = ray
        self._files = files
        self._jobs = jobs
        self._terms: Terms | None = None
        self._task = ray.remote(num_cpus=1, max_retries=RETRIES)(_call)

    @property
    def cores(self) -> int:
        """Cores of the cluster, as many as it has now."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def each(
        self, function: Callable[[Item], Answer], items: Sequence[Item],
        lost: Callable[[Item], Answer] | None,
    ) -> Iterator[Answer]:  # fmt: skip
        """Call a function on every item and yield the answers in the order of the items.

        Few answers wait at a time, and they wait on the nodes.

        Raises:
            BadInput: a node is not fit, which is named.
            WorkerLost: a task lost its process again and again, and ``lost`` was not given.
        """
        terms = self._agreed()
        most = self._jobs or self.cores * (1 + AHEAD)
        waiting: deque[tuple[Item, Any]] = deque()
        try:
            for item in items:
                waiting.append((item, self._task.remote(function, item, terms)))
                if len(waiting) >= most:
                    yield self._answer(*waiting.popleft(), lost)
            while waiting:
                yield self._answer(*waiting.popleft(), lost)
        finally:
            for _, task in waiting:
                self._ray.cancel(task, force=True)

    def spread(self, traces: Traces) -> Traces:
        """Return traces of which the tasks compare those of many pairs."""
        return _Spread(traces.path, traces.starts, traces.lengths, self.cores * PIECES)

    def _answer(self, item: Item, task: Any, lost: Callable[[Item], Answer] | None) -> Answer:
        faults = self._ray.exceptions
        try:
            answer: Answer = self._ray.get(task)
        except faults.RayTaskError as fault:
            if isinstance(fault.cause, UnspinError):
                raise fault.cause from None
            raise
        except faults.RayError as fault:
            if lost is None:
                raise WorkerLost(
                    f"a task was begun {1 + RETRIES} times on the Ray cluster and lost its process "
                    f"each time ({type(fault).__name__}), perhaps because memory ran out: run the "
                    "same command again to go on where it stopped, on nodes with more memory a core"
                ) from fault
            return lost(item)
        return answer

    def _agreed(self) -> Terms:
        """Look once at every node; return the terms that each process on them looks at again."""
        if self._terms is None:
            files = tuple((str(path), seen(path)) for path in self._files)
            settings = tuple((name, os.environ[name]) for name in SETTINGS if name in os.environ)
            terms = Terms(versions(), str(Path.cwd()), files, settings)
            self._look_at_nodes(terms)
            self._terms = terms
        return self._terms

    def _look_at_nodes(self, terms: Terms) -> None:
        on = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        asked = {
            node["NodeManagerAddress"]: self._task.options(
                num_cpus=0, scheduling_strategy=on(node["NodeID"], soft=False)
            ).remote(len, (), terms)
            for node in self._ray.nodes()
            if node["Alive"] and node["Resources"].get("CPU")
        }
        for address, task in asked.items():
            try:
                self._answer((), task, None)
            except self._ray.exceptions.RayTaskError as fault:
                raise BadInput(
                    f"node {address} of the Ray cluster cannot run unspin ({_last_line(fault)}): "
                    f"install there what runs here: pip install 'unspin[cluster]=={__version__}'"
                ) from fault


@contextmanager
def connected(files: Sequence[Path], jobs: int | None) -> Iterator[Cluster]:
    """Connect to the cluster that ``RAY_ADDRESS`` names, or start one on this machine.

    Args:
        files: see :class:`Cluster`.
        jobs: see :class:`Cluster`; the cores of a cluster that is started.

    Raises:
        MissingExtra: Ray is not installed.
        BadInput: there is no such cluster.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray = required()
    if ray.is_initialized():  # the caller's: a notebook, a job of Ray's
        yield Cluster(ray, files, jobs)
        return
    address = os.environ.get("RAY_ADDRESS", "")
    own = address in {"", "local"}
    if not own:
        _reach(address)
    kinds: dict[str, Any] = {"address": "local", "num_cpus": processes(jobs)}
    kinds = kinds | {"include_dashboard": False} if own else {"address": address}
    try:
        ray.init(**kinds, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError, OSError, SystemExit) as cause:
        raise BadInput(
            f"RAY_ADDRESS={address}: cannot be used as a Ray cluster ({_last_line(cause)}): this "
            "machine must be one of its nodes:  ray start --address HOST:6379"
        ) from cause
    try:
        yield Cluster(ray, files, None if own else jobs)
    finally:
        ray.shutdown()


def required() -> ModuleType:
    """Return Ray.

    Raises:
        MissingExtra: it is not installed.
    """
    return require("cluster")[0]


def _reach(address: str) -> None:
    """Look whether anything listens at an address: Ray itself waits for minutes, and then exits."""
    if address == "auto":
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or "/" in host:
        raise BadInput(
            f"RAY_ADDRESS={address}: is no address of a Ray cluster: give HOST:PORT of its head, "
            "as  ray start --head  prints it, or auto for the one that this machine is a node of"
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except OSError as cause:
        raise BadInput(
            f"RAY_ADDRESS={address}: no Ray cluster answers there ({cause.strerror or cause}): "
            "start its head with  ray start --head  and give the address that it prints"
        ) from cause


def _last_line(fault: BaseException) -> str:
    if isinstance(fault, SystemExit):  # Ray's way to say that it gave up
        return "what listens there does not speak as the head of one"
    lines = str(fault).strip().splitlines()
    return lines[-1].strip() if lines else type(fault).__name__


def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions that answers depend on, by name."""
    found = [("unspin", __version__), ("Python", platform.python_version())]
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:  # bundled, or put there by hand
            found.append((name, "unknown"))
    return tuple(found)


def seen(path: Path) -> str:
    """Say what a path looks like from here; what differs is not the same file.

    Files by their size and how they begin, folders by being one.
    """
    try:
        if path.is_dir():
            return "a folder"
        with path.open("rb") as file:
            begins = hashlib.sha256(file.read(HEAD)).hexdigest()
        return f"{path.stat().st_size} bytes, {begins}"
    except OSError as cause:
        return f"cannot be read: {cause.strerror or cause}"


def _call(function: Callable[[Any], Any], item: Any, terms: Terms) -> Any:
    """Do a task, in a process of a node."""
    _fulfil(terms)
    return function(item)


@cache
def _fulfil(terms: Terms) -> None:
    """Look once in a process whether its node is fit."""
    node = f"node {_address()} of the Ray cluster"
    for (name, wanted), (_, found) in zip(terms.versions, versions(), strict=True):
        if found != wanted:
            raise BadInput(
                f"{node} has {name} {found}, and {wanted} runs here: install the same everywhere, "
                "or the results would depend on who did what"
            )
    with suppress(OSError):  # a node without this folder sees no file in it either
        os.chdir(terms.folder)
    for path, wanted in terms.files:
        if (found := seen(Path(path))) != wanted:
            why = found if found.startswith("cannot") else "is another file there"
            raise BadInput(
                f"{node} does not see {path} as this machine does ({why}): --out, --index and "
                "local input must lie in a folder that all nodes share, under the same path"
            )
    os.environ.update(terms.settings)


def _address() -> str:
    return str(required().util.get_node_ip_address())


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    traces: Traces
    pairs: Pairs


def _look(asked: _Look) -> Int32:
    return asked.traces.shared(asked.pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Spread(Traces):
    """Traces of which tasks compare those of a piece of the pairs each."""

    pieces: int

    def shared(self, pairs: Pairs) -> Int32:
        plain = Traces(self.path, self.starts, self.lengths)
        stretches = self.starts // SPAN
        order = np.lexsort((stretches[pairs.b], stretches[pairs.a]))  # each reads few stretches
        rows = [piece for piece in np.array_split(order, self.pieces) if len(piece)]
        asked = [_Look(plain, pairs.where(piece)) for piece in rows]
        counts = np.zeros(len(pairs), np.int32)
        for piece, shared in zip(rows, each(_look, asked, 1), strict=True):
            counts[piece] = shared
        return counts
