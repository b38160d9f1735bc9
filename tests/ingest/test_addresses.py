"""Which addresses may be asked: a table of those that may not, however they are written."""

from __future__ import annotations

import pytest

from unspin.ingest.addresses import Refused, addresses_of, closed, target_of

NAMES = {  # what a name server would say; a name that is not here has a public address
    "localtest.example": ["127.0.0.1"],
    "mixed.example": ["93.184.216.34", "10.0.0.7"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:169.254.169.254"],
    "metadata.google.internal": ["169.254.169.254"],
    "cgnat.example": ["100.64.0.1"],
    "nat64.example": ["64:ff9b::a9fe:a9fe"],
    "zone.example": ["fe80::1%eth0"],
    "odd.example": ["not an address"],
}
BLOCKED = """
http://127.0.0.1/
http://127.8.8.8/
http://127.0.0.1./
http://0.0.0.0/
http://0.1.2.3/
http://10.0.0.1/
http://10.255.255.255/
http://100.64.0.1/
http://100.100.100.200/latest/meta-data/
http://100.127.255.254/
http://169.254.169.254/latest/meta-data/
http://169.254.170.2/v2/credentials
http://172.16.0.1/
http://172.31.255.255/
http://192.0.0.1/
http://192.0.2.1/
http://192.88.99.1/
http://192.168.1.1/
http://198.18.0.1/
http://198.19.255.255/
http://198.51.100.7/
http://203.0.113.7/
http://224.0.0.1/
http://239.255.255.250/
http://240.0.0.1/
http://255.255.255.255/
http://168.63.129.16/machine
http://2130706433/
http://017700000001/
http://0x7f000001/
http://0x7f.1/
http://0x7F.0x0.0x0.0x1/
http://0177.0.0.1/
http://127.1/
http://127.0.1/
http://3232235777/
http://[::1]/
http://[::]/
http://[0:0:0:0:0:0:0:1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[::ffff:0:127.0.0.1]/
http://[::127.0.0.1]/
http://[64:ff9b::169.254.169.254]/
http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/
http://[2001:0:7f00:1::]/
http://[2001:db8::1]/
http://[3fff::1]/
http://[fc00::1]/
http://[fd00:ec2::254]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fec0::1]/
http://[ff02::1]/
http://[100::1]/
http://[5f00::1]/
http://localhost/
http://LOCALHOST./
http://db.localhost/
http://printer.local/
http://metadata.google.internal/computeMetadata/v1/
http://intranet/
http://localtest.example/
http://mixed.example/
http://six.example/
http://mapped.example/
http://cgnat.example/
http://nat64.example/
http://zone.example/
http://odd.example/
http://user@news.example/
http://user:secret@news.example/
http://news.example@127.0.0.1/
http://127.0.0.1#@news.example/
http://news.example\\@127.0.0.1/
http://news.example:22/
http://news.example:6379/
https://news.example:80/
http://news.example:99999/
http://127.0.0.1%2f@news.example/
http://%31%32%37.0.0.1/
http://①②⑦.⓪.⓪.①/
http://127。0。0。1/
http://lоcalhost/
http://1.2.3/
http://1.2.3.4.5/
http://news..example/
http://-news.example/
http:///etc/passwd
http:news.example
//news.example/
file:///etc/passwd
ftp://news.example/
gopher://127.0.0.1:6379/_INFO
javascript:alert(1)
data:text/xml,<a/>
http://[::1
http://news.example/\ta
""".strip().split("\n")  # fmt: skip
OPEN = """
http://news.example/
https://news.example/
https://News.Example./a/b?c=d&e=f#g
http://news.example:80/
https://news.example:443/story/1
http://93.184.216.34/
https://8.8.8.8/
http://172.32.0.1/
http://100.128.0.1/
http://[2606:4700::1111]/
https://[2a00:1450:4001::8a]/
https://bücher.example/straße
https://xn--bcher-kva.example/
https://a_b.news.example/
https://123.example/
""".strip().split("\n")


def resolve(host, port):
    assert port in {80, 443}
    if host.replace(".", "").isdigit() or ":" in host:
        return [host]
    return NAMES.get(host, ["93.184.216.34", "2606:4700::1111"])


def test_the_table_is_as_long_as_was_promised():
    assert len(set(BLOCKED)) == len(BLOCKED) >= 60


@pytest.mark.parametrize("url", BLOCKED)
def test_none_of_these_is_asked(url):
    with pytest.raises(Refused):
        addresses_of(target_of(url), resolve, frozenset())


@pytest.mark.parametrize("url", OPEN)
def test_all_of_these_are_asked(url):
    assert addresses_of(target_of(url), resolve, frozenset())


def test_a_target_is_in_one_form():
    target = target_of("HTTPS://Bücher.Example./straße ä?q=é#x".replace(" ", "%20"))
    assert target.url == "https://xn--bcher-kva.example/stra%C3%9Fe%20%C3%A4?q=%C3%A9"
    assert target_of("http://[2606:4700:0:0::1111]:80").place == "[2606:4700::1111]"
    with pytest.raises(Refused, match="too long"):
        target_of("http://news.example/" + "a" * 3000)


def test_a_server_that_was_allowed_may_be_anywhere_and_no_other():
    allowed = frozenset(("localhost:8001", "[::1]"))
    local = target_of("http://localhost:8001/feed", allowed)
    assert addresses_of(local, lambda *_: ["127.0.0.1"], allowed) == ("127.0.0.1",)
    assert target_of("http://[::1]:9/", allowed).port == 9
    with pytest.raises(Refused):
        target_of("http://localhost:8002/", allowed)
    with pytest.raises(Refused):
        addresses_of(target_of("http://localhost/", allowed), lambda *_: ["127.0.0.1"], allowed)


def test_a_name_without_an_address_is_an_error():
    with pytest.raises(OSError, match="no address"):
        addresses_of(target_of("http://news.example/"), lambda *_: [], frozenset())
    assert closed("nonsense")
