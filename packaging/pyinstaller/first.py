# SPDX-License-Identifier: Apache-2.0
"""What a bundle does before anything of the program, which knows nothing of bundles.

PyInstaller runs it at each start, in the same process.
"""

import os
import sys


def leave_others_alone() -> None:
    """Let the programs that are opened from here find their own libraries.

    PyInstaller's starter points the loader to the bundle's folder. The loader has read that by
    now; a browser or file viewer that is opened for a link must not, or it would be given our Qt.
    """
    for name in ("LD_LIBRARY_PATH", "LIBPATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        else:
            os.environ.pop(name, None)


def stand_in_for_sqlite() -> None:
    """Give SQLCipher to the packages that ask for Python's own SQLite, which stays out.

    They only want its name for what they could do with it and are not asked to.
    """
    import sqlcipher3
    from sqlcipher3 import dbapi2

    sys.modules["sqlite3"] = sqlcipher3
    sys.modules["sqlite3.dbapi2"] = dbapi2


if sys.platform == "linux":
    leave_others_alone()
stand_in_for_sqlite()
