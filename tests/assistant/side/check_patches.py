"""What is changed in Rasa holds: no telemetry, nothing on memory, an unreachable action aborts the turn."""

import unittest

import rasa.telemetry
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.assistant import patches

patches.apply()


class PatchesTest(unittest.IsolatedAsyncioTestCase):
    def test_telemetry_is_off(self) -> None:
        self.assertFalse(rasa.telemetry.is_telemetry_enabled())

    def test_an_event_type_is_still_found(self) -> None:
        self.assertIs(Event.resolve_by_type("slot"), SlotSet)

    def test_the_assistant_does_not_run_on_memory(self) -> None:
        with self.assertRaises(RuntimeError):
            Agent._create_tracker_store(None, Domain.empty())

    def test_a_wrong_answer_of_an_action_is_still_refused(self) -> None:
        action = RemoteAction("action_x", EndpointConfig("http://127.0.0.1:9"))
        self.assertTrue(action._validate_action_result({"events": [], "responses": []}))
        with self.assertRaises(Exception):  # noqa: B017 - jsonschema's own error, whatever its release calls it
            action._validate_action_result({"events": "no list"})

    async def test_an_unreachable_action_aborts_the_turn(self) -> None:
        action = RemoteAction("action_x", EndpointConfig("http://127.0.0.1:9"))
        tracker = DialogueStateTracker("c1", [])
        with self.assertRaises(patches.TurnAbortedError):
            await action.run(CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker, Domain.empty())


if __name__ == "__main__":
    unittest.main()
