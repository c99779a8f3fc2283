"""A whole day in Chinese, made from the real plan: organizer, trainer, big screen, two phones."""

import re
import urllib.parse
import warnings

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE, SMALL_PHONE, no_sideways_scroll, overflow
from hall import Client, Learner, wait_until
from roles import Organizer, Phone, Screen, Trainer

KIT = """# 中国中车开展技能竞赛

来源：教学用虚构材料

## 案例背景

某公司连续三年举办职工技能竞赛，参赛工种从十二个增加到四十个。

## 案例正文

竞赛办公室发现，一线班组报名积极，但获奖经验很少回到班组。第三年，工会提出“一个奖项配一次班组课”。

## 思考题

1. 怎样让竞赛的经验回到班组？
2. 工会在竞赛中应当做什么，不应当做什么？

## 教学提示

先给两分钟独立思考，再分组。注意不要变成表扬会。

## 教师点评

竞赛的目的不在名次，在于把做法变成大家的做法。
"""

ROSTER = """姓名\t单位\t小组
王芳\t第一车间\t一组
王芳\t第二车间\t一组
李强\t动力车间\t一组
赵敏\t机关\t二组
爱诺·别克买买提\t运输队\t二组
刘洋\t质检科\t二组
陈静\t工会\t二组"""


@pytest.fixture(scope="module")
def plan():
    if halls.REAL_PLAN.exists():
        return halls.REAL_PLAN
    warnings.warn(f"NOT the real plan: {halls.REAL_PLAN} is missing; the sample plan takes its place.")
    return halls.SAMPLE_PLAN


def test_chinese_day(start, eyes, plan):
    real = plan == halls.REAL_PLAN
    hall = start()
    assert hall.addresses["class"] is None and hall.addresses["trainer"] is None

    # The organizer sets the password by the one-time link, which then is gone.
    organizer = Organizer(eyes)
    organizer.go(hall.addresses["organizer"])
    organizer.look("start")
    organizer.set_password(hall.addresses["organizer"])
    gone = Client(hall).request("GET", "/" + hall.addresses["organizer"].split("/", 3)[3])
    assert gone.status == 410, "the one-time link works twice"

    # The plan as it is; its findings stand beside its lines.
    files = [plan] if real else [plan, *sorted((plan.parent / "cases").glob("*.md"))]
    organizer.read_plan(*files)
    if real:
        organizer.sees("努力开创新时代工会工作新局面", "h1")
        organizer.sees("缺材料")
    organizer.look("plan")
    organizer.make_class("三楼会议室", "周老师", ROSTER)
    organizer.sees("王芳")
    organizer.look("class-before")
    section = organizer.section
    trainer_link = organizer.link("/enter/")
    join = organizer.link("/j/")
    code = join.rsplit("/", 1)[1]

    # The room fills: console, big screen, two phones, four learners without a browser.
    trainer = Trainer(eyes).go(trainer_link)
    trainer.sees(trainer.w("trainer.notBegun"))
    trainer.look("console-waiting")
    screen = Screen(eyes).go(f"{hall.url}/s/{code}")
    screen.shows(screen.w("screen.welcome"))
    screen.sees(code, ".code")
    screen.look("screen-waiting")
    aino = Phone(eyes, "zh-CN", PHONE).go(join)
    aino.look("join-roster")
    aino.check_in(join, "爱诺·别克买买提", listed=True).arrived()
    aino.sees(aino.w("room.notBegun"))
    aino.look("phone-waiting")
    wang = Phone(eyes, "zh-CN", SMALL_PHONE)
    wang.check_in(join, "王芳", "第二车间", listed=True).arrived()
    others = [
        Learner(hall, name, unit, code)
        for name, unit in [("李强", "动力车间"), ("赵敏", "机关"), ("刘洋", "质检科"), ("陈静", "工会")]
    ]
    expect(trainer.page.locator(".roomside .big").first).to_contain_text("6 / 7")
    screen.sees("6", "footer")
    organizer.sees("6", "[data-region=counts]")

    # Slides: the screen follows, the phone follows when its owner wishes.
    trainer.begin()
    aino.unfold(aino.w("room.follow"))
    trainer.step()
    trainer.step()
    if real:
        screen.shows("旗帜鲜明讲政治")
        screen.shows("中国工会是中国共产党领导的职工自愿结合的工人阶级群众组织")
        aino.sees("中国工会是中国共产党领导的", "[data-region=slide]")
    screen.look("screen-slide")
    aino.look("phone-slide")
    trainer.look("console-slide")
    assert not overflow(screen.page, ".screen, .stage")

    # A case without material: the trainer alone is told, and pastes it there and then.
    case = "中国中车开展技能竞赛" if real else "拖了五个月的工资"
    trainer.jump(case)
    screen.shows(case)
    if real:
        trainer.sees(trainer.w("trainer.lacksTitle"))
        trainer.look("console-case-lacks")
        for other in (screen, aino, wang):
            other.sees_not("材料")
        box = trainer.page.locator("form[data-send=material] textarea")
        expect(box).to_have_value(re.compile("教学提示"))
        box.fill(KIT)
        trainer.press(trainer.w("trainer.useMaterial"))
        trainer.sees_not(trainer.w("trainer.lacksTitle"))
        trainer.sees("注意不要变成表扬会", "[data-region=notes]")
        screen.shows("参赛工种从十二个增加到四十个")
        seen = []
        for _ in range(8):
            seen.append(screen.page.locator(".stage").inner_text())
            if "不在名次" in seen[-1]:
                break
            count = len(seen)
            trainer.step()
            expect(screen.page.locator(".stage")).not_to_have_text(seen[count - 1], use_inner_text=True)
        text = "\n".join(seen)
        for shown in ("一个奖项配一次班组课", "怎样让竞赛的经验回到班组", "竞赛的目的不在名次"):
            assert shown in text, f"the big screen never showed {shown}"
        assert "表扬会" not in text and "独立思考" not in text, "teaching notes on the big screen"
        for other in (aino, wang):
            assert "表扬会" not in other.page.content(), "teaching notes reached a phone"
        trainer.look("console-case")
        screen.look("screen-case")

    # A poll made on the spot; anonymous, shown from five ballots up.
    trainer.make("poll", "您所在的单位去年开过职代会吗？", ["开过一次", "开过两次以上", "没有开过", "不清楚"])
    screen.shows("您所在的单位去年开过职代会吗？")
    screen.shows(screen.w("screen.phones"))
    aino.sees(aino.w("room.anonymous"), "form.item")
    aino.look("phone-poll-open")
    screen.look("screen-poll-open")

    # One phone's answer arrives, but its acknowledgement is lost on the way back.
    lost = []

    def lose_the_reply(route):
        request = route.request
        headers = {"cookie": request.all_headers().get("cookie", "")}
        client = Client(hall)
        reply = client.request(
            "POST", urllib.parse.urlsplit(request.url).path,
            urllib.parse.parse_qsl(request.post_data), accept="application/json", headers=headers)
        lost.append((reply.status, dict(urllib.parse.parse_qsl(request.post_data))["id"]))
        route.abort("connectionreset")

    eyes.forgiving = True
    aino.page.route("**/send", lose_the_reply)
    aino.choose("没有开过")
    aino.says("room.retrying")
    assert lost[0][0] == 200
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 6")
    aino.look("phone-not-saved")
    aino.page.unroute("**/send")
    aino.says("room.saved", seconds=20)
    eyes.forgiving = False
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 6")
    wang.choose("没有开过")
    wang.says("room.saved")
    for learner, choice in zip(others, [0, 1, 2, 2]):
        learner.cast(choice)
    expect(trainer.page.locator(".roomside")).to_contain_text("6 / 6")
    wang.choose("开过两次以上")
    wang.says("room.saved")
    trainer.main("trainer.close")
    aino.sees(aino.w("room.closedWait"))
    screen.shows_not("3")
    trainer.main("trainer.reveal")
    bars = screen.page.locator(".bars li")
    expect(bars.nth(2)).to_contain_text("3")
    expect(bars.nth(1)).to_contain_text("2")
    expect(bars.nth(0)).to_contain_text("1")
    widths = [float(bars.nth(index).locator("rect").get_attribute("width")) for index in range(4)]
    assert widths == [16, 33, 50, 0], widths
    screen.look("screen-poll-revealed")
    aino.sees(aino.w("room.mine"), ".shown [data-choice='2']")
    aino.look("phone-poll-revealed")
    trainer.look("console-poll-revealed")

    # A quiz made on the spot; one phone loses its connection in the middle of the answer.
    trainer.make("quiz", "一般劳动争议申请仲裁的时效期间是多长？", ["六十日", "*一年", "三年"])
    wang.sees("一般劳动争议申请仲裁")
    expect(wang.page.locator("form.item .choice")).to_have_count(3)
    assert "right" not in wang.page.locator("form.item").inner_html()
    wang.look("phone-quiz-open")
    eyes.forgiving = True
    wang.page.context.set_offline(True)
    wang.choose("一年")
    wang.says("room.retrying")
    wang.look("phone-offline", check=False)
    aino.choose("六十日")
    aino.says("room.saved")
    for learner in others[:3]:
        learner.answer(1)
    others[3].answer(2)
    expect(trainer.page.locator(".roomside")).to_contain_text("5 / 6")
    wang.page.context.set_offline(False)
    wang.says("room.saved", seconds=20)
    eyes.forgiving = False
    expect(trainer.page.locator(".roomside")).to_contain_text("6 / 6")
    wang.page.reload()
    expect(wang.page.locator("form.item input[value='1']")).to_be_checked()
    trainer.main("trainer.close")
    trainer.main("trainer.reveal")
    expect(screen.page.locator(".bars li.right")).to_contain_text("4")
    wang.sees(wang.w("room.right"), ".shown")
    screen.look("screen-quiz-revealed")
    wang.look("phone-quiz-revealed")

    # Questions: nothing reaches the screen before the trainer has approved it.
    questions = "交流答疑"
    trainer.jump(questions)
    screen.shows(questions)
    aino.ask("派遣职工受了工伤，应当由谁申请认定？")
    trainer.sees("派遣职工受了工伤", ".roomside")
    trainer.sees(trainer.w("room.anonymous"), ".roomside .ask")
    screen.shows_not("派遣职工")
    assert "派遣职工" not in wang.page.locator("[data-region=wall]").inner_html()
    trainer.press(trainer.w("trainer.toScreen"), ".roomside")
    screen.shows("派遣职工受了工伤")
    wang.unfold(wang.w("room.askQuestion"))
    wang.press(wang.w("room.support"), "[data-region=wall]")
    wang.sees(wang.w("room.supported"), "[data-region=wall]")
    screen.shows(screen.w("room.supporters", 1))
    wang.ask("企业不建工会怎么办？", named=True)
    trainer.sees("王芳", ".roomside .ask")
    unwanted = trainer.page.locator(".ask", has_text="企业不建工会")
    unwanted.locator("summary").click()
    unwanted.get_by_role("button", name=trainer.w("wall.hideNow")).click()
    expect(unwanted).to_have_count(0)
    screen.shows_not("企业不建工会")
    screen.look("screen-questions")
    wang.look("phone-wall")
    trainer.look("console-questions")

    # Undo, blank.
    trainer.jump("旗帜鲜明讲政治" if real else "什么是劳动争议")
    screen.shows_not("派遣职工")
    trainer.more("trainer.undo")
    screen.shows("派遣职工受了工伤")
    trainer.main("trainer.blank")
    expect(screen.page.locator(".blank")).to_have_count(1)
    expect(screen.page.locator("footer")).to_be_hidden()
    trainer.sees(trainer.w("trainer.isBlank"))
    screen.look("screen-blank")
    trainer.main("trainer.unblank")
    screen.shows("派遣职工受了工伤")

    # The evaluation of the day.
    trainer.more("trainer.openEvaluation")
    screen.shows(screen.w("screen.rate"))
    aino.sees(aino.w("room.rateTitle"))
    aino.look("phone-evaluation")
    screen.look("screen-evaluation")
    no_sideways_scroll(wang.page)
    aino.rate([0, 0, 1, 0, 1], "案例再多一些。")
    aino.says("room.rated", "form[data-send=rate] [data-state]")
    wang.rate([0, 1, 1, 0, 0])
    wang.says("room.rated", "form[data-send=rate] [data-state]")
    for learner in others[:3]:
        learner.rate([0, 0, 0, 0, 3])
    screen.shows("5 / 6")
    trainer.more("trainer.closeEvaluation")
    screen.shows_not(screen.w("screen.rate"))

    # The end, and the record: what it counts is what happened.
    trainer.end()
    trainer.sees(trainer.w("trainer.closed"))
    screen.shows(screen.w("screen.closed"))
    aino.sees(aino.w("room.classClosed"))
    expect(aino.page.locator("form[data-send=ask]")).to_be_hidden()
    screen.look("screen-closed")
    aino.look("phone-closed")
    trainer.look("console-closed")
    refused = Client(hall).request("POST", f"/j/{code}", {"name": "迟到的人"})
    assert refused.status == 410

    report = organizer.fetch_json(f"/classes/{section}/report.json")
    assert report["counts"] == {"checkedIn": 6, "answers": 12, "questions": 2, "ratings": 5}
    poll, quiz = [item for item in report["items"] if not item["planned"]]
    assert [choice["count"] for choice in poll["choices"]] == [1, 2, 3, 0]
    assert poll["kind"] == "poll" and quiz["kind"] == "quiz"
    assert [choice["count"] for choice in quiz["choices"]] == [1, 4, 1]
    assert quiz["shareCorrect"] == pytest.approx(4 / 6, abs=1e-4)
    assert report["evaluation"]["ballots"] == 5 and report["evaluation"]["present"] == 6
    # Five ballots are too few to tell one grade from another.
    grades = ["verySatisfied", "satisfied", "fairlySatisfied", "dissatisfied"]
    assert report["evaluation"]["aspects"][4]["grades"] == [{"grades": grades, "least": 5, "most": 5}]
    assert report["evaluation"]["score"] is None
    assert report["evaluation"]["texts"] == ["案例再多一些。"]
    asked = {question["text"]: question for question in report["questions"] if question["text"]}
    assert asked["派遣职工受了工伤，应当由谁申请认定？"]["supporters"] == 1
    assert asked["派遣职工受了工伤，应当由谁申请认定？"]["person"] is None
    absent = [row["name"] + row["unit"] for row in report["attendance"] if not row["in"]]
    assert absent == ["王芳第一车间"]
    assert hall.report(section) == report, "`guildhall report` and the page's JSON differ"

    # The organizer's pages and papers of a class that has happened.
    organizer.page.reload()
    organizer.look("class-closed")
    for name in ("report", "papers/run-sheet", "papers/sign-in-sheet", "papers/desk-cards", "papers/evaluation-form"):
        organizer.go(f"{hall.url}/classes/{section}/{name}")
        organizer.look(name.replace("/", "-"))
    organizer.go(f"{hall.url}/desk").look("desk")
