#!/bin/sh
# Cuts the fonts that the agreement is drawn with. The PDF library embeds each face whole, so the
# slices are what keeps a finished agreement small: one slice a script, and a page pays for what it uses.
# Needs Debian's fonts-noto-core 20201225 and libharfbuzz-bin 6.0.0 (hb-subset).
set -eu
cd "$(dirname "$0")"
noto=${NOTO:-/usr/share/fonts/truetype/noto}

common=20-7e,a0
core=$common,a1-17f,2bc,2002-200b,2010-2027,202f,2030,2032-2033,2039-203a,2044,20ac,2116,2122
vietnamese=$common,a1-ff,102-103,110-111,128-129,168-169,1a0-1a1,1af-1b0,300-303,306,309,31b,323,1ea0-1ef9,2010-2027,20ab
latin=$common,a1-2ff,300-36f,1e00-1eff,2010-2027,2070-209c,20a0-20bf,2100-215f,2c60-2c7f
greek=$common,300-345,370-3ff,1f00-1fff,2010-2027
cyrillic=$common,300-345,400-52f,2010-2027,2116
arabic=20-40,5b-5d,7b-7d,a0,ab,bb,600-6ff,750-77f,2010-2027
hebrew=20-40,5b-5d,7b-7d,a0,591-5f4,20aa,2010-2027
math=20,a0,2190-21ff,2200-22ff
marks=20,a0,25a0-25ff,2600-2606,260e-2612,2639-263c,2660-2667,2700-2704,2706-2709,2713-2718,2776-2793,2794

cut() { # source, slice name, code points
    hb-subset "$noto/$1.ttf" --unicodes="$3" --no-hinting \
        --layout-features=kern,mark,mkmk,ccmp,locl,isol,init,medi,fina,rlig,calt,curs \
        --name-IDs=0,1,2,3,4,5,6,7,13,14 --name-languages=1033 --output-file="$2.ttf"
}

for weight in Regular Bold; do
    cut NotoSans-$weight Sans-$weight-Core $core
    cut NotoSans-$weight Sans-$weight-Vietnamese $vietnamese
    cut NotoSans-$weight Sans-$weight-Latin $latin
    cut NotoSans-$weight Sans-$weight-Greek $greek
    cut NotoSans-$weight Sans-$weight-Cyrillic $cyrillic
    cut NotoNaskhArabic-$weight Naskh-$weight-Arabic $arabic
    cut NotoSansHebrew-$weight Sans-$weight-Hebrew $hebrew
done
cut NotoSerif-Italic Serif-Italic-Core $core
cut NotoSerif-Italic Serif-Italic-Vietnamese $vietnamese
cut NotoSerif-Italic Serif-Italic-Latin $latin
cut NotoSerif-Italic Serif-Italic-Greek $greek
cut NotoSerif-Italic Serif-Italic-Cyrillic $cyrillic
cut NotoSerifHebrew-Regular Serif-Regular-Hebrew $hebrew
cut NotoSansMath-Regular Symbols-Math $math
cut NotoSansSymbols2-Regular Symbols-Marks $marks
