"""What hypothesis draws from: any dates, also absurd ones, and texts that try to break out of markup."""

from datetime import date

from hypothesis import strategies as st

from depositary.drawing.spans import STYLES, Span

HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "a & b &amp; c &#0; ]]>",
    "nul\x00 bell\x07 escape\x1b",
    "lone \ud800 surrogate \ufffe",
    "\u202eright to left\u2066",
    "قاعدة غيومري",
    "第102军事基地" * 8,
    "",
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
addresses = st.sampled_from(
    ["", "/doc/state/armenia", "https://example.org/?a=1&b=2", "javascript:alert(1)", " DATA:x", "/\"'<"]
)
days = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
likely = st.one_of(days, st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 1, 1)))
bounds = st.one_of(st.none(), likely)
spans = st.builds(
    Span,
    bounds,
    bounds,
    bounds,
    bounds,
    st.sampled_from(["ended", "ongoing", "unknown"]),
    texts,
    addresses,
    texts,
    st.sampled_from(STYLES),
    st.booleans(),
)
