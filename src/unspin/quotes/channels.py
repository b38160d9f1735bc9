"""To whom something was said, and through which outlets it reached the text."""

from __future__ import annotations

from unspin.quotes import subject
from unspin.quotes.cues import Use
from unspin.quotes.page import Page
from unspin.quotes.subject import Phrase
from unspin.records import Kind

_NUMBER = int(Kind.NUMBER)
_TELLS = frozenset(
    """told tell tells telling asked asks ask asking assured assures informed informs informing
    reminded reminds warned warns advised advises implored urged thanked texted emailed""".split()
)
_REPORTS = frozenset("reported reports reporting quoted quotes quoting".split())
_SHORT = frozenset(
    """ap afp upi cnn cnbc msnbc nbc abc cbs npr pbs bbc itv rt tass tmz mtv hbo c-span espn wnd
    reuters interfax bloomberg politico breitbart axios vox vice buzzfeed huffpost salon slate
    newsmax aljazeera xinhua kyodo yonhap dpa efe ansa pravda kommersant vedomosti izvestia
    haaretz newsweek time variety forbes fortune mediaite gawker mashable wikinews newsnation
    telesur univision telemundo sputnik deadline esquire people nyt wsj usatoday""".split()
)
_LAST = frozenset(
    """news times post journal herald tribune radio tv television magazine press today guardian
    telegraph gazette chronicle globe mail independent review agency novosti weekly daily courier
    examiner inquirer observer sentinel dispatch monitor bee register record presse-france
    caller beast jazeera standard hill nation atlantic yorker intercept economist""".split()
)
_LEADS = _TELLS | _REPORTS | {"on", "with", "by", "to", "in", "via", "per"}
REACH = 16
"""Tokens from the verb of saying in which an addressee's outlet or a channel is looked for."""


def addressee(page: Page, cue: int, high: int) -> str | None:
    """Return who was spoken to, as the words stand: ``told reporters``, ``told CNBC's Ann Lee``.

    Args:
        page: the text.
        cue: token of the verb of saying.
        high: token where its sentence, or the stretch outside quotations, ends.
    """
    t = cue + 1
    if t < high and page.words[cue] in ("said", "says", "wrote") and page.words[t] == "to":
        t += 1
    elif page.words[cue] not in _TELLS:
        return None
    phrase = _hearers(page, t, high)
    return _text(page, phrase) if phrase else None


def _hearers(page: Page, t: int, high: int) -> Phrase | None:
    if t >= high or page.uses[t] & int(Use.DAY):
        return None
    if page.uses[t] & (int(Use.AUDIENCE) | int(Use.ROLE)) and not page.capital[t]:
        return Phrase(t, t + 1, "role")
    phrase = subject.phrase_starting(page, t, high)
    if phrase is None or phrase.kind == "pronoun" or page.words[t] in ("that", "this", "these"):
        return None
    heard = page.uses[phrase.end - 1] & (int(Use.AUDIENCE) | int(Use.ROLE) | int(Use.BODY))
    return phrase if phrase.kind == "name" or heard else None


def via(page: Page, low: int, cue: int, high: int, speaker: Phrase) -> tuple[str, ...]:
    """Return the outlets that stand between the speaker and the text, nearest the speaker first.

    Args:
        page: the text.
        low, high: tokens of the sentence around the verb, outside quotations.
        cue: token of the verb of saying.
        speaker: an outlet that speaks for itself is no channel.
    """
    found: list[str] = []
    for t in range(max(low, cue - 2 * REACH), min(high, cue + 2 * REACH)):
        if page.words[t] not in _LEADS or speaker.first <= t < speaker.end:
            continue
        outlet = _channel_at(page, t, low, high, cue)
        if outlet and outlet not in found:
            found.append(outlet)
    return tuple(found)


def _channel_at(page: Page, t: int, low: int, high: int, cue: int) -> str | None:
    """Return the outlet that a word brings in: ``told``, ``according to``, ``reported``, ``on``."""
    word = page.words[t]
    if (word in _TELLS and t == cue) or word in ("on", "with", "by", "to", "in", "via"):
        return _outlet(page, t + 1, high)
    if word == "per":
        return _outlet(page, t + 1, high)
    if word in _REPORTS and t != cue:
        first = t
        while first > low and (page.names[first - 1] or page.words[first - 1] in ("the", "-")):
            first -= 1
        return _outlet(page, first, t) if first < t else None
    return None


def _outlet(page: Page, t: int, high: int) -> str | None:
    """Return the outlet that begins at a token: ``the Interfax news service``, ``CNBC's Ann Lee``."""
    if t < high and page.words[t] == "the":
        t += 1
    end = t
    while end < high and (page.names[end] or (page.words[end] in ("-", "&") and end > t)):
        end += 1
    if end == t or not page.names[t]:
        return None
    names = page.words[t:end]
    agency = page.words[end : end + 1] == ["news"] or page.words[end : end + 2] == ["state", "news"]
    if not (names[0] in _SHORT or names[-1] in _LAST or agency or "".join(names) in _SHORT):
        return None
    if names[0] in _SHORT and names[-1] not in _LAST:
        end = t + 1
    return " ".join(page.text[page.starts[t] : page.ends[end - 1]].split())


def _text(page: Page, phrase: Phrase) -> str:
    return " ".join(page.text[page.starts[phrase.first] : page.ends[phrase.end - 1]].split())
