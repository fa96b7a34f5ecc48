"""Takes libtensorflow, its C headers and NVIDIA's libraries out of wheels: `python3 unpack.py DEPS WHEEL...`."""

import pathlib
import re
import sys
import zipfile

# What is taken of a wheel, and where it goes below DEPS.
RULES = [
    (r"tensorflow/(libtensorflow_(?:cc|framework)\.so\.2)", r"lib/\1"),
    (r"tensorflow/(include/tensorflow/c/.*\.h)", r"\1"),
    (r"tensorflow/(include/tensorflow/core/platform/ctstring.*\.h)", r"\1"),
    (r"tensorflow/(include/tsl/(?:c/tsl_status|platform/ctstring.*)\.h)", r"\1"),
    (r"(nvidia/\w+/lib/.*\.so.*)", r"\1"),
    (r"(?:.*/)?([\w.+-]+)\.dist-info/(?:.*/)?(License\.txt|LICENSE)", r"licences/\1-\2"),
]


def target(name: str) -> str | None:
    for pattern, replacement in RULES:
        if match := re.fullmatch(pattern, name):
            return match.expand(replacement)
    return None


def unpack(deps: pathlib.Path, wheel: pathlib.Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if path := target(entry.filename):
                entry.filename = path
                archive.extract(entry, deps)
    wheel.unlink()


if __name__ == "__main__":
    for wheel in sys.argv[2:]:
        unpack(pathlib.Path(sys.argv[1]), pathlib.Path(wheel))
