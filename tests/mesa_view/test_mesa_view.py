"""Mesa's own view: the map shows the state of the model, the page can be put together, the command refuses in words."""

from __future__ import annotations

from typing import Any

import pytest

import coopsim
from coopsim.cli.main import main


def refused(capsys: Any, *words: str) -> str:
    with pytest.raises(SystemExit) as found:
        main(["inspect", *words])
    assert found.value.code == 2
    return str(capsys.readouterr().err)


def test_refusals(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "harz" in refused(capsys, "hars", "--no-browser")
    monkeypatch.setattr("coopsim.cli.inspect.find_spec", lambda name: None)
    assert "coopsim[inspect]" in refused(capsys, "harz", "--no-browser")


@pytest.fixture
def view() -> Any:
    from coopsim.inspect import view

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


@pytest.mark.filterwarnings("ignore")
def test_its_buttons_step_and_make_another_run(view: Any) -> None:
    """Mesa 3.5 would make a scenario of its own kind and give that to the new model."""
    import ipyvuetify
    import solara
    from mesa.visualization.solara_viz import ModelController

    first = view.Shown(coopsim.load_scenario("harz"), rng=1)
    model = solara.reactive(first)
    parameters = {"scenario": coopsim.load_scenario("harz"), "rng": 5, "run": 2}
    switches = {"render_interval": solara.reactive(1), "use_threads": solara.reactive(False)}
    _, context = solara.render(ModelController(model, model_parameters=parameters, **switches), handle_error=False)
    context.find(ipyvuetify.Btn, children=["Step"]).widget.click()
    assert first.month == 1
    context.find(ipyvuetify.Btn, children=["Reset"]).widget.click()
    again = model.value
    assert (type(again), again.seed_number, again.run_number, again.month) == (view.Shown, 5, 2, 0)
    assert (
        again.state.memory.tobytes()
        == coopsim.CooperationModel(coopsim.load_scenario("harz"), 5, 2).state.memory.tobytes()
    )
    context.close()
