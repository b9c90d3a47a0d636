"""Lockstep: two runs train on two threads, and the faster waits for the slower."""

import threading


class Lockstep:
    """The steps of two runs, each of which has one of the `seats`.

    Neither is more than a step ahead of the other while both train, and once paused they stand at
    the same step. A run that is behind by more trains on until it has caught up. One person asks,
    by `play` and `pause`, before the runs are told the same.
    """

    def __init__(self) -> None:
        self.turn = threading.Condition()
        self.made, self.rests = [0, 0], [True, True]
        """For each run the steps that are made or in the making, and whether it does not train."""
        self.until: list[int] | None = None
        self.mark = 0
        self.seats = Seat(self, 0), Seat(self, 1)

    @property
    def playing(self) -> bool:
        """Whether a run trains that was not told to pause."""
        with self.turn:
            return self.until is None and not all(self.rests)

    @property
    def apart(self) -> bool:
        """Whether one run is to catch up with the other."""
        return max(self.made) - min(self.made) > 1

    def play(self) -> None:
        """Both train on."""
        with self.turn:
            self.until, self.rests = None, [False, False]

    def pause(self) -> None:
        """Both come to rest at one step, or where they are if one is to catch up."""
        with self.turn:
            self.until = list(self.made) if self.apart else 2 * [max(self.made)]


class Seat:
    """The place of one run; that of a lockstep of its own where it trains alone."""

    def __init__(self, both: Lockstep, place: int) -> None:
        self._both, self._place, self._other = both, place, 1 - place
        self._joined = False

    @classmethod
    def alone(cls) -> "Seat":
        """A place beside nobody."""
        return Lockstep().seats[0]

    def join(self) -> None:
        """The run is told to train."""
        self._joined = True

    def told(self, playing: bool) -> bool:
        """Whether the run trains now: for one that does not nobody waits.

        Returns whether it has come to rest with this."""
        both, rests = self._both, self._joined and not playing
        if rests:
            self._joined = False
            with both.turn:
                both.rests[self._place] = True
                both.turn.notify_all()
        return rests

    def take_turn(self, step: int, seconds: float) -> bool:
        """Wait up to `seconds` until the run may go on from `step`; whether it may."""
        both = self._both
        with both.turn:
            both.made[self._place], both.rests[self._place] = step, False
            both.turn.notify_all()
            if not both.turn.wait_for(lambda: self._may(step), seconds):
                return False
            both.made[self._place] = step + 1
            both.turn.notify_all()
            return True

    def _may(self, step: int) -> bool:
        both = self._both
        ends = both.until is not None and step >= both.until[self._place]
        return not ends and (both.rests[self._other] or both.made[self._other] >= step)

    def behind(self, step: int) -> bool:
        """Whether the run, told to pause at `step`, has still to train to where both meet."""
        until = self._both.until
        return until is not None and step < until[self._place]

    def keeps(self, step: int, due: bool) -> bool:
        """Whether the moment after `step` is to be kept: one that is due, or that both then keep.

        So both can go back to the same steps.
        """
        both = self._both
        with both.turn:
            alone = both.until is None and both.rests[self._other]
            if alone or both.apart:
                return due
            low, high = min(both.made), max(both.made)
            if step != both.mark and due and not low <= both.mark <= high + 1:
                both.mark = high + 1
            return step == both.mark
