# Runs the main job unattended on the shipped example. Usage: BIN=.venv/bin sh corpora/demo.sh FOLDER
set -eu
PATH="$BIN:$PATH"
corpus=$(cd "$(dirname "$0")/ons-user-engagement" && pwd)
rm -rf "$1"
mkdir -p "$1"
cd "$1"
export CODER_AS=demo

step() {
    printf '\n$ coder' && printf ' %s' "$@" | sed "s|$corpus/||g" && printf '\n'
    coder "$@"
}

echo "44 invented answers to a real consultation (see corpora/ons-user-engagement/PROVENANCE.md)."
step init ons.coder --title "User engagement strategy"
step add "$corpus/responses.csv" --id id --text views --text changes --privacy privacy --yes
step codebook load "$corpus/codebook.yaml" --yes
grep -E '^source|^R(0|1|2[0-4])' "$corpus/codings.csv" > first-24.csv
step import first-24.csv --blind
step tag
step status
step quotes monitoring/tone --coder ana
step export coded.csv --yes
step export coded.xlsx --yes

printf '\nA copy of the project, in which both coders have read everything:\n'
mkdir finished
cp ons.coder finished/ons.coder
cp "$corpus/report.yaml" "$corpus/organisations.csv" finished/
step import "$corpus/codings.csv" --blind -p finished/ons.coder
step count -c "User groups" -c Monitoring -p finished/ons.coder
step agreement ana ben -p finished/ons.coder
step report finished --facts finished/report.yaml -p finished/ons.coder

cat <<END

Written by the commands above, in $(pwd):
  ons.coder          the project: answers, codebook, decisions, proposals
  coded.csv          one row per answer, a 0/1/empty column per code
  coded-codings.csv  one row per coding, with quote, coder and time
  coded.xlsx         both as sheets
  finished/          summary.html, summary.docx, and explorer.html with the words behind their numbers

20 respondents are still to be read. Open the review loop:
  cd $(pwd) && $BIN/coder review --as you
END
