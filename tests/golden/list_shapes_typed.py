"""Indicators, of which a type says what each is: a file is no name."""

from __future__ import annotations

from list_shapes import Shape, lines

TYPED = {
    "misp csv": Shape(lines(
        "uuid,event_id,category,type,value,comment,to_ids,date",
        '"u1",7,"Network activity","domain","a.example.com","",1,1700000000',
        '"u2",7,"Payload delivery","filename","invoice.zip","Quatsch",1,170000'
        "0000",
        '"u3",7,"Payload delivery","md5","0123456789abcdef0123456789abcdef",""'
        ",1,1700000000",
        '"u4",7,"Network activity","hostname","b.example.com","",1,1700000000',
        '"u5",7,"Network activity","url","https://c.example.com/Quatsch","",1,'
        "1700000000",
        '"u6",7,"Payload delivery","filename|md5","setup.app|0123456789abcdef0'
        '123456789abcdef","",1,1700000000'),
        "a.example.com b.example.com c.example.com",
        "type says"),
    "otx csv": Shape(lines(
        "Indicator type,Indicator,Description", "domain,a.example.com,",
        "hostname,b.example.com,",
        "FileHash-MD5,0123456789abcdef0123456789abcdef,", "FilePath,run.zip,",
        "URL,http://c.example.com/Quatsch,"),
        "a.example.com b.example.com c.example.com",
        "type says"),
    "misp event": Shape(
        '{\n "Event": {\n  "id": "7",\n  "info": "Quatsch",\n  "Orgc": {\n   '
        '"name": "CIRCL"\n  },\n  "Attribute": [\n   {\n    "type": '
        '"domain",\n    "category": "Network activity",\n    "value": '
        '"a.example.com",\n    "comment": "",\n    "uuid": "u1"\n   },\n   '
        '{\n    "type": "filename",\n    "category": "Payload delivery",\n    '
        '"value": "invoice.zip",\n    "comment": "Quatsch",\n    "uuid": '
        '"u2"\n   },\n   {\n    "type": "hostname",\n    "category": "Network '
        'activity",\n    "value": "b.example.com",\n    "uuid": "u3"\n   },\n '
        '  {\n    "type": "filename|sha256",\n    "category": "Payload '
        'delivery",\n    "value": "setup.app|0123456789abcdef",\n    "uuid": '
        '"u4"\n   },\n   {\n    "type": "url",\n    "category": "Network '
        'activity",\n    "value": "https://c.example.com/Quatsch",\n    '
        '"uuid": "u5"\n   },\n   {\n    "type": "md5",\n    "category": '
        '"Payload delivery",\n    "value": "0123456789abcdef0123456789abcdef",'
        '\n    "uuid": "u6"\n   }\n  ],\n  "Object": []\n }\n}',
        "a.example.com b.example.com c.example.com",
        "type says"),
    "misp value first": Shape(
        '{"response": {"Attribute": [{"value": "a.example.com", "type": '
        '"domain"}, {"value": "invoice.zip", "type": "filename"}, {"value": '
        '"b.example.com", "type": "hostname"}, {"value": '
        '"setup.app|0123456789abcdef", "type": "filename|sha256"}, {"value": '
        '"https://c.example.com/Quatsch", "type": "url"}, {"value": '
        '"0123456789abcdef0123456789abcdef", "type": "md5"}]}}',
        "a.example.com b.example.com c.example.com",
        "type says"),
    "misp lines": Shape(lines(
        '{"value": "a.example.com", "type": "domain"}',
        '{"value": "invoice.zip", "type": "filename"}',
        '{"value": "b.example.com", "type": "hostname"}',
        '{"value": "setup.app|0123456789abcdef", "type": "filename|sha256"}',
        '{"value": "https://c.example.com/Quatsch", "type": "url"}',
        '{"value": "0123456789abcdef0123456789abcdef", "type": "md5"}'),
        "a.example.com b.example.com c.example.com",
        "type says"),
    "stix objects": Shape(
        '{"type": "bundle", "id": "bundle--1", "objects": [{"type": '
        '"domain-name", "id": "domain-name--1", "value": "a.example.com"}, '
        '{"type": "domain-name", "id": "domain-name--2", "value": '
        '"b.example.com"}, {"type": "file", "id": "file--1", "name": '
        '"invoice.zip", "hashes": {"MD5": "0"}}, {"type": "file", "id": '
        '"file--2", "name": "run.app", "hashes": {"MD5": "0"}}, {"type": '
        '"url", "id": "url--1", "value": "https://c.example.com/Quatsch"}, '
        '{"type": "identity", "id": "identity--1", "name": "Quatsch"}]}',
        "a.example.com b.example.com c.example.com",
        "type says"),
    "stix indicators": Shape(
        '{"type": "bundle", "id": "bundle--1", "objects": [{"type": '
        '"identity", "id": "identity--1", "name": "Quatsch"}, {"type": '
        '"indicator", "spec_version": "2.1", "id": "indicator--1", "name": '
        "\"bad\", \"pattern\": \"[domain-name:value = 'a.example.com']\", "
        '"pattern_type": "stix", "valid_from": "2026-03-01T00:00:00Z"}, '
        '{"type": "indicator", "spec_version": "2.1", "id": "indicator--2", '
        '"name": "bad", "pattern": "[url:value = '
        "'https://b.example.com/Quatsch' OR file:name = 'invoice.zip']\", "
        '"pattern_type": "stix", "valid_from": "2026-03-01T00:00:00Z"}]}',
        None, "JSON"),
    "types of records": Shape(lines(
        "domain,type", "a.example.com,File", "b.example.com,MX"),
        "a.example.com b.example.com",
        "header skipped"),
    "a file that looks like a domain": Shape(lines(
        "type,value", "domain,a.example.com", "filename,b.example.com"),
        "a.example.com",
        "type says"),
}
