#include "warp/looked_at.hpp"

#include <algorithm>
#include <cmath>

namespace ib {
namespace {

/// More than t is off by rounding where `inverts` holds, in elements of the block.
constexpr double kSlack = 0.01;
constexpr double kMostOff = kSlack / 8;

/// Along x a place is as good as a double of some thousand voxels.
constexpr double kSlackX = 1e-6;

/// A column of the inverse that small says nothing about x.
constexpr double kFlat = 1e-6;

using Matrix = double[3][3];

void invert(const Matrix& m, Matrix& inverse) {
    double determinant = 0;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            const int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
            inverse[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
        }
    }
    for (int j = 0; j < 3; ++j) { determinant += m[0][j] * inverse[j][0]; }
    for (auto& row : inverse) {
        for (double& entry : row) { entry /= determinant; }
    }
}

/// Whether the product is the unit matrix but for what kMostOff allows at places within `extent`
/// voxels, rounding included. NaN is not.
bool inverts(const Matrix& inverse, const Matrix& m, double extent) {
    bool good = true;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            double product = i == j ? -1 : 0;
            for (int k = 0; k < 3; ++k) { product += inverse[i][k] * m[k][j]; }
            good = good && std::fabs(product) * 64 < kMostOff &&
                   std::fabs(inverse[i][j]) * extent * 0x1p-50 < kMostOff;
        }
    }
    return good;
}

}  // namespace

LookedAt::LookedAt(const Looking& of) : past_(of.nearest ? 0 : 1), size_x_(of.box.size[0]) {
    Matrix m;
    double begin[3];
    double extent = 0;
    for (int a = 0; a < 3; ++a) {
        int64_t at = of.warp.origin[a] - of.box.begin[a] * kOne;
        for (int b = 0; b < 3; ++b) {
            m[a][b] = static_cast<double>(of.warp.matrix[3 * a + b]) / static_cast<double>(kOne);
            at += of.warp.matrix[3 * a + b] * of.block.begin[b];
        }
        begin[a] = static_cast<double>(at) / static_cast<double>(kOne) + (of.nearest ? 0.5 : 0);
        least_[a] = static_cast<double>(of.moved.least[a]) / static_cast<double>(kOne);
        most_[a] = static_cast<double>(of.moved.most[a]) / static_cast<double>(kOne);
        last_[a] = static_cast<double>(of.block.size[a] - 1);
        extent += std::fabs(begin[a]) + std::fabs(least_[a]) + std::fabs(most_[a]) +
                  static_cast<double>(of.box.size[a]);
    }
    invert(m, inverse_);
    known_ = inverts(inverse_, m, extent);
    for (int i = 0; i < 3; ++i) {
        per_x_[i] = 1 / inverse_[i][0];
        first_[i] = 0;
        for (int a = 0; a < 3; ++a) { first_[i] += inverse_[i][a] * begin[a]; }
    }
}

Span LookedAt::x_of(Span y, Span z) const {
    const Span all{0, size_x_};
    if (!known_) { return all; }
    const auto low = [&](Span span, int a) {
        return static_cast<double>(span.begin) - past_ - most_[a];
    };
    const auto high = [&](Span span, int a) { return static_cast<double>(span.end) - least_[a]; };
    const double y0 = low(y, 1), y1 = high(y, 1), z0 = low(z, 2), z1 = high(z, 2);
    double x0 = -most_[0], x1 = static_cast<double>(size_x_) - least_[0];
    for (int i = 0; i < 3; ++i) {
        const double* const w = inverse_[i];
        if (std::fabs(w[0]) < kFlat) { continue; }
        const double ly = std::min(w[1] * y0, w[1] * y1), hy = std::max(w[1] * y0, w[1] * y1);
        const double lz = std::min(w[2] * z0, w[2] * z1), hz = std::max(w[2] * z0, w[2] * z1);
        const double a = (first_[i] - kSlack - hy - hz) * per_x_[i];
        const double b = (first_[i] + last_[i] + kSlack - ly - lz) * per_x_[i];
        x0 = std::max(x0, std::min(a, b));
        x1 = std::min(x1, std::max(a, b));
    }
    if (!(x0 <= x1)) { return {0, 0}; }
    const double begin = std::floor(x0 + least_[0] - kSlackX);
    const double end = std::floor(x1 + most_[0] + kSlackX) + past_ + 1;
    const auto size = static_cast<double>(size_x_);
    const Span span{static_cast<int64_t>(std::clamp(begin, 0.0, size)),
                    static_cast<int64_t>(std::clamp(end, 0.0, size))};
    return span.begin < span.end ? span : Span{0, 0};
}

}  // namespace ib
