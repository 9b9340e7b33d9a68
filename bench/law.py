"""How fast the law answers: `python -m bench.law`. Ends with code 1 when a budget is missed.

Budgets: all options for one man under 2 ms, loading all knowledge under 150 ms, the questions under 100 ms.
Medians of many runs over different men and dates; the slowest tenth is printed beside them.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from bot.law import Profile, assess, load, questions
from bot.law.profile import CODES

BUDGETS_MS = {"load": 150.0, "assess all options": 2.0, "questions": 100.0}


def men(count: int) -> list[tuple[Profile, date]]:
    """Different men on different dates, the same in every run."""
    dice = random.Random(647)
    found = []
    for _ in range(count):
        facts: dict[str, object] = {field: dice.choice(codes) for field, codes in CODES.items() if dice.random() < 0.6}
        if dice.random() < 0.5:
            facts["dependants"] = [{"relation": dice.choice(["mother", "wife", "other"]), "disability_group": 1}]
        on = date(2022, 1, 1) + timedelta(days=dice.randrange(1800))
        if dice.random() < 0.7:
            facts["report_filed_on"] = on - timedelta(days=dice.randrange(60))
        found.append((Profile.from_mapping(facts), on))
    return found


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Prints one line a measure; 1 when a median is over its budget."""
    knowledge = load()
    some = men(200)
    runs = {
        "load": [timed(load) for _ in range(15)],
        "assess all options": [timed(lambda m=man, d=on: assess(m, d, knowledge)) for man, on in some],
        "questions": [timed(lambda m=man, d=on: questions(m, d, knowledge)) for man, on in some[:60]],
    }
    late = False
    for name, times in runs.items():
        median, slow = statistics.median(times), statistics.quantiles(times, n=10)[-1]
        missed = median > BUDGETS_MS[name]
        late = late or missed
        mark = "OVER" if missed else "ok"
        print(
            f"law: {name:20} median {median:7.2f} ms   p90 {slow:7.2f} ms   budget {BUDGETS_MS[name]:6.1f} ms   {mark}"
        )
    return int(late)


if __name__ == "__main__":
    raise SystemExit(main())
