"""What is made once of a release, kept on the endpoint over it and gone with it.

A cache keyed by the endpoint would hold on to it, with all that it has in memory, after another has taken over.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from depositary.endpoint import Endpoint

P = ParamSpec("P")
T = TypeVar("T")


def once(make: Callable[Concatenate[Endpoint, P], T]) -> Callable[Concatenate[Endpoint, P], T]:
    """Have a function make its value once a release and by its other arguments, of which there must be few.

    Two threads that are the first to ask may both make it.
    """

    @functools.wraps(make)
    def kept(endpoint: Endpoint, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (make, *args, *sorted(kwargs.items()))
        if key not in endpoint.kept:
            endpoint.kept[key] = make(endpoint, *args, **kwargs)
        return cast(T, endpoint.kept[key])

    return kept
