"""A small Learning Record Store for tests: HTTPS with a certificate of its own authority, statements by id, and
trouble as a seed has it: answers that are lost, connections that break, 429, 500 and 503."""

import base64
import datetime
import http.server
import ipaddress
import json
import random
import ssl
import threading
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEY, SECRET = "hall", "open sesame: 芝麻"


def authority(folder):
    """An authority, and a certificate of it for 127.0.0.1 and localhost. Gives the paths of authority, chain and key."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def certificate(name, key, signer, signer_name, is_authority):
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer_name)]))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=7))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True))
        if not is_authority:
            builder = builder.add_extension(x509.SubjectAlternativeName([
                x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        return builder.sign(signer, hashes.SHA256())

    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("Test authority", root_key, root_key, "Test authority", True)
    own = certificate("Test store", own_key, root_key, "Test authority", False)
    paths = [folder / name for name in ("authority.pem", "store.pem", "store.key")]
    pem = serialization.Encoding.PEM
    paths[0].write_bytes(root.public_bytes(pem))
    paths[1].write_bytes(own.public_bytes(pem))
    paths[2].write_bytes(own_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return paths


class RecordStore:
    """Behaves until `trouble` (0…1) says otherwise."""

    def __init__(self, folder, seed=1, trouble=0.0, port=0, secure=True):
        self.random = random.Random(seed)
        self.trouble = trouble
        self.kept, self.order, self.log, self.attempts = {}, [], [], 0
        self.lock = threading.Lock()
        self.refuse = None
        self.stored_one = threading.Event()
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                store.answer(self, None)

            def do_POST(self):
                store.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """Clients that do not trust us, and those that are killed, hang up."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if secure:
            self.authority, chain, key = authority(folder)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(chain, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            scheme = "https"
        self.port = self.server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}/xapi"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    # What a request becomes

    def answer(self, request, body):
        path = urllib.parse.urlsplit(request.path)
        self.log.append((request.command, request.path))
        if path.path == "/xapi/about":
            return self.say(request, 200, {"version": ["1.0.3", "1.0.0"]})
        wish = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") != "Basic " + wish:
            return self.say(request, 401, "who are you?")
        if path.path != "/xapi/statements":
            return self.say(request, 404, "not here")
        if request.headers.get("X-Experience-API-Version") != "1.0.3":
            return self.say(request, 400, "which version?")
        if self.refuse:
            return self.say(request, self.refuse, "no")
        with self.lock:
            self.attempts += 1
            mishap = self.random.random() < self.trouble and self.random.choice(
                ["429", "503", "500", "cut before", "cut after", "lost after"])
        if mishap == "429":
            return self.say(request, 429, "slowly", {"Retry-After": str(self.random.choice([0, 1]))})
        if mishap in ("503", "500"):
            return self.say(request, int(mishap), "busy")
        if mishap == "cut before":
            return self.cut(request)
        if body is None:
            return self.look(request, urllib.parse.parse_qs(path.query))
        status, reply = self.store(json.loads(body))
        if mishap == "cut after":
            return self.cut(request)
        if mishap == "lost after":
            return self.say(request, 503, "stored, and says it is not")
        return self.say(request, status, reply)

    def store(self, statements):
        with self.lock:
            ids = [statement["id"] for statement in statements]
            if any(self.kept.get(statement["id"], statement) != statement for statement in statements):
                return 409, "another statement has this id"
            known = [one for one in ids if one in self.kept]
            # What is there already and the same may be answered either way (part three, 2.1.1).
            if known and self.random.random() < 0.7:
                return 409, "one of them is there"
            for statement in statements:
                if statement["id"] not in self.kept:
                    self.order.append(statement["id"])
                self.kept[statement["id"]] = statement
            self.stored_one.set()
            return 200, ids

    def look(self, request, query):
        (name, values), = [(n, v) for n, v in query.items() if n != "format"]
        with self.lock:
            voided = {s["object"]["id"] for s in self.kept.values() if s["object"].get("objectType") == "StatementRef"}
            found = self.kept.get(values[0])
        if found is None or (name == "voidedStatementId") != (values[0] in voided):
            return self.say(request, 404, "nothing")
        # As stores do: more in it than was sent, and times their own way.
        returned = {**found, "stored": "2026-12-01T00:00:00.000Z", "version": "1.0.0",
                    "authority": {"objectType": "Agent", "account": {"homePage": "http://lrs.example", "name": "k"}},
                    "timestamp": found["timestamp"].replace("Z", "+00:00")}
        return self.say(request, 200, returned)

    def say(self, request, status, value, headers=None):
        body = json.dumps(value).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("X-Experience-API-Version", "1.0.3")
        request.send_header("Content-Length", str(len(body)))
        for name, text in (headers or {}).items():
            request.send_header(name, text)
        request.end_headers()
        request.wfile.write(body)

    def cut(self, request):
        request.close_connection = True
        request.connection.close()
