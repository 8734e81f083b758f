"""Points into groups: blobs are found, empty groups are filled, rotations are rotations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import csr_matrix

from coder.discovery.partition import SMOOTH, likelihood, nearness, partition, varimax

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


def test_a_text_between_two_groups_goes_where_its_words_are_said() -> None:
    points = np.vstack([np.repeat(np.eye(2), 30, axis=0), [[1.0, 0.98]]])
    said = csr_matrix(10 * np.vstack([np.repeat(np.eye(2), 30, axis=0), [[0.0, 1.0]]]))
    assert partition(points, np.ones(61), 2)[0][-1] == partition(points, np.ones(61), 2)[0][0]
    labels, _ = partition(points, np.ones(61), 2, said)
    assert labels[-1] == labels[30] != labels[0]


def test_a_text_does_not_speak_for_its_own_group() -> None:
    rng = np.random.default_rng(1)
    use, labels, weights = rng.integers(0, 3, (12, 5)).astype(float), np.arange(12) % 3, np.arange(1.0, 13.0)
    others, own = np.arange(12) != 4, labels == labels[4]
    inside = weights[others & own] @ use[others & own]
    everybody = weights @ use
    by_hand = use[4] @ np.log((inside + SMOOTH * everybody / everybody.sum()) / (inside.sum() + SMOOTH))
    assert likelihood(csr_matrix(use), labels, weights, 3)[4, labels[4]] == pytest.approx(by_hand)


def test_no_known_words_leave_the_groups_as_they_are(blobs: Floats) -> None:
    labels, _ = partition(blobs, np.ones(60), 3)
    assert partition(blobs, np.ones(60), 3, csr_matrix((60, 0)))[0].tolist() == labels.tolist()
