"""The masked autoencoder (He, Chen, Xie, Li, Dollár, Girshick 2021, arXiv:2111.06377), small."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.masking.masks import gather, kept_places, scatter
from core.masking.patches import patchify, unpatchify
from core.masking.positions import grid_positions
from core.masking.targets import denormalised, normalised, pasted, removed_loss
from core.masking.transformer import Transformer

# Deviation of the learnt tokens at the start, as in BERT and MAE.
TOKEN_DEVIATION = 0.02
# Positions are twice as loud as in the paper: small pictures are learnt in half the steps.
POSITION_GAIN = 2.0


@dataclass(frozen=True)
class MaeConfig:
    """Sizes of a masked autoencoder, picture and patch in pixels; the defaults learn in seconds.

    With `mask_tokens_in_encoder` the encoder reads the whole length with mask tokens: the variant
    that the paper found 3.3 times dearer and worse. With `normalised_targets` the decoder predicts
    each patch less its mean, over its deviation.
    """

    height: int = 20
    width: int = 20
    channels: int = 1
    patch: int = 4
    encoder_width: int = 64
    encoder_depth: int = 2
    encoder_heads: int = 4
    decoder_width: int = 64
    decoder_depth: int = 2
    decoder_heads: int = 4
    mask_tokens_in_encoder: bool = False
    normalised_targets: bool = False

    @property
    def rows(self) -> int:
        """Patches from top to bottom."""
        return self.height // self.patch

    @property
    def columns(self) -> int:
        """Patches from left to right."""
        return self.width // self.patch

    @property
    def length(self) -> int:
        """Patches in a picture, L."""
        return self.rows * self.columns

    @property
    def pixels(self) -> int:
        """Numbers in a patch, P = patch²·C."""
        return self.patch**2 * self.channels


class MaskedAutoencoder(nn.Module):
    """An encoder on the visible patches, a light decoder on all, one shared mask token.

    Inside, pictures are differences from the mean picture in units of their deviation, which
    `fit_normalisation` takes from the training pictures.
    """

    position_in: Tensor
    position_out: Tensor
    centre: Tensor
    deviation: Tensor

    def __init__(self, config: MaeConfig) -> None:
        super().__init__()
        self.config = config
        wide, narrow = config.encoder_width, config.decoder_width
        self.embed = nn.Linear(config.pixels, wide)
        self.class_token = nn.Parameter(TOKEN_DEVIATION * torch.randn(1, 1, wide))
        token_width = wide if config.mask_tokens_in_encoder else narrow
        self.mask_token = nn.Parameter(TOKEN_DEVIATION * torch.randn(1, 1, token_width))
        self.encoder = Transformer(wide, config.encoder_heads, config.encoder_depth)
        self.bridge = nn.Linear(wide, narrow)
        self.decoder = Transformer(narrow, config.decoder_heads, config.decoder_depth)
        self.predict = nn.Linear(narrow, config.pixels)
        grid = config.rows, config.columns
        self.register_buffer("position_in", POSITION_GAIN * grid_positions(*grid, wide))
        self.register_buffer("position_out", POSITION_GAIN * grid_positions(*grid, narrow))
        self.register_buffer("centre", torch.full((config.length, config.pixels), 0.5))
        self.register_buffer("deviation", torch.tensor(0.25))

    def fit_normalisation(self, images: Tensor) -> None:
        """Take the mean picture and the deviation from training pictures (N, C, H, W)."""
        patches = patchify(images, self.config.patch)
        self.centre.copy_(patches.mean(0))
        self.deviation.copy_((patches - patches.mean(0)).square().mean().sqrt().clamp(min=1e-3))

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Predict the targets of all patches (N, L, P) from those that the mask (N, L) leaves.

        The values of removed patches reach nothing. Raises ValueError when the masks of a batch
        remove different numbers of patches.
        """
        places = kept_places(mask)
        code = self.bridge(self.encode(images, places))
        everything = code[:, 1:]
        if not self.config.mask_tokens_in_encoder:
            everything = scatter(everything, places, self._blank())
        return self._decode(code[:, :1], everything)

    def forward_ragged(self, images: Tensor, mask: Tensor) -> Tensor:
        """What `forward` predicts, for masks (N, L) that may remove different numbers.

        The encoder reads the whole length, and the columns of what is removed are −∞ in its
        attention: the same code for the kept patches, by the equivalence that Su 2021 describes.
        """
        removed = mask.unsqueeze(2)
        if self.config.mask_tokens_in_encoder:
            tokens = self.embed(self._inside(images)).where(~removed, self._blank())
            code = self.bridge(self.encoder(self._with_class(tokens + self.position_in)))
            return self._decode(code[:, :1], code[:, 1:])
        tokens = self._with_class(self.embed(self._inside(images)) + self.position_in)
        kept = torch.cat([mask.new_ones(len(mask), 1), ~mask], 1)
        code = self.bridge(self.encoder(tokens, kept))
        return self._decode(code[:, :1], code[:, 1:].where(~removed, self._blank()))

    def _decode(self, first: Tensor, code: Tensor) -> Tensor:
        """Predictions (N, L, P) from the class token's code (N, 1, D) and all others (N, L, D)."""
        tokens = torch.cat([first, code + self.position_out], 1)
        out: Tensor = self.predict(self.decoder(tokens)[:, 1:])
        return out

    def encode(self, images: Tensor, places: Tensor) -> Tensor:
        """Code (N, 1 + K, D) of the patches at `places` (N, K), the class token first.

        With mask tokens in the encoder the code has the whole length, (N, 1 + L, D).
        """
        tokens = self.embed(gather(self._inside(images), places))
        positions = self.position_in.expand(len(images), -1, -1)
        if self.config.mask_tokens_in_encoder:
            tokens = scatter(tokens, places, self._blank()) + positions
        else:
            tokens = tokens + gather(positions, places)
        code: Tensor = self.encoder(self._with_class(tokens))
        return code

    def features(self, images: Tensor) -> Tensor:
        """Features (N, D) of whole pictures: the mean code of all patches, nothing removed."""
        places = torch.arange(self.config.length, device=images.device).expand(len(images), -1)
        return self.encode(images, places)[:, 1:].mean(1)

    def loss(self, images: Tensor, mask: Tensor, visible: float = 0.0) -> Tensor:
        """Mean squared error on the removed patches, in the units of the target.

        Visible patches count `visible` times as much as removed ones.
        """
        patches = patchify(images, self.config.patch)
        target = normalised(patches) if self.config.normalised_targets else self._inside(images)
        prediction = self(images, mask)
        if not visible:
            return removed_loss(prediction, target, mask)
        weights = mask + visible * ~mask
        error: Tensor = ((prediction - target).square().mean(-1) * weights).sum()
        return error / weights.sum()

    def filled(self, images: Tensor, mask: Tensor) -> Tensor:
        """The patches (N, L, P) in pixels: the visible ones as they are, the removed as predicted.

        Nothing of the removed patches enters, not even by the units of a normalised target: exactly
        where all masks are of one size, else but for rounding.
        """
        patches = patchify(images, self.config.patch)
        return pasted(patches, self.predicted(images, mask), mask)

    def predicted(self, images: Tensor, mask: Tensor) -> Tensor:
        """All patches (N, L, P) in pixels as predicted, the visible ones too."""
        patches = patchify(images, self.config.patch)
        even = bool((mask.sum(1) == mask[:1].sum()).all())
        prediction = self(images, mask) if even else self.forward_ragged(images, mask)
        if self.config.normalised_targets:
            grid = self.config.rows, self.config.columns
            return denormalised(prediction, patches, mask, *grid)
        pixels: Tensor = prediction * self.deviation + self.centre
        return pixels

    def rebuild(self, images: Tensor, mask: Tensor) -> Tensor:
        """The pictures (N, C, H, W) that `filled` makes."""
        config = self.config
        return unpatchify(self.filled(images, mask), config.patch, config.height, config.width)

    def _with_class(self, tokens: Tensor) -> Tensor:
        return torch.cat([self.class_token.expand(len(tokens), -1, -1), tokens], 1)

    def _inside(self, images: Tensor) -> Tensor:
        return (patchify(images, self.config.patch) - self.centre) / self.deviation

    def _blank(self) -> Tensor:
        return self.mask_token.expand(1, self.config.length, -1)
