"""The sign-in desk: two tablets at the door, a phone from its seat, a desk that loses its line."""

import re

from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Client
from roles import Phone, Role, Trainer

ROSTER = "姓名,单位,组别\n" + "\n".join(
    f"{name},{unit},{group}" for name, unit, group in [
        ("李爱诺", "运输队", "第一组"), ("单雄信", "机修车间", "第一组"), ("王伟", "一车间", "第一组"),
        ("欧阳明月", "食堂", "第二组"), ("陈静", "工会办公室", "第二组"), ("郑洁", "二车间", "第二组"),
    ])
TABLET = {"width": 1024, "height": 768}


class Desk(Role):
    """签到台."""

    def __init__(self, eyes, language="zh-CN", size=TABLET, **options):
        super().__init__(eyes, language, size, **options)

    def name(self, name):
        return self.page.locator(".names button", has_text=name).first

    def tap(self, name):
        self.name(name).click()

    def counts(self, present, missing):
        sums = self.page.locator("[data-region=count] .sum b")
        expect(sums.nth(0)).to_have_text(str(present))
        expect(sums.nth(3)).to_have_text(str(missing))


def organizer(hall):
    client = Client(hall)
    start = "/" + hall.addresses["organizer"].split("/", 3)[3]
    done = client.request("POST", start, {"password": "correct horse", "repeat": "correct horse"})
    assert done.status == 303, done.text
    return client


def invite(hall, client, role, name):
    page = f"/classes/{hall.addresses['class']}"
    assert client.request("POST", page + "/send", {"do": "invite", "role": role, "name": name}).status == 303
    return re.findall(r'href="([^"]+/l/[^"]+)"', client.request("GET", page).text)[-1]


def test_a_morning_at_the_door(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    client = organizer(hall)
    page = f"/classes/{hall.addresses['class']}"
    client.take_roster(hall.addresses["class"], ROSTER)
    north = Desk(eyes).go(invite(hall, client, "assistant", "北门"))
    south = Desk(eyes, size=PHONE).go(invite(hall, client, "assistant", "南门"))
    north.counts(0, 6)
    north.look("desk-before")

    # By initials; the one that is left is taken with Enter.
    north.page.fill("[data-find] input", "sxx")
    expect(north.page.locator(".names button:visible")).to_have_count(1)
    north.page.keyboard.press("Enter")
    north.counts(1, 5)
    south.counts(1, 5)
    # Two desks, the same name.
    south.tap("李爱诺")
    north.tap("李爱诺")
    north.counts(2, 4)

    # A phone from its seat: counted, and to be confirmed at sight.
    phone = Phone(eyes)
    phone.check_in(hall.addresses["join"], "郑洁", "二车间", listed=True).arrived()
    expect(north.name("郑洁")).to_contain_text(north.w("door.unseen"))
    north.look("desk-unseen")
    north.tap("郑洁")
    expect(north.name("郑洁")).not_to_contain_text(north.w("door.unseen"))

    # A desk without a line goes on; its taps arrive later, once.
    eyes.forgiving = True
    south.page.context.set_offline(True)
    south.tap("王伟")
    south.tap("陈静")
    expect(south.page.locator("[data-waiting]")).to_contain_text("2", timeout=15_000)
    eyes.look(south.page, "desk-offline", check=False)
    south.page.context.set_offline(False)
    north.counts(5, 1)
    expect(south.page.locator("[data-waiting]")).to_be_hidden()
    eyes.forgiving = False

    # A wrong tap is corrected with a reason.
    north.page.get_by_role("link", name=north.w("door.mode.correct"), exact=True).click()
    north.tap("陈静")
    north.page.get_by_label(north.w("standing.absent"), exact=True).check()
    north.page.fill("[name=reason]", "点错了")
    north.look("desk-correct")
    north.press(north.w("door.correct"))
    north.sees(north.w("door.said.corrected"))
    north.counts(4, 2)

    # A trainer on the console sees the same, and a small phone shows no sideways scroll, also in the dark.
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    expect(trainer.page.locator(".roomside .big").first).to_contain_text("4 / 6")
    trainer.look("console")
    dark = Desk(eyes, "en-GB", SMALL_PHONE, color_scheme="dark").go(invite(hall, client, "assistant", "夜班"))
    no_sideways_scroll(dark.page)
    dark.look("desk-dark-small")
    no_sideways_scroll(south.page)
    south.look("desk-phone")

    # The afternoon: the desk opens it, the phone is asked again.
    south.page.locator("[data-region=halves] button").click()
    phone.sees(phone.w("door.imHere"))
    phone.look("phone-afternoon")
    phone.press(phone.w("door.imHere"))
    expect(phone.page.locator("form[data-checkpoint]")).to_be_hidden()
    south.counts(1, 5)

    manager = Role(eyes, "zh-CN", LAPTOP)
    manager.page.context.add_cookies([
        {"name": name, "value": value, "url": hall.url} for name, value in client.cookies.items()])
    manager.go(hall.url + page)
    manager.sees("北门")
    manager.look("class")
    manager.go(hall.url + page + "/report")
    manager.sees("点错了")
    manager.look("report")
    record = hall.report(hall.addresses["class"])
    assert [half["present"] for half in record["halfDays"]] == [4, 1]
    assert record["corrections"][0]["by"] == "assistant"


def test_the_door_without_javascript(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    client = organizer(hall)
    client.take_roster(hall.addresses["class"], ROSTER)
    desk = Desk(eyes, java_script_enabled=False).go(invite(hall, client, "assistant", "北门"))
    desk.tap("王伟")
    desk.counts(1, 5)
    desk.page.locator("summary", has_text=desk.w("door.walkIn")).click()
    form = desk.page.locator("form", has=desk.page.locator("[value=walkIn]"))
    form.locator("[name=name]").fill("赵过客")
    form.get_by_role("button").click()
    desk.sees(desk.w("door.said.added"))
    desk.counts(1, 5)
    desk.sees("赵过客", "[data-region=list]")
    # A name that the roster has is asked for, on a page of its own; its status says that nothing is done yet.
    eyes.forgiving = True
    desk.page.locator("summary", has_text=desk.w("door.walkIn")).click()
    form.locator("[name=name]").fill("单雄信")
    form.get_by_role("button").click()
    desk.sees("名册上的单雄信（机修车间 · 第一组）")
    desk.look("desk-choice", check=False)
    desk.page.get_by_role("button", name="名册上的单雄信").click()
    desk.counts(2, 4)


def write(desk, kind, name):
    if not desk.page.locator(f"[data-newcomer]:has([value={kind}])").is_visible():
        desk.page.locator("summary", has_text=desk.w("door." + kind)).click()
    form = desk.page.locator("form", has=desk.page.locator(f"[name=do][value={kind}]"))
    form.locator("[name=name]").fill(name)
    form.get_by_role("button").click()


def test_a_name_that_waited_without_a_line_comes_back_as_a_choice(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    client = organizer(hall)
    client.take_roster(hall.addresses["class"], ROSTER)
    desk = Desk(eyes, size=PHONE).go(invite(hall, client, "assistant", "北门"))
    desk.counts(0, 6)
    eyes.forgiving = True
    desk.page.context.set_offline(True)
    write(desk, "walkIn", "王伟")
    write(desk, "walkIn", "赵过客")
    expect(desk.page.locator("[data-waiting]")).to_contain_text("2", timeout=15_000)
    desk.page.context.set_offline(False)
    choice = desk.page.locator("[data-choices] section")
    expect(choice).to_contain_text("名册上的王伟（一车间 · 第一组）", timeout=20_000)
    eyes.forgiving = False
    # Nobody was marked by a guess, and who is nobody else's namesake came in behind it.
    desk.sees("赵过客", "[data-region=list]")
    desk.counts(0, 6)
    # The choice is still there after the page was loaded anew.
    desk.page.reload()
    expect(choice).to_have_count(1)
    desk.look("desk-choice-script")
    no_sideways_scroll(desk.page)
    choice.get_by_role("button", name="同名的另一个人").click()
    expect(choice).to_have_count(0)
    expect(desk.page.locator("[data-region=list] .who", has_text="王伟")).to_have_count(2)
    desk.counts(0, 6)
    # Once more, and it is the one on the list.
    write(desk, "walkIn", "单雄信")
    choice.get_by_role("button", name="名册上的单雄信").click()
    desk.counts(1, 5)
    # Who is on the roster takes nobody's place.
    write(desk, "substitute", "陈静")
    expect(choice).to_contain_text("自己就在名册上")
    choice.get_by_role("button", name=desk.w("door.choose.leave")).click()
    expect(choice).to_have_count(0)
    desk.counts(1, 5)


def test_nothing_that_waits_at_the_desk_is_lost(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    client = organizer(hall)
    client.take_roster(hall.addresses["class"], ROSTER)
    desk = Desk(eyes).go(invite(hall, client, "assistant", "北门"))
    desk.counts(0, 6)
    eyes.forgiving = True
    # What stands between answers with a page of its own, and cuts another short: the tap stays.
    refusals = ["<html>", '{"mess']

    def stand_between(route):
        if refusals:
            route.fulfill(status=403, content_type="text/html", body=refusals.pop())
        else:
            route.continue_()

    desk.page.route("**/send", stand_between)
    desk.tap("陈静")
    desk.counts(1, 5)
    assert not refusals
    desk.page.unroute("**/send")

    # Two names wait for a choice; a double tap settles one of them.
    write(desk, "walkIn", "王伟")
    write(desk, "walkIn", "单雄信")
    choices = desk.page.locator("[data-choices] section")
    expect(choices).to_have_count(2)
    choices.first.get_by_role("button", name="名册上的王伟").dblclick(delay=20)
    expect(choices).to_have_count(1)
    desk.counts(2, 4)
    desk.page.wait_for_timeout(900)
    expect(choices).to_have_count(1)

    # Where corrections are made, what waits is settled and sent too.
    desk.page.route("**/send", lambda route: route.abort())
    desk.tap("郑洁")
    desk.page.get_by_role("link", name=desk.w("door.mode.correct"), exact=True).click()
    desk.sees(desk.w("door.hint.correct"))
    desk.page.unroute("**/send")
    desk.counts(3, 3)
    choices.first.get_by_role("button", name="名册上的单雄信").click()
    desk.counts(4, 2)
