"""Every copy in a corpus, as a batch job that can be stopped and gone on with at any moment.

    read      parts of the input, each once: documents into the index, traces beside it
    join      posting lists into candidates
    verify    candidates in shards: aligned and judged by the code of ``compare``
    finish    pairs, families, what was skipped, and the books

What a stage has done lies in the folder ``work`` of the results, a file a part or shard, written
whole or not at all; a rerun of the same job does only what is not there. The results depend on the
input and on nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from unspin import __version__
from unspin.errors import BadInput
from unspin.find.candidates import COLUMNS, Pairs
from unspin.find.sketch import SCHEME
from unspin.index import BATCH, open_store
from unspin.ingest import s3
from unspin.ingest.inputs import Fields, Inputs, Part, named, parts
from unspin.pipeline.pairs import PLENTY
from unspin.records import UInt32
from unspin.run import work
from unspin.run.cluster import Cluster, connected, required
from unspin.run.fill import Filled, fill
from unspin.run.finished import BOOKS, OWN_INDEX, PLAN, WORK
from unspin.run.join import Joined, join
from unspin.run.local import each, elsewhere, get_ready, kept, let_go, processes
from unspin.run.order import kin_together
from unspin.run.outputs import read_object, write_lines, write_object
from unspin.run.results import Numbered, classes, family_rows, with_identical
from unspin.run.traces import Traces
from unspin.store.disk import refusing
from unspin.store.store import Store
from unspin.store.view import Columns

Stage = Literal["read", "join", "verify", "finish"]
Tell = Callable[[Stage, int, int], None]
"""Called with a stage, how much of it is done, and how much there is: parts of the input in
``read``, pairs in ``verify``."""

SHARD = 64
"""Candidates of one shard."""
PARTNERS = 8
"""Candidates of a document that are verified whatever they promise to others: a family of a
hundred copies is proved by eight hundred pairs as well as by five thousand."""
FEW = 100_000
"""Documents up to which workers wait, loaded, while the pairs of a corpus are found. They are soon
found; of many they take minutes, and their memory is wanted."""
TRACES, CANDIDATES = "traces", "candidates.npz"
RESULTS = (
    "pairs.jsonl", "families.jsonl", "skipped.jsonl", BOOKS, "kept.jsonl", "dropped.jsonl",
)  # fmt: skip
STOPS = ("sketch", "candidates", "align")
ENGINES = ("local", "ray")
_DEFAULT = Fields()


def silent(stage: Stage, done: int, of: int) -> None:
    """Tell nobody."""


class Scan:
    """One scan: where its files are, and what has been counted so far."""

    def __init__(
        self, inputs: Inputs, out: Path, index: Path | None, fields: Fields,
        jobs: int | None, tell: Tell,
    ) -> None:  # fmt: skip
        self.out, self.work = out, out / WORK
        self.index = index or out / OWN_INDEX
        self.own_index = index is None
        self.fields, self.tell = fields, tell
        self.jobs, self._asked = processes(jobs), jobs
        self.inputs = named(inputs)
        self.parts = parts(self.inputs, but=out)
        self.cluster: Cluster | None = None
        self.seconds: dict[str, float] = {}
        self._records: list[dict[str, Any]] = []
        self._traced = 0
        self._failed: list[tuple[int, int, str]] = []

    def run(self, stop_after: str | None = None, *, ray: bool = False) -> dict[str, Any]:
        """Do what is left to do, on a Ray cluster or on this machine, and return the books."""
        if ray:
            required()  # before anything is written
        self._begin()
        with self._on_cluster() if ray else kept(self.jobs):
            return self._run(stop_after)

    def _run(self, stop_after: str | None) -> dict[str, Any]:
        with open_store(self.index, write=True, create=True) as store, self._timed("read"):
            self._read(store)
        if stop_after == "sketch":
            return self._books()
        with open_store(self.index) as store:
            with self._timed("join"):
                joined = self._join(store)
            if stop_after == "candidates":
                return self._books(joined)
            return self._finish(store, joined, families=stop_after != "align")

    @contextmanager
    def _on_cluster(self) -> Iterator[None]:
        if "-" in self.inputs:
            raise BadInput("-: a cluster cannot read standard input: give a file that it can see")
        begun = time.monotonic()
        shared = [
            self.work / PLAN,
            self.index,
            *(Path(i) for i in self.inputs if not s3.is_remote(i)),
        ]
        with connected(shared, self._asked) as self.cluster, elsewhere(self.cluster):
            self.seconds["start"] = round(time.monotonic() - begun, 3)
            yield

    def _begin(self) -> None:
        """Go on with the job that lies here, or make room for this one."""
        plan = {
            "scheme": SCHEME,
            "version": __version__,  # another one may put other pairs into a shard
            "index": OWN_INDEX if self.own_index else str(self.index.resolve()),  # may be moved
            "fields": asdict(self.fields),
            "parts": [_mark(p) for p in self.parts],
        }
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            before = read_object(self.work / PLAN)
            if before != plan:
                self._clear(before)
                write_object(self.work / PLAN, plan)
        except OSError as cause:
            raise BadInput(
                f"{self.out}: cannot write here ({cause.strerror or cause}): give --out a folder "
                "that you may write to"
            ) from cause

    def _clear(self, before: dict[str, Any] | None) -> None:
        """Do away with what another job left here; what no job made is not touched."""
        index = self.out / OWN_INDEX
        if before is not None and before["index"] in (OWN_INDEX, str(index.resolve())):
            shutil.rmtree(index, ignore_errors=True)
        elif self.own_index and index.exists():
            raise BadInput(
                f"{index}: is there, and no scan made it: give --out another folder, or --index "
                f"{index} to add to that index"
            )
        if before is None and (foreign := self._foreign()):
            raise BadInput(
                f"{foreign}: is there, and no scan made it: give --out another folder, or move it"
            )
        shutil.rmtree(self.work, ignore_errors=True)
        for name in RESULTS:
            (self.out / name).unlink(missing_ok=True)
        self.work.mkdir()

    def _foreign(self) -> Path | None:
        """Return what lies where work and results belong, in a folder that no scan has planned in."""
        if self.work.exists() and (self.work.is_file() or any(self.work.iterdir())):
            return self.work
        found = [self.out / name for name in RESULTS if (self.out / name).exists()]
        return found[0] if found and self.out / BOOKS not in found else None

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[stage] = round(time.monotonic() - begun, 3)

    def _read(self, store: Store) -> None:
        """Bring every part into the index; a part is done when its record is written."""
        for i in range(len(self.parts)):
            if (record := read_object(self._record(i))) is None:
                break
            self._records.append(record)
            self._traced += sum(record["tokens"])
        done = len(self._records)
        self.tell("read", done, len(self.parts))
        for filled in fill(store, self.parts[done:], self.fields, self.jobs):
            self._keep(done, filled)
            done += 1
            self.tell("read", done, len(self.parts))

    def _keep(self, part: int, filled: Filled) -> None:
        with (self.work / TRACES).open("ab") as file:
            file.truncate(self._traced * 4)  # what a killed run wrote and did not record
            file.seek(0, os.SEEK_END)
            filled.traces.tofile(file)
        self._traced += len(filled.traces)
        record = {
            "nums": filled.nums,
            "tokens": filled.tokens,
            "changed": filled.changed,
            "skipped": [asdict(s) for s in filled.skipped],
        }
        write_object(self._record(part), record)
        self._records.append(record)

    def _record(self, part: int) -> Path:
        return self.work / f"read-{part:05}.json"

    def _join(self, store: Store) -> Joined:
        cached = self.work / CANDIDATES
        if (before := _load(cached)) is not None:
            return before
        columns = store.columns()
        documents = int(columns.nums.max(initial=0)) + 1
        if documents <= FEW:
            get_ready(work.get_ready)
        else:
            let_go()
        self.tell("join", 0, 1)
        traces = self._traces(columns, documents)
        if self.cluster is not None:
            traces = self.cluster.spread(traces)
        joined = join(store, columns, _identical(columns, documents), traces, self.work / "spill")
        ours, pairs = self._ours(documents), joined.pairs
        joined = replace(joined, pairs=pairs.where(ours[pairs.a] | ours[pairs.b]))
        _save(cached, joined)
        (self.work / TRACES).unlink()  # as large as half the texts, and done with
        self.tell("join", 1, 1)
        return joined

    def _ours(self, documents: int) -> NDArray[np.bool_]:
        """Tell which documents this job's input holds; pairs of the others are not told of."""
        ours = np.zeros(documents, bool)
        ours[[num for record in self._records for num in record["nums"]]] = True
        return ours

    def _traces(self, columns: Columns, documents: int) -> Traces:
        """Say where the traces are; make those of documents that this job read none of."""
        starts, lengths = np.zeros(documents, np.int64), np.full(documents, -1, np.int32)
        at = 0
        for record in self._records if self._traces_are_there() else ():
            for num, tokens in zip(record["nums"], record["tokens"], strict=True):
                starts[num], lengths[num] = at, tokens
                at += tokens
        older = np.setdiff1d(columns.nums, np.flatnonzero(lengths >= 0))
        with (self.work / TRACES).open("ab") as file:
            file.truncate(at * 4)
            chunks = (older[i : i + BATCH] for i in range(0, len(older), BATCH))
            asked = [work.Retrace(self.index, tuple(chunk.tolist())) for chunk in chunks]
            for traces in each(work.retrace, asked, self.jobs):
                for num, trace in traces:
                    starts[num], lengths[num] = at, len(trace)
                    trace.tofile(file)
                    at += len(trace)
        np.maximum(lengths, 0, out=lengths)
        return Traces(self.work / TRACES, starts, lengths)

    def _traces_are_there(self) -> bool:
        """Tell whether this job's traces lie here still; they go once the candidates are written."""
        path = self.work / TRACES
        return (path.stat().st_size if path.exists() else 0) >= self._traced * 4

    def _verify(self, pairs: Sequence[tuple[int, int, int]]) -> tuple[list[Numbered], Counter[str]]:
        """Verify pairs, a shard at a time; return the lines and why the others have none."""
        pairs = kin_together(pairs)
        shards = [tuple(pairs[i : i + SHARD]) for i in range(0, len(pairs), SHARD)]
        before = ((i, read_object(self._shard(i))) for i in range(len(shards)))
        known = {i: stored for i, stored in before if stored is not None}
        left = [i for i in range(len(shards)) if i not in known]
        done = len(shards) - len(left)
        self.tell("verify", min(done * SHARD, len(pairs)), len(pairs))
        asked = [work.Shard(self.index, shards[i]) for i in left]
        for i, verified in zip(left, each(work.verify, asked, self.jobs), strict=True):
            known[i] = _stored(verified)
            write_object(self._shard(i), known[i])
            done += 1
            self.tell("verify", min(done * SHARD, len(pairs)), len(pairs))
        lines: list[Numbered] = []
        rejected: Counter[str] = Counter()
        for i in range(len(shards)):
            lines += [(a, b, row) for a, b, row in known[i]["lines"]]
            rejected.update(known[i]["rejected"])
            self._failed += [(a, b, fault) for a, b, fault in known[i]["failed"]]
        return lines, rejected

    def _shard(self, shard: int) -> Path:
        return self.work / f"shard-{shard:05}.json"

    def _finish(self, store: Store, joined: Joined, families: bool) -> dict[str, Any]:
        same = classes(joined.identical, self._ours(len(joined.identical)))
        kept = limited(joined.pairs, PARTNERS)
        columns = (kept.a.tolist(), kept.b.tolist(), kept.shared.tolist())
        pairs = sorted(
            {*zip(*columns, strict=True)}
            | {(first, others[0], PLENTY) for first, others in same.items()}
        )
        with self._timed("verify"):
            rows, rejected = self._verify(pairs)
        rejected["budget"] = len(joined.pairs) - len(kept)
        with self._timed("finish"):
            names = _names(store, rows, same)
            rows = with_identical(rows, same, names)
            write_lines(self.out / "pairs.jsonl", (row for _, _, row in rows))
            counts: dict[str, Any] = {"pairs": len(rows)}
            if families:
                found = family_rows(rows, same, names)
                write_lines(self.out / "families.jsonl", found)
                counts["families"] = len(found)
        told = Counter(row["relation"] for _, _, row in rows)
        faults = Counter(fault for _, _, fault in self._failed)
        return self._books(
            joined,
            verified=len(pairs),
            rejected=rejected,
            unjudged=faults,
            relations=told,
            **counts,
        )

    def _books(self, joined: Joined | None = None, **counts: Any) -> dict[str, Any]:
        """Write ``skipped.jsonl`` and ``stats.json``: everything that was read is in them."""
        skipped = [row for record in self._records for row in record["skipped"]]
        nums = [num for record in self._records for num in record["nums"]]
        reasons = Counter(row["code"] for row in skipped)
        failed = reasons.pop(work.FAILED, 0)
        reasons["repeated"] = len(nums) - len(set(nums))
        candidates = {} if joined is None else {
            "met": joined.met, "boilerplate": joined.boilerplate,
            "candidates": len(joined.pairs), "capped": joined.sampled,
        }  # fmt: skip
        books = {
            "schema": "unspin.stats/1",
            "read": len(nums) + len(skipped),
            "indexed": len(set(nums)),
            "skipped": {code: reasons[code] for code in sorted(reasons) if reasons[code]},
            "failed": {work.FAILED: failed} if failed else {},
            **candidates,
            **{name: _plain(value) for name, value in counts.items()},
            "seconds": self.seconds,
            "scheme": SCHEME,
            "versions": {"unspin": __version__},
        }
        write_lines(self.out / "skipped.jsonl", skipped)
        write_object(self.out / BOOKS, books, indent=1)
        return books


def _stored(verified: work.Verified) -> dict[str, Any]:
    """Return what a shard's file holds; ``asdict`` would copy every line of it."""
    return {
        "lines": verified.lines,
        "rejected": verified.rejected,
        "failed": verified.failed,
    }


def scan(
    inputs: Inputs, out: str | Path, *, index: str | Path | None = None,
    fields: Fields = _DEFAULT, jobs: int | None = None, engine: str = "local",
    stop_after: str | None = None, tell: Tell = silent,
) -> dict[str, Any]:  # fmt: skip
    """Find every copy in a corpus.

    Args:
        inputs: a file or folder, or several, see ``ingest.inputs.parts``.
        out: folder for the results. A job that was stopped there goes on; another job's work
            there is done away with.
        index: an index to keep the documents in, with others that are there already: pairs of
            those with each other are not reported. Without, one is made in ``out``.
        fields: names of the fields of records.
        jobs: processes; as many as there are cores when not given.
        engine: one of :data:`ENGINES`, see ``run.cluster`` for Ray.
        stop_after: one of :data:`STOPS`, to leave out what comes after.
        tell: called with the progress.

    Returns:
        The books: what ``stats.json`` holds.

    Raises:
        BadInput: an input cannot be read, or nothing can be written to ``out``.
    """
    if stop_after not in (None, *STOPS):
        raise BadInput(f"stop_after is {stop_after!r}, wanted one of {', '.join(STOPS)} or None")
    if engine not in ENGINES:
        raise BadInput(f"engine is {engine!r}, wanted one of {', '.join(ENGINES)}")
    place = None if index is None else Path(index)
    job = Scan(inputs, Path(out), place, fields, jobs, tell)
    with refusing(job.out, "scan"):
        return job.run(stop_after, ray=engine == "ray")


def limited(pairs: Pairs, most: int) -> Pairs:
    """Keep the pairs that are among the ``most`` best of one of their documents.

    The best share most numbers of their traces, then have most promise; ties go to the first.
    """
    kept = np.zeros(len(pairs), bool)
    order = np.lexsort((pairs.b, pairs.a, -pairs.promise, -pairs.shared))
    for side in (pairs.a[order], pairs.b[order]):
        by_side = np.argsort(side, kind="stable")
        ordered = side[by_side]
        starts = np.searchsorted(ordered, ordered)
        kept[order[by_side[np.arange(len(ordered)) - starts < most]]] = True
    return pairs.where(kept)


def _identical(columns: Columns, documents: int) -> UInt32:
    """Return the first document of the same text, for every number."""
    first = np.arange(documents, dtype=np.uint32)
    _, firsts, inverse = np.unique(columns.witness, axis=0, return_index=True, return_inverse=True)
    first[columns.nums] = columns.nums[firsts[inverse.ravel()]]
    return first


def _names(
    store: Store, rows: Sequence[Numbered], same: Mapping[int, Sequence[int]]
) -> dict[int, str]:
    nums = {num for a, b, _ in rows for num in (a, b)} | {o for os in same.values() for o in os}
    ordered = sorted(nums)
    return dict(zip(ordered, store.ids_of(ordered), strict=True))


def _mark(part: Part) -> list[Any]:
    """Return what tells a part from another: a file that changed is not the same part."""
    if part.path == "-":  # what comes there cannot be read again: never the same
        return ["-", 0, 0, part.kind, str(time.time_ns())]
    names = part.files or (part.path,)
    marks = repr([_seen(name) for name in names]) + "\0".join(names)
    digest = hashlib.sha256(marks.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return [part.path, part.start, part.end, part.kind, digest]


def _seen(path: str) -> tuple[int, int]:
    """Return what tells whether a file has changed; nothing of one that cannot be looked at."""
    if s3.is_remote(path):
        return s3.mark(path)
    try:
        found = Path(path).stat()
    except (OSError, ValueError):  # ValueError: a NUL inside the path
        return -1, 0
    return found.st_size, found.st_mtime_ns


def _plain(value: object) -> object:
    return {k: v for k, v in sorted(value.items()) if v} if isinstance(value, Counter) else value


def _save(path: Path, joined: Joined) -> None:
    part = path.with_name(f".{path.name}.part.npz")
    pairs = {name: getattr(joined.pairs, name) for name in COLUMNS}
    counts = np.array([joined.met, joined.sampled, joined.boilerplate], np.int64)
    np.savez(part, identical=joined.identical, counts=counts, **pairs)
    part.replace(path)


def _load(path: Path) -> Joined | None:
    """Return what was saved; None where there is nothing, or bytes of it changed (zip's checksums)."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            pairs = Pairs(*(stored[name] for name in COLUMNS))
            return Joined(pairs, stored["identical"], *stored["counts"].tolist())
    except (OSError, ValueError, LookupError, BadZipFile, zlib.error):
        return None
