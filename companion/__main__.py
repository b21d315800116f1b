# SPDX-License-Identifier: Apache-2.0
"""Start Companion: `python -m companion`."""

import sys

from companion.program import SET_PAGES


def main() -> int:
    """Set pages for another of this program, which asks for it so, or do what was typed."""
    if sys.argv[1:] == [SET_PAGES]:
        from companion.report.typesetting import serve

        return serve()
    from companion import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
