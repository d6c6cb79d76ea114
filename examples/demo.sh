# Sourced by ./ib demo: the main job on the one real case in examples/ms.
demo="$here/build/demo"
rm -rf "$demo"

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

step "1. What is in the case"
run info "$here"/examples/ms/patient07/{FLAIR,GT}.nii.gz

step "2. ib prepare examples/ms build/demo/patches --patch-size 64 64 64"
echo "One patch per lesion and background windows beside them, as files that IB-sampling's loader reads."
run prepare "$here/examples/ms" "$demo/patches" --patch-size 64 64 64

step "3. The same command again: only what is new or changed is done"
run prepare "$here/examples/ms" "$demo/patches" --patch-size 64 64 64

step "4. ib prepare examples/ms build/demo/volumes --layout volumes"
echo "The engine's own layout: nothing stored twice, patch size and margin stay choices of the reader."
run prepare "$here/examples/ms" "$demo/volumes" --layout volumes

step "5. ib verify: every checksum once more"
run verify "$demo/patches"
run verify "$demo/volumes"

step "What came out (build/demo)"
(cd "$demo" && du -sh patches volumes && find patches/lesion_patches | sort | sed -n '2,4p')
echo "Next: ./ib prepare YOUR_CASES OUT   (one folder a case: one NIfTI file a modality, and GT.nii.gz)"
