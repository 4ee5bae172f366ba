"""Message bodies: markdown in, sanitised HTML out.

A body is rendered once, when it is written, and the HTML is stored and handed to everybody. Raw HTML
is text here, pictures are attachments, and links leave the installation in a new tab.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chat_app.services import mentions
from chat_app.services.highlight import LANGUAGE_CLASSES, TOKEN_CLASSES, Budget, highlighted

_DEEPEST = 12
_MOST_MARKS = 3_000
_MOST_LINKS = 300
"""More than this in one body is not written by people; such a body is shown as it is."""

_HIGHLIGHTING = 0.05
"""Seconds for the colours of all code in one body."""

_LINKED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

_BEGINS_BLOCK = re.compile(
    r"""
    \s                                # a paragraph, an indent
    | [-+=#>] | \d+[.)](?:\s|\Z)      # lists, rules, headings, quotes
    """,
    re.VERBOSE,
)
# All of it begins with one of a few characters, which is what makes a long text of none of them quick.
_MARKUP = re.compile(
    rf"""
    [\\`*_~\[\]|@\r\0\ud800-\udfff:.\n]
    (?:
        (?<![:.\n])                   # escapes, code, emphasis, links, tables, mentions; what is not text
        | (?<=[^\W\d]:)\S             # a scheme
        | (?<=\.)[^\W\d]              # a host name
        | (?<=\s\n)                   # a trailing blank
        | (?<=\n)(?:{_BEGINS_BLOCK.pattern})
    )
    """,
    re.VERBOSE,
)
_MARKS = re.compile(r"[\\`*_~\[\]()|<>@#:+-]|\n")
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&nbsp;"})

# Host names without a scheme become links only under these, so that `main.py` and `README.md` do not.
_TOP_LEVEL_DOMAINS = """
    com net org edu gov mil int info biz io ai app dev cloud chat blog shop online site tech me tv eu at au be
    br ca ch cn cz de dk es fi fr gr hu ie il in it jp kr lu mx nl no nz pt ro ru se sg tr tw ua uk us za
"""
_TAGS = """
    p br strong em s code pre span a blockquote ul ol li hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td
"""


class Rendered(NamedTuple):
    html: str
    names: frozenset[str]


def render(body: str) -> str:
    """Sanitised HTML of a message body, safe to put into a page; empty for a blank body. Never raises."""
    if not body or body.isspace():
        return ""
    if not _has_markup(body):
        return f"<p>{body.translate(_ESCAPES).replace(chr(10), '<br>' + chr(10))}</p>"
    return _rendered(body).html


def _has_markup(body: str) -> bool:
    """Whether it is more than text, which is its own rendering."""
    if _BEGINS_BLOCK.match(body) is not None or body[-1:].isspace():
        return True
    return _MARKUP.search(body) is not None


def mentioned_names(body: str) -> set[str]:
    """The folded names that the body calls with an @, code and links left out."""
    return set(_rendered(body).names) if "@" in body else set()


def excerpt(body: str, limit: int = 120) -> str:
    """The body as one line of plain text, cut at `limit` characters with an ellipsis."""
    if _has_markup(body):
        body = " ".join(_plain(_tokens(body))) if _bearable(body) else body
    line = " ".join(_NOT_TEXT.sub("\ufffd", body).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=64)
def _rendered(body: str) -> Rendered:
    """Remembered for a moment, as whoever renders a body also asks for the names in it."""
    if not _bearable(body):
        return Rendered(f"<p>{_as_it_is(body)}</p>", frozenset())
    tokens = _tokens(body)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {"budget": Budget(_HIGHLIGHTING)})
    names = (
        child.meta["name"] for token in tokens for child in token.children or () if child.type == "mention"
    )
    return Rendered(_CLEANER.clean(html).strip("\n"), frozenset(names))


def _bearable(body: str) -> bool:
    return len(body) <= _MOST_LINKS or (
        body.count("://") <= _MOST_LINKS and len(_MARKS.findall(body)) <= _MOST_MARKS
    )


def _tokens(body: str) -> list[Token]:
    return _PARSER.parse(_NOT_TEXT.sub("\ufffd", body))


def _as_it_is(body: str) -> str:
    text = _NOT_TEXT.sub("\ufffd", body).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return text.translate(_ESCAPES).replace("\n", "<br>\n")


def _plain(tokens: list[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if token.type == "inline":
            words.append("".join(_plain(token.children or [])))
        elif token.type in {"text", "code_inline", "mention", "fence"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return words


def _call_names(state: StateCore) -> None:
    """Turns @names in running text into tokens of their own."""
    for token in state.tokens:
        if token.type != "inline" or "@" not in token.content:
            continue
        children: list[Token] = []
        in_link = 0
        for child in token.children or []:
            in_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type != "text" or in_link or "@" not in child.content:
                children.append(child)
                continue
            for piece, name in mentions.split(child.content):
                kind = "text" if name is None else "mention"
                part = Token(kind, "", 0, content=piece, level=child.level)
                if name is not None:
                    part.meta = {"name": name}
                children.append(part)
        token.children = children


def _mention(_renderer: object, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    token = tokens[index]
    return f'<span class="mention" data-name="{token.meta["name"]}">{token.content}</span>'


def _fence(
    _renderer: object, tokens: list[Token], index: int, _options: object, env: dict[str, Budget]
) -> str:
    token = tokens[index]
    words = token.info.split(maxsplit=1)
    return highlighted(token.content, words[0] if words else "", env["budget"]) + "\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": _DEEPEST}
    )
    parser.enable(["table", "strikethrough", "linkify"])
    parser.disable(
        # Pictures are attachments, HTML is text, an ampersand is one. Four spaces before a line, or dashes
        # below it, are how people write and not a wish for code or a heading.
        ["image", "html_block", "html_inline", "entity", "code", "lheading", "reference"]
    )
    linkify: Any = parser.linkify
    linkify.tlds(_TOP_LEVEL_DOMAINS.split()).add("ftp:", None).add("//", None)
    parser.validateLink = lambda url: _LINKED.match(url) is not None  # pyright: ignore[reportAttributeAccessIssue]
    parser.core.ruler.push("mentions", _call_names)
    parser.add_render_rule("mention", _mention)
    parser.add_render_rule("fence", _fence)
    return parser


# Neither keeps anything between calls, so that all threads share them.
_PARSER = _parser()
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={
        "a": {"href", "title"},
        "ol": {"start"},
        "span": {"data-name"},
        "th": {"style"},
        "td": {"style"},
    },
    filter_style_properties={"text-align"},
    allowed_classes={"span": {"mention", *TOKEN_CLASSES}, "code": set(LANGUAGE_CLASSES)},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow ugc",
)
