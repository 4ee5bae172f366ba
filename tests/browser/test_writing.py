"""Formatting, previews and limits of what one writes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


@pytest.fixture
def anna(new_person: NewPerson) -> Person:
    """Anna in a group, about to write."""
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    return anna


def test_buttons_and_keys_put_marks_around_the_selection_and_undo_takes_them_off(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("soup")
    field.select_text()
    anna.press("Bold")
    expect(field).to_have_value("**soup**")
    expect(field).to_be_focused()
    field.press("Control+z")
    expect(field).to_have_value("soup")
    field.select_text()
    field.press("Control+i")
    expect(field).to_have_value("*soup*")
    field.press("Control+Shift+X")
    expect(field).to_have_value("*~~soup~~*")
    field.press("Control+Shift+X")
    expect(field).to_have_value("*soup*")


def test_a_list_is_gone_on_with_and_ends_on_an_empty_item(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("Leeks")
    field.press("Control+Shift+Digit8")
    expect(field).to_have_value("- Leeks")
    field.press("Shift+Enter")
    field.press_sequentially("Butter")
    field.press("Shift+Enter")
    field.press("Shift+Enter")
    expect(field).to_have_value("- Leeks\n- Butter\n")
    field.press("Enter")
    expect(anna.messages.last.get_by_role("listitem")).to_have_text(["Leeks", "Butter"])


def test_enter_is_a_line_in_a_block_of_code_and_sends_after_it(anna: Person) -> None:
    field = anna.field("Message")
    for line in ("```py", "def f():", "    return 'soup'"):
        field.press_sequentially(line)
        field.press("Enter")
    field.press_sequentially("```")
    field.press("Enter")
    expect(field).to_have_value("")
    code = anna.messages.last.locator("pre code")
    expect(code).to_have_text("def f():\n    return 'soup'\n", use_inner_text=False)
    plain, keyword = (
        code.evaluate(f"code => getComputedStyle(code{of}).color") for of in ("", ".querySelector('.k')")
    )
    assert plain != keyword


def test_an_address_pasted_over_words_links_them(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("See the recipe")
    field.evaluate("field => field.setSelectionRange(8, 14)")
    paste(anna, "https://soup.example/leek")
    expect(field).to_have_value("See the [recipe](https://soup.example/leek)")
    field.press("Enter")
    expect(anna.messages.last.get_by_role("link", name="recipe")).to_have_attribute(
        "href", "https://soup.example/leek"
    )


def test_text_pasted_over_words_replaces_them(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("See the recipe")
    field.select_text()
    paste(anna, "Plain *words*")
    expect(field).to_have_value("Plain *words*")


def paste(person: Person, text: str) -> None:
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    person.page.keyboard.press("Control+v")


def test_the_preview_shows_what_will_be_sent(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("A **thick** soup")
    anna.press("Preview")
    shown = anna.page.get_by_role("region", name="Preview")
    expect(shown.locator("strong")).to_have_text("thick")
    field.press_sequentially(" of `leeks`")
    expect(shown.locator("code")).to_have_text("leeks")
    preview = shown.locator(".text").evaluate("text => text.querySelector('p').outerHTML")
    field.press("Enter")
    expect(shown).to_have_count(0)
    expect(anna.messages.last.locator("code")).to_have_text("leeks")
    assert anna.messages.last.locator(".text p").evaluate("p => p.outerHTML") == preview


def test_near_the_limit_the_characters_are_counted_and_beyond_it_nothing_is_sent(anna: Person) -> None:
    field = anna.field("Message")
    field.fill("x" * 19_999)
    room = anna.page.get_by_text("1 character left")
    expect(room).to_be_visible()
    field.fill("x" * 20_035)
    expect(anna.page.get_by_text("35 characters too many")).to_be_visible()
    before = anna.messages.count()
    field.press("Enter")
    expect(anna.page.get_by_text(re.compile("at most 20,000"))).to_be_visible()
    expect(field).to_have_value("x" * 20_035)
    expect(anna.messages).to_have_count(before)
    field.fill("short")
    expect(room).to_have_count(0)


def test_the_row_of_buttons_is_one_stop_and_walked_along_with_the_arrows(anna: Person) -> None:
    field = anna.field("Message")
    field.press_sequentially("soup")
    field.select_text()
    anna.tab_to("button", "Bold")
    anna.keys("ArrowRight", "ArrowRight")
    expect(anna.button("Strikethrough")).to_be_focused()
    anna.keys("Enter")
    expect(field).to_have_value("~~soup~~")
    field.press("Tab")
    expect(anna.button("Strikethrough")).to_be_focused()
    anna.keys("Tab")
    expect(anna.button("Attach files")).to_be_focused()


def test_a_change_of_a_message_is_formatted_by_the_same_keys(anna: Person) -> None:
    anna.say("soup")
    expect(anna.message("soup")).to_have_attribute("data-message-id", re.compile("."))
    anna.field("Message").press("ArrowUp")
    field = anna.field("Edit message")
    field.select_text()
    field.press("Control+b")
    expect(field).to_have_value("**soup**")
    field.press("Enter")
    expect(anna.messages.last.locator("strong")).to_have_text("soup")


def test_on_a_phone_the_buttons_are_folded_away_behind_one(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    anna.open(anna.begin_group("Kitchen"))
    field = anna.field("Message")
    field.fill("soup")
    expect(anna.button("Bold")).to_be_hidden()
    anna.button("Formatting").tap()
    field.select_text()
    anna.button("Bold").tap()
    expect(field).to_have_value("**soup**")
    assert anna.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    anna.button("Send").tap()
    expect(anna.messages.last.locator("strong")).to_have_text("soup")


def test_typing_draws_no_message_anew(anna: Person) -> None:
    anna.write_notes(anna.page.url.rsplit("/", 1)[-1], 60)
    anna.sees("Note 60")
    drawn = anna.page.evaluate(
        """async () => {
            const field = document.getElementById("composer");
            let changes = 0;
            const seen = new MutationObserver((list) => (changes += list.length));
            const everything = { subtree: true, childList: true, attributes: true };
            seen.observe(document.getElementById("timeline"), everything);
            for (const letter of "a sentence of some length") {
                field.value += letter;
                field.dispatchEvent(new InputEvent("input", { bubbles: true }));
                await new Promise(requestAnimationFrame);
            }
            return changes;
        }"""
    )
    assert drawn == 0


def test_a_long_line_of_code_scrolls_in_its_block_and_makes_nothing_wider(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720})
    bob = new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    body = "```\n" + "stir " * 60 + "\n```"
    for person in (anna, bob):
        person.ask("POST", f"/conversations/{kitchen}/messages", {"client_id": "code", "body": body})
    anna.open(kitchen)
    blocks = anna.messages.locator("pre")
    expect(blocks).to_have_count(2)
    for block in blocks.all():
        beyond = block.evaluate(
            "(pre) => pre.getBoundingClientRect().right - pre.closest('.said').getBoundingClientRect().right"
        )
        assert beyond <= 0
        assert block.evaluate("(pre) => pre.scrollWidth > pre.clientWidth")


def test_a_block_of_code_is_copied_by_its_own_button_by_pointer_and_by_keyboard(
    new_person: NewPerson,
) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    body = "Try this:\n```python\nif pot < full:\n    stir('<b>')\n```\nand `that`"
    bob.ask("POST", f"/conversations/{kitchen}/messages", {"client_id": "code", "body": body})
    block = anna.messages.last.locator("pre")
    expect(block).to_have_text("if pot < full:\n    stir('<b>')\n")
    copied = "() => navigator.clipboard.readText()"
    block.hover()
    anna.press("Copy code")
    expect(anna.page.get_by_text("Code copied.")).to_be_visible()
    assert anna.page.evaluate(copied) == "if pot < full:\n    stir('<b>')"
    anna.page.evaluate("() => navigator.clipboard.writeText('')")
    anna.button("Copy code").focus()
    anna.keys("Enter")
    anna.page.wait_for_function("() => navigator.clipboard.readText().then((text) => text !== '')")
    assert anna.page.evaluate(copied) == "if pot < full:\n    stir('<b>')"
