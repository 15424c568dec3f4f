import json

from tests.clients.conftest import HERE


def test_the_lock_file_names_versions_and_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())
    packages = {name: row for name, row in lock["packages"].items() if name}
    assert packages
    for name, row in packages.items():
        assert "resolved" not in row, name
        assert row["version"]
        assert row["integrity"]
    assert "://" not in (HERE / "package-lock.json").read_text()
