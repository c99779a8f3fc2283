"""Every kind of question in every state, on every shared page, in both languages, light and dark: axe-core, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import hall as halls
from conftest import SMALL_PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Phone, Screen, Trainer
from test_kinds import make

SIZES = [(1280, 720), (1920, 1080), (1024, 768)]
KINDS = {
    "zh-CN": [
        ("choice", "quiz", "一般劳动争议的仲裁时效是多长？", ["六十日", "*一年", "两年"]),
        ("multiple", "quiz", "哪些属于劳动争议？", ["*拖欠工资", "*解除合同", "邻里纠纷"]),
        ("truth", "quiz", "调解是申请仲裁以前必须走的一步。", ["错"]),
        ("textEntry", "quiz", "工会依据哪部法律开展工作？", ["工会法", "中华人民共和国工会法"]),
        ("numericEntry", "quiz", "举证期限一般不少于几日？", ["15±1"]),
        ("order", "quiz", "劳动争议的处理顺序", ["协商", "调解", "仲裁", "诉讼"]),
        ("match", "quiz", "谁来管", ["拖欠工资 = 劳动监察机构", "工伤认定 = 社会保险行政部门", "劳动仲裁 = 仲裁委员会"]),
        ("choice", "poll", "贵单位设有调解委员会吗？", ["有", "没有", "不清楚"]),
        ("slider", "poll", "今天的课对你有多大帮助？", []),
        ("choice", "poll", "你最希望工会做什么？", []),
    ],
    "en-GB": [
        ("choice", "quiz", "Who may stop dangerous work?", ["The manager alone", "*The worker in danger", "Nobody"]),
        ("multiple", "quiz", "Which belong in the minutes?", ["*Owner", "*Date", "Weather"]),
        ("truth", "quiz", "A near miss need not be reported.", ["wrong"]),
        ("textEntry", "quiz", "Which body meets every month?", ["safety committee", "the safety committee"]),
        ("numericEntry", "quiz", "How many working days for an answer?", ["3±1"]),
        ("order", "quiz", "From the strongest measure to the weakest", ["Remove the hazard", "Barrier", "Training", "Mask"]),
        ("match", "quiz", "Who does what", ["Chair = calls the meeting", "Secretary = keeps the minutes", "Member = makes rounds"]),
        ("choice", "poll", "Does your workplace have a committee?", ["Yes", "No", "I do not know"]),
        ("slider", "poll", "How useful was today?", []),
        ("choice", "poll", "What should the union do first?", []),
    ],
}


class Look:
    """Every page that shows the room, at every size that matters, seen by axe-core in light and dark."""

    def __init__(self, eyes, hall, language):
        self.eyes = eyes
        self.trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
        self.beside = Trainer(eyes, language, SMALL_PHONE).go(hall.addresses["trainer"])
        self.screen = Screen(eyes, language).go(f"{hall.url}/s/{hall.code}")
        self.screen.page.set_viewport_size({"width": 1280, "height": 720})
        self.phone = Phone(eyes, language, SMALL_PHONE)
        self.phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
        for role in self.roles.values():
            role.page.evaluate(Axe().axe_script)

    @property
    def roles(self):
        return {"console": self.trainer, "console-small": self.beside, "screen": self.screen, "phone": self.phone}

    def axe(self, role, name, rules=None):
        options = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = rules
        found = role.page.evaluate("options => axe.run(options).then((found) => found.violations)", options)
        for violation in found:
            self.eyes.trouble.append(
                f"axe-core on {name}: {violation['id']}: {violation['help']}\n    "
                + "\n    ".join(node["html"][:200] for node in violation["nodes"][:5]))

    def at(self, state):
        for name, role in self.roles.items():
            self.axe(role, f"{state} {name}")
            role.page.emulate_media(color_scheme="dark")
            self.axe(role, f"{state} {name} dark", ["color-contrast"])
            self.eyes.look(role.page, f"{state}-{name}-dark", check=False)
            role.page.emulate_media(color_scheme="light")
            self.eyes.look(role.page, f"{state}-{name}", check=False)
        no_sideways_scroll(self.phone.page)
        no_sideways_scroll(self.beside.page)
        for width, height in SIZES[1:] + SIZES[:1]:
            self.screen.page.set_viewport_size({"width": width, "height": height})
            cut = overflow(self.screen.page, ".screen, .stage")
            assert not cut, f"{state} at {width}×{height}: {cut}"
            if (width, height) == (1024, 768):
                self.eyes.look(self.screen.page, f"{state}-screen-4-3", check=False)


def answer(phone, form, kind, lines):
    item = phone.page.locator("form.item[data-item]").first
    if form in ("numericEntry", "textEntry"):
        item.locator("input[name=text]").fill("15" if form == "numericEntry" else lines[0])
    elif form in ("order", "match"):
        selects = item.locator("select")
        for place in range(selects.count()):
            selects.nth(place).select_option(index=place + 1)
    elif kind == "poll" and not lines and form == "choice":
        item.locator("textarea").fill("一起学")
    else:
        item.locator(".choice").nth(1).click()
    if form not in ("choice", "truth", "slider") or not lines and form == "choice":
        phone.press(phone.w("room.submit"), "form.item[data-item]")
    phone.says("room.saved", "form.item[data-item] [data-state]")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_kind_in_every_state(start, eyes, language):
    chinese = language == "zh-CN"
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    eyes.name = "states_" + language
    look = Look(eyes, hall, language)
    trainer, screen, phone = look.trainer, look.screen, look.phone
    others = [Learner(hall, name) for name in ("赵敏", "李强", "刘洋", "陈静", "周宁")]
    look.at("waiting")
    trainer.begin()
    screen.shows("一次接待" if chinese else "A committee is not a meeting")
    # The half-day's attendance is taken once; then the phone has one thing to do.
    for number, (form, kind, prompt, lines) in enumerate(KINDS[language]):
        name = f"{number}-{form}-{kind}"
        make(trainer, form, kind, prompt, lines)
        phone.sees(prompt, "[data-region=ask]")
        screen.shows(prompt)
        look.at(name + "-open")
        answer(phone, form, kind, lines)
        for index, other in enumerate(others):
            item = other.open_item("cast" if kind == "poll" else "respond")
            fields = {"item": item, "do": "cast" if kind == "poll" else "respond"}
            if kind == "poll":
                fields["box"] = item
            if form == "numericEntry":
                other.send(**fields, text=str(int(lines[0].split("±")[0]) + index))
            elif form == "textEntry" or not lines and form == "choice":
                other.send(**fields, text=[lines[0] if lines else "工资太低", "食堂", "工资", "工会", "工资"][index])
            elif form not in ("order", "match"):
                other.send(**fields, choice=index % 3 if lines and len(lines) > 1 else index % 2)
        look.axe(phone, name + " answered")
        trainer.main("trainer.close")
        phone.sees(phone.w("room.closedWait"), "[data-region=shown]")
        look.at(name + "-closed")
        trainer.main("trainer.reveal")
        expect(phone.page.locator("[data-region=shown]")).not_to_contain_text(phone.w("room.closedWait"))
        screen.sees(prompt, ".stage")
        look.at(name + "-revealed")
    trainer.press(trainer.w("act.cloudPropose"))
    trainer.sees("工资", ".proposal")
    trainer.press(trainer.w("act.cloudShow"))
    screen.shows("工资")
    look.at("cloud")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_other_state(start, eyes, language):
    chinese = language == "zh-CN"
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    eyes.name = "moments_" + language
    look = Look(eyes, hall, language)
    trainer, screen, phone = look.trainer, look.screen, look.phone
    for name in ("赵敏", "李强", "刘洋", "陈静", "周宁"):
        Learner(hall, name)
    w = trainer.w
    trainer.begin()
    trainer.main("trainer.blank")
    trainer.sees(w("trainer.isBlank"))
    look.at("blank")
    trainer.main("trainer.unblank")
    trainer.jump(w("kind.break"))
    expect(screen.page.locator(".stage h1.huge")).to_be_visible()
    look.at("break")
    box = trainer.group_by_chance(3)
    look.beside.unfold(w("group.title"))
    trainer.jump("受伤第四十天" if chinese else "The crossing by gate three")
    for index, step in enumerate(("read", "think", "discuss", "report", "debrief")):
        trainer.page.locator(".casesteps li").nth(index).locator("button").click()
        screen.shows(w("case.step." + step))
        phone.sees(phone.w("case.step." + step), ".guide")
        if step == "report":
            phone.press(phone.w("group.takePen"), ".task")
            phone.page.locator("form[data-scribe] textarea").fill("先核实人数和金额，再约单位谈。" if chinese else "Listen first, then count.")
            look.at("step-report-open")
            phone.press(phone.w("room.submit"), "form[data-scribe]")
            phone.says("room.saved", "form[data-scribe] [data-state]")
            box.get_by_role("button", name=w("trainer.toScreen"), exact=True).first.click()
            trainer.press(w("group.pickFour"))
            screen.shows(screen.w("group.speaking", "").split("{")[0][:2])
        if step == "read":
            trainer.main_with("case.startTimer", 4)
            expect(screen.page.locator(".stage [data-clock=timer]").first).to_contain_text("3:")
        look.at("step-" + step)
    trainer.more("trainer.openEvaluation")
    phone.sees(phone.w("room.rateTitle"), "[data-region=ask]")
    screen.shows(screen.w("room.rateTitle"))
    look.at("evaluation")
    trainer.end()
    screen.shows(screen.w("screen.closed"))
    look.at("closed")
