"""How a run begins: what a link carries, and what a replay starts from."""

from collections.abc import Callable
from dataclasses import dataclass

from core.deeds import Carried
from core.experiment import Experiment, build, choose_device, devices
from core.experiments import find
from core.message import InvalidInput
from core.own_data import Own
from core.params import Params
from core.run import Run
from core.scene import Scene


@dataclass(frozen=True, eq=False)
class Beginning:
    """All that decides a run before its first step. `page` has the scene."""

    page: str
    scene: Scene
    params: Params
    seed: int
    device: str = "auto"
    own: Own | None = None
    carried: Carried | None = None

    def run(self, clock: Callable[[], float]) -> Run:
        """The run at its step 0, on the best device where its is absent. Raises InvalidInput."""
        kind = self.scene.experiment
        device = self.device if self.device in devices() else choose_device(kind)
        experiment = build(kind, self.params, self.seed, device, self.own)
        return Run(self.scene, experiment, clock, self._before(clock))

    def _before(self, clock: Callable[[], float]) -> Run | None:
        """A run that has what was carried over: of the one before no more is needed."""
        carried = self.carried
        if carried is None:
            return None
        scene = scene_of(self.page, carried.scene)
        if not isinstance(carried.params, scene.params):
            raise InvalidInput("It holds something that this program does not know.")
        return Run(scene, _with(carried, scene.experiment, self.seed), clock)


def _with(carried: Carried, kind: type[Experiment], seed: int) -> Experiment:
    experiment = build(kind, carried.params, seed, "cpu", carried.own)
    experiment.made = carried.made
    experiment.take_data()
    return experiment


def scene_of(page: str, name: str) -> Scene:
    """The scene of a page. Raises InvalidInput where there is none."""
    for scene in find(page).scenes():
        if scene.name == name:
            return scene
    raise InvalidInput("There is no {scene} on this page.", scene=repr(name))
