"""The child process that reads one file after another for its parent, within limits of time and memory.

Run by `isolation`, never by hand. What it is asked for comes as a frame and the bytes of the file after it; what it
finds goes back as frames. It ends when its parent closes the pipe or is gone.
"""

from __future__ import annotations

import importlib
import math
import os
import queue
import signal
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.frames import HEAD, from_item, largest_frame, packed, unpacked
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Member, Opened, Reader
from corpus_kit.readers.records import ReadOptions, Refusal

Request = tuple[dict[str, Any], bytes]
_RESERVE_BYTES = 8 << 20  # let go of when memory runs out, so that this can still be said


def serve() -> None:
    """Answer requests until the parent closes the pipe."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    requests, answers = _private_pipes()
    waiting: queue.Queue[Request] = queue.Queue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    while True:
        request, data = waiting.get()
        _answer(request, data, answers)
        del data


def _private_pipes() -> tuple[BinaryIO, int]:
    """Take the pipes away from the standard streams: a library that prints must not write between the frames."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return requests, answers


def _listen(requests: BinaryIO, waiting: queue.Queue[Request]) -> None:
    """Take requests in; on the end of the pipe leave at once, whatever is being read: nobody waits for it."""
    while head := requests.read(HEAD.size):
        body = requests.read(HEAD.unpack(head)[0])
        request = unpacked(body)
        waiting.put((request, requests.read(request["size"])))
    os._exit(0)


def _answer(request: Mapping[str, Any], data: bytes, answers: int) -> None:
    limits = Limits(**request["limits"])
    bounds = _Bounds()
    reserve = bytearray(_RESERVE_BYTES)
    try:
        bounds.set(limits)
        _read(request, data, limits, answers)
        last: dict[str, Any] = {"end": True}
    except StreamBroken as broken:
        last = {"broken": [broken.code, "", dict(broken.params), broken.format, ""]}
    except MemoryError:
        del reserve
        last = {"memory": True}
    except BaseException as error:  # panics of compiled libraries are no Exception
        if isinstance(error, BrokenPipeError):
            os._exit(0)
        last = {"failed": type(error).__name__, "trace": traceback.format_exc(limit=-8)}
    bounds.lift()
    _send(answers, packed(last))


def _read(request: Mapping[str, Any], data: bytes, limits: Limits, answers: int) -> None:
    module, _, function = request["reader"].rpartition(":")
    reader: Reader = getattr(importlib.import_module(module), function)
    opened = Opened(Source(iter([data])), request["format"], ReadOptions(**request["options"]), limits, request["path"])
    largest = largest_frame(limits)
    for item in reader(opened):
        if isinstance(item, Member):
            raise TypeError("a reader that runs in a child process yields no files")
        frame = packed(from_item(item))
        if len(frame) > largest:
            params = {"limit_mb": limits.record_bytes >> 20}
            place = "" if not hasattr(item, "place") else item.place
            frame = packed(from_item(Refusal("record-too-large", place, params, request["format"])))
        _send(answers, frame)


def _send(answers: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(answers, view) :]


class _Bounds:
    """Limits that the system itself holds, where it has them: Linux both, macOS that of time, Windows neither."""

    def __init__(self) -> None:
        try:
            import resource
        except ImportError:  # Windows: the parent's clock alone
            return
        self._resource = resource
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))  # no dumps
        self._before = [(which, resource.getrlimit(which)) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]

    def set(self, limits: Limits) -> None:
        """Let this process take so much more memory and processor time than it has taken so far."""
        if not hasattr(self, "_resource"):
            return
        resource = self._resource
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime + limits.child_seconds)
        for which, amount in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, _mapped() + limits.child_bytes)):
            hard = resource.getrlimit(which)[1]
            soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
            try:
                resource.setrlimit(which, (soft, hard))
            except (ValueError, OSError):
                continue  # a system that does not hold this limit

    def lift(self) -> None:
        """Take the limits off between files."""
        for which, (soft, hard) in getattr(self, "_before", ()):
            try:
                self._resource.setrlimit(which, (soft, hard))
            except (ValueError, OSError):
                continue


def _mapped() -> int:
    """Return the bytes of address space in use, which the limit counts; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 1 << 30
    return pages * os.sysconf("SC_PAGE_SIZE")
