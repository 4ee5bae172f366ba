"""`make icons`: the app's icons in the sizes that devices ask for, from `icon.svg` and `icons/tile.svg`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
ICONS = (
    ("icon.svg", "mark", 192),
    ("icon.svg", "mark", 512),
    ("icons/tile.svg", "tile", 192),
    ("icons/tile.svg", "tile", 512),
    ("icons/tile.svg", "apple-touch", 180),
)


def draw() -> None:
    """Writes them all to `assets/icons`."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        for source, name, size in ICONS:
            page = chromium.new_page(viewport={"width": size, "height": size})
            svg = (ASSETS / source).read_text().replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
            page.set_content(f'<body style="margin: 0"><div style="display: flex">{svg}</div>')
            page.screenshot(path=ASSETS / "icons" / f"{name}-{size}.png", omit_background=True)
        chromium.close()


if __name__ == "__main__":
    draw()
