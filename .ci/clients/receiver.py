"""An endpoint for events, independent of Carillon: answers 200 and appends each request to a file, one JSON object a line.

usage: receiver.py PORT FILE    prints the port it listens on
"""
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, path = int(sys.argv[1]), sys.argv[2]
lock = threading.Lock()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = {"path": self.path, "headers": dict(self.headers), "raw": body.decode(), "body": json.loads(body)}
        with lock, open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(seen) + "\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


server = Server(("127.0.0.1", port), Receiver)
print(server.server_address[1], flush=True)
server.serve_forever()
