"""The intent model: right gradient, it learns, comes back from disk as it was, refuses what is not its own."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.assistant.nlu import encoder, features, thresholds
from bot.assistant.nlu.model import IntentModel, ModelError, join
from bot.assistant.nlu.tuning import TAUGHT, Teaching, TunedLayers, _together

MESSAGES = {
    "greeting": ["привет", "здравствуйте", "добрый день", "hello", "good morning", "privet", "доброго дня", "здарова"],
    "contract_expired": [
        "контракт кончился",
        "мой контракт закончился в мае",
        "my contract ended",
        "срок контракта вышел",
        "контракт истек не отпускают",
        "kontrakt zakonchilsya",
        "contract is over they keep me",
        "контракт закінчився",
    ],
    "ground_health": [
        "у меня грыжа и контузия",
        "болит спина после ранения",
        "i have asthma",
        "инвалид по зрению",
        "эпилепсия у мужа",
        "bolit serdce",
        "my leg is amputated",
        "диабет колю инсулин",
    ],
}
TEXTS = [text for texts in MESSAGES.values() for text in texts]
INTENTS = [intent for intent, texts in MESSAGES.items() for _ in texts]
HOW = Teaching(passes=12, batch=8, warm_up=5)


class ModelTest(unittest.TestCase):
    model: IntentModel

    @classmethod
    def setUpClass(cls) -> None:
        cls.model = IntentModel.fit(TEXTS, INTENTS, how=HOW)

    def test_it_learns(self) -> None:
        for text, intent in (
            ("контракт закончился в июне", "contract_expired"),
            ("у сына астма", "ground_health"),
            ("доброе утро", "greeting"),
            ("contract expired", "contract_expired"),
        ):
            self.assertEqual(self.model.ranking(text)[0][0], intent, text)

    def test_confidences_are_a_distribution(self) -> None:
        found = self.model.predict(["контракт", "", "👍", "x" * 2000])
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)

    def test_it_comes_back_from_disk_as_it_was(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            self.model.save(Path(scratch))
            again = IntentModel.load(Path(scratch))
        np.testing.assert_allclose(again.predict(TEXTS), self.model.predict(TEXTS), atol=1e-6)

    def test_a_model_of_another_encoder_or_format_is_refused(self) -> None:
        for key, value, code in (("encoder", "0" * 64, "encoder"), ("format", -1, "format")):
            with tempfile.TemporaryDirectory() as scratch:
                self.model.save(Path(scratch))
                path = Path(scratch) / "model.json"
                path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
                with self.assertRaises(ModelError) as raised:
                    IntentModel.load(Path(scratch))
                self.assertEqual(raised.exception.code, code)

    def test_another_encoder_folder_is_used_from_training_to_answer(self) -> None:
        folder = encoder.bundled_folder()
        model = IntentModel.fit(TEXTS, INTENTS, folder=folder, how=HOW)
        with tempfile.TemporaryDirectory() as scratch:
            model.save(Path(scratch))
            again = IntentModel.load(Path(scratch), encoder_folder=folder)
        self.assertEqual(again.ranking("контракт кончился")[0][0], "contract_expired")

    def test_one_message_and_many_are_counted_alike(self) -> None:
        blocks = [features.blocks(text) for text in TEXTS]
        tables = features.fit_tables(blocks)
        rows = features.sparse_rows(tables, blocks).toarray()
        for block, row in zip(blocks, rows, strict=True):
            places, weights = features.weighted(tables, block)
            dense = np.zeros(rows.shape[1], dtype=np.float32)
            dense[places] = weights
            np.testing.assert_allclose(dense, row, atol=1e-6)

    def test_a_temperature_does_not_change_the_order(self) -> None:
        opinions = self.model.opinions(TEXTS)
        first = join(opinions, ["ru"] * len(TEXTS)).argmax(axis=1)
        total = sum(thresholds.WEIGHTS[name] * logs for name, logs in opinions.items())
        np.testing.assert_array_equal(first, np.asarray(total).argmax(axis=1))


class GradientTest(unittest.TestCase):
    def test_every_slope_agrees_with_a_small_step(self) -> None:
        states = encoder.load().read(["the contract has expired", "hello there my friend"], under=TAUGHT).below
        tuned = TunedLayers.fit(encoder.load(), states, np.array([0, 1]), 2, Teaching(passes=1, batch=2))
        flat, mask = _together(states)
        direction = np.random.default_rng(1).standard_normal((flat.shape[0], mask.shape[0])).astype(np.float32)

        def value() -> float:
            pooled, _ = tuned._pooled(flat, mask, learning=False)
            return float((pooled.astype(np.float64) * direction).sum())

        _, shares = tuned._pooled(flat, mask, learning=True)
        slope = (direction[:, :, None] * shares[None]).reshape(flat.shape).astype(np.float32)
        for number, layer in reversed(list(enumerate(tuned.layers))):
            slope, slopes = layer.backward(slope)
            for name, told_slope in slopes.items():
                way = np.random.default_rng(2).standard_normal(told_slope.shape).astype(np.float32)
                step = np.float32(2e-3 / np.sqrt(way.size))
                kept = layer.weights[name].copy()
                layer.weights[name] = kept + step * way
                above = value()
                layer.weights[name] = kept - step * way
                below = value()
                layer.weights[name] = kept
                measured, told = (above - below) / (2 * float(step)), float((told_slope * way).sum())
                self.assertLess(abs(measured - told), 0.05 * abs(told) + 0.3, f"{number} {name}")


if __name__ == "__main__":
    unittest.main()
