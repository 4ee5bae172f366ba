"""/admin/system"""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.tick import tick
from chat_app.ui.states.admin.system import AdminSystem, Chart, Fact
from chat_app.ui.text import say
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.words import number, since, size

EVERY = 2
"""Seconds."""

state: Any = AdminSystem


def system_page() -> rx.Component:
    return admin_frame(
        "system",
        state,
        say("admin-system"),
        rx.cond(
            state.is_loading,
            skeleton_lines(6),
            rx.fragment(
                rx.el.div(rx.foreach(state.charts, _chart), class_name="charts"),
                rx.el.dl(rx.foreach(state.facts, _fact), class_name="facts"),
            ),
        ),
        tick(seconds=EVERY, on_tick=state.tick),
        is_for_reading=True,
    )


def _chart(chart: rx.Var[Chart]) -> rx.Component:
    return rx.el.figure(
        rx.el.figcaption(
            rx.el.span(
                rx.match(
                    chart.name,
                    ("connections", say("admin-chart-connections")),
                    ("messages", say("admin-chart-messages")),
                    ("half", say("admin-chart-half")),
                    ("delivery", say("admin-chart-delivery")),
                    ("commits", say("admin-chart-commits")),
                    say("admin-chart-lag"),
                ),
                class_name="note",
            ),
            rx.el.b(rx.cond(chart.is_silent, "–", _with_unit(chart))),
        ),
        rx.el.svg(
            rx.el.svg.polyline(points=chart.points),
            view_box="0 0 300 100",
            custom_attrs={"preserveAspectRatio": "none"},
            aria_hidden="true",
        ),
        rx.el.p(rx.el.span(number(chart.top)), rx.el.span("0"), aria_hidden="true", class_name="scale"),
        key=chart.name,
    )


def _with_unit(chart: rx.Var[Chart]) -> Any:
    return rx.match(
        chart.name,
        *((name, say("admin-ms", value=number(chart.now))) for name in ("half", "delivery", "lag")),
        number(chart.now),
    )


_NAMES = (
    "version",
    "uptime",
    "workers",
    "database",
    "database_version",
    "database_size",
    "database_latency",
    "redis",
    "storage",
    "storage_used",
    "storage_free",
    "users",
    "groups",
    "messages",
    "files",
)


def _fact(fact: rx.Var[Fact]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(
            rx.match(fact.name, *((name, say(f"admin-fact-{name.replace('_', '-')}")) for name in _NAMES), "")
        ),
        rx.el.dd(
            rx.match(
                fact.kind,
                ("count", number(fact.value.to(int))),
                ("bytes", size(fact.value.to(int))),
                ("ms", say("admin-ms", value=fact.value)),
                ("since", since(fact.value)),
                fact.value,
            )
        ),
        key=fact.name,
    )
