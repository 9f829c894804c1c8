from __future__ import annotations

import math

import numpy as np
import pytest

from rolemap_train.lexical import bm25, char_tfidf, word_tfidf
from rolemap_train.metrics import bootstrap, per_query, similarities

# One query, six documents by falling score: relevant at places 2 and 5, a third one nowhere near.
SCORES = np.array([[0.9, 0.8, 0.7, 0.6, 0.5, 0.4]])


def test_figures_of_a_worked_example() -> None:
    figures = {name: values[0] for name, values in per_query(SCORES, [{1, 4}]).items()}
    assert figures["map"] == pytest.approx((1 / 2 + 2 / 5) / 2)
    assert figures["mrr"] == pytest.approx(1 / 2)
    assert [figures[f"recall{depth}"] for depth in (1, 5, 10)] == [0, 1, 1]
    assert figures["precision10"] == pytest.approx(0.2)
    ideal = 1 + 1 / math.log2(3)
    assert figures["ndcg10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(6)) / ideal)


def test_unjudged_entries_leave_the_ranking() -> None:
    figures = per_query(SCORES, [{1, 4}], [{0, 2}])
    assert figures["map"][0] == pytest.approx((1 + 2 / 3) / 2)
    assert figures["mrr"][0] == 1


def test_equal_scores_keep_the_order_of_the_corpus() -> None:
    assert per_query(np.zeros((1, 4)), [{2}])["mrr"][0] == pytest.approx(1 / 3)


def test_figures_against_a_plain_reference() -> None:
    generator = np.random.default_rng(1)
    for _ in range(50):
        scores = generator.integers(0, 8, size=(1, 20)) / 8
        wanted = set(generator.choice(20, size=int(generator.integers(1, 6)), replace=False).tolist())
        ranking = sorted(range(20), key=lambda row: (-scores[0, row], row))
        precisions = [
            sum(other in wanted for other in ranking[: place + 1]) / (place + 1)
            for place, row in enumerate(ranking)
            if row in wanted
        ]
        figures = per_query(scores, [wanted])
        assert figures["map"][0] == pytest.approx(sum(precisions) / len(wanted))
        assert figures["recall10"][0] == pytest.approx(len(wanted & set(ranking[:10])) / len(wanted))


def test_similarities_are_rounded() -> None:
    vectors = np.array([[0.6, 0.8]], dtype=np.float32)
    assert similarities(vectors, vectors)[0, 0] == 1.0


def test_a_bootstrap_draws_clusters() -> None:
    values = np.array([0.0] * 50 + [1.0] * 50)
    together = bootstrap(values, ["a"] * 50 + ["b"] * 50)
    apart = bootstrap(values, [str(number) for number in range(100)])
    assert together.mean == apart.mean == 0.5
    assert (together.low, together.high) == (0, 1)
    assert 0.38 < apart.low < 0.45 < 0.55 < apart.high < 0.62


def test_lexical_lines_find_shared_words_and_letters() -> None:
    corpus = ["staff nurse", "registered nurse", "bus driver", "nurse nurse nurse"]
    for scorer in (word_tfidf, char_tfidf, bm25):
        scores = scorer(["the bus drivers bus", "registered nurse"], corpus)
        assert scores.argmax(axis=1).tolist() == [2, 1], scorer.__name__
    assert word_tfidf(["zzz"], corpus).max() == 0
    assert char_tfidf(["drivers"], corpus)[0].argmax() == 2


def test_bm25_of_a_worked_example() -> None:
    # Two documents of one word each: idf = ln(1 + 1.5 / 1.5), and the length factor is 1.
    scores = bm25(["nurse"], ["nurse", "driver"])
    assert scores[0].tolist() == [pytest.approx(math.log(2), abs=1e-6), 0]
