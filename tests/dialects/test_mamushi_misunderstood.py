"""The dialect of dictionaries: requests that say nothing, and those that say what nobody can carry."""

import json

import msgspec
import pytest

from chatlib.core import commands
from chatlib.dialects.mamushi import Mamushi


def member():
    mamushi = Mamushi()
    mamushi.user = "ani"
    return mamushi


def refused(line):
    """The CODE of a request that is answered on the spot."""
    ask = member().receive(line)
    assert ask.command == commands.Pass()
    assert ask.password is None
    answer = json.loads(ask.context)
    assert answer["FLAG"] == "DATA"
    assert answer["TYPE"] == "TEXT"
    assert answer["CONTENT"]
    return answer["CODE"]


@pytest.mark.parametrize(
    "line",
    [
        "halo", "{", "{}", "[]", "{FLAG=}", "{FLAG=TERBANG}", '{"FLAG": 1}', '{"FLAG": null}', '{"FLAG": ["SEND"]}',
        '{"FLAG":"MAKE_ROOM","CONTENT":"kelas","KEY":7}', '{"FLAG":"LIST_USER","AFTER":7}', "{FLAG=REG, USERNAME=ani}",
        '{"FLAG":"LOGIN","USERNAME":"ani","PASSWORD":7}', '{"FLAG":"JOIN_ROOM","ROOM":["kelas"]}',
        "{FLAG=REG}", "{FLAG=LOGIN, CONTENT=ani}", "{FLAG=LOGIN, CONTENT={username=ani}}",
        '{"FLAG":"LOGIN","CONTENT":{"username":"ani","password":1234}}', '{"FLAG":"LOGIN","CONTENT":["ani","x"]}',
        "{FLAG=GUEST}", '{"FLAG":"GUEST","CONTENT":["tamu"]}', "{FLAG=SEND}", "{FLAG=SEND, RECEIVER=budi}",
        "{FLAG=SEND, CONTENT=hai}", '{"FLAG":"SEND","RECEIVER":"budi","CONTENT":{"a":"b"}}', "{FLAG=MAKE_ROOM}",
        "{FLAG=DEL_ROOM, RECEIVER=kelas}", "{FLAG=JOIN_ROOM}", "{FLAG=QUIT_ROOM, CONTENT=kelas}", "{FLAG=ROOM_USERS}",
        '{"FLAG":"INVITE","RECEIVER":"kelas","CONTENT":[1]}', '{"FLAG":"INVITE","RECEIVER":"kelas","CONTENT":{"a":1}}',
        '{"FLAG":"CREATE_GROUP","RECEIVER":"kelas","CONTENT":5}', "{FLAG=INVITE, CONTENT=budi}", "{FLAG=ACCEPT}",
        "{FLAG=HISTORY}", '{"FLAG":"HISTORY","RECEIVER":"kelas","LIMIT":"5"}',
        '{"FLAG":"HISTORY","RECEIVER":"kelas","BEFORE":1.5}',
        '{"FLAG":"HISTORY","RECEIVER":"kelas","LIMIT":99999999999999999999}', "{FLAG=RESUME}",
        '{"FLAG":"RESUME","TOKEN":7}', '{"FLAG":"RESUME","TOKEN":"abc","SEQ":"1"}',
        "{FLAG=NICK}", '{"FLAG":"NICK","CONTENT":["a"]}', "{FLAG=TOPIC}", "{FLAG=TOPIC, CONTENT=bab}",
        '{"FLAG":"TOPIC","RECEIVER":"kelas","CONTENT":7}', '{"FLAG":"AWAY","CONTENT":true}',
    ],
)  # fmt: skip
def test_a_request_that_is_not_understood(line):
    assert refused(line) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "line",
    [
        '{"FLAG":"HISTORY","RECEIVER":"kelas","LIMIT":true}',
        '{"FLAG":"HISTORY","RECEIVER":"kelas","BEFORE":-9223372036854775809}',
        '{"FLAG":"RESUME","TOKEN":"abc","SEQ":false}',
        '{"FLAG":"RESUME","TOKEN":"\\ud800"}',
        '{"FLAG":"GUEST","CONTENT":"\\ud800"}',
        '{"FLAG":"LOGIN","CONTENT":{"username":"\\udfff","password":"x"}}',
        '{"FLAG":"SEND","RECEIVER":"budi","CONTENT":"\\ud83d"}',
        '{"FLAG":"SEND","RECEIVER":"budi","CONTENT":"hai","ID":"\\ud83d"}',
        '{"FLAG":"SEND","RECEIVER":"budi","CONTENT":"hai","ID":99999999999999999999}',
        "{'FLAG':'INVITE','RECEIVER':'kelas','CONTENT':['\\ud800']}",
    ],
)
def test_whatever_is_asked_for_can_be_carried_to_the_state(line):
    command = member().receive(line).command
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=commands.Any) == command
