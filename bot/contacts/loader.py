"""Strict reading of the directory. An error names file, line, what is wrong and how to mend it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from bot.contacts.model import Contact, Directory, Labels, Topic

_HERE = Path(__file__).parent
_Model = TypeVar("_Model", bound=BaseModel)


class DirectoryError(Exception):
    """The directory cannot be used. `code` is stable; `str()` is written for the editor of the file."""

    def __init__(self, code: str, file: str, line: int, what: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {what}. {mend}")
        self.code, self.file, self.line, self.what, self.mend = code, file, line, what, mend


class Refused(BaseModel):
    """A body whose contact can bring a person before a court (`refused.yml`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    why: str
    source: str

    def matches(self, contact: Contact) -> bool:
        """Whether the entry is this body by name (also with a case ending) or id, or leads to one of its addresses."""
        words = " ".join(_plain(text) for text in (contact.name.ru, contact.name.en, contact.id.replace("_", " ")))
        links = [channel.value.casefold() for channel in contact.channels]
        links += [source.url.casefold() for source in contact.sources]
        return any(re.search(rf"\b{_plain(name)}\w{{0,3}}\b", words) for name in self.names) or any(
            re.search(rf"(?<![\w-]){re.escape(address.casefold())}(?![\w-])", link)
            for address in self.addresses
            for link in links
        )


def load(path: Path | None = None, shut: Iterable[str] = ()) -> Directory:
    """Read the directory at `path` (None: the one that comes with the project); nobody is offered those in `shut`.

    The list of refused bodies and the words around an entry always come with the project, so that another
    directory cannot loosen them. Raises DirectoryError.
    """
    labels_file, refused_file = _HERE / "labels.yml", _HERE / "refused.yml"
    labels = _build(Labels, _read(labels_file), labels_file)
    refused = [_build(Refused, item, refused_file) for item in _section(_read(refused_file), "refused", refused_file)]

    file = path or _HERE / "directory.yml"
    data = _read(file)
    topics = {
        name: _build(Topic, item, file) for name, item in _section(data, "topics", file, kind=CommentedMap).items()
    }
    contacts: dict[str, Contact] = {}
    for item in _section(data, "contacts", file):
        contact = _build(Contact, item, file, labels=labels)
        line = item.lc.line + 1
        if contact.id in contacts:
            raise DirectoryError("duplicate_id", file.name, line, f"id {contact.id!r} is used twice", "Choose another")
        for topic in contact.helps_with:
            if topic not in topics:
                known = ", ".join(topics)
                raise DirectoryError(
                    "unknown_topic", file.name, line, f"unknown topic {topic!r}", f"Use one of: {known}"
                )
        for body in refused:
            if body.matches(contact):
                mend = "Remove the entry, or the address if only a link leads there (refused.yml)"
                raise DirectoryError("refused_body", file.name, line, f"{contact.id}: {body.why}", mend)
        contacts[contact.id] = contact
    return Directory(contacts.values(), topics, shut)


def _read(file: Path) -> CommentedMap:
    try:
        data = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DirectoryError("missing_file", file.name, 0, "the file is not there", "Give another path") from None
    except UnicodeDecodeError:
        raise DirectoryError("not_utf8", file.name, 0, "the file is not UTF-8", "Save it as UTF-8") from None
    except DuplicateKeyError as error:
        raise _from_yaml("duplicate_key", file, error, "Remove one of the two") from None
    except MarkedYAMLError as error:
        raise _from_yaml("not_yaml", file, error, "Correct the indentation or quotes there") from None
    if not isinstance(data, CommentedMap):
        raise DirectoryError("not_a_mapping", file.name, 1, "the file is not a mapping", "Start with `topics:`")
    return data


def _from_yaml(code: str, file: Path, error: MarkedYAMLError, mend: str) -> DirectoryError:
    line = error.problem_mark.line + 1 if error.problem_mark else 0
    what = (error.problem or "the file is not valid YAML").splitlines()[0]
    return DirectoryError(code, file.name, line, what, mend)


def _section(data: CommentedMap, name: str, file: Path, kind: type = CommentedSeq) -> Any:
    section = data.get(name)
    if not isinstance(section, kind):
        shape = "list" if kind is CommentedSeq else "mapping"
        raise DirectoryError("missing_section", file.name, 1, f"no {shape} `{name}`", f"Add `{name}:`")
    return section


def _build(model: type[_Model], item: Any, file: Path, **context: Any) -> _Model:
    try:
        return model.model_validate(item, context=context)
    except ValidationError as error:
        _complain(error, item, file)


def _complain(error: ValidationError, item: Any, file: Path) -> NoReturn:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    mends: Mapping[str, str] = {
        "missing": "Add it",
        "extra_forbidden": "Remove it or correct its spelling",
        "date_type": "Write a date as 2026-11-22",
        "date_from_datetime_parsing": "Write a date as 2026-11-22",
    }
    mend = mends.get(first["type"], "Correct the value")
    raise DirectoryError(first["type"], file.name, _line(item, first["loc"]), f"{where}: {first['msg']}", mend)


def _line(item: Any, loc: tuple[int | str, ...]) -> int:
    """Line of the deepest part of `loc` that is written in the file, counted from 1."""
    line = item.lc.line + 1 if isinstance(item, CommentedMap | CommentedSeq) else 1
    for part in loc:
        if isinstance(item, CommentedMap) and part in item:
            line = item.lc.key(part)[0] + 1
        elif isinstance(item, CommentedSeq) and isinstance(part, int) and part < len(item):
            line = item.lc.item(part)[0] + 1
        else:
            break
        item = item[part]
    return int(line)


def _plain(text: str) -> str:
    """Lower case, ё as е, every run of other signs one space: so that «ОВД-Инфо» and "овд инфо" are one name."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("ё", "е")))
