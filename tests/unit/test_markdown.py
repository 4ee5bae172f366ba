"""What becomes of a message body."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chat_app.services import markdown
from chat_app.services.markdown import excerpt, mentioned_names, render


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("**bold** _italic_ ~~gone~~", "<p><strong>bold</strong> <em>italic</em> <s>gone</s></p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("&amp; & &#60;", "<p>&amp;amp; &amp; &amp;#60;</p>"),
        ("see main.py", "<p>see main.py</p>"),
        ("text\n---", "<p>text</p>\n<hr>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/settings)", "<p>[x](/settings)</p>"),
        ("", ""),
        (" \n ", ""),
        ("```\na *b*\n```", "<pre><code>a *b*\n</code></pre>"),
        ("```nosuch\na\n```", "<pre><code>a\n</code></pre>"),
    ],
)
def test_a_body_becomes_the_html_that_its_author_meant(body: str, html: str) -> None:
    assert render(body) == html


@pytest.mark.parametrize(
    "body", ["https://example.org/a?b=1", "<https://example.org/a?b=1>", "example.org/a?b=1"]
)
def test_an_address_becomes_a_link_that_opens_elsewhere_and_vouches_for_nothing(body: str) -> None:
    html = render(body)
    assert 'rel="noopener noreferrer nofollow ugc"' in html
    assert 'target="_blank"' in html
    assert re.search(r'href="https?://example\.org/a\?b=1"', html)


def test_code_is_coloured_by_classes_that_survive_the_sanitiser() -> None:
    assert '<code class="language-python"><span class="k">def</span>' in render("```py\ndef f(): ...\n```")


def test_a_table_keeps_its_alignment() -> None:
    html = render("|a|b|\n|:-:|-|\n|1|2|")
    assert "<table>" in html
    assert '<td style="text-align:center">1</td>' in html


def test_a_picture_is_never_loaded_from_a_body() -> None:
    assert "<img" not in render("![cat](https://example.org/cat.png)")


def test_names_are_called_outside_of_code_and_links() -> None:
    body = "@Anna and @bob-2, ask @c.d. `@code` mail@example.org https://example.org/@path\n```\n@fence\n```"
    assert mentioned_names(body) == {"anna", "bob-2", "c.d"}
    assert '<span class="mention" data-name="anna">@Anna</span>' in render(body)
    assert render(body).count("mention") == 3


def test_an_excerpt_is_one_short_line_without_marks() -> None:
    assert excerpt("**Hello**\n\n- [you](https://example.org) `x`") == "Hello you x"
    assert excerpt("plain\ntext") == "plain text"
    long = excerpt("word " * 100, limit=20)
    assert len(long) <= 20
    assert long.endswith("…")


PLAIN = st.text(alphabet=st.sampled_from("ab Zé1.,:!?()'\"-+=<>&#/\n\t\xa0\u2028𝔘😀"), max_size=40)


@settings(max_examples=500, deadline=None)
@given(st.one_of(PLAIN, st.text(max_size=60)))
@example("x \n")
@example("1. a")
@example("a.b")
@example("12:30 a: b")
@example("x\x1f\ny")
def test_the_fast_way_says_what_the_slow_way_says(body: str) -> None:
    if body.strip() and markdown._MARKUP.search(body) is None:  # pyright: ignore[reportPrivateUsage]
        assert render(body) == markdown._rendered(body).html  # pyright: ignore[reportPrivateUsage]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


TAGS = "p br strong em s code pre span a blockquote ul ol li hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td"
MARKS = "* ** _ ~~ ` ``` [ ] ( ) ! < > \" ' & # | - \\ \n @anna a http:// javascript: data: :x"
TRICKS = [
    *("<img src=x onerror=alert(1)>", "<a href=javascript:x>", "<http://a.b>", "\n```html\n", "\n> ", "\n- "),
    *("\0", "\ud800", "\r", "style=x", "example.com", "](javascript:x)", '](http://a.b "x" onclick="y")'),
]
PIECES = st.lists(st.sampled_from([*MARKS.split(" "), *TRICKS]), max_size=40)


@settings(max_examples=400, deadline=None)
@given(PIECES.map("".join))
def test_nothing_that_is_written_becomes_a_tag_or_an_attribute_of_its_own(body: str) -> None:
    tags = Tags()
    tags.feed(render(body))
    for tag, attributes in tags.seen:
        assert tag in TAGS.split()
        assert set(attributes) <= {"href", "title", "target", "rel", "class", "data-name", "start", "style"}
        if "href" in attributes:
            assert re.match(r"(https?:|mailto:)", attributes["href"] or "", re.IGNORECASE)
    excerpt(body)
    mentioned_names(body)


LONG = 20_000
HOSTILE = {
    "brackets": "[" * LONG,
    "links in links": "[a](" * (LONG // 4),
    "deep quotes": ">" * LONG,
    "quotes on lines": ("> " * 15 + "\n") * (LONG // 31),
    "backticks": "".join("`" * n + " " for n in range(1, 199)),
    "stars": "**a*" * (LONG // 4),
    "deep lists": "".join(" " * n + "- a\n" for n in range(190)),
    "addresses": "http://a.com/(" * (LONG // 14),
    "mails": "a@b." * (LONG // 4),
    "schemes": "mailto:" * (LONG // 7),
    "hosts": "a." * (LONG // 2) + "com",
    "tables": "|a|b|\n|-|-|\n" + "|1|2|\n" * (LONG // 6),
    "wide table": "|a" * (LONG // 4) + "\n" + "|-" * (LONG // 4),
    "angles": "<http:" * (LONG // 6),
    "newlines": "*" + "\n" * (LONG - 1),
    "code of empty lines": "```java\n" + "\n" * (LONG // 3) + "x\n```",
    "code of one line": "```make\n" + "a" * (LONG // 3) + "\n```",
    "many codes": "```c\n" + "\n" * 200 + "//\n```\n",
    "just bearable": "[*`" * 990,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_of_20000_characters_holds_up_the_others(body: str) -> None:
    render("```java\nx\n```\n```c\nx\n```\n```make\nx\n```")  # what is loaded once is loaded
    body = (body * 40)[:LONG] if body.startswith("```c\n") else body[:LONG]
    spent: list[float] = []
    for work in (render, excerpt, mentioned_names):
        markdown._rendered.cache_clear()  # pyright: ignore[reportPrivateUsage]
        start = time.thread_time()
        work(body)
        spent.append(time.thread_time() - start)
    assert max(spent) < 2, spent  # all take less than 0.1 s; what goes back and forth takes minutes


@given(
    st.text(alphabet=st.sampled_from("ab1 é漢\n\t.:-+=#>)\\`*_~[]|@\r\"'&<>!?,;/9\u2028\x0b\xa0"), min_size=1)
)
@example("a\u2028b")
@example("1)\n2) b")
@example("so\n- it goes")
def test_what_is_taken_for_mere_text_is_what_the_parser_makes_of_it(body: str) -> None:
    assume(not body.isspace())
    assert render(body) == markdown._rendered(body).html
