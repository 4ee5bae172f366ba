"""Something that happens again and again, as long as it is on a page that somebody looks at."""

import reflex as rx


class Tick(rx.Component):
    """Draws nothing; calls `on_tick` every so many `seconds` while the page is visible."""

    library = "$/client/tick.js"
    tag = "Tick"

    seconds: rx.Var[int]
    on_tick: rx.EventHandler[rx.event.no_args_event_spec]


tick = Tick.create
