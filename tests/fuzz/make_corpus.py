#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets name, message, input_line, list,
literals, frame, decoders and zone_reply.

Run from anywhere; the files go to corpus/ beside this script and are
committed, so that a build needs no Python. The messages are what resolvers
send: answers with and without compression, aliases, negative answers, EDNS
with extended errors, and some that break the rules.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"

A, NS, CNAME, SOA, MX, AAAA, OPT = 1, 2, 5, 6, 15, 28, 41
QNAME = b"\xc0\x0c"


def wire(name: str) -> bytes:
    """An uncompressed name; "" is the root."""
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(x)]) + x for x in labels) + b"\0"


def record(
    owner: bytes, rtype: int, rdata: bytes, ttl: int = 300, klass: int = 1
) -> bytes:
    head = struct.pack(">HHIH", rtype, klass, ttl, len(rdata))
    return owner + head + rdata


def mx(owner: bytes, preference: int, exchange: bytes, ttl: int = 300) -> bytes:
    return record(owner, MX, struct.pack(">H", preference) + exchange, ttl)


def soa(zone: str) -> bytes:
    rdata = wire("ns." + zone) + wire("hostmaster." + zone)
    rdata += struct.pack(">IIIII", 2024010101, 7200, 3600, 1209600, 300)
    return record(wire(zone), SOA, rdata, 900)


def opt(options: bytes = b"", high_rcode: int = 0) -> bytes:
    return record(b"\0", OPT, options, high_rcode << 24, 1232)


def ede(code: int, text: bytes = b"") -> bytes:
    return struct.pack(">HHH", 15, 2 + len(text), code) + text


def message(
    qname: str,
    qtype: int = MX,
    answers: tuple[bytes, ...] = (),
    authority: tuple[bytes, ...] = (),
    additional: tuple[bytes, ...] = (),
    flags: int = 0x8180,
) -> bytes:
    counts = (1, len(answers), len(authority), len(additional))
    head = struct.pack(">HHHHHH", 0x1234, flags, *counts)
    question = wire(qname) + struct.pack(">HH", qtype, 1)
    return head + question + b"".join(answers + authority + additional)


def messages() -> dict[str, bytes]:
    two = (mx(QNAME, 10, b"\4mail" + QNAME), mx(QNAME, 20, b"\2m2" + QNAME))
    chain = tuple(
        record(wire(f"c{i}.test"), CNAME, wire(f"c{i + 1}.test"))
        for i in range(4)
    )
    v6 = bytes.fromhex("20010db8000000000000000000000025")
    good = message("a.test", answers=two, additional=(opt(),))
    return {
        "mx": good,
        "mx_plain": message(
            "a.test", answers=(mx(wire("a.test"), 65535, wire("m.a.test")),)
        ),
        "mx_glue": message(
            "a.test",
            answers=two,
            additional=(record(wire("mail.a.test"), A, b"\xc0\0\2\1"), opt()),
        ),
        "null_mx": message("a.test", answers=(mx(QNAME, 0, b"\0"),)),
        "duplicates": message("a.test", answers=two + two),
        "stray": message(
            "a.test", answers=(mx(wire("b.test"), 1, b"\0"),) + two
        ),
        "ttls": message(
            "a.test",
            answers=(
                mx(QNAME, 1, b"\1m" + QNAME, 0x80000001),
                mx(QNAME, 2, b"\1m" + QNAME, 60),
            ),
        ),
        "escapes": message(
            "a.test", answers=(mx(QNAME, 1, b"\3a.b\2\0\xff\0"),)
        ),
        "cname": message(
            "c0.test", answers=chain + (mx(wire("c4.test"), 5, b"\1m\0"),)
        ),
        "cname_nodata": message(
            "c0.test", answers=chain, authority=(soa("test"),)
        ),
        "cname_unfinished": message("c0.test", answers=chain),
        "cname_long": message(
            "c0.test",
            answers=tuple(
                record(wire(f"c{i}.test"), CNAME, wire(f"c{i + 1}.test"))
                for i in range(33)
            ),
        ),
        "cname_nxdomain": message(
            "c0.test", answers=chain, authority=(soa("test"),), flags=0x8183
        ),
        "cname_loop": message(
            "a.test", answers=(record(QNAME, CNAME, QNAME),)
        ),
        "nxdomain": message(
            "a.test", authority=(soa("test"),), flags=0x8183
        ),
        "nodata": message("a.test", authority=(soa("a.test"),)),
        "referral": message(
            "a.test", authority=(record(wire("test"), NS, wire("ns.test")),)
        ),
        "servfail_ede": message(
            "a.test",
            additional=(opt(ede(22, b"no reachable authority") + ede(6)),),
            flags=0x8182,
        ),
        "yxdomain": message(
            "a.test", authority=(soa("test"),), flags=0x8186
        ),
        "badvers": message("a.test", additional=(opt(b"", 1),)),
        "opt_misplaced": message("a.test", answers=two + (opt(),)),
        "opt_cut": good[:-4],
        "opt_bad_option": message(
            "a.test", additional=(opt(struct.pack(">HH", 15, 0)),)
        ),
        "other_class": message(
            "a.test", answers=(record(QNAME, MX, b"\0\1\0", 300, 3),)
        ),
        "truncated": message("a.test", answers=two, flags=0x8380),
        "address": message(
            "m.test",
            A,
            answers=(
                record(QNAME, A, b"\xc0\0\2\1"),
                record(QNAME, A, b"\xc0\0\2\2", 60),
            ),
        ),
        "address6": message(
            "m.test", AAAA, answers=(record(QNAME, AAAA, v6),)
        ),
        "address_alias": message(
            "m.test",
            A,
            answers=(
                record(QNAME, CNAME, b"\1r" + QNAME),
                record(b"\1r" + QNAME, A, b"\x7f\0\x35\x35"),
            ),
        ),
        "root": message("", answers=(mx(b"\0", 1, b"\1m\0"),)),
        "cut": good[:-20],
        "self_pointer": message("a.test", answers=(mx(b"\xc0\x18", 1, b"\0"),)),
        "long_rdlength": good[:37] + b"\xff" + good[38:],
    }


NAMES = {
    "plain": b"mail.example.com",
    "final_dot": b"Example.COM.",
    "root": b".",
    "escapes": b"a\\.b.\\000\\255.\\\\",
    "bad_escape": b"a\\25",
    "empty_label": b"a..b",
    "long_label": b"a" * 63 + b"." + b"b" * 64,
    "long_name": b"a." * 127,
    "wire": b"\0" * 12 + wire("w2.test") + b"\4mail\xc0\x0c\xc0\x15",
    "loop": b"\0" * 12 + b"\1a\xc0\x0c",
    "types": b"\0" * 12 + b"\x40abc\0\x80\0",
    "localhost": b"mail.localhost",
}

# The first octet: 1 asks special names, 2 is lenient.
LINES = {
    "plain": b"\0example.com",
    "upper": b"\0Example.COM.\r",
    "rank": b"\x001,google.com\r",
    "mark": b"\4\xef\xbb\xbf1,google.com",
    "quoted": b'\0"7","example.com"',
    "columns": b"\0example.com,2024-01-01,x # comment",
    "comment": b"\0 # nothing",
    "blank": b"\0 \t\r",
    "mail": b"\0Some Body <user@example.com>",
    "mail_quoted": b'\0"a,b # c"@example.com',
    "mailto": b"\0mailto:user@example.com",
    "url": b"\0https://user:pw@www.example.com:8443/a?b#c",
    "url6": b"\0http://[2001:db8::1]:80/",
    "wildcard": b"\0*.example.com",
    "unicode": "\0b\u00fccher.example".encode(),
    "stops": "\1\u4f8b\u3048\u3002\u30c6\u30b9\u30c8".encode(),
    "sharp_s": "\0fa\u00df.de".encode(),
    "full_width": "\0\uff45\uff58\uff20\u00fc.de".encode(),
    "a_label": b"\0xn--bcher-kva.example.com",
    "bad_a_label": b"\0xn--0.com",
    "bad_a_label_lenient": b"\2xn--0.com",
    "special": b"\0x.local",
    "special_asked": b"\1x.local",
    "hyphen": b"\0-a-.com",
    "address": b"\0192.0.2.1",
    "nul": b"\0a\0b.com",
    "not_utf8": b"\0\xff\xfe.com",
    "c1": "\0a\u009b31m.com".encode(),
    "display_name": b"\0Roe, Jane <jane@example.com>",
    "several": b"\0A <a@example.com>; b@example.com (B)",
    "percent": b"\0mailto:jane%40example.com?subject=x",
    "defanged": b"\0hxxps[:]//www[.]example(.)com/a",
    "port": b"\0*.example.com:8080/path",
    "nested": b"\0https://https://example.com/",
    "blanks": "\0\u3000\u00a0b\u00fc.com\ufeff".encode(),
    "digits": b"\x001.2.3",
    "long": b"\0" + b"a" * 1200,
}


def inet_sum(octets: bytes) -> int:
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp(addresses: bytes, payload: bytes) -> bytes:
    size = 8 + len(payload)
    head = struct.pack(">HHH", 53, 4000, size)
    checksum = inet_sum(
        addresses + struct.pack(">HH", 17, size) + head + b"\0\0" + payload)
    return head + struct.pack(">H", checksum) + payload


def ipv4(payload: bytes, options: bytes = b"", fragment: int = 0x4000) -> bytes:
    addresses = bytes([192, 0, 2, 1, 192, 0, 2, 2])
    data = udp(addresses, payload)
    words = 5 + len(options) // 4
    head = struct.pack(">BBHHHBBH", 0x40 | words, 0, 4 * words + len(data), 7,
                       fragment, 60, 17, 0) + addresses + options
    return head[:10] + struct.pack(">H", inet_sum(head)) + head[12:] + data


def ipv6(payload: bytes, fragment: bytes = b"") -> bytes:
    addresses = bytes.fromhex("20010db8" + "0" * 23 + "1"
                              "20010db8" + "0" * 23 + "2")
    data = fragment + udp(addresses, payload)
    return struct.pack(">IHBB", 0x60000000, len(data),
                       44 if fragment else 17, 60) + addresses + data


def frames() -> dict[str, bytes]:
    answer = message("example.com", MX, (mx(QNAME, 10, wire("mail.example")),))
    unvouched, vouched, cut = b"\0", b"\x80", b"\x08"
    return {
        "ipv4": unvouched + ipv4(answer),
        "ipv4-padded": unvouched + ipv4(b"short") + b"\0" * 13,
        "ipv4-options": unvouched + ipv4(answer, options=b"\1" * 8),
        "ipv4-first-fragment": cut + ipv4(answer, fragment=0x2000),
        "ipv4-later-fragment": vouched + ipv4(answer, fragment=0x2010),
        "ipv4-bad-checksum": unvouched + ipv4(answer)[:-1] + b"\xff",
        "ipv4-vouched": vouched + ipv4(answer)[:-1] + b"\xff",
        "ipv4-cut": cut + ipv4(answer)[:60],
        "ipv6": unvouched + ipv6(answer),
        "ipv6-first-fragment":
            cut + ipv6(answer, bytes.fromhex("1100000100000007")),
        "ipv6-later-fragment":
            cut + ipv6(answer, bytes.fromhex("1100000900000007")),
        "ipv6-empty": unvouched + ipv6(b""),
    }


def zstd(text: bytes) -> bytes:
    """One frame of one raw block; RFC 8878 section 3.1.1."""
    return (bytes.fromhex("28b52ffd20") + bytes([len(text)]) +
            struct.pack("<I", len(text) << 3 | 1)[:3] + text)


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def packed() -> dict[str, bytes]:
    """The first octet: the encoding."""
    text = b"a.example\nb.example\n"
    gz = gzip.compress(text, mtime=0)
    xz = lzma.compress(text)
    seeds = {
        "plain": text, "cr": b"a\rb\rc", "nul": b"a\0b", "mark":
            b"\xef\xbb\xbfa\n",
        "gzip": gz, "gzip_cut": gz[:-9], "gzip_two": gz + gz,
        "gzip_padded": gz + b"\0" * 9, "gzip_more": gz + b"more",
        "gzip_crc": gz[:-6] + b"xx" + gz[-4:],
        "gzip_bomb": gzip.compress(b"x" * 3_000_000, mtime=0),
        "zstd": zstd(text), "zstd_skipped":
            bytes.fromhex("502a4d1803000000") + b"abc" + zstd(text),
        "bzip2": bz2.compress(text), "bzip2_empty": bz2.compress(b""),
        "xz": xz, "xz_two": xz + b"\0" * 4 + xz,
        "zip": zipped(("list.csv", text)), "zip_none": zipped(),
        "zip_two": zipped(("a", text), ("b", text)),
        "zip_mac": zipped(("a", text), ("__MACOSX/._a", b"x")),
        "zip_office": zipped(("[Content_Types].xml", b"<x/>")),
        "gzip_in_xz": lzma.compress(gz),
        "utf16le": "\ufeffa\n\U0001f600\n".encode("utf-16-le"),
        "utf16be": "\ufeff\u00fc\n".encode("utf-16-be"),
    }
    return {name: b"\0" + octets for name, octets in seeds.items()} | {
        "latin1": b"\1b\xfccher\n\x80\x81\n",
        "utf16le_given": b"\2" + "a\n\ud83d".encode("utf-16-le",
                                                   "surrogatepass"),
        "utf16be_odd": b"\3\0a\0"}


# Lists as programs have them, and YAML: texts, comments, what is nested.
SOURCES = {
    "python": b"# x\nDOMAINS = (\n  'a.example.com',  # y\n  u\"b\\x2e\",\n"
              b"  {'host': 'c.example.com', 'n': None,},\n)\n",
    "javascript": b"/* x */ export const domains = [\n"
                  b"  `a.example.com`, // y\n"
                  b"  {host: 'b.example.com', on: true, 'n': [-2.5e3]},\n];\n",
    "php": b"<?php\n$domains = array('a.example.com' => 1, "
           b"'b' => ['c.example.com', \"d\\\"\"]);\nreturn $domains;\n",
    "toml": b"[[site]]\nname = \"a.example.com\"\n"
            b"aliases = [\"b.example.com\", 'c.example.com']\n",
    "yaml": b"%YAML 1.2\n---\ndomains:\n- a.example.com # x\n"
            b"- name: 'b.example.com'\n  alias: [c.example.com, \"d\"]\n"
            b"text: |-\n  e.example.com\n\"f\": {g: h.example.com}\n...\n",
    "yaml-keys": b"a.example.com:\n  ttl: 60\nb.example.com: {}\n",
}

# The first octet: no format is asked for, nor a column.
LISTS = {name: b"\x1f" + text for name, text in {
    "plain": b"# x\na.example.com\nx@b.example.com\n",
    "ranks": b"1,a.example.com\n2,b.example.com\n",
    "csv": b'id,note,domain\n1,"x, y",a.example.com\n2,"x\ny",b.example.com\n',
    "stray-quote": b'1,"a,x.example.com\n2,b,y.example.com\n',
    "wrapped": b'"1,""a.example.com"""\n"2,""b.example.com"""\n',
    "semicolon": b"sep=;\nNom;Mail\nx;y@a.example.com\n",
    "map": b"a.example.com OK\nb.example.com OK\n",
    "json": b'{"x":1,"list":["a.example.com","b.example.com"]}\n',
    "tree": b'{"c":[{"url":"a.example.com","c":[{"url":"b.example.com",'
            b'"c":[{"url":"c.example.com"}]}]},{"url":"d.example.com"}]}',
    "jira": b"||n||domain||\n|1|a.example.com|\n|2|b.example.com|\n",
    "mediawiki": b"{|\n! n !! domain\n|-\n| 1 || a.example.com\n|-\n"
                 b"| 2 || b.example.com\n|}\n",
    "links": b"- [x](https://a.example.com 'y')\n"
             b"* [[https://b.example.com][z]]\n",
    "subjects": b"subject=C = DE, CN = a.example.com\n"
                b"subject= /CN=b.example.com\n",
    "ads": b"a.example.com, 1, DIRECT\nb.example.com,2,RESELLER # x\n"
           b"contact=y@z\n",
    "several": b"Domains: a.example.com, b.example.com and c.example.com\n",
    "keys": b'{"a.example.com":{},"b.example.com":{"mx":[1.5e3,null]}}',
    "ndjson": b'{"host":"a.example.com"}\n{"host":"b.example.com"}\n',
    "zone": b"$ORIGIN example.com.\n@ 1h IN SOA a b ( 1 2\n 3 4 5 )\n"
            b"x NS y\n  NS z\n*.w TXT \"(;\"\n",
    "delegations": b"c. 1 in soa a. b. 1 2 3 4 5\na.c. ns x.\nb.c. ns x.\n",
    "rpz": b"$TTL 60\n@ SOA l. r. 1 2 3 4 5\na.example.com CNAME .\n",
    "hosts": b"::1 localhost\n0.0.0.0 a.example.com b.example.com # x\n",
    "adblock": b"[Adblock]\n||a.example.com^$x\n@@||b.example.com^\n",
    "dnsmasq": b"address=/a.example.com/b.example.com/::\n",
    "unbound": b'local-zone: "a.example.com" deny\n',
    "named": b'zone "a.example.com" { type master; };\n',
    "words": b"free a.example.com b.example.com\nfree c.example.com\n",
    "cr": b"a.example.com\rb.example.com\r",
    "vcard": b"BEGIN:VCARD\nEMAIL:x@a.example.com\n",
    "fixed": b"Nr Name  Domain\n-- ----  ------\n 7 x y   a.example.com\n"
             b"12 \xc3\xbc z   b.exampl...\n(2 rows)\n",
    "records": b"-[ RECORD 1 ]--\nid | 1\ndomain | a.example.com\n"
               b"-[ RECORD 2 ]--\nid | 2\ndomain | b.example.com\n",
    "rows": b"*** 1. row ***\n domain: a.example.com\n   x: y: z\n",
    "types": b"type,value\ndomain,a.example.com\nfilename|md5,b.zip|c\n",
    "types-json": b'[{"value":"a.example.com","type":"domain"},{"type":'
                  b'"filename","value":"b.zip","x":{"value":"c"}}]\n',
    "queries": b"client 192.0.2.1#5 (x): query: a.example.com IN MX +\n"
               b"x dnsmasq[1]: query[A] b.example.com from 192.0.2.1\n",
    "haproxy": b"acl x hdr(host) -i a.example.com || { ssl_fc_sni b }\n"
               b"/x.pem [alpn h2] c.example.com !d.example.com\n",
    "caddy": b"a.example.com, https://b.example.com:8 {\n"
             b"  reverse_proxy x:1\n}\n",
}.items()} | {name: b"\x1f" + text for name, text in SOURCES.items()}


# The first octet is the number of the policy, the second of records less one.
POLICIES = {
    "spf": b"\0\0v=spf1 a/24//64 mx:m.example ip4:192.0.2.0/24 ip6:::1 "
           b"include:_s.%{d2r.} exists:%{i}.a.example ?all",
    "spf-redirect": b"\0\0V=SPF1 redirect=_s.a.example exp=e.a.example x=%%",
    "spf-twice": b"\0\1v=spf1 -allv=spf1 ~all",
    "dmarc": b"\1\0v=DMARC1; p=none; sp=reject; np=quarantine; pct=5; t=y; "
             b"psd=n; rua=mailto:d@a.example!5m,https://a.example/",
    "mta-sts": b"\2\0v=STSv1; id=20260101T; x=y;",
    "tls-rpt": b"\3\0v=TLSRPTv1;rua=mailto:t@a.example , https://a.example/",
    "bimi": b"\4\0v=BIMI1; l=https://a.example/l.svg; a=",
    "tlsa": b"\5\1" + 2 * (b"\3\1\1" + bytes(32)),
    "walk": b"\1\0a.b.c.d.e.f.g.h.example.bank",
}


def zone_replies() -> dict[str, bytes]:
    """Labels of the zone that was asked, type, what is held; then a reply."""
    ns = [record(wire("a.test"), NS, wire(f"ns{i}.a.test")) for i in range(20)]
    out = record(wire("a.test"), NS, wire("ns.other"))
    glue = [
        record(wire("ns0.a.test"), A, bytes([22, 0, 0, i])) for i in range(9)
    ]
    v6 = record(wire("ns1.a.test"), AAAA, bytes(15) + b"\1", 60)
    strange = record(wire("ns.other"), A, b"\x16\0\0\x09")
    alias = record(QNAME, CNAME, wire("b.other"))
    short = record(wire("ns0.a.test"), A, b"\x16\0")

    def reply(
        zone: int, *parts: tuple[bytes, ...], flags: int = 0x8000
    ) -> bytes:
        return bytes([zone, 0, zone]) + message(
            "a.test", MX, *parts, flags=flags
        )

    return {
        "referral": reply(1, (), (ns[0], out), (glue[0], v6, strange, opt())),
        "from_the_root": reply(0, (), (ns[0], ns[1]), (glue[0], v6)),
        "many": reply(1, (), tuple(ns), tuple(glue)),
        "twice": reply(1, (), (ns[0], ns[0], ns[1])),
        "upwards": reply(1, (), (record(b"\0", NS, wire("a.root")),)),
        "sideways": reply(1, (), (record(wire("b.test"), NS, wire("ns.b")),)),
        "itself": reply(2, (), (ns[0],), flags=0x8400),
        "lame": reply(2, (), (ns[0],)),
        "cached": reply(1, (), (ns[0],), flags=0x8080),
        "alias": reply(1, (alias,), flags=0x8400),
        "answer": reply(2, (mx(QNAME, 1, wire("m.a.test")),), flags=0x8400),
        "negative": reply(2, (), (soa("a.test"),), flags=0x8400),
        "foreign_soa": reply(2, (), (soa("test"),)),
        "bad_glue": reply(1, (), (ns[0],), (short,)),
        "cut_off": reply(1, (), (ns[0], ns[1]), (glue[0],))[:-7],
    }


def main() -> None:
    for target, seeds in (
        ("name", NAMES),
        ("message", messages()),
        ("input_line", LINES),
        ("list", LISTS),
        ("literals", {name: b"\6" + text for name, text in SOURCES.items()}),
        ("frame", frames()),
        ("decoders", packed()),
        ("policy", POLICIES),
        ("zone_reply", zone_replies()),
    ):
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, octets in seeds.items():
            (folder / name).write_bytes(octets)


if __name__ == "__main__":
    main()
