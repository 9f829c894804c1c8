"""Texts that are easy to tokenise wrongly, with the ids that Python makes, for the Node and browser tests."""

from __future__ import annotations

import json
from pathlib import Path

from rolemap_train.text import MAX_TOKENS, load_tokenizer, token_ids

TRICKY_TEXTS: dict[str, str] = {
    "plain": "Registered Nurse",
    "empty": "",
    "spaces only": "   \t\n ",
    "no-break spaces only": "\u00a0\u2007\u202f",
    "zero-width only": "\u200b\u200d\ufeff",
    "surrounding spaces": "  Data Analyst \n",
    "no-break spaces": "\u00a0Data\u00a0Engineer\u202f",
    "ideographic space": "\u3000Chef\u3000de\u3000Partie\u3000",
    "byte order mark": "\ufeffAccountant",
    "capitals": "CHIEF EXECUTIVE OFFICER",
    "abbreviations": "Sr. Mgr., FP&A",
    "language names": "C++ / C# / .NET Developer",
    "slash and dash": "Server/Bartender \u2013 Nights \u2014 $18/hr",
    "parentheses": "Nurse (RN) [ICU] {Nights}",
    "brackets like special tokens": "[MASK] [SEP] Painter [CLS]",
    "gendered suffix": "Softwareentwickler:in (m/w/d)",
    "quotes": '\u201cHead\u201d of \u2018People\u2019 & "Culture"',
    "html": "<b>Nurse</b> &amp; <script>alert(1)</script>",
    "numbers": "Engineer III - Req #0012345, 37.5 h/wk",
    "full-width": "\uff33\uff52\uff0e \uff25\uff4e\uff47\uff49\uff4e\uff45\uff45\uff52\uff01",
    "half-width katakana": "\uff8c\uff9f\uff9b\uff78\uff9e\uff97\uff8f\uff70",
    "ligatures": "O\ufb03ce Con\ufb01dential \ufb02orist",
    "circled and superscript": "\u2460 Lead\u00b2 Engineer\u2122",
    "roman numeral sign": "Technician \u2162",
    "fraction": "\u00bd-time Teacher",
    "accents composed": "Caf\u00e9 Manager, Attach\u00e9, \u00dcbersetzer",
    "accents decomposed": "Cafe\u0301 Manager, Attache\u0301, U\u0308bersetzer",
    "sharp s and dotted i": "Stra\u00dfenbauer, \u0130n\u015faat M\u00fchendisi",
    "polish and vietnamese": "In\u017cynier, Ki\u1ebfn tr\u00fac s\u01b0",
    "greek": "\u039c\u03b7\u03c7\u03b1\u03bd\u03b9\u03ba\u03cc\u03c2",
    "cyrillic": "\u0411\u0443\u0445\u0433\u0430\u043b\u0442\u0435\u0440 \u0439",
    "chinese": "\u8f6f\u4ef6\u5de5\u7a0b\u5e08 Software",
    "korean": "\uc18c\ud504\ud2b8\uc6e8\uc5b4 \uc5d4\uc9c0\ub2c8\uc5b4",
    "arabic": "\u0645\u0647\u0646\u062f\u0633 \u0628\u0631\u0645\u062c\u064a\u0627\u062a",
    "hebrew with direction marks": "\u200f\u05de\u05d4\u05e0\u05d3\u05e1\u200e \u202bRTL\u202c",
    "hindi": "\u0938\u0949\u092b\u094d\u091f\u0935\u0947\u092f\u0930",
    "thai": "\u0e27\u0e34\u0e28\u0e27\u0e01\u0e23",
    "zero-width inside": "Soft\u200bware\u200d Engi\u2060neer",
    "soft hyphen": "Kinder\u00adg\u00e4rtner",
    "emoji": "\U0001f680 Growth Hacker \U0001f469\u200d\U0001f4bb\U0001f44d\U0001f3fd",
    "control characters": "Data\u0000\u0007 Scientist\u001b[0m\u0085end",
    "tabs and line breaks": "Site\tManager\r\nLondon\u2028UK",
    "one long word": "Donaudampfschifffahrtsgesellschaftskapit\u00e4n" * 4,
    "over 100 characters a word": "x" * 150,
    "exactly at the limit": "nurse " * (MAX_TOKENS - 2),
    "one over the limit": "nurse " * (MAX_TOKENS - 1),
    "10,000 characters": ("Senior Registered Nurse, ICU; " * 400)[:10_000],
}


def write_fixtures(model: str, path: Path) -> None:
    """Write name, text and ids of every tricky text, as the tokenizer of `model` (Hub id or folder) makes them."""
    ids = token_ids(load_tokenizer(model), list(TRICKY_TEXTS.values()))
    cases = [
        {"name": name, "text": text, "ids": row} for (name, text), row in zip(TRICKY_TEXTS.items(), ids, strict=True)
    ]
    # ASCII escapes keep invisible characters safe from editors; one case a line keeps differences readable.
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    text = f'{{\n  "maxTokens": {MAX_TOKENS},\n  "cases": [\n    {lines}\n  ]\n}}\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
