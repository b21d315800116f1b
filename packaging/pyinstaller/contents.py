# SPDX-License-Identifier: Apache-2.0
"""What of everything that PyInstaller finds goes into the bundle, and what stays out.

PyInstaller takes what it can reach. Of Qt it reaches nearly everything, and by Qt's plugins the
libraries of the desktop that the bundle was built on. Here stands what the program uses; the rest
stays out. Read by companion.spec, and held to by tests/packaging/test_bundle.py.

Standard library only.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

QT_MODULES = frozenset(
    {
        "Core",
        "DBus",
        "Gui",
        "OpenGL",  # the Wayland plugin for EGL stands on it
        "PrintSupport",
        "Svg",
        "WaylandClient",
        "Widgets",
        "XcbQpa",
    }
)
"""Qt's own libraries, by what comes after "Qt6" in their names."""

QT_PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg"},
    # How letters are put together: accents with a dead key, Chinese, Japanese, …
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "platforms": {"qcocoa", "qminimal", "qoffscreen", "qwayland", "qwindows", "qxcb"},
    # Not qgtk3: it needs the whole of GTK. The portal is what every desktop's file dialog has.
    "platformthemes": {"qxdgdesktopportal"},
    "printsupport": {"cupsprintersupport", "cocoaprintersupport", "windowsprintersupport"},
    # The program draws in Fusion; Qt asks the system's style for its colours and fonts first.
    "styles": {"qmacstyle", "qmodernwindowsstyle", "qwindowsvistastyle"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-graphics-integration-client": {"qt-plugin-wayland-egl"},
    "wayland-shell-integration": {"xdg-shell"},
    "xcbglintegrations": {"qxcb-egl-integration", "qxcb-glx-integration"},
}
"""Qt's plugins, by their folder and without the "lib" before and the ending after the name."""

PYTHONS_OWN = ("libpython3.", "libffi.")
"""What Python stands on and is not sure to be on another computer, or to be the same there.

Everything else that lies outside of the environment is the desktop's: X11, Wayland, GL, EGL,
fontconfig, freetype, glib, D-Bus and the C and C++ libraries. They speak to the graphics driver
and the session of the computer they run on, so they have to be that computer's.
"""

LEFT_OUT = (
    # The program never reaches a network, so nothing that does comes along.
    "_ssl",
    "asyncio",
    "ensurepip",
    "ftplib",
    "http.server",
    "imaplib",
    "poplib",
    "smtplib",
    "ssl",
    "telnetlib",
    "webbrowser",
    "xmlrpc",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtTest",
    # SQLCipher is under sqlite-utils, in the place of Python's own SQLite.
    "_sqlite3",
    "sqlite3",
    # What makes, tests or explains programs.
    "_pytest",
    "distutils",
    "idlelib",
    "lib2to3",
    "pdb",
    "pip",
    "pkg_resources",
    "pycparser",
    "pydoc",
    "pydoc_data",
    "pytest",
    "setuptools",
    "test",
    "unittest",
    "wheel",
    # What a package has for those who want it, and we do not call.
    "IPython",
    "PIL",
    "PyInstaller",
    # Every digest we ask for is Python's own as well; this one brings OpenSSL once more.
    "_hashlib",
    "_tkinter",
    "curses",
    "dateutil.zoneinfo",
    "icalendar.cli",
    "icalendar.tests",
    "lxml",
    "markdown_it.cli",
    "multiprocessing",
    "numpy",
    "pandas",
    "pytz",
    "readline",
    "rlcompleter",
    "sqlite_utils.cli",
    "tkinter",
    # Ways to pack a file that nothing here uses; each would bring a library of the build machine.
    "_bz2",
    "_lzma",
    "_uuid",
)
"""Modules that stay out, with everything in them."""

HIDDEN = (
    # Python pickles of babel, and a cffi that only Rust code asks for.
    "_cffi_backend",
    "babel.dates",
    "babel.numbers",
    "babel.plural",
    "tzdata",
)
"""Modules that are imported in ways that PyInstaller does not see."""

HOOKS_LEFT_OUT = frozenset({"pyi_rth_pyside6"})
"""What PyInstaller would run at each start, and need not.

Qt for Python finds its plugins by itself. This one loads Qt to make sure, also where no window is
wanted, and leaves the place of our plugins in the variables that other programs are opened with:
one that is made with Qt as well would load them and fail.
"""

LICENCES = ("LICENSE", "LICENCE", "COPYING", "NOTICE")

_QT_LIBRARY = re.compile(
    r"^(?:lib)?Qt6?(?P<module>[A-Z][A-Za-z0-9]*?)(?:\.abi3)?(?:\.(so|pyd|dll|dylib).*)?$"
)
_QT_PLUGIN = re.compile(
    r"(?:^|/)PySide6/(?:Qt/)?plugins/(?P<folder>[^/]+)/(?:lib)?(?P<name>[^/.]+)\."
)
_QT_TRANSLATION = re.compile(r"(?:^|/)PySide6/(?:Qt/)?translations/(?P<name>[^/]+)\.qm$")
_LOCALE = re.compile(r"(?:^|/)babel/locale-data/(?P<language>[a-z]+)(?:_[A-Za-z0-9_]+)?\.dat$")


def is_kept_binary(target: str, source: str, own: Sequence[str]) -> bool:
    """Tell whether a library goes in. ``own`` are the folders of the environment and of Python."""
    target = target.replace("\\", "/")
    plugin = _QT_PLUGIN.search(target)
    if plugin:
        return plugin["name"] in QT_PLUGINS.get(plugin["folder"], ())
    if _is_of_qml(target):
        return False
    name = PurePosixPath(target).name
    library = _QT_LIBRARY.match(name)
    if library:
        return library["module"] in QT_MODULES
    if any(_lies_in(source, folder) for folder in own):
        return True
    return name.startswith(PYTHONS_OWN)


def is_kept_data(target: str, languages: Iterable[str]) -> bool:
    """Tell whether a file of data goes in, when the program speaks these languages."""
    target = target.replace("\\", "/")
    translation = _QT_TRANSLATION.search(target)
    if translation:
        return translation["name"] in {f"qtbase_{code}" for code in languages}
    locale = _LOCALE.search(target)
    if locale:
        return locale["language"] in {"root", *languages}
    return not _is_of_qml(target) and not target.startswith(("lxml/", "PIL/"))


def leads_somewhere(target: str, points_to: str, kept: Iterable[str]) -> bool:
    """Tell whether a link at a place in the bundle points to something that went in."""
    end = PurePosixPath(target.replace("\\", "/")).parent / points_to.replace("\\", "/")
    return end.as_posix() in kept


def foreign(modules: Mapping[str, Sequence[str]], requirements: str) -> tuple[str, ...]:
    """Give the modules of an environment that no pinned package of the program brings.

    They are of the tools that make the bundle; a package may pick one up where it finds it.
    ``modules`` are the names that can be imported, with the packages they are of.
    """
    ours = {_plain(name) for name in packages(requirements)}
    return tuple(
        sorted(
            module
            for module, owners in modules.items()
            if module != "companion" and ours.isdisjoint(_plain(owner) for owner in owners)
        )
    )


def is_resource(path: PurePosixPath) -> bool:
    """Tell whether a file of resources/ goes in: what a translation is made from does not."""
    return path.suffix != ".po"


def module(path: PurePosixPath) -> str:
    """Give the name under which a file of the program is imported."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def packages(requirements: str) -> tuple[str, ...]:
    """Give the names of the packages that are pinned in a requirements file."""
    return tuple(re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", requirements, flags=re.MULTILINE))


def is_told(name: str) -> bool:
    """Tell whether a file of a package's description goes in: what it is, and its licences.

    ``name`` is as its RECORD has it. What else lies there speaks of the computer it was put on.
    """
    folder, _slash, rest = name.partition("/")
    if not folder.endswith(".dist-info"):
        return False
    last = rest.rpartition("/")[2].upper()
    return rest == "METADATA" or last.startswith(LICENCES)


def record(names: Iterable[str]) -> str:
    """Write the list of a package's files that the program reads to find its licences.

    The one that pip wrote has the hashes of start scripts in it, which differ with each folder.
    """
    return "".join(f"{name},,\n" for name in sorted(names))


def put_in_order(archive: Path) -> None:
    """Sort the files of a zip by name: PyInstaller's order changes with the folder of the build."""
    with ZipFile(archive) as made:
        members = sorted((info.filename, made.read(info)) for info in made.infolist())
    with ZipFile(archive, "w") as sorted_:
        for name, content in members:
            sorted_.writestr(ZipInfo(name), content)


def version(source: str) -> str:
    """Read the version from the text of companion/__init__.py."""
    found = re.search(r'^__version__ = "([^"]+)"$', source, flags=re.MULTILINE)
    if found is None:
        raise ValueError("companion/__init__.py names no version")
    return found[1]


def _is_of_qml(target: str) -> bool:
    return "/qml/" in f"/{target}"


def _lies_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
