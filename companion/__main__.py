# SPDX-License-Identifier: Apache-2.0
"""Start Companion: `python -m companion`."""

import sys

from companion.cli import main

if __name__ == "__main__":
    sys.exit(main())
