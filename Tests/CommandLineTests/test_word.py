"""Word documents as plans: twins of plans made by python-docx and by LibreOffice read as the text does."""

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tool import ENGLISH, GUILDHALL, REAL_PLAN, SAMPLE, needs_real_plan, run

UNIT = re.compile(r"[一二三四五六七八九十]+、")
TOPIC = re.compile(r"[（(][一二三四五六七八九十]+[）)]")
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+)\)")


def outline(path):
    done = run("outline", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def findings(path, *options):
    return json.loads(run("check", path, "--format", "json", *options).stdout)


# Making documents


def level(index, form, text, style=None):
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def define(document, number, *levels):
    """A numbering definition of our own, under the number by which paragraphs use it."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
    )
    numbering.find(qn("w:num")).addprevious(abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    )


def numbered(paragraph, number, index):
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )
    return paragraph


def link(paragraph, text, address):
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'
        )
    )


def filled(path):
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def typed(path, out):
    document = docx.Document()
    for line in filled(path):
        document.add_paragraph(line)
    document.save(out)


def automatic(path, out):
    """一、 and （一） are numbers of Word's; nothing of them is in the text."""
    document = docx.Document()
    define(document, 900, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))
    for line in filled(path):
        unit, topic = UNIT.match(line), TOPIC.match(line)
        mark = unit or topic
        paragraph = document.add_paragraph(line[mark.end():] if mark else line)
        if mark:
            numbered(paragraph, 900, 0 if unit else 1)
    document.save(out)


def styled(path, out):
    """Title and heading styles, numbered through the styles, the tags in bold."""
    document = docx.Document()
    define(
        document, 900, level(0, "chineseCountingThousand", "%1、", "Heading1"),
        level(1, "chineseCountingThousand", "（%2）", "Heading2"))
    # Word needs no level here, as the levels name their styles; LibreOffice does, and Word writes it.
    for index, name in enumerate(("Heading 1", "Heading 2")):
        document.styles[name].element.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{index}"/><w:numId w:val="900"/></w:numPr>'))
    first = True
    for line in filled(path):
        unit, topic = UNIT.match(line), TOPIC.match(line)
        tag = re.match(r"【[^】]+】", line)
        if first:
            document.add_paragraph(line, style="Title")
        elif unit or topic:
            mark = unit or topic
            document.add_paragraph(line[mark.end():], style="Heading 1" if unit else "Heading 2")
        elif tag:
            paragraph = document.add_paragraph()
            paragraph.add_run(tag.group()).bold = True
            paragraph.add_run(line[tag.end():])
        else:
            document.add_paragraph(line)
        first = False
    document.save(out)


def by_libreoffice(source, folder, *options):
    """The document as LibreOffice writes it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is missing: bin/setup test installs it"
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", *options,
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source)],
        capture_output=True, text=True, timeout=120,
    )
    made = folder / (source.stem + ".docx")
    assert made.exists(), done.stderr
    return made


# Twins of the real plan


@needs_real_plan
@pytest.mark.parametrize("make", [typed, automatic, styled], ids=lambda make: make.__name__)
@pytest.mark.parametrize("office", [False, True], ids=["python-docx", "libreoffice"])
def test_reads_a_twin_of_the_real_plan_as_its_text(tmp_path, make, office):
    twin = tmp_path / "教案.docx"
    make(REAL_PLAN, twin)
    if office:
        twin = by_libreoffice(twin, tmp_path / "out")
    assert outline(twin) == outline(REAL_PLAN)
    days = [run("timetable", path, "--format", "json").stdout for path in (twin, REAL_PLAN)]
    assert json.loads(days[0]) == json.loads(days[1])
    expected = sorted(f["id"] for f in findings(REAL_PLAN))
    if make is not typed:
        # Word numbers with brackets of one width.
        expected = [i for i in expected if i != "mixed-brackets"]
    assert sorted(f["id"] for f in findings(twin)) == expected


@needs_real_plan
def test_reads_the_real_plan_that_libreoffice_made_of_the_text(tmp_path):
    text = tmp_path / "plan.txt"
    shutil.copy(REAL_PLAN, text)
    twin = by_libreoffice(text, tmp_path / "out", "--infilter=Text (encoded):UTF8")
    assert outline(twin) == outline(REAL_PLAN)


@needs_real_plan
def test_places_findings_by_paragraph(tmp_path):
    twin = tmp_path / "教案.docx"
    automatic(REAL_PLAN, twin)
    texts = [p.text for p in docx.Document(twin).paragraphs]
    for finding in findings(twin):
        if finding["id"] == "case-without-material":
            assert texts[finding["paragraph"] - 1].startswith("[案例分享：")
        if finding["id"] == "unit-without-activity":
            assert texts[finding["paragraph"] - 1].startswith("加大维权服务力度")
    number = next(f["paragraph"] for f in findings(twin) if f["id"] == "unit-without-activity")
    done = run("check", twin)
    assert f"{twin}:段落 {number}: 提示: " in done.stdout
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "unit-without-activity" in line)
    assert lines[at + 1].startswith("  四、加大维权服务力度") and lines[at + 2] == "  ^"
    assert f"{twin}:paragraph {number}: note: " in run("check", twin, "--language", "en").stdout
    assert "paragraph" not in findings(REAL_PLAN)[0]


def test_puts_the_caret_under_the_place_in_the_paragraph(tmp_path):
    document = docx.Document()
    for line in ("题目", "【教学时长】1小时", "一、甲"):
        document.add_paragraph(line)
    paragraph = document.add_paragraph("请看")
    link(paragraph, "乙", "../../c.md")
    document.save(tmp_path / "p.docx")
    lines = run("check", tmp_path / "p.docx").stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "[link-outside-plan]" in line)
    assert f"p.docx:段落 4: " in lines[at] and lines[at + 1] == "  请看[乙](../../c.md)"
    cells = sum(2 if ord(c) > 0x2E80 else 1 for c in lines[at + 1][: lines[at + 1].index("..")])
    assert lines[at + 2].index("^") == cells


# Other plans


def test_reads_a_plan_with_links_lists_and_a_table(tmp_path):
    (tmp_path / "cases").mkdir()
    kit = docx.Document()
    for heading, text in (("案例背景", "一个车间。"), ("案例正文", "一次事故。"), ("思考题", "怎么办？")):
        kit.add_heading(heading, 2)
        kit.add_paragraph(text)
    kit.save(tmp_path / "cases/one.docx")
    document = docx.Document()
    table = document.add_table(2, 2)
    for row, (name, value) in enumerate((("教学时长", "3小时"), ("教学对象", "班组长"))):
        table.cell(row, 0).text, table.cell(row, 1).text = name, value
    document._body._element.insert(0, document.add_heading("班组安全", 0)._p)
    document.add_heading("一、看见风险", 1)
    document.add_paragraph("讲稿。")
    link(document.add_paragraph(), "案例分享：一次事故", "cases/one.docx")
    document.add_paragraph("又是讲稿。")
    document.add_paragraph("【投票】见过隐患吗")
    for option in ("见过", "没见过"):
        document.add_paragraph(option, style="List Bullet")
    document.add_heading("二、说出风险", 1)
    document.add_paragraph("【测验】报告隐患")
    for option in ("[ ] 先干完再说", "[x] 马上报告"):
        document.add_paragraph(option, style="List Bullet")
    document.add_paragraph("解析：隐患等不起。")
    document.save(tmp_path / "plan.docx")
    course = outline(tmp_path / "plan.docx")
    assert course["title"] == "班组安全" and course["durationMinutes"] == 180
    assert [f["member"] for f in course["fields"]] == ["duration", "audience"]
    assert [u["title"] for u in course["units"]] == ["看见风险", "说出风险"]
    kinds = [[a["kind"] for t in u["topics"] for a in t["activities"]] for u in course["units"]]
    assert kinds == [["lecture", "case", "lecture", "poll"], ["quiz"]]
    assert course["units"][0]["topics"][0]["activities"][1]["material"] == "cases/one.docx"
    ids = {f["id"] for f in findings(tmp_path / "plan.docx")}
    assert not ids & {"link-missing", "quiz-without-key", "poll-with-one-option", "case-without-material"}


@pytest.mark.parametrize("plan", [SAMPLE, ENGLISH], ids=["zh", "en"])
def test_reads_a_sample_plan_with_its_notation_typed_in_word(tmp_path, plan):
    folder = tmp_path / "plan"
    shutil.copytree(plan.parent, folder)
    typed(plan, folder / "plan.docx")
    # The same lines as a text, each a paragraph: what differs is only what Word makes of them.
    lines = folder / "lines.md"
    lines.write_text("\n\n".join(filled(plan)) + "\n", encoding="utf-8")
    assert outline(folder / "plan.docx") == outline(lines)
    assert [u["title"] for u in outline(folder / "plan.docx")["units"]] == [
        u["title"] for u in outline(plan)["units"]]


def test_takes_a_numbered_list_for_the_value_of_its_field(tmp_path):
    document = docx.Document()
    define(document, 900, level(0, "decimal", "%1."))
    for line in ("题目", "【教学时长】1小时", "【教学目标】学员学完能够做到"):
        document.add_paragraph(line)
    for line in ("看见隐患", "说出隐患"):
        numbered(document.add_paragraph(line), 900, 0)
    for line in ("【教学内容】", "一、甲", "讲稿"):
        document.add_paragraph(line)
    document.save(tmp_path / "p.docx")
    course = outline(tmp_path / "p.docx")
    assert [u["title"] for u in course["units"]] == ["甲"]
    objectives = next(f["value"] for f in course["fields"] if f["member"] == "objectives")
    assert "1. 看见隐患" in objectives and "2. 说出隐患" in objectives


def test_tells_what_is_not_in_the_text(tmp_path):
    document = docx.Document()
    document.add_paragraph("题目")
    paragraph = document.add_paragraph("一、甲")
    paragraph._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>乙</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
            "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
            "</w:pict></w:r>"))
    document.save(tmp_path / "p.docx")
    done = run("outline", tmp_path / "p.docx")
    assert "p.docx：有 1 个文本框没有读" in done.stderr and "p.docx：有 1 处修订" in done.stderr
    assert "甲乙" in done.stdout and "框里" not in done.stdout
    assert "text boxes that were not read: 1" in run("outline", tmp_path / "p.docx", "--language", "en").stderr


# Bad input


def written(path, *parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def bad_documents(folder):
    whole = folder / "whole.docx"
    document = docx.Document()
    document.add_paragraph("题目")
    document.save(whole)
    content = whole.read_bytes()
    word = f'<w:document {nsdecls("w")}>'
    yield "damaged", content[: len(content) // 2], "坏了", "damaged"
    yield "noZip", b"PK\x03\x04" + b"word/document.xml" * 9, "坏了", "damaged"
    old = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)
    yield "encrypted", old + "EncryptedPackage".encode("utf-16-le"), "encryptedOffice", "encryptedOffice"
    yield "old", old + "WordDocument".encode("utf-16-le"), ".docx", ".docx"
    for name, parts, *words in (
        ("sheet", [("a.txt", "x")], "不是 Word 文档", "not a Word document"),
        ("xml", [("word/document.xml", word + "<w:body>")], "坏了", "damaged"),
        ("entities", [("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]>' + word + "&a;</w:document>")],
         "实体", "entities"),
        ("deep", [("word/document.xml", word + "<w:tbl>" * 5000)], "套得太深", "inside one another"),
        ("bomb", [("word/document.xml", word + " " * (40 << 20) + "</w:document>")], "太大", "too much"),
    ):
        yield name, written(folder / f"{name}.zip", *parts).read_bytes(), *words


def test_says_what_is_wrong_with_a_document_in_one_line(tmp_path):
    for name, content, chinese, english in bad_documents(tmp_path):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(content)
        for language, words in (("zh", chinese), ("en", english)):
            started = time.monotonic()
            done = run("check", path, "--language", language)
            assert done.returncode == 2, name
            assert words in done.stderr and f"{name}.docx" in done.stderr, (name, done.stderr)
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr
            assert time.monotonic() - started < 30
        assert run("serve", "--plan", path, "--data", tmp_path / "g.db", "--port", "0").returncode == 2


# The hall


@needs_real_plan
def test_opens_the_hall_with_a_document(tmp_path):
    twin = tmp_path / "教案.docx"
    automatic(REAL_PLAN, twin)
    server = subprocess.Popen(
        [GUILDHALL, "serve", "--data", str(tmp_path / "g.db"), "--announce", "json", "--port", "0",
         "--plan", str(twin)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    try:
        announced = json.loads(server.stdout.readline())
        with urllib.request.urlopen(announced["join"], timeout=20) as reply:
            assert "努力开创新时代工会工作新局面" in reply.read().decode()
    finally:
        server.kill()


def test_reads_a_large_document_quickly(tmp_path):
    document = docx.Document()
    document.add_paragraph("题目")
    for number in range(3_000):
        document.add_paragraph(f"第 {number} 段讲稿，" + "职工的安全高于一切。" * 10)
    document.save(tmp_path / "large.docx")
    with zipfile.ZipFile(tmp_path / "large.docx") as archive:
        assert archive.getinfo("word/document.xml").file_size > 900_000
    started = time.monotonic()
    assert run("outline", tmp_path / "large.docx").returncode == 0
    # A debug build beside other work; docs/PERFORMANCE.md has the figure of a release build.
    assert time.monotonic() - started < 30
