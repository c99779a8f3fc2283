"""Records elsewhere: what the organizer takes away, and a store that is set up, tested and sent to."""

import io
import json
import pathlib
import sys
import zipfile

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, SMALL_PHONE, no_sideways_scroll
from hall import Learner, wait_until
from roles import Organizer, Trainer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "CommandLineTests"))
from record_store import KEY, SECRET, RecordStore  # noqa: E402


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_records_elsewhere(start, eyes, language, tmp_path):
    eyes.name = "export_" + language
    chinese = language == "zh-CN"
    store = RecordStore(tmp_path)
    hall = start(halls.SAMPLE_PLAN if chinese else halls.ENGLISH_PLAN)
    section = hall.addresses["class"]
    organizer = Organizer(eyes, language)
    organizer.set_password(hall.addresses["organizer"])
    page = organizer.page

    # Set up: plain HTTP is refused, the authority is asked for, then it answers.
    organizer.go(hall.url + "/record-store")
    organizer.look("store-empty")
    eyes.forgiving = True
    page.locator("label.choice", has_text=organizer.w("store.on")).click()
    page.fill("[name=url]", "http://lrs.example/xapi")
    organizer.press(organizer.w("store.save"))
    expect(page.get_by_role("alert")).to_contain_text(organizer.w("push.address.notSecure"))
    organizer.look("store-wrong")
    eyes.forgiving = False
    page.fill("[name=url]", store.url)
    page.fill("[name=key]", KEY)
    page.fill("[name=secret]", SECRET)
    organizer.press(organizer.w("store.test"))
    expect(page.get_by_role("alert")).to_contain_text("CERTIFICATE_VERIFY_FAILED")
    organizer.look("store-untrusted")
    page.locator("summary", has_text=organizer.w("store.authority")).click()
    page.fill("[name=authority]", store.authority.read_text())
    organizer.press(organizer.w("store.test"))
    expect(page.get_by_role("status")).to_contain_text("1.0.3")
    organizer.look("store-answers")
    organizer.press(organizer.w("store.save"))
    expect(page.get_by_role("status")).to_have_text(organizer.w("store.saved"))
    assert SECRET not in page.content()

    # A class is held and ends; its page says what can be taken away.
    trainer = Trainer(eyes, language).go(hall.addresses["trainer"])
    for number in range(6):
        Learner(hall, f"欧阳{chr(0x4e00 + number)}", "车间")
    trainer.begin()
    organizer.go(f"{hall.url}/classes/{section}")
    page.get_by_role("link", name=organizer.w("export.link"), exact=True).click()
    organizer.sees(organizer.w("push.notOver"))
    organizer.look("export-open")
    trainer.end()
    trainer.sees(trainer.w("trainer.closed"))
    page.reload()
    organizer.press(organizer.w("export.pushNow"))
    # Six were there, and all of them completed.
    wait_until(lambda: len(store.kept) == 12, 20)
    wait_until(lambda: page.reload() and "12/12" in page.content() or "12 of 12" in page.content(), 20)
    organizer.look("export")
    page.set_viewport_size(SMALL_PHONE)
    no_sideways_scroll(page)
    organizer.look("export-small")
    organizer.go(hall.url + "/record-store")
    no_sideways_scroll(page)
    organizer.look("store-small")
    page.set_viewport_size(LAPTOP)
    organizer.look("store")

    # The files, as a browser gets them.
    organizer.go(f"{hall.url}/classes/{section}/export")
    got = {}
    for name in ("statements", "tables", "archive", "archiveWithoutNames"):
        with page.expect_download() as download:
            page.get_by_role("link", name=organizer.w("export." + name), exact=True).click()
        got[name] = pathlib.Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename.startswith(section)
    said = [json.loads(line) for line in got["statements"].decode().splitlines()]
    assert {one["id"] for one in said} == set(store.kept)
    with zipfile.ZipFile(io.BytesIO(got["tables"])) as tables:
        assert any(name.endswith("/people.csv") for name in tables.namelist())
    with zipfile.ZipFile(io.BytesIO(got["archive"])) as archive:
        assert archive.testzip() is None and "欧阳一" in archive.read(f"{section}/tables/people.csv").decode()
    with zipfile.ZipFile(io.BytesIO(got["archiveWithoutNames"])) as archive:
        assert not any("欧阳" in archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    store.stop()
