"""Tables and records as programs print them for people."""

from __future__ import annotations

from list_shapes import Shape, lines

PRINTED = {
    "Format-Table": Shape(lines(
        "", "Name                     PrimarySmtpAddress      Title",
        "----                     ------------------      -----",
        "Erika Mustermann         erika@a.example.com     Boss",
        "Max Mustermann           max@b.example.com       Aide to Boss", "",
        end="\r\n"),
        "a.example.com b.example.com",
        "fixed-width"),
    "Format-Table with blanks in its names": Shape(lines(
        "",
        "Name                           DomainName                     "
        "DomainType            Default",
        "----                           ----------                     "
        "----------            -------",
        "The first domain               a.example.com                  "
        "Authoritative         True",
        "b.example.com                  b.example.com                  "
        "InternalRelay         False",
        "", ""),
        "a.example.com b.example.com",
        "fixed-width"),
    "Format-Table with numbers": Shape(lines(
        "", "Count Name                      Group",
        "----- ----                      -----",
        "   12 a.example.com             {Erika Mustermann, Max}",
        "    3 b.example.com             {Quatsch, x}"),
        "a.example.com b.example.com",
        "fixed-width"),
    "Format-Table of one column": Shape(lines(
        "", "Name", "----", "a.example.com", "b.example.com"),
        "a.example.com b.example.com"),
    "Format-List": Shape(lines(
        "", "", "Name               : Erika Mustermann",
        "PrimarySmtpAddress : erika@a.example.com",
        "Office             : Haus 1, Weg 2", "",
        "Name               : Max Mustermann",
        "PrimarySmtpAddress : max@b.example.com", "Office             :", "",
        ""),
        "a.example.com b.example.com",
        "PrimarySmtpAddress"),
    "Format-List of records": Shape(lines(
        "", "Name         : a.example.com", "Type         : MX",
        "TTL          : 300", "Section      : Answer",
        "NameExchange : mx.example.net", "Preference   : 10", "",
        "Name         : b.example.com", "Type         : MX",
        "TTL          : 300", "Section      : Answer",
        "NameExchange : mx.example.net", "Preference   : 10", ""),
        "a.example.com b.example.com"),
    "psql, expanded": Shape(lines(
        "-[ RECORD 1 ]----------------", "id     | 1",
        "domain | a.example.com", "owner  | Erika Mustermann",
        "mail   | erika@x.example.net", "-[ RECORD 2 ]----------------",
        "id     | 2", "domain | b.example.com", "owner  | Max Mustermann",
        "mail   | max@y.example.net", ""),
        "a.example.com b.example.com",
        "of records"),
    "psql, expanded, one field": Shape(lines(
        "-[ RECORD 1 ]---------", "domain | a.example.com",
        "-[ RECORD 2 ]---------", "domain | b.example.com"),
        "a.example.com b.example.com",
        "of records"),
    "mysql -E": Shape(lines(
        "*************************** 1. row ***************************",
        "    id: 1", "domain: a.example.com", "  note: Erika: Quatsch",
        "*************************** 2. row ***************************",
        "    id: 2", "domain: b.example.com", "  note: NULL",
        "2 rows in set (0.00 sec)", ""),
        "a.example.com b.example.com",
        "of records"),
    "sqlite3 -column": Shape(lines(
        "id  domain         owner", "--  -------------  ----------------",
        "1   a.example.com  Erika Mustermann",
        "2   b.example.com  Max Mustermann"),
        "a.example.com b.example.com",
        "fixed-width"),
    "sqlite3 -line": Shape(lines(
        "    id = 1", "domain = a.example.com", " owner = Erika Mustermann",
        "", "    id = 2", "domain = b.example.com", " owner = Max Mustermann"),
        "a.example.com b.example.com"),
    "sqlcmd": Shape(lines(
        "id          domain                                   owner",
        "----------- ---------------------------------------- "
        "--------------------",
        "          1 a.example.com                            Erika "
        "Mustermann",
        "          2 b.example.com                            NULL", "",
        "(2 rows affected)"),
        "a.example.com b.example.com",
        "fixed-width"),
    "simple table": Shape(lines(
        "====  =============  ================", "Rank  Domain         Owner",
        "====  =============  ================",
        "1     a.example.com  Erika Mustermann",
        "2     b.example.com  Max Mustermann",
        "====  =============  ================"),
        "a.example.com b.example.com",
        "fixed-width"),
}

VARIANTS = {
    "ft localized": Shape(lines(
        "Anzeigename      Standort      Postfach",
        "-----------      --------      --------",
        "Erika Quatsch    Haus 1        erika@a.example.com",
        "Max              Bad Oberau    max@b.example.com"),
        "a.example.com b.example.com"),
    "ft objects": Shape(lines(
        "", "   Directory: C:\\srv", "", "",
        "Mode                 LastWriteTime         Length Name",
        "----                 -------------         ------ ----",
        "-a----        10.03.2026     12:00           1234 invoice.zip",
        "-a----        10.03.2026     12:00             77 readme.md"),
        None, "listing of files"),
    "psql de": Shape(lines(
        " id |    domain     ", "----+---------------", "  1 | a.example.com",
        "  2 | b.example.com", "(2 Zeilen)", ""),
        "a.example.com b.example.com",
        "pipe"),
    "yaml misp": Shape(lines(
        "- type: domain", "  value: a.example.com", "- type: filename",
        "  value: invoice.zip", "- type: domain", "  value: b.example.com"),
        None, "a type in this YAML"),
    "mysql E mail": Shape(lines(
        "*************************** 1. row ***************************",
        "  id: 1", "mail: erika@a.example.com", "name: Erika",
        "*************************** 2. row ***************************",
        "  id: 2", "mail: max@b.example.com", "name: Max"),
        "a.example.com b.example.com"),
    "log of ours": Shape(lines(
        "2026-03-10T12:00:00Z host mxsweep[1]: a.example.com done",
        "2026-03-10T12:00:01Z host mxsweep[1]: b.example.com done"),
        None, "a log"),
    "addresses, one name": Shape(lines(
        "192.0.2.1", "192.0.2.2", "a.example.com"),
        "a.example.com"),
    "addresses, header": Shape(lines(
        "ip", "192.0.2.1", "192.0.2.2"),
        None, "IP addresses"),
    "import list": Shape(lines(
        "import.a.example.com", "from.b.example.com", "def.c.example.com"),
        "import.a.example.com from.b.example.com def.c.example.com"),
    "dns.log no fields": Shape(lines(
        "1700000000.1\tCa1\t192.0.2.9\t5353\t192.0.2.53\t53\tudp\t7\t-\ta.exam"
        "ple.com\t1\tC_INTERNET\t15\tMX\t0\tNOERROR",
        "1700000000.2\tCa2\t192.0.2.9\t5353\t192.0.2.53\t53\tudp\t7\t-\tb.exam"
        "ple.com\t1\tC_INTERNET\t15\tMX\t0\tNOERROR"),
        "a.example.com b.example.com"),
    "hash feed": Shape(lines(
        "0123456789abcdef0123456789abcdef a.example.com",
        "1123456789abcdef0123456789abcdef b.example.com"),
        "a.example.com b.example.com"),
    "json types few": Shape(
        '{"indicators": [{"indicator": "a.example.com", "type": "domain"}, '
        '{"indicator": "run.zip", "type": "FilePath"}, {"indicator": '
        '"b.example.com", "type": "hostname"}]}',
        "a.example.com b.example.com"),
    "nested types": Shape(
        '[{"type": "report", "items": [{"type": "domain", "value": '
        '"a.example.com"}, {"type": "file", "value": "x.zip"}]}, {"type": '
        '"report", "items": [{"type": "domain", "value": "b.example.com"}]}]',
        "a.example.com b.example.com"),
    "caddy json": Shape(
        '{"apps": {"http": {"servers": {"s": {"routes": [{"match": [{"host": '
        '["a.example.com", "b.example.com"]}], "handle": [{"handler": '
        '"reverse_proxy", "upstreams": [{"dial": '
        '"backend.example.org:80"}]}]}]}}}}}',
        "a.example.com b.example.com"),
    "host words": Shape(lines(
        "a.example.com has no MX", "b.example.com has address 192.0.2.1"),
        "a.example.com b.example.com"),
}
