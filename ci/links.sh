#!/usr/bin/env bash
# Links between the documents: the file is there, and so is the heading that an anchor names. A broken link of each kind
# is planted first and has to be found.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

# Prints FILE:ANCHOR for each heading of these documents, as GitHub forms them: small letters, no punctuation, blanks to
# hyphens, a number after a name that was there before.
anchors() { # FILE...
  awk '
    FNR == 1 { split("", seen); fenced = 0 }
    /^ *```/ { fenced = !fenced }
    !fenced && /^#+ / {
      sub(/^#+ +/, "")
      $0 = tolower($0)
      gsub(/\]\([^)]*\)/, "")
      gsub(/[^[:alnum:] _-]/, "")
      gsub(/ /, "-")
      print FILENAME ":" $0 (seen[$0] ? "-" seen[$0] : "")
      seen[$0]++
    }' "$@"
}

# Prints what is wrong with the links of the documents in this folder; nothing if nothing is.
broken_links() {
  local documents document link path anchor known
  mapfile -d '' documents < <(find . \( -name .git -o -name target -o -name build \) -prune -o -name '*.md' -print0 | sort -z)
  known=$(anchors "${documents[@]}")
  while IFS=: read -r document link; do
    link=${link#*\](}
    link=${link%)}
    path=${link%%#*}
    anchor=${link#"$path"}
    path=${path:+$(dirname "$document")/$path}
    path=${path:-$document}
    if [ ! -e "$path" ]; then
      echo "links: $document links to $link, which does not exist"
    elif [ -n "$anchor" ] && ! grep -qxF "./$(realpath --relative-to . "$path"):${anchor#\#}" <<<"$known"; then
      echo "links: $document links to $link, but no heading has that anchor"
    fi
  done < <(grep -HoE '\]\([^):]+\)' "${documents[@]}")
}

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
printf '# A title, twice\n[here](#a-title-twice) [there](b.md#what-is-it)\n' >"$planted/a.md"
printf '## What "is" it?\n[no file](c.md) [no heading](a.md#another) [nor here](#none)\n' >"$planted/b.md"
found=$(cd "$planted" && broken_links | wc -l)
[ "$found" -eq 3 ] || { echo "links: 3 planted links are broken, $found were found"; exit 1; }

wrong=$(broken_links)
[ -z "$wrong" ] || { echo "$wrong"; exit 1; }
