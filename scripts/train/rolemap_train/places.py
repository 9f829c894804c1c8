"""Where the parts of the repository stand. Imports nothing, so that the command line starts quickly."""

from __future__ import annotations

from pathlib import Path

PACKAGE_FOLDER = Path(__file__).resolve().parents[1]
ROOT = PACKAGE_FOLDER.parents[1]
RECORDS = PACKAGE_FOLDER / "records"
