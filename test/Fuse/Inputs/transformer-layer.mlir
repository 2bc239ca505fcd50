// One encoder layer of a transformer in f32: layer norm, attention with two heads, layer norm, two dense layers with GELU, a
// residual after each half. 4 tokens of 8 features, any batch. The weights are drawn at random.
func.func private @layer(%x: tensor<?x4x8xf32>, %mask: tensor<4x4xf32>) -> tensor<?x4x8xf32> {
  %query_weight = arith.constant dense<"0x3D6AB7BD0C4C373ED410A2BD4FD7E1BDC5A8A6BE14E598BD6F41C73EA103183E09CFB93EDA69B23D467C0D3E97D7843D7A4715BFCF42993E037D353EC1C6323ED88B17BF9C401CBF486B9FBE8ECC27BE95F1DA3D5BA383BCA8B73A3E4C2D66BE4647DD3DD5430D3E9EF36CBE06E4193F227D473EDB80D63ECB535EBE718584BED79CF6BDCD9018BD7A89623E9A12B23DFE5420BE8B7AABBE5F943ABE02CADA3EB4C890BE6D71AF3D49DD183E227B05BF55FC8A3C3014EA3EAC7C34BFBB84E6BD3F2918BDFB7392BEBC43323EA491B2BCB53B03BF9859943ED1E36F3EAE7EA93ED913013F00D4013ECEFD2A3D99CFE8BE29935C3E20415BBE953F22BE64A6E2BE"> : tensor<8x8xf32> loc("query.weight")
  %query_bias = arith.constant dense<"0xDC2AC6BD158C59BD1AFA033E360E50BEE04415BE9013C43C8CCC133ECDF36C3D"> : tensor<8xf32> loc("query.bias")
  %key_weight = arith.constant dense<"0x243C2ABF43A261BF5617003E2AF083BE6FAAC8BE1A25AF3EAA70C53EB16F613D302CB03DF6AC1B3EA1D20E3F1FDC5D3E4DE2393E244F443E48850CBFC8AFE53E8027AB3E30D13D3EF7DB30BF651C63BED9F0963EE84822BF3AE883BD09B3B63E0AF7EABEF943103FEAD2453E293D57BD52DDE83D41E6683EB1982C3D644DCD3EFB186DBE35A414BE7DABBA3E05AD193C77C79DBED39AA93EFF4E033FF96C1FBE774BF7BECE2C41BD24A255BD2D9BD5BD1EBCFB3EEB06B8BEAAE5E13E8648E3BE98098DBE5456623EE542CA3EE8EE993E0475F73D01154C3D10995A3D322E4E3EC0987CBDBADDC63DE3434D3E6B0B9A39D8E7883E8BCF4A3E1427343F3CEBE83D"> : tensor<8x8xf32> loc("key.weight")
  %key_bias = arith.constant dense<"0x5F242FBDD49818BD17C7ABBAEB30BD3D43DB09BDCA081E3DC0233C3EC44F83BE"> : tensor<8xf32> loc("key.bias")
  %value_weight = arith.constant dense<"0x8867C9BE4CD3AE3D6FC30E3E6602AB3D53861ABEEDCD6A3E183BCA3D6B1A3BBE9BBB593F2A8FFE3DBBA246BEC7910EBDEBB4A1BD7FE4B3BCBB6F74BF2E812EBE54BCB43E0768D1BE273EBFBC40DEAA3E486D993E2799053F577218BFC84CFDBD9864F4BD18635F3EF8A5C33EAC6170BF6117C33E2CB301BF46D7743E13B205BF3C1A7C3D0515D63E891056BD92FB883D35D88E3EA8AD4A3D9EB1FDBC3761093FCEE2BB3E4C9BD2BD2CFB753F7883CDBEE0E5A33ED676BEBD6EC23D3D8CAC7C3EF0499F3DF6E3643E2ED908BF904007BF3B655C3E1799ACBEB2F9B7BE78B903BF70EFE23E7FC8853ECCFC033FE70AA8BE07ABB839CF57CCBE1E46893E8C690E3F"> : tensor<8x8xf32> loc("value.weight")
  %value_bias = arith.constant dense<"0x3851B6BD29C71F3E3359CA3DA2AE91BC07EE49BE020A103E94B61DBC1FEB76BD"> : tensor<8xf32> loc("value.bias")
  %output_weight = arith.constant dense<"0x09370F3E64EE123EB43A063F2ACFB6BE1D9DCB3E7A44053FCF1E023FC17881BD755485BE3A87B63E3221253DBD09323D2238FF3ECDD4BCBD5DC94DBFF3C40ABE8C1C26BFD9B9923E2340E33D800E5BBE522F5CBBCB34953EF359E23C71B6ED3E40B7AFBC916DBA3EFDA2053F153F103FB2C770BEC8AD9D3ED81628BFDF22C2BEBADD2FBFEE8FBF3E40C3DCBE656392BB6BC789BD5BFD23BC5C0054BE617DA73D5E7F203F85DA7D3CD34D3E3E074BB33E8FE38DBD95BCE1BEC20D47BE6063C03E778013BF984456BE2A87B43EF40E8E3ED8BD2E3B5A4C903EB8F26D3DFB42D3BE16210CBF1D0065BE6E5AA53EFEB04ABEE2B3A1BEF8278ABE0F3F09BF152028BD"> : tensor<8x8xf32> loc("output.weight")
  %output_bias = arith.constant dense<"0x6195F1BD7927153D83AC71BE5A42063DE26683BD3EE046BEA66B943D45B2E1BC"> : tensor<8xf32> loc("output.bias")
  %up_weight = arith.constant dense<"0x4F442BBFE36886BE28CEB23D5FE00CBE6A9C6F3E45A6653EFBAA4C3EB7ADC83D19DBCC3E78B34A3E3E9D0A3EB10C20BF02B6893EB120C93E086AB6BD913B10BED203153F4B0607BF6908103E31243A3FBF7A8EBE77D7533EC2DF103F05B713BD51662C3EB8A28A3E43208BBE3BF6DABCBBE5B33DE98E7D3EFABD29BCC00870BDBD119CBEEA8DDCBDFDF5883E4C0BFA3C710683BE384581BE0FCD4C3F7816AF3ED1CE433EDC2247BF4DEB3E3E46AB133EB256013F7B68033EFCDBA5BCB17E203EB25015BF2CB59E3EF99BC73D22AD57BEA09BCB3E10F50A3FA968D7BEA8B24CBE18F4B23D1D71613D97D3F4BD87A395BE16DA223FBC579F3EFB6EB7BEDE97CEBEDECC023FEAEE973EBDD90B3F45E0783E67F385BE2227A03D8EE425BF75D265BE54C690BC1C97203EF7805FBE90A518BD9EDD0C3E0670E73D12FE433EFB65803D8606C7BDD46D723E859C723CCDC67DBEFE4840BE6939DBB857AE06BD1FEA403DEFFD1BB9A01B583DAA0325BD8B4BC1BE9870013ECBD8A13EB685053EA28B68BDFE25093EE95494BEE39F11BF5C66923CA8EC8EBEF448633E2E84A6BEA3DE49BFB2AB9FBE4A65F23E7994EABDA957D2BEC8806ABE2305203EFEA2183E0F2A593DEBEBE33E9F09593EAC3DCEBBCC4B373EF924FE3E4431953EDF3F9D3EE552A6BEAD6536BD4A35603E7E22B6BD692DA43E3E32373EFB818B3E0E7B82BDCC8F433F"> : tensor<8x16xf32> loc("up.weight")
  %up_bias = arith.constant dense<"0x90F4FD3DF87AB0BC766D143CD7DF843E0A960CBD2606B33DD1CBC83D1C9F2C3AA507EFBD3DA1993CA633133DB15BE73DF055A03DCEA41F3BFBCFAE3D991E5D3D"> : tensor<16xf32> loc("up.bias")
  %down_weight = arith.constant dense<"0x0EFD523D7023623C6A3379BD37A82F3E51F086BE68F120BE04F4A23A4063BBBED92BDFBDD49000BF8DD12EBEF484113E45FF103E05495FBC2AAF6DBD835AB5BED9F5E93E8E16043E30F68B3E30E061BEB8B03DBDEDE5E8BE59CE473E57656F3E2CDEF2BEA47F55BC305E213E708AE1BE46A8E9BED15488BEE31421BEED90B3BEC58D013C809D7F3D964E223ED0B6333EF656C03E4808953E9FEBA7BE0C6301BE05B387BE97CE89BE8A80A6BC1878B33A0D10FB3D2420CBBE1A6B9EBE124ABDBBB63E4CBD505D9FBD147681BC3D7F42BE9386333EB962B53D63B9B3BC820C2CBE085A32BDB62E2EBFA7367BBE4AE5183C2386C0BEA24F4C3D52FA163DA352B0BE1F4B80BD06AEA0BD9F74EB3D21A51C3EEEB014BC0FEE59BE1DBC13BDB6FE85BCA3053C3E2DB2963DC8F938BE375DADBE8508BFBD6A8A3DBE0F528EBE0171EDBC936DFBBD4BEFD73C01F7053EE174D3BD4BC1143FD098A4BDCD048D3E6B29F93C4DDE8E3E1B0F18BFCE6040BEC8F77C3D303B1A3EA189153FCC23A53DD6D1A33E6F35443E3287723E6A93023E8AD11FBD2E56023E42008ABEFF36973E8C3382BEBE2F7F3DD3BA073FA4C764BD65C89F3B82DE943ED5F9D63BA0C14EBE872D843D2406153E15C7353E5FC345BE1E52E03EDE58D53E0D67953BFB84893D5665DBBD2802B53E757734BE85912C3E559AF5BD49AA31BE6BFA373EAFBAAA3E72CD25BB"> : tensor<16x8xf32> loc("down.weight")
  %down_bias = arith.constant dense<"0xE7BC8ABD0F31A63D043CA2BB5C78FE3C10F11B3E9FC1E73DE5EC54BDAFD6693E"> : tensor<8xf32> loc("down.bias")
  %norm1_gain = arith.constant dense<"0xED0A803F730F8A3F776D6F3F4DDB7E3F4633533F91DE963F497B913F68E3603F"> : tensor<8xf32> loc("norm1.gain")
  %norm1_shift = arith.constant dense<"0xDE211ABE29FF25BE7BCBF03D3A3B3CBD085BC6BB621B00BDDA8046BCBFDBDEBD"> : tensor<8xf32> loc("norm1.shift")
  %norm2_gain = arith.constant dense<"0xFF4E803FF62F5B3F8F2B7E3FB4F3833F44FC853F67117A3F6CDD683FE30A823F"> : tensor<8xf32> loc("norm2.gain")
  %norm2_shift = arith.constant dense<"0x868246BD6E57203EC23A9D3DE9BB3CBC31FB40BDCCE88FBD9EF1BFBD5B9110BD"> : tensor<8xf32> loc("norm2.shift")
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %eight = arith.constant dense<8.0> : tensor<f32>
  %epsilon = arith.constant dense<1.0e-5> : tensor<f32>
  %batch = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %tokens = arith.muli %batch, %c4 : index
  %features = tensor.empty(%batch) : tensor<?x4x8xf32>
  %token = tensor.empty(%batch) : tensor<?x4xf32>
  %flat8 = tensor.empty(%tokens) : tensor<?x8xf32>
  %flat16 = tensor.empty(%tokens) : tensor<?x16xf32>
  %heads = tensor.empty(%batch) : tensor<?x2x4x4xf32>
  %zeros1 = linalg.fill ins(%zero : f32) outs(%token : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zeros8 = linalg.fill ins(%zero : f32) outs(%flat8 : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zeros16 = linalg.fill ins(%zero : f32) outs(%flat16 : tensor<?x16xf32>) -> tensor<?x16xf32>
  %length = linalg.broadcast ins(%eight : tensor<f32>) outs(%token : tensor<?x4xf32>) dimensions = [0, 1]
  %small = linalg.broadcast ins(%epsilon : tensor<f32>) outs(%token : tensor<?x4xf32>) dimensions = [0, 1]

  // norm1
  %norm1_sum = linalg.reduce {arith.addf} ins(%x : tensor<?x4x8xf32>) outs(%zeros1 : tensor<?x4xf32>) dimensions = [2] loc("norm1")
  %norm1_mean = arith.divf %norm1_sum, %length : tensor<?x4xf32>
  %norm1_means = linalg.broadcast ins(%norm1_mean : tensor<?x4xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [2]
  %norm1_centered = arith.subf %x, %norm1_means : tensor<?x4x8xf32>
  %norm1_squares = arith.mulf %norm1_centered, %norm1_centered : tensor<?x4x8xf32>
  %norm1_squaresum = linalg.reduce {arith.addf} ins(%norm1_squares : tensor<?x4x8xf32>) outs(%zeros1 : tensor<?x4xf32>) dimensions = [2]
  %norm1_variance = arith.divf %norm1_squaresum, %length : tensor<?x4xf32>
  %norm1_safe = arith.addf %norm1_variance, %small : tensor<?x4xf32>
  %norm1_inverse = math.rsqrt %norm1_safe : tensor<?x4xf32>
  %norm1_inverses = linalg.broadcast ins(%norm1_inverse : tensor<?x4xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [2]
  %norm1_normal = arith.mulf %norm1_centered, %norm1_inverses : tensor<?x4x8xf32>
  %norm1_gains = linalg.broadcast ins(%norm1_gain : tensor<8xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [0, 1]
  %norm1_shifts = linalg.broadcast ins(%norm1_shift : tensor<8xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [0, 1]
  %norm1_scaled = arith.mulf %norm1_normal, %norm1_gains : tensor<?x4x8xf32>
  %norm1 = arith.addf %norm1_scaled, %norm1_shifts : tensor<?x4x8xf32>
  %norm1_flat = tensor.collapse_shape %norm1 [[0, 1], [2]] : tensor<?x4x8xf32> into tensor<?x8xf32>

  %query_dot = linalg.matmul ins(%norm1_flat, %query_weight : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zeros8 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("query")
  %query_biases = linalg.broadcast ins(%query_bias : tensor<8xf32>) outs(%flat8 : tensor<?x8xf32>) dimensions = [0]
  %query = arith.addf %query_dot, %query_biases : tensor<?x8xf32>
  %query_split = tensor.expand_shape %query [[0, 1], [2, 3]] output_shape [%batch, 4, 2, 4] : tensor<?x8xf32> into tensor<?x4x2x4xf32>
  %query_heads = linalg.transpose ins(%query_split : tensor<?x4x2x4xf32>) outs(%heads : tensor<?x2x4x4xf32>) permutation = [0, 2, 1, 3]

  %key_dot = linalg.matmul ins(%norm1_flat, %key_weight : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zeros8 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("key")
  %key_biases = linalg.broadcast ins(%key_bias : tensor<8xf32>) outs(%flat8 : tensor<?x8xf32>) dimensions = [0]
  %key = arith.addf %key_dot, %key_biases : tensor<?x8xf32>
  %key_split = tensor.expand_shape %key [[0, 1], [2, 3]] output_shape [%batch, 4, 2, 4] : tensor<?x8xf32> into tensor<?x4x2x4xf32>
  %key_heads = linalg.transpose ins(%key_split : tensor<?x4x2x4xf32>) outs(%heads : tensor<?x2x4x4xf32>) permutation = [0, 2, 1, 3]

  %value_dot = linalg.matmul ins(%norm1_flat, %value_weight : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zeros8 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("value")
  %value_biases = linalg.broadcast ins(%value_bias : tensor<8xf32>) outs(%flat8 : tensor<?x8xf32>) dimensions = [0]
  %value = arith.addf %value_dot, %value_biases : tensor<?x8xf32>
  %value_split = tensor.expand_shape %value [[0, 1], [2, 3]] output_shape [%batch, 4, 2, 4] : tensor<?x8xf32> into tensor<?x4x2x4xf32>
  %value_heads = linalg.transpose ins(%value_split : tensor<?x4x2x4xf32>) outs(%heads : tensor<?x2x4x4xf32>) permutation = [0, 2, 1, 3]

  // attention
  %scores = qnt.dot_general %query_heads, %key_heads contracting = [3] x [3] batch = [0, 1] x [0, 1] {qnt.name = "scores"}
       : (tensor<?x2x4x4xf32>, tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %halves = linalg.broadcast ins(%half : tensor<f32>) outs(%heads : tensor<?x2x4x4xf32>) dimensions = [0, 1, 2, 3]
  %masks = linalg.broadcast ins(%mask : tensor<4x4xf32>) outs(%heads : tensor<?x2x4x4xf32>) dimensions = [0, 1]
  %smaller = arith.mulf %scores, %halves : tensor<?x2x4x4xf32>
  %masked = arith.addf %smaller, %masks : tensor<?x2x4x4xf32>
  %weights = linalg.softmax dimension(3) ins(%masked : tensor<?x2x4x4xf32>) outs(%heads : tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32> loc("softmax")
  %context = qnt.dot_general %weights, %value_heads contracting = [3] x [2] batch = [0, 1] x [0, 1] {qnt.name = "context"}
       : (tensor<?x2x4x4xf32>, tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %split = tensor.empty(%batch) : tensor<?x4x2x4xf32>
  %joined = linalg.transpose ins(%context : tensor<?x2x4x4xf32>) outs(%split : tensor<?x4x2x4xf32>) permutation = [0, 2, 1, 3]
  %context_flat = tensor.collapse_shape %joined [[0, 1], [2, 3]] : tensor<?x4x2x4xf32> into tensor<?x8xf32>
  %output_dot = linalg.matmul ins(%context_flat, %output_weight : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zeros8 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("output")
  %output_biases = linalg.broadcast ins(%output_bias : tensor<8xf32>) outs(%flat8 : tensor<?x8xf32>) dimensions = [0]
  %output = arith.addf %output_dot, %output_biases : tensor<?x8xf32>
  %output_tokens = tensor.expand_shape %output [[0, 1], [2]] output_shape [%batch, 4, 8] : tensor<?x8xf32> into tensor<?x4x8xf32>
  %h = arith.addf %x, %output_tokens : tensor<?x4x8xf32>

  // norm2
  %norm2_sum = linalg.reduce {arith.addf} ins(%h : tensor<?x4x8xf32>) outs(%zeros1 : tensor<?x4xf32>) dimensions = [2] loc("norm2")
  %norm2_mean = arith.divf %norm2_sum, %length : tensor<?x4xf32>
  %norm2_means = linalg.broadcast ins(%norm2_mean : tensor<?x4xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [2]
  %norm2_centered = arith.subf %h, %norm2_means : tensor<?x4x8xf32>
  %norm2_squares = arith.mulf %norm2_centered, %norm2_centered : tensor<?x4x8xf32>
  %norm2_squaresum = linalg.reduce {arith.addf} ins(%norm2_squares : tensor<?x4x8xf32>) outs(%zeros1 : tensor<?x4xf32>) dimensions = [2]
  %norm2_variance = arith.divf %norm2_squaresum, %length : tensor<?x4xf32>
  %norm2_safe = arith.addf %norm2_variance, %small : tensor<?x4xf32>
  %norm2_inverse = math.rsqrt %norm2_safe : tensor<?x4xf32>
  %norm2_inverses = linalg.broadcast ins(%norm2_inverse : tensor<?x4xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [2]
  %norm2_normal = arith.mulf %norm2_centered, %norm2_inverses : tensor<?x4x8xf32>
  %norm2_gains = linalg.broadcast ins(%norm2_gain : tensor<8xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [0, 1]
  %norm2_shifts = linalg.broadcast ins(%norm2_shift : tensor<8xf32>) outs(%features : tensor<?x4x8xf32>) dimensions = [0, 1]
  %norm2_scaled = arith.mulf %norm2_normal, %norm2_gains : tensor<?x4x8xf32>
  %norm2 = arith.addf %norm2_scaled, %norm2_shifts : tensor<?x4x8xf32>
  %norm2_flat = tensor.collapse_shape %norm2 [[0, 1], [2]] : tensor<?x4x8xf32> into tensor<?x8xf32>

  %up_dot = linalg.matmul ins(%norm2_flat, %up_weight : tensor<?x8xf32>, tensor<8x16xf32>) outs(%zeros16 : tensor<?x16xf32>) -> tensor<?x16xf32> loc("up")
  %up_biases = linalg.broadcast ins(%up_bias : tensor<16xf32>) outs(%flat16 : tensor<?x16xf32>) dimensions = [0]
  %up = arith.addf %up_dot, %up_biases : tensor<?x16xf32>
  // gelu(x) = x * 0.5 * (1 + erf(x / sqrt(2)))
  %root = arith.constant dense<0.70710678> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %roots = linalg.broadcast ins(%root : tensor<f32>) outs(%flat16 : tensor<?x16xf32>) dimensions = [0, 1]
  %ones = linalg.broadcast ins(%one : tensor<f32>) outs(%flat16 : tensor<?x16xf32>) dimensions = [0, 1]
  %halves16 = linalg.broadcast ins(%half : tensor<f32>) outs(%flat16 : tensor<?x16xf32>) dimensions = [0, 1]
  %up_scaled = arith.mulf %up, %roots : tensor<?x16xf32>
  %up_erf = math.erf %up_scaled : tensor<?x16xf32>
  %up_sum = arith.addf %up_erf, %ones : tensor<?x16xf32>
  %up_half = arith.mulf %up, %halves16 : tensor<?x16xf32>
  %gelu = arith.mulf %up_half, %up_sum : tensor<?x16xf32>
  %down_dot = linalg.matmul ins(%gelu, %down_weight : tensor<?x16xf32>, tensor<16x8xf32>) outs(%zeros8 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("down")
  %down_biases = linalg.broadcast ins(%down_bias : tensor<8xf32>) outs(%flat8 : tensor<?x8xf32>) dimensions = [0]
  %down = arith.addf %down_dot, %down_biases : tensor<?x8xf32>
  %down_tokens = tensor.expand_shape %down [[0, 1], [2]] output_shape [%batch, 4, 8] : tensor<?x8xf32> into tensor<?x4x8xf32>
  %y = arith.addf %h, %down_tokens : tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

func.func @main() -> tensor<?x4x8xf32> {
  %x = arith.constant dense<"0x1CEC963E78F9033FAFA0113FD1500640567134BFB234543C01DB3240FBFBEEBF1D8005BF89A72D3EFC181E3EEDD3D03EED6F74BE8774BB3EDC30583D9877453F6240F2BFEF9162BFA87A11BBA01384BF7EB785BFD2B3203F1B6526BFE189223F2CEB3E3FEDEC9C3EF00F023FC736D6BDA55DB4BF3154F6BCA291E83EFD8607BF54D9CBBD2ECD3F3F97CA60BF5CD8233F3369EE3FE8F70DBFCD08163E78101ABE1026C53F2FFCA13E9DD1653F07A930BFC73684BCA04D21BCAD51E3BF826CB83F703F663FF3E3DFBF6C8E3E3FBD4E06BEB296E53E2AA0BB3E51DEBFBF152259BE0E0EBF3FDD2913BF27EC82BFB806AEBFAA4D9CBF2CC7AB3E9AA6D83FD1DFDB3E"> : tensor<2x4x8xf32>
  %mask = arith.constant dense<[[0.0, 0xFF800000, 0xFF800000, 0xFF800000], [0.0, 0.0, 0xFF800000, 0xFF800000],
                                [0.0, 0.0, 0.0, 0xFF800000], [0.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %batch = tensor.cast %x : tensor<2x4x8xf32> to tensor<?x4x8xf32>
  %y = call @layer(%batch, %mask) : (tensor<?x4x8xf32>, tensor<4x4xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}
