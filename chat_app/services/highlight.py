"""Colours for fenced code, as CSS classes (Pygments' short names)."""

import time
from dataclasses import dataclass
from functools import cache
from html import escape
from io import StringIO
from typing import TypeVar

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES

T = TypeVar("T")

LONGEST = 10_000
LONGEST_LINE = 1_000
"""Longer code stays plain: lexers are regular expressions, and some are quadratic in hostile text."""

_LANGUAGES: dict[str, tuple[str, ...]] = {
    "bash": ("sh", "shell", "zsh", "console"),
    "c": ("h",),
    "cpp": ("c++", "hpp", "cc"),
    "csharp": ("c#", "cs"),
    "css": (),
    "diff": ("patch", "udiff"),
    "docker": ("dockerfile",),
    "elixir": ("ex", "exs"),
    "erlang": ("erl",),
    "go": ("golang",),
    "haskell": ("hs",),
    "html": ("htm",),
    "ini": ("cfg", "conf"),
    "java": (),
    "javascript": ("js", "jsx", "mjs"),
    "json": (),
    "kotlin": ("kt",),
    "lua": (),
    "make": ("makefile",),
    "nginx": (),
    "perl": ("pl",),
    "php": (),
    "powershell": ("ps1", "pwsh"),
    "python": ("py", "py3", "python3"),
    "r": (),
    "ruby": ("rb",),
    "rust": ("rs",),
    "scala": (),
    "sql": (),
    "swift": (),
    "toml": (),
    "typescript": ("ts", "tsx"),
    "xml": ("svg",),
    "yaml": ("yml",),
}
_NAMES = {alias: name for name, aliases in _LANGUAGES.items() for alias in (name, *aliases)}

LANGUAGE_CLASSES = frozenset(f"language-{name}" for name in _LANGUAGES)
TOKEN_CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)


@dataclass
class Budget:
    """Seconds of this thread's time that are left for colours; finding a language's rules costs none."""

    left: float


def highlighted(code: str, language: str, budget: Budget) -> str:
    """A `<pre>` block. Plain where the language is not known, the code is long, or the budget is spent."""
    name = _NAMES.get(language.lower(), "")
    attribute = f' class="language-{name}"' if name else ""
    inner = _coloured(code, name, budget) if name else None
    return f"<pre><code{attribute}>{inner or escape(code, quote=False)}</code></pre>"


def _coloured(code: str, name: str, budget: Budget) -> str | None:
    if len(code) > LONGEST or max(map(len, code.split("\n"))) > LONGEST_LINE:
        return None
    lexer = _lexer_class(name)(stripnl=False, ensurenl=False)  # a lexer may keep things between its calls
    out = StringIO()
    begun = time.thread_time()
    deadline = begun + budget.left
    try:
        tokens = (_in_time(token, deadline) for token in lexer.get_tokens(code))
        HtmlFormatter[str](nowrap=True).format(tokens, out)
    except TimeoutError:
        return None
    finally:
        budget.left -= time.thread_time() - begun
    return out.getvalue()


def _in_time(token: T, deadline: float) -> T:
    if time.thread_time() > deadline:
        raise TimeoutError
    return token


@cache
def _lexer_class(name: str) -> type[Lexer]:
    return find_lexer_class_by_name(name)
