#!/usr/bin/env bash
# Takes the pictures of docs/screenshots anew, from the demo community. Look at them before committing.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build HmisOnboarding.Tests -v q
HmisOnboarding.Tests/bin/Debug/net10.0/HmisOnboarding.Tests -explicit only -class "*.Screenshots" -parallel none -noLogo
