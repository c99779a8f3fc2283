"""The organizer's account: a second device, two-step sign-in, a new password."""

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import expect

import hall as halls
from conftest import LAPTOP, SMALL_PHONE, no_sideways_scroll
from roles import Role

PASSWORD = "correct horse battery"


def code(secret, ahead=0):
    """What an authenticator app shows (RFC 6238), written here a second time."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), hashlib.sha1).digest()
    start = mac[-1] & 15
    return str((struct.unpack(">I", mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000).zfill(6)


def test_two_step_sign_in(start, eyes):
    hall = start(halls.SAMPLE_PLAN)
    laptop = Role(eyes, "zh-CN", LAPTOP)
    laptop.go(hall.addresses["organizer"])
    for field in ("password", "repeat"):
        laptop.page.fill(f"[name={field}]", PASSWORD)
    laptop.press(laptop.w("start.save"))
    laptop.page.get_by_role("link", name=laptop.w("account.title"), exact=True).click()
    laptop.look("account")

    turn_on = laptop.page.locator("form", has=laptop.page.locator("[value=begin]"))
    turn_on.locator("[name=password]").fill(PASSWORD)
    turn_on.get_by_role("button").click()
    secret = laptop.page.locator("b.num").first.inner_text()
    expect(laptop.page.locator(".qr svg")).to_be_visible()
    eyes.look(laptop.page, "set-up")
    confirm = laptop.page.locator("form", has=laptop.page.locator("[value=confirm]"))
    confirm.locator("[name=code]").fill(code(secret))
    confirm.locator("[name=password]").fill(PASSWORD)
    confirm.get_by_role("button").click()
    expect(laptop.page.locator("section.note li")).to_have_count(10)
    recovery = laptop.page.locator("section.note li").first.inner_text()
    eyes.look(laptop.page, "codes")

    phone = Role(eyes, "en-GB", SMALL_PHONE, color_scheme="dark")
    phone.go(hall.url + "/sign-in")
    phone.look("sign-in-dark")
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.fill("[name=code]", code(secret, ahead=1))
    phone.press(phone.w("signIn.do"))
    phone.page.wait_for_url("**/desk")
    phone.go(hall.url + "/account")
    no_sideways_scroll(phone.page)
    phone.look("account-dark-small")

    laptop.go(hall.url + "/account")
    laptop.press(laptop.w("account.endOthers"))
    laptop.sees(laptop.w("account.said.ended"))
    phone.go(hall.url + "/desk")
    phone.page.wait_for_url("**/sign-in**")
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.fill("[name=code]", recovery)
    phone.press(phone.w("signIn.do"))
    phone.page.wait_for_url("**/desk")
