"""Audits the two halves of a site at once, in two processes, to learn whether there is any fault at all.

Nearly every site has none. Where one is found, or the second process fails, the caller audits all files one after the
other: what is reported, and in which order, never depends on how many processes there were.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

WORTH = 400
"""The fewest files for which a second process saves more than it costs."""
_RUN = 32
"""How many files in a row one process takes: neighbours are alike, and what is alike is looked at once."""

Learned = TypeVar("Learned")


def is_possible() -> bool:
    """True where a second process can begin with everything this one knows, and has a core of its own.

    A process with several threads cannot be copied safely.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return cores > 1 and threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()


def halves(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files in two parts of the same kinds and about the same size."""
    runs = [paths[start : start + _RUN] for start in range(0, len(paths), _RUN)]
    first, second = ([path for run in runs[half::2] for path in run] for half in (0, 1))
    return first, second


def at_once(look: Callable[[Sequence[str]], Learned | None], paths: Sequence[str]) -> tuple[Learned, Learned] | None:
    """What `look` learned of each half; None where it gave None for a half, or one of them could not be looked at."""
    here, there = halves(paths)
    context = multiprocessing.get_context("fork")
    receives, sends = context.Pipe(duplex=False)
    other = context.Process(target=_tell, args=(look, there, sends), daemon=True)
    try:
        other.start()
    except OSError:  # no memory for a second process
        return None
    finally:
        sends.close()
    try:
        own = look(here)
        answer = None if own is None else receives.recv()
    except (EOFError, OSError):
        return None
    finally:
        other.kill()
        other.join()
        receives.close()
    return None if own is None or answer is None else (own, answer)


def _tell(look: Callable[[Sequence[str]], Learned | None], paths: Sequence[str], sends: Connection) -> None:
    """Runs in the second process. Whatever goes wrong is met once more, and reported, by the first."""
    with suppress(Exception):
        sends.send(look(paths))
