"""One thread after another that computes for a fifth of a second, as a server has that makes one for each request.

All run on one CPU, beside a process that always wants it too, so that a new thread often waits before it tells the
interpreter of itself. Says `ready`, and goes on until standard input ends.
"""

import os
import signal
import sys
import threading
import time


def burn():
    total = 0
    for number in range(10_000):
        total += number * number
    return total


def serve():
    end = time.thread_time() + 0.2
    while time.thread_time() < end:
        burn()


def disturb(parent):
    while os.getppid() == parent:
        burn()
    os._exit(0)


os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
parent = os.getpid()
other = os.fork()
if other == 0:
    disturb(parent)


def wait_for_end():
    sys.stdin.read()
    os.kill(other, signal.SIGKILL)
    os._exit(0)


threading.Thread(target=wait_for_end).start()
print("ready", flush=True)
while True:
    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
