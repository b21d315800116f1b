# SPDX-License-Identifier: Apache-2.0
"""A virtual screen, and a picture of what is on it. Standard library only; it needs Xvfb."""

import contextlib
import os
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

SIZE = (1280, 860)


@contextlib.contextmanager
def virtual_screen(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give a virtual screen of this computer, and the file in a folder in which it is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    reader, writer = os.pipe()
    width, height = SIZE
    # -ac: whoever has a way to the socket may draw; nobody else can reach it.
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24"]
    command += ["-nolisten", "tcp", "-ac", "-fbdir", str(folder)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writer], stdout=quiet, stderr=quiet)
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            yield f":{pipe.readline().strip()}", folder / "Xvfb_screen0"
    finally:
        server.terminate()
        server.wait()


def save_screen(dump: Path, picture: Path) -> tuple[int, int, int]:
    """Write the screen that a virtual display keeps as a PNG; give its size and how many colours.

    The display keeps it in the form of xwd: a header of numbers, the colours of a palette, and rows
    of pixels with a byte each for blue, green, red and nothing.
    """
    content = dump.read_bytes()
    fields = struct.unpack(">25I", content[:100])
    header, width, height, stride, palette = (fields[place] for place in (0, 4, 5, 12, 19))
    pixels = content[header + palette * 12 :]
    rows = [pixels[row * stride :][: width * 4] for row in range(height)]
    lines = bytearray()
    for row in rows:
        line = bytearray(width * 3)
        line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
        lines += b"\0" + line
    shape = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    picture.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", shape)
        + chunk(b"IDAT", zlib.compress(bytes(lines)))
        + chunk(b"IEND", b"")
    )
    colours = {row[place : place + 3] for row in rows[::3] for place in range(0, width * 4, 12)}
    return width, height, len(colours)


def chunk(name: bytes, content: bytes) -> bytes:
    """Give a piece of a PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )
