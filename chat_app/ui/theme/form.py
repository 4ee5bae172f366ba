"""A form without Reflex's own way of submitting, which would send its fields over the event loop."""

from reflex_components_core.el.elements.base import BaseHTML


class PlainForm(BaseHTML):
    """`<form>`; what happens on submit comes in by `on(submit=…)`."""

    tag = "form"


plain_form = PlainForm.create
