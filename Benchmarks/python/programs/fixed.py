"""Computes from the start, so that who watches it has seen all there is to see, and for so many seconds of time that
passes once a line arrives; then says how many rounds it did in those, and in how much CPU time and time."""

import select
import sys
import time


def leaf(count):
    total = 0
    for number in range(count):
        total += number * number
    return total


def deep(depth):
    return leaf(200) if depth == 0 else deep(depth - 1)


print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    for _ in range(100):
        deep(15)
sys.stdin.readline()
begin, cpu, rounds = time.monotonic(), time.thread_time(), 0
while time.monotonic() - begin < float(sys.argv[1]):
    deep(15)
    rounds += 1
print(rounds, time.thread_time() - cpu, time.monotonic() - begin, flush=True)
sys.stdin.readline()
