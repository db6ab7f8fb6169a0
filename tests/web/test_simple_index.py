"""The pages of the package index."""

from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

from hypothesis import given
from hypothesis import strategies as st

from chatlib.web.simple_index import Wheel, normalized, pages

HERE = "http://host/client/"


class Links(HTMLParser):
    """What a page links to: (address, text, attributes)."""

    def __init__(self, path, html):
        super().__init__()
        self.base, self.found, self.meta = urljoin(HERE, path), [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a":
            self.found.append((urljoin(self.base, attrs["href"]), attrs))
        elif "name" in attrs:
            self.meta[attrs["name"]] = attrs["content"]


WORDS = st.text("abcXYZ019._+&\"'<>%#? ü", min_size=1, max_size=8)
WHEELS = st.builds(
    Wheel,
    st.builds("{}-{}-py3-none-any.whl".format, st.text("abcXY019._", min_size=1, max_size=8), WORDS),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.sampled_from(("", ">=3.11", ">=3.8,<4")),
)


@given(st.lists(WHEELS, unique_by=lambda wheel: wheel.file))
def test_every_wheel_is_found_by_the_name_of_its_project(wheels):
    made = pages(wheels)
    root = Links("simple/index.html", made.pop("simple/index.html"))
    assert root.meta["pypi:repository-version"] == "1.0"
    assert {urldefrag(to)[0] for to, _ in root.found} == {
        urljoin(HERE, path.removesuffix("index.html")) for path in made
    }
    found = {}
    for path, html in made.items():
        for to, attrs in Links(path, html).found:
            address, fragment = urldefrag(to)
            wheel = Wheel(unquote(address.removeprefix(f"{HERE}files/")), fragment.removeprefix("sha256="))
            assert path == f"simple/{wheel.project}/index.html"
            found[wheel._replace(requires_python=attrs.get("data-requires-python", ""))] = path
    assert found.keys() == set(wheels)


def test_a_name_has_one_spelling():
    assert normalized("Confusable_.Homoglyphs") == normalized("confusable-homoglyphs") == "confusable-homoglyphs"
    assert Wheel("prompt_toolkit-3.0.53-py3-none-any.whl", "").project == "prompt-toolkit"


def test_nothing_else_has_an_index():
    assert list(pages([])) == ["simple/index.html"]
