# SPDX-License-Identifier: Apache-2.0
"""What a process does about itself before it touches the diary: private files, no dumps of memory.

None of it holds against an administrator, or against a program that runs before this one does.
"""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o077
"""What a new file or folder grants to nobody but its owner."""

PR_SET_DUMPABLE = 4
STATUS = Path("/proc/self/status")
FLATPAK = Path("/.flatpak-info")


def keep_private() -> None:
    """Have everything this process makes be its owner's alone, and its memory stay in memory.

    Called at the start of every process. Where a system knows nothing of a part, that part is
    left out; it never fails.
    """
    os.umask(PRIVATE)
    _write_no_core()
    if sys.platform == "linux" and not _in_sandbox() and not _is_traced():
        _refuse_onlookers()


def _write_no_core() -> None:
    """Write no image of the memory when the process crashes."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_onlookers() -> None:
    """Let no other program of the same user read the memory, and no crash handler store it.

    A limit of zero alone is not enough: a handler that the kernel pipes to is not bound by it.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _in_sandbox() -> bool:
    """Tell whether a sandbox is around us, whose portals have to look at the process."""
    return FLATPAK.exists() or "SNAP" in os.environ


def _is_traced() -> bool:
    """Tell whether a debugger or tracer started us; it may already read what it likes."""
    with suppress(OSError):
        for line in STATUS.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("TracerPid:"):
                return line.split()[1] != "0"
    return False
