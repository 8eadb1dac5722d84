"""Runs a reader in a child process that can be killed: a file that hangs, swells or crashes costs itself alone.

A child is kept for the next files, since starting one costs about a fifth of a second, and is replaced after
`_FILES_A_CHILD` files, after a crash and after a limit was reached. Where a child that had read other files fails
before it gave anything, the file is read once more in a new one: the fault may be what the other files left behind.

The limits: `Limits.child_seconds` of processor time (held by the system on Linux and macOS) and `_PATIENCE` times as
many seconds of waiting (everywhere, for readers that wait, and on Windows for those that work, too);
`Limits.child_bytes` of memory beyond what the child has at the start (held by Linux; macOS and Windows do not hold
it). What a file gave before it reached a limit is kept.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.frames import HEAD, BrokenFrameError, largest_frame, packed, to_item, unpacked
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, Refusal

_FAMILIES = "corpus_kit.readers.families"
_FILES_A_CHILD = 200
_PATIENCE = 5  # seconds of waiting for each second of processor time: a busy machine is no fault of the file
_CHUNK_BYTES = 1 << 16
_START = "import json,sys;sys.path[:]=json.loads(sys.argv[1]);from corpus_kit.readers.child import serve;serve()"
_log = logging.getLogger(__name__)

_idle: list[_Child] = []
_lock = threading.Lock()


def isolated(name: str, opened: Opened) -> Iterator[Item | Member]:
    """Yield what the reader `module:function` (below `readers.families`, or a full name) yields for `opened`.

    Raises StreamBroken `reader-took-too-long`, `reader-took-too-much-memory` or `reader-crashed`, and whatever
    StreamBroken the reader itself raises.
    """
    data = opened.whole()
    module, _, function = name.partition(":")
    full = f"{module if '.' in module else f'{_FAMILIES}.{module}'}:{function}"
    request = {
        "reader": full,
        "format": opened.format,
        "options": dataclasses.asdict(opened.options),
        "limits": dataclasses.asdict(opened.limits),
        "path": opened.path,
        "size": len(data),
    }
    while True:
        child = _take()
        fresh = child.files == 0
        given = False
        try:
            for item in child.ask(request, data, opened.limits):
                given = True
                yield item
        except _ChildLostError as lost:
            child.kill()
            if fresh or given:
                raise StreamBroken(lost.code, lost.params) from None
            continue
        except StreamBroken:
            _give_back(child)
            raise
        except BaseException:  # nobody takes the rest: the child may be in the midst of the file
            child.kill()
            raise
        _give_back(child)
        return


class _ChildLostError(Exception):
    """The child cannot go on with this file."""

    def __init__(self, code: str, params: dict[str, str | int | float]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class _Child:
    """One child process, with a thread that takes in what it sends."""

    def __init__(self) -> None:
        self.files = 0
        paths = json.dumps([os.path.abspath(path) for path in sys.path])  # noqa: PTH100 - "" stands for the folder
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._chunks: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self._held = bytearray()
        self._thread = threading.Thread(target=self._take_in, daemon=True)
        self._thread.start()

    def _take_in(self) -> None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(descriptor, _CHUNK_BYTES):
                self._chunks.put(chunk)
        self._chunks.put(b"")

    def ask(self, request: dict[str, Any], data: bytes, limits: Limits) -> Iterator[Item]:
        """Yield the items of one file; raises StreamBroken of the reader, and _ChildLostError."""
        self.files += 1
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(packed(request))
            pipe.write(data)
            pipe.flush()
        except OSError:
            raise self._lost(limits) from None
        try:
            yield from self._answers(limits)
        except BrokenFrameError:
            raise _ChildLostError("reader-crashed", {"problem": "it sent what makes no sense"}) from None

    def _answers(self, limits: Limits) -> Iterator[Item]:
        left = float(limits.child_seconds * _PATIENCE)
        while True:
            left, body = self._frame(left, limits)
            frame = unpacked(body)
            if "end" in frame:
                return
            if "broken" in frame:
                refusal = to_item({"refusal": frame["broken"]})
                assert isinstance(refusal, Refusal)
                raise StreamBroken(refusal.code, refusal.params, refusal.format)
            if "memory" in frame:
                raise _ChildLostError("reader-took-too-much-memory", {"limit_mb": limits.child_bytes >> 20})
            if "failed" in frame:
                _log.debug("a reader failed: %s", frame.get("trace"))
                raise _ChildLostError("reader-crashed", {"problem": str(frame["failed"])})
            yield to_item(frame)

    def _frame(self, left: float, limits: Limits) -> tuple[float, bytes]:
        """Return the seconds left and the next frame; only time spent waiting here counts."""
        size = HEAD.size
        headed = False
        while True:
            if len(self._held) >= size:
                taken = bytes(self._held[:size])
                del self._held[:size]
                if headed:
                    return left, taken
                size, headed = HEAD.unpack(taken)[0], True
                if size > largest_frame(limits):
                    raise BrokenFrameError("too long")
                continue
            before = time.monotonic()
            try:
                chunk = self._chunks.get(timeout=max(left, 0.0))
            except queue.Empty:
                raise _ChildLostError("reader-took-too-long", {"seconds": limits.child_seconds}) from None
            left -= time.monotonic() - before
            if not chunk:
                raise self._lost(limits)
            self._held += chunk

    def _lost(self, limits: Limits) -> _ChildLostError:
        """Say why the child ended."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = 0
        if -status == getattr(signal, "SIGXCPU", None):
            return _ChildLostError("reader-took-too-long", {"seconds": limits.child_seconds})
        if -status == getattr(signal, "SIGKILL", None):  # the system ends what takes its last memory
            return _ChildLostError("reader-took-too-much-memory", {"limit_mb": limits.child_bytes >> 20})
        try:
            problem = signal.Signals(-status).name
        except ValueError:
            problem = f"exit code {status:#x}" if abs(status) > 255 else f"exit code {status}"
        return _ChildLostError("reader-crashed", {"problem": problem})

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """Let it end by itself: it does when its pipe is closed."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        self.kill()

    def kill(self) -> None:
        """End it and clear away what is left of it."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        until = time.monotonic() + 5
        while self._thread.is_alive() and time.monotonic() < until:  # it may wait for room in the queue
            with contextlib.suppress(queue.Empty):
                self._chunks.get(timeout=0.01)
        with contextlib.suppress(OSError):
            if self._process.stdout is not None:
                self._process.stdout.close()


def _take() -> _Child:
    with _lock:
        while _idle:
            child = _idle.pop()
            if child.alive:
                return child
            child.kill()
    try:
        return _Child()
    except OSError as error:
        raise StreamBroken("reader-crashed", {"problem": type(error).__name__}) from error


def _give_back(child: _Child) -> None:
    with _lock:
        if child.files < _FILES_A_CHILD and not _idle:
            _idle.append(child)
            return
    child.close()


def close_children() -> None:
    """End the children that wait for work."""
    with _lock:
        children, _idle[:] = _idle[:], []
    for child in children:
        child.close()


atexit.register(close_children)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a forked process must not talk to its parent's child
