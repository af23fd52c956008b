"""Lines that wait for their turn come back as they were, from memory or from the file."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from aiwf_cli.run.waiting import WaitingRoom

TEXTS = st.lists(
    st.tuples(st.text(), st.text(), st.sampled_from(["", "円\n", "\ud800"])), max_size=12
)


@given(texts=TEXTS, in_memory=st.integers(0, 30), data=st.data())
def test_each_comes_back_once_and_whole(
    texts: list[tuple[str, ...]], in_memory: int, data: st.DataObject
) -> None:
    waiting = dict(enumerate(texts))
    with closing(WaitingRoom(in_memory=in_memory)) as room:
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


def test_memory_is_given_back() -> None:
    room = WaitingRoom(in_memory=10)
    for number in range(100):
        room.put(number, ("0123456789",))
        assert room.pop(number) == ("0123456789",)
    assert "_file" not in vars(room)


def test_the_file_is_used_again_when_nobody_waits_in_it() -> None:
    room = WaitingRoom(in_memory=0)
    for number in range(100):
        room.put(number, ("0123456789",))
        assert room.pop(number) == ("0123456789",)
    assert room._file.tell() <= 20
    room.close()
