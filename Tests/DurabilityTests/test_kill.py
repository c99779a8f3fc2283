#!/usr/bin/env python3
"""Kills a running hall with SIGKILL while answers come in, and looks whether anything is missing.

Real processes: `guildhall serve` on a file and a port of its own, `guildhall rehearse` with learners
and a trainer. The server is killed several times at seeded moments and started again on the same file
and port. What the learners were told is saved must be in the record, once.

Run by pytest with the defaults, or by hand:
  test_kill.py [--binary FILE] [--learners 40] [--seconds 25] [--kills 3] [--seed 1]
"""
import argparse
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PLAN = ROOT / "Examples" / "劳动争议预防与处理" / "教案.md"

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--binary", default=os.environ.get("GUILDHALL", str(ROOT / ".build/debug/guildhall")))
parser.add_argument("--learners", type=int, default=40)
parser.add_argument("--seconds", type=int, default=25)
parser.add_argument("--kills", type=int, default=3)
parser.add_argument("--seed", type=int, default=int(os.environ.get("KILL_SEED", "1")))
options = parser.parse_args(None if __name__ == "__main__" else [])
chance = random.Random(options.seed)
environment = dict(os.environ, LANG="en_GB.UTF-8", LC_ALL="")


def fail(message):
    raise AssertionError(f"KILL_SEED={options.seed}: {message}")


def expect(condition, message):
    if not condition:
        fail(message)


def free_port():
    """A port below the range that the system gives to clients: while the server is down, a client that
    tries again could otherwise be given that very port, and meet itself there."""
    while True:
        port = chance.randrange(18000, 28000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def guildhall(*arguments, timeout=60):
    return subprocess.run(
        [options.binary, *map(str, arguments)], env=environment, capture_output=True, text=True,
        timeout=timeout)


class Hall:
    """A server process on one file and one port."""

    def __init__(self, folder, port):
        self.data = folder / "guildhall.db"
        self.port = port
        self.errors = open(folder / "serve.log", "ab")
        self.process = None
        self.addresses = None

    def start(self):
        self.process = subprocess.Popen(
            [options.binary, "serve", "--data", self.data, "--port", str(self.port), "--plan", PLAN,
             "--announce", "json"],
            env=environment, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.process.stdout.readline()
        expect(line, f"the server did not start: {open(self.errors.name).read()[-2000:]}")
        addresses = json.loads(line)
        expect(sorted(addresses) == ["class", "join", "organizer", "projector", "trainer"],
               f"announcement: {addresses}")
        # The organizer's link is made anew at each start, and serves once.
        known = {key: value for key, value in addresses.items() if key != "organizer"}
        if self.addresses is not None:
            expect(known == self.addresses, f"another class after the restart: {known}, before {self.addresses}")
        self.addresses = known

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                fail("the server did not stop within 20 s of SIGTERM")

    def counts(self):
        code = self.addresses["join"].rsplit("/", 1)[1]
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}/c/{code}/counts", timeout=5) as reply:
                return json.load(reply)
        except (OSError, urllib.error.URLError):
            return None


def kill_nine(folder):
    hall = Hall(folder, free_port())
    rehearsal = None
    try:
        hall.start()
        rehearsal = subprocess.Popen(
            [options.binary, "rehearse", "--join", hall.addresses["join"], "--trainer",
             hall.addresses["trainer"], "--learners", str(options.learners), "--seconds",
             str(options.seconds), "--seed", str(options.seed)],
            env=environment, stdout=subprocess.PIPE, stderr=open(folder / "rehearse.log", "wb"),
            text=True)

        # Moments: so many answers into the day, and a few milliseconds more. The sample plan makes
        # 16 answers a learner.
        marks = sorted(chance.sample(range(2, 14 * options.learners), options.kills))
        for number, mark in enumerate(marks, 1):
            end = time.monotonic() + options.seconds + 60
            while True:
                expect(rehearsal.poll() is None, f"the rehearsal ended before kill {number}: {log(folder)}")
                expect(time.monotonic() < end, f"never {mark} answers: {log(folder)}")
                counts = hall.counts()
                if counts and counts["answers"] >= mark:
                    break
                time.sleep(0.02)
            time.sleep(chance.random() * 0.15)
            hall.kill()
            down = chance.uniform(0.1, 1.5)
            print(f"kill {number}: after {counts['answers']} answers, down for {down:.1f} s", flush=True)
            time.sleep(down)
            hall.start()

        output, _ = rehearsal.communicate(timeout=options.seconds + 120)
        print(log(folder), end="")
        print(output, end="", flush=True)
        expect(rehearsal.returncode == 0, f"the rehearsal says {rehearsal.returncode}")
        lines = output.splitlines()
        expect(len(lines) == 1, f"not one line: {lines}")
        result = json.loads(lines[0])
        expect(sorted(result) == ["acknowledged", "checkedIn", "cpuShare", "duplicated", "kills", "learners", "lost",
                                  "p50Ms", "p99Ms", "stored"], f"shape: {sorted(result)}")
        expect(result["checkedIn"] == options.learners, f"not all came in: {result}")
        expect(result["acknowledged"]["answers"] > 10 * options.learners, f"too few answers: {result}")
        expect(result["acknowledged"]["ratings"] > 0.9 * options.learners, f"too few ratings: {result}")

        # The record agrees, read while the server runs.
        section = hall.addresses["class"]
        report = guildhall("report", section, "--data", hall.data, "--format", "json")
        expect(report.returncode == 0, f"report: {report.stderr}")
        counts = json.loads(report.stdout)["counts"]
        expect(counts == dict(result["stored"], checkedIn=result["checkedIn"]),
               f"the report counts {counts}, the rehearsal {result}")
        verify = guildhall("verify", "--data", hall.data)
        expect(verify.returncode == 0, f"verify: {verify.stdout} {verify.stderr}")

        # A second server on the same file, and one on the same port, are refused in plain words.
        second = guildhall("serve", "--data", hall.data, "--port", free_port(), "--announce", "json")
        expect(second.returncode == 2 and second.stderr.count("\n") == 1 and not second.stdout,
               f"a second serve on the file: {second.returncode} {second.stdout} {second.stderr}")
        print("second serve on the file:", second.stderr.strip())
        other = guildhall("serve", "--data", folder / "other.db", "--port", hall.port, "--announce", "json")
        expect(other.returncode == 2 and str(hall.port) in other.stderr and other.stderr.count("\n") == 1,
               f"a second serve on the port: {other.returncode} {other.stderr}")
        print("second serve on the port:", other.stderr.strip())
        expect(not (folder / "other.db").exists(), "the refused server left a data file behind")
        expect(hall.counts() == counts, "the first server does not answer any more")

        # A closed class is no room to rehearse in.
        closed = guildhall("rehearse", "--join", hall.addresses["join"], "--seconds", 5)
        expect(closed.returncode == 2 and closed.stderr.count("\n") == 1 and not closed.stdout,
               f"rehearse in a closed class: {closed.returncode} {closed.stdout} {closed.stderr}")
        hall.stop()
        gone = guildhall("rehearse", "--join", hall.addresses["join"], "--seconds", 5)
        expect(gone.returncode == 2 and gone.stderr.count("\n") == 1 and not gone.stdout,
               f"rehearse without a server: {gone.returncode} {gone.stdout} {gone.stderr}")
        verify = guildhall("verify", "--data", hall.data)
        expect(verify.returncode == 0, f"verify after the end: {verify.stdout} {verify.stderr}")
        print(f"ok: {options.kills} kills, {counts}")
    finally:
        if rehearsal and rehearsal.poll() is None:
            rehearsal.kill()
            rehearsal.wait()
        if hall.process and hall.process.poll() is None:
            hall.process.kill()
            hall.process.wait()


def set_back(folder):
    """The rehearsal is no test unless it fails: a server that comes back with an older copy of its
    file has lost what it acknowledged since, and must be found out."""
    hall = Hall(folder, free_port())
    rehearsal = None
    try:
        hall.start()
        rehearsal = subprocess.Popen(
            [options.binary, "rehearse", "--join", hall.addresses["join"], "--trainer",
             hall.addresses["trainer"], "--learners", "12", "--seconds", "12", "--seed", str(options.seed)],
            env=environment, stdout=subprocess.PIPE, stderr=open(folder / "rehearse.log", "wb"), text=True)

        def kill_at(mark):
            end = time.monotonic() + 60
            while (hall.counts() or {"answers": 0})["answers"] < mark:
                expect(time.monotonic() < end and rehearsal.poll() is None, f"never {mark}: {log(folder)}")
                time.sleep(0.02)
            hall.kill()

        files = [folder / ("guildhall.db" + ending) for ending in ("", "-wal")]
        kill_at(6)
        older = [(file, file.read_bytes()) for file in files if file.exists()]
        hall.start()
        kill_at(80)
        for file in files:
            file.unlink(missing_ok=True)
        for file, contents in older:
            file.write_bytes(contents)
        hall.start()
        output, _ = rehearsal.communicate(timeout=150)
        result = json.loads(output)
        expect(rehearsal.returncode == 1 and result["lost"] > 20,
               f"lost answers were not noticed: {rehearsal.returncode} {output} {log(folder)}")
        print(f"ok: a file set back is noticed, {result['lost']} lost")
    finally:
        if rehearsal and rehearsal.poll() is None:
            rehearsal.kill()
            rehearsal.wait()
        if hall.process and hall.process.poll() is None:
            hall.process.kill()
            hall.process.wait()


def log(folder):
    return (folder / "rehearse.log").read_text()


def own_hall():
    """The rehearsal starts a server of its own, kills it and compares the report."""
    done = guildhall("rehearse", "--plan", PLAN, "--learners", "24", "--seconds", "20", "--kills", "2",
                     "--seed", str(options.seed), timeout=180)
    expect(done.returncode == 0, f"the rehearsal says {done.returncode}: {done.stdout} {done.stderr}")
    result = json.loads(done.stdout)
    expect(result["kills"] == 2 and result["checkedIn"] == 24 and result["lost"] == result["duplicated"] == 0,
           f"{result} {done.stderr}")
    expect(result["acknowledged"]["answers"] >= 24 and min(result["acknowledged"].values()) > 0, f"too few answers: {result} {done.stderr}")
    for wrong in (["--kills", "1", "--join", "http://127.0.0.1:1/j/1"], ["--plan", PLAN, "--join", "http://127.0.0.1:1/j/1"], []):
        refused = guildhall("rehearse", *wrong)
        expect(refused.returncode == 2 and not refused.stdout, f"{wrong}: {refused.returncode} {refused.stdout}")
    print("ok: a hall of its own,", done.stdout.strip())


def test_whatever_was_acknowledged_survives_kill_nine(tmp_path):
    kill_nine(tmp_path)


def test_a_record_set_back_is_noticed(tmp_path):
    set_back(tmp_path)


def test_a_rehearsal_in_a_hall_of_its_own_adds_up():
    own_hall()


if __name__ == "__main__":
    own_hall()
    for part in (kill_nine, set_back):
        with tempfile.TemporaryDirectory(prefix="guildhall-kill-") as folder:
            try:
                part(pathlib.Path(folder))
            except AssertionError as failure:
                sys.exit(str(failure))
