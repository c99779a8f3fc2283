"""A real server for a journey: starts it, kills it, and plays learners over plain HTTP."""

import http.client
import json
import os
import pathlib
import re
import secrets
import signal
import socket
import subprocess
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLES = ROOT / "Sources/Words/Tables"
BINARY = pathlib.Path(os.environ.get("GUILDHALL") or ROOT / ".build/debug/guildhall")
HOST = "hall.test"
SHARED = pathlib.Path(os.environ.get("GUILDHALL_SHARED") or ROOT.parent / "shared")
REAL_PLAN = SHARED / "plans/000_9bfbc4b03e2c5a4f.txt"
SAMPLE_PLAN = ROOT / "Examples/劳动争议预防与处理/教案.md"
ENGLISH_PLAN = ROOT / "Examples/Workplace safety committees/plan.md"


class Words:
    """The string tables, so that a test waits on what a person reads."""

    def __init__(self, language):
        self.language = language
        self.table = {}
        for path in sorted(TABLES.glob(f"*.{language}.strings")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#") and " = " in line:
                    key, value = line.split(" = ", 1)
                    self.table[key.strip()] = value.strip()

    def __call__(self, key, *arguments):
        text = self.table[key]
        for index, argument in enumerate(arguments):
            text = text.replace("{%d}" % index, str(argument))
        return text


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hall:
    """One `guildhall serve` on a file of its own; may be killed and started again on both."""

    def __init__(self, folder, plan=None, port=None):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "guildhall.db"
        self.plan = plan
        self.port = port or free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.process = None
        self.addresses = {}

    def start(self):
        command = [
            str(BINARY), "serve", "--data", str(self.data), "--port", str(self.port),
            "--public-url", self.url, "--announce", "json",
        ]
        if self.plan:
            command += ["--plan", str(self.plan)]
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, cwd=self.folder)
        line = self.process.stdout.readline().decode()
        if not line:
            raise RuntimeError(
                f"the server did not start (exit {self.process.wait()}): "
                + (self.folder / "server.log").read_text(errors="replace")[-2000:])
        self.addresses = json.loads(line)
        return self

    def kill(self):
        """As a pulled plug: SIGKILL, nothing is flushed."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("the server did not stop within 10 s of SIGTERM")

    @property
    def code(self):
        return self.addresses["join"].rsplit("/", 1)[1]

    def report(self, section):
        """The record as `guildhall report --format json` has it, read while the server runs."""
        done = subprocess.run(
            [str(BINARY), "report", section, "--data", str(self.data), "--format", "json"],
            capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)


class Client:
    """A bare HTTP client with a cookie jar, at the hall's name."""

    def __init__(self, hall):
        self.hall = hall
        self.cookies = {}

    def request(self, method, path, fields=None, accept="text/html", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.hall.port, timeout=20)
        head = {"Host": f"{HOST}:{self.hall.port}", "Accept": accept, **(headers or {})}
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, head)
        reply = connection.getresponse()
        data = reply.read()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0]
                self.cookies[pair.split("=", 1)[0]] = pair.split("=", 1)[1]
        connection.close()
        return Reply(reply.status, dict((n.lower(), v) for n, v in reply.getheaders()), data)


    def take_roster(self, section, text):
        """Takes a roster of names, units and groups, as the organizer's preview does."""
        fields = {"do": "take", "columnsOf": "0", "chosen": "0", "sheet": text,
                  "column0": "name", "column1": "unit", "column2": "group"}
        reply = self.request("POST", f"/classes/{section}/roster", fields)
        assert reply.status == 303, reply.text


class Reply:
    def __init__(self, status, headers, data):
        self.status, self.headers, self.data = status, headers, data

    @property
    def text(self):
        return self.data.decode()

    @property
    def json(self):
        return json.loads(self.data)


class Learner(Client):
    """A learner without a browser: fills the hall, so that a poll reaches its five ballots."""

    def __init__(self, hall, name, unit="", code=None):
        super().__init__(hall)
        self.name = name
        self.code = code or hall.code
        reply = self.request("POST", f"/j/{self.code}", {"name": name, "unit": unit})
        assert reply.status == 303, (reply.status, reply.text)
        self.keys = {}

    def send(self, **fields):
        key = fields.pop("box", None)
        if key:
            fields["key"] = self.keys.setdefault(key, secrets.token_hex(16))
        fields.setdefault("id", secrets.token_hex(16))
        reply = self.request("POST", f"/c/{self.code}/send", fields, accept="application/json")
        assert reply.status == 200, (reply.status, reply.text)
        return reply.json

    @property
    def view(self):
        return self.request("GET", f"/c/{self.code}/view", accept="application/json").json

    def open_item(self, kind="respond"):
        """The id of the item that is open now."""
        found = re.search(rf'data-send="{kind}" data-item="([^"]+)"', self.view["regions"]["ask"])
        assert found, self.view["regions"]["ask"]
        return found.group(1)

    def answer(self, *choices):
        return self.send(do="respond", item=self.open_item(), choice=choices[0])

    def cast(self, choice):
        item = self.open_item("cast")
        return self.send(do="cast", item=item, choice=choice, box=item)

    def rate(self, grades, text=""):
        fields = {f"aspect{index}": grade for index, grade in enumerate(grades)}
        return self.send(do="rate", text=text, box="evaluation", **fields)


def wait_until(what, seconds=10, every=0.05):
    """For what no page shows: the server's own account of things."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        assert time.monotonic() < end, f"still {value!r} after {seconds} s"
        time.sleep(every)
