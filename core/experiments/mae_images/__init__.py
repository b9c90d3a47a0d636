"""The page of the masked autoencoder: pictures rebuilt from a quarter of their patches."""

from core.experiments.mae_images.page import MaeImages as MaeImages
