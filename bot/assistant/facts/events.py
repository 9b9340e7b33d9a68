"""Dates with their meaning: which event of the service each date belongs to.

A date goes to the nearest event named in the same sentence; commas between them count as distance. A date that
belongs to no event is given as ``date``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.assistant.facts import counted, dates, family, numbers
from bot.assistant.facts.dates import When
from bot.assistant.facts.page import Fact, Page, rx, stem

_ENDS = r"(?:за)?конч\w+|заканчива\w+|истек\w*|истеч\w+|окончи\w+|окончан\w+|оканчива\w+|вышел|кінч\w+|(?:за|с)кінч\w+"
_EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("contract_ends_on", stem(rf"контракт\w* (?:(?!контракт|20\d\d|\d\d-?го)\w+ ){{0,4}}?(?:{_ENDS})|кон(?:ец|ца|це|цом) (?:\w+ )?контракта|(?:{_ENDS}) (?:\w+ ){{0,3}}?контракт\w*|срок\w* (?:\w+ )?контракта (?:\w+ )?(?:{_ENDS})|контракт\w*(?: \w+)? (?=до |по )"
                              r"|contract (?:\w+ ){0,3}?(?:end(?:s|ed|ing)?|expire[sd]?|expiring|over|finish(?:es|ed)?|ran out|runs out|until|till)\b|(?:end|expir\w+) of (?:my |the |his )?contract")),
    ("contract_signed_on", stem(r"(?:подписа\w+|заключи\w+|підписа\w+) (?:\w+ ){0,4}?контракт\w*|контракт\w* (?:\w+ ){0,3}?(?:подписа\w+|заключ\w+|підписа\w+)|контракт\w*(?: \w+)? (?=от |с |со |від |з )|контракт\w* (?=20\d\d г)|контракт\w* на (?:\w+ ){1,2}(?:год\w*|лет|месяц\w*) (?=с |от )|(?:(?<=го\s)|(?<=года\s)|(?<=году\s))на контракте|signed (?:\w+ ){0,4}?contract|contract (?:\w+ ){0,2}?(?:signed|from|since|dated)|на контракте с|по контракту с\b")),
    ("absent_since", stem(r"(?:сбежал|убежал|ушел|удрал|свалил|дернул|покинул|оставил|бросил|уехал|пішов|втік)\w*(?: (?:из|с|в|з) (?:\w+ )?(?:части\w*|соч|пвд|ппд|полигон\w*|госпитал\w*|расположени\w+|позици\w+|сзч)| (?:\w+ )?част\w+)?|в соч\b|соч\b|самовольн\w+|не вернул\w+|не (?:по)?вернув\w*|(?:(?:меня|его) )?нет в части|сочин(?:ец|цем|цы)|встал на лыжи|awol\b|away from (?:the|my|his) (?:unit|base|post)|left (?:the|my|his) (?:unit|base|post)|ran away|deserted|(?:did not|didn't) (?:return|come back)|сзч\b|в бегах")),
    ("report_refused_on", stem(r"отказал\w*|отказ\b|отклонил\w*|вернули (?:\w+ )?рапорт|порвал\w*|rejected|refused|denied|turned down|відмовил\w*")),
    ("report_filed_on", stem(r"(?:подал\w*|подав\w*|подан\w*|написал\w*|отправил\w*|сдал\w*|отнес\w*|отдал\w*|зарегистрирова\w+|вручил\w*|направил\w*|подавал\w*) (?:\w+ ){0,4}?рапорт\w*|рапорт\w* (?:\w+ ){0,3}?(?:подал|подав|подан|написал|отправил|сдал|отнес|отдал|передал|зарегистр|вручил|направил|лежит)\w*|рапорта? от|рапорт\w* (?:был|датирован)\w* (?=\d)|(?:filed|submitted|sent|handed in|gave|wrote) (?:\w+ ){0,4}?report|report (?:\w+ ){0,3}?(?:filed|submitted|sent)|подав рапорт")),
    ("mobilised", stem(r"мобилизова\w+|мобілізов\w+|мобілізували|mobili[sz]ed|по мобилизации с|по мобилизации|under mobili[sz]ation")),
    ("started", stem(r"призвал\w*|призван\w*|забрали|забрил\w*|служу с|служит с|на сво с|drafted|conscripted|conscript (?=since|from)|срочник\w* (?=с )|called up|called|ранен\w*|ранил\w*|wounded|поранен\w*|родил\w*|рожден\w*|born|народи\w+|умер\w*|погиб\w*|died")),
    ("birthday", stem(r"исполн(?:ится|яется|илось)|стукнет|стукнуло|стукнул|день рождения|днюха|др\b|юбилей|birthday|turns? \d\d|turning \d\d|виповн\w+|(?:будет|буде|will be) \d\d(?! (?:сут|дн|мес|нед|час|лет с))|\d\d (?:мне |ему |лет |год\w* ){0,2}(?:будет|буде)\b")),
    ("vvk_on", stem(r"ввк\b|комисси[яиюе]\w*|категори\w+|комиссовал\w*|medical (?:commission|board)|military medical|vvk\b|влк\b")),
    ("signed", stem(r"подписал\w*|подписывал\w*|подписан\w*|заключил\w*|заключен\b|підписа\w+|signed\b")),
)  # fmt: skip
_AGES_REACHED = (
    re.compile(
        r"(?:исполн\w+|стукн\w+|будет|буде|виповн\w+|turns?|turning|will be)\s+(?:(?:мне|ему|уже|лет|только)\s+)?(?P<age>[1-9]\d)(?!\s*(?:сут|дн|мес|нед|час|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|\.\d|-?го))"
    ),
    re.compile(
        r"(?<!\w)(?P<age>[1-9]\d)(?:\s+(?:лет|год\w*|рок\w*))?\s+(?:(?:мне|ему|уже|лет)\s+)?(?:исполн\w+|стукн\w+|будет|буде|виповн\w+)"
    ),
    re.compile(r"день\s+рождения[^.!?]{0,30}?,\s*(?P<age>[2-7]\d)(?=\s*(?:[.,!?]|$|лет|год))"),
)
# Whose birthday it is not: a child's.
_A_CHILDS = stem(
    r"старш(?:ему|ей|ий|ая)|младш(?:ему|ей|ий|ая)|средн(?:ему|ей)|ребенк\w+|доч\w+|детям|eldest|youngest|kid\b|daughter"
)
_YOUNGEST, _OLDEST = 17, 75
# A paper somebody wants signed, or that was not signed, has no day of signing.
_NOT_SIGNED = re.compile(
    r"(?<!\w)(?:не|ни|ничего не|чтоб\w*|хотят|хочет|если|заставля\w+|дают|дает|предлага\w+|требу\w+|хотел\w*|уговарива\w+|принужда\w+|want\w*|force\w*|not|n't|never|змушу\w+|хочуть)\s+(?:[^\s,.!?]+\s+){0,3}$"
)
_STILL_TO_SIGN = re.compile(
    r"подпис(?:ать|ывать|ывает|ываю|ывают)\b|подпиш\w+|підпис(?:ати|увати|ував|ую)|заключить\b|не\s+подпис"
)
_SIGN = re.compile(r"подпис|подпиш|підпис|sign|заключ")
# «с 22го» of a contract or of a service is the year; «22го» of a report the day.
_FIRST_SHORT_YEAR = 14
_YEAR_SHORT = re.compile(r"(?:^|\s)(?:с|со|з|із|від|от|в|во|у|from|since)\s+$")
_DEADLINE = stem(
    r"увоз\w*|увез\w*|увед\w*|отправ\w+|забира\w+|заберут|повез\w*|везут|ведут|вызыва\w+|вызвали|явиться|вернуться|прибыть|суд\b|вылет\w*|выезд\w*|выезжа\w+|едем|еду\b|штурм\w*|крайн\w+ срок|срок до|дали срок|последний день|осталось|успеть|надо быть|должен быть|ultimatum|deadline|leav(?:e|ing)|send(?:ing)?|ship(?:ping|ped)?|taking|have to be|must be|return by|відправ\w+|забирають|відвозять"
    r"|подпи(?:ши|шешь|сать)"
)
_COMING = stem(
    r"заканчива\w+|истекает|истечет|закончится|кончится|кончается|оканчива\w+|будет|ends\b|expires\b|will|going to|скоро|закінчується"
)
_DURATION = rx(
    rf"(?:уже |прошло |почти )?(?P<n>{numbers.CARDINAL}) (?P<u>сут(?:ки|ок)|дн(?:я|ей|і|ів)|день|недел\w+|месяц\w*|days?|weeks?|months?|доб\w*|тиж\w+|місяц\w*)|(?P<one>сутки|неделю|месяц|тиждень)"
)
_CONSCRIPT = stem(r"срочник\w*|срочн\w+ служб|срочк\w+|по призыву|строков\w+|conscript")
_DRAFTED = stem(r"призва\w+|забрали|служу с|служит с|drafted|conscripted|conscript (?=since|from)|срочник\w* (?=с )")
_MOBILISED = stem(r"мобилиз\w+|мобик\w*|мобіліз\w+|mobili[sz]ed")
_SERVING_SINCE = stem(r"призва\w+|служу с|служит с|служим с|на сво с|служу з")
_LEFT_OF_CONTRACT = rx(
    rf"(?:до конца|до окончания) (?:\w+ )?контракта (?:\w+ )?(?P<n>{numbers.CARDINAL}) (?P<u>дн\w+|недел\w+|месяц\w*|год\w*|лет)|контракта? осталось (?P<m>{numbers.CARDINAL}) (?P<v>дн\w+|недел\w+|месяц\w*|год\w*|лет)"
)
_ONLY_ASKED = stem(
    r"если|до \w+ (?:суток|дней|дня)|можно|сколько|больше (?:двух|десяти|2|10)|свыше|менее|меньше|не более|up to|if\b|less than|more than|within|якщо|считает\w*|дается|даётся"
)
# What lies behind by its nature: a date of it that is still to come was misread or mistyped.
_PAST = frozenset({"absent_since", "report_filed_on", "report_refused_on", "contract_signed_on", "service_started_on"})
# What may also lie ahead («ВВК назначили на …»), but not in these words.
_TOLD_AS_PAST = {
    "contract_ends_on": stem(
        r"(?:за)?кончил\w*|истек\b|истекл\w*|вышел\b|(?:за|о)кончен\w*|окончил\w*|ended|expired|ran out|was over|(?:за|с)?кінчив\w*"
    ),
    "vvk_on": stem(r"был[аио]?|дал[аи]|прош[её]л|прошла|получил\w*|поставил\w*|признал\w*|was|were|gave|got|passed"),
}
# What else may be signed: then the date is not the contract's.
_OTHER_PAPER = stem(
    r"рапорт|отказ|бумаг|заявлен|приказ|объяснен|протокол|согласи|документ|розписк|расписк|report|refus|paper|statement"
)
_PLANNED = stem(r"будет|назначил\w*|назначен\w*|поеду|повезут|пойду|скоро|жду|will be|scheduled|appointed|going to")
# «с 2019, ой нет, с 2021»: the later date stands in for the earlier.
_SOON = 40
_INSTEAD = re.compile(
    r"[,.!;–—-]\s*(?:ой|нет|не|точнее|вернее|то есть|хотя нет|ошиб\w+|блин|no|oh|sorry|i mean|rather|wait)(?:\s|,)"
)
_BUT = re.compile(r"\s*,?\s*(?:а|but)\s+(?:\w+\s+)?$")
_NOT_THEN = re.compile(r"(?<!\w)(?:не|not)\s+(?:\w{1,2}\s+)?$")
_OF_A_REPORT = re.compile(r"рапорт|report|увольнен|discharge")
_FAR = 60  # a date further from an event does not belong to it
_Events = list[tuple[int, int, str]]
_RETURNED = stem(r"вернул\w*|возвратил\w*|явил\w*|приехал\w*|пришел|повернув\w*|returned|came back|got back")
_RANGE = 12  # letters at most between «с …» and «по …»
_AWAY = stem(r"самовольн\w+|соч\b|сзч\b|ушел|сбежал\w*|не был\w* в (?:части|расположении)|awol\b|absent")
_LEAVE = r"(?:в|на|у)\s+(?:\w+\s+)?(?:отпуск|відпустк|увольн|увал|госпитал|больни|санчаст|медсанбат|ввк|лечени|операци|задани|пенси|декрет)\w*"
_TO_LEAVE = re.compile(rf"\s+{_LEAVE}")
_TO_LEAVE_BEFORE = re.compile(rf"(?<!\w){_LEAVE}\s+(?:(?:я|он|меня|его)\s+)?$")
_FROM_THEN = re.compile(r"(?:через|in|within|за)\s")
_NEXT_DAY = re.compile(r"(?:после|після)?завтра|tomorrow")
_RAN_OUT = re.compile(
    rf"(?:\s+(?:г|год\w*|числа|он|уже|и|вот|как раз|it|he))*[\s,]+(?:{_ENDS}|ended|expired|ran out)(?!\w)"
)
_CONTRACT_RANGE = stem(r"контракт\w*|contract\b")


def read(page: Page) -> Iterator[Fact]:
    """Dated events, days of absence, the deadline, dates of no known event."""
    unclear = dates.unclear_years(page.text, page.today)
    wrong = [place for place in dates.impossible(page.text, page.today) if not _touches(place, unclear)]
    whens = [
        when
        for when in dates.find(page.text, page.today)
        if all(when.end <= start or end <= when.start for start, end in wrong)
    ]
    whens = _without_slips(page, whens)
    ranged = _contract_range(page, whens)
    nearest = _nearest(page, [when for when in whens if when.start not in ranged])
    back = {left.start: after for left, after in pairwise(whens) if _is_return(page, left, after)}
    returns = {after.start for after in back.values()}
    back = {at: counted.bound(after, whens, page.today) or after for at, after in back.items()}
    taken: set[str] = set()
    for when in whens:
        name = ranged.get(when.start) or _event(page, when, nearest.get(when.start))
        if name in (*_PAST, "vvk_on") and _NEXT_DAY.match(page.text, when.start) and "," in page.text[when.end :]:
            name = _event(page, when, None)  # «завтра выписывают, ВВК дала Г»: tomorrow belongs to what comes
        when = short_year(page.text, _from_then(page, when, name, whens), name, page.today)
        doubted = _doubt(page, when, name)
        if doubted is not None:
            # «через неделю отказали» counts from another day of the story: there is nothing to ask about.
            if not (
                str(doubted.value).endswith(":future") and _FROM_THEN.match(page.text, when.start) and not when.shift
            ):
                yield doubted
            continue
        if name == "birthday":
            yield from _born(page, when)
            continue
        if (name in ("date", "deadline", "absent_since") and when.start in returns) or (name == "date" and when.aside):
            continue
        for fact in _told(page, when, name, back.get(when.start)):
            if fact.name not in taken or fact.name in ("date", "date_precision"):
                taken.add(fact.name)
                yield fact
    second = [] if whens or unclear or wrong else list(_second_try(page))
    yield from second or _not_taken(page, [(*place, "impossible") for place in wrong])
    yield from _not_taken(page, [(*place, "year") for place in unclear])
    if "absent_since" not in taken:
        yield from _absence(page)
    if "contract_ends_on" not in taken and (m := _LEFT_OF_CONTRACT.search(page.text)):
        span = dates.length(m["n"] or m["m"], m["u"] or m["v"])
        if span is not None:
            yield page.fact("contract_ends_on", (page.today + span).isoformat(), *m.span())
            yield page.fact("date_precision", "about", *m.span())


def _from_then(page: Page, when: When, name: str, whens: list[When]) -> When:
    """«подал 5 мая, через неделю отказали»: what is over, or came back from, is counted from the day told before it."""
    told = _TOLD_AS_PAST.get(name)
    start, end = page.sentence(when.start)
    over = name in _PAST or (told is not None and told.search(page.text[start:end]))
    later = counted.bound(when, whens, page.today) if over else None
    return later or when


def _without_slips(page: Page, whens: list[When]) -> list[When]:
    """The dates without those taken back in the same breath; what comes instead stands in their place."""
    meant: list[When] = []
    for when in whens:
        last = meant[-1] if meant else None
        between = page.text[last.end : when.start] if last else ""
        if last and when.start - last.end < _SOON and _INSTEAD.search(between):
            meant.pop()
            when = replace(when, start=last.start)
        elif last and _BUT.match(between) and _NOT_THEN.search(page.before(last.start)):
            meant.pop()  # «не 23 ноября, а 2023 год»
        meant.append(when)
    return meant


def _doubt(page: Page, when: When, name: str) -> Fact | None:
    """A date that cannot be what it is said to be: ``doubt`` with ``<event>:future``, or ``:ahead`` for a commission
    that is still to come."""
    start, end = page.sentence(when.start)
    told = _TOLD_AS_PAST.get(name)
    sentence = page.text[start:end]
    planned = name == "vvk_on" and (_PLANNED.search(sentence) or not (told and told.search(sentence)))
    span = when.resolve(page.today, bool(planned and _PLANNED.search(sentence)))
    if span is None or span[0] <= page.today or when.until:
        return None
    if planned:
        return page.fact("doubt", f"{name}:ahead", when.start, when.end)
    if name in _PAST or (told is not None and told.search(sentence) and not _COMING.search(sentence)):
        return page.fact("doubt", f"{name}:future", when.start, when.end)
    return None


def _touches(place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _not_taken(page: Page, places: list[tuple[int, int, str]]) -> Iterator[Fact]:
    """Days no calendar has (31.02) and years that cannot be meant (3025), with the event they were meant for."""
    for start, end, why in places:
        when = When(start, end)
        name = _event(page, when, _nearest(page, [when]).get(start))
        yield page.fact("doubt", f"{name if name != 'deadline' else 'date'}:{why}", start, end)


def _is_return(page: Page, left: When, back: When) -> bool:
    """Whether ``back`` is the day he came back after leaving on ``left``."""
    between = page.text[left.end : back.start]
    start, end = page.sentence(left.start)
    if left.since and back.until and len(between) < _RANGE:  # «самовольно отсутствовал с 1 по 6 октября»
        return bool(_AWAY.search(page.text, start, end)) and not _COMING.search(page.text, start, end)
    behind = re.match(r"[^.,!?;\n]{0,20}", page.text[back.end :])
    told = between + (behind.group() if behind else "")  # «через пять дней вернулся»
    return (
        len(between) < _SOON
        and bool(_RETURNED.search(told))
        and not re.search(r"(?<!\w)(?:не|not|never)\s|n't", told)
        and bool(_EVENTS[2][1].search(page.before(left.start) + between))
    )


def _told(page: Page, when: When, name: str, returned: When | None = None) -> Iterator[Fact]:
    future = (
        name == "deadline" or (name == "contract_ends_on" and _is_coming(page, when)) or (name == "date" and when.until)
    )
    span = when.resolve(page.today, future)
    if span is None or not 1950 <= span[0].year <= page.today.year + 30:
        return
    day = span[1] if name in ("contract_ends_on", "deadline") or when.until else span[0]
    if (name == "deadline" and day < page.today) or (name in (*_PAST, "vvk_on") and day > page.today):
        name = "date"
    yield page.fact(name, day.isoformat(), when.start, when.end)
    yield page.fact("date_precision", when.precision if when.precision != "week" else "about", when.start, when.end)
    if name == "absent_since" and when.precision in ("day", "about"):
        back = returned.resolve(page.today) if returned else None
        over = back is not None and back[0] >= day
        days = (back[0] - day).days if back and over else when.counter or (page.today - day).days
        yield page.fact("days_absent", days, when.start, when.end)


def _is_coming(page: Page, when: When) -> bool:
    start, end = page.sentence(when.start)
    return bool(_COMING.search(page.text[start:end])) or (
        when.until and not re.search(r"был|кончил|истек|ended|expired", page.text[start:end])
    )


def _contract_range(page: Page, whens: list[When]) -> dict[int, str]:
    """«контракт с … по …»: the first date is the signing, the second the end."""
    named: dict[int, str] = {}
    for first, second in pairwise(whens):
        if first.since and second.until and second.start - first.end < _RANGE:
            start, end = page.sentence(first.start)
            if _CONTRACT_RANGE.search(page.text[start:end]):
                named[first.start], named[second.start] = "contract_signed_on", "contract_ends_on"
    return named


def _nearest(page: Page, whens: list[When]) -> dict[int, str]:
    """The event of each date by where the date starts: the closest pair first, no event twice but after a doubt."""
    said: dict[tuple[int, int], _Events] = {}
    near = sorted(
        ((distance, when.start, name, when) for when in whens for name, distance in _near(page, when, said)),
        key=lambda pair: pair[:3],
    )
    named: dict[int, str] = {}
    taken: set[str] = set()
    for _, at, name, when in near:
        if at in named or name in taken:
            continue
        named[at] = name
        if _doubt(page, when, _start(page, name)) is None:
            taken |= {name, _start(page, name)}
    return named


def _near(page: Page, when: When, said: dict[tuple[int, int], _Events]) -> Iterator[tuple[str, float]]:
    """The events named in the sentence of a date, each with its distance; ``said`` keeps those of each sentence."""
    bounds = page.sentence(when.start)
    if bounds not in said:
        said[bounds] = sorted(_events(page, *bounds))
    events = said[bounds]
    longest = max((end - start for start, end, _ in events), default=0)
    first = bisect_left(events, (when.start - _FAR - longest,))
    for start, end, name in events[first : bisect_left(events, (when.end + _FAR,))]:
        distance = _distance(page.text, start, end, when)
        if distance < _FAR:
            yield name, distance


def _events(page: Page, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where events are named between two places: start, end, name."""
    of_a_report = _OF_A_REPORT.search(page.text) is not None
    for name, pattern in _EVENTS:
        if name == "signed" and _OTHER_PAPER.search(page.text, start, end):
            continue
        if name == "report_refused_on" and not of_a_report:
            continue
        for m in pattern.finditer(page.text, start, end):
            if name == "absent_since" and (_supposed(page, m.start()) or _sent_there(page, m)):
                continue
            if name in ("contract_signed_on", "signed") and _unsigned(page, m):
                continue
            yield *m.span(), name


def _unsigned(page: Page, m: re.Match[str]) -> bool:
    """Whether signing is only wanted, or denied: «дают подписать», «чтоб подписал», «не подписал»."""
    verb = _SIGN.search(m.group())
    if verb is None:
        return False  # «контракт с …»
    return bool(_STILL_TO_SIGN.search(m.group()) or _NOT_SIGNED.search(page.before(m.start() + verb.start())))


def short_year(text: str, when: When, name: str, today: date) -> When:
    """«с 22го» of a contract or a service is the year 2022, not a day of this month."""
    bare = when.day is not None and when.month is None and when.fixed is None and when.weekday is None
    if name not in ("contract_signed_on", "service_started_on") or not bare or "числ" in text[when.start : when.end]:
        return when
    if not _FIRST_SHORT_YEAR <= (when.day or 0) <= today.year % 100 or not _YEAR_SHORT.search(text[: when.start][-8:]):
        return when
    return replace(when, year=2000 + (when.day or 0), day=None, precision="year")


def _born(page: Page, when: When) -> Iterator[Fact]:
    """The year of birth from the age reached on a day: «51 год исполнится 14 декабря»."""
    start, end = page.sentence(when.start)
    reached = next((m for one in _AGES_REACHED if (m := one.search(page.text, start, end))), None)
    if reached is None or not _YOUNGEST <= int(reached["age"]) <= _OLDEST:
        return
    if _A_CHILDS.search(page.text, start, end) and not family.writes_of_her_man(page):
        return
    if re.search(r"старш|младш|eldest|youngest", page.text[start:end]):
        return
    over = re.search(r"исполнилось|стукнуло|стукнул\b", page.text[start:end])
    span = when.resolve(page.today, future=not over)
    if span is not None:
        yield page.fact("birth_year", span[0].year - int(reached["age"]), *reached.span())


def _event(page: Page, when: When, nearest: str | None) -> str:
    """The event a date belongs to, ``deadline`` or ``date``."""
    start, end = page.sentence(when.start)
    if nearest is not None:
        return nearest if when.counter is not None else _start(page, nearest)
    if when.counter is not None or when.aside:
        return "date"
    if _RAN_OUT.match(page.text, when.end) and _CONTRACT_RANGE.search(page.text, 0, when.start):
        return "contract_ends_on"  # «контракт на год, 14 октября кончился»
    if (_DEADLINE.search(page.text[start:end]) and _looks_ahead(when, page.today)) or (
        when.until and _looks_ahead(when, page.today)
    ):
        return "deadline"
    return "date"


def _start(page: Page, name: str) -> str:
    """A beginning of service is a fact for the mobilised and conscripts; births, wounds and deaths are mere dates."""
    if name == "signed":
        return "contract_signed_on"
    if name == "mobilised":
        return "service_started_on"
    if name != "started":
        return name
    if _CONSCRIPT.search(page.text) and _DRAFTED.search(page.text):
        return "service_started_on"
    return "service_started_on" if _MOBILISED.search(page.text) and _SERVING_SINCE.search(page.text) else "date"


def _looks_ahead(when: When, today: date) -> bool:
    if when.shift is not None:
        counted_day = when.resolve(today)
        return counted_day is not None and counted_day[0] > today
    if when.fixed is not None:
        return when.fixed > today or (when.fixed == today and when.counter is None)
    if when.direction == "past" or (when.year is not None and when.year < today.year):
        return False
    if when.month and when.year == today.year:
        return when.month >= today.month
    return True


def _supposed(page: Page, at: int) -> bool:
    return bool(re.search(r"(?:если|не|if|хочу|думаю|can|want to)\s+(?:\w+\s+){0,1}$", page.before(at)))


def _sent_there(page: Page, m: re.Match[str]) -> bool:
    """«ушёл в отпуск», «в госпиталь уехал»: who goes where he is let or sent is not absent."""
    beside = _TO_LEAVE.match(page.text, m.end()) or _TO_LEAVE.search(m.group())
    return bool(beside or _TO_LEAVE_BEFORE.search(page.before(m.start())))


def _distance(text: str, start: int, end: int, when: When) -> float:
    if end <= when.start:
        between = text[end : when.start]
    elif when.end <= start:
        between = text[when.end : start]
    else:
        return 0
    return len(between) + 25 * between.count(",") + 12 * len(re.findall(r"\s(?:а|но|and|but)\s", between))


def _absence(page: Page) -> Iterator[Fact]:
    """Days of absence told as a length: «меня нет в части пять дней»."""
    absent = next(
        (m for m in _EVENTS[2][1].finditer(page.text) if not (_supposed(page, m.start()) or _sent_there(page, m))), None
    )
    if absent is None:
        return
    for m in _DURATION.finditer(page.text):
        start, end = page.sentence(m.start())
        if not start <= absent.start() < end or _ONLY_ASKED.search(page.text[start:end]):
            continue
        span = dates.length(m["n"], m["u"]) if m["n"] else dates.length(None, m["one"])
        if span is None:
            continue
        since = page.today - span
        yield page.fact("absent_since", since.isoformat(), *m.span())
        yield page.fact("date_precision", "about", *m.span())
        yield page.fact("days_absent", (page.today - since).days, *m.span())
        return


_LIKE_A_DATE = re.compile(
    r"^\D{0,12}(?:\d{1,2}[\s./-]+\d{1,2}[\s./-]+\d{2,4}|\d{4}[\s./]\d{1,2}[\s./]\d{1,2}|\d{1,2}(?:\W?[а-яa-z]{2,3})?\s+[а-яіa-z]{3,9}\.?\s+\d{2,4})\D{0,8}$"
)


def _second_try(page: Page) -> Iterator[Fact]:
    """A short message our grammar does not know, given to dateparser with nothing left to guess."""
    words = page.reading.words
    if not 1 <= len(words) <= 5 or not _LIKE_A_DATE.search(page.text):
        return
    m = re.fullmatch(r"\D{0,12}?(\d{1,2})\s+(\d{1,2})\s+(\d{4}|\d{2})\D{0,8}", page.text.strip())
    text = f"{m[1]}.{m[2]}.{m[3]}" if m else page.text.strip(" .,!")
    import dateparser

    settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month"], "PREFER_DATES_FROM": "past", "STRICT_PARSING": False,
                "RELATIVE_BASE": _noon(page.today), "PARSERS": ["absolute-time"]}  # fmt: skip
    found = dateparser.parse(text, languages=["ru", "en", "uk"], settings=settings)
    if found is not None and 1950 <= found.year <= page.today.year + 30:
        yield page.whole("date", found.date().isoformat())
        yield page.whole("date_precision", "day")


def _noon(day: date) -> object:
    from datetime import datetime

    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - a calendar day at noon, no moment in time
