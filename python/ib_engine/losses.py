"""Losses of logits against binary targets that take a weight map; need torch.

With inverse weights they are what the literature calls iwbce, iwdl, iwasl and iwfl ("Universal Loss
Reweighting to Balance Lesion Size Inequality in 3D Medical Image Segmentation", MICCAI 2020).

All take logit and target of one shape (batch, …), and optionally weight, of that shape or one that
broadcasts to it. Sums go over all axes but the first, then the mean over the batch is taken; all
return a scalar. Weighted means are not divided by the sum of the weights.
"""
import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def bce(logit, target, weight=None, alpha=1.0, adaptive=False):
    """mean(w · (−p₊ · t · ln p − (1 − t) · ln(1 − p))), p = sigmoid(logit), p₊ = alpha.

    adaptive: p₊ = alpha · (n − Σp) / Σp over the whole batch, taken as a constant.
    """
    target = _checked(logit, target)
    positive = torch.as_tensor(alpha, dtype=logit.dtype, device=logit.device)
    if adaptive:
        total = torch.sigmoid(logit.detach()).sum()
        positive = positive * (logit.numel() - total) / total
    return binary_cross_entropy_with_logits(logit, target, weight, pos_weight=positive)


def dice(logit, target, weight=None):
    """1 − 2 · Σ w·p·t / Σ w·(p² + t²), the mean over the batch; 1 where nothing is to be found."""
    target = _checked(logit, target)
    p = torch.sigmoid(logit)
    return _overlap(2 * p * target, p * p + target * target, weight)


def asymmetric_similarity(logit, target, weight=None, beta=1.5):
    """1 − (1 + β²) · Σ w·p·t / Σ w·(β²·t² + p²): with β > 1, misses cost more than false alarms."""
    target = _checked(logit, target)
    p = torch.sigmoid(logit)
    square = beta * beta
    return _overlap((1 + square) * p * target, square * target * target + p * p, weight)


def focal(logit, target, weight=None, gamma=2.0, alpha=0.25):
    """mean(w · a · |t − p|^γ · BCE), a = alpha where t is 1, 1 − alpha where it is 0."""
    target = _checked(logit, target)
    each = binary_cross_entropy_with_logits(logit, target, reduction="none")
    miss = torch.sigmoid(logit * (1 - 2 * target))  # |t − p|, without the difference's rounding
    each = each * (alpha * target + (1 - alpha) * (1 - target)) * miss**gamma
    return (each if weight is None else each * weight).mean()


def _overlap(shared, total, weight):
    if weight is not None:
        shared, total = shared * weight, total * weight
    # p² underflows where all logits are very low; the ratio is 0 then, not 0/0.
    least = torch.finfo(total.dtype).tiny
    return (1 - _sums(shared) / _sums(total).clamp_min(least)).mean()


def _sums(values):
    return values.flatten(1).sum(1)


def _checked(logit, target):
    if logit.shape != target.shape:
        raise ValueError(f"target must have the shape of logit {tuple(logit.shape)}, had "
                         f"{tuple(target.shape)}")
    return target.to(logit.dtype)
