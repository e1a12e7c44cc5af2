"""The search of a finished site: an index that Pagefind makes from its pages, and from nothing else.

Pagefind reads the files of the folder. So the index holds no word that stands on no page, and it is made after the
audit has read the pages. Browsers load it only when somebody opens the search.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

from kept.findings import BuildError
from kept.site.facets import FACETS, facets_of

FOLDER = "search"
"""Where the index is, below the site's root."""
_LEFT_OUT = ("voices", "stories", "promises", "metrics", "results", "embed", "missing", "notice", "talk", "poster")
"""The classes of pages that only list what has a page of its own, or that nobody looks for."""
_NOT_CONTENT = (".k-crumbs", ".k-pager", *(f".k-page--{name} > *" for name in _LEFT_OUT))
_LOADED = (
    *("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "wasm.*"),
    *("index/*", "fragment/*"),
)
"""What kept's own search loads. Pagefind also writes interfaces of its own, which no page uses."""


def make_searchable(site: Path) -> tuple[str, ...]:
    """Indexes the pages of a finished site anew; gives the paths of the index's files below `site`, sorted.

    Only what stands in an element with `data-pagefind-body` is indexed. The same pages give the same bytes.

    Raises:
        BuildError: Pagefind is not installed, or it failed. There is no index then. The first sentence of the message
            says what happened, the rest what to do.
    """
    drop(site)
    command = [_program(), "--site", str(site.resolve()), "--output-subdir", FOLDER]
    run = subprocess.run(  # noqa: S603  a fixed program, arguments as a list
        [*command, "--exclude-selectors", ", ".join(_NOT_CONTENT), "--silent"],
        cwd=site.parent,  # Pagefind reads a configuration where it is started; here there is none
        env={name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode:
        drop(site)
        message = f"Pagefind could not read the pages. It said: {run.stdout.strip()[-400:]}"
        raise BuildError(message)
    return _finished(site) if (site / FOLDER).is_dir() else ()


def drop(site: Path) -> None:
    """Takes the index out of a site; the search then says that it is not available."""
    shutil.rmtree(site / FOLDER, ignore_errors=True)


def _program() -> str:
    # Imported here, so that a machine for which Pagefind has no program still builds the pages.
    try:
        return str(import_module("pagefind_bin").get_executable().absolute())
    except (ImportError, FileNotFoundError) as error:
        message = 'Pagefind is not installed. Run: pip install "pagefind_bin>=1.5", and build again.'
        raise BuildError(message) from error


def _finished(site: Path) -> tuple[str, ...]:
    """Deletes what no page loads, and adds the facets; gives all files as paths from the site's root."""
    index = site / FOLDER
    wanted = {path for pattern in _LOADED for path in index.glob(pattern)}
    for path in index.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    (index / FACETS).write_bytes(facets_of(site, index))
    return tuple(sorted(path.relative_to(site).as_posix() for path in (*wanted, index / FACETS)))
