# What weights-file.test does for one target: weights-file.sh TARGET FOLDER INPUTS COMPILER FLAGS...
set -e
target=$1 folder=$2 inputs=$3
shift 3
cd "$folder"
mkdir -p lib elsewhere
build() { "$@" -I . "$inputs/weights-file.c" lib/model.so; }

quant-compile model.mlir --target="$target" --header=model.h -o lib/model.so
build "$@" -o embedded
./embedded > expected.txt
test "$(wc -l < expected.txt)" = 192
quant-compile model.mlir --target="$target" --header=model.h --weights=lib/model.weights -o lib/model.so
build "$@" -DHAS_WEIGHTS -o program
./program | cmp expected.txt -

# The same bytes each time, also as an object file, whose weights lie beside the program.
cp lib/model.weights first.weights
quant-compile model.mlir --target="$target" --weights=model.weights --prefix=model -o model.o
cmp first.weights model.weights
"$@" -DHAS_WEIGHTS -I . "$inputs/weights-file.c" model.o -lm -L"$LIBRARIES" -lQnt-Runtime -Wl,-rpath,"$LIBRARIES" -o static
./static | cmp expected.txt -
(cd / && "$folder/static" | cmp "$folder/expected.txt" -)
(cd elsewhere && PATH="$folder:$PATH" static | cmp "$folder/expected.txt" -)

# In another folder, or under another name.
mv lib/model.weights elsewhere/model.weights
./program | cmp expected.txt - # beside the executable
rm model.weights
./program && exit 1
QNT_WEIGHTS_FOLDER=elsewhere ./program | cmp expected.txt -
QNT_WEIGHTS_FOLDER= ./program && exit 1
cp first.weights elsewhere/other-name
./program elsewhere/other-name nothing | cmp expected.txt -

# Those that cannot be used.
try() { ./program "$@" && exit 1; test $? = 5; }
try nothing
try lib
head -c 1000 first.weights > lib/model.weights && try
head -c 30 first.weights > lib/model.weights && try
(cat first.weights && echo more) > lib/model.weights && try
: > lib/model.weights && try
head -c 3000 /dev/zero > lib/model.weights && try
quant-compile other.mlir --target="$target" --header=other.h --weights=lib/model.weights -o lib/other.so && try
rm -r lib/model.weights
