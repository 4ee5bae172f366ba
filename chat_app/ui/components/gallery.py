"""What was shared in a conversation: pictures and videos, files, links. Loaded when it is first opened."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.attached_file import download_link, file_mark, file_name
from chat_app.ui.store.gallery import Tab
from chat_app.ui.text import say
from chat_app.ui.theme.anchor import plain_anchor
from chat_app.ui.theme.button import icon_button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines

Item = rx.Var[store.GalleryItem]

_TABS: tuple[tuple[Tab, str], ...] = (
    ("media", "gallery-media"),
    ("files", "gallery-files"),
    ("links", "gallery-links"),
)


@rx.memo
def gallery() -> rx.Component:
    shown = store.gallery
    return rx.el.div(
        rx.el.div(
            *(_tab(tab, say(words)) for tab, words in _TABS),
            role="tablist",
            class_name="tabs",
            **store.on({"aria-label": say("gallery-title")}, key_down=store.gallery_tab_key),
        ),
        rx.el.div(
            rx.foreach(shown.months, _month),
            failure(shown.failure, store.load_gallery_again),
            rx.cond(shown.is_empty, _empty()),
            rx.cond((shown.failure == "") & (~shown.is_loaded | shown.has_more), _coming()),
            id="gallery-items",
            role="tabpanel",
            tab_index=0,
            class_name="items",
            data_tab=shown.tab,
            **store.on(
                {"aria-labelledby": f"gallery-{shown.tab}", "aria-busy": shown.is_loading},
                scroll=store.gallery_scrolled,
            ),
        ),
        class_name="gallery",
    )


def _tab(tab: Tab, words: rx.Var[str]) -> rx.Component:
    is_shown = store.gallery.tab == tab
    return rx.el.button(
        words,
        id=f"gallery-{tab}",
        type="button",
        role="tab",
        tab_index=rx.cond(is_shown, 0, -1),
        **store.on(
            {"aria-selected": rx.cond(is_shown, "true", "false"), "aria-controls": "gallery-items"},
            click=store.choose_gallery_tab(tab),
        ),
    )


def _month(month: rx.Var[store.GalleryMonth]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(month.month),
        rx.el.ul(
            rx.foreach(
                month.rows,
                lambda item: rx.match(
                    store.gallery.tab,
                    ("media", shared_picture(item=item, key=item.key)),
                    ("files", shared_file(item=item, key=item.key)),
                    shared_link(item=item, key=item.key),
                ),
            ),
        ),
        key=month.month,
    )


@rx.memo
def shared_picture(item: Item, rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.cond(
                (item.src != "") & ~store.is_missing(item.id),
                rx.el.img(
                    alt=item.name,
                    **store.on(
                        {"loading": "lazy", "decoding": "async", "draggable": "false", "src": item.src},
                        load=store.picture_shown,
                        error=store.picture_missing(item.id),
                    ),
                ),
                rx.el.span(
                    rx.cond(item.is_video, icon("play", 24), icon("picture-missing", 24)),
                    rx.el.span(item.name, class_name="only-read"),
                    class_name="stand-in",
                ),
            ),
            type="button",
            class_name="picture",
            title=item.by,
            **store.on(
                {"style": item.box, "aria-haspopup": "dialog"}, click=store.open_from_gallery(item.key)
            ),
        ),
        icon_button("message", say("gallery-show"), click=store.show_in_conversation(item.key), size=16),
        rest,
    )


@rx.memo
def shared_file(item: Item, rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        file_mark(item),
        rx.el.span(
            file_name(item),
            rx.el.span(item.size, " · ", item.by, class_name="quiet-text"),
            class_name="words",
        ),
        icon_button("message", say("gallery-show"), click=store.show_in_conversation(item.key), size=18),
        download_link(item),
        rest,
    )


@rx.memo
def shared_link(item: Item, rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("link"), class_name="file-mark"),
        rx.el.span(
            plain_anchor(
                item.name,
                **store.on({"href": item.url, "target": "_blank", "rel": "noopener noreferrer nofollow"}),
            ),
            rx.el.span(
                rx.cond(item.host != "", rx.fragment(item.host, " · ")), item.by, class_name="quiet-text"
            ),
            class_name="words",
        ),
        icon_button("message", say("gallery-show"), click=store.show_in_conversation(item.key), size=18),
        rest,
    )


def _empty() -> rx.Component:
    words = rx.match(
        store.gallery.tab,
        ("media", say("gallery-no-media")),
        ("files", say("gallery-no-files")),
        say("gallery-no-links"),
    )
    return rx.el.p(icon("picture", 24), words, class_name="aside-state", role="status")


def _coming() -> rx.Component:
    return rx.cond(
        store.gallery.tab == "media",
        rx.el.div(*(rx.el.i() for _ in range(9)), class_name="bones bone-tiles", aria_hidden="true"),
        skeleton_lines(4),
    )
