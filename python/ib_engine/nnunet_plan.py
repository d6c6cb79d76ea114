"""What nnU-Net's plans ask of batches, in the words of this package; needs torch, but not nnunetv2."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch

from .client import Engine
from .geometry import Geometry

_SPECS = {"CTNormalization": "nnunet-ct", "ZScoreNormalization": "nnunet-mr", "NoNormalization": "none",
          "RGBTo01Normalization": "window:0:255"}
_SAME = {"zscore": "nnunet-mr", "zscore:all": "nnunet-mr"}
_SPACING = 0.01  # of the voxel, by which spacings may differ: plans and files round


class Plan(NamedTuple):
    """patch_size, spacing (mm): along x, y, z of the files. axes: which axis of (Z, Y, X) each of nnU-Net's is.

    channels, normalise: name and spec of each. reorients: whether nnU-Net turns files to RAS. scales: of the targets,
    per axis of nnU-Net, the first all 1; None for one target.
    """

    patch_size: tuple[int, ...]
    spacing: tuple[float, ...]
    axes: tuple[int, ...]
    channels: list[str]
    normalise: list[str]
    reorients: bool
    scales: list[list[float]] | None

    @classmethod
    def of(cls, plans: Any, configuration: Any, dataset: dict[str, Any], scales: list[list[float]] | None) -> Plan:
        """Of nnU-Net's PlansManager, ConfigurationManager and dataset.json. ValueError for what cannot be delivered."""
        if len(configuration.patch_size) != 3:
            raise ValueError(f"patches must have three axes, those of this configuration have {configuration.patch_size}; "
                             "train 3d_fullres or 3d_lowres")
        if configuration.previous_stage_name is not None:
            raise ValueError("a cascade is not possible: its second stage needs segmentations of the first as channels; "
                             "train 3d_fullres or 3d_lowres")
        axes = tuple(int(axis) for axis in plans.transpose_forward)
        names = dataset.get("channel_names", dataset.get("modality", {}))
        channels = [str(names[number]) for number in sorted(names, key=int)]
        schemes = zip(channels, configuration.normalization_schemes, configuration.use_mask_for_norm)
        return cls(_x_y_z(configuration.patch_size, axes), _x_y_z(configuration.spacing, axes), axes, channels,
                   [_spec(*scheme) for scheme in schemes], "Reorient" in plans.plans["image_reader_writer"], scales)

    def require_same_grid(self, engine: Engine, cases: Sequence[str]) -> None:
        """ValueError for the first case that is not stored on the grid of the plans."""
        for case in cases:
            geometry = engine.geometry(case)
            far = [abs(ours / theirs - 1) > _SPACING for ours, theirs in zip(geometry.spacing, self.spacing)]
            if any(far) or (self.reorients and not _is_ras(geometry)):
                words = " ".join(f"{length:g}" for length in self.spacing)
                turned = " --orientation RAS" if self.reorients else ""
                raise ValueError(
                    f"cases must be stored with the spacing of the plans, {words} mm{' and in RAS' * self.reorients}; {case} has "
                    f"{' '.join(f'{length:g}' for length in geometry.spacing)} mm; ib prepare RAW OUT --layout volumes --crop "
                    f"nonzero --interpolation cubic --spacing {words}{turned} makes it so")

    def require_same_options(self, engine: Engine, options: dict[str, Any]) -> None:
        """ValueError if a server was started with others than those that the plans ask for."""
        if engine.modalities != self.channels:
            raise ValueError(f"modalities must be the channels of dataset.json, {', '.join(self.channels)}, were "
                             f"{', '.join(engine.modalities)}; see --modalities")
        given = options["delivery"]["normalisation"]
        for channel, wanted in zip(self.channels, self.normalise):
            spec = given["modalities"].get(channel, given["others"])
            if _SAME.get(spec, spec) != wanted:
                raise ValueError(f"normalisation of {channel} must be that of the plans, {wanted}, was {spec}; see "
                                 "--normalise")

    def arranged(self, tensor: torch.Tensor) -> torch.Tensor:
        """(B, C, Z, Y, X) with the axes in nnU-Net's order; a view."""
        return tensor.permute(0, 1, *(2 + axis for axis in self.axes))


def _x_y_z(values: Sequence[Any], axes: Sequence[int]) -> tuple[Any, ...]:
    """Of nnU-Net's axes."""
    z_y_x: list[Any] = [None, None, None]
    for value, axis in zip(values, axes):
        z_y_x[axis] = value
    return tuple(reversed(z_y_x))


def _spec(channel: str, scheme: str, within_mask: bool) -> str:
    if within_mask and scheme == "ZScoreNormalization":
        raise ValueError(f"normalisation of {channel} within the mask of what is not 0 (use_mask_for_norm) has no counterpart "
                         "here; set use_mask_for_norm to false in the plans to normalise over all voxels of the crop")
    if scheme not in _SPECS:
        raise ValueError(f"normalisation must be one of {', '.join(_SPECS)}, that of {channel} is {scheme}, which has no "
                         "counterpart here")
    return _SPECS[scheme]


def _is_ras(geometry: Geometry) -> bool:
    directions = geometry.affine[:3, :3]
    return all(int(abs(directions[:, axis]).argmax()) == axis and directions[axis, axis] > 0 for axis in range(3))


def regions_of(label: torch.Tensor, regions: Sequence[Any] | None, ignored: int | None) -> torch.Tensor:
    """What nnU-Net trains on: the label map (B, 1, …) as int16 or, with regions, which voxels are in each, bool (B, R, …);
    the voxels that are ignored come last. Memory of its own."""
    if regions is None:
        return label.to(torch.int16)
    values = [*regions, *([] if ignored is None else [ignored])]
    return torch.cat([torch.isin(label, torch.as_tensor(value, dtype=label.dtype, device=label.device).reshape(-1))
                      for value in values], 1)


def downsampled(target: torch.Tensor, scales: list[list[float]] | None) -> torch.Tensor | list[torch.Tensor]:
    """Targets of deep supervision: for each scale the value of the voxel in whose middle a coarse voxel's middle lies, as
    nnU-Net's "nearest-exact". One tensor without scales."""
    return target if scales is None else [_at(target, scale) for scale in scales]


def _at(target: torch.Tensor, scale: Sequence[float]) -> torch.Tensor:
    for axis, factor in enumerate(scale, 2):
        length = target.shape[axis]
        if factor != 1:
            target = target.index_select(axis, _nearest(length, round(length * factor)).to(target.device))
    return target


def _nearest(length: int, wanted: int) -> torch.Tensor:
    """In float32, as torch computes it: it decides where a middle lies between two voxels."""
    step = torch.tensor(length, dtype=torch.float32) / wanted
    return ((torch.arange(wanted, dtype=torch.float32) + 0.5) * step).floor().long().clamp(max=length - 1)
