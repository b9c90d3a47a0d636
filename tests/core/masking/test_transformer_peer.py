"""Our transformer is PyTorch's own, weight for weight; the bench compares like with like."""

import torch
from torch import nn
from torch.nn import functional as F

from core.masking.transformer import EXPANSION, Block, Transformer
from tests.bench.mae_step import figures, measure


def copy_block(mine: Block, theirs: nn.TransformerEncoderLayer) -> None:
    theirs.self_attn.in_proj_weight.data.copy_(mine.attention.query_key_value.weight)
    theirs.self_attn.in_proj_bias.data.copy_(mine.attention.query_key_value.bias)
    theirs.self_attn.out_proj.load_state_dict(mine.attention.out.state_dict())
    theirs.norm1.load_state_dict(mine.before_attention.state_dict())
    theirs.norm2.load_state_dict(mine.before_perceptron.state_dict())
    theirs.linear1.load_state_dict(mine.widen.state_dict())
    theirs.linear2.load_state_dict(mine.narrow.state_dict())


def test_same_numbers_as_pytorch() -> None:
    torch.manual_seed(0)
    mine = Transformer(16, 4, 3).double()
    layer = nn.TransformerEncoderLayer(
        16, 4, EXPANSION * 16, 0.0, F.gelu, batch_first=True, norm_first=True
    )
    peer = nn.TransformerEncoder(layer, 3, nn.LayerNorm(16), enable_nested_tensor=False).double()
    for ours, theirs in zip(mine.blocks, peer.layers, strict=True):
        assert isinstance(ours, Block)
        assert isinstance(theirs, nn.TransformerEncoderLayer)
        copy_block(ours, theirs)
    tokens = torch.randn(3, 7, 16, dtype=torch.float64)
    assert torch.allclose(mine(tokens), peer(tokens), atol=1e-12)
    hidden = torch.tensor([[False] * 5 + [True] * 2]).expand(3, -1)
    theirs_hidden = peer(tokens, src_key_padding_mask=hidden)[:, :5]
    assert torch.allclose(mine(tokens, ~hidden)[:, :5], theirs_hidden, atol=1e-12)


def test_the_bench_gives_its_figures() -> None:
    table = figures(measure(repeats=1, batch=2))
    assert {"ratio", "plain", "blocks", "tokens at 0.75"} <= set(table)
    assert all(set(figure) == {"median", "min", "max", "unit"} for figure in table.values())
