//===- LayoutOps.td - moving the elements of arrays without decoding --------------------------*- tablegen -*-===//
#ifndef QNT_IR_LAYOUTOPS_TD
#define QNT_IR_LAYOUTOPS_TD

include "Qnt/IR/OpBase.td"

// What becomes of each part is in Qnt/IR/LayoutMapping.h. refineReturnTypes fills in what a given type leaves open;
// the verifiers, which run before the interface's check, want exactly the inferred type.
class Qnt_LayoutOp<string mnemonic, Trait speculation = Qnt_MayFail> : Qnt_Op<mnemonic,
    [speculation, Qnt_ReifyShapes, DeclareOpInterfaceMethods<InferTypeOpInterface, ["refineReturnTypes"]>]> {
  let results = (outs Qnt_ArrayType:$result);
  let hasVerifier = 1;
}

def Qnt_TransposeOp : Qnt_LayoutOp<"transpose", Pure> {
  let summary = "permutes the dimensions of an array: result dimension i is input dimension permutation[i]";
  let description = [{
    Semantics: `result[i_0, i_1, ..] = input[j_0, j_1, ..]` with `j_permutation[k] = i_k`. Every part is permuted alike, and
    so are block, the code book's group and vector, and the axis of n:m sparsity.

    Constraints:
    - (C1) `permutation` is a permutation of the dimensions of `input`;
    - (C2) the type of `result` is the inferred one.

    Example:
    ```mlir
    %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<64x8, #w8> -> !qnt.array<8x64, #a8>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$permutation);
  let assemblyFormat = [{
    $input `permutation` `=` $permutation
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

def Qnt_ReshapeOp : Qnt_Op<"reshape", [Qnt_MayFail, Qnt_ReifyShapes]> {
  let summary = "row-major reshape of an array, where the block shape allows it";
  let description = [{
    Semantics: `result` has the elements of `input` in the same row-major order, and every part of `result` has the entries of
    `input`'s in the same order. Several block shapes may say the same of the result's elements: the type is written.

    A dynamic size of the result follows from the input's when there is one on each side, when there are equally many
    (then they are the same sizes in order, with equal products of static sizes between them), or when the result has
    one.

    Constraints:
    - (C1) the encodings of `input` and `result` differ only in block, group and vector of a code book, and sparse axis;
    - (C2) `result` has as many elements as `input`;
    - (C3) its dynamic sizes follow from those of `input`;
    - (C4) each block of `result` holds the elements of one block of `input`, and the blocks have the same order;
    - (C5) the same holds for the code book's groups and vectors;
    - (C6) the same holds for the groups of n:m sparsity.

    Example:
    ```mlir
    #rows = #qnt.encoding<i4 : f32, block = 1x32, scale = f32>
    #blocks = #qnt.encoding<i4 : f32, block = 1x1x32, scale = f32>
    %r = qnt.reshape %w : !qnt.array<8x64, #rows> -> !qnt.array<8x2x32, #blocks>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_SliceOp : Qnt_LayoutOp<"slice"> {
  let summary = "static strided slice of an array: elements offset, offset + stride, ... (size of them)";
  let description = [{
    Semantics: `result[i_0, ..] = input[offsets[0] + i_0 * strides[0], ..]`. A size of -1 takes the rest of the dimension. Along
    a dimension whose size is dynamic the slice must lie inside at run time.

    The result's blocks are those of the input where all elements come from one block or the slice takes every element from
    the start of a block on; where it takes every s-th element of blocks of b, s dividing b and the first one among the
    first s of its block, they have size b / s; where every element comes from another block, they have size 1.

    Constraints:
    - (C1) `offsets`, `sizes` and `strides` have an entry for each dimension of `input`;
    - (C2) the slice lies inside the dimension, where that is static;
    - (C3) it takes equal parts of each block it touches, but for the last (see above);
    - (C4) the same holds for the groups of a code book;
    - (C5) it takes whole vectors of a code book;
    - (C6) along the axis of n:m sparsity it starts at a group and has stride 1, or lies in one group;
    - (C7) the type of `result` is the inferred one.

    Example:
    ```mlir
    #in64 = #qnt.encoding<i4 : f32, block = 1x64, scale = f32>
    %s = qnt.slice %w [0, 64] [4, -1] [1, 1] : !qnt.array<8x128, #in64> -> !qnt.array<4x64, #in64>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$strides);
  let assemblyFormat = [{
    $input $offsets $sizes $strides
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

def Qnt_ConcatOp : Qnt_LayoutOp<"concat"> {
  let summary = "concatenates arrays of one encoding along a dimension";
  let description = [{
    Semantics: the elements of the inputs one after the other along `dim`; so are the entries of each part.

    Constraints (of several inputs; one input is the result as it is):
    - (C1) there is an input, and `dim` is one of its dimensions;
    - (C2) the inputs have the encoding and, but for `dim`, the shape of the first;
    - (C3) the encoding has no tensor scale: each input has its own;
    - (C4) with scales, the block has a size along `dim`, and every input but the last a static multiple of it (any size, also
      a dynamic one, for block 1);
    - (C5) with a code book, the same holds for its group and vector;
    - (C6) with n:m sparsity along `dim`, the same holds for its groups;
    - (C7) the type of `result` is the inferred one.

    Example:
    ```mlir
    %c = qnt.concat dim = 0 %q, %k : (!qnt.array<8x64, #a8>, !qnt.array<4x64, #a8>) -> !qnt.array<12x64, #a8>
    ```
  }];
  let arguments = (ins Variadic<Qnt_ArrayType>:$inputs, I64Attr:$dim);
  let assemblyFormat = [{
    `dim` `=` $dim $inputs
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` functional-type($inputs, $result)
  }];
  let hasFolder = 1;
}

def Qnt_PadOp : Qnt_LayoutOp<"pad"> {
  let summary = "pads an array with real zero";
  let description = [{
    Semantics: `low[d]` elements before and `high[d]` after the input along each dimension, which decode to exactly 0. Their
    code is the zero point of their block; 0 where the encoding has none; `zero_code` for a code book; 0 under a mask,
    whose bit is 0. A new block has scale 1 and zero point 0, and so has a block that holds no element of the input (`*`
    along an empty dimension), whatever its entries were. The scales of the other blocks are finite.

    Constraints:
    - (C1) `low` and `high` have an entry of at least 0 for each dimension of `input`;
    - (C2) the padded sizes fit in 63 bits;
    - (C3) `low` is a multiple of the block (of the code book's group, of its vector, of the n:m group), or all of the padded
      dimension lies in one block; along a dynamic dimension `high` is a multiple of the block, too;
    - (C4) `zero_code`, the index of an entry that is 0 in every table, is given for a code book without a mask, which then has
      no zero point, and for nothing else;
    - (C5) an integer encoding without a mask has a code for 0 whatever the zero points are: their type is an integer type
      whose range lies in that of the codes;
    - (C6) the type of `result` is the inferred one.

    Example:
    ```mlir
    #nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>
    %p = qnt.pad %x low = [0, 1] high = [0, 1] : !qnt.array<4x6, #a8> -> !qnt.array<4x8, #a8>
    %n = qnt.pad %w low = [0, 0] high = [1, 0] zero_code = 7 : !qnt.array<7x64, #nf4> -> !qnt.array<8x64, #nf4>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                       OptionalAttr<I64Attr>:$zero_code);
  let assemblyFormat = [{
    $input `low` `=` $low `high` `=` $high (`zero_code` `=` $zero_code^)?
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

def Qnt_GatherOp : Qnt_LayoutOp<"gather"> {
  let summary = "rows of an array by index: an embedding";
  let description = [{
    Semantics: `result[.., i.., ..] = input[.., indices[i..], ..]` along `dim`: the dimensions of `indices` take the place of
    `dim`. Indices are signed; one outside the dimension is an error at run time.

    Constraints:
    - (C1) `dim` is a dimension of `input`;
    - (C2) the block along `dim` is 1 or `*` (any without scales, where blocks mean nothing);
    - (C3) the group of a code book along `dim` is 1 or `*`, its vector is 1;
    - (C4) n:m sparsity is along another dimension;
    - (C5) the type of `result` is the inferred one.

    Example:
    ```mlir
    %e = qnt.gather %table[%ids] dim = 0
           : !qnt.array<1000x64, #a8>, tensor<?xi32> -> !qnt.array<?x64, #a8>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input, Qnt_IntegerTensor:$indices, I64Attr:$dim);
  let assemblyFormat = [{
    $input `[` $indices `]` `dim` `=` $dim
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` qualified(type($input)) `,` type($indices) `->` qualified(type($result))
  }];
}

#endif // QNT_IR_LAYOUTOPS_TD
