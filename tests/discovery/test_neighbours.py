"""Points drawn towards their neighbours."""

from __future__ import annotations

import numpy as np

from coder.discovery.neighbours import drawn

RNG = np.random.default_rng(3)
GROUP = np.repeat(np.arange(3), 60)
POINTS = np.eye(8)[GROUP] + RNG.normal(0, 0.35, (180, 8))


def spread(points: np.ndarray) -> float:
    """Mean squared distance from the mean of the own group."""
    return float(np.mean([points[at == GROUP].var(axis=0).sum() for at in range(3)]))


def test_groups_become_denser() -> None:
    assert spread(drawn(POINTS, 3)) < 0.75 * spread(drawn(POINTS, 100))


def test_few_points_stay_where_they_are() -> None:
    unit = POINTS / np.linalg.norm(POINTS, axis=1, keepdims=True)
    assert np.allclose(drawn(POINTS[:3], 1), unit[:3])


def test_a_point_without_length_has_no_neighbours() -> None:
    points = POINTS.copy()
    points[5] = 0
    assert not drawn(points, 3)[5].any()


def test_all_points_equal() -> None:
    assert np.allclose(drawn(np.ones((100, 4)), 2), 0.5)
