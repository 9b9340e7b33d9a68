"""Dependants, children, and whether a relative is writing.

«мать инвалид» is a dependant of the soldier; «сын служит» makes the writer a relative. A relation counts as the
soldier when something of the service is said of him, as a dependant when illness, disability or care is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.assistant.facts import children
from bot.assistant.facts.page import Fact, Page, rx, stem
from bot.reading import speaker

_RELATIONS: tuple[tuple[str, str], ...] = (
    ("grandmother", r"бабушк\w+|бабул\w+|бабк\w+|бабуся|бабусі|grandmother|grandma|granny"),
    ("grandfather", r"дедушк\w+|дед(?:а|у|ом)?|дідусь|дідуся|дід|grandfather|grandpa|granddad"),
    ("mother", r"мат(?:ь|ери|ерью)|мам(?:а|ы|е|у|ой|очк\w+|к[аеу])|матушк\w+|мати|матері|матір|mother|mom|mum"),
    ("father", r"отец|отц(?:а|у|ом|е)|пап(?:а|ы|е|у|ой)|бат(?:я|и|е|ю|ей|ек)|батьк\w+|тато|father|dad"),
    ("wife", r"жен(?:а|ы|е|у|ой)|супруг(?:и|е|у|ой)|дружин(?:а|и|і|у)|wife"),
    ("husband", r"муж(?:а|у|ем|е)?|мужик мой|супруг|чоловік(?:а|у|ом)?|husband"),
    ("brother", r"брат(?:а|у|ом|ик|ика|ишка|ишку|е|ан)?|brother"),
    ("sister", r"сестр(?:а|ы|е|у|ой|енк\w+)|сестер|sister"),
    ("child", r"реб[её]н(?:ок|ка|ку|ком)|сын(?:а|у|ом|ишк\w+|ок|очк\w+|уля)?|доч(?:ь|ка|ки|ке|ку|ери|ерью|урк\w+|енька)|дитин(?:а|и|і|у)|син(?:а|у|ові)?|донька|донечк\w+|son|daughter|child|kid"),
    ("other", r"тещ(?:а|и|е|у|ей)|тест(?:ь|я|ю)|свекров\w+|свек(?:ор|ра)|дяд(?:я|и|е|ю)|тет(?:я|и|е|ю|к\w+)|племянник\w*|внук\w*|опекун\w*|мачех\w+|отчим\w*|uncle|aunt|nephew|grandson|mother[ -]in[ -]law|father[ -]in[ -]law|stepfather|stepmother"),
)  # fmt: skip
_RELATION = re.compile(r"(?<![\w-])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _RELATIONS) + r")(?![\w])")
_PARTNERS = stem(
    r"(?:мой |моего |моему )?(?:парень|парня|жених\w*|boyfriend|fiance|молодой человек|хлопець|наречений|племянник\w*|внук\w*|зят[ьяею]|близкий|друг\b|nephew|grandson|cousin)"
)

_NEED = stem(
    r"инвалид\w*|інвалід\w*|групп(?:а|ы|у|ой) |(?:[123]|перв\w+|втор\w+|трет\w+) групп\w+|боле(?:ет|ют|ла)|больн(?:ая|ой|ые|ую|ого|ому|а|ым)|бол(?:ен|ьна)|лежач\w+|лежит|слег(?:ла)?\b|уход(?:а|е|ом)?\b|нуждает\w*|ухажива\w+|присматрива\w+|смотреть за"
    r"|онколог\w*|онко\b|рак(?:а|ом)?\b|инсульт\w*|инфаркт\w*|парализ\w*|не ходит|не встает|слеп\w+|ослеп\w*|деменци\w*|альцгейм\w*|маразм\w*|умира\w+|при смерти|шизофрени\w*|дцп\b|аутизм\w*|аутист\w*|тяжел\w+ (?:состояни|бол)\w*|после операции|беспомощн\w*|на иждивении|диабет\w*|эпилепси\w*|диализ\w*|пенсионер\w*"
    r"|disab\w+|handicap\w*|sick\b|ill\b|bedridden|cancer|stroke\b|dementia|alzheimer\w*|paraly\w+|blind\b|needs? (?:\w+ )?care|caring for|care (?:of|for)|dying|wheelchair|autis\w+|cerebral palsy|хвор\w+|лежача|догляд\w*"
)
# Beside a relative these say that there is no need: not ill, well, or no longer living.
_NO_NEED = stem(
    r"(?<!был\s)(?<!была\s)здоров(?:а|ая|ый)?\b|умер(?:ла)?\b|помер(?:ла)?\b|скончал(?:ся|ась)|похоронил\w*|схоронил\w*|нет в живых|царств\w+ небесн\w+|(?:is |has |was )?(?:died\b|passed away|dead\b|healthy)"
)
_OTHERS = stem(r"родители|родных|опекун\w*|guardian|parents|а|но|but")
_NOT_SO = re.compile(
    r"(?<!\w)(?:не|ни|никто|никому|никого|нікому|ніхто|not|no|nobody|no one)\s+(?:(?:так|особо|сильно|очень|нужен|нужна|нужно|надо|требуется|in|needs?|потрібен)\s+){0,2}$"
)
_SERVES = stem(
    r"служ(?:ит|ил|ивый|ащий|бу|бе|ить)\b|сво\b|мобилизова\w*|мобик\w*|мобіліз\w*|контракт\w*|срочник\w*|строковик\w*|срочк\w+|воюет|воевал|воює|в части|в армии|в армию|призва(?:ли|н)\b|забрали|забирают|загребли|увез(?:ли|ут)|отправ\w+|закинули|плен\w*|пропал\w*|без вести|связ(?:ь|и)\b|солдат\w*|военн\w+|военкомат\w*|ранен\w*|ранил\w*|ранени\w+|командир\w*|комбат\w*|ротн\w+|рапорт\w*|отпуск(?:ают|ает)?\b|ввк\b|соч\b|сзч\b|штурм\w*|фронт\w*|передов\w+|окоп\w*|госпитал\w*|увол\w+|комисс\w+|полк\w*|в яме|часть|погиб\w*|воинск\w+|дезертир\w*|учебк\w+|полигон\w*|передк\w+|за лент\w+|росгвард\w*"
    r"|serv(?:es|ing|ed|ice)\b|mobili[sz]ed|contract\w*|conscript\w*|army|military|front\w*|soldier|commander|unit\b|drafted|war\b|captur\w+|missing|wounded|discharge\w*|awol|barracks|служить|частині|армії|зник\w*|полон\w*|поранен\w*|відпус\w+"
)
_FOR_MYSELF = re.compile(
    r"^(?:я|я сам|сам|за себя|для себя|себе|о себе|про себя|меня|myself|for myself|for me|me|about me)$"
)
_FOR_ANOTHER = re.compile(
    r"^(?:за|для|о|про|for|about)?\s?(?:моего|my)?\s?(?:мужа|сына|брата|отца|родственника|близкого|друга|my husband|husband|son|brother|relative|him|него)$"
)

_GROUP = re.compile(
    r"(?<!\w)(?:(?P<a>[123]|iii|ii|i|перв\w+|втор\w+|трет\w+|1st|2nd|3rd|first|second|third|перш\w+|друг\w+)(?:\s*-?\s*(?:й|я|ой|ая|ю|ую|е))?\s*(?:групп\w*|гр\b\.?|груп\w+|group)"
    r"|групп\w*\s+(?:инвалидности\s+)?(?P<b>[123]|iii|ii|i|перв\w+|втор\w+|трет\w+)(?!\w)|(?:инвалид\w*|інвалід\w*)\s+(?:по\s+\w+\s+)?(?P<c>[123]|iii|ii|i)(?!\w)|(?:disability\s+)?group\s+(?P<d>[123]|iii|ii|i)(?!\w)|(?:инвалид\w*|інвалід\w*)\s+(?P<e>перв\w+|втор\w+|трет\w+))"
)
_DISABLED = stem(r"инвалид\w*|інвалід\w*|disabled|disability|с особенностями")
_NEEDS_CARE = stem(
    r"(?:нужен|нужна|необходим\w*|требует\w*|требуется|нуждает\w*|треба|потрібен|потребує) (?:\w+ ){0,3}?(?:уход\w*|присмотр\w*|помощ\w+ посторонн\w+|посторонн\w+ помощ\w+|догляд\w*)|уход нуж\w+|постоянн\w+ уход\w*|needs? (?:\w+ ){0,2}care"
)
_NO_CARE = stem(r"не нуждает\w* в (?:\w+ )?уход\w*|уход не (?:нужен|требуется|назначен)|does(?:n't| not) need care")
_NO_OTHER = stem(
    r"кроме (?:меня|него|неё|нее) (?:\w+ )?(?:некому|никого|никто|нет)|некому (?:\w+ ){0,2}?(?:ухаживать|смотреть|присмотреть|присматривать|помо\w+|заботиться|кроме)|ухаживать (?:\w+ ){0,3}?некому|больше (?:ухаживать )?(?:некому|никого)|никого (?:больше |у \w+ )?(?:нет|не осталось)|нет (?:никого|других родственников|других)|я (?:у \w+ )?один(?:ственный)?\b(?! раз)|единственный кто|крім мене (?:нікого|нікому)|нікому (?:\w+ )?догляд\w+|(?:no one|nobody|noone) else|only (?:i|me) (?:can|left)|i am the only|i'm the only|there is no(?:body| one)"
)
_CARES = re.compile(
    r"\s+(?:может|сможет|будет|сейчас|готова?|уже|пока|тоже|\s)*(?:ухажива|смотрит|присмотр|присматрив|помогает|takes care|can (?:look|care))(?!\w*\s+некому)"
)
_KILLED = stem(r"погиб\w*|убит\w*|убили|двухсот\w*|загинув|was killed|killed in action|died at war|died in the war")
_ELECTED = stem(
    r"(?:избран\w*|избрали|выбрали|стал\w?|выиграл\w*) (?:\w+ ){0,3}?(?:депутат\w*|выбор\w*|глав\w+|мэр\w*)|депутат\w* (?:\w+ )?(?:избран|избрали)|(?:i was|was|got|been|i am) elected"
)
_NOT_CALLED = stem(
    r"(?:еще|пока) не (?:призва\w+|забрали|служу|в армии)|(?:пришла|получил\w*|принесли|дали) (?:\w+ )?повестк\w+|до призыва|только (?:собираются|хотят) призвать|ще не призвали|not (?:been )?(?:drafted|called up) yet|got (?:a |the )?(?:draft notice|summons)"
)
_OTHER = stem(
    r"(?:сестра|брат|отец|мать|мама|жена|тетя|родственники|соседка) (?:\w+ )?(?:может|сможет|будет|готова?) (?:ухаживать|смотреть|присмотреть|присматривать|помогать)|есть кому (?:\w+ )?(?:ухаживать|смотреть|помочь)|ухаживает (?:\w+ )?(?:сестра|брат|отец|мать|жена|тетя|сиделка|соцработник)|(?:my )?(?:sister|brother|father|mother|wife) (?:takes|is taking) care"
)

_DIED = stem(r"умер(?:ла)?\b|помер(?:ла)?\b|скончал(?:ся|ась)|died\b|passed away")
_AS_WHAT = re.compile(r"(?<!\w)(?:как|as|як)\s+$")
_ALONE = re.compile(r"[\s-]+одиноч")
_OWN = re.compile(r"(?<!\w)(?:я|у меня|у самой|у самого|мне|мені|i am|i'm|i have|i|my own)(?!\w)[^.!?\n]{0,25}$")
_SINGLE = stem(
    r"(?:мать|отец|мама|папа) одиночк\w+|оди(?:н|на) (?:\w+ ){0,2}?(?:воспитыва\w+|ращу|расту|поднимаю)|(?:воспитываю|ращу|растю|поднимаю) (?:\w+ ){0,3}?оди(?:н|на)\b|(?:воспитывает) (?:\w+ ){0,3}?оди(?:н|на)\b|single (?:father|mother|parent|dad|mom|mum)|(?:raising|raise) (?:\w+ ){0,4}alone|сам виховую|вдов(?:ец|а) (?:с|и) (?:\w+ )?(?:дет|реб)\w*|жена умерла (?:\w+ ){0,4}(?:дет|реб)\w*"
)


@dataclass(frozen=True)
class _Person:
    relation: str
    start: int
    end: int


def someone_else(before: str, *, himself: bool = False) -> bool:
    """Whether the text right before a predicate names a person who is not the soldier; ``himself``: he writes it."""
    m = list(_RELATION.finditer(before))
    if not m or len(before[m[-1].end() :].split()) > 3 or re.search(r"[.,;!?]", before[m[-1].end() :]):
        return False
    return himself or m[-1].lastgroup in ("mother", "grandmother", "grandfather", "wife", "sister", "other")


def writes_of_her_man(page: Page) -> bool:
    """Whether a relative is spoken of who serves: then «я» is not the soldier."""
    return bool(_soldiers(page, _people(page)))


def _people(page: Page) -> list[_Person]:
    return [_Person(m.lastgroup or "", *m.span()) for m in _RELATION.finditer(page.text)]


def _soldiers(page: Page, people: list[_Person]) -> list[_Person]:
    if speaker.serves_himself(page.text):
        return []
    return [person for person in people if _is_soldier(page, person, people)]


def read(page: Page) -> Iterator[Fact]:
    """Asker, dependants, children."""
    people = _people(page)
    soldiers = _soldiers(page, people)
    yield from _asker(page, soldiers)
    yield from _dependants(page, [person for person in people if person not in soldiers])
    yield from children.read(page, their_own=not soldiers)
    yield from _own_group(page)
    yield from _losses(page, people)
    for value, pattern in (("yes", _SINGLE),):
        for m in page.asserted(pattern):
            yield page.fact("single_parent", value, *m.span())
            break


def _own_group(page: Page) -> Iterator[Fact]:
    """The writer's own disability: of a relative it makes a dependant of the soldier, of him himself it does not."""
    for m in _GROUP.finditer(page.text):
        before = page.before(m.start())
        own = _OWN.search(before)
        if own and not _RELATION.search(before, own.start()):
            yield page.fact("own_group", _group_code(m), *m.span())
            return


def _losses(page: Page, people: list[_Person]) -> Iterator[Fact]:
    """A close relative killed, an elected office won, a call-up that has not happened yet."""
    for person in people:
        near = page.text[max(0, person.start - 25) : person.end + 30]
        if (
            person.relation in ("brother", "father", "husband", "child")
            and _KILLED.search(near)
            and "не погиб" not in near
        ):
            yield page.fact("relative_killed", "yes", person.start, person.end)
            break
    for name, value, pattern in (("elected", "yes", _ELECTED), ("called_up", "no", _NOT_CALLED)):
        for m in page.asserted(pattern):
            yield page.fact(name, value, *m.span())
            break


def _asker(page: Page, soldiers: list[_Person]) -> Iterator[Fact]:
    if _FOR_MYSELF.match(page.bare):
        yield page.whole("asker", "self")
    elif _FOR_ANOTHER.match(page.bare):
        yield page.whole("asker", "relative")
    elif said := speaker.speaker(page.text):
        yield page.whole("asker", said)
    elif soldiers:
        yield page.fact("asker", "relative", soldiers[0].start, soldiers[0].end)
    elif (m := _PARTNERS.search(page.text)) and _SERVES.search(page.text):
        yield page.fact("asker", "relative", *m.span())


def _is_soldier(page: Page, person: _Person, people: list[_Person]) -> bool:
    """Of the men of a family, the one of whom service is said; of the women only where it is said outright."""
    if person.relation in ("mother", "grandmother", "grandfather", "wife", "other"):
        return False
    if _AS_WHAT.search(page.text, person.start - 5, person.start) or _ALONE.match(page.text, person.end):
        return False  # «отпустят меня как отца-одиночку» names himself
    if person.relation == "father" and _near(page, person, people, _DIED):
        return False  # he asks for leave to bury him; of a serviceman's death the safety words tell
    if re.match(r"реб|дитин|child|kid|дет", page.text[person.start :]):
        return False
    if _near(page, person, people, _NEED) and not _near(
        page,
        person,
        people,
        stem(
            r"служ\w+|контракт\w*|мобил[иі]з\w*|мобіліз\w*|срочник\w*|строковик\w*|на сво\b|ран(?:ило|или|ен)\b|ранени\w+|контуз\w+|осколо?к\w*|госпитал\w*|ввк\b|serv\w+|mobili[sz]ed|conscript|contract|wounded"
        ),
    ):
        return False
    if person.relation in ("sister",) or re.match(r"доч|дон|daughter", page.text[person.start :]):
        return _near(page, person, people, rx(r"служит|контрактница|военнослужащая|serves|is serving"))
    return bool(_SERVES.search(page.text)) or _near(page, person, people, _SERVES)


def _near(page: Page, person: _Person, people: list[_Person], pattern: re.Pattern[str]) -> bool:
    """Whether a pattern stands in the stretch of text that belongs to a person: up to the next person named."""
    return any(pattern.search(page.text, start, end) for start, end in _stretches(page, person, people))


def _stretches(page: Page, person: _Person, people: list[_Person]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The text behind a person up to the next one named, and what stands before in the same clause."""
    others = [other for other in people if other != person]
    following = min((other.start for other in others if other.start > person.end), default=len(page.text))
    sentence_end = re.search(r"[.!?\n]", page.text[person.end :])
    stop = min(following, person.end + 60, person.end + sentence_end.start() if sentence_end else len(page.text))
    start, _ = page.clause(person.start)
    previous = max((other.end for other in others if other.end <= person.start), default=0)
    return (person.end, stop), (max(start, previous, person.start - 40), person.start)


def _in_need(page: Page, person: _Person, people: list[_Person]) -> bool:
    """Whether illness, disability or care is said of a person, and neither denied nor over."""
    behind, before = _stretches(page, person, people)
    well = _NO_NEED.search(page.text, *behind)
    if (well and not _OTHERS.search(page.text, behind[0], well.start())) or _NO_NEED.search(page.text, *before):
        return False
    return any(
        not _NOT_SO.search(page.before(m.start()))
        for span in (behind, before)
        for m in _NEED.finditer(page.text, *span)
    )


def _dependants(page: Page, people: list[_Person]) -> Iterator[Fact]:
    everyone = _people(page)
    found = False
    told: set[str] = set()
    for person in people:
        if _CARES.match(page.text[person.end :]):
            continue
        if not _in_need(page, person, everyone) or person.relation in told:
            continue
        found = True
        told.add(person.relation)
        yield page.fact("dependant_relation", person.relation, person.start, person.end)
        yield from _group(page, person, everyone)
    answer = len(page.reading.words) <= 4 and not re.search(r"(?<!\w)(?:я|у меня|i am|i'm|my)(?!\w)", page.text)
    if not found and answer and (m := _GROUP.search(page.text)):
        yield page.fact("dependant_disability_group", _group_code(m), *m.span())
    if not found and not _FOR_ANOTHER.match(page.bare) and (m := _only_relation(page)):
        yield page.whole("dependant_relation", m)
    for name, value, pattern in (
        ("dependant_needs_care", "no", _NO_CARE),
        ("dependant_needs_care", "yes", _NEEDS_CARE),
        ("dependant_other_carer", "no", _NO_OTHER),
        ("dependant_other_carer", "yes", _OTHER),
    ):
        if name in told:
            continue
        for m in pattern.finditer(page.text):
            if value == "yes" and _NOT_SO.search(page.before(m.start())):
                continue
            if name == "dependant_needs_care" or found or len(page.reading.words) <= 6:
                told.add(name)
                yield page.fact(name, value, *m.span())
            break


def _only_relation(page: Page) -> str | None:
    """The relation where the message is nothing else («мама», «за мамой», "my mother")."""
    words = re.sub(r"^(?:(?:за|о|об|моя|мой|моей|моего|это|у меня|my|it is|for|нет|да)\s+)+", "", page.bare)
    m = _RELATION.fullmatch(words)
    return m.lastgroup if m else None


def _group(page: Page, person: _Person, everyone: list[_Person]) -> Iterator[Fact]:
    following = min((other.start for other in everyone if other.start > person.end), default=len(page.text))
    previous = max((other.end for other in everyone if other.end <= person.start), default=0)
    m = _GROUP.search(page.text[person.end : following]) or None
    offset = person.end
    if m is None:
        m, offset = (
            _GROUP.search(page.text[max(previous, person.start - 30) : person.start]),
            max(previous, person.start - 30),
        )
    if m is not None:
        yield page.fact("dependant_disability_group", _group_code(m), offset + m.start(), offset + m.end())
    elif person.relation == "child" and (d := _DISABLED.search(page.text[previous:following])):
        yield page.fact("dependant_disability_group", "child", previous + d.start(), previous + d.end())


def _group_code(m: re.Match[str]) -> str:
    written = next(part for part in m.groups() if part)
    if written[0] in "123":
        return written[0]
    if set(written) == {"i"}:
        return str(len(written))
    return {"п": "1", "в": "2", "т": "3", "д": "2", "f": "1", "s": "2", "t": "3"}[written[0]]
