"""What our build does beside Reflex's own: the client store goes in, and it comes out fit for any host."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reflex.compiler.utils import get_page_path
from reflex_base.config import get_config
from reflex_base.plugins import CommonContext, Plugin, PreCompileContext
from typing_extensions import Unpack

from chat_app.services.emoji_names import shortcodes
from chat_app.ui.text import LANGUAGES, catalogue

if TYPE_CHECKING:
    from reflex.app import UnevaluatedPage
    from reflex_base.plugins.base import PostBuildContext

CLIENT = Path(__file__).parent / "client"
CSP_HASHES = Path("backend/csp-hashes.json")
"""Where, in Reflex's web directory, the hashes of the inline scripts are: a JSON list of CSP sources."""

_BAKED_URL = re.compile(r"""([`"'])(ws|http)s?://localhost:\d+(/[\w/-]*)\1""")
_SAME_HOST = re.compile(r"""\[([`"'])localhost\1,\1(?:0\.0\.0\.0|::)\1[^\]]*\]""")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_DRAWN_ANEW = "export default Component;"
_STILL = "export default memo(Component, () => true);"
_BLIND_EVAL = """\
    {
      name: "blind-eval",
      apply: "build",
      transform(code, id) {
        if (id.endsWith("/utils/state.js")) return code.replace(/\\beval\\(/g, "(0, eval)(");
      },
    },
"""
_PROXIED = ("/api", "/hooks", "/healthz", "/readyz", "/metrics", "/_event")


class ClientStore(Plugin):
    """Brings the modules of `client/` into the build, where pages import them as `$/client/…`.

    Beside them go the catalogues, each as a module `text-<language>.js` whose default is its Fluent source,
    with `text-late-<language>.js` for what few people see,
    and `emoji-names.js`, whose default is every emoji by its shortcodes.
    """

    def get_static_assets(self, **context: Unpack[CommonContext]) -> Sequence[tuple[Path, str | bytes]]:
        del context
        modules = {path.name: path.read_text() for path in sorted(CLIENT.glob("*.js"))}
        texts = {f"text-{code}.js": f"export default {json.dumps(catalogue(code))};\n" for code in LANGUAGES}
        texts |= {
            f"text-late-{code}.js": f"export default {json.dumps(catalogue(code, is_late=True))};\n"
            for code in LANGUAGES
        }
        emoji = {"emoji-names.js": f"export default {json.dumps(shortcodes(), ensure_ascii=False)};\n"}
        return [(Path("client") / name, content) for name, content in {**modules, **texts, **emoji}.items()]


class OneOrigin(Plugin):
    """Makes one build serve any host and port, and says which inline scripts a page may run."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        context["add_modify_task"]("vite.config.js", _configured)

    def post_build(self, **context: Unpack["PostBuildContext"]) -> None:
        static = context["static_dir"]
        # Two places: the addresses as they were baked in, and what is done to those that say "localhost".
        for pattern, replacement in ((_BAKED_URL, _relative), (_SAME_HOST, "[]")):
            found = [_rewritten(chunk, pattern, replacement) for chunk in static.glob("assets/*.js")]
            if not any(found):
                raise RuntimeError(f"The build no longer holds {pattern.pattern}")
        sources = sorted(
            {source for page in static.rglob("*.html") for source in inline_sources(page.read_text())}
        )
        target = static.parent.parent / CSP_HASHES
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(sources, indent=1))


class StillPages(Plugin):
    """Keeps pages as they are while the router goes from one conversation to another.

    It would draw the whole page anew for each address, and once more when it has arrived. Nothing in a page
    is made of what the router hands to it: whatever depends on the address asks for it by a hook of its own.

    It is the same page for all of them, too: a browser loads its code once.
    """

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        seen: list[UnevaluatedPage] = []
        for page in context["unevaluated_pages"]:
            twin = next((one for one in seen if replace(page, route=one.route) == one), None)
            path = get_page_path(page.route)
            if twin:
                context["add_modify_task"](path, partial(_as_its_twin, Path(get_page_path(twin.route)).name))
            else:
                context["add_modify_task"](path, still)
                seen.append(page)


def _as_its_twin(name: str, code: str) -> str:
    del code
    return f'export {{ default }} from "./{name}";\n'


def still(code: str) -> str:
    """A compiled page, which its route draws once."""
    if _STILL in code:  # as it was left by the build before
        return code
    if _DRAWN_ANEW not in code:
        raise RuntimeError("The compiled page no longer has a place for the memo around it")
    return 'import {memo} from "react"\n' + code.replace(_DRAWN_ANEW, _STILL)


def _configured(code: str) -> str:
    """In development, what is not a page goes on to Python, so that there is one origin there too.

    In the build, Reflex's remarks about its socket stay out of the console, and its `eval`, which our policy
    forbids anyway, no longer sees the names around it: nothing that shares a file with it could be shortened.
    """
    target = f"http://127.0.0.1:{get_config().backend_port}"
    proxy = json.dumps({path: {"target": target, "ws": path == "/_event"} for path in _PROXIED})
    for before, added in (
        ("  server: {\n", f"    proxy: {proxy},\n"),
        ("    rollupOptions: {\n", '      treeshake: { manualPureFunctions: ["console.log"] },\n'),
        ("    safariCacheBustPlugin(),\n", _BLIND_EVAL),
        ("          groups: [\n", '            { test: /lucide-react/, name: "icons" },\n'),
    ):
        if before not in code:
            raise RuntimeError(f"The bundler's configuration no longer has a place for {added.strip()}")
        code = code.replace(before, before + added, 1)
    return code


def inline_sources(html: str) -> set[str]:
    """The CSP sources (`'sha256-…'`) of the inline scripts of a page."""
    return {_source(script) for script in _INLINE_SCRIPT.findall(html) if script}


def _source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _rewritten(
    chunk: Path, pattern: re.Pattern[str], replacement: str | Callable[[re.Match[str]], str]
) -> bool:
    before = chunk.read_text()
    after = pattern.sub(replacement, before)
    if after != before:
        chunk.write_text(after)
    return after != before


def _relative(match: re.Match[str]) -> str:
    origin = 'location.origin.replace(/^http/,"ws")' if match[2] == "ws" else "location.origin"
    return f"{origin}+{json.dumps(match[3])}"
