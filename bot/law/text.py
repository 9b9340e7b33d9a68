"""Words for people: a sentence in Russian and English, and a sentence tied to its sources."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

LANGUAGES = ("ru", "en")


class Text(BaseModel):
    """One sentence or short phrase in both languages. Neither may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1)

    ru: str
    en: str

    def in_(self, lang: str) -> str:
        """The words in `lang` ("ru" or "en"); any other code gives Russian, the language of the law itself."""
        return self.en if lang == "en" else self.ru


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states law or rests on it, with the ids of its sources (never empty)."""

    text: Text
    sources: tuple[str, ...]

    def as_dict(self, lang: str) -> dict[str, object]:
        """`{"text", "sources"}` in one language."""
        return {"text": self.text.in_(lang), "sources": list(self.sources)}
