"""Years of classes: three held and found again, two compared, a question over time, the summary of the year on paper."""

import json
import re
import subprocess

from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, PHONE, SMALL_PHONE, no_sideways_scroll
from hall import Learner, wait_until
from roles import Organizer, Trainer
from test_analysis import open_items, plan_text

PEOPLE = ["欧阳海燕", "司马光明", "王芳", "李强", "诸葛青", "上官云"]


def make(organizer, hall, plan, title, date):
    """A class from a plan by the organizer's own forms; returns its id."""
    organizer.go(hall.url + "/desk")
    organizer.unfold(organizer.w("desk.newPlan"))
    organizer.page.fill("[name=text]", plan.replace("劳动争议预防", title, 1))
    organizer.press(organizer.w("desk.read"))
    organizer.page.wait_for_url(re.compile(r"/plans/[^/?]+"))
    organizer.go(organizer.page.url.split("?")[0] + "/class")
    organizer.page.fill("[name=date]", date)
    organizer.page.fill("[name=roster]", "\n".join(f"{name}\t一车间" for name in PEOPLE))
    if organizer.page.locator("[name=approved]").count():
        organizer.page.check("[name=approved]")
    organizer.press(organizer.w("sectionForm.make"))
    organizer.page.wait_for_url(re.compile(r"/classes/[^/?]+$"))
    return organizer.page.url.rsplit("/", 1)[1]


def hold(eyes, organizer, hall, section, shift):
    """The two tests of a class, answered by its people, then its end."""
    organizer.go(f"{hall.url}/classes/{section}")
    content = organizer.page.content()
    code = re.search(r"/j/(\d+)", content).group(1)
    learners = [Learner(hall, name, "一车间", code) for name in PEOPLE]
    trainer = Trainer(eyes).go(hall.url + re.search(rf"/t/{section}/enter/[\w.-]+", content).group(0))
    trainer.begin()
    for part, gain in (("课前测", 0), ("课后测", 2)):
        trainer.jump(part)
        trainer.main("trainer.open")
        items = wait_until(lambda: open_items(learners[0]))
        for number, learner in enumerate(learners):
            for question, item in enumerate(items):
                learner.send(do="respond", item=item, choice=0 if number + shift + gain > question + 1 else 1)
        trainer.main("trainer.close")
        expect(trainer.page.locator("nav")).to_contain_text(trainer.w("trainer.reveal"))
    trainer.end()
    trainer.sees(trainer.w("trainer.closed"))
    trainer.page.close()


def titles(organizer):
    return organizer.page.locator("section[aria-labelledby=classes] .entry-title").all_inner_texts()


def find(organizer, text):
    organizer.page.fill("[name=q]", text)
    organizer.press(organizer.w("yearly.find"))
    return titles(organizer)


def test_years_of_classes(start, eyes, tmp_path):
    hall = start()
    organizer = Organizer(eyes)
    organizer.set_password(hall.addresses["organizer"])
    page = organizer.page
    organizer.go(hall.url + "/years")
    organizer.sees(organizer.w("yearly.none"))
    organizer.look("years-none")
    organizer.go(hall.url + "/questions")
    organizer.sees(organizer.w("history.none"))
    sections = []
    for number, (title, date) in enumerate(
            [("劳动争议预防", "2025-11-05"), ("劳动争议处理", "2026-02-05"), ("集体协商实务", "2026-07-05")]):
        sections.append(make(organizer, hall, plan_text(), title, date))
        hold(eyes, organizer, hall, sections[-1], number)
    waiting = make(organizer, hall, plan_text(), "还没有开的班", "2026-12-01")

    # The list: parts of titles and topics, names, filters.
    organizer.go(hall.url + "/desk")
    assert titles(organizer) == ["还没有开的班", "集体协商实务", "劳动争议处理", "劳动争议预防"]
    organizer.look("desk-four")
    assert find(organizer, "争议") == ["劳动争议处理", "劳动争议预防"]
    assert find(organizer, "协") == ["集体协商实务"]
    assert len(find(organizer, "苗头")) == 4
    organizer.look("desk-topic-found")
    assert len(find(organizer, "欧阳海燕")) == 4
    assert find(organizer, "\" OR 1=1 --%_'") == []
    organizer.sees(organizer.w("yearly.notFound"))
    organizer.look("desk-nothing-found")
    organizer.go(hall.url + "/desk")
    organizer.unfold(organizer.w("yearly.filters"))
    page.select_option("[name=year]", "2026")
    page.select_option("[name=phase]", "closed")
    organizer.press(organizer.w("yearly.find"))
    assert titles(organizer) == ["集体协商实务", "劳动争议处理"]
    organizer.look("desk-filtered")
    page.set_viewport_size(PHONE)
    organizer.look("desk-phone")
    no_sideways_scroll(page)
    page.set_viewport_size(LAPTOP)

    # Two of them side by side.
    organizer.go(hall.url + "/desk")
    organizer.press(organizer.w("compare.button"))
    organizer.sees(organizer.w("compare.wrongCount", 2, 6, 0))
    organizer.look("compare-wrong")
    organizer.go(hall.url + "/desk")
    for section in sections[:2]:
        page.locator(f"input[name=c][value='{section}']").check()
    organizer.press(organizer.w("compare.button"))
    expect(page.locator(".compared li")).to_have_count(2)
    assert page.locator(".compared a").all_inner_texts() == ["劳动争议预防", "劳动争议处理"]
    for size, name in ((LAPTOP, "laptop"), (PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        organizer.look(f"compare-{name}")
        no_sideways_scroll(page)
    page.set_viewport_size(LAPTOP)
    assert not any(name in page.content() for name in PEOPLE)

    # One question over time.
    page.locator("section[aria-labelledby=shared] a").first.click()
    expect(page.locator("section[aria-labelledby=askings] tbody tr")).to_have_count(6)
    organizer.look("question")
    page.set_viewport_size(PHONE)
    organizer.look("question-phone")
    no_sideways_scroll(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("link", name=organizer.w("history.back")).click()
    expect(page.locator(".entries li")).to_have_count(5)
    organizer.look("questions")

    # The year, on a screen, on paper, as files.
    organizer.go(hall.url + "/years")
    organizer.look("years")
    page.get_by_role("link", name="2026", exact=True).click()
    organizer.sees(organizer.w("yearly.title", 2026), "h1")
    for words in ("yearly.quarter.1", "yearly.quarter.3", "yearly.table.hours", "yearly.note.hours"):
        organizer.sees(organizer.w(words))
    for size, name in ((LAPTOP, "laptop"), (PHONE, "phone"), (SMALL_PHONE, "small")):
        page.set_viewport_size(size)
        organizer.look(f"year-{name}")
        no_sideways_scroll(page)
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="dark")
    organizer.look("year-dark")
    page.emulate_media(color_scheme="light", media="print")
    page.pdf(path=str(tmp_path / "year.pdf"), format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "year.pdf"), "-"], capture_output=True, text=True).stdout
    for words in ("2026 年培训汇总", "一季度小计", "三季度小计", "全年"):
        assert words in text, text
    value = organizer.fetch_json("/years/2026.json")
    assert value["classes"] == 2 and [month["month"] for month in value["months"]] == [2, 7]
    assert value["yearBefore"]["classes"] == 1
    organizer.go(page.url.split("?")[0] + "?lang=en")
    organizer.sees("Training in 2026", "h1")
    organizer.look("year-english")
    organizer.go(f"{hall.url}/compare?" + "&".join(f"c={section}" for section in sections))
    organizer.look("compare-english")
    organizer.go(hall.url + "/desk")
    organizer.look("desk-english")

    # The command line says the same, beside the running server.
    def command(*arguments):
        return subprocess.run(
            [str(halls.BINARY), *arguments, "--data", str(hall.data), "--language", "zh-Hans"],
            capture_output=True, text=True, timeout=60)

    done = command("classes", "--search", "争议", "--year", "2026")
    assert done.returncode == 0 and sections[1] in done.stdout and sections[0] not in done.stdout, done
    done = command("classes", "--search", "没有")
    assert done.returncode == 0 and waiting in done.stdout, done
    assert command("classes", "--search", "查无此班").returncode == 1
    done = command("year", "2026", "--format", "json")
    assert json.loads(done.stdout) == value
    assert command("year", "1999").returncode == 1
