"""The sandbox platform over HTTP, on the loopback: JSON in, JSON out.

    POST /invoices {serial, invoice}        GET /invoices/SERIAL
    POST /invoices/NUMBER/use               POST /invoices/NUMBER/void (作废, paper)
    GET /files/NUMBER.KIND
    GET /quota                              GET /session, POST /session (a person logs in)
    GET /invoices (number → serial)         POST /older {code, number, net, tax} (税控)
    POST /red-forms (a form as it is asked for, its `request_id` the serial)
    POST /red-forms/list {since, until}
    POST /red-forms/NUMBER/look {side}      POST /red-forms/NUMBER/answer {side, agree}
                                            POST /red-forms/NUMBER/withdrawal {side}

A lost answer is a connection that is closed without one.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, TypeAlias

from invoicekit.authority._sandbox.platform import NoAnswer, Platform, Request
from invoicekit.authority._sandbox.red_forms import FormProblem
from invoicekit.model import Invoice, RedForm, RedSide

LARGEST = 10 * 1024 * 1024
"""Bytes of the largest request that is read."""

_POLL = 0.02
"""Seconds between looks at whether the server is to stop."""

Body: TypeAlias = Mapping[str, object]
Answer: TypeAlias = tuple[HTTPStatus, Body | bytes]
Files: TypeAlias = Callable[[Invoice, str], bytes | None]
"""Makes a file of an issued document of a kind, None where the kind is unknown."""


class SandboxServer:
    """Serves a platform until closed.

    Args:
        platform: What answers.
        port: On the loopback; a free one by default.
        files: Makes the files of issued documents.
    """

    def __init__(self, platform: Platform, *, port: int = 0, files: Files | None = None) -> None:
        self.platform = platform
        handler = type("Handler", (_Handler,), {"routes": Routes(platform, files)})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL,), daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def serve_forever(self) -> None:
        """Serves in this thread until interrupted."""
        self._server.serve_forever()

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()


class Routes:
    """Method and path → what the platform is asked."""

    def __init__(self, platform: Platform, files: Files | None) -> None:
        self._platform = platform
        self._files = files
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Answer]], ...] = tuple(
            (method, re.compile(path), answer)
            for method, path, answer in (
                ("POST", r"/invoices", self._submit),
                ("GET", r"/invoices/(\w+)", self._query),
                ("POST", r"/invoices/(\w+)/use", self._use),
                ("POST", r"/invoices/(\w+)/void", self._void),
                ("GET", r"/files/(\w+)\.([\w-]+)", self._file),
                ("GET", r"/quota", self._quota),
                ("GET", r"/session", self._session),
                ("POST", r"/session", self._log_in),
                ("GET", r"/invoices", self._issued),
                ("POST", r"/older", self._register),
                ("POST", r"/red-forms", self._request_red),
                ("POST", r"/red-forms/list", self._red_forms),
                ("POST", r"/red-forms/(\w+)/look", self._red_form),
                ("POST", r"/red-forms/(\w+)/answer", self._answer_red),
                ("POST", r"/red-forms/(\w+)/withdrawal", self._withdraw_red),
            )
        )

    def answer(self, method: str, path: str, body: Body) -> Answer:
        """Returns status and body of an answer.

        Raises:
            NoAnswer: The connection is to be closed without one.
        """
        for known, pattern, answer in self._routes:
            found = pattern.fullmatch(path)
            if found and known == method:
                try:
                    return answer(body, *found.groups())
                except FormProblem as problem:
                    return _refused(HTTPStatus.CONFLICT, problem.code, str(problem))
                except (KeyError, TypeError, ValueError, InvalidOperation) as problem:
                    return _refused(HTTPStatus.BAD_REQUEST, "BODY", str(problem))
        return _refused(HTTPStatus.NOT_FOUND, "PATH", f"{method} {path}")

    def _submit(self, body: Body) -> Answer:
        invoice = Invoice.model_validate_json(json.dumps(body["invoice"]))
        return HTTPStatus.OK, _said(self._platform.submit(str(body["serial"]), invoice))

    def _query(self, _body: Body, serial: str) -> Answer:
        request = self._platform.query(serial)
        if request is None:
            return _refused(HTTPStatus.NOT_FOUND, "NOT-FOUND", f"未找到流水号{serial}")
        return HTTPStatus.OK, _said(request)

    def _use(self, _body: Body, number: str) -> Answer:
        self._platform.use(number)
        return HTTPStatus.OK, {}

    def _void(self, _body: Body, number: str) -> Answer:
        self._platform.void(number)
        return HTTPStatus.OK, {}

    def _file(self, _body: Body, number: str, kind: str) -> Answer:
        invoice = self._platform.invoice(number)
        data = self._files(invoice, kind) if invoice and self._files else None
        if data is None:
            return _refused(HTTPStatus.NOT_FOUND, "FILE", f"{number}.{kind}")
        return HTTPStatus.OK, data

    def _quota(self, _body: Body) -> Answer:
        return HTTPStatus.OK, {"available": str(self._platform.available())}

    def _session(self, _body: Body) -> Answer:
        return HTTPStatus.OK, {"logged_in": self._platform.logged_in}

    def _log_in(self, body: Body) -> Answer:
        self._platform.log_in()
        return self._session(body)

    def _request_red(self, body: Body) -> Answer:
        return HTTPStatus.OK, _form(self._platform.enter_form(RedForm.model_validate(body)))

    def _red_forms(self, body: Body) -> Answer:
        since, until = (date.fromisoformat(str(body[name])) for name in ("since", "until"))
        forms = [_form(form) for form in self._platform.red_forms(since, until)]
        return HTTPStatus.OK, {"forms": forms}

    def _red_form(self, _body: Body, number: str) -> Answer:
        return HTTPStatus.OK, _form(self._platform.red_form(number))

    def _answer_red(self, body: Body, number: str) -> Answer:
        agree = body.get("agree") is True
        return HTTPStatus.OK, _form(self._platform.confirm_red(number, _side(body), agree=agree))

    def _withdraw_red(self, body: Body, number: str) -> Answer:
        return HTTPStatus.OK, _form(self._platform.withdraw_red(number, _side(body)))

    def _register(self, body: Body) -> Answer:
        net, tax = (Decimal(str(body[name])) for name in ("net", "tax"))
        self._platform.register(str(body["code"]), str(body["number"]), net, tax)
        return HTTPStatus.OK, {}

    def _issued(self, _body: Body) -> Answer:
        return HTTPStatus.OK, {"numbers": self._platform.issued()}


def _side(body: Body) -> RedSide:
    return "buyer" if body.get("side") == "buyer" else "seller"


class _Handler(BaseHTTPRequestHandler):
    routes: Routes
    protocol_version = "HTTP/1.1"
    # Headers and body are written one after the other: neither waits for the other's receipt.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self.close_connection = True
            self._send(*_refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "SIZE", str(LARGEST)))
            return
        try:
            body = json.loads(self.rfile.read(length) or b"{}")
        except ValueError as problem:
            self._send(*_refused(HTTPStatus.BAD_REQUEST, "BODY", str(problem)))
            return
        self._answer(body if isinstance(body, dict) else {})

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: requests hold names and tax numbers."""

    def _answer(self, body: Body) -> None:
        try:
            status, answer = self.routes.answer(self.command, self.path, body)
        except NoAnswer:
            self.close_connection = True
            return
        self._send(status, answer)

    def _send(self, status: HTTPStatus, answer: Body | bytes) -> None:
        raw = isinstance(answer, bytes)
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/octet-stream" if raw else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _refused(status: HTTPStatus, code: str, message: str) -> Answer:
    return status, {"code": code, "message": message}


def _said(request: Request) -> Body:
    return {
        "serial": request.serial,
        "state": request.state,
        "number": request.invoice.number if request.state == "issued" else None,
        "issued_at": request.issued_at.isoformat() if request.issued_at else None,
        "code": request.code,
        "message": request.message,
        "login_code": _LOGIN if request.state == "waiting_login" else None,
    }


_LOGIN = "invoicekit-sandbox-login"
"""The text of the code that `POST /session` stands for scanning."""


def _form(form: RedForm) -> Body:
    return form.model_dump(mode="json", exclude_none=True)
