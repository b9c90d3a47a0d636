"""Planes and charts: layers in one pair of axes, touched by a hand."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from core.touches import Hover, Leave
from core.view_layers import Bounds, Layers, Lines, Rule
from core.views import Chart, Plane
from core.words import meaning
from gui.i18n import tr
from gui.panels.axes import Axes, AxesSpec, laid_out, paint_axes
from gui.panels.backing_store import Background
from gui.panels.easing import EasedLevels
from gui.panels.end_labels import at_ends, paint_ends
from gui.panels.end_labels import placed as placed_ends
from gui.panels.frame import Frame, log10, widened
from gui.panels.legend import explained_name, family, label_of, marks_of, paint_legend, shown
from gui.panels.legend_layout import MOST_OF_HEIGHT, PRINTED, Legend, Mark
from gui.panels.lit import lit
from gui.panels.memo import Memo
from gui.panels.named import NamedPanel
from gui.panels.nearest import NEARLY, along, field_at, mark_at, marks_in, tips_at
from gui.panels.plot_interaction import words_at
from gui.panels.ranges import Fit
from gui.panels.readout import Readout
from gui.panels.scene import Scene
from gui.panels.strokes import WHOLE, stroke

HOVER_PAUSE = 33
"""Milliseconds between two reports of the pointer."""
LABEL_WIDTH = 60
"""Pixels from the left of the plot within which the label of the upright axis stands."""
COUNTS = ("step", "epoch", "round", "rank")
"""Labels of x axes that count."""


class PlotPanel(NamedPanel):
    """Draws a Plane or a Chart."""

    paints_background = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fit, self.levels = Fit(), EasedLevels()
        self._layers: Layers = {}
        self._ends = False
        self._fitted: Bounds = (0.0, 1.0, 0.0, 1.0)
        self._pointer: Hover | None = None
        self._hover_timer = QTimer(self, singleShot=True, interval=HOVER_PAUSE)
        self._hover_timer.timeout.connect(self._report)

    def touchable(self, view: Plane | Chart) -> bool:
        return True  # it can be magnified, if nothing else

    def received(self, view: Plane | Chart) -> None:
        self._layers = self.levels.layers(view.layers, self.run, self.fine)
        self._ends = isinstance(view, Chart) and at_ends(view.layers, _line_marks(view))
        if isinstance(view, Chart) and view.bounds is None:
            layers = shown(view.layers, self.hidden)
            self._fitted = self.fit.bounds(layers, view.log_x, view.log_y)

    def switched(self) -> None:
        self.fit = Fit()
        self.received(self.view)

    def names(self, view: Plane | Chart) -> dict[str, QRectF]:
        """Where the names of the layers stand: at the ends of their lines, or in the legend."""
        axes = self.axes(view)
        ends = placed_ends(axes.ends, view.layers, axes.frame, self.theme)
        beside = {label.mark.name: label.rect for label in ends}
        return super().names(view) if self.unfolded else beside | super().names(view)

    def lettered(self, view: Plane | Chart) -> tuple[Legend, QRectF]:
        return self.axes(view).legend, self.axes(view).strip

    def marks(self, view: Plane | Chart) -> tuple[Mark, ...]:
        return marks_of(view.layers)

    def retranslate(self) -> None:
        """Lay out and prepare everything anew: words on the picture follow the language."""
        self.scene = Scene()
        self._axes: Memo[Axes] = Memo()
        super().retranslate()

    def axes(self, view: Plane | Chart) -> Axes:
        """Where everything lies at this moment."""
        plane, logs = isinstance(view, Plane), _logs(view)
        spec = AxesSpec(
            self.zoom.shown(self.whole_bounds(view), view.bounds, logs),
            tr(view.x_label),
            tr(view.y_label),
            equal=isinstance(view, Plane) and view.equal,
            log_x=logs[0],
            log_y=logs[1],
            whole_x=view.x_label in COUNTS,
            marks=marks_of(view.layers),
            share=PRINTED if self.straight else MOST_OF_HEIGHT,
            ends=_line_marks(view) if self._ends else (),
            edge=not plane,
            grid=not plane,
        )
        whole, theme = QRectF(self.rect()), self.theme
        return self._axes.get((spec, whole, theme), lambda: laid_out(spec, whole, theme))

    def projection(self, view: Plane | Chart) -> Frame:
        return self.axes(view).frame

    def paint(self, painter: QPainter, view: Plane | Chart) -> None:
        axes, style = self.axes(view), self.style_now()

        def paint_background(onto: QPainter) -> None:
            onto.fillRect(self.whole(), QColor(style.theme.surface))
            paint_axes(onto, axes, style.theme)
            paint_legend(onto, axes.legend, axes.strip, self.hidden, style)

        background = Background(
            (axes, style, self.hidden), self.size(), self._clip(axes), paint_background
        )
        seen = self.interaction.shown(shown(self._layers, self.hidden))
        layers = lit(seen, self.lit, axes.frame.seen)
        self.scene.paint_on(background, painter, layers, axes.frame, style)
        if self.interaction.stroke:
            drawn = axes.frame.to_pixels(np.array(self.interaction.stroke))
            stroke(drawn, "accent", 1.5, WHOLE, style)(painter)
        self.paint_choice(painter, view, style)
        self.paint_sign(painter, axes.frame)
        ends = placed_ends(axes.ends, view.layers, axes.frame, self.theme)
        paint_ends(painter, ends, self.hidden, style)
        self.paint_names(painter, view, style)

    def press_beside(self, view: Plane | Chart, at: QPointF) -> None:
        super().press_beside(view, at)
        if view.draws:
            self.interaction.begin_stroke(at, self.projection(view))

    def moved(self, view: Plane | Chart, at: QPointF) -> None:
        super().moved(view, at)
        if view.hovers:
            self._pointer = Hover(*self.projection(view).to_data(at.x(), at.y()))
            if not self._hover_timer.isActive():
                self._report()

    def hover(self, view: Plane | Chart, at: QPointF) -> None:
        frame = self.projection(view)
        pick = self.interaction.point_at(at, view.layers, frame) is not None
        if self.interaction.handle_at(at, view.layers, frame) is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif pick or self.name_at(view, at):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif view.draws:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    def read(self, view: Plane | Chart, at: QPointF) -> Readout | None:
        frame = self.projection(view)
        if not frame.rect.contains(at) or self.covered(view, at):
            return None
        seen = shown(view.layers, self.hidden)
        if isinstance(view, Chart) and not mark_at(marks_in(seen), frame, at, "", NEARLY):
            found = along(seen, frame, at, view.x_label, view.title)
            if found is not None:
                return found
        return mark_at(seen, frame, at, view.title)

    def names_at(self, view: Plane | Chart, at: QPointF) -> frozenset[str]:
        """The layer whose name is there, else what is nearest, else the field that lies below."""
        named = self.name_at(view, at)
        if named:
            return family(view.layers, named)
        read = self.read(view, at)
        found = read.layer if read else ""
        return frozenset({found or field_at(view.layers, self.projection(view), at)} - {""})

    def shares(self, view: Plane | Chart, at: QPointF) -> tuple[str, float] | None:
        frame = self.projection(view)
        if not (isinstance(view, Chart) and view.x_label and frame.rect.contains(at)):
            return None
        return view.x_label, frame.to_data(at.x(), at.y())[0]

    def shared(self, view: Plane | Chart, axis: str, x: float) -> QPointF | None:
        frame = self.projection(view)
        at = QPointF(float(frame.to_pixels(np.array([[x, 1.0]]))[0, 0]), frame.rect.center().y())
        same = isinstance(view, Chart) and view.x_label == axis
        return at if same and frame.rect.contains(at) else None

    def tip(self, at: QPointF) -> str:
        """What the marks under a pixel say, or the axis, or what their name stands for."""
        if self.view is None:
            return ""
        view, frame = self.view, self.projection(self.view)
        said, read = tips_at(view.layers, frame, at), self.read(view, at)
        said = "" if read is not None and said == read.rows[0].name else said  # it stands there
        name = self.name_at(view, at) or (read.layer if read else "")
        meant = explained_name(view, words_at(view.layers, frame, at))
        meant = meant or explained_name(view, label_of(view.layers.get(name)))
        return said or self._axis_tip(frame, at) or meant

    def _axis_tip(self, frame: Frame, at: QPointF) -> str:
        """What the axis under a pixel counts; its label at its head belongs to it."""
        view, rect = self.view, frame.rect
        below, beside = at.y() > rect.bottom(), at.x() < rect.left() + LABEL_WIDTH
        left = at.x() < rect.left() or (at.y() < rect.top() and beside)
        label = view.x_label if below else view.y_label if left else ""
        words = [tr(label), tr(meaning(view, label))] if label else []
        if words and not getattr(view, "equal", False):
            words.append(tr("The wheel over it magnifies this axis alone."))
        return "\n".join(dict.fromkeys(filter(None, words)))

    def leaveEvent(self, event: QEvent) -> None:
        if self.view is not None and self.view.hovers:
            self._pointer = None
            self.send(Leave())
        super().leaveEvent(event)

    def whole_bounds(self, view: Plane | Chart) -> Bounds:
        if view.bounds is None:
            return self._fitted
        left, right, bottom, top = np.array(view.bounds, dtype=np.float64)
        across, up = np.array([left, right]), np.array([bottom, top])
        if isinstance(view, Chart):
            across = log10(across) if view.log_x else across
            up = log10(up) if view.log_y else up
        return widened((*across.tolist(), *up.tolist()))

    def _clip(self, axes: Axes) -> QRectF:
        """A chart ends at its axes; a plane without axes may show what lies outside its bounds."""
        if axes.spec.x_label or axes.spec.y_label or axes.spec.grid:
            return axes.frame.rect.adjusted(-2, -2, 2, 2)
        return QRectF(self.whole()).adjusted(0, axes.strip.height(), 0, 0)

    def _report(self) -> None:
        if self._pointer is not None:
            self.send(self._pointer)
            self._pointer = None
            self._hover_timer.start()


def _line_marks(view: Plane | Chart) -> tuple[Mark, ...]:
    """The marks of what has an end at the right."""
    return tuple(mark for mark in marks_of(view.layers) if mark.shape in (Lines, Rule))


def _logs(view: Plane | Chart) -> tuple[bool, bool]:
    """Which axes are logarithmic."""
    return (view.log_x, view.log_y) if isinstance(view, Chart) else (False, False)
