"""What a run was made on, so that its figures can be judged."""
import os, platform, subprocess

from . import peers
from .processes import ROOT


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (AttributeError, OSError, KeyError):  # Python 3.9 does not have it.
        return "Linux"


def description():
    count = os.cpu_count()
    return f"{processor()}, {count} CPU{'s' if count != 1 else ''}, Linux {platform.release()}, {distribution()}"


def commit():
    said = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return said.stdout.strip() or "of unknown commit"


def glass_version(work):
    try:
        said = subprocess.run([work.binary("glass-agent"), "--version"], capture_output=True, text=True)
    except OSError:
        return "glass"
    return f"glass {said.stdout.strip() or commit()}"


def versions(work):
    found = [glass_version(work)]
    for name in ("perf", "py-spy", "austin"):
        said = peers.version(name)
        found.append(f"{name} {said}" if said else f"{name} does not run here")
    return ", ".join(found)


def load():
    return os.getloadavg()[0]
