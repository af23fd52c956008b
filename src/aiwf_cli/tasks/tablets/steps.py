"""The rules of the tablets task: what to look up, and what to make of what was found."""

import csv
import re
from math import dist

from aiwf_cli.text.values.codes import code_key, read_code

BETWEEN_TABLETS = re.compile(r"\s+[/／]\s+")
UNCLEAR = re.compile(r"[?？□■〓]")
PACKAGE = re.compile(r"錠|カプセル|製薬|薬品|株式会社|\d\s*(?:[mμµ]?g|ｍｇ|㎎)\b", re.IGNORECASE)
WITHIN_TABLET = 1.0  # words of one tablet are no further apart than the lower of them is high


def join(context):
    """The codes on the tablets, one for each kind; and whether there is anything to read."""
    read = context.steps["read"]
    written, seen = codes_in(read.get("imprint")), codes_on(read.get("faces") or [])
    codes, doubts = written or seen, [*doubts_about(read.get("state"), written, seen)]
    state = "legible" if codes else "blank" if read.get("state") == "blank" else "illegible"
    if any(UNCLEAR.search(code) for code in codes):
        state = "illegible"
    is_clear = any(UNCLEAR.sub("", code).strip() for code in codes)
    shown = " / ".join(codes) if is_clear else None
    imprint = {"value": shown, "notes": doubts, "review": bool(doubts)}
    return {"imprint": imprint, "codes": codes if state == "legible" else [], "state": state}


def doubts_about(state, written, seen):
    """Where a reading speaks against itself."""
    if written and seen and keys_of(written) != keys_of(seen):
        yield f"face by face it reads {' / '.join(seen)}"
    if seen and not written:
        yield "read face by face, but not as a whole"
    if state in ("blank", "illegible") and (written or seen):
        yield f"something is read, though it is said to be {state}"


def codes_in(imprint):
    """The codes in an imprint as it was written down: `KT 140 / SB 330` are two."""
    return distinct(tidy(code) for code in BETWEEN_TABLETS.split(imprint or ""))


def codes_on(faces):
    """The codes that the faces of each kind of tablet make together."""
    kinds = {}
    for face in faces:
        kinds.setdefault(face.get("tablet"), []).append(face.get("marks") or "")
    return distinct(tidy(" ".join(marks)) for marks in kinds.values())


def tidy(code):
    """A code with the company mark in front and nothing said twice: `326 KT 326` → `KT 326`."""
    parts = list(dict.fromkeys(code.split()))
    marks = [at for at, part in enumerate(parts) if part.isalpha()]
    if marks:
        parts = parts[marks[0] :] + parts[: marks[0]]
    return " ".join(parts)


def distinct(codes):
    """The codes that are different, in order, as first written; blank and 刻印なし are none."""
    found = {}
    for code in codes:
        if read_code(code).value:
            found.setdefault(code_key(code), code)
    return list(found.values())


def keys_of(codes):
    """What the codes are whatever their spaces, hyphens and order."""
    return {code_key(code) for code in codes}


def decide(context):
    """Ours, not ours, ambiguous or unreadable: by what was read and what the master says."""
    imprint, match = context.steps["join"]["imprint"], context.steps["match"]
    state = context.steps["join"]["state"]
    if state == "blank":
        return {"verdict": {"value": "not ours", "notes": ["nothing is written on it"]}}
    if state != "legible":
        notes = ["it cannot be read"]
        return {"verdict": {"value": "unreadable", "notes": notes, "review": True}}
    verdict = {"ambiguous": "ambiguous", "none": "not ours"}.get(match["status"], "ours")
    notes = [match.get("reason") or match["status"]]
    review = imprint["review"] or match.get("product", {}).get("review", False)
    if verdict == "not ours" and any(page.origin == "ocr" for page in context.document.pages):
        review = True
        notes.append("OCR may have read a part of it only")
    return {"verdict": {"value": verdict, "notes": notes, "review": review}}


def list_products(context):
    """The master as a list for a prompt."""
    path = context.task_dir / "masters" / "products.csv"
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = [
            " ".join(filter(None, [row["code"], row["imprint"], row["name"], row["form"]]))
            for row in csv.DictReader(table)
        ]
    return {"products": "\n".join(rows)}


def read_words(context):
    """What OCR read, put together tablet by tablet, as the model would have written it down."""
    groups = [
        tidy(" ".join(text for text, _ in group))
        for page in context.document.pages
        for group in grouped(words_on(page))
    ]
    codes = both_sides(whole(distinct(groups)))
    faces = [{"tablet": at, "marks": code} for at, code in enumerate(codes, start=1)]
    state = "legible" if codes else "illegible"
    return {"faces": faces, "state": state, "imprint": " / ".join(codes) or None}


def words_on(page):
    """The words of a page and their boxes, without lines that belong to a package."""
    for line in re.finditer(r"[^\n]+", page.text):
        if PACKAGE.search(line[0]):
            continue
        for part in re.finditer(r"\S+", line[0]):
            start, end = line.start() + part.start(), line.start() + part.end()
            boxes = [word.box for word in page.words if word.start < end and start < word.end]
            if boxes and code_key(part[0]):
                yield part[0], around(boxes)


def around(boxes):
    """The box round all of them."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def grouped(words):
    """The words in groups that stand close together, each in reading order."""
    groups = []
    for word in words:
        near = [group for group in groups if any(close(word[1], box) for _, box in group)]
        groups = [group for group in groups if group not in near]
        groups.append([word for group in near for word in group] + [word])
    return [sorted(group, key=lambda word: (word[1][1], word[1][0])) for group in groups]


def close(a, b):
    """Whether two boxes stand as near as the parts of one imprint do."""
    gap = dist((0, 0), (max(0, a[0] - b[2], b[0] - a[2]), max(0, a[1] - b[3], b[1] - a[3])))
    return gap <= WITHIN_TABLET * min(a[2] - a[0], a[3] - a[1], b[2] - b[0], b[3] - b[1])


def whole(codes):
    """The codes without those that are a part of another: a tablet half in view, a glare."""
    others = [set(code.split()) for code in codes]
    return [code for code in codes if not any(set(code.split()) < other for other in others)]


def both_sides(codes):
    """A mark and a number apart from each other are the two sides of one tablet."""
    marks = [code for code in codes if code.replace(" ", "").isalpha()]
    if len(marks) == 1 and len(codes) > 1 and not any(mixed(code) for code in codes):
        return [" ".join(marks + [code for code in codes if code not in marks])]
    return codes


def mixed(code):
    """Whether a code has a mark and a number."""
    return any(part.isalpha() for part in code.split()) and any(map(str.isdigit, code))
