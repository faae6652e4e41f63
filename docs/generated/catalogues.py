"""Blocks on what can be chosen: governance models, approaches, hindrances, scenarios, and the keys of files."""

from __future__ import annotations

from typing import Any

from generated.markdown import plain, shown, table


def called(kind: str, lang: str) -> str:
    """What can be chosen of a catalogue: each id with its title."""
    from coopsim.scenario import catalogue

    rows = {"governance_ids": catalogue.governance_models, "approach_ids": catalogue.approaches}[kind]()
    heads = {"en": ("id", "name"), "de": ("Schlüssel", "Bezeichnung")}[lang]
    return table(heads, [(f"`{row.id}`", row.title[lang]) for row in rows.values()])


def governance() -> str:
    from coopsim.scenario.catalogue import GovernanceModel, governance_models

    models = list(governance_models().values())
    skip = ("id", "based_on", "title", "legal_basis", "description")
    names = [name for name in GovernanceModel.model_fields if name not in skip]
    heads = table(("id", "name", "legal basis"), [(f"`{m.id}`", m.title["en"], m.legal_basis["en"]) for m in models])
    rows = [[f"`{name}`", *(shown(getattr(m, name)) for m in models)] for name in names]
    meanings = [(f"`{name}`", GovernanceModel.model_fields[name].description) for name in names]
    return (
        f"{heads}\n{table(['attribute', *(f'`{m.id}`' for m in models)], rows)}\n"
        f"{table(('attribute', 'meaning'), meanings)}"
    )


def approaches() -> str:
    from coopsim.scenario.catalogue import approaches

    rows = [
        (f"`{a.id}`", a.title["en"], a.description["en"], a.challenge, plain(a.staff_fte), plain(a.money))
        for a in approaches().values()
    ]
    staff, money = "staff, FTE per 100,000 inhabitants", "money, EUR per inhabitant and year"
    return table(("id", "name", "what is done", "challenge", staff, money), rows)


def hindrances() -> str:
    from coopsim.scenario.catalogue import hindrances

    rows = [(f"`{h.id}`", h.title["en"], h.description["en"], ", ".join(h.challenges)) for h in hindrances().values()]
    return table(("id", "name", "meaning of the level", "challenges"), rows)


def functions() -> str:
    from coopsim.scenario.catalogue import functions

    heads = ("id", "area", "provider", "higher-order", "weight", "value", "spending", "capital", "work", "build",
             "poolable", "site-bound")  # fmt: skip
    rows = [
        (f"`{f.id}`", f.area, f.provider, shown(f.higher_order), plain(f.weight), plain(f.value), plain(f.spending),
         plain(f.capital), plain(f.work), f.build_months, plain(f.poolable), plain(f.site_bound))
        for f in functions().values()
    ]  # fmt: skip
    return table(heads, rows)


def scenarios() -> str:
    from coopsim.scenario import list_scenarios, load_scenario

    rows = []
    for name in list_scenarios():
        s = load_scenario(name)
        rows.append((f"`{name}`", s.title["en"], len(s.municipalities), s.horizon_months // 12, f"`{s.governance}`"))
    return table(("name", "title", "municipalities", "years", "governance"), rows)


def scenario_keys() -> str:
    """Every key of a scenario file with its meaning, from the types that check it."""
    from coopsim.scenario import rows as types

    places: dict[str, Any] = {
        "[scenario]": types.Header, "[[municipalities]]": types.Municipality, "mayor, head": types.Office,
        "[[counties]]": types.County, "[council]": types.Council, "[ties]": types.Ties,
        "[[funding]]": types.Funding, "[[impulses]]": types.Impulse,
        "[land]": types.Land, "[approaches.…]": types.ApproachSetting,
        "[catalogue]": types.CatalogueSize,
    }  # fmt: skip
    rows = []
    for place, class_ in places.items():
        for name, field in class_.model_fields.items():
            if class_ is types.Municipality and name in ("need", "endowment"):
                text = f"{field.description}; a table of areas"
            else:
                text = field.description or ""
            rows.append((f"`{place}`", f"`{name}`", "yes" if field.is_required() else "", text))
    return table(("table", "key", "required", "meaning"), rows)


def experiment_keys() -> str:
    """Every key of an experiment file with its meaning, from the types that check it."""
    from coopsim.experiment import schema

    places: dict[str, Any] = {
        "[experiment]": schema.Header, "[design]": schema.Designs, "[levers], [uncertainties]": schema.FactorRow,
        "[[policies]]": schema.Policy, "[outcomes]": schema.Outcomes, "series": schema.Series,
        "municipality_series": schema.TownSeries,
    }  # fmt: skip
    rows = [("", "`submodels`", "", schema.Document.model_fields["submodels"].description)]
    for place, class_ in reversed(places.items()):
        for name, field in reversed(class_.model_fields.items()):
            needed = field.is_required() and name not in ("id", "title")  # these are the file name if left out
            rows.insert(0, (f"`{place}`", f"`{name}`", "yes" if needed else "", field.description))
    return table(("table", "key", "required", "meaning"), rows)
