"""Files: on their way, in messages, at full size, found again; as in test_screens.py."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import Looks
from tests.browser.shared_files import lightbox, picture, send_files, send_pictures, shown, sound, upload
from tests.support.servers import AppServer

CODE = b"def soup(pot):\n    for leek in pot:\n        leek.stir(times=3)\n    return 'Soup'\n" * 8


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_files_in_a_conversation(looks: Looks) -> None:
    anna, bob = looks.person("Anna Berg"), looks.new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    send_pictures(bob, garden, "beds.jpg", text="The beds, last Sunday")
    send_pictures(bob, garden, *(f"row-{number}.jpg" for number in range(1, 6)), text="All rows")
    anna.open(garden)
    expect(shown(anna, "beds.jpg")).to_be_visible()
    anna.is_online()
    looks.look(anna, "files-pictures")
    shown(anna, "row-1.jpg").click()
    expect(lightbox(anna)).to_contain_text("2 of 6")
    expect(lightbox(anna).locator(".pswp")).to_have_css("opacity", "1")
    looks.look(anna, "files-lightbox")
    anna.keys("Escape")
    report = upload(
        bob, "What the garden gave this year, and what it did not, in all its detail.pdf", b"%PDF-1"
    )
    code = upload(bob, "soup.py", CODE)
    tone = upload(bob, "birds.wav", sound(3))
    send_files(bob, garden, report, code, tone, text="And the rest")
    expect(anna.timeline.get_by_text("And the rest")).to_be_visible()
    anna.press("Preview soup.py")
    expect(anna.timeline.locator("pre")).to_be_visible()
    looks.look(anna, "files-documents")
    anna.press("Members")
    anna.press("Media, files and links")
    expect(anna.page.get_by_role("tabpanel").get_by_role("listitem")).to_have_count(6)
    looks.look(anna, "files-gallery")
    anna.page.get_by_role("tab", name="Files", exact=True).click()
    expect(anna.page.get_by_role("tabpanel").get_by_role("listitem")).to_have_count(3)
    looks.look(anna, "files-gallery-files")
    anna.page.get_by_role("tab", name="Links", exact=True).click()
    looks.look(anna, "files-gallery-empty")


def test_files_that_wait_to_be_sent(looks: Looks) -> None:
    anna = looks.person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    with anna.page.expect_file_chooser() as chooser:
        anna.press("Attach files")
    chooser.value.set_files(
        [
            {"name": "soup.jpg", "mimeType": "image/jpeg", "buffer": picture()},
            {
                "name": "the whole recipe, as grandmother wrote it.txt",
                "mimeType": "text/plain",
                "buffer": CODE,
            },
            {"name": "broken.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n\0\1"},
        ]
    )
    expect(anna.button("Remove soup.jpg")).to_be_visible()
    expect(anna.button("Retry broken.png")).to_be_visible()
    looks.look(anna, "files-waiting")
    anna.complaints.clear()  # about the answer that the broken one got


def test_a_picture_of_oneself(looks: Looks) -> None:
    anna = looks.person("Anna Berg")
    anna.visit("/settings")
    with anna.page.expect_file_chooser() as chooser:
        anna.press("Change picture")
    chooser.value.set_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture(hue=300)})
    expect(anna.page.get_by_role("dialog", name="Choose the part that shows", exact=True)).to_be_visible()
    looks.look(anna, "picture-cut")
    anna.press("Save")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    looks.look(anna, "picture-own")
