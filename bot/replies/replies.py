"""Renders one reply. Time is an argument; law and contacts come from their rooms and from nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateNotFound, UndefinedError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.contacts import Directory
from bot.law import Knowledge
from bot.replies import wording
from bot.replies.captions import Captions
from bot.replies.errors import ReplyError
from bot.replies.lawview import LawView

_LANGUAGES = ("ru", "en")
_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "replies"


def load(folder: Path | None = None, laid: Mapping[str, str] | None = None) -> "Replies":
    """Read all templates and captions once (None: those that come with the project). ReplyError.

    ``laid`` are files over those of the folder, by name ("ru/verdict.j2"): what is approved on an instance.
    """
    return Replies(folder or _FOLDER, laid or {})


class Replies:
    """All replies of the service. Thread-safe after construction; keeps no state between calls."""

    def __init__(self, folder: Path, laid: Mapping[str, str]) -> None:
        self.captions = Captions.load(folder, _LANGUAGES, laid)
        names = (f"{lang}/{file.name}" for lang in _LANGUAGES for file in sorted((folder / lang).glob("*.j2")))
        texts = {name: laid.get(name) or (folder / name).read_text(encoding="utf-8") for name in names}
        # Plain text goes out, so nothing is escaped here; each channel escapes for its own markup.
        self._env = ImmutableSandboxedEnvironment(
            loader=DictLoader(texts),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
        )
        self._env.filters["lower_first"] = wording.lower_first
        self._env.filters["beginning"] = wording.beginning
        for name in laid.keys() & texts.keys():
            self._compile(name)

    def renew(self, newer: "Replies") -> None:
        """Become ``newer``, for everybody who holds this one or its captions."""
        self.captions.renew(newer.captions)
        self._env = newer._env

    @property
    def topics(self) -> tuple[str, ...]:
        """The stems of all replies."""
        return tuple(sorted({Path(name).stem for name in self._env.list_templates()} - {"_shared"}))

    def variables(self, topic: str, lang: str = "ru") -> frozenset[str]:
        """The context variables a reply uses besides what `render` always gives, the optional ones too."""
        always = self._helpers("ru", date.min, None, None, "self")
        return frozenset(self._undeclared(f"{lang}/{topic}.j2")) - always.keys()

    def render(
        self,
        topic: str,
        lang: str,
        /,
        *,
        on: date,
        knowledge: Knowledge | None = None,
        directory: Directory | None = None,
        asker: str = "self",
        **context: Any,
    ) -> str:
        """The reply as plain text; paragraphs are parted by an empty line.

        `lang` other than "en" gives Russian. `asker` is "self" or "relative". Values of `context` are data: signs of
        a template in them are printed as they are. Raises ReplyError: unknown_reply, missing_value (a variable was
        not given), hidden_value (one has the name of a helper), no_knowledge or no_directory (the reply needs it),
        unknown_law, unknown_button, broken_reply.
        """
        lang = "en" if lang == "en" else "ru"
        name = f"{lang}/{topic}.j2"
        helpers = self._helpers(lang, on, knowledge, directory, asker, full=context.get("full", True))
        if hidden := sorted(context.keys() & helpers.keys()):  # a helper printed in its place is gibberish to people
            raise ReplyError("hidden_value", f"{name}: {', '.join(hidden)}")
        try:
            text = self._env.get_template(name).render({**context, **helpers})
        except TemplateNotFound:
            raise ReplyError("unknown_reply", name) from None
        except UndefinedError as error:
            raise ReplyError("missing_value", f"{name}: {error.message}") from None
        except (TemplateError, TypeError) as error:
            raise ReplyError("broken_reply", f"{name}: {type(error).__name__}") from None
        return _tidy(text)

    def _helpers(
        self,
        lang: str,
        on: date,
        knowledge: Knowledge | None,
        directory: Directory | None,
        asker: str,
        *,
        full: bool = True,
    ) -> dict[str, Any]:
        """What every template may use."""
        view = LawView(knowledge, on, lang, asker, self.captions, full=full)
        return {
            "lang": lang,
            "on": on,
            "asker": asker,
            "law": view.block,
            "risk": view.risk,
            "fact": view.fact,
            "known": view.known,
            "why": view.why,
            "sources": view.sources,
            "contacts": _contacts(directory, on, lang, "relative" if asker == "own" else asker),
            "numbers": lambda ids: directory.numbers(ids, on, lang) if directory else [],
            "phone": lambda contact: directory.phone(contact) if directory else "",
            "caption": lambda group, code: self.captions.caption(group, wording.say(code, lang), lang),
            "say": lambda value: wording.say(value, lang),
            "cited": lambda item: wording.cited(wording.say(item, lang), item.act, lang),
            "day": lambda value: wording.day(value, lang),
            "when": lambda value: wording.when(value, lang),
            "due": lambda term: wording.due(term, lang),
            "count": wording.count,
        }

    def _compile(self, name: str) -> None:
        """Refuse what cannot be read before it is needed. ReplyError."""
        try:
            self._env.get_template(name)
        except TemplateError as error:
            raise ReplyError("broken_reply", f"{name}: {type(error).__name__}") from None

    def _undeclared(self, name: str) -> Iterator[str]:
        loader = self._env.loader
        if loader is None or name not in self._env.list_templates():
            raise ReplyError("unknown_reply", name)
        tree = self._env.parse(loader.get_source(self._env, name)[0])
        yield from meta.find_undeclared_variables(tree)
        for other in meta.find_referenced_templates(tree):
            if other:
                yield from self._undeclared(other)


def _contacts(directory: Directory | None, on: date, lang: str, asker: str) -> Callable[..., list[str]]:
    def contacts(
        topic: str | None = None,
        *,
        limit: int = 5,
        abroad: bool = False,
        brief: bool = False,
        needed: bool = True,
    ) -> list[str]:
        """Entries of the directory, a block of lines each.

        With `needed=False` a missing directory gives nothing: an answer in a crisis goes out whatever fails.
        """
        if directory is None:
            if needed:
                raise ReplyError("no_directory", topic or "general")
            return []
        found = directory.find(topic=topic, on=on, asker=asker, abroad=abroad, limit=limit)
        return ["\n".join(contact.lines(lang, on, brief=brief)) for contact in found]

    return contacts


def _tidy(text: str) -> str:
    """No trailing blanks, at most one empty line in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for i, line in enumerate(lines) if line or (i and lines[i - 1]))
