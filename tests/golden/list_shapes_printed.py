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
