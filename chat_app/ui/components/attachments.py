"""What is attached to a message: its pictures, and the places of its other files."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.attached_file import attached_file
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.lazily import lazily

Picture = rx.Var[store.AttachedPicture]


def attachments(message: rx.Var[store.MessageRow]) -> rx.Component:
    """Beneath the text of a message; nothing where nothing is attached."""
    return rx.fragment(rx.cond(message.grid != "", _pictures(message)), rx.foreach(message.files, _place))


def _place(file: rx.Var[store.AttachedFile]) -> rx.Component:
    """As high as the file will need, so that nothing moves when its part has been loaded."""
    return rx.el.div(
        rx.el.i(**store.on({"style": file.box})),
        lazily(attached_file, file=file),
        key=file.id,
        class_name="attached",
    )


def _pictures(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.el.div(
        rx.foreach(message.pictures, lambda picture: attached_picture(picture=picture, key=picture.id)),
        rx.cond(
            message.more > 0,
            rx.el.span(
                rx.el.span("+", message.more, aria_hidden="true"),
                rx.el.span(say("attachments-more", count=message.more), class_name="only-read"),
                class_name="more",
            ),
        ),
        class_name="pictures",
        data_grid=message.grid,
    )


@rx.memo
def attached_picture(picture: Picture, rest: rx.RestProp) -> rx.Component:
    """Its place is reserved before it comes; pressed, it is shown large."""
    return rx.cond(
        store.is_missing(picture.id),
        rx.el.div(
            icon("picture-missing"),
            rx.el.span(say("attachments-missing")),
            rx.el.button(
                say("common-try-again"), type="button", **store.on(click=store.show_again(picture.id))
            ),
            rest,
            class_name="picture missing",
            **store.on({"style": picture.box}),
        ),
        rx.el.button(
            rx.el.img(
                alt=picture.name,
                data_animated=rx.cond(picture.is_animated, "true", rx.Var("undefined")),
                **store.on(
                    {
                        # Before the address, as Safari begins to load with it.
                        "loading": "lazy",
                        "decoding": "async",
                        "draggable": "false",
                        "sizes": picture.sizes,
                        "srcSet": picture.sources,
                        "src": picture.src,
                    },
                    load=store.picture_shown,
                    error=store.picture_missing(picture.id),
                ),
            ),
            rest,
            type="button",
            class_name="picture",
            **store.on(
                {"style": picture.box, "aria-haspopup": "dialog"},
                click=store.open_picture(picture.id),
                pointer_enter=store.expect_lightbox,
            ),
        ),
    )
