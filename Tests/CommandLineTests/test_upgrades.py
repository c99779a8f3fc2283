"""Data files of every released version, made by the programs of those versions (Files/README.md): each opens, keeps its names,
attendance, answers and certificates, and tells none of them any more to whoever has the file alone."""

import gzip
import json
import pathlib
import sqlite3
import stat
import sys

import pytest

from tool import run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Hall  # noqa: E402

FILES = pathlib.Path(__file__).parent / "Files"
VERSIONS = [1, 2, 3, 4]


def unpack(version, folder):
    """The file and what its own program said of it. Version 3 was never released: it is 4 without what 4 added."""
    source = 4 if version == 3 else version
    data = folder / "guildhall.db"
    data.write_bytes(gzip.decompress((FILES / f"version-{source}.db.gz").read_bytes()))
    said = json.loads((FILES / f"version-{source}.json").read_text(encoding="utf-8"))
    database = sqlite3.connect(data)
    if version == 3:
        database.executescript("DROP TABLE certificate; PRAGMA user_version = 3; VACUUM;")
        said["certificates"] = []
    assert database.execute("PRAGMA user_version").fetchone() == (version,)
    database.close()
    return data, said


def record(data, section):
    done = run("report", section, "--data", data, "--format", "json", "--time-zone", "Asia/Shanghai")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    keys = ["name", "unit", "group", "status", "in", "out"]
    return {
        "class": report["class"], "title": report["title"], "counts": report["counts"],
        "attendance": [[person[key] for key in keys] for person in report["attendance"]],
        "items": [[item["prompt"], item["answers"], item.get("correct")] for item in report["items"]],
        "questions": [[question["text"], question.get("name", question.get("asker"))] for question in report["questions"]],
    }


def certificates(data, section):
    done = run("certificates", section, "--data", data, "--format", "json", "--time-zone", "Asia/Shanghai")
    assert done.returncode == 0, done.stderr
    return [[each["number"], each["name"], each["revoked"], each["reason"]] for each in json.loads(done.stdout)["certificates"]]


def raw(data):
    files = [data, *(data.with_name(data.name + end) for end in ("-wal", "-journal"))]
    return b"".join(file.read_bytes() for file in files if file.exists())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_an_earlier_version(version, tmp_path):
    data, said = unpack(version, tmp_path)
    section = said["class"]
    expected = {key: value for key, value in said.items() if key != "certificates"}
    secrets = {text for person in said["attendance"] for text in person[:2] if text}
    secrets |= {"13800001234", "13900005678", "姓名写错", "刘老师"} - (set() if version >= 3 else {"13800001234"})
    assert "王芳".encode() in raw(data)

    # Whoever only reads leaves it as it is and needs no key.
    before = data.read_bytes()
    assert record(data, section) == expected
    assert certificates(data, section) == said["certificates"]
    assert run("verify", "--data", data).returncode == 0
    assert data.read_bytes() == before and not (tmp_path / "guildhall.key").exists()
    doctor = run("doctor", "--data", data, "--port", "0")
    assert "没有封存" in doctor.stdout

    hall = Hall(tmp_path, None).start()
    try:
        # A copy of the file alone tells no name, already while it is served.
        for secret in secrets:
            assert secret.encode() not in raw(data), secret
    finally:
        hall.stop()
    for secret in secrets:
        assert secret.encode() not in raw(data), secret
    key = tmp_path / "guildhall.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with sqlite3.connect(data) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (6,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert record(data, section) == expected
    assert certificates(data, section) == said["certificates"]
    verified = run("verify", "--data", data)
    assert verified.returncode == 0 and "打不开的 0 人" in verified.stdout
    assert "能打开姓名" in run("doctor", "--data", data, "--port", "0").stdout
    # It opens once more, as any other.
    again = Hall(tmp_path, None).start()
    again.stop()
    assert record(data, section) == expected


def test_a_file_that_was_kept_loses_no_total_with_its_key(tmp_path):
    data, said = unpack(4, tmp_path)
    Hall(tmp_path, None).start().stop()
    (tmp_path / "guildhall.key").unlink()
    section = said["class"]
    done = run("report", section, "--data", data, "--format", "json", "--without-names")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["counts"] == said["counts"]
    assert [[item["prompt"], item["answers"], item.get("correct")] for item in report["items"]] == said["items"]
    assert all(person["name"] is None for person in report["attendance"])
    assert len(report["attendance"]) == len(said["attendance"])
