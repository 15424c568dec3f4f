"""The documentation site, built once as CI builds it, and then read: pages, links, and what a browser asks for."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from aws_sandbox.faults import KINDS
from aws_sandbox.server import child
from awsguide.explanations import EXPLANATIONS, Explanation
from awsguide.table import ROWS
from tests.aws_sandbox.refusals.every import SECTIONS
from tests.docs.built_site import ADDRESS, CHECKOUT, Site, build, words

pytest.importorskip(
    "mkdocs_jupyter", reason="the site is not built: install the extra 'docs' (guide.py docs does)"
)
pytest.importorskip("material", reason="the site is not built: install the extra 'docs' (guide.py docs does)")

NOTEBOOKS = sorted(path.stem for path in (CHECKOUT / "notebooks").glob("*.ipynb"))

SECRET_SHAPES = {
    "access key id": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "secret key in a file": re.compile(r"aws_secret_access_key\s*=\s*[A-Za-z0-9/+]{40}"),
    "session token": re.compile(r"\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9/+=]{20,}"),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\."),
    # JupyterLab's own first port is the same in every run, and so is the one that stands for any in what clients print.
    "port of one run": re.compile(r"127\.0\.0\.1:(?!(?:8888|4566)\b)\d{4,5}"),
    "temporary path": re.compile(r"/tmp/[a-z]"),
}


def test_the_site_builds_without_a_warning(site: Site) -> None:
    assert "WARNING" not in site.said, site.said
    assert len(site.pages) > len(EXPLANATIONS)


def test_every_link_image_and_anchor_leads_somewhere(site: Site) -> None:
    broken = []
    root = urlsplit(ADDRESS).path
    for address, page in site.pages.items():
        for link in page.links + page.fetched:
            there = urlsplit(urljoin(root + address, link))
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            path = unquote(there.path).removeprefix(root)
            if path in ("", ".") or path.endswith("/"):
                found = path.lstrip(".") in site.pages
            else:
                found = (site.folder / path).is_file()
            if not found:
                broken.append(f"{address}: {link}")
            elif (
                there.fragment
                and path in site.pages
                and unquote(there.fragment) not in site.pages[path].anchors
            ):
                broken.append(f"{address}: {link} (no such anchor)")
    assert not broken, "\n".join(sorted(set(broken)))


def test_links_that_leave_the_site_are_https(site: Site) -> None:
    outside = {
        link
        for page in site.pages.values()
        for link in page.links
        if urlsplit(link).scheme or link.startswith("//")
    }
    assert outside, "the site cites its sources"
    assert not [link for link in outside if not link.startswith("https://")]


def test_no_page_or_style_sheet_loads_anything_from_elsewhere(site: Site) -> None:
    foreign = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
    found = []
    for address, page in site.pages.items():
        found += [f"{address}: {fetched}" for fetched in page.fetched if foreign.match(fetched)]
        found += [f"{address}: {url}" for url in style_urls(" ".join(page.styles)) if foreign.match(url)]
    for sheet in site.folder.rglob("*.css"):
        urls = style_urls(sheet.read_text(encoding="utf-8"))
        found += [f"{sheet.name}: {url}" for url in urls if foreign.match(url)]
    assert not found, "\n".join(found)


def style_urls(style: str) -> list[str]:
    urls = re.findall(r"url\(\s*['\"]?([^'\")]+)", style)
    return urls + re.findall(r"@import\s+['\"]([^'\"]+)", style)


def test_no_source_map_is_named_or_shipped(site: Site) -> None:
    assert not list(site.folder.rglob("*.map"))
    naming = [
        path.name
        for kind in ("*.js", "*.css")
        for path in site.folder.rglob(kind)
        if re.search(r"^\s*(//|/\*)# sourceMappingURL=", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert not naming


def test_the_search_knows_every_error_and_every_notebook(site: Site) -> None:
    index = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    known = {entry["location"].partition("#")[0] for entry in index["docs"]}
    wanted = {f"errors/{row.code}/" for row in EXPLANATIONS} | {f"notebooks/{name}/" for name in NOTEBOOKS}
    assert not wanted - known


def test_no_page_holds_a_secret_or_anything_of_one_run(site: Site) -> None:
    found = [
        f"{address}: {what}: {shape.search(text)}"
        for address, text in site.texts.items()
        for what, shape in SECRET_SHAPES.items()
        if shape.search(text)
    ]
    assert not found, "\n".join(found)


def test_no_page_holds_widget_state(site: Site) -> None:
    for address, text in site.texts.items():
        assert "application/vnd.jupyter.widget" not in text, address


@pytest.mark.parametrize("row", EXPLANATIONS, ids=lambda row: row.code)
def test_every_error_has_a_page_with_its_sentences(site: Site, row: Explanation) -> None:
    page = "".join(words(site.texts[f"errors/{row.code}/"]).split())
    links = site.pages[f"errors/{row.code}/"].links
    for sentence in (row.title, row.what, row.why, row.next_step):
        for piece, _, _, _ in string.Formatter().parse(sentence):
            assert "".join(piece.split()) in page
        for notebook in NOTEBOOKS:
            assert notebook not in sentence or f"../../notebooks/{notebook}/" in links
    assert not row.source or row.source in links
    for where in row.seen:
        assert "https://github.com/" + where.replace("#", "/issues/") in links


def _sources() -> list[Path]:
    return [
        path for package in ("aws_sandbox", "awsguide") for path in sorted((CHECKOUT / package).rglob("*.py"))
    ]


def test_a_reason_that_is_left_to_the_moment_is_told_on_its_page(site: Site) -> None:
    sys.path.insert(0, str(CHECKOUT / "docs" / "hooks"))
    try:
        from reasons import SAID, WORDED_ELSEWHERE
    finally:
        sys.path.pop(0)
    left_open = {row.code for row in EXPLANATIONS if re.fullmatch(r"\{\w+\}", row.why)}
    assert left_open == set(SAID) | set(WORDED_ELSEWHERE)
    sources = (path.read_text(encoding="utf-8") for path in _sources())
    constants = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for code in left_open:
        page = words(site.texts[f"errors/{code}/"])
        assert "what exactly was found" not in page
        for reason in SAID.get(code, ()):
            assert reason in constants, f"nothing says {reason!r} any more"
            assert reason in page


def test_home_names_every_row_with_its_notebook(site: Site) -> None:
    home = site.pages[""]
    for row in ROWS:
        assert f"notebooks/{row.notebook}/" in home.links
        assert row.title in words(site.texts[""])


def test_the_search_counts_the_long_lists_less_than_anything_else(site: Site) -> None:
    index = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    counts = {entry["location"].partition("#")[0]: entry.get("boost", 1) for entry in index["docs"]}
    lists = {counts.pop("refusals/"), counts.pop("errors/")}
    assert max(lists) < min(counts.values())


def test_every_code_of_aws_stands_on_the_page_it_leads_to(site: Site) -> None:
    from awsguide.flows.shared.answers import MEANINGS

    for meaning in MEANINGS:
        assert f"<code>{meaning.code}</code>" in site.texts[f"errors/{meaning.explanation}/"], meaning


def test_every_row_has_its_notebook_as_a_page(site: Site) -> None:
    for row in ROWS:
        assert f"notebooks/{row.notebook}/" in site.pages


def test_the_decision_table_names_every_row_with_its_source(site: Site) -> None:
    links = site.pages["decision-table/"].links
    for row in ROWS:
        assert {row.source, *(by.link for by in row.by)} <= set(links), row.name


def test_every_reason_for_a_row_stands_on_the_decision_table_and_shared_questions_once(site: Site) -> None:
    from awsguide.table.questions import QUESTIONS, RULES

    said = words(site.texts["decision-table/"])
    for rule in RULES:
        assert rule.reason in said, rule
    holds = next(question for question in QUESTIONS if question.name == "holds")
    assert said.count(holds.answers["trusted"]) == 1


def test_every_fault_stands_on_the_trainers_page(site: Site) -> None:
    page = words(site.texts["sandbox/"])
    for kind in KINDS.values():
        assert f"{kind.name} {kind.does} {kind.value or ''}".strip() in page


def test_every_row_of_refusals_stands_on_its_page(site: Site) -> None:
    page = words(site.texts["refusals/"])
    for section in SECTIONS:
        assert section.title in page
        for case in section.cases:
            assert case.title in page


def test_the_trainers_scripts_run_as_they_stand() -> None:
    text = (CHECKOUT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    scripts = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    said = []
    with child.start() as sandbox:
        for script in scripts:
            command = [sys.executable, "-c", script]
            environment = sandbox.place.environment(os.environ)
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
            assert done.returncode == 0, done.stderr
            said.append(done.stdout)
    assert said[0] == "gina may sign in.\n"
    assert "with the following authorization id: " in said[1]
    assert '"evaluatedEffect": "IMPLICIT_DENY"' in said[1]
    assert '"reason": "There is no role arn:aws:iam::111122223333:role/nowhere."' in said[2]
    assert said[3] == "false implicitDeny\ntrue allowed\n"
    assert "{'armed': []}" in said[4]
    assert "'offset': 28800.0" in said[4]


# --- notebooks ----------------------------------------------------------------------------------------------------


def test_a_notebook_becomes_a_page_and_a_broken_link_in_it_an_error(tmp_path: Path) -> None:
    for part in ("docs", "mkdocs.yml"):
        copy = shutil.copytree if (CHECKOUT / part).is_dir() else shutil.copy
        copy(CHECKOUT / part, tmp_path / part)
    (tmp_path / "notebooks").mkdir()
    write_notebook(
        tmp_path / "notebooks" / "00-start-here.ipynb",
        "# Start\n\n[row](10-workforce-identity.ipynb#Sign-in-Here) [later](20-console-credentials.ipynb) "
        "[safe](../docs/safety.md#secrets)",
    )
    write_notebook(
        tmp_path / "notebooks" / "10-workforce-identity.ipynb",
        "# Workforce\n\n## Sign in Here",
        '<script src="https://example.com/x.js"></script><style>p {color: red}</style><div class="awsguide-error">'
        "<p><strong>kept</strong></p><code>no-access</code>"
        "<details><summary>More about <code>access-denied</code></summary></details></div>",
    )
    for name in NOTEBOOKS:
        if not (tmp_path / "notebooks" / f"{name}.ipynb").exists():
            write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", f"# {name}")
    write_notebook(tmp_path / "notebooks" / "99-lost.ipynb", "# Lost\n\n[nowhere](98-nothing.ipynb)")
    code, said = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert code != 0
    assert "'notebooks/99-lost.ipynb' links to '98-nothing.ipynb'" in said
    assert said.count("WARNING") == 1, said

    start = (tmp_path / "site" / "notebooks" / "00-start-here" / "index.html").read_text(encoding="utf-8")
    for href in (
        "../10-workforce-identity/#sign-in-here",
        "../20-console-credentials/",
        "../../safety/#secrets",
    ):
        assert f'href="{href}"' in start
    row = (tmp_path / "site" / "notebooks" / "10-workforce-identity" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "example.com" not in row
    assert "color: red" not in row
    assert "<strong>kept</strong>" in row
    assert 'href="../../errors/no-access/"' in row
    assert "<summary>More about <code>access-denied</code></summary><p><a href" in row
    assert 'id="sign-in-here"' in row
    assert re.search(r'<div class="highlight"><pre><code>.*panel', row, re.DOTALL)
    assert len(row) < 100_000, "JupyterLab's style sheet is not repeated on the page"


def write_notebook(path: Path, text: str, output: str = "") -> None:
    from nbformat import v4, write

    data = {"text/html": output, "text/plain": "panel"}
    outputs = [v4.new_output("execute_result", data=data, execution_count=1)] if output else []
    cells = [v4.new_markdown_cell(text), v4.new_code_cell("panel", execution_count=1, outputs=outputs)]
    kernel = {"name": "awsguide-sandbox", "display_name": "awsguide: SANDBOX", "language": "python"}
    write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
