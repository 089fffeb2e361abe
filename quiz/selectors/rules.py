"""A contest's rules, parsed once per process: versions never change.

But a draft's takes its pool when the contest is published: a version is kept once it has one.
"""

from quiz.domain.paper import PoolRow
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, RulesVersion

from .paper_rows import paper_rows

_MOST_KEPT = 512
_versions: dict[int, RulesVersion] = {}
_seen: set[int] = set()
# By number and digest: the number of a version that was rolled back may be given to another one.
_sheets: dict[tuple[int, str], RuleSheet] = {}
_pools: dict[tuple[int, str], tuple[PoolRow, ...]] = {}


def rules_version(pk: int) -> RulesVersion:
    """A version by id; at most one statement, none once it is known."""
    return _versions.get(pk) or _kept(RulesVersion.objects.get(pk=pk))


def _kept(version: RulesVersion) -> RulesVersion:
    if version.pool:
        _make_room(_versions)
        _versions[version.pk] = version
    return version


def knows_rules_of(contest_id: int) -> bool:
    """Whether this process has seen a contest's rules: if not, read them together with the contest."""
    return contest_id in _seen


def with_rules(contest: Contest) -> Contest:
    """The contest with the version in force, which is long: read once, kept by this process."""
    if contest.rules_id is None:
        return contest
    if "rules" in contest._state.fields_cache and contest.rules is not None:
        _kept(contest.rules)
    else:
        contest.rules = rules_version(contest.rules_id)
    _seen.add(contest.pk)
    return contest


def sheet_of(rules: RulesVersion | None) -> RuleSheet:
    """The typed rule sheet of a version; a contest is without one only while it is being made."""
    if rules is None:
        raise ValueError("a contest without rules")
    known = (rules.pk, rules.digest)
    if known not in _sheets:
        _make_room(_sheets)
        _sheets[known] = RuleSheet.load(rules.document)
    return _sheets[known]


def sheet_in_force(contest: Contest) -> RuleSheet:
    """The rule sheet that a contest runs under now."""
    assert contest.rules is not None, "a contest is made with its first version"
    return sheet_of(contest.rules)


def pool_of(rules: RulesVersion) -> tuple[PoolRow, ...]:
    """What papers are drawn from: the frozen pool with each row's count, points and groups."""
    known = (rules.pk, rules.digest)
    if known not in _pools:
        _make_room(_pools)
        _pools[known] = _read_pool(rules)
    return _pools[known]


def forget_rules() -> None:
    """Empty the caches; for tests, where primary keys come again."""
    _versions.clear()
    _seen.clear()
    _sheets.clear()
    _pools.clear()


def _make_room(cache: dict) -> None:
    if len(cache) >= _MOST_KEPT:
        cache.clear()


def _read_pool(rules: RulesVersion) -> tuple[PoolRow, ...]:
    facilities = {int(pk): value for pk, value in rules.facilities.items()}
    return paper_rows(sheet_of(rules), rules.pool, facilities)
