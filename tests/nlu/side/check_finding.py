"""Finding a question among records: plain, near, none, set aside; kept and read again."""

from __future__ import annotations

import json
import tempfile
import unittest
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.assistant.nlu import encoder, features, finding, thresholds
from bot.assistant.nlu.asked import records
from bot.assistant.nlu.finding import Finder
from bot.assistant.nlu.model import Look, ModelError

RECORDS = {
    "expiry": ["контракт кончился, могу ехать домой?", "срок контракта вышел, держат", "my contract is over"],
    "waiting": ["рапорт подал месяц назад, ответа нет", "сколько ждать ответа на рапорт", "no answer to my report"],
    "passport": ["командир забрал паспорт", "у меня отняли военный билет", "they took my passport"],
}  # fmt: skip
ASIDE = ["привет", "спасибо большое", "вы дураки", "hello", "какая погода завтра", "борщ варят долго"]
CLASSES = ["greeting", "money_documents"]


def look(texts: Sequence[str]) -> Look:
    """As an intent model's that takes «здравствуйте» for a greeting and nothing else."""
    glossed = [features.gloss(text) for text in texts]
    intents = np.array([[0.99, 0.01] if "здравствуйте" in text else [0.01, 0.99] for text in texts], dtype=np.float32)
    read = encoder.load()
    return Look(intents, read.encode(glossed, encoder.LOWER_LAYERS), read.encode(glossed, (-1,)))


class Finding(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.finder = Finder.fit(RECORDS, ASIDE, look, CLASSES)

    def test_a_question_is_found_in_other_words_and_two_languages(self) -> None:
        for text, id in (
            ("закончился контракт, не пускают домой", "expiry"),
            ("подал рапорт, уже месяц тишина, ответа никакого", "waiting"),
            ("they took away his passport and id", "passport"),
        ):
            self.assertEqual(self.finder.ranking(text, look)[0][0], id)

    def test_a_question_at_the_end_of_a_story_is_found(self) -> None:
        told = "Мама болеет, дом продали, брат уехал. И командир забрал мой паспорт. Что скажете"
        self.assertEqual(self.finder.ranking(told, look)[0][0], "passport")

    def test_the_very_words_of_a_record_are_its_question(self) -> None:
        found = self.finder.find("Командир, забрал паспорт", look)
        self.assertEqual((found.question, found.others, found.scores), ("passport", (), {"passport": 1.0}))

    def test_shares_are_probabilities_and_some_is_left_for_no_question(self) -> None:
        for text in ("командир отнял мой паспорт", "вы глупые дураки", ""):
            shares = [share for _, share in self.finder.ranking(text, look)]
            self.assertTrue(min(shares) >= 0 and sum(shares) < 1)
        asks, insults = (
            sum(dict(self.finder.ranking(text, look)).values()) for text in ("паспорт забрали", "вы дураки")
        )
        self.assertGreater(asks, 2 * insults)

    def test_what_is_near_but_not_plain_is_offered_by_likelihood(self) -> None:
        twins = {
            "mother": ["мать болеет, отпустят?", "уход за матерью"],
            "father": ["отец болеет, отпустят?", "уход за отцом"],
        }
        found = Finder.fit({**RECORDS, **twins}, ASIDE, look, CLASSES).find("болеет, отпустят? уход", look)
        self.assertIsNone(found.question)
        self.assertEqual(list(found.others), sorted(found.others, key=lambda id: -found.scores[id]))
        self.assertIn(len(found.others), range(1, thresholds.OFFERED + 1))

    def test_what_is_far_from_all_finds_nothing(self) -> None:
        for text in ("привет, спасибо, борщ варят долго", ""):
            found = self.finder.find(text, look)
            self.assertEqual((found.question, found.others), (None, ()))

    def test_where_the_intents_hear_a_greeting_no_question_is_plain(self) -> None:
        found = self.finder.find("здравствуйте командир забрал наш паспорт", look)
        self.assertEqual((found.question, found.others), (None, ()))

    def test_what_is_saved_finds_the_same(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.finder.save(Path(folder))
            again = Finder.load(Path(folder), RECORDS)
        for text in ("забрали паспорт", "когда ответят на рапорт"):
            one, other = dict(self.finder.ranking(text, look)), dict(again.ranking(text, look))
            self.assertTrue(all(abs(one[id] - other[id]) < 0.01 for id in one))
        self.assertEqual(again.find("Командир, забрал паспорт", look).question, "passport")

    def test_what_another_encoder_or_none_was_asked_for_is_refused(self) -> None:
        for other in ({"encoder": "0" * 64}, {}):
            with tempfile.TemporaryDirectory() as folder:
                self.finder.save(Path(folder))
                path = Path(folder) / "questions.json"
                told = {name: value for name, value in json.loads(path.read_text()).items() if name != "encoder"}
                path.write_text(json.dumps({**told, **other}))
                with self.assertRaises(ModelError) as raised:
                    Finder.load(Path(folder), RECORDS)
                self.assertEqual(raised.exception.code, "encoder")

    def test_transliteration_and_a_wrong_layout_ask_the_same(self) -> None:
        plain = self.finder.ranking("командир забрал мой паспорт", look)[0]
        for text in ("komandir zabral moy pasport", "rjvfylbh pf,hfk vjq gfcgjhn"):
            id, share = self.finder.ranking(text, look)[0]
            self.assertEqual(id, plain[0])
            self.assertGreater(share, plain[1] / 2)

    def test_words_that_were_added_since_the_training_are_found_by_themselves(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.finder.save(Path(folder))
            newer = {**RECORDS, "expiry": [*RECORDS["expiry"], "бумага моя протухла"]}
            self.assertEqual(Finder.load(Path(folder), newer).find("Бумага моя протухла!", look).question, "expiry")

    def test_a_long_message_is_looked_at_in_few_parts(self) -> None:
        asked: list[int] = []

        def counted(texts: Sequence[str]) -> Look:
            asked.append(len(texts))
            return look(texts)

        self.finder.find("рапорт подал и жду. " * 200, counted)
        self.assertLessEqual(sum(asked), 7)

    def test_as_many_messages_of_each_kind_that_asks_nothing_are_set_aside(self) -> None:
        texts = [f"{name} {number}" for name in ("greeting", "abuse", "vvk_procedure") for number in range(200)]
        found = finding.aside(texts, [text.split()[0] for text in texts])
        self.assertEqual(
            [sum(text.startswith(name) for text in found) for name in ("greeting", "abuse", "vvk")], [60, 60, 0]
        )

    def test_the_records_are_read_from_the_laws_compiled_form(self) -> None:
        found = records()
        self.assertIn("контракт кончился, могу ехать домой?", found["expiry_go_home"])
        self.assertTrue(all(len(examples) >= 21 for examples in found.values()))


if __name__ == "__main__":
    unittest.main()
