"""A trainer under stress: taps twice, taps without a line, ends by mistake; and what that leaves on the phones."""

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll, overflow
from hall import Client, Learner, wait_until
from roles import Phone, Screen, Trainer
from test_kinds import make

PLAN = """劳动争议

【教学时长】1天（6个小时/天）

【教学内容】

【导入】开场（10分钟）

说几句。

一、第一单元

（一）第一专题

讲一点。

【调查】你们单位有没有调解委员会？
- 有
- 没有

【测验】仲裁时效是一年还是两年？
- [x] 一年
- [ ] 两年

【案例研讨】没有材料的案例

（二）第二专题

再讲。
"""


@pytest.fixture
def room(start, eyes, tmp_path):
    (tmp_path / "plan.md").write_text(PLAN)
    hall = start(tmp_path / "plan.md")
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    return hall, trainer


def record(hall):
    return hall.report(hall.addresses["class"])


def item(hall, kind):
    return next(entry for entry in record(hall)["items"] if entry["kind"] == kind)


def twice(trainer, place=1, gap=250):
    """Two taps of one finger, at one place of the screen, whatever stands there then."""
    button = trainer.page.locator("nav.three button").nth(place)
    expect(button).not_to_have_attribute("aria-disabled", "true")
    box = button.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    trainer.page.mouse.click(x, y)
    trainer.page.wait_for_timeout(gap)
    trainer.page.mouse.click(x, y)
    trainer.page.wait_for_timeout(700)


def middle(trainer, key, seconds=10):
    expect(trainer.page.locator("nav.three button").nth(1)).to_have_text(trainer.w(key), timeout=seconds * 1000)


def walk_to(trainer, title):
    trainer.jump(title)
    trainer.sees(title, "[data-region=stage], [data-region=items]")


@pytest.mark.parametrize("gap", [120, 250, 500])
def test_a_double_tap_is_one_tap(room, gap):
    hall, trainer = room
    people = [Learner(hall, f"学员{number}") for number in range(6)]
    trainer.begin()
    where = trainer.page.locator(".slide h2")

    # A poll that the plan holds: opened, and not closed by the second tap.
    for _ in range(20):
        if trainer.page.locator("nav.three button").nth(1).get_attribute("value") == "open":
            break
        trainer.step()
        trainer.page.wait_for_timeout(300)
    middle(trainer, "trainer.open")
    twice(trainer, gap=gap)
    middle(trainer, "trainer.close")
    assert item(hall, "poll")["phase"] == "open"
    for person in people:
        person.cast(0)
    twice(trainer, gap=gap)
    middle(trainer, "trainer.reveal")
    assert item(hall, "poll")["phase"] == "closed"
    trainer.main("trainer.reveal")

    # One page is turned, or the class stays: never two pages.
    spine = lambda: trainer.page.locator(".programme li").evaluate_all("all => all.findIndex((one) => one.classList.contains('now'))")
    trainer.jump("开场")
    trainer.sees("开场", ".clockrow")
    before = record(hall)["items"]
    cursor = lambda: Client.request(viewer, "GET", f"/t/{hall.addresses['class']}/view", accept="application/json").json["regions"]["controls"].split('name="ground" value="')[1].split('"')[0]
    viewer = Client(hall)
    viewer.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    trainer.page.wait_for_timeout(900)
    first = cursor()
    trainer.page.evaluate("document.activeElement.blur()")
    twice(trainer, place=2, gap=min(gap, 250))
    second = cursor()
    assert second != first
    trainer.step()
    wait_until(lambda: cursor() != second)
    trainer.back()
    wait_until(lambda: cursor() == second)
    trainer.back()
    wait_until(lambda: cursor() == first)
    assert before == record(hall)["items"]


def test_an_evaluation_closed_at_once_is_opened_again(room):
    hall, trainer = room
    trainer.begin()
    send = lambda **fields: Client.request(viewer, "POST", f"/t/{hall.addresses['class']}/send", fields)
    viewer = Client(hall)
    viewer.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    people = [Learner(hall, f"学员{number}") for number in range(5)]
    phone = Phone(trainer.eyes).check_in(hall.addresses["join"], "周小满", "一车间").arrived()
    send(do="openEvaluation")
    phone.sees(phone.w("room.rateTitle"), "[data-region=ask]")
    send(do="closeEvaluation")
    expect(phone.page.locator("form[data-send=rate]")).to_have_count(0)
    trainer.unfold(trainer.w("trainer.more"))
    trainer.more("trainer.openEvaluation")
    phone.rate([0, 0, 0, 0, 0])
    phone.says("room.rated", "form[data-send=rate] [data-state]")
    for person in people:
        person.rate([0, 0, 0, 0, 0])
    trainer.main("trainer.closeEvaluation")
    wait_until(lambda: record(hall)["evaluation"]["ballots"] == 6)
    assert send(do="openEvaluation").status == 409


def test_taps_without_a_line_do_not_add_up(room, eyes):
    hall, trainer = room
    trainer.begin()
    trainer.sees("开场", ".clockrow")
    eyes.forgiving = True
    trainer.page.wait_for_timeout(900)
    trainer.page.context.set_offline(True)
    for _ in range(4):
        trainer.step()
        trainer.page.wait_for_timeout(500)
    trainer.page.keyboard.press("ArrowRight")
    trainer.sees(trainer.w("stage.waiting"), "main [data-state]")
    trainer.look("offline", check=False)
    spine = trainer.page.locator("[name=ground]").first.get_attribute("value")
    trainer.page.context.set_offline(False)
    expect(trainer.page.locator("main [data-state]")).to_have_text("", timeout=20_000)
    trainer.page.wait_for_timeout(1500)
    viewer = Client(hall)
    viewer.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    viewer.request("POST", f"/t/{hall.addresses['class']}/send", {"do": "back"})
    expect(trainer.page.locator("[name=ground]").first).to_have_value(spine)


def test_keeps_what_was_not_submitted(room, eyes):
    hall, trainer = room
    trainer.begin()
    phone = Phone(eyes, size=SMALL_PHONE).check_in(hall.addresses["join"], "周小满", "一车间").arrived()
    box = phone.page.locator("[data-dropped]")
    make(trainer, "multiple", "quiz", "哪些属于劳动争议？", ["*拖欠工资", "*解除合同", "邻里纠纷"])
    phone.choose("拖欠工资")
    phone.choose("解除合同")
    expect(box).to_be_hidden()
    trainer.main("trainer.close")
    phone.sees(phone.w("stage.dropped"), "[data-dropped]")
    phone.sees("拖欠工资", "[data-dropped-list]")
    phone.look("dropped")
    no_sideways_scroll(phone.page)
    # Closed too early: what was ticked is there again.
    trainer.page.locator("form[data-item] button[value=open]").first.click()
    expect(phone.page.locator("form.item .choice", has_text="拖欠工资").locator("input")).to_be_checked()
    expect(phone.page.locator("form.item .choice", has_text="邻里纠纷").locator("input")).not_to_be_checked()
    expect(box).to_be_hidden()
    phone.press(phone.w("room.submit"), "form.item[data-item]")
    phone.says("room.saved", "form.item[data-item] [data-state]")
    trainer.main("trainer.close")
    phone.sees(phone.w("room.closedWait"), "[data-region=shown]")
    expect(box).to_be_hidden()

    # Words stay to be copied, until the learner puts them away.
    make(trainer, "choice", "poll", "你最希望工会做什么？", [])
    words = phone.page.locator("form.item textarea[name=text]")
    words.fill("请工会把加班费的算法贴出来")
    trainer.main("trainer.close")
    phone.sees("请工会把加班费的算法贴出来", "[data-dropped-list]")
    phone.press(phone.w("stage.droppedOk"), "[data-dropped]")
    expect(box).to_be_hidden()


def test_keeps_what_was_refused(room, eyes):
    """The trainer closes in the second in which a learner submits: the refusal comes while the form is there."""
    hall, trainer = room
    trainer.begin()
    phone = Phone(eyes, size=SMALL_PHONE)
    phone.page.add_init_script("""
      const listen = EventSource.prototype.addEventListener;
      EventSource.prototype.addEventListener = function (name, hear) {
        listen.call(this, name, (event) => { if (window.held) window.held.push(() => hear(event)); else hear(event); });
      };""")
    phone.check_in(hall.addresses["join"], "周小满", "一车间").arrived()
    box = phone.page.locator("[data-dropped]")
    make(trainer, "multiple", "quiz", "哪些属于劳动争议？", ["*拖欠工资", "*解除合同", "邻里纠纷"])
    phone.choose("拖欠工资")
    phone.page.evaluate("window.held = []")
    trainer.main("trainer.close")
    trainer.sees(trainer.w("item.closed"), "[data-region=items]")
    eyes.forgiving = True
    phone.press(phone.w("room.submit"), "form.item[data-item]")
    phone.says("room.notSaved", "form.item[data-item] [data-state]")
    expect(box).to_be_hidden()
    phone.page.evaluate("{ const all = window.held; window.held = null; for (const hear of all) hear(); }")
    phone.sees("拖欠工资", "[data-dropped-list]")
    eyes.forgiving = False
    trainer.page.locator("form[data-item] button[value=open]").first.click()
    expect(phone.page.locator("form.item .choice", has_text="拖欠工资").locator("input")).to_be_checked()
    expect(box).to_be_hidden()
    phone.press(phone.w("room.submit"), "form.item[data-item]")
    phone.says("room.saved", "form.item[data-item] [data-state]")


def test_an_end_tapped_without_a_line_ends_nothing_later(room, eyes):
    hall, trainer = room
    trainer.begin()
    trainer.unfold(trainer.w("trainer.more"))
    trainer.unfold(trainer.w("trainer.endClass"))
    trainer.page.locator("form[data-item=end] [name=confirm]").check()
    eyes.forgiving = True
    trainer.page.context.set_offline(True)
    trainer.press(trainer.w("trainer.endNow"))
    trainer.sees(trainer.w("stage.waiting"), "main [data-state]")
    # Another console goes on meanwhile.
    other = Client(hall)
    other.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    assert other.request("POST", f"/t/{hall.addresses['class']}/send", {"do": "next"}).status == 303
    trainer.page.context.set_offline(False)
    trainer.sees(trainer.w("reject.groundMoved"), "main [data-state]", seconds=20)
    trainer.page.reload()
    expect(trainer.page.locator("body")).to_have_attribute("data-phase", "live")


def test_the_end_is_asked_for_and_the_screen_thanks(room, eyes):
    hall, trainer = room
    trainer.begin()
    screen = Screen(eyes).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes).check_in(hall.addresses["join"], "周小满", "一车间").arrived()
    make(trainer, "choice", "quiz", "一年还是两年？", ["*一年", "两年"])
    screen.shows("一年还是两年？")
    trainer.unfold(trainer.w("trainer.more"))
    trainer.unfold(trainer.w("trainer.endClass"))
    part = trainer.page.locator("details[data-keep=end]")
    expect(part).to_contain_text(trainer.w("stage.end.open", 1))
    expect(part).to_contain_text(trainer.w("stage.end.notRated"))
    expect(part).to_contain_text(trainer.w("stage.end.sheets", 1))
    part.scroll_into_view_if_needed()
    trainer.look("ending")
    # Without the tick nothing ends.
    trainer.press(trainer.w("trainer.endNow"))
    assert Client(hall).request("GET", f"/j/{hall.code}").status == 200
    trainer.end()
    screen.shows(screen.w("screen.closed"))
    screen.shows_not("一年还是两年？")
    screen.look("closed")
    phone.sees(phone.w("room.classClosed"))
    phone.sees_not(phone.w("room.closedWait"))


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_twenty_sentences_can_be_read(start, eyes, language):
    hall = start(halls.SAMPLE_PLAN if language == "zh-CN" else halls.ENGLISH_PLAN)
    eyes.name = "sentences_" + language
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    screen = Screen(eyes, language).go(f"{hall.url}/s/{hall.code}")
    people = [Learner(hall, f"学员{number:02}") for number in range(40)]
    trainer.begin()
    viewer = Client(hall)
    viewer.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    send = lambda **fields: viewer.request("POST", f"/t/{hall.addresses['class']}/send", fields)
    make(trainer, "choice", "quiz", "一年还是两年？", ["*一年", "两年"])
    trainer.main("trainer.close")
    assert send(do="formGroups", count="20", by="unit").status == 303
    # A result does not keep the groups' task from the screen.
    assert send(do="openReports", title="车间里哪一件事最容易引起争议？").status == 303
    screen.shows("最容易引起争议", 5)
    texts = {}
    task = None
    for person in people:
        number = person.request("GET", f"/c/{hall.code}/own", accept="application/json").json["team"]["number"]
        if number in texts:
            continue
        task = task or person.view["regions"]["task"].split('name="task" value="')[1].split('"')[0]
        texts[number] = f"第{number}组认为加班费计算基数和考勤记录最容易引起争议，工会应当定期查看工资条并在职代会上说明，先协商再调解。"
        person.send(do="pen")
        person.send(do="report", task=task, text=texts[number])
    for number, text in texts.items():
        send(do="releaseReport", task=task, group=number - 1, text=text)
    screen.shows("第20组认为")

    def sizes():
        return screen.page.evaluate("""() => [...document.querySelectorAll('.stage .wallnote')].filter((one) => one.offsetParent)
          .map((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight)""")

    for width, height in ((1920, 1080), (1366, 768)):
        screen.page.set_viewport_size({"width": width, "height": height})
        screen.page.wait_for_timeout(200)
        assert len(sizes()) == 20
        assert not overflow(screen.page, ".screen, .stage")
        screen.look(f"all-{height}", check=False)
    small = min(sizes())
    send(do="pickFour")
    screen.shows(screen.w("stage.speaks"))
    for width, height in ((1920, 1080), (1366, 768)):
        screen.page.set_viewport_size({"width": width, "height": height})
        screen.page.wait_for_timeout(200)
        # The four who speak, readable from the back of the hall; the others are on the phones.
        assert len(sizes()) == 4 and min(sizes()) > 0.024 > small
        assert not overflow(screen.page, ".screen, .stage")
        screen.look(f"four-{height}", check=height == 768)
    screen.shows(screen.w("stage.otherReports", 16))


def test_questions_leave_the_countdown_its_size(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(hall.addresses["projector"])
    viewer = Client(hall)
    viewer.cookies = {cookie["name"]: cookie["value"] for cookie in trainer.page.context.cookies()}
    person = Learner(hall, "赵敏")
    trainer.begin()
    trainer.jump(trainer.w("kind.break"))
    countdown = screen.page.locator(".stage .countdown")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    large = countdown.evaluate(size)

    def ask(number, text):
        person.send(do="ask", question=f"q{number}", text=text)
        viewer.request("POST", f"/t/{hall.addresses['class']}/send", {"do": "approve", "question": f"q{number}"})

    for number in range(3):
        ask(number, f"第{number}个问题：工资条上没有写加班费的计算基数，工会能不能要求在职工代表大会上逐项说明，不说明怎么办？" * 2)
    expect(screen.page.locator(".asked .line")).to_have_count(3)
    screen.page.wait_for_timeout(200)
    assert countdown.evaluate(size) == large
    assert not overflow(screen.page, ".screen, .stage")
    screen.look("break")
