"""`python -m motcua.ops.sandbox --port 8010`: what `motcua sandbox` runs."""

import argparse
import os
import signal

from motcua.ops.sandbox.server import start


def main() -> None:
    parser = argparse.ArgumentParser(prog="motcua sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--url", default="", help="the address under which browsers reach it, when it is another one")
    parser.add_argument("--quiet", action="store_true", help="say nothing")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = start(
        asked.host,
        asked.port,
        asked.url,
        population_key=os.environ.get("MOTCUA_POPULATION_KEY", ""),
        sms_key=os.environ.get("MOTCUA_SMS_KEY", ""),
    )
    if not asked.quiet:
        print(f"Hệ thống giả lập: {server.url}  (dừng bằng Ctrl-C)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
