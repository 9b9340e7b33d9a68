"""The sealed tracker store, in Rasa's own environment: bounded, wordless, exclusive, expiring, fail-closed."""

import tempfile
import unittest
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.tracker_store import KEPT_TURNS, LostUpdateError, SealedTrackerStore, replies_to
from bot.vault.sealing import SealError

KEY = "11" * 32
CANARY = "КАНАРЕЙКА-4410"
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["inform"],
        "slots": {"in_zone": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"triage_form": {"required_slots": []}},
    }
)


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class TrackerStoreTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "assistant.db"
        self.time = Time()
        self.store = self.another(KEY)

    def another(self, key: str) -> SealedTrackerStore:
        return SealedTrackerStore(DOMAIN, url=f"sqlite:///{self.path}", key=key, keep_hours=1, clock=self.time)

    def tracker(self, turns: int) -> DialogueStateTracker:
        tracker = DialogueStateTracker("c1", DOMAIN.slots)
        tracker.update_with_events([SlotSet("in_zone", "no"), ActiveLoop("triage_form")], DOMAIN)
        for number in range(turns):
            said = UserUttered(
                CANARY, {"name": "inform", "confidence": 1.0}, [{"entity": "answer", "value": "yes", "text": CANARY}],
                {"text": CANARY, "intent": {"name": "inform"}, "text_tokens": [[0, 3]]}, message_id=f"m{number}",
            )  # fmt: skip
            answered = [BotUttered(f"ответ {number}"), ActionExecuted("action_listen")]
            tracker.update_with_events([said, *answered], DOMAIN)
        return tracker

    async def test_slots_and_the_open_form_come_back_after_many_turns(self) -> None:
        await self.store.save(self.tracker(50))
        found = await self.another(KEY).retrieve("c1")
        self.assertEqual(found.get_slot("in_zone"), "no")
        self.assertEqual(found.active_loop_name, "triage_form")

    async def test_a_record_does_not_grow_with_the_conversation(self) -> None:
        await self.store.save(self.tracker(KEPT_TURNS + 1))
        short = await self.store.retrieve("c1")
        await self.store.delete("c1")
        await self.store.save(self.tracker(200))
        long = await self.store.retrieve("c1")
        self.assertEqual(len(short.events), len(long.events))

    async def test_no_word_of_the_person_is_kept_even_sealed(self) -> None:
        await self.store.save(self.tracker(3))
        found = await self.store.retrieve("c1")
        self.assertNotIn(CANARY, str([event.as_dict() for event in found.events]))
        raw = b"".join(file.read_bytes() for file in self.path.parent.iterdir())
        self.assertNotIn(CANARY.encode(), raw)
        self.assertNotIn(b"triage_form", raw)

    async def test_two_savers_of_one_state_do_not_both_win(self) -> None:
        await self.store.save(self.tracker(1))
        first, second = await self.store.retrieve("c1"), await self.store.retrieve("c1")
        await self.store.save(first)
        with self.assertRaises(LostUpdateError):
            await self.store.save(second)

    async def test_two_first_turns_do_not_both_win(self) -> None:
        await self.store.save(self.tracker(1))
        with self.assertRaises(LostUpdateError):
            await self.store.save(self.tracker(1))

    async def test_a_record_ends_with_its_time(self) -> None:
        await self.store.save(self.tracker(1))
        self.time.now += 3601
        self.assertIsNone(await self.store.retrieve("c1"))
        await self.store.save(self.tracker(1))
        self.assertIsNotNone(await self.store.retrieve("c1"))

    async def test_a_deleted_record_is_gone(self) -> None:
        await self.store.save(self.tracker(1))
        await self.store.delete("c1")
        await self.store.delete("c1")
        self.assertIsNone(await self.store.retrieve("c1"))

    async def test_a_wrong_key_is_an_error_and_not_an_empty_conversation(self) -> None:
        await self.store.save(self.tracker(1))
        stranger = self.another("22" * 32)
        stranger._id_key = self.store._id_key
        with self.assertRaises(SealError):
            await stranger.retrieve("c1")

    async def test_the_answer_to_a_known_message_is_found_again(self) -> None:
        await self.store.save(self.tracker(3))
        found = await self.store.retrieve("c1")
        self.assertEqual([item["text"] for item in replies_to(found, "m1")], ["ответ 1"])
        self.assertIsNone(replies_to(found, "m9"))

    async def test_nobody_can_list_whom_we_talk_to(self) -> None:
        await self.store.save(self.tracker(1))
        self.assertEqual(list(await self.store.keys()), [])


if __name__ == "__main__":
    unittest.main()
