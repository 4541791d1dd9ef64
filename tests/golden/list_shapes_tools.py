"""Files of tools and servers: configurations, reports, logs of queries."""

from __future__ import annotations

from list_shapes import Shape, lines

SITES = {
    "caddy": Shape(lines(
        "{", "\temail erika@x.example.org", "\tservers {",
        "\t\tprotocols h1 h2", "\t}", "}", "", "(common) {", "\tencode gzip",
        "}", "", "a.example.com, www.a.example.com {", "\timport common",
        "\treverse_proxy backend.example.org:8080",
        "\thandle_path /quatsch.php* {", "\t\troot * /srv", "\t}", "}", "",
        "https://b.example.com:8443 {", "\tredir https://www.example.net{uri}",
        "\ttls erika@x.example.org", "}"),
        "a.example.com www.a.example.com b.example.com",
        "Caddyfile"),
    "caddy plain": Shape(lines(
        "a.example.com {", "    reverse_proxy localhost:8080", "}",
        "b.example.com {", "    root * /srv", "    file_server", "}"),
        "a.example.com b.example.com"),
    "caddy over lines": Shape(lines(
        "a.example.com,", "b.example.com {", '    respond "hi"', "}",
        "c.example.com {", "    file_server", "}"),
        "a.example.com b.example.com c.example.com"),
    "haproxy map": Shape(lines(
        "# Quatsch", "a.example.com    be_a", "b.example.com    be_b",
        "c.example.com    be_default"),
        "a.example.com b.example.com c.example.com"),
    "haproxy crt-list": Shape(lines(
        "/etc/ssl/a.pem [alpn h2] a.example.com",
        "/etc/ssl/b.pem b.example.com !x.b.example.com"),
        "a.example.com b.example.com"),
    "haproxy cfg": Shape(lines(
        "frontend https", "    bind :443 ssl crt /etc/quatsch/",
        "    acl is_a hdr(host) -i a.example.com www.a.example.com",
        "    acl is_b req.hdr(Host),lower -m end b.example.com",
        "    use_backend be_c if { ssl_fc_sni -i c.example.com }",
        "    use_backend be_a if is_a", "    default_backend be_x",
        "backend be_a", "    server web1 backend.example.org:8080 check"),
        "a.example.com www.a.example.com b.example.com c.example.com",
        "HAProxy"),
    "dnscontrol": Shape(lines(
        'var REG_NONE = NewRegistrar("none");',
        'var DSP = NewDnsProvider("bind");', "",
        'D("a.example.com", REG_NONE, DnsProvider(DSP),',
        '    A("@", "192.0.2.1"),', '    MX("@", 10, "mx.example.net."),',
        '    CNAME("www", "x.example.net.")', ");",
        'D("b.example.com", REG_NONE, DnsProvider(DSP), DefaultTTL(300),',
        '    TXT("@", "v=spf1 -all")', ");"),
        "a.example.com b.example.com",
        "DNSControl"),
    "k8s ingress": Shape(lines(
        "apiVersion: networking.k8s.io/v1", "kind: Ingress", "metadata:",
        "  name: quatsch", "spec:", "  tls:", "  - hosts:",
        "    - a.example.com", "    - b.example.com", "    secretName: x-tls",
        "  rules:", "  - host: a.example.com", "    http:", "      paths:",
        "      - path: /", "  - host: b.example.com"),
        "a.example.com b.example.com"),
    "userdomains": Shape(lines(
        "*: nobody", "a.example.com: erika", "b.example.com: max"),
        "a.example.com b.example.com"),
}

REPORTS = {
    "nmap grep": Shape(lines(
        "# Nmap 7.93 scan initiated Tue Mar 10 12:00:00 2026 as: nmap -p25 "
        "-oG - -iL x",
        "Host: 192.0.2.1 (a.example.com)\tStatus: Up",
        "Host: 192.0.2.1 (a.example.com)\tPorts: 25/open/tcp//smtp///",
        "Host: 192.0.2.2 (b.example.com)\tStatus: Up",
        "Host: 192.0.2.2 (b.example.com)\tPorts: 25/closed/tcp//smtp///",
        "Host: 192.0.2.3 ()\tStatus: Down",
        "# Nmap done at Tue Mar 10 12:00:00 2026"),
        "a.example.com b.example.com",
        "Nmap"),
    "nmap full": Shape(lines(
        "Starting Nmap 7.93 ( https://nmap.example.org ) at 2026-03-10 12:00 "
        "UTC",
        "Nmap scan report for a.example.com (192.0.2.1)",
        "Host is up (0.010s latency).",
        "rDNS record for 192.0.2.1: x.example.net",
        "Not shown: 998 closed tcp ports (reset)",
        "PORT    STATE SERVICE VERSION", "25/tcp  open  smtp    Postfix smtpd",
        "|_smtp-commands: mx.example.net, PIPELINING, SIZE",
        "| ssl-cert: Subject: commonName=q.example.org",
        "| Subject Alternative Name: DNS:q.example.org", "443/tcp open  https",
        "Service Info: Host:  mx.example.net", "",
        "Nmap scan report for b.example.com (192.0.2.2)",
        "Host is up (0.010s latency).", "PORT   STATE SERVICE",
        "25/tcp open  smtp"),
        "a.example.com b.example.com"),
    "gobuster dns": Shape(lines(
        "===============================================================",
        "Gobuster v3.6", "by Erika & Max",
        "===============================================================",
        "[+] Domain:     example.com", "[+] Threads:    10",
        "[+] Timeout:    1s", "[+] Wordlist:   words.txt",
        "===============================================================",
        "Starting gobuster in DNS enumeration mode",
        "===============================================================",
        "Found: a.example.com", "", "Found: b.example.com [192.0.2.1]", "",
        "Progress: 4989 / 4990 (99.98%)",
        "===============================================================",
        "Finished",
        "==============================================================="),
        "a.example.com b.example.com",
        "Found"),
    "fierce": Shape(lines(
        "NS: ns1.example.net. ns2.example.net.",
        "SOA: ns1.example.net. (192.0.2.53)", "Zone: failure",
        "Wildcard: failure", "Found: a.example.com. (192.0.2.1)", "Nearby:",
        "{'192.0.2.2': 'x.example.net.'}",
        "Found: b.example.com. (192.0.2.2)"),
        "a.example.com b.example.com"),
    "nslookup": Shape(lines(
        "Server:\t\t192.0.2.53", "Address:\t192.0.2.53#53", "",
        "Non-authoritative answer:",
        "a.example.com\tmail exchanger = 10 mx.example.net.", "",
        "Authoritative answers can be found from:", "Server:\t\t192.0.2.53",
        "Address:\t192.0.2.53#53", "",
        "** server can't find b.example.com: NXDOMAIN", ""),
        "a.example.com b.example.com",
        "nslookup"),
    "nslookup a": Shape(lines(
        "Server:\t\t192.0.2.53", "Address:\t192.0.2.53#53", "",
        "Non-authoritative answer:", "Name:\ta.example.com",
        "Address: 192.0.2.1", "Name:\ta.example.com", "Address: 2001:db8::1",
        ""),
        "a.example.com"),
    "nslookup windows": Shape(lines(
        "Server:  ns1.example.org", "Address:  192.0.2.53", "",
        "Non-authoritative answer:",
        "a.example.com\tMX preference = 10, mail exchanger = mx.example.net",
        "b.example.com\tMX preference = 10, mail exchanger = mx.example.net"),
        "a.example.com b.example.com"),
    "host v": Shape(lines(
        "a.example.com has address 192.0.2.1",
        "a.example.com mail is handled by 10 mx.example.net.",
        "Host b.example.com not found: 3(NXDOMAIN)",
        "c.example.com is an alias for x.example.net.",
        "x.example.net has address 192.0.2.3"),
        "a.example.com b.example.com c.example.com x.example.net",
        "answers of host"),
    "certbot": Shape(lines(
        "Saving debug log to /var/log/letsencrypt/letsencrypt.log", "",
        "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
        "- - - - - -",
        "Found the following certs:", "  Certificate Name: a.example.com",
        "    Serial Number: 3a", "    Key Type: ECDSA",
        "    Domains: a.example.com www.a.example.com",
        "    Expiry Date: 2026-06-01 10:00:00+00:00 (VALID: 88 days)",
        "    Certificate Path: /etc/letsencrypt/live/a.example.com/fullchain.p"
        "em",
        "    Private Key Path: /etc/letsencrypt/live/a.example.com/privkey.pem"
        "",
        "  Certificate Name: b.example.com", "    Domains: b.example.com",
        "    Expiry Date: 2026-06-01 10:00:00+00:00 (VALID: 88 days)"),
        "a.example.com www.a.example.com b.example.com",
        "certbot"),
    "checkconf z": Shape(lines(
        "zone a.example.com/IN: loaded serial 2026030101",
        "zone b.example.com/IN: loaded serial 2026030101",
        "zone 2.0.192.in-addr.arpa/IN: loaded serial 1"),
        "a.example.com b.example.com",
        "status"),
    "knotc": Shape(lines(
        "[a.example.com.] role: master | serial: 2026030101 | transaction: "
        "none | freeze: no",
        "[b.example.com.] role: slave | serial: 7 | transaction: none | "
        "freeze: no"),
        "a.example.com b.example.com",
        "status"),
    "amass": Shape(lines(
        "a.example.com (FQDN) --> a_record --> 192.0.2.1 (IPAddress)",
        "example.com (FQDN) --> mx_record --> mx.example.net (FQDN)",
        "b.example.com (FQDN) --> cname_record --> x.example.net (FQDN)",
        "192.0.2.0/24 (Netblock) --> contains --> 192.0.2.1 (IPAddress)",
        "64500 (ASN) --> announces --> 192.0.2.0/24 (Netblock)"),
        "a.example.com example.com b.example.com"),
    "httpx colours": Shape(lines(
        "https://a.example.com [\x1b[32m200\x1b[0m] [\x1b[36mQuatsch\x1b[0m]",
        "https://b.example.com [\x1b[33m301\x1b[0m] []"),
        "a.example.com b.example.com"),
    "nuclei": Shape(lines(
        '[dns-mx] [dns] [info] a.example.com ["10 mx.example.net."]',
        '[tls-version] [ssl] [info] b.example.com:443 ["tls12"]'),
        "a.example.com b.example.com"),
}

QUERY_LOGS = {
    "pihole": Shape(lines(
        "Mar 10 12:00:00 dnsmasq[123]: query[A] a.example.com from 192.0.2.9",
        "Mar 10 12:00:00 dnsmasq[123]: forwarded a.example.com to 192.0.2.53",
        "Mar 10 12:00:00 dnsmasq[123]: reply a.example.com is <CNAME>",
        "Mar 10 12:00:00 dnsmasq[123]: reply x.example.net is 192.0.2.1",
        "Mar 10 12:00:01 dnsmasq[123]: query[HTTPS] b.example.com from "
        "192.0.2.9",
        "Mar 10 12:00:01 dnsmasq[123]: gravity blocked b.example.com is "
        "0.0.0.0"),
        "a.example.com b.example.com",
        "log of DNS queries"),
    "bind queries": Shape(lines(
        "10-Mar-2026 12:00:00.123 queries: info: client @0x7f1 192.0.2.9#5353 "
        "(a.example.com): query: a.example.com IN MX +E(0)K (192.0.2.53)",
        "10-Mar-2026 12:00:00.456 queries: info: client @0x7f1 192.0.2.9#5353 "
        "(b.example.com): query: b.example.com IN A + (192.0.2.53)"),
        "a.example.com b.example.com",
        "log of DNS queries"),
    "bind queries syslog": Shape(lines(
        "Mar 10 12:00:00 ns1.example.org named[77]: client 192.0.2.9#5353 "
        "(a.example.com): query: a.example.com IN MX +E (192.0.2.53)",
        "Mar 10 12:00:00 ns1.example.org named[77]: client 192.0.2.9#5353 "
        "(b.example.com): query: b.example.com IN MX + (192.0.2.53)"),
        "a.example.com b.example.com"),
    "unbound syslog": Shape(lines(
        "Mar 10 12:00:00 ns1.example.org unbound[77]: [77:0] info: 192.0.2.9 "
        "a.example.com. MX IN",
        "Mar 10 12:00:00 ns1.example.org unbound[77]: [77:0] info: 192.0.2.9 "
        "b.example.com. A IN"),
        "a.example.com b.example.com"),
    "coredns": Shape(lines(
        '[INFO] 192.0.2.9:1234 - 1234 "MX IN a.example.com. udp 40 false 512" '
        "NOERROR qr,rd,ra 100 0.001s",
        '[INFO] 192.0.2.9:1234 - 1235 "A IN b.example.com. udp 40 false 512" '
        "NOERROR qr,rd,ra 100 0.001s"),
        "a.example.com b.example.com"),
    "dnstap": Shape(lines(
        "10-Mar-2026 12:00:00.000 CQ 192.0.2.9:53124 -> 192.0.2.53:53 UDP 40b "
        "a.example.com/IN/MX",
        "10-Mar-2026 12:00:00.000 CR 192.0.2.9:53124 <- 192.0.2.53:53 UDP 70b "
        "a.example.com/IN/MX",
        "10-Mar-2026 12:00:00.000 CQ 192.0.2.9:53124 -> 192.0.2.53:53 UDP 40b "
        "b.example.com/IN/A"),
        "a.example.com b.example.com"),
    "tcpdump": Shape(lines(
        "12:00:00.123456 IP 192.0.2.9.51234 > 192.0.2.53.53: 1234+ MX? "
        "a.example.com. (31)",
        "12:00:00.223456 IP 192.0.2.53.53 > 192.0.2.9.51234: 1234 1/0/0 MX "
        "mx.example.net. 10 (60)",
        "12:00:00.323456 IP 192.0.2.9.51235 > ns1.example.org.53: 1235+ [1au] "
        "A? b.example.com. (31)",
        "12:00:00.423456 IP ns1.example.org.53 > 192.0.2.9.51235: 1235 "
        "NXDomain 0/1/0 (90)"),
        "a.example.com b.example.com"),
    "postfix iso": Shape(lines(
        "2026-03-01T10:00:00.123456+01:00 mx postfix/smtpd[12]: connect from "
        "client.example.org[192.0.2.1]",
        "2026-03-01T10:00:00.123456+01:00 mx postfix/qmgr[1]: 4A1: "
        "from=<erika@x.example.org>, size=12, nrcpt=1 (queue active)",
        "2026-03-01T10:00:01.123456+01:00 mx postfix/smtp[13]: 4A1: "
        "to=<max@a.example.com>, orig_to=<m@y.example.org>, "
        "relay=mx.example.net[192.0.2.2]:25, delay=1, dsn=2.0.0, status=sent "
        "(250 ok)",
        "2026-03-01T10:00:01.123456+01:00 mx postfix/smtp[13]: 4A2: "
        "to=<mia@b.example.com>, relay=none, delay=1, dsn=4.4.3, "
        "status=deferred (Host or domain name not found)"),
        "a.example.com b.example.com"),
    "exim log": Shape(lines(
        "2026-03-01 10:00:00 1abcDE-000001-AB <= erika@x.example.org "
        "H=client.example.org [192.0.2.1] P=esmtps S=1234 id=7@x.example.org",
        "2026-03-01 10:00:01 1abcDE-000001-AB => max@a.example.com "
        "R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.2]",
        "2026-03-01 10:00:01 1abcDE-000001-AB ** mia@b.example.com "
        "R=dnslookup T=remote_smtp: SMTP error",
        "2026-03-01 10:00:01 1abcDE-000001-AB Completed"),
        "a.example.com b.example.com"),
}
