"""Who the serviceman is and where: category, rank, agency, place, citizenship, age, sex, motives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.assistant.facts import dates, numbers
from bot.assistant.facts.family import writes_of_her_man
from bot.assistant.facts.page import Fact, Page, rx, stem
from bot.assistant.nlu import morph
from bot.reading import speaker

AGENCY = Path(__file__).with_name("words") / "agency.yml"

_CATEGORIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("convict_contract", stem(
        r"(?:из|с) (?:колони\w+|тюрьм\w+|зон[ыь]|сизо|мест лишения)|(?:осужденн|заключенн|зек|зэк)\w*"
        r"|шторм z|(?:from|out of) (?:a |the )?(?:prison|jail|penal colony)|ex convict|convict(?:s|ed)?\b|в'язн\w+")),
    ("foreign_contract", stem(
        r"контракт\w* (?:как|для) иностран\w+|иностранн\w+ контракт\w*|foreign(?:er)?(?:'?s)? contract"
        r"|contract (?:as|for) (?:a )?foreign\w*")),
    ("mobilised", stem(
        r"мобилизованн?\w*|мобилизовал\w+|мобик(?:[аиоу]\w*)?\b|моб резерв|по (?:частичной )?мобилизации|по мобилизаци\w"
        r"|мобілізован\w*|мобілізувал\w+|за мобілізацією|mobili[sz]ed\b|drafted in(?: the)? mobili|under(?: the)? mobili[sz]ation"
        r"|called up in (?:2022|september|october)")),
    ("volunteer", stem(
        r"доброволец|добровольц\w+|доброволь\w+ (?:формирован|отряд|корпус|батальон)\w*|добровольческ\w+|в барсе\b|из барса\b"
        r"|доброволець|volunteer (?:unit|corps|formation|detachment|battalion)s?|(?:as )?a volunteer\b|volunteers? (?:fighter|soldier)")),
    ("conscript", stem(
        r"срочник\w*|срочн(?:ая|ую|ой) служб\w+|на срочк\w+|срочк[аеуи]\b|по призыву|строковик\w*|строков\w+ служб\w+"
        r"|conscript(?:s|ed)?\b|mandatory service|national service")),
    ("contract", stem(
        r"контрактник\w*|контрабас\w*|контрач\w*|по контракт[уа]\b|на контракте|контрактн(?:ая|ую|ой) служб\w+|контрактниц\w+"
        r"|за контрактом|contract (?:soldier|serviceman|service)s?|contractors?\b|on (?:a )?contract\b|under (?:a )?contract")),
)  # fmt: skip
_SIGNED = stem(r"(?:подписал|подписали|подписала|заключил|заключила|підписав|підписали|signed)\b")
_CONTRACT = stem(r"контракт|contract")
_CONTRACT_RUNS = stem(
    r"контракт\w* (?:\w+ ){0,4}?(?:кончи|закончи|заканчи|кончает|истек|истечет|истекает|окончи|оканчи|вышел|закончен|действует|продлил|продлев|скінчи|закінчи|кінча)"
    r"|(?:кончился|закончился|заканчивается|истек|истекает|вышел|окончился|закінчився|скінчився) (?:\w+ ){0,3}?контракт"
    r"|(?:мой|у меня|моему|его|у него) (?:\w+ ){0,2}?контракт\w*|срок\w* (?:\w+ )?контракта"
    r"|(?:my|his) (?:\w+ )?contract\b|contract (?:has |had |is |was |will |have )?(?:\w+ )?(?:finish|ended|expired|expires|ends|over|finished|ran out|runs out|extended|expire)"
)
_ONLY_CONTRACT = re.compile(r"(?:(?:да|ну|я|у меня|у него|он) )*(?:контрак[тд]?|contract)")  # an answer to a question
_PRESSED = stem(
    r"заставля|принужда|вынужда|предлага|уговарива|хотят чтобы|склоня|force|forcing|pressur|want me to|make me sign|примуш"
)
_AFTER_MOBILISATION = stem(r"мобилиз\w*|мобик\w*|мобіліз\w*|mobili[sz]ed|called up")
_THEN_SIGNED = stem(
    r"(?:потом|затем|позже|после|дальше|уже там|там)? ?(?:подписал|заключил|перешел на|перевелся на|signed|switched to|підписав)\w* (?:\w+ ){0,3}?(?:контракт|contract)"
)

_RANKS: tuple[tuple[str, str, str], ...] = (
    ("рядовой", "enlisted", r"рядов(?:ой|ого|ому|ым|ом)|ряд\.|private"),
    ("старший матрос", "enlisted", r"ст(?:арш\w+|\.)? ?матрос\w*|senior seaman"),
    ("матрос", "enlisted", r"матрос\w*|seaman|sailor"),
    ("ефрейтор", "enlisted", r"ефрейтор\w*|ефр\.?|lance corporal|corporal"),
    ("младший сержант", "sergeant", r"(?:мл(?:адш\w+|\.)?|младшой) ?(?:сержант\w*|с[-/]?т)|junior sergeant"),
    ("старший сержант", "sergeant", r"(?:ст(?:арш\w+|\.)?) ?(?:сержант\w*|с[-/]?т)|senior sergeant|staff sergeant"),
    ("сержант", "sergeant", r"сержант\w*|серж|серега сержант|sergeant"),
    ("главный корабельный старшина", "sergeant", r"(?:гл(?:авн\w+|\.)?) ?кор(?:абельн\w+|\.)? ?старшин\w+"),
    ("главный старшина", "sergeant", r"(?:гл(?:авн\w+|\.)?) ?старшин\w+"),
    ("старшина 1 статьи", "sergeant", r"старшин\w+ (?:1|перв\w+)(?: ?й| ?ой)? (?:статьи|ст\.?)"),
    ("старшина 2 статьи", "sergeant", r"старшин\w+ (?:2|втор\w+)(?: ?й| ?ой)? (?:статьи|ст\.?)"),
    ("старшина", "sergeant", r"старшин(?:а|ы|ой|е|у)|sergeant major"),
    ("старший прапорщик", "warrant", r"(?:ст(?:арш\w+|\.)?) ?прапор(?:щик\w*)?|senior (?:warrant officer|praporshchik)"),
    ("прапорщик", "warrant", r"прапор(?:щик\w*)?|warrant officer|praporshchik|ensign"),
    ("старший мичман", "warrant", r"(?:ст(?:арш\w+|\.)?) ?мичман\w*|senior michman"),
    ("мичман", "warrant", r"мичман\w*|michman"),
    ("младший лейтенант", "officer", r"(?:мл(?:адш\w+|\.)?) ?(?:лейтенант\w*|лейт|л[-/]?т)|младлей|junior lieutenant"),
    ("старший лейтенант", "officer", r"(?:ст(?:арш\w+|\.)?) ?(?:лейтенант\w*|лейт|л[-/]?т)|старле[йяюе]\w*|senior lieutenant|first lieutenant"),
    ("капитан-лейтенант", "officer", r"капитан\w* ?лейтенант\w*|каплей|lieutenant commander"),
    ("лейтенант", "officer", r"лейтенант\w*|лейт|летех\w*|lieutenant"),
    ("капитан 1 ранга", "senior_officer", r"капитан\w* (?:1|перв\w+)(?: ?го)? ранга|каперанг|кап1"),
    ("капитан 2 ранга", "officer", r"капитан\w* (?:2|втор\w+)(?: ?го)? ранга|кавторанг|кап2"),
    ("капитан 3 ранга", "officer", r"капитан\w* (?:3|трет\w+)(?: ?го)? ранга|кап3"),
    ("капитан", "officer", r"капитан\w*|captain"),
    ("майор", "officer", r"майор\w*|major"),
    ("подполковник", "officer", r"подполковник\w*|подпол|п/п-к|пп-к|lieutenant colonel|lt\.? colonel"),
    ("полковник", "senior_officer", r"полковник\w*|полкан\w*|colonel"),
    ("генерал-майор", "senior_officer", r"генерал\w*|general"),
)  # fmt: skip
_RANK_WORDS = tuple((name, band, rx(words)) for name, band, words in _RANKS)
_BESIDE_AGE = re.compile(r"(?:\d{2}|лет|года?|years old|yo)[\s,.]+$")
_OWN = re.compile(
    r"(?:\bя|\bзвани\w+|\bзван\w+|\bслужу|\bслужит|\bмуж|\bсын|\bбрат|\bi am|\bi'm|\bim|\brank(?: is)?|\bhe is|\bhe's|\bas)"
    r"[\s,:–—-]+(?:(?:a|an|the|тут|сейчас|у меня|пока|уже|бывший|в звании|мое|мой|это|контрактник|контракт)[\s,]+){0,2}$"
)
_BANDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("officer", rx(r"офицер(?:ом)?|(?:an )?officer|офіцер")),
    ("warrant", rx(r"прапорщик|warrant officer")),
)

_AGENCIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("rosgvardia_police", stem(r"(?:сотрудник\w*|полици\w+|омон\w*|собр\b|вневедомственн\w+) (?:\w+ ){0,2}(?:росгвард|внг)\w*"
                               r"|росгвард\w* (?:\w+ ){0,3}(?:полици|омон|собр|сотрудник)\w*|(?:служу|служит|сотрудник) (?:\w+ ){0,2}(?:в )?(?:омон|собр)\w*|riot police")),
    ("rosgvardia_military", stem(r"(?:военнослужащ\w+|часть|части|контракт\w*|войск\w+|солдат\w*) (?:\w+ ){0,2}(?:росгвард|внг|нацгвард)\w*"
                                 r"|(?:росгвард|внг)\w*[,\s]+(?:\w+[,\s]+){0,3}(?:контракт|военнослужащ|войск|часть)\w*")),
    ("fsb", stem(r"(?:служу|служит|служил|контракт|военнослужащ\w+) (?:\w+ ){0,3}?(?:фсб|погран\w+|пограничн\w+)|пограничник\w*|border guard (?:soldier|service)|(?:serve|work) in(?: the)? fsb")),
    ("mchs", stem(r"(?:служу|служит|служил|контракт|военнослужащ\w+|сотрудник) (?:\w+ ){0,3}?мчс|спасательн\w+ воинск\w+")),
    ("gusp", stem(r"гусп\b|главн\w+ управлени\w+ специальных программ")),
    ("mod", stem(r"(?:служу|служит|служим|контракт|военнослужащ\w+) (?:\w+ ){0,2}?(?:минобороны|министерств\w+ обороны|мо рф|мо\b|вс рф|вдв|вкс|вмф|мотострел\w+|морпех\w*|морск\w+ пехот\w+|танков\w+|артиллери\w+|рвсн)"
                 r"|(?:serve|contract) (?:\w+ ){0,2}(?:mod|ministry of defen[cs]e)\b")),
)  # fmt: skip

_ADDRESSED = stem(
    r"пис(?:ал|ат|ьм|ем|ш)\w*|пиш\w+|жал\w+|пожал\w+|обра[щт]\w+|звон\w+|отправ\w+|куда|ответ\w+|переда\w+|wrote|complain\w*"
)
_ZONE = stem(
    r"в зоне(?: (?:сво|боевых|проведения))?|на сво\b|за лент(?:ой|очкой)|на передовой|на передк[еу]|на лбс\b|на нуле\b|на нулях|на фронте|в окоп(?:ах|е)|на линии (?:боевого|соприкосновения)|на позици(?:и|ях)|на боевых|на боевом задании"
    r"|in the (?:zone|svo zone|combat zone|war zone|trenches?)|(?:at|on) the front(?: ?line)?|(?:at|on) the line of contact|at zero line|in ukraine|на фронті|на передовій|в зоні|на позиціях"
)
_REAR = rx(
    r"в ппд|(?:сейчас|щас|счас|теперь|уже|пока|стоим|сижу|на) ппд|в пункте постоянной дислокации|в тылу|в россии|на территории рф|at (?:the )?home base|in the rear|in russia|у тилу"
)
_MOTION = re.compile(
    r"(?:отправ|вез|увоз|увез|повез|еха|еду|едем|поех|поед|гон|забра|забир|гнать|идти|итти|хоч|верн|возвр|попас|попал|посыла|пошл|кида|закид|заброс|грозя|угрожа|send|sent|go|going|back|ship|was|были?\b|была\b|был\b|после|до )\w*\s+(?:\S+\s+){0,3}$"
)

_LOCATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("detained", stem(r"в яме\b|в (?:яму|подвал|клетку|зиндан) (?:\w+ )?(?:посадили|кинули|бросили|сунули|закрыли|кинуты)|(?:посадили|кинули|бросили|закрыли|сунули|держат) (?:\w+ ){0,2}?в (?:яму|подвал|клетку|зиндан)|в подвал[еу]\b|под арестом|на гауптвахте|на губе\b|в сизо\b|задержан[аы]?\b|в псп\b|в пункте сбора|в клетке|под стражей|in (?:a |the )?(?:pit|basement|cell|jail|brig)\b|(?:i am|i'm|is|was|been) (?:detained|arrested|locked up)|under arrest|у ямі|у підвалі|під арештом")),
    ("hospital", stem(r"в госпитал(?:е|ь)\b|в больниц[еу]\b|в медроте|в санчасти|лежу в|на лечении|in (?:the |a )?(?:military )?hospital|у шпиталі|в шпиталі|в лікарні"
                      r"|(?:забира\w+|заберут|выписыва\w+|выпишут|выгоня\w+) (?:\w+ ){0,2}?из (?:госпиталя|больницы|медроты)|из (?:госпиталя|больницы) (?:\w+ ){0,2}?(?:забира\w+|заберут|выписыва\w+|выпишут|выгоня\w+)")),
    ("leave", stem(r"в отпуск[еу]\b|на побывке|(?:am|is|i'm|he's|currently) on (?:\w+ )?leave\b|у відпустці|в увольнении")),
    ("absent", stem(r"в соч\b|я соч\b|сочинец|сочинц\w+|самовольно (?:оставил|покинул|ушел)|(?:сбежал|убежал|ушел|удрал|свалил|уехал|дернул) (?:\w+ ){0,2}?(?:из|с) (?:\w+ )?(?:части|пвд|ппд|полигон\w*|госпитал\w*|расположени\w+|позици\w+|передов\w+|сво)"
                    r"|(?:оставил|покинул|бросил) (?:\w+ ){0,2}?част[ьи]|не вернул\w+ (?:\w+ ){0,2}?(?:в часть|из отпуска|с отпуска|в полк)|встал на лыжи|ушел в соч|нахожусь в розыске"
                    r"|(?:am|is|i'm|went|gone|been|he's) awol\b|awol (?:for|since)|(?:left|deserted|ran away from|fled|escaped)(?: from)? (?:the|my|his) (?:unit|base|post|regiment)|(?:did not|didn't|never) (?:return|come back) (?:\w+ ){0,2}(?:unit|leave|base)|втік з частини|пішов у сзч|в сзч|не (?:по)?вернувся (?:\w+ ){0,2}?(?:в частину|з відпустки)")),
    ("unit", stem(r"(?:сижу|нахожусь|я сейчас|сейчас я|я пока|пока|остался|живу|он сейчас|сейчас|я) (?:\w+ )?в (?:своей |нашей )?части(?! ?\d| стать| ст\b| перв| втор| трет)|в ппд\b|в расположении|в казарме|(?:am|is|i'm|still|currently) (?:at|in|on) (?:my|the|his) (?:unit|base|barracks)|у частині|в казармі")),
)  # fmt: skip

# What happened in a hospital or on leave tells where he was; where he is stands beside «сейчас», «лежу».
_WAS_THERE = stem(
    r"был\b|была\b|были\b|лежал\w*|лечил\w*|дали\b|дал\b|поставил\w*|признал\w*|присвоил\w*|прош[ел]л\b|сделал\w*|когда|после|had\b|gave\b|was\b|were\b|got\b|поставили|був\b|лежав\b"
)
_IS_THERE = stem(
    r"сейчас|щас|счас|лежу|лежит|нахожусь|находится|пока|до сих пор|все еще|опять|теперь|now\b|am\b|is\b|still\b|зараз|лежить"
)

_COUNTRY = (
    r"узбекистан\w*|таджикистан\w*|кыргызстан\w*|киргизи\w+|казахстан\w*|белорусс?и\w+|беларус\w+|армени\w+|азербайджан\w*|грузи\w+|молдов\w+|туркмен\w+|украин\w+|непал\w*|инди\w+|куб[аыеу]\b|серби\w+|кита\w+|кени\w+|"
    r"nepal|india|cuba|sri lanka|kenya|ghana|nigeria|cameroon|egypt|yemen|syria|iraq|uzbekistan|tajikistan|kyrgyzstan|kazakhstan|belarus|armenia|azerbaijan|georgia|moldova|turkmenistan|serbia|china|bangladesh|pakistan|uganda|somalia|togo|colombia|brazil|zambia|tanzania|vietnam"
)
_OTHER_CITIZEN = stem(
    rf"(?:гражданин|гражданка|гражданство|паспорт|подданный) (?:\w+ )?(?:{_COUNTRY})|(?:я|он|сам) из (?:{_COUNTRY})|не гражданин (?:рф|россии)|без гражданства (?:рф|россии)|нет гражданства|нет российского (?:гражданства|паспорта)"
    rf"|иностран(?:ец|ка|цем)\b|иностранн\w+ граждан\w+|(?:i am|i'm|im|he is|we are|come) (?:\w+ )?from (?:{_COUNTRY})|citizen of (?:{_COUNTRY})|(?:a |am |as |as a |i'm a )foreign(?:er| citizen| national| recruit| fighter)|nepali|indian citizen|cuban citizen|not (?:a )?russian citizen"
)
_RUSSIAN_CITIZEN = stem(
    r"гражданин (?:рф|россии)|гражданка (?:рф|россии)|гражданство (?:рф|россии|российское)|российск(?:ое|ий) (?:гражданство|паспорт)|(?:a )?russian citizen|citizen of russia"
)

_AGE = rx(
    rf"(?:мне|ему|мужу|брату) (?:уже |сейчас |щас |исполнилось |стукнуло |всего |только )*(?P<n>{numbers.CARDINAL})(?: (?:лет|год|года|годика|рок\w+|годов))?"
    rf"|(?:i am|i'm|im|he is|he's) (?:now |already |only )?(?P<e>\d{{2}})(?: ?(?:years?(?: old)?|yo|y\.?o\.?))?|(?:aged|age) (?P<a>\d{{2}})|мені (?P<u>\d{{2}})"
)
_BORN = rx(
    r"(?:родился|родилась|рожден\w*|г\.? ?р\.?|born)(?: в| in)? ?(?P<y>19[5-9]\d|200\d)|(?:родился|родилась|born)(?: on)? (?:\d{1,2}|\w+)[\s.]\w+[\s.](?P<x>19[5-9]\d|200\d)|(?P<z>19[5-9]\d|200\d)(?: ?г(?:ода?)?\.?)? ?(?:р\b|рождения|г\.? ?р)"
)
_COMING_AGE = re.compile(r"\s+(?:\w+\s+){0,2}?(?:исполнится|исполняется|стукнет|будет|виповниться)")
_AGE_REACHED = re.compile(r"\s+(?:\w+\s+){0,1}?(?:исполнилось|стукнуло|виповнилось)")
_FEMALE = rx(
    r"я (?:\w+ ){0,3}?(?:беременна|женщина|девушка военнослужащая)|я военнослужащая|(?:i am|i'm) (?:a )?(?:\w+ )?(?:woman|female|servicewoman|pregnant)|female soldier here"
)
_FEMALE_SERVING = rx(r"военнослужащая|servicewoman|контрактница|служу я женщина")
_MALE = rx(r"я мужчина|(?:i am|i'm) a man")

_MOTIVES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("moral_psychological", stem(r"морально ?психологическ\w+|морально (?:не |я |уже )?(?:могу|выдерж|сломл|истощ|устал)\w*|психологически (?:не |я |уже )?(?:могу|выдерж|сломл|истощ|устал)\w*|выгор\w+|психика не выдерж\w+|нервы сдал\w+|moral(?:ly)?(?: and)? psycholog\w+|mentally exhausted|burn(?:ed|t) out|психологічно")),
    ("moral_beliefs", stem(r"убеждени\w+|по (?:своей )?вере|верующ\w+|совест\w+|пацифист\w*|религи\w+|не (?:хочу|могу|буду|готов) (?:\w+ )?(?:убивать|стрелять|воевать)|заповед\w+|свидетел\w+ иегов\w*|переконан\w+|сумлінн\w+|consci(?:ence|entious)\w*|my (?:faith|religion|beliefs)|pacifist|(?:can't|cannot|won't|don't want to|do not want to) (?:kill|shoot|fight)")),
    ("no_consent", stem(r"не дава(?:л|ла) (?:\w+ )?согласи\w+|не дал(?:а)? согласи\w+|без (?:моего |его )?согласи\w+|без (?:моего |его )?ведома|не соглаша\w+ (?:на|продл)\w*|не подписыва\w+ (?:\w+ )?(?:продлени\w+|новый|контракт)|without (?:my|his) (?:consent|agreement|knowledge)|never (?:agreed|consented|signed)|did(?:n't| not) (?:agree|consent|sign)|не давав згод\w+")),
)  # fmt: skip


def read(page: Page) -> Iterator[Fact]:
    """Everything this module knows how to find."""
    yield from _category(page)
    yield from _rank(page)
    yield from _agency(page)
    yield from _zone(page)
    yield from _location(page)
    yield from _citizenship(page)
    yield from _person(page)
    for value, pattern in _MOTIVES:
        for m in pattern.finditer(page.text):
            yield page.fact("motives", value, *m.span())
            break


def _first(page: Page, name: str, table: tuple[tuple[str, re.Pattern[str]], ...]) -> Iterator[Fact]:
    for value, pattern in table:
        for m in page.asserted(pattern):
            yield page.fact(name, value, *m.span())
            return


def _agency(page: Page) -> Iterator[Fact]:
    told = list(_first(page, "agency", _AGENCIES))
    yield from told
    if told:
        return
    alone, beside = agency_words()
    for start, end in page.stretches():
        said = " ".join(re.findall(r"[\w']+", page.text[start:end]))
        said = beside.sub("", said)
        value = next((value for value, pattern in alone.items() if pattern.fullmatch(said.strip())), None)
        if value is None or page.text[end : end + 1] == "?":
            continue
        if _ADDRESSED.search(page.text, *page.sentence(start)) and re.match(r"\s*(?:в|у)\s", page.text[start:end]):
            continue  # «писала президенту, в минобороны»
        yield page.fact("agency", value, start, end)
        return


@cache
def agency_words() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    """Return of ``words/agency.yml`` each agency named alone, by code, and what may stand beside it."""
    data = YAML(typ="safe").load(AGENCY.read_text(encoding="utf-8"))
    alone = {code: re.compile("|".join(said).replace(" ", r"\s+")) for code, said in data["values"].items()}
    around = "|".join(data["beside"]).replace(" ", r"\s+")
    return alone, re.compile(rf"^(?:(?:{around})\s+)+|(?:\s+(?:{around}))+$")


def _category(page: Page) -> Iterator[Fact]:
    found: dict[str, tuple[int, int]] = {}
    for value, pattern in _CATEGORIES:
        for m in page.asserted(pattern, hypothetical=True):
            found.setdefault(value, m.span())
    if _ONLY_CONTRACT.fullmatch(page.bare):
        yield page.whole("category", "contract")
        return
    signed = _signed_contract(page)
    if signed:
        found.setdefault("contract", signed)
    value = _one_category(page, found, bool(signed))
    if value:
        yield page.fact("category", value, *next(iter(found.values())))


def _one_category(page: Page, found: dict[str, tuple[int, int]], signed: bool) -> str | None:
    kinds = set(found)
    if "convict_contract" in kinds:
        serving = (
            signed
            or "contract" in kinds
            or re.search(r"сво\b|контракт|штурм|воева|воюе|служ|contract|front", page.text)
        )
        return "convict_contract" if serving else None
    if kinds == {"mobilised", "contract"}:
        return "mobilised_contract" if _THEN_SIGNED.search(page.text) and signed else None
    if kinds == {"conscript", "contract"}:
        return "contract" if signed and not _PRESSED.search(page.text) else "conscript" if not signed else None
    if kinds == {"volunteer", "contract"}:
        return (
            "volunteer"
            if re.search(
                r"доброволь\w+\s+(?:формир|отряд|корпус|батал)|добровольческ|volunteer\s+(?:unit|corps|form)", page.text
            )
            else None
        )
    if kinds == {"foreign_contract", "contract"}:
        return "foreign_contract"
    if len(kinds) != 1:
        return None
    if kinds == {"contract"} and any(True for _ in page.asserted(_OTHER_CITIZEN)):
        return "foreign_contract"
    return next(iter(kinds))


def _signed_contract(page: Page) -> tuple[int, int] | None:
    """A contract that is there: signed, running or over; not one that somebody is being pressed to sign."""
    for m in _CONTRACT_RUNS.finditer(page.text):
        pressed = re.search(r"(?:подписать|подписывать|предлаг|sign)\s+(?:\S+\s+){0,2}$", page.before(m.start()))
        if not pressed and not _PRESSED.search(m.group()):  # «его заставляют контракт подписать» is no contract yet
            return m.span()
    for m in page.asserted(_SIGNED):
        near = page.text[max(0, m.start() - 40) : m.end() + 60]
        if _CONTRACT.search(near) and "рапорт" not in near and "report" not in near:
            return m.span()
    return None


def _rank(page: Page) -> Iterator[Fact]:
    short = len(page.reading.words) <= 3 and not any(morph.is_verb(word.form) for word in page.reading.words)
    found: tuple[int, int, str, str] | None = None
    for name, band, pattern in _RANK_WORDS:
        for m in page.asserted(pattern):
            if short or _is_own(page, m):
                if found is None or (m.start() <= found[0] and m.end() > found[1]):
                    found = (*m.span(), name, band)
                break
    if found:
        yield page.fact("rank", found[2], found[0], found[1])
        yield page.fact("rank_band", found[3], found[0], found[1])
        return
    for band, pattern in _BANDS:
        for m in page.asserted(pattern):
            if short or _OWN.search(page.before(m.start())):
                yield page.fact("rank_band", band, *m.span())
                return


def _is_own(page: Page, m: re.Match[str]) -> bool:
    """A rank of the soldier himself: after «я», «звание», beside his age, or opening a list about himself."""
    before, after = page.before(m.start()), page.text[m.end() :]
    if _OWN.search(before) or _BESIDE_AGE.search(before):
        return True
    return not before.strip() and bool(re.match(r"[\s,]+(?:мне \d|по контракту|контракт|мобилизован|служу)", after))


def _zone(page: Page) -> Iterator[Fact]:
    for m in page.denied(_ZONE):
        yield page.fact("in_zone", "no", *m.span())
        return
    for m in page.asserted(_ZONE):
        if not _MOTION.search(page.before(m.start())):
            yield page.fact("in_zone", "yes", *m.span())
            return
    for m in page.asserted(_REAR):
        if not _MOTION.search(page.text[page.clause(m.start())[0] : m.start()]):
            yield page.fact("in_zone", "no", *m.span())
            return


def _location(page: Page) -> Iterator[Fact]:
    from bot.assistant.facts import family

    for value, pattern in _LOCATIONS:
        for m in page.asserted(pattern):
            before = page.before(m.start())
            himself = speaker.serves_himself(page.text)
            if family.someone_else(before, himself=himself) or re.search(
                r"(?:бросят|посадят|сажают|кинут|боюсь|угрожа\w+)\s+(?:\S+\s+){0,2}$", before
            ):
                continue
            if value == "absent" and re.search(
                r"(?:запис|постав|числ|объяв|подал|оформ|вписал)\w*\s+(?:\S+\s+){0,2}$", before
            ):
                continue  # what the unit wrote is not where he is
            if value == "leave" and re.search(
                r"(?:отказ\w*|не пуска\w*|хочу|дадут|еду|поеду|отпусти\w*)\s+(?:\S+\s+){0,2}$", before
            ):
                continue
            start, end = page.clause(m.start())
            told = page.text[start:end]
            if value in ("hospital", "leave") and _WAS_THERE.search(told) and not _IS_THERE.search(told):
                continue
            yield page.fact("location", value, *m.span())
            return


def _citizenship(page: Page) -> Iterator[Fact]:
    for m in _OTHER_CITIZEN.finditer(page.text):
        yield page.fact("citizenship", "other", *m.span())
        return
    for m in page.asserted(_RUSSIAN_CITIZEN):
        yield page.fact("citizenship", "ru", *m.span())
        return


def _told_by_birthday(page: Page, m: re.Match[str]) -> bool:
    """Whether an age is the one of a day told beside it, which ``events`` reads: «мне 50 исполнилось 10 июня 2023»."""
    if _COMING_AGE.match(page.text, m.end()):
        return True
    start, end = page.sentence(m.start())
    return bool(_AGE_REACHED.match(page.text, m.end()) and dates.find(page.text[start:end], page.today))


def _person(page: Page) -> Iterator[Fact]:
    for m in _BORN.finditer(page.text):
        yield page.fact("birth_year", int(m["y"] or m["z"] or m["x"]), *m.span())
        break
    else:
        for m in _AGE.finditer(page.text):
            age = numbers.value(m["n"] or m["e"] or m["a"] or m["u"])
            if (
                age
                and 17 <= age <= 75
                and not re.match(r"\s*(?:дн|сут|мес|нед|тыс|руб|раз|days|week|month|%)", page.text[m.end() :])
                and not _told_by_birthday(page, m)
            ):
                yield page.fact("birth_year", page.today.year - age, *m.span())
                break
    for sex, patterns in (("female", (_FEMALE, _FEMALE_SERVING)), ("male", (_MALE,))):
        for pattern in patterns:
            for m in page.asserted(pattern):
                if not writes_of_her_man(page):  # «муж служит, я беременна»: a woman, but not the soldier
                    yield page.fact("sex", sex, *m.span())
                return
