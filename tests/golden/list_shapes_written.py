"""Tables as databases and spreadsheets write them, for people as well."""

from __future__ import annotations

from list_shapes import Shape, lines

WRITTEN = {
    "psql footer": Shape(lines(
        " id |     domain     ", "----+----------------",
        "  1 | a.example.com", "  2 | b.example.com", "(2 rows)", ""),
        "a.example.com b.example.com"),
    "mysql table": Shape(lines(
        "+----+----------------+--------------+",
        "| id | domain         | note         |",
        "+----+----------------+--------------+",
        "|  1 | a.example.com  | Erika        |",
        "|  2 | b.example.com  | NULL         |",
        "+----+----------------+--------------+", "2 rows in set (0.00 sec)",
        ""),
        "a.example.com b.example.com"),
    "sqlplus": Shape(lines(
        "", "DOMAIN",
        "---------------------------------------------------------------------"
        "-----------",
        "a.example.com", "b.example.com", "", "2 rows selected.", ""),
        "a.example.com b.example.com"),
    "rst grid": Shape(lines(
        "+------+---------------+", "| Rank | Domain        |",
        "+======+===============+", "| 1    | a.example.com |",
        "+------+---------------+", "| 2    | b.example.com |",
        "+------+---------------+"),
        "a.example.com b.example.com"),
    "rst simple": Shape(lines(
        "====  =============  ================", "Rank  Domain         Owner",
        "====  =============  ================",
        "1     a.example.com  Erika Mustermann",
        "2     b.example.com  Max Mustermann",
        "====  =============  ================"),
        "a.example.com b.example.com"),
    "markdown bare": Shape(lines(
        "Rank | Domain", "---|---", "1 | `a.example.com`",
        "2 | b.example.com"),
        "a.example.com b.example.com"),
    "org": Shape(lines(
        "#+TITLE: Quatsch", "| Rank | Domain        |",
        "|------+---------------|", "|    1 | a.example.com |",
        "|    2 | b.example.com |"),
        "a.example.com b.example.com"),
    "dokuwiki": Shape(lines(
        "^ Rank ^ Domain ^ Owner ^", "| 1 | a.example.com | Erika |",
        "| 2 | b.example.com | Max |"),
        "a.example.com b.example.com"),
    "preface": Shape(lines(
        "Report Quatsch", "Created,2026-03-01", "", "", "Domain,Visits,Owner",
        "a.example.com,10,Erika", "b.example.com,7,Max"),
        "a.example.com b.example.com"),
    "preface 2": Shape(lines(
        "# ----------------------------------------", "# Erika Mustermann",
        "# ----------------------------------------", "Day Index,x", "",
        "# one", "Source,Sessions", "a.example.com,10", "b.example.com,7",
        ",17"),
        "a.example.com b.example.com"),
    "sep quoted": Shape(lines(
        '"sep=;"', '"Rang";"Domain"', '"1";"a.example.com"',
        '"2";"b.example.com"',
        end="\r\n"),
        "a.example.com b.example.com"),
    "sep tab": Shape(lines(
        "sep=\t", "Rang\tDomain", "1\ta.example.com", "2\tb.example.com",
        end="\r\n"),
        "a.example.com b.example.com"),
    "trailing tabs": Shape(lines(
        "Domain\tNote\t\t", "a.example.com\tErika\t\t", "b.example.com\t\t\t"),
        "a.example.com b.example.com"),
    "rank behind": Shape(lines(
        "a.example.com,1", "b.example.com,2", "c.example.com,3"),
        "a.example.com b.example.com c.example.com"),
    "crtsh csv": Shape(lines(
        "issuer_ca_id,issuer_name,common_name,name_value,id,entry_timestamp,no"
        "t_before,not_after,serial_number",
        '1,"C=US, O=Quatsch, CN=R3",a.example.com,"a.example.com',
        '*.b.example.com",7,2026-03-01T10:00:00.1,2026-03-01T10:00:00,2026-06-'
        "01T10:00:00,03ab",
        '1,"C=US, O=Quatsch, CN=R3",c.example.com,c.example.com,8,2026-03-01T1'
        "0:00:00.1,2026-03-01T10:00:00,2026-06-01T10:00:00,03ac"),
        "a.example.com b.example.com c.example.com"),
    "nextdns": Shape(lines(
        "timestamp,domain,query_type,dnssec,protocol,client_ip,status,reasons,"
        "destination_country,root_domain,device_id,device_name,device_model",
        "2026-03-01T10:00:00.1Z,www.a.example.com,A,false,DNS-over-HTTPS,192.0"
        ".2.9,,,DE,a.example.com,AB12,Erika iPhone,Quatsch",
        "2026-03-01T10:00:01.1Z,b.example.com,A,false,DNS-over-HTTPS,192.0.2.9"
        ",,,DE,b.example.com,AB12,Erika iPhone,Quatsch"),
        "www.a.example.com b.example.com"),
    "testssl": Shape(lines(
        '"id","fqdn/ip","port","severity","finding","cve","cwe"',
        '"service","a.example.com/192.0.2.1","443","INFO","HTTP","",""',
        '"cert","b.example.com/192.0.2.2","443","OK","x","",""'),
        "a.example.com b.example.com"),
    "message tracking": Shape(lines(
        "\ufeff#Software: Microsoft Exchange Server", "#Version: 15.01",
        "#Log-type: Message Tracking Log", "#Date: 2026-03-01T10:00:00.000Z",
        "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostnam"
        "e,event-id,recipient-address,total-bytes,message-subject,sender-addre"
        "ss",
        "2026-03-01T10:00:00.000Z,192.0.2.1,EX1,192.0.2.2,EX2,RECEIVE,max@b.ex"
        "ample.com,1234,Quatsch,erika@a.example.com",
        "2026-03-01T10:00:01.000Z,192.0.2.1,EX1,192.0.2.2,EX2,SEND,mia@c.examp"
        'le.com,1234,"Quatsch, x",erika@a.example.com',
        end="\r\n"),
        "b.example.com c.example.com"),
    "cookies": Shape(lines(
        "# Netscape HTTP Cookie File",
        "# https://curl.example.org/docs/http-cookies.html",
        ".a.example.com\tTRUE\t/\tFALSE\t1900000000\tsid\thunter-two",
        "b.example.com\tFALSE\t/\tTRUE\t0\ttok\thunter-two.example.org"),
        "a.example.com b.example.com"),
    "m365 users": Shape(lines(
        "Block credential,City,Country,Department,Display name,Fax,First "
        "name,Last name,Licenses,Mobile Phone,Object Id,Office,Proxy "
        "addresses,Title,Usage location,User principal name",
        "False,,DE,,Erika Mustermann,,Erika,Mustermann,E3,0049-30-5550,1,,SMTP"
        ":erika@a.example.com,,DE,erika@a.example.com",
        "False,,DE,,Max Mustermann,,Max,Mustermann,E3,,2,,SMTP:max@b.example.c"
        "om+smtp:max@old.example.com,,DE,max@b.example.com"),
        "a.example.com b.example.com"),
    "kubectl": Shape(lines(
        "NAMESPACE   NAME      CLASS    HOSTS                         ADDRESS "
        "    PORTS     AGE",
        "default     web       nginx    a.example.com                 "
        "192.0.2.1   80, 443   12d",
        "default     quatsch   <none>   b.example.com,c.example.com   "
        "192.0.2.1   80        3d"),
        "a.example.com b.example.com c.example.com"),
}

PUBLISHED = {
    "hsts preload": Shape(lines(
        "// Copyright 2026 Quatsch. All rights reserved.",
        "// Use of this source code is governed by a licence.", "",
        "// This file contains the HSTS preloaded list in a machine readable "
        "format.",
        "{", '  "pinsets": [', "    {", '      "name": "test",',
        '      "static_spki_hashes": ["TestSPKI"]', "    }", "  ],", "",
        "  // The list of sites.", '  "entries": [', "    // Erika",
        '    { "name": "a.example.com", "policy": "custom", "mode": '
        '"force-https", "include_subdomains": true, "pins": "test" },',
        '    { "name": "b.example.com", "policy": "bulk-1-year", "mode": '
        '"force-https", "include_subdomains": true },',
        '    { "name": "c.example.com", "policy": "bulk-18-weeks", "mode": '
        '"force-https" }',
        "  ]", "}"),
        "a.example.com b.example.com c.example.com"),
    "psl": Shape(lines(
        "// This Source Code Form is subject to the terms of a licence.", "",
        "// VERSION: 2026-03-01_10-00-00_UTC", "// ===BEGIN ICANN DOMAINS===",
        "", "// ac : https://nic.example.org/", "ac", "com.ac", "edu.ac", "",
        "// ck", "*.ck", "!www.ck", "// uk", "uk", "co.uk", "公司.cn",
        "// ===END ICANN DOMAINS==="),
        "ac ck www.ck co.uk com.ac edu.ac uk xn--55qx5d.cn"),
    "route53 zones": Shape(
        '{\n    "HostedZones": [\n        {\n            "Id": '
        '"/hostedzone/Z1",\n            "Name": "a.example.com.",\n           '
        ' "CallerReference": "x",\n            "Config": {\n                '
        '"Comment": "Erika",\n                "PrivateZone": false\n          '
        '  },\n            "ResourceRecordSetCount": 5\n        },\n        '
        '{\n            "Id": "/hostedzone/Z2",\n            "Name": '
        '"b.example.com.",\n            "CallerReference": "x",\n            '
        '"Config": {\n                "PrivateZone": false\n            },\n  '
        '          "ResourceRecordSetCount": 2\n        }\n    ],\n    '
        '"IsTruncated": false,\n    "MaxItems": "100"\n}',
        "a.example.com b.example.com"),
    "cloudflare zones": Shape(
        '{"result": [{"id": "1", "name": "a.example.com", "status": "active", '
        '"name_servers": ["ns1.example.net", "ns2.example.net"], '
        '"original_name_servers": ["ns1.example.org"], "owner": {"email": '
        "\"erika@x.example.org\"}, \"account\": {\"name\": \"Erika's "
        'Account"}}, {"id": "2", "name": "b.example.com", "status": "active", '
        '"name_servers": ["ns1.example.net", "ns2.example.net"], '
        '"original_name_servers": null, "owner": {"email": '
        "\"erika@x.example.org\"}, \"account\": {\"name\": \"Erika's "
        'Account"}}], "success": true, "errors": [], "messages": []}',
        "a.example.com b.example.com"),
    "gcloud json": Shape(
        '[\n  {\n    "creationTime": "2026-03-01T10:00:00.1Z",\n    '
        '"dnsName": "a.example.com.",\n    "id": "1",\n    "kind": '
        '"dns#managedZone",\n    "name": "a-zone",\n    "nameServers": [\n    '
        '  "ns-cloud-a1.example.net.",\n      "ns-cloud-a2.example.net."\n    '
        '],\n    "visibility": "public"\n  },\n  {\n    "creationTime": '
        '"2026-03-01T10:00:00.1Z",\n    "dnsName": "b.example.com.",\n    '
        '"id": "2",\n    "kind": "dns#managedZone",\n    "name": "b-zone",\n  '
        '  "nameServers": [\n      "ns-cloud-a1.example.net.",\n      '
        '"ns-cloud-a2.example.net."\n    ],\n    "visibility": "public"\n  '
        "}\n]",
        "a.example.com b.example.com"),
    "rdap": Shape(lines(
        '{"objectClassName": "domain", "handle": "H", "ldhName": '
        '"A.EXAMPLE.COM", "links": [{"href": '
        '"https://rdap.example.org/domain/x", "rel": "self"}], "entities": '
        '[{"objectClassName": "entity", "roles": ["registrar"], "vcardArray": '
        '["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Erika '
        'Mustermann"], ["email", {}, "text", "erika@x.example.net"]]]}], '
        '"nameservers": [{"objectClassName": "nameserver", "ldhName": '
        '"NS1.EXAMPLE.NET"}, {"objectClassName": "nameserver", "ldhName": '
        '"NS2.EXAMPLE.NET"}]}',
        '{"objectClassName": "domain", "handle": "H", "ldhName": '
        '"B.EXAMPLE.COM", "links": [{"href": '
        '"https://rdap.example.org/domain/x", "rel": "self"}], "entities": '
        '[{"objectClassName": "entity", "roles": ["registrar"], "vcardArray": '
        '["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Erika '
        'Mustermann"], ["email", {}, "text", "erika@x.example.net"]]]}], '
        '"nameservers": [{"objectClassName": "nameserver", "ldhName": '
        '"NS1.EXAMPLE.NET"}, {"objectClassName": "nameserver", "ldhName": '
        '"NS2.EXAMPLE.NET"}]}'),
        "a.example.com b.example.com"),
    "sellers.json": Shape(
        '{"contact_email": "erika@x.example.org", "version": "1.0", '
        '"identifiers": [{"name": "TAG-ID", "value": "1"}], "sellers": '
        '[{"seller_id": "1", "name": "Quatsch GmbH", "domain": '
        '"a.example.com", "seller_type": "PUBLISHER"}, {"seller_id": "2", '
        '"is_confidential": 1, "seller_type": "BOTH"}, {"seller_id": "3", '
        '"name": "X", "domain": "b.example.com", "seller_type": '
        '"INTERMEDIARY"}]}',
        "a.example.com b.example.com"),
    "ffuf": Shape(
        '{"commandline": "ffuf -u https://FUZZ.example.com -w x", "time": '
        '"2026-03-01T10:00:00Z", "results": [{"input": {"FUZZ": "a"}, '
        '"position": 1, "status": 200, "length": 3, "url": '
        '"https://a.example.com", "host": "a.example.com", '
        '"redirectlocation": ""}, {"input": {"FUZZ": "b"}, "position": 2, '
        '"status": 301, "length": 3, "url": "https://b.example.com", "host": '
        '"b.example.com", "redirectlocation": "https://www.example.org/"}], '
        '"config": {"url": "https://FUZZ.example.com", "method": "GET"}}',
        "a.example.com b.example.com"),
    "suricata": Shape(lines(
        '{"timestamp": "2026-03-01T10:00:00.1+0000", "flow_id": 1, '
        '"event_type": "dns", "src_ip": "192.0.2.9", "dest_ip": "192.0.2.53", '
        '"proto": "UDP", "dns": {"type": "query", "id": 7, "rrname": '
        '"a.example.com", "rrtype": "A", "tx_id": 0}}',
        '{"timestamp": "2026-03-01T10:00:00.2+0000", "flow_id": 1, '
        '"event_type": "dns", "src_ip": "192.0.2.9", "dest_ip": "192.0.2.53", '
        '"proto": "UDP", "dns": {"type": "answer", "id": 7, "rrname": '
        '"a.example.com", "rrtype": "A", "rcode": "NOERROR", "answers": '
        '[{"rrname": "a.example.com", "rrtype": "CNAME", "rdata": '
        '"x.example.net"}, {"rrname": "x.example.net", "rrtype": "A", '
        '"rdata": "192.0.2.1"}]}}',
        '{"timestamp": "2026-03-01T10:00:01.1+0000", "flow_id": 2, '
        '"event_type": "dns", "src_ip": "192.0.2.9", "dest_ip": "192.0.2.53", '
        '"proto": "UDP", "dns": {"type": "query", "id": 8, "rrname": '
        '"b.example.com", "rrtype": "MX", "tx_id": 0}}'),
        "a.example.com b.example.com"),
    "zeek json": Shape(lines(
        '{"ts": 1700000000.1, "uid": "C1", "id.orig_h": "192.0.2.9", '
        '"id.resp_h": "192.0.2.53", "proto": "udp", "query": "a.example.com", '
        '"qtype_name": "MX", "answers": ["mx.example.net"], "rejected": '
        "false}",
        '{"ts": 1700000000.2, "uid": "C2", "id.orig_h": "192.0.2.9", '
        '"id.resp_h": "192.0.2.53", "proto": "udp", "query": "b.example.com", '
        '"qtype_name": "MX", "answers": ["mx2.example.net"], "rejected": '
        "false}"),
        "a.example.com b.example.com"),
}
