"""A wish to stop is heard, also where a library swallows the exception."""

import contextlib
import os
import signal

import pytest

from scripts.running.stopping import stoppable


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_work(number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), stoppable():
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


def test_a_wish_that_was_swallowed_is_kept() -> None:
    with pytest.raises(KeyboardInterrupt), stoppable() as stop_if_asked:
        stop_if_asked()
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        stop_if_asked()
