"""Trains a model from the project and the trainers' changes, has it examined, and puts it on the shelf."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from bot.assistant import examset
from bot.assistant.nlu import AFTER_TRAINING, asked, examples
from bot.settings import ROOT, Settings
from bot.studio import progress
from bot.studio.progress import STAGES, USUAL, Progress
from bot.studio.shelf import About, Shelf
from bot.studio.workspace import Workspace

# All that a model depends on. The assistant's lock is among them: a model belongs to the versions that made it.
SOURCES = ("config.yml", "domain.yml", "locks/assistant.txt")
# Whose case a text tells is blanked before its facts are read, and the facts are among what the model sees.
SPEAKER = ("bot/reading/speaker.py", "bot/reading/words/speaker.yml")
FOLDERS = ("data", "bot/assistant/nlu", "bot/assistant/facts", *SPEAKER)
CODE = ("config.yml", "locks/assistant.txt", "bot/assistant/nlu", "bot/assistant/facts", *SPEAKER)
SUFFIXES = {".yml", ".yaml", ".py", ".tsv", ".json"}


# What the exam draws.
PICTURES = ("confusion.svg", "calibration.svg")
# Which component of config.yml begins which stage, and how Rasa says that one begins.
_COMPONENTS = {"GlossClassifier": "intents", "AnswerReader": "answers", "RulePolicy": "rules"}
_BEGINS = "Starting to train component"
# What Rasa says of a training example, a block or a story that it leaves out.
_SKIPPED = "will be skipped"
_WARNING = re.compile(r"\b(?P<kind>\w*Warning): (?P<text>.*)")
# What differs from one warning of a kind to the next: the example that follows a colon, names, places, numbers.
_VARIES = re.compile(r"(?<=symbol: ).*|'[\w./-]*'|\"[^\"]*\"|\d+")


class TrainingError(Exception):
    """Training failed; the log Rasa wrote is at ``log``, ``reason`` is a sentence where more is known."""

    code = "training_failed"

    def __init__(self, log: Path, reason: str = "") -> None:
        super().__init__(f"{reason} {log}".strip())
        self.log = log
        self.reason = reason


def fingerprint() -> str:
    """Return one hash over everything a model is made from, as the project has it; trainers' changes are apart."""
    return _hash((*SOURCES, *FOLDERS), asked.words())


def code_mark() -> str:
    """Return one hash over the code a model belongs to: it serves under no other."""
    return _hash(CODE)


def is_current(settings: Settings) -> bool:
    """Tell whether the model at its place was made from what stands in the project now."""
    return Shelf(settings.model_path).made_from == fingerprint()


def adopt(settings: Settings, now: Callable[[], datetime]) -> None:
    """Take a model of an earlier version, which stands at its place alone, onto the shelf."""
    shelf = Shelf(settings.model_path)
    shelf.adopt(now().isoformat(), code_mark() if is_current(settings) else "")


def made(settings: Settings) -> About | None:
    """Return the newest kept model made from the project as it is now with the changes as they are now."""
    return Shelf(settings.model_path).made(fingerprint(), Workspace(ROOT, settings.studio_path).mark())


def exam_set() -> str:
    """Return the hash of the messages that models are examined on, as ``bot.assistant.exam`` makes it."""
    return examset.mark(ROOT)


def examine(settings: Settings, shelf: Shelf, name: str) -> None:
    """Let a kept model sit the exam again, in the project as it is. TrainingError."""
    with tempfile.TemporaryDirectory(dir=shelf.folder) as scratch:
        _examine(settings, ROOT, shelf.path(name), Path(scratch), settings.home / "train.log")
        _keep_exam(shelf, name, Path(scratch))


def train(
    settings: Settings, say: Callable[[str], None], now: Callable[[], datetime], *, exam: bool = True
) -> About:  # fmt: skip
    """Train a candidate from the project with the trainers' changes, examine it and put it on the shelf.

    What serves stays as it is. Without ``exam`` it sits one when it is first compared. One training at a time, whoever
    started it: BlockingIOError. TrainingError.
    """
    shelf, workspace = Shelf(settings.model_path), Workspace(ROOT, settings.studio_path)
    with shelf.locked("training", wait=False):
        adopt(settings, now)
        course = Course(shelf.progress, _expected(shelf), lambda: now().timestamp())
        try:
            with tempfile.TemporaryDirectory(dir=shelf.folder) as scratch:
                about = _train(settings, shelf, workspace, Path(scratch), course, say, now, exam)
        except TrainingError as error:
            course.end(failed=error.reason or "-")
            raise
        except BaseException as error:
            course.end(failed=type(error).__name__)
            raise
        course.end(made=about.name)
    say(f"model: {about.name} is trained")
    return about


def _train(
    settings: Settings, shelf: Shelf, workspace: Workspace, scratch: Path, course: Course, say: Callable[[str], None],
    now: Callable[[], datetime], exam: bool,
) -> About:  # fmt: skip
    known = {"made_from": fingerprint(), "code": code_mark(), "changes": workspace.mark()}
    tree, log = scratch / "tree", settings.home / "train.log"
    workspace.copy(tree)
    try:
        for _ in examples.training(tree / "data" / "nlu"):
            pass
    except examples.SkippedError as skipped:
        raise TrainingError(log, f"{skipped}.") from None
    say(f"model: training (three to six minutes; the log is {log})")
    archive = _run_rasa(settings, tree, scratch, log, course)
    told = log.read_text(encoding="utf-8", errors="replace")
    for kind, count in warnings_in(told).most_common():
        say(f"model: {count} × {kind}")
    if left_out := told.count(_SKIPPED):
        raise TrainingError(log, f"Rasa skipped {left_out} pieces of the training data.")
    if archive is None:
        raise TrainingError(log)
    if exam:
        course.enter("exam")
        say("model: sits its exam")
        _examine(settings, tree, archive, scratch, log)
    about = shelf.add(archive, now().isoformat(), took=course.took(), **known)
    _keep_exam(shelf, about.name, scratch)
    return about


def _keep_exam(shelf: Shelf, name: str, scratch: Path) -> None:
    for file in ("exam.json", *PICTURES):
        if (scratch / file).exists():
            shutil.copyfile(scratch / file, shelf.path(name, file))


def _run_rasa(settings: Settings, tree: Path, scratch: Path, log: Path, course: Course) -> Path | None:
    """Train in the copied tree, follow the stages in what Rasa says, and return the archive where there is one."""
    command = [str(settings.assistant_python.with_name("rasa")), "train", "--fixed-model-name", "new"]
    with log.open("w", encoding="utf-8") as output, subprocess.Popen(
        [*command, "--out", str(scratch)], cwd=tree, env=_environment(settings, tree), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    ) as running:  # fmt: skip
        try:
            for line in running.stdout or ():
                output.write(line)
                output.flush()
                for component, stage in _COMPONENTS.items():
                    if component in line and _BEGINS in line:
                        course.enter(stage)
        except BaseException:
            running.terminate()
            raise
    made = scratch / "new.tar.gz"
    return made if running.returncode == 0 and made.exists() else None


def _examine(settings: Settings, tree: Path, made: Path, scratch: Path, log: Path) -> None:
    """Let the trained archive sit its exam; a model that cannot be asked is none."""
    command = ["-W", "ignore", "-m", "bot.assistant.exam", "--out", str(scratch)]
    env = {**_environment(settings, tree), "RAPORT_MODEL": str(made)}
    with log.open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [str(settings.assistant_python), *command], cwd=tree, env=env, stdout=output, stderr=subprocess.STDOUT
        )
    if done.returncode:
        raise TrainingError(log, "The new model could not be examined.")


def _environment(settings: Settings, tree: Path) -> dict[str, str]:
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(settings.home / "rasa-cache"),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONPATH": str(tree),
        "PYTHONIOENCODING": "utf-8",
    }


class Course:
    """The progress of the training in this process, kept in its file; ``clock`` gives seconds since the epoch."""

    def __init__(self, path: Path, expected: Mapping[str, float], clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        began = clock()
        self._now = Progress(began, STAGES[0], began, expected)
        progress.write(path, self._now)

    def enter(self, stage: str) -> None:
        """Begin a stage; one that has begun already goes on."""
        if stage not in {*self._now.took, self._now.stage}:
            self._now = self._now.enter(stage, self._clock())
            progress.write(self._path, self._now)

    def end(self, *, made: str = "", failed: str = "") -> None:
        """It is over."""
        self._now = self._now.end(self._clock(), made=made, failed=failed)
        progress.write(self._path, self._now)

    def took(self) -> dict[str, float]:
        """Seconds of each stage so far, this one included."""
        return {**self._now.took, self._now.stage: self._clock() - self._now.since}


def _expected(shelf: Shelf) -> dict[str, float]:
    """What each stage took here the last time."""
    last = next((one.took for one in shelf.all() if one.took), {})
    return {**USUAL, **last}


def warnings_in(log: str) -> Counter[str]:
    """How often each kind of warning stands in a log of Rasa's, without the words of any example."""
    return Counter(
        f"{found['kind']}: {_VARIES.sub('…', found['text'])[:160].strip()}" for found in _WARNING.finditer(log)
    )


def _hash(names: Iterable[str], more: bytes = b"") -> str:
    files = [ROOT / name for name in names if (ROOT / name).is_file()]
    for name in names:
        found = (ROOT / name).rglob("*") if (ROOT / name).is_dir() else ()
        files += sorted(p for p in found if p.suffix in SUFFIXES and "__pycache__" not in p.parts)
    digest = hashlib.sha256(more)
    for file in files:
        if file.parent.name in ("nlu", "facts") and file.name in AFTER_TRAINING:
            continue
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
