"""Who says each quotation: rules from the surest down, each a function of its neighbourhood."""

from __future__ import annotations

from typing import NamedTuple

from unspin.quotes import subject
from unspin.quotes.cues import Use
from unspin.quotes.marks import Stretch
from unspin.quotes.page import Page
from unspin.quotes.subject import Phrase
from unspin.records import Kind

CUE, SURE, NOUN, ADVERB = int(Use.CUE), int(Use.SURE), int(Use.NOUN), int(Use.ADVERB)
_SAYS = CUE | SURE
_NUMBER = int(Kind.NUMBER)
_DASHES = frozenset("—–-―")
NEAR = 25
"""Tokens after a quotation in which its verb of saying must stand."""
BESIDE = 3
"""Tokens between a verb that may mean something else and the quotation it brings in."""
FAR = 200
"""Tokens of a sentence that are looked at on either side; longer ones are lists or faults."""
APART = 60
"""Tokens between two quotations of one speaker, when the second says nothing of him."""


class Found(NamedTuple):
    """Who is found to say a quotation: the phrase, the verb's token (-1 without) and the rule."""

    phrase: Phrase
    cue: int
    rule: str


class Place(NamedTuple):
    """The neighbourhood of a quotation, as token bounds.

    ``low`` .. ``left`` is what stands before it in its sentence, back to another quotation;
    ``right`` .. ``high`` what stands after it. ``joined`` says that another quotation comes
    before it in the same sentence; ``fresh`` that it begins its sentence; ``ended`` that its
    words end a sentence with a full stop; ``opens`` that it begins its paragraph. ``head`` is
    where its sentence begins, quotations inside it passed over.
    """

    low: int
    left: int
    right: int
    high: int
    fresh: bool
    joined: bool
    ended: bool
    opens: bool
    head: int


def attribute(
    page: Page, stretches: list[Stretch]
) -> tuple[list[Place], list[Found | None]]:  # fmt: skip
    """Return where each quotation stands, and who says it: None where nothing tells."""
    places: list[Place] = []
    for k in range(len(stretches)):
        at = _place(page, stretches, k)
        goes_on = at.joined and not places[-1].fresh
        head = max(places[-1].head, at.left - FAR) if goes_on else at.head
        places.append(at._replace(head=head))
    found: list[Found | None] = []
    for k, at in enumerate(places):
        found.append(_own(page, found[k - 1] if k and at.joined else None, at))
    for k in range(len(stretches) - 1, -1, -1):
        if found[k] is None:
            found[k] = _from_later(page, stretches, places, found, k)
    for k, at in enumerate(places):
        if found[k] is None:
            found[k] = _from_earlier(page, stretches, places, found, k)
            found[k] = found[k] or _fallback(page, at, _same_line(page, stretches, found, k))
    return places, found


def _place(page: Page, stretches: list[Stretch], k: int) -> Place:
    """Return the neighbourhood of quotation ``k``."""
    s = stretches[k]
    left, line = s.first - 1, page.lines[s.first]
    previous = stretches[k - 1] if k and page.lines[stretches[k - 1].end - 1] == line else None
    floor = (previous.end + previous.shut) if previous else 0
    low, bound = left, max(floor, left - FAR)
    while low > bound and page.lines[low - 1] == line and not page.stops[low - 1]:
        low -= 1
    low = _past_dateline(page, low, left)
    joined = previous is not None and low == floor and not _is_ended(page, previous, left)
    right = s.end + 1 if s.shut else s.end
    ceiling = stretches[k + 1].first - 1 if k + 1 < len(stretches) else page.n
    high = right
    while high < ceiling and page.lines[high] == line and not page.stops[high]:
        high += 1
    opens = left <= 0 or page.lines[left - 1] != line
    fresh = low >= left
    return Place(low, left, right, high, fresh, joined, _is_full(page, s), opens, low)


def _past_dateline(page: Page, low: int, high: int) -> int:
    """Return where a line begins after its dateline: ``TAMPA, Fla. (AP) - ...``."""
    if (low and page.lines[low - 1] == page.lines[low]) or low >= high or not page.capital[low]:
        return low
    for t in range(low, min(low + 14, high - 1)):
        if page.words[t][0] in _DASHES and page.spaced[t] and page.spaced[t + 1]:
            return t + 1
        if page.kinds[t] < _NUMBER and not page.capital[t]:
            return low
    return low


def _is_full(page: Page, s: Stretch) -> bool:
    """Tell whether a quotation's words end with a full stop."""
    return page.words[s.end - 1] == "."


def _is_ended(page: Page, s: Stretch, left: int) -> bool:
    """Tell whether the sentence of a quotation ends with it, and what follows is another one."""
    after = s.end + 1
    if not page.stops[s.end - 1]:
        return False
    if after >= left:
        return True
    return page.words[s.end - 1] == "." and page.capital[after] != 0


def _own(page: Page, earlier: Found | None, at: Place) -> Found | None:
    """Apply the rules that look at the sentence of the quotation alone.

    ``earlier`` says who speaks the quotation before it in the same sentence.
    """
    low = at.low
    if earlier:
        low = max(low, earlier.cue + 1, earlier.phrase.end)
    if speaking := _transcript(page, at):
        return speaking
    near = _before(page, low, at.left, at.head) if low < at.left else None
    if near and near.rule == "cue-quote":
        return near
    if (
        not near
        and low < at.left
        and page.words[at.low] in ("asked", "when")
        and _is_asked(page, at)
    ):
        return None
    if behind := _after(page, at):
        return behind
    if not near or near.rule == "cue-weak":
        if behind := _after_noun(page, at):
            return behind
        if earlier and (low >= at.left or not _noun_before(page, low, at.left)):
            return Found(earlier.phrase, earlier.cue, "split")
    if low < at.left and near is None:
        near = _noun_before(page, low, at.left)
    return near or _according_before(page, at) or _forward(page, low, at)


def _transcript(page: Page, at: Place) -> Found | None:
    """``LEE: "..."``: a name and a colon at the head of a line."""
    if at.fresh or at.joined or page.words[at.left - 1] != ":":
        return None
    if at.low and page.lines[at.low - 1] == page.lines[at.low]:
        return None
    phrase = subject.phrase_starting(page, at.low, at.left)
    ends = phrase is not None and phrase.end == at.left - 1 and phrase.kind == "name"
    return Found(phrase, -1, "transcript") if phrase and ends else None


def _is_asked(page: Page, at: Place) -> bool:
    """Tell whether somebody unnamed asks: ``Asked, "Why?" she ...``."""
    asked = "asked" in page.words[at.low : at.low + 3]
    return asked and page.words[at.left - 1] in (",", ":") and page.words[at.right - 2] == "?"


def _noun_before(page: Page, low: int, left: int) -> Found | None:
    """``His response: "..."``, ``in Lee's letter, "..."``."""
    for t in range(left - 1, max(low, left - NEAR), -1):
        if not page.uses[t] & NOUN or page.names[t]:
            continue
        if page.words[t - 1] in _POSSESSIVES:
            return Found(Phrase(t - 1, t, "pronoun"), t, "noun-quote")
        owner = t - 2 if page.words[t - 1] in ("'s", "'") else -1
        if owner >= low and page.names[owner]:
            phrase = subject.phrase_ending(page, owner, low)
            return Found(phrase, t, "noun-quote") if phrase else None
    return None


_POSSESSIVES = frozenset(("his", "her", "their", "my"))


def _forward(page: Page, low: int, at: Place) -> Found | None:
    """``Saying he was "...", Lee left``."""
    cues = [t for t in range(low, at.left) if page.uses[t] & CUE and page.words[t].endswith("ing")]
    if not cues:
        return None
    t = at.right + (at.right < at.high and page.words[at.right] == ",")
    phrase = subject.phrase_starting(page, t, at.high)
    return Found(phrase, cues[-1], "forward") if phrase and phrase.kind != "thing" else None


def _after(page: Page, at: Place) -> Found | None:
    """``"...", X said`` and ``"...", said X``."""
    t, high, words, uses = at.right, min(at.high, at.right + NEAR), page.words, page.uses
    while t < high and words[t] in (",", "—", "–", "-"):
        t += 1
    if t >= high or (at.ended and not _goes_on(page, t, high)):
        return None
    if uses[t] & ADVERB and t + 1 < high:
        t += 1
    if uses[t] & CUE and not page.names[t]:
        phrase = subject.after(page, t, high)
        if phrase and (phrase.kind != "thing" or uses[t] & SURE):
            return Found(phrase, t, "cue-subject")
        return None
    for v in range(t + 1, high):
        if not uses[v] & CUE or page.names[v]:
            continue
        phrase = subject.before(page, v, t)
        if phrase and phrase.first == t and (phrase.kind != "thing" or uses[v] & SURE):
            return Found(phrase, v, "subject-cue")
        if uses[v] & SURE and not uses[v] & (int(Use.ROLE) | NOUN):
            return None
    return None


def _goes_on(page: Page, t: int, high: int) -> bool:
    """Tell whether a sentence goes on after a quotation that ends with a full stop."""
    if not page.capital[t]:
        return page.words[t] in ("he", "she", "they", "the", "a") or page.uses[t] & CUE != 0
    bare = high < page.n and bool(page.stops[high]) and high - t < 6
    return bare and page.words[high - 1] in ("said", "says", "added", "wrote")


def _after_noun(page: Page, at: Place) -> Found | None:
    """``"..." — Name``, ``"..." per X`` and ``"..." according to X``."""
    t, high, words = at.right, min(at.high, at.right + NEAR), page.words
    while t < high and words[t] in (",", ".", "("):
        t += 1
    if t + 1 >= page.n:
        return None
    line = page.lines[at.right - 1]
    if words[t][0] in _DASHES and page.lines[t + 1] - line <= 1:
        phrase = subject.phrase_starting(page, t + 1, min(page.n, t + 12))
        if phrase and phrase.kind == "name" and _stands_alone(page, phrase):
            return Found(phrase, -1, "dash-name")
    if t < high and words[t] == "per":
        phrase = subject.phrase_starting(page, t + 1, high)
        return Found(phrase, t, "according") if phrase else None
    if t < high and words[t] == "according" and words[t + 1] == "to":
        phrase = subject.phrase_starting(page, t + 2, high)
        return Found(phrase, t, "according") if phrase else None
    return None


def _stands_alone(page: Page, phrase: Phrase) -> bool:
    """Tell whether a name after a dash is all that follows, as under a motto."""
    end = phrase.end
    return end >= page.n or page.lines[end] != page.lines[end - 1] or page.words[end] in ",.(;"


def _before(page: Page, low: int, left: int, head: int = -1) -> Found | None:
    """``X said, "..."``, ``X told Y that it was "..."``.

    The last verb of saying counts, but one that may mean something else only when it stands
    beside the quotation: ``he said that they refuse because of "..."``.
    """
    weak: Found | None = None
    for v in range(left - 1, low - 1, -1):
        use = page.uses[v]
        if not use & CUE or page.names[v] or _is_noun(page, v):
            continue
        if v and page.words[v - 1] in _MODALS:
            use &= ~SURE
        if page.words[v + 1] == "by":
            phrase = subject.phrase_starting(page, v + 2, left)
            if phrase is None or phrase.end < left - 1:
                continue
        elif v == low or page.begins(v):
            phrase = subject.after(page, v, left) if not page.words[v].endswith("ing") else None
        else:
            phrase = subject.before(page, v, low, head)
        if not phrase or (phrase.kind == "thing" and not use & SURE):
            continue
        if use & SURE:
            near = all(page.kinds[t] > _NUMBER for t in range(v + 1, left))
            led = near or (page.words[left - 1] in (",", ":") and left - v <= NEAR)
            return Found(phrase, v, "cue-quote" if led else "cue-before")
        spoken = not page.uses[phrase.end - 1] & NOUN  # a letter calls, but who wrote it says more
        if left - v <= BESIDE + 1 and spoken:
            return Found(phrase, v, "cue-beside")
        weak = weak or Found(phrase, v, "cue-weak")
    return weak


_MODALS = frozenset("would will could should may might can".split())
_ARTICLES = frozenset(
    "the a an this these those his her their its my our your such every no".split()
)


def _is_noun(page: Page, v: int) -> bool:
    """Tell whether a word that may be a verb or a noun of saying is the noun: ``his comment``."""
    if v == 0:
        return False
    t, use = v - 1, page.uses[v - 1]
    if page.words[t] in _ARTICLES and not page.words[v].endswith("ing"):
        return True
    if not page.uses[v] & NOUN:
        return False
    subjective = (page.names[t] and not use & int(Use.CALENDAR)) or use & int(Use.PRONOUN)
    return not (subjective or use & (ADVERB | int(Use.AUXILIARY)) or page.words[t] in ",-)")


def _according_before(page: Page, at: Place) -> Found | None:
    """``According to X, "..."``, ``in the words of X, "..."``, ``as X put it, "..."``."""
    words = page.words
    for t in range(at.low, at.left - 2):
        if words[t : t + 2] == ["according", "to"] or words[t : t + 2] == ["words", "of"]:
            phrase = subject.phrase_starting(page, t + 2, at.left)
            return Found(phrase, t, "according") if phrase else None
        if words[t : t + 2] == ["put", "it"] or words[t : t + 2] == ["puts", "it"]:
            phrase = subject.before(page, t, at.low)
            return Found(phrase, t, "according") if phrase else None
    return None


def _same_line(
    page: Page, stretches: list[Stretch], found: list[Found | None], k: int
) -> Found | None:
    """Return who says the quotation before this one, when it stands in the same paragraph."""
    if not k or page.lines[stretches[k - 1].end - 1] != page.lines[stretches[k].first]:
        return None
    return found[k - 1]


def _from_later(
    page: Page, stretches: list[Stretch], places: list[Place], found: list[Found | None], k: int
) -> Found | None:  # fmt: skip
    """Take the speaker of the next quotation of the paragraph, when this one begins it."""
    if k + 1 >= len(stretches):
        return None
    later, at, after = found[k + 1], places[k], places[k + 1]
    if not later or not at.fresh:
        return None
    line = page.lines
    if not stretches[k].shut and line[stretches[k + 1].first] == line[stretches[k].first] + 1:
        ours = after.opens and later.rule in ("subject-cue", "cue-subject", "later")
        return Found(later.phrase, later.cue, "later") if ours else None
    if not at.opens or line[stretches[k + 1].first] != line[stretches[k].first]:
        return None
    direct = later.rule in ("subject-cue", "cue-subject", "later") and after.fresh
    return Found(later.phrase, later.cue, "later") if direct else None


def _from_earlier(
    page: Page, stretches: list[Stretch], places: list[Place], found: list[Found | None], k: int
) -> Found | None:  # fmt: skip
    """Take the speaker of what stands before: an introduction, or the quotation before it."""
    at, lines = places[k], page.lines
    if not at.fresh:
        return None
    earlier = found[k - 1] if k else None
    gap = at.left - stretches[k - 1].end if k else page.n
    follows = k > 0 and lines[stretches[k].first] - lines[stretches[k - 1].end - 1] == 1
    if earlier and at.opens and follows and not stretches[k - 1].shut:
        return Found(earlier.phrase, earlier.cue, "paragraphs")
    floor = places[k - 1].high + 1 if k else 0
    told = _narration(page, floor, at)
    if told and told.rule in ("colon", "lead-in"):
        return told
    if earlier and gap <= APART and (not at.opens or follows):
        same = lines[stretches[k].first] == lines[stretches[k - 1].end - 1]
        if told and same and told.phrase.kind == "name":
            return told
        if told and not same and gap > NEAR:
            return told
        rule = "next-paragraph" if not same else "resumed" if told else "continued"
        return Found(earlier.phrase, earlier.cue, rule)
    return told


def _narration(page: Page, floor: int, at: Place) -> Found | None:
    """Return whom the sentence before a quotation speaks of."""
    end = at.left
    if end - 1 <= floor:
        return None
    line = page.lines[end - 1]
    if page.lines[at.left] - line > 1:
        return None
    low, floor = end - 1, max(floor, end - FAR)
    while low > floor and page.lines[low - 1] == line and not page.stops[low - 1]:
        low -= 1
    low = _past_dateline(page, low, end)
    colon = page.words[end - 1] == ":"
    if (said := _before(page, low, end)) and (colon or said.rule != "cue-weak"):
        return Found(said.phrase, said.cue, "colon" if colon else "lead-in")
    phrase = subject.clause_subject(page, low, end)
    if phrase is None or phrase.kind == "thing":
        return None
    return Found(phrase, -1, "colon" if colon else "narrated")


def _fallback(page: Page, at: Place, earlier: Found | None) -> Found | None:
    """Take the subject of the sentence that a quoted phrase stands in, or who spoke before it."""
    if at.fresh:
        return None
    phrase = subject.clause_subject(page, at.head, at.left)
    if phrase and phrase.kind != "thing" and page.words[phrase.first] not in ("it", "you"):
        return Found(phrase, -1, "subject")
    return Found(earlier.phrase, earlier.cue, "carried") if earlier else None
