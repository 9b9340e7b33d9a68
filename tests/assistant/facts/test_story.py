"""Facts straight from the story: what is said, of whom, and what is not said."""

from datetime import date

import pytest

from bot.assistant import facts

TODAY = date(2026, 11, 22)
HELPERS = {"date_precision"}


def told(text: str) -> dict[str, object]:
    return {fact.name: fact.value for fact in facts.read(text, TODAY) if fact.name not in HELPERS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "контракт кончился в мае, не отпускают, мать инвалид 1 группы",
            {
                "category": "contract",
                "contract_ends_on": "2026-05-31",
                "dependant_relation": "mother",
                "dependant_disability_group": "1",
            },
        ),
        (
            "мій контракт закінчився у травні, мати інвалід 1 групи",
            {
                "category": "contract",
                "contract_ends_on": "2026-05-31",
                "dependant_relation": "mother",
                "dependant_disability_group": "1",
            },
        ),
        ("kontrakt zakonchilsya v mae", {"category": "contract", "contract_ends_on": "2026-05-31"}),
        ("my contract ended in May", {"category": "contract", "contract_ends_on": "2026-05-31"}),
        ("мой контракт заканчивается 3 января", {"category": "contract", "contract_ends_on": "2027-01-03"}),
        (
            "контракт с 1 марта 2024 по 7 июня 2027",
            {"contract_signed_on": "2024-03-01", "contract_ends_on": "2027-06-07"},
        ),
        ("контракт подписал 5 октября 2023 на год", {"category": "contract", "contract_signed_on": "2023-10-05"}),
        (
            "подал рапорт 5 октября, отказали 20 октября",
            {"report_filed_on": "2026-10-05", "report_refused_on": "2026-10-20"},
        ),
        ("ввк 12 октября признала негодным", {"vvk_on": "2026-10-12", "vvk_category": "Д"}),
        (
            "ушел из части 8 дней назад",
            {"location": "absent", "absent_since": "2026-11-14", "days_absent": 8},
        ),
        ("я в соч восьмые сутки", {"location": "absent", "absent_since": "2026-11-15", "days_absent": 8}),
        ("AWOL for two weeks", {"location": "absent", "absent_since": "2026-11-08", "days_absent": 14}),
        (
            "mama invalid 2 gruppy krome menya nekomu uhazhivat",
            {"dependant_relation": "mother", "dependant_disability_group": "2", "dependant_other_carer": "no"},
        ),
        (
            "мама болеет, уход нужен постоянный, кроме меня некому",
            {"dependant_relation": "mother", "dependant_needs_care": "yes", "dependant_other_carer": "no"},
        ),
        ("трое детей, жена беременна 20 недель", {"children_under_18": 3, "weeks_pregnant": 20}),
        ("один воспитываю двоих детей", {"single_parent": "yes", "children_under_18": 2}),
        ("сыну 3 года, дочери 7", {"children_under_18": 2}),
        ("мне 49 лет, сержант", {"birth_year": 1977, "rank": "сержант", "rank_band": "sergeant"}),
        ("i am 51 years old", {"birth_year": 1975}),
        ("гражданин узбекистана, подписал контракт", {"citizenship": "other", "category": "foreign_contract"}),
        ("из колонии подписал контракт", {"category": "convict_contract"}),
        ("мобилизовали, потом подписал контракт", {"category": "mobilised_contract"}),
        ("по убеждениям не могу стрелять", {"motives": "moral_beliefs"}),
        ("не давал согласия на продление", {"motives": "no_consent"}),
        ("служу в погранвойсках фсб", {"agency": "fsb"}),
        ("брат погиб на сво", {"asker": "relative", "relative_killed": "yes"}),
    ],
)
def test_a_story_gives_its_facts(text: str, expected: dict[str, object]) -> None:
    found = told(text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("контракт кончился в мае, мать инвалид 1 группы", ["asker"]),
        ("заставляют подписать контракт, я срочник", ["contract_signed_on"]),
        ("отправляют на сво", ["in_zone"]),
        ("хочу получить категорию Д", ["vvk_category"]),
        ("как получить категорию В", ["vvk_category"]),
        ("дали категорию в госпитале", ["vvk_category"]),
        ("ВВК дала ответ в понедельник", ["vvk_category"]),
        ("сестра дала а потом забрала", ["vvk_category"]),
        ("хочу чтобы ВВК дала Д", ["vvk_category"]),
        ("прапор угрожает обнулить", ["rank", "rank_band"]),
        ("лейтенант не принимает рапорт", ["rank", "rank_band"]),
        ("боюсь что посадят в яму", ["location"]),
        ("если уйду на 5 дней что будет", ["days_absent", "absent_since", "location"]),
        ("до 10 суток не посадят?", ["days_absent", "absent_since", "date"]),
        ("не отпускают в отпуск", ["location"]),
        ("когда закончится мобилизация", ["category"]),
        ("жалоба в фсб", ["agency"]),
        ("жена беременна 20 недель", ["sex", "pregnant"]),
        ("маме 72 года", ["birth_year"]),
        ("сестра может ухаживать", ["dependant_relation"]),
    ],
)
def test_what_is_not_said_is_not_read(text: str, never: list[str]) -> None:
    assert not set(never) & set(told(text))


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("я не контрактник, я мобилизованный", "category", "mobilised"),
        ("я не мобилизованный, а контрактник", "category", "contract"),
        ("не в зоне сейчас", "in_zone", "no"),
        ("я не на сво, в ппд", "in_zone", "no"),
        ("I am not in the zone", "in_zone", "no"),
        ("уход не нужен", "dependant_needs_care", "no"),
    ],
)
def test_a_denial_is_heard(text: str, name: str, value: str) -> None:
    assert told(text)[name] == value


@pytest.mark.parametrize(
    "text",
    [
        "муж мобилизован",
        "мой сын срочник",
        "moy syn srochnik",
        "my brother was mobilised in 2022",
        "брат в соч",
        "я жена военнослужащего",
        "чоловік мобілізований",
        "парень служит по контракту",
        "за мужа",
        "муж на передовой",
    ],
)
def test_a_relative_who_serves_makes_the_asker_a_relative(text: str) -> None:
    assert told(text)["asker"] == "relative"


@pytest.mark.parametrize(
    "text", ["я контрактник, мать болеет", "брат инвалид 1 группы, меня не отпускают", "служу, отец при смерти"]
)
def test_a_relative_in_need_leaves_the_asker_alone(text: str) -> None:
    found = told(text)
    assert found.get("asker") != "relative"
    assert "dependant_relation" in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("категория Б", "Б"),
        ("дали «В»", "В"),
        ("ограниченно годен", "В"),
        ("признали негодным", "Д"),
        ("б-3", "Б"),
        ("временно не годен", "Г"),
        ("непридатний", "Д"),
        ("category D", "Д"),
        ("unfit for service", "Д"),
        ("у меня Г", "Г"),
        ("ВВК поставила мне В", "В"),
        ("ВВК дала В, я согласен", "В"),
        ("комиссия поставила «В»", "В"),
        ("ВВК поставила мужу Д", "Д"),
        ("вынесли Д", "Д"),
        ("ввк влепила б", "Б"),
    ],
)
def test_the_fitness_category_is_a_cyrillic_capital(text: str, code: str) -> None:
    assert told(text)["vvk_category"] == code


@pytest.mark.parametrize(
    ("text", "rank", "band"),
    [
        ("ст. сержант", "старший сержант", "sergeant"),
        ("мл. л-т", "младший лейтенант", "officer"),
        ("старлей", "старший лейтенант", "officer"),
        ("прапор", "прапорщик", "warrant"),
        ("рядовой", "рядовой", "enlisted"),
        ("я капитан 3 ранга", "капитан 3 ранга", "officer"),
        ("private", "рядовой", "enlisted"),
    ],
)
def test_a_rank_is_read_in_any_abbreviation(text: str, rank: str, band: str) -> None:
    found = told(text)
    assert (found["rank"], found["rank_band"]) == (rank, band)


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("назад", "back"),
        ("вернись назад пожалуйста", "back"),
        ("back", "back"),
        ("нет, не так", "correct"),
        ("ой я ошибся", "correct"),
        ("that's wrong", "correct"),
        ("пропустить", "skip"),
        ("можно пропустить этот вопрос", "skip"),
        ("skip", "skip"),
        ("давай сначала", "restart"),
        ("start over", "restart"),
        ("стоп", "stop"),
        ("отмена", "stop"),
    ],
)
def test_a_move_is_the_whole_message(text: str, move: str) -> None:
    assert told(text)["move"] == move


@pytest.mark.parametrize(
    "text", ["назад в часть не вернусь", "хочу вернуться назад домой к жене", "сначала нас везли на полигон"]
)
def test_a_move_inside_a_story_is_none(text: str) -> None:
    assert "move" not in told(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("да", "yes"),
        ("ага", "yes"),
        ("да, всё верно", "yes"),
        ("yes", "yes"),
        ("так", "yes"),
        ("нет", "no"),
        ("неа", "no"),
        ("нет, жена", "no"),
        ("хз", "unsure"),
        ("не знаю точно", "unsure"),
        ("not sure", "unsure"),
        ("не помню", "unsure"),
    ],
)
def test_a_short_reply_is_an_answer(text: str, answer: str) -> None:
    assert told(text)["answer"] == answer


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("трое", 3), ("двое детей", 2), ("three", 3), ("ноль", 0)])
def test_a_bare_number_is_a_number(text: str, number: int) -> None:
    assert told(text)["number"] == number


@pytest.mark.parametrize("text", ["", " ", "???", "👍", "...", "a" * 3000, "1" * 400, "/restart", "\u0000\u200b"])
def test_no_message_breaks_the_reader(text: str) -> None:
    for fact in facts.read(text, TODAY):
        assert 0 <= fact.start <= fact.end <= len(text)


def test_values_are_codes_and_never_the_words_of_the_person() -> None:
    text = "Я Иван Петров, в/ч 12345, мобилизован, мать Анна Петровна больна, лежит, контракт не подписывал"
    for fact in facts.read(text, TODAY):
        assert "Петров" not in str(fact.value)
        assert "12345" not in str(fact.value)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("контракт кончился в мае 2027", "contract_ends_on:future"),
        ("my contract ended in May 2027", "contract_ends_on:future"),
        ("подал рапорт 5 декабря 2026", "report_filed_on:future"),
        ("подписал контракт 3 марта 2028", "contract_signed_on:future"),
        ("ввк была 3 декабря 2026, дали д", "vvk_on:future"),
        ("контракт подписал 30.02.2024", "contract_signed_on:impossible"),
        ("ушел из части 31 февраля", "absent_since:impossible"),
        ("29 февраля 2025", "date:impossible"),
    ],
)
def test_a_date_that_cannot_be_is_told_apart_from_none(text: str, doubt: str) -> None:
    found = told(text)
    assert found["doubt"] == doubt
    assert doubt.partition(":")[0] not in found


@pytest.mark.parametrize(
    "text",
    ["контракт кончится в мае 2027", "подпиши до 5 декабря", "29.02.2024", "ст. 31.2.1 закона"],
)
def test_what_may_still_come_is_no_doubt(text: str) -> None:
    assert "doubt" not in told(text)


@pytest.mark.parametrize("text", ["меня мобилизовали в сентябре 2022", "I was mobilised in September 2022"])
def test_the_day_of_mobilisation_begins_the_service(text: str) -> None:
    assert told(text)["service_started_on"] == "2022-09-01"


def test_a_wound_of_a_mobilised_man_does_not_begin_his_service() -> None:
    assert "service_started_on" not in told("мобилизован, ранен в мае 2023")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("i sign foreign contract", "category", "foreign_contract"),
        ("контракт для иностранцев подписал", "category", "foreign_contract"),
        ("contract finish in april", "contract_ends_on", "2026-04-30"),
        ("у него комиссия б3 после ранения", "vvk_category", "Б"),
        ("контрактник, подписал в мае 24", "contract_signed_on", "2024-05-01"),
        ("подписан 12 июня 2021", "contract_signed_on", "2021-06-12"),
        ("контракт подписал в прошлом году в мае", "contract_signed_on", "2025-05-01"),
        ("контракт с 2022 по 2027", "contract_ends_on", "2027-12-31"),
        ("я контрактник с 2019, ой нет с 2021", "contract_signed_on", "2021-01-01"),
        ("ой, детей четверо", "children_under_18", 4),
        ("минобороны", "agency", "mod"),
        ("я сама инвалид второй группы", "own_group", "2"),
        ("ввк назначили на 10 декабря", "doubt", "vvk_on:ahead"),
        ("завтра ввк", "doubt", "vvk_on:ahead"),
        ("мій син мобілізований, хвора дружина", "asker", "relative"),
    ],
)
def test_what_people_say_in_passing_is_read(text: str, name: str, value: object) -> None:
    assert told(text)[name] == value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("муж контрактник на сво, я беременна 20 недель", "pregnant"),
        ("муж контрактник на сво, я беременна 20 недель", "sex"),
        ("подписал отказ 3 мая", "contract_signed_on"),
        ("я служу, мать инвалид 2 группы", "own_group"),
        ("детей четверо", "date"),
        ("мать лежачая после инсульта", "dependant_needs_care"),
    ],
)
def test_what_was_not_said_of_him_is_not_read(text: str, name: str) -> None:
    assert name not in told(text)
