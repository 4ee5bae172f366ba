"""A link that the browser follows itself: to a file, or away from here."""

from reflex_components_core.el.elements.base import BaseHTML


class PlainAnchor(BaseHTML):
    """`<a>`, where Reflex's own would go there as to another page of ours. Its `href` comes in by `on`."""

    tag = "a"


plain_anchor = PlainAnchor.create
