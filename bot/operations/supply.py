"""What the project is made of: a bill of materials from the locks, and the locks beside advisories with their date.

The file ``locks/advisories.json`` holds records of the OSV form, for the packages of the locks alone. It is brought by
hand (``raport locks take``): nothing here asks the network. One without a source says so: nobody has looked yet.
"""

from __future__ import annotations

import json
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from bot.settings import ROOT

LOCKS = {"app": ROOT / "locks" / "app.txt", "assistant": ROOT / "locks" / "assistant.txt"}
ENVIRONMENTS = {"app": ROOT / ".venv", "assistant": ROOT / ".venv-assistant"}
ADVISORIES = ROOT / "locks" / "advisories.json"
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)")
HASH, PARENT = re.compile(r"--hash=sha256:([0-9a-f]{64})"), re.compile(r"^    # via (\S+)|^    #   (\S+)")
NAMESPACE = uuid.UUID("6f5f8bd0-6a3f-4f6a-9a3a-1d8f2f6f3b3e")


class SupplyError(Exception):
    """``code``: no_archive (the file is no archive of OSV records), no_records (none of them is about PyPI)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pin:
    """A locked package: in which environment, the hashes of its files, and what asks for it."""

    environment: str
    name: str
    version: str
    hashes: tuple[str, ...]
    parents: tuple[str, ...]

    @property
    def ref(self) -> str:
        """Its name in the bill."""
        return f"{self.environment}:{self.name}@{self.version}"


@dataclass(frozen=True)
class Advisories:
    """What is known against packages, by whom and on which day; an empty ``source``: nobody has looked."""

    as_of: date
    source: str
    records: tuple[dict[str, Any], ...]


def pins() -> tuple[Pin, ...]:
    """Return all locked packages of both environments."""
    return tuple(pin for environment, lock in LOCKS.items() for pin in read_lock(environment, lock.read_text("utf-8")))


def read_lock(environment: str, text: str) -> Iterator[Pin]:
    """Yield the packages of a lock as `uv pip compile` writes it."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if found := PIN.match(block):
            parents = (one[1] or one[2] for line in block.splitlines() if (one := PARENT.match(line)))
            name = canonicalize_name(found[1])
            yield Pin(environment, name, found[2], tuple(sorted(HASH.findall(block))), tuple(parents))


def bill(version: str, on: date) -> dict[str, Any]:
    """Return the bill of materials as CycloneDX 1.6; licences are those that installed packages tell of themselves."""
    found = pins()
    licences = {name: _licences(path) for name, path in ENVIRONMENTS.items()}
    root = {"type": "application", "bom-ref": "raport", "name": "raport", "version": version}
    serial = uuid.uuid5(NAMESPACE, "".join(lock.read_text("utf-8") for lock in LOCKS.values()))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": f"{on.isoformat()}T00:00:00Z",
            "component": root | {"licenses": [{"expression": "AGPL-3.0-or-later"}]},
        },
        "components": [_component(pin, licences[pin.environment].get(pin.name, "")) for pin in found],
        "dependencies": list(_dependencies(found)),
    }


def read_advisories(path: Path = ADVISORIES) -> Advisories:
    """Return what the file holds."""
    found = json.loads(path.read_text("utf-8"))
    return Advisories(date.fromisoformat(found["as_of"]), found["source"], tuple(found["advisories"]))


def against(found: Iterable[Pin], known: Advisories) -> Iterator[tuple[Pin, dict[str, Any]]]:
    """Yield each locked package with each record that touches its version."""
    for pin in found:
        for record in known.records:
            if any(_touches(affected, pin) for affected in record.get("affected", ())):
                yield pin, record


def take(archive: Path, on: date, source: str, path: Path = ADVISORIES) -> int:
    """Keep from an archive of OSV records those about locked packages; returns how many. SupplyError."""
    names, kept, seen = {pin.name for pin in pins()}, list[dict[str, Any]](), False
    try:
        with zipfile.ZipFile(archive) as packed:
            for name in sorted(packed.namelist()):
                record = json.loads(packed.read(name))
                about = {_name(affected) for affected in record.get("affected", ())} - {""}
                seen = seen or bool(about)
                if about & names and "withdrawn" not in record:
                    kept.append(_bare(record, names))
    except (OSError, zipfile.BadZipFile, ValueError, AttributeError) as error:
        raise SupplyError("no_archive") from error
    if not seen:
        raise SupplyError("no_records")
    content = {"as_of": on.isoformat(), "source": source, "advisories": kept}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return len(kept)


def _bare(record: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return what a check needs of a record: no addresses, no text but the summary."""
    kept = [
        {"package": affected["package"], "ranges": affected.get("ranges", []), "versions": affected.get("versions", [])}
        for affected in record["affected"]
        if _name(affected) in names
    ]
    for affected in kept:
        affected["ranges"] = [{"type": one["type"], "events": one["events"]} for one in affected["ranges"]]
        affected["package"] = {name: affected["package"][name] for name in ("ecosystem", "name")}
    return {"id": record["id"], "summary": record.get("summary", ""), "affected": kept}


def _name(affected: dict[str, Any]) -> str:
    package = affected.get("package", {})
    return canonicalize_name(package["name"]) if package.get("ecosystem") == "PyPI" else ""


def _touches(affected: dict[str, Any], pin: Pin) -> bool:
    if _name(affected) != pin.name:
        return False
    if pin.version in affected.get("versions", ()):
        return True
    ranges = (one["events"] for one in affected.get("ranges", ()) if one["type"] == "ECOSYSTEM")
    return any(_within(events, pin.version) for events in ranges)


def _within(events: list[dict[str, str]], version: str) -> bool:
    """Follow the events of a range up to a version: introduced opens it, fixed and last_affected close it."""
    here, open_ = Version(version), False
    for event in events:
        ((kind, at),) = event.items()
        try:
            told = Version(at)
        except InvalidVersion:
            return True  # what cannot be compared is rather looked at than missed
        if kind == "introduced" and told <= here:
            open_ = True
        elif (kind == "fixed" and told <= here) or (kind == "last_affected" and told < here):
            open_ = False
    return open_


def _component(pin: Pin, licence: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.ref,
        "name": pin.name,
        "version": pin.version,
        "purl": f"pkg:pypi/{pin.name}@{pin.version}",
        "hashes": [{"alg": "SHA-256", "content": one} for one in pin.hashes],
        "properties": [{"name": "raport:environment", "value": pin.environment}],
    }
    return found | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _dependencies(found: Iterable[Pin]) -> Iterator[dict[str, Any]]:
    """Yield what asks for what; what no other package asks for, the project does."""
    by_name = {(pin.environment, pin.name): pin.ref for pin in found}
    asked: dict[str, list[str]] = {"raport": [], **{ref: [] for ref in by_name.values()}}
    for pin in found:
        parents = {by_name.get((pin.environment, canonicalize_name(parent)), "raport") for parent in pin.parents}
        for parent in sorted(parents):
            asked[parent].append(pin.ref)
    yield from ({"ref": ref, "dependsOn": sorted(below)} for ref, below in asked.items())


def _licences(environment: Path) -> dict[str, str]:
    places = [str(path) for path in environment.glob("lib/python*/site-packages")]
    return {canonicalize_name(one.name): _licence(one) for one in distributions(path=places)}


def _licence(one: Distribution) -> str:
    """Return the licence in a word or two: the field of today, else the classifiers, else a line of the old field."""
    about = one.metadata
    if told := about.get_all("License-Expression", []):
        return str(told[0])
    named = [line.rsplit(" :: ", 1)[1] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    return " / ".join(named) or "".join(about.get_all("License", [])).split("\n")[0][:80]
