"""The attachments of Slack's and Mattermost's older format as markdown: what is attached is quoted."""

from chat_app.services.incoming.blocks import Json, objects, quoted, text_of_blocks, words
from chat_app.services.incoming.mrkdwn import link, plain, readable

MOST_ATTACHMENTS = 100


def text_of_attachments(attachments: object) -> str:
    """The attachments below each other; empty where there is nothing to read."""
    parts = [_attachment(one) for one in objects(attachments)[:MOST_ATTACHMENTS]]
    return "\n\n".join(part for part in parts if part.strip())


def _attachment(one: Json) -> str:
    content = [
        link(plain(words(one.get("author_name"))), one.get("author_link")),
        _bold(link(readable(words(one.get("title"))), one.get("title_link"))),
        readable(words(one.get("text"))),
        "\n".join(filter(None, (_field(field) for field in objects(one.get("fields"))))),
        text_of_blocks(one.get("blocks")),
        link("", one.get("image_url")),
        " · ".join(filter(None, (_action(action) for action in objects(one.get("actions"))))),
        readable(words(one.get("footer"))),
    ]
    said = "\n\n".join(part for part in content if part.strip())
    parts = [readable(words(one.get("pretext"))), quoted(said) if said else ""]
    return "\n\n".join(filter(None, parts)) or readable(words(one.get("fallback")))


def _field(field: Json) -> str:
    title, value = _bold(plain(words(field.get("title")))), readable(words(field.get("value")))
    if not title or not value:
        return title or value
    return f"{title}\n{value}" if "\n" in value else f"{title}: {value}"


def _action(action: Json) -> str:
    """A button that leads somewhere; others would have nobody who answers."""
    return link(plain(words(action.get("text"))), action["url"]) if words(action.get("url")) else ""


def _bold(text: str) -> str:
    return f"**{text}**" if text and not text.startswith("**") else text
