"""What each person in the hall does in a browser, by the words that they read there."""

import re

from playwright.sync_api import expect

from conftest import LAPTOP, PHONE, PROJECTOR
from hall import Words


def words_of(page_language):
    return Words("zh-Hans" if page_language.startswith("zh") else "en")


class Role:
    def __init__(self, eyes, language, size, **options):
        self.eyes = eyes
        self.w = words_of(language)
        self.page = eyes.person(language, size, **options)
        self.scripts = options.get("java_script_enabled", True)

    def look(self, name, check=True):
        return self.eyes.look(self.page, name, check)

    def go(self, url):
        self.page.goto(url)
        if self.scripts:
            secure = self.page.evaluate("window.isSecureContext")
            assert secure is False, "a hall is no secure context"
        return self

    def sees(self, text, where="body", seconds=10):
        expect(self.page.locator(where).first).to_contain_text(text, timeout=seconds * 1000)

    def sees_not(self, text, where="body"):
        expect(self.page.locator(where).first).not_to_contain_text(text)

    def press(self, word, where="body"):
        self.page.locator(where).get_by_role("button", name=word, exact=True).first.click()

    def unfold(self, word):
        summary = self.page.locator("summary", has_text=word).first
        if not summary.evaluate("part => part.parentElement.open"):
            summary.click()


class Organizer(Role):
    """班主任."""

    password = "练兵先练心，一号车间"

    def __init__(self, eyes, language="zh-CN"):
        super().__init__(eyes, language, LAPTOP)

    def set_password(self, link):
        self.go(link)
        self.page.fill("[name=password]", self.password)
        self.page.fill("[name=repeat]", self.password)
        self.press(self.w("start.save"))
        self.sees(self.w("desk.title"), "h1")

    def read_plan(self, *files):
        self.unfold(self.w("desk.newPlan"))
        self.page.set_input_files("[name=files]", [str(file) for file in files])
        self.press(self.w("desk.read"))
        self.sees(self.w("plan.day"))

    def make_class(self, room, trainer, roster):
        self.page.get_by_role("link", name=self.w("plan.make")).first.click()
        self.page.fill("[name=room]", room)
        self.page.fill("[name=trainer]", trainer)
        self.page.fill("[name=roster]", roster)
        self.page.check("[name=approved]")
        self.press(self.w("sectionForm.make"))
        self.page.wait_for_url(re.compile(r"/classes/[^/?]+$"))

    @property
    def section(self):
        return re.search(r"/classes/([^/?#]+)", self.page.url).group(1)

    def link(self, part):
        """An address on the class page that holds `part`."""
        return self.page.locator(f"a[href*='{part}']").first.evaluate("link => link.href")

    def fetch_json(self, path):
        return self.page.evaluate(
            "path => fetch(path, {headers: {Accept: 'application/json'}}).then(r => r.json())", path)


class Trainer(Role):
    """授课教师."""

    def __init__(self, eyes, language="zh-CN", size=LAPTOP, **options):
        super().__init__(eyes, language, size, **options)

    def begin(self):
        self.press(self.w("trainer.begin"), "nav")
        # The next tap is made on what the console shows then.
        expect(self.page.get_by_role("button", name=self.w("trainer.begin"), exact=True)).to_have_count(0)

    def group_by_chance(self, count):
        self.unfold(self.w("group.title"))
        box = self.page.locator("[data-region=groups]")
        box.locator("[name=count]").fill(str(count))
        self.press(self.w("group.byChance"))
        expect(box.locator(".group")).to_have_count(count)
        return box

    def step(self):
        self.press(self.w("trainer.nextStep"), "nav")

    def back(self):
        self.press(self.w("trainer.back"), "nav")

    def main(self, key):
        """The middle of the three big buttons, when it says so."""
        self.press(self.w(key), "nav")

    def main_with(self, key, *arguments):
        """The same, where its word names a number."""
        self.press(self.w(key, *arguments), "nav")

    def more(self, key):
        self.unfold(self.w("trainer.more"))
        self.press(self.w(key), "main")

    def jump(self, title):
        self.page.locator(".programme .stop", has_text=title).first.click()

    def make(self, kind, prompt, choices):
        self.unfold(self.w("trainer.makeItem"))
        form = self.page.locator("form[data-send=make]")
        form.locator("[name=prompt]").fill(prompt)
        form.locator("[name=choices]").fill("\n".join(choices))
        self.press(self.w("trainer.makePoll" if kind == "poll" else "trainer.makeQuiz"))
        # The form is free again once the order has arrived.
        expect(form.locator("[name=prompt]")).to_have_value("")

    def end(self):
        self.unfold(self.w("trainer.more"))
        self.unfold(self.w("trainer.endClass"))
        self.page.locator("form[data-item=end] [name=confirm]").check()
        self.press(self.w("trainer.endNow"))


class Screen(Role):
    """大屏: nobody touches it."""

    def __init__(self, eyes, language="zh-CN", **options):
        super().__init__(eyes, language, PROJECTOR, **options)

    def shows(self, text, seconds=10):
        self.sees(text, ".stage", seconds)

    def shows_not(self, text):
        self.sees_not(text, ".stage")


class Phone(Role):
    """学员."""

    def __init__(self, eyes, language="zh-CN", size=PHONE, **options):
        super().__init__(eyes, language, size, **options)

    def check_in(self, url, name, unit="", listed=False, go=True):
        if go:
            self.go(url)
        if listed:
            while self.page.locator("details:not([open]) > summary").count():
                self.page.locator("details:not([open]) > summary").first.click()
            self.page.locator(".people button", has_text=name).filter(has_text=unit).first.click()
        else:
            self.page.fill("[name=name]", name)
            self.page.fill("[name=unit]", unit)
            self.press(self.w("join.checkIn"), "main")
        return self

    def arrived(self):
        self.page.wait_for_url("**/c/*")
        return self

    def choose(self, text):
        self.page.locator("form.item .choice", has_text=text).first.click()

    def says(self, key, where="form.item [data-state]", seconds=10):
        self.sees(self.w(key), where, seconds)

    def rate(self, grades, text=""):
        form = self.page.locator("form[data-send=rate]")
        for index, grade in enumerate(grades):
            form.locator(f"input[name=aspect{index}][value='{grade}']").check()
        if text:
            form.locator("textarea").fill(text)
        self.press(self.w("room.submit"), "form[data-send=rate]")

    def ask(self, text, named=False):
        self.unfold(self.w("room.askQuestion"))
        form = self.page.locator("form[data-send=ask]")
        form.locator("textarea").fill(text)
        if named:
            form.locator("[name=named]").check()
        self.press(self.w("room.sendQuestion"))
        self.sees(self.w("room.asked"), "form[data-send=ask] [data-state]")
