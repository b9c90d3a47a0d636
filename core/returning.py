"""Returning: what is done when a run is to go back."""

from core import commands, going_back
from core.commands import Command
from core.workbench import Workbench

RETURNS = (commands.RestoreBest, commands.GoTo, commands.TakeCourse, commands.Recover)


def return_as(bench: Workbench, command: Command) -> None:
    """Have the run go back as a command says. Raises InvalidInput where it cannot."""
    run = bench.built()
    match command:
        case commands.RestoreBest():
            run.restore_best()
        case commands.GoTo(step):
            going_back.go_to(run, step)
        case commands.TakeCourse():
            going_back.take_course(run)
        case commands.Recover(halve):
            run.recover()
            if halve:
                bench.change(bench.params.halved("learning_rate"))
