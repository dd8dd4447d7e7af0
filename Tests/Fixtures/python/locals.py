"""Waits in a function whose variables are of every kind that is shown."""
import sys


class Account:
    def __init__(self, owner):
        self.owner = owner


def outer(owner, /, number, *rest, password="hunter2", **more):
    counted = 0

    def inner():
        nonlocal counted
        counted += 1
        everything(counted, owner)

    inner()


def everything(counted, owner):
    nothing, true, false = None, True, False
    small, negative, large, huge = 42, -7, 123456789012345678901234567890, 1 << 4000
    half, text, wide, emoji = 0.5, "plain", "breit ü", "🐍"
    long_text = "x" * 1000
    raw = b"\x00\xffab"
    listed, tupled = [1, "two", [3, [4, [5]]]], (1, 2.5, None)
    unique, frozen = {7}, frozenset()
    table = {"user": "ada", "password": "hunter2", 3: [1, 2]}
    many = list(range(100))
    headers = {"Authorization": "Bearer abcdefghijklmnop"}
    account = Account(owner)
    print("ready", flush=True)
    sys.stdin.readline()
    return locals()


def run():
    """The two numbers of a pair are the same, and that of the round before or of this one."""
    number = 0
    print("ready", flush=True)
    while True:
        number += 1
        pair = (number, number)


if sys.argv[1:] == ["running"]:
    run()
outer(Account("ada"), 2, 3, 4, password="hunter2", retries=5)
