"""Of a message of several questions each part that asks is read for itself."""

import unittest
from collections.abc import Mapping
from typing import Any

from bot.assistant import several

HEARD: dict[str, Mapping[str, Any]] = {
    "сколько ждать ответа на рапорт?": {"question": "waiting"},
    "и положен ли отпуск?": {"question": "", "questions": [{"id": "leave", "score": 0.85}]},
    "а что с выплатами?": {"question": "", "questions": [{"id": "pay", "score": 0.6}]},
    "кто вы вообще такие?": {"question": "", "questions": [{"id": "who", "score": 0.2}]},
}


async def parse(text: str) -> Mapping[str, Any]:
    return HEARD.get(text, {"question": "told"})


class SeveralTest(unittest.IsolatedAsyncioTestCase):
    async def test_parts_that_ask_are_plain_likely_or_only_perhaps(self) -> None:
        found = await several.asked("Я служу по контракту. " + " ".join(HEARD), parse)
        self.assertEqual(found, (["waiting", "leave"], ["pay"]))

    async def test_a_message_of_one_question_is_read_whole_only(self) -> None:
        self.assertEqual(await several.asked("сколько ждать ответа на рапорт?", parse), ([], []))

    async def test_two_words_that_open_or_close_ask_nothing(self) -> None:
        self.assertEqual(await several.asked("рапорт не берёт командир. что делать", parse), ([], []))

    async def test_a_story_longer_than_a_letter_is_not_taken_apart(self) -> None:
        story = "мы ждали его домой и ничего не знали. " * 20 + "сколько ждать ответа на рапорт?"
        self.assertEqual(await several.asked(story, parse), ([], []))


if __name__ == "__main__":
    unittest.main()
