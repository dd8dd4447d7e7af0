"""Real programs under load, to be looked at: each yields the number of the process to look at, and ends it afterwards."""
import glob, os, shutil, signal, socket, subprocess, sys, tempfile, time

from .processes import QUIET


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until_listening(port):
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def end(*processes):
    for process in processes:
        process.kill()
        process.wait()


def redis(work):
    port = free_port()
    server = work.start("redis-server", "--port", port, "--save", "", "--daemonize", "no", **QUIET)
    until_listening(port)
    loads = [work.start("redis-benchmark", "-p", port, "-c", "4", "-P", "8", "-l", "-t", test, **QUIET)
             for test in ("set", "lrange_100", "zadd")]
    time.sleep(1)
    yield server.pid
    end(*loads, server)


def nginx(work):
    port, folder = free_port(), tempfile.mkdtemp(dir=work.folder)
    os.chmod(folder, 0o755)
    with open(f"{folder}/index.html", "w") as page:
        page.write("<p>hello</p>\n" * 400)
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null;\n"
                   f"events {{}}\nhttp {{ access_log off; gzip on; gzip_types *; gzip_min_length 1;\n"
                   f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n")
    master = work.start("nginx", "-c", f"{folder}/nginx.conf", "-p", folder, **QUIET)
    until_listening(port)
    with open(f"/proc/{master.pid}/task/{master.pid}/children") as children:
        worker = int(children.read().split()[0])
    load = work.start("wrk", "-c8", "-t1", "-d10m", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}/", **QUIET)
    yield worker
    end(load)
    master.terminate()
    master.wait()


def postgres(work):
    port, folder = free_port(), tempfile.mkdtemp(dir=work.folder)
    shutil.chown(folder, "postgres")
    tools = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    subprocess.run([*user, f"{tools}/initdb", "-D", f"{folder}/data", "-A", "trust"], check=True, **QUIET)
    server = work.start(*user, f"{tools}/postgres", "-D", f"{folder}/data", "-p", port, "-k", folder,
                        "-c", "fsync=off", **QUIET)
    until_listening(port)
    bench = [*user, "pgbench", "-h", folder, "-p", str(port), "postgres"]
    subprocess.run([*bench, "-i", "-s", "2"], check=True, **QUIET)
    load = work.start(*bench, "-S", "-c1", "-T", "600", **QUIET)
    backend = None
    while backend is None:
        # The first connection of pgbench only counts its rows.
        time.sleep(1)
        with open(f"/proc/{server.pid}/task/{server.pid}/children") as children:
            for pid in children.read().split():
                with open(f"/proc/{pid}/cmdline") as line:
                    if "SELECT" in (text := line.read()) or "[local]" in text:
                        backend = int(pid)
    yield backend
    end(load)
    server.send_signal(signal.SIGINT)
    server.wait()


def compiler():
    """The program behind g++ that does the work."""
    said = subprocess.run(["gcc", "-print-prog-name=cc1plus"], capture_output=True, text=True)
    return said.stdout.strip()


def cc1plus(work):
    source = f"{work.folder}/large.cc"
    if not os.path.exists(source + ".ii"):
        with open(source, "w") as file:
            file.write("#include <algorithm>\n#include <map>\n#include <regex>\n#include <string>\n#include <vector>\n")
            for number in range(3000):
                file.write(f"int f{number}(std::vector<int> v) {{ std::map<std::string, int> m; for (int x : v) "
                           f"m[std::to_string(x + {number})] += x; std::sort(v.begin(), v.end()); "
                           f"return (int)m.size() + v[{number} % 7]; }}\n")
        subprocess.run(["g++", "-E", source, "-o", source + ".ii"], check=True)
    child = work.start(compiler(), "-quiet", "-fpreprocessed", "-O2", source + ".ii", "-o", "/dev/null", **QUIET)
    yield child.pid
    end(child)


def node(work):
    script = f"{work.folder}/work.js"
    with open(script, "w") as file:
        file.write("""
const words = Array.from({length: 2000}, (_, i) => 'word' + (i * 7919) % 1009);
function sorting() { return words.slice().sort((a, b) => a < b ? -1 : 1).length; }
function parsing() { return JSON.parse(JSON.stringify(words.map((w, i) => ({w, i})))).length; }
function matching() { return words.filter(w => /o(r|x)d[0-9]*7/.test(w)).length; }
function counting() { const m = new Map(); for (const w of words) m.set(w, (m.get(w) || 0) + 1); return m.size; }
for (;;) { sorting(); parsing(); matching(); counting(); }
""")
    # It writes a log where it runs.
    child = work.start("node", "--perf-basic-prof", script, cwd=work.folder, **QUIET)
    time.sleep(2)
    yield child.pid
    end(child)
    if os.path.exists(f"/tmp/perf-{child.pid}.map"):
        os.unlink(f"/tmp/perf-{child.pid}.map")


def python(work):
    text = "def f(n):\n  return n if n < 2 else f(n - 1) + f(n - 2)\nwhile True: f(25)\n"
    child = work.start(shutil.which("python3") or sys.executable, "-c", text, **QUIET)
    time.sleep(0.5)
    yield child.pid
    end(child)


# With the program without which it cannot be looked at.
PROGRAMS = {"redis": (redis, "redis-benchmark"), "nginx": (nginx, "wrk"), "postgres": (postgres, "pgbench"),
            "cc1plus": (cc1plus, "g++"), "node": (node, "node"), "python": (python, "python3")}


def are_there(name):
    program, needed = PROGRAMS[name]
    return bool(shutil.which(needed)) and (name != "nginx" or bool(shutil.which("nginx")))
