#!/usr/bin/env bash
# ./ib demo: the main job on the one real case in examples/ms, whose output goes to build/demo.
set -euo pipefail
cd "$(dirname "$0")/.."
demo=build/demo
rm -rf "$demo"

bold='' plain=''
if [ -t 1 ]; then
  bold=$'\033[1m' plain=$'\033[0m'
fi
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

step "1. What is in the case"
./ib info examples/ms/patient07/{FLAIR,GT}.nii.gz

step "2. ib prepare examples/ms build/demo/patches --patch-size 64 64 64"
echo "One patch per lesion and background windows beside them, as files that IB-sampling's loader reads."
./ib prepare examples/ms "$demo/patches" --patch-size 64 64 64

step "3. The same command again: only what is new or changed is done"
./ib prepare examples/ms "$demo/patches" --patch-size 64 64 64

step "4. ib prepare examples/ms build/demo/volumes --layout volumes"
echo "The engine's own layout: nothing stored twice, patch size and margin stay choices of the reader."
./ib prepare examples/ms "$demo/volumes" --layout volumes

step "5. ib verify: every checksum once more"
./ib verify "$demo/patches"
./ib verify "$demo/volumes"

step "What came out (build/demo)"
(cd "$demo" && du -sh patches volumes && find patches/lesion_patches | sort | sed -n '2,4p')
echo "Next: ./ib prepare YOUR_CASES OUT   (one folder per case: one NIfTI file per modality, and GT.nii.gz)"
