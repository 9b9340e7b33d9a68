"""Two harmless words by which a person and an advocate speak of a case: «тихая река», "quiet river".

They follow from the random id of the case alone, are the same picture in both languages, and find nothing: two cases
may share them, and whoever hears them learns nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

ADJECTIVES = """тихая quiet;ясная clear;белая white;синяя blue;светлая bright;тёплая warm;новая new;лёгкая light;
    быстрая quick;дальняя distant;весенняя spring;летняя summer;осенняя autumn;зимняя winter;утренняя morning;
    вечерняя evening;северная northern;южная southern;восточная eastern;западная western;золотая golden;
    серебряная silver;зелёная green;красная red;жёлтая yellow;круглая round;высокая tall;широкая wide;тонкая thin;
    мягкая soft;пёстрая mottled;снежная snowy;лунная moonlit;солнечная sunny;прозрачная limpid;лесная forest;
    полевая field;
    садовая garden;морская sea;горная mountain;сонная sleepy;добрая kind;ровная even;простая simple;старинная ancient;
    деревянная wooden;каменная stone;стеклянная glass;шёлковая silk;льняная linen;душистая fragrant;сладкая sweet;
    мятная mint;вишнёвая cherry;янтарная amber;сизая grey;румяная rosy;звонкая ringing;спокойная calm"""
NOUNS = """река river;лодка boat;берёза birch;рябина rowan;сосна pine;ива willow;липа linden;яблоня apple tree;
    поляна glade;тропа path;роща grove;долина valley;гора hill;скала rock;волна wave;капля drop;роса dew;радуга rainbow;
    туча cloud;звезда star;луна moon;заря dawn;метель blizzard;снежинка snowflake;льдинка ice floe;искра spark;
    свеча candle;лампа lamp;книга book;тетрадь notebook;страница page;скрипка violin;гитара guitar;песня song;
    сказка tale;птица bird;синица titmouse;ласточка swallow;сова owl;чайка gull;утка duck;белка squirrel;лиса fox;
    кошка cat;пчела bee;бабочка butterfly;рыба fish;улитка snail;черепаха turtle;ромашка daisy;роза rose;сирень lilac;
    клюква cranberry;малина raspberry;груша pear;слива plum;дыня melon;чашка cup;ложка spoon;тарелка plate;
    корзина basket;
    подушка pillow;шапка hat;варежка mitten;лестница ladder;калитка gate;крыша roof;беседка arbour;мельница mill;
    дорога road;площадь square;набережная embankment;станция station;пристань pier;гавань harbour;бухта bay;дюна dune;
    пуговица button;нитка thread;монета coin;ракушка shell;жемчужина pearl;ваза vase;картина picture"""


def designation(case_id: str, lang: str) -> str:
    """Return the two words of a case in ``ru`` or ``en``."""
    number = int.from_bytes(hashlib.sha256(f"designation:{case_id}".encode()).digest()[:8])
    place, side = divmod(number, len(_FIRST)), 1 if lang == "en" else 0
    return f"{_FIRST[place[1]][side]} {_SECOND[place[0] % len(_SECOND)][side]}"


def called_by(words: str) -> Callable[[str], bool]:
    """Return what tells of a case's id whether ``words``, or what they begin, are its words in one of the languages."""
    said = _plain(words)
    return lambda case_id: any(_plain(designation(case_id, lang)).startswith(said) for lang in ("ru", "en"))


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("ё", "е").split())


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    pairs = (" ".join(pair.split()).partition(" ") for pair in words.split(";"))
    return tuple((ru, en) for ru, _, en in pairs)


_FIRST, _SECOND = _pairs(ADJECTIVES), _pairs(NOUNS)
