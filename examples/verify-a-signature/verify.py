"""Accepts the messages of B2 rules that are signed with one of our secrets, and refuses all others.

usage: SIGNING_SECRET='NEW OLD' verify.py PORT
"""
import hashlib
import hmac
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = os.environ["SIGNING_SECRET"].split()  # two while the secret is changed
LARGEST = 8 << 20


def genuine(body, header):
    """Returns whether the header signs these bytes: the bytes as they came, before anything parses them."""
    expected = ["v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() for secret in SECRETS]
    given = [one.strip() for one in header.split(",")]
    return any([hmac.compare_digest(e.encode(), g.encode()) for e in expected for g in given])


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if not 0 <= length <= LARGEST:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(length)
        trusted = genuine(body, self.headers.get("X-Bz-Event-Notification-Signature", ""))
        print(f"{'genuine' if trusted else 'FORGED, refused'}: {length} bytes", flush=True)
        self.answer(200 if trusted else 401)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print(f"verifies at http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
