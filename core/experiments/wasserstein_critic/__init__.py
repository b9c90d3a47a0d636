"""The page of the critics that measure the distance of two clouds."""

from core.experiments.wasserstein_critic.page import WassersteinCritic as WassersteinCritic
