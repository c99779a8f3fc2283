"""The papers of a class in a folder: pages that stand alone, PDF by a browser, read back by poppler."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from tool import GUILDHALL, SAMPLE, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Hall, Learner  # noqa: E402

NAMES = ["run-sheet", "sign-in-sheet", "evaluation-form", "answer-sheet", "notice", "group-list", "group-record",
         "fee-receipt", "report"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A data file with one class, and the class."""
    hall = Hall(tmp_path_factory.mktemp("hall"), SAMPLE).start()
    for name in ("王芳", "李强"):
        Learner(hall, name, "第一车间")
    hall.stop()
    return hall


def text(pdf):
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_writes_every_paper_as_page_and_pdf(kept, tmp_path):
    folder = tmp_path / "材料"
    done = run("papers", kept.addresses["class"], "--data", kept.data, "--output", folder,
               "--public-url", "http://192.168.1.20:8080")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    expected = {f"{name}.{form}" for name in NAMES + ["desk-cards"] for form in ("html", "pdf")}
    assert {path.name for path in folder.iterdir()} == expected | {"report.csv", "report.json"}
    assert sorted(done.stdout.splitlines()) == sorted(str(path) for path in folder.iterdir())
    for page in folder.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<script" not in html and not re.search(r'<(link|img)\b', html), page.name
        assert not re.search(r'(href|src)="/', html), page.name
    assert "劳动争议的预防与处理" in text(folder / "notice.pdf").replace(" ", "")
    assert "回执" in text(folder / "notice.pdf")
    assert "讲课费签收单" in text(folder / "fee-receipt.pdf").replace(" ", "")
    assert "王芳" in text(folder / "report.pdf")
    assert kept.code in text(folder / "desk-cards.pdf")
    fonts = subprocess.run(["pdffonts", str(folder / "notice.pdf")], capture_output=True, text=True).stdout
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:]), "every font is in the file"


def test_without_a_browser_the_pages_are_there(kept, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    done = subprocess.run(
        [GUILDHALL, "papers", kept.code, "--data", str(kept.data), "--output", str(tmp_path / "out")],
        capture_output=True, text=True, env={**os.environ, "PATH": str(tools), "LANG": "zh_CN.UTF-8", "LC_ALL": ""})
    assert done.returncode == 0, done.stderr
    assert "没有找到 Chromium" in done.stderr and "--public-url" in done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.html" for name in NAMES} | {
        "report.csv", "report.json"}


def test_says_what_is_wrong(kept, tmp_path):
    done = run("papers", "nothere", "--data", kept.data, "--output", tmp_path / "out")
    assert done.returncode == 2 and kept.addresses["class"] in done.stderr
    (tmp_path / "file").write_text("")
    done = run("papers", kept.code, "--data", kept.data, "--output", tmp_path / "file")
    assert done.returncode == 2 and str(tmp_path / "file") in done.stderr
