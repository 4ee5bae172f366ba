"""Keeping pictures of the product, where `make screens` asks for them."""

import io
import os
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

FOLDER = Path("docs/screens")


def keep(of: Page | Locator, name: str, **options: Any) -> None:
    """Writes a picture to `docs/screens/<name>.png`, with a palette, which makes it a third of the size."""
    if not os.environ.get("SCREENS"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(of.screenshot(animations="disabled", **options))).convert("RGB")
    palette = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(FOLDER / f"{name}.png", optimize=True)
