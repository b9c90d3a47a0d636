"""Twelve classic bugs of training code: their names, and by what each can be recognised."""

from dataclasses import dataclass

import torch

NO_BUG = "none"
NO_ZERO_GRAD = "no zero_grad"
SUM = "sum, not mean"
SOFTMAX_TWICE = "softmax twice"
SHIFTED = "labels shifted"
NO_EVAL = "eval mode forgotten"
GRAPH_KEPT = "graph kept alive"
WRONG_GROUP = "rate in wrong group"
UNSHUFFLED = "data not shuffled"
LEAK = "target leaked"
DEAD_START = "dead ReLU start"
DETACHED = "cut by detach"
NO_CORRECTION = "average not corrected"

SYMPTOMS: dict[str, str] = {
    NO_ZERO_GRAD: "Each step follows the sum of all gradients so far: the gradient grows to more"
    " than ten times that of the healthy run, and the loss swings instead of settling.",
    SUM: "The first loss is about 147 instead of 2.3: 64 times too large, one for each picture of"
    " the batch. Adam forgives it, clipping and weight decay would not.",
    SOFTMAX_TWICE: "Most pictures are right, and yet the loss never comes below log(e + 9) − 1 ="
    " 1.461: a softmax of a softmax cannot be sure.",
    SHIFTED: "The loss falls as it should, but next to no held-out picture is right: most are"
    " called by the digit that follows.",
    NO_EVAL: "The same picture asked twice gets two answers, for the noise goes on while it is"
    " measured. In the healthy run all answers stay.",
    GRAPH_KEPT: "Every curve is that of the healthy run to the last bit, but the graphs alive grow"
    " by one a step, and the memory with them. Here they are held to 500.",
    WRONG_GROUP: "The first layer has a gradient and hardly moves: its steps are over a hundred"
    " times smaller than in the healthy run. The rate went to the group of the head alone.",
    UNSHUFFLED: "The loss saws: in each epoch there are batches of which hardly a picture is right,"
    " for their class was forgotten meanwhile. Held-out pictures suffer.",
    LEAK: "The batch is nearly all right within an epoch or two, far before the healthy run, and"
    " held-out pictures, which do not tell their label, are mostly wrong.",
    DEAD_START: "All hidden units are dead, no gradient reaches the first layer, all features lie"
    " in one point, and the loss stays near log 10 = 2.303.",
    DETACHED: "The gradient of the first layer is exactly 0 while its units live: the head learns"
    " alone, on features that stay as they were drawn.",
    NO_CORRECTION: "The batch learns at once, but what is shown lags: an average begun at nought"
    " is too small by 1 − d^t, so the held-out loss stays near 2.3 and comes later.",
}  # fmt: skip
EVIDENCE: dict[str, str] = {
    NO_ZERO_GRAD: "The gradient is over ten times the healthy one, and the loss swings.",
    SUM: "The first loss is 147 instead of 2.3: one 2.3 for each of 64 pictures.",
    SOFTMAX_TWICE: "Most are right, but the loss stays above 1.461.",
    SHIFTED: "The loss falls, yet held-out digits are called by the next one.",
    NO_EVAL: "The same picture asked twice gets two answers.",
    GRAPH_KEPT: "All curves are the healthy ones, but the graphs alive grow.",
    WRONG_GROUP: "The first layer has a gradient, and next to no step.",
    UNSHUFFLED: "The loss saws, up at each new class.",
    LEAK: "The batch is all right far too soon, held-out pictures are not.",
    DEAD_START: "All units are dead, and the loss stays at 2.303.",
    DETACHED: "Living units, and yet the first layer's gradient is exactly 0.",
    NO_CORRECTION: "The batch learns, but held out it stays near 2.3 at first.",
}
BUGS = tuple(SYMPTOMS)
ANSWERS = 4


@dataclass(frozen=True)
class Question:
    """A secret bug, and the answers among which a person picks."""

    secret: str
    answers: tuple[str, ...]


def question(generator: torch.Generator) -> Question:
    """Draw a secret bug and `ANSWERS` answers, of which it is one."""
    order = torch.randperm(len(BUGS), generator=generator).tolist()
    shuffled = torch.randperm(ANSWERS, generator=generator).tolist()
    return Question(BUGS[order[0]], tuple(BUGS[order[place]] for place in shuffled))
