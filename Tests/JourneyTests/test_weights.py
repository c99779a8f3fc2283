"""What a phone has to load, over a hall's Wi-Fi."""

import gzip
import json
import re

import hall as halls
from hall import Client, Learner


def test_page_weights(start):
    hall = start(halls.REAL_PLAN if halls.REAL_PLAN.exists() else halls.SAMPLE_PLAN)
    phone = Learner(hall, "爱诺")
    page = phone.request("GET", f"/c/{hall.code}")
    assert page.status == 200
    files = re.findall(r'(?:href|src)="(/-/[^"]+\.(?:css|js))"', page.text)
    sizes = {"page": len(gzip.compress(page.data))}
    queue, seen = list(files), set()
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = phone.request("GET", path)
        assert reply.status == 200 and "immutable" in reply.headers["cache-control"]
        sizes[path.rsplit("/", 1)[1]] = len(gzip.compress(reply.data))
        # Modules that a module imports.
        for name in re.findall(r'from "\./([\w.]+)"', reply.text):
            queue.append(path.rsplit("/", 1)[0] + "/" + name)
    total = sum(sizes.values())
    print(f"\nlearner page, gzip: {total} bytes {json.dumps(sizes)}")
    assert {"learner.js", "live.js", "look.css", "room.css"} <= set(sizes)
    assert total < 60_000, sizes

    trainer = Client(hall)
    trainer.request("GET", "/" + hall.addresses["trainer"].split("/", 3)[3])
    largest = 0
    while trainer.request(
        "POST", f"/t/{hall.addresses['class']}/send", {"do": "next"}, accept="application/json").status == 200:
        for path in (f"/c/{hall.code}/view", f"/s/{hall.code}/view"):
            frame = len(phone.request("GET", path, accept="application/json").data)
            largest = max(largest, frame)
    print(f"largest view of a slide for phone or screen: {largest} bytes")
    assert largest < 3_000
