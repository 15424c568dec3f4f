"""Where the site says it is: canonical addresses, sitemap, the page for wrong addresses; what each page is about."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat

from tests.docs.built_site import ADDRESS, CHECKOUT, REPOSITORY

if TYPE_CHECKING:
    from tests.docs.built_site import Site


def documents(site: Site) -> set[str]:
    """The addresses of the site's own pages: not of the page for wrong addresses, nor of what a running page opens."""
    return {address for address in site.texts if address != "404.html" and not address.startswith("run/")}


def test_every_page_says_its_own_address_and_the_sitemap_names_each(site: Site) -> None:
    addresses = documents(site)
    for address in addresses:
        assert f'<link rel="canonical" href="{ADDRESS}{address}">' in site.texts[address]
    sitemap = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall(r"<loc>(.*?)</loc>", sitemap)) == {ADDRESS + address for address in addresses}


def test_the_page_for_a_wrong_address_works_at_any_depth_of_the_sites_path(site: Site) -> None:
    page = site.pages["404.html"]
    inside = [
        link for link in page.links + page.fetched if not urlsplit(link).scheme and not link.startswith("#")
    ]
    path = urlsplit(ADDRESS).path
    assert [link for link in inside if not link.startswith(path)] == []
    for link in ("", "decision-table/", "errors/"):
        assert {f"{path}{link}", f"{path}{link}."} & set(page.links)


def test_every_page_has_a_description_of_its_own(site: Site) -> None:
    said: dict[str, str] = {}
    for address in sorted(documents(site)):
        found = re.search(r'<meta name="description" content="([^"]*)"', site.texts[address])
        assert found, address
        words = unescape(found[1])
        assert 20 < len(words) <= 160, f"{address}: {words}"
        assert not re.search(r"\{\w", words), f"{address}: {words}"
        assert words not in said, f"{address} says what {said.get(words)} says: {words}"
        said[words] = address


def test_the_repository_is_linked_and_asked_nothing(site: Site) -> None:
    for address in documents(site):
        assert REPOSITORY in site.pages[address].links, address
        # With this mark the theme's script asks the code host for stars and forks.
        assert 'data-md-component="source"' not in site.texts[address]


def test_a_notebook_can_be_downloaded_as_it_is_without_outputs(site: Site) -> None:
    for original in sorted((CHECKOUT / "notebooks").glob("*.ipynb")):
        assert f"../{original.name}" in site.pages[f"notebooks/{original.stem}/"].links
        downloaded = site.folder / "notebooks" / original.name
        notebook = nbformat.read(downloaded, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        stored = json.loads(original.read_text(encoding="utf-8"))
        assert [cell.source for cell in notebook.cells] == [
            "".join(cell["source"]) for cell in stored["cells"]
        ]
        assert [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")] == []
        assert notebook.metadata.kernelspec.name == "awsguide-sandbox"
