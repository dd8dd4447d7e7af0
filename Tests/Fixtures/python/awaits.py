"""Tasks that await each other, for tests that read them from outside.

Says the `id()` of a task that stands still, then a line for it and for each that awaits it, innermost first:
NAME AWAITING-FUNCTION:LINE > AWAITING-FUNCTION:LINE ..., then `ready`. Ends with standard input. With `gather` or `group` as
an argument the outermost task awaits two, one of them the middle one; with `called` the innermost has another callback too.
"""

import asyncio
import sys


def chain(task):
    places = []
    awaited = task.get_coro()
    while awaited is not None and hasattr(awaited, "cr_frame"):
        places.append(f"{awaited.cr_code.co_qualname}:{awaited.cr_frame.f_lineno}")
        awaited = awaited.cr_await
    return f"{task.get_name()} {' > '.join(places)}"


async def stand(tasks):
    # The others are suspended by now.
    await asyncio.sleep(0.01)
    me = asyncio.current_task()
    print(id(me), flush=True)
    print(f"{me.get_name()} {me.get_coro().cr_code.co_qualname}:0", flush=True)
    for task in tasks:
        print(chain(task), flush=True)
    print("ready", flush=True)
    sys.stdin.read()


class Service:
    async def handle(self, task):
        async with asyncio.timeout(1000):
            await self.wait(task)

    async def wait(self, task):
        await task


async def main():
    tasks = []
    innermost = asyncio.create_task(stand(tasks), name="innermost ✓")
    middle = None
    if sys.argv[1:] != ["group"]:
        middle = asyncio.create_task(Service().handle(innermost))
    tasks.append(middle)
    tasks.append(asyncio.current_task())
    if sys.argv[1:] == ["gather"]:
        await asyncio.gather(middle, asyncio.sleep(1000))
    elif sys.argv[1:] == ["group"]:
        async with asyncio.TaskGroup() as group:
            tasks[0] = group.create_task(Service().handle(innermost))
            group.create_task(asyncio.sleep(1000))
    else:
        if sys.argv[1:] == ["called"]:
            innermost.add_done_callback(print)
        await middle


asyncio.run(main())
