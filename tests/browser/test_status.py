"""A status, and not being disturbed."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson


def test_a_status_shows_beside_ones_name_wherever_the_others_see_it(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, direct = anna.begin_group("Kitchen", bob), anna.begin_direct(bob)
    bob.open(direct)
    anna.open(kitchen)
    anna.open_account_menu()
    anna.item("Set a status").click()
    anna.press("Lunch")
    expect(anna.field("What are you up to?")).to_have_value("Lunch")
    expect(anna.field("Clear it")).to_have_value("30m")
    anna.press("Save status")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)

    expect(bob.line("Anna Berg").locator(".status-emoji")).to_have_text("🍜")
    expect(bob.page.locator(".heading")).to_contain_text("🍜 Lunch")
    bob.line("Kitchen").click()
    bob.press("Members")
    expect(
        bob.page.get_by_role("listitem")
        .filter(has_text="Anna Berg (")
        .or_(bob.page.locator(".member").filter(has_text="Anna Berg"))
        .first
    ).to_contain_text("🍜")

    anna.open_account_menu()
    anna.item("Clear status").click()
    expect(bob.line("Anna Berg").locator(".status-emoji")).to_have_count(0)


def test_a_status_of_ones_own_ends_by_itself(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    bob.page.clock.install()
    bob.open(direct)
    anna.open(direct)
    anna.open_account_menu()
    anna.item("Set a status").click()
    anna.button("Symbol 🎉").click()
    anna.field("What are you up to?").fill("It is my birthday")
    anna.field("Clear it").select_option("1h")
    anna.press("Save status")
    expect(bob.page.locator(".heading")).to_contain_text("🎉 It is my birthday")
    bob.page.clock.fast_forward("01:01:00")
    expect(bob.page.locator(".heading")).not_to_contain_text("birthday")


def test_what_was_said_before_can_be_changed(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.ask("PATCH", "/me", {"status_text": "Reading", "status_emoji": "🎧"})
    anna.visit()
    anna.is_online()
    anna.open_account_menu()
    anna.item("🎧 Reading").click()
    expect(anna.field("What are you up to?")).to_have_value("Reading")
    expect(anna.button("Symbol 🎧")).to_have_attribute("aria-pressed", "true")
    anna.field("What are you up to?").fill("Writing")
    anna.press("Save status")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    assert anna.ask("GET", "/me")["status_text"] == "Writing"


def test_one_who_does_not_want_to_be_disturbed_has_a_moon_until_it_is_over(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    bob.page.clock.install()
    bob.open(direct)
    anna.open(direct)
    anna.open_account_menu()
    anna.item("Do not disturb").click()
    anna.item("For 1 hour").click()
    moon = bob.line("Anna Berg").get_by_text("Do not disturb")
    expect(moon).to_have_count(1)
    bob.page.clock.fast_forward("01:01:00")
    expect(moon).to_have_count(0)
    anna.open_account_menu()
    expect(anna.page.get_by_text("Quiet until")).to_be_visible()
    anna.item("Notify me again").click()
    anna.open_account_menu()
    expect(anna.item("Do not disturb")).to_be_visible()
    assert anna.ask("GET", "/me")["dnd_until"] is None


def test_a_time_that_has_passed_is_no_time_to_be_quiet_until(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    anna.is_online()
    anna.open_account_menu()
    anna.item("Do not disturb").click()
    anna.item("Until a time you choose").click()
    anna.field("Until").fill("2020-01-01T10:00")
    anna.press("Do not disturb me")
    expect(anna.page.get_by_text("Choose a time that is still to come.")).to_be_visible()
    anna.field("Until").fill("2999-01-01T10:00")
    anna.press("Do not disturb me")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    assert anna.ask("GET", "/me")["dnd_until"].startswith("2999-01-01")
