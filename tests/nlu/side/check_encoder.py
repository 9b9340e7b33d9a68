"""The encoder: the published weights and nothing else, the same vectors however texts are batched."""

import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.assistant.nlu import encoder
from bot.assistant.nlu.encoder import LOWER_LAYERS, Encoder, EncoderError

TEXTS = ["the contract has expired", "hello", "commander tears up the report and does not let go home " * 3]


class EncoderTest(unittest.TestCase):
    def test_the_weights_are_the_published_ones(self) -> None:
        self.assertEqual(encoder.load().sha256, encoder.BUNDLED_SHA256)

    def test_other_weights_are_refused(self) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "model"
            shutil.copytree(encoder.bundled_folder(), folder, ignore=shutil.ignore_patterns("model.safetensors"))
            data = bytearray((encoder.bundled_folder() / "model.safetensors").read_bytes())
            data[-1] ^= 1
            (folder / "model.safetensors").write_bytes(data)
            with self.assertRaises(EncoderError) as raised:
                Encoder(folder, encoder.BUNDLED_SHA256)
            self.assertEqual(raised.exception.code, "hash")
            self.assertEqual(Encoder(folder, None).size, 384)

    def test_a_missing_folder_is_told(self) -> None:
        with self.assertRaises(EncoderError) as raised:
            Encoder(Path("/nowhere"), None)
        self.assertEqual(raised.exception.code, "missing")

    def test_likeness_of_meaning_is_likeness_of_vectors(self) -> None:
        near, same, far = encoder.load().encode(
            ["resign from the army", "leave military service", "a recipe of soup"], (-1,)
        )
        self.assertGreater(float(near @ same), float(near @ far) + 0.3)

    def test_a_text_has_one_vector_alone_and_in_company(self) -> None:
        together = encoder.load().encode(TEXTS)
        for text, row in zip(TEXTS, together, strict=True):
            np.testing.assert_allclose(encoder.load().encode([text])[0], row, atol=2e-5)

    def test_layers_above_those_asked_for_change_nothing(self) -> None:
        for under in (1, 2):
            with_states = encoder.load().read(TEXTS, LOWER_LAYERS, under=under)
            np.testing.assert_allclose(with_states.means, encoder.load().encode(TEXTS)[:, : 3 * 384], atol=2e-5)
            # The states are those that the mean of that layer is made of.
            mean = with_states.below[0].mean(axis=1)
            wanted = encoder.load().encode(TEXTS[:1], (-1 - under,))[0]
            np.testing.assert_allclose(mean / np.linalg.norm(mean), wanted, atol=2e-5)

    def test_an_empty_text_has_a_vector(self) -> None:
        self.assertTrue(np.isfinite(encoder.load().encode([""])).all())


if __name__ == "__main__":
    unittest.main()
