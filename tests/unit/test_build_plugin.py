"""What our build makes of the pages that Reflex has compiled."""

import pytest

from chat_app.ui.build_plugin import still

COMPILED = 'import {jsx} from "@emotion/react"\nfunction Component() {}\n\nexport default Component;\n'


def test_a_page_is_not_drawn_anew_for_another_address_however_often_it_is_built() -> None:
    once = still(COMPILED)
    assert "export default memo(Component, () => true);" in once
    assert "export default Component;" not in once
    assert still(once) == once


def test_a_page_that_reflex_compiles_in_another_way_ends_the_build() -> None:
    with pytest.raises(RuntimeError):
        still("export default function Page() {}")
