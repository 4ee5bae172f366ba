"""Parts of a page whose code is not a part of the first load."""

from typing import Any

import reflex as rx
from reflex_base.components.component import NoSSRComponent


def lazily(part: Any) -> rx.Component:
    """The memo `part`, which is loaded when it is first drawn; until then there is nothing.

    Nothing else on the page may import its module, or the module comes with the page after all.
    """
    return _Lazily.create(library=part.library, tag=part.tag)


class _Lazily(NoSSRComponent):
    """Reflex imports such a component in the browser alone, and only when it is there."""
