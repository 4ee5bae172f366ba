"""One person with several tabs."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

NAMES_OF_WHAT_IS_KEPT = """async () => {
    const databases = await indexedDB.databases();
    const kept = [];
    for (const { name } of databases) {
        const database = await new Promise((resolve) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => resolve(opening.result);
        });
        for (const store of database.objectStoreNames) {
            const count = await new Promise((resolve) => {
                const asked = database.transaction(store).objectStore(store).count();
                asked.onsuccess = () => resolve(asked.result);
            });
            if (count > 0) kept.push(store);
        }
        database.close();
    }
    return [...kept, ...Object.keys(localStorage).filter((key) => key.startsWith("parley"))];
}"""
"""What of a person is left in the browser."""


def test_what_is_written_in_one_tab_is_on_its_way_in_the_other_too(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    bob.open(conversation)
    anna.open(conversation)
    tab = anna.another_tab()
    tab.open(conversation)
    anna.say("From the first")
    tab.sees("From the first")
    tab.say("From the second")
    for person in (anna, tab, bob):
        expect(person.messages).to_contain_text(["From the first", "From the second"])
        expect(person.messages).to_have_count(2)


def test_reading_in_one_tab_takes_the_badge_off_in_the_other(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation, other = anna.begin_direct(bob), anna.begin_group("Kitchen")
    anna.open(other)
    tab = anna.another_tab()
    tab.open(other)
    bob.open(conversation)
    bob.say("Are you there?")
    for person in (anna, tab):
        expect(person.badge("Bob Carlsen")).to_have_attribute("data-unread", "1")
    tab.line("Bob Carlsen").click()
    tab.sees("Are you there?")
    for person in (anna, tab):
        expect(person.badge("Bob Carlsen")).to_have_count(0)


def test_a_draft_of_one_tab_is_shown_in_the_list_of_the_other(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    first, second = anna.begin_group("First"), anna.begin_group("Second")
    anna.open(first)
    tab = anna.another_tab()
    tab.open(second)
    anna.field("Message").fill("Not finished")
    expect(tab.line("First")).to_contain_text("Not finished")
    tab.line("First").click()
    expect(tab.field("Message")).to_have_value("Not finished")


def test_a_draft_survives_a_reload(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    conversation = anna.begin_group("Kitchen")
    anna.open(conversation)
    anna.field("Message").fill("Not finished")
    anna.page.reload()
    expect(anna.field("Message")).to_have_value("Not finished")


def test_signing_out_in_one_tab_signs_the_others_out_and_leaves_nothing_behind(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    anna.say("Our secret")
    tab = anna.another_tab()
    tab.open(conversation)
    tab.sees("Our secret")
    tab.field("Message").fill("And another")
    anna.sign_out()
    tab.is_at("/login")
    for person in (anna, tab):
        expect(person.button("Sign in")).to_be_visible()
        assert person.page.evaluate(NAMES_OF_WHAT_IS_KEPT) == []


def test_the_next_to_sign_in_sees_nothing_of_the_one_before(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    anna.say("Our secret")
    expect(anna.message("Our secret")).to_have_attribute("data-status", "sent")
    anna.page.goto("about:blank")  # which asks for nothing more
    anna.context.clear_cookies()
    cleo = Person(anna.context, anna.url, "Cleo Dumas")
    cleo.register()
    cleo.visit(f"/c/{conversation}")
    expect(cleo.page.get_by_text("There is nothing here")).to_be_visible()
    expect(cleo.page.get_by_text("Our secret")).to_have_count(0)
    expect(cleo.line("Bob Carlsen")).to_have_count(0)
