"""Lexical lines to compare with: word and character TF-IDF, and BM25. Each scores queries against a corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from rolemap_train.metrics import Floats

Scorer = Callable[[Sequence[str], Sequence[str]], Floats]
"""Takes queries and corpus; returns scores [queries, corpus], the higher the better."""
WORD = r"(?u)[^\W_]+"
K1, B = 1.2, 0.75
"""Of BM25: how fast repeated words stop counting, and how much long texts are held back."""


def word_tfidf(queries: Sequence[str], corpus: Sequence[str]) -> Floats:
    """Cosine of TF-IDF over words; the vocabulary is the corpus's, and rows have unit length."""
    vectorizer = TfidfVectorizer(token_pattern=WORD, sublinear_tf=True)
    documents = vectorizer.fit_transform(corpus)
    return dense(vectorizer.transform(queries) @ documents.T)


def char_tfidf(queries: Sequence[str], corpus: Sequence[str]) -> Floats:
    """Cosine of TF-IDF over 2 to 4 characters inside words; fitted on the corpus."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    documents = vectorizer.fit_transform(corpus)
    return dense(vectorizer.transform(queries) @ documents.T)


def bm25(queries: Sequence[str], corpus: Sequence[str]) -> Floats:
    """BM25 (Robertson and Zaragoza 2009, section 3.4) over words, with the idf that is never negative."""
    vectorizer = CountVectorizer(token_pattern=WORD)
    counts = csr_matrix(vectorizer.fit_transform(corpus), dtype=np.float64)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    present = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log(1 + (len(corpus) - present + 0.5) / (present + 0.5))
    norm = K1 * (1 - B + B * lengths / lengths.mean())
    weighted = counts.copy()
    rows = np.repeat(np.arange(len(corpus)), np.diff(counts.indptr))
    weighted.data = counts.data * (K1 + 1) / (counts.data + norm[rows])
    asked = csr_matrix(vectorizer.transform(queries) > 0, dtype=np.float64)
    return dense(asked @ (weighted @ diags(idf)).T)


def dense(scores: csr_matrix) -> Floats:
    """Return a sparse score matrix as a full one, rounded so that the last bits decide no tie."""
    full: Floats = np.asarray(scores.todense(), dtype=np.float64).round(7)
    return full


LEXICAL: dict[str, Scorer] = {"word TF-IDF": word_tfidf, "char TF-IDF": char_tfidf, "BM25": bm25}
