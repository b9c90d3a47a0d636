"""The page of masked words: a transformer guesses them from their neighbours."""

from core.experiments.mlm_text.page import MlmText as MlmText
