"""Plans and states of experiments in words."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from coopsim.experiment.experiment import Experiment
from coopsim.experiment.planning import Detectable, Plan
from coopsim.experiment.results import Results, open_results
from coopsim.experiment.store import Store
from coopsim.texts import text
from coopsim.texts.numbers import MISSING, number, percent
from coopsim.texts.quantities import duration, size_text

_REASONS = 5  # reasons told at most
_EFFECTS = 15  # factors told of at most


def plan_text(plan: Plan, experiment: Experiment, lang: str) -> str:
    """A plan for readers."""

    say, count = partial(_say, lang, "plan"), partial(number, lang)
    speed = count(plan.runs / plan.seconds)
    lines = [
        experiment.title[lang],
        say("points", points=count(plan.points), factors=count(len(experiment.points.factors))),
        say("runs", runs=count(plan.runs), each=count(plan.runs_per_point), tasks=count(plan.tasks)),
        say("time", time=duration(lang, plan.seconds), workers=count(plan.workers), speed=speed),
        say("disk", size=size_text(lang, plan.disk), each=count(plan.disk / plan.runs)),
    ]
    if plan.memory is not None:
        lines.append(say("memory", size=size_text(lang, plan.memory)))
    if plan.effects:
        lines += ["", say("effects"), *(_effect_text(effect, lang) for effect in plan.effects[:_EFFECTS])]
        if len(plan.effects) > _EFFECTS:
            lines.append(say("more_effects", count=count(len(plan.effects) - _EFFECTS)))
        lines.append(say("paired"))
    return "\n".join(lines)


def _say(lang: str, part: str, key: str, **values: object) -> str:
    return text(lang, f"experiment.{part}.{key}", **values)


def _effect_text(effect: Detectable, lang: str) -> str:
    size = MISSING if effect.size is None else number(lang, effect.size, 3)
    kind = "trend" if effect.groups is None else "factor" if effect.key else "between"
    groups, runs = number(lang, effect.groups or 0), number(lang, effect.runs)
    words = _say(lang, "plan", kind, name=effect.key, groups=groups, runs=runs)
    return f"  f ≥ {size}  {words}"


def status_text(folder: Path, lang: str) -> str:
    """How far an experiment is; raises UserError where there are no results."""
    results, store = open_results(folder), Store(folder)

    say = partial(_say, lang, "status")
    done, tasks = len(store.done()), results.manifest["tasks"]
    runs = results.dataset().count_rows() if done else 0
    total = results.manifest["points"] * results.manifest["runs_per_point"]
    title = results.manifest["experiment"]["experiment"]["title"]
    lines = [
        title[lang],
        say("tasks", done=number(lang, done), tasks=number(lang, tasks)),
        say("runs", done=number(lang, runs), total=number(lang, total), percent=percent(lang, runs / total, 1)),
        say("disk", size=size_text(lang, store.size()), folder=folder),
    ]
    if store.held():
        lines.append(say("working"))
    elif done < tasks:
        lines.append(say("resume"))
    problems = problems_text(results, lang)
    return "\n".join([*lines, problems] if problems else lines)


def problems_text(results: Results, lang: str) -> str:
    """How many runs could not be simulated, and why; empty when all could."""
    reasons: Counter[tuple[str, str]] = Counter()
    if Store(results.folder).done():
        for part in results.batches("runs", ["status", "message"], {"status": ["invalid", "failed"]}):
            groups = part.groupby(["status", "message"], observed=True).size()
            reasons.update({(str(kind), str(message)): int(count) for (kind, message), count in groups.items()})
    if not reasons:
        return ""
    say = partial(_say, lang, "status")
    lines = [say("problems", runs=number(lang, reasons.total()))]
    for (kind, message), count in reasons.most_common(_REASONS):
        lines.append(say(kind, runs=number(lang, count), message=message))
    if len(reasons) > _REASONS:
        lines.append(say("more_problems", count=number(lang, len(reasons) - _REASONS)))
    return "\n".join(lines)
