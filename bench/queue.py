"""The queue of an advocate with ten thousand cases, on SQLite: the first page, a filtered one, one far down, a claim.

Run with ``python -m bench.queue``. Times are of this machine; no test depends on them.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot import service
from bot.bootstrap import Services, build
from bot.cases.models import Case, CaseItem, CaseKey, CaseTag, Conversation
from bot.cases.people import Unlocked
from bot.cases.queue import MINE, Filters
from bot.cases.urgency import REASONS
from bot.settings import Settings
from bot.vault import boxes

CASES, ROUNDS = 10_000, 30
PASSWORD = "a long password"


def fill(services: Services, holders: list[Unlocked]) -> str:
    """Put the cases in, sealed as real ones are; returns the id of one."""
    dice = random.Random(7)
    now = services.now()
    reviews = services.reviews
    categories, options = services.queue_codes["category"], services.queue_codes["option"]
    rows: list[object] = []
    for number in range(CASES):
        case_id, pair = f"{number:016x}", boxes.new_pair()
        at = now - timedelta(minutes=dice.randrange(40_000))
        reasons = dice.sample(REASONS, dice.choices((0, 1, 2, 3), (85, 10, 4, 1))[0])
        tags = {
            f"category:{dice.choice(categories)}",
            f"option:{dice.choice(options)}",
            f"lang:{dice.choice(('ru', 'en'))}",
        }
        conversation = services.conversations.born("web", f"address{number}", "ru", 0)
        rows += [
            conversation,
            Case(
                id=case_id, conversation_id=conversation.id, state="waiting", urgency=len(reasons),
                public_key=pair.public, items=1, submitted_at=at, expires_at=now + timedelta(days=30),
            ),
            CaseItem(
                case_id=case_id, seq=1, author="bot", kind="file", created_at=at,
                body=boxes.seal_to(pair.public, b"x" * 4000, f"case:{case_id}:1"),
            ),
            *(CaseTag(case_id=case_id, tag=reviews.tag(tag)) for tag in tags | {f"urgent:{why}" for why in reasons}),
            *(
                CaseKey(
                    case_id=case_id, person_id=one.person_id,
                    wrapped=boxes.seal_to(
                        boxes.public_of(one.private), pair.private, f"case-key:{case_id}:{one.person_id}"
                    ),
                )
                for one in holders
            ),
        ]  # fmt: skip
    with services.database.begin() as connection:
        for model in (Conversation, Case, CaseItem, CaseTag, CaseKey):
            values = [
                {c.name: getattr(row, c.name) for c in model.__table__.columns if c.name in row.__dict__}
                for row in rows
                if isinstance(row, model)
            ]
            for at_ in range(0, len(values), 500):
                connection.execute(model.__table__.insert(), values[at_ : at_ + 500])
    return "0" * 16


def median(work: Callable[[], object]) -> float:
    """Return the median time of ``work`` in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), mode="local")
        service.prepare(settings, lambda _line: None)
        services = build(settings)
        people = services.people
        holders = []
        for login in ("one", "two", "three"):
            people.add(login, PASSWORD)
            holders.append(people.unlock(login, PASSWORD))
        me = holders[0]
        case_id = fill(services, holders)
        queue = services.queue
        print(f"{CASES} cases, first page: {median(lambda: queue.page(me, Filters())):.1f} ms")
        narrow = Filters(category="mobilised", option="family_care", lang="en")
        print(f"filtered by three tags: {median(lambda: queue.page(me, narrow)):.1f} ms")
        mark = None
        for _ in range(CASES // 25 // 2):
            mark = queue.page(me, Filters(), mark).next
        print(f"a page half-way down: {median(lambda: queue.page(me, Filters(), mark)):.1f} ms")
        print(f"counts by state: {median(lambda: queue.counts(me)):.1f} ms")
        print(f"those in which it is my turn: {median(lambda: queue.page(me, Filters(turn=MINE))):.1f} ms")
        begun = time.perf_counter()
        services.reviews.claim(case_id, me)
        print(f"a claim: {(time.perf_counter() - begun) * 1000:.1f} ms")
        services.close()


if __name__ == "__main__":
    main()
