"""The field in which messages are written."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson


def test_shift_enter_begins_a_line_and_enter_sends(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    field = anna.field("Message")
    field.press_sequentially("One")
    field.press("Shift+Enter")
    field.press_sequentially("Two")
    expect(field).to_have_value("One\nTwo")
    field.press("Enter")
    expect(field).to_have_value("")
    expect(anna.messages.last).to_contain_text("One\nTwo", use_inner_text=True)


def test_enter_that_ends_a_composition_does_not_send(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    field = anna.field("Message")
    field.focus()
    input_method = anna.context.new_cdp_session(anna.page)
    composition = {"text": "にほん", "selectionStart": 3, "selectionEnd": 3}
    input_method.send("Input.imeSetComposition", composition)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    for kind in ("rawKeyDown", "keyUp"):
        input_method.send("Input.dispatchKeyEvent", {"type": kind, **enter})
    input_method.send("Input.insertText", {"text": "日本"})
    expect(field).to_have_value("日本")
    expect(anna.messages.filter(has_text="ほ")).to_have_count(0)
    anna.page.keyboard.press("Enter")
    anna.sees("日本")


def test_on_a_touch_keyboard_enter_begins_a_line_and_the_button_sends(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    anna.open(anna.begin_group("Kitchen"))
    field = anna.field("Message")
    field.press_sequentially("One")
    field.press("Enter")
    field.press_sequentially("Two")
    expect(field).to_have_value("One\nTwo")
    anna.button("Send").tap()
    expect(anna.messages.last).to_contain_text("One\nTwo", use_inner_text=True)


def test_the_field_grows_with_its_text_up_to_a_part_of_the_window(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    field = anna.field("Message")
    one_line = field.bounding_box()
    field.fill("\n".join("line" for _ in range(4)))
    four_lines = field.bounding_box()
    field.fill("\n".join("line" for _ in range(80)))
    many_lines = field.bounding_box()
    assert one_line
    assert four_lines
    assert many_lines
    assert one_line["height"] < four_lines["height"] < many_lines["height"]
    assert many_lines["height"] <= 0.4 * anna.page.viewport_size["height"] + 1  # type: ignore[index]
    expect(anna.field("Message")).to_be_in_viewport(ratio=1)


def test_a_blank_message_is_not_sent(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    before = anna.messages.count()
    anna.say("   \n ")
    anna.say("Something")
    anna.sees("Something")
    expect(anna.messages).to_have_count(before + 1)
