"""Files in which words look like names and are none, and what is refused."""

from __future__ import annotations

from list_shapes import Shape, lines

NO_NAMES = {
    "not a name": Shape(lines(
        "not a name at all !!"),
        None, "--force"),
    "prose a": Shape(lines(
        "Erika a Quatsch", "Plan b or plan a", "this is a test"),
        None, "--force"),
    "prose2": Shape(lines(
        "vitamin a good", "vitamin key lock", "Erika any time",
        "Max in any case"),
        None, "--force"),
    "python": Shape(lines(
        "import os.path", "from a.example import b", "def f(x):",
        "    return x.name", "print(os.path.join('a', 'b'))"),
        None, "a program"),
    "ls": Shape(lines(
        "total 12", "-rw-r--r-- 1 erika users 1234 Mar 10 12:00 invoice.zip",
        "-rw-r--r-- 1 erika users  234 Mar 10 12:00 readme.md",
        "drwxr-xr-x 2 erika users 4096 Mar 10 12:00 a.example.com"),
        None, "files"),
    "sha256sum": Shape(lines(
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  "
        "invoice.zip",
        "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  "
        "readme.md"),
        None, "check sums"),
    "netstat": Shape(lines(
        "Active Internet connections (w/o servers)",
        "Proto Recv-Q Send-Q Local Address           Foreign Address         "
        "State",
        "tcp        0      0 host.example.org:22     client.example.net:5123 "
        "ESTABLISHED",
        "tcp        0      0 host.example.org:25     a.example.com:25        "
        "TIME_WAIT"),
        None, "connections"),
    "traceroute": Shape(lines(
        "traceroute to a.example.com (192.0.2.1), 30 hops max, 60 byte "
        "packets",
        " 1  gw.example.org (192.0.2.254)  0.3 ms  0.2 ms  0.2 ms",
        " 2  * * *", " 3  a.example.com (192.0.2.1)  1.2 ms  1.1 ms  1.1 ms"),
        None, "connections"),
    "mailq": Shape(lines(
        "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------",
        "4A1B2C3D4*     1234 Tue Mar 10 12:00:00  erika@x.example.org",
        "(connect to mx.example.net[192.0.2.1]:25: Connection timed out)",
        "                                         max@a.example.com", "",
        "4A1B2C3D5      1234 Tue Mar 10 12:00:00  erika@x.example.org",
        "                                         mia@b.example.com", "",
        "-- 3 Kbytes in 2 Requests."),
        None, "queue"),
    "sshd log": Shape(lines(
        "Mar 10 12:00:00 host1 sshd[1]: Failed password for invalid user "
        "erika from 192.0.2.1 port 22 ssh2",
        "Mar 10 12:00:01 host1 sshd[1]: Connection closed by 192.0.2.1 port "
        "22 [preauth]"),
        None, "a log"),
    "dovecot log": Shape(lines(
        "Mar 10 12:00:00 mx dovecot: imap-login: Login: "
        "user=<erika@a.example.com>, method=PLAIN, rip=192.0.2.1, "
        "lip=192.0.2.2, mpid=1, TLS, session=<x>",
        "Mar 10 12:00:01 mx dovecot: imap-login: Login: "
        "user=<max@b.example.com>, method=PLAIN, rip=192.0.2.1, "
        "lip=192.0.2.2, mpid=1, TLS, session=<y>"),
        None, "a log"),
    "pihole FTL": Shape(lines(
        "[2026-03-10 12:00:00.123 1234M] Using log file "
        "/var/log/pihole/FTL.log",
        "[2026-03-10 12:00:00.123 1234M] ########## FTL started on erika! "
        "##########",
        "[2026-03-10 12:00:00.456 1234M] FTL version: v5.25",
        '[2026-03-10 12:00:00.789 1234/T1] Resizing "FTL-strings" from 0 to '
        "4096"),
        None, "--force"),
    "git log": Shape(lines(
        "commit 0123456789abcdef0123456789abcdef01234567",
        "Author: Erika Mustermann <erika@a.example.com>",
        "Date:   Mon Mar 2 10:00:00 2026 +0100", "", "    Quatsch", "",
        "commit 1123456789abcdef0123456789abcdef01234567",
        "Author: Max Mustermann <max@b.example.com>",
        "Date:   Mon Mar 2 10:00:00 2026 +0100", "", "    x"),
        None, "--force"),
    "passwd": Shape(lines(
        "root:x:0:0:root:/root:/bin/bash",
        "erika.info:x:1000:1000:Erika Mustermann,,,:/srv/erika:/bin/bash",
        "max.name:x:1001:1001::/srv/max:/bin/sh"),
        None, "--force"),
    "shadow": Shape(lines(
        "root:*:19000:0:99999:7:::",
        "erika.info:$6$hunter-two$abc:19000:0:99999:7:::",
        "max.name:!:19000:0:99999:7:::"),
        None, "--force"),
    "htpasswd": Shape(lines(
        "erika:$apr1$x$hunter-two", "max.name:$2y$05$hunter-two",
        "mia.info:{SHA}hunter-two="),
        None, "--force"),
    "css": Shape(lines(
        "a.example { color: red; }", ".b.info, .c.name {", "  margin: 0;",
        "}"),
        None, "--force"),
    "requirements": Shape(lines(
        "zope.interface==5.0", "ruamel.yaml>=0.17",
        "backports.zoneinfo; python_version < '3.9'", "requests==2.31.0"),
        None, "--force"),
    "package.json": Shape(
        '{\n "name": "quatsch",\n "version": "1.0.0",\n "dependencies": {\n  '
        '"socket.io": "^4.0.0",\n  "node.js": "1.0.0",\n  "chart.js": "^3"\n '
        '},\n "author": "Erika"\n}',
        None, "JSON"),
    "gobuster dir": Shape(lines(
        "/.htaccess            (Status: 403) [Size: 278]",
        "/index.php            (Status: 200) [Size: 12]",
        "/quatsch              (Status: 301) [Size: 314] [--> "
        "http://x.example.org/quatsch/]"),
        None, "--force"),
    "sql values": Shape(lines(
        "use quatsch;", "insert ignore into domains values",
        "(1, 'a.example.com', 'Erika'),", "(2, 'b.example.com', 'Max');"),
        None, "SQL"),
    "robots 2": Shape(lines(
        "# Quatsch", "User-agent: Googlebot", "Disallow: /Quatsch", "",
        "User-agent: GPTBot", "Disallow: /",
        "Sitemap: https://a.example.com/sitemap.xml"),
        None, "robots"),
    "openioc": Shape(lines(
        '<?xml version="1.0" encoding="us-ascii"?>',
        '<ioc xmlns="http://schemas.mandiant.example.org/2010/ioc" id="x">',
        '<Indicator operator="OR"><IndicatorItem><Context document="Network" '
        'search="Network/DNS" type="mir"/><Content '
        'type="string">a.example.com</Content></IndicatorItem></Indicator></io'
        "c>"),
        None, "XML"),
    "nmap xml": Shape(lines(
        '<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE nmaprun>",
        '<nmaprun scanner="nmap">',
        '<host><hostnames><hostname name="a.example.com" '
        'type="user"/></hostnames></host>',
        "</nmaprun>"),
        None, "XML"),
    "jcard": Shape(
        '["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Erika '
        'Mustermann"], ["email", {}, "text", "erika@a.example.com"]]]',
        None, "JSON"),
}

ADDRESSES = {
    "only addresses": Shape(lines(
        "192.0.2.1", "192.0.2.2", "198.51.100.7"),
        None, "IP addresses"),
    "only addresses v6": Shape(lines(
        "2001:db8::1", "2001:db8::2", "192.0.2.1:53"),
        None, "IP addresses"),
    "only addresses csv": Shape(lines(
        "ip,port,country", "192.0.2.1,25,DE", "192.0.2.2,25,FR"),
        None, "IP addresses"),
    "only addresses json": Shape(
        '["192.0.2.1", "192.0.2.2"]',
        None, "IP addresses"),
    "masscan json": Shape(lines(
        "[",
        '{   "ip": "192.0.2.1",   "timestamp": "1700000000", "ports": [ '
        '{"port": 25, "proto": "tcp", "status": "open", "reason": "syn-ack", '
        '"ttl": 54} ] },',
        '{   "ip": "192.0.2.2",   "timestamp": "1700000001", "ports": [ '
        '{"port": 25, "proto": "tcp", "status": "open", "reason": "syn-ack", '
        '"ttl": 54} ] }',
        "]"),
        None, "IP addresses"),
    "masscan list": Shape(lines(
        "#masscan", "open tcp 25 192.0.2.1 1700000000",
        "open tcp 25 192.0.2.2 1700000001", "# end"),
        None, "IP addresses"),
    "hosts of nothing": Shape(lines(
        "127.0.0.1 localhost", "192.0.2.1 printer", "192.0.2.2 nas"),
        None, "IP addresses"),
}
