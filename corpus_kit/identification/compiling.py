"""Compiles the loops over characters where numba is there, once there is enough to read for it to be worth it.

Loading what is compiled costs more than most of a second, compiling anew many: a line or a page is read sooner by the
functions as they are written, which give the same numbers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
SWITCH = "CORPUS_KIT_COMPILED"  # set to 0 to run uncompiled
WORTH_BYTES = 12_000  # uncompiled, the loops take about 35 microseconds a byte
_waiting: list[Callable[..., Any]] = []
_read_bytes = 0


def compiled(function: _Function) -> _Function:
    """Mark `function`, one of a module, to be compiled when it is worth it: it is then replaced in its module.

    Whoever calls it must do so by way of the module. What it calls must be marked before it.
    """
    _waiting.append(function)
    return function


def about_to_read(size_bytes: int) -> None:
    """Say how many bytes the loops are about to read: they are compiled once enough have come."""
    global _read_bytes
    if _waiting:
        _read_bytes += size_bytes
        if _read_bytes >= WORTH_BYTES:
            compile_now()


def compile_now() -> bool:
    """Compile the loops, releasing the GIL, or leave them as they are where there is no compiler; say which it is."""
    compiler = _compiler()
    if compiler is not None:
        for function in list(_waiting):
            setattr(sys.modules[function.__module__], function.__name__, compiler(function))
    _waiting.clear()
    return compiler is not None


def _compiler() -> Callable[[Any], Any] | None:
    if os.environ.get(SWITCH, "1") == "0":
        return None
    try:
        from numba import njit
    except ImportError:
        return None

    def compile_cached(function: Any) -> Any:
        try:
            return njit(nogil=True, cache=True)(function)
        except RuntimeError:  # no folder in which the compiled code could be kept
            return njit(nogil=True)(function)

    return compile_cached
