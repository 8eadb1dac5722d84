"""Runs one function over many tasks: here, or in a pool of spawned processes. Nothing else differs."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

from corpus_kit.errors import CorpusKitError

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]  # tasks done, tasks in all


def available_workers() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def map_parts(
    function: Callable[[Task], Result], tasks: Sequence[Task], workers: int = 1, progress: Progress | None = None
) -> list[Result]:
    """Return `function(task)` for every task, in the order of the tasks.

    `function` stands at the top level of a module, and it and the tasks can be pickled. With one worker or one task
    everything runs in this process. An exception in a task ends the work and is raised here.
    """
    if workers <= 1 or len(tasks) <= 1:
        results = []
        for done, task in enumerate(tasks, start=1):
            results.append(function(task))
            if progress:
                progress(done, len(tasks))
        return results
    return _in_pool(function, tasks, min(workers, len(tasks)), progress)


def _in_pool(
    function: Callable[[Task], Result], tasks: Sequence[Task], workers: int, progress: Progress | None
) -> list[Result]:
    context = get_context("spawn")
    stop_here, stop_there = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_watch_parent, initargs=(stop_here,))
    try:
        with _interrupts_held():
            futures: list[Future[Result]] = [pool.submit(function, task) for task in tasks]
        pending: set[Future[Result]] = set(futures)
        while pending:
            done, pending = wait(pending, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            if progress and done:
                progress(len(futures) - len(pending), len(futures))
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise CorpusKitError(
            "a worker process died before its work was done",
            "it may have run out of memory: use fewer --workers; running the command again goes on where it stopped",
        ) from error
    except BaseException:
        stop_there.close()  # workers that are still busy see it and end at once
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        stop_there.close()
        stop_here.close()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit the mask, and only this process answers to it."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch_parent(stop: Any) -> None:
    """In a worker: leave Ctrl-C to the parent, and end as soon as the parent ends or says stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel, stop])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
