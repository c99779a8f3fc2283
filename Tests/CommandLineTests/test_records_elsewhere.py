"""The record of a class elsewhere: xAPI statements by the rules of the standard, a push that loses and doubles
nothing, an archive that is whole."""

import csv
import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile

import pytest

from record_store import KEY, SECRET, RecordStore
from tool import GUILDHALL, SAMPLE, run
from xapi_rules import Findings, check_pattern, problems

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Client, Hall, Learner  # noqa: E402

# Names that no plan has in its text.
PEOPLE = [f"{family}测{given}" for family in "赵钱孙李周吴郑王冯陈" for given in ("一", "二", "三", "四", "五", "六")]
ENVIRONMENT = {"GUILDHALL_LRS_KEY": KEY, "GUILDHALL_LRS_SECRET": SECRET}


def path_of(address):
    return "/" + address.split("/", 3)[3]


# A question of each kind, made on the spot, and two answers to it as forms send them.
QUIZZES = [
    ({"prompt": "仲裁时效多长？", "form": "choice", "choices": "半年\n*一年\n两年"}, [("choice", 1)], [("choice", 0)]),
    ({"prompt": "哪些是劳动争议？", "form": "multiple", "choices": "*欠薪\n邻里\n*解除"}, [("choice", 0), ("choice", 2)], [("choice", 1)]),
    ({"prompt": "口头约定也算合同？", "form": "truth", "choices": "错"}, [("choice", 1)], [("choice", 0)]),
    ({"prompt": "哪部法律？", "form": "textEntry", "choices": "工会法\nTrade Union Law"}, [("text", "trade union law")], [("text", "民法典")]),
    ({"prompt": "几天？", "form": "numericEntry", "choices": "36±1.5"}, [("text", "37")], [("text", "40")]),
    ({"prompt": "先后次序", "form": "order", "choices": "协商\n调解\n仲裁"}, [("choice", 0), ("choice", 1), ("choice", 2)], [("choice", 2), ("choice", 0), ("choice", 1)]),
    ({"prompt": "连线", "form": "match", "choices": "欠薪 = 监察\n解除 = 仲裁"}, [("choice", 0), ("choice", 1)], [("choice", 1), ("choice", 0)]),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A class that is over, with sixty learners, a quiz, a poll, an evaluation, and one who was absent."""
    hall = Hall(tmp_path_factory.mktemp("hall"), SAMPLE).start()
    section = hall.addresses["class"]
    organizer = Client(hall)
    organizer.request("POST", path_of(hall.addresses["organizer"]), {"password": "elsewhere-1", "repeat": "elsewhere-1"})
    organizer.request("POST", f"/classes/{section}/roster", {"do": "add", "name": "=缺席", "unit": "铸造厂"})
    organizer.request("POST", f"/classes/{section}/completion", {
        "do": "set", "rule": "presence", "presence": "40", "credit": "halfDay3", "issuer": "东海市总工会"})
    trainer = Client(hall)
    trainer.request("GET", path_of(hall.addresses["trainer"]))

    def do(**fields):
        reply = trainer.request("POST", f"/t/{section}/send", fields)
        assert reply.status in (200, 303), reply.text

    do(do="next")
    learners = [Learner(hall, name, "测试车间") for name in PEOPLE]
    for fields, one, other in QUIZZES:
        item = os.urandom(8).hex()
        do(do="make", kind="quiz", id=item, **fields)
        for number, learner in enumerate(learners):
            answer = [("do", "respond"), ("item", "m" + item), ("id", os.urandom(16).hex())]
            reply = learner.request("POST", f"/c/{hall.code}/send", answer + (other if number % 3 else one), accept="application/json")
            assert reply.status == 200, reply.text
        do(do="close", item="m" + item)
        do(do="reveal", item="m" + item)
    do(do="make", kind="poll", id="poll-poll", prompt="有调解委员会吗？", form="choice", choices="有\n没有")
    for learner in learners[:9]:
        learner.send(do="cast", item="mpoll-poll", choice="0", box="poll")
    do(do="close", item="mpoll-poll")
    do(do="openEvaluation")
    for number, learner in enumerate(learners[:20]):
        learner.rate([0, 0, 1, 0, number % 2], f"谁也不该看到的话{number}")
    do(do="closeEvaluation")
    organizer.request("POST", f"/classes/{section}/send", {"do": "close", "confirm": "yes", "id": "close-it-now"})
    hall.stop()
    certificates = run("certificates", section, "--data", hall.data, "--issue")
    assert certificates.returncode == 0, certificates.stderr
    return hall


@pytest.fixture(scope="module")
def lines(kept):
    done = run("export-records", kept.code, "--data", kept.data)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.splitlines()


def verbs(statements):
    counts = {}
    for statement in statements:
        verb = statement["verb"]["id"].rsplit("/", 1)[1]
        counts[verb] = counts.get(verb, 0) + 1
    return counts


# Statements


def fits(kind, response, pattern):
    """Whether an answer is right by a pattern of the standard."""
    if kind == "numeric" and "[:]" in pattern:
        low, high = pattern.split("[:]")
        return float(low) <= float(response) <= float(high)
    if kind == "fill-in":
        return pattern.removeprefix("{case_matters=false}").casefold() == response.casefold()
    if kind == "choice":
        return sorted(pattern.split("[,]")) == sorted(response.split("[,]"))
    return pattern == response


def test_every_statement_keeps_the_rules_of_the_standard(lines):
    statements = [json.loads(line) for line in lines]
    for statement in statements:
        assert problems(statement) == [], json.dumps(statement, ensure_ascii=False)
    assert verbs(statements) == {"attended": 60, "answered": 60 * len(QUIZZES), "completed": 60, "rated": 1}
    assert len({statement["id"] for statement in statements}) == len(statements)
    for statement in statements:
        if statement["verb"]["id"].endswith("answered"):
            definition = statement["object"]["definition"]
            response, found = statement["result"]["response"], Findings()
            check_pattern(found, definition["interactionType"], response, definition, "response")
            assert found == []
            right = any(fits(definition["interactionType"], response, pattern) for pattern in definition["correctResponsesPattern"])
            assert statement["result"]["success"] is right and statement["result"]["score"]["raw"] == int(right)
    kinds = {s["object"]["definition"].get("interactionType") for s in statements if s["object"].get("definition")}
    assert kinds == {None, "choice", "true-false", "fill-in", "numeric", "sequencing", "matching"}
    assert not any("调解委员会吗" in line for line in lines), "polls are nobody's"


@pytest.mark.parametrize("change", [
    lambda s: s.pop("actor"), lambda s: s.update(id="x"), lambda s: s.update(extra=1),
    lambda s: s.update(timestamp="2026-12-01 08:00"), lambda s: s["verb"].update(id="attended"),
    lambda s: s["actor"]["account"].pop("homePage"), lambda s: s["actor"].update(mbox="mailto:a@b.example"),
    lambda s: s["object"].update(id=None), lambda s: s["context"].update(language="zh_CN"),
    lambda s: s["object"]["definition"].update(choices=[{"id": "a"}]),
])
def test_the_rules_find_what_is_wrong(lines, change):
    statement = json.loads(lines[0])
    change(statement)
    assert problems(statement)


def test_nobody_is_named_unless_names_are_asked_for(kept, lines):
    text = "\n".join(lines)
    for name in PEOPLE + ["缺席", "测试车间", "谁也不该看到"]:
        assert name not in text, name
    assert all("name" not in json.loads(line)["actor"] for line in lines)
    named = run("export-records", kept.code, "--data", kept.data, "--names").stdout.splitlines()
    assert {json.loads(line)["actor"].get("name") for line in named} == set(PEOPLE) | {None}
    assert [json.loads(line)["id"] for line in named] == [json.loads(line)["id"] for line in lines]


def test_a_statement_reads_the_same_whenever_and_wherever_it_is_made(kept, lines, tmp_path):
    for options in (["--time-zone", "America/New_York"], ["--language", "en"]):
        again = run("export-records", kept.addresses["class"], "--data", kept.data, *options, language="en_GB.UTF-8")
        assert again.stdout.splitlines() == lines
    out = tmp_path / "语句.jsonl"
    assert run("export-records", kept.code, "--data", kept.data, "--output", out).returncode == 0
    assert out.read_text(encoding="utf-8").splitlines() == lines


def test_the_evaluation_is_one_statement_that_says_what_the_report_says(kept, lines):
    rated = [json.loads(line) for line in lines if "verb/rated" in line]
    assert len(rated) == 1 and rated[0]["actor"]["objectType"] == "Group" and "name" not in rated[0]["actor"]
    (value,) = rated[0]["result"]["extensions"].values()
    report = json.loads(run("report", kept.code, "--data", kept.data, "--format", "json").stdout)["evaluation"]
    assert (value["returned"], value["ballots"], value["score"]) == (report["returned"], report["ballots"], report["score"])
    for ours, theirs in zip(value["aspects"], report["aspects"], strict=True):
        assert {**ours, "title": None} == {**theirs, "title": None}
        assert ours["title"]["zh-Hans"] == theirs["title"]


def test_says_nothing_of_a_class_that_goes_on(tmp_path):
    hall = Hall(tmp_path, SAMPLE).start()
    hall.stop()
    for command in (["export-records", hall.code], ["push", hall.code, "--lrs", "http://127.0.0.1:9/x"]):
        done = subprocess.run(
            [GUILDHALL, *command, "--data", str(hall.data), "--language", "en"], capture_output=True, text=True,
            env={**os.environ, **ENVIRONMENT})
        assert done.returncode == 1 and "has not ended" in done.stderr and done.stdout == ""


# Push


def push(hall, store, *options, data=None, environment=ENVIRONMENT, authority=True, **more):
    command = [GUILDHALL, "push", hall.code, "--data", str(data or hall.data), "--lrs", store.url, "--language", "en"]
    if authority and hasattr(store, "authority"):
        command += ["--ca", str(store.authority)]
    return subprocess.run(
        command + list(map(str, options)), capture_output=True, text=True, timeout=300,
        env={**os.environ, **environment}, **more)


@pytest.fixture
def data(kept, tmp_path):
    """A data file of one's own: progress is remembered in it."""
    copy = tmp_path / "copy.db"
    shutil.copy(kept.data, copy)
    shutil.copy(kept.data.with_suffix(".key"), copy.with_suffix(".key"))
    return copy


@pytest.mark.parametrize("seed", [1, 2])
def test_everything_arrives_once_whatever_the_store_does(kept, lines, data, tmp_path, seed):
    store = RecordStore(tmp_path, seed=seed, trouble=0.35)
    done = push(kept, store, "--attempts", 30, data=data)
    assert done.returncode == 0, done.stderr
    assert f"{len(lines)}/{len(lines)}" in done.stdout
    assert store.order == [json.loads(line)["id"] for line in lines]
    assert [store.kept[one] for one in store.order] == [json.loads(line) for line in lines]
    store.stop()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_push_that_is_killed_goes_on_where_it_stopped(kept, lines, data, tmp_path, seed):
    """Killed again and again at moments that a seed chooses; then once to the end."""
    store = RecordStore(tmp_path, seed=seed, trouble=0.2)
    chance = random.Random(seed)
    command = [GUILDHALL, "push", kept.code, "--data", str(data), "--lrs", store.url, "--ca", str(store.authority), "--attempts", "30"]
    kills = 0
    for _ in range(5):
        process = subprocess.Popen(command, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        store.stored_one.clear()
        store.stored_one.wait(20)
        time.sleep(chance.random() * 0.3)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
    done = push(kept, store, "--attempts", 30, data=data)
    assert done.returncode == 0, done.stderr
    assert kills > 0
    assert sorted(store.kept) == sorted(json.loads(line)["id"] for line in lines)
    assert len(store.order) == len(lines) and store.kept[store.order[0]] == json.loads(lines[0])
    # What is remembered is not asked for again.
    asked = len(store.log)
    assert push(kept, store, data=data).returncode == 0
    assert len(store.log) == asked
    store.stop()


def test_remembering_needs_the_key_and_upgrades_no_file(kept, data, tmp_path):
    store = RecordStore(tmp_path)
    key = tmp_path / "stick" / "hall.key"
    key.parent.mkdir()
    data.with_suffix(".key").rename(key)
    for asks in (True, False):
        asked = len(store.log)
        assert push(kept, store, "--key", key, data=data).returncode == 0
        assert (len(store.log) > asked) == asks, "the second one knows what the store has"
    # A file of the version before, whose read tables are still to come.
    with sqlite3.connect(data) as database:
        for table, in database.execute("SELECT name FROM sqlite_master WHERE name GLOB 'class_*' AND sql LIKE 'CREATE%TABLE%'").fetchall():
            if table.count("_") == 1:
                database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version = 5")
    database.close()
    assert push(kept, store, "--key", key, data=data).returncode == 0
    with sqlite3.connect(data) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (5,)
    store.stop()


def test_another_content_under_the_same_id_is_reported_and_left(kept, lines, data, tmp_path):
    store = RecordStore(tmp_path)
    first, second = json.loads(lines[0]), json.loads(lines[1])
    foreign = {**first, "verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}}
    store.kept[first["id"]] = foreign
    store.kept[second["id"]] = second
    done = push(kept, store, data=data)
    assert done.returncode == 1 and first["id"] in done.stderr and second["id"] not in done.stderr
    assert store.kept[first["id"]] == foreign and len(store.kept) == len(lines)
    store.stop()


def test_a_correction_after_the_push_voids_and_says_anew(kept, lines, tmp_path):
    folder = tmp_path / "hall"
    folder.mkdir()
    shutil.copy(kept.data, folder / "guildhall.db")
    shutil.copy(kept.data.with_suffix(".key"), folder / "guildhall.key")
    store = RecordStore(tmp_path)
    assert push(kept, store, data=folder / "guildhall.db").returncode == 0
    hall = Hall(folder, None).start()
    section = kept.addresses["class"]
    person = next(a["person"] for a in hall.report(section)["attendance"] if a["name"] == PEOPLE[0])
    organizer = Client(hall)
    organizer.cookies = {}
    signed = organizer.request("POST", "/sign-in", {"password": "elsewhere-1"})
    assert signed.status == 303
    half = hall.report(section)["halfDays"][0]["id"]
    reply = organizer.request("POST", f"/door/{section}/send", {
        "do": "correct", "checkpoint": half, "person": person, "to": "absent", "reason": "代签", "id": "correct-it-now"})
    assert reply.status == 303, reply.text
    # Also while a server runs on the file.
    done = push(kept, store, data=hall.data)
    assert done.returncode == 0, done.stderr
    hall.stop()
    again = [json.loads(line) for line in run("export-records", kept.code, "--data", hall.data).stdout.splitlines()]
    assert again[: len(lines)] == [json.loads(line) for line in lines]
    later = again[len(lines):]
    assert verbs(later) == {"voided": 2} and all(problems(statement) == [] for statement in later)
    voided = {statement["object"]["id"] for statement in later}
    assert {s["verb"]["id"].rsplit("/", 1)[1] for s in again if s["id"] in voided} == {"attended", "completed"}
    assert all(s["actor"]["account"]["name"] == person for s in again if s["id"] in voided)
    assert store.order == [statement["id"] for statement in again]
    store.stop()


def test_refuses_what_is_not_safe_and_says_what_is_wrong(kept, data, tmp_path):
    store = RecordStore(tmp_path)
    done = push(kept, store, data=data, authority=False, environment=ENVIRONMENT)
    assert done.returncode == 1 and "not trusted" in done.stderr and store.kept == {}
    wrong = push(kept, store, data=data, environment={**ENVIRONMENT, "GUILDHALL_LRS_SECRET": "guess"})
    assert wrong.returncode == 1 and "key or secret is wrong" in wrong.stderr
    for word in ("guess", SECRET, KEY + ":"):
        assert word not in wrong.stderr + wrong.stdout
    none = push(kept, store, data=data, environment={"GUILDHALL_LRS_KEY": "", "GUILDHALL_LRS_SECRET": ""})
    assert none.returncode == 2 and "--credentials" in none.stderr
    credentials = tmp_path / "lrs.txt"
    credentials.write_text(f"{KEY}:{SECRET}\n", encoding="utf-8")
    empty = {"GUILDHALL_LRS_KEY": "", "GUILDHALL_LRS_SECRET": ""}
    asked = push(kept, store, "--credentials", credentials, "--check", data=data, environment=empty)
    assert asked.returncode == 0 and "1.0.3" in asked.stdout and store.kept == {}
    (tmp_path / "no.pem").write_text("nothing")
    bad = subprocess.run([GUILDHALL, "push", kept.code, "--data", data, "--lrs", store.url, "--ca", tmp_path / "no.pem", "--language", "en"],
                         capture_output=True, text=True, env={**os.environ, **ENVIRONMENT})
    assert bad.returncode == 2 and "no certificate" in bad.stderr
    for url, word in (("http://lrs.example/x", "https"), ("https://a:b@lrs.example", "out of the address"), ("lrs", "https://")):
        done = subprocess.run([GUILDHALL, "push", kept.code, "--data", data, "--lrs", url, "--language", "en"],
                              capture_output=True, text=True, env={**os.environ, **ENVIRONMENT})
        assert done.returncode == 2 and word in done.stderr, done.stderr
    store.refuse = 503
    gone = push(kept, store, "--attempts", 2, data=data)
    assert gone.returncode == 1 and "Push again later" in gone.stderr
    store.stop()
    plain = RecordStore(tmp_path, secure=False)
    assert push(kept, plain, data=data).returncode == 0
    plain.stop()


# Tables


def rows(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_table_is_a_file_of_its_own(kept, tmp_path):
    out = tmp_path / "表"
    done = run("export-records", kept.code, "--data", kept.data, "--format", "csv", "--output", out)
    assert done.returncode == 0, done.stderr
    names = {path.stem for path in out.iterdir()}
    assert {
        "class", "people", "attendance", "half-days", "activities", "items", "choices", "responses", "analysis", "topics",
        "questions", "evaluation", "aspects", "comments", "completion", "hours", "certificates"} <= names
    assert sorted(done.stdout.split()) == sorted(str(path) for path in out.iterdir())
    for path in out.iterdir():
        table = rows(path.read_bytes())
        assert table[0] and all(len(row) == len(table[0]) for row in table), path
        assert len(set(table[0])) == len(table[0]), path
    people = rows((out / "people.csv").read_bytes())
    assert [row[2] for row in people if "缺席" in row[2]] == ["'=缺席"]
    assert len(people) == 62
    responses = rows((out / "responses.csv").read_bytes())
    assert len(responses) == 60 * len(QUIZZES) + 1
    ours = {(row[3], row[2], row[6] != "") for row in responses[1:]}
    said = [json.loads(line) for line in run("export-records", kept.code, "--data", kept.data).stdout.splitlines()]
    theirs = {
        (s["actor"]["account"]["name"], s["object"]["definition"]["description"]["zh-Hans"], s["result"]["success"])
        for s in said if s["verb"]["id"].endswith("answered")}
    assert ours == theirs
    none = tmp_path / "none"
    run("export-records", kept.code, "--data", kept.data, "--format", "csv", "--output", none, "--without-names")
    for path in none.iterdir():
        assert not any(name in path.read_text(encoding="utf-8") for name in PEOPLE), path
    assert not (none / "certificates.csv").exists()


# Archive


@pytest.fixture(scope="module")
def archive(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("存档") / "存档.zip"
    done = run("export-records", kept.code, "--data", kept.data, "--format", "zip", "--output", path, "--public-url", "https://gxt.example")
    assert done.returncode == 0, done.stderr
    return path


def test_the_archive_is_whole_by_the_judgement_of_others(kept, archive, tmp_path):
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.testzip() is None
        for entry in zipped.infolist():
            assert entry.filename.isascii() or entry.flag_bits & 0x800, entry.filename
        zipped.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert folder.name == kept.addresses["class"]
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"})
    assert sums.returncode == 0, sums.stdout + sums.stderr
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    listed = {entry["name"] for entry in manifest["files"]}
    assert there == listed | {"manifest.json", "SHA256SUMS"}
    for entry in manifest["files"]:
        data = (folder / entry["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert entry["what"] and entry["type"]
    assert f"plan/{SAMPLE.name}" in listed and {f"plan/cases/{path.name}" for path in SAMPLE.parent.glob("cases/*.md")} <= listed
    assert (folder / "plan" / SAMPLE.name).read_bytes() == SAMPLE.read_bytes()
    said = run("verify", "--data", kept.data).stdout
    assert manifest["log"]["head"][:16] in said and str(manifest["log"]["records"]) in said
    assert (folder / "statements.jsonl").read_text(encoding="utf-8") == run("export-records", kept.code, "--data", kept.data).stdout
    assert len(list((folder / "certificates").glob("*.jwt"))) == 60
    assert run("report", kept.code, "--data", kept.data, "--format", "csv").stdout.encode()[3:] \
        == (folder / "report/report.csv").read_bytes().replace(b"\r\n", b"\n")[3:]


def number(value):
    return value.to_bytes(8, "big", signed=True)


def field(data):
    return len(data).to_bytes(8, "big") + data


def test_the_log_in_it_follows_its_chain_and_tells_nothing_of_ballots(archive, kept):
    """The chain of docs in `Sources/Journal/Chain.swift`, reckoned once more in another language."""
    with zipfile.ZipFile(archive) as zipped:
        name = kept.addresses["class"]
        text = zipped.read(f"{name}/log/events.jsonl").decode()
        manifest = json.loads(zipped.read(f"{name}/manifest.json"))
    previous, tags, withheld = bytes(32), set(), set()
    for position, line in enumerate(text.splitlines(), 1):
        record = json.loads(line)
        tags.add(record["tag"])
        if record.get("withheld"):
            withheld.add(record["tag"])
        else:
            event = line.split('"event":', 1)[1][:-1].encode()
            command = b"" if record["command"] is None else b"\x01" + record["command"].encode()
            data = b"".join(map(field, [
                b"guildhall.record.1", previous, name.encode(), number(position), record["tag"].encode(),
                number(record["time"]), command, event]))
            assert hashlib.sha256(data).hexdigest() == record["hash"], position
        previous = bytes.fromhex(record["hash"])
    assert previous.hex() == manifest["log"]["head"] and position == manifest["log"]["records"]
    assert withheld == {"evaluationCounted", "ballotsCounted"}
    assert "谁也不该看到" not in text and not any(name in text for name in PEOPLE)


def test_verify_finds_what_was_changed(archive, tmp_path):
    done = run("verify", archive, "--language", "en")
    assert done.returncode == 0 and "whole" in done.stdout and "not whole" not in done.stdout, done.stdout

    def changed(name, change):
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(archive) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.infolist():
                data = change(entry.filename.split("/", 1)[1], old.read(entry))
                if data is not None:
                    new.writestr(entry.filename, data)
            if name == "more":
                new.writestr(old.infolist()[0].filename.split("/")[0] + "/extra.txt", b"x")
        return run("verify", path, "--language", "en")

    cases = {
        "edited": (lambda name, data: data.replace(b"0", b"1", 1) if name == "report/report.json" else data, "report/report.json"),
        "gone": (lambda name, data: None if name == "statements.jsonl" else data, "statements.jsonl is missing"),
        "more": (lambda name, data: data, "extra.txt is not in the manifest"),
        "sums": (lambda name, data: data[64:] if name == "SHA256SUMS" else data, "SHA256SUMS is not what"),
        "none": (lambda name, data: None if name == "manifest.json" else data, "no archive of a class"),
    }
    for name, (change, word) in cases.items():
        done = changed(name, change)
        assert done.returncode == 1 and word in done.stdout, (name, done.stdout)

    # Somebody who also mends manifest and sums is found by the chain.
    def forge(zipped_name, data, store={}):
        return data

    with zipfile.ZipFile(archive) as old:
        files = {entry.filename: old.read(entry) for entry in old.infolist()}
    top = next(iter(files)).split("/")[0]
    events = files[f"{top}/log/events.jsonl"].replace(b'"choices":[0]', b'"choices":[1]', 1)
    assert events != files[f"{top}/log/events.jsonl"]
    manifest = json.loads(files[f"{top}/manifest.json"])
    for entry in manifest["files"]:
        if entry["name"] == "log/events.jsonl":
            entry.update(bytes=len(events), sha256=hashlib.sha256(events).hexdigest())
    files[f"{top}/log/events.jsonl"] = events
    files[f"{top}/manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    listed = [entry["name"] for entry in manifest["files"]] + ["manifest.json"]
    files[f"{top}/SHA256SUMS"] = "".join(
        f"{hashlib.sha256(files[f'{top}/{name}']).hexdigest()}  {name}\n" for name in listed).encode()
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    done = run("verify", forged, "--language", "en")
    assert done.returncode == 1 and "hold together" in done.stdout, done.stdout
    (tmp_path / "text.zip").write_text("no zip")
    assert run("verify", tmp_path / "text.zip").returncode == 1
    assert run("verify", tmp_path / "nothing.zip").returncode == 2


def test_an_archive_without_names_has_none_and_nothing_is_overwritten(kept, archive, tmp_path):
    path = tmp_path / "ids.zip"
    done = run("export-records", kept.code, "--data", kept.data, "--format", "zip", "--output", path, "--without-names")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(path) as zipped:
        names = [entry.filename for entry in zipped.infolist()]
        assert not any("/papers/" in name or "/certificates" in name for name in names)
        for name in names:
            text = zipped.read(name).decode("utf-8", "replace")
            assert not any(person in text for person in PEOPLE + ["测试车间"]), name
    assert run("verify", path).returncode == 0
    before = path.read_bytes()
    again = run("export-records", kept.code, "--data", kept.data, "--format", "zip", "--output", path)
    assert again.returncode == 2 and path.read_bytes() == before
    assert run("export-records", kept.code, "--data", kept.data, "--format", "zip").returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["ids.zip"], "nothing is left beside it"
