"""Three threads that want the interpreter lock all the time."""

import threading
import time

from known import burn, is_over, note, ready

over = threading.Event()


def work(name, length):
    while not over.is_set():
        begin = time.thread_time_ns()
        burn(length)
        note(name, time.thread_time_ns() - begin)


def first():
    work("first", 5_000_000)


def second():
    work("second", 1_000_000)


def third():
    work("third", 200_000)


threads = [threading.Thread(target=target) for target in (first, second, third)]
for thread in threads:
    thread.start()
ready()
while not is_over():
    time.sleep(0.02)
over.set()
for thread in threads:
    thread.join()
