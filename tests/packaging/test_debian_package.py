# SPDX-License-Identifier: Apache-2.0
"""The Debian package: what is in it, whose it is, what it needs, and that it is the same each time."""

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import Parser
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from companion import __version__, about, app
from companion.content import Content
from companion.releases import releases

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="it is laid out where files have rights and links"
)
needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="made on Debian and its kin")


def script(name: str) -> ModuleType:
    """Load a script of packaging/, which is no part of any package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def debian() -> Iterator[ModuleType]:
    """Give the script, with those beside it to be found as when it is started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "packaging")
        yield script("debian_package")


@pytest.fixture(scope="module")
def papers(debian: ModuleType) -> ModuleType:
    """Give the part of it that writes in Debian's own forms."""
    return sys.modules[debian.depends.__module__]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a bundle of a program, a library with a version's name, and a text."""
    folder = tmp_path_factory.mktemp("bundle")
    inside = folder / "_internal"
    (inside / "companion" / "resources").mkdir(parents=True)
    (folder / "companion").write_bytes(b"\x7fELF\0GLIBC_2.2.5\0GLIBC_2.35\0GLIBC_2.4\0")
    (folder / "companion").chmod(0o755)
    (inside / "libQt6Core.so.6").write_bytes(b"\x7fELF\0GLIBC_2.36\0GLIBC_2.9\0")
    (inside / "libQt6Core.so").symlink_to("libQt6Core.so.6")
    (inside / "companion" / "resources" / "words.toml").write_text("Not GLIBC_2.99 either.")
    (inside / "companion" / "resources" / "words.toml").chmod(0o600)
    return folder


@pytest.fixture(scope="module")
def tree(debian: ModuleType, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give everything laid out as it will be on the system."""
    folder: Path = tmp_path_factory.mktemp("deb") / "tree"
    debian.lay_out(folder, bundle, __version__, "amd64")
    return folder


@pytest.fixture(scope="module")
def control(tree: Path) -> dict[str, str]:
    return dict(
        Parser().parsestr((tree / "DEBIAN" / "control").read_text(encoding="utf-8")).items()
    )


# --- what is in it --------------------------------------------------------------------------------


def test_everything_has_its_place_and_nothing_runs_at_installing_or_removing(tree: Path) -> None:
    share = tree / "usr" / "share"
    for place in (
        f"applications/{app.APP_ID}.desktop",
        f"mime/packages/{app.APP_ID}.xml",
        f"metainfo/{app.APP_ID}.metainfo.xml",
        "man/man1/companion.1.gz",
        "man/es/man1/companion.1.gz",
        "doc/companion/copyright",
        "doc/companion/changelog.gz",
        "lintian/overrides/companion",
        f"icons/hicolor/scalable/apps/{app.APP_ID}.svg",
        f"icons/hicolor/symbolic/apps/{app.APP_ID}-symbolic.svg",
    ):
        assert (share / place).is_file()
    assert {path.name for path in (tree / "DEBIAN").iterdir()} == {"control", "md5sums"}
    assert {path.name for path in tree.iterdir()} == {"DEBIAN", "usr"}
    started = tree / "usr" / "bin" / "companion"
    assert started.resolve() == (tree / "usr" / "lib" / "companion" / "companion").resolve()
    assert not Path(started.readlink()).is_absolute()


def test_everyone_may_read_it_and_only_programs_run(tree: Path, debian: ModuleType) -> None:
    running = set()
    moment = debian.moment_of(releases("en")[0])
    for path in tree.rglob("*"):
        assert int(path.lstat().st_mtime) == moment
        if path.is_symlink():
            continue
        rights = path.stat().st_mode & 0o7777
        assert rights == 0o755 if path.is_dir() else rights in (0o644, 0o755)
        if path.is_file() and rights == 0o755:
            running.add(str(path.relative_to(tree)))
    assert running == {"usr/lib/companion/companion"}


def test_every_file_has_its_hash(tree: Path) -> None:
    lines = (tree / "DEBIAN" / "md5sums").read_text(encoding="utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = {
        str(path.relative_to(tree)): hashlib.md5(path.read_bytes()).hexdigest()
        for path in (tree / "usr").rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    assert told == files


def test_the_icons_are_of_every_size_and_hold_the_drawing(tree: Path, debian: ModuleType) -> None:
    theme = tree / "usr" / "share" / "icons" / "hicolor"
    for size in debian.SIZES:
        with Image.open(theme / f"{size}x{size}" / "apps" / f"{app.APP_ID}.png") as image:
            assert image.size == (size, size)
            pixels = image.convert("RGBA")
            assert pixels.getchannel("A").getpixel((0, 0)) == pytest.approx(0, abs=128)  # round
            colours = {colour for _count, colour in pixels.getcolors(size * size) or ()}
            assert (0x1B, 0x6B, 0x66, 255) in colours
            assert (255, 255, 255, 255) in colours


# --- its papers -----------------------------------------------------------------------------------


def test_the_version_is_that_of_the_program(control: dict[str, str]) -> None:
    assert control["Package"] == "companion"
    assert control["Version"] == __version__
    assert control["Architecture"] == "amd64"
    template = ROOT / "packaging" / "linux" / "debian" / "control"
    assert __version__ not in template.read_text(encoding="utf-8")


def test_it_needs_what_qt_loads_under_the_name_of_any_release(
    control: dict[str, str], papers: ModuleType
) -> None:
    needed = control["Depends"].split(", ")
    either = {name for each in needed for name in each.split(" | ")}
    assert set(papers.LIBRARIES) <= either
    assert "libglib2.0-0t64 | libglib2.0-0" in needed
    assert {"libgcc-s1", "libstdc++6", "libzstd1"} <= set(needed)
    assert "libc6 (>= 2.36)" in needed
    assert not any("python" in name for name in either)


def test_a_library_that_the_bundle_carries_is_not_asked_of_the_system(
    debian: ModuleType, bundle: Path, tmp_path: Path
) -> None:
    carrying = tmp_path / "bundle"
    shutil.copytree(bundle, carrying, symlinks=True)
    (carrying / "_internal" / "libstdc++.so.6").write_bytes(b"\x7fELF")
    assert "libstdc++6" not in debian.depends(carrying)


def test_its_size_on_the_disk_is_told_as_dpkg_counts(control: dict[str, str], tree: Path) -> None:
    weight = sum(path.lstat().st_size for path in (tree / "usr").rglob("*") if path.is_file())
    told = int(control["Installed-Size"])
    assert weight / 1024 < told < weight / 1024 + len(list(tree.rglob("*")))


def test_the_changelog_is_what_the_releases_tell(tree: Path) -> None:
    packed = (tree / "usr" / "share" / "doc" / "companion" / "changelog.gz").read_bytes()
    assert packed[4:8] == b"\0\0\0\0"  # neither a moment
    assert not packed[3] & 0x08  # nor a name
    text = gzip.decompress(packed).decode()
    known = releases("en")
    heads = re.findall(r"^companion \((\S+)\) unstable; urgency=medium$", text, re.MULTILINE)
    assert heads == [release.version for release in known]
    days = re.findall(r"^ -- .+ <.+@.+>  (.+)$", text, re.MULTILINE)
    read = [datetime.strptime(day, "%a, %d %b %Y %H:%M:%S %z").date() for day in days]
    assert read == [release.day for release in known]
    flowing = " ".join(text.split())
    for release in known:
        for part in release.parts:
            assert part.text in flowing
    assert all(len(line) <= 80 for line in text.splitlines() if not line.startswith(" -- "))


def paragraphs(tree: Path) -> list[dict[str, str]]:
    text = (tree / "usr" / "share" / "doc" / "companion" / "copyright").read_text(encoding="utf-8")
    return [dict(Parser().parsestr(each).items()) for each in re.split(r"\n\n", text.rstrip("\n"))]


def test_everyone_whose_work_is_in_it_is_named_with_a_licence(tree: Path) -> None:
    head, *files = paragraphs(tree)
    assert head["Format"].endswith("/copyright-format/1.0/")
    assert files[0]["Files"] == "*"
    assert all(each["Files"] and each["Copyright"] and each["License"] for each in files)
    told = "\n".join(each.get("Comment", "") for each in files)
    for part in about.parts():
        assert re.search(rf"^\s*{re.escape(part.name)}( [\d.]+\S*)?$", told, re.MULTILINE)
        assert part.notice in told
    # None is told twice, where the last would count alone.
    assert len({each["Files"] for each in files}) == len(files)


def test_the_holders_of_the_questionnaires_are_quoted(tree: Path) -> None:
    (found,) = (each for each in paragraphs(tree) if "instruments" in each.get("Files", ""))
    told = " ".join(found["License"].split())
    for one in Content("en").instruments.values():
        assert f"{one.name} . {' '.join(one.copyright.replace(chr(10) * 2, ' . ').split())}" in told


def test_each_licence_is_there_in_full_or_on_every_debian(tree: Path) -> None:
    for each in paragraphs(tree)[1:]:
        name, _, text = each["License"].partition("\n")
        assert not name.startswith(" ")
        assert "," not in name
        assert text.strip() or name.endswith("public-domain")


def test_a_text_that_every_debian_has_is_pointed_to_and_not_repeated(papers: ModuleType) -> None:
    apache = "Apache License\n  Version 2.0, January 2004\nmuch\nEND OF TERMS AND CONDITIONS"
    gnu = "GNU GENERAL PUBLIC LICENSE\n\tVersion 2, June 1991\nmuch\n END OF TERMS AND CONDITIONS"
    short = papers.shortened(f"Before\n{apache}\nbetween\n{gnu}\nand after")
    assert "much" not in short
    before, between, after = re.split(r"On Debian systems.*\n/usr/share/common-licenses/.*", short)
    assert (before, between, after) == ("Before\n", "\nbetween\n", "\nand after")


def test_a_part_whose_files_are_not_known_is_told(papers: ModuleType) -> None:
    part = about.Part(name="Something new", licence="MIT")
    with pytest.raises(papers.PackageError, match="Something new"):
        papers.places_of(part)


@pytest.mark.parametrize(
    ("licence", "name"),
    [
        ("Apache-2.0 OR BSD-3-Clause", "Apache-2.0 or BSD-3-Clause"),
        ("ISC, MIT", "ISC and MIT"),
        ("OFL-1.1, GUST Font License, Bitstream Vera", "OFL-1.1 and GUST-Font-License and Bitstream-Vera"),
        ("GPL-3.0 WITH GCC-exception", "GPL-3.0 with GCC-exception"),
    ],
)  # fmt: skip
def test_a_licence_is_named_in_debians_manner(papers: ModuleType, licence: str, name: str) -> None:
    assert papers.short_name(licence) == name


# --- making it ------------------------------------------------------------------------------------


def test_a_moment_that_is_asked_for_is_that_of_every_file(
    debian: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = releases("en")[0]
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    day = datetime(newest.day.year, newest.day.month, newest.day.day, tzinfo=UTC)
    assert debian.moment_of(newest) == int(day.timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert debian.moment_of(newest) == 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(debian.PackageError, match="today"):
        debian.moment_of(newest)


@needs_dpkg
def test_the_same_bundle_makes_the_same_package(
    debian: ModuleType, bundle: Path, tmp_path: Path
) -> None:
    first = debian.make(bundle, __version__, tmp_path / "one", tmp_path / "first")
    os.utime(bundle / "companion", (1, 1))
    second = debian.make(bundle, __version__, tmp_path / "two", tmp_path / "second")
    assert first.name == second.name == f"companion_{__version__}_{architecture()}.deb"
    assert first.read_bytes() == second.read_bytes()
    shown = subprocess.run(["dpkg-deb", "-c", first], capture_output=True, text=True, check=True)
    owners = {line.split()[1] for line in shown.stdout.splitlines()}
    assert owners == {"root/root"}


def architecture() -> str:
    asked = ["dpkg", "--print-architecture"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def test_without_a_bundle_it_says_what_to_do(
    debian: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert debian.main(["--bundle", str(tmp_path), "--to", str(tmp_path)]) == 1
    assert "dev.py bundle" in capsys.readouterr().err


def test_what_is_too_large_is_told(
    debian: ModuleType, tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = tmp_path / "made.deb"
    made.write_bytes(b"0" * 2000)
    assert debian.too_large(made, tree) == []
    monkeypatch.setattr(debian, "MOST_BYTES", 1999)
    monkeypatch.setattr(debian, "MOST_UNPACKED", 1999)
    assert [fault.split()[0] for fault in debian.too_large(made, tree)] == ["packed", "unpacked"]


def test_a_tool_that_is_missing_is_named_and_is_no_success(
    debian: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = list(debian.look_at(tmp_path / "made.deb"))
    assert {finding.tool for finding in found} == {
        "lintian",
        "desktop-file-validate",
        "appstreamcli",
        "mandoc",
    }
    assert all(not finding.works and finding.said == "is missing" for finding in found)


def test_an_answer_that_lintian_did_not_ask_for_is_no_fault(debian: ModuleType) -> None:
    fault = "W: companion: old-fsf-address-in-copyright-file"
    answer = "I: companion: unused-override old-fsf-address-in-copyright-file [usr/share/lintian]"
    note = "N: 0 hints overridden; 1 unused override"
    assert debian.lintians_faults(f"{fault}\n{answer}\n{note}") == [fault]


# --- trying it ------------------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "packaging")
    return script("bare_root")


def test_a_bare_root_is_made_by_root_alone(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert bare.main([]) == 1
    assert "root alone" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="the check before it is of Linux")
def test_a_package_that_is_not_there_is_told_of(
    bare: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bare, "missing_programs", list)
    monkeypatch.setenv(bare.INSIDE, "1")
    assert bare.main(["--deb", str(tmp_path / "none.deb")]) == 1
    assert capsys.readouterr().err == f"There is no package {tmp_path / 'none.deb'}.\n"


def test_what_makes_a_root_not_bare_is_seen(bare: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    (tmp_path / "usr" / "bin" / "sh").touch()
    (tmp_path / "var" / "lib" / "dpkg").mkdir(parents=True)
    (tmp_path / "var" / "lib" / "dpkg" / "companion.list").touch()
    (tmp_path / "home" / "patient").mkdir(parents=True)
    (tmp_path / "home" / "patient" / "companion").touch()
    assert bare.strange_in(tmp_path) == []
    (tmp_path / "usr" / "bin" / "python3.13").touch()
    assert bare.strange_in(tmp_path) == ["usr/bin/python3.13"]


def test_a_finding_that_is_not_as_it_should_be_is_counted(
    bare: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = bare.Trial("any")
    trial.found(True, "this")
    trial.found(False, "that")
    assert trial.failed == 1
    assert capsys.readouterr().out == "ok      any: this\nFAILED  any: that\n"


def test_a_changed_and_a_lost_file_are_seen(bare: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("two")
    before = bare.hashes(tmp_path)
    assert before == bare.hashes(tmp_path)
    (tmp_path / "a").write_text("One")
    assert before != bare.hashes(tmp_path)
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").unlink()
    assert before != bare.hashes(tmp_path)


def test_the_screen_is_kept_as_a_picture(bare: ModuleType, tmp_path: Path) -> None:
    """Two pixels, red and blue, with a byte more in each row than they need."""
    fields = [0] * 25
    fields[0], fields[4], fields[5], fields[12], fields[19] = 104, 2, 1, 12, 1
    header = struct.pack(">25I", *fields) + b"name" + bytes(12)
    (tmp_path / "screen").write_bytes(header + b"\0\0\xff\0" + b"\xff\0\0\0" + b"rest")
    told = bare.save_screen(tmp_path / "screen", tmp_path / "screen.png")
    assert told[:2] == (2, 1)
    with Image.open(tmp_path / "screen.png") as image:
        assert [image.getpixel((x, 0)) for x in range(2)] == [(255, 0, 0), (0, 0, 255)]
