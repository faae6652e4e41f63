"""``coopsim report`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import made, some

from coopsim.cli.main import main
from coopsim.report.results import save_results


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = {("zweckverband", name): {"lost": some(0.5, 40)} for name in ("none", "co_design")}
    return save_results(made(tables, runs=40), tmp_path_factory.mktemp("results") / "mine")


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["report", *words])
    return int(left.value.code or 0)


@pytest.mark.parametrize(("lang", "said"), [("en", "The report is in"), ("de", "Der Bericht liegt in")])
def test_report_beside_the_results(results: Path, lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(results), "--lang", lang) == 0
    assert said in capsys.readouterr().err
    assert (results / f"report_{lang}.pdf").read_bytes().startswith(b"%PDF-")
    assert f'lang="{lang}"' in (results / f"report_{lang}.html").read_text(encoding="utf-8")


def test_supplement_in_another_folder(results: Path, tmp_path: Path) -> None:
    assert call(str(results), "--kind", "paper", "--out", str(tmp_path / "there")) == 0
    assert sorted(path.name for path in (tmp_path / "there").glob("[!.]*")) == [
        "supplement_en.html",
        "supplement_en.pdf",
    ]


@pytest.mark.parametrize("lang", ["en", "de"])
def test_faulty_calls(tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(str(tmp_path / "nothing"), "--lang", lang) == 2
    assert "nothing" in capsys.readouterr().err
    assert call(str(tmp_path), "--kind", "papers", "--lang", lang) == 2
    found = capsys.readouterr().err
    assert "workshop, paper" in found and {"en": "“paper”", "de": "„paper“"}[lang] in found
    assert call("--lang", lang) == 2
    assert {"en": "RESULTS", "de": "ERGEBNISSE"}[lang] in capsys.readouterr().err
