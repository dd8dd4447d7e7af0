"""Threads that stand still in known asyncio tasks, for tests that read them from outside.

usage: tasks.py blocked|stepping asyncio|uvloop [LOOPS]

blocked:  LOOPS threads with a loop each stand inside a task, one more polls between tasks, one more has no loop.
          One line each: THREAD LOOP TASK (0 for none), then `ready`; ends with standard input.
stepping: one loop; three tasks in turn each say THREAD LOOP TASK and stand still until a line of input comes.
"""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def new_loop(kind):
    if kind == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def say(loop, task):
    print(threading.get_native_id(), id(loop) if loop else 0, id(task) if task else 0, flush=True)


end = threading.Event()
turn = threading.Lock()


def stand_in_task(kind, arrived):
    async def inner():
        # Other tasks have come and gone by now.
        for _ in range(7):
            await asyncio.sleep(0)
        with turn:
            say(asyncio.get_running_loop(), asyncio.current_task())
        arrived.release()
        end.wait()

    async def outer():
        await asyncio.gather(*(asyncio.sleep(0) for _ in range(5)))
        await asyncio.create_task(inner())

    new_loop(kind).run_until_complete(outer())


def poll_between_tasks(kind, arrived):
    loop = new_loop(kind)

    async def main():
        with turn:
            say(loop, None)
        done = loop.create_future()
        threading.Thread(target=lambda: (end.wait(), loop.call_soon_threadsafe(done.set_result, None))).start()
        # Runs between two tasks, right before the loop polls.
        loop.call_soon(lambda: loop.call_soon(arrived.release))
        await done

    loop.run_until_complete(main())


def work_without_loop(arrived):
    with turn:
        say(None, None)
    arrived.release()
    end.wait()


def blocked(kind, loops):
    arrived = threading.Semaphore(0)
    for _ in range(loops):
        threading.Thread(target=stand_in_task, args=(kind, arrived)).start()
    threading.Thread(target=poll_between_tasks, args=(kind, arrived)).start()
    executor = ThreadPoolExecutor(max_workers=1)
    executor.submit(work_without_loop, arrived)
    for _ in range(loops + 2):
        arrived.acquire()
    print("ready", flush=True)
    sys.stdin.read()
    end.set()


def stepping(kind):
    over = False

    async def step():
        nonlocal over
        while not over:
            say(asyncio.get_running_loop(), asyncio.current_task())
            over = not sys.stdin.readline()
            await asyncio.sleep(0)

    async def main():
        print("ready", flush=True)
        await asyncio.gather(step(), step(), step())

    new_loop(kind).run_until_complete(main())


if sys.argv[1] == "blocked":
    blocked(sys.argv[2], int(sys.argv[3]))
else:
    stepping(sys.argv[2])
