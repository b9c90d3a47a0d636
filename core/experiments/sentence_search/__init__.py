"""The page of the sentences that find each other."""

from core.experiments.sentence_search.page import SentenceSearch as SentenceSearch
