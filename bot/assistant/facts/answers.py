"""Whole messages that answer the question just asked: moves in a form, yes and no, a bare number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.assistant.facts import numbers
from bot.assistant.facts.page import Fact, Page

_PLEASE = re.compile(
    r"^(?:ну|так|ой|а|давай(?:те)?|можно|хочу|пожалуйста|плиз|эээ?|м+|well|please|can you|can i|could you|let's|lets|i want to|ok|ок|окей|погоди|подожди|стой)\s+|\s+(?:пожалуйста|плиз|please|pls|там|тогда|мне|это|его|бот|(?:этот |на этот |this |the )?(?:вопрос|question))$"
)
_MOVES: dict[str, str] = {
    "back": r"назад|вернись(?: назад)?|вернуться(?: назад)?|верни(?: назад)?|вернемся|шаг назад|на шаг назад|предыдущ\w+(?: вопрос\w*)?|к предыдущему(?: вопросу)?|вернись на шаг(?: назад)?|back|go back|step back|previous(?: question)?|повернись|повернутися",
    "correct": r"нет не так|не так|это не так|неправильно|не правильно|неверно|не верно|нет неверно|ошибся|ошиблась|ошибка|я ошибся|я ошиблась|исправ\w+|поправ\w+|измени\w*(?: ответ)?|переправ\w+|не то|нет не то|не то написал\w?|wrong|that's wrong|thats wrong|no that's wrong|not right|incorrect|correct (?:that|it|this)|i made a mistake|mistake|change (?:that|it|my answer)|edit|fix (?:that|it)|виправити|помилився",
    "skip": r"пропуст\w+|пропускаю|пропуск|дальше|далее|следующ\w+(?: вопрос)?|не хочу (?:отвечать|говорить)|не буду (?:отвечать|говорить)|не скажу|без ответа|skip(?: it| this)?|next|pass|rather not(?: say)?|prefer not to(?: say)?|далі|пропустити",
    "restart": r"с ?начала|заново|начать (?:с ?начала|заново)|начни (?:с ?начала|заново)|начнем (?:с ?начала|заново)|все с ?начала|все заново|по новой|давай по новой|сброс|сбросить|start over|start again|restart|from the (?:start|beginning)|begin again|reset|спочатку",
    "stop": r"стоп|отмена|отмени\w*|отменить|хватит|прекрати\w*|выйти|выход|в меню|меню|закончить|не надо|передумал\w?|cancel|stop|quit|exit|menu|never ?mind|abort|скасувати",
}
_ANSWERS: dict[str, str] = {
    "yes": r"(?:да )*да|ага|угу|верно|правильно|так точно|конечно|точно|именно|все верно|все правильно|все так|так и есть|да конечно|да верно|да правильно|да все (?:верно|правильно|так)|ок|окей|ok|okay|есть такое|согласен|согласна|подтверждаю|yes|yep|yeah|ya|yup|sure|correct|right|that's right|thats right|of course|true|exactly|yes please|так|еге|звісно|дп|даа|\+",
    "no": r"(?:нет )*нет|неа|не|никак нет|нету|нет конечно|отрицательно|вовсе нет|нет не было|не было|no|nope|nah|not really|no way|ні|нi|немає|нит|нэт|-",
    "unsure": r"не знаю(?: \w+)?|я не знаю|хз|хрен знает|не уверен\w?|не помню|точно не помню|возможно|может быть|может|наверное|наверно|вроде(?: да| нет| бы)?|затрудняюсь(?: ответить)?|без понятия|понятия не имею|не в курсе|не понятно|непонятно|сложно сказать|трудно сказать|как бы|i don't know|i dont know|dont know|don't know|not sure|i'm not sure|unsure|maybe|perhaps|idk|no idea|can't remember|don't remember|не впевнен\w?|не памʼятаю|не пам'ятаю|може",
}
_MOVE_PATTERNS = {value: re.compile(pattern) for value, pattern in _MOVES.items()}
_ANSWER_PATTERNS = {value: re.compile(pattern) for value, pattern in _ANSWERS.items()}
_LEADING_ANSWER = re.compile(
    r"^\s*(?P<yes>да|ага|угу|yes|yeah|yep|так)\s*[,.!—–-]|^\s*(?P<no>нет|неа|no|nope|ні)\s*[,.!—–-]"
)
_NUMBER = re.compile(
    rf"(?:всего |их |у меня |just |only )?(?P<n>{numbers.CARDINAL}|двое|трое|четверо|пятеро)(?: (?:детей|ребенка|ребенок|дней|дня|лет|года|человек\w?|штук\w?|kids|children|days|years))?"
)


def read(page: Page) -> Iterator[Fact]:
    """At most one move, one answer and one number."""
    said = page.bare or page.text.strip()
    if not said or len(page.reading.words) > 8:
        return
    trimmed = _trim(said)
    move = next(
        (value for value, pattern in _MOVE_PATTERNS.items() if pattern.fullmatch(said) or pattern.fullmatch(trimmed)),
        None,
    )
    if move:
        yield page.whole("move", move)
    answer = next(
        (value for value, pattern in _ANSWER_PATTERNS.items() if pattern.fullmatch(said) or pattern.fullmatch(trimmed)),
        None,
    )
    if answer:
        yield page.whole("answer", answer)
    elif not move and (m := _LEADING_ANSWER.match(page.text)):
        yield page.fact("answer", str(m.lastgroup), *m.span(str(m.lastgroup)))
    if m := _NUMBER.fullmatch(said):
        number = numbers.value(m["n"])
        if number is not None:
            yield page.whole("number", number)
    elif re.fullmatch(r"0|ноль|нисколько|zero|none", said):
        yield page.whole("number", 0)


def _trim(said: str) -> str:
    before = None
    while before != said:
        before, said = said, _PLEASE.sub("", said).strip()
    return said
