"""A busy port is one sentence, before anything says that the portal is there."""

import socket

from portal.serving import port


def test_a_port_that_is_taken_is_said_in_a_sentence():
    with socket.socket() as taken:
        taken.bind((port.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert port.refusal(number).startswith(f"Port {number} is taken")
    assert port.refusal(70_000) == "PORT is 70000: write a number from 1 to 65535."


def test_a_free_port_is_not_refused():
    with socket.socket() as free:
        free.bind((port.HOST, 0))
        number = free.getsockname()[1]
    assert port.refusal(number) == ""
