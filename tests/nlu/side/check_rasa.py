"""The components inside Rasa: they train, keep, load and answer; the pure path gives the same answer."""

import asyncio
import tempfile
import unittest
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import rasa.model_training
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain  # noqa: F401  (imported first: Rasa's modules import each other)

from bot.assistant.nlu import understanding
from tests.nlu.side.check_model import MESSAGES

ROOT = Path(__file__).resolve().parents[3]


RASAS_OWN = """
recipe: default.v1
language: ru
assistant_id: check
pipeline:
  - name: bot.assistant.nlu.tokenizer.WordTokenizer
  - name: bot.assistant.nlu.featurizer.GlossFeaturizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
"""


# A few records instead of the law's: all of them take minutes to fit.
RECORDS = {
    "expiry": ["контракт кончился, могу ехать домой?", "срок контракта вышел, держат"],
    "passport": ["командир забрал паспорт", "у меня отняли военный билет"],
}


class RasaTest(unittest.TestCase):
    agent: Agent
    archive: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.scratch = tempfile.TemporaryDirectory()
        cls.few = mock.patch("bot.assistant.nlu.asked.records", lambda *_: RECORDS)
        cls.few.start()
        folder = Path(cls.scratch.name)
        examples = "".join(
            f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in texts)
            for intent, texts in MESSAGES.items()
        )
        (folder / "nlu.yml").write_text(f'version: "3.1"\nnlu:\n{examples}', encoding="utf-8")
        (folder / "domain.yml").write_text('version: "3.1"\nintents: [greeting, contract_expired, ground_health]\n')
        made = rasa.model_training.train_nlu(
            str(ROOT / "config.yml"), str(folder / "nlu.yml"), str(folder), domain=str(folder / "domain.yml")
        )
        assert made is not None
        cls.archive = Path(made)
        cls.agent = Agent.load(made)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.few.stop()
        cls.scratch.cleanup()

    def parse(self, text: str, **metadata: str) -> dict[str, Any]:
        processor = self.agent.processor
        assert processor is not None
        return asyncio.run(processor.parse_message(UserMessage(text, metadata=metadata)))

    def test_facts_are_entities_read_on_the_day_that_came_with_the_message(self) -> None:
        found = self.parse("контракт кончился в мае", today="2024-07-01")
        told = {entity["entity"]: entity["value"] for entity in found["entities"]}
        self.assertEqual(told["contract_ends_on"], "2024-05-31")
        self.assertEqual(told["category"], "contract")
        self.assertEqual(told["lang"], "ru")

    def test_the_question_or_those_it_may_be_come_with_the_message(self) -> None:
        plain = self.parse("командир забрал паспорт", today="2024-07-01")
        self.assertEqual((plain["question"], plain["questions"][0]["id"]), ("passport", "passport"))
        near = self.parse("паспорт у командира, что с контрактом", today="2024-07-01")
        self.assertTrue(all(set(one) == {"id", "score"} for one in near["questions"]))
        self.assertLessEqual({one["id"] for one in near["questions"]}, set(RECORDS))

    def test_no_entity_holds_the_words_of_the_person(self) -> None:
        found = self.parse("я Иван Петров из части 12345, контракт кончился", today="2024-07-01")
        self.assertNotIn("Петров", str([entity["value"] for entity in found["entities"]]))

    def test_a_doubtful_message_makes_the_bot_ask_and_keeps_the_ranking(self) -> None:
        found = self.parse("фырмык", today="2024-07-01")
        self.assertEqual(found["intent"]["name"], "nlu_fallback")
        self.assertEqual(found["intent_ranking"][0]["name"], "nlu_fallback")
        self.assertGreaterEqual(len(found["intent_ranking"]), 4)

    def test_without_rasa_the_answer_is_the_same(self) -> None:
        model = understanding.load(self.archive)
        for text in ("контракт кончился в мае, мать инвалид 1 группы", "hello", "фырмык", "bolit noga", "👍"):
            rasa_says = [item for item in self.parse(text)["intent_ranking"] if item["name"] != "nlu_fallback"]
            ours = understanding.understand(model, text, date(2026, 11, 22))
            self.assertEqual(ours.ranking[0][0], rasa_says[0]["name"])
            self.assertAlmostEqual(ours.ranking[0][1], rasa_says[0]["confidence"], places=4)
            self.assertEqual(ours.asks, self.parse(text)["intent"]["name"] == "nlu_fallback")

    def test_rasas_own_classifier_learns_from_our_tokens_and_vectors(self) -> None:
        folder = Path(self.scratch.name)
        (folder / "own.yml").write_text(RASAS_OWN)
        made = rasa.model_training.train_nlu(
            str(folder / "own.yml"), str(folder / "nlu.yml"), str(folder), domain=str(folder / "domain.yml")
        )
        agent = Agent.load(str(made))
        found = asyncio.run(agent.parse_message("у брата контузия"))
        self.assertEqual(found["intent"]["name"], "ground_health")

    def test_a_command_carries_no_facts(self) -> None:
        self.assertEqual(self.parse("/greeting")["entities"], [])


if __name__ == "__main__":
    unittest.main()
