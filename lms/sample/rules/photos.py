"""A picture to hand in where nobody took one: drawn, and it says so."""

from importlib import import_module
from io import BytesIO
from random import Random
from typing import Any

SIZE = (960, 720)
SKY, SUN, FAR, NEAR = "#dff0ea", "#f3b431", "#6fa392", "#0b5a48"


def drawn_photo(chance: Random) -> bytes:
    """Give a JPEG of a hill and a sun, a little different each time, with the words "Foto contoh"."""
    width, height = SIZE
    picture: Any = import_module("PIL.Image").new("RGB", SIZE, SKY)  # a tenth of a second that only loading a sample needs
    pen: Any = import_module("PIL.ImageDraw").Draw(picture)
    sun, top = chance.randint(150, 800), chance.randint(180, 320)
    pen.ellipse((sun - 60, 90, sun + 60, 210), fill=SUN)
    pen.polygon([(0, height), (chance.randint(200, 420), top), (width, height)], fill=FAR)
    pen.polygon([(0, height), (chance.randint(520, 800), top + 160), (width, height)], fill=NEAR)
    pen.text((40, height - 80), "Foto contoh", fill="white", font_size=44)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()
