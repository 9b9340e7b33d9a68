"""Starts Rasa as Raport's dialogue engine: loopback only, no HTTP API, no telemetry, our store, or not at all.

Run with ``python -m bot.assistant.launcher`` in the assistant environment. Settings come from the supervisor:
``RAPORT_ASSISTANT_PORT``, ``RAPORT_ASSISTANT_TOKEN``, ``RAPORT_ACTIONS_URL``, ``RAPORT_ACTIONS_TOKEN``,
``RAPORT_TRACKER_URL``, ``RAPORT_TRACKER_KEY_FILE``, ``RAPORT_TRACKER_HOURS``, ``RAPORT_MODEL``. The model is read where
the link leads at the start.
"""

from __future__ import annotations

import functools
import logging
import os
import sys
import tarfile
import warnings
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "OMP_NUM_THREADS": "1",
    "SANIC_WORKERS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
# What a file that is cut, spoilt or no model raises when it is looked into.
UNREADABLE = (OSError, EOFError, tarfile.TarError, zlib.error, LookupError, ValueError, TypeError)
NO_MODEL = (
    "the model cannot be read: `raport rollback` brings back the one before, `raport train --force` makes a new one"
)


def main() -> None:
    """Serve until stopped; exits with 2 when something needed is missing."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # Rasa's old libraries warn by the page and set the filters anew themselves, so filters do not help.
    warnings.showwarning = lambda *_args, **_kwargs: None
    model = Path(os.environ["RAPORT_MODEL"]).resolve()
    if not model.exists():
        sys.exit("assistant: no trained model; run `make run` or `raport train`")

    from bot.assistant import lean

    if not _confine(model):
        print("assistant: this kernel has no Landlock; it runs with all rights of its user", file=sys.stderr)
    try:
        lean.keep_out(model)
    except UNREADABLE:
        sys.exit(f"assistant: {NO_MODEL}")
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    configure_logging_and_warnings(logging.WARNING, warn_only_once=True, filter_repeated_logs=True)
    _serve(model)


def _confine(model: Path) -> int:
    """Leave the assistant its model, its records, its key, its own port, and those of the actions and the database."""
    from sqlalchemy.engine import make_url

    from bot.assistant.confinement import confine

    records, actions = make_url(os.environ["RAPORT_TRACKER_URL"]), urlsplit(os.environ["RAPORT_ACTIONS_URL"])
    embedded = records.get_backend_name() == "sqlite"
    writes = [Path(records.database or ".").resolve().parent] if embedded else []
    calls = [actions.port or 80, *([] if embedded else [records.port or 5432])]
    # The folder of the key and not the file: a rotation puts another file in its place.
    reads = [
        Path(__file__).resolve().parents[2],
        model.parent,
        Path(os.environ["RAPORT_TRACKER_KEY_FILE"]).resolve().parent,
    ]
    return confine(reads, writes, int(os.environ["RAPORT_ASSISTANT_PORT"]), calls)


def _serve(model: Path) -> None:
    import rasa.core.run
    import rasa.telemetry
    from rasa.core.utils import AvailableEndpoints

    from bot.assistant import patches
    from bot.assistant.endpoint import KeptConnection
    from bot.assistant.tracker_store import SealedTrackerStore
    from bot.vault import keys

    if rasa.telemetry.is_telemetry_enabled():
        sys.exit("assistant: telemetry is on; it must never be")
    patches.apply()
    endpoints = AvailableEndpoints(
        action=KeptConnection(
            url=os.environ["RAPORT_ACTIONS_URL"],
            headers={"Authorization": f"Bearer {os.environ['RAPORT_ACTIONS_TOKEN']}"},
            enable_selective_domain=True,
        ),
        # Built here, so that a store that cannot be built stops the start instead of becoming one in memory.
        tracker_store=SealedTrackerStore(
            None,
            url=os.environ["RAPORT_TRACKER_URL"],
            sealer=keys.load(Path(os.environ["RAPORT_TRACKER_KEY_FILE"])),
            keep_hours=float(os.environ.get("RAPORT_TRACKER_HOURS", "24")),
        ),
    )
    rasa.core.run.serve_application(
        model_path=str(model),
        credentials="credentials.yml",
        interface="127.0.0.1",
        port=int(os.environ["RAPORT_ASSISTANT_PORT"]),
        enable_api=False,
        endpoints=endpoints,
        server_listeners=[(functools.partial(_make_ready, model.parent.name), "after_server_start")],
    )


async def _make_ready(name: str, app: Any, _loop: Any) -> None:
    """Stop when the model did not load (Rasa itself would run on and ignore every message), else warm it up.

    The first message costs two seconds of imports and caches; a made-up one, read as an answer, pays them before
    anybody waits, and so it does for the rules.
    """
    if not app.ctx.agent.is_ready():
        print(f"assistant: {NO_MODEL}", file=sys.stderr, flush=True)
        os._exit(2)  # sanic's stop() waits for connections; the supervisor starts anew with a new model
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    agent = app.ctx.agent
    made_up = UserMessage("здравствуйте, контракт закончился 5 мая", metadata={"question": "in_zone"})
    read = await agent.processor.parse_message(made_up)
    uttered = UserUttered(made_up.text, read["intent"], read["entities"], read)
    agent.processor.predict_next_with_tracker(
        DialogueStateTracker.from_events("warm", [uttered], agent.domain.slots, domain=agent.domain)
    )
    app.ctx.raport_model, app.ctx.raport_warm = name, True


if __name__ == "__main__":
    main()
