"""TensorFlow stays out where no component asks for it, and comes where one does."""

import importlib
import io
import json
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

from bot.assistant import lean

OURS = "bot.assistant.nlu.classifier.GlossClassifier"


def archive(folder: str, *components: str) -> Path:
    """A trained archive that answers by these components."""
    nodes = {f"n{at}": {"uses": name} for at, name in enumerate(components)}
    told = json.dumps({"predict_schema": {"nodes": nodes}}).encode()
    path = Path(folder) / "model.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(told)
        packed.addfile(entry, io.BytesIO(told))
    return path


class LeanTest(unittest.TestCase):
    def test_a_model_that_needs_it_keeps_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.assertFalse(
                lean.keep_out(archive(folder, OURS, "rasa.nlu.classifiers.diet_classifier.DIETClassifier"))
            )
        self.assertFalse(any(isinstance(finder, lean._Finder) for finder in sys.meta_path))

    def test_rasas_recipe_is_read_without_it_and_nothing_of_it_can_be_used(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            rules = "rasa.core.policies.rule_policy.RulePolicy"
            self.assertTrue(lean.keep_out(archive(folder, OURS, rules)))
        from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS

        names = {component.__name__ for component in DEFAULT_COMPONENTS}
        self.assertLess({"RulePolicy", "DIETClassifier", "TEDPolicy"}, names)
        tensorflow = importlib.import_module("tensorflow")
        self.assertFalse(hasattr(tensorflow, "__version__"))
        for used in (lambda: tensorflow.zeros((2, 2)), lambda: tensorflow.keras.Sequential()):
            with self.assertRaises(ModuleNotFoundError):
                used()


if __name__ == "__main__":
    unittest.main()
