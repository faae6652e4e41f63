"""The page in a real browser: what a host and a room of planners would do with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python import sync_playwright as axe
from browsing import ROOT, WAIT, Server, change, first_sentence, settled, until

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_the_guided_start(visit: Any) -> None:
    page = visit(guided=True)
    assert page.inner_text("#guide-title") == "Wo spielt es?"
    for step in range(2, 6):
        page.focus("#guide-next")
        page.keyboard.press("Enter")
        assert f"Schritt {step} von 5" in page.inner_text("#guide")
        assert page.locator(".pointed").count() == 1
        if step == 3:  # the page stays usable meanwhile
            change(page, lambda: page.click("[data-key='use-b-open_communication']"))
    page.click("#guide-next")
    assert page.is_hidden("#guide") and page.locator(".pointed").count() == 0
    page.reload()
    page.wait_for_selector("#badge[data-runs]")
    assert page.is_hidden("#guide")


def test_a_comparison_and_both_languages(visit: Any) -> None:
    page = visit("de")
    assert "statt „Kooperationsgremium“" in first_sentence(page)  # B opens in a looser form
    change(page, lambda: page.select_option("#form-b", "cooperation_body"))
    change(page, lambda: page.click("[data-key='use-b-common_objectives']"))
    assert "„Gemeinsame Zielstellung“" in first_sentence(page)
    change(page, lambda: page.select_option("#form-b", "zweckverband"))
    assert first_sentence(page).startswith("In B")
    assert "Zweckverband statt Kooperationsgremium" in page.inner_text(".differs-line")
    assert page.inner_text("#badge") == "1.000 Läufe je Seite"
    address = page.url
    page.click("[data-lang=en]")
    assert page.inner_text("#badge") == "1,000 runs per side"
    assert first_sentence(page).startswith("In B,")
    assert page.input_value("#form-b") == "zweckverband"
    assert page.get_attribute("html", "lang") == "en" and page.title() == "coopsim workshop"
    assert "Steady" not in page.inner_text("body") and "workshop." not in page.inner_text("body")
    until(page, "before => location.href !== before", address)
    change(page, lambda: page.click("#same"))
    assert first_sentence(page).startswith("A and B are set alike")


def test_sliders_work_while_they_move(visit: Any) -> None:
    page = visit("en")
    page.click("#group-hindrances summary")
    slider = page.locator("[data-key='level-competition']")
    slider.focus()

    def press() -> None:
        for _ in range(6):
            page.keyboard.press("ArrowLeft")

    change(page, press)
    assert slider.evaluate("node => node === document.activeElement")
    assert slider.get_attribute("aria-valuetext") == "40%"
    page.click("[data-key=linked]")
    change(page, lambda: page.locator("[data-key='level-b-competition']").press("ArrowRight"))
    assert "“Competitive thinking”: 45% instead of 40%" in page.inner_text(".differs-line")


def test_when_an_approach_is_used(visit: Any) -> None:
    page = visit("de")
    change(page, lambda: page.select_option("#form-b", "cooperation_body"))
    for side in "ab":
        change(page, lambda side=side: page.click(f"[data-key='use-{side}-co_design']"))
    page.click("[data-key=when-co_design]")
    change(page, lambda: page.select_option("[data-key='start-b-co_design']", "24"))
    change(page, lambda: page.select_option("[data-key='end-b-co_design']", "60"))
    assert page.locator("[data-key='end-b-co_design'] option[value='24']").count() == 0  # no end before the start
    change(page, lambda: page.select_option("[data-key='trigger-b-co_design']", "0.3"))
    page.click("[data-key=when-co_design]")
    assert "B: ab Jahr 2, bis Jahr 5, bei Aktivität unter 30\u202f%" in page.inner_text("[data-row=co_design]")
    page.click("#keep-open")
    until(page, "() => document.getElementById('keep-python')?.textContent.includes(\"'end': 60\")")
    page.keyboard.press("Escape")
    page.click("[data-key=when-co_design]")
    for field, value in (("start", "0"), ("end", ""), ("trigger", "")):
        change(page, lambda field=field, value=value: page.select_option(f"[data-key='{field}-b-co_design']", value))
    assert first_sentence(page).startswith("A und B sind gleich")  # the defaults leave nothing behind


def test_what_if_a_mayor_loses(visit: Any) -> None:
    page = visit("de")
    page.click("#group-impulses summary")
    page.click("[data-key=impulse-add]")
    page.select_option("#impulse-town", "quedlinburg")
    page.select_option("[data-key=draft-year]", "3")
    change(page, lambda: page.click("[data-key=draft-add]"))
    assert "Neues Stadtoberhaupt · Quedlinburg · Jahr 3" in page.inner_text("#group-impulses")
    assert "neue Impulse (0 in A, 1 in B)" in page.inner_text(".differs-line")


def test_one_run_as_a_story(visit: Any) -> None:
    page = visit("de")
    page.click("#tab-run")
    page.wait_for_selector(".map circle")
    number = page.inner_text("#run-number")
    before = page.locator(".log li:visible").count()
    page.select_option("#run-pace", "fast")
    page.focus("#run-play")
    page.keyboard.press("Space")
    until(page, "() => Number(document.getElementById('run-month').value) > 40")
    page.keyboard.press("Space")
    assert page.locator(".log li:visible").count() > before
    assert "Der Verbund ist in der Phase" in page.get_attribute(".map", "aria-label")
    page.click("[data-lang=en]")
    assert "the alliance is in the phase" in page.get_attribute(".map", "aria-label")
    page.click("#run-another")
    until(page, "before => document.getElementById('run-number').textContent !== before", number.replace("Lauf", "Run"))
    page.select_option("#run-kind", "stagnated")
    until(page, "() => /of stagnation or sleep: [1-9]/.test(document.querySelector('.run-head').textContent)")


def test_which_lever_next(visit: Any) -> None:
    page = visit("de")
    page.click("#tab-levers")
    page.wait_for_selector("#levers-badge[data-done=true]")
    assert page.locator("tr[data-lever^='approach/']").count() == 9
    values = [
        float(words.replace("−", "-").replace(",", "."))
        for words in page.locator("tr[data-lever^='approach/'] td:nth-child(2) .value").all_inner_texts()
    ]
    assert values == sorted(values, reverse=True)
    for name, place in (("time_lost", 3), ("cost", 6)):
        page.select_option("#levers-sort", name)
        column = f"tr[data-lever^='approach/'] td:nth-child({place}) .value"
        found = [float(words.replace("−", "-").replace(",", ".")) for words in page.locator(column).all_inner_texts()]
        assert found == sorted(found)
    change(page, lambda: page.click("[data-key='take-governance/working_community']"))
    assert page.input_value("#form-b") == "working_community" and page.is_visible("#headline")
    assert not page.is_checked("[data-key='use-b-common_objectives']")  # B is A with this lever, nothing else


def test_a_link_restores_everything(visit: Any) -> None:
    page = visit("de")
    change(page, lambda: page.select_option("#form-a", "joint_agency"))
    change(page, lambda: page.select_option("#horizon", "120"))
    page.click("[data-lang=en]")
    page.click("#keep-open")
    until(page, "() => document.getElementById('keep-link').value.includes('#1.')")
    link = page.input_value("#keep-link")
    assert "#1." in link
    other = visit("de", hash=link[link.index("#") :])
    assert other.get_attribute("html", "lang") == "en"
    assert other.input_value("#form-a") == "joint_agency" and other.input_value("#horizon") == "120"
    assert first_sentence(other) == first_sentence(page)


@pytest.mark.parametrize(
    "hash", ["#1.AAAA", "#1.%%%", "#nonsense", "#1." + "A" * 50_000, "#1.q1ZKVLIyMtRRKlayMtBRSlSyMqgFAA"]
)
def test_a_malformed_link(visit: Any, hash: str) -> None:
    page = visit("de", hash=hash)
    assert "Dieser Link lässt sich nicht lesen" in page.inner_text("#notice")
    change(page, lambda: page.select_option("#form-b", "zweckverband"))
    assert page.is_hidden("#notice")
    assert page.input_value("#form-a") == "cooperation_body"


def test_saving_and_opening_files(visit: Any, tmp_path: Path) -> None:
    page = visit("de", accept_downloads=True)
    change(page, lambda: page.select_option("#form-b", "zweckverband"))
    page.click("#keep-open")
    until(page, "() => document.getElementById('keep-python')?.textContent.includes('load_scenario')")
    saved = []
    page.on("download", lambda download: saved.append(download))
    page.click("#keep-files")
    page.wait_for_timeout(1000)
    assert sorted(one.suggested_filename for one in saved) == ["harz_a.toml", "harz_b.toml"]
    for one in saved:
        one.save_as(tmp_path / one.suggested_filename)
    other = visit("en")
    other.click("#keep-open")
    change(other, lambda: other.set_input_files("#keep-file-a", tmp_path / "harz_b.toml"))
    assert other.input_value("#form-a") == "zweckverband"
    (tmp_path / "faulty.toml").write_text("[scenario]\nstart = 3\n", encoding="utf-8")
    other.click("#keep-open")
    other.set_input_files("#keep-file-b", tmp_path / "faulty.toml")
    until(other, "() => document.querySelector('#keep .problems').textContent.includes('scenario.start')")
    shutil.copy(ROOT / "scenarios" / "saalebogen.toml", tmp_path)
    other.set_input_files("#keep-file-b", tmp_path / "saalebogen.toml")
    until(other, "() => document.querySelector('#keep .problems').textContent.includes('another region')")


def test_results_are_downloaded(visit: Any) -> None:
    page = visit("de", accept_downloads=True)
    page.click("#keep-open")
    with page.expect_download(timeout=WAIT) as found:
        page.click("#keep-results")
    assert found.value.suggested_filename == "coopsim_harz.zip"
    with page.expect_download(timeout=WAIT) as found:
        page.click("#keep-report-html")
    assert found.value.suggested_filename == "coopsim_harz_de.html"


def test_towns(visit: Any) -> None:
    page = visit("de")
    page.click("#towns-open")
    page.click("#towns-add")
    page.keyboard.type("Neudorf")
    page.fill("[aria-label='Breite von Neudorf'], input[aria-label^='Breite von Neue Stadt']", "40")
    page.click("#towns-apply")
    until(page, "() => document.querySelector('#towns .problems').textContent.includes('zu weit')")
    page.locator("input[aria-label^='Breite von Neu']").fill("51,85")
    change(page, lambda: page.click("#towns-apply"))
    page.click("#tab-run")
    page.wait_for_selector(".map text:has-text('Neudorf')")
    page.click("#towns-open")
    page.click("[aria-label='Quedlinburg herausnehmen']")
    page.click("#towns-apply")
    page.wait_for_selector(".map text:has-text('Quedlinburg')", state="detached")
    page.click("#tab-compare")
    until(page, "() => !document.getElementById('view-compare').textContent.includes('Quedlinburg')")
    assert "Neudorf" in page.locator("#view-compare").text_content()


def test_other_regions(visit: Any) -> None:
    page = visit("de")
    for name in ("suedthueringen", "teaching/free_riding"):
        change(page, lambda name=name: page.select_option("#region", name))
    page.click("#tab-background")
    assert "Lehrbeispiel" in page.inner_text("#view-background")


def test_with_the_keyboard_alone(visit: Any) -> None:
    page = visit("de")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.focus("#tab-compare")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#view-run") and page.evaluate("document.activeElement.id") == "tab-run"
    page.keyboard.press("Home")
    settled(page)
    page.focus("#river-a")
    page.keyboard.press("End")
    assert page.get_attribute("#river-a", "aria-valuenow") == "20"
    assert "Jahr 20" in page.get_attribute("#river-b", "aria-valuetext")
    page.focus("[data-key='term-time_lost']")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert "zu langsam vorangeht" in page.inner_text("#tip")
    page.keyboard.press("Escape")
    assert page.is_hidden("#tip")
    page.focus("[data-key='use-b-co_design']")
    change(page, lambda: page.keyboard.press("Space"))
    assert page.is_checked("[data-key='use-b-co_design']")
    assert page.evaluate("document.activeElement.dataset.key") == "use-b-co_design"


def test_a_lost_server(visit: Any, browser: Any) -> None:
    own = Server()
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    page.add_init_script("localStorage.setItem('coopsim-guided', '1')")
    page.goto(f"{own.address}?lang=de")
    page.wait_for_selector("#badge[data-runs='1000']")
    own.stop()
    page.click("[data-key='use-b-co_design']")
    page.wait_for_selector("#notice:has-text('unterbrochen')")
    again = Server(own.port)
    try:
        page.wait_for_selector("#notice", state="hidden")
        page.wait_for_selector("#sentences p:has-text('In B')")
        assert page.is_checked("[data-key='use-b-co_design']")
    finally:
        page.close()
        again.stop()


@pytest.mark.parametrize("width", [390, 1024, 1280, 1920])
def test_nothing_sticks_out(visit: Any, width: int) -> None:
    page = visit("de", width=width)
    for tab in ("compare", "run", "levers", "background"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab


@pytest.mark.parametrize(("lang", "width"), [("de", 1280), ("en", 390)])
def test_no_faults_in_axe(visit: Any, lang: str, width: int) -> None:
    page = visit(lang, guided=True, width=width, bypass_csp=True)  # the tool puts a script of its own into the page

    def check(place: str) -> None:
        found = axe.Axe().run(page).response["violations"]
        assert [(place, one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []

    check("guided start")
    page.click("#guide-skip")
    for name in ("approaches", "hindrances", "impulses"):
        if page.get_attribute(f"#group-{name}", "open") is None:
            page.click(f"#group-{name} summary")
    page.click("[data-key='use-b-common_objectives']")
    page.click("[data-key=when-common_objectives]")
    page.click("[data-key=impulse-add]")
    check("settings")
    for tab, ready in (
        ("run", ".map circle"),
        ("levers", "#levers-badge[data-done=true]"),
        ("background", ".terms"),
        ("compare", "#sentences p"),
    ):
        page.click(f"#tab-{tab}")
        page.wait_for_selector(ready)
        check(tab)
    for name in ("keep", "towns"):
        page.click(f"#{name}-open")
        page.wait_for_timeout(300)
        if name == "towns":
            page.locator("#towns .numeral").first.fill("19.500,5.0")
            page.keyboard.press("Tab")
        check(name)
        page.keyboard.press("Escape")


OFFLINE = """
import fcntl, socket, struct, sys
door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(door, 0x8914, struct.pack("16sh", b"lo", 0x49))  # SIOCSIFFLAGS: loopback up and running, nothing else is there
sys.path.insert(0, sys.argv[1])
import browsing
from playwright.sync_api import sync_playwright
server = browsing.Server()
try:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=browsing.CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(browsing.WAIT)
        page.goto(server.address + "?lang=de")
        page.wait_for_selector("#badge[data-runs='1000']")
        page.click("#guide-skip")
        page.click("#tab-run")
        page.wait_for_selector(".map circle")
        assert page.evaluate("document.fonts.check('16px Inter')")
        browser.close()
finally:
    server.stop()
print("offline: all there")
"""


def test_without_any_network() -> None:
    unshare = shutil.which("unshare")
    command = [unshare or "unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if unshare is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this machine forbids network namespaces")
    found = subprocess.run(
        [*command, sys.executable, "-c", OFFLINE, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=600,
    )
    assert "offline: all there" in found.stdout, found.stderr[-3000:]
