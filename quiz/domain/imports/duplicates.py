"""Questions of a file that are there already: in the file itself, or in the bank.

Exact ones are found by their digest. For the rest two measures propose pairs, over everything at once
(rapidfuzz' matrix of ratios, bigrams in common), and the rules of `likeness` name them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from ..bank_item import BankItem, level, same_question_digest
from ..bank_wording import bigrams
from ..likeness import JACCARD, RATIO, differ, key_words
from .conversion import item_of_draft
from .draft import Draft

SAME, LIKELY, SIBLING = "same", "likely", "sibling"
_ORDER = {SAME: 0, LIKELY: 1, SIBLING: 2}
# Of a question's proposed pairs so many are looked at; in a series of alike questions all would be.
_LOOKED_AT = 12
_ROWS = 256
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A question prepared for comparing. `name` is its code, or its place in the file as text."""

    name: str
    digest: str
    stem: str
    flat: str
    grams: frozenset[str]
    key_words: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """`place` is the question's place in the file, from 0; `other` the name of the one it resembles,
    `in_file` where that is an earlier one of the file. `kind`: same, likely (疑似重复), sibling (同族题)."""

    place: int
    other: str
    in_file: bool
    kind: str
    ratio: int
    same_key: bool


def known(item: BankItem, name: str = "") -> Known:
    """Prepares one question: the costly part, so it is done once."""
    return Known(
        name=name or item.code,
        digest=same_question_digest(item),
        stem=item.stem_text,
        flat=level(item.stem_text),
        grams=frozenset(bigrams(item.stem_text)),
        key_words=key_words(item),
    )


def digest_of(draft: Draft) -> str:
    """By which the same question is known again, whatever its key."""
    return same_question_digest(item_of_draft(draft, ""))


def duplicates(
    items: Sequence[Known], bank: Sequence[Known], *, most: int = 3, tell: Callable[[int], object] = int
) -> list[list[Duplicate]]:
    """For each question of a file at most so many that it resembles, the worst first.

    Inside the file a question is compared with those before it. `tell` hears how many are done.
    """
    found: list[list[Duplicate]] = []
    pools = [pool for pool in (_Pool(bank), _Pool(items, in_file=True)) if pool.others]
    for start in range(0, len(items), _ROWS):
        rows = items[start : start + _ROWS]
        pairs = zip(*(pool.of(rows, start) for pool in pools), strict=True)
        found += [sorted(chain.from_iterable(one), key=_worst_first)[:most] for one in pairs]
        tell(len(found))
    return found


def _worst_first(one: Duplicate) -> tuple[int, int, bool]:
    return _ORDER[one.kind], -one.ratio, one.in_file


def _judged(place: int, item: Known, other: Known, ratio: int, *, in_file: bool) -> Duplicate:
    same_key = item.key_words == other.key_words
    if item.digest == other.digest:
        kind = SAME
    else:
        kind = LIKELY if same_key and not differ(item.stem, other.stem) else SIBLING
    return Duplicate(
        place=place, other=other.name, in_file=in_file, kind=kind, ratio=ratio, same_key=same_key
    )


class _Pool:
    """The questions that a file's are compared with; of the file itself only those before."""

    def __init__(self, others: Sequence[Known], *, in_file: bool = False) -> None:
        self.others, self.in_file = others, in_file
        self._flats = [other.flat for other in others]
        self._shares = _Bigrams(others)
        self._twins: dict[str, list[int]] = defaultdict(list)
        for index, other in enumerate(others):
            self._twins[other.digest].append(index)

    def of(self, rows: Sequence[Known], start: int) -> Iterator[list[Duplicate]]:
        """The pairs worth telling for each row; `start` is the first one's place in the file."""
        columns = self._flats[: start + len(rows)] if self.in_file else self._flats
        ratios = _ratios([item.flat for item in rows], columns)
        for offset, item in enumerate(rows):
            yield [
                _judged(
                    start + offset,
                    item,
                    self.others[index],
                    round(float(ratios[offset][index] or fuzz.ratio(item.flat, self._flats[index]))),
                    in_file=self.in_file,
                )
                for index in self._near(item, ratios[offset], start + offset)
            ]

    def _near(self, item: Known, ratios: Floats, place: int) -> Iterable[int]:
        end = place if self.in_file else len(self.others)
        exact = [index for index in self._twins[item.digest] if index < end][:1]
        near = _nearest(ratios, self._shares.of(item), end) if item.flat else []
        return dict.fromkeys([*exact, *near])


def _ratios(rows: list[str], columns: list[str]) -> Floats:
    return process.cdist(rows, columns, scorer=fuzz.ratio, score_cutoff=RATIO, dtype=np.float32)


def _nearest(ratios: Floats, shares: Floats, end: int) -> list[int]:
    ratios, shares = ratios[:end], shares[:end]
    found = np.flatnonzero((ratios >= RATIO) | (shares >= JACCARD))
    if len(found) > _LOOKED_AT:
        closeness = np.maximum(ratios[found] / 100, shares[found])
        found = found[np.argsort(-closeness, kind="stable")[:_LOOKED_AT]]
    return [int(index) for index in found]


class _Bigrams:
    """How much of their bigrams two stems share (Jaccard), one against all."""

    def __init__(self, others: Sequence[Known]) -> None:
        places = defaultdict(list)
        for index, other in enumerate(others):
            for gram in other.grams:
                places[gram].append(index)
        self._places = {gram: np.array(found, dtype=np.int32) for gram, found in places.items()}
        self._sizes = np.array([len(other.grams) for other in others], dtype=np.float32)

    def of(self, item: Known) -> Floats:
        found = [self._places[gram] for gram in item.grams if gram in self._places]
        if not found:
            return np.zeros(len(self._sizes), dtype=np.float32)
        together = np.bincount(np.concatenate(found), minlength=len(self._sizes)).astype(np.float32)
        return together / np.maximum(1, len(item.grams) + self._sizes - together)
