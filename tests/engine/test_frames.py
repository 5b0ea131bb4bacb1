"""Frames: what is packed is what is read."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary import errors
from depositary.engine import frames

KINDS = st.sampled_from([frames.JOB, frames.BLOB, frames.HEADER, frames.DATA, frames.END, frames.ERROR])
FRAMES = st.lists(st.tuples(KINDS, st.binary(max_size=300)), max_size=8)


@given(FRAMES)
def test_any_sequence_of_frames_is_read_as_it_was_packed(sequence: list[tuple[bytes, bytes]]) -> None:
    stream = io.BytesIO(b"".join(frames.pack(kind, payload) for kind, payload in sequence))
    assert [frames.read(stream) for _ in sequence] == sequence
    with pytest.raises(EOFError):
        frames.read(stream)


@given(KINDS, st.binary(max_size=50), st.data())
def test_a_frame_cut_anywhere_is_the_end_of_the_stream(kind: bytes, payload: bytes, data: st.DataObject) -> None:
    whole = frames.pack(kind, payload)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(EOFError):
        frames.read(io.BytesIO(whole[:cut]))


def test_a_payload_too_long_for_its_length_field_is_refused() -> None:
    with pytest.raises(errors.TooLarge):
        frames.head(frames.BLOB, frames.LONGEST + 1)
