"""What every journey stands on: a hall, a browser at a host that is no secure context, and eyes."""

import os
import pathlib
import re
import shutil
import time
import types
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect, sync_playwright

import hall as halls

OUT = pathlib.Path(os.environ.get("JOURNEY_OUT") or halls.ROOT / "out/journeys")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STARTED = time.time()
expect.set_options(timeout=10_000)

PHONE = {"width": 390, "height": 760}
SMALL_PHONE = {"width": 320, "height": 640}
LAPTOP = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1600, "height": 900}


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", f"--host-resolver-rules=MAP {halls.HOST} 127.0.0.1"])
        yield browser
        browser.close()


@pytest.fixture
def start(tmp_path):
    """Starts halls, and stops them at the end of the test."""
    started = []

    def make(plan=None):
        folder = tmp_path / f"hall{len(started)}"
        folder.mkdir()
        hall = halls.Hall(folder, plan)
        started.append(hall)
        return hall.start()

    yield make
    for hall in started:
        hall.stop()
        complaints = (hall.folder / "server.log").read_text(errors="replace")
        assert not complaints.strip(), f"the server complained:\n{complaints[-3000:]}"


class Eyes:
    """Opens pages as persons do, and notes whatever goes wrong on any of them."""

    def __init__(self, browser, name):
        self.browser = browser
        self.name = name
        self.contexts = []
        self.folders = set()
        self.trouble = []
        # What is expected to fail while a test cuts a line or kills a server.
        self.pardoned = []
        self.forgiving = False

    def person(self, language="zh-CN", size=PHONE, **options):
        """A browser of its own, with its own cookies: one person's phone or laptop."""
        context = self.browser.new_context(locale=language, viewport=size, **options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        return page

    def watch(self, page):
        page.on("console", lambda message: self.heard(message))
        page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        page.on("request", lambda request: self.asked(request.url))
        return page

    def heard(self, message):
        if message.type not in ("error", "warning"):
            return
        # Chromium prints a line for every fetch without a connection; the page cannot hinder it.
        line = f"{message.type}: {message.text} {message.location.get('url', '')}"
        (self.pardoned if self.forgiving else self.trouble).append(line)

    def asked(self, url):
        if not re.match(rf"(http://{re.escape(halls.HOST)}:\d+/|data:|blob:|about:)", url):
            self.trouble.append(f"a request left the hall: {url}")

    def photograph(self, page, path):
        try:
            page.screenshot(path=path)
        except Error as trouble:
            # A busy machine: Chromium gives up on one picture and makes the next.
            if "Unable to capture screenshot" not in str(trouble):
                raise
            page.screenshot(path=path)

    def look(self, page, name, check=True):
        """Photographs a page, keeps its HTML for the checker, and runs axe-core on it."""
        folder = OUT / self.name
        if folder not in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
            self.folders.add(folder)
        (folder / "html").mkdir(parents=True, exist_ok=True)
        self.photograph(page, folder / f"{name}.png")
        (folder / "html" / f"{name}.html").write_text(page.content(), encoding="utf-8")
        # The answer to a form has an address that only leads on: its page.content() is checked alone.
        if served := self.served(page):
            (folder / "html" / f"{name}.served.html").write_bytes(served)
        if check:
            self.axe(page, name)
        return page

    def served(self, page):
        """The bytes of the page as the server sends them, before any script has touched it."""
        address = urllib.parse.urlsplit(page.url)
        client = halls.Client(types.SimpleNamespace(port=address.port))
        client.cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        language = page.evaluate("navigator.language") if page.url else "zh-CN"
        path = address.path + ("?" + address.query if address.query else "")
        return client.request("GET", path, headers={"Accept-Language": language}).data

    def axe(self, page, name):
        found = Axe().run(page).response["violations"]
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
            + "\n    ".join(
                f"{node['target']} {node['html'][:160]} — {node.get('failureSummary', '')}"
                for node in violation["nodes"][:5])
            for violation in found
        ]
        if lines:
            self.trouble.append(f"axe-core on {self.name}/{name} ({page.url}):\n" + "\n".join(lines))

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def eyes(chromium, request):
    eyes = Eyes(chromium, re.sub(r"^test_", "", request.node.name).replace("/", "_"))
    yield eyes
    eyes.close()
    assert not eyes.trouble, "\n\n".join(eyes.trouble[:20])


def overflow(page, selector):
    """What of `selector` is cut off or runs out of the window, once the page has fitted its type to it."""
    return page.evaluate(
        """(selector) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
          .then(() => [...document.querySelectorAll(selector)].flatMap((part) => {
          const found = [];
          if (part.scrollHeight > part.clientHeight + 1 && getComputedStyle(part).overflowY === "hidden")
            found.push(`${part.className || part.tagName} is ${part.scrollHeight - part.clientHeight} px too tall`);
          if (part.scrollWidth > part.clientWidth + 1)
            found.push(`${part.className || part.tagName} is ${part.scrollWidth - part.clientWidth} px too wide`);
          return found;
        }))""",
        selector)


def no_sideways_scroll(page):
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
