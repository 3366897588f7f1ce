"""Colours and fonts, those of the dashboard: told apart by colour-blind readers too."""

INK = "1D2A35"
INK_SOFT = "51606D"
LINE = "D9DFE4"
WHITE = "FFFFFF"
BRAND = "123F5F"
BRAND_SOFT = "E6EEF4"
STRIPE = "F5F6F4"
GOOD = "1F6AA5"
SUFFICIENT = "A9CBE6"
INSUFFICIENT = "DC7633"
NOT_APPLICABLE = "DCDFE2"
ACCENT = GOOD
PREVIOUS = "8795A1"

BANDS = {
    "good": GOOD,
    "sufficient": SUFFICIENT,
    "insufficient": INSUFFICIENT,
    "not_applicable": NOT_APPLICABLE,
}
# the text on each colour that a figure may stand in
ON = {GOOD: WHITE, SUFFICIENT: INK, INSUFFICIENT: INK, NOT_APPLICABLE: INK}
