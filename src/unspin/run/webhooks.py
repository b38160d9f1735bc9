"""Messages leave the outbox as Standard Webhooks (https://www.standardwebhooks.com): signed, retried."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable

from unspin.errors import BadInput
from unspin.ingest.fetch import Answer, Fetcher
from unspin.records import Skipped
from unspin.run.ledger import Ledger, Message

WAITS = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0)
"""Seconds between one try and the next: eight tries in 32 hours, then the message is dead."""
SECRET_BYTES = range(24, 65)
"""Lengths a secret may have, in bytes; those of the specification."""
_PREFIX = "whsec_"
_GONE = 410


def key_of(secret: str) -> bytes:
    """Return the bytes of a secret as receivers and senders exchange it: ``whsec_`` and base64.

    Raises:
        BadInput: it is none.
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in SECRET_BYTES:
        raise BadInput(
            "the secret of the webhook must be 24 to 64 bytes in base64: make one with  "
            "echo whsec_$(openssl rand -base64 32)  and tell it to the receiver"
        )
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of ``webhook-signature``: HMAC-SHA256 over id, time and body.

    >>> signature(b"k" * 24, "msg_1", 1614265330, b'{"test": 2432232314}')
    'v1,TScfZU5W0Dsfb7RPdzgO787YhjOEgrDHCPjYVxCiy/0='
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode("ascii")


def send(fetcher: Fetcher, url: str, key: bytes, message: Message, now: float) -> str:
    """Send a message once; return what went wrong, or nothing when it arrived."""
    timestamp = int(now)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, message.id, timestamp, message.body),
    }
    answer = fetcher.post(url, message.body, headers)
    if isinstance(answer, Skipped):
        return answer.reason
    return "" if 200 <= answer.status < 300 else _refusal(answer)


def _refusal(answer: Answer) -> str:
    return f"HTTP {answer.status}"


def deliver(
    ledger: Ledger, fetcher: Fetcher, url: str, key: bytes, clock: Callable[[], float]
) -> list[str]:
    """Send every message that is due, oldest first.

    A receiver that fails once is left alone for the rest: its messages wait for the next turn.

    Returns:
        What went wrong, in words.
    """
    for message in ledger.due(clock()):
        why = send(fetcher, url, key, message, clock())
        with ledger.step():
            if not why:
                ledger.sent(message)
                continue
            due = _next_try(message, why, clock())
            ledger.unsent(message, why, due)
        end = "given up" if due is None else f"tried again in {due - clock():.0f} seconds"
        return [f"{message.id} did not reach {url}: {why}; {end}"]
    return []


def _next_try(message: Message, why: str, now: float) -> float | None:
    if message.tries >= len(WAITS) or why == f"HTTP {_GONE}":
        return None
    return now + WAITS[message.tries]
