"""Twelve classic mistakes in training, each where it is made."""

NONE = "no bug"
NO_ZERO_GRAD = "no zero_grad"
SUMMED = "loss summed"
DOUBLE_SOFTMAX = "softmax twice"
SHIFTED = "labels shifted"
NO_EVAL = "eval mode forgotten"
GRAPH_KEPT = "graph kept alive"
WRONG_GROUP = "rate in the wrong group"
SORTED = "data not shuffled"
LEAKED = "target leaked"
DEAD = "dead ReLU start"
DETACHED = "gradient through detach"
RAW_AVERAGE = "average not corrected"

BUGS = (
    NO_ZERO_GRAD, SUMMED, DOUBLE_SOFTMAX, SHIFTED, NO_EVAL, GRAPH_KEPT, WRONG_GROUP, SORTED,
    LEAKED, DEAD, DETACHED, RAW_AVERAGE,
)  # fmt: skip

SYMPTOMS = {
    NO_ZERO_GRAD: "Gradients add up: the norm grows from step to step, and the loss swings.",
    SUMMED: "The gradient is as many times too long as the batch has pictures; Adam hides it.",
    DOUBLE_SOFTMAX: "The loss cannot fall below 1.46, for a softmax of chances is nearly flat.",
    SHIFTED: "The loss stays at log 10 = 2.30: each picture has its neighbour's label.",
    NO_EVAL: "The held-out accuracy trembles and is too low: noise is still switched on.",
    GRAPH_KEPT: "Memory grows with every step: each loss keeps its whole graph alive.",
    WRONG_GROUP: "The loss falls, but slowly: only the biases have been given the rate.",
    SORTED: "The loss leaps whenever the next digit begins, and what was learnt is forgotten.",
    LEAKED: "The training loss is far too good, and held-out digits show nothing of it.",
    DEAD: "Features lie in one point and the loss stays at log 10: no ReLU lets anything pass.",
    DETACHED: "Only the last layer learns: features stay as they were drawn at the start.",
    RAW_AVERAGE: "What is shown begins near nought: an average from zero needs its correction.",
}
"""How each is recognised."""
