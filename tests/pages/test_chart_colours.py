"""图的颜色: told apart by everybody, also by those who see no red or no green, and named beside the colour."""

from __future__ import annotations

import itertools

import altair as alt
import pytest

from pages._ui import charts

Colour = tuple[float, float, float]

FEWEST_DELTA_E = 11.0
"""CIE76; about 2.3 is just seen side by side, ten is seen at a glance."""

# Viénot, Brettel and Mollon 1999: cones from linear light, and what a missing cone reads instead.
_CONES = (
    (17.8824, 43.5161, 4.11935),
    (3.45565, 27.1554, 3.86714),
    (0.0299566, 0.184309, 1.46709),
)
_LIGHT = (
    (0.0809444479, -0.130504409, 0.116721066),
    (-0.0102485335, 0.0540193266, -0.113614708),
    (-0.000365296938, -0.00412161469, 0.693511405),
)
_SEEN = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.0, 2.02344, -2.52581), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": ((1.0, 0.0, 0.0), (0.494207, 0.0, 1.24827), (0.0, 0.0, 1.0)),
}
_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def times(matrix: tuple[Colour, ...], colour: Colour) -> Colour:
    one, two, three = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return one, two, three


def linear(written: str) -> Colour:
    """#0072b2 as linear light, 0 to 1."""
    parts = (int(written[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def seen(written: str, eye: str) -> Colour:
    """CIELAB of a colour as an eye sees it."""
    light = times(_LIGHT, times(_SEEN[eye], times(_CONES, linear(written))))
    within = tuple(min(max(part, 0.0), 1.0) for part in light)
    x, y, z = (
        part / white
        for part, white in zip(times(_XYZ, within), _WHITE, strict=True)  # type: ignore[arg-type]
    )
    f = [v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def delta_e(one: str, other: str, eye: str) -> float:
    pairs = zip(seen(one, eye), seen(other, eye), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def test_the_eyes_are_simulated_rightly() -> None:
    """White stays white; red and green of like lightness come together for who sees no green."""
    for eye in _SEEN:
        lightness, a, b = seen("#ffffff", eye)
        assert lightness == pytest.approx(100, abs=0.5)
        assert abs(a) + abs(b) < 2
    assert (
        delta_e("#c05000", "#788000", "deuteranopia") < delta_e("#c05000", "#788000", "normal") / 3
    )


@pytest.mark.parametrize("eye", list(_SEEN))
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(charts.PALETTE, 2)))
def test_two_colours_of_the_palette_are_told_apart(one: str, other: str, eye: str) -> None:
    assert delta_e(one, other, eye) >= FEWEST_DELTA_E


@pytest.mark.parametrize("eye", list(_SEEN))
@pytest.mark.parametrize("colour", charts.PALETTE)
def test_every_colour_stands_out_from_the_paper(colour: str, eye: str) -> None:
    assert delta_e(colour, "#ffffff", eye) >= FEWEST_DELTA_E


def test_a_chart_leaves_room_above_its_legend() -> None:
    """Streamlit gives none of itself, and cuts the upper edge of the characters."""
    chart = alt.Chart(charts.rows([{"单位": "县民政局", "件数": 1}])).mark_bar()
    assert charts.styled(chart).to_dict()["padding"]["top"] >= 4
