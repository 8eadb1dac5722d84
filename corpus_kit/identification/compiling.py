"""Compiles the loops over characters where numba is there; without it the same functions run as they are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
SWITCH = "CORPUS_KIT_COMPILED"  # set to 0 to run uncompiled


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


_COMPILE = _compiler()
IS_COMPILED = _COMPILE is not None


def compiled(function: _Function) -> _Function:
    """Return `function` compiled, releasing the GIL, or as it is where there is no compiler."""
    return function if _COMPILE is None else _COMPILE(function)
