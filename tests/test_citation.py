"""What archives and citing authors read agrees with the package."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import coopsim

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def codemeta() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    return found


def test_versions_are_that_of_the_package(citation: dict[str, Any], codemeta: dict[str, Any]) -> None:
    assert citation["version"] == codemeta["version"] == PROJECT["version"] == coopsim.__version__


def test_citation_has_what_the_format_asks_for(citation: dict[str, Any]) -> None:
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"].startswith(PROJECT["name"])
    assert all(author.get("name") for author in citation["authors"])


def test_licence_and_keywords_agree(citation: dict[str, Any], codemeta: dict[str, Any]) -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{citation['license']} License")
    assert codemeta["license"].endswith(f"/{citation['license']}")
    assert citation["keywords"] == codemeta["keywords"] == PROJECT["keywords"]


def test_codemeta_describes_this_project(codemeta: dict[str, Any]) -> None:
    assert codemeta["@type"] == "SoftwareSourceCode"
    assert (codemeta["name"], codemeta["description"]) == (PROJECT["name"], PROJECT["description"])
    needed = {re.split(r"[<>=\[ ]", requirement)[0] for requirement in PROJECT["dependencies"]}
    assert set(codemeta["softwareRequirements"]) == needed
