# SPDX-License-Identifier: Apache-2.0
"""What lies inside the packages we stand on: which version each one is, asked of the package itself.

native_parts.toml beside this file has what is known of them; `differences` tells where the installed
packages answer otherwise.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = Path(__file__).with_suffix(".toml")
Key = tuple[str, str]
"""The name of a part and the package it lies in."""


class NativePart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A library or data inside a package, as native_parts.toml has it."""

    name: str
    within: str
    listed: str
    licence: str = ""
    version: str = ""
    systems: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What tells it from a part of the same name in another package."""
        return self.name, self.within

    @property
    def is_here(self) -> bool:
        """Whether this computer's packages have it, in that version."""
        return not self.systems or sys.platform in self.systems


def native_parts(file: Path = FILE) -> tuple[NativePart, ...]:
    """Give all that is known."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return msgspec.convert(data["part"], tuple[NativePart, ...])


def differences(known: tuple[NativePart, ...]) -> list[str]:
    """Give a sentence for each part that is another version than the one written down."""
    found = []
    for part in known:
        if part.is_here and part.version != (answer := answered(part.key)):
            was = part.version or "no version"
            found.append(f"{part.name} in {part.within} is {answer or 'untold'}, not {was}")
    return found


def answered(key: Key) -> str:
    """Ask a package which version of a part is in it; empty where nothing can be asked."""
    ask = _ASKED.get(key)
    return ask() if ask is not None else ""


def _in_file(package: str, ending: str, pattern: bytes) -> str:
    """Find what a compiled file says of a part that is in it, and only there."""
    for file in metadata.files(package) or ():
        if re.search(ending, file.as_posix()):
            found = re.search(pattern, Path(str(file.locate())).read_bytes())
            if found is not None:
                return found[1].decode()
    return ""


def _qt() -> str:
    from PySide6.QtCore import qVersion

    return qVersion()


def _icu() -> str:
    import ctypes

    import PySide6

    (common,) = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicuuc.so.*")
    (data,) = common.parent.glob("libicudata.so.*")
    ctypes.CDLL(str(data))
    numbers = (ctypes.c_uint8 * 4)()
    major = common.suffix.removeprefix(".")
    ctypes.CDLL(str(common))[f"u_getVersion_{major}"](numbers)
    return f"{numbers[0]}.{numbers[1]}"


def _cipher(question: str) -> str:
    import sqlcipher3

    connection = sqlcipher3.connect(":memory:")
    try:
        connection.execute("PRAGMA key = 'only with a key it tells of its cipher'")
        (answer,) = connection.execute(f"PRAGMA {question}").fetchone()
    finally:
        connection.close()
    return _first_number(answer)


def _sqlite() -> str:
    import sqlcipher3

    return str(sqlcipher3.sqlite_version)


def _openssl_of_cryptography() -> str:
    from cryptography.hazmat.backends.openssl import backend

    return _first_number(backend.openssl_version_text())


def _crate(package: str, name: str) -> str:
    from crates import crates

    (found,) = (crate.version for crate in crates(package) if crate.name == name)
    # "300.6.3+3.6.3": the crate's own version, and that of what it holds.
    return found.rpartition("+")[2]


def _qpdf() -> str:
    import pikepdf

    return pikepdf.__libqpdf_version__


def _lxml(name: str) -> str:
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    return ".".join(map(str, getattr(etree, name)))


def _pillow(name: str) -> Callable[[], str]:
    def ask() -> str:
        from PIL import features

        return str(features.version(name) or "")

    return ask


def _time_zones() -> str:
    import tzdata  # type: ignore[import-untyped,unused-ignore]

    return str(tzdata.IANA_VERSION)


def _first_number(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+", text)
    return found[0] if found is not None else text


def _pillows() -> Iterator[tuple[Key, Callable[[], str]]]:
    names = {
        "FreeType": "freetype2",
        "HarfBuzz": "harfbuzz",
        "Little CMS": "littlecms2",
        "OpenJPEG": "jpg_2000",
        "libavif": "avif",
        "libjpeg-turbo": "libjpeg_turbo",
        "libtiff": "libtiff",
        "libwebp": "webp",
        "zlib-ng": "zlib_ng",
    }
    for name, asked in names.items():
        yield (name, "pillow"), _pillow(asked)


_QT = "pyside6-essentials"
_JPEG = rb"libjpeg-turbo version (\d[\d.]*)"
_ASKED: Mapping[Key, Callable[[], str]] = {
    ("Qt", _QT): _qt,
    ("ICU", _QT): _icu,
    ("PCRE2", _QT): lambda: _in_file(_QT, r"libQt6Core\.so", rb"\0(1\d\.\d+) 20\d\d-\d\d-\d\d\0"),
    ("libpng", _QT): lambda: _in_file(_QT, r"libQt6Gui\.so", rb"libpng version (\d[\d.]*)"),
    ("libjpeg-turbo", _QT): lambda: _in_file(_QT, r"libqjpeg\.so", _JPEG),
    ("SQLCipher", "sqlcipher3"): lambda: _cipher("cipher_version"),
    ("SQLite", "sqlcipher3"): _sqlite,
    ("OpenSSL", "sqlcipher3"): lambda: _cipher("cipher_provider_version"),
    ("OpenSSL", "cryptography"): _openssl_of_cryptography,
    ("OpenSSL", "typst"): lambda: _crate("typst", "openssl-src"),
    ("Typst", "typst"): lambda: _crate("typst", "typst"),
    ("qpdf", "pikepdf"): _qpdf,
    ("libjpeg-turbo", "pikepdf"): lambda: _in_file("pikepdf", r"libjpeg-\w+\.so", _JPEG),
    ("libxml2", "lxml"): lambda: _lxml("LIBXML_VERSION"),
    ("libxslt", "lxml"): lambda: _lxml("LIBXSLT_VERSION"),
    ("zlib", "lxml"): lambda: _in_file("lxml", r"/etree\..*so", rb" inflate (\d[\d.]*) Copyright"),
    ("Time zone database", "tzdata"): _time_zones,
    **dict(_pillows()),
}
