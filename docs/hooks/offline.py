"""Leaves nothing in the built site that a browser would look for elsewhere or in vain: source maps, above all.

The theme's files are otherwise left as they are. Pages load no font, style sheet, script or picture from another host;
a test opens the site and watches.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_SOURCE_MAP = re.compile(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


def on_post_build(*, config: MkDocsConfig) -> None:
    """Take the theme's source maps out of the site, and the lines that name them."""
    site = Path(config.site_dir)
    for source_map in site.rglob("*.map"):
        source_map.unlink()
    for kind in ("*.js", "*.css"):
        for file in site.rglob(kind):
            text = file.read_text(encoding="utf-8")
            without = _SOURCE_MAP.sub("\n", text)
            if without != text:
                file.write_text(without, encoding="utf-8")
