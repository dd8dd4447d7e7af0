"""Threads that stand still with known stacks, for tests that read them from outside.

For each thread one line of JSON, {"thread": TID, "name": NAME, "frames": [[QUALNAME, FILE, LINE, MODULE], ...]},
innermost first, as Python itself sees it; then `ready`. Ends with standard input.
A function whose name ends in `_from_c` is called by C code; nothing else but a thread's first function is.
"""

import functools
import json
import sys
import threading

end = threading.Lock()
end.acquire()
turn = threading.Lock()
arrived = threading.Semaphore(0)


def qualified_name(code):
    return getattr(code, "co_qualname", code.co_name)


def say(name):
    frames = []
    frame = sys._getframe(1)
    while frame:
        code = frame.f_code
        frames.append([qualified_name(code), code.co_filename, frame.f_lineno, frame.f_globals["__name__"]])
        frame = frame.f_back
    with turn:
        print(json.dumps({"thread": threading.get_native_id(), "name": name, "frames": frames}), flush=True)
    arrived.release()


def stand(name):
    say(name); end.acquire(); end.release()  # noqa: E702, one line, so that it is the line of both


def recursion(depth):
    if depth == 0:
        stand("recursion")
    else:
        recursion(
            depth - 1
        )


def callbacks(depth):
    def inner_from_c(_, item):
        if depth == 0:
            stand("callbacks")
        else:
            callbacks(depth - 1)

    functools.reduce(inner_from_c, [1], 0)


class Service:
    def handle(self):
        return self.attribute

    @property
    def attribute(self):
        return (lambda: [self.last() for _ in range(1)])()

    @classmethod
    def last(cls):
        return max([3], key=cls.key_from_c)

    @staticmethod
    def key_from_c(_):
        stand("methods")


def generators():
    def numbers(depth):
        if depth == 0:
            stand("generators")
        yield from numbers(depth - 1)

    for _ in numbers(4):
        pass


def coroutines():
    async def deep(depth):
        if depth == 0:
            stand("coroutines")
        else:
            await deep(depth - 1)

    deep(5).send(None)


def größe():
    exec(compile("def überall():\n\n  stand('naming')\n\nüberall()", "/tmp/größe-文件.py", "exec"), globals())


def long_function():
    namespace = {"stand": stand, "__name__": "generated"}
    lines = ["def long():"] + ["  x = [1, 2]"] * 700 + ["  stand('lines')"] + ["  x = (1,", "  2)"] * 40
    exec(compile("\n".join(lines), "<generated>", "exec"), namespace)
    namespace["long"]()


class Thing:
    def __init__(self, name):
        if name:
            stand(name)


def initialiser():
    # The same place often enough that the interpreter has specialised it.
    for name in [None] * 3000 + ["initialiser"]:
        Thing(name)


targets = [
    lambda: recursion(400),
    lambda: callbacks(10),
    lambda: Service().handle(),
    generators,
    coroutines,
    größe,
    long_function,
    initialiser,
]
threads = [threading.Thread(target=target, daemon=True) for target in targets]
for thread in threads:
    thread.start()
for _ in threads:
    arrived.acquire()
sys.setrecursionlimit(10_000)
print("ready", flush=True)
sys.stdin.read()
