"""A view as a clean picture: without words, axes and hands, for a tile of the gallery."""

from dataclasses import fields, replace
from typing import Any

from core.views import AnyView, Chart, Globe, Images, Layers, Matrix, Plane, Search, Texts, Tokens

LABELS: dict[str, Any] = {"label": "", "labels": ()}


def thumbnail(view: AnyView) -> AnyView:
    """The same picture with nothing to read in it, but for pages whose picture is words."""
    match view:
        case Globe():
            return replace(view, layers=_bare(view.layers))
        case Plane():
            return replace(view, layers=_bare(view.layers), x_label="", y_label="")
        case Chart() if view.bounds is not None and not (view.log_x or view.log_y):
            return Plane(
                title=view.title, layers=_bare(view.layers), bounds=view.bounds, equal=False
            )
        case Chart():
            return replace(view, layers=_bare(view.layers), x_label="", y_label="")
        case Images():
            return replace(view, labels=(), key=())
        case Tokens():
            return replace(view, entry="", key=())
        case Search():
            return replace(view, said="", key=())
        case Matrix():
            return replace(view, counts="", key=())
    return view


def _bare(layers: Layers) -> Layers:
    return {
        name: replace(layer, **{f.name: LABELS[f.name] for f in fields(layer) if f.name in LABELS})
        for name, layer in layers.items()
        if not isinstance(layer, Texts)
    }
