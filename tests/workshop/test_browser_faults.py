"""The page in a real browser: numbers as people write them, Back and Forward, files, maps, small screens, paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import change, first_sentence, settled, until

pytestmark = [pytest.mark.slow, pytest.mark.browser]

STATE = "async () => (await import('./static/js/state.js')).current()"


def state(page: Any) -> Any:
    return page.evaluate(STATE)


def typed(page: Any, label: str, words: str) -> None:
    page.focus(f"[aria-label='{label}']")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    page.keyboard.press("Tab")


# -- numbers


@pytest.mark.parametrize("locale", ["de-DE", "en-US"])  # the browser's language must not matter
@pytest.mark.parametrize(
    ("lang", "area", "people", "shown"),
    [("de", "148,9", "19.500", "148,9"), ("en", "148.9", "19,500", "148.9")],
)
def test_numbers_are_read_in_the_language_of_the_page(
    visit: Any, locale: str, lang: str, area: str, people: str, shown: str
) -> None:
    page = visit(lang, locale=locale)
    of = "{} von Halberstadt" if lang == "de" else "{} of Halberstadt"
    page.click("#towns-open")
    typed(page, of.format("Fläche (km²)" if lang == "de" else "Area (km²)"), area)
    typed(page, of.format("Einwohner:innen" if lang == "de" else "Inhabitants"), people)
    change(page, lambda: page.click("#towns-apply"))
    [town] = state(page)["region"]["towns"]
    assert (town["area_km2"], town["population"]) == (148.9, 19_500)
    page.click("#towns-open")
    assert page.input_value(f"[aria-label='{of.format('Fläche (km²)' if lang == 'de' else 'Area (km²)')}']") == shown


def test_a_number_of_the_other_language_is_asked_about(visit: Any) -> None:
    page = visit("de")
    page.click("#towns-open")
    for label, words, meant in (
        ("Fläche (km²) von Halberstadt", "148.9", ["148,9"]),
        ("Fläche (km²) von Quedlinburg", "1.275", ["1275", "1,275"]),
        ("Breite von Wernigerode", "51.8345", ["51,8345"]),
    ):
        typed(page, label, words)
        field = page.locator(f".number-field:has([aria-label='{label}'])")
        assert field.locator("button").all_inner_texts() == meant
        assert field.locator("input").get_attribute("aria-invalid") == "true"
    typed(page, "Einwohner:innen von Halberstadt", "19,5")
    assert "ganze Zahl von 100 bis 20.000.000" in page.inner_text("#towns")
    page.click("#towns-add")  # what stands in the fields outlives it
    assert page.input_value("[aria-label='Fläche (km²) von Quedlinburg']") == "1.275"
    page.click("#towns-apply")
    assert page.is_visible("#towns") and state(page)["region"] == {"name": "harz"}
    page.click(".number-field button:has-text('148,9')")
    page.click(".number-field button:text-is('1275')")
    page.click(".number-field button:has-text('51,8345')")
    typed(page, "Einwohner:innen von Halberstadt", "19 500")
    page.click("[aria-label^='Neue Stadt'][aria-label$='herausnehmen']")
    change(page, lambda: page.click("#towns-apply"))
    found = {town["id"]: town for town in state(page)["region"]["towns"]}
    assert found["halberstadt"]["area_km2"] == 148.9 and found["halberstadt"]["population"] == 19_500
    assert found["quedlinburg"]["area_km2"] == 1275 and "wernigerode" not in found


def test_numbers_of_an_impulse(visit: Any) -> None:
    page = visit("de", locale="en-US")
    page.click("#group-impulses summary")
    page.click("[data-key=impulse-add]")
    page.select_option("#impulse-kind", "subsidy")
    page.fill("#impulse-strength", "0.5")
    page.click("[data-key=draft-add]")
    assert page.inner_text(".impulse-form .number-field button") == "0,5"
    page.fill("#impulse-strength", "0,5")
    change(page, lambda: page.click("[data-key=draft-add]"))
    [impulse] = state(page)["b"]["impulses"]
    assert impulse["strength"] == 0.5
    assert page.locator("input[type=number]").count() == 0  # those are read by the browser's language


# -- Back, Forward, undo, redo


def test_back_and_forward_undo_and_redo(visit: Any) -> None:
    page = visit("de")
    first = state(page)
    assert page.is_disabled("#undo") and page.is_disabled("#redo")
    change(page, lambda: page.select_option("#form-b", "zweckverband"))
    change(page, lambda: page.click("[data-key='use-a-co_design']"))
    third = state(page)
    page.click("#tab-background")
    page.go_back()
    until(page, "() => document.getElementById('tab-compare').ariaSelected === 'true'")
    change(page, page.go_back)
    assert not page.is_checked("[data-key='use-a-co_design']") and page.input_value("#form-b") == "zweckverband"
    assert "Zweckverband" in first_sentence(page)
    change(page, lambda: page.click("#undo"))
    assert state(page) == first and page.is_disabled("#undo")
    change(page, lambda: page.keyboard.press("Control+Shift+Z"))
    change(page, lambda: page.click("#redo"))
    assert state(page) == third
    change(page, lambda: page.keyboard.press("Control+z"))
    until(page, "() => location.hash === '#' || location.hash.startsWith('#1.')")
    page.wait_for_timeout(600)  # until the address holds this step
    page.reload()
    settled(page)
    assert page.input_value("#form-b") == "zweckverband" and not page.is_checked("[data-key='use-a-co_design']")
    change(page, page.go_back)
    assert page.input_value("#form-b") == first["b"]["governance"]


def test_a_region_and_its_towns_come_back(visit: Any) -> None:
    page = visit("de")
    change(page, lambda: page.select_option("#region", "saalebogen"))
    assert "Saalfeld" in page.locator("#view-compare").text_content()
    change(page, page.go_back)
    assert page.input_value("#region") == "harz"
    until(page, "() => document.getElementById('view-compare').textContent.includes('Halberstadt')")
    change(page, page.go_forward)
    assert page.input_value("#region") == "saalebogen"
    page.click("#towns-open")
    assert "Saalfeld" in page.locator("#towns input.town-name").first.input_value()


def test_one_drag_of_a_slider_is_one_step(visit: Any) -> None:
    page = visit("de")
    page.click("#group-hindrances summary")
    before = page.evaluate("history.length")
    level = state(page)["a"]["hindrances"]["competition"]
    page.focus("[data-key='level-competition']")
    change(page, lambda: [page.keyboard.press("ArrowLeft") for _ in range(8)])
    assert page.evaluate("history.length") == before + 1
    assert state(page)["a"]["hindrances"]["competition"] == pytest.approx(level - 0.4)
    change(page, lambda: page.keyboard.press("Control+z"))
    assert state(page)["a"]["hindrances"]["competition"] == level
    change(page, lambda: page.click("#redo"))
    assert state(page)["a"]["hindrances"]["competition"] == pytest.approx(level - 0.4)


def test_one_click_that_does_two_things_is_one_step(visit: Any) -> None:
    page = visit("de")
    page.click("#tab-levers")
    page.wait_for_selector("#levers-badge[data-done=true]")
    before = state(page)
    change(page, lambda: page.click("[data-key='take-governance/working_community']"))
    page.go_back()
    page.wait_for_selector("#view-levers")
    assert state(page) == before


# -- scenario files


def opened(page: Any, side: str, file: Path) -> None:
    page.click("#keep-open")
    page.set_input_files(f"#keep-file-{side}", file)


def test_a_file_of_another_region_takes_b_along(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('extends = "saalebogen"\n[hindrances]\ncompetition = 0.9\n', encoding="utf-8")
    page = visit("de")
    page.click("#group-impulses summary")
    page.click("[data-key=impulse-add]")
    page.select_option("#impulse-town", "quedlinburg")
    change(page, lambda: page.click("[data-key=draft-add]"))
    change(page, lambda: opened(page, "a", file))
    found = state(page)
    assert found["a"] == found["b"] and found["b"]["hindrances"]["competition"] == 0.9
    assert first_sentence(page).startswith("A und B sind gleich") and page.is_hidden("#notice")


def test_a_file_of_the_same_region_leaves_b(visit: Any, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('extends = "harz"\n[hindrances]\ncompetition = 0.9\n', encoding="utf-8")
    page = visit("de")
    b = state(page)["b"]
    change(page, lambda: opened(page, "a", file))
    found = state(page)
    assert found["b"] == b and found["a"]["hindrances"]["competition"] == 0.9
    change(page, lambda: opened(page, "b", file))
    assert state(page)["b"] == found["a"]


@pytest.mark.parametrize(
    "more",
    ["[parameters]\ntrust_gain = 0.1\n", "[[municipalities]]\nid = 'halberstadt'\npopulation = 50000\n"],
)
def test_a_file_as_b_must_be_of_the_same_region_in_all_it_says(visit: Any, tmp_path: Path, more: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'extends = "harz"\n{more}', encoding="utf-8")
    page = visit("de")
    b = state(page)["b"]
    opened(page, "b", file)
    until(page, "() => document.querySelector('#keep .problems').textContent.includes('andere Region')")
    assert state(page)["b"] == b


# -- what is seen


def show_month(page: Any, month: int) -> None:
    page.locator("#run-month").evaluate("(s, m) => { s.value = m; s.dispatchEvent(new Event('input')); }", month)


COLLISIONS = """place => {
  const svg = document.querySelector(place);
  const rect = (node) => node.getBoundingClientRect();
  const names = [...svg.querySelectorAll('text.place')];
  const others = [...names, ...svg.querySelectorAll('circle'), ...svg.querySelectorAll('.scale text')];
  const apart = (a, b, by) => a.right <= b.left + by || b.right <= a.left + by || a.bottom <= b.top + by || b.bottom <= a.top + by;
  const found = [];
  for (const name of names) {
    const box = rect(name);
    const room = rect(svg);
    if (box.left < room.left || box.right > room.right || box.top < room.top - 1 || box.bottom > room.bottom + 1) found.push(`${name.textContent} sticks out`);
    for (const other of others) if (other !== name && !apart(box, rect(other), 1)) found.push(`${name.textContent} on ${other.textContent || 'a circle'}`);
  }
  return [names.length, found];
}"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (820, 1180), (390, 844)])
@pytest.mark.parametrize("region", ["harz", "suedthueringen", "harz_region"])
def test_no_name_covers_another_on_the_map(visit: Any, region: str, width: int, height: int) -> None:
    page = visit("de", width=width, height=height)
    change(page, lambda: page.click("#same"))
    if region != "harz":
        change(page, lambda: page.select_option("#region", region))
    towns = page.evaluate("async () => (await import('./static/js/state.js')).regionData().towns.length")
    page.click("#tab-run")
    page.wait_for_selector(f".map text.place >> nth={towns - 1}")
    for month in (0, 120, 239):
        show_month(page, month)
        assert page.evaluate(COLLISIONS, ".map svg") == [towns, []]
    page.click("#towns-open")
    until(page, "() => document.querySelector('#towns .plot svg')")
    assert page.evaluate(COLLISIONS, "#towns .plot svg") == [towns, []]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180), (1366, 768)])
def test_the_answer_is_on_the_first_screen(visit: Any, lang: str, width: int, height: int) -> None:
    page = visit(lang, width=width, height=height)
    box = page.locator("#sentences p >> nth=0").bounding_box()
    assert box["y"] + box["height"] < height - 100  # with room for what the browser itself shows
    assert page.locator("#headline").bounding_box()["y"] < 480


CUT = """() => {
  const found = [];
  const visible = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 0;
  for (const svg of [...document.querySelectorAll('.plot svg')].filter(visible)) {
    const room = svg.getBoundingClientRect();
    for (const words of svg.querySelectorAll('text')) {
      const box = words.getBoundingClientRect();
      if (box.right > room.right + 1 || box.left < room.left - 1 || box.bottom > room.bottom + 1) found.push(`cut: ${words.textContent}`);
    }
    const card = svg.closest('.card').getBoundingClientRect();
    if (room.right > card.right || card.right > innerWidth) found.push(`wider than paper: ${svg.textContent}`);
  }
  for (const node of [...document.querySelectorAll('body *')].filter(visible)) {
    const style = getComputedStyle(node);
    if (style.overflowY !== 'visible' && node.clientHeight > 1 && node.scrollHeight > node.clientHeight + 1 && !node.closest('svg, select')) found.push(`scrolls: ${node.className}`);
  }
  for (const name of ['.tabs', '.tools', '#undo', '#same']) if (visible(document.querySelector(name))) found.push(`no use on paper: ${name}`);
  return found;
}"""


@pytest.mark.parametrize("width", [1920, 1366, 390])
def test_nothing_is_cut_on_paper(visit: Any, width: int) -> None:
    """On paper nothing is drawn again, so charts drawn for the screen have to scale."""
    page = visit("de", width=width, script="window.ResizeObserver = class { observe() {} }")
    for tab in ("compare", "run"):
        page.click(f"#tab-{tab}")
        page.wait_for_selector("#view-compare svg" if tab == "compare" else ".map circle")
        if tab == "run":
            show_month(page, 239)  # so that the story is long
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 703, "height": 1032})  # A4 without its margins
        assert page.evaluate(CUT) == [], tab
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": width, "height": 720})
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize(("lang", "words"), [("de", "= gleich"), ("en", "= the same")])
def test_a_setting_and_itself_are_the_same(visit: Any, lang: str, words: str) -> None:
    page = visit(lang)
    change(page, lambda: page.click("#same"))
    verdicts = page.locator(".outcomes .verdict").all_inner_texts()
    assert len(verdicts) == 13 and set(verdicts) == {words}
    assert page.locator(".outcomes .whisker").count() == 0


def test_the_chart_of_towns_says_what_it_shows(visit: Any) -> None:
    page = visit("de")
    chart = page.locator("figure:has-text('Mehrwert je Stadt')").last
    assert "Mittel über alle Läufe" in chart.inner_text() and "in jedem Lauf eine andere" in chart.inner_text()
    assert "verliert in … von 100" in chart.inner_text()
    assert "in jedem Lauf eine andere Stadt" in page.get_attribute("[data-key='term-worst_off']", "aria-description")


def test_one_year_is_no_plural(visit: Any) -> None:
    page = visit("en")
    page.evaluate(
        "async () => (await import('./static/js/state.js')).change((state) => { state.months = 12; })",
    )
    until(page, "() => document.querySelector('#horizon option:checked').textContent === '1 year'")
    settled(page)
    assert "1 years" not in page.locator("body").text_content()
