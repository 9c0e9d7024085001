"""A receiver of MCS webhooks, independent of Carillon: confirms subscriptions as the article of MCS says.

usage: mcs_receiver.py PORT FILE    prints the port it listens on

Records are appended to FILE as receiver.py does, confirmations to FILE.confirmations. The first part of the path says what
is answered instead: wrong (a signature of hexadecimal keys), html, hang, gone (410 to records).
"""
import hashlib
import hmac
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, path = int(sys.argv[1]), sys.argv[2]
lock = threading.Lock()


def sign(message, key):
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def signature(url, body):
    return sign(url, sign(body["TopicArn"], sign(body["Timestamp"], body["Token"].encode()))).hex()


def wrong(url, body):
    inner = sign(body["TopicArn"], sign(body["Timestamp"], body["Token"].encode()).hex().encode()).hex()
    return sign(url, inner.encode()).hex()


# the signature of MCS's own example, before anything else is done
example = {"TopicArn": "mcs2883541269|bucketA|s3:ObjectCreated:Put", "Timestamp": "2019-12-26T19:29:12+03:00",
           "Token": "RPE5UuG94rGgBH6kHXN9FUPugFxj1hs2aUQc99btJp3E49tA"}
assert signature("http://test.com", example) == "ea3fce4bb15c6de4fec365d36bcebbc34ccddf54616d5ca12e1972f82b6d37af"


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        mode = self.path.split("/")[1]
        confirmation = body.get("Type") == "SubscriptionConfirmation"
        seen = {"path": self.path, "headers": dict(self.headers), "body": body}
        with lock, open(path + (".confirmations" if confirmation else ""), "a", encoding="utf-8") as file:
            file.write(json.dumps(seen) + "\n")
        url = "http://" + self.headers["Host"] + self.path
        if not confirmation:
            self.answer(410 if mode == "gone" else 200, "")
        elif mode == "hang":
            threading.Event().wait(60)
        elif mode == "html":
            self.answer(200, "<html><body><h1>It works!</h1></body></html>")
        else:
            self.answer(200, json.dumps({"signature": wrong(url, body) if mode == "wrong" else signature(url, body)}))

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
