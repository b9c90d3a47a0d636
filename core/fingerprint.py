"""What shows whether a hand has changed what training changes."""

from dataclasses import is_dataclass

from torch import Tensor, nn

from core.experiment import Experiment, Scalars
from core.reads import PLAIN


def fingerprint(experiment: Experiment) -> list[object]:
    """What differs as soon as a module, a tensor or a number of the parts is written to.

    A module's own settings, such as the slope that it is held to, are plain values or dataclasses.
    """
    found: list[object] = []
    for part in experiment.parts().values():
        if isinstance(part, nn.Module):
            found += [(id(t), t._version) for t in (*part.parameters(), *part.buffers())]
            values = [value for module in part.modules() for value in vars(module).values()]
            found += [repr(v) for v in values if isinstance(v, PLAIN) or is_dataclass(v)]
        elif isinstance(part, Tensor):
            found.append((id(part), part._version, part.item() if part.numel() == 1 else 0))
        elif isinstance(part, Scalars):
            found.append(repr(part))
    return found
