"""A cleared phone or a new scan gets the same person back; two people of one name stay two."""

from playwright.sync_api import expect

import hall as halls
from hall import Learner
from roles import Organizer, Phone, Trainer
from test_door import organizer

ROSTER = "王芳\t第一车间\t一组\n王芳\t第二车间\t一组\n李强\t动力车间\t二组\n"


def test_a_cleared_phone_is_the_same_person(start, eyes):
    hall = start()
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    organizer.read_plan(halls.SAMPLE_PLAN, *sorted((halls.SAMPLE_PLAN.parent / "cases").glob("*.md")))
    organizer.make_class("", "", ROSTER)
    join = organizer.link("/j/")
    trainer = Trainer(eyes).go(organizer.link("/enter/"))
    first = Phone(eyes).check_in(join, "王芳", "第二车间", listed=True).arrived()
    trainer.begin()
    trainer.make("quiz", "仲裁时效多长？", ["*一年", "六十日"])
    first.choose("一年")
    first.says("room.saved")

    # The same name on a phone that knows nothing: asked first, then the same person.
    cleared = Phone(eyes).check_in(join, "王芳", "第二车间", listed=True)
    cleared.sees(cleared.w("join.confirm", "王芳", "第二车间"))
    cleared.look("join-confirm")
    cleared.press(cleared.w("join.itsMe"))
    cleared.arrived()
    expect(cleared.page.locator("form.item input[value='0']")).to_be_checked()
    cleared.choose("六十日")
    cleared.says("room.saved")
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 3")
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 1")

    # A name that two people have: the unit tells them apart, and nobody is guessed.
    eyes.forgiving = True
    other = Phone(eyes).check_in(join, "王芳")
    other.sees(other.w("join.sameName"))
    other.look("join-same-name")
    eyes.forgiving = False
    other.check_in(None, "王芳", "第一车间", go=False).arrived()
    expect(trainer.page.locator(".roomside")).to_contain_text("2 / 3")
    expect(other.page.locator("form.item input:checked")).to_have_count(0)

    # Somebody who is on no list and shares a name is asked too, and may say that it is another.
    walk_in = Phone(eyes).check_in(join, "李强").arrived()
    namesake = Phone(eyes).check_in(join, "李强")
    namesake.sees("李强")
    namesake.page.get_by_role("link", name=namesake.w("join.notMe")).click()
    namesake.check_in(None, "李强", "后勤", go=False).arrived()
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 4")
    # Scanning again on a phone that is known leads straight in.
    walk_in.page.goto(join)
    walk_in.arrived()
    report = organizer.fetch_json(f"/classes/{organizer.section}/report.json")
    assert report["counts"]["checkedIn"] == 4 and report["counts"]["answers"] == 1


def test_what_waits_on_a_phone_survives_a_merge(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    client = organizer(hall)
    client.take_roster(hall.addresses["class"], "姓名,单位,组别\n欧阳锋,码头,一组\n")
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    phone = Phone(eyes).check_in(hall.addresses["join"], "欧阳锋", "码头", listed=True).arrived()
    Learner(hall, "欧阳峰", "码头")
    trainer.begin()
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    phone.sees("第一题？")
    eyes.forgiving = True
    phone.page.route("**/send", lambda route: route.abort())
    phone.choose("甲")
    phone.says("room.retrying")
    people = {one["name"]: one["person"] for one in hall.report(hall.addresses["class"])["attendance"]}
    merged = client.request("POST", f"/classes/{hall.addresses['class']}/roster", {
        "do": "merge", "person": people["欧阳峰"], "into": people["欧阳锋"], "confirm": "yes"})
    assert merged.status == 303, merged.text
    # The page is loaded anew as the one who stayed: under whose name the answer still waits.
    phone.page.reload()
    phone.says("room.retrying")
    phone.page.unroute("**/send")
    phone.says("room.saved", seconds=30)
    report = hall.report(hall.addresses["class"])
    assert report["counts"]["answers"] == 1 and report["counts"]["checkedIn"] == 1
