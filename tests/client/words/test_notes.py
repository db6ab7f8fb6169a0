"""What the server tells in its own name."""

import pytest

from chatlib.client.words.notes import said
from chatlib.client.words.texts import Words
from chatlib.core.notes import DECLINED, NOT_DELIVERED


@pytest.mark.parametrize("template", [DECLINED, *NOT_DELIVERED.values()])
def test_every_note_is_said_in_the_users_language(template: str) -> None:
    note = template.format("budi@b", "catatan {kuliah}.txt")
    assert said(note, Words("id")) == note
    english = said(note, Words("en"))
    assert "budi@b" in english
    assert ("catatan {kuliah}.txt" in english) == ("catatan" in note)
    assert not {"tidak", "menolak", "berkas", "berkasmu", "pesanmu", "kamu"} & set(english.split())


def test_a_note_of_tomorrow_is_said_as_it_came() -> None:
    assert said("sesuatu yang baru", Words("en")) == "sesuatu yang baru"
