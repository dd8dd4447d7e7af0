"""The routes of the known mix as a FastAPI service: fastapi_service.py PORT h11|httptools. Prints `ready`."""

import sys

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

LARGE = b"x" * 150_000


class Service(FastAPI):
    pass


app = Service()


@app.on_event("startup")
async def started():
    print("ready", flush=True)


@app.api_route("/small/{number}", methods=["GET", "HEAD"])
async def small(number: int):
    return {"number": number}


@app.get("/large/{number}")
async def large(number: int):
    return Response(LARGE + b"y" * (number % 1000), media_type="application/octet-stream")


@app.get("/stream/{number}")
async def stream(number: int):
    async def parts():
        for part in range(1 + number % 5):
            yield b"part %d\n" % part * (1 + number % 300)

    return StreamingResponse(parts(), media_type="text/plain")


@app.post("/upload/{number}")
async def upload(number: int, request: Request):
    return {"size": len(await request.body())}


@app.get("/fail/{number}")
async def fail(number: int):
    return Response(b"failed", status_code=500)


@app.get("/none/{number}")
async def none(number: int):
    return Response(status_code=204)


@app.get("/cached/{number}")
async def cached(number: int):
    return Response(status_code=304)


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), http=sys.argv[2], loop="uvloop", log_level="critical",
        access_log=False,
    )
