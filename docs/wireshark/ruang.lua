-- Ruang in Wireshark: every dialect of its port (docs/protocols.md, docs/irc.md), one PDU a line, from login to answer.
-- README.md beside this file tells how to install it, and what to look for in a lesson. It is one file, for that
-- is what one hands to a class. Lua 5.2 to 5.4.

local ruang = Proto("ruang", "Ruang")

local F = {
    dialect = ProtoField.string("ruang.dialect", "Dialect"),
    kind = ProtoField.string("ruang.kind", "Kind", base.NONE, "request, answer, push or content"),
    verb = ProtoField.string("ruang.verb", "Verb", base.NONE, "What a client asks for"),
    code = ProtoField.string("ruang.code", "Code", base.NONE, "What the server calls its line"),
    sender = ProtoField.string("ruang.sender", "Sender"),
    receiver = ProtoField.string("ruang.receiver", "Receiver"),
    text = ProtoField.string("ruang.text", "Text"),
    line = ProtoField.string("ruang.line", "Line", base.NONE, "All of it, without its end"),
    content = ProtoField.bytes("ruang.content", "Content of a file"),
    request_in = ProtoField.framenum("ruang.request_in", "Answer to", base.NONE, frametype.REQUEST),
    response_in = ProtoField.framenum("ruang.response_in", "Answered in", base.NONE, frametype.RESPONSE),
    time = ProtoField.relative_time("ruang.time", "Time since the request"),
}
ruang.fields = F

local E = {
    long = ProtoExpert.new("ruang.too_long", "Longer than a line may be", expert.group.PROTOCOL, expert.severity.WARN),
    bytes = ProtoExpert.new("ruang.no_utf8", "This is no UTF-8", expert.group.MALFORMED, expert.severity.WARN),
}
ruang.experts = E

ruang.prefs.port = Pref.uint("TCP port", 9000, "Where the server listens; others by Decode As, or by their first line")

local LONGEST = { client = 64 * 1024, server = 4 * 1024 * 1024 }
-- Bytes: more is no line of a client. The server may say more (history, files in token); what is joined has a bound.
local LONGEST_IRC = 512 -- without tags
local MOST_PENDING = 256 -- requests that wait for an answer: more than any client sends ahead
local SHOWN = 200 -- bytes of a text in the column Info

local conversations -- by "tcp " or "tls " and both ends: the field tcp.stream is empty where no tree is built
local frames -- by number, the PDUs in it, for it is dissected anew whenever one clicks
local first_asked -- by the same as conversations, the number of the frame of which we were asked first

function ruang.init()
    conversations, frames, first_asked = {}, {}, {}
end

local function set(words)
    local found = {}
    for word in words:gmatch("%S+") do found[word] = true end
    return found
end

-- ------------------------------------------------------------------ which dialect: chatlib/dialects/detection.py

local TOKEN_VERBS = set [[
    auth register send sendprivate inbox list logout creategroup joingroup leavegroup sendgroup inboxgroup sendfile
    receivefile sendprivaterealm sendgrouprealm addgroup listusers info sessioncheck logininfo listgroup listgroups
    getgroup getgroups sendrealm inboxrealm getrealminbox inboxgrouprealm sendgroupfile sendfilerealm
    sendgroupfilerealm downloadfile recvfile addrealm listrealm checkrealm connectedrealm authlogin ]]
local NO_NAMES = set [[
    pm whoami listuser creategrup switchgrup acceptgrup rejectgrup joingrup exitgrup exit
    cap nick user pass quit join ping pong privmsg notice starttls ]]
local HELP = set "help ? ls halo hello hi menu"
local BEGINS_IRC = set "CAP NICK USER PASS QUIT"
local UUID = "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x%f[%s\0]"

local function first_word(line)
    local word, rest = line:match("^%s*(%S*)%s?(.*)$")
    return word, rest
end

local LOGINS = set "login regist auth register"

local function is_login(line)
    return LOGINS[(line:match("^%s*/?(%a+)%s+%S+%s+%S") or ""):lower()]
end

local function detect(line, eol)
    local verb, rest = first_word((line:gsub("^@%S+ +", ""):gsub("^:%S+ +", "")))
    if BEGINS_IRC[verb:upper()] and rest:find("%S") then return "irc" end
    if is_login(line) then line = line:gsub("^%s*/", "") end
    verb, rest = first_word(line)
    verb = verb:lower()
    if verb:sub(1, 1) == "{" then return "mamushi" end
    if verb == "auth" or verb == "register" then return "token" end
    if verb == "login" and eol == "\r\n" and rest:find("^%s*%S+%s+%S+%s*$") and line:find(" $") then return "token" end
    if verb == "regist" or verb == "login" or verb == "sendall" or verb == "sendto" then return "sendto" end
    if TOKEN_VERBS[(verb:gsub("[-_]", ""))] then
        return (eol == "\r\n" or (rest .. "\0"):find(UUID)) and "token" or nil
    end
    if verb == "" or NO_NAMES[verb] or (HELP[verb] and not rest:find("%S")) then return nil end
    return "pm"
end

local function detect_answer(line) -- where the beginning was not captured
    if line:find('^{"status":') then return "token" end
    if line:find("^{") then return "mamushi" end
    if line:find("^:%S+ %S") or line:find("^@%S+ :") then return "irc" end
    if line:find("^%[%S+ %-> %S+%]") then return "sendto" end
    return "pm"
end

-- ------------------------------------------------------------------ dictionaries: chatlib/dialects/notation.py

local CURLY = set "“ ” „ ‟ « » ‘ ’"
local DEEPEST = 8
local ESCAPED = { n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" }

local function encoded(code)
    if code < 0x80 then return string.char(code) end
    if code < 0x800 then return string.char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40) end
    local low = string.char(0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
    if code < 0x10000 then return string.char(0xE0 + math.floor(code / 0x1000)) .. low end
    return string.char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40) .. low
end

local function joined(high, last, low, end_) -- two escapes may be the halves of one character
    high, last, low, end_ = high:byte() % 0x10, last:byte() % 0x40, low:byte() % 0x10, end_:byte() % 0x40
    return encoded(0x10000 + (high * 0x40 + last) * 0x400 + low * 0x40 + end_)
end

local function unescape(text)
    text = text:gsub("\\(.)(%x?%x?%x?%x?)", function(char, hex)
        if char == "u" and #hex == 4 then return encoded(tonumber(hex, 16)) end
        return (ESCAPED[char] or char) .. hex
    end)
    text = text:gsub("\237([\160-\175])([\128-\191])\237([\176-\191])([\128-\191])", joined)
    return (text:gsub("\237[\160-\191][\128-\191]", "\239\191\189"))
end

local function quote_at(text, at)
    local char = text:sub(at, at)
    if char == '"' or char == "'" then return char end
    return CURLY[text:sub(at, at + 1)] and text:sub(at, at + 1) or CURLY[text:sub(at, at + 2)] and text:sub(at, at + 2)
end

local function key_at(text, at)
    at = text:match("^%s*()", at)
    at = at + #(quote_at(text, at) or "")
    local key, after = text:match("^%s*([%w_]+)%s*()", at)
    if not key then return nil end
    return key:upper(), text:match("^%s*[=:]%s*()", after + #(quote_at(text, after) or ""))
end

local function read(text)
    local at, whole, closes_no_more = 1, {}, {}
    local value

    local function closing(from, wanted)
        local i = not closes_no_more[wanted] and from or #text + 1
        while i <= #text do
            local quote = quote_at(text, i)
            if text:sub(i, i) == "\\" then
                i = i + 1
            elseif quote and (wanted == "any" or quote == wanted) then
                local after = i + #quote
                local _, goes_on = key_at(text, after)
                if goes_on or text:find("^%s*[,}%]]", after) or text:find("^%s*$", after) then return i, after end
            end
            i = i + 1
        end
        closes_no_more[wanted] = true -- nor will it further on: hostile lines would take long
    end

    local function quoted(quote)
        local plain = CURLY[quote] == nil
        local from = at + #quote
        local stop, after
        if plain then stop, after = closing(from, quote) end
        if not stop then stop, after = closing(from, "any") end
        at = assert(after, "a quote does not close")
        local found = text:sub(from, stop - 1)
        return plain and unescape(found) or found
    end

    local function members(into, bracket, depth)
        assert(depth <= DEEPEST, "too deep")
        at = at + 1
        while true do
            at = text:match("^[%s,]*()", at)
            assert(at <= #text, "it does not end")
            if text:sub(at, at) == bracket then
                at = at + 1
                return into
            end
            local key, after = #into + 1, at
            if bracket == "}" then key, after = key_at(text, at) end
            at = assert(after, "a name and a value were expected")
            local before = at
            into[key] = value(depth + 1)
            assert(bracket == "}" or at > before, "a value was expected")
        end
    end

    function value(depth)
        local char, quote = text:sub(at, at), quote_at(text, at)
        if char == "{" then return members({}, "}", depth) end
        if char == "[" then return members({}, "]", depth) end
        if quote then return quoted(quote) end
        local plain = text:match("^[^,{}%[%]]*", at)
        at = at + #plain
        return plain:match("^%s*(.*%S)") or ""
    end

    at = text:match("^%s*()")
    if text:sub(at, at) == "{" then pcall(members, whole, "}", 0) end -- what was read up to the trouble is enough
    return whole
end

local function said(value) -- a value of a dictionary as a text
    if type(value) ~= "table" then return value end
    if value.NAME then return said(value.NAME) end
    local found = {}
    for _, one in ipairs(value) do found[#found + 1] = said(type(one) == "table" and one.CONTENT or one) end
    return #found > 0 and table.concat(found, ", ") or nil
end

-- ------------------------------------------------------------------ what lines say

-- A reader gets the conversation and a line; it gives a table with `verb` or `code`, `sender`, `receiver`, `text`;
-- `talk`: the text is for people; `silent`: a request that is not answered if all is well; `push`: of a line of the
-- server that answers nobody; `id`: what request and answer share; `more`: the answer has further lines;
-- `accepts`: whether it answers a request, if not just the oldest; `late`: others may be answered before this one.

local SPEAKS = { pm = {}, sendto = {}, mamushi = {}, token = {}, irc = {}, undetected = {} }

local NOTICES = set [[
    Masuk Keluar Ganti Groupchat Invitation Giliran Tangan Jajak Ubah Hapus Reaksi Sematan Laporan ]]
local PM_COMMANDS = set "pm whoami listuser creategrup switchgrup acceptgrup rejectgrup joingrup exitgrup exit"

function SPEAKS.pm.client(conv, line)
    local asked = conv.pending[1]
    if not (conv.user or line:find("%S%s+%S") or (asked and asked.verb == "name")) then
        return { verb = "name", text = line:match("%S+") }
    end
    local word, rest = first_word(line)
    local verb = word:lower()
    if verb == "pm" or verb == "switchgrup" then
        local to, text = first_word(rest)
        local aside = verb == "switchgrup" and (text:match("^(adduser) ") or text:match("^(listuser)"))
        return { verb = verb, receiver = to, text = text, talk = not aside, waits = aside and "Groupchat" or nil }
    end
    if verb == "sendto" or verb == "sendprivate" then -- another dialect's words: the server takes them as pm
        local to, text = first_word(rest)
        return { verb = verb, receiver = to, text = text, talk = true }
    end
    if PM_COMMANDS[verb] or verb:sub(1, 1) == "/" or is_login(line) then return { verb = verb, text = rest } end
    return { verb = "say", receiver = "lobby", text = line, talk = true, silent = true }
end

local PM_WAITS = {
    name = "Sukses", whoami = "Whoami", listuser = "ListUser", switchgrup = "Grupchat", exit = "", ["/search"] = "Cari",
    ["/rules"] = "Aturan",
}

local function pm_accepts(request, answer)
    local waits = request.waits or PM_WAITS[request.verb] or "OK"
    return answer.code == "Error" or answer.code == waits or (answer.code == "OK" and request.verb == "/rules")
end

function SPEAKS.pm.server(conv, line)
    local code, rest = line:match("^%[([^%]]+)%] ?(.*)$")
    local sender, room, text = line:match("^%[Grupchat%] (%S+)@(%S+) : (.*)$")
    if sender then
        return { code = code, sender = sender, receiver = room, text = text, talk = true, push = sender ~= conv.user }
    end
    sender, text = line:match("^%[PrivateMessage%] from (%S+) : (.*)$")
    if sender then
        return { code = code, sender = sender, receiver = conv.user, text = text, talk = true, push = true }
    end
    if code then
        conv.user = line:match("^%[Sukses%] username: (.+)$") or conv.user
        local more = code == "Cari" and not rest:find("^%d+ pesan$")
        local own = code == "Groupchat" and conv.pending[1] and conv.pending[1].waits == code
        return { code = code, text = rest, accepts = pm_accepts, more = more, push = NOTICES[code] and not own }
    end
    sender, text = line:match("^([^%s:]+): (.*)$")
    if sender then
        return { code = "say", sender = sender, receiver = "lobby", text = text, talk = true, push = true }
    end
    if line == "true" and conv.pending[1] then conv.user = conv.pending[1].text end
    return { code = line }
end

function SPEAKS.sendto.client(_, line)
    local word, rest = first_word(line)
    local verb = word:lower()
    if verb == "sendall" then return { verb = verb, receiver = "lobby", text = rest, talk = true } end
    local name, text = first_word(rest)
    if verb == "sendto" then return { verb = verb, receiver = name, text = text, talk = true } end
    if verb == "login" or verb == "regist" then return { verb = verb, sender = name, text = text } end
    return { verb = verb, text = rest }
end

local SENDTO_ANSWERS = set "OK Error List Perintah"

function SPEAKS.sendto.server(conv, line)
    local sender, receiver, text = line:match("^%[(%S+) %-> (%S+)%] (.*)$")
    if sender then
        return { code = "sendto", sender = sender, receiver = receiver, text = text, talk = true, push = true }
    end
    local code, rest = line:match("^%[([^%]]+)%] ?(.*)$")
    if not code then return { text = line, push = true } end
    conv.user = line:match("^%[OK%] selamat datang (.+)$") or (not line:find("^%[OK%] logout ") and conv.user) or nil
    if NOTICES[code] or (SENDTO_ANSWERS[code] and conv.pending[1]) then
        return { code = code, text = rest, push = NOTICES[code] }
    end
    local name, room = code:match("^(.+)@(.+)$")
    return {
        code = "sendall", sender = name or code, receiver = room or "lobby", text = rest, talk = true, push = true,
    }
end

function SPEAKS.mamushi.client(_, line)
    local found = read(line)
    local content = type(found.CONTENT) == "table" and found.CONTENT or {}
    return {
        verb = (said(found.FLAG) or "?"):upper(), sender = said(content.USERNAME or found.SENDER),
        receiver = said(found.RECEIVER or found.ROOM), text = said(found.CONTENT), id = said(found.ID),
        talk = said(found.FLAG) == "SEND",
    }
end

local function mamushi_accepts(request, answer)
    return not (request.id and answer.id) or request.id == answer.id
end

local CARRIES = { UPLOAD_OK = "client", DOWNLOAD_OK = "server" }

function SPEAKS.mamushi.server(conv, line)
    local found = read(line)
    local code, text = said(found.CODE), said(found.CONTENT)
    if code == "LOGIN_OK" then conv.user = text and text:match(": (.+)$") or conv.user end
    if code == "GUEST_OK" or code == "RESUME_OK" or code == "NICK_OK" then conv.user = text end
    if code == "LOGOUT_OK" then conv.user = nil end
    conv.carries = CARRIES[code] or conv.carries
    return {
        code = code, sender = said(found.SENDER), text = text, id = said(found.ID), talk = code == "MESSAGE",
        receiver = said(found.RECEIVER or found.ROOM), push = found.SENDER ~= nil, accepts = mamushi_accepts,
    }
end

function SPEAKS.token.client(_, line)
    local word, rest = first_word((line:gsub("^%s*/", "")))
    local verb = word:lower():gsub("[-_]", "")
    if (rest .. "\0"):find(UUID) then rest = rest:sub(38) end
    local name, text = first_word(rest)
    if verb == "auth" or verb == "login" or verb == "register" then
        return { verb = verb, sender = name, text = text }
    end
    if verb:find("realm$") and verb:find("^send") then
        local to, more = first_word(text)
        name, text = to .. "@" .. name, more
    end
    if verb:find("^send") then return { verb = verb, receiver = name, text = text, talk = not verb:find("file") } end
    return { verb = verb, text = rest }
end

function SPEAKS.token.server(conv, line)
    local found = read(line)
    local asked = conv.pending[1]
    local login = asked and (asked.verb == "auth" or asked.verb == "login")
    if login and found.STATUS == "OK" then conv.user = asked.sender end
    return { code = said(found.STATUS), text = said(found.MESSAGE) }
end

local function irc_parts(line)
    local tags, rest = line:match("^@(%S+) +(.*)$")
    rest = (rest or line):gsub("^ +", "")
    local prefix, more = rest:match("^:(%S+) +(.*)$")
    local middle, trailing = (more or rest):match("^(.-) :(.*)$")
    local words = {}
    for word in (middle or more or rest):gmatch("[^ ]+") do words[#words + 1] = word end
    local verb = (table.remove(words, 1) or ""):upper()
    words[#words + 1] = trailing
    local label = tags and (";" .. tags):match(";label=([^;]*)")
    return verb, words, prefix and prefix:match("^(.-)!"), label
end

local IRC_TALK = set "PRIVMSG NOTICE"
local IRC_REGISTRATION = set "NICK USER" -- answered when all of it is done
local IRC_SILENT = set "PRIVMSG NOTICE TAGMSG PONG QUIT"

function SPEAKS.irc.client(_, line)
    local verb, params, _, label = irc_parts(line)
    local talk = IRC_TALK[verb] ~= nil
    return {
        verb = verb, receiver = talk and params[1] or nil, text = table.concat(params, " ", talk and 2 or 1),
        talk = talk, silent = IRC_SILENT[verb], id = label, about = params[1], late = IRC_REGISTRATION[verb],
    }
end

local IRC_ASKED = {} -- by numeric, the verbs that it answers
for verbs, numerics in pairs {
    ["JOIN NAMES TOPIC"] = "331 332 333 353 366", WHO = "315 352 354", MONITOR = "730 731 732 733 734",
    WHOIS = "276 307 311 312 313 317 318 319 320 330 335 338 378 671", LIST = "321 322 323", AWAY = "305 306",
    ["NICK USER MOTD LUSERS"] = "001 002 003 004 005 251 252 253 254 255 265 266 372 375 376 422",
    MODE = "221 324 329 346 347 348 349 367 368 728 729", INVITE = "336 337 341",
    AUTHENTICATE = "900 903 904 905 906 908",
} do
    for numeric in numerics:gmatch("%d+") do IRC_ASKED[numeric] = set(verbs) end
end
local IRC_ANSWERS = set "PONG CAP AUTHENTICATE ERROR FAIL WARN NOTE"

local function irc_accepts(request, answer)
    if answer.id or request.id then return answer.id == request.id end
    if IRC_ASKED[answer.code] then return IRC_ASKED[answer.code][request.verb] end
    if answer.code == "PONG" then return request.verb == "PING" end
    if request.verb == answer.about or (request.about and request.about == answer.about) then return true end
    if request.verb == answer.code then return not request.response end
    return answer.numeric and not request.silent and not request.response
end

function SPEAKS.irc.server(conv, line)
    local verb, params, sender, label = irc_parts(line)
    local numeric = verb:find("^%d%d%d$")
    if verb == "001" or (verb == "NICK" and sender == conv.user) then conv.user = params[1] end
    local talk = IRC_TALK[verb] ~= nil
    local whole = verb == "PONG" or (verb == "CAP" and params[3] ~= "*")
    return {
        code = verb, sender = sender, receiver = talk and params[1] or nil, id = label, talk = talk,
        text = table.concat(params, " ", (talk or numeric) and math.min(2, #params + 1) or 1), accepts = irc_accepts,
        push = not (numeric or label or IRC_ANSWERS[verb] or (conv.user and sender == conv.user)), more = not whole,
        numeric = numeric, about = params[numeric and 2 or 1], -- an error names what it is about
    }
end

function SPEAKS.undetected.client(_, line)
    local verb, rest = first_word(line)
    return { verb = verb, text = rest }
end

function SPEAKS.undetected.server(_, line)
    local code, rest = line:match("^%[(%S+)%] (.*)$")
    return { code = code, text = rest or line }
end

-- ------------------------------------------------------------------ conversations

local function place(address, port)
    return tostring(address) .. " " .. port
end

local function ends(pinfo)
    local one, other = place(pinfo.src, pinfo.src_port), place(pinfo.dst, pinfo.dst_port)
    return one < other and one .. " " .. other or other .. " " .. one
end

-- A new conversation; whoever speaks first is the client, unless it has the server's port.
local function opened(pinfo)
    local reversed = pinfo.src_port == ruang.prefs.port and pinfo.dst_port ~= ruang.prefs.port
    local speaker, other = place(pinfo.src, pinfo.src_port), place(pinfo.dst, pinfo.dst_port)
    return { server_at = reversed and speaker or other, pending = {}, client = { left = 0 }, server = { left = 0 } }
end

local function negotiated(raw) -- bytes of telnet's negotiation, which comes before the login
    local at, found = 0, 0
    repeat
        at = found
        found = raw:match("^\255[\251-\254].()", at + 1) or raw:match("^\255\250.-\255\240()", at + 1)
            or raw:match("^\255[\240-\249]()", at + 1)
        found = found and found - 1
    until not found
    return at
end

-- The dialect of a line; a first line decides, and in pm a login may still come as long as nobody has a name.
local function dialect_for(conv, side, line, eol)
    local undecided = conv.dialect == "pm" and not conv.user and (is_login(line) or line:find("^%s*{"))
    if side == "server" then
        conv.dialect = conv.dialect or (not conv.spoken and detect_answer(line)) or nil
    elseif not conv.dialect or undecided then
        conv.dialect = detect(line, eol)
        conv.spoken = true
    end
    return conv.dialect or "undetected"
end

-- The oldest request that this answers. Answers come in the order of the asking: what was asked before it has none.
local function request_for(conv, answer)
    for index, request in ipairs(conv.pending) do
        if not answer.accepts or answer.accepts(request, answer) then
            local still = {}
            for i, other in ipairs(conv.pending) do
                local waits = i > index or (i == index and answer.more) or (other.late and not conv.user)
                if waits then still[#still + 1] = other end
            end
            conv.pending = still
            return request
        end
    end
    -- A sentence is not answered if all is well, and what tells that a content has come answers no line.
    local latest = conv.latest
    local about_it = latest and answer.about and latest.about == answer.about
    return (answer.code == "Error" or (answer.code or ""):find("^FILE_") or about_it) and latest or nil
end

local function understood(conv, side, raw, text, pinfo)
    if conv.carries == side then
        return { raw = raw, dialect = "mamushi", kind = "content", side = side }
    end
    local body = raw:gsub("\r?\n$", "")
    local line = text:gsub("\r?\n$", ""):gsub("\r?\n$", "") -- in token an answer ends twice
    local dialect = dialect_for(conv, side, line, raw:sub(#body + 1))
    local pdu = line:find("%S") and SPEAKS[dialect][side](conv, line) or { silent = true }
    for _, name in ipairs { "sender", "receiver", "text" } do
        if pdu[name] == "" then pdu[name] = nil end
    end
    pdu.raw, pdu.line, pdu.dialect, pdu.side, pdu.frame, pdu.at = raw, line, dialect, side, pinfo.number, pinfo.rel_ts
    local tags = dialect == "irc" and #(body:match("^@%S+ +") or "") or 0
    pdu.long = #raw >= LONGEST[side] or (dialect == "irc" and #raw - tags > LONGEST_IRC)
    if side == "client" then
        pdu.kind, pdu.sender = "request", pdu.sender or conv.user
        conv.latest = pdu.verb and pdu or conv.latest
        if not pdu.silent or pdu.id then conv.pending[#conv.pending + 1] = pdu end
        if #conv.pending > MOST_PENDING then table.remove(conv.pending, 1) end
        return pdu
    end
    pdu.request = not pdu.push and line ~= "" and request_for(conv, pdu) or nil
    pdu.kind = pdu.request and "answer" or "push"
    pdu.to = conv.user
    if pdu.request then pdu.request.response = pdu.request.response or pdu.frame end
    return pdu
end

-- ------------------------------------------------------------------ PDUs

-- Bytes of the next PDU, its end included; nil if more has to come.
local function length_of(conv, side, data, offset)
    local this, left = conv[side], #data - offset
    if conv.carries == side then return left end
    if this.cut then
        local cut = this.cut
        this.cut = nil
        if cut < left then return cut end
    end
    local eol = side == "server" and conv.dialect == "token" and "\r\n\r\n" or "\n"
    local _, last = data:find(eol, offset + 1, true)
    if last then
        this.lined = true
        return last - offset
    end
    return ((this.bare and not this.lined) or left >= LONGEST[side]) and left or nil
end

-- The PDUs of these bytes, and how many bytes of them wait for more: as they are met for the first time.
local function met(conv, side, tvb, pinfo, data)
    local this, other = conv[side], conv[side == "client" and "server" or "client"]
    -- A client without line ends: what it has sent so far, and somebody answers, is one message.
    if other.left > 0 and not other.lined and not other.cut and (side == "server" or conv.client.bare) then
        other.cut, other.bare = other.left, side == "server"
    end
    if this.cut and not this.bare and not data:find("\n", this.cut + 1, true) then
        this.left = #data -- TCP comes with all of it again if what is left begins where a segment did
        return {}, #data
    end
    local found, offset = {}, 0
    while offset < #data do
        local length = length_of(conv, side, data, offset)
        if not length and pinfo.can_desegment > 0 and tvb:reported_len() == #data then break end
        length = length or #data - offset
        local raw = data:sub(offset + 1, offset + length)
        local skipped = side == "client" and not conv.user and negotiated(raw) or 0
        local text = skipped < length and tvb:range(offset + skipped, length - skipped):string(ENC_UTF_8) or ""
        local pdu = understood(conv, side, raw, text, pinfo)
        pdu.bytes = pdu.kind ~= "content" and text ~= raw:sub(skipped + 1)
        found[#found + 1] = pdu
        offset = offset + length
    end
    this.left = #data - offset
    return found, this.left
end

-- The same for a frame that was dissected before. It may have come in several parts, in the same order each time.
local function met_again(known, data)
    local found, offset, missed = {}, 0, 0
    while offset < #data and missed < #known do
        known.at = (known.at or 0) % #known + 1
        local pdu = known[known.at]
        if data:sub(offset + 1, offset + #pdu.raw) == pdu.raw then
            found[#found + 1] = pdu
            offset, missed = offset + #pdu.raw, 0
        else
            missed = missed + 1
        end
    end
    return found, #data - offset
end

local function shortened(text)
    return #text <= SHOWN and text or text:sub(1, SHOWN):gsub("[\192-\255]?[\128-\191]*$", "") .. "…"
end

local function summary(pdu)
    if pdu.kind == "content" then return ("%s: content of a file, %d bytes"):format(pdu.dialect, #pdu.raw) end
    local client = pdu.side == "client"
    local from = pdu.sender or (client and "client" or "server")
    local to = pdu.receiver or (client and "server" or pdu.to or "client")
    local word = pdu.verb or pdu.code
    local what = (pdu.talk or not word) and pdu.text or table.concat({ word, pdu.text }, " ")
    return ("%s: %s → %s: %s"):format(pdu.dialect, from, to, shortened(what))
end

local function show(pdu, range, pinfo, tree)
    local item = tree:add(ruang, range, "Ruang, " .. summary(pdu))
    item:add(F.dialect, range, pdu.dialect):set_generated()
    item:add(F.kind, range, pdu.kind):set_generated()
    if pdu.kind == "content" then
        item:add(F.content, range)
        return
    end
    for _, name in ipairs { "verb", "code", "sender", "receiver", "text" } do
        local value = pdu[name]
        if value then
            local first, last = pdu.raw:find(value, 1, true)
            local part = item:add(F[name], first and range:range(first - 1, last - first + 1) or range, value)
            if not first then part:set_generated() end
        end
    end
    item:add(F.line, range, pdu.line)
    if pdu.response then item:add(F.response_in, pdu.response):set_generated() end
    if pdu.request then
        local seconds = pdu.at - pdu.request.at
        item:add(F.request_in, pdu.request.frame):set_generated()
        item:add(F.time, NSTime.new(math.floor(seconds), math.floor(seconds % 1 * 1e6 + 0.5) * 1000)):set_generated()
    end
    if pdu.long then item:add_proto_expert_info(E.long) end
    if pdu.bytes then item:add_proto_expert_info(E.bytes) end
end

local function dissect(conv, tvb, pinfo, tree)
    local side = place(pinfo.src, pinfo.src_port) == conv.server_at and "server" or "client"
    local data, number = tvb:raw(), pinfo.number
    local known = frames[number] or { conv = conv }
    local found, left
    if pinfo.visited then
        found, left = met_again(known, data)
    else
        found, left = met(conv, side, tvb, pinfo, data)
    end
    local offset = 0
    for _, pdu in ipairs(found) do
        if not pinfo.visited then known[#known + 1] = pdu end
        pinfo.cols.protocol = "Ruang"
        if pdu == known[1] then
            pinfo.cols.info:set(summary(pdu))
        else
            pinfo.cols.info:append(" | " .. summary(pdu))
        end
        show(pdu, tvb:range(offset, #pdu.raw), pinfo, tree)
        offset = offset + #pdu.raw
    end
    frames[number] = known
    if left > 0 and pinfo.can_desegment > 0 then
        pinfo.desegment_offset = #data - left
        pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
    end
    return #data
end

-- ------------------------------------------------------------------ whose it is

-- TLS, HTTP and whatever is no text belong to others, on the server's own port as well.
local function is_text(data)
    data = data:sub(negotiated(data) + 1)
    if data:find("^%u+ %S+ HTTP/1%.[01]\r?\n") or data:find("^HTTP/1") then return false end
    return not data:sub(1, 64):find("[\0-\8\11\12\14-\31]")
end

-- The dissector of a port is asked only as long as the conversation is bound to none: what it gets begins one.
local under_way = Proto("ruang_under_way", "Ruang, a conversation under way")

local function continue(tvb, pinfo, tree)
    local known = frames[pinfo.number]
    return dissect(known and known.conv or conversations["tcp " .. ends(pinfo)], tvb, pinfo, tree)
end

local function begin(tvb, pinfo, tree)
    conversations["tcp " .. ends(pinfo)] = opened(pinfo)
    pinfo.conversation = under_way
    return continue(tvb, pinfo, tree)
end

under_way.dissector = continue

function ruang.dissector(tvb, pinfo, tree)
    if frames[pinfo.number] then return continue(tvb, pinfo, tree) end
    return is_text(tvb:raw()) and begin(tvb, pinfo, tree) or 0
end

-- Whether a conversation begins with this as one of Ruang does. Of each it is asked once.
local function begins(tvb, pinfo, where)
    local asked = where .. ends(pinfo)
    first_asked[asked] = first_asked[asked] or pinfo.number
    local data = tvb:raw()
    local line, eol = data:match("^([^\r\n]+)(\r?\n)")
    if first_asked[asked] ~= pinfo.number or not line or not is_text(data) then return false end
    local dialect = detect(line, eol)
    local is_name = #line <= 128 and line:find("^[%w_.\128-\255-]+$") and not line:find("^[%d.-]+$")
    return dialect and (dialect ~= "pm" or is_name)
end

ruang:register_heuristic("tcp", function(tvb, pinfo, tree)
    if frames[pinfo.number] then return continue(tvb, pinfo, tree) > 0 end
    return begins(tvb, pinfo, "tcp ") and begin(tvb, pinfo, tree) > 0
end)

ruang:register_heuristic("tls", function(tvb, pinfo, tree)
    local both = "tls " .. ends(pinfo)
    if not conversations[both] then
        if pinfo.visited or not begins(tvb, pinfo, "tls ") then return false end
        conversations[both] = opened(pinfo)
    end
    return dissect(conversations[both], tvb, pinfo, tree) > 0
end)

local port = 0

local function listen()
    if port > 0 then DissectorTable.get("tcp.port"):remove(port, ruang) end
    if ruang.prefs.port > 0 then DissectorTable.get("tcp.port"):add(ruang.prefs.port, ruang) end
    port = ruang.prefs.port
end

ruang.prefs_changed = listen
listen()
DissectorTable.get("tcp.port"):add_for_decode_as(ruang)
