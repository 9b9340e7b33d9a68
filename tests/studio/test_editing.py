"""Every file that trainers may change comes out of its editor byte for byte, and only a changed line differs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.studio import cardchecks, editing, rulefiles, wordfiles
from bot.studio.rulefiles import KINDS
from bot.studio.workspace import EDITABLE, Workspace
from bot.studio.yamltext import TextError

QUICK = 2.0  # seconds for one file
WORDS = {kind: kind for kind in KINDS}
SPACE = Workspace(ROOT, ROOT / "nowhere")


def stripped(lines: tuple[str, ...]) -> list[str]:
    """What a form of the console makes of the lines."""
    return [line.strip() for line in "\n".join(lines).splitlines() if line.strip()]


@pytest.mark.parametrize("name", wordfiles.names(SPACE))
def test_a_file_of_words_that_nobody_touched_keeps_every_byte(name: str) -> None:
    text = SPACE.read(name)
    parts = editing.list_parts(text)
    assert parts
    assert editing.with_lists(text, {part.place: stripped(part.lines) for part in parts}) == text
    before = {part.place: part.lines for part in parts}
    assert wordfiles.faults(text, before, before, ()) == []


@pytest.mark.parametrize("code", editing.topic_codes(SPACE))
def test_a_topic_that_nobody_touched_keeps_every_byte(code: str) -> None:
    parts = editing.topic_parts(SPACE, code)
    assert parts
    wanted = {part.place: stripped(part.lines) for part in parts}
    assert editing.with_topic(SPACE, code, wanted) == {editing.topic_file(code): SPACE.read(editing.topic_file(code))}


@pytest.mark.parametrize("name", editing.card_files(SPACE))
def test_every_rule_and_story_is_a_card_and_its_file_keeps_every_byte(name: str) -> None:
    text = SPACE.read(name)
    found = rulefiles.cards(text)
    assert found
    assert all(card.steps for card in found)
    lines = {card.name: rulefiles.lines(card.steps, WORDS) for card in found}
    assert rulefiles.with_cards(text, {one: rulefiles.steps(said, WORDS) for one, said in lines.items()}) == text


def test_a_new_way_to_mean_a_thing_is_one_line_of_a_rule() -> None:
    name = "data/rules/leaving.yml"
    text = SPACE.read(name)
    card = rulefiles.cards(text)[0]
    *steps, last = rulefiles.lines(card.steps, WORDS)
    changed = rulefiles.with_cards(text, {card.name: rulefiles.steps([*steps, "or transfer", last], WORDS)})
    assert [line for line in changed.splitlines() if line not in text.splitlines()] == ["          - intent: transfer"]
    files = {one: SPACE.read(one) for one in editing.card_files(SPACE)}
    found = cardchecks.faults(files, {**files, name: changed}, SPACE.read("domain.yml"))
    assert [fault.code for fault in found] == ["two_rules"]


def test_a_story_keeps_its_slots_and_a_new_rule_stands_at_the_end() -> None:
    text = (
        'version: "3.1"\n# why\nrules:\n  - rule: one\n    steps:\n      - intent: greeting\n      - action: action_a\n'
        "\nstories:\n  - story: two\n    steps:\n      - slot_was_set:\n          - stage: telling\n"
        "      - intent: transfer\n      - action: action_a\n"
    )
    one, two = rulefiles.cards(text)
    assert [step.kind for step in two.steps] == ["slot", "when", "then"]
    changed = rulefiles.with_cards(text, {"one": rulefiles.steps(["when greeting", "or deny", "then action_b"], WORDS)})
    assert rulefiles.cards(changed)[0].steps[1].what == "deny"
    assert "# why" in changed
    assert rulefiles.cards(changed)[1].text == two.text
    rule = "rules:\n" + one.text
    added = rulefiles.with_cards(rule, {"three": rulefiles.steps(["when abuse", "then action_b"], WORDS)})
    assert added.startswith(rule)
    assert [card.name for card in rulefiles.cards(added)] == ["one", "three"]


def test_what_a_card_cannot_show_is_not_changed() -> None:
    text = "rules:\n  - rule: one\n    condition:\n      - active_loop: f\n    steps:\n      - action: action_a\n"
    (card,) = rulefiles.cards(text)
    assert card.steps == ()
    with pytest.raises(TextError):
        rulefiles.with_cards(text, {"one": rulefiles.steps(["then action_b"], WORDS)})


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["when no_such_thing", "then action_answer_topic"], "no_intent"),
        (["when greeting", "then action_no_such"], "no_action"),
        (["slot no_such: yes", "when nlu_fallback", "then action_answer_topic"], "no_slot"),
        (["when nlu_fallback", "then action_default_fallback", "when deny"], "card_ends"),
        (["when transfer", "then action_take_story"], "two_rules"),
    ],
)
def test_what_would_stop_a_training_is_told_at_once(lines: list[str], code: str) -> None:
    files = {one: SPACE.read(one) for one in editing.card_files(SPACE)}
    name = "data/rules/drafting.yml"
    changed = rulefiles.with_cards(files[name], {"a new one": rulefiles.steps(lines, WORDS)})
    begun = time.monotonic()
    found = cardchecks.faults(files, {**files, name: changed}, SPACE.read("domain.yml"))
    assert code in {fault.code for fault in found}
    assert time.monotonic() - begun < QUICK


@pytest.mark.parametrize(("line", "code"), [("(ab", "pattern"), ("{nobody} пишет", "no_list"), ("(а+)+б", "slow")])
def test_a_pattern_that_cannot_be_read_or_would_hang_is_told(line: str, code: str) -> None:
    text = SPACE.read("bot/reading/words/joined.yml")
    before = {part.place: part.lines for part in editing.list_parts(text)}
    after = {**before, "supposes": (*before["supposes"], line)}
    (fault,) = wordfiles.faults(text, before, after, ())
    assert (fault.code, fault.blocks) == (code, True)


def test_a_new_pattern_shows_which_messages_it_finds() -> None:
    text = SPACE.read("bot/reading/words/joined.yml")
    before = {part.place: part.lines for part in editing.list_parts(text)}
    after = {**before, "supposes": (*before["supposes"], "положим что")}
    (fault,) = wordfiles.faults(text, before, after, ["Положим  что я уволен", "нет"])
    assert (fault.code, fault.line, fault.blocks) == ("finds", "1", False)


def test_words_wait_for_a_release_and_no_training_takes_them(tmp_path: Path) -> None:
    space = Workspace(ROOT, tmp_path / "changes")
    name = "bot/reading/words/joined.yml"
    space.write(name, space.read(name) + "# another\n", "owl")
    assert space.changes() == [name]
    assert space.mark() == ""
    assert not any(name.startswith("bot/safety") for name in EDITABLE), "cries have corpora of their own"
