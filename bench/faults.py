"""``python -m bench.faults``: fifty people talk for ten minutes while parts of the service are killed at random."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.service import faults


def main(seconds: float = 600.0) -> None:
    """Print what came of it; ``seconds`` is how long the people talk."""
    with tempfile.TemporaryDirectory() as home:
        report = faults.run(Path(home), seconds)
    print(report)
    for line in report.wrong:
        print(f"  wrong: {line}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 600.0)
