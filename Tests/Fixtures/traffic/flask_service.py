"""The routes of the known mix as a Flask service of one thread for each connection: flask_service.py PORT."""

import sys

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

LARGE = b"x" * 150_000
app = Flask(__name__)


@app.route("/small/<int:number>")
def small(number):
    return {"number": number}


@app.route("/large/<int:number>")
def large(number):
    return Response(LARGE + b"y" * (number % 1000), mimetype="application/octet-stream")


@app.route("/stream/<int:number>")
def stream(number):
    return Response(
        (b"part %d\n" % part * (1 + number % 300) for part in range(1 + number % 5)), mimetype="text/plain")


@app.route("/upload/<int:number>", methods=["POST"])
def upload(number):
    return {"size": len(request.get_data())}


@app.route("/fail/<int:number>")
def fail(number):
    return Response(b"failed", status=500)


@app.route("/none/<int:number>")
def none(number):
    return Response(status=204)


@app.route("/cached/<int:number>")
def cached(number):
    return Response(status=304)


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *arguments):
        pass


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True, request_handler=Handler)
    print("ready", flush=True)
    server.serve_forever()
