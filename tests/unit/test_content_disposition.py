"""Names of files in `Content-Disposition`: nobody can write more than a name, and every name arrives."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.storage import content_disposition, content_type

_HEADER = re.compile(
    r"""attachment;\ filename="(?P<plain>[ !\#$&'()*+,\-.0-9:;<=>?@A-Z\[\]^_`a-z{|}~]*)"
    (?:;\ filename\*=UTF-8''(?P<exact>(?:[!\#$&+\-.^_`|~0-9A-Za-z]|%[0-9A-F]{2})*))?""",
    re.VERBOSE,
)


@given(st.text())
def test_any_name_makes_a_header_that_says_exactly_that_name(name: str) -> None:
    found = _HEADER.fullmatch(content_disposition(name, inline=False))
    assert found
    exact = found["plain"] if found["exact"] is None else unquote(found["exact"], errors="strict")
    assert exact == name.encode(errors="replace").decode()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("photo.jpg", 'inline; filename="photo.jpg"'),
        ("my photo.jpg", 'inline; filename="my photo.jpg"'),
        ("Größe.txt", "inline; filename=\"Große.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt"),
        ('a"b\\c.txt', "inline; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"),
        ("100%.txt", "inline; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ("../etc/passwd", "inline; filename=\".._etc_passwd\"; filename*=UTF-8''..%2Fetc%2Fpasswd"),
        (
            "a\r\nSet-Cookie: b",
            "inline; filename=\"a__Set-Cookie: b\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b",
        ),
        ("日本.png", "inline; filename=\"__.png\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.png"),
    ],
)
def test_old_clients_get_a_plain_name_and_others_the_exact_one(name: str, header: str) -> None:
    assert content_disposition(name, inline=True) == header.replace("Große", "Gro_e")


def test_text_is_said_to_be_utf_8_and_nothing_else_is_touched() -> None:
    assert content_type("text/plain") == "text/plain; charset=utf-8"
    assert content_type("text/plain; charset=latin-1") == "text/plain; charset=latin-1"
    assert content_type("image/png") == "image/png"
