"""Backup and restore: in the middle of a class, locked or not, and everything that can be wrong with one."""

import json
import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

from tool import GUILDHALL, SAMPLE, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
import hall as halls  # noqa: E402
from hall import Hall, Learner  # noqa: E402

PASSWORD = "正确的密码 1234"


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path, SAMPLE)
    hall.start()
    yield hall
    hall.stop()


@pytest.fixture
def password(tmp_path):
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n第二行不算\n", encoding="utf-8")
    return file


def write_while_open(path):
    """A data file of one class in which something stands."""
    hall = Hall(path, SAMPLE).start()
    learner = Learner(hall, "王芳", "第一车间")
    learner.send(do="ask", text="工资什么时候发？", named="on")
    return hall, learner


def record(data, section):
    done = run("report", section, "--data", data, "--format", "json")
    assert done.returncode == 0, done.stderr
    return done.stdout


def damage(path, place):
    """Turns over one bit."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_backup_in_the_middle_of_a_class(hall, tmp_path):
    section = hall.addresses["class"]
    stopped = threading.Event()
    come = []

    def arrive(desk):
        while not stopped.is_set() and len(come) < 400:
            Learner(hall, f"学员{desk}-{len(come)}")
            come.append(desk)

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    halls.wait_until(lambda: len(come) >= 5)
    copies = [tmp_path / f"copy{number}.db" for number in range(3)]
    for copy in copies:
        before = len(come)
        done = run("backup", "--data", hall.data, "--output", copy)
        assert done.returncode == 0, done.stderr
        assert str(copy) in done.stdout and "核对无误" in done.stdout
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        # What was acknowledged before the backup began is in it.
        assert before <= len(json.loads(record(copy, section))["attendance"]) <= len(come) + 4
    stopped.set()
    for thread in threads:
        thread.join()
    assert len(come) > 5, "people came while the copies were made"
    left = sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name)
    assert left == sorted(name for copy in copies for name in (copy.name, copy.stem + ".key"))
    hall.stop()
    final = tmp_path / "final.db"
    assert run("backup", "--data", hall.data, "--output", final).returncode == 0
    restored = tmp_path / "restored/guildhall.db"
    restored.parent.mkdir()
    done = run("restore", final, "--data", restored)
    assert done.returncode == 0, done.stderr
    assert record(restored, section) == record(hall.data, section)
    assert run("verify", "--data", restored).stdout == run("verify", "--data", hall.data).stdout
    # The restored hall opens and takes the next answer.
    again = Hall(restored.parent, None).start()
    again.addresses = dict(hall.addresses)
    Learner(again, "新来的").send(do="ask", text="还能问吗？", named="on")
    again.stop()


def test_a_locked_backup_tells_nothing_and_opens_with_its_password(tmp_path, password):
    hall, _ = write_while_open(tmp_path)
    locked = tmp_path / "stick" / "backup.locked"
    locked.parent.mkdir()
    done = run("backup", "--data", hall.data, "--encrypt", "--password-file", password, "--output", locked)
    hall.stop()
    assert done.returncode == 0, done.stderr
    for secret in ("王芳", "第一车间", "SQLite format"):
        assert secret.encode() not in locked.read_bytes()
    assert [path.name for path in locked.parent.iterdir()] == ["backup.locked"], "nothing unlocked lay there"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
    restored = tmp_path / "restored.db"
    done = run("restore", locked, "--data", restored, "--password-file", password)
    assert done.returncode == 0, done.stderr
    section = hall.addresses["class"]
    assert record(restored, section) == record(hall.data, section)

    wrong = tmp_path / "wrong"
    wrong.write_text("另一个密码 5678\n", encoding="utf-8")
    done = run("restore", locked, "--data", tmp_path / "never.db", "--password-file", wrong)
    assert done.returncode == 2 and "密码不对" in done.stderr
    whole = locked.read_bytes()
    for place in (30, len(whole) // 2, len(whole) - 1):
        locked.write_bytes(whole)
        damage(locked, place)
        done = run("restore", locked, "--data", tmp_path / "never.db", "--password-file", password)
        assert done.returncode == 2, place
        assert "没有恢复" in done.stderr or "密码不对" in done.stderr
    for cut in (10, 40, len(whole) - 1, len(whole) // 2):
        locked.write_bytes(whole[:cut])
        done = run("restore", locked, "--data", tmp_path / "never.db", "--password-file", password)
        assert done.returncode == 2, cut
    locked.write_bytes(whole + whole[-100:])
    assert run("restore", locked, "--data", tmp_path / "never.db", "--password-file", password).returncode == 2
    assert not (tmp_path / "never.db").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_pieces_of_a_large_locked_backup_keep_their_places(tmp_path, password):
    hall, _ = write_while_open(tmp_path)
    hall.stop()
    with sqlite3.connect(hall.data) as database:
        database.execute("CREATE TABLE ballast (bytes BLOB)")
        database.execute("INSERT INTO ballast VALUES (randomblob(3500000))")
    locked = tmp_path / "backup.locked"
    assert run("backup", "--data", hall.data, "--encrypt", "--password-file", password, "--output", locked).returncode == 0
    whole = locked.read_bytes()
    piece = (1 << 20) + 16
    head = whole.index(b"}", 24) + 1
    body = whole[head:]
    pieces = [body[start:start + piece] for start in range(0, len(body), piece)]
    assert len(pieces) == 4
    restored = tmp_path / "restored.db"
    assert run("restore", locked, "--data", restored, "--password-file", password).returncode == 0
    for order in ([0, 2, 1, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2, 3, 3], [0, 0, 1, 2, 3]):
        locked.write_bytes(whole[:head] + b"".join(pieces[index] for index in order))
        done = run("restore", locked, "--data", tmp_path / "never.db", "--password-file", password)
        assert done.returncode == 2 and "没有恢复" in done.stderr, order
    assert not (tmp_path / "never.db").exists()


def test_nothing_is_overwritten(tmp_path):
    hall, _ = write_while_open(tmp_path)
    hall.stop()
    backup = tmp_path / "backup.db"
    assert run("backup", "--data", hall.data, "--output", backup).returncode == 0
    kept = backup.read_bytes()
    done = run("backup", "--data", hall.data, "--output", backup)
    assert done.returncode == 2 and "已经有" in done.stderr
    assert backup.read_bytes() == kept
    done = run("restore", backup, "--data", hall.data)
    assert done.returncode == 2 and "没有动它" in done.stderr
    # A log that another file left behind would be read into the new one.
    (tmp_path / "new.db-wal").write_bytes(b"")
    done = run("restore", backup, "--data", tmp_path / "new.db")
    assert done.returncode == 2 and "new.db-wal" in done.stderr
    os.symlink("nowhere", tmp_path / "link.db")
    assert run("restore", backup, "--data", tmp_path / "link.db").returncode == 2
    assert os.readlink(tmp_path / "link.db") == "nowhere"


def test_a_damaged_backup_is_not_restored(tmp_path):
    hall, _ = write_while_open(tmp_path)
    hall.stop()
    backup = tmp_path / "backup.db"
    assert run("backup", "--data", hall.data, "--output", backup).returncode == 0
    with sqlite3.connect(backup) as database:
        database.execute("UPDATE event SET bytes = x'00' WHERE position = 2")
    done = run("restore", backup, "--data", tmp_path / "never.db")
    assert done.returncode == 1 and "第 2 条" in done.stderr
    # A backup of such a file is made all the same, and says so.
    done = run("backup", "--data", backup, "--output", tmp_path / "second.db")
    assert done.returncode == 1 and (tmp_path / "second.db").exists() and "第 2 条" in done.stderr
    (tmp_path / "text.db").write_text("no database at all, but a text of some length " * 40)
    for wrong in ("text.db", "missing.db"):
        done = run("restore", tmp_path / wrong, "--data", tmp_path / "never.db")
        assert done.returncode == 2 and done.stderr
    shutil.copy(hall.data, tmp_path / "cut.db")
    with open(tmp_path / "cut.db", "r+b") as file:
        file.truncate(os.path.getsize(hall.data) // 2)
    done = run("restore", tmp_path / "cut.db", "--data", tmp_path / "never.db")
    assert done.returncode == 2 and "损坏" in done.stderr
    assert not (tmp_path / "never.db").exists()
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]


def test_passwords_are_asked_for_and_checked(tmp_path):
    hall, _ = write_while_open(tmp_path)
    hall.stop()
    short = tmp_path / "short"
    short.write_text("123\n")
    arguments = ["backup", "--data", hall.data, "--encrypt", "--output", tmp_path / "x"]
    done = run(*arguments, "--password-file", short)
    assert done.returncode == 2 and "至少 10" in done.stderr
    done = run(*arguments, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "--password-file" in done.stderr
    done = run("backup", "--data", hall.data, "--password-file", short, "--output", tmp_path / "x")
    assert done.returncode == 2 and "--encrypt" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    hall, _ = write_while_open(tmp_path)
    hall.stop()
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 40; trap "" XFSZ; exec "$0" "$@"', GUILDHALL, "backup", "--data", str(hall.data),
         "--output", str(tmp_path / "small.db")],
        capture_output=True, text=True, env={**os.environ, "LANG": "zh_CN.UTF-8"}, timeout=60)
    assert done.returncode == 2 and done.stderr, done
    assert not [path for path in tmp_path.iterdir() if "small" in path.name]
