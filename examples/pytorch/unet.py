"""The U-Net of `ib train --network unet` in PyTorch, with the names that MONAI's `UNet` gives its tensors.

MONAI 0.9.1: UNet(spatial_dims=3, in_channels=inputs, out_channels=outputs, channels=channels, strides=strides,
num_res_units=2, norm="batch"). Its state_dict takes the same files.
"""
from collections import OrderedDict

import torch
from torch import nn


def named(**parts):
    return nn.Sequential(OrderedDict(parts))


def after(channels):
    return named(N=nn.BatchNorm3d(channels), A=nn.PReLU())


def unit(inside, out, stride=1):
    return named(conv=nn.Conv3d(inside, out, 3, stride, 1), adn=after(out))


class Residual(nn.Module):
    """Two units and what leads around them."""

    def __init__(self, inside, out, stride):
        super().__init__()
        self.conv = named(unit0=unit(inside, out, stride), unit1=unit(out, out))
        if stride != 1:
            self.residual = nn.Conv3d(inside, out, 3, stride, 1)
        else:
            self.residual = nn.Identity() if inside == out else nn.Conv3d(inside, out, 1)

    def forward(self, x):
        return self.conv(x) + self.residual(x)


class Upper(nn.Module):
    """One unit, or only its convolution, added to what comes."""

    def __init__(self, channels, top):
        super().__init__()
        last = named(conv=nn.Conv3d(channels, channels, 3, 1, 1)) if top else unit(channels, channels)
        self.conv = named(unit0=last)

    def forward(self, x):
        return self.conv(x) + x


class Beside(nn.Module):
    """What comes, and what lies below makes of it, as channels."""

    def __init__(self, submodule):
        super().__init__()
        self.submodule = submodule

    def forward(self, x):
        return torch.cat([x, self.submodule(x)], 1)


def level(inside, out, channels, strides, top):
    width, stride = channels[0], strides[0]
    if len(channels) > 2:
        below, wider = level(width, width, channels[1:], strides[1:], False), 2 * width
    else:
        below, wider = Residual(width, channels[1], 1), width + channels[1]
    rise = named(conv=nn.ConvTranspose3d(wider, out, 3, stride, 1, stride - 1), adn=after(out))
    return nn.Sequential(Residual(inside, width, stride), Beside(below), nn.Sequential(rise, Upper(out, top)))


class UNet(nn.Module):
    def __init__(self, inputs, outputs=2, channels=(16, 32, 64, 128, 256), strides=(2, 2, 2, 2)):
        super().__init__()
        self.model = level(inputs, outputs, channels, strides, True)

    def forward(self, image):
        return self.model(image)
