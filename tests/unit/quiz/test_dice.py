"""The dice: published vectors, fairness, derivation."""

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.dice import Dice, derive_seed


def test_the_stream_is_the_documented_one():
    first = hashlib.sha256(b"seed:0").digest()
    word = int.from_bytes(first[:8], "big")
    assert Dice("seed").below(10**6) == word % 10**6


def test_words_follow_each_other_across_blocks():
    blocks = b"".join(hashlib.sha256(f"seed:{k}".encode()).digest() for k in range(2))
    words = [int.from_bytes(blocks[i : i + 8], "big") for i in range(0, 64, 8)]
    dice = Dice("seed")
    assert [dice.below(1 << 32) for _ in words] == [word % (1 << 32) for word in words]


@given(st.text(max_size=20), st.integers(1, 50), st.data())
def test_a_sample_is_distinct_members(seed, size, data):
    count = data.draw(st.integers(0, size))
    drawn = Dice(seed).sample(range(size), count)
    assert len(set(drawn)) == count
    assert set(drawn) <= set(range(size))


@given(st.lists(st.integers()), st.text(max_size=20))
def test_a_shuffle_keeps_every_member(items, seed):
    assert Counter(Dice(seed).shuffled(items)) == Counter(items)


def test_the_same_seed_gives_the_same_and_another_another():
    assert Dice("a").shuffled(range(30)) == Dice("a").shuffled(range(30))
    assert Dice("a").shuffled(range(30)) != Dice("b").shuffled(range(30))


def test_faces_come_equally_often():
    dice = Dice("fair")
    counts = Counter(dice.below(6) for _ in range(12_000))
    chi_square = sum((counts[face] - 2000) ** 2 / 2000 for face in range(6))
    assert chi_square < 20.5  # p = .001 at 5 degrees of freedom


def test_seeds_depend_on_every_part_and_on_the_secret():
    seeds = {
        derive_seed("secret", "draw", 1),
        derive_seed("secret", "draw", 2),
        derive_seed("secret", "arrange", 1),
        derive_seed("other", "draw", 1),
    }
    assert len(seeds) == 4
