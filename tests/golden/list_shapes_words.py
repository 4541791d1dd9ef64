"""Lines of words in which names stand here and there, and others that are
easily taken for lists."""

from __future__ import annotations

from list_shapes import Shape, lines

SENTENCES = {
    "checkboxes": Shape(lines(
        "- [ ] a.example.com", "- [x] b.example.com"),
        None, "now here and now there"),
    "tree": Shape(lines(
        ".", "├── a.example.com", "│   └── www.a.example.com",
        "└── b.example.com"),
        None, "now here"),
    "sources.list": Shape(lines(
        "# Quatsch",
        "deb http://deb.a.example.com/debian bookworm main contrib",
        "deb-src http://deb.a.example.com/debian bookworm main",
        "deb [signed-by=/x.gpg] https://apt.b.example.com stable main"),
        None, "now here"),
    "ping": Shape(lines(
        "PING a.example.com (192.0.2.1) 56(84) bytes of data.",
        "64 bytes from x.example.net (192.0.2.1): icmp_seq=1 ttl=57 time=1.2 "
        "ms",
        "64 bytes from x.example.net (192.0.2.1): icmp_seq=2 ttl=57 time=1.2 "
        "ms",
        "", "--- a.example.com ping statistics ---"),
        None, "connections"),
    "mtr": Shape(lines(
        "Start: 2026-03-10T12:00:00+0000",
        "HOST: host1.example.org           Loss%   Snt   Last   Avg  Best  "
        "Wrst StDev",
        "  1.|-- gw.example.org             0.0%    10    0.3   0.3   0.2   "
        "0.4   0.0",
        "  2.|-- a.example.com              0.0%    10    1.3   1.3   1.2   "
        "1.4   0.0"),
        None, "connections"),
    "docker ps": Shape(lines(
        "CONTAINER ID   IMAGE                          COMMAND       CREATED  "
        "     STATUS       PORTS     NAMES",
        '0123456789ab   registry.example.org/quatsch   "/bin/sh"     2 hours '
        "ago   Up 2 hours             erika"),
        None, "connections"),
    "exim mailq": Shape(lines(
        " 25m  2.9K 0t5C6f-0000c8-00 <erika@x.example.org>",
        "          max@a.example.com", "",
        " 3h  1.2K 0t5C6f-0000c9-00 <>  *** frozen ***",
        "          mia@b.example.com"),
        None, "queue"),
    "postqueue j": Shape(lines(
        '{"queue_name": "deferred", "queue_id": "A1", "arrival_time": '
        '1700000000, "message_size": 1, "forced_expire": false, "sender": '
        '"erika@x.example.org", "recipients": [{"address": '
        '"max@a.example.com", "delay_reason": "connect to '
        'mx.example.net[192.0.2.1]:25: timed out"}]}',
        '{"queue_name": "deferred", "queue_id": "A2", "arrival_time": '
        '1700000000, "message_size": 1, "forced_expire": false, "sender": '
        '"erika@x.example.org", "recipients": [{"address": '
        '"max@b.example.com", "delay_reason": "x"}]}'),
        None, "queue"),
    "sasl_passwd": Shape(lines(
        "[mx.a.example.com]:587 erika@x.example.org:hunter-two",
        "[mx.b.example.com]:587 erika@x.example.org:hunter-two.example.net"),
        None, "logins"),
    "systemd": Shape(lines(
        "[Unit]", "Description=Quatsch",
        "After=network.target nss-lookup.target", "[Service]",
        "ExecStart=/usr/bin/x.sh --host a.example.com", "[Install]",
        "WantedBy=multi-user.target"),
        None, "systemd"),
    "resolv.conf": Shape(lines(
        "# Quatsch", "search a.example.com b.example.com",
        "nameserver 192.0.2.1", "nameserver 192.0.2.2", "options edns0"),
        None, "--force"),
    "crontab": Shape(lines(
        "MAILTO=erika@a.example.com",
        "0 3 * * * root curl https://b.example.com/Quatsch",
        "5 4 * * 0 root /usr/bin/x.sh"),
        None, "--force"),
    "html rows": Shape(lines(
        "<tr><td>1</td><td>a.example.com</td></tr>",
        "<tr><td>2</td><td>b.example.com</td></tr>"),
        None, "XML|HTML"),
    "regex map": Shape(lines(
        "/^.*@a\\.example\\.com$/ REJECT Quatsch",
        "/^.*@b\\.example\\.com$/ REJECT"),
        None, "--force"),
    "gpg list": Shape(lines(
        "pub   rsa4096 2020-01-01 [SC]",
        "      0123456789ABCDEF0123456789ABCDEF01234567",
        "uid           [ultimate] Erika Mustermann <erika@a.example.com>",
        "uid           [ultimate] Max Mustermann <max@b.example.com>",
        "sub   rsa4096 2020-01-01 [E]"),
        None, "--force"),
    "curl v": Shape(lines(
        "*   Trying 192.0.2.1:443...",
        "* Connected to a.example.com (192.0.2.1) port 443 (#0)",
        "* ALPN, offering h2", "> GET / HTTP/2", "> Host: a.example.com",
        "< HTTP/2 200"),
        None, "--force"),
    "readme": Shape(lines(
        "# Quatsch", "",
        "This is the list of our domains. See https://a.example.com/Quatsch "
        "for more.",
        "", "## Usage", "", "    mxsweep names.txt", "",
        "Write to erika@b.example.com."),
        None, "--force"),
    "licence": Shape(lines(
        "Copyright (c) 2026 Erika Mustermann <erika@a.example.com>", "",
        "Permission is hereby granted, free of charge, to any person",
        "obtaining a copy of this software."),
        None, "--force"),
    "tap of csvs": Shape(lines(
        "==> a.csv <==", "domain,x", "a.example.com,1", "", "==> b.csv <==",
        "domain,x", "b.example.com,2"),
        None, "--force"),
    "grep output": Shape(lines(
        "list.txt:a.example.com", "list.txt:b.example.com",
        "other.info:c.example.com"),
        None, "--force"),
    "json in csv": Shape(lines(
        "id,payload", '1,"{""domain"":""a.example.com""}"',
        '2,"{""domain"":""b.example.com""}"'),
        None, "column"),
    "java classes": Shape(lines(
        "com.example.a.Main", "com.example.b.Helper", "org.example.Tool"),
        None, "backwards"),
    "java stack": Shape(lines(
        'Exception in thread "main" java.lang.NullPointerException',
        "\tat com.example.a.Main.run(Main.java:7)",
        "\tat com.example.b.Helper.go(Helper.java:9)"),
        None, "--force"),
    "openssl s_client": Shape(lines(
        "CONNECTED(00000003)", "depth=2 C = US, O = Quatsch, CN = Root",
        "verify return:1", "---", "Certificate chain",
        " 0 s:CN = a.example.com", "   i:C = US, O = Quatsch, CN = R3", "---"),
        None, "--force"),
    "bibtex": Shape(lines(
        "@misc{erika2026,", "  author = {Erika Mustermann},",
        "  title = {Quatsch},", "  url = {https://a.example.com/Quatsch}", "}",
        "@misc{max2026,", "  author = {Max M.},",
        "  url = {https://b.example.com/}", "}"),
        None, "--force"),
    "nagios": Shape(lines(
        "define host {", "    use        generic-host",
        "    host_name  a.example.com", "    alias      Erika",
        "    address    192.0.2.1", "}", "define host {",
        "    use        generic-host", "    host_name  b.example.com",
        "    address    b.example.com", "}"),
        None, "--force"),
}

FURTHER = {
    "prometheus": Shape(lines(
        "scrape_configs:", "  - job_name: node", "    static_configs:",
        "      - targets: ['a.example.com:9100', 'b.example.com:9100']",
        "        labels:", "          owner: erika"),
        "a.example.com b.example.com"),
    "squid acl": Shape(lines(
        "acl bad dstdomain .a.example.com .b.example.com",
        "acl bad dstdomain c.example.com", "http_access deny bad"),
        "a.example.com b.example.com c.example.com",
        "Squid"),
    "squid list": Shape(lines(
        "# Quatsch", ".a.example.com", ".b.example.com"),
        "a.example.com b.example.com"),
    "signing table": Shape(lines(
        "*@a.example.com k._domainkey.a.example.com",
        "*@b.example.com k._domainkey.b.example.com"),
        "a.example.com b.example.com"),
    "tls policy": Shape(lines(
        "a.example.com encrypt",
        "b.example.com secure match=mx.example.net:.mx.example.net",
        "c.example.com dane-only"),
        "a.example.com b.example.com c.example.com"),
    "arrows": Shape(lines(
        "a.example.com -> 192.0.2.1", "b.example.com -> 192.0.2.2"),
        "a.example.com b.example.com"),
    "dashes between": Shape(lines(
        "a.example.com - Erika Mustermann", "b.example.com - Max Mustermann"),
        "a.example.com b.example.com"),
    "quoted with commas": Shape(lines(
        '"a.example.com",', '"b.example.com",', '"c.example.com"'),
        "a.example.com b.example.com c.example.com"),
    "js array": Shape(lines(
        "export const domains = [", "  'a.example.com',",
        "  'b.example.com', // Erika", "];"),
        "a.example.com b.example.com"),
    "numbered )": Shape(lines(
        "1) a.example.com", "2) b.example.com"),
        "a.example.com b.example.com"),
    "numbered ()": Shape(lines(
        "(1) a.example.com", "(2) b.example.com"),
        "a.example.com b.example.com"),
    "crtsh paste": Shape(lines(
        "crt.sh ID\tLogged At\tNot Before\tNot After\tCommon Name\tMatching "
        "Identities\tIssuer Name",
        "123\t2026-03-01\t2026-03-01\t2026-06-01\ta.example.com\ta.example.com"
        "\tC=US, O=Quatsch",
        "124\t2026-03-01\t2026-03-01\t2026-06-01\tb.example.com\tb.example.com"
        "\tC=US, O=Quatsch"),
        "a.example.com b.example.com"),
    "cdx": Shape(lines(
        "com,example,a)/ 20260301100000 https://a.example.com/ text/html 200 "
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567 123",
        "com,example,b)/quatsch 20260301100000 https://b.example.com/Quatsch "
        "text/html 200 ABCDEFGHIJKLMNOPQRSTUVWXYZ234567 456"),
        "a.example.com b.example.com"),
    "fdns": Shape(lines(
        '{"timestamp": "1700000000", "name": "a.example.com", "type": "mx", '
        '"value": "10 mx.example.net"}',
        '{"timestamp": "1700000000", "name": "b.example.com", "type": '
        '"cname", "value": "x.example.net"}'),
        "a.example.com b.example.com"),
    "mta-sts": Shape(lines(
        "version: STSv1", "mode: enforce", "mx: mx1.a.example.com",
        "mx: *.b.example.com", "max_age: 604800",
        end="\r\n"),
        "mx1.a.example.com b.example.com"),
    "dmarc csv": Shape(lines(
        "xml_schema,org_name,org_email,report_id,begin_date,end_date,domain,so"
        "urce_ip_address,source_reverse_dns,source_base_domain,count,header_fr"
        "om,envelope_from",
        "1.0,Quatsch,erika@x.example.org,1,2026-03-01,2026-03-02,a.example.com"
        ",192.0.2.1,mx.example.net,example.net,7,a.example.com,bounce.example."
        "org",
        "1.0,Quatsch,erika@x.example.org,2,2026-03-01,2026-03-02,b.example.com"
        ",192.0.2.1,mx.example.net,example.net,7,b.example.com,bounce.example."
        "org"),
        "a.example.com b.example.com"),
    "spaces and semicolons": Shape(lines(
        "a.example.com ; 192.0.2.1 ; Erika",
        "b.example.com ; 192.0.2.2 ; Max"),
        "a.example.com b.example.com"),
    "mail with names": Shape(lines(
        "erika@a.example.com;Erika;Mustermann",
        "max@b.example.com;Max;Mustermann"),
        "a.example.com b.example.com"),
    "comm": Shape(lines(
        "a.example.com", "\tb.example.com", "\t\tc.example.com"),
        "a.example.com b.example.com c.example.com"),
    "aws table": Shape(lines(
        "---------------------------------",
        "|        ListHostedZones        |",
        "+------------------+------------+",
        "|  Name            |  Id        |",
        "+------------------+------------+",
        "|  a.example.com.  |  /h/Z1     |",
        "|  b.example.com.  |  /h/Z2     |",
        "+------------------+------------+"),
        "a.example.com b.example.com"),
    "aws text": Shape(lines(
        "HOSTEDZONES\tx\t/hostedzone/Z1\ta.example.com.\t5",
        "CONFIG\tErika\tFalse",
        "HOSTEDZONES\tx\t/hostedzone/Z2\tb.example.com.\t2",
        "CONFIG\tMax\tFalse"),
        "a.example.com b.example.com"),
    "route53 records": Shape(
        '{\n    "ResourceRecordSets": [\n        {\n            "Name": '
        '"a.example.com.",\n            "Type": "MX",\n            "TTL": '
        '300,\n            "ResourceRecords": [\n                {\n          '
        '          "Value": "10 mx.example.net."\n                }\n         '
        '   ]\n        },\n        {\n            "Name": "a.example.com.",\n '
        '           "Type": "NS",\n            "TTL": 300,\n            '
        '"ResourceRecords": [\n                {\n                    '
        '"Value": "ns1.example.net."\n                },\n                {\n '
        '                   "Value": "ns2.example.net."\n                }\n  '
        '          ]\n        },\n        {\n            "Name": '
        '"b.example.com.",\n            "Type": "CNAME",\n            "TTL": '
        '300,\n            "ResourceRecords": [\n                {\n          '
        '          "Value": "x.example.net."\n                }\n            '
        ']\n        },\n        {\n            "Name": '
        '"\\\\052.c.example.com.",\n            "Type": "A",\n            '
        '"AliasTarget": {\n                "HostedZoneId": "Z2",\n            '
        '    "DNSName": "lb.example.net.",\n                '
        '"EvaluateTargetHealth": false\n            }\n        }\n    ]\n}',
        "a.example.com b.example.com"),
}
