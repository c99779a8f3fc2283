"""Phones on a bad network: cut, slow, dropping, buffering; closed and opened again; asleep."""

import http.client
import random
import socket
import threading
import time

import pytest
from playwright.sync_api import expect

import hall as halls
from conftest import PHONE
from hall import Learner, wait_until
from roles import Phone, Trainer


class Line:
    """The network between a phone and the hall: it can be cut, and some hold streams back."""

    def __init__(self, port, buffering=False):
        self.target = port
        self.buffering = buffering
        self.held = 0
        self.open = []
        self.whole = True
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            if not self.whole:
                client.close()
                continue
            above = socket.create_connection(("127.0.0.1", self.target))
            self.open += [client, above]
            threading.Thread(target=self.carry, args=(client, above, False), daemon=True).start()
            threading.Thread(target=self.carry, args=(above, client, True), daemon=True).start()

    def carry(self, source, sink, replies):
        streaming = False
        try:
            while data := source.recv(65536):
                if replies and self.buffering and b"text/event-stream" in data:
                    streaming = True
                    self.held += 1
                    # The head goes through, the body waits for an end that never comes.
                    sink.sendall(data[: data.index(b"\r\n\r\n") + 4])
                elif not streaming:
                    sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.whole = False
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def mend(self):
        self.whole = True

    def close(self):
        self.cut()
        self.server.close()

    def url(self, address):
        return address.replace(str(self.target), str(self.port))


def hall_and_trainer(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    trainer.begin()
    return hall, trainer


def a_room_of_one(start, eyes):
    """A class that has begun, and a phone whose requests may fail."""
    hall, trainer = hall_and_trainer(start, eyes)
    eyes.forgiving = True
    return hall, trainer, Phone(eyes).check_in(hall.addresses["join"], "爱诺").arrived()


def answered(hall):
    """Right and wrong answers of each item that was made on the spot, as the record has them."""
    items = hall.report(hall.addresses["class"])["items"]
    return [[choice["count"] for choice in item["choices"]] for item in items if not item["planned"]]


def deliver(hall, request):
    """Hands a browser's request to the hall; its reply goes nowhere."""
    connection = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=20)
    head = {name: value for name, value in request.all_headers().items() if not name.startswith(":")}
    head["host"] = f"{halls.HOST}:{hall.port}"
    connection.request("POST", "/" + request.url.split("/", 3)[3], request.post_data, head)
    assert connection.getresponse().status < 500
    connection.close()


def test_the_network_is_cut(start, eyes):
    hall, trainer = hall_and_trainer(start, eyes)
    eyes.forgiving = True
    line = Line(hall.port)
    phone = Phone(eyes).check_in(line.url(hall.addresses["join"]), "爱诺").arrived()
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    phone.sees("第一题？")
    line.cut()
    phone.choose("甲")
    phone.says("room.retrying")
    phone.choose("乙")
    phone.sees(phone.w("room.offline"), "[data-connection]")
    # The class goes on meanwhile: two pages, another question.
    trainer.step()
    trainer.make("poll", "第二题？", ["丙", "丁"])
    phone.page.wait_for_timeout(3_000)
    phone.sees_not("第二题？")
    line.mend()
    mended = time.monotonic()
    phone.sees("第二题？", seconds=20)
    print(f"\nright {time.monotonic() - mended:.1f} s after the cut was mended")
    phone.says("room.saved", seconds=20)
    expect(phone.page.locator("[data-connection]")).to_be_hidden(timeout=20_000)
    assert answered(hall)[0] == [0, 1], "the last choice, once"
    line.close()


def test_a_question_that_closed_while_the_network_was_cut(start, eyes):
    hall, trainer, phone = a_room_of_one(start, eyes)
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    phone.sees("第一题？")
    # The stream goes on; only what the phone sends is lost.
    phone.page.route("**/send", lambda route: route.abort())
    phone.choose("甲")
    phone.says("room.retrying")
    trainer.main("trainer.close")
    phone.sees(phone.w("room.unsent", 1), "[data-unsent]")
    phone.look("phone-unsent")
    phone.page.unroute("**/send")
    phone.sees(phone.w("reject.itemNotOpen"), "[data-unsent]", seconds=20)
    assert answered(hall)[0] == [0, 0]


def test_a_slow_network(start, eyes):
    """2G: 250 kbit/s down, 50 up, 0.8 s each way."""
    hall, trainer = hall_and_trainer(start, eyes)
    phone = Phone(eyes)
    line = phone.page.context.new_cdp_session(phone.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 800, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8})
    began = time.monotonic()
    phone.check_in(hall.addresses["join"], "爱诺").arrived()
    joined = time.monotonic() - began
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    asked = time.monotonic()
    phone.sees("第一题？", seconds=15)
    shown = time.monotonic() - asked
    phone.choose("甲")
    tapped = time.monotonic()
    phone.says("room.saved", seconds=15)
    saved = time.monotonic() - tapped
    print(f"\n2G: joined in {joined:.1f} s, a question in {shown:.1f} s, saved in {saved:.1f} s")
    assert joined < 25 and shown < 6 and saved < 6
    expect(phone.page.locator("[data-connection]")).to_be_hidden()


@pytest.mark.parametrize("seed", [1, 2])
def test_requests_dropped_at_random(start, eyes, seed):
    """Some requests never arrive, of others only the reply is lost: all stored, once."""
    hall, trainer = hall_and_trainer(start, eyes)
    eyes.forgiving = True
    chance = random.Random(seed)
    phone = Phone(eyes).check_in(hall.addresses["join"], "爱诺").arrived()
    fate = {"lost": 0, "deaf": 0, "fine": 0}

    def carry(route):
        roll = chance.random()
        kind = "lost" if roll < 0.3 else "deaf" if roll < 0.55 else "fine"
        fate[kind] += 1
        if kind == "lost":
            route.abort()
        elif kind == "deaf":
            deliver(hall, route.request)
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/send", carry)
    for number in range(4):
        trainer.make("quiz", f"第 {number} 题？", ["*甲", "乙", "丙"])
    forms = phone.page.locator("form.item")
    expect(forms).to_have_count(4)
    for number in range(4):
        for choice in ("甲", "乙") if number % 2 else ("丙",):
            forms.nth(number).locator(".choice", has_text=choice).click()
    for number in range(4):
        expect(forms.nth(number).locator("[data-state]")).to_have_text(phone.w("room.saved"), timeout=90_000)
    phone.unfold(phone.w("room.askQuestion"))
    phone.page.locator("form[data-send=ask] textarea").fill("只问一次？")
    phone.press(phone.w("room.sendQuestion"))
    phone.says("room.asked", "form[data-send=ask] [data-state]", seconds=90)
    print(f"\nseed {seed}: {fate}")
    assert fate["lost"] and fate["deaf"]
    counts = sorted(answered(hall))
    assert counts == sorted([[0, 0, 1], [0, 1, 0]] * 2)
    assert len(hall.report(hall.addresses["class"])["questions"]) == 1


def test_closed_with_an_unsent_answer_and_opened_again(start, eyes):
    hall, trainer = hall_and_trainer(start, eyes)
    eyes.forgiving = True
    line = Line(hall.port)
    phone = Phone(eyes).check_in(line.url(hall.addresses["join"]), "爱诺").arrived()
    trainer.make("poll", "第一题？", ["甲", "乙"])
    phone.sees("第一题？")
    # The line is cut, not the browser's: a page that closes leaves the browser's emulation first,
    # and a last attempt would still go through.
    line.cut()
    phone.choose("乙")
    phone.says("room.retrying")
    address = phone.page.url
    phone.page.close()
    assert "0 / 1" in trainer.page.locator(".roomside").inner_text()
    line.mend()
    phone.page = eyes.watch(phone.page.context.new_page())
    phone.go(address)
    phone.says("room.saved")
    expect(phone.page.locator("form.item input[value='1']")).to_be_checked()
    expect(trainer.page.locator(".roomside")).to_contain_text("1 / 1")
    line.close()


def test_the_server_restarts(start, eyes):
    hall, trainer, phone = a_room_of_one(start, eyes)
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    phone.sees("第一题？")
    hall.kill()
    phone.choose("甲")
    phone.says("room.retrying")
    phone.page.wait_for_timeout(4_000)
    hall.start()
    back = time.monotonic()
    phone.says("room.saved", seconds=30)
    print(f"\nsaved {time.monotonic() - back:.1f} s after the restart")
    trainer.page.reload()
    trainer.main("trainer.close")
    phone.sees(phone.w("room.closedWait"), "[data-region=shown]", seconds=30)


def test_a_network_that_holds_streams_back(start, eyes):
    hall, trainer = hall_and_trainer(start, eyes)
    proxy = Line(hall.port, buffering=True)
    phone = Phone(eyes).check_in(proxy.url(hall.addresses["join"]), "爱诺").arrived()
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    began = time.monotonic()
    phone.sees("第一题？", seconds=20)
    print(f"\nfell back to asking after {time.monotonic() - began:.1f} s")
    phone.sees(phone.w("room.polling"), "[data-connection]")
    assert proxy.held
    phone.look("phone-polling")
    phone.choose("甲")
    phone.says("room.saved")
    trainer.main("trainer.close")
    phone.sees(phone.w("room.closedWait"), "[data-region=shown]")
    proxy.close()


def test_a_hidden_tab_and_a_phone_asleep(start, eyes):
    hall, trainer = hall_and_trainer(start, eyes)
    phone = Phone(eyes)
    streams = {"open": 0, "over": 0}
    phone.page.on("request", lambda request: streams.__setitem__("open", streams["open"] + request.url.endswith("/stream")))
    for over in ("requestfailed", "requestfinished"):
        phone.page.on(over, lambda request: streams.__setitem__("over", streams["over"] + request.url.endswith("/stream")))
    phone.check_in(hall.addresses["join"], "爱诺").arrived()
    phone.sees("从一次接待说起")
    assert streams == {"open": 1, "over": 0}

    def turn(hidden):
        phone.page.evaluate(
            """(hidden) => {
              Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
              Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }""", hidden)

    turn(True)
    wait_until(lambda: phone.page.evaluate("1") and streams["over"] == 1)
    trainer.make("quiz", "第一题？", ["*甲", "乙"])
    phone.page.wait_for_timeout(2_000)
    assert streams["open"] == 1, "a hidden tab asks for nothing"
    phone.sees_not("第一题？")
    turn(False)
    phone.sees("第一题？", seconds=3)
    assert streams["open"] == 2

    # Asleep: timers and network stand still, and no event says so; then the connection is dead.
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    trainer.main("trainer.close")
    time.sleep(2)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    phone.sees(phone.w("room.closedWait"), "[data-region=shown]")
