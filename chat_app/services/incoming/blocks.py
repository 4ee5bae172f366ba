"""Slack's Block Kit as markdown: what can be read of it. Menus and fields that nobody could use stay out."""

from collections.abc import Callable
from typing import Any, cast

from chat_app.services.incoming.mrkdwn import code_block, link, mrkdwn, plain, readable, with_emoji

MOST_BLOCKS = 100
_BESIDE = " · "

Json = dict[str, Any]


def text_of_blocks(blocks: object) -> str:
    """The blocks below each other; empty where there is nothing to read."""
    parts = [_block(block) for block in objects(blocks)[:MOST_BLOCKS]]
    return "\n\n".join(part for part in parts if part.strip())


def objects(value: object) -> list[Json]:
    """The JSON objects of a list; whatever else is there is passed over."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Json", item) for item in items if isinstance(item, dict)]


def words(value: object) -> str:
    """A text, or a number where one was to be expected; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _block(block: Json) -> str:
    read = _BLOCKS.get(words(block.get("type")))
    return read(block) if read else ""


def _text(value: object) -> str:
    """A text object: `{type: mrkdwn | plain_text, text}`."""
    for one in objects([value]):
        text = words(one.get("text"))
        return plain(text) if one.get("type") == "plain_text" else mrkdwn(text)
    return ""


def _header(block: Json) -> str:
    text = _text(block.get("text"))
    return f"### {' '.join(text.split())}" if text else ""


def _section(block: Json) -> str:
    fields = [_text(field) for field in objects(block.get("fields"))]
    parts = [_text(block.get("text")), "\n".join(filter(None, fields))]
    parts += [_button(one) for one in objects([block.get("accessory")])]
    return "\n".join(filter(None, parts))


def _context(block: Json) -> str:
    return _BESIDE.join(filter(None, (_text(one) for one in objects(block.get("elements")))))


def _actions(block: Json) -> str:
    return _BESIDE.join(filter(None, (_button(one) for one in objects(block.get("elements")))))


def _button(element: Json) -> str:
    """One that leads somewhere; others would have nobody who answers. Of a picture, what it shows."""
    if element.get("type") == "image":
        return _image(element)
    return link(_text(element.get("text")), element["url"]) if words(element.get("url")) else ""


def _image(block: Json) -> str:
    title = _text(block.get("title")) or plain(words(block.get("alt_text")))
    return link(title, block.get("image_url"))


def _video(block: Json) -> str:
    return link(_text(block.get("title")), block.get("title_url") or block.get("video_url"))


def _rich_text(block: Json) -> str:
    parts = (_rich_part(part).strip("\n") for part in objects(block.get("elements")))
    return "\n\n".join(filter(None, parts))


def _rich_part(part: Json) -> str:
    content = "".join(_rich_element(element) for element in objects(part.get("elements")))
    match part.get("type"):
        case "rich_text_section":
            return content
        case "rich_text_preformatted":
            raw = "".join(words(one.get("text") or one.get("url")) for one in objects(part.get("elements")))
            return code_block(raw)
        case "rich_text_quote":
            return quoted(content)
        case "rich_text_list":
            return _rich_list(part)
        case _:
            return ""


def _rich_list(part: Json) -> str:
    indent, first = part.get("indent"), part.get("offset")
    depth = indent if isinstance(indent, int) and 0 < indent <= 8 else 0
    number = first if isinstance(first, int) and 0 <= first < 10**6 else 0
    lines: list[str] = []
    for item in objects(part.get("elements")):
        number += 1
        mark = f"{number}." if part.get("style") == "ordered" else "-"
        lines.append(f"{'    ' * depth}{mark} {_rich_part(item).strip()}")
    return "\n".join(lines)


def _rich_element(element: Json) -> str:
    text = words(element.get("text"))
    match element.get("type"):
        case "text":
            return _styled(text, element.get("style"))
        case "link":
            return link(plain(text), element.get("url"))
        case "emoji":
            return with_emoji(f":{words(element.get('name'))}:")
        case "user":
            return f"@{words(element.get('user_id'))}"
        case "channel":
            return f"#{words(element.get('channel_id'))}"
        case "broadcast":
            return "@here" if element.get("range") == "here" else "@all"
        case "color":
            return plain(words(element.get("value")))
        case "date":
            return plain(words(element.get("fallback")))
        case _:
            return plain(text)


def _styled(text: str, style: object) -> str:
    """Marks stand at words: a blank inside of them would make them text."""
    inner = text.strip()
    if not inner:
        return text
    before, _, after = text.partition(inner)
    no_marks: Json = {}
    marks = next(iter(objects([style])), no_marks)
    if marks.get("code"):
        return f"{before}`{inner.replace('`', chr(39))}`{after}"
    shown = plain(inner)
    for name, mark in (("strike", "~~"), ("italic", "_"), ("bold", "**")):
        if marks.get(name):
            shown = f"{mark}{shown}{mark}"
    return before + shown + after


def quoted(text: str) -> str:
    """Every line of it behind a `>`."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


_BLOCKS: dict[str, Callable[[Json], str]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": lambda _block: "---",
    "image": _image,
    "video": _video,
    "rich_text": _rich_text,
    "markdown": lambda block: readable(words(block.get("text"))),
}
