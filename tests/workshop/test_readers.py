"""Reading outside the server: what takes too long or ends is stopped and replaced, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hostile import REGIONS, SETUP, dies, question, sleeps

from coopsim.texts import UserError
from coopsim.workshop import questions
from coopsim.workshop.limits import MOST_DEPTH, MOST_LETTERS, MOST_VALUES
from coopsim.workshop.messages import RefusedError, refusal
from coopsim.workshop.questions import parsed
from coopsim.workshop.readers import Readers
from coopsim.workshop.settings import Setup, scenarios

BODY = json.dumps(SETUP).encode()


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    found = Readers(2, seconds=3.0)
    found.start()
    yield found
    found.close()


def test_scenarios_come_back_as_they_are(readers: Readers) -> None:
    found = asyncio.run(readers.read("a", questions.sides, BODY))
    assert found == scenarios(Setup(**SETUP)) and found[0].fingerprint == scenarios(Setup(**SETUP))[0].fingerprint


@pytest.mark.parametrize(("work", "key"), [(sleeps, "workshop_long"), (dies, "workshop_stopped")])
def test_what_takes_too_long_or_ends_harms_nobody(readers: Readers, work: Any, key: str) -> None:
    async def both() -> list[Any]:
        others = (readers.read("b", questions.sides, BODY) for _ in range(3))
        hostile = (readers.read("a", work, b"") for _ in range(2))
        return await asyncio.gather(*hostile, *others, return_exceptions=True)

    first, second, *answers = asyncio.run(both())
    assert isinstance(first, UserError) and isinstance(second, UserError) and first.key == second.key == key
    assert all(answer[1].governance == "zweckverband" for answer in answers)
    assert asyncio.run(readers.read("a", questions.sides, BODY))


def test_an_address_has_one_at_a_time(readers: Readers) -> None:
    order = []

    async def ask(address: str, work: Any) -> None:
        with suppress(UserError):
            await readers.read(address, work, BODY)
        order.append(address)

    async def both() -> None:
        hostile = [asyncio.ensure_future(ask("a", sleeps)) for _ in range(2)]
        await asyncio.sleep(0.05)
        await asyncio.gather(*(ask("b", questions.sides) for _ in range(3)), *hostile)

    asyncio.run(both())
    assert order[:3] == ["b", "b", "b"]


@pytest.mark.parametrize("name", REGIONS)
def test_refusals_come_back_in_both_languages(readers: Readers, name: str) -> None:
    content = json.dumps(question("compare", SETUP | {"region": REGIONS[name]})).encode()
    with pytest.raises((RefusedError, UserError)) as found:  # the latter where it was stopped
        asyncio.run(readers.read("a", questions.sides, content))
    said = refusal(found.value) if isinstance(found.value, UserError) else found.value.args[0]
    assert all(problem["en"] and problem["de"] for problem in said["problems"])
    assert json.dumps(said, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"[" * (MOST_DEPTH + 1), "workshop_depth"),
        (b"[" * 100_000 + b"]" * 100_000, "workshop_depth"),
        (b'{"a":' * 50_000, "workshop_depth"),
        (b"[" + b"0," * MOST_VALUES + b"0]", "workshop_values"),
        (json.dumps("x" * (MOST_LETTERS + 1)).encode(), "workshop_text"),
        (json.dumps({"x" * (MOST_LETTERS + 1): 1}).encode(), "workshop_text"),
        *(
            (json.dumps([letter]).encode(), "workshop_letter")
            for letter in "\x00\x1b\x7f\x9b\u202e\u2066\u200f\ud800\udfff\ufffe\ufeff"
        ),
        (json.dumps({"a\u202eb": 1}).encode(), "workshop_letter"),
        (b'"\\', "workshop_json"),
        (b'"' + b"\\" * 100_001, "workshop_json"),
        (json.dumps([1]).encode("utf-16"), "workshop_json"),
        (b"9" * 6000, "workshop_json"),
    ],
)
def test_the_shape_is_checked(content: bytes, key: str) -> None:
    with pytest.raises(UserError) as found:
        parsed(content)
    assert found.value.key == key
    assert all(found.value.text(lang).encode() for lang in ("en", "de"))


def test_what_people_write_is_let_in() -> None:
    words = [
        "Höxter\u00a0(Weser)",
        "a\tb\nc\r\n",
        "Łódź",
        "São João",
        "日本",
        "ا",
        "zer\u00adlegt",
        "👩\u200d🌾",
        '["{',
        "\\",
        "½",
    ]
    nested: Any = words
    for _ in range(MOST_DEPTH - 1):
        nested = {"[": nested}
    for content in (words, nested):
        for ascii_only in (True, False):
            assert parsed(json.dumps(content, ensure_ascii=ascii_only).encode()) == content
