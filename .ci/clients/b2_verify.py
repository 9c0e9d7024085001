"""Checks the signature of every message a receiver kept, with nothing of Carillon's.  usage: b2_verify.py SECRET FILE"""
import hashlib
import hmac
import json
import sys

secret, path = sys.argv[1].encode(), sys.argv[2]
messages = [m for m in map(json.loads, open(path, encoding="utf-8")) if "events" in m["body"]]
for message in messages:
    expected = "v1=" + hmac.new(secret, message["raw"].encode(), hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, message["headers"]["X-Bz-Event-Notification-Signature"]), message
assert messages, "no message to check"
print(len(messages), "messages, every signature is right")
