"""Clients of all kinds for .ci/campaigns/edges.sh. Loopback only.

edges_client.py WHAT URL ...: puts N, flood KIND COUNT FROM, hostile. Exits 1 when the server did not do as it must.
"""
import datetime
import hashlib
import hmac
import os
import selectors
import socket
import sys
import time
import urllib.parse

KEY = os.environ.get("CARILLON_ACCESS_KEY", "")
SECRET = os.environ.get("CARILLON_SECRET_KEY", "")


def address(url):
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


def signed(method, path, host, body, query="", service="s3"):
    """The head of a request, signed with Signature Version 4."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/default/{service}/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{now}\n\nhost;x-amz-content-sha256;x-amz-date\n{digest}"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signing = ("AWS4" + SECRET).encode()
    for part in scope.split("/"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
    return (
        f"{method} {path}{'?' * bool(query)}{query} HTTP/1.1\r\nHost: {host}\r\nx-amz-date: {now}\r\nx-amz-content-sha256: {digest}\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
        f" Signature={signature}\r\nContent-Length: {len(body)}\r\n"
    )


def exchange(url, request, timeout=10):
    """Sends bytes and gives back the status of the answer; 0 when the connection was closed without one."""
    try:
        with socket.create_connection(address(url), timeout) as s:
            s.settimeout(timeout)
            s.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer:
                more = s.recv(65536)
                if not more:
                    break
                answer += more
            first = answer.split(b"\r\n", 1)[0].split(b" ")
            return int(first[1]) if len(first) > 1 and first[0].startswith(b"HTTP/") else 0
    except (ConnectionResetError, BrokenPipeError):
        return 0


def puts(url, seconds):
    """Makes a bucket and puts objects for so many seconds; every one must be answered 200."""
    host = "%s:%d" % address(url)
    exchange(url, (signed("PUT", "/good", host, b"") + "Connection: close\r\n\r\n").encode())
    end = time.monotonic() + seconds
    count, slowest, bad = 0, 0.0, []
    while time.monotonic() < end:
        body = b"x" * (100 if count % 2 else 40_000)
        started = time.monotonic()
        try:
            status = exchange(url, (signed("PUT", f"/good/{count % 100}", host, body) + "Connection: close\r\n\r\n").encode() + body, 30)
        except OSError as e:
            status = repr(e)
        slowest = max(slowest, time.monotonic() - started)
        if status != 200:
            bad.append(status)
        count += 1
        time.sleep(0.02)
    print(f"{count} puts, {len(bad)} not 200 {bad[:5]}, slowest {slowest:.2f} s")
    return not bad and count > 0


def opening(kind, url):
    """What a client of no good sends first, and what it goes on sending."""
    host = "%s:%d" % address(url)
    mebibyte = b"x" * (1 << 20)
    unknown = "AWS4-HMAC-SHA256 Credential=NOBODY/20260101/default/sns/aws4_request, SignedHeaders=host, Signature=" + "0" * 64
    return {
        "sns": f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048576\r\n\r\n".encode() + mebibyte[:100_000],
        "sns-unknown": f"POST / HTTP/1.1\r\nHost: {host}\r\nAuthorization: {unknown}\r\nContent-Length: 131072\r\n\r\n".encode() + mebibyte[:131_000],
        "admin": f"POST /v1/replay HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048576\r\n\r\n".encode() + mebibyte[:-1],
        "b2": f"POST /b2api/v2/b2_download_file_by_id HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048576\r\n\r\n".encode() + mebibyte[:-1],
        "put": f"PUT /good/stranger HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048576\r\n\r\n".encode() + mebibyte[:-1],
        "three": f"PUT /good/stranger HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1048576\r\n\r\nabc".encode(),
        "head": f"GET / HTTP/1.1\r\nHost: {host}\r\nX: ".encode() + b"h" * 15_000,
        "idle": b"",
    }[kind]


def flood(url, kind, count, source, seconds):
    """Opens connections from a loopback address, sends and holds them; counts what came back."""
    selector = selectors.DefaultSelector()
    begun = opening(kind, url)
    end = time.monotonic() + seconds
    opened = closed = refused = 0
    answers = {}
    held = {}

    def drop(s):
        selector.unregister(s)
        held.pop(s, None)
        s.close()

    def serve(wait):
        nonlocal closed
        for key, events in selector.select(wait):
            s = key.fileobj
            try:
                if events & selectors.EVENT_READ:
                    got = s.recv(65536)
                    if not got:
                        closed += 1
                        drop(s)
                        continue
                    if got.startswith(b"HTTP/"):
                        status = got.split(b" ")[1].decode()
                        answers[status] = answers.get(status, 0) + 1
                if events & selectors.EVENT_WRITE:
                    at = held[s] + s.send(begun[held[s]:held[s] + 65536])
                    held[s] = at
                    if at == len(begun):
                        selector.modify(s, selectors.EVENT_READ)
            except OSError:
                closed += 1
                drop(s)

    while opened < count and time.monotonic() < end:
        s = socket.socket()
        try:
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 17)
            s.bind((source, 0))
            s.connect_ex(address(url))
            held[s] = 0
            selector.register(s, selectors.EVENT_READ | (selectors.EVENT_WRITE if begun else 0))
            opened += 1
        except OSError:
            refused += 1
            s.close()
        serve(0)
    while held and time.monotonic() < end:
        serve(0.1)
    print(f"{kind}: {opened} opened, {refused} not, {closed} closed by the server, {len(held)} held, answers {answers}")
    return True


def hostile(urls):
    """Request lines and queries of those who mean no good; each must be the client's error."""
    lines = ["GET /", "GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/3.0", "GET / HTTP/9.9", "GET  HTTP/1.1", "GET ", "X", "GET /%zz HTTP/1.1"]
    bad = []
    for url in urls:
        for line in lines:
            status = exchange(url, f"{line}\r\nHost: h\r\n\r\n".encode())
            if not (400 <= status < 500 or status == 505):
                bad.append((url, line, status))
    s3 = urls[0]
    host = "%s:%d" % address(s3)
    for value in ("a%0Db", "a%0Ab", "%00", "%7F"):
        request = signed("GET", "/good/1", host, b"", query=f"response-content-type={value}")
        status = exchange(s3, (request + "Connection: close\r\n\r\n").encode())
        if status != 400:
            bad.append((s3, value, status))
    print(f"not the client's error: {bad}")
    return not bad


def main():
    what, url, *more = sys.argv[1:]
    done = {
        "puts": lambda: puts(url, float(more[0])),
        "flood": lambda: flood(url, more[0], int(more[1]), more[2], float(more[3])),
        "hostile": lambda: hostile([url, *more]),
    }[what]()
    sys.exit(0 if done else 1)


if __name__ == "__main__":
    main()
