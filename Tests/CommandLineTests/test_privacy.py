"""Names under a key: erasing somebody, what is kept of somebody, time limits, the key file itself, backups with and without it."""

import gzip
import json
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest

from tool import SAMPLE, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Hall, Learner  # noqa: E402


@pytest.fixture
def hall(tmp_path):
    """A data file of one class, closed for now: three came, two of one name, one of them asked."""
    hall = Hall(tmp_path, SAMPLE).start()
    learners = [Learner(hall, "王芳", "第一车间"), Learner(hall, "张三", "码头"), Learner(hall, "张三", "铸造厂")]
    learners[0].send(do="ask", text="工资什么时候发？", named="yes")
    hall.stop()
    return hall


def report(hall, *options):
    done = run("report", hall.addresses["class"], "--data", hall.data, "--format", "json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def person_of(hall, name, unit=None):
    return next(each["person"] for each in report(hall)["attendance"] if each["name"] == name and unit in (None, each["unit"]))


def raw(data):
    return b"".join(file.read_bytes() for file in data.parent.glob(data.name + "*"))


def test_a_copy_of_the_file_alone_tells_no_name(hall):
    for secret in ("王芳", "第一车间", "张三", "码头"):
        assert secret.encode() not in raw(hall.data), secret
    assert "工资什么时候发？".encode() in raw(hall.data), "the log is not sealed: THREATS.md says so"


def test_erasing_by_name_asks_which_and_whether(hall):
    before = report(hall)
    done = run("erase", "--name", "张三", "--data", hall.data, "--yes")
    assert done.returncode == 1 and "有 2 个" in done.stderr and "码头" in done.stdout and "铸造厂" in done.stdout
    done = run("erase", "--name", "李四", "--data", hall.data, "--yes")
    assert done.returncode == 1 and "没有叫“李四”的人" in done.stderr
    done = run("erase", "nobody", "--data", hall.data, "--yes")
    assert done.returncode == 2 and "nobody" in done.stderr
    # Nobody to ask: nothing is done.
    done = run("erase", "--name", "王芳", "--data", hall.data, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "--yes" in done.stderr and "王芳" in done.stdout
    assert report(hall) == before
    for wrong in ([], ["x", "--name", "y"], ["--class", "z"], ["x", "--class", "z"]):
        assert run("erase", *wrong, "--data", hall.data).returncode == 2

    one = person_of(hall, "张三", "码头")
    done = run("erase", one, "--data", hall.data, "--yes", "--reason", "张 三本人要求")
    assert done.returncode == 2 and "--reason" in done.stderr and report(hall) == before
    done = run("erase", one, "--data", hall.data, "--yes", "--reason", "本人要求")
    assert done.returncode == 0, done.stderr
    assert "还有叫“张三”的" in done.stderr and "铸造厂" in done.stderr, "the other of that name is pointed out"
    after = report(hall)
    assert after["counts"] == before["counts"] and len(after["attendance"]) == len(before["attendance"])
    kept = {each["person"]: each for each in after["attendance"]}
    assert kept[one]["name"] is None and kept[one]["unit"] == "" and kept[one]["in"]
    assert sorted(each["name"] for each in after["attendance"] if each["name"]) == ["张三", "王芳"]
    done = run("erase", "--class", hall.code, "--name", "王芳", "--data", hall.data, "--yes")
    assert done.returncode == 0, done.stderr
    assert [each["name"] for each in report(hall)["questions"]] == [None]
    assert run("verify", "--data", hall.data).returncode == 0


def test_an_erased_name_is_in_no_paper_export_or_later_backup(hall, tmp_path):
    one = person_of(hall, "王芳")
    early = tmp_path / "early.db"
    assert run("backup", "--data", hall.data, "--output", early).returncode == 0
    assert run("erase", one, "--data", hall.data, "--yes").returncode == 0
    late = tmp_path / "late.db"
    assert run("backup", "--data", hall.data, "--output", late).returncode == 0
    papers = tmp_path / "papers"
    done = run("papers", hall.addresses["class"], "--data", late, "--output", papers, "--public-url", "http://hall.test")
    assert done.returncode == 0, done.stderr
    assert len(list(papers.iterdir())) > 8
    for file in papers.glob("*.html"):
        assert "王芳" not in file.read_text(encoding="utf-8"), file
    assert "王芳" not in (papers / "report.json").read_text(encoding="utf-8")
    done = run("person", one, "--data", late)
    assert done.returncode == 0 and "王芳" not in done.stdout
    # What was backed up before still has it, as `erase` says.
    assert "王芳" in run("person", one, "--data", early).stdout


def test_a_file_in_use_is_left_alone(hall):
    one = person_of(hall, "王芳")
    hall.start()
    try:
        done = run("erase", one, "--data", hall.data, "--yes")
        assert done.returncode == 2 and "正在用" in done.stderr
        # Reading goes on beside the server.
        done = run("person", one, "--data", hall.data)
        assert done.returncode == 0 and json.loads(done.stdout)["classes"][0]["name"] == "王芳"
        assert run("retain", "--list", "--data", hall.data).returncode == 0
    finally:
        hall.stop()


def test_what_is_kept_of_a_person_is_one_file(hall, tmp_path):
    output = tmp_path / "王芳.json"
    done = run("person", "--name", "王芳", "--data", hall.data, "--output", output)
    assert done.returncode == 0 and str(output) in done.stdout
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    data = json.loads(output.read_text(encoding="utf-8"))
    part, = data["classes"]
    assert (part["name"], part["unit"]) == ("王芳", "第一车间")
    assert [question["text"] for question in part["questions"]] == ["工资什么时候发？"]
    assert part["attendance"]["in"] and part["answers"] == []
    assert "张三" not in output.read_text(encoding="utf-8")
    done = run("person", "--name", "王芳", "--data", hall.data, "--output", output)
    assert done.returncode == 2 and "已经有" in done.stderr
    done = run("person", "--name", "张三", "--data", hall.data)
    assert done.returncode == 1 and "有 2 个" in done.stderr
    ids = re.findall(r"^(\w{16})  张三", done.stdout, re.M)
    assert run("person", *ids, "--data", hall.data).returncode == 2


@pytest.mark.parametrize("trouble", ["missing", "wrong", "no key"])
def test_every_verb_says_what_is_wrong_with_the_key(hall, trouble, tmp_path):
    key = hall.data.with_suffix(".key")
    good = key.read_bytes()
    before, said = hall.data.read_bytes(), report(hall)
    if trouble == "missing":
        key.unlink()
    elif trouble == "wrong":
        key.write_text("guildhall key 1\n" + "A" * 43 + "=\n")
    else:
        key.write_text("no key")
    section = hall.addresses["class"]
    for arguments in (
        ["report", section], ["papers", section, "--output", tmp_path / "papers"], ["certificates", section],
        ["person", "--name", "王芳"], ["erase", "--name", "王芳", "--yes"], ["retain"], ["serve", "--port", "0"],
    ):
        done = run(*arguments, "--data", hall.data, stdin=subprocess.DEVNULL)
        assert done.returncode == 2, (arguments, done)
        assert str(key) in done.stderr and "姓名" in done.stderr, (arguments, done.stderr)
    done = run("report", section, "--data", hall.data, language="en_US.UTF-8")
    assert str(key) in done.stderr and "--key" in done.stderr
    doctor = run("doctor", "--data", hall.data, "--port", "0")
    assert doctor.returncode == 1 and str(key) in doctor.stdout
    assert run("key", "--data", hall.data).returncode == 1
    # The class is all there.
    done = run("verify", "--data", hall.data)
    assert done.returncode == 0 and str(key) in done.stderr
    totals = report(hall, "--without-names")
    assert totals["counts"]["checkedIn"] == 3 and all(each["name"] is None for each in totals["attendance"])
    done = run("backup", "--data", hall.data, "--output", tmp_path / "copy.db")
    assert done.returncode == 1 and (tmp_path / "copy.db").exists() and not (tmp_path / "copy.key").exists()
    assert hall.data.read_bytes() == before
    # From elsewhere, and put back.
    stick = tmp_path / "stick.key"
    stick.write_bytes(good)
    assert [each["name"] for each in report(hall, "--key", stick)["attendance"]][0] == "王芳"
    key.write_bytes(good)
    assert report(hall) == said


def test_a_lost_key_is_given_up_and_the_class_goes_on(hall):
    done = run("key", "--data", hall.data)
    assert done.returncode == 0 and "能打开" in done.stdout
    done = run("key", "--give-up-names", "--yes", "--data", hall.data)
    assert done.returncode == 2 and "没有丢" in done.stderr
    hall.data.with_suffix(".key").unlink()
    done = run("key", "--give-up-names", "--data", hall.data, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "--yes" in done.stderr
    done = run("key", "--give-up-names", "--yes", "--data", hall.data)
    assert done.returncode == 0, done.stderr
    hall.start()
    Learner(hall, "新来的")
    hall.stop()
    after = report(hall)
    assert [each["name"] for each in after["attendance"]] == [None, None, None, "新来的"]
    assert after["counts"]["checkedIn"] == 4


def test_a_key_that_others_may_read_is_pointed_out(hall):
    key = hall.data.with_suffix(".key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "能打开姓名" in run("doctor", "--data", hall.data, "--port", "0").stdout
    key.chmod(0o644)
    done = run("doctor", "--data", hall.data, "--port", "0")
    assert done.returncode == 1 and "chmod 600" in done.stdout


def test_backups_carry_the_key_apart_or_locked(hall, tmp_path):
    section = hall.addresses["class"]
    plain = tmp_path / "backup" / "plain.db"
    plain.parent.mkdir()
    done = run("backup", "--data", hall.data, "--output", plain)
    assert done.returncode == 0 and "plain.key" in done.stdout and "分开存放" in done.stdout
    key = plain.with_suffix(".key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_text().splitlines()[1].encode()
    assert secret not in plain.read_bytes() and "王芳".encode() not in plain.read_bytes()

    password = tmp_path / "password"
    password.write_text("正确的密码 1234\n", encoding="utf-8")
    locked = tmp_path / "backup.locked"
    done = run("backup", "--data", hall.data, "--encrypt", "--password-file", password, "--output", locked)
    assert done.returncode == 0 and "密钥在加密备份里" in done.stdout
    assert secret not in locked.read_bytes() and not locked.with_suffix(".key").exists()

    bare = tmp_path / "bare.db"
    done = run("backup", "--data", hall.data, "--without-key", "--output", bare)
    assert done.returncode == 0 and not bare.with_suffix(".key").exists() and "没有密钥" in done.stdout

    said = run("report", section, "--data", hall.data, "--format", "json").stdout
    for number, (backup, options) in enumerate([(plain, []), (locked, ["--password-file", password]), (bare, ["--key", key])]):
        data = tmp_path / f"restored{number}" / "hall.db"
        data.parent.mkdir()
        done = run("restore", backup, "--data", data, *options)
        assert done.returncode == 0, done.stderr
        assert data.with_suffix(".key").read_bytes() == key.read_bytes()
        assert run("report", section, "--data", data, "--format", "json").stdout == said
    # The key is there already and is the same: only the data was lost.
    data.unlink()
    assert run("restore", plain, "--data", data).returncode == 0

    never = tmp_path / "never.db"
    done = run("restore", bare, "--data", never)
    assert done.returncode == 2 and "--without-key" in done.stderr and not never.exists()
    never.with_suffix(".key").write_text("another")
    done = run("restore", plain, "--data", never)
    assert done.returncode == 2 and "never.key" in done.stderr and not never.exists()
    assert never.with_suffix(".key").read_text() == "another"
    later = tmp_path / "later.db"
    done = run("restore", bare, "--data", later, "--without-key")
    assert done.returncode == 0 and "later.key" in done.stderr
    shutil.copy(key, later.with_suffix(".key"))
    assert run("report", section, "--data", later, "--format", "json").stdout == said
    # Neither file is written over; a key that lies there already may be the same, as after a kill.
    second = tmp_path / "second.db"
    for _ in range(2):
        assert run("backup", "--data", hall.data, "--output", second).returncode == 0
        second.unlink()
    second.with_suffix(".key").write_text("guildhall key 1\n" + "A" * 43 + "=\n")
    done = run("backup", "--data", hall.data, "--output", second)
    assert done.returncode == 2 and "second.key" in done.stderr and not second.exists()
    done = run("backup", "--data", hall.data, "--output", hall.data.with_suffix(".bak"))
    assert done.returncode == 0, done.stderr


def test_what_is_due_is_listed_before_its_day(tmp_path):
    """A class that ended on 2026-11-30, as version-4 has it; carrying it out is tried by PrivacyTests, with a clock."""
    data = tmp_path / "guildhall.db"
    data.write_bytes(gzip.decompress((pathlib.Path(__file__).parent / "Files/version-4.db.gz").read_bytes()))
    hall = Hall(tmp_path, None).start()
    hall.stop()
    listed = ["retain", "--list", "--data", data, "--time-zone", "Asia/Shanghai"]
    assert "没有到期" in run(*listed, "--on", "2099-01-01").stdout, "no rule, no time"
    with sqlite3.connect(data) as database:
        section, = database.execute("SELECT DISTINCT section FROM person").fetchone()
        database.execute("INSERT INTO retention VALUES (?, 3, 1, NULL)", (section,))
    assert "没有到期" in run(*listed, "--on", "2027-02-27").stdout
    done = run(*listed, "--on", "2027-02-28")
    assert done.returncode == 0 and "2027-02-28 起到期" in done.stdout and "证书上的姓名保留" in done.stdout, done.stdout
    assert run("retain", "--data", data, "--on", "2027-02-28").returncode == 2, "a day may only be looked at"
    assert run(*listed, "--on", "soon").returncode == 2
