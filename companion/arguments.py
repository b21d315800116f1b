# SPDX-License-Identifier: Apache-2.0
"""What the command line can be asked: its verbs and flags, and what goes with what."""

import argparse
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from companion import __version__
from companion.language import _

MOST_DAYS = 366 * 30
SECTIONS = (
    "person",
    "course",
    "sessions",
    "side_effects",
    "preparation",
    "medicines",
    "questions",
)
"""The sections a report has unless they are left out; a test holds them against the report's."""


def parsed(arguments: Sequence[str] | None) -> Namespace:
    """Give what is asked for; on wrong usage it says so and exits with code 2.

    ``verb`` is None for the window and its kinds, which are flags.
    """
    _let_argparse_speak()
    parser = _parser()
    asked = parser.parse_args(arguments)
    names = ("demo", "self_test", "safe_mode", "hidden")
    alone = [name for name in names if getattr(asked, name)]
    if len(alone) > 1 or (alone and asked.verb):
        parser.error(_("--demo, --safe-mode, --self-test and --hidden stand alone"))
    if asked.demo and asked.data_dir:
        parser.error(_("--demo keeps nothing, so it takes no --data-dir"))
    dated = asked.verb in ("report", "export")
    if dated and asked.first and asked.last and asked.first > asked.last:
        parser.error(_("--from is after --to"))
    if asked.verb == "report" and _is_input(asked.password_file, asked.passphrase_file):
        parser.error(_("only one of --password-file and --passphrase-file can be -"))
    if asked.verb == "sample" and asked.until and not 2000 <= asked.until.year <= 2100:
        parser.error(_("--until is a day between 2000 and 2100"))
    if asked.verb == "export" and asked.format != "fhir" and _is_chosen(asked):
        parser.error(_("a period, --without and --pseudonymous go with --format fhir alone"))
    return asked


def _let_argparse_speak() -> None:
    """Have what argparse says itself in the language too; it looks it up by its own name `_`."""
    words = {
        "usage: ": _("usage: "),
        "positional arguments": _("positional arguments"),
        "options": _("options"),
        "show this help message and exit": _("show this help message and exit"),
        "%(prog)s: error: %(message)s\n": _("%(prog)s: error: %(message)s\n"),
        "argument %(argument_name)s: %(message)s": _("argument %(argument_name)s: %(message)s"),
        "the following arguments are required: %s": _("the following arguments are required: %s"),
        "unrecognized arguments: %s": _("unrecognized arguments: %s"),
        "expected one argument": _("expected one argument"),
        "invalid choice: %(value)r (choose from %(choices)s)": _(
            "invalid choice: %(value)r (choose from %(choices)s)"
        ),
    }
    vars(argparse)["_"] = lambda text: words.get(text, text)


def _is_chosen(asked: Namespace) -> bool:
    """Tell whether anything was asked for that only a document about a period can have."""
    return bool(asked.first or asked.last or asked.without or asked.pseudonymous)


def _is_input(*files: Path | None) -> bool:
    """Tell whether all of these are the input, which can be read only once."""
    return all(file is not None and str(file) == "-" for file in files)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="companion",
        description=_("A private, offline diary for someone in ketamine therapy."),
        epilog=_("Without a verb, the window opens."),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"Companion {__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument("--demo", action="store_true", help=_("look around in a made-up course"))
    parser.add_argument(
        "--safe-mode", action="store_true", help=_("open one plain page: export, restore, repair")
    )
    parser.add_argument(
        "--self-test", action="store_true", help=_("see whether every part works here")
    )
    parser.add_argument(
        "--hidden", action="store_true", help=_("start in the tray, as at login, without a window")
    )
    _add_data_dir(parser, None)
    verbs = parser.add_subparsers(dest="verb", metavar=_("VERB"))
    _add_open(_verb(verbs.add_parser, "open", _("open the window, and a file in it")))
    _add_sample(_verb(verbs.add_parser, "sample", _("fill an empty folder with a made-up course")))
    _add_report(_verb(verbs.add_parser, "report", _("write the report for the doctor as a PDF")))
    _add_export(_verb(verbs.add_parser, "export", _("write everything into one file")))
    _add_import(_verb(verbs.add_parser, "import", _("take in a file that export wrote")))
    _add_backup(_verb(verbs.add_parser, "backup", _("make a backup, and write it into one file")))
    _add_restore(_verb(verbs.add_parser, "restore", _("go back to a backup; the present is kept")))
    check = _verb(verbs.add_parser, "check", _("see whether the diary is sound"))
    _add_passphrase_file(check)
    return parser


def _verb(add_parser: Callable[..., ArgumentParser], name: str, what: str) -> ArgumentParser:
    parser = add_parser(name, help=what, description=what, allow_abbrev=False)
    _add_data_dir(parser, SUPPRESS)
    return parser


def _add_data_dir(parser: ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--data-dir",
        type=_folder,
        default=default,
        metavar=_("DIR"),
        help=_("the folder of the diary, instead of the usual one"),
    )


def _add_passphrase_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the passphrase of the diary, or - to read it from the input"),
    )


def _add_open(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=_file,
        nargs="?",
        metavar=_("FILE"),
        help=_("a backup, an export or a list from your clinic; it is shown before it is used"),
    )


def _add_sample(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=_days, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--until", type=_date, default=None, metavar=_("DATE"))


def _add_report(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    _add_choice(parser)
    parser.add_argument("--paper", choices=("a4", "letter"))
    parser.add_argument(
        "--with-answers", action="store_true", help=_("add every answer and every day")
    )
    parser.add_argument(
        "--without-copy",
        action="store_true",
        help=_("attach no copy for a computer (FHIR) to the PDF"),
    )
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds a password to lock the PDF with, or - to read it from the input"),
    )
    _add_passphrase_file(parser)


def _add_choice(parser: ArgumentParser) -> None:
    """Let a document be about a period, and leave sections out."""
    parser.add_argument("--from", dest="first", type=_date, metavar=_("DATE"))
    parser.add_argument("--to", dest="last", type=_date, metavar=_("DATE"))
    parser.add_argument("--without", action="append", default=[], choices=SECTIONS)


def _add_export(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("json", "csv", "fhir"), required=True)
    parser.add_argument("--out", type=Path, required=True, metavar=_("PATH"))
    _add_choice(parser)
    parser.add_argument(
        "--pseudonymous",
        action="store_true",
        help=_("leave out the name, the exact birthday and who treats (FHIR)"),
    )
    _add_passphrase_file(parser)


def _add_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.json")
    parser.add_argument(
        "--preview", action="store_true", help=_("only say what it would change; change nothing")
    )
    _add_passphrase_file(parser)


def _add_backup(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.companion-backup")
    _add_passphrase_file(parser)


def _add_restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.companion-backup")
    _add_passphrase_file(parser)


def _folder(text: str) -> Path:
    if not text:
        raise ArgumentTypeError(_("a folder needs a name"))
    return Path(text)


def _file(text: str) -> Path:
    if not text:
        raise ArgumentTypeError(_("a file needs a name"))
    return Path(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("“{text}” is not a date such as 2026-11-23").format(text=text)
        raise ArgumentTypeError(message) from error


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        message = _("“{text}” is not a number of days from 1 to {most}")
        raise ArgumentTypeError(message.format(text=text, most=MOST_DAYS))
    return int(text)
