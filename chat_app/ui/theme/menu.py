"""Menus: what can be done with a thing, beside the button that offers it."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme import base_ui
from chat_app.ui.theme.icon import IconName, icon

Side = Literal["top", "bottom", "left", "right"]
Align = Literal["start", "center", "end"]


def menu(
    trigger: rx.Component | Sequence[rx.Component],
    *items: rx.Component,
    name: str | rx.Var[str] = "",
    side: Side = "bottom",
    align: Align = "end",
    class_name: str = "icon-button",
) -> rx.Component:
    """A button with the `trigger` in it, and the menu that it opens.

    `name` is the button's where its content does not say it. For a button in every row of a long list there
    is `shared_menu`.
    """
    inside = [trigger] if isinstance(trigger, rx.Component) else trigger
    is_named = isinstance(name, rx.Var) or name
    named = {"aria-label": name, "data-tip": name} if is_named else {}
    return base_ui.MenuRoot.create(
        base_ui.MenuTrigger.create(*inside, class_name=class_name, **on(named)),
        _popup(*items, side=side, align=align),
    )


def shared_menu(name: str, *items: rx.Component, side: Side = "bottom", align: Align = "end") -> rx.Component:
    """One menu for all rows of a list; it stands on the page once, and each row has a `menu_opener`.

    What was opened it for is asked by the functions behind the items, with `menuSubject()` of `menus.js`,
    and is `store.shared_menu.subject` here.
    """
    shared = store.shared_menu
    return base_ui.MenuRoot.create(
        _popup(
            *items,
            side=side,
            align=align,
            place={"anchor": shared.anchor},
            popup=on(
                {"aria-label": say("common-actions"), "finalFocus": store.menu_anchor},
                focus=store.menu_focused,
            ),
        ),
        open=shared.name == name,
        **on(open_change=store.menu_open_change),
    )


def menu_opener(
    name: str, subject: rx.Var[str], label: str | rx.Var[str], *, class_name: str = ""
) -> rx.Component:
    """The button with three dots that opens the `shared_menu` of this name for a row.

    `label` tells by ear of which row it is, which by eye one sees.
    """
    shared = store.shared_menu
    is_open = (shared.name == name) & (shared.subject == subject)
    return rx.el.button(
        icon("more"),
        type="button",
        class_name=f"icon-button {class_name}".strip(),
        data_tip=say("common-actions"),
        **on(
            {
                "aria-label": label,
                "aria-haspopup": "menu",
                "aria-expanded": rx.cond(is_open, "true", "false"),
            },
            click=store.open_menu(name, subject),
        ),
    )


def menu_item(
    words: str | rx.Var[str],
    click: rx.Var[Any],
    *,
    drawing: IconName | None = None,
    is_danger: bool = False,
    **attributes: Any,
) -> rx.Component:
    """One thing that can be done. What cannot be taken back is red, stands last, and asks again."""
    return base_ui.MenuItem.create(
        *((icon(drawing, 18),) if drawing else ()),
        rx.el.span(words),
        class_name="menu-item danger" if is_danger else "menu-item",
        **attributes,
        **on(click=click),
    )


def menu_separator() -> rx.Component:
    """Between groups of things, above all before what is red."""
    return base_ui.MenuSeparator.create(class_name="menu-separator")


def menu_group(title: str | rx.Var[str], *items: rx.Component) -> rx.Component:
    """Things that a title says something about."""
    return base_ui.MenuGroup.create(base_ui.MenuGroupLabel.create(title, class_name="menu-title"), *items)


def submenu(words: str | rx.Var[str], *items: rx.Component, drawing: IconName | None = None) -> rx.Component:
    """Things that belong together, behind one line of a menu."""
    return base_ui.MenuSubmenuRoot.create(
        base_ui.MenuSubmenuTrigger.create(
            *((icon(drawing, 18),) if drawing else ()),
            rx.el.span(words),
            rx.el.span(icon("forward", 16), class_name="menu-further"),
            class_name="menu-item",
        ),
        _popup(*items, side="right", align="start"),
    )


def menu_choice(
    title: str | rx.Var[str],
    value: rx.Var[str],
    change: rx.Var[Any],
    *choices: tuple[str, str | rx.Var[str], IconName],
) -> rx.Component:
    """One of several under a title; each is its value, its words and its drawing."""
    return base_ui.MenuRadioGroup.create(
        base_ui.MenuGroupLabel.create(title, class_name="menu-title"),
        *(
            base_ui.MenuRadioItem.create(
                icon(drawing, 18),
                rx.el.span(words),
                base_ui.MenuRadioItemIndicator.create(icon("check", 16), class_name="menu-chosen"),
                value=choice,
                class_name="menu-item",
            )
            for choice, words, drawing in choices
        ),
        value=value,
        **on(value_change=change),
    )


def _popup(
    *items: rx.Component,
    side: Side,
    align: Align,
    place: dict[str, Any] | None = None,
    popup: dict[str, Any] | None = None,
) -> rx.Component:
    return base_ui.MenuPortal.create(
        base_ui.MenuPositioner.create(
            base_ui.MenuPopup.create(*items, class_name="menu", **(popup or {})),
            side=side,
            align=align,
            side_offset=4,
            class_name="menu-place",
            **on({"collisionPadding": 4, **(place or {})}),
        )
    )
