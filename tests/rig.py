"""A Loop without a thread, on a clock that the test turns."""

from core.commands import Command, Commands
from core.loop import Loop
from core.mailbox import Mailbox
from core.params import Params
from core.run import Run
from core.scene import Scene
from core.snapshot import Snapshot


class FakeClock:
    """Seconds that pass only when told, plus `tick` at every reading."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now, self.tick = 100.0, tick

    def __call__(self) -> float:
        """The time."""
        self.now += self.tick
        return self.now


class Rig:
    """A loop that has begun, and what a window would hold of it."""

    def __init__(
        self,
        scene: Scene,
        params: Params | None = None,
        seed: int = 3,
        clock: FakeClock | None = None,
    ) -> None:
        self.inbox = Commands()
        self.mailbox: Mailbox[Snapshot] = Mailbox()
        self.clock = clock or FakeClock(tick=1e-3)
        self.loop = Loop(
            scene, params or scene.params(), seed, "cpu", self.inbox, self.mailbox, self.clock
        )
        self.loop.begin()

    def turn(self, *commands: Command, times: int = 1) -> bool:
        """Send `commands`, then take turns; what the last one said."""
        for command in commands:
            self.inbox.put(command)
        goes_on = True
        for _ in range(times):
            goes_on = self.loop.turn(wait=False)
        return goes_on

    def see(self) -> Snapshot:
        """The newest snapshot, which must be there."""
        snapshot = self.mailbox.take()
        assert snapshot is not None
        return snapshot

    @property
    def run(self) -> Run:
        """What is trained."""
        assert self.loop.run is not None
        return self.loop.run
