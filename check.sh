#!/usr/bin/env bash
# The one gate: what a change must pass before it is shared. README and .ci/run call it.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TZ=UTC
configuration=Release

say() { printf '\n== %s\n' "$1"; }

# Chromium draws the browser tests; poppler-utils and qpdf are the independent judges of our PDF files; clamd finds the test virus;
# aiosmtpd is a mail server that we did not write.
need_tools() {
  local missing=()
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  command -v qpdf >/dev/null || missing+=(qpdf)
  command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
  [ -x /usr/bin/aiosmtpd ] || missing+=(python3-aiosmtpd)
  [ ${#missing[@]} -eq 0 ] && return 0
  say "Getting ${missing[*]}"
  local apt=(apt-get)
  if ! command -v apt-get >/dev/null; then
    echo "No apt here. Playwright gets its own browser; tests that need ${missing[*]} say so where they cannot run."
    return 0
  fi
  [ "$(id -u)" -eq 0 ] || apt=(sudo -n apt-get)
  if "${apt[@]}" update -qq && DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    return 0
  fi
  echo "apt could not install ${missing[*]}. Playwright gets its own browser; tests that need the rest say so where they cannot run."
}

need_tools

say "Restore, exactly the locked versions"
dotnet tool restore
dotnet restore --locked-mode

say "Build, warnings are errors"
dotnet build -c $configuration --no-restore -v q

say "Format"
dotnet format --verify-no-changes --no-restore --severity warn

say "Tables match the model"
dotnet ef migrations has-pending-model-changes --no-build --configuration $configuration \
  --project HmisOnboarding.Domain --startup-project HmisOnboarding.Domain --context HmisDbContext
dotnet ef migrations has-pending-model-changes --no-build --configuration $configuration \
  --project HmisOnboarding.Web --startup-project HmisOnboarding.Web --context SignInDbContext

say "Tests"
tests=HmisOnboarding.Tests/bin/$configuration/net10.0/HmisOnboarding.Tests
result=0
"$tests" -trait- Category=Browser -noLogo "$@" || result=1
say "Browser tests"
# one after the other: four browsers and a server share the machine
"$tests" -trait Category=Browser -parallel none -noLogo "$@" || result=1
exit $result
