"""check --fix, --format sarif, format, new and export, as a trainer or a script meets them."""

import io
import json
import os
import pathlib
import re
import stat
import subprocess
import unicodedata

import docx
import icalendar
import jsonschema
import pytest

from sarif_schema import SCHEMA
from tool import ENGLISH, GUILDHALL, REAL_PLAN, SAMPLE, needs_real_plan, run

MIXED = "题目\n\n【教学时长】2小时\n\n一、甲\n\n（一）乙\n\n丙。\n\n(二)丁\n\n戊。\n\n（三）己\n\n庚。\n"
MENDED = MIXED.replace("(二)", "（二）")
CASE = MIXED.replace("丙。", "[案例分享：欠薪“三月”](#)")
# With its mark UTF-16 is known; without one it is asked for.
ENCODINGS = {
    "utf-8": lambda t: t.encode(), "utf-8 with a mark": lambda t: t.encode("utf-8-sig"),
    "gb18030": lambda t: t.encode("gb18030"),
    "utf-16le with a mark": lambda t: b"\xff\xfe" + t.encode("utf-16-le"),
    "utf-16be with a mark": lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
}


def feed(data, *arguments, cwd=None):
    """Runs with bytes on standard input, and gives bytes."""
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}
    return subprocess.run(
        [GUILDHALL, *map(str, arguments)], input=data, capture_output=True, env=environment,
        timeout=120, cwd=cwd)


def findings(plan, *arguments):
    return json.loads(run("check", plan, "--format", "json", *arguments).stdout)


# Encodings


@pytest.mark.parametrize("name", ENCODINGS)
def test_reads_and_mends_every_encoding(tmp_path, name):
    plan = tmp_path / "p.txt"
    text = MIXED.replace("庚", "𠮷㐀庚").replace("\n", "\r\n")
    plan.write_bytes(ENCODINGS[name](text))
    done = run("check", plan, "--fix")
    assert done.returncode == 0 and "已修改 1 处" in done.stderr
    assert plan.read_bytes() == ENCODINGS[name](text.replace("(二)", "（二）"))


def test_keeps_mixed_line_ends_and_all_other_bytes(tmp_path):
    plan = tmp_path / "p.txt"
    before = MIXED.replace("乙\n", "乙\r\n").replace("戊。\n", "戊。\r").encode()[:-1]
    plan.write_bytes(before)
    assert run("check", plan, "--fix").returncode == 0
    assert plan.read_bytes() == before.replace("(二)".encode(), "（二）".encode())


@pytest.mark.parametrize(
    "content, choices",
    [
        ("题目\r\n一、甲\r\n乙。".encode("utf-16-le"), "UTF-16LE"),
        ("题目\r\n一、甲\r\n乙。".encode("utf-16-be"), "UTF-16BE"),
        ("1. 模\n".encode("gb18030"), "GB18030 或 UTF-8"),
        ("учебный".encode("cp1251")[:-1], "GB18030"),
    ],
)
def test_asks_for_the_encoding_where_it_is_not_certain(tmp_path, content, choices):
    plan = tmp_path / "p.txt"
    plan.write_bytes(content)
    done = run("check", plan)
    assert done.returncode == 1
    assert "[encoding-ambiguous]" in done.stdout and choices in done.stdout and "--encoding" in done.stdout
    assert "may be in" in run("check", plan, "--language", "en").stdout
    name = choices.split(" ")[0]
    told = findings(plan, "--encoding", name)
    assert "encoding-ambiguous" not in [f["id"] for f in told]
    # Nothing is written on a guess.
    assert run("check", plan, "--fix").returncode == 1 and plan.read_bytes() == content


def test_names_the_first_bad_byte(tmp_path):
    plan = tmp_path / "p.txt"
    good = "题目：职工代表大会的工会工作".encode("gb18030")
    for length, bad in ((len(good) - 1, len(good) - 2), (3, 2)):
        plan.write_bytes(good[:length])
        done = run("check", plan, "--format", "json", "--encoding", "GB18030")
        assert f"偏移 {bad} 字节" in json.loads(done.stdout)[0]["message"]
    plan.write_bytes(("题目：" * 5).encode() + b"\xff\xfe")
    assert "偏移 45 字节" in run("check", plan).stdout
    plan.write_bytes("题目𠮷".encode("gb18030")[:-1])
    assert "偏移 4 字节" in run("check", plan, "--encoding", "gbk").stdout
    assert run("check", plan, "--encoding", "latin1").returncode == 2


# What is printed


def cells(text):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("before", ["请看", "ＡＢＣ，", "abc ", "👍🏽 灯，", "①②“引”", "e\u0301té ", "ｶﾅ"])
def test_puts_the_caret_under_the_place(tmp_path, before):
    plan = tmp_path / "p.txt"
    plan.write_text(f"题目\n【教学时长】1小时\n一、甲\n{before}[乙](../../c.md)。\n", encoding="utf-8")
    lines = run("check", plan).stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "[link-outside-plan]" in line)
    source, caret = lines[at + 1], lines[at + 2]
    assert caret.index("^") == cells(source[: source.index("..")])


def test_speaks_no_control_characters_to_the_terminal(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text("题目\n【教学时长】1小时\n一、甲\n\x1b[31m红\x07[乙](/c.md)。\n", encoding="utf-8")
    out = run("check", plan).stdout
    assert "[link-outside-plan]" in out and "\x1b" not in out and "\x07" not in out


def test_sums_up_many_files_and_says_what_can_be_mended(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(MIXED, encoding="utf-8")
    done = run("check", tmp_path / "a.txt", tmp_path / "b.txt", tmp_path, tmp_path / "none.txt")
    assert done.returncode == 2
    assert "检查了 2 份教案" in done.stdout and "2 处可以用 --fix" in done.stdout
    assert f"{tmp_path}/a.txt：必须改 0，建议改 1" in done.stdout
    assert "文件夹" in done.stderr and "没有这个文件" in done.stderr


def test_ends_with_0_1_or_2(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text(MIXED, encoding="utf-8")
    assert run("check", plan).returncode == 0
    assert run("check", plan, "--strict").returncode == 1
    plan.write_text("【教学时长】很久\n", encoding="utf-8")
    assert run("check", plan).returncode == 1
    assert run("check", tmp_path / "none").returncode == 2
    assert run("check", plan, "--format", "xml").returncode == 2


def test_reads_standard_input_wherever_a_plan_is_taken():
    data = SAMPLE.read_bytes()
    cwd = SAMPLE.parent
    done = feed(data, "check", "-", "--format", "json", cwd=cwd)
    assert [f["id"] for f in json.loads(done.stdout)] == [f["id"] for f in findings(SAMPLE)]
    assert {f["file"] for f in json.loads(done.stdout)} == {"-"}
    outline = feed(data.decode().encode("gb18030"), "outline", "-", "--format", "json").stdout
    assert json.loads(outline) == json.loads(run("outline", SAMPLE, "--format", "json").stdout)
    assert json.loads(feed(data, "timetable", "-", "--format", "json").stdout)["teachingMinutes"] == 360
    assert b"<!DOCTYPE html>" in feed(data, "export", "-", "--to", "html", cwd=cwd).stdout
    assert feed(b"", "check", "-", "-").returncode == 2
    assert feed(b"x" * 2000, "check", "-", "--max-bytes", "1000").returncode == 1


def test_shows_what_is_mended_in_its_place(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text("题目\n【教学时长】1小时\n一、导语（25分\n（一）乙\n丙。\n（三）丁\n戊。\n", encoding="utf-8")
    said = run("check", plan).stdout
    assert "  改成：（25分）\n" in said and "  改成：（二）\n" in said
    run("check", plan, "--fix")
    assert "一、导语（25分）\n（一）乙\n丙。\n（二）丁" in plan.read_text(encoding="utf-8")


# --fix


def test_mends_once_and_for_all(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text(MIXED, encoding="utf-8")
    done = run("check", plan, "--fix")
    assert f"{plan}:11:1: 已改成：（二） [mixed-brackets]" in done.stderr
    assert plan.read_text(encoding="utf-8") == MENDED
    inode = plan.stat().st_ino
    again = run("check", plan, "--fix")
    assert "没有可以自动修改的地方" in again.stderr and plan.stat().st_ino == inode
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.txt"]


def test_mends_what_only_shows_after_another_mend(tmp_path):
    plan = tmp_path / "p.txt"
    # A number and its brackets are wrong in one place: the fixes overlap.
    plan.write_text(MIXED.replace("(二)", "(四)"), encoding="utf-8")
    assert run("check", plan, "--fix").returncode == 0
    assert plan.read_text(encoding="utf-8") == MENDED


def test_keeps_permissions_and_links(tmp_path):
    plan = tmp_path / "real.txt"
    plan.write_text(MIXED, encoding="utf-8")
    plan.chmod(0o640)
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert run("check", tmp_path / "link.txt", "--fix").returncode == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert plan.read_text(encoding="utf-8") == MENDED
    assert stat.S_IMODE(plan.stat().st_mode) == 0o640


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser may write everything")
def test_leaves_a_file_that_may_not_be_written(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text(MIXED, encoding="utf-8")
    plan.chmod(0o444)
    done = run("check", plan, "--fix")
    assert done.returncode == 2 and "写入权限" in done.stderr
    assert plan.read_text(encoding="utf-8") == MIXED


@pytest.mark.parametrize("name", ENCODINGS)
def test_writes_a_plan_from_standard_input_to_standard_output(name):
    done = feed(ENCODINGS[name](MIXED), "check", "--fix", "-")
    assert done.returncode == 0
    assert done.stdout == ENCODINGS[name](MENDED)
    assert "已修改 1 处" in done.stderr.decode() and "检查了 1 份" in done.stderr.decode()
    assert feed(b"", "check", "--fix", "-", "--format", "json").returncode == 2


def test_gives_a_case_its_kit_and_never_writes_over_one(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_bytes(CASE.replace("\n", "\r\n").encode("gb18030"))
    mine = tmp_path / "案例-欠薪-三月.md"
    mine.write_text("# 我写的\n", encoding="utf-8")
    fix = next(f["fix"] for f in findings(plan) if f["id"] == "case-without-material")
    assert fix["newFile"]["path"] == "案例-欠薪-三月-2.md" and fix["replacement"] == fix["newFile"]["path"]
    done = run("check", plan, "--fix")
    assert "已新建" in done.stderr and done.returncode == 0
    assert mine.read_text(encoding="utf-8") == "# 我写的\n"
    kit = (tmp_path / "案例-欠薪-三月-2.md").read_bytes().decode("gb18030")
    for part in ("# 欠薪“三月”", "来源：", "## 案例背景", "## 思考题", "## 教学提示"):
        assert part in kit
    assert "\r\n" in kit and "\n" not in kit.replace("\r\n", "")
    assert "case-without-material" not in [f["id"] for f in findings(plan)]
    changed = plan.read_bytes().decode("gb18030").replace("\r\n", "\n")
    assert changed == CASE.replace("(#)", "(案例-欠薪-三月-2.md)").replace("(二)", "（二）")
    # The kit of a run that was broken off before the plan was written is taken, not doubled.
    plan.write_bytes(CASE.replace("\n", "\r\n").encode("gb18030"))
    assert run("check", plan, "--fix").returncode == 0
    assert len(list(tmp_path.iterdir())) == 3
    # A stream has no folder to write to.
    assert b"(#)" in feed(CASE.encode(), "check", "--fix", "-", cwd=tmp_path).stdout
    assert len(list(tmp_path.iterdir())) == 3


def test_never_writes_to_a_word_document(tmp_path):
    plan = tmp_path / "p.docx"
    document = docx.Document()
    for line in MIXED.split("\n"):
        document.add_paragraph(line)
    document.save(plan)
    before = plan.read_bytes()
    for verb in (["check", "--fix"], ["format", "--in-place"], ["format", "--check"]):
        done = run(verb[0], plan, verb[1])
        assert done.returncode == 2 and "Word" in done.stderr
    assert plan.read_bytes() == before
    assert "（二）丁" in run("format", plan).stdout
    log = json.loads(run("check", plan, "--format", "sarif").stdout)
    jsonschema.validate(log, SCHEMA)


@needs_real_plan
def test_mends_the_real_plan(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_bytes(REAL_PLAN.read_bytes())
    assert run("check", plan, "--fix").returncode == 0
    old, new = REAL_PLAN.read_bytes().split(b"\n"), plan.read_bytes().split(b"\n")
    changed = [n for n, (a, b) in enumerate(zip(old, new), 1) if a != b]
    assert len(old) == len(new) and changed == [23, 41, 51, 67, 81, 85]
    assert len(list(tmp_path.glob("案例-*.md"))) == 4
    assert [f for f in findings(plan) if f["severity"] != "note"] == []


# SARIF


def column(text, place):
    """The rest of a text from a place counted in UTF-16 code units, from 1."""
    return text.encode("utf-16-le")[(place - 1) * 2:].decode("utf-16-le")


def test_writes_sarif(tmp_path):
    plan = tmp_path / "教案 1.txt"
    text = CASE.replace("庚。", "😀请看[乙](../c.md)。")
    plan.write_text(text, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff")
    done = subprocess.run(
        [GUILDHALL, "check", "教案 1.txt", "bad.txt", "none.txt", plan, "--format", "sarif", "--language", "en"],
        capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 2
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    ran = log["runs"][0]
    rules = ran["tool"]["driver"]["rules"]
    for result in ran["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["defaultConfiguration"]["level"] == result["level"]
        where = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert ran["artifacts"][where["index"]]["location"]["uri"] == where["uri"]
    assert [a["location"]["uri"] for a in ran["artifacts"]][:2] == ["%E6%95%99%E6%A1%88%201.txt", "bad.txt"]
    assert ran["artifacts"][2]["location"]["uri"].startswith("file:///")
    assert ran["invocations"][0]["executionSuccessful"] is False
    assert "none.txt" in ran["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    # Both languages, for the same rules.
    other = ran["translations"][0]
    assert (ran["language"], other["language"]) == ("en", "zh-CN")
    assert [r["id"] for r in other["rules"]] == [r["id"] for r in rules]
    assert all("\u4e00" <= r["shortDescription"]["text"][0] <= "\u9fff" for r in other["rules"])
    # Places in UTF-16, behind an emoji of two units.
    lines = text.split("\n")
    mine = {r["ruleId"]: r for r in ran["results"] if r["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 0}
    region = mine["link-outside-plan"]["locations"][0]["physicalLocation"]["region"]
    line = lines[region["startLine"] - 1]
    assert column(line, region["startColumn"]).startswith("../c.md)")
    assert column(line, region["endColumn"]) == ")。"
    # A fix of two files.
    changes = mine["case-without-material"]["fixes"][0]["artifactChanges"]
    assert len(changes) == 2 and changes[1]["artifactLocation"]["uri"].endswith(".md")
    deleted = changes[0]["replacements"][0]["deletedRegion"]
    line = lines[deleted["startLine"] - 1]
    assert column(line, deleted["startColumn"]) == "#)" and column(line, deleted["endColumn"]) == ")"


def test_writes_sarif_for_plans_without_findings():
    done = run("check", SAMPLE, ENGLISH, "--format", "sarif")
    log = json.loads(done.stdout)
    jsonschema.validate(log, SCHEMA)
    assert done.returncode == 0 and {r["level"] for r in log["runs"][0]["results"]} <= {"note"}


# format


def test_prints_and_writes_the_canonical_form(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text("题目\n教学时长: 2小时\n一. 甲(60分钟)\n乙。\n\n\n二、丙\n丁。", encoding="utf-8")
    form = "题目\n\n【教学时长】2小时\n\n一、甲（60分钟）\n乙。\n\n二、丙\n丁。\n"
    assert run("format", plan).stdout == form
    check = run("format", plan, "--check")
    assert check.returncode == 1 and "第 2 行" in check.stdout
    before = run("outline", plan, "--format", "json").stdout
    assert run("format", plan, "--in-place").returncode == 0
    assert plan.read_text(encoding="utf-8") == form
    assert run("outline", plan, "--format", "json").stdout == before
    assert run("format", plan, "--check").returncode == 0
    assert run("format", plan, "--check", "--in-place").returncode == 2
    assert run("format", plan, plan).returncode == 2
    assert run("format", tmp_path).returncode == 2


@pytest.mark.parametrize("name", ENCODINGS)
def test_formats_a_stream_in_its_encoding(name):
    done = feed(ENCODINGS[name](MIXED), "format", "-")
    assert done.returncode == 0 and done.stdout == ENCODINGS[name](MENDED)


# new


@pytest.mark.parametrize("days, hours", [(1, 6), (1, 0.5), (1, 1.5), (2, 6), (5, 7.25), (1, 2)])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_writes_a_plan_to_begin_with(tmp_path, days, hours, language):
    plan = tmp_path / "p.md"
    done = run("new", "安全 Safety", "--days", days, "--hours", hours, "--language", language, "--output", plan)
    assert done.returncode == 0
    strict = run("check", plan, "--strict", "--format", "json")
    assert strict.returncode == 0 and {f["severity"] for f in json.loads(strict.stdout)} <= {"note"}
    outline = json.loads(run("outline", plan, "--format", "json").stdout)
    assert outline["title"] == "安全 Safety" and outline["days"] == [int(hours * 60)] * days
    assert run("timetable", plan).returncode == 0
    assert run("format", plan, "--check").returncode == 0
    before = plan.read_bytes()
    again = run("new", "另一个", "--output", plan)
    assert again.returncode == 2 and plan.read_bytes() == before


def test_refuses_what_makes_no_plan():
    for arguments in (["x", "--days", "0"], ["x", "--hours", "0.1"], ["x", "--hours", "1.1"], ["一、甲"], ["甲\n乙"], [""]):
        assert run("new", *arguments).returncode == 2, arguments


# export


def test_makes_a_handout_without_answers_and_notes():
    for to in ("md", "html"):
        done = run("export", SAMPLE, "--to", to, "--date", "2026-12-01", "--room", "三楼")
        assert done.returncode == 0
        for part in ("劳动争议的预防与处理", "学员讲义", "2026年12月1日 星期二", "三楼", "课程安排", "教学目标", "思考题", "08:45"):
            assert part in done.stdout, (to, part)
        kit = (SAMPLE.parent / "cases").glob("*.md")
        notes = [re.search(r"## 教学提示\s+(.{8})", f.read_text(encoding="utf-8")).group(1) for f in kit]
        for secret in notes + ["教师点评", "三年是民法典规定"]:
            assert secret not in done.stdout, (to, secret)
    page = done.stdout
    assert not re.search(r'(src|href)="(?!https?:|mailto:)', page) and "<script" not in page
    assert "@page { size: A4" in page and 'lang="zh-Hans"' in page
    english = run("export", ENGLISH, "--to", "html", "--language", "en").stdout
    assert 'lang="en"' in english and "Timetable" in english


def test_makes_the_trainers_run_sheet():
    done = run("export", SAMPLE, "--to", "md", "--sheet", "run-sheet")
    assert done.returncode == 0
    for part in ("授课流程单", "答案", "教学提示", "教学时间合计 360 分钟", "三年是民法典规定"):
        assert part in done.stdout


def test_escapes_what_a_plan_says(tmp_path):
    plan = tmp_path / "p.md"
    plan.write_text(
        "# <script>题</script>&\n\n【教学时长】2小时\n\n一、<img src=x>甲|乙\n\n很<iframe src=http://example.com></iframe> *好*\n",
        encoding="utf-8")
    page = run("export", plan, "--to", "html").stdout
    assert "<script" not in page and "<img" not in page and "<iframe" not in page
    assert "&lt;script&gt;题&lt;/script&gt;&amp;" in page and "<em>好</em>" in page
    row = next(l for l in run("export", plan, "--to", "md").stdout.splitlines() if "甲" in l and l.startswith("|"))
    assert row.count("|") - row.count("\\|") == 4


def test_makes_a_word_document(tmp_path):
    out = tmp_path / "讲义.docx"
    done = run("export", SAMPLE, "--to", "docx", "--date", "2026-12-01", "--output", out)
    assert done.returncode == 0, done.stderr
    document = docx.Document(out)
    styles = {}
    for paragraph in document.paragraphs:
        styles.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert styles["Title"] == ["劳动争议的预防与处理"] and styles["Kind"] == ["学员讲义"]
    assert "课程安排" in styles["Heading 1"]
    outline = json.loads(run("outline", SAMPLE, "--format", "json").stdout)
    for unit in outline["units"]:
        assert any(unit["title"] in text for text in styles["Heading 1"])
        for topic in unit["topics"]:
            assert any(topic["title"] in text for text in styles["Heading 2"])
    table = next(t for t in document.tables if t.cell(0, 0).text == "时间")
    slots = json.loads(run("timetable", SAMPLE, "--format", "json").stdout)["slots"]
    times = [row.cells[0].text for row in table.rows[1:] if row.cells[0].text]
    assert times == [f"{s['start']}–{s['end']}" for s in slots]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.styles["Body Text"].paragraph_format.first_line_indent.pt == 24
    fonts = document.styles["Heading 1"].element.rPr.rFonts
    assert fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia") == "黑体"
    # And it can be read as a plan again.
    assert run("outline", out).returncode == 0
    sheet = tmp_path / "s.docx"
    assert run("export", SAMPLE, "--to", "docx", "--sheet", "run-sheet", "-o", sheet).returncode == 0
    assert any("答案" in row.cells[2].text for row in docx.Document(sheet).tables[0].rows)
    streamed = feed(SAMPLE.read_bytes(), "export", "-", "--to", "docx", cwd=SAMPLE.parent)
    assert docx.Document(io.BytesIO(streamed.stdout)).paragraphs


def test_says_what_to_do_without_pandoc(tmp_path):
    def export(path):
        return subprocess.run(
            [GUILDHALL, "export", str(SAMPLE), "--to", "docx", "-o", str(tmp_path / "a.docx")],
            capture_output=True, text=True, timeout=60,
            env={"PATH": str(path), "LANG": "zh_CN.UTF-8"})
    done = export(tmp_path)
    assert done.returncode == 2 and "apt-get install pandoc" in done.stderr and "--to html" in done.stderr
    fake = tmp_path / "bin"
    fake.mkdir()
    (fake / "pandoc").write_text("#!/bin/sh\necho 'it broke' >&2\nexit 3\n")
    (fake / "pandoc").chmod(0o755)
    done = export(fake)
    assert done.returncode == 2 and "it broke" in done.stderr
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Kolkata"])
def test_makes_a_calendar(tmp_path, zone):
    out = tmp_path / "c.ics"
    arguments = ["export", SAMPLE, "--to", "ics", "--date", "2026-06-01", "--room", "三楼, 会议室", "--time-zone", zone]
    assert run(*arguments, "--output", out).returncode == 0
    data = out.read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(data)
    assert not calendar.errors and calendar["PRODID"] and calendar["VERSION"] == "2.0"
    events = [e for e in calendar.walk("VEVENT")]
    slots = json.loads(run("timetable", SAMPLE, "--format", "json", "--date", "2026-06-01").stdout)["slots"]
    slots = [s for s in slots if s["kind"] not in ("break", "lunch")]
    assert [e.decoded("DTSTART").strftime("%Y-%m-%d %H:%M") for e in events] == [f"{s['date']} {s['start']}" for s in slots]
    assert [e.decoded("DTEND").strftime("%H:%M") for e in events] == [s["end"] for s in slots]
    assert {str(e.decoded("DTSTART").tzinfo) for e in events} == {zone}
    assert {str(e["LOCATION"]) for e in events} == {"三楼, 会议室"}
    # The zone that the file describes is the zone it names.
    described = next(iter(calendar.walk("VTIMEZONE"))).to_tz()
    for event in events:
        start = event.decoded("DTSTART")
        assert start.replace(tzinfo=None).replace(tzinfo=described).utcoffset() == start.utcoffset()
    # The same events again, and other ones for another course or day.
    uids = [str(e["UID"]) for e in events]
    assert len(set(uids)) == len(uids)
    again = icalendar.Calendar.from_ical(run(*arguments, "--day-start", "09:30").stdout)
    assert [str(e["UID"]) for e in again.walk("VEVENT")] == uids
    other = icalendar.Calendar.from_ical(run("export", SAMPLE, "--to", "ics", "--date", "2026-06-02").stdout)
    assert not set(uids) & {str(e["UID"]) for e in other.walk("VEVENT")}


def test_refuses_an_export_that_cannot_be(tmp_path):
    plan = tmp_path / "p.txt"
    plan.write_text(MIXED, encoding="utf-8")
    assert "--date" in run("export", plan, "--to", "ics").stderr
    assert run("export", plan, "--to", "ics", "--date", "2026-02-30").returncode == 2
    assert run("export", plan, "--to", "ics", "--date", "2026-12-01", "--time-zone", "Mars").returncode == 2
    assert run("export", plan, "--to", "pdf").returncode == 2
    done = run("export", plan, "--to", "md", "--output", plan)
    assert done.returncode == 2 and plan.read_text(encoding="utf-8") == MIXED
    assert run("export", plan, "--to", "md", "--output", tmp_path / "none" / "a.md").returncode == 2
    plan.write_text("题目\n", encoding="utf-8")
    done = run("export", plan, "--to", "md")
    assert done.returncode == 1 and "content-missing" in done.stderr
    # Without a duration there is a handout, and no day to print.
    plan.write_text(MIXED.replace("【教学时长】2小时", ""), encoding="utf-8")
    assert run("export", plan, "--to", "md").returncode == 0
    assert run("export", plan, "--to", "md", "--sheet", "run-sheet").returncode == 1


def test_helps_in_both_languages():
    for verb, words in {"new": ("样稿", "to begin with"), "format": ("规范格式", "canonical"), "export": ("讲义", "handout"), "check": ("写回", "fixes")}.items():
        assert words[0] in run(verb, "--help").stdout
        assert words[1] in run(verb, "--help", language="en_US.UTF-8").stdout
