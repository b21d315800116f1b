# SPDX-License-Identifier: Apache-2.0
"""Ending the making of a document early: whoever asked for it does not want it any more."""

from threading import Event


class Stopped(Exception):
    """The document is not wanted any more."""


def go_on(stop: Event | None) -> None:
    """Raise Stopped where it is to stop."""
    if stop is not None and stop.is_set():
        raise Stopped
