"""The sealed tracker store, in Rasa's own environment: bounded, wordless, exclusive, expiring, fail-closed."""

import contextlib
import sqlite3
import tempfile
import unittest
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.records import REMEMBERED, LostUpdateError
from bot.assistant.tracker_store import KEPT_TURNS, SealedTrackerStore, reasons, replies_to
from bot.vault.sealing import Sealer, SealError

KEYS = {1: b"1" * 32}
CANARY = "КАНАРЕЙКА-4410"
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["inform"],
        "slots": {"in_zone": {"type": "any", "mappings": [{"type": "custom"}]}},
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
        self.store = self.another(KEYS)

    def another(self, keys: dict) -> SealedTrackerStore:
        sealer = Sealer(keys, max(keys))
        return SealedTrackerStore(DOMAIN, url=f"sqlite:///{self.path}", sealer=sealer, keep_hours=1, clock=self.time)

    def tracker(self, turns: int) -> DialogueStateTracker:
        tracker = DialogueStateTracker("c1", DOMAIN.slots)
        tracker.update_with_events([SlotSet("in_zone", "no")], DOMAIN)
        for number in range(turns):
            tracker.update_with_events(self.said(number), DOMAIN)
        return tracker

    def said(self, number: int) -> list:
        said = UserUttered(
            CANARY, {"name": "inform", "confidence": 1.0}, [{"entity": "answer", "value": "yes", "text": CANARY}],
            {"text": CANARY, "intent": {"name": "inform"}, "text_tokens": [[0, 3]]}, message_id=f"m{number}",
        )  # fmt: skip
        why = {"custom": {"why": {"rule": f"rule {number}"}}}
        return [said, BotUttered(f"ответ {number}", why), ActionExecuted("action_listen")]

    async def test_slots_come_back_after_many_turns(self) -> None:
        await self.store.save(self.tracker(50))
        found = await self.another(KEYS).retrieve("c1")
        self.assertEqual(found.get_slot("in_zone"), "no")

    async def test_a_tracker_at_hand_is_taken_once_and_never_kept(self) -> None:
        await self.store.save(self.tracker(1))
        read = await self.store.retrieve("c1")
        with self.store.at_hand(read):
            self.assertIs(await self.store.retrieve("c1"), read)
            self.assertIsNot(await self.store.retrieve("c1"), read)
        with self.store.at_hand(read):
            pass
        self.assertIsNot(await self.store.retrieve("c1"), read)

    async def test_why_the_last_turns_were_answered_so_is_kept_without_the_answers(self) -> None:
        await self.store.save(self.tracker(50))
        found = await self.another(KEYS).retrieve("c1")
        told = reasons(found)
        self.assertEqual([one["rule"] for one in told], [f"rule {number}" for number in range(50 - KEPT_TURNS, 50)])

    async def test_no_word_of_the_person_is_kept_even_sealed(self) -> None:
        await self.store.save(self.tracker(3))
        found = await self.store.retrieve("c1")
        self.assertNotIn(CANARY, str([event.as_dict() for event in found.events]))
        raw = b"".join(file.read_bytes() for file in self.path.parent.iterdir())
        self.assertNotIn(CANARY.encode(), raw)
        self.assertNotIn(b"in_zone", raw)

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
        with self.assertRaisesRegex(SealError, "tampered"):
            await self.another({1: b"2" * 32}).retrieve("c1")
        self.assertIsNotNone(await self.store.retrieve("c1"))

    async def test_a_changed_or_cut_record_is_an_error_and_not_an_empty_conversation(self) -> None:
        await self.store.save(self.tracker(1))
        for change in ("body = zeroblob(200)", "body = substr(body, 1, 40)", "body = x''", "version = version + 1"):
            with contextlib.closing(sqlite3.connect(self.path)) as raw:
                raw.execute("CREATE TABLE kept AS SELECT * FROM tracker")
                raw.execute(f"UPDATE tracker SET {change}")
                raw.commit()
            with self.assertRaises(SealError):
                await self.store.retrieve("c1")
            with contextlib.closing(sqlite3.connect(self.path)) as raw:
                raw.execute("DELETE FROM tracker")
                raw.execute("INSERT INTO tracker SELECT * FROM kept")
                raw.execute("DROP TABLE kept")
                raw.commit()
            self.assertIsNotNone(await self.store.retrieve("c1"))

    async def test_an_old_key_opens_until_all_is_wrapped_anew_and_then_no_more(self) -> None:
        await self.store.save(self.tracker(1))
        both = self.another({**KEYS, 2: b"2" * 32})
        self.assertIsNotNone(await both.retrieve("c1"))
        self.assertEqual((both._records.renew(), both._records.renew()), (1, 0))
        self.assertIsNotNone(await self.another({2: b"2" * 32}).retrieve("c1"))
        with self.assertRaisesRegex(SealError, "unknown_key"):
            await self.store.retrieve("c1")

    async def test_a_forgotten_conversation_cannot_be_written_back(self) -> None:
        await self.store.save(self.tracker(1))
        under_way = await self.store.retrieve("c1")
        await self.store.delete("c1")
        for late in (under_way, self.tracker(1)):
            with self.assertRaises(LostUpdateError):
                await self.store.save(late)
        self.time.now += REMEMBERED + 1
        self.assertIsNone(await self.store.retrieve("c1"))
        with contextlib.closing(sqlite3.connect(self.path)) as raw:
            self.assertEqual(raw.execute("SELECT count(*) FROM tracker").fetchone(), (0,))

    async def test_the_thousandth_turn_keeps_no_more_than_the_tenth(self) -> None:
        sizes = {}
        tracker = self.tracker(0)
        for turn in range(1, 1001):
            tracker.update_with_events(self.said(turn), DOMAIN)
            await self.store.save(tracker)
            if turn in (10, 1000):
                kept = await self.store.retrieve("c1")
                with contextlib.closing(sqlite3.connect(self.path)) as raw:
                    sizes[turn] = (len(kept.events), raw.execute("SELECT length(body) FROM tracker").fetchone()[0])
            tracker = await self.store.retrieve("c1")
        self.assertEqual(sizes[10][0], sizes[1000][0])
        self.assertLessEqual(sizes[1000][1], 1.3 * sizes[10][1])

    async def test_the_answer_to_a_known_message_is_found_again(self) -> None:
        await self.store.save(self.tracker(3))
        found = await self.store.retrieve("c1")
        self.assertEqual([item["text"] for item in replies_to(found, "m1")], ["ответ 1"])
        self.assertEqual([item["text"] for item in replies_to(found, "m2")], ["ответ 2"])
        self.assertIsNone(replies_to(found, "m9"))

    async def test_old_answers_are_not_kept_and_not_given_again_as_nothing(self) -> None:
        await self.store.save(self.tracker(KEPT_TURNS + 2))
        found = await self.store.retrieve("c1")
        texts = [item.text for item in found.applied_events() if isinstance(item, BotUttered)]
        self.assertEqual([text for text in texts if text], ["ответ 6", "ответ 7"])
        self.assertIsNone(replies_to(found, "m4"))

    async def test_nobody_can_list_whom_we_talk_to(self) -> None:
        await self.store.save(self.tracker(1))
        self.assertEqual(list(await self.store.keys()), [])


if __name__ == "__main__":
    unittest.main()
