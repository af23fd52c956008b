"""Lines that wait for their turn come back as they were, from memory or from the file."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aiwf_cli.run.waiting import WaitingRoom

HERE = Path(tempfile.gettempdir())
TEXTS = st.lists(
    st.tuples(st.text(), st.text(), st.sampled_from(["", "円\n", "\ud800"])), max_size=12
)


@given(texts=TEXTS, in_memory=st.integers(0, 30), data=st.data())
def test_each_comes_back_once_and_whole(
    texts: list[tuple[str, ...]], in_memory: int, data: st.DataObject
) -> None:
    waiting = dict(enumerate(texts))
    with closing(WaitingRoom(folder=HERE, in_memory=in_memory)) as room:
        for number in data.draw(st.permutations(list(waiting))):
            room.put(number, waiting[number])
            if data.draw(st.booleans()):
                assert room.first() in waiting
                assert room.pop(number) == waiting.pop(number)
        for number in data.draw(st.permutations(list(waiting))):
            assert room
            assert room.pop(number) == waiting[number]
            assert room.pop(number) is None
        assert not room


def test_memory_is_given_back(tmp_path: Path) -> None:
    room = WaitingRoom(folder=tmp_path, in_memory=10)
    for number in range(100):
        room.put(number, ("0123456789",))
        assert room.pop(number) == ("0123456789",)
    assert "_file" not in vars(room)


def test_the_file_is_used_again_when_nobody_waits_in_it(tmp_path: Path) -> None:
    room = WaitingRoom(folder=tmp_path, in_memory=0)
    for number in range(100):
        room.put(number, ("0123456789",))
        assert room.pop(number) == ("0123456789",)
    assert room._file.tell() <= 20
    assert list(tmp_path.iterdir()) == [], "it has no name"
    assert os.fstat(room._file.fileno()).st_dev == tmp_path.stat().st_dev
    room.close()
