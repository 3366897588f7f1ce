"""How wide a text is, by the measures of the font itself.

The slides ask for Arial, which Windows and macOS have. Liberation Sans, which is here
and in every LibreOffice, has the same widths: what fits in the one fits in the other.
The PDF holds Liberation Sans itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
NAME = "Liberation Sans"
# of the same widths; what PowerPoint is asked for
OFFICE_NAME = "Arial"
FILES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
# in ems, as the font says: ascent, descent and the gap between lines
ASCENT, DESCENT, LINE_GAP = 1854 / 2048, 434 / 2048, 67 / 2048
LINE_HEIGHT = ASCENT + DESCENT + LINE_GAP
UNITS = 2048
# programs round the place of each letter
SAFETY = 1.01


@cache
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    file = str(FOLDER / FILES[is_bold])
    return ImageFont.truetype(file, UNITS, layout_engine=ImageFont.Layout.BASIC)


@cache
def _ems(text: str, is_bold: bool) -> float:
    return _font(is_bold).getlength(text) / UNITS


def text_width(text: str, size: float, is_bold: bool = False) -> float:
    """The width of a text on one line, in points; `size` in points."""
    return _ems(text, is_bold) * size * SAFETY


def wrapped(text: str, size: float, width: float, is_bold: bool = False) -> list[str]:
    """A text in lines that fit a width in points; a word that is too long is cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _breakable(paragraph, size, width, is_bold):
            longer = f"{line} {word}" if line else word
            if text_width(longer, size, is_bold) <= width or not line:
                line = longer
            else:
                lines.append(line)
                line = word
        lines.append(line)
    return lines


def _breakable(text: str, size: float, width: float, is_bold: bool) -> list[str]:
    """The words of a text; one that fits no line is cut into pieces, as programs do."""
    words = []
    for word in text.split():
        while len(word) > 1 and text_width(word, size, is_bold) > width:
            end = next(
                n
                for n in range(len(word) - 1, 0, -1)
                if n == 1 or text_width(word[:n], size, is_bold) <= width
            )
            words.append(word[:end])
            word = word[end:]
        words.append(word)
    return words


def longest_word(text: str, size: float, is_bold: bool = False) -> float:
    """The width of the longest word, in points: what a column must have at least."""
    words = text.split()
    return max((text_width(word, size, is_bold) for word in words), default=0.0)
