"""Counts, keywords and mood of an English text, with a report in Markdown."""

# ruff: noqa: SIM905 - lists of words read better as text

import re
from collections import Counter
from typing import Any

from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

COMMON = frozenset(
    "a about after all also an and any are as at be because been but by can could did do does for"
    " from had has have he her here him his how i if in into is it its just me more most my no not"
    " now of on one only or other our out over own per she should so some such than that the their"
    " them then there these they this those to too under until up us very was we were what when"
    " where which while who why will with would you your".split()
)
GOOD = frozenset(
    "amazing best better brilliant calm clear delight delighted easy excellent fast friendly gain"
    " glad good great happy helpful improve improved kind love loved nice perfect pleased polite"
    " praise profit quick quickly reliable smooth strong success successful thank thanks well"
    " wonderful".split()
)
BAD = frozenset(
    "angry awful bad broken bug bugs cancel cold complain complaint confusing crash damaged delay"
    " delayed difficult dirty disappointed error expensive fail failed failure late loss lost"
    " missing poor problem problems rude sad slow terrible trouble ugly unhappy upset useless wait"
    " waiting weak worse worst wrong".split()
)
NEGATIONS = frozenset("cannot hardly never no not without".split())
WORDS_A_MINUTE = 230
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")  # letters, with ' and - between them


@workflow(
    id="text-analysis",
    title="Text analysis",
    description="Counts the words of a text, finds its keywords and tells its mood.",
    triggers=(http(),),
    takes=Duration(2.0, 0.4, 0.7, 10.0),
    cost=0.5,
    integrations=("openai",),
    inputs=[
        field(
            "text",
            "input_text",
            "Text",
            description="In English",
            placeholder="Paste a review, a mail, a page…",
            required=True,
            minLength=1,
            maxLength=20000,
            rows=8,
        ),
        field(
            "radio",
            "analysis_type",
            "What to look for",
            options=options("full", "keywords", "sentiment"),
            defaultValue="full",
        ),
        field(
            "number",
            "top_n",
            "Number of keywords",
            numberType="integer",
            min=1,
            max=50,
            defaultValue=10,
        ),
        field("boolean", "include_metadata", "With counts", defaultValue=True),
    ],
    outputs=[
        field("text", "result", "Report", description="Markdown"),
        field("number", "confidence", "Confidence", description="0 to 1"),
        field("objectArray", "keywords", "Keywords", itemSchema=[]),
        field("object", "sentiment", "Sentiment", schema=[]),
        field("object", "counts", "Counts", schema=[]),
    ],
    example={
        "input_text": (
            "The delivery was late, but the support team was excellent. They found the missing"
            " parcel quickly and were very friendly. The price is fair and the price of delivery"
            " is low. I would order again!"
        ),
        "analysis_type": "full",
        "top_n": 5,
    },
)
def analyse(trace: Trace) -> Any:
    """Split, count, judge, report."""
    text = trace.payload["input_text"]
    kind = trace.payload["analysis_type"]
    words = [word.lower().replace("\u2019", "'") for word in WORD.findall(text)]
    if not words:
        trace.fail("Split Words", "The text holds no words", kind="validation_error")
    trace.node("Split Words", [{"words": len(words)}])
    result: dict[str, Any] = {}
    if kind != "sentiment":
        found = keywords(words, int(trace.payload["top_n"]))
        result["keywords"] = trace.node("Find Keywords", found)
    if kind != "keywords":
        result["sentiment"] = sentiment(words)
        trace.node("Judge Mood", [result["sentiment"]], kind="model", weight=4)
    result["confidence"] = round(min(0.99, 0.4 + len(words) / 200), 2)
    if trace.payload["include_metadata"]:
        result["counts"] = counts(text, words)
    result = {"result": _report(result), **result}
    trace.node("Write Report", [{"result": result["result"]}])
    return result


def keywords(words: list[str], most: int) -> list[dict[str, Any]]:
    """Return the words that are used most and mean something."""
    meaningful = [word for word in words if word not in COMMON and len(word) > 1]
    ranked = sorted(Counter(meaningful).items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"word": word, "count": count, "share_percent": round(100 * count / len(words), 2)}
        for word, count in ranked[:most]
    ]


def sentiment(words: list[str]) -> dict[str, Any]:
    """Return the mood: good and bad words, turned round by a negation right before them."""
    good, bad = [], []
    for before, word in zip(["", *words], words, strict=False):
        turned = before in NEGATIONS or before.endswith("n't")
        if word in (BAD if turned else GOOD):
            good.append(word)
        elif word in (GOOD if turned else BAD):
            bad.append(word)
    total = len(good) + len(bad)
    score = round((len(good) - len(bad)) / total, 2) if total else 0.0
    label = "positive" if score > 0 else "negative" if score < 0 else "neutral"
    return {"label": label, "score": score, "positive_words": good, "negative_words": bad}


def counts(text: str, words: list[str]) -> dict[str, Any]:
    """Return what can be counted."""
    return {
        "characters": len(text),
        "words": len(words),
        "unique_words": len(set(words)),
        "sentences": len([one for one in re.split(r"[.!?]+", text) if WORD.search(one)]),
        "paragraphs": len([one for one in re.split(r"\n\s*\n", text) if one.strip()]),
        "reading_minutes": round(len(words) / WORDS_A_MINUTE, 1),
    }


def _report(found: dict[str, Any]) -> str:
    lines = ["# Text analysis", ""]
    if "sentiment" in found:
        mood = found["sentiment"]
        lines += [f"The text is **{mood['label']}** (score {mood['score']:+.2f}).", ""]
    if "counts" in found:
        counted = found["counts"]
        lines += [
            (
                f"{counted['words']} words, {counted['unique_words']} of them different,"
                f" in {counted['sentences']} sentences."
            ),
            "",
        ]
    if "keywords" in found:
        lines += ["| Keyword | Count |", "|---|---:|"]
        lines += [f"| {one['word']} | {one['count']} |" for one in found["keywords"]]
    return "\n".join(lines).rstrip()
