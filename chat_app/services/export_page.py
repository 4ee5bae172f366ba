"""An export for people: one page that needs nothing besides itself. No script would run in it."""

from html import escape
from typing import Any

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The page says so itself, for whoever opens the saved file; it is served with the same."""

_STYLE = """
:root { color-scheme: light dark; --ink: #23211e; --soft: #6e6860; --line: #e4e0d9; --paper: #fbfaf8;
  --quiet: #f3f1ed; --accent: #0f6466 }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8e1; --soft: #9a9388; --line: #35322d;
  --paper: #1b1a18; --quiet: #24221f; --accent: #5fbdb8 } }
body { margin: 0 auto; max-width: 46rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; overflow-wrap: break-word }
h1 { margin: 0; font-size: 28px; line-height: 1.3 }
header p, summary, time, .system, footer, .in-thread { color: var(--soft); font-size: 13px }
header { margin-bottom: 2rem; padding-bottom: 1.5rem; border-bottom: 1px solid var(--line) }
header p { margin: .25rem 0 0 }
details { margin-top: 1rem }
summary { cursor: pointer }
ul.members { columns: 14rem; margin: .5rem 0 0; padding: 0; list-style: none; font-size: 13px }
article { margin: 1rem 0 }
article.thread { margin-left: 1.5rem; padding-left: .75rem; border-left: 2px solid var(--line) }
article b { margin-right: .5rem }
article p { margin: .15rem 0 }
.system { margin: 1rem 0; text-align: center }
blockquote { margin: .25rem 0; padding-left: .75rem; border-left: 3px solid var(--line); color: var(--soft) }
pre, code { background: var(--quiet); border-radius: 4px; font-size: 13px }
pre { padding: .75rem; overflow-x: auto } code { padding: 0 .25rem } pre code { padding: 0 }
table { border-collapse: collapse } td, th { padding: .25rem .5rem; border: 1px solid var(--line) }
a, .mention { color: var(--accent) }
.files, .reactions { margin: .25rem 0 0; padding: 0; list-style: none; font-size: 13px }
.files li::before { content: "📎 " }
.reactions li { display: inline-block; margin-right: .4rem; padding: 0 .45rem; border-radius: 1rem;
  background: var(--quiet) }
.gone { color: var(--soft); font-style: italic }
footer { margin-top: 3rem; text-align: center }
"""


class Page:
    """What was said, as one would read it: names, times in UTC, answers, files by name, reactions."""

    def __init__(self) -> None:
        self._said = 0

    def beginning(self, conversation: dict[str, Any]) -> str:
        name, topic = escape(conversation["name"]), escape(conversation["topic"])
        about = f"<p>{topic}</p>" if topic else ""
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{_IN_THE_PAGE}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{name}</title><style>{_STYLE}</style></head>\n<body><header><h1>{name}</h1>{about}"
            f"<p>Since {_time(conversation['created_at'])}. All times are UTC.</p>"
            f"<details><summary>Members: {conversation['member_count']:,}</summary>"
            '<ul class="members">\n'
        )

    def member(self, member: dict[str, Any]) -> str:
        user = member["user"]
        role = "" if member["role"] == "member" else f", {member['role']}"
        return f"<li>{escape(user['display_name'])} (@{escape(user['username'])}){role}</li>\n"

    def middle(self) -> str:
        return "</ul></details></header><main>\n"

    def message(self, message: dict[str, Any]) -> str:
        at = f"<time>{_time(message['created_at'])}</time>"
        anchor = f'id="{message["seq"]}"'
        if message["kind"] == "system" and not message["deleted"]:
            return f'<p class="system" {anchor}>{escape(message["body"])} {at}</p>\n'
        self._said += not message["deleted"]
        in_thread = message["thread_root"] is not None
        edited = " · edited" if message["edited_at"] and not message["deleted"] else ""
        said = '<p class="gone">This message was deleted.</p>' if message["deleted"] else message["html"]
        return (
            f"<article {anchor}{' class=thread' if in_thread else ''}>"
            f"<b>{escape(message['author']['display_name'])}</b>{at}"
            f'<span class="in-thread">{edited}{" · in a thread" if in_thread else ""}</span>'
            f"{_quote(message['reply_to'])}{said}{_files(message)}{_reactions(message)}</article>\n"
        )

    def end(self) -> str:
        return f"</main><footer>{self._said:,} messages. Exported from Parley.</footer></body></html>\n"


_IN_THE_PAGE = "default-src 'none'; style-src 'unsafe-inline'"


def _time(iso: str) -> str:
    return f"{iso[:10]} {iso[11:16]}"


def _quote(quoted: dict[str, Any] | None) -> str:
    if quoted is None:
        return ""
    words = escape(quoted["excerpt"]) or "a deleted message"
    return f'<blockquote><a href="#{quoted["seq"]}">{escape(quoted["author_name"])}</a>: {words}</blockquote>'


def _files(message: dict[str, Any]) -> str:
    if not message["attachments"]:
        return ""
    names = "".join(
        f"<li>{escape(file['name'])} ({_size(file['size'])})</li>" for file in message["attachments"]
    )
    return f'<ul class="files">{names}</ul>'


def _size(size: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size //= 1000
    return f"{size:,} GB"


def _reactions(message: dict[str, Any]) -> str:
    if not message["reactions"]:
        return ""
    shown = "".join(f"<li>{escape(one['emoji'])} {one['count']}</li>" for one in message["reactions"])
    return f'<ul class="reactions">{shown}</ul>'
