#!/bin/sh
# deploy/venv.sh PYTHON FOLDER REQUIREMENTS...: a virtual environment that holds exactly the locked packages.
# Does nothing when they have not changed since the last time.
set -eu
python=$1 venv=$2
shift 2

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || {
    echo "PYTHON=$python: this Python does not start; 3.11, 3.12 or 3.13 is needed, e.g. make PYTHON=python3.12" >&2
    exit 2
}
case $version in
3.11 | 3.12 | 3.13) ;;
*)
    echo "PYTHON=$python: this is Python $version; 3.11, 3.12 or 3.13 is needed, e.g. make PYTHON=python3.12" >&2
    exit 2
    ;;
esac

if [ "$(cat "$venv/python-version" 2>/dev/null)" != "$version" ]; then
    echo "making $venv with Python $version"
    rm -rf "$venv"
    "$python" -m venv "$venv" || {
        rm -rf "$venv"
        echo "PYTHON=$python: its venv module is missing; on Debian: apt install python3-venv" >&2
        exit 2
    }
    echo "$version" >"$venv/python-version"
fi

for requirements in "$@"; do
    if ! cmp -s "$requirements" "$venv/$requirements"; then
        echo "installing $requirements (a minute, the first time)"
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
            --require-hashes -r "$requirements"
        cp "$requirements" "$venv/$requirements"
    fi
done
