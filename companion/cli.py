# SPDX-License-Identifier: Apache-2.0
"""The command line: each verb one call. Without a verb it opens the window."""

import shutil
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__, hardening, logbook
from companion.language import _, ngettext
from companion.problem import Problem

if TYPE_CHECKING:
    from companion.content import Content
    from companion.domain.records import Snapshot
    from companion.paths import Places
    from companion.storage.copies import Backup
    from companion.storage.diary import Diary
    from companion.storage.opening import Access
    from companion.storage.restore import Restored
    from companion.storage.vault import Secret

DONE, NOT_DONE, WRONG_USAGE = 0, 1, 2
DEMO_DAYS, DEMO_SEED = 120, 7
MOST_DAYS = 366 * 30
UNPACKED = ".unpacked-"
COARSE = 4
"""Pixels per inch: pages that are only counted."""
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and give the exit code: 0 done, 1 not done, 2 misused."""
    hardening.keep_private()
    asked = _parsed(arguments)
    try:
        call: Callable[[Namespace], int] = asked.call
        with logbook.last_resort():
            return call(asked)
    except Problem as problem:
        _complain(str(problem))
    except KeyboardInterrupt:
        _complain(_("Stopped."))
    return NOT_DONE


# --- what can be asked ----------------------------------------------------------------------------


def _parsed(arguments: Sequence[str] | None) -> Namespace:
    parser = _parser()
    asked = parser.parse_args(arguments)
    names = ("demo", "self_test", "safe_mode", "hidden")
    alone = [name for name in names if getattr(asked, name)]
    if len(alone) > 1 or (alone and asked.verb):
        parser.error(_("--demo, --safe-mode, --self-test and --hidden stand alone"))
    if asked.demo and asked.data_dir:
        parser.error(_("--demo keeps nothing, so it takes no --data-dir"))
    if asked.verb == "report" and asked.first and asked.last and asked.first > asked.last:
        parser.error(_("--from is after --to"))
    if asked.verb == "sample" and asked.until and not 2000 <= asked.until.year <= 2100:
        parser.error(_("--until is a day between 2000 and 2100"))
    if asked.demo:
        asked.call = _demo
    elif asked.self_test:
        asked.call = _self_test
    return asked


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="companion",
        description=_("A private, offline diary for someone in ketamine therapy."),
        epilog=_("Without a verb, the window opens."),
        allow_abbrev=False,
    )
    parser.set_defaults(call=_window)
    parser.add_argument("--version", action="version", version=f"Companion {__version__}")
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
    _add_sample(_verb(verbs.add_parser, "sample", _("fill an empty folder with a made-up course")))
    _add_report(_verb(verbs.add_parser, "report", _("write the report for the doctor as a PDF")))
    _add_export(_verb(verbs.add_parser, "export", _("write everything into one file")))
    _add_import(_verb(verbs.add_parser, "import", _("take in a file that export wrote")))
    _add_backup(_verb(verbs.add_parser, "backup", _("make a backup, and write it into one file")))
    _add_restore(_verb(verbs.add_parser, "restore", _("go back to a backup; the present is kept")))
    check = _verb(verbs.add_parser, "check", _("see whether the diary is sound"))
    _add_passphrase_file(check)
    check.set_defaults(call=_check)
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


def _add_sample(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=_days, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--until", type=_date, default=None, metavar=_("DATE"))
    parser.set_defaults(call=_sample)


def _add_report(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--from", dest="first", type=_date, metavar=_("DATE"))
    parser.add_argument("--to", dest="last", type=_date, metavar=_("DATE"))
    parser.add_argument("--without", action="append", default=[], choices=SECTIONS)
    parser.add_argument("--paper", choices=("a4", "letter"))
    _add_passphrase_file(parser)
    parser.set_defaults(call=_report)


def _add_export(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("json",), required=True)
    parser.add_argument("--out", type=Path, required=True, metavar=_("PATH"))
    _add_passphrase_file(parser)
    parser.set_defaults(call=_export)


def _add_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.json")
    _add_passphrase_file(parser)
    parser.set_defaults(call=_import)


def _add_backup(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.companion-backup")
    _add_passphrase_file(parser)
    parser.set_defaults(call=_backup)


def _add_restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.companion-backup")
    _add_passphrase_file(parser)
    parser.set_defaults(call=_restore)


def _folder(text: str) -> Path:
    if not text:
        raise ArgumentTypeError(_("a folder needs a name"))
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


# --- the verbs ------------------------------------------------------------------------------------


def _window(asked: Namespace) -> int:
    from companion import app

    return app.run(_places(asked), safe=asked.safe_mode, hidden=asked.hidden)


def _demo(asked: Namespace) -> int:
    from companion import app

    del asked
    with tempfile.TemporaryDirectory(prefix="companion-demo-") as folder:
        here = _places_in(Path(folder) / "diary")
        _fill(here, days=DEMO_DAYS, seed=DEMO_SEED, until=_today())
        return app.run(here, demo=True)


def _self_test(asked: Namespace) -> int:
    from companion import self_test

    del asked
    works = True
    for finding in self_test.findings():
        mark = "ok" if finding.works else "FAILED"
        print(f"{mark:8}{finding.step}: {finding.detail}", flush=True)
        works = works and finding.works
    return DONE if works else NOT_DONE


def _sample(asked: Namespace) -> int:
    until = asked.until or _today()
    count = _fill(_places(asked), days=asked.days, seed=asked.seed, until=until)
    first = until - timedelta(days=asked.days - 1)
    entries = ngettext("{count} entry", "{count} entries", count).format(count=count)
    sentence = _("Wrote a made-up course: {entries}, {period}.")
    _say(sentence.format(entries=entries, period=_period(first, until)))
    return DONE


def _report(asked: Namespace) -> int:
    from companion.content import Content
    from companion.paths import write_atomically
    from companion.report.parts import USUAL, Options, Paper, Section
    from companion.report.pdf import compile_pages, compile_pdf
    from companion.report.summary import summarise

    places = _places(asked)
    _check_target(asked.out)
    with _open_diary(places, _secret(asked)) as diary:
        snapshot = diary.snapshot()
    content = Content()
    first, last = _chosen_period(asked, snapshot)
    options = Options(
        first=first,
        last=last,
        sections=USUAL - {Section(name) for name in asked.without},
        paper=Paper(asked.paper or _usual_paper(places, content)),
    )
    summary = summarise(snapshot, content, options, _now())
    write_atomically(asked.out, compile_pdf(summary, options.paper))
    count = len(compile_pages(summary, options.paper, COARSE))
    pages = ngettext("{count} page", "{count} pages", count).format(count=count)
    sentence = _("Wrote {name}: {pages}, {period}.")
    _say(sentence.format(name=asked.out.name, pages=pages, period=_period(first, last)))
    return DONE


def _export(asked: Namespace) -> int:
    from companion.exchange import archive

    _check_target(asked.out)
    with _open_diary(_places(asked), _secret(asked)) as diary:
        archive.export(diary, asked.out)
    _say(_("Wrote {name}: the whole diary.").format(name=asked.out.name))
    return DONE


def _import(asked: Namespace) -> int:
    from companion.exchange import archive

    places = _places(asked)
    _check_source(asked.file)
    with _begun_or_open(places, _secret(asked)) as diary:
        merged = archive.import_(diary, asked.file)
        _keep_readable(places, diary)
    sentence = _("Took in {name}: {added} new, {updated} brought up to date, {both} kept twice.")
    counts = {"added": merged.added, "updated": merged.updated, "both": merged.kept_both}
    _say(sentence.format(name=asked.file.name, **counts))
    return DONE


def _keep_readable(places: "Places", diary: "Diary") -> None:
    """Make what can be read while locked what the diary says now."""
    from companion import preferences
    from companion.domain.records import Person, SafetyPlan
    from companion.storage import own_numbers

    person, plan = diary.person(), diary.safety_plan()
    own_numbers.keep_chosen(
        places.data,
        preferences.read(places.preferences).while_locked,
        person.record if person else Person(),
        plan.record if plan else SafetyPlan(),
    )


def _check(asked: Namespace) -> int:
    from companion.storage.checking import check_closed

    places = _places(asked)
    _refuse_none(places)
    secret = _secret(asked)
    with _held(places):
        checked = check_closed(places.data, secret, lambda _done, _of: None)
    for finding in checked.findings:
        unsound = _("{name} is not sound, and is no backup to count on")
        of_backup = finding.test == "backups"
        what = unsound.format(name=finding.detail) if of_backup else finding.detail
        _complain(f"{finding.test}: {what}")
    if checked.apart:
        words = ngettext(
            "{n} backup has a passphrase of its own and was not looked at.",
            "{n} backups have a passphrase of their own and were not looked at.",
            checked.apart,
        )
        _complain(words.format(n=checked.apart))
    if checked.findings:
        return NOT_DONE
    words = ngettext(
        "The diary is sound, and so is {n} backup.",
        "The diary is sound, and so are {n} backups.",
        checked.backups,
    )
    _say(words.format(n=checked.backups) if checked.backups else _("The diary is sound."))
    return DONE


def _backup(asked: Namespace) -> int:
    from companion.storage import opening
    from companion.storage.backup import give_out

    places = _places(asked)
    _check_target(asked.out)
    _refuse_none(places)
    secret = _secret(asked)
    with _held(places):
        made = give_out(opening.access(places.data, secret), _now(), asked.out)
    sentence = _("Wrote {name}: a backup of {entries}, checked.")
    _say(sentence.format(name=asked.out.name, entries=_entries_in(made)))
    return DONE


def _restore(asked: Namespace) -> int:
    from companion.storage import backup_file, backup_troubles, copies, own_numbers, vault
    from companion.storage.restore import restore

    places = _places(asked)
    if not asked.file.is_file():
        raise backup_troubles.no_file(asked.file.name or str(asked.file))
    secret = _secret(asked)
    with _held(places), _room_to_unpack(places.data) as room:
        chosen = backup_file.unpack(asked.file, room)
        keys = vault.unlock(copies.key_file(chosen), secret)
        present = _access_or_none(places.data, secret)
        done = restore(places.data, chosen, keys, _now(), present=present)
        # It is of the diary that was there before. The next start writes it anew.
        own_numbers.keep(places.data, None)
    sentence = _("Restored {name}: {entries}, made {day}.")
    day = chosen.made_at.astimezone().date() if chosen.made_at else ""
    _say(sentence.format(name=asked.file.name, entries=_entries_in(chosen), day=day))
    _say_what_was_kept(done)
    return DONE


def _say_what_was_kept(done: "Restored") -> None:
    if done.kept is not None:
        sentence = _("What was there before is kept as the backup {name}.")
        _say(sentence.format(name=done.kept.folder.name))
    elif done.aside:
        sentence = _("What was there before could not be opened. It is kept beside it: {names}.")
        _say(sentence.format(names=", ".join(path.name for path in done.aside)))


# --- what the verbs share -------------------------------------------------------------------------


def _places(asked: Namespace) -> "Places":
    return _places_in(asked.data_dir)


def _places_in(folder: Path | None) -> "Places":
    from companion.paths import places

    return places(folder)


def _fill(places: "Places", *, days: int, seed: int, until: date) -> int:
    """Fill an empty folder with the sample course, and choose its country's numbers."""
    from companion import preferences, sample

    with _held(places):
        count = sample.fill(places.data, days=days, seed=seed, until=until)
    if not places.preferences.exists():
        # A made-up course needs neither a passphrase nor a second disk.
        chosen = preferences.Preferences(
            country=sample.COUNTRY, protect_after=date.max, second_place_after=date.max
        )
        preferences.write(places.preferences, chosen)
    return count


def _secret(asked: Namespace) -> "Secret | None":
    """Give the passphrase that a file holds, without the newline at its end; None where none is."""
    from companion.storage.vault import Passphrase

    path: Path | None = asked.passphrase_file
    if path is None:
        return None
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            happened=_("The passphrase could not be read from “{name}”.").format(name=path),
            safe=_("Nothing was changed."),
            next_step=_("Name a text file (UTF-8) that holds the passphrase and nothing else."),
        ) from error
    end = "\r\n" if text.endswith("\r\n") else "\n"
    return Passphrase(text.removesuffix(end))


def _access_or_none(folder: Path, secret: "Secret | None") -> "Access | None":
    """Give access to the diary that is there; None where there is none or it does not open."""
    from companion.storage import opening

    try:
        return opening.access(folder, secret)
    except Problem:
        return None


@contextmanager
def _room_to_unpack(folder: Path) -> Iterator[Path]:
    """Give a private folder that is gone afterwards; what a kill left of one goes first."""
    for left in folder.glob(f"{UNPACKED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=UNPACKED) as name:
        yield Path(name)


def _entries_in(backup: "Backup") -> str:
    count = backup.manifest.entries if backup.manifest else 0
    return ngettext("{count} entry", "{count} entries", count).format(count=count)


@contextmanager
def _held(places: "Places") -> Iterator[None]:
    """Hold the folder alone; an erasing that was cut short is ended first."""
    from companion.storage import erase, lock

    with lock.take(places.data):
        erase.finish_if_begun(places)
        yield


@contextmanager
def _open_diary(places: "Places", secret: "Secret | None") -> Iterator["Diary"]:
    """Open the diary that is there, alone, for as long as the block runs; never begin one."""
    from companion.storage import diary as diaries
    from companion.storage import opening

    _refuse_none(places)
    with _held(places):
        access = opening.access(places.data, secret)
        diary = diaries.open_(places.data, _now, access=access)
        try:
            yield diary
        finally:
            diary.close()


@contextmanager
def _begun_or_open(places: "Places", secret: "Secret | None") -> Iterator["Diary"]:
    """Open the diary after a backup, or begin one that is taken back when the block fails."""
    from companion.storage import diary as diaries
    from companion.storage import opening
    from companion.storage.backup import make
    from companion.storage.copies import Reason
    from companion.storage.discard import discard

    with _held(places):
        is_new = opening.is_new(places.data)
        if is_new or opening.is_half_made(places.data):
            diary = diaries.create(places.data, _now)
        else:
            access = opening.access(places.data, secret)
            make(access, _now(), Reason.BEFORE_IMPORT)
            diary = diaries.open_(places.data, _now, access=access)
        try:
            yield diary
        except BaseException:
            diary.close()
            if is_new:
                discard(places.data)
            raise
        diary.close()


def _refuse_none(places: "Places") -> None:
    """Refuse a folder without a diary before anything is made there, a lock included."""
    from companion.storage import opening, troubles

    if opening.is_new(places.data):
        raise troubles.no_diary()


def _check_source(path: Path) -> None:
    """Refuse a file that is not there, before a diary is begun for it."""
    if not path.is_file():
        raise Problem(
            happened=_("There is no file “{name}” to import.").format(name=path.name or path),
            safe=_("Nothing was changed."),
            next_step=_("Name a file that was written by export."),
        )


def _check_target(path: Path) -> None:
    """Refuse a target that is a folder or lies in none, before any work is done."""
    if path.is_dir():
        raise Problem(
            happened=_("“{name}” is a folder, not a file.").format(name=path.name or path),
            safe=_("Nothing was written."),
            next_step=_("Add the name of the file to write."),
        )
    if not path.absolute().parent.is_dir():
        raise Problem(
            happened=_("The folder for “{name}” is not there.").format(name=path.name),
            safe=_("Nothing was written."),
            next_step=_("Choose a folder that exists."),
        )


def _chosen_period(asked: Namespace, snapshot: "Snapshot") -> tuple[date, date]:
    """Give the period to report: as asked, else from the last appointment before today to today."""
    from companion.report.summary import since_last_appointment, whole_treatment

    now = _now()
    usual = since_last_appointment(snapshot, now) or whole_treatment(snapshot, now)
    last = asked.last or usual[1]
    first = asked.first or min(usual[0], last)
    if first > last:
        raise Problem(
            happened=_("The report’s period would begin after its end."),
            safe=_("Nothing was written."),
            next_step=_("Name an earlier day with --from."),
        )
    return first, last


def _usual_paper(places: "Places", content: "Content") -> str:
    from companion import preferences

    country = content.countries.get(preferences.read(places.preferences).country or "")
    return country.paper if country else "a4"


def _period(first: date, last: date) -> str:
    from companion.report.wording import Wording

    return Wording().period(first, last)


def _complain(text: str) -> None:
    print(f"companion: {text}", file=sys.stderr)


def _say(sentence: str) -> None:
    print(sentence)


def _now() -> datetime:
    from companion.domain.moment import fixed

    return fixed(datetime.now().astimezone())


def _today() -> date:
    return _now().date()
