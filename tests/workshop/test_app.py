"""The application over HTTP: answers in parts, both languages, headers, limits, and requests that mean harm."""

from __future__ import annotations

import asyncio
import io
import json
import re
import socket
import time
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hostile import dies_of

import coopsim
from coopsim.scenario.contents import scenario_from_text
from coopsim.texts import LANGUAGES, UserError, text
from coopsim.workshop import app as app_module
from coopsim.workshop import downloads
from coopsim.workshop.limits import BODY_BYTES, LEVER_STAGES, STAGES, STREAMS, STREAMS_PER_ADDRESS
from coopsim.workshop.security import HEADERS, machine_names
from coopsim.workshop.settings import Setup, named, scenarios
from coopsim.workshop.streams import DroppedError, Streams, watched


def parts(client: Any, path: str, question: dict[str, Any]) -> list[dict[str, Any]]:
    with client.stream("POST", path, json=question) as response:
        assert response.status_code == 200
        return [json.loads(line) for line in response.iter_lines()]


def test_the_page_in_both_languages(client: Any) -> None:
    german = client.get("/").text
    assert '<html lang="de">' in german and text("de", "workshop.tab.levers") in german
    english = client.get("/?lang=en").text
    assert '<html lang="en">' in english and text("en", "workshop.tab.levers") in english
    assert '<html lang="de">' in client.get("/?lang=<script>").text


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: Any) -> None:
    page = client.get("/").text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page)
    static = Path(app_module.__file__).parent / "static"
    for file in static.rglob("*"):
        if file.suffix in (".js", ".css"):
            words = file.read_text(encoding="utf-8")
            assert not re.search(
                r"https?://(?!www\.w3\.org/2000/svg)|innerHTML|insertAdjacentHTML|\beval\(|new Function", words
            ), file
    assert sum(file.stat().st_size for file in static.rglob("*") if file.is_file()) + len(page) < 1_000_000


def test_every_key_in_the_scripts_exists(client: Any) -> None:
    static = Path(app_module.__file__).parent
    words = "".join(file.read_text(encoding="utf-8") for file in (static / "static").rglob("*.js"))
    keys = {f"workshop.{key}" for key in re.findall(r'\bt\(\s*"([\w.]+)"', words)}
    keys |= set(
        re.findall(r'data-t(?:-label)?="([\w.]+)"', (static / "templates" / "page.html").read_text(encoding="utf-8"))
    )
    known = client.get("/api/start").json()["texts"]
    assert {key for key in keys for lang in LANGUAGES if key not in known[lang]} == set()


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/api/start", "/nothing", "/static/../app.py"])
def test_headers_are_on_every_answer(client: Any, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "server" not in response.headers
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/api/run"]
)
def test_no_other_file_can_be_had(client: Any, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 405) and "import" not in response.text


def test_the_comparison_grows(client: Any, setup: dict[str, Any]) -> None:
    found = parts(client, "/api/compare", setup)
    answers = [part for part in found if part["kind"] == "answer"]
    assert found[0]["kind"] == "accepted" and found[-1] == {"kind": "done"}
    assert [answer["runs"] for answer in answers] == list(STAGES)
    for answer in answers:
        assert sum(answer["a"]["phases"][0]) == answer["runs"]
        assert all(set(row["text"]) == set(LANGUAGES) for row in answer["sentences"])
    a = coopsim.load_scenario("harz").with_({"horizon_months": 120})
    again = coopsim.compare({"A": a, "B": a.with_({"governance": "zweckverband"})}, runs=STAGES[-1], seed=1)
    row = again.summary.set_index("label").loc["B"]
    found_in = {row["name"]: row for row in answers[-1]["outcomes"]}
    for name in ("works", "effective", "added_value", "target_achievement"):
        assert found_in[name]["b"][0] == pytest.approx(row[name], rel=1e-4)
    assert found_in["effective"]["difference"][0] == pytest.approx(row["d_effective"], abs=1e-4)
    assert found_in["time_lost"]["difference"][0] == pytest.approx(120 * row["d_lost"], rel=1e-4)


def test_levers_come_one_by_one(client: Any, setup: dict[str, Any]) -> None:
    short = setup | {"months": 24}
    found = parts(client, "/api/levers", {"setup": short, "side": "a"})
    plan = next(part for part in found if part["kind"] == "levers")
    rows = [part for part in found if part["kind"] == "lever"]
    assert plan["count"] == 15 and len(rows) == plan["count"] * len(LEVER_STAGES)
    assert {row["runs"] for row in rows[-15:]} == {LEVER_STAGES[-1]}


def test_a_run(client: Any, setup: dict[str, Any]) -> None:
    question = {"setup": setup, "side": "b"}
    one = client.post("/api/run", json=question | {"run": 7}).json()
    assert one["run"] == 7 and one["months"] == 120 and len(one["alliance"]["phase"]) == 120
    typical = [client.post("/api/run", json=question | {"kind": "typical", "skip": k}).json()["run"] for k in (0, 1)]
    assert typical[0] != typical[1]
    none = {"setup": setup | {"months": 12}, "side": "a", "kind": "merged"}
    refused = client.post("/api/run", json=none)
    assert refused.status_code == 422 and refused.json()["problems"][0]["de"]


def test_files_come_back_as_they_were(client: Any, setup: dict[str, Any]) -> None:
    saved = client.post("/api/save", json=setup).json()
    assert list(saved["files"]) == ["harz_a.toml", "harz_b.toml"]
    opened = client.post("/api/open", json={"text": saved["files"]["harz_b.toml"]}).json()
    assert opened["settings"] == setup["b"] and opened["months"] == 120
    assert scenario_from_text(saved["files"]["harz_b.toml"]).governance == "zweckverband"
    region = {"document": opened["document"]}
    assert client.post("/api/region", json=region).json()["towns"] == opened["towns"]
    assert client.post("/api/save", json=setup | {"region": region}).status_code == 200


def test_the_python_lines_make_the_same_comparison(
    client: Any, setup: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    changed = setup | {"region": {"name": "harz", "towns": [{"id": "quedlinburg", "population": 23277}]}}
    monkeypatch.chdir(tmp_path)
    for one in (setup, changed):
        saved = client.post("/api/save", json=one).json()
        for name, content in saved["files"].items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        place: dict[str, Any] = {}
        exec(saved["python"], place)
        wanted = scenarios(Setup(**one))
        if "with_" in saved["python"]:
            assert (place["a"], place["b"]) == wanted
        else:
            assert (place["a"], place["b"]) == (named(wanted[0], "a"), named(wanted[1], "b"))
        assert "Effective cooperation (% of months)" in capsys.readouterr().out
    lines = client.post("/api/save", json=setup).json()["python"]
    assert "region = coopsim.load_scenario('harz')" in lines and "hindrances" not in lines


def test_results_are_whole(client: Any, setup: dict[str, Any]) -> None:
    short = setup | {"months": 24}
    response = client.post("/api/results", json={"setup": short, "lang": "de"})
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        names = set(pack.namelist())
        assert {"manifest.json", "table.csv", "harz_a.toml", "harz_b.toml", "compare.py", "README.txt"} <= names
        assert {Path(name).suffix for name in names if name.startswith("figures/")} == {".svg", ".pdf", ".png"}
        assert tomllib.loads(pack.read("harz_b.toml").decode())["scenario"]["governance"] == "zweckverband"


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>")])
def test_the_report(client: Any, setup: dict[str, Any], form: str, begins: bytes) -> None:
    response = client.post("/api/report", json={"setup": setup | {"months": 24}, "lang": "de", "form": form})
    assert response.status_code == 200 and response.content[:20].lower().startswith(begins.lower())
    assert client.post("/api/report", json={"setup": setup, "lang": "de", "form": "exe"}).status_code == 422


def test_refusals_speak_both_languages(client: Any, setup: dict[str, Any]) -> None:
    faulty = setup | {"a": setup["a"] | {"hindrances": {"competiton": 0.4, "long_time_span": 1.4}}}
    response = client.post("/api/compare", json=faulty)
    problems = response.json()["problems"]
    assert response.status_code == 422 and len(problems) == 2
    assert "competition?" in problems[0]["en"] and "gemeint war vielleicht" in problems[0]["de"]
    assert "1.4" in problems[1]["en"] and "eine Zahl von 0 bis 1" in problems[1]["de"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:81"}, 403),
        ({"host": "evil.example"}, 403),
        ({"host": "evil.example:80", "origin": "http://evil.example:80"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 403),
        ({"content-type": "application/x-www-form-urlencoded"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"host": "127.0.0.1:80", "origin": "http://127.0.0.1:80"}, 200),
    ],
)
def test_other_pages_get_nothing(client: Any, headers: dict[str, str], status: int) -> None:
    sent = {"content-type": "application/json"} | headers
    assert client.post("/api/region", content=b'{"name": "harz"}', headers=sent).status_code == status


def test_open_to_the_network_only_the_machine_itself_is_called() -> None:
    from starlette.testclient import TestClient

    open_app = app_module.create_app(hosts=machine_names("0.0.0.0"), workers=1)
    reached = TestClient(open_app, base_url="http://192.0.2.7:8350")  # not entered: nothing is loaded
    own = socket.gethostname().lower()
    for host in ("192.0.2.7:8350", "192.0.2.7", "localhost:8350", "[::1]:8350", own, f"{own.upper()}.:8350"):
        assert reached.get("/static/page.css", headers={"host": host}).status_code == 200, host
    for host in (
        "planning.example",
        "192.0.2.8",
        "0.0.0.0",
        "192.0.2.7.evil.example",
        "[::2]",
        "",
        "localhost.evil.example",
        "evil@192.0.2.7",
    ):
        for path in ("/", "/static/page.css", "/api/start"):
            refused = reached.get(path, headers={"host": host})
            assert refused.status_code == 403 and text("de", "error.workshop_strange_host") in refused.text, host


BOMBS = {
    "no json": b"{",
    "not an object": b"[1]",
    "too deep": b'{"document":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "too long a number": b'{"months":' + b"9" * 6000 + b"}",
    "nan": b'{"name": "harz", "towns": [{"id": "halberstadt", "lat": NaN}]}',
    "not a number": b'{"name": "harz", "towns": [{"id": "halberstadt", "lat": 1e999}]}',
    "strange bytes": b"\xff\xfe\x00",
    "empty": b"",
    "markup": b'{"name": "<script>alert(1)</script>"}',
    "a path": b'{"name": "../../../../etc/passwd"}',
    "code": b'{"name": "{{ 7 * 7 }}", "document": null}',
    "rows that are none": b'{"name": "harz", "towns": [{"id": ["halberstadt"]}, {}, {"id": null}]}',
    "a prototype": b'{"name": "harz", "__proto__": {"x": 1}}',
    "tables in the wrong place": b'{"document": {"scenario": [], "municipalities": {"id": 3}, "ties": 7}}',
    "removed twice": b'{"name": "harz", "removed": ["halberstadt", "halberstadt"]}',
    "nobody left": b'{"name": "harz", "removed": ["halberstadt", "quedlinburg", "wernigerode"]}',
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_bodies_are_refused(client: Any, name: str) -> None:
    for path in (
        "/api/region",
        "/api/compare",
        "/api/levers",
        "/api/run",
        "/api/save",
        "/api/results",
        "/api/report",
        "/api/open",
    ):
        response = client.post(path, content=BOMBS[name], headers={"content-type": "application/json"})
        assert response.status_code == (200 if name == "removed twice" and path == "/api/region" else 422), (
            path,
            response.text,
        )
        assert "Traceback" not in response.text and response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "toml",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "9" * 6000,
        "extends = '/etc/passwd'",
        "\x00",
        "[scenario",
        "extends = 'harz'\nremove = [[1]]",
    ],
)
def test_hostile_files_are_refused(client: Any, toml: str) -> None:
    response = client.post("/api/open", json={"text": toml})
    assert response.status_code == 422 and response.json()["problems"]


def test_large_bodies_are_refused(client: Any) -> None:
    def slowly() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * (BODY_BYTES // 10)

    for content in (b" " * (BODY_BYTES + 1), slowly()):
        response = client.post("/api/region", content=content, headers={"content-type": "application/json"})
        assert response.status_code == 422 and "KiB" in response.json()["problems"][0]["en"]


def test_too_many_answers_at_once() -> None:
    streams = Streams()
    with ExitStack() as open_ones:
        for _ in range(STREAMS_PER_ADDRESS):
            streams.check("1.2.3.4")
            open_ones.enter_context(streams.counted("1.2.3.4"))
        with pytest.raises(UserError):
            streams.check("1.2.3.4")
        streams.check("5.6.7.8")
        streams.check("1.2.3.4", "drawings")
        for k in range(STREAMS - STREAMS_PER_ADDRESS):
            open_ones.enter_context(streams.counted(f"10.0.0.{k}"))
        with pytest.raises(UserError):
            streams.check("5.6.7.8")
    streams.check("1.2.3.4")


def test_a_newer_question_drops_the_older_answer() -> None:
    streams = Streams()
    with streams.opened("client", "compare") as first, streams.opened("client", "levers") as other:
        with streams.opened("client", "compare") as second:
            assert first.is_set() and not second.is_set() and not other.is_set()
        with streams.opened("another", "compare"):
            assert not other.is_set()


def test_watching_ends_when_dropped() -> None:
    async def work() -> str:
        dropped = asyncio.Event()
        begun = asyncio.Event()
        ended = asyncio.Event()

        async def long() -> None:
            begun.set()
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        async def watch() -> None:
            async for _ in watched(long(), dropped):
                pass

        task = asyncio.ensure_future(watch())
        await begun.wait()
        dropped.set()
        with pytest.raises(DroppedError):
            await task
        await asyncio.wait_for(ended.wait(), 5)
        return "done"

    assert asyncio.run(work()) == "done"


def test_a_failing_simulation_is_said(client: Any, setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: Any) -> Any:
        raise ArithmeticError("no result")

    monkeypatch.setattr(client.app.state.engine.store, "_simulate", fails)
    found = parts(client, "/api/compare", setup | {"months": 36})
    assert found[-1] == {"kind": "failed"}
    monkeypatch.undo()
    assert parts(client, "/api/compare", setup | {"months": 36})[-1] == {"kind": "done"}


def test_a_worker_that_is_ended_is_said(client: Any, setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "report", dies_of)
    response = client.post("/api/report", json={"setup": setup, "lang": "de", "form": "html"})
    assert response.status_code == 503
    assert response.json()["problems"] == [{lang: text(lang, "error.workshop_stopped") for lang in LANGUAGES}]


def test_a_failure_is_said_without_its_inside(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Any:
        raise ArithmeticError("a secret")

    monkeypatch.setattr(app_module.page_data, "start_data", fails)
    response = client.get("/api/start")
    assert response.status_code == 500 and {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.json()["problems"] == [{lang: text(lang, "error.workshop_failed") for lang in LANGUAGES}]
    monkeypatch.setattr(app_module.Jinja2Templates, "TemplateResponse", lambda *_: fails())
    page = client.get("/")
    assert page.status_code == 500 and "secret" not in page.text and text("de", "error.workshop_failed") in page.text


def test_only_the_work_of_others_is_said_to_be_ahead(
    client: Any, setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = client.app.state.engine.store
    simulate = store._simulate
    monkeypatch.setattr(
        store, "_simulate", lambda *question: time.sleep(1.3 * (question[1] == 0)) or simulate(*question)
    )
    found = parts(client, "/api/compare", setup | {"months": 47})
    ahead = [part["ahead"] for part in found if part["kind"] == "waiting"]
    assert ahead and set(ahead) == {0}
