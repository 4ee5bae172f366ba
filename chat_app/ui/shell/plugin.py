"""Builds the shells of the pages, and what keeps them in the browser."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reflex_base.plugins import Plugin, PreCompileContext
from typing_extensions import Unpack

from chat_app.ui.shell.addresses import Shell, shells

if TYPE_CHECKING:
    from reflex_base.plugins.base import PostBuildContext

SERVICE_WORKER = "service-worker.js"
_HERE = Path(__file__).parent
_CONFIGURED = '"prerender": true'
_FONT_FACE = re.compile(r"@font-face\{[^}]*?url\(([^)]+\.woff2)\)[^}]*unicode-range:([^;}]+)")
_MODULE = re.compile(r'import \* as route\d+ from "(/assets/[^"]+)"')
_MANIFEST = re.compile(r"/assets/manifest-[\w-]+\.js")
_PRELOADED = re.compile(r'rel="modulepreload" href="([^"]+)"')
_NOT_KEPT = {".gz", ".br", ".zst", ".html", ".woff2"}


class Shells(Plugin):
    """Renders every page once and hands it to a service worker, so that it opens without a network.

    `together` are routes between which people go back and forth: with one of them all are loaded.
    """

    def __init__(self, together: Sequence[str]) -> None:
        self._together = shells(together)

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        paths = [shell.path for shell in shells(page.route for page in context["unevaluated_pages"])]

        def with_all_pages(code: str) -> str:
            # Absent in development. "true" would be the pages without parameters alone.
            return code.replace(_CONFIGURED, f'"prerender": {json.dumps(paths)}')

        context["add_modify_task"]("react-router.config.js", with_all_pages)

    def post_build(self, **context: Unpack["PostBuildContext"]) -> None:
        static = context["static_dir"]
        pages = shells(json.loads((static.parent.parent / "routes.json").read_text()))
        self._hasten(static)
        (static / SERVICE_WORKER).write_text(_service_worker(static, pages))

    def _hasten(self, static: Path) -> None:
        """Tells each page in its head what it will want, before the scripts find out one after the other."""
        font = _first_font(static)
        beside = _hashed(static, _HERE / "besidePage.js")
        together = {shell.file: _modules(static / shell.file) for shell in self._together}
        for page in static.rglob("*.html"):
            html = page.read_text()
            wanted: set[str] = set()
            if str(page.relative_to(static)) in together:
                wanted = set[str]().union(*together.values()) - set(_PRELOADED.findall(html))
            added = (
                f'<link rel="preload" as="font" type="font/woff2" crossorigin="" href="{font}"/>'
                + "".join(f'<link rel="modulepreload" href="{module}"/>' for module in sorted(wanted))
                + f'<script type="module" src="{beside}"></script>'
            )
            if "</head>" not in html:
                raise RuntimeError(f"{page} has no head")
            page.write_text(html.replace("</head>", added + "</head>", 1))


def _modules(page: Path) -> set[str]:
    """What the page's own routes are made of, beside what every page has."""
    html = page.read_text()
    return {*_PRELOADED.findall(html), *_MODULE.findall(html)}


def _first_font(static: Path) -> str:
    """The font's part with the basic Latin letters: no page is without them."""
    styles = "".join(path.read_text() for path in static.glob("assets/*.css"))
    for url, letters in _FONT_FACE.findall(styles):
        if letters.startswith(("U+??", "U+0-FF", "U+0000-00FF")):
            return url
    raise RuntimeError("The build's styles no longer have a font with the basic Latin letters")


def _hashed(static: Path, source: Path) -> str:
    """Puts a script into the build under a name with its hash; gives its address."""
    code = source.read_bytes()
    address = f"/assets/{source.stem}-{hashlib.sha256(code).hexdigest()[:8]}{source.suffix}"
    (static / address[1:]).write_bytes(code)
    return address


def _service_worker(static: Path, pages: list[Shell]) -> str:
    for page in pages:
        if not (static / page.file).is_file():
            raise RuntimeError(f"The build has no {page.file}")
    files = sorted(_kept(static, _first_font(static)))
    manifest = _MANIFEST.search((static / pages[0].file).read_text())
    if not manifest:
        raise RuntimeError("The build's pages no longer name their manifest")
    build = {
        "id": _fingerprint(static, [*files, *(f"/{page.file}" for page in pages)]),
        "manifest": manifest[0],
        "files": files,
        "shells": [{"path": page.path, "pattern": page.pattern} for page in pages],
    }
    return f"const BUILD = {json.dumps(build)};\n{(_HERE / 'serviceWorker.js').read_text()}"


def _kept(static: Path, font: str) -> Iterable[str]:
    yield font
    for path in static.rglob("*"):
        address = f"/{path.relative_to(static)}"
        # The sources of the one style sheet lie beside it, and nothing asks for them.
        if path.is_file() and path.suffix not in _NOT_KEPT and not address.startswith("/styles/"):
            yield address


def _fingerprint(static: Path, addresses: list[str]) -> str:
    digest = hashlib.sha256()
    for address in addresses:
        digest.update(address.encode() + (static / address[1:]).read_bytes())
    return digest.hexdigest()[:16]
