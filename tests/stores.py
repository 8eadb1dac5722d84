"""Servers for tests of publishing, on this machine: S3 (moto), the hub's endpoints, and a bad line before either."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse


class S3Server:
    """moto's server, a process of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{self.port}'])"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.address = f"http://127.0.0.1:{self.port}"
        for _ in range(300):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the S3 server did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


Fault = Callable[[str, str, bytes], Any]


class BadLine:
    """Stands before a server, counts what is sent, and lets a test break what it likes.

    `fault(method, path, body)` returns None to pass a request on, a status to answer with, or "drop" to hang up.
    """

    def __init__(self, port: int) -> None:
        self.sent_bytes = 0
        self.requests: list[tuple[str, str]] = []
        self.fault: Fault = lambda method, path, body: None
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                line.sent_bytes += len(body) if self.command in ("PUT", "POST") else 0
                line.requests.append((self.command, self.path))
                fault = line.fault(self.command, self.path, body)
                if fault == "drop":
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if fault is not None:
                    self.answer(int(fault), [("Content-Length", "0"), ("Retry-After", "0")], b"")
                    return
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "expect")}
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                data = answer.read()
                connection.close()
                self.answer(answer.status, answer.getheaders(), data)

            def answer(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
                self.send_response_only(status)
                length = None
                for name, value in headers:
                    if name.lower() == "content-length":
                        length = value
                    elif name.lower() not in ("connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = pass_on  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is no news."""


class Hub:
    """The endpoints of the hub that publishing and loading use, in memory."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.blobs: dict[str, bytes] = {}
        self.uploads = 0
        self.faults: list[tuple[str, int]] = []  # part of a path, status; each used once
        self.token = "hf_secretsecretsecret"
        hub = self

        class Handler(_HubHandler):
            owner = hub

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Repository:
    """States of a dataset: each a mapping of paths to (content, kept as a large file)."""

    def __init__(self) -> None:
        self.states: list[dict[str, tuple[bytes, bool]]] = [{".gitattributes": (b"* text=auto\n", False)}]
        self.tags: dict[str, int] = {}

    def sha(self, number: int = -1) -> str:
        number = number % len(self.states)
        return hashlib.sha1(str((number, sorted(self.states[number]))).encode()).hexdigest()

    def state(self, revision: str) -> dict[str, tuple[bytes, bool]] | None:
        if revision == "main":
            return self.states[-1]
        if revision in self.tags:
            return self.states[self.tags[revision]]
        return next((s for n, s in enumerate(self.states) if self.sha(n) == revision), None)


class _HubHandler(BaseHTTPRequestHandler):
    owner: Hub
    protocol_version = "HTTP/1.1"

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlparse(self.path)
        path, query = unquote(address.path), parse_qs(address.query)
        for fault in self.owner.faults:
            if fault[0] in path:
                self.owner.faults.remove(fault)
                self.reply(fault[1], {"error": "fault"}, {"Retry-After": "0"})
                return
        if path.startswith("/blob/"):
            self.blob(path.removeprefix("/blob/"), body)
            return
        if self.headers.get("Authorization") not in (f"Bearer {self.owner.token}", None):
            self.reply(403, {"error": "not yours"})
            return
        if self.command == "POST" and self.headers.get("Authorization") is None:
            self.reply(401, {"error": "who are you?"})
            return
        for pattern, method in _ROUTES:
            if match := re.fullmatch(pattern, path):
                getattr(self, method)(*match.groups(), body=body, query=query)
                return
        print(f"no such endpoint: {self.command} {self.path}", file=sys.stderr)
        self.reply(404, {"error": f"no such endpoint: {path}"})

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_one  # noqa: N815

    def reply(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response_only(status)
        for name, text in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def repository(self, name: str) -> Repository | None:
        found = self.owner.repositories.get(name)
        if found is None:
            self.reply(404, {"error": "not found"}, {"X-Error-Code": "RepoNotFound"})
        return found

    def state(self, name: str, revision: str) -> dict[str, tuple[bytes, bool]] | None:
        if (repository := self.repository(name)) is None:
            return None
        state = repository.state(revision)
        if state is None:
            self.reply(404, {"error": "no such revision"}, {"X-Error-Code": "RevisionNotFound"})
        return state

    def create(self, body: bytes, **_: Any) -> None:
        asked = json.loads(body)
        name = f"{asked['organization']}/{asked['name']}" if asked.get("organization") else asked["name"]
        self.owner.repositories.setdefault(name, Repository())
        self.reply(200, {"url": f"{self.owner.address}/datasets/{name}", "name": name, "id": name})

    def info(self, name: str, revision: str | None = None, **_: Any) -> None:
        state = self.state(name, revision or "main")
        if state is None:
            return
        repository = self.owner.repositories[name]
        number = next(n for n, s in enumerate(repository.states) if s is state)
        self.reply(200, {"id": name, "sha": repository.sha(number), "private": True, "tags": [], "downloads": 0,
                         "likes": 0, "siblings": [{"rfilename": path} for path in sorted(state)]})  # fmt: skip

    def entries(self, state: dict[str, tuple[bytes, bool]], paths: list[str]) -> list[dict[str, Any]]:
        found = []
        for path in paths:
            if path in state:
                data, large = state[path]
                entry: dict[str, Any] = {"type": "file", "path": path, "size": len(data), "oid": _git(data)}
                if large:
                    digest = hashlib.sha256(data).hexdigest()
                    entry["lfs"] = {"oid": digest, "size": len(data), "pointerSize": 130}
                found.append(entry)
            elif any(other.startswith(f"{path}/") for other in state):
                found.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        return found

    def tree(self, name: str, revision: str, folder: str | None, query: dict[str, list[str]], **_: Any) -> None:
        state = self.state(name, revision)
        if state is None:
            return
        prefix = f"{folder.strip('/')}/" if folder and folder.strip("/") else ""
        paths = sorted(path for path in state if path.startswith(prefix))
        if query.get("recursive", ["false"])[0].lower() not in ("true", "1"):
            paths = sorted({prefix + path[len(prefix) :].split("/")[0] for path in paths})
        if prefix and not paths:
            self.reply(404, {"error": "no such folder"}, {"X-Error-Code": "EntryNotFound"})
            return
        self.reply(200, self.entries(state, paths))

    def paths_info(self, name: str, revision: str, body: bytes, **_: Any) -> None:
        state = self.state(name, revision)
        if state is not None:
            text = body.decode()
            paths = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text).get("paths", [])
            self.reply(200, self.entries(state, paths))

    def refs(self, name: str, **_: Any) -> None:
        if repository := self.repository(name):
            tags = [{"name": t, "ref": f"refs/tags/{t}", "targetCommit": repository.sha(n)}
                    for t, n in repository.tags.items()]  # fmt: skip
            main = {"name": "main", "ref": "refs/heads/main", "targetCommit": repository.sha()}
            self.reply(200, {"branches": [main], "converts": [], "tags": tags})

    def tag(self, name: str, revision: str, body: bytes, **_: Any) -> None:
        if repository := self.repository(name):
            tag = json.loads(body)["tag"]
            if tag in repository.tags:
                self.reply(409, {"error": "there already"})
                return
            repository.tags[tag] = len(repository.states) - 1
            self.reply(200, {})

    def preupload(self, name: str, revision: str, body: bytes, **_: Any) -> None:
        files = [
            {"path": f["path"], "uploadMode": "lfs" if f["path"].endswith(".parquet") else "regular",
             "shouldIgnore": False} for f in json.loads(body)["files"]
        ]  # fmt: skip
        self.reply(200, {"files": files})

    def lfs(self, name: str, body: bytes, **_: Any) -> None:
        objects = []
        for wanted in json.loads(body)["objects"]:
            entry: dict[str, Any] = {"oid": wanted["oid"], "size": wanted["size"]}
            if wanted["oid"] not in self.owner.blobs:
                entry["actions"] = {"upload": {"href": f"{self.owner.address}/blob/{wanted['oid']}", "header": {}}}
            objects.append(entry)
        self.reply(200, {"transfer": "basic", "objects": objects})

    def blob(self, digest: str, body: bytes) -> None:
        if hashlib.sha256(body).hexdigest() != digest:
            self.reply(400, {"error": "other content"})
            return
        self.owner.blobs[digest] = body
        self.owner.uploads += 1
        self.reply(200, {})

    def commit(self, name: str, revision: str, body: bytes, **_: Any) -> None:
        repository = self.repository(name)
        if repository is None:
            return
        lines = [json.loads(line) for line in body.decode().splitlines() if line]
        parent = lines[0]["value"].get("parentCommit")
        if parent and parent != repository.sha():
            self.reply(412, {"error": "the branch has moved"})
            return
        state = dict(repository.states[-1])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                state[value["path"]] = (base64.b64decode(value["content"]), False)
            elif line["key"] == "lfsFile":
                state[value["path"]] = (self.owner.blobs[value["oid"]], True)
            elif line["key"] == "deletedFile":
                state.pop(value["path"])
        repository.states.append(state)
        self.reply(200, {"commitUrl": f"{self.owner.address}/datasets/{name}/commit/{repository.sha()}",
                         "commitOid": repository.sha(), "pullRequestUrl": None})  # fmt: skip

    def resolve(self, name: str, revision: str, path: str, **_: Any) -> None:
        state = self.state(name, revision)
        if state is None:
            return
        if path not in state:
            self.reply(404, {"error": "no such file"}, {"X-Error-Code": "EntryNotFound"})
            return
        data, large = state[path]
        repository = self.owner.repositories[name]
        number = next(n for n, s in enumerate(repository.states) if s is state)
        tag = hashlib.sha256(data).hexdigest() if large else _git(data)
        headers = {"ETag": f'"{tag}"', "X-Repo-Commit": repository.sha(number), "Accept-Ranges": "bytes",
                   "Content-Type": "application/octet-stream"}  # fmt: skip
        if large:
            headers |= {"X-Linked-Etag": f'"{tag}"', "X-Linked-Size": str(len(data))}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if asked and self.command == "GET":
            start, end = int(asked[1]), int(asked[2]) if asked[2] else len(data) - 1
            end = min(end, len(data) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            self.reply(206, data[start : end + 1], headers)
            return
        self.reply(200, data, headers)

    def who(self, **_: Any) -> None:
        self.reply(200, {"name": "tester", "type": "user"})

    def valid(self, body: bytes, **_: Any) -> None:
        import yaml

        front = json.loads(body)["content"].split("---\n")[1]
        self.reply(200, {"errors": [] if isinstance(yaml.safe_load(front), dict) else ["no mapping"], "warnings": []})

    def log_message(self, *_: Any) -> None:
        pass


_ROUTES = [
    (r"/api/repos/create", "create"),
    (r"/api/whoami-v2", "who"),
    (r"/api/validate-yaml", "valid"),
    (r"/api/datasets/([^/]+/[^/]+)", "info"),
    (r"/api/datasets/([^/]+/[^/]+)/revision/([^/]+)", "info"),
    (r"/api/datasets/([^/]+/[^/]+)/tree/([^/]+)(/.*)?", "tree"),
    (r"/api/datasets/([^/]+/[^/]+)/paths-info/([^/]+)", "paths_info"),
    (r"/api/datasets/([^/]+/[^/]+)/refs", "refs"),
    (r"/api/datasets/([^/]+/[^/]+)/tag/([^/]+)", "tag"),
    (r"/api/datasets/([^/]+/[^/]+)/preupload/([^/]+)", "preupload"),
    (r"/api/datasets/([^/]+/[^/]+)/commit/([^/]+)", "commit"),
    (r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch", "lfs"),
    (r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", "resolve"),
]


def _git(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@contextmanager
def bad_line(port: int) -> Iterator[BadLine]:
    """Give a line before a server for as long as a test needs it."""
    line = BadLine(port)
    try:
        yield line
    finally:
        line.stop()
