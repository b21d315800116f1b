# SPDX-License-Identifier: Apache-2.0
"""The patient's record on disk: the only code that knows SQL."""

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils takes a driver of this name before the standard library's. On the standard one it
# would not know SQLCipher's errors, and rows reported as saved were lost. It stands here, because
# this runs before any module of the package can import sqlite-utils.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)
