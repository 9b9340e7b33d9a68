"""A sentence of law worded anew on pages: plain fields, words for what is wrong, a difference, two signatures, back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from bot import law
from bot.bootstrap import Services
from bot.console.edits import Edits
from bot.law import Profile, answer
from bot.law.wordings import Place
from bot.settings import ROOT
from tests.console.conftest import Visitor

NEW = "Это новая фраза, её подписали двое."


@pytest.fixture
def place(services: Services) -> Place:
    """An answer that everybody gets, without a date in it."""
    found = services.live.sentences().values()
    return next(
        one for one in found
        if one.kind == "question" and len(services.knowledge.asked[one.entry].rule.answers) == 1
        and "{" not in one.said["ru"] and services.knowledge.asked[one.entry].rule.risk
    )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files of contacts and law."""
    for folder in ("bot/contacts", "bot/law/knowledge"):
        shutil.copytree(ROOT / folder, tmp_path / "project" / folder)
    return tmp_path / "project"


def fields(place: Place, **changed: object) -> dict[str, object]:
    return {"ru": place.said["ru"], "en": place.said["en"], "source": list(place.said["sources"]), **changed}


def say(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def second_signs(second: Visitor, place: Place) -> int:
    page = second.get(f"/desk/words/{place.id}/second").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen, page
    return second.post(f"/desk/words/{place.id}/second", {"seen": seen[1]}).status_code


def told(services: Services, place: Place) -> str:
    return answer(place.entry, Profile(), services.today(), services.knowledge).text.ru


def test_an_editor_words_an_answer_and_the_chat_says_it_after_the_second_signature(
    first: Visitor, second: Visitor, services: Services, serving: Services, place: Place
) -> None:
    before = told(serving, place)
    listed = first.get("/desk/words", params={"q": place.said["ru"][:40], "kind": "question"}).text
    assert f'href="/desk/words/{place.id}"' in listed and ".yml" not in listed
    page = first.get(f"/desk/words/{place.id}").text
    assert ".yml" not in page and unescape(page).count(place.said["ru"]) == 1
    shown = first.post(f"/desk/words/{place.id}", fields(place, ru=NEW))
    assert shown.status_code == 200
    assert "<ins>новая</ins>" in shown.text and "⚠" in shown.text and "Источник" in say(shown.text)
    assert services.live.state().wordings == {}
    assert first.post(f"/desk/words/{place.id}/sign", fields(place, ru=NEW)).status_code == 303
    serving.refresh()
    assert told(serving, place) == before
    assert second_signs(second, place) == 303
    serving.refresh()
    assert told(serving, place) == NEW
    actions = [(one.actor, one.action, one.subject) for one in services.audit.entries() if "word" in one.action]
    assert actions[::-1] == [  # the newest stands first
        (first.person_id, "desk_worded", f"words:{place.entry}"),
        (second.person_id, "desk_words_signed", f"words:{place.entry}"),
    ]


def test_one_press_rolls_it_back(
    first: Visitor, second: Visitor, services: Services, serving: Services, place: Place
) -> None:
    before = told(serving, place)
    assert first.post(f"/desk/words/{place.id}/sign", fields(place, ru=NEW)).status_code == 303
    assert second_signs(second, place) == 303
    assert second.post(f"/desk/words/{place.id}/back").status_code == 403
    assert first.post(f"/desk/words/{place.id}/back").status_code == 303
    serving.refresh()
    assert told(serving, place) == before
    assert Edits(services.settings.edits_path, services.today).pending() == ()


def test_nobody_signs_twice_or_what_he_did_not_see(first: Visitor, second: Visitor, place: Place) -> None:
    assert first.post(f"/desk/words/{place.id}/sign", fields(place, ru=NEW)).status_code == 303
    own = first.get(f"/desk/words/{place.id}/second").text
    assert 'name="seen"' not in own and "Вторым подписывает другой" in own
    seen = re.search(r'name="seen" value="([^"]+)"', second.get(f"/desk/words/{place.id}/second").text)
    assert seen
    assert first.post(f"/desk/words/{place.id}/second", {"seen": seen[1]}).status_code == 409
    assert first.post(f"/desk/words/{place.id}/sign", fields(place, ru=f"{NEW} Ещё.")).status_code == 303
    assert second.post(f"/desk/words/{place.id}/second", {"seen": seen[1]}).status_code == 409
    assert second_signs(second, place) == 303


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"en": " "}, "Нужны обе фразы"),
        ({"source": []}, "хотя бы одно место"),
        ({"ru": "слово " * 60}, "60 слов. Можно не больше 45"),
        ({"ru": "Просите по {report_filed_on + 3 weeks}."}, "Дата в фигурных скобках"),
        ({"ru": "По ст. 9999 УК вас уволят."}, "называет 9999"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_what_was_typed_stays(
    changed: dict[str, object], words: str, first: Visitor, services: Services, place: Place
) -> None:
    for step in ("", "/sign"):
        answer = first.post(f"/desk/words/{place.id}{step}", fields(place, **changed))
        assert answer.status_code == 400 and words in say(answer.text)
        assert not re.search(r"\.yml|Traceback|KnowledgeError", answer.text)
        for lang in ("ru", "en"):
            typed = " ".join(str(changed.get(lang, "")).split())
            assert typed in say(answer.text)
    assert not (services.settings.edits_path / "edits.json").exists()


def test_what_must_never_be_said_is_refused_with_its_reason(first: Visitor, services: Services, place: Place) -> None:
    said = "Вас гарантированно уволят."
    reasons = [one.why.ru for one in services.knowledge.never_say if one.id in services.knowledge.banned(said)]
    answer = first.post(f"/desk/words/{place.id}", fields(place, ru=said))
    assert answer.status_code == 400
    assert reasons and all(reason in unescape(answer.text) for reason in reasons)


def test_only_an_editor_words_and_only_readers_come(
    first: Visitor, second: Visitor, join: Callable[..., Visitor], place: Place
) -> None:
    assert "readonly" in second.get(f"/desk/words/{place.id}").text
    for step in ("", "/sign", "/back"):
        assert second.post(f"/desk/words/{place.id}{step}", fields(place, ru=NEW)).status_code == 403
    assert join("чиж", "trainer", "admin").get("/desk/words").status_code == 403
    for nowhere in ("nothing", "questions-nothing.questions.x.answers.0.short", "..%2F..%2Fsettings.x"):
        assert first.get(f"/desk/words/{nowhere}").status_code == 404


def test_where_the_operator_forbids_it_the_second_signature_says_nothing_yet(
    first: Visitor, second: Visitor, services: Services, serving: Services, place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(services.settings.__dict__, "live_readings", False)
    before = told(serving, place)
    first.post(f"/desk/words/{place.id}/sign", fields(place, ru=NEW))
    assert second_signs(second, place) == 303
    serving.refresh()
    assert told(serving, place) == before
    assert NEW in Edits(services.settings.edits_path, services.today).patch()


@pytest.mark.parametrize(
    "kind", ["question", "option", "topic", "risk", "step", "deadline", "ladder", "myth", "absence"]
)
def test_the_patch_changes_this_sentence_and_no_other_line(
    kind: str,
    services: Services,
    project: Path,
    tmp_path: Path,
) -> None:
    place = next(one for one in services.live.sentences().values() if one.kind == kind and "{" not in one.said["ru"])
    other = next(id for id in services.knowledge.sources if id not in place.said["sources"])
    edits = Edits(tmp_path / "edits", services.today, project)
    wanted = {
        "ru": f"Нет. {NEW}",
        "en": "No. This is new: “two” signed it.",
        "sources": [*place.said["sources"], other],
    }
    edits.word(place.id, wanted, "p1")
    [(path, text)] = edits.files().items()
    removed = set(path.read_text().splitlines()) - set(text.splitlines())
    assert 1 <= len(removed) <= 3
    (project / "edits.patch").write_text(edits.patch())
    subprocess.run(["git", "apply", "edits.patch"], cwd=project, check=True)
    assert path.read_text() == text
    assert edits.pending() == ()
    served = law.load(project / "bot/law/knowledge/ru")
    assert served.asked.keys() == services.knowledge.asked.keys()


def test_a_live_file_of_before_is_still_read(services: Services) -> None:
    services.settings.live_path.parent.mkdir(parents=True)
    services.settings.live_path.write_text(json.dumps({"sources": {}, "regimes": {}, "shut": {}}))
    assert services.live.state().wordings == {}
    assert services.settings.live_path != ROOT
