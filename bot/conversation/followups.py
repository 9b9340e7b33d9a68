"""Short messages that lean on what was just spoken of: «а если откажут?», «а сколько это займёт?», «что ему передать?».

Found by their words, because without their subject they mean nothing to a model.
"""

from __future__ import annotations

import re

LONGEST = 9  # words; a longer message carries its own subject

_LEANING = re.compile(r"^(?:а|и|ну|но|тогда|хорошо|ладно|ок|and|but|so|ok|okay|then)\b")
# Which part of the answer about a way out each kind of question wants, the most telling first.
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern))
    for part, pattern in (
        ("refused", r"\b(?:откаж[уе]т(?!ся от)|откажутся (?:брать|взять|подпис|отпуст|уволь)|отказали|отклон\w+|не подпиш(?:ет|ут)|не одобр\w+|не согласят\w*|не отпустят|завернут|не прокатит|не выйдет|не ответ(?:ят|или|ит)|молчат в ответ|не отреагируют|відмовлять|otkazhut|ne podpishut)"
                    r"|\b(?:they|he|she|it|commander|command|is) (?:will |would |says? |still )?(?:refuses?d?|reject(?:s|ed)?|den(?:y|ies|ied)|no\b|turns? it down)|\bif (?:it is |it's |i am |i'm |he is )?(?:refused|rejected|denied)|\bno answer\b|\b(?:don't|do not|won't|never) (?:answer|reply|respond)"),
        ("time", r"^(?:а |и |ну |так )?(?:сколько|когда|how long|when)$|\bсколько (?:это |всё |все |по |примерно |обычно |мне |нам |ему )*(?:врем\w+|займ\w+|займет|длит\w+|ждать|дней|тянет\w*|идет|идёт)|\b(?:как|это) долго|\bдолго (?:ли|это|ждать)|\bкакие сроки|\bкогда (?:будет |придет |придёт |ждать )?ответ|\bskolko (?:eto|zhdat|vremeni)"
                 r"|\bhow (?:long|soon|much time|many days)|\bwhen (?:will|do|does) .{0,20}answer"),
        ("risks", r"\bчем (?:я |он |мы )?(?:это |при этом )?(?:рискую|рискует|рискуем|грозит|опасно)|\bкак(?:ой|ие|ов) (?:\w+ )?риск|\bопасно ли|\b(?:это|не) опасно|\b(?:что|сколько) (?:мне|ему|нам) (?:за это )?(?:будет|дадут за это)\b|\bнакажут|\bпосадят|\bchem (?:ya )?riskuyu"
                  r"|\b(?:what|which|any) .{0,12}risks?|\bis (?:it|this|that) (?:risky|dangerous|safe)|\bcan (?:i|he) be punished"),
        ("papers", r"\bкак(?:ие|ой|ую) (?:\w+ )?(?:бумаг\w*|документ\w*|справк\w+)|\bчто (?:нужно |надо )?(?:собрать|собирать|приложить|прикладывать)|\bkakie (?:bumagi|dokumenty)"
                   r"|\b(?:what|which) (?:papers?|documents?|certificates?|evidence)"),
        ("filing", r"^(?:а |и |ну |так )?(?:куда|кому|where)$|\bкуда (?:\w+ )?(?:пода\w+|нести|отнести|отправ\w+|посла\w+)|\bкому (?:\w+ )?(?:пода\w+|отда\w+|нести|отправ\w+)|\bкак (?:его |это |рапорт )?(?:подать|подавать|отправить|отдать)\b|^(?:а |и )?куда (?:ее|её|его|это|их|рапорт|бумагу)\b|\bkuda (?:podavat|nesti)|\bkak podat"
                   r"|\bwhere (?:do|should|to|can) .{0,10}(?:file|submit|send|hand|give)|\bhow (?:do|should|to|can) .{0,8}(?:file|submit|send|hand)|\bwho (?:do|should) .{0,8}(?:give|send|hand)"),
        ("chances", r"\bшанс\w*|\b(?:это|че|чё|что|чем) (?:мне |нам |ему |это )?(?:поможет|даст)|\bкакой (?:в этом )?(?:смысл|толк)|\bи (?:что|чё|че) никак\b|\bполучится ли|\bточно (?:отпустят|уволят|получится|сработает)|\bреально ли|\bэто (?:реально|работает|сработает)|\bshans"
                    r"|\bchances?\b|\bwill (?:it|this|that) help|\bwhat(?:'s| is) the (?:use|point)|\bwill (?:it|this|that) work|\bdoes (?:it|this|that) work"),
        ("steps", r"^(?:а |и |ну )?(?:что|как|чего) (?:мне |нам |ему )?(?:дальше|потом|теперь)(?: делать)?$|\bчто (?:мне |ему )?(?:дальше|потом|теперь) делать|\bс чего (?:мне |ему )?начать|\bchto dalshe"
                  r"|\bwhat(?:'s| is| do i do| should i do)? (?:next|then|now)\b|\bwhere do i start"),
    )
)  # fmt: skip
_AFRAID = re.compile(
    r"\b(?:страшно|боюсь|боимся|боится|боюся|жутко|паник\w+|тревожно|не сплю|плачу|strashno|boyus|scared|afraid|frightened|terrified)\b"
)
# A relative asks what she may do in his place or in her own name.
_IN_HIS_PLACE = re.compile(
    r"\b(?:я|мне|мы) (?:\w+ ){0,2}?(?:сама|сам|самой|самому|сами) (?:\w+ ){0,2}(?:подать|подам|отнести|отнесу|написать|напишу|отправить|отправлю|подписать|подпишу|передать|сделать)"
    r"|\b(?:подать|отнести|написать|подписать|отправить|сделать|подам|отнесу|напишу|подпишу|отправлю) (?:\w+ ){0,3}(?:за него|вместо него|от его имени|от моего имени|от своего имени|сама|сам)\b"
    r"|\b(?:за|вместо) него (?:\w+ ){0,2}(?:подать|отнести|написать|подписать|отправить|сделать|подам|отнесу|напишу|подпишу|отправлю)"
    r"|\b(?:я|мы) (?:\w+ )?(?:могу|можем) (?:\w+ )?от (?:себя|своего имени)\b|^(?:а )?от себя (?:я )?(?:могу|можно)\b"
    r"|\bон сам (?:\w+ )?(?:должен|подписывает|подает|подаёт|обязан)|\b(?:must|should|does) he (?:have to )?(?:sign|file|write|do) (?:it )?himself"
    r"|\bмне сам(?:ой|ому) (?:\w+ ){0,3}(?:бумаг|документ|справк)\w*"
    r"|\b(?:can|could|may|should|do) i (?:\w+ ){0,4}(?:for him|myself|on his behalf|instead of him|in his place|in my (?:own )?name)\b"
)
_WHERE = re.compile(
    r"\bкуда (?:\w+ )?(?:писать|напис\w+|обра[тщ]\w+|звонить|позвон\w+|идти|пойти|жаловаться|пожаловаться|явиться|являться)|\bкому (?:\w+ )?(?:писать|напис\w+|звонить|жаловаться)"
    r"|\b(?:where|who|whom) (?:\w+ ){0,3}(?:call|write to|write|phone|complain|turn to|go)\b"
)
_CARD = re.compile(
    r"\bчто (?:\w+ )?(?:ему|сыну|мужу|брату|внуку|жениху|парню) (?:\w+ )?(?:передать|сказать|написать|отправить|переслать)"
    r"|\bчто (?:передать|сказать|написать|переслать) (?:ему|сыну|мужу|брату|внуку|жениху|парню)"
    r"|\b(?:памятк|карточк)\w+|\b(?:передать|переслать|перешлю|отправить) (?:ему|сыну|мужу|брату)\b.{0,25}$"
    r"|\bchto (?:emu|synu|muzhu|bratu) (?:peredat|skazat|napisat)"
    r"|\bwhat (?:do|should|can|could|shall|to) (?:i |we )?(?:tell|say to|write to|send|pass|pass on to|forward to) (?:to )?(?:him|my (?:son|husband|brother))"
    r"|\b(?:something|a card|card|note|text) (?:i can |to )?(?:send|forward|pass|give|print)\b.{0,15}\b(?:him|son|husband|brother)"
)


def part_asked(text: str) -> str | None:
    """Return which part of the answer about a way out a short message asks for; None when it asks for none."""
    said = _plain(text)
    if not said or len(said.split()) > LONGEST:
        return None
    return next((part for part, pattern in _PARTS if pattern.search(said)), None)


def asks_in_his_place(text: str) -> bool:
    """Tell whether a relative asks what she herself may file, sign or carry."""
    return _says(_IN_HIS_PLACE, text, longest=2 * LONGEST)


def asks_where(text: str) -> bool:
    """Tell whether a short message asks where to write, to call or to go."""
    return _says(_WHERE, text)


def leans(text: str) -> bool:
    """Tell whether a message goes on from what was spoken of: «а …», "and …"."""
    return bool(_LEANING.match(_plain(text)))


def asks_for_card(text: str) -> bool:
    """Tell whether a relative asks what to pass on to his man."""
    return _says(_CARD, text, longest=2 * LONGEST)


def is_afraid(text: str) -> bool:
    """Tell whether a short message says no more than fear."""
    return _says(_AFRAID, text)


def _says(pattern: re.Pattern[str], text: str, *, longest: int = LONGEST) -> bool:
    said = _plain(text)
    return len(said.split()) <= longest and bool(pattern.search(said))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())
