"""FastAPI on uvicorn, which asks itself. Its truth is the CPU time of what each route calls."""

import asyncio

import fastapi
import uvicorn

from known import burn, is_over, ready, timed

app = fastapi.FastAPI()


@timed
def heavy():
    burn(3_000_000)


@timed
def light():
    burn(1_000_000)


@app.get("/heavy")
async def get_heavy():
    await asyncio.sleep(0.001)
    heavy()
    return {}


@app.get("/light")
async def get_light():
    light()
    return {}


async def ask(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
        await reader.readexactly(length)


async def main():
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    serving = asyncio.create_task(server.serve(), name="server")
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    ready()
    asking = [asyncio.create_task(ask(port, path)) for path in ("/heavy", "/light")]
    while not is_over():
        await asyncio.sleep(0.02)
    for task in asking:
        task.cancel()
    server.should_exit = True
    await serving


asyncio.run(main())
