"""A whole rehearsed day over real HTTP, whose papers agree with each other to the last number."""

import json
import pathlib
import re
import subprocess
import sys
import time

import pytest

from papers import book, csv_tables, pdf_text, percent, rounded, squeezed
from tool import GUILDHALL, SAMPLE, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Client, Hall, wait_until  # noqa: E402

ROSTER = [("王芳", "铸造厂", "一组"), ("李强", "铸造厂", "一组"), ("赵敏", "码头", "一组"), ("孙丽", "码头", "二组"),
          ("周杰", "学校", "二组"), ("吴刚", "学校", "二组")]
STANDING = {"present": "已到", "late": "迟到", "leftEarly": "早退", "lateAndLeftEarly": "迟到、早退", "onLeave": "请假",
            "absent": "未到", "pending": "未开始"}


def local(address, hall):
    return f"http://127.0.0.1:{hall.port}/" + address.split("/", 3)[3]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The folder of papers of a day: six on the roster (one late, one who leaves early, one on leave, one corrected,
    one who never comes), and 24 rehearsed people who answer, ask and rate until the trainer closes the class."""
    hall = Hall(tmp_path_factory.mktemp("hall"), SAMPLE).start()
    section = hall.addresses["class"]
    organizer = Client(hall)
    organizer.request("POST", "/" + hall.addresses["organizer"].split("/", 3)[3],
                      {"password": "agreement-1", "repeat": "agreement-1"})
    organizer.take_roster(section, "姓名,单位,小组\n" + "".join(",".join(row) + "\n" for row in ROSTER))
    assert organizer.request("POST", f"/classes/{section}/send", {"do": "grace", "minutes": "0"}).status == 303
    people = {entry["name"]: entry["person"] for entry in hall.report(section)["attendance"]}
    morning = hall.report(section)["halfDays"][0]["id"]

    def door(do, name, **fields):
        reply = organizer.request("POST", f"/door/{section}/send", {
            "do": do, "person": people[name], "checkpoint": morning, **fields})
        assert reply.status == 303, reply.text

    for name in ("王芳", "李强", "周杰"):
        door("in", name)
    door("leave", "赵敏")
    rehearsal = subprocess.Popen(
        [GUILDHALL, "rehearse", "--join", local(hall.addresses["join"], hall), "--trainer",
         local(hall.addresses["trainer"], hall), "--learners", "24", "--seconds", "30", "--seed", "7"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: hall.report(section)["halfDays"][0]["began"], seconds=60)
    time.sleep(1.1)
    door("in", "孙丽")
    door("left", "李强")
    door("correct", "周杰", to="late", reason="带班长核实")
    out, err = rehearsal.communicate(timeout=240)
    assert rehearsal.returncode in (0, 1), err
    hall.stop()
    folder = tmp_path_factory.mktemp("材料")
    done = run("papers", section, "--data", hall.data, "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def report(day):
    return json.loads((day / "report.json").read_text(encoding="utf-8"))


def test_the_day_was_a_day(report):
    halves = report["halfDays"]
    assert halves[0]["late"] == 2 and halves[0]["leftEarly"] == 1 and halves[0]["onLeave"] == 1
    assert report["expected"] == 6 and halves[0]["missing"] == 1
    assert report["counts"]["answers"] > 50 and report["counts"]["ratings"] >= 5
    assert report["evaluation"]["aspects"] and report["gain"]


def each(day, paper, title):
    """The same table out of the workbook and the CSV file."""
    tables = [table for table in book(day / f"{paper}.xlsx")[1] if table.title == title]
    tables += [table for table in csv_tables(day / f"{paper}.csv") if table.title == title]
    assert len(tables) == 2, (paper, title)
    return tables


def test_attendance_agrees(day, report):
    heads = {"应到": "expected", "实到": "present", "迟到": "late", "早退": "leftEarly", "请假": "onLeave"}
    opened = [half for half in report["halfDays"] if half["opened"]]
    for paper in ("report", "attendance-summary"):
        for table in each(day, paper, "各半天签到"):
            rows = table.rows[:len(opened)]
            for row, half in zip(rows, opened):
                cells = dict(zip(table.heads, row))
                for head, key in heads.items():
                    assert cells[head] == str(half[key]), (paper, head, cells)
        for table in each(day, paper, "签到"):
            for attendee in report["attendance"]:
                row = table.where("姓名", attendee["name"])
                assert row["单位"] == attendee["unit"]
                for half, standing in zip(report["halfDays"], attendee["halfDays"]):
                    if half["opened"]:
                        name = "上午" if half["half"] == "morning" else "下午"
                        assert row[name] == STANDING[standing], (attendee["name"], row)
                if attendee["in"]:
                    assert row["签到"] == attendee["in"][:16].replace("T", " ")
    # Who was really there signs: the roster's and the walk-ins, and nobody else.
    present = [a for a in report["attendance"] if any(s not in ("onLeave", "absent", "pending") for s in a["halfDays"])]
    for table in each(day, "present-sheet", "签到表（实到）"):
        named = [row for row in table.rows if row[0]]
        assert sorted(row[1] for row in named) == sorted(a["name"] for a in present)
        counted = table.where("姓名", "实到人数")
        for half in opened:
            name = "上午" if half["half"] == "morning" else "下午"
            assert counted[name] == str(half["present"] + half["walkIns"])
    read = squeezed(pdf_text(day / "present-sheet.pdf"))
    for half in opened:
        name = "上午" if half["half"] == "morning" else "下午"
        assert f"{name}实到{half['present'] + half['walkIns']}人" in read
    for attendee in report["attendance"]:
        assert (attendee["name"] in read) == (attendee in present), attendee["name"]
    read = squeezed(pdf_text(day / "attendance-summary.pdf"))
    for half in opened:
        row = "".join(str(half[key]) for key in ("expected", "present", "late", "leftEarly", "onLeave", "missing", "walkIns"))
        assert row in read


def test_minutes_and_hours_agree(day, report):
    teaching = [a for a in report["activities"] if a["teaching"]]
    planned, actual = (sum(a[key] for a in teaching) for key in ("plannedMinutes", "actualMinutes"))
    completion = report["completion"]
    assert (completion["plannedMinutes"], completion["actualMinutes"]) == (planned, actual)
    for table in each(day, "report", "计划与实际用时"):
        assert table.column("计划分钟")[:-1] == [str(a["plannedMinutes"]) for a in report["activities"]]
        assert table.column("实际分钟")[:-1] == [str(a["actualMinutes"]) if a["reached"] else "" for a in report["activities"]]
        assert (table.column("计划分钟")[-1], table.column("实际分钟")[-1]) == (str(planned), str(actual))
    for paper, title, rows in (("fee-receipt", "讲课费签收单", None), ("fee-sheet", "各半天", None), ("fee-sheet", "各环节", len(teaching))):
        for table in each(day, paper, title):
            total = next(row for row in table.rows if row[0] == "合计")
            cells = dict(zip(table.heads, total))
            assert (cells["计划授课（分钟）"], cells["实际授课（分钟）"]) == (str(planned), str(actual)), (paper, title)
            halves = [row for row in table.rows if row is not total and len(row) > 2 and row[1]]
            place = table.heads.index("实际授课（分钟）")
            assert sum(int(row[place] or 0) for row in halves) == actual
            if rows:
                assert len(halves) == rows
            if title == "各半天":
                for row in halves:
                    minutes = int(dict(zip(table.heads, row))["实际授课（分钟）"])
                    named = dict(zip(table.heads, row))
                    assert named["实际折合学时（45 分钟一学时）"] == rounded(minutes / 45, "0.00")
                    assert (named["每半天 4 学时的限额"] == "超过 4 学时") == (minutes > 180)
    for table in each(day, "report", "各人结业与学时"):
        for person in completion["people"]:
            row = table.where("姓名", person["name"])
            assert row["到课（分钟）"] == str(person["minutesPresent"])
    assert f"合计{planned}{actual}" in squeezed(pdf_text(day / "fee-receipt.pdf"))
    assert f"合计{planned}{actual}" in squeezed(pdf_text(day / "fee-sheet.pdf"))
    assert f"合计{planned}{actual}" in squeezed(pdf_text(day / "report.pdf"))


def test_items_and_gain_agree(day, report):
    for table in each(day, "report", "题目"):
        assert table.column("作答人数") == [str(item["answers"]) for item in report["items"]]
        assert table.column("答对人数") == ["" if item["correct"] is None else str(item["correct"]) for item in report["items"]]
        for said, item in zip(table.column("正确率"), report["items"]):
            assert said == ("" if item["shareCorrect"] is None else percent(item['shareCorrect']))
    choices = [choice for item in report["items"] for choice in item["choices"]]
    for table in each(day, "report", "各题选项"):
        assert table.column("人数") == ["" if choice["count"] is None else str(choice["count"]) for choice in choices]
    rows = report["gain"]["topics"] + [report["gain"]["whole"]]
    for table in each(day, "report", "课前测与课后测"):
        assert table.column("题数") == [str(row["items"]) for row in rows]
        for name, key in (("课前", "before"), ("课后", "after")):
            head = next(head for head in table.heads if head.startswith(name))
            for said, row in zip(table.column(head), rows):
                if not row["withheld"]:
                    assert said == percent(row[key])
    # The chart on the page has the numbers of the table.
    html = (day / "report.html").read_text(encoding="utf-8")
    chart = re.search(r'<svg class="graph"[^>]*aria-labelledby="chart-items-title.*?</svg>', html, re.S).group(0)
    shares = re.findall(r'class="value"[^>]*>(\d+%)</text>', chart)
    scored = [item for item in report["items"] if item["shareCorrect"] is not None and item["phase"] != "waiting"]
    for item in scored:
        assert percent(item['shareCorrect']) in shares


def test_ratings_agree(day, report):
    evaluation = report["evaluation"]
    read = squeezed(pdf_text(day / "evaluation-summary.pdf"))
    for paper in ("report", "evaluation-summary"):
        for table in each(day, paper, "教学评估"):
            row = dict(zip(table.heads, table.rows[0]))
            assert (row["收回份数"], row["实到"]) == (str(evaluation["returned"]), str(evaluation["present"]))
        for table in each(day, paper, "各方面评价"):
            for aspect in evaluation["aspects"]:
                row = table.where("评价方面", aspect["title"])
                assert row["分值"] == str(aspect["points"])
                score = aspect["score"]
                if score["least"] == score["most"]:
                    assert row["得分"] == rounded(score["most"], "0.0")
                    assert row["得分"] in read
                for grade in aspect["grades"]:
                    if len(grade["grades"]) == 1 and grade["least"] == grade["most"]:
                        names = {"verySatisfied": "很满意", "satisfied": "满意", "fairlySatisfied": "基本满意", "dissatisfied": "不满意"}
                        assert row[names[grade["grades"][0]]] == str(grade["most"])
                assert aspect["title"] in read
