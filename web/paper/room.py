"""The composing room: processes of their own in which papers are set, so that no page waits for one (0093).

A process starts with the first paper, stays, and ends with the one that asked. In it, work is done on the spot.
"""

import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

PROCESSES = 2
"""How many papers are set at once at most: each process takes 200 to 400 MB."""
_KINDNESS = 5
"""How far they stand back for those who answer people."""
_COLLECTED_EVERY = 200_000
"""Objects made between two looks for garbage: a paper makes some hundred thousand, and drops nearly all at its end."""

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")
_opening = threading.Lock()


def made(work: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
    """What `work`, a function of a module, gives for picklable things. Raises what it raises; where its process was
    ended (out of memory), it is tried once more in a new one."""
    try:
        return begun(work, *given, **named).result()
    except BrokenProcessPool:
        return begun(work, *given, **named).result()


def begun(work: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> Future[_Made]:
    """The same, without waiting."""
    if parent_process() is not None:  # a process of this room, or of another
        done: Future[_Made] = Future()
        done.set_result(work(*given, **named))
        return done
    with _opening:
        try:
            return _opened().submit(work, *given, **named)
        except BrokenProcessPool:
            _opened.cache_clear()
            return _opened().submit(work, *given, **named)


@cache
def _opened() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_move_in)


def _move_in() -> None:
    """Of a new process, before its first paper."""
    os.nice(_KINDNESS)
    gc.set_threshold(_COLLECTED_EVERY, 5, 5)
    threading.Thread(target=_end_with_the_house, daemon=True).start()


def _end_with_the_house() -> None:
    house = parent_process()
    if house is not None:
        wait([house.sentinel])
        os._exit(0)
