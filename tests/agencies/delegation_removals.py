"""The rules, one by one, and the portal without each: what must then be seen to escape."""

import inspect
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Removal:
    """A rule by the line of a function, or of a constant, that says it, and what would stand there without it."""

    name: str
    place: str
    line: str
    instead: str

    @contextmanager
    def away(self):
        """The portal without the rule."""
        module, _, name = self.place.partition(":")
        module = import_module(f"motcua.agencies.{module}")
        whole = getattr(module, name)
        put = _in_all_modules(whole, self._without(module, name, whole))
        try:
            yield
        finally:
            put()

    def _without(self, module, name, whole):
        if isinstance(whole, tuple):
            assert [bound for bound in whole if bound.name == self.line], self.line
            return tuple(bound for bound in whole if bound.name != self.line)
        text = whole if isinstance(whole, str) else textwrap.dedent(inspect.getsource(inspect.unwrap(whole)))
        assert text.count(self.line) == 1, f"{self.place} does not say {self.line!r} once: is the rule elsewhere now?"
        text = text.replace(self.line, self.instead)
        if isinstance(whole, str):
            return text
        names = dict(vars(module))
        exec(compile(text, f"<{self.place} without {self.name}>", "exec"), names)
        return names[name]


def _in_all_modules(old, new):
    """Wherever it was imported. Returns what puts the old one back."""
    places = [
        (module, name)
        for key, module in list(sys.modules.items())
        if key.startswith(("motcua.", "tests.")) and module is not None
        for name, value in list(vars(module).items())
        if value is old
    ]
    for module, name in places:
        setattr(module, name, new)

    def put():
        for module, name in places:
            setattr(module, name, old)

    return put


# ruff: noqa: E501 - lines of the portal as they stand there
_BOUNDS, _LAW, _GRANTS, _PLACES = (
    "rules.delegation:BOUNDS",
    "rules.delegation",
    "commands.grants",
    "commands.memberships",
)
_LOCKS, _SQL, _STAND_IN = "commands.locks", "queries.rights:_PLACE_HELD", "commands.standing_in"
REMOVALS = (
    *(Removal(name, _BOUNDS, name, "") for name in ("held", "scope", "seat", "services", "level", "span")),
    Removal("self", f"{_LAW}:authority", "if person == seat.person and", "if False and"),
    Removal("self among users", f"{_LOCKS}:check_manages", "if by.person == person:", "if False:"),
    Removal("manages users there", f"{_LOCKS}:check_manages", "if not any(", "if False and any("),
    Removal("holds more than you", f"{_LOCKS}:check_may_end", "in grants if one.until is None or one.until > today):", "in ()):"),
    Removal("what has run out holds nobody", f"{_LOCKS}:check_may_end", " if one.until is None or one.until > today", ""),
    Removal("what is to come holds", f"{_LOCKS}:check_may_end", "one.until is None or one.until > today", "one.since <= today and one.approved_at"),
    Removal("second person", f"{_GRANTS}:approve", "raise rules.SecondPerson", "pass"),
    Removal("who approves could have given it", f"{_GRANTS}:approve", "authority(", "(lambda *_, **__: None)("),
    Removal("approval wait", f"{_LAW}:needs_approval", "passed_on and", "False and"),
    Removal("approval waits whatever the label", f"{_LAW}:needs_approval", "passed_on and", "level == AdminLevel.SENIOR and"),
    Removal("approval of who administers alone", f"{_LAW}:needs_approval", "passed_on and ", ""),
    Removal("approval from above alone", f"{_LAW}:needs_approval", "carrier == AdminLevel.NATIONAL and ", ""),
    Removal("approval of whole bodies alone", f"{_LAW}:needs_approval", " and top(path)", ""),
    Removal("what is passed on falls", f"{_LAW}:falls", "level is not None or stands_in", "stands_in"),
    Removal("standing in falls", f"{_LAW}:falls", "level is not None or stands_in", "level is not None"),
    Removal("cascade", f"{_GRANTS}:resting_on", "rows.filter(under__in=ids, falls=True)", "()"),
    Removal("cascade of standing in", f"{_GRANTS}:resting_on", "rows.filter(stands_for__in=ids)", "()"),
    Removal("fall with the agency", "commands.falling:fall_with_agency", "Q(scope=agency) | Q(membership__agency=agency)", "Q(pk=0)"),
    Removal("who ends a right could have given it", f"{_GRANTS}:end", "authority(", "(lambda *_, **__: None)("),
    Removal("reach of the seat", f"{_LAW}:_scope_problem", "if not inside(wanted.path, seat.reach):", "if False:"),
    Removal("at the seat", f"{_LAW}:_scope_problem", "wanted.path != seat.path", "False"),
    Removal("state is national", f"{_LAW}:_scope_problem", "if wanted.path == STATE and", "if False and"),
    Removal("senior is top", f"{_LAW}:_level_problem", "not top(wanted.path)", "False"),
    Removal("known level", f"{_LAW}:_level_problem", "wanted.level not in LEVEL_WORDS", "False"),
    Removal("right without services", f"{_LAW}:_services_problem", "if not right.services:", "if False:"),
    Removal("not in the past", f"{_LAW}:_span_problems", "wanted.since < today", "False"),
    Removal("not over before", f"{_LAW}:_span_problems", "wanted.until <= first", "False"),
    Removal("nothing twice", f"{_GRANTS}:_check_new", "if runs and", "if False and"),
    Removal("agency of the right is there", f"{_GRANTS}:_scope", "agency.valid_to <= (asked.since or today)", "False"),
    Removal("no longer than its agencies", _SQL, "least(g.until, s.valid_to, a.valid_to)", "g.until"),
    Removal("place goes on", f"{_GRANTS}:check_lasts", "if place.until is not None and", "if False and"),
    Removal("agency is open", f"{_PLACES}:check_open", "if not rules.in_force(", "if False and rules.in_force("),
    Removal("place begins inactive", f"{_PLACES}:place", "today, None, False", "today, None, True"),
    Removal("rights end with the place", f"{_PLACES}:_end", "fallen = close(grants,", "fallen = close((),"),
    Removal("one place in an agency", f"{_PLACES}:place", "elif found.until is None or found.until > today:", "elif False:"),
    Removal("in force: active", "queries.rights:in_force", '{f"{place}active": True}', "{}"),
    Removal("in force: approved", "queries.rights:in_force", ', f"{p}approved_at__isnull": False', ""),
    Removal("in force: ended", "queries.rights:in_force", 'f"{p}ended_at": None, ', ""),
    Removal("in force: until", "queries.rights:_lasts", '(Q(**{f"{way}until": None}) | Q(**{f"{way}until__gt": on}))', "Q()"),
    Removal("in force: since", "queries.rights:_lasts", 'Q(**{f"{way}since__lte": on})', "Q()"),
    Removal("in force: agencies", "queries.rights:_there", "& lasts", ""),
    Removal("signed in: active", _SQL, "AND m.active", ""),
    Removal("signed in: place until", _SQL, "AND (m.until IS NULL OR m.until > %(on)s)", ""),
    Removal("signed in: approved", _SQL, "AND g.approved_at IS NOT NULL", ""),
    Removal("signed in: ended", _SQL, "AND g.ended_at IS NULL", ""),
    Removal("signed in: until", _SQL, "AND (g.until IS NULL OR g.until > %(on)s)", ""),
    Removal("signed in: since", _SQL, "AND g.since <= %(on)s", ""),
    Removal("signed in: scope there", _SQL, "AND (s.valid_to IS NULL OR s.valid_to > %(on)s)", ""),
    Removal("signed in: own agency there", _SQL, "AND (a.valid_to IS NULL OR a.valid_to > %(on)s)", ""),
    Removal("standing in: no longer", f"{_STAND_IN}:stand_in", "if theirs.until is not None and until > theirs.until:", "if False:"),
    Removal("standing in: one agency", f"{_STAND_IN}:stand_in", "if away.agency_id != cover.agency_id or away.pk == cover.pk:", "if False:"),
    Removal("standing in: who works there", f"{_STAND_IN}:stand_in", "if not cover.active:", "if False:"),
    Removal("standing in: to use", f"{_STAND_IN}:_to_cover", ".filter(level=None)", ""),
    Removal("standing in: nothing twice", f"{_STAND_IN}:_held_already", "contains(", "(lambda *_: False)("),
)  # fmt: skip
