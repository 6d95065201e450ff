"""Renews ``admin/static/vendor/`` from packed npm packages; who installs or runs needs neither this nor Node.

In a scratch folder, with ``npm pack --ignore-scripts`` for each package in PARTS and LICENCES:
    .venv/bin/python scripts/vendor.py FOLDER
The theme is made there too, from ``admin/theme.json``, with Node 22 and ``@digdir/designsystemet``:
    designsystemet tokens create --config theme.json
    designsystemet tokens build -t tokens -o FOLDER/built
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "admin" / "static" / "vendor"

PARTS = {
    "htmx.org-4.0.1": {"dist/htmx.min.js": "htmx.js"},
    "digdir-designsystemet-css-1.22.0": {"dist/src/index.css": "designsystemet.css"},
    "digdir-designsystemet-web-1.22.0": {"dist/umd/index.js": "designsystemet.js"},
    "fontsource-variable-inter-5.3.0": {
        "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
        "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    },
}
LICENCES = {
    "htmx.org-4.0.1": "htmx.txt",
    "digdir-designsystemet-css-1.22.0": "designsystemet.txt",
    "fontsource-variable-inter-5.3.0": "inter.txt",
    "floating-ui-dom-1.8.0": "floating-ui.txt",
    "invokers-polyfill-1.0.3": "invokers-polyfill.txt",
    "oddbird-popover-polyfill-0.7.1": "popover-polyfill.txt",
}
RANGES = {
    "inter-latin-ext.woff2": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,"
    "U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    "inter-latin.woff2": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,"
    "U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
BROTLI = (
    "const {readFileSync: read, writeFileSync: write} = require('fs');"
    "const {brotliCompressSync: squeeze} = require('zlib');"
    "for (const name of process.argv.slice(1)) write(name + '.br', squeeze(read(name)));"
)


def main(folder: Path) -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    for package, files in PARTS.items():
        for inside, name in files.items():
            (VENDOR / name).write_bytes(taken(folder, package, inside))
    for package, name in LICENCES.items():
        (VENDOR / "licences" / name).write_bytes(taken(folder, package, "LICENSE"))
    shutil.copy(folder / "built" / "handslag.css", VENDOR / "theme.css")
    (VENDOR / "fonts.css").write_text("".join(map(font_face, RANGES)))
    (VENDOR / "NOTICE").write_text(NOTICE)
    squeeze(sorted([*VENDOR.glob("*.css"), *VENDOR.glob("*.js")]))
    write_manifest()


def taken(folder: Path, package: str, inside: str) -> bytes:
    with tarfile.open(folder / f"{package}.tgz") as packed:
        member = packed.extractfile(f"package/{inside}")
        if member is None:
            raise SystemExit(f"{package}.tgz holds no {inside}")
        return member.read()


def font_face(name: str) -> str:
    version = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()[:8]
    return (
        "@font-face{font-family:'Inter Variable';font-style:normal;font-display:swap;font-weight:100 900;"
        f"src:url({name}?v={version}) format('woff2');unicode-range:{RANGES[name]}}}\n"
    )


def squeeze(paths: list[Path]) -> None:
    for path in paths:
        Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    subprocess.run(["node", "-e", BROTLI, *map(str, paths)], check=True)  # noqa: S603, S607 - run by hand


def write_manifest() -> None:
    found = sorted(p for p in VENDOR.rglob("*") if p.is_file())
    hashes = {p.relative_to(VENDOR).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}
    (VENDOR / "MANIFEST.json").write_text(json.dumps(hashes, indent=2) + "\n")


NOTICE = """\
The files in this folder were made by others, and are shipped as they came.

htmx.js              htmx 4.0.1. BSD Zero Clause. licences/htmx.txt
designsystemet.css   @digdir/designsystemet-css 1.22.0. MIT. licences/designsystemet.txt
designsystemet.js    @digdir/designsystemet-web 1.22.0. MIT. licences/designsystemet.txt
inter-latin.woff2, inter-latin-ext.woff2
                     Inter, from @fontsource-variable/inter 5.3.0. SIL OFL 1.1. licences/inter.txt
theme.css            made by the @digdir/designsystemet CLI 1.15.0 from admin/theme.json

designsystemet.js also holds:
  floating-ui (@floating-ui/dom, core, utils)             MIT. licences/floating-ui.txt
  u-elements (u-combobox, u-datalist, u-details, u-tabs)  MIT, says their package.json; no licence file
  invokers-polyfill                                       MIT. licences/invokers-polyfill.txt
  @oddbird/popover-polyfill                               BSD 3-Clause. licences/popover-polyfill.txt
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
