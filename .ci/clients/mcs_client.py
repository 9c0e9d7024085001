"""A client of MCS webhooks: boto3 drops SimpleTopicConfiguration, so users write and sign the request themselves.

usage: mcs_client.py METHOD URL BUCKET BODY [HEADER=VALUE…]    prints the status, then the body

Virtual-hosted style, as in MCS's documents, and Signature Version 4, with Python's standard library only.
"""
import datetime
import hashlib
import hmac
import http.client
import os
import sys
from urllib.parse import urlsplit

method, url, bucket, body = sys.argv[1:5]
more = dict(argument.split("=", 1) for argument in sys.argv[5:])
key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
server = urlsplit(url)
query = more.pop("query", "notification=")
now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
digest = hashlib.sha256(body.encode()).hexdigest()
headers = {"host": f"{bucket}.localhost:{server.port}", "x-amz-date": now, "x-amz-content-sha256": digest, **more}
signed = ";".join(sorted(headers))
fields = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
request = "\n".join([method, "/", query, fields, signed, digest])
scope = f"{now[:8]}/ru-msk/s3/aws4_request"
text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
signing = ("AWS4" + secret).encode()
for part in scope.split("/"):
    signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
signature = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={signed}, Signature={signature}"
connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
connection.request(method, "/?" + query, body.encode(), headers)
answer = connection.getresponse()
print(answer.status)
print(answer.read().decode())
