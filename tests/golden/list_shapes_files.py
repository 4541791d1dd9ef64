"""Files that configure something: servers, machines, certificates, settings."""

from __future__ import annotations

from list_shapes import Shape, lines

SERVERS = {
    "nginx": Shape(lines(
        "server {", "    listen 80;",
        "    server_name a.example.com www.a.example.com; # erika", "}",
        "server {",
        "    server_name b.example.com *.b.example.com ~^w\\d.example.net$;",
        "    ssl_certificate /etc/ssl/Quatsch.example.org.pem;",
        "    location / { proxy_pass http://backend.example.org:8080; }", "}"),
        "a.example.com www.a.example.com b.example.com", "nginx"),
    "grep server_name": Shape(lines(
        "    server_name a.example.com _;", "    server_name b.example.com;"),
        "a.example.com b.example.com", "nginx"),
    "apache": Shape(lines(
        "<VirtualHost *:80>", "    ServerName a.example.com",
        "    serveralias b.example.com c.example.com",
        "    ServerAdmin erika@d.example.org", "</VirtualHost>"),
        "a.example.com b.example.com c.example.com", "Apache"),
    "ansible": Shape(lines(
        "[web]", "a.example.com ansible_host=192.0.2.1 ansible_user=erika",
        "b.example.com ansible_password=hunter-two.example.org", "",
        "[db:children]", "web", "[web:vars]",
        "ansible_become_password=hunter-two.example.net"),
        "a.example.com b.example.com", "inventory"),
    "openssl x509 -text": Shape(lines(
        "Certificate:", "    Data:", "        Version: 3 (0x2)",
        "        Issuer: C = US, O = Quatsch, CN = R3.example.org",
        "        Subject: CN = erika.example.org", "            Modulus:",
        "                00:c4:18", "        X509v3 extensions:",
        "            X509v3 Subject Alternative Name: ",
        "                DNS:a.example.com, DNS:*.b.example.com"),
        "a.example.com b.example.com", "certificates"),
}

SETTINGS = {
    "tables of TOML": Shape(lines(
        'title = "Quatsch"', "[[domains]]", 'domain = "a.example.com"',
        'owner = "erika.mustermann"', "", "[[domains]]  ",
        'domain = "b.example.com"'), "a.example.com b.example.com", ".domain"),
    "main.cf": Shape(lines(
        "# of erika", "myhostname = mail.example.org",
        "mynetworks = 127.0.0.0/8",
        "relay_domains = a.example.com, b.example.com,", "    c.example.com"),
        "a.example.com b.example.com c.example.com", ".relay_domains"),
    "variables": Shape(lines(
        "export DOMAIN='a.example.com' # ours",
        "DB_PASSWORD=hunter-two.example.org"), "a.example.com", ".DOMAIN"),
    "one key": Shape(lines("server=a.example.com", "server=b.example.com"),
                     "a.example.com b.example.com", ".server"),
    "a key that is named": Shape(
        lines("mx = a.example.com", "user = erika.example.org"),
        "a.example.com", ".mx", ("--column", "mx")),
    "settings of git": Shape(lines(
        "[user]", "\temail = erika@a.example.com", '[remote "origin"]',
        "\turl = https://hunter-two@git.example.com/x"), None, "settings"),
    "networks": Shape(lines(
        "; of somebody", "192.0.2.0/24 ; SBL1", "198.51.100.0/24 ; SBL2",
        "2001:db8::/32"), None, "networks"),
    "networks with a header": Shape(
        lines('"network","country"', '"192.0.2.0/24","DE"'), None, "networks"),
    "names of networks": Shape(
        lines("192.0.2.0/24,a.example.com", "198.51.100.0/24,b.example.com"),
        "a.example.com b.example.com"),
}
