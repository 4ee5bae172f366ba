"""Slack's markup as ours.

Slack and Mattermost call the same field `text`, one with its mrkdwn in it, the other with markdown, and say
nothing of which. So a text that has marks which only markdown has (`**bold**`, `~~gone~~`, `[a](b)`,
headings, tables) is markdown, and its marks stay as they are. Any other is mrkdwn: there `*x*` is bold and
`~x~` struck out. `<https://x|text>`, `<@U1|ada>` and `<!here>` are Slack's in both, as Mattermost too
understands them.
"""

import re
from collections.abc import Callable

import emoji

from chat_app.services.message_content import LONGEST_BODY

_MARKDOWN = re.compile(r"\*\*\S|~~\S|\]\(|^#{1,6}\s|^\|.*\|\s*$", re.MULTILINE)
_CODE = re.compile(r"```(.+?)```|`[^`\n]+`", re.DOTALL)
_ANGLED = re.compile(r"<([^<>|\n]{1,2048})(?:\|([^<>\n]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#-]+\n")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_KEPT = re.compile("\ue000(\\d+)\ue001")
_MARKERS = str.maketrans("", "", "\0\ue000\ue001")
_EVERYBODY = {"!here": "@here", "!channel": "@all", "!everyone": "@all"}
_MEANT = re.compile(r"[\\`*\[<]|(?<!\w)_|_(?!\w)|~(?=~)|^[#>]", re.MULTILINE)


def readable(text: str) -> str:
    """The markdown of a text that is mrkdwn or markdown."""
    return _converted(text, is_markdown=_MARKDOWN.search(text) is not None)


def mrkdwn(text: str) -> str:
    """The markdown of a text that says of itself that it is mrkdwn."""
    return _converted(text, is_markdown=False)


def plain(text: str) -> str:
    """The markdown of a text without any markup, on which nothing is taken for some."""
    text = _lines(text)
    return with_emoji(_MEANT.sub(lambda mark: "\\" + mark[0], text))


def link(words: str, url: object) -> str:
    """`words`, which are markdown, leading to an address, where that is one to lead to."""
    if not isinstance(url, str) or not _LINK.fullmatch(url := url.strip()):
        return words
    return f"[{words}](<{url}>)" if words else f"<{url}>"


def with_emoji(text: str) -> str:
    """Shortcodes such as `:tada:` as the emoji that they name."""
    return emoji.emojize(text, language="alias") if ":" in text else text


def code_block(text: str) -> str:
    """A fenced block, whatever is in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _converted(text: str, *, is_markdown: bool) -> str:
    text = _lines(text)
    kept: list[str] = []

    def keep(make: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            kept.append(make(match))
            return f"\ue000{len(kept) - 1}\ue001"

        return replace

    text = _CODE.sub(keep((lambda match: match[0]) if is_markdown else _code), text)
    text = _ANGLED.sub(keep(_angled), text)
    if not is_markdown:
        text = _STRUCK.sub(r"~~\1~~", _BOLD.sub(r"**\1**", text))
        text = _decoded(text)
    text = with_emoji(text)
    # What was kept first may stand inside of what was kept later, never the other way round.
    for _ in range(2):
        text = _KEPT.sub(lambda match: kept[int(match[1])], text)
    return text.strip()


def _lines(text: str) -> str:
    """More of it than a message can have and no more, with one kind of line breaks and nothing but text."""
    return text[: 2 * LONGEST_BODY].replace("\r\n", "\n").replace("\r", "\n").translate(_MARKERS)


def _code(match: re.Match[str]) -> str:
    if match[1] is None:
        return _decoded(match[0])
    content = _decoded(match[1])
    if content.endswith("\n") and (content.startswith("\n") or _LANGUAGE.match(content)):
        return f"```{content}```"
    return f"\n{code_block(content)}\n"


def _angled(match: re.Match[str]) -> str:
    target, words = match[1], _decoded(match[2] or "")
    kind = target[:1]
    if kind == "!":
        return _EVERYBODY.get(target) or words or match[0]
    if kind in "@#":
        return kind + (words.lstrip(kind) or target[1:])
    if _LINK.fullmatch(address := _decoded(target)):
        return link(re.sub(r"([\[\]\\])", r"\\\1", words), address)
    return match[0]


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)
