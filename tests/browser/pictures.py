"""Keeping pictures of the product, where `make screens` asks for them."""

import io
import os
from collections import Counter
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

FOLDER = Path("docs/screens")


def keep(of: Page | Locator, name: str, **options: Any) -> None:
    """Writes a picture to `docs/screens/<name>.png`, with a palette, which makes it a third of the size.

    The palette is of the colours that cover most, exactly as they are: grounds that lie next to each other
    differ by little, and must not become one.
    """
    if not os.environ.get("SCREENS"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(of.screenshot(animations="disabled", **options))).convert("RGB")
    pixels = Counter(zip(*(channel.tobytes() for channel in picture.split()), strict=True))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour, _ in pixels.most_common(256) for part in colour])
    drawn = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    drawn.save(FOLDER / f"{name}.png", optimize=True)
