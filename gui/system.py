"""Whether this machine can open a window, found out before Qt is asked, for Qt aborts.

Imports no Qt.
"""

import ctypes
import importlib.util
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from core.message import InvalidInput

# Library to Debian package: what the Qt wheels need of the system.
BASE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
}
X_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WITHOUT_WINDOW = "without a window there are --headless PAGE and --shot FILE.png."


def check_window() -> None:
    """Raise InvalidInput, in one sentence, where this machine cannot open a window.

    Where only an X server answers Qt is told so, since it would first try Wayland and abort.
    """
    if not sys.platform.startswith("linux"):
        return
    asked = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    _need(BASE_LIBRARIES)
    if asked not in ("", "xcb") and not asked.startswith("wayland"):
        _need_plugin(asked)
        return
    if asked != "xcb" and _wayland_answers():
        _need_plugin("wayland")
        return
    if not os.environ.get("DISPLAY"):
        raise InvalidInput("There is no display: DISPLAY is not set; " + WITHOUT_WINDOW)
    _need(X_LIBRARIES)
    _need_plugin("xcb")
    if not _x_answers():
        raise InvalidInput(
            "The display {display} does not answer; " + WITHOUT_WINDOW,
            display=os.environ["DISPLAY"],
        )
    os.environ["QT_QPA_PLATFORM"] = "xcb"


def prepare_offscreen() -> None:
    """Let Qt draw without a display. Raises InvalidInput where a system library is missing."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform.startswith("linux"):
        _need(BASE_LIBRARIES)
        _need_plugin("offscreen")


def _need(libraries: dict[str, str]) -> None:
    _refuse_without(name for name in libraries if not loads(name))


def _refuse_without(missing: Iterable[str]) -> None:
    known = BASE_LIBRARIES | X_LIBRARIES
    absent = list(missing)
    if absent:
        raise InvalidInput(
            "Qt needs {libraries}: install it with `apt-get install {packages}`, "
            "or the like on your system; " + WITHOUT_WINDOW,
            libraries=", ".join(absent),
            packages=" ".join(dict.fromkeys(known.get(name, name) for name in absent)),
        )


def loads(name: str) -> bool:
    """Whether the shared library `name` is there."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _need_plugin(platform: str) -> None:
    """Load the plugin itself, which finds any library that the lists above do not know."""
    package = importlib.util.find_spec("PySide6")
    if package is None or package.origin is None:
        raise InvalidInput("PySide6 is not installed: run `python -m pip install -e .` first.")
    folder = Path(package.origin).parent / "Qt" / "plugins" / "platforms"
    plugin = folder / f"libq{platform}.so"
    if not folder.is_dir():
        return  # a Qt of the distribution, which came with what it needs
    if not plugin.exists():
        raise InvalidInput(
            "Qt has no platform {platform}, which QT_QPA_PLATFORM asks for.", platform=platform
        )
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library, colon, _ = str(error).partition(":")
        if colon and "cannot open shared object" in str(error):
            _refuse_without([library])


def _wayland_answers() -> bool:
    """Whether a compositor accepts a connection."""
    name = os.environ.get("WAYLAND_DISPLAY")
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if not name or not (folder or name.startswith("/")):
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(Path(folder or "/") / name))
        except OSError:
            return False
    return True


def _x_answers() -> bool:
    """Whether the X server at DISPLAY lets this process in, asked as Qt will ask."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused
