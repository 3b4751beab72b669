#!/usr/bin/env bash
# Loads and runs what the command line writes in TensorFlow, LiteRT and onnxruntime. Before that it compares what it says of
# .safetensors files with their own library, the shapes that it infers with those of the runtimes, and what it counts of
# products and memory with what is counted of their shapes: with --shapes or --cost that alone, with other options not.
# --engines: what the engines that come with it make of models, against what the runtimes make of the same inputs.
# Options: --verbose, --only PATTERN... (of model names), --jobs NUMBER. MODEL_CORPUS names a folder of more models.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [ ! -f ../../dist/cli.js ]; then
  echo "dist/cli.js is not there: run \"npm run build\" first." >&2
  exit 2
fi

venv="${XDG_CACHE_HOME:-$HOME/.cache}/model-bonsai/oracle"
if ! "$venv/bin/python" packages.py requirements.txt 2>/dev/null; then
  python3 -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
fi

# oneDNN is on where people run TensorFlow, and brings kernels that take less than those without.
export TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=1 PYTHONDONTWRITEBYTECODE=1
"$venv/bin/python" -m unittest --quiet ratchet_test safetensors_test
case "${1:-}" in
  --shapes | --cost | --engines)
    script="${1#--}.py"
    shift
    exec "$venv/bin/python" "$script" "$@"
    ;;
esac
if [ $# -gt 0 ]; then
  exec "$venv/bin/python" oracle.py "$@"
fi
tables=$(mktemp -d)
trap 'rm -rf "$tables"' EXIT
failed=0
"$venv/bin/python" shapes.py >"$tables/shapes" 2>/dev/null &
shapes=$!
"$venv/bin/python" cost.py >"$tables/cost" 2>/dev/null || failed=1
wait "$shapes" || failed=1
cat "$tables/shapes" "$tables/cost"
"$venv/bin/python" oracle.py || failed=1
exit "$failed"
