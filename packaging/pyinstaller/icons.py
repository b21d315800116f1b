# SPDX-License-Identifier: Apache-2.0
"""The icon of the program in the forms that Windows and macOS want, drawn from the one that ships."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256)
"""What a Windows icon holds; the system takes the nearest."""
LARGEST = 1024
"""What a macOS icon is made of, down to 16."""
SMALL = 24
"""Up to this many pixels the drawing with fewer lines is used."""


def write(drawing: Path, small: Path, target: Path) -> None:
    """Write an .ico or .icns file from a drawing and from the one for small sizes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".icns":
        _drawn(drawing, LARGEST).save(target, format="ICNS")
        return
    pictures = [_drawn(small if size <= SMALL else drawing, size) for size in SIZES]
    pictures[-1].save(
        target,
        format="ICO",
        sizes=[(size, size) for size in SIZES],
        append_images=pictures[:-1],
    )


def _drawn(drawing: Path, size: int) -> Image.Image:
    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return Image.frombytes("RGBA", (size, size), bytes(image.constBits()))
