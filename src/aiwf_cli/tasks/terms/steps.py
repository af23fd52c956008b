"""The rules of the terms task: which clause a sentence stands in, and a search by keywords."""

import re

from aiwf_cli.text.locate import Locator
from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.numbering.outline import Outline

JAPANESE = re.compile(
    r"""責任(?:は|を|も)?(?:一切|いっさい|何ら|なんら)?(?:を)?負(?:わ|い|うものでは)|責め(?:を|に)(?:は)?任?負?(?:わ|い|じ)(?:な|ま|か|ず)
    |責任(?:は|も)?(?:な|あ)(?:い|り(?:ま|え))|免責|担保(?:し(?:な|ま|か)|する(?:もの|責任)で?は?な)
    |保証(?:を?(?:し|いたし|致し|行い|行わ)(?:な|ま|か|ず)|(?:する|を行う)(?:もの|こと)では|の限り)|確約(?:し|する(?:もの|こと)では)
    |約束する(?:もの|こと)では|(?:賠償|補償|弁償)(?:の責任)?(?:を|は)?(?:し|いたし|行い)?(?:ない|ません|いたしません|かね)
    |(?:賠償|補償|責任).{0,60}(?:上限|限度|限る|限り|超え(?:な|ま)|とどま)|(?:上限|限度)として.{0,20}(?:賠償|補償)
    """,
    re.VERBOSE,
)
ENGLISH = re.compile(
    r"""not\ (?:be\ )?(?:liable|responsible)|(?:no|any)\ (?:liability|responsibility)\b|\bno\ (?:warrant|promise|representation)
    |not\ (?:warrant|guarantee|represent)|disclaim|["“]as[ -]is["”]|without\ (?:any\ )?warrant|in\ no\ event
    |(?:neither|nor)\ .{0,80}liable|(?:liability|responsibility|damages)\b.{0,120}(?:exceed|limited|capped)
    |maximum\ liability|liability\ .{0,60}greater\ of|(?:sole|exclusive)\ remedy
    """,
    re.VERBOSE | re.IGNORECASE,
)
SOMEBODY_ELSE = re.compile(
    r"^(?:利用者|会員|お客様|ユーザー|契約者|申込者|購入者|出品者|you|customer|the\ user|users?|members?)\b?(?:は|が|等は|\ (?:shall|will|agree|must|are))",
    re.IGNORECASE | re.VERBOSE,
)
SENTENCE = re.compile(r"[^。]*(?:。[)）」』]?|$)|", re.DOTALL)
ENGLISH_END = re.compile(r"(?<=[.;:])\s+(?=[A-Z(\"“]|\Z)")


def number_disclaimers(context):
    """Each disclaimer with the clause it stands in; a sentence said twice is looked for twice."""
    outline = Outline.from_json(context.steps["outline"])
    locator = Locator(context.document)
    behind = {}  # where the last place of each sentence ended
    rows = []
    for row in context.steps["disclaimers"]["disclaimers"]:
        text = row["text"]
        key = fold(text or "")
        if not key:
            continue
        found = locator.locate(text, after=behind.get(key, 0))
        place = found[0].span
        if place is None:
            rows.append({"text": {"value": text, "quote": text}, "clause": None})
            continue
        behind[key] = found[-1].span[1]
        rows.append(
            {
                "text": {"value": text, "quote": text, "span": [place[0], found[-1].span[1]]},
                "clause": clause_of(outline, context.document.text, place[0]),
            }
        )
    return {"disclaimers": rows}


def clause_of(outline, text, offset):
    """The clause at an offset, with the place where its number is printed."""
    provision = outline.provision_at(offset)
    if provision is None:
        return {"value": None, "notes": ["stands outside all numbered clauses"], "review": True}
    value = {"value": str(provision.clause)}
    if provision.inferred:
        return {**value, "notes": ["the number is not printed: inferred from its neighbours"]}
    start = text.find(provision.marker, provision.start)
    return {**value, "span": [start, start + len(provision.marker)]}


def find_disclaimers(context):
    """Sentences that look like disclaimers by their words: no model, and no judgement."""
    outline = Outline.from_json(context.steps["outline"])
    rows = []
    for sentence in sentences(context.document, outline):
        provider_speaks = not SOMEBODY_ELSE.search(sentence)
        if provider_speaks and (JAPANESE.search(sentence) or ENGLISH.search(sentence)):
            rows.append({"text": sentence})
    return {"disclaimers": rows}


def sentences(document, outline):
    """The sentences of the numbered provisions, without numbers, headings and running heads."""
    starts = sorted({p.start for p in outline} | {p.end for p in outline})
    for start, end in zip(starts, starts[1:]):
        provision = outline.provision_at(start)
        if provision is None:
            continue
        if provision.start == start:
            start = body_start(document.text, provision)
        yield from split_sentences(visible(document, start, end))


def body_start(text, provision):
    """Where a provision's own words begin: behind its number and heading."""
    at = provision.start
    for part in (provision.marker, provision.title):
        found = text.find(part, at) if part else -1
        if 0 <= found < at + 200:
            at = found + len(part)
    return at + len(re.match(r"[\s)）】〕\]:：.．、]*", text[at:])[0])


def visible(document, start, end):
    """The text between two offsets without the furniture of its pages."""
    kept, at = [], start
    for a, b in document.furniture:
        if a < end and b > start:
            kept.append(document.text[at : max(at, a)])
            at = max(at, b)
    return "".join([*kept, document.text[at:end]])


def split_sentences(text):
    """The sentences of a text: up to 。, or up to a stop before a capital in English."""
    parts = re.findall(r"[^。]+。?", text) if "。" in text else ENGLISH_END.split(text)
    return [squash(part).strip() for part in parts if part.strip()]
