"""Spends its time in three functions by known shares, for tests that compare with what was sampled.

Says `ready`, works until a line arrives, then writes for each function its name and its CPU time in nanoseconds. One
thread sleeps in `naps` meanwhile, one waits for an event of asyncio in `serve`.
"""

import asyncio
import functools
import select
import sys
import threading
import time

spent = {"sixty": 0, "thirty": 0, "ten": 0}


def burn(nanoseconds):
    begin = time.thread_time_ns()
    end = begin + nanoseconds
    while time.thread_time_ns() < end:
        for number in range(2000):
            number * number
    return time.thread_time_ns() - begin


def sixty():
    spent["sixty"] += burn(6_000_000)


def thirty():
    # By way of a function of C.
    spent["thirty"] += functools.reduce(lambda sum, item: sum + burn(item), [3_000_000], 0)


def ten():
    spent["ten"] += sum(burn(item) for item in [1_000_000])


def naps():
    while True:
        nap()


def nap():
    time.sleep(0.05)


async def serve():
    await handle()


async def handle():
    while True:
        await asyncio.sleep(0.01)
        respond()


def respond():
    sorted(range(2000), key=lambda number: -number)


def main():
    threading.Thread(target=naps, daemon=True).start()
    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        sixty()
        thirty()
        ten()
    for name, time_spent in spent.items():
        print(name, time_spent)


main()
