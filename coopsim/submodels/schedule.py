"""Process overview and scheduling (ODD 3): the ordered list of submodels that one month runs through."""

from typing import Final

from coopsim.model.schedule import Schedule
from coopsim.submodels.agenda import set_agenda
from coopsim.submodels.appraisal import appraise
from coopsim.submodels.contribution import contribute
from coopsim.submodels.delivery import deliver_projects
from coopsim.submodels.elections import elections
from coopsim.submodels.founding import work_on_form
from coopsim.submodels.levers import pull_levers
from coopsim.submodels.meetings import meet
from coopsim.submodels.membership import change_membership
from coopsim.submodels.merger import consider_merger
from coopsim.submodels.negotiation import negotiate
from coopsim.submodels.observe import observe
from coopsim.submodels.phases import recognise_phases
from coopsim.submodels.problem import recognise_problem
from coopsim.submodels.surroundings import surroundings
from coopsim.submodels.trust import update_trust

SCHEDULE: Final = Schedule(
    (
        ("levers", pull_levers),
        ("surroundings", surroundings),
        ("problem", recognise_problem),
        ("meetings", meet),
        ("agenda", set_agenda),
        ("negotiation", negotiate),
        ("contribution", contribute),
        ("delivery", deliver_projects),
        ("appraisal", appraise),
        ("trust", update_trust),
        ("elections", elections),
        ("form", work_on_form),
        ("membership", change_membership),
        ("merger", consider_merger),
        ("phases", recognise_phases),
        ("observation", observe),
    )
)
