#!/usr/bin/env bash
# Makes the files of this folder with the reference implementation of NRRD: teem-unu of Debian's teem-apps (1.12.0).
# Voxel (x, y, z) of channel c has the value 100 * (x + 4 y + 12 z + 24 c) - 1000 in size (4, 3, 2), or, in types of
# eight bits, x + 4 y + 12 z + 24 c. Run in this folder; the files do not change from run to run.
set -euo pipefail
cd "$(dirname "$0")"
rm -rf ./*.nrrd ./*.nhdr ./*.raw ./*.gz sub
python3 - <<'PY'
import struct
wide = [100 * i - 1000 for i in range(48)]
open("i2.raw", "wb").write(struct.pack("<48h", *wide))
open("u1.raw", "wb").write(bytes(range(48)))
PY
place=(-spc left-posterior-superior -dirs '(0.5,0,0) (0,0.75,0) (0,0,2.5)' -orig '(-10,20,-30.5)')
three=(-t short -s 4 3 2 -e raw -en little)
head -c 48 i2.raw > all.raw

# Encodings and byte orders; with and without a file of their own for the voxels.
teem-unu make -i all.raw "${three[@]}" "${place[@]}" -c 'a content' -kv 'key:=value' -o plain.nrrd
teem-unu save -f nrrd -e raw -en big -i plain.nrrd -o big.nrrd
teem-unu save -f nrrd -e gzip -en little -i plain.nrrd -o packed.nrrd
teem-unu save -f nrrd -e gzip -en big -i plain.nrrd -o packed_big.nrrd
teem-unu save -f nrrd -e raw -en little -i plain.nrrd -o apart.nhdr
teem-unu save -f nrrd -e gzip -en little -i plain.nrrd -o apart_packed.nhdr
teem-unu save -f nrrd -e raw -en big -i plain.nrrd -o apart_big.nhdr

# Types.
for type in 'signed char' uchar short ushort int uint longlong ulonglong float double; do
  teem-unu make -i u1.raw -t uchar -s 4 3 2 -e raw "${place[@]}" \
    | teem-unu convert -t "$type" | teem-unu save -f nrrd -e raw -en little -o "type_${type// /_}.nrrd"
done

# Spaces, and an image that stands oblique in each of them.
oblique=(-dirs '(0.4,0.3,0) (-0.45,0.6,0) (0,0,2.5)' -orig '(-10,20,-30.5)')
for space in left-posterior-superior right-anterior-superior left-anterior-superior; do
  teem-unu make -i all.raw "${three[@]}" -spc "$space" "${oblique[@]}" -o "$space.nrrd"
done
teem-unu make -i all.raw "${three[@]}" -spc 3 "${oblique[@]}" -o space_dimension.nrrd
teem-unu make -i all.raw "${three[@]}" -sp 0.5 0.75 2.5 -o spacings.nrrd
teem-unu make -i all.raw "${three[@]}" -o nothing.nrrd

# Lists of files, in which bytes or lines come before the voxels.
head -c 24 i2.raw > slice_a.raw
head -c 48 i2.raw | tail -c 24 > slice_b.raw
cp slice_a.raw slice_05.raw
cp slice_b.raw slice_07.raw
teem-unu make -h -i slice_a.raw slice_b.raw "${three[@]}" "${place[@]}" -o list.nhdr
teem-unu make -h -i slice_%02d.raw 5 7 2 "${three[@]}" "${place[@]}" -o numbered.nhdr
{ printf 'one\ntwo\nxyz'; cat all.raw; } > skipped.raw
teem-unu make -h -i skipped.raw -ls 2 -bs 3 "${three[@]}" "${place[@]}" -o skipped.nhdr
teem-unu make -h -i skipped.raw -bs -1 "${three[@]}" "${place[@]}" -o last.nhdr
{ printf 'one\n'; gzip -nc all.raw; } > skipped.raw.gz
teem-unu make -h -i skipped.raw.gz -ls 1 -t short -s 4 3 2 -e gzip -en little "${place[@]}" -o skipped_packed.nhdr

# Channels.
four=(-t short -s 4 3 2 2 -e raw -en little -k space space space list)
dirs=(-spc left-posterior-superior -dirs '(0.5,0,0) (0,0.75,0) (0,0,2.5) none' -orig '(-10,20,-30.5)')
teem-unu make -i i2.raw "${four[@]}" "${dirs[@]}" -o channels.nrrd
teem-unu save -f nrrd -e gzip -en big -i channels.nrrd -o channels_packed.nrrd
for name in a b; do
  teem-unu slice -a 3 -p "$([ $name = a ] && echo 0 || echo 1)" -i channels.nrrd \
    | teem-unu save -f nrrd -e raw -en little | teem-unu data - > "channel_$name.raw"
done
teem-unu make -h -i channel_a.raw channel_b.raw "${four[@]}" "${dirs[@]}" -o channels_list.nhdr
rm i2.raw u1.raw all.raw
