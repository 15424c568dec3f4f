"""The documentation site, built once as CI builds it, for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.docs.built_site import ADDRESS, CHECKOUT, Site, build
from tests.docs.built_site import served as serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = urlsplit(ADDRESS).path.strip("/")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, built strictly."""
    for needed in ("mkdocs_jupyter", "material"):
        pytest.importorskip(
            needed, reason="the site is not built: install the extra 'docs' (guide.py docs does)"
        )
    folder = tmp_path_factory.mktemp("site") / PATH
    code, said = build(CHECKOUT / "mkdocs.yml", folder)
    assert code == 0, said
    return Site(folder, said)


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The address of the site, served as it is under the path it was built for."""
    with serving(site.folder.parents[1]) as address:
        yield f"{address}{PATH}/"
