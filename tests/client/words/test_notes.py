"""What the server tells in its own name."""

import pytest

from chatlib.client.words.notes import asked_in, said
from chatlib.client.words.texts import Words
from chatlib.core.notes import ASKED, DECLINED, NOT_DELIVERED


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


def test_a_question_without_a_name_says_where_it_was_asked() -> None:
    note = ASKED.format("kelas", "begini: apa?")
    assert asked_in(note) == "kelas"
    assert said(note, Words("en")) == "a question without a name in kelas: begini: apa?"
    assert asked_in(DECLINED.format("budi", "x")) == ""
