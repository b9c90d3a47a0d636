"""Recorder: stands for an object, and has the cache note what is read of it."""

import types
from collections.abc import Mapping
from typing import Any

from core.cache import Cache


class Recorder:
    """Stands for an object while values are made: notes what is read, lets nothing be written.

    Methods and properties run upon the recorder, so that what they read is noted too.
    """

    __slots__ = ("__cache", "__others", "__source", "__target")

    def __init__(
        self, cache: Cache, source: str, target: object, others: Mapping[str, object]
    ) -> None:
        put = super().__setattr__
        put("_Recorder__cache", cache)
        put("_Recorder__source", source)
        put("_Recorder__target", target)
        put("_Recorder__others", others)

    def __getattr__(self, name: str) -> Any:
        if name in self.__others:
            return self.__others[name]
        member = getattr(type(self.__target), name, None)
        if isinstance(member, property) and member.fget is not None:
            return member.fget(self)
        if isinstance(member, types.FunctionType):
            return types.MethodType(member, self)
        value = getattr(self.__target, name)
        self.__cache.note(self.__source, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"looking changes nothing, so {name} cannot be set")
