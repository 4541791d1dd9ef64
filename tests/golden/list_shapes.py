"""Lists as people have them, made up anew, with what must be asked of each.

A shape is its octets, the names that are asked (None: it is refused) and words
of which one must be in the message. Nothing of SECRETS may be in any output.
"""

from __future__ import annotations

import json
from typing import NamedTuple

# Local parts, people, telephone numbers and passwords that stand in shapes.
SECRETS = ("erika", "mustermann", "0049-30-5550", "hunter-two", "Quatsch")


class Shape(NamedTuple):
    """`names` are joined by blanks; None is a refusal with exit code 3."""

    text: str | bytes
    names: str | None
    says: str = ""
    flags: tuple[str, ...] = ()

    @property
    def octets(self) -> bytes:
        return self.text if isinstance(self.text, bytes) else \
            self.text.encode()


def lines(*parts: str, end: str = "\n") -> str:
    return "".join(part + end for part in parts)


def objects(*records: dict) -> str:
    return lines(*(json.dumps(one) for one in records))


NS = "ns1.example.net. ns2.example.net."

TOP_LISTS = {
    "tranco": Shape("1,example.com\r\n2,example.net\r\n3,a.example.org\r\n",
                    "example.com example.net a.example.org", "comma"),
    "umbrella": Shape("1,example.com\n2,www.example.com\n3,net\n",
                      "example.com www.example.com net"),
    "majestic": Shape(lines(
        "GlobalRank,TldRank,Domain,TLD,RefSubNets,RefIPs,IDN_Domain,IDN_TLD,"
        "PrevGlobalRank,PrevTldRank,PrevRefSubNets,PrevRefIPs",
        "1,1,example.com,com,490000,2500000,example.com,com,1,1,490010,2500",
        "2,2,b.example.net,net,480000,2400000,b.example.net,net,2,2,4800,24"),
        "example.com b.example.net", '"Domain"'),
    "crux": Shape(lines("origin,rank", "https://www.example.com,1000",
                        "https://m.example.net,1000",
                        "http://old.example.org:8080,5000"),
                  "www.example.com m.example.net old.example.org", '"origin"'),
    "radar": Shape(lines("domain", "example.com", "example.net"),
                   "example.com example.net", 'header "domain"'),
    "radar ranked": Shape(lines("rank,domain,categories",
                                '1,example.com,"Technology;Search Engines"',
                                '2,example.net,"News, Media"'),
                          "example.com example.net"),
    "domcop": Shape(lines('"Rank","Domain","Open Page Rank"',
                          '"1","example.com","10.00"',
                          '"2","fonts.example.net","10.00"'),
                    "example.com fonts.example.net"),
    "ranks of data frames": Shape(
        ",rank,domain\n0,1.0,a.example.com\n1,2.0,b.example.com\n",
        "a.example.com b.example.com"),
    "ranks in all spellings": Shape(lines(
        "1e+05,b.example.com", '"1,000",e.example.com', "NA,r.example.com",
        "2.0,d.example.com", "1.,q.example.com"),
        "b.example.com e.example.com r.example.com d.example.com "
        "q.example.com"),
}

GOVERNMENTS = {
    "cisa .gov": Shape(lines(
        "Domain name,Domain type,Organization name,Suborganization name,City,"
        "State,Security contact email",
        "a.example.com,City,City of A,,Town,AL,erika@contact.example.net",
        'b.example.org,City,"B, City of",,"Saint, Town",AK,(blank)'),
        "a.example.com b.example.org", '"Domain name"'),
    "german": Shape(lines(
        "Gemeinde;PLZ;Bürgermeister;Internetadresse",
        "Oberau;82496;Erika Mustermann;https://www.oberau.example.com",
        "Unterau;82497;Max Mustermann;www.unterau.example.net"),
        "www.oberau.example.com www.unterau.example.net"),
    "french": Shape("\ufeff" + lines(
        "Code INSEE;Commune;Nom de domaine;Courriel",
        "01001;L'Abergement;abergement.example.com;erika@mail.example.net",
        "01002;L'Abergement-de-Varey;varey.example.org;mairie@x.example.net",
        end="\r\n"), "abergement.example.com varey.example.org"),
    "italian": Shape(lines(
        "Codice_IPA\tDenominazione\tSito_istituzionale\tTelefono",
        "c_a001\tComune di A\tcomune.a.example.com\t0049-30-5550",
        "c_a002\tComune di B\thttp://www.comune.b.example.net/\t0049-30-5550"),
        "comune.a.example.com www.comune.b.example.net"),
    "spanish": Shape(lines(
        "Código,Municipio,Página web,Teléfono",
        "28001,Acebeda (La),http://www.acebeda.example.com,0049-30-5550",
        "28002,Ajalvir,,0049-30-5550",
        "28003,Alameda,www.alameda.example.org,0049-30-5550"),
        "www.acebeda.example.com www.alameda.example.org"),
    "japanese": Shape(lines(
        "団体コード,自治体名,ドメイン",
        "011002,札幌市,city.sapporo.example.com",
        "012025,函館市,city.hakodate.example.net"),
        "city.sapporo.example.com city.hakodate.example.net"),
    "austrian, no header": Shape(lines(
        "Eisenstadt,Burgenland,10101,eisenstadt.example.com",
        "Rust,Burgenland,10201,rust.example.net"),
        "eisenstadt.example.com rust.example.net"),
    "nothing in it": Shape(lines("Nummer,Ort,Land", "1,Oberau,Bayern",
                                 "2,Unterau,Bayern"), None, "column"),
}

HEADERS = {
    f"header in {word}": Shape(lines(f"id;{word}", "7;a.example.com",
                                     "9;b.example.net"),
                               "a.example.com b.example.net",
                               "header skipped")
    for word in ("domain", "Домен", "域名", "डोमेन", "dominio", "nom de domaine",
                 "نطاق", "ডোমেইন", "domínio", "ڈومین", "ドメイン", "Domäne",
                 "alan adı", "도메인")
}

TABLES = {
    "a field over lines": Shape(lines(
        "domain,contact,x", "a.example.com,Max,1",
        'b.example.com,"Frau', "erika@x.example.com", 'Mustermann",2',
        "c.example.com,Max,3"), "a.example.com b.example.com c.example.com"),
    "identifiers that end like names": Shape(lines(
        "42,erika.mustermann,a.example.com", "43,max.mustermann,b.example.com"),
        "a.example.com b.example.com"),
    "words before names": Shape(lines("cust-01,a.example.com",
                                      "ACME,b.example.com"),
                                "a.example.com b.example.com"),
    "two columns of names": Shape(lines("a.example.com,mx.example.net",
                                        "b.example.com,mx.example.org"),
                                  None, "--column"),
    "two columns of names, chosen": Shape(
        lines("a.example.com,mx.example.net", "b.example.com,mx.example.org"),
        "mx.example.net mx.example.org", "", ("--column", "2")),
    "column by name": Shape(lines("domain,mail server",
                                  "a.example.com,mx.example.net"),
                            "mx.example.net", "",
                            ("--column", "Mail Server")),
    "column that is not there": Shape(lines("a,b", "a.example.com,1"), None,
                                      "no column", ("--column", "5")),
    "domain and base domain": Shape(lines(
        "Domain,Base Domain", "www.a.example.com,a.example.com",
        "www.b.example.com,b.example.com"),
        "www.a.example.com www.b.example.com", "also in column 2"),
    "stray quote": Shape(lines(
        "id,note,domain", '1,say "x,a.example.com', '2,"open,b.example.com',
        "3,z,c.example.com", "4,z,d.example.com", "5,z,e.example.com",
        "6,z,f.example.com", "7,z,g.example.com"),
        "a.example.com b.example.com c.example.com d.example.com "
        "e.example.com f.example.com g.example.com"),
    "field over lines": Shape(
        'id,note,domain\n1,"two\nlines",a.example.com\n2,x,b.example.com\n',
        "a.example.com b.example.com"),
    "doubled quotes": Shape(
        'id,note,domain\n1,"say ""x, y""",a.example.com\n2,,b.example.com\n',
        "a.example.com b.example.com"),
    "whole lines in quotes": Shape(
        '"id,""domain"""\n"1,""a.example.com"""\n"2,""b.example.com"""\n',
        "a.example.com b.example.com"),
    "sep=": Shape("sep=;\r\nid;domain\r\n1;a.example.com\r\n",
                  "a.example.com"),
    "powershell": Shape(lines(
        "#TYPE Selected.Microsoft.ActiveDirectory",
        '"Name","PrimarySmtpAddress"',
        '"Erika Mustermann","erika@a.example.com"',
        '"Max Mustermann","max@b.example.net"', end="\r\n"),
        "a.example.com b.example.net"),
    "pipes": Shape(lines("id|domain|x", "1|a.example.com|y",
                         "2|b.example.com|y"),
                   "a.example.com b.example.com", "pipe"),
    "google workspace": Shape(lines(
        "First Name [Required],Last Name [Required],Email Address [Required],"
        "Password [Required]",
        "Erika,Mustermann,erika@a.example.com,hunter-two",
        "Max,Mustermann,max@b.example.net,hunter-two"),
        "a.example.com b.example.net"),
    "mailchimp": Shape(lines(
        '"Email Address","First Name","Last Name",ADDRESS,"Phone Number",TAGS',
        'erika@a.example.com,Erika,Mustermann,"Weg 1  Stadt",0049-30-5550,"x"',
        "max@b.example.net,Max,Mustermann,,,"), "a.example.com b.example.net"),
    "linkedin": Shape(lines(
        "Notes:", '"When exporting, some addresses are missing"', "",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "Erika,Mustermann,,erika@a.example.com,ACME,Boss,01 Jan 2026",
        "Max,Mustermann,,max@b.example.net,ACME,Aide,02 Jan 2026",
        "Mia,Mustermann,,mia@c.example.net,ACME,Aide,02 Jan 2026",
        "Moe,Mustermann,,moe@d.example.net,ACME,Aide,02 Jan 2026",
        "Mae,Mustermann,,mae@e.example.net,ACME,Aide,02 Jan 2026",
        "Mac,Mustermann,,mac@f.example.net,ACME,Aide,02 Jan 2026",
        "Mal,Mustermann,,mal@g.example.net,ACME,Aide,02 Jan 2026"),
        "a.example.com b.example.net c.example.net d.example.net "
        "e.example.net f.example.net g.example.net"),
    "urlhaus": Shape(lines(
        "#" * 60, "# URLhaus database dump (CSV)  #", "#" * 60, "#",
        "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,"
        "reporter",
        *(f'"{i}","2026-03-01 10:00:0{i % 10}","http://h{i}.example.com/bin",'
          f'"online","","malware","elf","https://list.example.org/url/{i}/",'
          '"someone"' for i in range(60))),
        " ".join(f"h{i}.example.com" for i in range(60))),
    "a first row like no other": Shape(lines(
        "a.example.com,Berlin", *(f"n{i}.example.com,{10115 + i}"
                                  for i in range(30))),
        " ".join(["a.example.com"] +
                 [f"n{i}.example.com" for i in range(30)]), "column 1"),
    "a first row that is no table yet": Shape(lines(
        "a.example.com timeout", *(f"n{i}.example.com 192.0.2.{i}"
                                   for i in range(30))),
        " ".join(["a.example.com"] +
                 [f"n{i}.example.com" for i in range(30)]), "column 1"),
    "postfix virtual": Shape(lines(
        "a.example.com anything", "info@b.example.com  jd@example.net",
        "joe@c.example.com  jr@example.org"),
        "a.example.com b.example.com c.example.com", "column 1"),
    "zeek": Shape(lines(
        "#separator \\x09", "#set_separator\t,", "#path\tdns",
        "#fields\tts\tuid\tquery\tqtype_name\tanswers",
        "#types\ttime\tstring\tstring\tstring\tvector[string]",
        "1700000000.1\tCa1\ta.example.com\tMX\tmx.example.net",
        "1700000000.2\tCb2\tb.example.org\tMX\tmx.example.net",
        "1700000000.3\tCc3\tc.example.net\tMX\tmx.example.net"),
        "a.example.com b.example.org c.example.net", "query"),
    "phishtank": Shape(lines(
        "phish_id,url,phish_detail_url,submission_time,verified,"
        "verification_time,online,target",
        "9,https://login.example.com/x,https://list.example.org/9,"
        "2026-03-01T10:00:00+00:00,yes,2026-03-01T10:00:00+00:00,yes,Other"),
        "login.example.com"),
    "abuse reports": Shape(lines(
        "IP,Country,Domain,Abuse Score", "192.0.2.1,DE,a.example.com,100",
        "192.0.2.2,FR,b.example.net,99"), "a.example.com b.example.net"),
    "psql": Shape(lines(" id |     domain     ", "----+----------------",
                        "  1 | a.example.com", "  2 | b.example.com",
                        "  3 | c.example.com", "  4 | d.example.com"),
                  "a.example.com b.example.com c.example.com d.example.com"),
    "rules of a proxy": Shape(lines("DOMAIN-SUFFIX,a.example.com,REJECT",
                                    "DOMAIN,b.example.com,REJECT"),
                              "a.example.com b.example.com"),
    "title before the header": Shape(lines(
        "Liste der Gemeinden;;", ";;", "Nr;Gemeinde;Domain",
        "1;Oberau;a.example.com", "2;Unterau;b.example.com"),
        "a.example.com b.example.com", '"Domain"'),
    "put together": Shape(lines(
        "id,domain", "1,a.example.com", "id,domain", "2,b.example.com"),
        "a.example.com b.example.com"),
    "identifiers that are parts of names": Shape(lines(
        "network.id,network.domain", "1,a.example.com", "2,b.example.com"),
        "a.example.com b.example.com"),
    "unknown word": Shape(lines(
        "Nr;Netzseite der Gemeinde", "1;https://a.example.com/x",
        "2;https://b.example.com/"), "a.example.com b.example.com",
        "header skipped"),
    "addresses and names": Shape(lines(
        "indicator", "192.0.2.1", "a.example.com", "https://b.example.com/x"),
        "a.example.com b.example.com"),
    "bullets": Shape(lines("* a.example.com", "* b.example.com"),
                     "a.example.com b.example.com"),
    "numbered": Shape(lines("1. a.example.com", "2. b.example.com"),
                      "a.example.com b.example.com"),
    "names with remarks": Shape(lines("a.example.com  # x, y",
                                      "b.example.com"),
                                "a.example.com b.example.com"),
    "addresses with passwords": Shape(lines(
        "erika@a.example.com:hunter-two", "max@b.example.com:hunter-two"),
        "a.example.com b.example.com"),
    "many people": Shape(lines(
        "Erika Mustermann <erika@a.example.com>",
        '"Mustermann, Max" <max@b.example.com>'),
        "a.example.com b.example.com"),
    "totals below": Shape(lines(
        "Domain;Anzahl", "a.example.com;1", "b.example.com;2", "Summe;3"),
        "a.example.com b.example.com", "1 of 3 rows without a name"),
    "names and their owners": Shape(lines(
        "Name;E-Mail;Ablauf", "a.example.com;erika@x.example.net;2027",
        "b.example.com;max@y.example.net;2027"),
        "a.example.com b.example.com"),
    "written by one machine": Shape(lines(
        "time,hostname,sender_domain", *(
            f"7,mx.example.org,h{i}.example.com" for i in range(9))),
        " ".join(f"h{i}.example.com" for i in range(9))),
    "recipients of a message": Shape(
        'Erika <erika@a.example.com>; "Mustermann, Max" <max@b.example.com>\n',
        "a.example.com b.example.com", "several names"),
    "two names on one line": Shape("a.example.com b.example.com\n",
                                   "a.example.com b.example.com"),
    "our own, flat": Shape(lines(
        "seq,domain,input,input_rank,status,mail_kind,preference,exchange",
        "0,a.example.com,,,NOERROR,mx,10,mx1.example.net",
        "0,a.example.com,,,NOERROR,mx,20,mx2.example.net",
        "1,b.example.com,,,NOERROR,mx,10,mx1.example.net"),
        "a.example.com b.example.com", "repeated rows as one"),
}
