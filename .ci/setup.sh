#!/bin/sh
# Makes the machine and .venv ready for a profile: base (make run), train (make train-extra), build (make installer),
# test (make test: everything).
# Quick when nothing is missing. Installs system packages without asking where it may, else prints the line to type.
#
#   MUSEGEN_PYTHON=/path/to/python3.12   use this interpreter
#   MUSEGEN_SKIP_PACKAGES=1              leave the system packages alone
#   MUSEGEN_TORCH=cuda                   do not look for the CPU build of torch first
set -eu
cd "$(dirname "$0")/.."
profile=${1:-base}
case $profile in
  base | train | build | test) ;;
  *) echo "setup: unknown profile $profile (base, train, build or test)" >&2; exit 2 ;;
esac
training() { [ "$profile" = train ] || [ "$profile" = test ]; }
building() { [ "$profile" = build ] || [ "$profile" = test ]; }

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

# --- system packages -------------------------------------------------------------------------------------
# Each for a reason: Qt's xcb and EGL set with a font, sound (PortAudio, FluidSynth, ALSA), and for the tests a
# display and a JACK server; PyInstaller writes with objcopy. "a|b": newer releases renamed some libraries for 64-bit time.
packages="ca-certificates libgl1 libegl1 libfontconfig1 libdbus-1-3 fonts-dejavu-core libxkbcommon0 libxkbcommon-x11-0
libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libglib2.0-0|libglib2.0-0t64 libasound2|libasound2t64
libportaudio2 libfluidsynth3"
[ "$profile" != test ] || packages="$packages jackd2 xvfb xauth"
! building || packages="$packages binutils"

missing_packages() {
  # One question for all names; of a pair either will do, and the one to install is the one that this release knows.
  have=" $(dpkg-query -W -f='${Package}:${db:Status-Status} ' $(say "$packages" | tr '|' ' ') 2>/dev/null || true) "
  for entry in $packages; do
    old=${entry%|*} new=${entry#*|}
    case $have in *" $old:installed "* | *" $new:installed "*) continue ;; esac
    if [ "$old" != "$new" ] && apt-cache show --no-all-versions "$new" 2>/dev/null | grep -q '^Package:'; then
      printf ' %s' "$new"
    else
      printf ' %s' "$old"
    fi
  done
}

install_debian() { # names…
  line="apt-get update && sudo apt-get install -y --no-install-recommends $*"
  if [ "$(id -u)" = 0 ]; then as_root="env"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n env"
  else fail "System packages are missing. Type this line, then run make again:" "  sudo $line" \
    "(or go on without them: MUSEGEN_SKIP_PACKAGES=1 make …)"
  fi
  say "Installing system packages: $*"
  log=$(mktemp)
  quiet="DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true"
  $as_root $quiet apt-get update -qq >"$log" 2>&1 || say "(the package lists could not be refreshed; going on)"
  if ! $as_root $quiet apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@" \
    >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    fail "The system packages could not be installed. The line to type: sudo $line"
  fi
  rm -f "$log"
}

check_debian() {
  names=$(missing_packages)
  [ -z "$names" ] || install_debian $names
}

check_homebrew() {
  wanted="portaudio fluid-synth"
  command -v brew >/dev/null 2>&1 || fail "Homebrew is missing (https://brew.sh). Then type: brew install $wanted"
  for name in $wanted; do
    [ -d "$(brew --prefix)/opt/$name" ] || { say "Installing $name"; HOMEBREW_NO_AUTO_UPDATE=1 brew install -q "$name"; }
  done
}

check_system() {
  [ -z "${MUSEGEN_SKIP_PACKAGES:-}" ] || return 0
  if [ "$(uname -s)" = Darwin ]; then check_homebrew
  elif command -v dpkg-query >/dev/null 2>&1; then check_debian
  fi # elsewhere `musegen doctor` says what is missing
}

# --- the interpreter -------------------------------------------------------------------------------------
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))'

find_python() {
  for name in ${MUSEGEN_PYTHON:-} python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$fits" >/dev/null 2>&1; then command -v "$name"; return; fi
  done
}

no_python() {
  found=$(python3 -c 'import platform; print("found: Python " + platform.python_version())' 2>/dev/null || say "found none")
  if [ "$(uname -s)" = Darwin ]; then
    way="brew install python@3.12"
  elif [ -n "$(apt-cache madison python3.12 2>/dev/null || true)" ]; then
    way="sudo apt-get install -y python3.12 python3.12-venv"
  elif grep -qs '^ID=ubuntu' /etc/os-release; then
    way="sudo add-apt-repository -y ppa:deadsnakes/ppa && sudo apt-get install -y python3.12 python3.12-venv"
  else
    way="uv python install 3.12   (uv: https://docs.astral.sh/uv; or: pyenv install 3.12 && pyenv local 3.12)"
  fi
  fail "MuseGen needs Python 3.11 or 3.12 ($found). Get 3.12 beside it, then run make again:" "  $way"
}

need_venv_module() { # python
  "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return 0
  name=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  command -v dpkg-query >/dev/null 2>&1 || fail "This Python has no venv module: install $name, then run make again."
  install_debian "$name"
}

# --- .venv -----------------------------------------------------------------------------------------------
# A stamp a profile, written last: line 1 who made the folder, line 2 what is in it. Another interpreter or place,
# or an installation that was cut off, means a fresh folder; other requirements mean installing on top.
requirements="requirements/base.txt"
! training || requirements="$requirements requirements/train.txt"
! building || requirements="$requirements requirements/build.txt"
[ "$profile" != test ] || requirements="$requirements requirements/test.txt"
unfinished=.venv/.unfinished

identity() { .venv/bin/python -c 'import sys; print(sys.version.split()[0], sys.base_prefix, sys.prefix)' 2>/dev/null || true; }

contents() { # requirement files…
  .venv/bin/python -c '
import hashlib, sys
print(hashlib.sha256(b"".join(open(name, "rb").read() for name in sys.argv[1:])).hexdigest())' "$@"
}

made_by() { [ -f .venv/.made ] && [ ! -e "$unfinished" ] && [ "$(cat .venv/.made)" = "$(identity)" ]; }
ready() { made_by && [ "$(cat ".venv/.ready-$1" 2>/dev/null)" = "$(shift; contents "$@")" ]; }

make_venv() {
  python=$(find_python)
  [ -n "$python" ] || no_python
  need_venv_module "$python"
  say "Creating .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
  : >"$unfinished"
  identity >.venv/.made
}

pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

install_torch() {
  # The CPU build, 3 GB smaller, if its index answers; otherwise what the usual index has.
  torch=$(grep '^torch==' requirements/train.txt)
  [ "$(uname -s)" = Linux ] && [ "${MUSEGEN_TORCH:-cpu}" = cpu ] || return 0
  pip install -q --no-deps --retries 0 --extra-index-url https://download.pytorch.org/whl/cpu "$torch"
}

install_all() {
  say "Installing the Python packages of the $profile profile (once)"
  : >"$unfinished"
  ! training || install_torch
  for last in $requirements; do :; done
  pip install -q -r "$last"
  pip check >/dev/null || { pip check >&2; fail "The installed packages do not fit together."; }
  ! building || need_python_library
  install_program
  contents requirements/base.txt >.venv/.ready-base
  ! training || contents requirements/base.txt requirements/train.txt >.venv/.ready-train
  ! building || contents requirements/base.txt requirements/build.txt >.venv/.ready-build
  [ "$profile" != test ] || contents $requirements >.venv/.ready-test
  rm -f "$unfinished"
}

need_python_library() {
  # The frozen program carries libpython; Debian keeps it in a package of its own.
  .venv/bin/python -c 'from PyInstaller.depend.bindepend import get_python_library_path as p; p()' 2>/dev/null && return 0
  name=$(.venv/bin/python -c 'import sys; print("libpython%d.%d" % sys.version_info[:2])')
  command -v dpkg-query >/dev/null 2>&1 || fail "This Python has no shared library, which make installer needs: $name."
  install_debian "$name"
}

install_program() {
  # The program itself runs from the checkout: a path file, and the command `musegen` beside python.
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  pwd >"$site/musegen.pth"
  cat >.venv/bin/musegen <<COMMAND
#!$(pwd)/.venv/bin/python
import sys
from musegen_app.cli.main import main
if __name__ == "__main__":
    sys.exit(main())
COMMAND
  chmod +x .venv/bin/musegen
}

check_system
if ready "$profile" $requirements; then exit 0; fi
made_by || make_venv
install_all
