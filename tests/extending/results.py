"""Run by a test in the package of a folder: prints the results of some runs, and of each new thing put to use."""

import hashlib
import json
import sys

import coopsim

columns, compiled = json.loads(sys.argv[1]), sys.argv[2] == "compiled"
months, runs, names = (240, 5, ("harz", "teaching/free_riding")) if compiled else (36, 2, ("teaching/free_riding",))
FORMS = ("informal_network", "cooperation_body", "zweckverband", "mandated_association")


def digest(scenario):
    """SHA-256 of the columns of the run table and of the series."""
    arrays = coopsim.simulate(scenario, runs, 1, series=True, compiled=compiled).arrays
    whole = b"".join(arrays.runs[name].tobytes() for name in columns)
    whole += b"".join(arrays.series[name].tobytes() for name in arrays.series.dtype.names)
    return hashlib.sha256(whole).hexdigest()


found = {}
for name in names:
    known = coopsim.load_scenario(name).with_({"horizon_months": months})
    for form in FORMS:
        found[f"{name}, {form}"] = digest(known.with_({"governance": form}))
        found[f"{name}, {form}, used"] = digest(
            known.with_({"governance": form, "approaches.interactive_formats": 0.5})
        )
for number, change in enumerate(json.loads(sys.argv[3])):
    found[f"new {number}"] = digest(known.with_({"governance": "informal_network", **change}))
print(json.dumps(found))
