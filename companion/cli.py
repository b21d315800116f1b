# SPDX-License-Identifier: Apache-2.0
"""The command line: each verb one call. Without a verb it opens the window."""

import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from companion import arguments as usage
from companion import hardening, language, logbook
from companion.language import _, ngettext
from companion.problem import Problem

if TYPE_CHECKING:
    from companion.content import Content
    from companion.domain.records import Snapshot
    from companion.paths import Places
    from companion.report.parts import Options, Paper
    from companion.storage.copies import Backup
    from companion.storage.diary import Diary
    from companion.storage.opening import Access
    from companion.storage.restore import Restored
    from companion.storage.vault import Secret

DONE, NOT_DONE, WRONG_USAGE = 0, 1, 2
DEMO_DAYS, DEMO_SEED = 120, 7
UNPACKED = ".unpacked-"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and give the exit code: 0 done, 1 not done, 2 misused."""
    hardening.keep_private()
    language.use(language.of_environment())
    asked = usage.parsed(arguments)
    _speak(asked)
    try:
        with logbook.last_resort():
            return _call(asked)(asked)
    except Problem as problem:
        _complain(str(problem))
    except KeyboardInterrupt:
        _complain(_("Stopped."))
    return NOT_DONE


def _speak(asked: Namespace) -> None:
    """Say everything in the language that was chosen in the window, where one was."""
    from companion import preferences

    chosen = preferences.read(_places(asked).preferences).language
    if chosen is not None:
        language.use(chosen)


def _call(asked: Namespace) -> Callable[[Namespace], int]:
    """Give what does a verb, or opens one of the kinds of window."""
    if asked.demo:
        return _demo
    if asked.self_test:
        return _self_test
    return _VERBS[asked.verb] if asked.verb else _window


# --- the verbs ------------------------------------------------------------------------------------


def _window(asked: Namespace) -> int:
    return _show(_places(asked), safe=asked.safe_mode, hidden=asked.hidden)


def _open(asked: Namespace) -> int:
    # Another process may be the one to open it, and that one works in another folder.
    return _show(_places(asked), file=asked.file.absolute() if asked.file else None)


def _show(
    here: "Places", *, safe: bool = False, hidden: bool = False, file: Path | None = None
) -> int:
    """Open the window, and look at the record while all that it takes to show it is imported."""
    # All that is made for the window stays, and looking for garbage among it would take its time.
    gc.disable()
    try:
        from companion.storage import opening

        ahead = None if safe else opening.begin(here.data)
        from companion.ui import plain_imports

        plain_imports.restore()
        from companion import app

        return app.run(here, safe=safe, hidden=hidden, file=file, ahead=ahead)
    finally:
        gc.enable()


def _demo(asked: Namespace) -> int:
    import tempfile

    from companion import app

    del asked
    with tempfile.TemporaryDirectory(prefix="companion-demo-") as folder:
        here = _places_in(Path(folder) / "diary")
        _fill(here, days=DEMO_DAYS, seed=DEMO_SEED, until=_today())
        _look_alike(here)
        return app.run(here, demo=True)


def _look_alike(here: "Places") -> None:
    """Have the window on a made-up course speak and look as this person chose for their own."""
    from msgspec.structs import replace

    from companion import preferences

    own, made_up = (
        preferences.read(_places_in(None).preferences),
        preferences.read(here.preferences),
    )
    chosen = replace(
        made_up,
        language=own.language,
        appearance=own.appearance,
        contrast=own.contrast,
        text_size=own.text_size,
    )
    preferences.write(here.preferences, chosen)


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
    from msgspec.structs import replace

    from companion.content import Content
    from companion.exchange import fhir
    from companion.paths import write_atomically
    from companion.report.parts import Section
    from companion.report.pdf import make_pdf
    from companion.report.scope import scope_of
    from companion.report.summary import summary_of

    places = _places(asked)
    _check_target(asked.out)
    password = _password(asked)
    snapshot, content, now = _read(places, asked), Content(), _now()
    options = _options(asked, snapshot)
    more = {Section.ANSWERS} if asked.with_answers else set()
    options = replace(
        options,
        sections=options.sections | more,
        paper=_paper(asked, places, content),
        attached=not asked.without_copy,
    )
    scope = scope_of(snapshot, content, options, now)
    made = make_pdf(
        summary_of(scope, snapshot),
        options.paper,
        attachment=partial(fhir.document, scope) if options.attached else None,
        password=password,
    )
    write_atomically(asked.out, made.file)
    pages = ngettext("{count} page", "{count} pages", made.pages).format(count=made.pages)
    period = _period(options.first, options.last)
    _say(
        _("Wrote {name}: {pages}, {period}.").format(
            name=asked.out.name, pages=pages, period=period
        )
    )
    return DONE


def _export(asked: Namespace) -> int:
    formats = {"json": _export_archive, "csv": _export_tables, "fhir": _export_fhir}
    return formats[asked.format](asked)


def _export_archive(asked: Namespace) -> int:
    from companion.exchange import archive

    _check_target(asked.out)
    with _open_diary(_places(asked), _secret(asked)) as diary:
        archive.export(diary, asked.out)
    _say(_("Wrote {name}: the whole diary.").format(name=asked.out.name))
    return DONE


def _export_tables(asked: Namespace) -> int:
    from companion.exchange import tables

    snapshot = _read(_places(asked), asked)
    tables.write(snapshot, asked.out)
    sentence = _("Wrote the folder {name}: a table for each kind of entry.")
    _say(sentence.format(name=asked.out.name))
    return DONE


def _export_fhir(asked: Namespace) -> int:
    from companion.content import Content
    from companion.exchange import fhir
    from companion.paths import write_atomically
    from companion.report.scope import scope_of

    _check_target(asked.out)
    snapshot = _read(_places(asked), asked)
    options = _options(asked, snapshot)
    scope = scope_of(snapshot, Content(), options, _now())
    write_atomically(asked.out, fhir.document(scope, pseudonymous=asked.pseudonymous))
    period = _period(options.first, options.last)
    _say(_("Wrote {name}: {period}.").format(name=asked.out.name, period=period))
    return DONE


def _import(asked: Namespace) -> int:
    from companion.exchange import archive, import_words

    places = _places(asked)
    _check_source(asked.file)
    if asked.preview:
        with _open_diary(places, _secret(asked)) as diary:
            for line in import_words.lines(archive.plan(diary, asked.file)):
                _say(line)
        return DONE
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
    if not _is(asked.file, Path.is_file):
        raise backup_troubles.no_file(asked.file.name or str(asked.file))
    secret = _secret(asked)
    with _held(places), _room_to_unpack(places.data) as room:
        chosen = backup_file.unpack(asked.file, room)
        keys = vault.unlock(copies.key_file(chosen), secret)
        present = _access_or_none(places.data, secret)
        done = restore(places.data, chosen, keys, _now(), present=present)
        # It is of the diary that was there before. The next start writes it anew.
        own_numbers.keep(places.data, None)
    told = {"name": asked.file.name, "entries": _entries_in(chosen)}
    if chosen.made_at is None:
        _say(_("Restored {name}: {entries}.").format(**told))
    else:
        day = chosen.made_at.astimezone().date()
        _say(_("Restored {name}: {entries}, made {day}.").format(**told, day=day))
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
    """Give the passphrase that a file holds; None where none is named."""
    from companion.storage.vault import Passphrase

    path: Path | None = asked.passphrase_file
    return None if path is None else Passphrase(_secret_in(path, _("passphrase")))


def _password(asked: Namespace) -> str | None:
    """Give the password for the PDF that a file holds; None where none is named."""
    path: Path | None = asked.password_file
    return None if path is None else _secret_in(path, _("password"))


def _secret_in(path: Path, what: str) -> str:
    """Give the text of a file, or of the input for ``-``, without the newline at its end."""
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            happened=_("The {what} could not be read from “{name}”.").format(what=what, name=path),
            safe=_("Nothing was changed."),
            next_step=_("Name a text file (UTF-8) that holds the {what} and nothing else.").format(
                what=what
            ),
        ) from error
    end = "\r\n" if text.endswith("\r\n") else "\n"
    return text.removesuffix(end)


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
    import shutil
    import tempfile

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
    if not _is(path, Path.is_file):
        raise Problem(
            happened=_("There is no file “{name}” to import.").format(name=path.name or path),
            safe=_("Nothing was changed."),
            next_step=_("Name a file that was written by export."),
        )


def _check_target(path: Path) -> None:
    """Refuse a target that is a folder or lies in none, before any work is done."""
    if _is(path, Path.is_dir):
        raise Problem(
            happened=_("“{name}” is a folder, not a file.").format(name=path.name or path),
            safe=_("Nothing was written."),
            next_step=_("Add the name of the file to write."),
        )
    if not _is(path.absolute().parent, Path.is_dir):
        raise Problem(
            happened=_("The folder for “{name}” is not there.").format(name=path.name),
            safe=_("Nothing was written."),
            next_step=_("Choose a folder that exists."),
        )


def _is(path: Path, kind: Callable[[Path], bool]) -> bool:
    """Tell whether a path is a file or a folder; one that may not be looked at is neither."""
    try:
        return kind(path)
    except OSError:
        return False


def _read(places: "Places", asked: Namespace) -> "Snapshot":
    """Give the whole record as it is now; the diary is closed again."""
    with _open_diary(places, _secret(asked)) as diary:
        return diary.snapshot()


def _options(asked: Namespace, snapshot: "Snapshot") -> "Options":
    """Give what a document is to hold: as asked, else since the last appointment before today."""
    from companion.report.parts import USUAL, Options, Section
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
    sections = USUAL - {Section(name) for name in asked.without}
    return Options(first=first, last=last, sections=sections)


def _paper(asked: Namespace, places: "Places", content: "Content") -> "Paper":
    """Give the size of the pages: as asked, else that of the country."""
    from companion import preferences
    from companion.report.parts import Paper

    country = content.countries.get(preferences.read(places.preferences).country or "")
    return Paper(asked.paper or (country.paper if country else "a4"))


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


_VERBS: Mapping[str, Callable[[Namespace], int]] = {
    "open": _open,
    "sample": _sample,
    "report": _report,
    "export": _export,
    "import": _import,
    "backup": _backup,
    "restore": _restore,
    "check": _check,
}
