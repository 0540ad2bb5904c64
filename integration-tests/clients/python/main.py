# SPDX-License-Identifier: Apache-2.0
"""Burns CPU in two functions, one four times as much as the other, each under a tag of its own."""

import os
import sys
import time

import pyroscope


def burn_until(deadline):
    x = 1
    while time.thread_time() < deadline:
        for _ in range(200):
            x = (x * 31 + 7) % 1000003
    return x


def burn_little():
    burn_until(time.thread_time() + 0.05)


def burn_much():
    burn_until(time.thread_time() + 0.20)


def main():
    url, seconds = sys.argv[1], float(sys.argv[2])
    pyroscope.configure(
        application_name="python-client",
        server_address=url,
        sample_rate=100,
        tags={"env": "test"},
    )
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with pyroscope.tag_wrapper({"work": "little"}):
            burn_little()
        with pyroscope.tag_wrapper({"work": "much"}):
            burn_much()
    pyroscope.shutdown()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
