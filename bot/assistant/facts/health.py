"""Fitness category and pregnancy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.assistant.facts import numbers
from bot.assistant.facts.family import writes_of_her_man
from bot.assistant.facts.page import Fact, Page, rx, stem

_BY_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Г", stem(r"временно не ?годен|временно не ?годн\w+|temporar(?:y|ily) unfit|тимчасово непридатн\w+")),
    ("В", stem(r"ограниченно годен|ограниченно годн\w+|ограничено годен|ограничено годн\w+|partial(?:ly)? fit|limited(?:ly)? fit|fit with (?:major|serious) restrictions|обмежено придатн\w+")),
    ("Б", stem(r"годен с (?:незначительными )?ограничени\w+|fit with (?:minor )?restrictions")),
    ("Д", stem(r"не ?годен\b|признали? не ?годн\w+|не ?годн(?:ым|ой)\b|не ?годен к (?:военной )?служб\w+|unfit\b|not fit for (?:military )?service|непридатн\w+")),
)  # fmt: skip
_LETTER = re.compile(
    r"(?<!\w)(?:категори\w+|кат\.?|категорі\w+|category|cat\.?|группа годности|ввк|годност\w+|комисси[ияюей]|заключени\w+|признал[аи]|дал[аи]|поставил[аи]|присвоил[аи]|определил[аи]|вынес(?:ла|ли)|влепил[аи]|получил|у меня|у него|у мужа|у сына|выпис(?:али|ан)(?:\s+\w+){0,3}?\s+с|там(?: же)?|написано|стоит|оказалось|значит|gave me|gave him|got|letter is)[\s:–—-]+"
    r"(?:(?:годности|годность|мне|ему|мужу|сыну|брату|сразу|признал[аи]|дал[аи]|поставил[аи]|присвоил[аи]|определил[аи]|вынес(?:ла|ли)|влепил[аи]|категори\w+|сейчас|это|на|ввк|with|is|the|letter|букв\w+)[\s:–—-]+){0,3}"
    r"(?P<quote>[«\"'“„]?)(?P<letter>[абвгдabvgd])(?P<digit>[\s.-]?[1-4](?!\d))?(?P<closed>[»\"'”“]?)(?![\w-]|\s*[-/]\s*\w)"
)
# «Б дали», «"В" поставили»: the letter before the verb, written as a letter.
_BEFORE_VERB = re.compile(
    r"(?<![\w-])(?P<quote>[«\"'“„]?)(?P<letter>[абвгд])(?P<digit>[\s.-]?[1-4](?!\d))?(?P<closed>[»\"'”“]?)\s+(?:мне\s+|ему\s+|категори\w+\s+)?(?:дали|поставили|присвоили|влепили|написали|стоит|там|получил\w*)(?!\w)"
)
_ALONE = re.compile(
    r"^(?:у меня |i have |it is |это )?(?:категория |category |кат\.? )?[«\"']?(?P<letter>[абвгдabvgd])[»\"']?(?: ?[-.]? ?\d)?$"
)
_AFTER_PREPOSITION = re.compile(r"\s+\w")
_LETTERS = {"a": "А", "b": "Б", "v": "В", "g": "Г", "d": "Д"}
_HOPED = re.compile(
    r"(?:\bкак|\bхочу|\bнужн\w+|\bчтобы|\bчтоб|\bнадо|\bполучить|\bдадут|\bдать|\bесли|\bмогут|\bhow to get|\bwant|\bif|\bneed)\s+(?:\S+\s+){0,4}$"
)
_PREGNANT = stem(r"беременна|беременная|вагітна|i am pregnant|i'm pregnant|im pregnant")
_WIFE = stem(r"жен(?:а|ы|е|у|ой)\b|супруга|дружина|девушк\w+|невест\w+|дочь|сестр\w+|wife|girlfriend|she")
_WEEKS = rx(
    rf"(?P<a>{numbers.ORDINAL}|{numbers.CARDINAL}) (?:\w+ )?(?:недел\w+|тиж\w+)(?: \w+)? (?:берем\w+|вагітн\w+)|берем\w+[,:]? (?:уже |сейчас |срок )*(?P<b>{numbers.CARDINAL})(?: ?я)? недел\w+"
    rf"|(?P<c>\d{{1,2}}) weeks? (?:pregnant|along)|pregnant[,:]? (?:\w+ )?(?P<d>\d{{1,2}}) weeks?|(?:берем\w+|жена|супруга|дружина) (?:\w+ )?на (?P<e>{numbers.ORDINAL}) недел\w+|срок (?P<f>{numbers.CARDINAL}) недел\w+"
)


def read(page: Page) -> Iterator[Fact]:
    """Category of the last commission and weeks of pregnancy."""
    yield from _category(page)
    for m in _WEEKS.finditer(page.text):
        weeks = numbers.value(next(part for part in m.groups() if part))
        if weeks and 1 <= weeks <= 42 and re.search(r"берем|вагіт|pregnan|жена|супруг|дружин", page.text):
            yield page.fact("weeks_pregnant", weeks, *m.span())
            break
    if not _WIFE.search(page.text) and not writes_of_her_man(page):  # then it is hers, and he is who serves
        for m in page.asserted(_PREGNANT):
            yield page.fact("pregnant", "yes", *m.span())
            return


def _category(page: Page) -> Iterator[Fact]:
    alone = _ALONE.match(page.bare)
    if alone and (len(page.bare) > 1 or page.text.strip(" .!«»\"'") == page.bare):
        yield page.whole("vvk_category", _code(alone["letter"]))
        return
    for m in _LETTER.finditer(page.text):
        if _HOPED.search(page.before(m.start())) or not _meant_as_letter(page, m):
            continue
        yield page.fact("vvk_category", _code(m["letter"]), *m.span())
        return
    for m in _BEFORE_VERB.finditer(page.text):
        fact = page.fact("vvk_category", _code(m["letter"]), *m.span("letter"))
        capital = page.reading.text[fact.start : fact.end].isupper() and not page.reading.text.isupper()
        if (capital or m["quote"]) and not _HOPED.search(page.before(m.start())):
            yield fact
            return
    for letter, pattern in _BY_WORDS:
        for m in pattern.finditer(page.text):
            if not _HOPED.search(page.before(m.start())) and not re.search(
                r"(?:групп|нестроев)\w*\s+$", page.before(m.start())
            ):
                yield page.fact("vvk_category", letter, *m.span())
                return


def _code(letter: str) -> str:
    return _LETTERS.get(letter, letter.upper())


def _meant_as_letter(page: Page, m: re.Match[str]) -> bool:
    """A bare «в» or «а» is more often a preposition or a conjunction: then it must be quoted, a capital or last."""
    if m["quote"] or m["closed"] or m["digit"]:
        return True
    fact = page.fact("", "", *m.span("letter"))
    written = page.reading.text[fact.start : fact.end]
    last = not _AFTER_PREPOSITION.match(page.text[m.end() :])
    explicit = re.match(r"категори|кат|category|cat|ввк", m.group()) is not None
    if m["letter"] in "ав":
        return ((written.isupper() and not page.reading.text.isupper()) or last) and (
            explicit or last or written.isupper()
        )
    return explicit or written.isupper()
