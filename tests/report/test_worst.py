from __future__ import annotations

from dataclasses import replace

from report.judgements import build, story
from unspin.report.worst import SHOWN, Worst, worst


def inline(change: Worst) -> str:
    signs = {"old": "[-{}-]", "new": "{{+{}+}}", "same": "{}"}
    return "".join(signs[bit.role].format(bit.text) for bit in change.bits)


def test_meaning_comes_first_and_facts_before_quotations_before_residue() -> None:
    found = [w.code for w in worst(story(), "a")]
    assert found[:6] == ["C301", "C303", "C306", "C308", "C510", "C601"]
    assert len(found) == SHOWN


def test_the_same_change_is_shown_once_and_no_code_takes_all_places() -> None:
    pair = "{Cold War|Chilly War|C308} and {Cold War|Chilly War|C308} again. " + " ".join(
        f"{{{i}|{i + 50}|C303}} boats." for i in range(20)
    )
    found = [w.code for w in worst(build(pair), "a")]
    assert found.count("C308") == 1
    assert len(found) == SHOWN


def test_context_is_the_later_wording_and_the_order_follows_the_source() -> None:
    assert inline(worst(story(), "a")[1]) == (
        "…said on Wednesday that [-14-]{+40+} hamlets along the…"
    )
    assert inline(worst(story(), "b")[1]) == (
        "…said on Wednesday that [-40-]{+14+} villages along the…"
    )


def test_a_quotation_is_shown_edit_by_edit_and_neighbours_are_joined() -> None:
    quote = next(w for w in worst(story(), "a") if w.code == "C510")
    assert "There’s [-no quick way-]{+not any fast method+} to [-mend-]{+repair+}" in inline(quote)


def test_an_excerpt_is_one_line_and_brackets_hold_words_only() -> None:
    judgement = build(
        "“It is {really |}good,\n\nthey {say |said}{| \n}now.”",
        frames=[("C510", "It is really good,\n\nthey say now.", "It is good,\n\nthey said \nnow.")],
    )
    assert inline(worst(judgement, "a")[0]) == "“It is [-really-] good, they [-say-]{+said+} now.”"


def test_a_long_quotation_begins_shortly_before_its_first_difference() -> None:
    words = " ".join(f"w{i}" for i in range(60))
    judgement = build(
        f"“{words} {{old|new|C202}} {words}”",
        frames=[("C510", f"{words} old {words}", f"{words} new {words}")],
    )
    quote = next(w for w in worst(judgement, "a") if w.code == "C510")
    assert inline(quote).count(" ") < 30
    assert "…w56 w57 w58 w59 [-old-]{+new+} w0" in inline(quote)


def test_a_detail_that_repeats_the_words_is_left_out() -> None:
    judgement = build("{14|40|C303} boats.")
    for detail, shown in (("14 / 40", ""), ("14 / 40: opposites", "14 / 40: opposites")):
        changed = replace(judgement.changes[0], detail=detail)
        assert worst(replace(judgement, changes=(changed,)), "a")[0].detail == shown


def test_only_the_words_that_differ_are_marked() -> None:
    judgement = build(
        "{the Foreign Minister of Orno|the International Minister of Orno|C301} said."
    )
    assert inline(worst(judgement, "a")[0]) == (
        "the [-Foreign-]{+International+} Minister of Orno said."
    )


def test_cosmetic_changes_are_never_the_worst() -> None:
    assert worst(build("{‘so’|'so'|C101} it went."), "a") == ()
