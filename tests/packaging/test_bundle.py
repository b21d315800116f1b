# SPDX-License-Identifier: Apache-2.0
"""What goes into the bundle, what must not be in it, and that two of one commit are the same.

No bundle is made here: that takes a minute, and a tool that the tests do without.
"""

import os
import plistlib
import re
import stat
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

import companion
from companion import about, language, program, start_at_login
from tests.packaging.scripts import ROOT, script

bundle = script("bundle")
contents = script("pyinstaller.contents")
systems = script("pyinstaller.systems")
icons = script("pyinstaller.icons")

RUN = (ROOT / "packaging" / "requirements" / "run.txt").read_text(encoding="utf-8")
OWN = ("/env", "/opt/python")
LANGUAGES = ("en", "es")
QT = "PySide6/Qt"


# --- what goes in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "source", "kept"),
    [
        (f"{QT}/lib/libQt6Core.so.6", "/env/lib/libQt6Core.so.6", True),
        (f"{QT}/lib/libQt6Network.so.6", "/env/lib/libQt6Network.so.6", False),
        (f"{QT}/lib/libQt6WaylandClient.so.6", "/env/x", True),
        (f"{QT}/lib/libQt6EglFSDeviceIntegration.so.6", "/env/x", False),
        ("PySide6/QtWidgets.abi3.so", "/env/x", True),
        ("PySide6/QtQml.abi3.so", "/env/x", False),
        ("PySide6\\Qt6Gui.dll", "C:\\env\\x", True),
        ("PySide6\\Qt6Quick.dll", "C:\\env\\x", False),
        ("PySide6\\QtGui.pyd", "C:\\env\\x", True),
        ("PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets", "/env/x", True),
        ("PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork", "/env/x", False),
        (f"{QT}/plugins/platforms/libqxcb.so", "/env/x", True),
        (f"{QT}/plugins/platforms/libqvnc.so", "/env/x", False),
        (f"{QT}/plugins/platformthemes/libqgtk3.so", "/env/x", False),
        (f"{QT}/plugins/tls/libqopensslbackend.so", "/env/x", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\env\\x", True),
        (f"{QT}/plugins/platforms/libqcocoa.dylib", "/env/x", True),
        ("typst/_typst.abi3.so", "/env/lib/typst/_typst.abi3.so", True),
        ("libicudata.so.73", "/env/lib/libicudata.so.73", True),
        ("libpython3.11.so.1.0", "/opt/python/lib/libpython3.11.so.1.0", True),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("libffi.so.8", "/usr/lib/x86_64-linux-gnu/libffi.so.8", True),
        ("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("libgtk-3.so.0", "/usr/lib/x86_64-linux-gnu/libgtk-3.so.0", False),
        ("libfontconfig.so.1", "/lib/x86_64-linux-gnu/libfontconfig.so.1", False),
        ("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6", False),
    ],
)
def test_libraries_of_ours_go_in_and_those_of_the_desktop_stay_out(
    target: str, source: str, *, kept: bool
) -> None:
    assert contents.is_kept_binary(target, source, OWN) is kept


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("companion/resources/theme.toml", True),
        (f"{QT}/translations/qtbase_es.qm", True),
        (f"{QT}/translations/qtbase_de.qm", False),
        (f"{QT}/translations/qt_es.qm", False),
        ("PySide6\\translations\\qtbase_es.qm", True),
        ("babel/global.dat", True),
        ("babel/locale-data/root.dat", True),
        ("babel/locale-data/es.dat", True),
        ("babel/locale-data/es_MX.dat", True),
        ("babel/locale-data/en_001.dat", True),
        ("babel/locale-data/est.dat", False),
        ("babel/locale-data/de_AT.dat", False),
        (f"{QT}/qml/QtQuick/qmldir", False),
        ("tzdata/zoneinfo/Europe/Dublin", True),
        ("lxml/isoschematron/x.rng", False),
        ("lxml-6.1.3.dist-info/METADATA", True),
    ],
)
def test_data_is_of_the_languages_the_program_speaks(target: str, *, kept: bool) -> None:
    assert contents.is_kept_data(target, LANGUAGES) is kept


def test_every_file_of_the_program_goes_in() -> None:
    assert contents.module(PurePosixPath("companion/ui/theme.py")) == "companion.ui.theme"
    assert contents.module(PurePosixPath("companion/ui/__init__.py")) == "companion.ui"
    assert contents.is_resource(PurePosixPath("translations/es.mo"))
    assert not contents.is_resource(PurePosixPath("translations/es.po"))


def test_a_link_goes_in_with_what_it_points_to() -> None:
    kept = {"PySide6/Qt/lib/libQt6Core.so.6"}
    assert contents.leads_somewhere("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", kept)
    assert not contents.leads_somewhere("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", kept)


def test_everything_of_qt_that_the_program_imports_goes_in() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "companion").rglob("*.py")
    )
    imported = set(re.findall(r"(?:from|import) PySide6\.Qt(\w+)", text))
    assert {"Core", "Gui", "Widgets"} < imported
    assert imported <= contents.QT_MODULES


def test_the_tools_of_an_environment_stay_out() -> None:
    modules = {
        "msgspec": ["msgspec"],
        "markdown_it": ["markdown-it-py"],
        "PySide6": ["PySide6_Essentials"],
        "pytest": ["pytest"],
        "PyInstaller": ["pyinstaller"],
        "companion": ["companion"],
    }
    assert contents.foreign(modules, RUN) == ("PyInstaller", "pytest")


def test_what_is_named_is_there() -> None:
    assert [name for name in contents.HIDDEN if find_spec(name) is None] == []
    for code in (*language.available(), "root"):
        assert list(_installed("babel", f"locale-data/{code}.dat")), code


NOTHING_LEFT_OUT_IS_NEEDED = """
import importlib, io, pkgutil, runpy, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == out or name.startswith(out + ".") for out in OUT):
            raise ModuleNotFoundError(name, name=name)

OUT = sys.argv[2:]
gone = {each for name in OUT for each in sys.modules if f"{each}.".startswith(f"{name}.")}
for name in gone:
    del sys.modules[name]
sys.meta_path.insert(0, Missing())
runpy.run_path(sys.argv[1])
import companion
for found in pkgutil.walk_packages(companion.__path__, "companion."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
import pikepdf
from companion.report.password import encrypted
page = io.BytesIO()
document = pikepdf.new()
document.add_blank_page()
document.save(page)
assert encrypted(page.getvalue(), "four plain words here").startswith(b"%PDF-")
from companion.storage.pages import _tag_key
from companion.storage.vault import Keys
assert len(_tag_key(Keys(b"k" * 32, b"s" * 16))) == 32
import icalendar, babel.dates, segno
print(sys.modules["sqlite3"].__name__)
"""


def test_the_program_needs_nothing_that_stays_out() -> None:
    """Take it all away, as the bundle does, and import every module of the program."""
    out = [
        *contents.LEFT_OUT,
        *contents.foreign(metadata.packages_distributions(), RUN),
    ]
    assert {"PIL", "asyncio", "pytest", "ssl", "sqlite3"} <= set(out)
    done = subprocess.run(
        [
            *(sys.executable, "-c", NOTHING_LEFT_OUT_IS_NEEDED),
            str(ROOT / "packaging" / "pyinstaller" / "first.py"),
            *out,
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("sqlcipher3\n", 0), done.stderr


def test_nothing_of_qt_is_loaded_or_handed_on_at_each_start() -> None:
    spec = (ROOT / "packaging" / "pyinstaller" / "companion.spec").read_text(encoding="utf-8")
    assert "contents.HOOKS_LEFT_OUT" in spec
    assert "pyi_rth_pyside6" in contents.HOOKS_LEFT_OUT


@pytest.mark.skipif(sys.platform != "linux", reason="the loader of Linux")
@pytest.mark.parametrize(("before", "after"), [(None, None), ("/usr/games", "/usr/games")])
def test_programs_opened_from_the_bundle_find_their_own_libraries(
    before: str | None, after: str | None
) -> None:
    ask = "import os, runpy, sys; runpy.run_path(sys.argv[1]); print(os.environ.get('LD_LIBRARY_PATH'))"
    given = {"LD_LIBRARY_PATH": "/the/bundle"} | (
        {"LD_LIBRARY_PATH_ORIG": before} if before else {}
    )
    first = ROOT / "packaging" / "pyinstaller" / "first.py"
    done = subprocess.run(
        [sys.executable, "-c", ask, str(first)],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{after}\n"


# --- what each package tells of itself ------------------------------------------------------------


def test_every_package_the_program_stands_on_is_named() -> None:
    named = contents.packages(RUN)
    assert len(named) == len(set(named)) > 20
    assert set(named) <= {part.package for part in about.parts()}


@pytest.mark.parametrize("package", contents.packages(RUN))
def test_about_reads_the_same_licences_in_a_bundle(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lay a package's description down as the bundle has it, and read it as About does."""
    try:
        installed = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        pytest.skip("of another system")
    part = about.Part(name=package, package=package, licence="")
    whole = part.text
    told = [str(file) for file in installed.files or () if contents.is_told(str(file))]
    for name in told:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(Path(str(installed.locate_file(name))).read_bytes())
    folder = tmp_path / told[0].partition("/")[0]
    (folder / "RECORD").write_text(contents.record(told), encoding="utf-8")
    laid_down = metadata.Distribution.at(folder)
    monkeypatch.setattr(about.Part, "_installed", lambda _part: laid_down)
    assert part.version == installed.version
    assert sorted(part.text.split("\n\n\n")) == sorted(whole.split("\n\n\n"))


def test_nothing_of_the_computer_a_package_was_put_on_is_told() -> None:
    told = [
        name
        for name in (
            "../../../bin/babel",
            "babel/core.py",
            "x-1.0.dist-info/METADATA",
            "x-1.0.dist-info/RECORD",
            "x-1.0.dist-info/INSTALLER",
            "x-1.0.dist-info/direct_url.json",
            "x-1.0.dist-info/licenses/LICENSE.txt",
            "x-1.0.dist-info/COPYING",
        )
        if contents.is_told(name)
    ]
    assert told == [
        "x-1.0.dist-info/METADATA",
        "x-1.0.dist-info/licenses/LICENSE.txt",
        "x-1.0.dist-info/COPYING",
    ]


# --- what must not be in it -----------------------------------------------------------------------


def test_what_was_to_stay_out_is_found() -> None:
    bad = [
        "_internal/libgtk-3.so.0",
        "_internal/PySide6/Qt/lib/libQt6Network.so.6",
        "_internal/PySide6/QtNetwork.abi3.so",
        "_internal/PySide6/Qt6Qml.dll",
        "_internal/PySide6/Qt/qml/QtQuick/qmldir",
        "_internal/numpy/__init__.pyc",
        "_internal/PIL/_imaging.so",
        "_internal/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "_internal/libX11.so.6",
        "_internal/companion/words.po",
    ]
    good = [
        "companion",
        "_internal/libpython3.11.so.1.0",
        "_internal/libffi.so.8",
        "_internal/PySide6/QtWidgets.abi3.so",
        "_internal/sqlcipher3/_sqlite3.cpython-311-x86_64-linux-gnu.so",
        "_internal/pip-26.3.dist-info/licenses/src/pip/LICENSE",
        "_internal/pillow-13.0.0.dist-info/METADATA",
        "_internal/companion/resources/about/licences/PyInstaller.txt",
    ]
    assert bundle.forbidden([*bad, *good]) == bad


def test_modules_that_were_to_stay_out_are_found() -> None:
    named = ["asyncio", "asyncio.events", "companion.cli", "sqlite_utils.db", "ssl", "testing"]
    assert bundle.forbidden_modules(named) == ["asyncio", "asyncio.events", "ssl"]


def test_what_goes_in_of_qt_is_nothing_that_must_not() -> None:
    names = [
        name
        for name in (f"PySide6/{file.relative_to(_folder('PySide6')).as_posix()}" for file in _qt())
        if contents.is_kept_binary(name, f"/env/{name}", OWN)
    ]
    assert any("platforms/" in name for name in names)
    assert bundle.forbidden(names) == []


# --- two of one commit are the same ---------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return _made(tmp_path / "one")


def _made(folder: Path) -> Path:
    (folder / "_internal").mkdir(parents=True)
    (folder / "companion").write_bytes(b"program")
    (folder / "companion").chmod(0o700)
    (folder / "_internal" / "words").write_bytes(b"words")
    (folder / "words").symlink_to("_internal/words")
    return folder


def test_what_differs_is_named(made: Path, tmp_path: Path) -> None:
    other = _made(tmp_path / "other")
    assert bundle.differences(made, other) == []
    (other / "_internal" / "words").write_bytes(b"others")
    (other / "companion").chmod(0o600)
    (other / "words").unlink()
    (other / "words").symlink_to("companion")
    (other / "more").touch()
    assert bundle.differences(made, other) == ["_internal/words", "companion", "more", "words"]


def test_everybody_may_read_it_and_its_owner_alone_write_it(made: Path) -> None:
    (made / "_internal" / "words").chmod(0o660)
    (made / "_internal").chmod(0o700)
    bundle.even_out(made)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (made / "companion", made / "_internal", made / "_internal" / "words")
    }
    assert modes == {"companion": 0o755, "_internal": 0o755, "words": 0o644}


def test_the_archive_tells_neither_when_nor_by_whom_it_was_packed(
    made: Path, tmp_path: Path
) -> None:
    other = _made(tmp_path / "other")
    os.utime(other / "companion", (1, 1))
    (other / "_internal" / "words").chmod(0o600)
    archives = [tmp_path / place / "companion-1.tar.xz" for place in ("a", "b")]
    for folder, archive in zip((made, other), archives, strict=True):
        bundle.pack(folder, archive, 1_700_000_000)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with tarfile.open(archives[0]) as tar:
        found = {one.name: (one.mode, one.mtime, one.uid, one.uname) for one in tar}
        assert tar.getmember("companion-1/words").linkname == "_internal/words"
    assert found == {
        "companion-1/_internal/words": (0o644, 1_700_000_000, 0, ""),
        "companion-1/companion": (0o755, 1_700_000_000, 0, ""),
        "companion-1/words": (0o777, 1_700_000_000, 0, ""),
    }


def test_the_library_python_starts_from_is_sorted(tmp_path: Path) -> None:
    archive = tmp_path / "base_library.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name in ("types.pyc", "abc.pyc", "re/__init__.pyc"):
            made.writestr(name, name)
    contents.put_in_order(archive)
    with zipfile.ZipFile(archive) as made:
        assert made.namelist() == ["abc.pyc", "re/__init__.pyc", "types.pyc"]
        assert made.read("abc.pyc") == b"abc.pyc"
        assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_builder_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/home/somebody")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    found = bundle.surroundings(tmp_path, 12)
    assert "PYTHONPATH" not in found
    assert (found["PYTHONHASHSEED"], found["SOURCE_DATE_EPOCH"], found["TZ"]) == ("0", "12", "UTC")


def test_the_moment_is_that_of_the_newest_release(monkeypatch: pytest.MonkeyPatch) -> None:
    told = '<release version="2" date="2026-12-01"/><release version="1" date="2026-11-30"/>'
    assert bundle.moment_of_release(told) == 1_796_083_200
    with pytest.raises(bundle.BuildError):
        bundle.moment_of_release("<releases/>")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert bundle.moment() == 7
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(bundle.BuildError, match="today"):
        bundle.moment()


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "companion-0.1.0-linux-x86_64"),
        ("Linux", "aarch64", "companion-0.1.0-linux-aarch64"),
        ("Windows", "AMD64", "companion-0.1.0-windows-x86_64"),
        ("Darwin", "arm64", "companion-0.1.0-macos-aarch64"),
    ],
)
def test_an_archive_is_named_by_system_and_machine(system: str, machine: str, name: str) -> None:
    assert bundle.archive_name("0.1.0", system, machine) == name


# --- Windows and macOS ----------------------------------------------------------------------------


def test_the_version_is_the_one_there_is() -> None:
    text = (ROOT / "companion" / "__init__.py").read_text(encoding="utf-8")
    assert contents.version(text) == companion.__version__
    with pytest.raises(ValueError, match="no version"):
        contents.version("")


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2", (1, 2, 0, 0)), ("0.2.0rc1", (0, 2, 0, 0))],
)
def test_windows_has_versions_of_four_numbers(
    version: str, numbers: tuple[int, int, int, int]
) -> None:
    assert systems.four_numbers(version) == numbers
    assert systems.version_strings(version, "companion")["ProductVersion"] == version


def test_macos_is_told_what_the_program_opens() -> None:
    told = plistlib.loads(plistlib.dumps(systems.properties("1.2.3")))
    assert told["CFBundleShortVersionString"] == "1.2.3"
    assert told["CFBundleLocalizations"] == list(language.available())
    (kind,) = told["UTExportedTypeDeclarations"]
    (ending,) = kind["UTTypeTagSpecification"]["public.filename-extension"]
    linux = (ROOT / "packaging" / "linux" / f"{systems.APP_ID}.xml").read_text(encoding="utf-8")
    assert f'pattern="*.{ending}"' in linux
    opened = {each for one in told["CFBundleDocumentTypes"] for each in one["LSItemContentTypes"]}
    assert opened == {kind["UTTypeIdentifier"], "public.json"}
    assert start_at_login.APP_ID == systems.APP_ID


def test_the_icon_is_drawn_for_each_system(tmp_path: Path) -> None:
    drawing = ROOT / "resources" / "icons" / "companion.svg"
    small = ROOT / "packaging" / "linux" / "icons" / "companion-small.svg"
    for name in ("companion.ico", "companion.icns"):
        icons.write(drawing, small, tmp_path / name)
    with Image.open(tmp_path / "companion.ico") as icon:
        assert icon.info["sizes"] == {(size, size) for size in icons.SIZES}
        middle = icon.convert("RGBA").getpixel((20, 128))
        assert middle == (0x1B, 0x6B, 0x66, 0xFF)
    with Image.open(tmp_path / "companion.icns") as icon:
        assert icon.size == (1024, 1024)


def test_on_windows_the_program_without_a_console_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "companion-cli.exe"))
    (tmp_path / "companion.exe").touch()
    assert program.command() == (str(tmp_path / "companion.exe"),)


def _folder(package: str) -> Path:
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _installed(package: str, pattern: str) -> list[Path]:
    return list(_folder(package).glob(pattern))


def _qt() -> list[Path]:
    return [path for path in _folder("PySide6").rglob("*.so*") if path.is_file()]
