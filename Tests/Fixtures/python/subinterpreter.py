"""A thread computes in a sub-interpreter, called from the main one, for tests that read it from outside.

Says `ready` when it has begun. Ends with standard input.
"""

import os
import sys
import threading

CODE = """
def inner():
    total = 0
    for number in range(10_000):
        total += number
    return total


def compute():
    while True:
        inner()


compute()
"""


def call():
    if sys.version_info >= (3, 13):
        import _interpreters

        _interpreters.exec(_interpreters.create(), CODE)
    else:
        import _xxsubinterpreters

        _xxsubinterpreters.run_string(_xxsubinterpreters.create(), CODE)


threading.Thread(target=call, daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
# Python cannot end while a sub-interpreter runs.
os._exit(0)
