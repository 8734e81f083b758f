"""Points into groups: blobs are found, empty groups are filled, rotations are rotations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from coder.discovery.partition import nearness, partition, varimax

Floats = npt.NDArray[np.float64]


@pytest.fixture
def blobs() -> Floats:
    rng = np.random.default_rng(0)
    return np.asarray(np.repeat(np.eye(3, 6), 20, axis=0) + 0.1 * rng.standard_normal((60, 6)))


def test_three_blobs_are_three_groups(blobs: Floats) -> None:
    labels, centres = partition(blobs, np.ones(60), 3)
    assert centres.shape == (3, 6)
    assert [len(set(labels[at : at + 20].tolist())) for at in (0, 20, 40)] == [1, 1, 1]
    assert len(set(labels.tolist())) == 3


def test_more_groups_than_directions_are_filled(blobs: Floats) -> None:
    labels, _ = partition(blobs[:, :3], np.ones(60), 10)
    assert len(set(labels.tolist())) == 10


def test_equal_points_cannot_be_parted() -> None:
    labels, _ = partition(np.ones((5, 2)), np.ones(5), 3)
    assert set(labels.tolist()) == {0}


def test_a_weight_counts_as_that_many_points(blobs: Floats) -> None:
    weights = np.ones(60)
    weights[0] = 3
    _, weighted = partition(blobs, weights, 3)
    _, repeated = partition(np.vstack([blobs, blobs[:1], blobs[:1]]), np.ones(62), 3)
    assert np.allclose(np.sort(weighted, axis=0), np.sort(repeated, axis=0))


def test_varimax_turns_and_does_not_stretch(blobs: Floats) -> None:
    turn = varimax(blobs)
    assert np.allclose(turn @ turn.T, np.eye(6))


def test_varimax_undoes_a_rotation_of_loadings_on_one_factor_each() -> None:
    simple = np.repeat(np.eye(2), 10, axis=0)
    angle = 0.5
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = simple @ rotation
    loadings = np.abs(turned @ varimax(turned))
    assert np.allclose(np.sort(loadings, axis=1), [[0.0, 1.0]] * 20, atol=1e-2)


def test_a_point_without_length_is_near_to_nothing() -> None:
    assert nearness(np.zeros((1, 2)), np.eye(2)).tolist() == [[0.0, 0.0]]
