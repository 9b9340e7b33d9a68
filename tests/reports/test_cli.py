"""The command `raport report`."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.reports.cli import app
from tests.reports.test_documents import IDS

run = CliRunner().invoke


def test_list_names_every_document_with_its_fields() -> None:
    shown = run(app, ["list"]).stdout
    assert all(id in shown for id in IDS)
    listed = json.loads(run(app, ["list", "--json"]).stdout)
    assert [one["id"] for one in listed] == IDS
    assert {"name", "kind", "label", "choices"} == set(listed[0]["fields"][0])


def test_render_reads_yaml_and_json_and_writes_every_format(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text(
        "signer: {last: Заяц, first: Лев, gender: m, rank: мл. с-т}\ndate: 2026-11-22\n", encoding="utf-8"
    )
    (tmp_path / "f.json").write_text(
        json.dumps({"signer": {"last": "Заяц", "first": "Лев", "gender": "m"}}), encoding="utf-8"
    )
    for facts in ("f.yml", "f.json"):
        for format, start in (("txt", b""), ("docx", b"PK"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
            out = tmp_path / f"out.{format}"
            done = run(
                app, ["render", "transfer", "--facts", str(tmp_path / facts), "--format", format, "-o", str(out)]
            )
            assert done.exit_code == 0, done.output
            assert out.read_bytes().startswith(start)
    assert "Зайца Льва" in run(app, ["render", "transfer", "--facts", str(tmp_path / "f.yml")]).stdout


def test_no_facts_at_all_give_the_blank_form() -> None:
    assert "(подпись)" in run(app, ["render", "transfer"]).stdout


def test_a_number_nobody_can_mean_is_refused_with_what_would_do(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text("leave_days: 1000\n", encoding="utf-8")
    done = run(app, ["render", "leave_annual", "--facts", str(tmp_path / "f.yml")])
    assert done.exit_code == 1
    assert done.stderr == "out_of_range: leave_days (from 1 to 365)\n"
    (tmp_path / "f.yml").write_text("symptoms_since: 3025-01-01\n", encoding="utf-8")
    done = run(app, ["render", "health_report", "--facts", str(tmp_path / "f.yml")])
    assert done.stderr == "out_of_range: symptoms_since (a day of our time, not later than the paper's)\n"


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text("complaints: болит 😀\n", encoding="utf-8")
    assert "😀" in run(app, ["render", "health_report", "--facts", str(tmp_path / "f.yml")]).stderr


def test_a_dangerous_sentence_ends_in_two_and_offers_a_wording(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text("complaints: Воевать не буду\n", encoding="utf-8")
    done = run(app, ["render", "vvk_referral", "--facts", str(tmp_path / "f.yml")])
    assert done.exit_code == 2
    assert "complaints: refusal" in done.stderr
    assert "продолжаю исполнять обязанности" in done.stderr
    assert run(app, ["render", "vvk_referral", "--facts", str(tmp_path / "f.yml"), "--reviewed"]).exit_code == 0


def test_mistakes_are_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("[", encoding="utf-8")
    (tmp_path / "typo.yml").write_text("complaint: x\n", encoding="utf-8")
    assert run(app, ["render", "nothing"]).exit_code == 1
    assert run(app, ["render", "transfer", "--format", "odt"]).exit_code == 2
    assert run(app, ["render", "transfer", "--facts", str(tmp_path / "bad.yml")]).exit_code == 2
    assert run(app, ["render", "transfer", "--format", "pdf"]).exit_code == 2
    assert "'complaint'" in run(app, ["render", "vvk_referral", "--facts", str(tmp_path / "typo.yml")]).stderr


def test_check_finds_nothing_in_the_project() -> None:
    done = run(app, ["check"])
    assert (done.exit_code, done.stdout) == (0, "0 problems\n")
