"""Further shapes: files with a grammar of their own, JSON, what is refused."""

from __future__ import annotations

import json

from list_shapes import Shape, lines, objects

ZONES = {
    "czds": Shape(lines(
        "example.\t3600\tin\tsoa\tns.example. host.example. 1 2 3 4 5",
        "example.\t3600\tin\tns\tns.example.",
        "a.example.com.\t3600\tin\tns\tns1.example.net.",
        "a.example.com.\t3600\tin\tns\tns2.example.net.",
        "a.example.com.\t86400\tin\tds\t1 8 2 AABB",
        "A.EXAMPLE.COM.\t86400\tin\trrsig\tds 8 2 86400 1 2 3 x. AA==",
        "b.example.net.\t3600\tin\tns\tns.b.example.net.",
        "ns.b.example.net.\t3600\tin\ta\t192.0.2.1",
        "0p9mh.example.\t86400\tin\tnsec3\t1 1 0 - ABC NS"),
        "a.example.com b.example.net", "delegations"),
    "bind": Shape(lines(
        "$ORIGIN example.com.", "$TTL 1h",
        "@ IN SOA ns hostmaster (", "  2026010101 ; serial",
        "  1h 15m 30d 1h )",
        "  IN NS ns", "  NS ns.example.net.", "ns 300 IN A 192.0.2.1",
        "www IN 300 CNAME ns", "*.w A 192.0.2.2",
        "_dmarc TXT \"v=DMARC1; p=none (sic)\"", "sub.example.net. A 192.0.2.3",
        "$ORIGIN deep.example.com.", "x MX 10 mail"),
        "example.com ns.example.com www.example.com w.example.com "
        "sub.example.net x.deep.example.com", "owners"),
    "an owner that goes on after $ORIGIN": Shape(lines(
        "$ORIGIN example.com.", "$TTL 1h", "@ IN SOA ns h 1 2 3 4 5",
        " IN NS ns.example.net.", "$ORIGIN sub.example.com.",
        " MX 10 mx.example.net.", "$ORIGIN example.com.",
        "l MX 10 mx.example.net.", "$ORIGIN sub.example.com.",
        "  MX 20 mx.example.net.", "x MX 10 mx.example.net."),
        "example.com l.example.com x.sub.example.com"),
    "relative names without an origin": Shape(lines(
        "$TTL 300", "@ IN SOA ns h 1 2 3 4 5", "www IN A 192.0.2.1",
        "mail IN A 192.0.2.2"), None, "$ORIGIN"),
    "dig +noall +answer": Shape(lines(
        "a.example.com.\t\t300\tIN\tMX\t10 mx.example.net.",
        "a.example.com.\t\t300\tIN\tMX\t20 mx2.example.net.",
        "b.example.com.\t\t300\tIN\tMX\t10 mx.example.net."),
        "a.example.com b.example.com"),
    "dig": Shape(lines(
        "", "; <<>> DiG 9.18 <<>> a.example.com MX", ";; Got answer:",
        ";; QUESTION SECTION:", ";a.example.com.\tIN\tMX", "",
        ";; ANSWER SECTION:", "a.example.com. 300 IN MX 10 mx.example.net.",
        "", ";; Query time: 1 msec"), "a.example.com"),
    "massdns -o S": Shape(lines(
        "a.example.com. A 192.0.2.1", "a.example.com. A 192.0.2.2",
        "b.example.com. MX 10 mx.example.net."),
        "a.example.com b.example.com"),
    "massdns -o L": Shape(lines("a.example.com 192.0.2.1",
                                "b.example.com 192.0.2.2"),
                          "a.example.com b.example.com"),
    "rpz of addresses": Shape(lines(
        "$ORIGIN rpz.example.org.", "$TTL 60", "@ SOA l. r. 1 2 3 4 5",
        "a.example.com A 127.0.0.1", "*.a.example.com A 127.0.0.1"),
        "a.example.com", "response policy"),
    "the root": Shape(lines(
        ".\t86400\tIN\tSOA\ta. b. 1 2 3 4 5", ".\t518400\tIN\tNS\ta.",
        "com.\t172800\tIN\tNS\ta.gtld.example.net.",
        "org.\t172800\tIN\tNS\ta.gtld.example.net.",
        "a.gtld.example.net.\t172800\tIN\tA\t192.0.2.1"), "com org"),
    "rpz, transferred": Shape(lines(
        "rpz.example.org. 60 IN SOA localhost. root.localhost. 1 2 3 4 5",
        "rpz.example.org. 60 IN NS localhost.",
        "bad.example.com.rpz.example.org. 60 IN CNAME .",
        "*.bad.example.com.rpz.example.org. 60 IN CNAME .",
        "24.0.2.0.192.rpz-ip.rpz.example.org. 60 IN CNAME *.",
        "ns.evil.example.net.rpz-nsdname.rpz.example.org. 60 IN CNAME .",
        "worse.example.net.rpz.example.org. 60 IN CNAME rpz-passthru."),
        "bad.example.com worse.example.net", "response policy"),
}

BLOCK_LISTS = {
    "hosts": Shape(lines(
        "# Title: a list", "127.0.0.1 localhost",
        "255.255.255.255\tbroadcasthost",
        "::1 localhost", "fe80::1%lo0 localhost", "0.0.0.0 0.0.0.0",
        "0.0.0.0 ads.example.com", "0.0.0.0 a.example.net b.example.net # x",
        "0 c.example.net", end="\r\n"),
        "ads.example.com a.example.net b.example.net c.example.net", "hosts"),
    "adblock": Shape(lines(
        "[Adblock Plus]", "! Title: x", "||ads.example.com^",
        "||*.t.example.net^$third-party", "||cdn.example.org/ads/*$image",
        "@@||good.example.org^", "example.net##.ad", "&ad_box="),
        "ads.example.com t.example.net", "adblock"),
    "dnsmasq": Shape(lines(
        "# x", "address=/a.example.com/b.example.com/0.0.0.0",
        "server=/c.example.net/", "local=/d.example.net/", "server=8.8.8.8"),
        "a.example.com b.example.com c.example.net d.example.net", "dnsmasq"),
    "unbound": Shape(lines(
        "server:", '  local-zone: "a.example.com" always_nxdomain',
        '  local-zone: "b.example.net." redirect',
        '  local-data: "b.example.net A 0.0.0.0"'),
        "a.example.com b.example.net", "unbound"),
    "named": Shape(lines(
        '// blocked', 'zone "a.example.com" { type master; file "null"; };',
        'zone "b.example.net" IN {', '\ttype master;', '\tfile "null";', '};'),
        "a.example.com b.example.net", "named"),
    "nsd": Shape(lines(
        "zone:", '  name: "a.example.com"', "  zonefile: x.zone",
        "zone:", "  name: b.example.net", "  zonefile: y.zone"),
        "a.example.com b.example.net"),
    "clash": Shape(lines("payload:", "  - '+.a.example.com'",
                         "  - 'b.example.net'"),
                   "a.example.com b.example.net"),
    "v2fly": Shape(lines("# x", "domain:a.example.com @cn",
                         "full:www.b.example.net", "regexp:^x$"),
                   "a.example.com www.b.example.net"),
    "plain with comments": Shape(lines(
        "# x", "; y", "// z", "a.example.com", "b.example.net # ads",
        "c.example.org"),
        "a.example.com b.example.net c.example.org", "plain"),
    "leading dots of ccTLDs": Shape(lines("a.example.com", "b.example.co.uk"),
                                    "a.example.com b.example.co.uk"),
}

MAPS = {
    "postfix relay_domains": Shape(lines("a.example.com OK",
                                         "b.example.net\tOK"),
                                   "a.example.com b.example.net"),
    "postfix transport": Shape(lines(
        "# x", "a.example.com  smtp:[mx.example.net]:25",
        "b.example.com relay:mx.example.org", "c.example.com :"),
        "a.example.com b.example.com c.example.com"),
    "postfix access": Shape(lines(
        "a.example.com REJECT we do not want this",
        "b.example.com DISCARD", "c.example.com 550 no, thank you very much"),
        "a.example.com b.example.com c.example.com"),
    "rspamd": Shape(lines("a.example.com 1.5", "b.example.com 2.0",
                          "c.example.com 0.5"),
                    "a.example.com b.example.com c.example.com"),
    "exim": Shape(lines("a.example.com: mx.example.net",
                        "b.example.com: mx.example.net"),
                  "a.example.com b.example.com"),
    "opendkim": Shape(lines(
        "k._domainkey.a.example.com a.example.com:k:/etc/Quatsch/a",
        "k._domainkey.b.example.com b.example.com:k:/etc/Quatsch/b"),
        "a.example.com b.example.com", "KeyTable"),
    "nmap -sL": Shape(lines(
        "Starting Nmap 7.93",
        "Nmap scan report for a.example.com (192.0.2.1)",
        "Nmap scan report for b.example.com (192.0.2.2)",
        "Nmap scan report for c.example.com (192.0.2.3)",
        "Nmap done: 3 IP addresses (0 hosts up) scanned in 0.01 seconds"),
        "a.example.com b.example.com c.example.com"),
    "names of certificates": Shape(lines(
        "X509v3 Subject Alternative Name: ",
        "    DNS:a.example.com, DNS:*.b.example.com, IP Address:192.0.2.1",
        "    email:jane-quatsch@example.net, DNS:c.example.com",
        "    DNS:d.example.com"),
        "a.example.com b.example.com c.example.com d.example.com",
        "DNS names of certificates"),
    "tinydns": Shape(lines(
        ".a.example.com:192.0.2.1:a:259200", "@a.example.com:192.0.2.2:mx:10",
        "+www.a.example.com:192.0.2.3", "+*.w.example.com:192.0.2.4:60",
        "-old.example.com:192.0.2.5", "%in:192.0.2",
        "Zb.example.org:ns.example.net:host.example.net:1:2:3:4:5",
        "Cftp.b.example.org:www.a.example.com:300"),
        "a.example.com www.a.example.com w.example.com b.example.org "
        "ftp.b.example.org", "tinydns"),
    "known_hosts": Shape(lines(
        "a.example.com,192.0.2.1 ssh-rsa AAAAB3NzaC1yc2E=",
        "[b.example.org]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1",
        "*.d.example.net ssh-rsa AAAAB3NzaC1yc2E=",
        "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|39x8= ssh-rsa AAAAB3NzaC1yc2E=",
        "@cert-authority c.example.net ecdsa-sha2-nistp256 AAAAE2VjZHNh"),
        "a.example.com b.example.org c.example.net d.example.net",
        "known_hosts"),
    "tinydns of addresses": Shape(lines(
        "=a.example.com:192.0.2.1", "+b.example.com:192.0.2.2",
        "S_sip._tcp.a.example.com:192.0.2.1:sip:5060",
        "^1.2.0.192.in-addr.arpa:a.example.com",
        "'_dmarc.a.example.com:v=DMARC1; p=none:300"),
        "a.example.com b.example.com", "tinydns"),
    "rbldnsd": Shape(lines(
        "$SOA 3600 ns.example.org hostmaster.example.org 0 600 300 86400 300",
        "$NS 3600 ns.example.org", "# seen today",
        ":127.0.0.2:listed, see https://example.org/why?$",
        ".a.example.com", "b.example.com :127.0.0.3:Quatsch",
        "*.c.example.com :4:quatsch", "!good.example.com", "d.example.com"),
        "a.example.com b.example.com c.example.com d.example.com",
        "rbldnsd"),
    "spamassassin": Shape(lines(
        "# free", "freemail_domains a.example.com b.example.com",
        "freemail_domains c.example.net"),
        "a.example.com b.example.com c.example.net"),
    "welcome list": Shape(lines("def_welcomelist_auth *@a.example.com",
                                "def_welcomelist_auth *@b.example.com"),
                          "a.example.com b.example.com"),
    "uniq -c": Shape(lines("    123 a.example.com", "      7 b.example.com",
                           "      1 c.example.com"),
                     "a.example.com b.example.com c.example.com"),
    "recipients of a log": Shape(lines(
        "Mar 10 12:00:00 mx postfix/smtp[1]: A1: to=<erika@a.example.com>, "
        "relay=mx.example.net[192.0.2.1]:25, delay=1, status=sent",
        "Mar 10 12:00:00 mx postfix/qmgr[1]: A1: removed",
        "Mar 10 12:00:01 mx postfix/smtp[1]: A2: to=<max@b.example.com>, "
        "relay=mx.example.net[192.0.2.1]:25, delay=1, status=sent"),
        "a.example.com b.example.com"),
    "dnsx -resp": Shape(lines("a.example.com [MX] [mx.example.net]",
                              "b.example.com [MX] [mx.example.net]"),
                        "a.example.com b.example.com"),
    "host": Shape(lines("a.example.com mail is handled by 10 mx.example.net.",
                        "b.example.com has address 192.0.2.1"),
                  "a.example.com b.example.com"),
    "addresses": Shape(lines("erika@a.example.com", "<max@b.example.com>"),
                       "a.example.com b.example.com"),
}

JSON = {
    "zdns": Shape(objects(
        {"name": "a.example.com", "class": "IN", "status": "NOERROR",
         "data": {"answers": [{"answer": "mx.example.net.",
                               "name": "a.example.com", "type": "MX"}]}},
        {"name": "b.example.com", "class": "IN", "status": "NXDOMAIN",
         "data": {}}), "a.example.com b.example.com"),
    "zdns 1": Shape(objects(
        {"name": "a.example.com", "results": {"MX": {"data": {"exchanges": [
            {"name": "mx.example.net", "preference": 5}]},
            "status": "NOERROR"}}},
        {"name": "b.example.com", "results": {"MX": {}}}),
        "a.example.com b.example.com"),
    "massdns -o J": Shape(objects(
        {"name": "a.example.com.", "type": "MX", "class": "IN",
         "status": "NOERROR", "data": {"answers": [
             {"ttl": 3, "type": "MX", "name": "a.example.com.",
              "data": "10 mx.example.net."}]}, "resolver": "192.0.2.1:53"},
        {"name": "b.example.com.", "status": "NXDOMAIN", "data": {},
         "resolver": "192.0.2.1:53"}), "a.example.com b.example.com"),
    "subfinder -oJ": Shape(objects(
        *({"host": f"h{i}.example.com", "input": "example.com",
           "source": "crtsh"} for i in range(3))),
        "h0.example.com h1.example.com h2.example.com", ".host"),
    "httpx": Shape(objects(
        {"timestamp": "2026-03-01T10:00:00Z", "url": "https://a.example.com",
         "input": "a.example.com", "host": "192.0.2.1", "port": "443",
         "tech": ["Node.js"], "a": ["192.0.2.1"]},
        {"timestamp": "2026-03-01T10:00:00Z", "url": "https://b.example.com",
         "input": "b.example.com", "host": "192.0.2.2", "port": "443"}),
        "a.example.com b.example.com"),
    "amass": Shape(objects(
        *({"name": f"h{i}.example.com", "domain": "example.com",
           "addresses": [{"ip": "192.0.2.1"}], "tag": "cert"}
          for i in range(60))),
        " ".join(f"h{i}.example.com" for i in range(60))),
    "dnsx -json": Shape(objects(
        {"host": "a.example.com", "resolver": ["192.0.2.1:53"],
         "mx": ["mx.example.net"], "status_code": "NOERROR"}),
        "a.example.com"),
    "crt.sh": Shape(json.dumps([
        {"issuer_ca_id": 1, "issuer_name": "C=US, O=Let's Encrypt",
         "common_name": "a.example.com",
         "name_value": "*.a.example.com\nb.example.com", "id": 1},
        {"issuer_ca_id": 1, "issuer_name": "C=US, O=Let's Encrypt",
         "common_name": "c.example.com", "name_value": "c.example.com",
         "id": 2}]), "a.example.com b.example.com c.example.com"),
    "a string here and an array there": Shape(json.dumps(
        [{"domain": "a.example.com"},
         {"domain": ["b.example.com", "c.example.org"]}]),
        "a.example.com b.example.com c.example.org"),
    "array of strings": Shape('["a.example.com",\n "b.example.com"]\n',
                              "a.example.com b.example.com"),
    "warning list": Shape(json.dumps({
        "description": "https://list.example.org/x", "version": 3,
        "list": ["a.example.com", "b.example.com"],
        "matching_attributes": ["domain", "url"], "name": "x"}, indent=2),
        "a.example.com b.example.com"),
    "keys": Shape(json.dumps({"a.example.com": {"mx": ["mx.example.net"]},
                              "b.example.com": {"mx": []},
                              "c.example.com": {}}),
                  "a.example.com b.example.com c.example.com", "keys"),
    "pretty printed records": Shape(
        "".join(json.dumps({"domain": f"{c}.example.com", "n": 1}, indent=2) +
                "\n" for c in "abc"),
        "a.example.com b.example.com c.example.com"),
    "inside": Shape(json.dumps({"meta": {"count": 2}, "data": [
        {"id": 1, "attributes": {"domain": "a.example.com"}},
        {"id": 2, "attributes": {"domain": "b.example.com"}}]}),
        "a.example.com b.example.com"),
    "pulse": Shape(json.dumps({"name": "x", "author_name": "Quatsch",
                               "indicators": [
        {"indicator": "a.example.com", "type": "domain"},
        {"indicator": "http://b.example.com/x", "type": "URL"}]}),
        "a.example.com b.example.com"),
    "bundle": Shape(json.dumps({"type": "bundle", "objects": [
        {"type": "domain-name", "value": "a.example.com"},
        {"type": "domain-name", "value": "b.example.com"}]}),
        "a.example.com b.example.com"),
    "certificates as they come": Shape(objects(
        {"message_type": "certificate_update", "data": {
            "source": {"url": "ct.example.org/log"},
            "leaf_cert": {"subject": {"CN": "a.example.com"}, "all_domains": [
                "a.example.com", "*.b.example.com"]}}}),
        "a.example.com b.example.com"),
    "passive DNS": Shape(objects(
        {"rrname": "a.example.com.", "rrtype": "MX",
         "rdata": ["10 mx.example.net."]},
        {"rrname": "b.example.com.", "rrtype": "A", "rdata": ["192.0.2.1"]}),
        "a.example.com b.example.com"),
    "categories": Shape(json.dumps({
        "malware": ["a.example.com", "b.example.com"],
        "phishing": ["c.example.com"]}),
        "a.example.com b.example.com c.example.com", "2 keys"),
    "hosts with their addresses": Shape(json.dumps({
        "emails": ["erika@example.org"],
        "hosts": ["a.example.com:192.0.2.1", "b.example.com"],
        "interesting_urls": ["https://example.org/x"]}),
        "a.example.com b.example.com"),
    "rows of rows": Shape(json.dumps([["rank", "domain"],
                                      [1, "a.example.com"],
                                      [2, "b.example.com"]]), None, "JSON"),
    "nothing in it": Shape(objects({"id": 1, "who": "Erika Mustermann"},
                                   {"id": 2, "who": "Max Mustermann"}),
                           None, "JSON"),
    "json, cut": Shape('["a.example.com", "b.exam', None, "JSON"),
    "key by name": Shape(objects({"domain": "a.example.com",
                                  "mx": "mx.example.net"}),
                         "mx.example.net", "", ("--column", "mx")),
    "our own, lines": Shape(objects(
        {"seq": 0, "domain": "a.example.com", "mail_kind": "mx",
         "exchange": "mx1.example.net"},
        {"seq": 0, "domain": "a.example.com", "mail_kind": "mx",
         "exchange": "mx2.example.net"},
        {"seq": 1, "domain": "b.example.com", "mail_kind": "none"}),
        "a.example.com b.example.com",
        "of JSON lines, repeated ones as one"),
}

REFUSED = {
    "logins": Shape(lines(
        "machine a.example.com login jane@b.example.org password not.so.com",
        "machine c.example.com login jane@b.example.org password no.name.com"),
        None, "netrc"),
    "logins over lines": Shape(lines(
        "machine a.example.com", "  login jane@b.example.org",
        "  password not.so.com"), None, "netrc"),
    "vcard": Shape(lines("BEGIN:VCARD", "FN:Erika Mustermann",
                         "EMAIL:erika@a.example.com", "END:VCARD",
                         end="\r\n"), None, "vCard"),
    "ldif": Shape(lines("version: 1", "", "dn: cn=Erika,dc=x", "cn: Erika",
                        "mail: erika@a.example.com"), None, "LDIF"),
    "mysqldump": Shape(lines(
        "-- MySQL dump 10.13  Distrib 8.0", "/*!40101 SET NAMES utf8 */;",
        "INSERT INTO `users` VALUES (1,'erika@a.example.com','hunter-two');"),
        None, "SQL"),
    "pg_dump": Shape(lines(
        "--", "-- PostgreSQL database dump", "--",
        "COPY public.users (id, mail) FROM stdin;", "1\terika@a.example.com",
        "\\."), None, "SQL"),
    "dump without its head": Shape(lines(
        "SET statement_timeout = 0;",
        "COPY public.users (mail) FROM stdin;", "erika@a.example.com"),
        None, "SQL"),
    "inserts": Shape("insert into t values ('erika@a.example.com');\n", None,
                     "SQL"),
    "workbook": Shape(b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", None,
                      "workbook|zip"),
    "old workbook": Shape(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
                          None, "Excel|NUL"),
    "pdf": Shape(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", None, "PDF"),
    "numbers": Shape(bytes(4096), None, "binary|NUL"),
    "dmarc": Shape(lines('<?xml version="1.0"?>', "<feedback>",
                         "<org_name>Quatsch</org_name>",
                         "<header_from>a.example.com</header_from>",
                         "</feedback>"), None, "DMARC"),
    "sitemap": Shape('<?xml version="1.0"?><urlset><url><loc>'
                     "https://a.example.com/Quatsch</loc></url></urlset>\n",
                     None, "sitemap"),
    "rss": Shape("<rss><channel><link>https://a.example.com</link>\n", None,
                 "feed"),
    "opml": Shape('<opml version="2.0"><body>\n', None, "OPML"),
    "web page": Shape("<!DOCTYPE html>\n<html>a.example.com\n", None, "HTML"),
    "whois": Shape(lines("   Domain Name: A.EXAMPLE.COM",
                         "   Registrar: Quatsch GmbH",
                         "   Registrant Email: erika@b.example.com"),
                   None, "WHOIS"),
    "robots": Shape(lines("User-agent: *", "Disallow: /Quatsch",
                          "Sitemap: https://a.example.com/s.xml"), None,
                    "robots"),
    "message": Shape(lines("Return-Path: <erika@a.example.com>",
                           "Received: from x by y", "Subject: Quatsch", "",
                           "Hello"), None, "mail message"),
    "script": Shape(lines("#!/bin/sh", "echo a.example.com"), None, "script"),
    "key": Shape("-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n", None, "key"),
    "prose": Shape(lines("Dear Erika Mustermann,", "we met in Berlin.",
                         "It was nice."), None, "--force"),
    "ranks that are comments": Shape(lines(
        "#1 a.example.com", "#2 b.example.com"), None, "comments"),
    "users of a network": Shape(lines("@erika", "@erika:m.example.org",
                                      "matrix: @erika:m.example.org"),
                                None, "hold no domain name"),
    "people, one with an umlaut": Shape(lines(
        "erika.m\u00fcller", "erika.mustermann", "max.mustermann", "mia.moe"),
        None, "people"),
    "people with few surnames": Shape(lines(*(
        f"erika{i}.{'abcdefghijklmn'[i % 14]}eier" for i in range(200))),
        None, "people"),
    "profiles on one site": Shape(lines("Name,URL,Firma", *(
        f"Erika,https://www.example.org/in/erika{i},X" for i in range(9))),
        None, "all of one site"),
    "box": Shape(lines(
        "\u250c" + 9 * "\u2500" + "\u2510", "\u2502 domain \u2502",
        "\u251c" + 9 * "\u2500" + "\u2524", "\u2502 a.example.com \u2502",
        "\u2514" + 9 * "\u2500" + "\u2518"), None, "write CSV"),
    "villages": Shape(lines("Oberau", "Unterau", "Mittelau"), None, "--force"),
}
