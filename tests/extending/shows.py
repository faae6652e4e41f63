"""Run by a test in the extended copy: page, tables, schema, ODD and figures show what has been added."""

import sys
from pathlib import Path

import coopsim
from coopsim import figures
from coopsim.analysis.labels import governance_by_approach
from coopsim.model import codes
from coopsim.model.outcomes import outcome_title
from coopsim.scenario import json_schema, load_scenario
from coopsim.workshop.page_data import region_data, start_data

sys.path.insert(0, str(Path.cwd() / "docs"))
import generate

harz = load_scenario("harz")

# Vocabularies, sizes and constants
assert codes.APPROACHES[-1] == "staff_exchange" and codes.STAFF_EXCHANGE == codes.APPROACH_COUNT - 1
assert codes.HINDRANCES[-1] == "old_conflicts" and harz.hindrance("old_conflicts") == 0.0

# The workshop page
data, region = start_data(), region_data(harz)
approach = data["approaches"][-1]
assert approach["id"] == "staff_exchange" and approach["short"]["de"] == approach["title"]["de"] == "Personaltausch"
assert data["hindrances"][-1]["id"] == "old_conflicts" and data["hindrances"][-1]["unknown"] == 0.0
assert region["models"][-1]["id"] == "training_network"
assert region["models"][-1]["short"]["de"] == "Fortbildungsnetzwerk"

# Scenario files, comparisons, "all approaches"
schema = json_schema()
assert "staff_exchange" in schema["properties"]["approaches"]["properties"]
assert "joint_training" in schema["$defs"]["GovernanceModel"]["properties"]
assert schema["properties"]["hindrances"]["properties"]["old_conflicts"]["default"] == 0.0
assert "training_network" in schema["$defs"]["Header"]["properties"]["governance"]["examples"]
assert harz.governance_models["training_network"].informal_per_year == 13.0  # as in the form it is based on
cases = governance_by_approach(harz, ["training_network"])
assert cases["training_network", "all"].approaches["staff_exchange"].strength == 1.0
assert ("training_network", "staff_exchange") in cases
own = {"id": "ours", "based_on": "zweckverband", "joint_training": 0.5}
assert harz.with_({"governance_models": [own]}).governance_models["ours"].joint_training == 0.5

# Tables of the documentation
for table, words in {
    "approaches": ("`staff_exchange`", "0.6"),
    "approach_acts": ("| `staff_exchange` | working-level contact", "`meetings.meet` (7.4)"),
    "hindrances": ("`old_conflicts`",),
    "hindrance_acts": ("| `old_conflicts` | trust lost against trust gained | `trust_after`",),
    "governance": ("`joint_training`", "`training_network`", "0.8"),
    "governance_acts": ("| `joint_training` | drift of trust back",),
    "schedule": ("| 11 | `fatigue` | contributions wear commitment off. | `fatigue.tire` | 7.19 |",),
    "equations": ("| 7.19 | `fatigue.commitment_worn`",),
    "parameters": ("`fatigue_rate`",),
    "outcomes_run": ("| `incumbents_lost` | count | of these lost by the incumbent |",),
}.items():
    made = generate.BLOCKS[table]()
    assert all(word in made for word in words), (table, words)
for page in generate.pages():
    page.write_text(generate.renewed(page.read_text(encoding="utf-8"), lang=generate.language(page)), encoding="utf-8")

# Outcome and figure
ensemble = coopsim.simulate(harz.with_({"horizon_months": 100}), 1, 1, compiled=False)
run = ensemble.runs.iloc[0]
assert run["incumbents_lost"] == run["incumbents"] - run["incumbents_won"]
assert outcome_title("incumbents_lost", "de") == "Abgewählt"
picture = figures.run_dots(ensemble.runs, "incumbents_lost", lang="de", note="Harz")
assert picture.title.startswith("Lauf für Lauf: Abgewählt") and picture.save(Path.cwd(), "m", ["svg"])
