# SPDX-License-Identifier: Apache-2.0
r"""Make the Windows installer of the bundle: `python packaging\windows\installer.py`.

It needs Inno Setup 6.3 or newer and what `python packaging\dev.py bundle` made, and writes
dist\companion-VERSION-windows-x64-setup.exe. It has not been run yet: there was no Windows.

Where COMPANION_SIGN_COMMAND is set, Inno Setup signs with it what it makes. It is a command as Inno
Setup wants it, with $f for the file, such as
`signtool.exe sign /fd sha256 /tr http://timestamp.digicert.com /td sha256 /n "Name" $f`.
Without it the installer is not signed, which is said.

Standard library only.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from companion import __version__  # noqa: E402 -- found from the checkout, by the line above

SCRIPT = ROOT / "packaging" / "windows" / "companion.iss"
PROGRAM = ROOT / "build" / "bundle" / "companion" / "companion.exe"
ICON = ROOT / "build" / "pyinstaller" / "work" / "companion" / "companion.ico"
"""What making the bundle drew; Setup itself is without an icon of its own where it is not there."""
INNO = Path("Inno Setup 6", "ISCC.exe")
FOLDERS = ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")
"""Where Inno Setup may be, by the names of the variables."""


def compiler() -> str | None:
    """Find Inno Setup's compiler."""
    if on_path := shutil.which("ISCC"):
        return on_path
    folders = [Path(os.environ[name]) for name in FOLDERS if name in os.environ]
    places = [place / INNO for folder in folders for place in (folder, folder / "Programs")]
    return next((str(place) for place in places if place.is_file()), None)


def command(inno: str, sign: str) -> list[str]:
    """Give what compiles the script, with the signing where there is a command for it."""
    words = [inno, "/Qp", f"/DVersion={__version__}"]
    if ICON.is_file():
        words.append(f"/DIcon={ICON}")
    if sign:
        words += ["/DSign", f"/Scompanion={sign}"]
    return [*words, str(SCRIPT)]


def main() -> int:
    """Compile the installer and say whether it is signed."""
    inno = compiler()
    if inno is None:
        print("Inno Setup 6 was not found: its compiler is ISCC.exe.", file=sys.stderr)
        return 1
    if not PROGRAM.is_file():
        print(f"{PROGRAM} is not there: python packaging/dev.py bundle", file=sys.stderr)
        return 1
    sign = os.environ.get("COMPANION_SIGN_COMMAND", "")
    code = subprocess.run(command(inno, sign), check=False).returncode
    if code == 0 and not sign:
        print("Not signed: COMPANION_SIGN_COMMAND is not set. Windows will warn about it.")
    return code


if __name__ == "__main__":
    sys.exit(main())
