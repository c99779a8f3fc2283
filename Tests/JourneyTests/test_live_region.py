"""What a screen reader is told: page turns, questions, results, time; each once, on every shared page."""

import pytest
from playwright.sync_api import expect

import hall as halls
from hall import Learner
from roles import Phone, Screen, Trainer

# Notes every text that the live region ever has, and whatever takes the region itself away.
WATCH = """() => {
  const region = document.querySelector("[data-announce]");
  window.told = [];
  window.taken = false;
  new MutationObserver(() => { if (region.textContent) window.told.push(region.textContent); })
    .observe(region, { childList: true, characterData: true, subtree: true });
  new MutationObserver(() => { if (!region.isConnected) window.taken = true; })
    .observe(document.body, { childList: true, subtree: true });
}"""


class Ears:
    """Hears one page's live region."""

    def __init__(self, role):
        self.role = role
        self.heard = 0
        expect(role.page.locator("[aria-live]")).to_have_count(1)
        expect(role.page.locator("[data-region] [aria-live]")).to_have_count(0)
        # The first view has come: on arriving nothing is told.
        role.page.wait_for_function("document.querySelector('[data-announce]').textContent === ''")
        role.page.evaluate(WATCH)

    def all(self):
        return self.role.page.evaluate("window.told")

    def hears(self, *texts):
        """Exactly this since the last time, in one telling or several, and nothing else."""
        self.role.page.wait_for_function(
            "([from, last]) => window.told.slice(from).join(' ').endsWith(last)", arg=[self.heard, texts[-1]])
        told = self.all()
        assert " ".join(told[self.heard:]) == " ".join(texts), told[self.heard:]
        self.heard = len(told)

    def done(self):
        """Nothing was told beyond what was heard, the region is the one it was, and says its last word still."""
        told = self.all()
        assert len(told) == self.heard, told[self.heard:]
        assert not self.role.page.evaluate("window.taken")
        expect(self.role.page.locator("[data-announce]")).to_have_text(told[-1])


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_page_turns_questions_and_results(start, eyes, language):
    chinese = language == "zh-CN"
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    eyes.name = "live_region_" + language
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    screen = Screen(eyes, language).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes, language)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    others = [Learner(hall, name) for name in ("赵敏", "李强", "刘洋", "陈静")]
    w = trainer.w
    screen.shows(w("screen.welcome")[:6])
    everybody = [Ears(role) for role in (phone, screen, trainer)]

    def all_hear(*texts):
        for ears in everybody:
            ears.hears(*texts)

    first = "从一次接待说起" if chinese else "A committee is not a meeting"
    trainer.begin()
    all_hear(w("say.page", 1, first))
    trainer.step()
    all_hear(w("say.page", 2, first))
    trainer.back()
    all_hear(w("say.page", 1, first))

    prompt = "仲裁时效多长？"
    trainer.make("quiz", prompt, ["*一年", "六十日"])
    all_hear(w("say.open", prompt))
    # Answers change what is counted on every page, and are told on none.
    phone.choose("一年")
    phone.says("room.saved")
    for index, other in enumerate(others):
        other.answer(index % 2)
    trainer.sees("5 / ", "[data-region=items] .onstage")
    trainer.main("trainer.close")
    all_hear(w("say.itemClosed", prompt))
    trainer.main("trainer.reveal")
    comma = "、" if chinese else ", "
    right = w("act.shareRight", 3, 5, "60%")
    all_hear(w("say.revealed", prompt, comma.join([right, "A 一年 3", "B 六十日 2"])))
    trainer.step()
    all_hear(w("say.page", 2, first))
    trainer.main("trainer.blank")
    all_hear(w("say.blank"))
    trainer.main("trainer.unblank")
    all_hear(w("say.page", 2, first))
    # A page that loses its stream and gets the view again tells nothing again.
    before = len(everybody[0].all())
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    trainer.more("trainer.openEvaluation")
    all_hear(w("say.evaluation"))
    assert len(everybody[0].all()) == before + 1
    for ears in everybody:
        ears.done()
        ears.role.look("told-" + type(ears.role).__name__.lower())


def test_time_is_told_at_five_minutes_one_and_none(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes)
    phone.page.clock.install()
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    w = trainer.w
    trainer.begin()
    phone.sees("9:", "[data-region=clock]")
    phone.page.wait_for_function("document.querySelector('[data-announce]') !== null")
    phone.page.evaluate(WATCH)
    # The page's own clock runs ahead of the hall's: what counts is what it counts down. No connection, no correction.
    eyes.forgiving = True
    phone.page.context.set_offline(True)
    phone.page.clock.run_for("04:15")
    assert w("say.left", 5) not in phone.page.evaluate("window.told")
    phone.page.clock.run_for("01:00")
    assert phone.page.evaluate("window.told") == [w("say.left", 5)]
    phone.page.clock.run_for("03:15")
    assert phone.page.evaluate("window.told") == [w("say.left", 5)]
    phone.page.clock.run_for("00:45")
    assert phone.page.evaluate("window.told") == [w("say.left", 5), w("say.left", 1)]
    phone.page.clock.run_for("02:00")
    assert phone.page.evaluate("window.told") == [w("say.left", 5), w("say.left", 1), w("say.over")]
    phone.page.context.set_offline(False)
