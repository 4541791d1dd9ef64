"""What services, browsers and command lines hand out."""

from __future__ import annotations

import json

from list_shapes import Shape, lines


def ingress(host: str) -> dict:
    """Of Kubernetes, which the same balancer serves as all others."""
    return {"kind": "Ingress",
            "spec": {"rules": [{"host": host}], "tls": [{"hosts": [host]}]},
            "status": {"loadBalancer": {"ingress": [
                {"hostname": "lb.example.net"}]}}}


def link(name: str) -> dict:
    return {"name": "Quatsch", "type": "url", "url": f"https://{name}/x"}


MACHINES = {
    "a balancer of all": Shape(json.dumps({"kind": "List", "items": [
        ingress("a.example.com"), ingress("b.example.com")]}),
        "a.example.com b.example.com", ".host"),
    "a sensor of all": Shape(lines(
        '"@timestamp","dns.question.name","host.name"',
        '"Mar 1, 2026 @ 10:00:00.000","a.example.com","s.example.org"',
        '"Mar 1, 2026 @ 10:00:01.000","b.example.com","s.example.org"'),
        "a.example.com b.example.com", "dns.question.name"),
    "contacts of machines": Shape(lines(
        "host,email", "a.example.com,erika@x.example.org",
        "a.example.com,max@y.example.org", "b.example.com,mia@z.example.org",
        "b.example.com,moe@w.example.org"), "a.example.com b.example.com"),
    "who is said to have sent": Shape(lines(
        "source_ip,source_base_domain,count,envelope_from,header_from",
        "192.0.2.1,example.net,3,x.example.com,a.example.com",
        "192.0.2.2,example.net,3,x.example.com,b.example.com"),
        "a.example.com b.example.com", "header_from"),
}

KEYS = {
    "texts of a program": Shape(json.dumps({
        "login.title": "Quatsch", "app.name": "x", "menu.home": "y",
        "nav.info": "z"}), None, "JSON"),
    "names of a new top-level domain": Shape(json.dumps({
        "a.newtop": 1, "b.newtop": 2, "c.example.com": 3}),
        "a.newtop b.newtop c.example.com", "keys"),
}

TREES = {
    "bookmarks": Shape(json.dumps({"roots": {
        "bookmark_bar": {"type": "folder", "children": [
            link("a.example.com"), {"type": "folder", "children": [
                link("b.example.com"), {"type": "folder", "children": [
                    link("c.example.com")]}]}]},
        "other": {"children": [link("d.example.com")]}}, "version": 1}),
        "a.example.com b.example.com c.example.com d.example.com",
        "however deep"),
    "names in folders only": Shape(json.dumps({"title": "", "children": [
        {"title": "menu", "children": [{"uri": "https://a.example.com/x"},
                                       {"uri": "https://b.example.com/x"}]},
        {"title": "bar", "children": [
            {"title": "x", "children": [{"uri": "https://c.example.com"}]}]}]}),
        "a.example.com b.example.com c.example.com", "however deep"),
    "names that have names": Shape(json.dumps({"children": [
        {"domain": "a.example.com", "children": [
            {"domain": "b.example.com", "children": [
                {"domain": "c.example.com"}]}]}]}),
        "a.example.com b.example.com c.example.com", "however deep"),
}

CERTIFICATES = {
    "subjects": Shape(lines(
        "subject=CN = a.example.com",
        "subject=C = DE, O = Quatsch GmbH, CN = b.example.com"),
        "a.example.com b.example.com", "CN"),
    "subjects of old": Shape(lines(
        "subject= /C=DE/O=Quatsch/CN=a.example.com/emailAddress=erika@x.org",
        "subject= /CN=b.example.com"), "a.example.com b.example.com"),
    "beside who signed them": Shape(lines(
        "subject=CN = a.example.com",
        "issuer=C = US, O = Quatsch, CN = ca.example.org",
        "notAfter=Jun  1 10:00:00 2026 GMT", "subject=CN=*.b.example.com",
        "issuer=C = US, O = Quatsch, CN = R3",
        "notAfter=Jun  1 10:00:00 2026 GMT"),
        "a.example.com b.example.com", "4 of 6 lines of another kind"),
    "names of a directory": Shape(lines(
        "CN=a.example.com,OU=Web,O=Quatsch,C=DE", "CN=b.example.com,C=DE"),
        "a.example.com b.example.com"),
    "people of a directory": Shape(lines(
        "CN=Erika Mustermann,OU=x.example.org,O=Quatsch",
        "CN=Max Mustermann,OU=x.example.org,O=Quatsch"), None, "--column"),
    "a line of a configuration": Shape(
        "subjectAltName = DNS:a.example.com,DNS:b.example.com\n",
        "a.example.com b.example.com"),
}

PAGES = {
    "ads.txt": Shape(lines(
        "# Quatsch", "a.example.com, pub-12, DIRECT, f08c # x",
        "B.example.com,34,reseller", "contact=erika@x.example.org",
        "subdomain=shop.example.net", "OWNERDOMAIN=example.net"),
        "a.example.com b.example.com", "ads.txt"),
    "links": Shape(lines(
        "# Quatsch", "", "- [Site A](https://a.example.com/x)",
        "* [b.example.com](https://b.example.com 'Erika') - Erika's, mostly",
        "1. [C](<https://c.example.com>)", "- [ ] [D](http://d.example.com/)",
        "- [below](#erika)", "- [more](erika.md)", "Erika wrote this."),
        "a.example.com b.example.com c.example.com d.example.com",
        "Markdown"),
}

LINKS = {
    "links that are no YAML": Shape(lines(
        "- [A](https://a.example.com), by Erika",
        "- [B](https://b.example.com)"), "a.example.com b.example.com",
        "Markdown"),
    "sections that are no arrays": Shape(lines(
        "[web.servers]", "a.example.com", "b.example.com port=22"),
        "a.example.com b.example.com", "inventory"),
    "org": Shape(lines("- [[https://a.example.com][Erika]]",
                       "- [[https://b.example.com/Quatsch]]"),
                 "a.example.com b.example.com", "or the like"),
    "mediawiki": Shape(lines("* [https://a.example.com Erika]",
                             "* [https://b.example.com/Quatsch]"),
                       "a.example.com b.example.com"),
    "rst": Shape(lines("`Erika <https://a.example.com>`_",
                       "`B <https://b.example.com/x>`__"),
                 "a.example.com b.example.com"),
    "chats": Shape(lines("<https://a.example.com/x|Erika>",
                         "<mailto:erika@b.example.com|erika@b.example.com>",
                         "<https://c.example.com>"),
                   "a.example.com b.example.com c.example.com"),
    "from page to page": Shape(lines(
        "from,to", "http://a.example.com/,https://b.example.com/",
        "http://c.example.com/,https://d.example.com/"), None, "--column"),
    "one here and several there": Shape(json.dumps({"rules": [
        {"remote-domains": ["a.example.com", "b.example.com"]},
        {"remote-hosts": "c.example.com"}]}), "a.example.com b.example.com",
        "names are also at"),
}

WIKIS = {
    "jira": Shape(lines(
        "|| Rank || Domain || Owner ||", "| 1 | a.example.com | Erika |",
        "| 2 | b.example.com | Max M |"),
        "a.example.com b.example.com", '"Domain"'),
    "jira, one column": Shape(lines("||Domain||", "|a.example.com|",
                                    "|b.example.com|"),
                              "a.example.com b.example.com", '"Domain"'),
    "mediawiki": Shape(lines(
        '{| class="wikitable"', "|+ Quatsch", "|-", "! Owner !! Domain",
        "|-", "| Erika M || a.example.com", "|-", "| Max || b.example.com",
        "|}"), "a.example.com b.example.com",
        'column 2 "Domain" of a pipe list, header skipped'),
    "mediawiki, a line a cell": Shape(lines(
        "{|", "|-", "! Rank", "! Domain", "|-", "| 1", "| a.example.com",
        "|-", "| 2", "| b.example.com", "|}"), None, "a line for each cell"),
    "empty fields": Shape(lines("id|domain||x", "1|a.example.com||y",
                                "2|b.example.com||"),
                          "a.example.com b.example.com"),
    "latex": Shape(lines(
        "\\begin{tabular}{rl}", "Rank & Domain \\\\ \\hline",
        "1 & a.example.com \\\\", "2 & b.example.com \\\\",
        "\\end{tabular}"), None, "LaTeX"),
    "rows of latex": Shape(lines("a.example.com & 10\\% \\\\ \\hline",
                                 "b.example.com & 7\\% \\\\"), None,
                           "LaTeX"),
}

MAPS = {
    "several by semicolons": Shape(lines(
        "ip,hostnames,org", "192.0.2.1,a.example.com;www.a.example.com,Quatsch",
        "192.0.2.2,b.example.com,Quatsch", "192.0.2.3,c.example.com,x"),
        "a.example.com www.a.example.com b.example.com c.example.com",
        'column 2 "hostnames" of a comma list, header skipped'),
    "encoded URLs": Shape(lines("https%3A%2F%2Fa.example.com%2FQuatsch%3Fx",
                                "HTTP%3a%2f%2fb.example.com%3A8080%2f"),
                          "a.example.com b.example.com", "plain"),
    "senders before recipients": Shape(lines(
        "4A1B2C3D4 erika@x.example.org max@a.example.com",
        "4A1B2C3D5 erika@x.example.org mia@b.example.com"), None, "--column"),
    "sendmail's access": Shape(lines(
        "Connect:192.0.2.1\tRELAY", "To:a.example.com\tRELAY",
        "From:erika@b.example.com\tREJECT"), None, "--column"),
    "apps in a scope": Shape(lines(
        "identifier,asset_type,eligible", "*.a.example.com,WILDCARD,true",
        "b.example.com,URL,true", "com.quatsch.app,GOOGLE_PLAY_APP_ID,true"),
        "a.example.com b.example.com", "its type says"),
    "blocks": Shape(lines(
        'resource "aws_route53_zone" "a" {', '  name = "a.example.com"',
        "  tags = {", '    Owner = "Erika"', "  }", "}",
        'resource "aws_route53_zone" "b" {', '  name = "b.example.com"', "}"),
        "a.example.com b.example.com", "name"),
    "a cache": Shape(lines(
        "; Cache dump of view '_default'", "$DATE 20260301100000",
        "; authanswer", "a.example.com.\t3600\tIN A\t192.0.2.1",
        "\t\t\t3600\tMX\t10 mx.example.net.",
        "b.example.com.\t300\t\\-AAAA\t;-$NXRRSET",
        "c.example.com.\t300\t\\-MX\t;-$NXRRSET"),
        "a.example.com b.example.com c.example.com", "zone"),
    "links, more on some lines": Shape(lines(
        "https://a.example.com https://b.example.com/Quatsch",
        "https://c.example.com"), "a.example.com b.example.com c.example.com",
        "several names"),
    "an enumeration": Shape(
        "Domains: a.example.com, b.example.com and c.example.com\n",
        "a.example.com b.example.com c.example.com", "several names"),
    "relays in brackets": Shape(lines(
        "a.example.com encrypt", "[b.example.com]:587 dane",
        "[c.example.com] verify match=hostname:nexthop", "[192.0.2.1]:25 may"),
        "a.example.com b.example.com c.example.com"),
    "owners of policies": Shape(lines(
        's1._domainkey.a.example.com IN TXT "v=DKIM1; p=abc"',
        's1._domainkey.b.example.com IN TXT "v=DKIM1; p=abc"'), None,
        "labels with _"),
    "exceptions": Shape(lines("a.example.com", "!b.example.com", "*.com",
                              "! Quatsch"),
                        "a.example.com b.example.com com"),
    "ranks that are comments": Shape(lines(
        "Rank,Website", "#1,a.example.com", "#2,b.example.com"), None,
        "makes them comments"),
    "texts of a spreadsheet": Shape(lines(
        "domain,n", '="a.example.com",1', '="b.example.com",2'),
        "a.example.com b.example.com"),
    "forwards": Shape(lines("a.example.com=192.0.2.53",
                            "+b.example.com=192.0.2.53;2001:db8::53",
                            "2.0.192.in-addr.arpa=192.0.2.53"),
                      "a.example.com b.example.com", "NAME=ADDRESS"),
    "names = addresses": Shape(lines("a.example.com = 192.0.2.1",
                                     "b.example.com = 2001:db8::1"),
                               "a.example.com b.example.com"),
    "corefile": Shape(lines(
        "a.example.com:53 {", "    errors", "}", "b.example.com {",
        "    forward . 192.0.2.53", "}"),
        "a.example.com b.example.com", "Corefile"),
}

# That look like what stands above, and are what is usual.
USUAL = {
    "kinds of contracts": Shape(lines(
        "partner,domain,type", "x.example.org,a.example.com,DIRECT",
        "y.example.org,b.example.com,RESELLER",
        "z.example.org,c.example.com,DIRECT"),
        "a.example.com b.example.com c.example.com", "domain"),
    "empty fields between bars": Shape(lines(
        "|id|domain|note|", "|1|a.example.com|x|", "||b.example.com||",
        "|3|c.example.com|y|"), "a.example.com b.example.com c.example.com"),
    "blanks and marks in URLs": Shape(lines(
        "url,n", "https://a.example.com/annual report.pdf,1",
        "https://b.example.com/shop;view.html,2"),
        "a.example.com b.example.com"),
    "URLs among links": Shape(lines(
        "Sites:", "- [A](https://a.example.com)", "- https://b.example.com",
        "- <https://c.example.com>"),
        "a.example.com b.example.com c.example.com", "links"),
    "numbers in comments": Shape(lines(
        "#4711 a.example.org", "a.example.com", "#4712 b.example.org",
        "b.example.com"), "a.example.com b.example.com", "a plain list"),
    "a first word of many": Shape(lines(
        "'a.example.com',  # Quatsch", "'b.example.com',",
        "'c.example.com',  # Quatsch"),
        "a.example.com b.example.com c.example.com"),
}
