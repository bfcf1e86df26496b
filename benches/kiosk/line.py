"""A static web server on loopback that counts, and that can be a bad line: shared by the scripts of this folder.

The first part of a path names who asks (`http://127.0.0.1:PORT/jx-1/c/...`), so that every kiosk's bytes are known.
"""

import os
import random
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 16 * 1024


class Count:
    """What one asker cost."""

    def __init__(self):
        self.requests = self.body = self.heads = self.metadata = 0
        self.paths = []


class Line:
    """Serves a folder. `fault(who, path, size)` names what happens to an answer: None or one of FAULTS."""

    FAULTS = ("drop", "cut", "error", "slow", "lie", "flip", "portal", "redirect", "whole", "gzip")

    def __init__(self, folder, fault=None):
        self.folder, self.fault = folder, fault
        self.counts = defaultdict(Count)
        self.happened = defaultdict(int)
        self.lock = threading.Lock()
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                line.answer(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, who):
        return f"http://127.0.0.1:{self.port}/{who}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def forget(self):
        with self.lock:
            self.counts.clear()

    def answer(self, handler):
        who, _, path = handler.path.lstrip("/").partition("/")
        file = os.path.join(self.folder, path)
        found = os.path.isfile(file) and ".." not in path
        size = os.path.getsize(file) if found else 0
        fault = self.fault(who, path, size) if self.fault else None
        with self.lock:
            count = self.counts[who]
            count.requests += 1
            count.heads += len(handler.raw_requestline) + len(str(handler.headers))
            count.paths.append(path)
            if fault:
                self.happened[fault] += 1
        if fault == "drop":
            handler.close_connection = True
            return
        if fault in ("error", "redirect", "portal"):
            page = b"<html><body>please log in</body></html>"
            handler.send_response({"error": 503, "redirect": 302, "portal": 200}[fault])
            if fault == "redirect":
                handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send(handler, who, path, page, len(page))
            return
        if not found:
            handler.send_response(404)
            self.send(handler, who, path, b"", 0)
            return
        with open(file, "rb") as opened:
            body = opened.read()
        begin = handler.headers.get("Range", "")
        begin = int(begin[6:].split("-")[0]) if begin.startswith("bytes=") and fault != "whole" else 0
        if begin >= len(body) > 0:
            handler.send_response(416)
            self.send(handler, who, path, b"", 0)
            return
        handler.send_response(206 if begin else 200)
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        if fault == "gzip":
            handler.send_header("Content-Encoding", "gzip")
        body = bytearray(body[begin:])
        length = len(body)
        if fault == "flip" and body:
            body[random.randrange(len(body))] ^= 1 << random.randrange(8)
        if fault == "lie":
            length += 1000
        if fault in ("cut", "lie"):
            handler.close_connection = True
        if fault == "cut":
            del body[random.randrange(len(body) + 1):]
        self.send(handler, who, path, body, length, slowly=fault == "slow")

    def send(self, handler, who, path, body, length, slowly=False):
        handler.send_header("Content-Length", str(length))
        head = sum(map(len, handler._headers_buffer)) + 2
        sent = 0
        try:
            handler.end_headers()
            for at in range(0, len(body), CHUNK):
                handler.wfile.write(body[at:at + CHUNK])
                sent += len(body[at:at + CHUNK])
                if slowly:
                    time.sleep(0.05)
        finally:
            with self.lock:
                count = self.counts[who]
                count.heads += head
                count.body += sent
                if path.startswith("c/") or path.startswith("o/n/"):
                    count.metadata += sent
