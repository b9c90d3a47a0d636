"""How a window, or a player without one, comes to stand at the beginning of a beat."""

from collections.abc import Callable
from dataclasses import dataclass

from core.digest import digest
from core.environment import environment
from core.importing.source import Source
from core.keeping import container
from core.keeping.container import ENDING
from core.keeping.opening import Opened
from core.keeping.session import Session, as_bytes, unpacked
from core.message import InvalidInput
from core.run import Run
from core.stories.kept import keep, kept_at, key
from core.stories.meaning import Staged
from core.stories.playing import Playing


@dataclass(frozen=True, eq=False, kw_only=True)
class Begun(Opened):
    """The run of a beat at its beginning, or after so many steps of it `trained_before`.

    A window opens it by core.commands.Open. A state that was prepared is taken from the cache;
    else it is trained as it is opened.
    """

    staged: Staged
    trained_before: int

    @classmethod
    def of(cls, staged: Staged, trained_before: int = 0) -> "Begun":
        """That of a beat, which may say itself that some steps were trained beforehand."""
        before = max(trained_before, staged.beat.trained)
        return cls(page=staged.beat.page, staged=staged, trained_before=before)

    @property
    def session(self) -> Session | None:
        """What was prepared, if it was."""
        try:
            return unpacked(container.read(Source.of_file(kept_at(self._name))))
        except InvalidInput:
            return None

    def check(self) -> None:
        """It means something, since it was staged."""

    def run(self, clock: Callable[[], float]) -> Run:
        """The run. Raises what its training raises, where it was not prepared."""
        session = self.session if self.trained_before else None
        if session is not None:
            return session.revived(clock)
        playing = Playing(self.staged, clock)
        for _ in playing.to(self.trained_before):
            pass
        return playing.run

    def prepare(
        self, clock: Callable[[], float], goes_on: Callable[[], bool] = lambda: True
    ) -> bool:
        """Train beforehand what is needed, and keep it; False where `goes_on` has said no."""
        if self.trained_before == 0 or self.session is not None:
            return True
        playing = Playing(self.staged, clock)
        for _ in playing.to(self.trained_before):
            if not goes_on():
                return False
        return keep(self._name, as_bytes(Session.of(self.page, playing.run)))

    @property
    def _name(self) -> str:
        machine = digest(environment()).hex()[:8]
        return f"{key(self.staged)}-{self.trained_before}-{machine}{ENDING}"
