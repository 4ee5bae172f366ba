"""The built pages alone, without a product behind them: they can be replaced by another build, or hang."""

import json
import re
import shutil
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chat_app.launcher.frontend import ensure_built
from chat_app.ui.shell.addresses import shells

_MANIFEST = re.compile(r"manifest-([\w-]+)\.js")


class BuiltPages:
    """Serves a copy of the build on a port of its own, until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self._builds = 0
        self.hangs = threading.Event()
        self._goes_on = threading.Event()
        built = ensure_built()
        shutil.copytree(built / "build" / "client", folder, ignore=shutil.ignore_patterns("*.gz", "*.br"))
        addresses = shells(json.loads((built / "routes.json").read_text()))
        pages = self

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *args: Any) -> None:
                super().__init__(*args, directory=str(folder))

            def do_GET(self) -> None:
                pages.asked.append(self.path)
                if pages.hangs.is_set():
                    pages._goes_on.wait(30)
                for shell in addresses:
                    if re.match(shell.pattern, self.path):
                        self.path = f"/{shell.file}"
                        break
                if not Path(self.translate_path(self.path)).exists():
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                super().do_GET()

            def end_headers(self) -> None:
                hashed = self.path.startswith("/assets/")
                self.send_header("Cache-Control", "max-age=31536000, immutable" if hashed else "no-cache")
                super().end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def build(self) -> str:
        """What tells this build from others: the name of its list of routes."""
        found = _MANIFEST.search((self.folder / "index.html").read_text())
        assert found
        return found[0]

    def replace(self) -> None:
        """Another build takes the place of this one: parts have other names, and the old ones are gone."""
        self._builds += 1
        texts = [path for path in self.folder.rglob("*") if path.suffix in {".html", ".js"}]
        for old in [self.build, next(self.folder.glob("assets/_register_*")).name]:
            new = f"{old.rpartition('-')[0]}-build{self._builds}.js"
            for path in texts:
                path.write_text(path.read_text().replace(old, new))
            (self.folder / "assets" / old).rename(self.folder / "assets" / new)
            texts = [path.with_name(new) if path.name == old else path for path in texts]
        worker = self.folder / "service-worker.js"
        worker.write_text(re.sub(r'"id": "\w+"', f'"id": "build{self._builds}"', worker.read_text(), count=1))

    def close(self) -> None:
        self._goes_on.set()
        self._server.shutdown()
        self._server.server_close()
