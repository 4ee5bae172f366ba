"""Pictures of people and groups: chosen, cut out, seen by others at once, taken away."""

import io

import pyvips
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.shared_files import picture
from tests.browser.test_accessibility import is_accessible

WIDE = {"width": 1440, "height": 900}


def halves() -> bytes:
    """Red on the left, blue on the right."""
    red, blue = (
        pyvips.Image.black(600, 400).copy(interpretation="srgb") + colour
        for colour in ([200, 20, 20], [20, 20, 200])
    )
    written: bytes = red.join(blue, "horizontal").cast("uchar").write_to_buffer(".png")
    return written


def choose(person: Person, content: bytes, name: str = "me.png") -> None:
    with person.page.expect_file_chooser() as chooser:
        person.press("Change picture")
    chooser.value.set_files({"name": name, "mimeType": "image/png", "buffer": content})
    expect(person.page.get_by_role("dialog", name="Choose the part that shows", exact=True)).to_be_visible()


def frame(person: Person) -> Locator:
    return person.page.get_by_role("application", name="The part that shows", exact=True)


def colours(person: Person, image: Locator) -> list[str]:
    """Of the picture's left and right edge, as the server has it: red or blue."""
    address = image.get_attribute("src")
    answer = person.context.request.get(f"{person.url}{address}")
    assert answer.ok
    shown = Image.open(io.BytesIO(answer.body())).convert("RGB")
    assert shown.width == shown.height
    edges = [shown.getpixel((x, shown.height // 2)) for x in (4, shown.width - 5)]
    return ["red" if edge[0] > edge[2] else "blue" for edge in edges]  # type: ignore[index]


def test_a_cut_out_picture_is_seen_by_the_other_at_once(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    direct = anna.begin_direct(bob)
    anna.ask("POST", f"/conversations/{direct}/messages", {"client_id": "a", "body": "Hello"})
    bob.open(direct)
    seen = bob.line("Anna Berg").locator("img")
    expect(bob.line("Anna Berg")).to_contain_text("AB")
    expect(seen).to_have_count(0)
    anna.visit("/settings")
    choose(anna, halves())
    is_accessible(anna)
    # By keyboard: as far to the left of the picture as it goes, then a little larger.
    frame(anna).focus()
    anna.keys(*["ArrowLeft"] * 20)
    anna.press("Save")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    expect(anna.page.locator(".picture-setting img")).to_be_visible()
    expect(seen).to_be_visible()
    assert colours(bob, seen) == ["red", "red"]
    expect(bob.messages.last.locator(".avatar img")).to_be_visible()
    anna.press("Remove picture")
    anna.page.get_by_role("alertdialog").get_by_role("button", name="Remove picture", exact=True).click()
    expect(seen).to_have_count(0)


def test_pointer_wheel_and_slider_choose_the_part(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    anna.visit("/settings")
    choose(anna, halves())
    box = frame(anna).bounding_box()
    assert box is not None
    x, y = box["x"] + 140, box["y"] + 140
    slider = anna.page.get_by_role("slider", name="Size", exact=True)
    expect(slider).to_have_value("0")
    anna.page.mouse.move(x, y)
    anna.page.mouse.wheel(0, -300)
    expect(slider).not_to_have_value("0")
    slider.fill("0")
    anna.page.mouse.move(x, y)
    anna.page.mouse.down()
    anna.page.mouse.move(x - 200, y, steps=5)
    anna.page.mouse.up()
    anna.press("Save")
    mine = anna.page.locator(".picture-setting img")
    expect(mine).to_be_visible()
    assert colours(anna, mine) == ["blue", "blue"]


def test_a_group_has_a_picture_that_its_admins_change(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    garden = anna.begin_group("Garden", bob)
    bob.open(garden)
    anna.open(garden)
    anna.press("Members")
    choose(anna, picture(300, 300, suffix=".png"))
    anna.press("Save")
    for person in (anna, bob):
        expect(person.line("Garden").locator("img")).to_be_visible()
    bob.press("Members")
    expect(bob.page.locator(".members .card img")).to_be_visible()
    expect(bob.button("Change picture")).to_have_count(0)


def test_what_is_no_picture_is_said_where_it_was_chosen(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit("/settings")
    choose(anna, b"no picture at all")
    expect(anna.page.get_by_role("alert")).to_contain_text("cannot be shown as a picture")
    expect(anna.button("Save")).to_be_disabled()
    anna.keys("Escape")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)


def test_a_picture_that_cannot_be_loaded_leaves_the_initials(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    me = anna.context.request.put(
        f"{anna.url}/api/v1/me/avatar",
        multipart={"file": {"name": "me.png", "mimeType": "image/png", "buffer": halves()}},
        headers={"Origin": anna.url},
    )
    assert me.ok, me.text()
    anna.page.route("**/api/v1/avatars/**", lambda route: route.abort())
    anna.line_breaks = True
    anna.visit()
    face = anna.page.get_by_role("button", name="Anna Berg account", exact=True).locator(".avatar")
    expect(face).to_have_text("AB")
    expect(face.locator("img")).to_be_hidden()
