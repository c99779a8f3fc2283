"""Certificates on the command line: issued, written, read back by poppler, and the signed credential by openbadgeslib."""

import base64
import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from tool import SAMPLE, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "JourneyTests"))
from hall import Client, Hall, Learner  # noqa: E402


def path_of(address):
    return "/" + address.split("/", 3)[3]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A data file with a class that is over: 王芳 and 李强 were there, 赵敏 was not."""
    hall = Hall(tmp_path_factory.mktemp("hall"), SAMPLE).start()
    section = hall.addresses["class"]
    organizer = Client(hall)
    organizer.request("POST", path_of(hall.addresses["organizer"]), {"password": "certificates", "repeat": "certificates"})
    organizer.request("POST", f"/classes/{section}/roster", {"do": "add", "name": "赵敏", "unit": "铸造厂"})
    for name in ("王芳", "李强"):
        Learner(hall, name, "第一车间")
    trainer = Client(hall)
    trainer.request("GET", path_of(hall.addresses["trainer"]))
    trainer.request("POST", f"/t/{section}/send", {"do": "next"})
    saved = organizer.request("POST", f"/classes/{section}/completion", {
        "do": "set", "rule": "presence", "presence": "40", "credit": "halfDay3", "issuer": "东海市总工会"})
    assert saved.status == 303
    organizer.request("POST", f"/classes/{section}/send", {"do": "close", "confirm": "yes", "id": "close-it-now"})
    hall.stop()
    return hall


@pytest.fixture(scope="module")
def issued(kept):
    done = run("certificates", kept.addresses["class"], "--data", kept.data, "--issue", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder(kept, issued, tmp_path_factory):
    out = tmp_path_factory.mktemp("证书")
    done = run("certificates", kept.code, "--data", kept.data, "--output", out, "--public-url", "https://gxt.example/")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out


def test_issues_to_those_who_met_the_rules_and_says_why_others_get_none(kept, issued):
    assert sorted(entry["name"] for entry in issued["certificates"]) == ["李强", "王芳"]
    for entry in issued["certificates"]:
        assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", entry["number"])
        assert entry["creditHours"] == 3 and entry["kind"] == "attendance" and entry["revoked"] is None
    assert [entry["name"] for entry in issued["without"]] == ["赵敏"]
    assert "到课不少于教学用时的 40%——不符合" in issued["without"][0]["why"]
    # Once more is the same again.
    again = run("certificates", kept.addresses["class"], "--data", kept.data, "--issue", "--format", "json")
    assert json.loads(again.stdout) == issued
    text = run("certificates", kept.code, "--data", kept.data).stdout
    assert all(entry["number"] in text for entry in issued["certificates"])
    assert "（没有）　赵敏　不符合结业条件" in text


def test_writes_a_page_a_pdf_and_a_credential_each(issued, folder):
    numbers = [entry["number"] for entry in issued["certificates"]]
    assert {path.name for path in folder.iterdir()} == {f"{number}.{form}" for number in numbers for form in ("html", "pdf", "jwt")}
    entry = issued["certificates"][0]
    html = (folder / f"{entry['number']}.html").read_text(encoding="utf-8")
    assert "<script" not in html and not re.search(r"<(link|img)\b", html) and not re.search(r'(href|src)="/', html)
    pdf = folder / f"{entry['number']}.pdf"
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    squeezed = re.sub(r"\s", "", text)
    for part in ("培训证明", entry["name"], "劳动争议的预防与处理", "授予3学时", "东海市总工会", entry["number"], "https://gxt.example/verify"):
        assert part in squeezed, part
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\b", info), info
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups())
    assert abs(width - 841.9) < 2 and abs(height - 595.3) < 2, "A4 across"
    if decoder := shutil.which("zbarimg"):
        picture = folder.parent / "certificate"
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", str(pdf), str(picture)], check=True)
        code = subprocess.run([decoder, "--raw", "-q", str(picture) + ".png"], capture_output=True, text=True).stdout.strip()
        assert code == f"https://gxt.example/verify/{entry['number']}"


def test_openbadgeslib_verifies_the_credential(issued, folder):
    verifier = OB3Verifier.for_issuer_did(issued["issuer"])
    for entry in issued["certificates"]:
        token = (folder / f"{entry['number']}.jwt").read_text()
        credential = verifier.verify(token)
        assert credential.issuer.id == issued["issuer"] and credential.issuer.name == "东海市总工会"
        assert credential.achievement.name == "劳动争议的预防与处理"
        assert credential.credits_earned == 3 and credential.achievement.credits_available == 3
        assert [(who.identity_hash, who.hashed) for who in credential.identifiers] == [(entry["name"], False)]
        assert credential.id.endswith("#certificate-" + entry["number"].replace("-", ""))
        assert credential.evidence_url == f"https://gxt.example/verify/{entry['number']}"
        assert jwt.get_unverified_header(token)["kid"].startswith(issued["issuer"] + "#z6Mk")


def parts(token):
    head, body, signature = token.split(".")
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body)] + [signature]


def joined(*values):
    return ".".join(base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode() for value in values)


def test_a_forged_credential_is_refused(issued, folder):
    """Another name under the same signature, another key under the same issuer, no signature at all."""
    verifier = OB3Verifier.for_issuer_did(issued["issuer"])
    token = next(folder.glob("*.jwt")).read_text()
    head, body, signature = parts(token)
    forged = json.loads(json.dumps(body))
    forged["credentialSubject"]["identifier"][0]["identityHash"] = "赵敏"
    own = jwt.encode(forged, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": head["kid"]})
    unsigned = joined({**head, "alg": "none"}, forged) + "."
    last = token[-2]
    turned = token[:-2] + ("A" if last != "A" else "B") + token[-1]
    for bad in (joined(head, forged) + "." + signature, own, unsigned, turned):
        with pytest.raises(OB3VerificationError):
            verifier.verify(bad)
    assert verifier.verify(token)


def test_outlives_its_class(kept, issued, tmp_path):
    """Everything of the class is gone from the file; its certificates are listed and written as before."""
    copy = tmp_path / "copy.db"
    shutil.copy(kept.data, copy)
    shutil.copy(kept.data.with_suffix(".key"), copy.with_suffix(".key"))
    with sqlite3.connect(copy) as file:
        for table in ("event", "person", "snapshot"):
            file.execute(f"DELETE FROM {table}")
    done = run("certificates", kept.addresses["class"], "--data", copy, "--format", "json", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    gone = json.loads(done.stdout)
    assert gone["certificates"] == issued["certificates"] and gone["without"] == []
    assert len(list((tmp_path / "out").glob("*.jwt"))) == 2
    assert run("certificates", kept.code, "--data", copy).returncode == 2


def test_refuses_while_a_server_runs_and_says_what_is_wrong(kept, issued, tmp_path):
    done = run("certificates", "nothere", "--data", kept.data)
    assert done.returncode == 2 and kept.addresses["class"] in done.stderr
    (tmp_path / "file").write_text("")
    done = run("certificates", kept.code, "--data", kept.data, "--output", tmp_path / "file")
    assert done.returncode == 2 and str(tmp_path / "file") in done.stderr
    hall = Hall(kept.folder, None)
    hall.start()
    try:
        assert run("certificates", kept.code, "--data", kept.data, "--issue").returncode == 2
        listed = run("certificates", kept.code, "--data", kept.data, "--format", "json")
        assert json.loads(listed.stdout)["certificates"] == issued["certificates"]
    finally:
        hall.stop()


def test_refuses_before_the_class_is_over(tmp_path):
    hall = Hall(tmp_path, SAMPLE).start()
    hall.stop()
    done = run("certificates", hall.code, "--data", hall.data, "--issue")
    assert done.returncode == 1 and "还没有结束上课" in done.stderr
    done = run("certificates", hall.code, "--data", hall.data, "--issue", language="en_GB.UTF-8")
    assert done.returncode == 1 and "not over" in done.stderr
