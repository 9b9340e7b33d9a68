"""What Raport is made of: the bill names every locked package, and an advisory is matched by its version alone."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import doctor
from bot.operations import supply
from bot.operations.supply import Advisories, Pin, SupplyError, against, bill, pins, read_advisories, read_lock, take
from bot.settings import Settings

ON = date(2026, 11, 30)
LOCK = """alpha[extra]==1.5.0 \\
    --hash=sha256:{one} \\
    --hash=sha256:{two}
    # via raport (pyproject.toml)
beta-lib==2.0rc1 ; python_version < '4' \\
    --hash=sha256:{one}
    # via
    #   -c locks/app.txt
    #   alpha
    #   Gamma.Lib
gamma-lib==3 \\
    --hash=sha256:{two}
    # via raport (pyproject.toml)
""".format(one="1" * 64, two="2" * 64)


def record(
    name: str, *events: dict[str, str], versions: tuple[str, ...] = (), ecosystem: str = "PyPI"
) -> dict[str, Any]:
    """An advisory of the OSV form."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    package = {"ecosystem": ecosystem, "name": name, "purl": "pkg:somewhere"}
    affected = [{"package": package, "ranges": ranges, "versions": list(versions), "more": 1}]
    return {"id": f"TEST-{name}", "summary": "made up", "details": "long", "affected": affected}


def archive(folder: Path, *records: dict[str, Any]) -> Path:
    """An archive of advisories as it is fetched."""
    with zipfile.ZipFile(folder / "all.zip", "w") as packed:
        for number, one in enumerate(records):
            packed.writestr(f"{number}.json", json.dumps(one))
    return folder / "all.zip"


def test_a_lock_is_read_with_hashes_and_what_asks_for_each() -> None:
    found = list(read_lock("app", LOCK))
    assert [(pin.name, pin.version, len(pin.hashes)) for pin in found] == [
        ("alpha", "1.5.0", 2),
        ("beta-lib", "2.0rc1", 1),
        ("gamma-lib", "3", 1),
    ]
    assert "Gamma.Lib" in found[1].parents


def test_every_line_of_the_locks_that_pins_a_version_is_in_the_bill_with_hashes() -> None:
    pinned = [re.findall(r"(?m)^[^\s#]\S*==\S+", lock.read_text("utf-8")) for lock in supply.LOCKS.values()]
    made = bill("0.1.0", ON)
    assert len(made["components"]) == sum(map(len, pinned)) > 200
    assert all(one["hashes"] for one in made["components"])
    refs = {one["bom-ref"] for one in made["components"]}
    assert len(refs) == len(made["components"])
    assert {one["ref"] for one in made["dependencies"]} == refs | {"raport"}
    assert {ref for one in made["dependencies"] for ref in one["dependsOn"]} == refs, "each is asked for by somebody"
    assert json.dumps(made) == json.dumps(bill("0.1.0", ON)), "the same locks make the same bill"
    assert "https:" not in json.dumps(made)


def test_the_bill_is_of_the_form_that_it_names() -> None:
    made = bill("0.1.0", ON)
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert made["metadata"]["timestamp"] == "2026-11-30T00:00:00Z"
    for one in made["components"]:
        assert one["type"] == "library"
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert all(re.fullmatch("[0-9a-f]{64}", held["content"]) for held in one["hashes"])


@pytest.mark.parametrize(
    ("version", "events", "touched"),
    [
        ("1.5.0", ({"introduced": "0"}, {"fixed": "1.5.1"}), True),
        ("1.5.0", ({"introduced": "0"}, {"fixed": "1.5.0"}), False),
        ("1.10.0", ({"introduced": "0"}, {"fixed": "1.9"}), False),
        ("1.5.0", ({"introduced": "1.6"},), False),
        ("1.5.0", ({"introduced": "0"}, {"last_affected": "1.5"}), True),
        ("1.5.1", ({"introduced": "0"}, {"last_affected": "1.5"}), False),
        ("2.5", ({"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"fixed": "2.6"}), True),
        ("1.5", ({"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"fixed": "2.6"}), False),
        ("1.5", ({"introduced": "no version at all"},), True),
    ],
)
def test_an_advisory_is_matched_by_version(version: str, events: tuple[dict[str, str], ...], touched: bool) -> None:
    pin = Pin("app", "alpha-lib", version, (), ())
    for name in ("alpha-lib", "Alpha_Lib"):
        assert bool(list(against([pin], Advisories(ON, "x", (record(name, *events),))))) == touched
    other = (record("alpha", *events), record("alpha-lib", *events, ecosystem="npm"))
    assert list(against([pin], Advisories(ON, "x", other))) == []


def test_what_is_brought_is_kept_for_locked_packages_alone_without_addresses(tmp_path: Path) -> None:
    mine = record("Cryptography", {"introduced": "0"}, {"fixed": "1"})
    withdrawn = record("httpx", versions=("1",)) | {"withdrawn": "2026-01-01T00:00:00Z"}
    source = archive(tmp_path, mine, withdrawn, record("nobody-uses-this", versions=("1",)))
    assert take(source, ON, "OSV", tmp_path / "kept.json") == 1
    known = read_advisories(tmp_path / "kept.json")
    assert (known.as_of, known.source, [one["id"] for one in known.records]) == (ON, "OSV", ["TEST-Cryptography"])
    assert "long" not in (tmp_path / "kept.json").read_text()
    assert list(against(pins(), known)) == []
    late = archive(tmp_path, record("cryptography", {"introduced": "0"}, {"fixed": "9999"}))
    take(late, ON, "OSV", tmp_path / "kept.json")
    assert {pin.environment for pin, _ in against(pins(), read_advisories(tmp_path / "kept.json"))} == {
        "app",
        "assistant",
    }


def test_what_is_no_archive_of_advisories_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(SupplyError, match="no_archive"):
        take(tmp_path / "text", ON, "OSV", tmp_path / "kept.json")
    with pytest.raises(SupplyError, match="no_records"):
        take(archive(tmp_path, record("x", versions=("1",), ecosystem="npm")), ON, "OSV", tmp_path / "kept.json")
    assert not (tmp_path / "kept.json").exists()


def test_the_kept_file_touches_no_locked_package() -> None:
    known = read_advisories()
    assert [(pin.ref, one["id"]) for pin, one in against(pins(), known)] == []


def findings(on: date) -> dict[str, doctor.Finding]:
    """What the doctor says of the supply and the contact."""
    return {one.what: one for one in (*doctor._supply(on), doctor._contact())}


@pytest.mark.parametrize(("day", "soon"), [(30, False), (31, True)])
def test_the_doctor_tells_how_old_the_advisories_are(day: int, soon: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "read_advisories", lambda: Advisories(date(2026, 1, 1), "OSV", ()))
    found = findings(date.fromordinal(date(2026, 1, 1).toordinal() + day))[f"advisories: {day} days old"]
    assert (found.ok, found.soon) == (True, soon)


def test_the_doctor_says_that_nobody_has_looked_and_names_what_an_advisory_touches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "read_advisories", lambda: Advisories(ON, "", ()))
    assert findings(ON)["advisories: none were ever brought"].soon
    bad = record("httpx", {"introduced": "0"})
    monkeypatch.setattr(doctor, "read_advisories", lambda: Advisories(ON, "OSV", (bad,)))
    found = findings(ON)["no advisory against a locked package"]
    assert (found.ok, found.mend) == (False, "httpx: `raport locks check`")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (lambda text: text, "Contact and Key"),
        (lambda text: re.sub("Contact: .*", "Contact: guard@example.org", text), "Key"),
        (lambda text: re.sub("(?m)^(Contact|Key): .*", r"\1:", text), "Contact and Key"),
        (lambda text: "no contact at all", "Contact and Key"),
        (lambda text: re.sub("(?m)^(Contact|Key): .*", r"\1: somebody", text), ""),
    ],
)
def test_the_doctor_complains_until_the_instance_names_a_contact_with_a_key(
    change: Callable[[str], str], missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "SECURITY.md").write_text(change((doctor.ROOT / "SECURITY.md").read_text("utf-8")), "utf-8")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    found = doctor._contact()
    assert found.ok == (not missing)
    assert found.ok or found.mend.startswith(f"fill in {missing} in")


def test_the_doctor_of_an_instance_says_all_of_it(tmp_path: Path) -> None:
    said = {one.what for one in doctor.examine(Settings(home=tmp_path, mode="local"), ON)}
    assert "security contact with a key" in said
    assert any(what.startswith("advisories: ") for what in said)
