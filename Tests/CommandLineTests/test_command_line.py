"""The command line as a person or a script meets it: what it prints, and how it ends."""

import json
import socket
import sqlite3
import subprocess

import pytest

from tool import ENGLISH, GUILDHALL, REAL_PLAN, SAMPLE, needs_real_plan, run


def shape(value):
    """The keys of a JSON value, so that a shape is compared and not the text."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


# The real plan: PLAN-FORMAT.md, section 6


@needs_real_plan
def test_checks_the_real_plan_without_an_error():
    done = run("check", REAL_PLAN, "--format", "json")
    assert done.returncode == 0
    findings = json.loads(done.stdout)
    assert [f for f in findings if f["severity"] == "error"] == []
    places = {}
    for finding in findings:
        places.setdefault(finding["id"], []).append((finding["line"], finding["column"]))
    assert places["case-without-material"] == [(23, 1), (41, 1), (51, 1), (67, 1)]
    assert places["mixed-brackets"] == [(81, 1), (85, 1)]
    assert places["unit-without-activity"] == [(69, 1)]
    for identifier in ("objectives-missing", "audience-missing", "assessment-missing"):
        assert len(places[identifier]) == 1
    assert "method-contradicted" not in places
    fixes = [f["fix"] for f in findings if f["id"] == "mixed-brackets"]
    assert [f["replacement"] for f in fixes] == ["（三）", "（四）"]
    lines = REAL_PLAN.read_bytes().split(b"\n")
    for fix in fixes:
        text = lines[fix["startLine"] - 1][fix["startColumn"] - 1 : fix["endColumn"] - 1]
        assert text.decode() in ("(三)", "(四)")
    assert run("check", REAL_PLAN, "--strict").returncode == 1


@needs_real_plan
def test_reads_the_outline_of_the_real_plan():
    outline = json.loads(run("outline", REAL_PLAN, "--format", "json").stdout)
    assert outline["title"] == "努力开创新时代工会工作新局面"
    assert [f["member"] for f in outline["fields"]] == ["background", "duration", "methods", "content"]
    assert outline["durationMinutes"] == 360 and outline["days"] == [360]
    assert outline["methods"][:2] == ["lecture", "case"]
    assert [len(u["topics"]) for u in outline["units"]] == [3, 3, 2, 4]
    assert all(u["activities"] for u in outline["units"])
    cases = [
        (u["number"], t["number"], a["form"], a["material"])
        for u in outline["units"] for t in u["topics"] for a in t["activities"]
        if a["kind"] == "case"
    ]
    assert cases == [(1, 1, "share", None), (2, 1, "share", None), (2, 3, "share", None), (3, 2, "share", None)]


@needs_real_plan
def test_makes_a_day_of_exactly_360_minutes_of_the_real_plan():
    done = run("timetable", REAL_PLAN, "--format", "json")
    day = json.loads(done.stdout)
    teaching = [s for s in day["slots"] if s["teaching"]]
    assert day["teachingMinutes"] == 360 == sum(s["minutes"] for s in teaching)
    share = {}
    for slot in teaching:
        share[slot["kind"]] = share.get(slot["kind"], 0) + slot["minutes"]
    assert sorted(share, key=share.get, reverse=True)[:2] == ["lecture", "case"]
    assert {"introduction", "summary", "questions"} <= set(share)
    for one, next_one in zip(day["slots"], day["slots"][1:]):
        assert one["end"] == next_one["start"]
    assert run("timetable", REAL_PLAN, "--format", "json").stdout == done.stdout
    late = json.loads(
        run("timetable", REAL_PLAN, "--format", "json", "--day-start", "09:30",
            "--lunch", "12:30-13:30", "--date", "2026-12-01").stdout
    )
    assert late["slots"][0]["start"] == "09:30" and late["slots"][0]["date"] == "2026-12-01"


# Shapes that other programs rely on


def test_prints_stable_shapes():
    outline = json.loads(run("outline", SAMPLE, "--format", "json").stdout)
    assert set(outline) == {"title", "fields", "durationMinutes", "days", "methods", "activities", "units"}
    assert set(outline["fields"][0]) == {"name", "member", "value"}
    unit = outline["units"][0]
    assert set(unit) == {"number", "title", "activities", "topics"}
    assert set(unit["topics"][0]) == {"number", "title", "activities"}
    assert set(unit["topics"][0]["activities"][0]) == {"kind", "form", "title", "minutes", "material"}
    day = json.loads(run("timetable", SAMPLE, "--format", "json").stdout)
    assert set(day) == {"teachingMinutes", "slots"}
    assert set(day["slots"][0]) == {
        "day", "start", "end", "minutes", "teaching", "kind", "unit", "topic", "title"}
    findings = json.loads(run("check", SAMPLE, "--format", "json").stdout)
    assert set(findings[0]) == {"file", "id", "severity", "line", "column", "message", "fix"}


@pytest.mark.parametrize("plan", [SAMPLE, ENGLISH], ids=["zh", "en"])
def test_finds_nothing_to_mend_in_the_sample_plans(plan):
    assert run("check", plan, "--strict").returncode == 0
    assert json.loads(run("timetable", plan, "--format", "json").stdout)["teachingMinutes"] in (180, 360)


def test_speaks_the_language_of_the_locale_or_the_option():
    assert "检查了 1 份教案" in run("check", SAMPLE).stdout
    assert "Plans checked: 1" in run("check", SAMPLE, language="en_US.UTF-8").stdout
    assert "Plans checked: 1" in run("check", SAMPLE, "--language", "en").stdout
    assert "Opens the hall" in run("serve", "--help", language="en_GB.UTF-8").stdout
    assert run("check", SAMPLE, "--language", "fr").returncode == 2


def test_puts_the_caret_under_wide_characters(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text("题目\n【教学时长】1小时\n一、甲\n请看[乙](../../c.md)。\n", encoding="utf-8")
    done = run("check", plan)
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "[link-outside-plan]" in line)
    source, caret = lines[at + 1], lines[at + 2]
    cells = sum(2 if ord(c) > 0x2E80 else 1 for c in source[: source.index("..")])
    assert caret.index("^") == cells


# Bad input


def test_reads_gb18030_without_being_told(tmp_path):
    plan = tmp_path / "gb.txt"
    plan.write_bytes(SAMPLE.read_text(encoding="utf-8").encode("gb18030"))
    told = json.loads(run("outline", plan, "--format", "json").stdout)
    assert told == json.loads(run("outline", SAMPLE, "--format", "json").stdout)
    assert run("outline", plan, "--encoding", "GB18030").returncode == 0
    wrong = run("check", plan, "--encoding", "UTF-8")
    assert wrong.returncode == 1 and "encoding-unreadable" in wrong.stdout


@pytest.mark.parametrize(
    "content, identifier",
    [
        (b"", "content-missing"), (b"", "title-missing"),
        ("【教学时长】1天\n【教学方式】讲授\n".encode(), "content-missing"),
        ("【教学时长】1天\n\n一、甲\n乙\n".encode(), "title-missing"),
        ("题目\n【教学时长】很久\n一、甲\n乙\n".encode(), "duration-unreadable"),
        ("题目\n".encode() + b"\xff\xfe\xff", "encoding-unreadable"),
        (b"x" * (20 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_reports_a_bad_plan_as_a_finding(tmp_path, content, identifier):
    plan = tmp_path / "bad.txt"
    plan.write_bytes(content)
    done = run("check", plan, "--format", "json")
    assert done.returncode == 1
    assert identifier in [f["id"] for f in json.loads(done.stdout) if f["severity"] == "error"]
    serve = run("serve", "--plan", plan, "--data", tmp_path / "g.db", "--port", "0")
    assert serve.returncode == 2 and "bad.txt" in serve.stderr


def test_says_what_to_save_a_document_as(tmp_path):
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n")
    done = run("check", plan, "--format", "json")
    assert done.returncode == 2 and ".txt" in done.stderr and json.loads(done.stdout) == []


def test_goes_on_with_the_other_plans_when_one_is_missing(tmp_path):
    done = run("check", tmp_path / "none.txt", SAMPLE)
    assert done.returncode == 2
    assert "没有这个文件" in done.stderr and "检查了 1 份教案" in done.stdout


def test_refuses_a_data_file_that_is_not_its_own(tmp_path):
    text = tmp_path / "notes.db"
    text.write_text("my notes, not a database, long enough to be looked at" * 20)
    before = text.read_bytes()
    for verb in (["serve", "--port", "0"], ["verify"], ["report", "1234"]):
        done = run(*verb, "--data", text)
        assert done.returncode == 2 and "不是工学堂的数据文件" in done.stderr
    assert text.read_bytes() == before
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    assert run("serve", "--port", "0", "--data", other).returncode == 2


def start(data, *arguments):
    """A server in the background, and the line that it announces."""
    server = subprocess.Popen(
        [GUILDHALL, "serve", "--data", str(data), "--announce", "json", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    return server, json.loads(server.stdout.readline())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_refuses_a_data_file_of_a_newer_version(tmp_path):
    data = tmp_path / "g.db"
    server, _ = start(data, "--port", free_port())
    server.terminate()
    assert server.wait(20) == 0
    with sqlite3.connect(data) as db:
        db.execute("PRAGMA user_version = 900")
    done = run("serve", "--data", data, "--port", "0")
    assert done.returncode == 2 and "更新的版本" in done.stderr and "900" in done.stderr


def test_reopens_the_class_of_the_same_plan_and_refuses_a_second_server(tmp_path):
    data = tmp_path / "g.db"
    port = free_port()
    server, first = start(data, "--port", port, "--plan", SAMPLE)
    try:
        assert set(first) == {"organizer", "trainer", "projector", "join", "class"}
        second = run("serve", "--data", data, "--port", free_port())
        assert second.returncode == 2 and "正在用这个数据文件" in second.stderr
        taken = run("serve", "--data", tmp_path / "h.db", "--port", port)
        assert taken.returncode == 2 and str(port) in taken.stderr
        # Reading goes on beside the server.
        report = json.loads(run("report", first["class"], "--data", data, "--format", "json").stdout)
        assert report["class"] == first["class"]
        assert run("verify", "--data", data).returncode == 0
    finally:
        server.kill()
        server.wait()
    server, again = start(data, "--port", port, "--plan", SAMPLE)
    try:
        for key in ("class", "trainer", "join", "projector"):
            assert again[key] == first[key]
        assert again["organizer"] != first["organizer"]
    finally:
        server.terminate()
        assert server.wait(20) == 0
    # Without a plan, the class that is open.
    server, third = start(data, "--port", port)
    server.kill()
    server.wait()
    assert third["class"] == first["class"]


def test_announces_no_class_when_there_is_none(tmp_path):
    server, line = start(tmp_path / "g.db", "--port", free_port())
    server.kill()
    server.wait()
    assert line["organizer"].startswith("http://")
    assert line["class"] is None and line["join"] is None


def test_names_the_classes_it_knows(tmp_path):
    data = tmp_path / "g.db"
    server, line = start(data, "--port", free_port(), "--plan", ENGLISH)
    server.kill()
    server.wait()
    done = run("report", "class-none", "--data", data)
    assert done.returncode == 2 and line["class"] in done.stderr


def test_finds_the_first_broken_record(tmp_path):
    data = tmp_path / "g.db"
    server, line = start(data, "--port", free_port(), "--plan", ENGLISH)
    server.terminate()
    server.wait(20)
    assert run("verify", "--data", data).returncode == 0
    with sqlite3.connect(data) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = next(name for name in tables if name.startswith("event"))
        changed = db.execute(
            f"UPDATE {table} SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026', '2025') AS BLOB) "
            "WHERE stream = ? AND position = 1", (line["class"],)).rowcount
        assert changed == 1
    done = run("verify", "--data", data)
    assert done.returncode == 1 and line["class"] in done.stdout and "第 1 条" in done.stdout


def test_doctor_says_what_a_hall_will_miss(tmp_path):
    done = run("doctor", "--data", tmp_path / "g.db", language="en_US.UTF-8")
    assert done.returncode in (0, 1)
    assert "MiB" in done.stdout and "in the hall" in done.stdout
