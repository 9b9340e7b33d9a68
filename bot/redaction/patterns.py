"""What identifies by its form (numbers, dates, links, phones, documents) and which words go before or beside a name."""

from __future__ import annotations

import re
import unicodedata

DATE, NUMBER, LINK, CONTACT, QUOTE = "[дата]", "[число]", "[ссылка]", "[контакт]", "[цитата]"
PLACEHOLDERS = frozenset((DATE, NUMBER, LINK, CONTACT, QUOTE, "[имя]", "[место]", "[слово]"))
STOPS = frozenset(".,!?")

_MONTHS = r"(?:январ|феврал|март|апрел|ма[йяею]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w{0,3}"
MONTH = re.compile(
    r"январ\w*|феврал\w*|март\w{0,2}|апрел\w*|ма[йя]|маем|июн\w*|июл\w*|август\w*|(?:сент|окт|но|дек)\w*бр\w*"
)
# Anything that holds a digit goes whole, with what hangs on it; dates first, for the trainers' sake.
WHOLE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:https?://|www\.|t\.me/|tg://)\S+|(?<![\w-])[\w-]++\.(?:ru|com|org|net|me|su|рф|io|info)\b\S*", re.I
        ),
        LINK,
    ),
    (re.compile(r"(?<!\S)\S*@\S+"), CONTACT),
    (
        re.compile(rf"\b\d{{1,2}}(?:-?\w{{1,3}})?\s+{_MONTHS}(?:\s+\d{{2,4}})?(?:\s*г(?:ода|оду|\.)?)?(?!\w)", re.I),
        DATE,
    ),
    (re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b"), DATE),
    (re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\""), QUOTE),
    (re.compile(r"(?<!\S)\S*\d\S*(?:[\s()№/-]++\S*\d\S*)*"), NUMBER),
)
TOKEN = re.compile(r"\[[а-я]+\]|[.,!?]|[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.UNICODE)
LETTERS = re.compile(r"[а-яёіїєґ]+|[a-z]+(?:['’][a-z]+)?")
LATIN = re.compile(r"[a-z]+(?:['’][a-z]+)?")
MIXED = re.compile(r"[a-z][^а-яё]*+[а-яё]|[а-яё][^a-z]*+[a-z]")
ABBREVIATIONS = frozenset("ввк цввк сво рф мо ук фз фсб мвд мрт пвр впд ok vvk rf pdf docx".split())

_TITLES = re.compile(
    r"(?:командир|комбат|комбриг|комрот|комвзвод|ротн|взводн|начальник|нач(?:штаб|фин|мед)|замполит|старшин|сержант"
    r"|лейтенант|капитан|майор|подполковник|полковник|прапорщик|мичман|ефрейтор|рядов|генерал|адмирал|товарищ|тов$"
    r"|зовут|звать|фамили|имя$|имени$|имен|отчеств|позывн|кличк|погоняло|прозвищ|врач|доктор|следовател|дознавател"
    r"|военком|адвокат|сосед|друг|однополчан|сослужив|жен[аеуыо]|муж|сын|доч|брат|сестр|мам|пап|отец|отц|мать|матер"
    r"|город|сел[оаеу]$|деревн|пос[её]лк|пос[её]лок|станиц|хутор|район|област|кра[йяею]$|республик|улиц|проспект"
    r"|част[ьи]|полк|бригад|дивизи|батальон|рот[аыуе]$|госпитал|полигон|направлени|округ|училищ|академи|гарнизон"
    r"|из$|под$|возле$|около$|близ$|отряд|чвк$|операци"
    r"|commander|captain|major|colonel|sergeant|lieutenant|general|private|called$|named?$|callsign|city|town|village"
    r"|region|street|near$|from$|unit|brigade|regiment|battalion|hospital|mr$|mrs$|ms$|dr$|doctor|is$|am$|im$|i'm$"
    r"|zovut|familiya|imya|gorod|komandir|iz$|pod$|in$|son|husband|brother|wife|daughter)",
    re.IGNORECASE,
)
# Words that often stand there and are no names. Everything else that could be one goes.
COMMON_AFTER_A_TITLE = re.compile(
    r"част\w{0,3}|рот\w{0,2}|взвод\w{0,2}|батальон\w{0,2}|полк\w{0,2}|бригад\w{0,2}|дивизи\w|штаб\w{0,2}|служб\w{0,3}"
    r"|контракт\w{0,2}|рапорт\w{0,2}|отпуск\w{0,2}|увольнени\w{0,2}|госпитал\w{0,2}|арми[июя]|фронт\w{0,2}|болезн\w{0,3}"
    r"|военн\w{2,3}|нов(?:ый|ого|ому)|старш\w{2,3}|наш\w{0,3}|мо[йяеёию]\w{0,2}|ваш\w{0,3}|больн\w{0,3}|инвалид\w{0,2}"
    r"|ранен\w{0,4}|дет(?:и|ей|ям|ьми)|реб[её]н\w{1,3}|мам\w|пап\w|отца?|мать|матери|сын\w{0,2}|муж\w{0,2}|брат\w{0,2}"
    r"|жен[аеуыо]й?|человек\w{0,2}|люд\w{1,3}|солдат\w{0,2}|офицер\w{0,2}|мобилизаци\w|мобилизованн\w{2,3}|срочник\w{0,2}"
    r"|дом\w{0,2}|утр\w{0,2}|вечер\w{0,2}|день|дня|дней|недел\w|месяц\w{0,2}|год\w{0,2}|зон\w|бо[йяею]\w{0,2}|передов\w{2,3}"
)
AFTER_A_TITLE = frozenset(
    """a an the my his her our your not to in at on it sick wounded ill disabled drafted mobilized mobilised conscript
    soldier officer commander refuses refused says said wants and or but he she they is was has been being unit army
    hospital leave service contract take let go give no so very too here there home missing dead
    afraid tired fired forced being""".split()
)
# «ростовский», «луганском»: the dictionary does not call them places.
OF_A_PLACE = re.compile(r"[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$")
COMMON_ADJECTIVE = re.compile(
    r"(?:воинск|детск|женск|мужск|материнск|отцовск|медицинск|психиатрическ|юридическ|человеческ|гражданск|офицерск"
    r"|сержантск|солдатск|армейск|адвокатск|врачебн|политическ|физическ|психическ|хроническ|хирургическ|техническ"
    r"|практическ|фактическ|родительск|родственн|тюремн|полицейск|командирск|военнослужащ|близк|низк|узк|редк|мелк"
    r"|резк|громк|тонк|мягк|лёгк|легк|жёстк|кратк|коротк|тяжк|плоск|скольк|нескольк)"
)


def leads_to_a_name(token: str) -> bool:
    """Tell whether a name may follow the word."""
    return bool(_TITLES.match(token))


def without_marks(text: str) -> str:
    """Return the text in one line, without marks that hide letters from whoever looks for words."""
    composed = unicodedata.normalize("NFKC", text)
    return " ".join(
        "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in composed if not _joins(c)).split()
    )


def _joins(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Mn") or char == "\u00ad"
