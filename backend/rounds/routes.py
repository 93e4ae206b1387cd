"""Rounds: the office plans visits by worker and by client, and everybody whom one concerns reads it."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import (
    InvalidRequest,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.rounds import changing
from backend.rounds.arrivals import tell_arrival
from backend.rounds.matching import Around, match_around, tell_pages
from backend.rounds.planning import NewPlan, PlanAnswer, find_act, id_of, make_plans, vouchers_of
from backend.rounds.problems import (
    NothingToPlan,
    PlanAlreadyDone,
    PlanCalledOff,
    PlanChangedMeanwhile,
    PlansOverlap,
    RecurrenceNotUnderstood,
    SeriesTooLong,
    VisitNotOfPlan,
)
from backend.rounds.reading import MOST_DAYS, PlannedSummary, planned, planned_between
from backend.rounds.recurrence import Recurrence, occurrences
from backend.rounds.rules import Spell
from backend.wire import hold_to_our_times
