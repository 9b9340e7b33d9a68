"""What a reader remembers of the message it reads, so that it need not look anything up twice in one turn.

Such a memory is keyed by what somebody wrote: a message, a surname, a rank. So it lasts as long as the turn, and every
process empties all of its memories when a turn of its own is over. Vocabulary that was read from a file is no memory.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

_memories: weakref.WeakSet[functools._lru_cache_wrapper[object]] = weakref.WeakSet()


def for_a_turn(most: int) -> Callable[[Callable[..., T]], functools._lru_cache_wrapper[T]]:
    """Decorate a function whose last ``most`` results are kept until ``forget``."""

    def remember(function: Callable[..., T]) -> functools._lru_cache_wrapper[T]:
        kept = functools.lru_cache(maxsize=most)(function)
        _memories.add(kept)
        return kept

    return remember


def forget() -> None:
    """Empty every memory of this process. A turn that is still under way in another thread looks up anew."""
    for memory in list(_memories):
        memory.cache_clear()


@contextmanager
def turn() -> Iterator[None]:
    """Forget when the block is over, however it ends. Decorates a function as well."""
    try:
        yield
    finally:
        forget()
