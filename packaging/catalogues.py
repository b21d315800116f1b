# SPDX-License-Identifier: Apache-2.0

"""Brings the translations up to date: `python3 packaging/dev.py translate [LANGUAGE]`.

Every text of the source goes into each `resources/translations/<code>.po`: new ones without a
translation, those that are gone are dropped, and nothing is guessed from similar texts. Then each
is compiled into the `.mo` beside it, which is what the app reads. With a code for which there is no
file yet, one is begun. It prints how many texts wait for a translation.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
PROJECT = "Companion"
NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands where gettext wants a time, so that the same texts make the same file."""
KEYWORDS = {"_": None, "ngettext": (1, 2)}
NOTES = ("Translators:",)
HEADER = f"""# SPDX-License-Identifier: Apache-2.0
# What {PROJECT} says, in another language. `dev.py translate` keeps it in step with the source."""


def template() -> Catalog:
    """Give every text of the source, with the files it stands in."""
    found = Catalog(project=PROJECT)
    source = extract_from_dir(
        ROOT / "companion", method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=NOTES
    )
    for name, _line, message, comments, context in source:
        place = (f"companion/{Path(name).as_posix()}", 0)
        found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """Read the texts and translations of a language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def brought_up_to_date(before: Catalog, source: Catalog) -> Catalog:
    """Give a language's translations of exactly the texts there are now."""
    made = Catalog(
        locale=before.locale, project=PROJECT, header_comment=HEADER, fuzzy=False, charset="utf-8"
    )
    for message in source:
        if not message.id:
            continue
        known = before.get(_singular(message.id))
        string = known.string if known is not None and _fits(known.string, message.id) else None
        made.add(
            message.id,
            string,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
        )
    return made


def po_bytes(catalog: Catalog) -> bytes:
    """Give the file for translators. It holds no time and no lines, which change all the time."""
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, include_lineno=False)
    kept = written.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in kept if not _changes(line)).encode("utf-8")


def mo_bytes(catalog: Catalog) -> bytes:
    """Give the file that the app reads: what has no translation is not in it."""
    finished = Catalog(
        locale=catalog.locale, project=PROJECT, creation_date=NO_TIME, revision_date=NO_TIME
    )
    for message in catalog:
        if message.id and _is_translated(message):
            finished.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, finished)
    return compiled.getvalue()


def waiting(catalog: Catalog) -> list[str]:
    """Give the texts that have no translation yet."""
    return [_singular(one.id) for one in catalog if one.id and not _is_translated(one)]


def _singular(message_id: str | Sequence[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _is_translated(message: Message) -> bool:
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(strings) and all(strings)


def _fits(string: str | Sequence[str] | None, message_id: str | Sequence[str]) -> bool:
    return isinstance(string, str) is isinstance(message_id, str)


def _changes(line: str) -> bool:
    stamps = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")
    return line.startswith(
        tuple(f'"{stamp}:' for stamp in (*stamps, "Report-Msgid-Bugs-To", "Generated-By"))
    )


def _catalogues(asked: Sequence[str]) -> Iterator[tuple[Path, Catalog]]:
    for code in asked:
        path = TRANSLATIONS / f"{code}.po"
        if not path.exists():
            yield path, Catalog(locale=Locale.parse(code))
    for path in sorted(TRANSLATIONS.glob("*.po")):
        yield path, read(path)


def main(asked: Sequence[str]) -> int:
    """Bring every language up to date, and those asked for that are new."""
    source = template()
    for path, before in _catalogues(asked):
        made = brought_up_to_date(before, source)
        path.write_bytes(po_bytes(made))
        path.with_suffix(".mo").write_bytes(mo_bytes(read(path)))
        print(f"{path.stem}: {len(made)} texts, {len(waiting(made))} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
