"""Dictionaries in JSON, as Python literals, and in the uneven notation of seed 002."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatlib.dialects import notation

ASKED = {
    "FLAG": "REG",
    "SENDER": "ani",
    "RECEIVER": "server",
    "CONTENT": {"username": "ani", "password": "r4hasia"},
    "TYPE": "TEXT",
}
"""What every line of SPELLINGS says."""

SPELLINGS = [
    json.dumps(ASKED),
    json.dumps(ASKED, indent=1).replace("\n", "\r"),
    repr(ASKED),
    repr(ASKED) + "\r",
    "  " + repr(ASKED) + "  ",
    repr(ASKED).lower().replace("reg", "REG").replace("text", "TEXT"),
    "{'FLAG':'REG','SENDER':'ani','RECEIVER':'server','CONTENT':{'username':'ani','password':'r4hasia',},'TYPE':'TEXT',}",
    "{FLAG=REG,SENDER=ani,RECEIVER=server,CONTENT={username=ani,password=r4hasia},TYPE=TEXT}",
    "{FLAG:REG,SENDER:ani,RECEIVER:server,CONTENT:{username:ani,password:r4hasia},TYPE:TEXT}",
    "{ FLAG= REG ,SENDER =ani , RECEIVER = server , CONTENT = { username = ani , password = r4hasia } ,TYPE=TEXT }",
    '{"FLAG"="REG" "SENDER"="ani" "RECEIVER"="server" "CONTENT"={username="ani" password="r4hasia"} "TYPE"="TEXT"}',
    "{“FLAG”=“REG”, “SENDER”=“ani”, “RECEIVER”=“server”, “CONTENT”={username=“ani” password=“r4hasia”}, “TYPE”=“TEXT”}",
    "{„FLAG“=„REG“ „SENDER“=„ani“ „RECEIVER“=„server“ „CONTENT“={username=„ani“ password=„r4hasia“} „TYPE“=„TEXT“}",
    "{‘FLAG’:‘REG’,‘SENDER’:‘ani’,‘RECEIVER’:‘server’,‘CONTENT’:{‘username’:‘ani’,‘password’:‘r4hasia’},‘TYPE’:‘TEXT’}",
    "{«FLAG»=«REG» «SENDER»=«ani» «RECEIVER»=«server» «CONTENT»={username=«ani» password=«r4hasia»} «TYPE»=«TEXT»}",
    '{"FLAG”=“REG" "SENDER=“ani” RECEIVER”="server” “CONTENT”={username=“ani“ password=”r4hasia”} “TYPE=“TEXT”}',
]  # fmt: skip


@pytest.mark.parametrize("line", SPELLINGS)
def test_one_request_in_many_spellings(line):
    assert notation.read(line) == ASKED


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('{"A": 12}', 12),
        ("{'A': 12}", 12),
        ("{A: 12 }", 12),
        ("{'A': '12'}", "12"),
        ("{A=12}", "12"),
        ("{'A': None}", None),
        ("{A: null}", None),
        ("{'A': True, }", True),
        ("{'A': False}", False),
        ("{A=None}", "None"),
        ("{A=true}", "true"),
        ("{'A': 99999999999999999999}", "99999999999999999999"),
        ("{A=}", ""),
        ("{A='',}", ""),
        ("{A=dua kata , B=x}", "dua kata"),
        ("{A=“ blank ” , B=x}", " blank "),
        ("{'A': ['b', 'c']}", ["b", "c"]),
        ("{A=[b, “c d”,e ,]}", ["b", "c d", "e"]),
        ("{'A': []}", []),
        ("{'A': {}}", {}),
        ("{'A': {'b': {'c': 'd'}}}", {"b": {"c": "d"}}),
    ],
)  # fmt: skip
def test_values(line, value):
    assert notation.read(line)["A"] == value


@pytest.mark.parametrize("line", ['{"content": {"Username": {"a": 1}}}', "{Content={Username={'a': 1}}}"])
def test_what_is_in_the_content_is_as_it_was_written(line):
    assert notation.read(line) == {"CONTENT": {"Username": {"a": 1}}}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (r"""{'A': 'it\'s'}""", "it's"),
        (r"""{'A': "it's"}""", "it's"),
        (r"""{'A': 'say "hi"'}""", 'say "hi"'),
        (r"""{'A': 'a\\'}""", "a\\"),
        (r"""{'A': 'a\\n'}""", "a\\n"),
        (r"""{'A': 'a\n\t\r\b\fz'}""", "a\n\t\r\b\fz"),
        (r"""{'A': '\x41\u0042\/'}""", "AB/"),
        (r"""{'A': '\U0001f600'}""", "😀"),
        ("{A=“C:\\new”}", "C:\\new"),
        ("{A=“say \"hi\" twice”}", 'say "hi" twice'),
        ("{A='C = 5, D'}", "C = 5, D"),
        ("{A=é😀}", "é😀"),
    ],
)  # fmt: skip
def test_quotes_and_escapes(line, text):
    assert notation.read(line) == {"A": text}


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\ud83d", r"\ude00\ud83d"])
@pytest.mark.parametrize("line", ['{"A":"%s"}', "{'A': 'x%sy'}", '{A="%s"}'])
def test_no_escape_makes_text_that_cannot_be_sent_on(line, escape):
    """Half a surrogate pair is refused or replaced, for nothing could carry it."""
    try:
        found = notation.read(line % escape)
    except notation.NotUnderstood:
        return
    found["A"].encode()


@pytest.mark.parametrize(
    "line",
    [
        "", "halo", "[]", "[1, 2]", "12", '"FLAG"', "null", "{", "}", "{}}", "{} halo", "{FLAG}", "{FLAG=", "{FLAG=REG",
        "{=REG}", "{'FLAG'}", "{'FLAG': 'REG'", "{'FLAG': 'REG}", "{FLAG=“REG}", "{FLAG={REG}}", "{FLAG=[REG}",
        "{FLAG=[REG", "{FLAG=[}", "{FLAG=[a}]}", "{FLAG=[=]]}", "{FLAG=REG]}", "{FLAG=REG}{FLAG=REG}", "{FLAG=a{b}}",
        "{FLAG:{", "{FLAG:[", "{'A' 'B'}", "{'A': ('b', 'c')}{", "{**a}",
    ],
)  # fmt: skip
def test_what_is_no_dictionary(line):
    with pytest.raises(notation.NotUnderstood):
        notation.read(line)


def test_an_empty_dictionary():
    assert notation.read("{}") == {}
    assert notation.read("{ , }") == {}


@pytest.mark.parametrize(
    "code", ["__import__('os').getcwd()", "1+1", "lambda: 0", "exit()", "[].__class__", "f'{1+1}'", "%(A)s"]
)
def test_code_is_only_text(code):
    """Whatever becomes of it, nothing but text, and lists of text, comes out."""
    for line in (f"{{'A': {code}}}", f"{{A={code}}}"):
        try:
            found = notation.read(line)
        except notation.NotUnderstood:
            continue
        assert str(found["A"]).strip("[]'") in line


@pytest.mark.parametrize(("opening", "closing"), [("{'a': ", "}"), ("[", "]"), ('{"a":', "}"), ("{a=", "}")])
@pytest.mark.parametrize("depth", [10, 1000, 10_000])
def test_deep_nesting_is_refused_or_left_alone(opening, closing, depth):
    line = "{'top': " + opening * depth + "'x'" + closing * depth + "}"
    with pytest.raises(notation.NotUnderstood):
        notation.read(line)


def test_json_may_nest_more_deeply_than_its_names_are_read():
    line = '{"a":' * 20 + "1" + "}" * 20
    assert set(notation.read(line)) == {"A"}


NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", min_size=1)
VALUES = st.text() | st.text("'\"\\,:={}[]“” ab\n")
DICTIONARIES = st.dictionaries(NAMES, VALUES | st.lists(VALUES) | st.dictionaries(NAMES, VALUES))


@given(DICTIONARIES, st.booleans())
def test_whatever_json_writes_is_read_back(found, ensure_ascii):
    """A dictionary of texts in JSON is read as what was written."""
    assert notation.read(json.dumps(found, ensure_ascii=ensure_ascii)) == found


@given(DICTIONARIES)
@example({"A": "\U000e0001"})
@example({"A": "'\"\\"})
def test_whatever_python_shows_is_read_back(found):
    """A dictionary of texts as Python shows it is read as what was shown."""
    assert notation.read(repr(found)) == found
