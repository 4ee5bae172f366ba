"""A file of a message that is no picture: what plays, a text that opens, a card for all else.

Loaded where there are some, as many conversations have none.
"""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.anchor import plain_anchor
from chat_app.ui.theme.button import button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.tooltip import tooltip

File = rx.Var[store.AttachedFile]


def file_mark(file: rx.Var[Any]) -> rx.Component:
    """The drawing for what it is."""
    return rx.el.span(
        rx.match(
            file.drawing,
            ("picture", icon("picture")),
            ("video", icon("video")),
            ("audio", icon("audio")),
            ("archive", icon("archive")),
            ("code-file", icon("code-file")),
            ("document", icon("document")),
            ("table", icon("table")),
            icon("file"),
        ),
        class_name="file-mark",
    )


def file_name(file: rx.Var[Any]) -> rx.Component:
    """Cut off in its middle where there is no room, so that the end stays readable; by ear it is whole."""
    return rx.el.span(
        rx.el.span(file.name, class_name="only-read"),
        rx.el.span(file.start, class_name="start", aria_hidden="true"),
        rx.el.span(file.end, aria_hidden="true"),
        class_name="file-name",
        title=file.name,
    )


def download_link(file: rx.Var[Any]) -> rx.Component:
    return plain_anchor(
        icon("download", 18),
        class_name="icon-button",
        **tooltip(say("attachments-download")),
        **store.on(
            {
                "href": file.download,
                "download": file.name,
                "aria-label": say("attachments-download-of", name=file.name),
            }
        ),
    )


@rx.memo
def attached_file(file: File) -> rx.Component:
    """Played in place where the browser can, else a card."""
    return rx.cond(
        store.is_missing(file.id),
        _card(file),
        rx.match(
            file.kind,
            ("video", _video(file)),
            ("audio", _audio(file)),
            ("text", text_card(file=file)),
            _card(file),
        ),
    )


def _card(file: File) -> rx.Component:
    return rx.el.div(
        file_mark(file),
        rx.el.span(file_name(file), rx.el.span(file.size, class_name="quiet-text"), class_name="words"),
        download_link(file),
        class_name="file-card",
    )


def _video(file: File) -> rx.Component:
    return rx.el.figure(
        rx.el.video(
            src=file.url,
            **store.on(
                {
                    "controls": True,
                    "preload": "metadata",
                    "playsInline": True,
                    "aria-label": file.name,
                    "style": file.frame,
                },
                error=store.picture_missing(file.id),
            ),
        ),
        _caption(file),
        class_name="plays",
    )


def _audio(file: File) -> rx.Component:
    return rx.el.figure(
        rx.el.audio(
            src=file.url,
            **store.on(
                {"controls": True, "preload": "metadata", "aria-label": file.name},
                error=store.picture_missing(file.id),
            ),
        ),
        _caption(file),
        class_name="plays",
    )


def _caption(file: File) -> rx.Component:
    return rx.el.figcaption(
        file_name(file), rx.el.span(file.size, class_name="quiet-text"), download_link(file)
    )


@rx.memo
def text_card(file: File) -> rx.Component:
    """A card that opens to what the file says."""
    preview = store.file_preview(file.id)
    return rx.el.div(
        rx.el.div(
            file_mark(file),
            rx.el.span(
                file_name(file),
                rx.el.span(file.size, class_name="quiet-text"),
                class_name="words",
            ),
            rx.el.button(
                rx.cond(preview.is_open, icon("hide", 18), icon("show", 18)),
                type="button",
                class_name="icon-button",
                **tooltip(say("attachments-preview")),
                **store.on(
                    {
                        "aria-label": say("attachments-preview-of", name=file.name),
                        "aria-expanded": rx.cond(preview.is_open, "true", "false"),
                        "aria-busy": preview.is_loading,
                    },
                    click=store.toggle_file_preview(file.id),
                ),
            ),
            download_link(file),
            class_name="file-card",
        ),
        rx.cond(preview.is_open, _preview(file, preview)),
        class_name="text-card",
    )


def _preview(file: File, preview: rx.Var[store.FilePreview]) -> rx.Component:
    return rx.fragment(
        failure(preview.failure, store.load_file_preview(file.id)),
        rx.cond(
            preview.html != "",
            rx.el.div(
                rx.html(preview.html),
                class_name="text preview",
                tab_index=0,
                role="region",
                data_whole=rx.cond(preview.is_whole | ~preview.is_long, "true", "false"),
                **store.on({"aria-label": file.name}),
            ),
        ),
        rx.cond(
            preview.is_long,
            button(
                rx.cond(preview.is_whole, say("attachments-fewer"), preview.more),
                click=store.toggle_whole_file(file.id),
            ),
        ),
        rx.cond(
            preview.is_truncated & (preview.is_whole | ~preview.is_long),
            rx.el.p(say("attachments-rest"), class_name="quiet-text"),
        ),
    )
