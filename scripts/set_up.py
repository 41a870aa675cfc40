#!/usr/bin/env python3
"""Set up .venv from the lock files: `python3 scripts/set_up.py run|dev|ocr|postgres`. Says what it does.

Kept to syntax that an old Python can read, so that it can tell that it is too old. Works with
Debian's pip, which comes without ensurepip, by letting the outer pip install into the inner Python.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from typing import NoReturn

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCKS = {
    "run": ["requirements/build.lock", "requirements/run.lock"],
    "dev": ["requirements/build.lock", "requirements/dev.lock"],
}
EXTRAS = {"ocr": "requirements/ocr.lock", "postgres": "requirements/postgres.lock"}
"""What goes into an environment beside what it runs with."""


def fail(sentence: str) -> NoReturn:
    """End with one sentence that names the cure."""
    sys.stderr.write(sentence + "\n")
    sys.exit(2)


def say(text: str, end: str = "\n") -> None:
    """Show progress at once."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def digest(paths: "list[str]") -> str:
    """What the lock files hold, to know whether .venv is up to date."""
    total = hashlib.sha256(sys.version.encode())
    for path in paths:
        with open(os.path.join(ROOT, path), "rb") as file:
            total.update(file.read())
    return total.hexdigest()


def pip_command() -> "list[str]":
    """The pip to install with: this Python's own, or one on the path."""
    if (
        subprocess.call(
            [sys.executable, "-m", "pip", "--version"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        == 0
    ):
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip3") or shutil.which("pip")
    if not found:
        fail("缺 pip：sudo apt install python3-pip，然后再运行一次 make。")
    return [found]


def make_venv() -> None:
    """Make .venv without pip in it, for Debian's Python has none to give."""
    try:
        import venv
    except ImportError:
        fail("缺 venv：sudo apt install python3-venv，然后再运行一次 make。")
    venv.create(VENV, with_pip=False, clear=os.path.isdir(VENV))


def install(pip: "list[str]", locks: "list[str]") -> None:
    """Install exactly what the lock files name, checked by hash."""
    base = pip + [
        "--python",
        PYTHON,
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--require-hashes",
        "--no-build-isolation",
        # Python compiles what it imports; the rest would only take room.
        "--no-compile",
    ]
    for lock in locks:
        done = subprocess.run(
            base + ["-r", os.path.join(ROOT, lock)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
        if done.returncode:
            say("")
            sys.stderr.write(done.stdout[-2000:])
            fail(
                "安装依赖没有成功：检查网络（需要代理时先 export https_proxy=…），然后再运行一次 make。"
            )


def size() -> "tuple[int, int]":
    """Installed packages and megabytes."""
    count, total = 0, 0
    for folder, _, files in os.walk(VENV):
        count += folder.endswith(".dist-info") and "_vendor" not in folder
        total += sum(
            os.path.getsize(os.path.join(folder, name))
            for name in files
            if not os.path.islink(os.path.join(folder, name))
        )
    return count, total // 1000000


def main(kind: str) -> None:
    """Bring .venv up to date for running or for developing."""
    if sys.version_info < OLDEST:
        fail(
            "Python %d.%d 太旧：请装 3.11 或更新的版本，再运行 make PYTHON=python3.11 run。"
            % sys.version_info[:2]
        )
    stamps = {name: os.path.join(VENV, ".zhaiju-" + name) for name in LOCKS}
    wanted = digest(LOCKS[kind])
    for name in [kind] if kind == "dev" else ["run", "dev"]:
        if os.path.exists(stamps[name]) and os.path.exists(PYTHON):
            with open(stamps[name]) as file:
                if file.read() == digest(LOCKS[name]):
                    return
    say("[1/4] Python %d.%d.%d · .venv … " % sys.version_info[:3], end="")
    pip = pip_command()
    if not (os.path.exists(PYTHON) and any(map(os.path.exists, stamps.values()))):
        make_venv()
    say("ok")
    say("[2/4] 安装依赖（第一次要一两分钟）… ", end="")
    start = time.time()
    install(pip, LOCKS[kind])
    with open(stamps[kind], "w") as file:
        file.write(wanted)
    say("%d packages, %d MB … %d s" % (size() + (time.time() - start,)))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in list(LOCKS) + list(EXTRAS):
        fail("用法：python3 scripts/set_up.py run|dev|ocr|postgres")
    if sys.argv[1] in LOCKS:
        main(sys.argv[1])
    else:
        main("run")
        # The environment may be one without a pip of its own.
        install(pip_command(), [EXTRAS[sys.argv[1]]])
