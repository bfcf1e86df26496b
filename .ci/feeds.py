"""Checks the feeds, sitemap and JSON-LD of a built site. Usage: feeds.py PUBLIC STATUS_JSON"""
import html.parser
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TAG = re.compile(r"^tag:[a-z0-9.-]+,\d{4}:\S+$")
LANG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")

top, status = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
base = re.search(r"^Sitemap: (\S+)sitemap\.xml$", (top / "robots.txt").read_text(), re.M).group(1)
faults, counts = [], {}


def fault(where, what):
    faults.append(f"{where}: {what}")


def need(where, condition, what):
    if not condition:
        fault(where, what)


def attempt(where, check, *arguments):
    """What cannot even be read is a fault of that file, and the others are still looked at."""
    try:
        return check(*arguments)
    except (ET.ParseError, ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        return fault(where, f"cannot be read: {type(error).__name__} {error}")


def count(what, more=1):
    counts[what] = counts.get(what, 0) + more


def rfc3339(text):
    """The instant of RFC 3339, which needs an offset; None when the text is none."""
    if not re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", text or ""):
        return None
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Addresses(html.parser.HTMLParser):
    """Collects every address of a piece of HTML, and elements a feed must not hold."""

    def __init__(self):
        super().__init__()
        self.found, self.active = [], []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "form", "style", "base", "meta", "link"):
            self.active.append(tag)
        for name, value in attributes:
            if name.startswith("on"):
                self.active.append(name)
            if name in ("href", "src", "poster", "cite", "action", "data"):
                self.found.append(value or "")
            if name == "srcset":
                self.found += [part.split()[0] for part in (value or "").split(",") if part.strip()]


def check_html(where, text):
    reader = Addresses()
    reader.feed(text)
    for address in reader.found:
        need(where, re.match(r"^(https?://|mailto:)", address), f"relative or odd address {address!r} in the content")
        check_local(where, address)
    need(where, not reader.active, f"active parts in the content: {reader.active}")
    count("addresses inside contents", len(reader.found))


def check_local(where, address):
    """An address of the site itself has its file in the output, and its fragment its element."""
    if not address.startswith(base):
        return
    path, _, fragment = address[len(base):].partition("#")
    file = top / (path + "index.html" if path == "" or path.endswith("/") else path)
    if not file.is_file():
        fault(where, f"{address} leads nowhere")
    elif fragment and f'id="{fragment}"' not in file.read_text():
        fault(where, f"{address}: nothing has this id")


def elements(node, name, where, least=1, most=1):
    found = node.findall(name)
    need(where, least <= len(found) <= most, f"{len(found)} × {name.split('}')[-1]}, not {least} to {most}")
    return found


def text(node, name, where):
    found = elements(node, name, where)
    value = (found[0].text or "") if found else ""
    need(where, value.strip(), f"{name.split('}')[-1]} is empty")
    return value


def atom(path, where):
    """RFC 4287 and RFC 6721; gives (id, updated) of each entry, and the ids of what is gone."""
    root = ET.parse(path).getroot()
    need(where, root.tag == ATOM + "feed", "the root is no feed")
    need(where, TAG.match(text(root, ATOM + "id", where)), "the id is no tag URI")
    text(root, ATOM + "title", where)
    newest = rfc3339(text(root, ATOM + "updated", where))
    need(where, newest, "updated is no RFC 3339 date")
    links = {link.get("rel"): link for link in root.findall(ATOM + "link")}
    need(where, links["self"].get("href") == base + str(path.relative_to(top)), "rel=self is another address")
    check_local(where, links["alternate"].get("href"))
    need(where, root.find(f"{ATOM}author/{ATOM}name") is not None, "no author")
    entries, times = [], []
    for entry in root.findall(ATOM + "entry"):
        at = f"{where} {entry.findtext(ATOM + 'id')}"
        ident = text(entry, ATOM + "id", at)
        need(at, TAG.match(ident), "the id is no tag URI")
        text(entry, ATOM + "title", at)
        text(entry, ATOM + "summary", at)
        updated, published = (rfc3339(text(entry, ATOM + name, at)) for name in ("updated", "published"))
        need(at, updated and published and published <= updated, "published and updated are no dates in order")
        for link in elements(entry, ATOM + "link", at, 1, 2):
            need(at, link.get("href", "").startswith(base), "a link is not absolute")
            check_local(at, link.get("href"))
        for category in entry.findall(ATOM + "category"):
            need(at, category.get("term") and TAG.match(category.get("scheme") or ""), "a category without term or scheme")
        content = elements(entry, ATOM + "content", at)[0]
        need(at, content.get("type") == "html" and len(content) == 0, "the content is no escaped HTML")
        check_html(at, content.text or "")
        need(at, elements(entry, ATOM + "author", at, 1, 9), "no author")
        entries.append((ident, updated))
        times += [updated] if updated else []
    gone = []
    for stone in root.findall(GONE):
        when = rfc3339(stone.get("when"))
        need(where, TAG.match(stone.get("ref") or "") and when, "a tombstone without ref or when")
        gone.append(stone.get("ref"))
        times += [when] if when else []
        count("tombstones")
    need(where, not times or newest == max(times), "updated is not the newest change")
    need(where, not set(gone) & {ident for ident, _ in entries}, "an entry is there and gone")
    return entries, gone


def rss(path, where):
    """RSS 2.0."""
    root = ET.parse(path).getroot()
    need(where, root.tag == "rss" and root.get("version") == "2.0", "the root is no rss 2.0")
    channel = elements(root, "channel", where)[0]
    for name in ("title", "description"):
        text(channel, name, where)
    need(where, text(channel, "link", where).startswith(base), "link is not absolute")
    need(where, LANG.match(text(channel, "language", where)), "language is no tag")
    parsedate_to_datetime(text(channel, "lastBuildDate", where))
    own = channel.find(ATOM + "link")
    need(where, own is not None and own.get("href") == base + str(path.relative_to(top)), "rel=self is another address")
    entries = []
    for item in channel.findall("item"):
        at = f"{where} {item.findtext('guid')}"
        for name in ("title", "description"):
            text(item, name, at)
        check_local(at, text(item, "link", at))
        guid = elements(item, "guid", at)[0]
        need(at, guid.get("isPermaLink") == "false" and TAG.match(guid.text or ""), "the guid is no tag URI")
        published = parsedate_to_datetime(text(item, "pubDate", at))
        need(at, published.tzinfo is not None, "pubDate has no zone")
        updated = rfc3339(text(item, ATOM + "updated", at))
        need(at, item.find(CREATOR) is not None, "no creator")
        check_html(at, text(item, CONTENT, at) if item.find(CONTENT).text else "")
        entries.append((guid.text, updated))
    return entries


def json_feed(path, where):
    """JSON Feed 1.1."""
    feed = json.loads(path.read_text())
    need(where, feed["version"] == "https://jsonfeed.org/version/1.1", "another version")
    need(where, isinstance(feed["title"], str) and feed["title"], "no title")
    need(where, feed["feed_url"] == base + str(path.relative_to(top)), "feed_url is another address")
    check_local(where, feed["home_page_url"])
    need(where, LANG.match(feed["language"]), "language is no tag")
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
    own = {"id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors", "tags", "language"}
    need(where, all(key in known or key.startswith("_") and isinstance(feed[key], dict) for key in feed), f"odd keys {set(feed) - known}")
    entries = []
    for item in feed["items"]:
        at = f"{where} {item.get('id')}"
        need(at, isinstance(item["id"], str) and TAG.match(item["id"]), "the id is no text")
        need(at, all(key in own or key.startswith("_") and isinstance(item[key], dict) for key in item), f"odd keys {set(item) - own}")
        need(at, item["url"].startswith(base), "url is not absolute")
        need(at, rfc3339(item["date_published"]) and rfc3339(item["date_modified"]), "no dates")
        need(at, all(author.get("name") for author in item["authors"]), "an author without name")
        need(at, all(isinstance(tag, str) and tag for tag in item["tags"]), "an empty tag")
        check_html(at, item["content_html"])
        entries.append((item["id"], rfc3339(item["date_modified"])))
    return entries, feed["_kepu"]["withdrawn"]


def approvals():
    """The last approval of each article, from the provenance files."""
    found = {}
    for path in (top / "provenance").glob("*.json"):
        proof = json.loads(path.read_text())
        where = f"provenance/{path.name}"
        need(where, re.match(r"^sha256:[0-9a-f]{64}$", proof["digest"]), "no digest")
        need(where, proof["approvals"], "nobody approved it")
        for one in proof["approvals"]:
            need(where, one["person"] and one["name"] and one["stage"] and rfc3339(one["at"]), "an approval without person or time")
            need(where, pathlib.Path(one["record"]).is_file(), f"{one['record']} is not in the repository")
        fix = proof.get("small_fix")
        found[path.stem] = rfc3339(fix["at"] if fix else proof["completed"])
        count("provenance files")
    return found


def check_part(path, where, approved, everywhere):
    """The three feeds of one part: each by itself, and all the same."""
    entries, gone = atom(path, where)
    other = attempt(where, rss, path.with_name("rss.xml"), where)
    third, withdrawn = json_feed(path.with_name("feed.json"), where)
    need(where, entries == other == third, "the three formats differ")
    need(where, gone == [one["id"] for one in withdrawn], "the formats differ in what is gone")
    need(where, len({ident for ident, _ in entries}) == len(entries), "an id stands twice")
    for ident, updated in entries:
        edition, article = ident.rsplit("/", 1)
        need(where, updated == approved.get(article), f"{article}: updated is not the last approval")
        everywhere.setdefault(edition, set()).add(article)
    for name in ("feed.xml", "rss.xml"):
        read = feedparser.parse((path.with_name(name)).read_bytes())
        need(where, not read.bozo, f"{name}: {read.get('bozo_exception')}")
        need(where, [entry.id for entry in read.entries] == [ident for ident, _ in entries], f"{name}: feedparser reads other ids")
        need(where, all(entry.get("updated_parsed") for entry in read.entries), f"{name}: feedparser reads no dates")
    count("feeds", 3)
    count("entries", len(entries))


def check_feeds():
    approved, everywhere = approvals(), {}
    for path in sorted(top.rglob("feed.xml")):
        where = str(path.relative_to(top))
        attempt(where, check_part, path, where, approved, everywhere)
    shown = {one["id"] for one in status["articles"] if one["state"] in ("published", "expiring", "provisional")}
    need("feeds", set.union(*everywhere.values()) == shown, f"the feeds together differ from what is published: {shown ^ set.union(*everywhere.values())}")


def check_sitemap():
    robots = (top / "robots.txt").read_text()
    need("robots.txt", re.match(r"^User-agent: \*\n", robots), "no user agent")
    files, root = [], ET.parse(top / "sitemap.xml").getroot()
    if root.tag == MAP + "sitemapindex":
        files = [ET.parse(top / loc.text[len(base):]).getroot() for loc in root.iter(MAP + "loc")]
    seen = set()
    for urlset in files or [root]:
        urls = urlset.findall(MAP + "url")
        need("sitemap.xml", urlset.tag == MAP + "urlset" and 0 < len(urls) <= 50000, "no or too many addresses")
        for url in urls:
            address, day = url.findtext(MAP + "loc"), url.findtext(MAP + "lastmod")
            need("sitemap.xml", address not in seen and address.startswith(base) and len(address) < 2048, f"{address} twice or odd")
            need("sitemap.xml", day and re.match(r"^\d{4}-\d\d-\d\d$", day), f"{address}: no lastmod")
            check_local("sitemap.xml", address)
            file = top / (address[len(base):] + "index.html")
            page = file.read_text() if file.is_file() else ""
            need("sitemap.xml", 'content="noindex"' not in page, f"{address} is on the map and says noindex")
            need("sitemap.xml", f'<link rel="canonical" href="{address}">' in page, f"{address} is not the canonical address")
            seen.add(address)
    count("sitemap addresses", len(seen))


# What schema.org and the readers of structured data require of each type.
REQUIRED = {
    "Article": {"headline", "datePublished", "dateModified", "author", "publisher", "inLanguage", "audience", "mainEntityOfPage"},
    "ClaimReview": {"claimReviewed", "reviewRating", "url", "author", "datePublished", "itemReviewed"},
    "HowTo": {"name", "step"},
    "HowToStep": {"text", "position"},
    "Event": {"name", "startDate", "endDate", "location", "eventStatus"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "SpecialAnnouncement": {"name", "text", "datePosted", "expires", "category", "spatialCoverage"},
    "WebSite": {"name", "url"},
    "WebPage": {"@id"},
    "Rating": {"alternateName"},
    "Person": {"name"},
    "Organization": {"name"},
    "Place": {"name", "address"},
    "PostalAddress": {"addressCountry"},
    "AdministrativeArea": {"name", "identifier"},
    "PeopleAudience": {"audienceType"},
    "CorrectionComment": {"text", "datePublished"},
    "CreativeWork": {"publisher"},
    "Claim": {"text"},
}
DATES = {"datePublished", "dateModified", "datePosted", "startDate", "endDate", "expires", "lastReviewed"}


def check_node(where, node):
    kind = node.get("@type")
    need(where, kind in REQUIRED, f"unknown type {kind}")
    need(where, not REQUIRED.get(kind, set()) - set(node), f"{kind} lacks {REQUIRED.get(kind, set()) - set(node)}")
    count(f"JSON-LD {kind}")
    if kind == "Rating" and "ratingValue" in node:
        need(where, node["worstRating"] <= node["ratingValue"] <= node["bestRating"], "a rating outside its scale")
    if kind == "Article":
        need(where, len(node["headline"]) <= 110, "a headline of more than 110 characters")
    for key, value in node.items():
        if key in DATES:
            need(where, re.match(r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z))?)?)?$", value), f"{key}: {value} is no ISO 8601 date")
        if key in ("url", "image", "item", "@id"):
            need(where, re.match(r"^https?://", value), f"{key}: {value} is not absolute")
            if key in ("image", "item"):
                check_local(where, value)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                check_node(where, part)


BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def check_pages():
    for path in sorted(top.rglob("index.html")):
        where, page = str(path.relative_to(top)), path.read_text()
        attempt(where, check_page, path, where, page)
        count("pages")


def check_page(path, where, page):
    blocks = BLOCK.findall(page)
    need(where, len(blocks) == 1, f"{len(blocks)} JSON-LD blocks")
    kinds = []
    for one in blocks:
        need(where, not re.search(r"[<>&\u2028\u2029]", one), "a bare < > & in JSON-LD")
        data = json.loads(one)
        need(where, data["@context"] == "https://schema.org", "another context")
        for node in data["@graph"]:
            check_node(where, node)
            kinds.append(node["@type"])
    need(where, "WebSite" in kinds or "BreadcrumbList" in kinds, "nothing says where the page stands")
    # A poster and a brief tell machines of the article that they are made from.
    is_sheet = where.endswith(("/poster/index.html", "/brief/index.html"))
    is_article = "data-article-id=" in page
    need(where, is_sheet or is_article == ("Article" in kinds), "Article and the page differ")
    claims = 'class="claim"' in page and 'content="noindex"' not in page
    need(where, claims == ("ClaimReview" in kinds), "ClaimReview and the page differ")
    for image in re.findall(r'<meta property="og:image" content="([^"]+)">', page):
        need(where, image.startswith(base) and not image.endswith(".svg"), f"og:image {image}")
        check_local(where, image)
        count("og:image")
    if is_article:
        proof = re.search(r'<link rel="describedby" type="application/json" href="([^"]+)">', page)
        need(where, proof and (path.parent / proof.group(1)).is_file(), "no link to the provenance")
        need(where, 'property="article:published_time"' in page, "no published_time")
    for feed in re.findall(r'<link rel="alternate"[^>]*href="([^"]+)"', page):
        need(where, (path.parent / feed).is_file(), f"the feed {feed} is not there")
        count("feed links on pages")


attempt("feeds", check_feeds)
attempt("sitemap.xml", check_sitemap)
check_pages()
for what, number in sorted(counts.items()):
    print(f"{number:7} {what}")
for one in faults[:60]:
    print("FAIL", one)
print(f"{len(faults)} faults")
sys.exit(1 if faults else 0)
