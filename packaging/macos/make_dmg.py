# SPDX-License-Identifier: Apache-2.0
"""Make the macOS disk image of the app: `python3 packaging/macos/make_dmg.py`.

It needs macOS and what `python3 packaging/dev.py bundle` made (build/bundle/Companion.app), and
writes dist/companion-VERSION-macos-MACHINE.dmg. It has not been run yet: there was no Mac.

Where COMPANION_SIGNING_IDENTITY names a certificate in the keychain ("Developer ID Application: …"),
the app and the image are signed with the hardened runtime. Where COMPANION_NOTARY_KEY (a file),
COMPANION_NOTARY_KEY_ID and COMPANION_NOTARY_ISSUER are set too, Apple is asked to notarise the
image, and its answer is put into it. What is left out is said: macOS then warns about the app.

Standard library and Apple's own tools only.
"""

import os
import platform
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from companion import __version__  # noqa: E402 -- found from the checkout, by the line above

APP = ROOT / "build" / "bundle" / "Companion.app"
PROGRAM = APP / "Contents" / "MacOS" / "companion"
STAGE = ROOT / "build" / "dmg"
ENTITLEMENTS = ROOT / "packaging" / "macos" / "entitlements.plist"
BARE = ROOT / "build" / "entitlements.plist"
"""The same without a comment: what codesign reads entitlements with may stumble over one."""

IDENTITY = "COMPANION_SIGNING_IDENTITY"
NOTARY = ("COMPANION_NOTARY_KEY", "COMPANION_NOTARY_KEY_ID", "COMPANION_NOTARY_ISSUER")

Steps = list[list[str]]


def image(machine: str) -> Path:
    """Give the place of the disk image for a machine: arm64 is Apple silicon."""
    return ROOT / "dist" / f"companion-{__version__}-macos-{machine}.dmg"


def signing(identity: str) -> Steps:
    """Give the commands that sign the app, all that is in it first, and look at the result."""
    sign = ["codesign", "--force", "--deep", "--timestamp", "--options", "runtime"]
    return [
        [*sign, "--entitlements", str(BARE), "--sign", identity, str(APP)],
        ["codesign", "--verify", "--deep", "--strict", str(APP)],
    ]


def imaging(target: Path) -> Steps:
    """Give the command that makes the image of what was put together."""
    make = ["hdiutil", "create", "-volname", "Companion", "-srcfolder", str(STAGE)]
    return [[*make, "-fs", "HFS+", "-format", "UDZO", "-ov", str(target)]]


def notarising(target: Path, key: str, key_id: str, issuer: str) -> Steps:
    """Give the commands that have Apple look at the image, and put its answer into it."""
    who = ["--key", key, "--key-id", key_id, "--issuer", issuer]
    return [
        ["xcrun", "notarytool", "submit", str(target), *who, "--wait"],
        ["xcrun", "stapler", "staple", str(target)],
        [
            "spctl",
            "--assess",
            "--type",
            "open",
            "--context",
            "context:primary-signature",
            str(target),
        ],
    ]


def after_imaging(target: Path, environment: Mapping[str, str]) -> Steps:
    """Give what is done to the image, as far as there is something to do it with."""
    identity = environment.get(IDENTITY, "")
    if not identity:
        return []
    steps: Steps = [["codesign", "--timestamp", "--sign", identity, str(target)]]
    if all(environment.get(name) for name in NOTARY):
        steps += notarising(target, *(environment[name] for name in NOTARY))
    return steps


def left_out(environment: Mapping[str, str]) -> str:
    """Say what was not done for want of a certificate or a key; empty where all was."""
    if not environment.get(IDENTITY):
        return (
            f"Neither signed nor notarised: {IDENTITY} is not set. macOS will warn about the app."
        )
    missing = [name for name in NOTARY if not environment.get(name)]
    if missing:
        return (
            f"Signed, not notarised: {', '.join(missing)} not set. macOS will warn about the app."
        )
    return ""


def write_bare_entitlements() -> None:
    """Write what the app asks for without a word around it."""
    BARE.parent.mkdir(exist_ok=True)
    BARE.write_bytes(plistlib.dumps(plistlib.loads(ENTITLEMENTS.read_bytes())))


def put_together() -> None:
    """Lay out the image: the app, and the folder that it is to be drawn into."""
    shutil.rmtree(STAGE, ignore_errors=True)
    STAGE.mkdir(parents=True)
    shutil.copytree(APP, STAGE / APP.name, symlinks=True)
    (STAGE / "Applications").symlink_to("/Applications")


def carry_out(steps: Sequence[Sequence[str]]) -> None:
    """Run commands one after another; the first that fails ends it."""
    for step in steps:
        subprocess.run(step, check=True)


def main() -> int:
    """Sign the app as far as that can be done, try it, and make the image."""
    if platform.system() != "Darwin":
        print("A disk image of the app can be made on macOS alone.", file=sys.stderr)
        return 1
    if not PROGRAM.is_file():
        print(f"{PROGRAM} is not there: python3 packaging/dev.py bundle", file=sys.stderr)
        return 1
    target = image(platform.machine())
    target.parent.mkdir(exist_ok=True)
    identity = os.environ.get(IDENTITY, "")
    write_bare_entitlements()
    try:
        carry_out(signing(identity) if identity else [])
        # As it will be used: the hardened runtime may refuse what worked before.
        carry_out([[str(PROGRAM), "--self-test"]])
        put_together()
        carry_out(imaging(target))
        carry_out(after_imaging(target, os.environ))
    except subprocess.CalledProcessError as error:
        print(f"This did not work: {' '.join(map(str, error.cmd[:2]))}", file=sys.stderr)
        return 1
    if missing := left_out(os.environ):
        print(missing)
    print(f"{target} is made.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
