"""From the pre-test to the post-test: the trainer's gain, checked by hand, and no ranking on any shared screen."""

import re

from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, no_sideways_scroll, overflow
from hall import Learner
from roles import Phone, Screen, Trainer

NAMES = ("赵敏芝", "李国强", "刘海洋", "陈静怡", "周宁远", "吴越之")
RIGHT = (1, 1, 1, 1, 2)  # of the five questions of the sample plan
# How many each has right; the sixth leaves before the post-test and does not count.
BEFORE = (1, 2, 0, 3, 2, 5)
AFTER = (4, 5, 2, 3, 4)
# By hand: (1+2+0+3+2)/25 = 0.32 and (4+5+2+3+4)/25 = 0.72; (0.72 − 0.32) / (1 − 0.32) = 0.588…
SHARES = (0.32, 0.72, 0.5882)


def sit(hall, learner, right):
    """Answers `right` of the open questions right and the others wrong."""
    items = re.findall(r'data-send="respond" data-item="([^"]+)"', learner.view["regions"]["ask"])
    assert len(items) == len(RIGHT), items
    for index, item in enumerate(items):
        choice = RIGHT[index] if index < right else (RIGHT[index] + 1) % 4
        learner.send(do="respond", item=item, choice=choice)


def test_gain(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    beside = Trainer(eyes, size=PHONE).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(f"{hall.url}/s/{hall.code}")
    phone = Phone(eyes)
    phone.check_in(hall.addresses["join"], "爱诺", "运输队").arrived()
    learners = [Learner(hall, name, "一车间") for name in NAMES]
    w = trainer.w
    secrets = (*NAMES, "0.59", w("gain.title"), w("gain.gain"))

    def nobody_is_shown():
        for role in (screen, phone):
            text = role.page.locator("body").inner_text()
            assert not [secret for secret in secrets if secret in text], text

    def hold(title, scores):
        trainer.jump(title)
        trainer.main("trainer.open")
        phone.sees(phone.w("room.submit"), "[data-region=ask]")
        nobody_is_shown()
        for learner, right in zip(learners, scores):
            sit(hall, learner, right)
        trainer.sees(f"{len(scores)} / 7", "[data-region=items] .onstage")
        nobody_is_shown()
        trainer.main("trainer.close")
        trainer.main("trainer.reveal")
        screen.shows("✓")
        nobody_is_shown()

    trainer.begin()
    expect(trainer.page.locator(".gains")).to_have_count(0)
    hold("先看看自己知道多少", BEFORE)
    expect(trainer.page.locator(".gains")).to_have_count(0)
    hold(w("kind.postTest"), AFTER)

    row = trainer.page.locator(".gains tbody tr").last
    expect(row).to_contain_text("32%")
    expect(row).to_contain_text("72%")
    expect(row).to_contain_text("0.59")
    trainer.page.locator("[data-region=gain]").scroll_into_view_if_needed()
    trainer.look("gain-console")
    beside.sees("0.59", "[data-region=gain]")
    beside.page.locator("[data-region=gain]").scroll_into_view_if_needed()
    beside.look("gain-console-phone")
    no_sideways_scroll(beside.page)
    screen.look("gain-screen")
    assert not overflow(screen.page, ".stage")
    # The trainer's table tells of the class, never of a person.
    told = trainer.page.locator("[data-region=gain]").inner_text()
    assert not [name for name in NAMES if name in told], told
    nobody_is_shown()

    whole = hall.report(hall.addresses["class"])["gain"]["whole"]
    assert (whole["before"], whole["after"], whole["gain"]) == SHARES, whole
    assert (whole["items"], whole["matched"], whole["withheld"]) == (5, 5, False), whole
