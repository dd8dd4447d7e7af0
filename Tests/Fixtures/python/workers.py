"""Forks two workers that compute, says `ready`, and waits for standard input to end."""

import os
import signal
import sys


def burn():
    total = 0
    for number in range(10_000):
        total += number * number
    return total


def work(parent):
    # Also where that one is killed.
    while os.getppid() == parent:
        burn()
    os._exit(0)


parent = os.getpid()
# The second is forked without telling Python, as servers written in C do.
workers = []
for fork in [os.fork, None]:
    if fork is None:
        import ctypes

        fork = ctypes.PyDLL(None).fork
    pid = fork()
    if pid == 0:
        work(parent)
    workers.append(pid)
print("ready", flush=True)
sys.stdin.read()
for pid in workers:
    os.kill(pid, signal.SIGKILL)
