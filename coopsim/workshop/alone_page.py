"""The workshop page as files without a server: one page with everything inside, and what keeps it for use offline."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any, Final, NamedTuple

from coopsim.browser.bundle import HERE as KERNEL
from coopsim.browser.bundle import bundled
from coopsim.scenario.schema import Scenario
from coopsim.texts import text
from coopsim.workshop.alone_data import page_content

HERE: Final = Path(__file__).parent
FILES: Final = ("index.html", "icon.svg", "manifest.webmanifest", "sw.js")
#: Where a script of the page is looked for: what replaces the server goes first.
_PLACES: Final = (HERE / "alone", HERE / "static" / "js", KERNEL)


class Alone(NamedTuple):
    """What stands in the page instead of references to other files."""

    head: str
    scripts: str


def page_files(regions: dict[str, Scenario], opened: str, module: bytes, lang: str) -> dict[str, bytes]:
    """The files of the page by name."""
    from jinja2 import Environment, FileSystemLoader

    icon = (HERE / "static" / "icon.svg").read_bytes()
    style = _styles()
    script = bundled("main.js", _script) + _script("offline.js")
    content = json.dumps(page_content(regions, opened, module), ensure_ascii=False, separators=(",", ":"))
    held = content.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    head = [
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">',
        f'<link rel="icon" href="{_data(icon, "image/svg+xml")}" type="image/svg+xml">',
        '<link rel="manifest" href="manifest.webmanifest">',
        f"<style>{style}</style>",
    ]
    scripts = [f'<script type="application/json" id="coopsim-data">{held}</script>', f"<script>{script}</script>"]
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=False)  # the texts are our own
    templates.globals["t"] = text
    page = templates.get_template("page.html").render(lang=lang, alone=Alone("\n  ".join(head), "\n".join(scripts)))
    made = page.encode("utf-8")
    version = hashlib.sha256(made).hexdigest()[:16]
    return {
        "index.html": made,
        "icon.svg": icon,
        "manifest.webmanifest": json.dumps(_manifest(lang), ensure_ascii=False, indent=1).encode("utf-8"),
        "sw.js": _script("sw.js").replace("VERSION", version).encode("utf-8"),
    }


def _script(name: str) -> str:
    place = next(place / name for place in _PLACES if (place / name).is_file())
    return place.read_text(encoding="utf-8")


def _styles() -> str:
    """Both style sheets, with the typeface inside."""
    text_of = "\n".join((HERE / "static" / name).read_text(encoding="utf-8") for name in ("page.css", "charts.css"))

    def held(found: re.Match[str]) -> str:
        return f"url({_data((HERE / 'static' / found[1]).read_bytes(), 'font/woff2')})"

    return re.sub(r"url\([\"']?([\w./-]+\.woff2)[\"']?\)", held, text_of)


def _policy(script: str, style: str) -> str:
    """Only what stands in this page may run, and nothing may be fetched from elsewhere."""
    rules = {
        "default-src": "'none'",
        "script-src": f"{_hash(script)} 'wasm-unsafe-eval' blob:",
        "style-src": _hash(style),
        "worker-src": "'self' blob:",
        "img-src": "'self' data:",
        "font-src": "data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


def _data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def _manifest(lang: str) -> dict[str, Any]:
    return {
        "name": text(lang, "workshop.title"),
        "short_name": "coopsim",
        "lang": lang,
        "start_url": "index.html",
        "display": "standalone",
        "background_color": "#ffffff",
        "icons": [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
