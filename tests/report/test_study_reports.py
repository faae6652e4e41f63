"""``coopsim report`` on run stores: every kind of design gives both reports; what is missing or cannot be is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import html as lxml_html
from made_study import some, study
from pypdf import PdfReader

from coopsim.analysis.study import open_study
from coopsim.cli.main import main
from coopsim.experiment import run_experiment
from coopsim.report.document.html import html
from coopsim.report.document.pdf import pdf
from coopsim.report.study_document import study_document
from coopsim.texts import UserError

HEADER = '[experiment]\nscenario = "harz"\nruns = 8\nhorizon_months = 36\n'
LEVERS = 'governance = ["none", "cooperation_body", "zweckverband"]\n'
RANGES = (
    "hindrances.competition = { low = 0.0, high = 1.0 }\nparameters.trust_loss_ratio = { low = 1.0, high = 4.0 }\n"
    "hindrances.person_dependence = { low = 0.0, high = 1.0 }\n"
)
CROSSED = f'[design.levers]\nkind = "full_factorial"\n[levers]\n{LEVERS}[uncertainties]\n{RANGES}'
FILES = {
    "full_factorial": f'[design]\nkind = "full_factorial"\n[levers]\n{LEVERS}approaches.co_design = [0, 1]\n'
    "approaches.common_identity = [0, 1]\n[uncertainties]\nhindrances.competition = [0.0, 1.0]\n",
    "one_at_a_time": f'[design]\nkind = "one_at_a_time"\n[levers]\n{LEVERS}approaches.co_design = [0, 0.5, 1]\n'
    "[uncertainties]\nhindrances.competition = [0.0, 1.0]\n",
    "latin_hypercube": f'[design]\nkind = "latin_hypercube"\nsamples = 40\n{CROSSED}',
    "morris": f'[design]\nkind = "morris"\ntrajectories = 4\n{CROSSED}',
    "sobol": f'[design]\nkind = "sobol"\nsamples = 4\n{CROSSED}',
    "policies": '[design]\nkind = "full_factorial"\n[[policies]]\nname = "talk"\n'
    'set = { "approaches.open_communication" = 1.0 }\n[[policies]]\nname = "nothing"\n'
    '[outcomes]\nruns = ["months_stagnating", "months_asleep", "months_effective"]\n',
    "one_point": '[design]\nkind = "full_factorial"\n',
}


def store(folder: Path, kind: str, header: str = HEADER) -> Path:
    file = folder / f"{kind}.toml"
    file.write_text(header + FILES[kind], encoding="utf-8")
    return run_experiment(file, folder / "results").folder


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["report", *words])
    return int(left.value.code or 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(FILES))
def test_every_design_gives_both_reports(kind: str, tmp_path: Path) -> None:
    found = open_study(store(tmp_path, kind))
    for report in ("workshop", "paper"):
        for lang in ("en", "de"):
            document = study_document(found, report, lang)
            words = lxml_html.fromstring(html(document).encode()).text_content()
            assert "nan" not in words.split() and (lang == "en" or "None" not in words)
    assert pdf(document).startswith(b"%PDF-")


def test_command_takes_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = store(tmp_path, "policies")
    assert call(str(results), "--lang", "de", "--out", str(tmp_path / "there")) == 0
    assert "Der Bericht liegt in" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "there").glob("[!.]*")) == ["report_de.html", "report_de.pdf"]


def test_missing_tasks_are_left_out_and_told(tmp_path: Path) -> None:
    results = store(tmp_path, "full_factorial", HEADER.replace("runs = 8", "runs = 100\ntask_runs = 1000"))
    files = sorted((results / "runs").glob("*.parquet"))
    files[0].unlink()
    found = open_study(results)
    assert found.left_out == 12 and len(found.blocks.points) == 12
    words = lxml_html.fromstring(html(study_document(found, "workshop", "en")).encode()).text_content()
    assert "left out: 12." in words
    for file in files[1:]:
        file.unlink()
    with pytest.raises(UserError):
        open_study(results)


def test_only_the_columns_of_the_report_are_read(tmp_path: Path) -> None:
    found = open_study(store(tmp_path, "one_point"))
    assert "trust_mean" not in found.blocks.table and found.has("cost", "months_asleep")


def test_outcomes_that_no_report_can_do_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = store(tmp_path, "one_point", HEADER + '[outcomes]\nruns = ["cost"]\n')
    assert call(str(results), "--lang", "de") == 2
    assert "months_stagnating, months_asleep, months_effective" in capsys.readouterr().err


def test_workshop_report_of_a_large_factorial_keeps_to_four_pages() -> None:
    from coopsim.scenario.catalogue import governance_models

    names = (
        "co_design",
        "open_communication",
        "common_identity",
        "joint_priorities",
        "suitable_form",
        "interactive_formats",
    )
    factors = {"governance": list(governance_models()), **{f"approaches.{name}": [0.0, 1.0] for name in names}}
    found = study(
        factors, lambda p: some(0.5 - 0.1 * p["approaches.co_design"]), cost=lambda p: 1 + p["approaches.co_design"]
    )
    for lang in ("en", "de"):
        reader = PdfReader(io.BytesIO(pdf(study_document(found, "workshop", lang))))
        assert 2 <= len(reader.pages) <= 4
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
