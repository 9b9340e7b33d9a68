"""Names that pytrovich gets wrong, and the classes of names that never change."""

from __future__ import annotations

TURKIC_SON = frozenset({"оглы", "оглу", "улы", "уулу", "угли", "огли", "ўгли", "ўғли", "ұлы", "заде"})
TURKIC_DAUGHTER = frozenset({"кызы", "гызы", "кизи", "қызы", "қизи"})
TURKIC_SON_ENDINGS = tuple("оглы оглу огли угли ўгли ўғли улы уулу ұлы".split())
TURKIC_DAUGHTER_ENDINGS = tuple("кызы гызы кизи қызы қизи".split())

# Words inside a surname that never decline.
PARTICLES = frozenset(
    "де да ди дю дер ден дель делла ла ле лос фон фан ван цу эль аль бен бин ибн ал оглы кызы дос".split()
)
# First halves of double surnames that never decline: Тер-Петросян, Бонч-Бруевич.
STILL_FIRST_HALVES = frozenset(
    (
        "тер бонч грум нор мак мелик мирза бек сен сан хаджи доку эль аль абд абдул эмир сеит сейт аджи мемет шейх кара"
        " хан тян нечуй али"
    ).split()
)
# First halves of double first names that do decline (Анна-Мария): all female ones and these male ones.
DECLINING_FIRST_HALVES = frozenset(
    (
        "иван иоанн пётр петр павел андрей николай алексей михаил владимир александр антон сергей дмитрий виктор юрий"
        " василий григорий константин георгий максим кирилл роман егор илья никита фёдор федор"
    ).split()
)

# French and other surnames whose last vowel is stressed, and words that only look Russian.
STILL_LAST = frozenset("дюма золя петипа дега ферма".split())
# «-их» that is no Russian genitive: Рерих, Эрлих, Дитрих, Мюних. Known words (жених, лихих) are asked for first.
DECLINING_IKH = ("рих", "лих", "дих", "мих", "бих", "зих", "юних")
# «-чий» of who does a work: Осадчий, Кравчий, Стадничий. They decline as adjectives.
WORKERS_IN_CHIY = ("дчий", "вчий", "ничий", "рчий")
# Stems whose «-ая» is an adjective even when the word itself stands in no dictionary: Загребельная, Яровая, Рябоватая.
ADJECTIVE_STEMS = ("н", "ск", "цк", "ов", "ев", "ав", "яв", "ат", "ят", "ит", "ист")

STILL_FIRST = frozenset({"шота", "ноа", "франсуа"})
STILL_FEMALE_SOFT = frozenset(
    "николь мишель изабель аннабель айгуль гузель гюзель асель айсель нургуль айгюль гульсель назгуль айнагуль".split()
)

# Names that tell no gender.
EITHER_GENDER = frozenset("саша женя валя слава шура тоша мишель ли ким".split())
MALE_FIRST = frozenset(
    (
        "илья никита фома кузьма лука савва данила гаврила муса мустафа абдулла иса гия шота зия мирза закария"
        " захария отари гиви али бату дорджи эрдэни резо шалва заза лаша мурза ага алдар баир руслан айдар игорь"
        " лазарь ян марк феликс расул камиль эмиль шамиль наиль рауль раиль нурсултан данило михайло гаврило"
        " самойло марко петро павло левко мамука бача доржо мунко"
    ).split()
)
FEMALE_FIRST = frozenset(
    (
        "любовь нинель айгуль гузель рахиль эсфирь юдифь руфь жизель адель асель айсель аминат патимат мадина"
        " кармен эдит мадлен карин наргиз ширин айнур сэсэг гюльчатай элен мэри нелли кристин николь"
    ).split()
)

# Surnames that are common words with a vowel that falls out, or that only look like one. gent, datv, accs, ablt, loct.
LAST: dict[tuple[str, str], str] = {
    ("лев", "m"): "льва льву льва львом льве",
    ("заяц", "m"): "зайца зайцу зайца зайцем зайце",
    ("пивень", "m"): "пивня пивню пивня пивнем пивне",
    ("бова", "m"): "бовы бове бову бовой бове",
    ("пень", "m"): "пня пню пня пнём пне",
    ("день", "m"): "дня дню дня днём дне",
    ("пёс", "m"): "пса псу пса псом псе",
    ("пес", "m"): "пса псу пса псом псе",
    ("палий", "m"): "палия палию палия палием палии",
    ("журавель", "m"): "журавля журавлю журавля журавлём журавле",
    ("козёл", "m"): "козла козлу козла козлом козле",
    ("топчий", "m"): "топчия топчию топчия топчием топчии",
    ("бабий", "m"): "бабия бабию бабия бабием бабии",
    ("павел", "m"): "павла павлу павла павлом павле",
    ("ёж", "m"): "ежа ежу ежа ежом еже",
    ("чужая", "f"): "чужой чужой чужую чужой чужой",
    ("большая", "f"): "большой большой большую большой большой",
    ("злой", "m"): "злого злому злого злым злом",
}
# First names, the same five forms.
FIRST: dict[tuple[str, str], str] = {
    ("данило", "m"): "данилы даниле данилу данилой даниле",
    ("михайло", "m"): "михайлы михайле михайлу михайлой михайле",
    ("гаврило", "m"): "гаврилы гавриле гаврилу гаврилой гавриле",
    ("асия", "f"): "асии асии асию асией асии",
    ("ассоль", "f"): "ассоли ассоли ассоль ассолью ассоли",
    ("адель", "f"): "адели адели адель аделью адели",
}
# Women's surnames in «-ина» are left to the pen where the word is a noun too (Рябине or Рябиной), but for these: the
# surnames Тишин, Кузин and Родин are common, and nobody is called by the noun.
WOMEN_OF_IN = frozenset("тишина кузина родина".split())
# Surnames with two sets of forms in use: a possessive adjective, a vowel that may fall, a stress that is not known.
UNSURE_LAST = {
    "m": frozenset("божий лоб ров мох рот лён лед лёд лен".split()),
    "f": frozenset("божья меньшая".split()),
}

# «-ок» that keeps its vowel.
KEEPS_OK = frozenset(
    (
        "игрок восток пророк урок знаток ходок едок седок ездок волок порок оброк барток поллок шерлок челнок"
        " чеснок сток шток восток исток росток приток поток морок сорок"
    ).split()
)
