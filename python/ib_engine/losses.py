"""Losses of logits against binary targets that take a weight map; need torch.

With inverse weights they are what the literature calls iwbce, iwdl, iwasl and iwfl ("Universal Loss
Reweighting to Balance Lesion Size Inequality in 3D Medical Image Segmentation", MICCAI 2020).

All take logit and target of the same shape (batch, …), and optionally weight, of that shape or one that
broadcasts to it. Sums go over all axes but the first, then the mean over the batch is taken; all
return a scalar in the logit's type; types narrower than float32 are computed in and returned as float32.
Weighted means are not divided by the sum of the weights. Losses and gradients are finite at any
finite logit.
"""
from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

_LARGEST_ODDS = 1e20  # of adaptive weights
_LEAST_SUM = 1e-20  # decides only 0 / 0: a sum with foreground is larger; no gradient overflows by it


def bce(logit: Tensor, target: Tensor, weight: Tensor | None = None, alpha: float = 1.0,
        adaptive: bool = False) -> Tensor:
    """mean(w · (−p₊ · t · ln p − (1 − t) · ln(1 − p))), p = sigmoid(logit), p₊ = alpha.

    adaptive: p₊ = alpha · (n − Σp) / Σp over the whole batch, at most alpha · 1e20; gradients flow
    through it too.
    """
    logit, target, weight = _checked(logit, target, weight)
    positive = alpha * _odds_against(logit) if adaptive else alpha
    each = -(positive * target * logsigmoid(logit) + (1 - target) * logsigmoid(-logit))
    return _weighted(each, weight).mean()


def dice(logit: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """1 − 2 · Σ w·p·t / Σ w·(p² + t²), the mean over the batch; 1 for a sample without foreground."""
    return asymmetric_similarity(logit, target, weight, beta=1.0)


def asymmetric_similarity(logit: Tensor, target: Tensor, weight: Tensor | None = None, beta: float = 1.5) -> Tensor:
    """1 − (1 + β²) · Σ w·p·t / Σ w·(β²·t² + p²): with β > 1, misses cost more than false alarms."""
    logit, target, weight = _checked(logit, target, weight)
    p = torch.sigmoid(logit)
    square = beta * beta
    shared = _sums(_weighted(p * target, weight))
    total = _sums(_weighted(square * target * target + p * p, weight))
    return (1 - (1 + square) * shared / total.clamp_min(_LEAST_SUM)).mean()


def focal(logit: Tensor, target: Tensor, weight: Tensor | None = None, gamma: float = 2.0,
          alpha: float = 0.25) -> Tensor:
    """mean(w · a · |t − p|^γ · BCE), a = alpha where t is 1, 1 − alpha where it is 0."""
    logit, target, weight = _checked(logit, target, weight)
    wrong = logit * (1 - 2 * target)  # sigmoid(wrong) = |t − p|; its power by logarithms has a slope at 0
    each = -logsigmoid(-wrong) * torch.exp(gamma * logsigmoid(wrong))
    return _weighted(each * (alpha * target + (1 - alpha) * (1 - target)), weight).mean()


def _odds_against(logit: Tensor) -> Tensor:
    """(n − Σp) / Σp, by logarithms: its slope holds 1 / (Σp)², which overflows long before it does."""
    odds = torch.logsumexp(logsigmoid(-logit).flatten(), 0) - torch.logsumexp(logsigmoid(logit).flatten(), 0)
    return torch.exp(odds.clamp_max(math.log(_LARGEST_ODDS)))


def _weighted(values: Tensor, weight: Tensor | None) -> Tensor:
    return values if weight is None else values * weight


def _sums(values: Tensor) -> Tensor:
    return values.flatten(1).sum(1)


def _checked(logit: Tensor, target: Tensor, weight: Tensor | None) -> tuple[Tensor, Tensor, Tensor | None]:
    shape = tuple(logit.shape)
    if target.shape != logit.shape:
        raise ValueError(f"target must have the shape of logit {shape}, had {tuple(target.shape)}")
    if weight is not None and not _broadcasts(tuple(weight.shape), shape):
        raise ValueError(f"weight must broadcast to the shape of logit {shape}, had {tuple(weight.shape)}")
    dtype = torch.promote_types(logit.dtype, torch.float32)
    return logit.to(dtype), target.to(dtype), None if weight is None else weight.to(dtype)


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Without growing it: weights with an axis too many would weigh each sample by all the others'."""
    return len(shape) <= len(to) and all(a in (1, b) for a, b in zip(reversed(shape), reversed(to)))
