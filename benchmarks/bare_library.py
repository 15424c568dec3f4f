"""The library's own server and nothing else, as a process: what the sandbox is compared with.

Started, announced and ended as the sandbox is: one line of JSON when it listens, the end when standard input closes.
"""

from __future__ import annotations

import json
import os
import sys
import threading


def main() -> None:
    """Serve moto on a free port of 127.0.0.1 until standard input closes."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"endpoint": f"http://127.0.0.1:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    while os.read(sys.stdin.fileno(), 1024):
        continue
    server.shutdown()


if __name__ == "__main__":
    main()
