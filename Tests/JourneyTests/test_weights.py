"""What every kind of page has to load, over a hall's Wi-Fi."""

import gzip
import json
import re

import hall as halls
from hall import Client, Learner

LIMIT = 60_000


def weight(client, path):
    """Bytes of a page with its styles and scripts, each compressed, before pictures."""
    page = client.request("GET", path)
    assert page.status == 200, (path, page.status)
    sizes = {"page": len(gzip.compress(page.data))}
    queue, seen = re.findall(r'(?:href|src)="(/-/[^"]+\.(?:css|js))"', page.text), set()
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = client.request("GET", path)
        assert reply.status == 200 and "immutable" in reply.headers["cache-control"]
        sizes[path.rsplit("/", 1)[1]] = len(gzip.compress(reply.data))
        # Modules that a module imports.
        for name in re.findall(r'from "\./([\w.]+)"', reply.text):
            queue.append(path.rsplit("/", 1)[0] + "/" + name)
    return sizes


def path_of(address):
    return "/" + address.split("/", 3)[3]


def test_page_weights(start):
    hall = start(halls.REAL_PLAN if halls.REAL_PLAN.exists() else halls.SAMPLE_PLAN)
    section = hall.addresses["class"]
    phone = Learner(hall, "爱诺")
    sizes = weight(phone, f"/c/{hall.code}")
    total = sum(sizes.values())
    print(f"\nlearner page, gzip: {total} bytes {json.dumps(sizes)}")
    assert {"learner.js", "live.js", "look.css", "room.css"} <= set(sizes)
    assert total < LIMIT, sizes

    trainer = Client(hall)
    trainer.request("GET", path_of(hall.addresses["trainer"]))
    organizer = Client(hall)
    organizer.request("POST", path_of(hall.addresses["organizer"]), {"password": "weights-only", "repeat": "weights-only"})
    plan = re.search(r'href="(/plans/[^"/]+)"', organizer.request("GET", "/desk").text).group(1)
    papers = re.findall(r'= "([\w-]+)"', re.search(
        r"enum Paper.*?\n  }", (halls.ROOT / "Sources/Web/Route.swift").read_text(), re.S).group(0))
    pages = [
        (Client(hall), "/"), (Client(hall), f"/j/{hall.code}"), (Client(hall), f"/s/{hall.code}"), (Client(hall), "/sign-in"),
        (trainer, f"/t/{section}"), (trainer, f"/t/{section}/replan"), (trainer, f"/t/{section}/sheets"),
        (organizer, "/desk"), (organizer, plan), (organizer, plan + "/class"), (organizer, f"/classes/{section}"),
        (organizer, f"/classes/{section}/report"), (organizer, f"/classes/{section}/completion"), (Client(hall), "/verify"),
        *((organizer, f"/classes/{section}/papers/{paper}") for paper in papers),
    ]
    for client, path in pages:
        total = sum(weight(client, path).values())
        print(f"{total:6d} {path}")
        assert total < LIMIT, path

    def turn():
        return max(
            len(phone.request("GET", path, accept="application/json").data)
            for path in (f"/c/{hall.code}/view", f"/s/{hall.code}/view"))

    def order(**fields):
        return trainer.request("POST", f"/t/{section}/send", fields, accept="application/json").status

    largest = 0
    while order(do="next") == 200:
        largest = max(largest, turn())
    print(f"largest view of a slide for phone or screen: {largest} bytes")
    assert largest < 3_000

    # A question in each of its states, a wall with questions, the rating: compressed, as text goes.
    order(do="make", id="weighed000", kind="quiz", prompt="仲裁时效多长？", choices="*一年\n六十日\n两年\n三年")
    states = {"open": None, "close": None, "reveal": None}
    for state in states:
        if state != "open":
            assert order(do=state, item="mweighed000") == 200
        states[state] = turn()
    for number in range(5):
        phone.send(do="ask", question=f"q{number}", text="派遣职工受了工伤，应当由谁申请认定？")
        order(do="approve", question=f"q{number}")
    states["wall"] = turn()
    order(do="openEvaluation")
    states["rating"] = max(
        len(gzip.compress(phone.request("GET", path, accept="application/json").data))
        for path in (f"/c/{hall.code}/view", f"/s/{hall.code}/view"))
    print(f"views, bytes (the rating compressed): {states}")
    assert all(states[name] < 3_000 for name in ("open", "close", "reveal", "rating")), states
