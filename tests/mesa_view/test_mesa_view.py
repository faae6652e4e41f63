"""Mesa's own view: the map shows the state of the model, the page can be put together, the command refuses in words."""

from __future__ import annotations

from typing import Any

import pytest

import coopsim
from coopsim.cli import main


def refused(capsys: Any, *words: str) -> str:
    with pytest.raises(SystemExit) as found:
        main(["inspect", *words])
    assert found.value.code == 2
    return str(capsys.readouterr().err)


def test_refusals(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "harz" in refused(capsys, "hars", "--no-browser")
    monkeypatch.setattr("coopsim.mesa_view.command.find_spec", lambda name: None)
    assert "coopsim[inspect]" in refused(capsys, "harz", "--no-browser")


@pytest.fixture
def view() -> Any:
    from coopsim.mesa_view import view

    return view


def test_the_map_follows_the_model(view: Any) -> None:
    model = coopsim.CooperationModel(coopsim.load_scenario("harz").with_({"horizon_months": 36}), rng=1)
    before = view.town_map(model).axes[0]
    assert [words.get_text() for words in before.texts] == ["Halberstadt", "Quedlinburg", "Wernigerode"]
    assert len(before.lines) == 3
    model.run()
    after = view.town_map(model).axes[0]
    assert before.get_title(loc="left") != after.get_title(loc="left") and "36/36" in after.get_title(loc="left")


@pytest.mark.filterwarnings("ignore")
def test_the_page_can_be_put_together(view: Any) -> None:
    import solara

    _, context = solara.render(view.Page(), handle_error=False)
    context.close()
