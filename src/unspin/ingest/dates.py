"""A date as records write it becomes a moment in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

LONGEST = 64
"""Longest date in characters; no format needs more, and nothing longer is worth parsing."""

_EPOCH = re.compile(r"-?\d{9,13}(\.\d{1,9})?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[ -]?([A-Za-z]{3,9})\.?,?[ -]?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {
    name[:length]: number
    for number, name in enumerate(_MONTHS.split(), 1)
    for length in range(3, len(name) + 1)
}
_MILLISECONDS = 1e11  # as seconds this is the year 5138


def moment(value: object) -> datetime | None:
    """Read a date: ISO 8601, RFC 822, ``10Sep2007``, or seconds (or milliseconds) since 1970.

    A time without a zone is taken as UTC. A year or a month alone is no date: to put a day to it
    would be to invent evidence.

    Returns:
        The moment in UTC, or None when ``value`` cannot be read.

    >>> moment("10Sep2007").isoformat()
    '2007-09-10T00:00:00+00:00'
    >>> moment(1189382400) == moment("Mon, 10 Sep 2007 02:00:00 +0200")
    True
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _since_1970(float(value))
        if isinstance(value, datetime):
            return _utc(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, str) and len(value) <= LONGEST:
            return _of_text(value.strip())
    except (ValueError, OverflowError, OSError):  # the last: the C library refuses the year
        pass
    return None


@lru_cache(4096)  # a corpus has many documents of a day
def _of_text(text: str) -> datetime | None:
    if text[4:5] == "-":  # as most are
        return _utc(datetime.fromisoformat(text))
    if not text.isascii():
        return None
    if _EPOCH.fullmatch(text):
        return _since_1970(float(text))
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        month = _MONTH_NUMBERS.get(found[2].lower())
        return datetime(int(found[3]), month, int(found[1]), tzinfo=UTC) if month else None
    if found := _YEAR_FIRST.fullmatch(text):
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return _utc(parsedate_to_datetime(text))


def _since_1970(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= _MILLISECONDS else seconds, UTC)


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
