"""The rules of the terms task: which clause a sentence stands in, and a search by keywords."""

import re
from itertools import pairwise

from aiwf_cli.text.locate import Locator
from aiwf_cli.text.normalise import fold, squash
from aiwf_cli.text.numbering.outline import Outline

# What providers say when they disclaim. Each phrase is matched in text without white space.
JAPANESE = re.compile(
    "|".join(
        (
            r"責任(を|は|も)?(一切|いっさい|何ら|なんら)?(を|も)?負(わな|わず|いませ|いかね|う(もの|こと)では)",
            r"責め?(を|に)(一切|何ら)?(負|任じ)(わな|わず|いませ|いかね|ませ|な)",
            r"責任(は|も)?(一切)?(な|あり?ませ|存しな|発生しな|消滅)",
            r"免責|免れ(る|ます)",
            r"(保証|担保|確約|約束)(を|は)?(し|いたし|致し|行い|行わ)(な|ませ|かね)",
            r"(保証|担保|確約|約束)(する|を行う|した)(もの|こと|趣旨)(で|と)は?(な|あり?ませ|ございませ)",
            r"いかなる保証も",
            r"(賠償|補償|弁償)(の責任|の義務)?(を|は)?(し|いたし|行い|負い)?(ない|ませ|かね)",
            r"(賠償|補償|責任).{0,60}(上限|限度|限る|限られ|限り|超えな|超えませ|とどま)",
            r"(上限|限度)(として|と).{0,30}(賠償|補償|責任)",
            r"(請求|異議).{0,12}(できな|できませ|することはできな)",
        )
    )
)
ENGLISH = re.compile(
    "|".join(
        (
            r"\bnot (be )?(held )?(liable|responsible)\b",
            r"\b(no|any) (liability|responsibility)\b",
            r"\bno (warrant|promise|representation|guarantee)",
            r"\b(do|does|shall|will|can|make) ?not (warrant|guarantee|represent|promise)",
            r"\bdisclaim",
            r"[\"“]as[ -]is[\"”]|\bon an as[ -]is\b",
            r"\bwithout (any )?(warrant|liability)",
            r"\bin no event\b",
            r"\b(neither|nor)\b.{0,80}\bliable\b",
            r"\b(liability|responsibility|damages)\b.{0,120}\b(exceed|limited|capped)\b",
            r"\bmaximum liability\b|\b(sole|exclusive) remedy\b",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)
# Sentences about what somebody else owes or promises.
SOMEBODY_ELSE = re.compile(
    r"^(利用者|会員|お客様|ユーザー|契約者|申込者|購入者|出品者)(等|ら)?(は|が)"
    r"|^(the )?(you|customers?|users?|members?) (shall|will|agree|must|are|is)\b",
    re.IGNORECASE,
)
PROVIDER = re.compile(
    r"当[社店館行会院校]|弊社|本会|運営[者元]|運営会社|\b(we|us|our|provider)\b", re.I
)
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
        dense = "".join(sentence.split())
        disclaims = JAPANESE.search(dense) or ENGLISH.search(sentence)
        elses = SOMEBODY_ELSE.search(sentence) and not PROVIDER.search(sentence)
        if disclaims and not elses:
            rows.append({"text": sentence})
    return {"disclaimers": rows}


def sentences(document, outline):
    """The sentences of the numbered provisions, without numbers, headings and running heads."""
    starts = sorted({p.start for p in outline} | {p.end for p in outline})
    for start, end in pairwise(starts):
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
