"""The log of looks at the real benchmark: few looks, all of them counted, so that nobody tunes on it unseen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rolemap_train.encoder import FP32_FILE
from rolemap_train.machine import today

MOST_FINALISTS = 10
FULL_PRECISION = ("torch", FP32_FILE)


def current_commit(folder: Path) -> str:
    """Return the commit of the repository around `folder`, with "+" if files differ from it."""
    git = ["git", "-C", str(folder)]
    try:
        commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)
        changes = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + ("+" if changes.stdout.strip() else "")


def read_looks(path: Path) -> list[dict[str, Any]]:
    """Read the log; one that does not exist yet is empty."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def finalists(looks: list[dict[str, Any]]) -> list[str]:
    """Return the names of the models that were looked at, in order; the untouched base is none of them."""
    return list(dict.fromkeys(look["finalist"] for look in looks if look["finalist"] != "base"))


def check_allowed(path: Path, finalist: str, side: Mapping[str, Any]) -> None:
    """Refuse one finalist too many, and other weights under a name that was looked at.

    side: model, file and digest that are to be looked at. A finalist's small files may be made anew; its weights in
    full precision may not.
    """
    looks = read_looks(path)
    known = {look["sha256"] for look in looks if look["finalist"] == finalist and look["file"] == side["file"]}
    if side["file"] in FULL_PRECISION and known and side.get("sha256") not in known:
        raise ValueError(f"{finalist} was looked at with other weights: give this model a name of its own (--finalist)")
    seen = finalists(looks)
    if finalist not in (*seen, "base") and len(seen) >= MOST_FINALISTS:
        raise RuntimeError(f"{path.name} holds {len(seen)} finalists: no other model may be scored on this benchmark")


def append_look(path: Path, look: Mapping[str, Any]) -> None:
    """Append one look with today's date and the commit."""
    stamped = {"date": today(), "commit": current_commit(path.parent), **look}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(stamped) + "\n")
