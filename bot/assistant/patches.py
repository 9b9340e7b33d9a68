"""What is changed in Rasa 3.6.21 while it runs, each with its reason. Applied once, by the launcher.

Rasa 3.6 gets no more fixes, so these stay until the engine is replaced. They would be wrong if Rasa changed the
functions they stand in for; ``apply`` checks the version first.
"""

from __future__ import annotations

import functools
from typing import Any

EXPECTED_VERSION = "3.6.21"


class TurnAbortedError(BaseException):
    """The turn must not count: nothing of it is saved and the sender tries again.

    Deliberately no ``Exception``: Rasa catches those around an action, logs the tracker's words and goes on without
    the action's events, which would lose the person's answer.
    """


def apply() -> None:
    """Patch the running Rasa; RuntimeError when it is not the version this was written for."""
    import rasa

    if rasa.__version__ != EXPECTED_VERSION:
        raise RuntimeError(f"these patches are for Rasa {EXPECTED_VERSION}, this is {rasa.__version__}")
    _cache_event_types()
    _validate_actions_once()
    _fail_closed_on_actions()
    _fail_closed_on_storage()


def _cache_event_types() -> None:
    """Look an event's class up once. Rasa walks all subclasses for each event, 40 % of a long conversation's turn."""
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=None)(Event.resolve_by_type))


def _validate_actions_once() -> None:
    """Check an action's answer with a prepared validator. Rasa re-checks the schema itself, 20 ms for each action."""
    from jsonschema import Draft202012Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def validate(self: Any, result: Any) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _fail_closed_on_actions() -> None:
    """Abort the turn when the action server does not answer, instead of going on without the answer."""
    from rasa.core.actions.action import ActionExecutionRejection, RemoteAction

    original = RemoteAction.run

    async def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await original(self, *args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnAbortedError(f"{self.name()}: {type(error).__name__}") from None

    RemoteAction.run = run


def _fail_closed_on_storage() -> None:
    """Let storage errors out. Rasa's wrapper answers them with an empty conversation and keeps the turn in memory."""
    from rasa.core.agent import Agent

    def keep_as_it_is(store: Any, domain: Any) -> Any:
        if store is None:
            raise RuntimeError("no tracker store: the assistant does not run on memory")
        store.domain = domain
        return store

    Agent._create_tracker_store = staticmethod(keep_as_it_is)
