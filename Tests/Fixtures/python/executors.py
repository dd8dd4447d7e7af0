"""Tasks of asyncio that await what threads of executors run, for tests that read both from outside.

Says for each a line ID THREAD FUNCTION:LINE > FUNCTION:LINE ...: of the task, of the thread that runs a function for it, and
where it waits, outermost first. One with the ID 0 is run for nobody that awaits it. Then `ready`. Ends with standard input.
"""

import asyncio
import concurrent.futures
import sys
import threading
import time

threads = {}


def stand(name):
    threads[name] = threading.get_native_id()
    time.sleep(1000)


async def in_thread():
    await asyncio.to_thread(stand, "in_thread")


async def in_executor():
    await asyncio.get_running_loop().run_in_executor(None, stand, "in_executor")


async def gathered():
    loop = asyncio.get_running_loop()
    await asyncio.gather(loop.run_in_executor(None, stand, "gathered"), asyncio.sleep(1000))


async def shielded():
    await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, stand, "shielded"))


def chain(task):
    places = []
    awaited = task.get_coro()
    while awaited is not None and hasattr(awaited, "cr_frame"):
        places.append(f"{awaited.cr_code.co_qualname}:{awaited.cr_frame.f_lineno}")
        awaited = awaited.cr_await
    return " > ".join(places)


async def main():
    asyncio.get_running_loop().set_default_executor(concurrent.futures.ThreadPoolExecutor(8))
    tasks = {function.__name__: asyncio.create_task(function()) for function in (in_thread, in_executor, gathered, shielded)}
    while len(threads) < len(tasks):
        await asyncio.sleep(0.01)
    concurrent.futures.ThreadPoolExecutor(1).submit(stand, "alone")
    while len(threads) < 5:
        await asyncio.sleep(0.01)
    for name, thread in threads.items():
        print(id(tasks[name]) if name in tasks else 0, thread, chain(tasks[name]) if name in tasks else "", flush=True)
    print("ready", flush=True)
    await asyncio.sleep(1000)


threading.Thread(target=lambda: (sys.stdin.read(), sys.modules["os"]._exit(0)), daemon=True).start()
asyncio.run(main())
