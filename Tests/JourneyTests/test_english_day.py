"""A half day in English from a plan of our own: dark rooms, reduced motion, and no word of Chinese."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, overflow
from hall import Learner
from roles import Organizer, Phone, Screen, Trainer

CHINESE = """() => {
  const marks = /[\\u3001-\\u303f\\u3400-\\u9fff\\uff01-\\uff60]/;
  const found = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    const part = node.nodeType === 1 ? node : node.parentElement;
    if (part?.closest('[lang|="zh"]')) continue;
    const texts = node.nodeType === 1 ? [...node.attributes].map((a) => a.name + "=" + a.value) : [node.nodeValue];
    for (const text of texts) if (marks.test(text || "")) found.push(text.trim().slice(0, 100));
  }
  return found;
}"""


class Reader:
    """Looks at a page, and for Chinese on it."""

    def __init__(self, eyes):
        self.eyes = eyes

    def __call__(self, role, name):
        role.look(name)
        found = role.page.evaluate(CHINESE)
        if found:
            self.eyes.trouble.append(f"Chinese on the English page {name}: {found[:5]}")


def test_english_day(start, eyes):
    hall = start(halls.ENGLISH_PLAN)
    look = Reader(eyes)
    dark = {"color_scheme": "dark", "reduced_motion": "reduce"}

    organizer = Organizer(eyes, "en-GB").go(hall.addresses["organizer"])
    look(organizer, "start")
    organizer.set_password(hall.addresses["organizer"])
    look(organizer, "desk")
    section = hall.addresses["class"]
    organizer.go(f"{hall.url}/classes/{section}")
    look(organizer, "class")

    trainer = Trainer(eyes, "en-GB", color_scheme="dark").go(hall.addresses["trainer"])
    beside = Trainer(eyes, "en-GB", PHONE, **dark).go(hall.addresses["trainer"])
    screen = Screen(eyes, "en-GB", **dark).go(hall.addresses["projector"])
    screen.shows("Workplace safety committees that work")
    look(screen, "screen-waiting")
    home = Phone(eyes, "en-GB", PHONE).go(hall.url + "/")
    look(home, "home")
    home.page.fill("[name=code]", hall.code)
    home.press("Go in")
    home.sees("Workplace safety committees that work", "h1")
    look(home, "join")
    nadia = home.check_in(None, "Nadia Wilhelmina van der Westhuizen-Okonkwo", "Third Machining Shop", go=False)
    nadia.arrived()
    look(nadia, "phone-waiting")
    omar = Phone(eyes, "en-GB", SMALL_PHONE, **dark).check_in(hall.addresses["join"], "Omar", "Foundry").arrived()
    others = [Learner(hall, name) for name in ("Ines", "Jonas", "Kofi", "Lena")]

    # The pre-test: its four questions open together.
    trainer.begin()
    screen.shows("A committee is not a meeting")
    look(trainer, "console-slide")
    look(beside, "console-phone-slide")
    trainer.jump("Pre-test")
    screen.sees("Pre-test", "header")
    screen.shows_not("ILO Recommendation No. 164")
    trainer.main("trainer.open")
    expect(nadia.page.locator("form.item")).to_have_count(4)
    screen.shows("Take out your phones")
    look(screen, "screen-pre-test")
    look(nadia, "phone-pre-test")
    look(omar, "phone-pre-test-dark")
    for index, letter in enumerate("CBDA"):
        nadia.page.locator("form.item").nth(index).locator(f".choice input[value='{ord(letter) - 65}']").click()
        nadia.says("room.saved", f"form.item >> nth={index} >> [data-state]")
    # A changed mind, twice, before answering ends.
    first = omar.page.locator("form.item").first
    for letter in "ABC":
        first.locator(f".choice input[value='{ord(letter) - 65}']").click()
    expect(first.locator("[data-state]")).to_contain_text("Saved")
    trainer.main("trainer.close")
    nadia.sees("Answering has ended")
    trainer.main("trainer.reveal")
    expect(screen.page.locator(".bars li.right")).to_contain_text("2")
    look(screen, "screen-pre-test-revealed")
    look(nadia, "phone-pre-test-revealed")

    # The planned poll and a quiz with several right answers made on the spot.
    trainer.jump("How does your committee's last decision stand today?")
    trainer.main("trainer.open")
    nadia.choose("Still open, with a name and a date")
    nadia.says("room.saved")
    for learner, choice in zip(others, (0, 1, 2, 4)):
        learner.cast(choice)
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    expect(screen.page.locator(".bars li").nth(2)).to_contain_text("2")
    look(screen, "screen-poll-revealed")
    trainer.make("quiz", "Which two belong in every decision?", ["*An owner", "A slogan", "*A date"])
    omar.sees("several choices")
    omar.choose("An owner")
    omar.choose("A date")
    look(omar, "phone-several")
    omar.press("Submit")
    omar.says("room.saved")
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 6")
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    omar.sees("your choice", ".shown [data-choice='2']")

    # An open question: words reach the screen when the trainer picks them.
    trainer.make("poll", "What will you change first?", [])
    nadia.page.locator("form.item textarea").fill("The agenda: open actions first.")
    nadia.press("Submit", "form.item")
    nadia.says("room.saved")
    look(nadia, "phone-open-text")
    for learner in others:
        item = learner.open_item("cast")
        learner.send(do="cast", item=item, text=f"More rounds, says {learner.name}", box=item)
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    trainer.sees("The agenda: open actions first.", "[data-region=items]")
    screen.shows_not("open actions first")
    trainer.page.locator(".note", has_text="open actions first").get_by_role("button").click()
    screen.shows("The agenda: open actions first.")
    look(screen, "screen-open-text")
    look(trainer, "console-open-text")

    # A case with its kit beside the plan: all of it for the trainer, no notes for the room.
    trainer.jump("The crossing by gate three")
    screen.shows("The crossing by gate three")
    expect(trainer.page.locator("[data-region=notes]")).to_contain_text("Teaching notes")
    notes = trainer.page.locator("[data-region=notes] .prose").first.inner_text().split("\n")
    sentence = max(notes, key=len)[:60]
    shown = ""
    for _ in range(30):
        text = screen.page.locator(".stage").inner_text()
        shown += text
        cut = overflow(screen.page, ".screen, .stage")
        assert not cut, f"{cut}: {text}"
        if "Debrief" in text:
            break
        trainer.step()
        expect(screen.page.locator(".stage")).not_to_have_text(text, use_inner_text=True)
    assert "Debrief" in shown and sentence not in shown, "teaching notes on the big screen"
    look(screen, "screen-debrief")

    # A break, the evaluation, the end.
    trainer.jump("Break")
    expect(screen.page.locator(".countdown")).to_contain_text(":")
    look(screen, "screen-break")
    trainer.jump("What did you think of this session?")
    trainer.main("trainer.openEvaluation")
    omar.sees("Please rate the day")
    look(omar, "phone-evaluation-dark")
    omar.rate([0, 1, 2, 3, 0])
    omar.says("room.rated", "form[data-send=rate] [data-state]")
    trainer.main("trainer.closeEvaluation")
    trainer.more("trainer.pause")
    trainer.more("trainer.resume")
    # Handing over: the new link works, the old console does not.
    trainer.unfold("More")
    trainer.press("Hand over to another trainer")
    trainer.sees("Let the next trainer open this link")
    look(trainer, "console-hand-over")
    link = trainer.page.locator("a[href*='/enter/']").get_attribute("href")
    second = Trainer(eyes, "en-GB").go(link)
    second.sees("Take the class over")
    look(second, "take-over")
    # The console that was open before ends by itself, and says why.
    eyes.forgiving = True
    second.press("Take over")
    second.sees("What did you think of this session?")
    trainer.sees("handed over to another trainer", seconds=20)
    eyes.forgiving = False
    second.end()
    second.sees("This class has ended")
    look(second, "console-closed")
    screen.shows("This class has ended")
    report = organizer.fetch_json(f"/classes/{section}/report.json")
    assert report["evaluation"]["returned"] == 1 and report["evaluation"]["withheld"]
    assert report["counts"]["checkedIn"] == 6
    answered = {item["prompt"][:20]: item["answers"] for item in report["items"] if item["answers"]}
    assert answered["Which two belong in "] == 1 and answered["How does your commit"] == 5
    for name in ("report", "papers/run-sheet", "papers/sign-in-sheet", "papers/desk-cards", "papers/evaluation-form"):
        organizer.go(f"{hall.url}/classes/{section}/{name}")
        look(organizer, name.replace("/", "-"))
