"""The second encoder: the published weights and nothing else, the same vectors always, meaning in other words."""

import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.assistant.nlu import multilingual
from bot.assistant.nlu.encoder import EncoderError
from bot.assistant.nlu.multilingual import Multilingual

PAIRS = [
    ("командир не принимает рапорт", "мой рапорт начальник брать отказался"),
    ("когда меня отпустят домой", "когда я смогу вернуться к семье"),
    ("муж перестал выходить на связь", "супруг давно не звонит и не пишет"),
    ("у меня болит спина после ранения", "после осколка спину ломит"),
    ("забрали военный билет", "отняли документы, военник не отдают"),
    ("как уволиться из армии", "how do I leave the army"),
    ("сын потрапив у полон", "сын попал в плен"),
]
STRANGE = ["", " ", "👍", "\ud83d", "﷽" * 3000, "а" * 20000, "рапорт " * 3000, "\u200e"]


class MultilingualTest(unittest.TestCase):
    def test_the_files_are_the_published_ones(self) -> None:
        self.assertEqual(multilingual.load().sha256, multilingual.WEIGHTS_SHA256)

    def test_other_files_are_refused(self) -> None:
        for name in ("weights.npz", "sp.model"):
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch) / "model"
                shutil.copytree(multilingual.bundled_folder(), folder)
                data = bytearray((folder / name).read_bytes())
                data[-1] ^= 1
                (folder / name).write_bytes(data)
                with self.assertRaises(EncoderError) as raised:
                    Multilingual(folder)
                self.assertEqual(raised.exception.code, "hash")

    def test_a_missing_folder_is_told(self) -> None:
        with self.assertRaises(EncoderError) as raised:
            Multilingual(Path("/nowhere"))
        self.assertEqual(raised.exception.code, "missing")

    def test_a_paraphrase_is_nearer_than_any_stranger(self) -> None:
        one, other = (multilingual.load().encode(side) for side in zip(*PAIRS, strict=True))
        likeness = one @ other.T
        for row, (text, _) in enumerate(PAIRS):
            self.assertEqual(int(likeness[row].argmax()), row, text)

    def test_a_text_has_one_vector_alone_and_in_company(self) -> None:
        texts = [text for pair in PAIRS for text in pair] * 8
        together = multilingual.load().encode(texts)
        self.assertEqual(together.shape, (len(texts), multilingual.SIZE))
        np.testing.assert_array_equal(multilingual.load().encode(texts), together)
        for text, row in zip(texts[: 2 * len(PAIRS)], together, strict=False):
            np.testing.assert_allclose(multilingual.load().encode([text])[0], row, atol=2e-5)

    def test_whatever_is_written_has_a_vector_of_length_one(self) -> None:
        for text in STRANGE:
            vector = multilingual.load().encode([text])[0]
            self.assertAlmostEqual(float(np.linalg.norm(vector)), 1, places=3)

    def test_no_texts_have_no_vectors(self) -> None:
        self.assertEqual(multilingual.load().encode([]).shape, (0, multilingual.SIZE))

    def test_what_stands_past_the_longest_text_is_not_read(self) -> None:
        told = "рапорт подал и жду ответа " * 200
        np.testing.assert_array_equal(*multilingual.load().encode([told, told + "спасибо"]))


if __name__ == "__main__":
    unittest.main()
