"""Shuts the assistant into what it needs, by Landlock: no right of root is asked for, and none comes back.

From the call on, this process and its children read the project, the interpreter and the system's libraries, write
below the given folders alone, start no program, signal nobody outside, and use TCP on the given ports alone. Rasa gets
no more fixes: whoever finds a way into it finds himself here. What the kernel does not know stays open; UDP always
does, so the unit of a server may forbid outside addresses as well.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

CREATE, ADD, RESTRICT = 444, 445, 446  # the system calls have these numbers on every architecture of today
VERSION, BELOW_PATH, TO_PORT = 1, 1, 2
NO_NEW_PRIVILEGES = 38
WRITE_FILE, READ_FILE, READ_FOLDER, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
EVERYTHING = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF}  # rights that a version knows; device controls are left as they are
REMOVE_FOLDER, REMOVE_FILE, MAKE_FOLDER, MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER = 1 << 13
READ = READ_FILE | READ_FOLDER
WRITE = READ | WRITE_FILE | TRUNCATE | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | REFER
OF_A_FILE = READ_FILE | WRITE_FILE | TRUNCATE
BIND, CONNECT = 1, 2
WITH_PORTS, WITH_SCOPES = 4, 6  # the versions that know ports, and sockets and signals of others
OTHERS = 0b11
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys")


def confine(reads: Iterable[Path], writes: Iterable[Path], listens: int, calls: Iterable[int]) -> int:
    """Shut this process in and return the version of Landlock, 0 where the kernel has none: then nothing changes.

    Before the first thread begins: those that run already stay free. OSError when the kernel refuses.
    """
    library = ctypes.CDLL(None, use_errno=True)
    version = int(library.syscall(CREATE, None, 0, VERSION))
    if version < 1:
        return 0
    known = EVERYTHING[min(version, max(EVERYTHING))]
    ports = BIND | CONNECT if version >= WITH_PORTS else 0
    scopes = OTHERS if version >= WITH_SCOPES else 0
    attributes = struct.pack("=QQQ", known, ports, scopes)[: 24 if scopes else 16 if ports else 8]
    ruleset = _call(library, CREATE, attributes, len(attributes), 0)
    try:
        for path in {*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), *reads}:
            _open_path(library, ruleset, path, READ & known)
        for path in {Path(tempfile.gettempdir()), Path("/dev"), *writes}:
            _open_path(library, ruleset, path, WRITE & known)
        if ports:
            for port, right in ((listens, BIND), *((one, CONNECT) for one in calls)):
                _call(library, ADD, ruleset, TO_PORT, struct.pack("=QQ", right, port), 0)
        if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs")
        _call(library, RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _open_path(library: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    """Let what lies below a path be used; one that is not there needs no rule."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        allowed = rights if path.is_dir() else rights & OF_A_FILE
        _call(library, ADD, ruleset, BELOW_PATH, struct.pack("=Qi", allowed, handle), 0)
    finally:
        os.close(handle)


def _call(library: ctypes.CDLL, number: int, *given: int | bytes) -> int:
    done = int(library.syscall(number, *given))
    if done < 0:
        raise OSError(ctypes.get_errno(), f"landlock: {number}")
    return done
